/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int draw(struct draws *draws, int below)
{
    uint32_t *state = &draws->state;
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return (int)(*state % (uint32_t)below);
}

/* Sections as owners might have them; one of each is drawn. */
#define SHOP "[shop]\nname = L\naddress = A\ncountry = IE\ncurrency = EUR\n"
static const char *const shops[] = {
    SHOP,
    SHOP "open = mon-sat\n",
    SHOP "open = tue thu\nclosed = 2025-03-04 2025-03-06 2025-04-01\n",
    SHOP "payment_token = yes\n",
};
static const char *const prints[] = {
    "[print]\n",
    "[print]\ncard_every = 5\nleast = 0.00\n",
    "[print]\nnote = ask\ncard = ask\n",
    "[print]\nnote = never\ncard_every = 10\n",
    "[print]\ncard = never\nleast = 20.00\n",
    "[print]\nnote = ask\n",
};
static const char *const friends[] = {
    ("[offer friend]\npercent = 10\nreferrer = 10\nminimum = 10.00\nat_most = 5.00\n"
     "return_days = 14\ndays = 90\nbudget_month = 200.00\n"),
    ("[offer friend]\npercent = 20\nreferrer = 5\nat_most = 3.00\nreturn_days = 0\ndays = 30\n"
     "budget_month = 60.00\n"),
    "[offer friend]\npercent = 15\nreferrer = 0\nminimum = 5.00\ndays = 365\n",
    ("[offer friend]\npercent = 50\nreferrer = 50\nminimum = 30.00\nreturn_days = 30\ndays = 10\n"
     "until = 2025-06-30\n"),
    ("[offer bread]\nfor = friend\namount = 4.00\nitems = category:bread, sku:TEA\nminimum = 2.00\n"
     "weekdays = mon-thu\nstage = growing mature\nper_customer = 2\nreturn_days = 3\ndays = 40\n"
     "[offer friend]\nservice = We tune it\ncost = 4.00\nbudget_month = 30.00\ndays = 60\n"
     "return_days = 5\noffline_limit = 4.00\n"),
    ("[offer bread]\nfor = friend\npercent = 30\nat_most = 4.00\nweekdays = mon-wed\n"
     "offline_limit = 2.50\nreturn_days = 3\ndays = 60\n"
     "[offer friend]\ngift = a cap\ncost = 2.00\noffline_limit = 1.00\n"),
    ("[offer friend]\npercent = 25\nreferrer = 10\nminimum = 8.00\noffline_limit = 5.00\n"
     "return_days = 7\ndays = 120\n"),
    "",
};
static const char *const referrers[] = {
    "",
    "",
    "[offer thanks]\nfor = referrer\nservice = A wash\ncost = 3.00\nbudget_month = 20.00\n",
    ("[offer thanks]\nfor = referrer\namount = 2.50\nexcept = category:work\nvisit = 2-\n"
     "[offer kind]\nfor = referrer\nitem = category:drinks, name:bun\nat_most = 4.00\ntotal = 6\n"),
};
static const char *const nexts[] = {
    "",
    ("[offer early]\nfor = next\namount = 3.00\nminimum = 20.00\nitems = category:bread, sku:MUG\n"
     "weekdays = mon-thu\ndays = 30\nvisit = 1-3\nstage = first growing\n"
     "[offer fit]\nfor = next\nservice = We fit it\ncost = 2.00\ndays = 20\nbudget_month = "
     "40.00\n"),
    ("[offer back]\nfor = next\npercent = 30\nat_most = 6.00\naway = 7-\ndays = 15\n"
     "tags = repeat referral\ntotal = 20\n"
     "[offer big]\nfor = next\nitem = sku:FLT\nbasket = 25.00-60.00\ndays = 60\nper_customer = 1\n"
     "[offer words]\nfor = next\ngift = a balloon\ndays = 10\nweekdays = tue fri sat\n"),
    ("[offer early]\nfor = next\npercent = 10\nexcept = category:bike\ndays = 5\n"
     "from = 2025-02-01\nuntil = 2025-05-01\n"),
};
static const char *const visits[] = {
    "[offer visits]\nevery = 6\ngift = a small present\n",
    "[offer visits]\nevery = 2\ngift = a cup\nminimum = 20.00\n",
    ("[offer visits]\nevery = 3\namount = 2.00\nuntil = 2025-06-30\nper_customer = 2\n"
     "[offer later]\nfor = visits\nevery = 5\nservice = A check\ncost = 1.50\nbudget_month = "
     "12.00\n"),
    ("[offer visits]\nevery = 2\namount = 2.00\n"
     "[offer later]\nfor = visits\nevery = 3\npercent = 20\nat_most = 4.00\n"),
    "",
};
static const char *const others[] = {
    "",
    "[stage]\nmature_visits = 3\nmature_days = 30\n",
    ("[stage]\nmature_visits = 4\nmature = any\n[gift]\ntext = a chocolate\none_in = 3\ncost = "
     "0.60\n"
     "budget_month = 3.00\nstage = growing mature\nleast = 5.00\n"),
    "[effect]\nholdout = 30\n[gift]\ntext = a nut\none_in = 2\ncost = 0.10\n",
    "[privacy]\nprofiling = no\n",
    "[privacy]\nprofiling = consent\n[consent profiling]\ntext = May we?\n",
    ("[privacy]\nprofiling = consent\n[consent profiling]\ntext = May we, please?\n[gift]\n"
     "text = a nut\none_in = 2\nstage = first mature\n"),
};

