/* SPDX-License-Identifier: MIT */
/*
 * Some weeks at a till in a bakery. All sales go through comeback.h, as any POS would tell them;
 * what is printed here is what a cashier, a customer and an owner get to see.
 */
#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../clock.h"
#include "../comeback.h"
#include "../setup.h"
#include "../words.h"
#include "arguments.h"
#include "files.h"
#include "picture.h"
#include "terminal.h"
#include "till.h"

enum { DRAIN_MS = 10000, CODE_ROOM = 16, TEXT_ROOM = 512, NONE = -1 };

static const char shop_name[] = "Bakery at the Bridge";
static const char shop_address[] = "2 Bridge Street, Ennistymon";
static const char settings[] = "[shop]\n"
                               "name = Bakery at the Bridge\n"
                               "address = 2 Bridge Street, Ennistymon\n"
                               "country = IE\n"
                               "currency = EUR\n"
                               "[print]\n"
                               "printer = virtual:paper\n"
                               "[offer friend]\n"
                               "percent = 10\n"
                               "referrer = 10\n"
                               "minimum = 10.00\n"
                               "at_most = 5.00\n"
                               "return_days = 14\n"
                               "days = 90\n"
                               "budget_month = 200.00\n"
                               "[offer visits]\n"
                               "every = 6\n"
                               "gift = a scone\n";

enum paper_shown { SHOWS_NOTHING, SHOWS_NOTE, SHOWS_CARD };

struct step {
    int number; /* 0: one of the visits in between, told and not shown */
    int days_ago;
    const char *clock, *ref, *kind, *original, *customer;
    enum paper_shown shows;
    int from;      /* the step whose paper that is */
    bool mistyped; /* first with a wrong symbol */
    bool again;    /* told before */
    struct till_item items[TILL_ITEMS_MAX];
    const char *story;
};

#define SODA                                                                                       \
    {                                                                                              \
        "Soda bread", 420                                                                          \
    }
#define SOURDOUGH                                                                                  \
    {                                                                                              \
        "Sourdough loaf", 580                                                                      \
    }
#define TART                                                                                       \
    {                                                                                              \
        "Apple tart", 950                                                                          \
    }
#define SCONES                                                                                     \
    {                                                                                              \
        "4 scones", 640                                                                            \
    }
#define COFFEE                                                                                     \
    {                                                                                              \
        "Coffee", 360                                                                              \
    }
