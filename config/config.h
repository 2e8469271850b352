/* SPDX-License-Identifier: MIT */
/*
 * comeback.ini, read strictly. One table of keys (keys.c) holds name, type, range, default and the
 * place in this structure, which is too large for the stack of a host's thread. Every mistake in a
 * file is reported in one go, one per line of `struct config_faults`: "comeback.ini:12:
 * print.least: found \"5,00\", expected an amount such as 5.00". Values come from iniparser over
 * the same bytes that our own scan has judged. Limits: 64 KiB of file, 100 mistakes told (the rest
 * counted), sections by the enum below.
 */
#ifndef COMEBACK_CONFIG_CONFIG_H
#define COMEBACK_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_status {
    CONFIG_OK = 0,
    CONFIG_WRONG = -1, /* mistakes, told in faults */
    CONFIG_IO = -2,    /* not readable; told in faults */
    CONFIG_MEMORY = -3,
};

enum config_when { CONFIG_NEVER, CONFIG_ASK, CONFIG_ALWAYS };
enum config_answers { CONFIG_AS_PROFILE, CONFIG_ANSWERS, CONFIG_ANSWERS_NOT };
enum config_cut {
    CONFIG_CUT_OF_PROFILE,
    CONFIG_CUT_NONE,
    CONFIG_CUT_GS_V,
    CONFIG_CUT_GS_V0,
    CONFIG_CUT_ESC_I
};
enum config_code { CONFIG_CODE_QR, CONFIG_CODE_128, CONFIG_CODE_BOTH };
enum config_page {
    CONFIG_PAGE_OF_PROFILE,
    CONFIG_PAGE_437,
    CONFIG_PAGE_850,
    CONFIG_PAGE_858,
    CONFIG_PAGE_1252
};
/* Within which a receipt's number comes once. */
enum config_per { CONFIG_PER_SHOP, CONFIG_PER_DAY, CONFIG_PER_TILL, CONFIG_PER_TILL_DAY };
enum config_language {
    CONFIG_LANGUAGE_OF_COUNTRY,
    CONFIG_ENGLISH,
    CONFIG_GERMAN,
    CONFIG_FRENCH,
    CONFIG_SPANISH,
    CONFIG_ITALIAN,
    CONFIG_DUTCH,
    CONFIG_PORTUGUESE,
    CONFIG_POLISH
};

struct config_faults {
    char *text; /* lines ended by \n, or NULL; freed by config_faults_free */
    size_t count;
};

enum {
    CONFIG_OFFERS_MAX = 16,
    CONFIG_STEPS_MAX = 32,
    CONFIG_QUESTIONS_MAX = 8,
    CONFIG_CONSENTS_MAX = 4,
    CONFIG_CONSENT = 256,
    CONFIG_SELECTORS_MAX = 8,
    CONFIG_ANSWERS_MAX = 6,
    CONFIG_CLOSED_MAX = 64,
    CONFIG_NAME = 33,     /* of a section behind its kind, with the NUL: a-z 0-9 - _ */
    CONFIG_WORDS = 64,    /* what stands on a slip, with the NUL */
    CONFIG_QUESTION = 96, /* what stands on the cashier's screen */
};

struct config_shop {
    char name[64];             /* required */
    char address[128];         /* required: printed terms need it */
    char logo[256];            /* path of a PNG; relative to the file; empty: none */
    char country[3];           /* ISO 3166-1 alpha-2, required */
    char currency[4];          /* ISO 4217, required */
    int32_t day_starts_minute; /* of a business day, after midnight; default 0 */
    enum config_language language;
    char staff[256];    /* customer ids, separated by blanks: their sales print nothing */
    char walk_in[256];  /* customer ids that stand for nobody, separated by blanks */
    bool payment_token; /* does payment.token say who somebody is? */
    uint32_t open;      /* weekdays of business; bit 0 is Monday; default all */
    int32_t closed[CONFIG_CLOSED_MAX]; /* days on which it is closed all the same, ascending */
    int32_t closed_count;
};

struct config_print {
    char printer[256];  /* URI; empty: we print nothing ourselves */
    char profile[128];  /* default generic-80; a name, or the path of an own one */
    int32_t width_dots; /* of the paper, where that is less than the head; 0: the head */
    enum config_cut cut;
    enum config_when note;
    enum config_when card;
    bool note_on_printer; /* note_on = receipt (the host prints it) | printer (a job of ours) */
    int32_t card_every_days;
    int64_t least_minor;
    int32_t stale_s;
    bool exclusive;                 /* nobody but us prints there */
    enum config_answers process_id; /* does the printer answer GS ( H? */
    enum config_code code;          /* how a code stands on a slip */
    enum config_page code_page;
    bool pen;            /* a note without an appointment has a line to write one on */
    char note_slip[256]; /* path of the note's ReceiptLine text; relative to the file */
    char card_slip[256];
};

