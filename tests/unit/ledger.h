/* SPDX-License-Identifier: MIT */
/*
 * The reference model of the ledger: the rules of docs/offers.md and plugin/projection.h once more,
 * as arrays and loops that look at the whole past each time. Nothing is remembered that follows
 * from what was told, and nothing is fast.
 *
 * A past is what one store was told. Refs, persons and codes are places in its arrays, 0 being
 * none; of two tills the second begins in the middle of them, so that one past holds both once they
 * are merged. Days count from DAY_0 of shop_helper.h. The shop's own random numbers (persons,
 * codes, arms) are learned from its answers; all else must be as the model says.
 */
#ifndef COMEBACK_TESTS_LEDGER_H
#define COMEBACK_TESTS_LEDGER_H

#include "shop_helper.h"

#include "../../plugin/answer.h"
#include "../../plugin/code.h"
#include "../../plugin/projection.h"

enum {
    LEDGER_DEEDS = 1600,
    LEDGER_PERSONS = 4 * LEDGER_DEEDS,
    LEDGER_PROMISES = 8 * LEDGER_DEEDS,
    LEDGER_VALUES = 7, /* of one way of knowing somebody; 0: not told */
    LEDGER_LINES = 3,
    LEDGER_SCANS = 3,
    LEDGER_EDITS = 24,
    LEDGER_TILLS = 3, /* names of tills at one store */
    LEDGER_CARTS = 3, /* baskets that are open; 0: the sale's own */
    LEDGER_DAYS = 800,
    LEDGER_GRACE = 3,
    LEDGER_NOTE_DAYS = 365,
    LEDGER_NEVER = INT32_MAX,
    LEDGER_DUES = 128,
    LEDGER_GUESSES = 8 * LEDGER_DEEDS,
    LEDGER_KEYS = 2,
    LEDGER_STEPS_SEEN = 40, /* open ones of a customer that a till looks at, the soonest */
};

enum ledger_way { BY_ID, BY_PHONE, BY_EMAIL, BY_TOKEN, LEDGER_WAYS };

struct ware {
    const char *sku, *name, *category;
};
extern const struct ware ledger_wares[];
enum { LEDGER_WARES = 6 };

struct ledger_line {
    int ware, pieces;
    int64_t amount_minor;
};

/* A ticket as it is told. */
struct telling {
    int ref, original;
    enum sale_kind kind;
    int day, minute, till, cart;
    int64_t total, applied;
    struct ledger_line lines[LEDGER_LINES];
    int line_count;
    int known_by[LEDGER_WAYS]; /* values */
    int referrer;              /* an id */
    bool someone_else, late, history, copy, foreign;
    int64_t scans[LEDGER_SCANS];
    int scan_count;
    enum sale_print print;
    const char *need;
    struct {
        const char *name, *word;
    } keys[LEDGER_KEYS]; /* answer.NAME */
    int key_count;
    int next_day, next_minute; /* an appointment's day; 0: none */
    int consent;               /* to profiling: 1 given, -1 withdrawn, 0 nothing said */
};

/* Why a promise was made, in the order in which they are looked at. */
enum promise_sort { OF_CARD, OF_VISITS, OF_LATER };

/* On which terms, as the settings were: an offer's, or those of its `referrer`. */
struct terms {
    const struct config_offer *offer; /* NULL: nothing is promised */
    bool of_giver;
    int64_t limit; /* of a card of another till: so much is taken off at most; 0: no other bound */
};

struct deed {
    struct telling told; /* told.ref 0: never told */
    int person, shown, via, visit, told_tag, flags;
    bool note, card;
    int64_t origin;    /* of the store that was told */
    int64_t sent_with; /* the card that counts */
    int sent_by;       /* who was named by referrer.id */
    enum stage stage;
    int away, arm, surprise; /* arm -1: none. surprise: what it cost, -1: none given */
    bool control;
    int look;   /* what the owner decided: 1 allowed, -1 refused */
    int undone; /* the sale from which a return took that named none */
    int64_t undone_minor;
    /* What follows from all of them. */
    bool voided, holds;
    int returns, standing, tag;
    int64_t returned, taken;
};