static const struct step steps[] = {
    {.number = 1,
     .days_ago = 42,
     .clock = "09:14",
     .ref = "T-101",
     .items = {SODA, SCONES},
     .story = "Somebody comes in. Nobody asks for a name."},
    {.number = 2,
     .days_ago = 35,
     .clock = "10:02",
     .ref = "T-118",
     .shows = SHOWS_NOTE,
     .from = 0,
     .items = {SOURDOUGH, COFFEE},
     .story = "A week later a receipt's note is shown: it is the same person."},
    {.number = 3,
     .days_ago = 33,
     .clock = "11:40",
     .ref = "T-131",
     .shows = SHOWS_CARD,
     .from = 1,
     .items = {TART, SODA},
     .story = "A friend brings that person's card."},
    {.number = 4,
     .days_ago = 32,
     .clock = "16:20",
     .ref = "T-140",
     .shows = SHOWS_CARD,
     .from = 1,
     .items = {SOURDOUGH},
     .story = "Somebody else brings a photo of the same card."},
    {.number = 5,
     .days_ago = 30,
     .clock = "09:31",
     .ref = "T-152",
     .customer = "C-17",
     .items = {TART},
     .story = "The till knows this one: customer C-17."},
    {.days_ago = 28,
     .clock = "09:55",
     .ref = "T-160",
     .shows = SHOWS_NOTE,
     .from = 1,
     .items = {SODA}},
    {.number = 6,
     .days_ago = 23,
     .clock = "09:28",
     .ref = "T-170",
     .customer = "C-17",
     .items = {SOURDOUGH, SCONES},
     .story = "C-17 is back."},
    {.days_ago = 21,
     .clock = "10:10",
     .ref = "T-178",
     .shows = SHOWS_NOTE,
     .from = 1,
     .items = {SOURDOUGH}},
    {.number = 7,
     .days_ago = 20,
     .clock = "11:05",
     .ref = "T-181",
     .shows = SHOWS_NOTE,
     .from = 2,
     .mistyped = true,
     .items = {SODA, COFFEE},
     .story = "The friend's note: typed wrongly at first, then right."},
    {.days_ago = 14,
     .clock = "09:48",
     .ref = "T-190",
     .shows = SHOWS_NOTE,
     .from = 1,
     .items = {SODA, COFFEE}},
    {.number = 8,
     .days_ago = 7,
     .clock = "09:59",
     .ref = "T-204",
     .shows = SHOWS_NOTE,
     .from = 1,
     .items = {TART, SOURDOUGH},
     .story = "The first customer's sixth visit; the friend's thanks waited, too."},
    {.number = 9,
     .days_ago = 3,
     .clock = "14:15",
     .ref = "T-211",
     .kind = "return",
     .original = "T-152",
     .customer = "C-17",
     .items = {{"Apple tart", -950}},
     .story = "C-17 brings the tart of the first visit back."},
    {.number = 10,
     .days_ago = 2,
     .clock = "09:30",
     .ref = "T-215",
     .customer = "C-17",
     .items = {SODA, COFFEE},
     .story = "C-17 once more. The visit that was undone no longer counts."},
    {.number = 11,
     .days_ago = 35,
     .clock = "10:02",
     .ref = "T-118",
     .again = true,
     .shows = SHOWS_NOTE,
     .from = 0,
     .items = {SOURDOUGH, COFFEE},
     .story = "The till lost its network and tells sale T-118 a second time."},
};
enum { STEPS = sizeof steps / sizeof steps[0], RECEIPT_SHOWN = 1, CARD_SHOWN = 2 };

struct demo {
    comeback *shop;
    const struct profile *profile;
    struct till_paper paper;
    char notes[STEPS][CODE_ROOM], cards[STEPS][CODE_ROOM];
    struct bytes receipt, card; /* that are shown at the end */
    bool colour;
};

/* A step under way. */
struct told {
    const struct step *step;
    comeback_sale *sale;
    char date[CLOCK_TEXT], short_date[CLOCK_TEXT];
    char typo[TEXT_ROOM]; /* what the mistyped code was answered */
    int64_t discount_minor, total_minor;
};

static int refused(const struct demo *demo, const char *what)
{
    return tell(EXIT_REFUSED, "%s: %s", what, comeback_error(demo->shop));
}

static void get(const comeback_sale *sale, const char *field, char *out, size_t room)
{
    out[0] = '\0';
    comeback_sale_get(sale, field, out, room, NULL);
}

static int64_t get_number(const comeback_sale *sale, const char *field)
{
    char text[32];
    get(sale, field, text, sizeof text);
    return strtoll(text, NULL, 10);
}

static int set(struct demo *demo, comeback_sale *sale, const char *field, const char *text)
{
    if (text == NULL || comeback_sale_set(sale, field, text, (size_t)-1) == COMEBACK_OK)
        return EXIT_DONE;
    return refused(demo, field);
}

static int set_number(struct demo *demo, comeback_sale *sale, const char *field, int64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, number);
    return set(demo, sale, field, text);
}

static int begin(struct demo *demo, struct told *told)
{
    const struct step *step = told->step;
    char at[CLOCK_TEXT + 32];
    int32_t day = clock_day(clock_now(), 0) - step->days_ago;
    if (comeback_sale_begin(demo->shop, "bakery", step->ref, &told->sale) != COMEBACK_OK)
        return refused(demo, step->ref);
    clock_iso_date(day, told->date);
    snprintf(at, sizeof at, "%.10sT%s:00+00:00", told->date, step->clock);
    words_long_date(LANGUAGE_ENGLISH, day, told->date);
    words_short_date(LANGUAGE_ENGLISH, day, told->short_date);
    int status = set(demo, told->sale, "at", at);
    if (status == EXIT_DONE)
        status = set(demo, told->sale, "till", "1");
    if (status == EXIT_DONE)
        status = set(demo, told->sale, "kind", step->kind);
    if (status == EXIT_DONE)
        status = set(demo, told->sale, "original", step->original);
    if (status == EXIT_DONE)
        status = set(demo, told->sale, "customer.id", step->customer);
    return status;
}

