/* SPDX-License-Identifier: MIT */
/*
 * comeback.ini, read strictly. One table of keys (keys.c) holds name, type, range, default and the
 * place in this structure. Every mistake in a file is reported in one go, one per line of
 * `struct config_faults`: "comeback.ini:12: print.least: found \"5,00\", expected an amount such
 * as 5.00". Values come from iniparser over the same bytes that our own scan has judged.
 * Limits: 64 KiB of file, 100 mistakes told (the rest counted), one offer of each sort.
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
    char note_slip[256]; /* path of the note's ReceiptLine text; relative to the file */
    char card_slip[256];
};

struct config_friend { /* [offer friend] */
    bool present;
    int32_t percent;  /* 1 to 100 */
    int32_t referrer; /* percent, 0 to 100 */
    int64_t minimum_minor;
    int64_t at_most_minor; /* 0: no upper bound */
    int32_t return_days;
    int32_t days;               /* 1 to 365: life of a card */
    int64_t budget_month_minor; /* 0: none */
    int32_t until_day;          /* last day of printing, days since 1970-01-01; 0: none */
};

struct config_visits { /* [offer visits] */
    bool present;
    int32_t every; /* 2 to 100 */
    char gift[64];
    int32_t until_day;
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

struct config {
    struct config_shop shop;
    struct config_print print;
    struct config_friend friend_offer;
    struct config_visits visits_offer;
    struct config_tap tap;
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