/* What an item is known by: "sku:4711", "category:bike", "name:Inner tube" (it begins so). */
enum config_selects { CONFIG_SKU, CONFIG_CATEGORY, CONFIG_ITEM_NAME };
struct config_selector {
    enum config_selects selects;
    char text[CONFIG_WORDS];
};
struct config_selectors {
    struct config_selector list[CONFIG_SELECTORS_MAX];
    int32_t count; /* 0: not given, everything */
};

/* From and to, both counted; `given` is false where there is no bound at all. */
struct config_range {
    bool given;
    int64_t least;
    int64_t most; /* INT64_MAX: none */
};

enum config_for { CONFIG_FOR_FRIEND, CONFIG_FOR_REFERRER, CONFIG_FOR_VISITS, CONFIG_FOR_NEXT };
enum config_benefit {
    CONFIG_PERCENT,
    CONFIG_AMOUNT,
    CONFIG_ITEM,
    CONFIG_SERVICE, /* from here on words, and no price is cut */
    CONFIG_GIFT
};
/* Bits of config_offer.tags, in the order of comeback.h's tags, and of `stages`. */
enum {
    CONFIG_TAG_UNIDENTIFIED = 1,
    CONFIG_TAG_NEW = 2,
    CONFIG_TAG_REPEAT = 4,
    CONFIG_TAG_REFERRAL = 8
};
enum { CONFIG_STAGE_FIRST = 1, CONFIG_STAGE_GROWING = 2, CONFIG_STAGE_MATURE = 4 };

/* [offer NAME]; docs/offers.md says what each key does. */
struct config_offer {
    char name[CONFIG_NAME];
    int32_t line;       /* of its section in the file */
    enum config_for to; /* key `for` */
    enum config_benefit benefit;
    int32_t percent;                 /* of CONFIG_PERCENT: 1 to 100 */
    int64_t amount_minor;            /* of CONFIG_AMOUNT */
    struct config_selectors free_of; /* of CONFIG_ITEM: key `item` */
    char words[CONFIG_WORDS]; /* of CONFIG_SERVICE and CONFIG_GIFT; of CONFIG_ITEM as it stands */
    int64_t cost_minor;       /* of service, gift and item: what it costs the shop */
    int32_t referrer; /* percent, 0 to 100: for friend only, where no offer is `for = referrer` */
    int64_t minimum_minor;
    int64_t at_most_minor; /* 0: no upper bound */
    struct config_selectors items, except;
    uint32_t weekdays;           /* bit 0 is Monday; 0: all */
    int32_t return_days;         /* of a friend's card: so long the giver's thanks wait */
    int32_t days;                /* 1 to 365: life of the card, of the promise */
    int32_t from_day, until_day; /* of printing, days since 1970-01-01; 0: none */
    int32_t every;               /* of visits: 2 to 100 */
    int32_t per_customer, total; /* 0: no limit */
    int64_t budget_month_minor;  /* 0: none */
    int64_t offline_limit_minor; /* 0: none */
    uint32_t tags, stages;       /* bits; 0: all */
    struct config_range visit, away_days, basket_minor;
};

enum config_due { CONFIG_DAYS, CONFIG_WEEKS, CONFIG_MONTHS, CONFIG_YEARS };
struct config_span {
    int32_t count; /* 0: at once; of a need: the next visit */
    enum config_due unit;
};

/* [step NAME], begun by an item, and [need NAME], begun by the cashier's key. In file order. */
struct config_step {
    char name[CONFIG_NAME];
    bool is_need;
    char text[CONFIG_WORDS];
    struct config_selectors items; /* of a step; required there */
    struct config_selectors closes;
    struct config_span due;
    int32_t ahead_days; /* default 14 */
};

struct config_question { /* [question NAME] */
    char name[CONFIG_NAME];
    char text[CONFIG_QUESTION];
    char answers[CONFIG_ANSWERS_MAX][CONFIG_NAME]; /* letters of any language, digits, _ - */
    int32_t answer_count;                          /* 2 to 6 */
    uint32_t stages;                               /* bits; 0: all */
};

struct config_surprise { /* [gift] */
    bool present;
    char text[CONFIG_WORDS];
    int32_t one_in; /* 2 to 10000 */
    int64_t cost_minor, budget_month_minor, least_minor;
    uint32_t stages;
};

struct config_stage {      /* [stage] */
    int32_t mature_visits; /* 2 to 1000, default 6 */
    int32_t mature_days;   /* 1 to 1460, default 180 */
    bool any_first;        /* mature = any; default service */
};

struct config_effect {     /* [effect] */
    int32_t holdout;       /* percent, 0 to 50 */
    int32_t detect_points; /* percentage points, 1 to 50, default 3 */
};