static int add_items(struct demo *demo, struct told *told)
{
    for (const struct till_item *item = told->step->items; item->name != NULL; item++) {
        if (comeback_sale_add_item(told->sale, NULL, item->name, "bakery", 1000,
                                   item->amount_minor) != COMEBACK_OK)
            return refused(demo, item->name);
        told->total_minor += item->amount_minor;
    }
    return EXIT_DONE;
}

/* Another symbol in the middle of the code: the check symbol finds it. */
static void mistype(struct told *told, const char *code)
{
    char wrong[CODE_ROOM];
    snprintf(wrong, sizeof wrong, "%s", code);
    wrong[6] = wrong[6] == '7' ? '4' : '7';
    if (comeback_sale_scan(told->sale, wrong, (size_t)-1) == COMEBACK_TYPO)
        get(told->sale, "error", told->typo, sizeof told->typo);
}

static int show_paper(struct demo *demo, struct told *told)
{
    const struct step *step = told->step;
    if (step->shows == SHOWS_NOTHING)
        return EXIT_DONE;
    const char *code =
        step->shows == SHOWS_CARD ? demo->cards[step->from] : demo->notes[step->from];
    if (step->mistyped)
        mistype(told, code);
    int status = comeback_sale_scan(told->sale, code, (size_t)-1);
    return status == COMEBACK_OK || status == COMEBACK_REFUSED ? EXIT_DONE : refused(demo, code);
}

/* Before payment: what is to be taken off. */
static int look(struct demo *demo, struct told *told)
{
    if (comeback_sale_look(told->sale) != COMEBACK_OK)
        return refused(demo, "look");
    told->discount_minor = get_number(told->sale, "discount_minor");
    told->total_minor -= told->discount_minor;
    int status = set_number(demo, told->sale, "discount.applied_minor", told->discount_minor);
    return status == EXIT_DONE ? set_number(demo, told->sale, "total_minor", told->total_minor)
                               : status;
}

static int print_receipt(struct demo *demo, const struct told *told)
{
    const struct step *step = told->step;
    struct bytes escpos = {0};
    char date[CLOCK_TEXT + 8];
    snprintf(date, sizeof date, "%s %s", told->date, step->clock);
    struct till_receipt receipt = {
        .shop = shop_name,
        .address = shop_address,
        .date = date,
        .ref = step->ref,
        .items = step->items,
        .discount_minor = told->discount_minor,
        .total_minor = told->total_minor,
    };
    comeback_sale_slip(told->sale, "note", &receipt.note, &receipt.note_length);
    int status = till_make_receipt(&receipt, demo->profile, &escpos);
    if (status == EXIT_DONE)
        status = till_print(&demo->paper, demo->profile, &escpos);
    if (status == EXIT_DONE)
        status = till_gather(&demo->paper, step->number, "receipt",
                             step->number == RECEIPT_SHOWN ? &demo->receipt : NULL);
    bytes_free(&escpos);
    return status;
}

static int print_paper(struct demo *demo, const struct told *told)
{
    const struct step *step = told->step;
    int status = EXIT_DONE;
    if (step->number > 0 && !step->again)
        status = print_receipt(demo, told);
    if (status == EXIT_DONE && comeback_drain(demo->shop, DRAIN_MS) < 0)
        status = refused(demo, "drain");
    if (status == EXIT_DONE)
        status = till_gather(&demo->paper, step->number, "card",
                             step->number == CARD_SHOWN ? &demo->card : NULL);
    return status;
}

static const char *const tag_names[] = {"UNIDENTIFIED", "NEW", "REPEAT", "REFERRAL"};
static const char *const tag_colours[] = {"\033[1m", "\033[1;32m", "\033[1;36m", "\033[1;35m"};