/* One value of a way of knowing: whose it is, and who else says so. */
struct way {
    int owner, sharer_count;
    int owner_too; /* at the other store, before they were joined: one with the owner; 0: none */
    int sharers[LEDGER_DEEDS];
};

struct code {
    int64_t id; /* below 0: a card that was never printed, of who sent somebody */
    int person, issued, until;
    int64_t raw; /* the shop's number of that person then */
    struct terms gets, giver;
    int deed; /* that gave it out */
    bool cancelled;
};

/* What waits for a customer; each sale that made it has a row. */
struct promise {
    enum promise_sort sort;
    int64_t id, number;
    int person, due, until, giver; /* until 0: none */
    int64_t card;                  /* of thanks: whose use earned them; 0: of no thanks */
    bool is_next;
    struct terms terms;
};

struct use {
    int64_t promise;
    int deed;
    int when; /* the steps of all tills in their order of time */
};

/* What a step rests on at a sale: pieces of all that the step names, of which one ware is the
 * first; ware -1: on no item. Begun after the sale, it rests on the pieces of that ware alone. */
struct rest {
    int ware, pieces;
    bool late;
};
enum { ALL_PIECES = 1000000 };

/* What the shop will do next: of a step of the settings, a need, or an appointment. */
struct step {
    const char *name;
    int deed, person, sort, begun, due, minute;
    struct rest rest;
};

/* What became of one at a later sale. */
struct step_event {
    int step, deed;
    bool again; /* begun once more, and due by that sale alone */
    int due;
    struct rest rest;
    int how;    /* CLOSED_ */
    int back;   /* so many pieces came back, ALL_PIECES; 0: none */
    int bought; /* of what this deed sold */
};

/* A key as the log has it: answer.NAME, a need, an appointment's moment. */
struct press {
    int deed;
    const char *name, *word; /* of an answer; word NULL: a need of that name */
    int day, minute;         /* of an appointment; name NULL */
};

struct asked {
    const char *name, *answer; /* NULL: not answered */
    int deed;
};

/* What somebody said to the text that was asked then. */
struct consent {
    int person, minute; /* since DAY_0 */
    bool given;
    const char *text;
};

/* A wrong code; or `comeback unlock`, which forgives those before. */
struct guess {
    int till, day, when;
    bool forgives;
};

struct hold {
    int64_t code;
    int cart;
};

struct past {
    struct deed deeds[LEDGER_DEEDS];
    int deed_count, first_deed;
    struct way ways[LEDGER_WAYS][LEDGER_VALUES];
    int one[LEDGER_PERSONS]; /* the lowest of all that are one with a person */
    int64_t raw_of[LEDGER_PERSONS];
    int person_count, first_person;
    struct code codes[LEDGER_PROMISES];
    struct promise promises[LEDGER_PROMISES];
    struct use uses[LEDGER_PROMISES];
    int code_count, promise_count, use_count;
    struct step steps[LEDGER_PROMISES];
    struct step_event step_events[LEDGER_PROMISES];
    struct asked asked[LEDGER_DEEDS];
    struct press presses[LEDGER_PROMISES];
    int step_count, step_event_count, asked_count, press_count;
    bool forgotten[LEDGER_PERSONS];
    struct hold holds[LEDGER_PROMISES];
    int hold_count;
    struct consent consents[LEDGER_DEEDS];
    int consent_count;
    struct guess guesses[LEDGER_GUESSES];
    int guess_count;
    struct config *edits[LEDGER_EDITS]; /* settings as they were in force, the last now */
    int edit_count;
    int64_t origin;
    int now; /* steps since the beginning, of both tills */
};

/* Whom a sale is about: two where they are about to become one. */
struct whom {
    int person, other;
};

/* One that is due at a sale; promise 0: of who was sent without a card. */
struct due {
    int64_t promise, number;
    enum promise_sort sort;
    int day;
    struct terms terms;
};

/* One that is open when the ticket is told, or that it touches. */
struct seen_step {
    struct step step;
    int place; /* in the past; -1: begins now */
    bool from_now, withdrawn;
    int moved;        /* of from_now that stood already: due by this sale alone */
    struct rest rest; /* of from_now */
    int how;
};