enum config_profiling { CONFIG_PROFILING_YES, CONFIG_PROFILING_CONSENT, CONFIG_PROFILING_NO };
struct config_privacy {  /* [privacy] */
    int32_t keep_months; /* 0 to 600, default 36 */
    enum config_profiling profiling;
    bool cashier_names;
};

struct config_consent { /* [consent NAME] */
    char name[CONFIG_NAME];
    char text[CONFIG_CONSENT];
};

struct config_targets { /* [targets]; 0: none */
    int32_t made;       /* customers at their second visit, a month */
    int32_t kept;       /* percent of those made in a year */
};

/*
 * [tap]: what a receipt of that host looks like, each a pattern or "": not taught. What is wrong
 * with one is not judged here but by who reads receipts, in the order of these fields.
 */
struct config_tap {
    char host[33]; /* the POS's name for its sales; default "tap" */
    char number[256];
    char total[256];
    char customer[256];
    char cashier[256];
    char till[256];
    char code[256];
    char paid[256];
    char reprint[256];
    char voided[256]; /* key `void` */
    enum config_per number_per;
    bool power_on; /* each connection finds the printer as after power-on */
};

struct config_store { /* [store]: paths relative to the file */
    char path[256];   /* default "store" */
    char keys[256];   /* default "keys" */
};

struct config_serve {
    char page[64]; /* ADDRESS:PORT of the owner's page; "": none */
};

struct config {
    struct config_shop shop;
    struct config_print print;
    struct config_offer offers[CONFIG_OFFERS_MAX]; /* in file order, as the next three */
    int32_t offer_count;
    struct config_step steps[CONFIG_STEPS_MAX];
    int32_t step_count;
    struct config_question questions[CONFIG_QUESTIONS_MAX];
    int32_t question_count;
    struct config_consent consents[CONFIG_CONSENTS_MAX];
    int32_t consent_count;
    struct config_surprise surprise;
    struct config_stage stage;
    struct config_effect effect;
    struct config_privacy privacy;
    struct config_targets targets;
    struct config_tap tap;
    struct config_serve serve;
    struct config_store store;
    uint8_t currency_digits; /* decimals of the currency: 2, 0 for JPY, 3 for KWD … */
};

/*
 * The whole file, at most 64 KiB; *text is the caller's (free) and has a NUL after its *length
 * bytes. `faults` may be NULL here and below; what it held is overwritten, not freed.
 */
int config_read_file(const char *path, char **text, size_t *length, struct config_faults *faults);
/* `name` stands before the line numbers. *out is untouched unless CONFIG_OK. FR's `always` is
 * `ask`. */
int config_parse(const char *name, const char *text, size_t length, struct config *out,
                 struct config_faults *faults);
/*
 * Where [store] lies as far as its own lines are right, whatever else is wrong in the text; what
 * they leave open is the default. CONFIG_IO or CONFIG_MEMORY, and *out untouched, where the text
 * could not be read at all.
 */
int config_find_store(const char *text, size_t length, struct config_store *out);
/* A copy without the value of shop.staff, who are customers; freed by the caller. NULL: no memory,
 * or not readable. */
char *config_without_staff(const char *text, size_t length);
void config_faults_free(struct config_faults *faults);
/* The line on which a key stands; 0: it stands nowhere, its default is in force. */
int config_line(const char *text, size_t length, const char *section, const char *key);

/* The files of a new shop: name to text, ended by a NULL name. comeback.ini, note.receipt and
 * card.receipt, the slips in that language. */
struct config_default_file {
    const char *name;
    const char *text;
};
const struct config_default_file *config_default_files(enum config_language language);

/* As comeback.ini has them: "country", "en", … in the order of the enum; ended by NULL. */
extern const char *const config_language_words[];

/* Where a new shop is, and what it speaks. */
struct config_locale {
    char country[3];             /* ISO 3166-1 alpha-2 */
    char currency[4];            /* ISO 4217 */
    enum config_language told;   /* what comeback.ini says */
    enum config_language spoken; /* a language: that of the gift and the slips */
};

/*
 * The comeback.ini of a shop there: the default one with these in it. Its amounts are as many of
 * the currency's smallest units as the default's, so 5.00 EUR becomes 500 JPY. Freed by the caller;
 * NULL: no memory, or no such currency.
 */
char *config_new_ini(const struct config_locale *locale);

/* "5.00" for 500 of a 2-digit currency; decimal point, no locale. Returns the length needed. */
size_t config_format_money(char *out, size_t capacity, int64_t minor, uint8_t digits);
bool config_parse_money(const char *text, uint8_t digits, int64_t *minor);
/* False where the three letters are not a currency of ISO 4217. */
bool config_currency_digits(const char *currency, uint8_t *digits);

#endif