/* A step that an item begins, a need that a key does; what closes them is not of what began them.
 */
static const char *const steps[] = {
    "",
    ("[step service]\nitems = category:bike\ntext = We check it\ndue = 3 weeks\ncloses = sku:FIX\n"
     "[need filter]\ntext = A filter\ncloses = category:filters\n"),
    ("[step service]\nitems = sku:BIKE, sku:TEA\ntext = We look at it\ndue = 1 month\n"
     "[step clean]\nitems = name:mug\ntext = Clean it\ndue = 5 days\ncloses = category:drinks\n"
     "ahead = 2 days\n"),
    ("[need filter]\ntext = A filter\ndue = 2 weeks\n[need size]\ntext = Size 9\n"
     "closes = category:ware\n[step clean]\nitems = category:bread\ntext = Clean\ndue = 1 year\n"),
};
static const char *const questions[] = {
    "",
    ("[question heard]\ntext = How?\nanswers = friend walked_by web\nstage = first\n"
     "[question like]\ntext = Well?\nanswers = yes no\n"),
    "[question like]\ntext = Well?\nanswers = yes no so_so\nstage = growing mature\n",
};

struct choice {
    const char *const *texts;
    int count;
};
#define ALL_OF(texts)                                                                              \
    {                                                                                              \
        texts, sizeof texts / sizeof texts[0]                                                      \
    }
static const struct choice choices[] = {ALL_OF(shops),     ALL_OF(prints), ALL_OF(friends),
                                        ALL_OF(referrers), ALL_OF(nexts),  ALL_OF(visits),
                                        ALL_OF(others),    ALL_OF(steps),  ALL_OF(questions)};
enum { CHOICES = sizeof choices / sizeof choices[0], SETTINGS_ROOM = 8192 };

char *draw_settings(struct draws *draws, int edit)
{
    char *text = calloc(1, SETTINGS_ROOM);
    assert_non_null(text);
    /* The first of each is the shop as `init` makes it. */
    for (int i = 0; i < CHOICES; i++)
        strcat(text, choices[i].texts[draw(draws, 3) == 0 ? 0 : draw(draws, choices[i].count)]);
    size_t length = strlen(text) / 64 * 64 + 64 + (size_t)edit;
    while (strlen(text) < length)
        strcat(text, "\n");
    return text;
}

/* Nobody shows what is not printed yet, but a till's clock may be behind. */
static int64_t draw_code(struct draws *draws, const struct past *past, int day)
{
    const struct code *code = &past->codes[draw(draws, past->code_count + 1)];
    bool there = code < past->codes + past->code_count && code->id > 0;
    return there && code->issued <= day + 20 ? code->id : 0;
}

static void draw_scans(struct draws *draws, const struct past *past, const struct past *other,
                       struct telling *told)
{
    static const int odds[LEDGER_SCANS] = {2, 3, 8};
    for (int i = 0; i < LEDGER_SCANS; i++) {
        const struct past *from = other != NULL && draw(draws, 6) == 0 ? other : past;
        int64_t code = draw(draws, odds[i]) == 0 ? draw_code(draws, from, told->day) : 0;
        bool again = code == 0;
        for (int k = 0; k < told->scan_count; k++)
            again = again || told->scans[k] == code;
        if (!again)
            told->scans[told->scan_count++] = code;
    }
}

static void draw_who(struct draws *draws, struct telling *told)
{
    static const int odds[LEDGER_WAYS] = {4, 5, 8, 8};
    for (int i = 0; i < LEDGER_WAYS; i++)
        told->known_by[i] = draw(draws, odds[i]) == 0 ? 1 + draw(draws, LEDGER_VALUES - 1) : 0;
    told->someone_else = draw(draws, 8) == 0;
    told->referrer = draw(draws, 12) == 0 ? 1 + draw(draws, LEDGER_VALUES - 1) : 0;
}