/* What a ticket takes away of what a step rests on. */
struct seen_back {
    int place, pieces, bought;
};

/* What the shop must say to a ticket. */
struct expected {
    struct whom whom;
    bool attach[LEDGER_WAYS], share[LEDGER_WAYS], household, named;
    int clashes[LEDGER_WAYS], conflict, shown, via, visit, tag, sender, flags;
    int days_before, that_day, that_day_via;
    int64_t sent_with;
    int64_t scans[SALE_SCANS_MAX]; /* those told and those held for the basket */
    int scan_count;
    enum verdict verdicts[SALE_SCANS_MAX];
    bool locked;
    struct due dues[LEDGER_DUES];
    int due_count;
    int64_t discount, paid[ANSWER_PAID_MAX]; /* paid 0: of who was sent */
    int word_count, best, paid_count;        /* best: place in dues, -1: none */
    bool card, sent, has_waiting;            /* a good card was shown; as if one had been */
    int64_t waits;                           /* 0: of who was sent */
    struct terms gets, giver;                /* of a card made */
    struct terms sent_gets, sent_giver;
    struct terms visits, next; /* next: made now; visits: named */
    int visits_at, next_open;  /* next_open: place of one that is named again; -1 */
    enum stage stage;
    int away, arm; /* arm -1: the shop's to draw */
    bool control, eligible;
    bool has_note, has_card, has_code;
    int ask, undone;
    int64_t undone_minor;
    struct seen_step steps[LEDGER_STEPS_SEEN];
    int step_count;
    struct press presses[LEDGER_KEYS + 2]; /* that were not told before */
    int press_count;
    struct seen_back backs[LEDGER_STEPS_SEEN];
    int back_count;
    const char *question, *answer;
};

/* ledger_past.c: what follows from what was told */
void past_begin(struct past *past, int store);
void past_end(struct past *past);
const struct config *past_rules(const struct past *past);
bool counts(const struct telling *told);
int new_person(struct past *past, int64_t raw);
int person_of(const struct past *past, int64_t raw); /* fails the test where there is none */
int64_t number_of(const struct past *past, int person);
void make_one(struct past *past, int a, int b);
bool is(const struct past *past, struct whom whom, int person);
bool is_known(const struct past *past, int person);
const struct code *code_of(const struct past *past, int64_t id); /* NULL: not of this store */
void judge(struct past *past);
bool is_spent(const struct past *past, int64_t promise);
bool is_given(const struct past *past, int64_t promise);
void learn_consent(struct past *past, const struct telling *told, int person);
/* Has the customer consented to be profiled? */
bool has_consented(const struct past *past, struct whom whom);
/* Both stores' pasts in the first. */
void past_merge(struct past *into, const struct past *from);
void thank_giver(struct past *past, int64_t promise);
void past_forget(struct past *past, int person);
bool is_forgotten(const struct past *past, int person);
void release(struct past *past, int cart);
bool is_locked(const struct past *past, int till, int day);

/* Who sent the customer of a sale; 0: nobody, or nobody known. */
int sender_of(const struct past *past, const struct deed *deed);
/* Did `customer` send `giver` within the year before? */
bool is_circle(const struct past *past, struct whom customer, int giver, int day);
bool is_flagged(const struct past *past, const struct deed *deed);
/* May `giver` be thanked for this sale? */
bool may_thank(const struct past *past, const struct deed *deed, int giver);

/* ledger_who.c: whom a ticket is about, and its tag */
void find_whom(const struct past *past, const struct telling *told, struct expected *out);
void find_tag(const struct past *past, const struct telling *told, struct expected *out);

/* ledger_terms.c: what a promise is worth, and may cost */
int64_t worth_of(struct terms terms, const struct telling *told);
bool is_reached(struct terms terms, const struct telling *told);
bool is_words(struct terms terms);
bool is_on_day(struct terms terms, int day);
int64_t liability_of(struct terms terms);
const char *name_of(struct terms terms);

/* ledger_worth.c: what is honoured */
void find_worth(const struct past *past, const struct telling *told, struct expected *out);
/* Of two that stand at the same place in the order and are the same, the one that was taken. */
void prefer_equal(const struct past *past, const struct telling *told, const struct answer *answer,
                  struct expected *out);