static void print_tag(const struct demo *demo, const struct told *told)
{
    char why[TEXT_ROOM];
    int32_t tag = comeback_sale_tag(told->sale);
    get(told->sale, "why", why, sizeof why);
    const char *reason = strstr(why, ": ");
    bool tagged = strncmp(why, "not tagged", 10) != 0;
    printf("    %s%s%s  %s\n", demo->colour ? tag_colours[tag & 3] : "",
           tagged ? tag_names[tag & 3] : "NOT TAGGED", demo->colour ? "\033[0m" : "",
           reason == NULL ? why : reason + 2);
}

/* Each line of a field behind a word for who reads it. */
static void print_lines(const char *who, char *lines)
{
    char *line;
    while (lines != NULL && (line = strsep(&lines, "\n")) != NULL)
        if (line[0] != '\0')
            printf("    %-8s %s\n", who, line);
}

static void print_slips(const struct told *told)
{
    char notes[TEXT_ROOM], cards[TEXT_ROOM];
    const uint8_t *note;
    size_t length;
    get(told->sale, "notes", notes, sizeof notes);
    get(told->sale, "cards", cards, sizeof cards);
    if (told->step->again) {
        puts("    prints   nothing again, and counts nothing twice");
        return;
    }
    if (comeback_sale_slip(told->sale, "note", &note, &length) != COMEBACK_OK)
        return;
    printf("    prints   note %s%s%s\n",
           notes[0] == '\0' ? "without code: the till knows who it is" : notes,
           cards[0] == '\0' ? "" : ", card ", cards);
}

static void print_step(const struct demo *demo, const struct told *told)
{
    const struct step *step = told->step;
    char text[TEXT_ROOM];
    printf("\n%2d  %6s %s  %s\n", step->number, told->short_date, step->clock, step->story);
    if (told->typo[0] != '\0')
        printf("    cashier  %s\n", told->typo);
    print_tag(demo, told);
    get(told->sale, "scan.0.why", text, sizeof text);
    if (step->shows == SHOWS_CARD && comeback_sale_tag(told->sale) != COMEBACK_REFERRAL)
        print_lines("cashier", text);
    get(told->sale, "display", text, sizeof text);
    print_lines("customer", text);
    get(told->sale, "prompts", text, sizeof text);
    print_lines("cashier", text);
    if (told->discount_minor > 0)
        printf("    cashier  took off %" PRId64 ".%02" PRId64 " EUR\n", told->discount_minor / 100,
               told->discount_minor % 100);
    print_slips(told);
}

static int finish(struct demo *demo, struct told *told)
{
    size_t index = (size_t)(told->step - steps);
    char notice[TEXT_ROOM];
    int32_t status = comeback_sale_finish(told->sale);
    get(told->sale, "notice", notice, sizeof notice);
    if (status == COMEBACK_LATER)
        return tell(EXIT_REFUSED, "%s: %s", told->step->ref, notice);
    if (status != COMEBACK_OK)
        return refused(demo, told->step->ref);
    get(told->sale, "notes", demo->notes[index], CODE_ROOM);
    get(told->sale, "cards", demo->cards[index], CODE_ROOM);
    if (told->step->number > 0)
        print_step(demo, told);
    return print_paper(demo, told);
}

static int tell_step(struct demo *demo, const struct step *step)
{
    struct told told = {.step = step};
    int status = begin(demo, &told);
    if (status == EXIT_DONE)
        status = add_items(demo, &told);
    if (status == EXIT_DONE)
        status = show_paper(demo, &told);
    if (status == EXIT_DONE)
        status = look(demo, &told);
    if (status == EXIT_DONE)
        status = finish(demo, &told);
    comeback_sale_free(told.sale);
    return status;
}

static int remove_one(const char *path, const struct stat *file, int type, struct FTW *where)
{
    (void)file;
    (void)type;
    (void)where;
    return remove(path);
}

static const char mark[] = ".comeback-demo";

/* Only what the mark says to be ours is replaced. */
static int make_folder(const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, mark);
    if (access(path, F_OK) == 0 && nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
        return tell(EXIT_REFUSED, "%s: %s", folder, strerror(errno));
    if (mkdir(folder, 0777) != 0)
        return tell(EXIT_REFUSED, "%s: %s%s", folder, strerror(errno),
                    errno == EEXIST ? ", and is not a demo of before; name another with --out"
                                    : "");
    return file_write(path, "", 0);
}