static void draw_lines(struct draws *draws, struct telling *told)
{
    int64_t left = told->total + told->applied;
    told->line_count = 1 + draw(draws, LEDGER_LINES);
    for (int i = 0; i < told->line_count; i++) {
        bool last = i == told->line_count - 1;
        int64_t amount = last ? left : left == 0 ? 0 : draw(draws, (int)left);
        told->lines[i] =
            (struct ledger_line){draw(draws, LEDGER_WARES), 1 + draw(draws, 2), amount};
        left -= amount;
    }
}

/* Mostly all of it, mostly of a sale that was told. */
static void draw_undo(struct draws *draws, const struct past *past, struct telling *told)
{
    int told_before = past->deed_count - past->first_deed;
    told->original = past->first_deed + draw(draws, told_before + 4);
    told->total = -(int64_t)draw(draws, 4000);
    if (draw(draws, 2) == 0)
        told->total = -past->deeds[told->original].told.total;
    if (told->kind == SALE_VOID)
        told->total = 0;
    else if (draw(draws, 3) == 0)
        told->original = 0;
    if (told->kind == SALE_EXCHANGE && draw(draws, 2) == 0)
        told->total = draw(draws, 3000);
    told->line_count = 1;
    told->lines[0] =
        (struct ledger_line){draw(draws, LEDGER_WARES), told->total < 0 ? -1 : 1, told->total};
}

static void draw_keys(struct draws *draws, struct telling *told)
{
    static const char *const needs[] = {"filter", "size", "whatever"};
    static const char *const names[] = {"service", "clean", "filter",      "size",
                                        "heard",   "like",  "appointment", "nothing"};
    static const char *const words[] = {"kept", "not_now", "not_relevant", "yes",
                                        "web",  "2",       "so_so",        "maybe"};
    told->consent = draw(draws, 10) == 0 ? 1 : -(draw(draws, 20) == 0);
    told->need = draw(draws, 8) == 0 ? needs[draw(draws, 3)] : NULL;
    for (int i = 0; i < LEDGER_KEYS; i++)
        if (draw(draws, 4) == 0) {
            told->keys[told->key_count].name = names[draw(draws, 8)];
            told->keys[told->key_count++].word = words[draw(draws, 8)];
        }
    if (told->key_count == 2 && told->keys[0].name == told->keys[1].name)
        told->key_count = 1;
    if (draw(draws, 10) == 0)
        told->next_day = told->day + draw(draws, 20) - 1;
    if (told->next_day != 0 && draw(draws, 2) == 0)
        told->next_minute = 600 + draw(draws, 4);
}

void draw_keys_anew(struct draws *draws, struct telling *told)
{
    told->key_count = told->next_day = told->next_minute = 0;
    draw_keys(draws, told);
}

static enum sale_kind draw_kind(struct draws *draws)
{
    static const enum sale_kind kinds[] = {SALE_VOID,     SALE_RETURN, SALE_RETURN,
                                           SALE_EXCHANGE, SALE_ADVICE, SALE_TRAINING};
    int kind = draw(draws, 26);
    return kind < 6 ? kinds[kind] : SALE_SALE;
}

struct telling draw_told(struct draws *draws, const struct past *past, const struct past *other,
                         int day)
{
    static const enum sale_print keys[] = {PRINT_CARD,   PRINT_NOTE,   PRINT_NONE,
                                           PRINT_AS_SET, PRINT_AS_SET, PRINT_AS_SET};
    struct telling told = {.ref = past->deed_count,
                           .kind = draw_kind(draws),
                           .day = draw(draws, 12) == 0 && day > 10 ? day - draw(draws, 10) : day,
                           .minute = 600 + draw(draws, 60),
                           .till = draw(draws, LEDGER_TILLS),
                           .cart = draw(draws, 3) == 0 ? draw(draws, LEDGER_CARTS) : 0,
                           .total = draw(draws, 20) == 0 ? 0 : 1 + draw(draws, 6000),
                           .applied = draw(draws, 25) == 0 ? 100 : 0,
                           .late = draw(draws, 30) == 0,
                           .history = draw(draws, 40) == 0,
                           .copy = draw(draws, 40) == 0,
                           .foreign = draw(draws, 30) == 0,
                           .print = keys[draw(draws, 6)]};
    draw_who(draws, &told);
    draw_scans(draws, past, other, &told);
    draw_lines(draws, &told);
    draw_keys(draws, &told);
    if (told.kind == SALE_VOID || told.kind == SALE_RETURN || told.kind == SALE_EXCHANGE)
        draw_undo(draws, past, &told);
    return told;
}