bool is_paid(const struct expected *out, int64_t promise);

/* ledger_offers.c: what is promised, to whom, within which limits */
bool may_profile(const struct past *past, const struct expected *out);
void find_stage(const struct past *past, const struct telling *told, struct expected *out);
/* untargeted: of who was sent, by whoever sent them */
bool find_card_offer(const struct past *past, const struct telling *told, bool untargeted,
                     struct whom whom, struct expected *out);
/* Of a card that another till printed: today's, if any. */
struct terms offline_terms(const struct past *past, int day);
void find_note_offers(const struct past *past, const struct telling *told, struct expected *out);
void find_surprise(const struct past *past, const struct telling *told, struct expected *out);
int64_t promised_times(const struct past *past, const char *name);
int64_t promised_in(const struct past *past, const char *name, int month);
int64_t surprises_in(const struct past *past, int month);

/* ledger_slips.c: what is printed */
void find_slips(const struct past *past, const struct telling *told, struct expected *out);

/* ledger_steps.c: what the shop will do next, and its question */
void find_steps(const struct past *past, const struct telling *told, struct expected *out);
/* Of keys pressed after the sale; nobody was known before where a note makes somebody now. */
void find_steps_again(const struct past *past, const struct deed *deed, const struct telling *told,
                      struct expected *out);
void find_question(const struct past *past, const struct telling *told, struct expected *out);
/* An answer that came after the sale. */
void find_question_again(const struct past *past, const struct deed *deed,
                         const struct telling *told, struct expected *out);
/* Has the till told another sale since? */
bool is_gone(const struct past *past, const struct deed *deed);
void learn_steps(struct past *past, const struct telling *told, const struct expected *expected,
                 int person);

/* ledger_expect.c: what the shop must say, and what is learned of what it said */
/* arm: what the shop drew of a customer who had none; -1 */
void expect(const struct past *past, const struct telling *told, int arm, struct expected *out);
void expect_again(const struct past *past, const struct deed *deed, const struct telling *told,
                  struct expected *out);
void learn(struct past *past, const struct telling *told, const struct expected *expected,
           const struct answer *answer);
void learn_slips(struct past *past, const struct telling *told, const struct expected *expected,
                 const struct answer *answer, int person);

/* ledger_draw.c: pasts and settings out of numbers, the same ones from the same seed */
struct draws {
    uint32_t state;
};
int draw(struct draws *draws, int below);
/* other: the past of another store whose paper may be shown here; NULL */
struct telling draw_told(struct draws *draws, const struct past *past, const struct past *other,
                         int day);
/* Keys that are pressed after the sale, in the place of those it had. */
void draw_keys_anew(struct draws *draws, struct telling *told);
/* A whole comeback.ini, the caller's, of a length that differs from edit to edit. */
char *draw_settings(struct draws *draws, int edit);

/* ledger_shop.c: the same told to the shop, and held against what was expected */
/* While another process writes. */
int shop_puts_aside(struct till *till, const struct telling *told);
int shop_tells(struct till *till, const struct telling *told);
void shop_looks(struct till *till, const struct telling *told, struct answer *out);
void shop_scans(struct till *till, const struct telling *told, int64_t code, struct scan *out);
int shop_reviews(struct till *till, int ref, int look); /* 1 allowed, -1 refused; its status */
void shop_cancels(struct till *till, int cart);
void shop_unlocks(struct till *till, int number, int day);
/* A slip that waits for its printer; false: none of that code does. */
bool shop_drops(struct till *till, int64_t code);
/* Fails with the ticket as JSON and what each says. */
void same(const struct telling *told, const char *what, int64_t shop, int64_t rules);
void assert_as_expected(const struct past *past, const struct telling *told,
                        const struct expected *expected, const struct answer *answer);
void assert_deed(const struct past *past, const struct till *till, int ref);
/* Every number that the past and the store both have. */
void assert_store(const struct past *past, const struct till *till);
/* What is printed of a difference: which past, at which step. */
void shop_says_where(uint32_t seed, int step);

#endif