static int open_demo(struct demo *demo, const char *folder)
{
    char shop[PATH_MAX], path[PATH_MAX + 16], whole[PATH_MAX];
    struct fault fault = {{0}};
    int status = make_folder(folder);
    snprintf(shop, sizeof shop, "%.400s/shop", folder);
    if (status == EXIT_DONE && setup_shop(shop, NULL, &fault) != COMEBACK_OK)
        status = tell(EXIT_REFUSED, "%s", fault.text);
    snprintf(path, sizeof path, "%.420s/comeback.ini", shop);
    if (status == EXIT_DONE)
        status = file_write(path, settings, sizeof settings - 1);
    if (status == EXIT_DONE && comeback_open(path, &demo->shop) != COMEBACK_OK)
        status = refused(demo, path);
    if (status != EXIT_DONE || realpath(shop, whole) == NULL)
        return EXIT_REFUSED;
    demo->profile = profile_find("generic-80");
    demo->paper.folder = folder;
    snprintf(demo->paper.printer_folder, PATH_MAX, "%.4000s/paper", whole);
    return EXIT_DONE;
}

static void list_pictures(const struct demo *demo)
{
    printf("\nAll paper of these weeks, dot by dot, in %s/:\n", demo->paper.folder);
    for (int i = 0; i < demo->paper.picture_count; i++)
        printf("%s%-19s", i % 4 == 0 ? "\n  " : "", demo->paper.pictures[i]);
    puts("");
}

/* The last card that nobody has brought yet. */
static const char *open_card(const struct demo *demo)
{
    for (size_t i = STEPS; i-- > 0;)
        if (demo->cards[i][0] != '\0' && steps[i].number != CARD_SHOWN && !steps[i].again)
            return demo->cards[i];
    return "";
}

static int show_end(const struct demo *demo)
{
    const char *program = program_invocation_name, *folder = demo->paper.folder;
    printf("\nThe receipt of sale %d, with the note that brings its customer back:\n\n",
           RECEIPT_SHOWN);
    int status = picture_in_terminal(&demo->receipt, demo->profile);
    if (status != EXIT_DONE)
        return status;
    printf("\nThe card of sale %d, for a friend:\n\n", CARD_SHOWN);
    status = picture_in_terminal(&demo->card, demo->profile);
    if (status != EXIT_DONE)
        return status;
    list_pictures(demo);
    printf("\nnext: %s -c %s/shop/comeback.ini code %s\n", program, folder, open_card(demo));
    printf("next: %s -c %s/shop/comeback.ini preview card\n", program, folder);
    printf("next: %s init shop    makes a shop of your own\n", program);
    return EXIT_DONE;
}

static void close_demo(struct demo *demo)
{
    comeback_close(demo->shop);
    bytes_free(&demo->receipt);
    bytes_free(&demo->card);
}

static int run(struct call *call)
{
    const char *folder = "demo";
    const struct argument known[] = {{"out", NULL, &folder}, {NULL, NULL, NULL}};
    struct demo demo = {.colour = terminal_has_colour(stdout)};
    int status = arguments_read(call, known, 0, 0);
    if (status != GO_ON)
        return status;
    status = open_demo(&demo, folder);
    if (status == EXIT_DONE)
        printf("%s, %s: six weeks at its till\n", shop_name, shop_address);
    for (size_t i = 0; i < STEPS && status == EXIT_DONE; i++)
        status = tell_step(&demo, &steps[i]);
    if (status == EXIT_DONE)
        status = show_end(&demo);
    close_demo(&demo);
    return status;
}

const struct command command_demo = {
    "demo", "some weeks at a till, on nothing but this machine", "[--out DIR]",
    "Makes a small bakery in DIR (default demo), tells it sales as a till would, and shows what\n"
    "cashier and customers get to see. The paper lies in DIR as pictures, the shop in DIR/shop.\n"
    "A demo of before is replaced; any other folder is left alone.\n\n"
    "exit: 0 shown, 1 refused, 2 used wrongly\n"
    "example: comeback demo --out demo\n",
    run};
