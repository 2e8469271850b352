/* SPDX-License-Identifier: MIT */
/*
 * What a cashier and a customer read, in the till's language: one table of texts a language, in
 * words_english.c and its like. What an owner or an integrator reads (notice, errors, commands) is
 * English and not here.
 *
 * A text has places such as {date}, filled from struct words_values:
 *   {date}      day, short: "12 Nov"         {until}     day, long: "19 February 2027"
 *   {visit}     a number                     {percent}   a number
 *   {amount}    with the language's decimal point
 *   {currency}  {gift}  {ending}  {kind}  {text}  {time}     as they stand
 * A place has no limit of its own. Texts and values are UTF-8.
 *
 * A `why` has at most 40 characters in every language, with its longest date and a visit of four
 * digits; so has what is said of a code (W_CARD_OF to W_CODE_LOCKED).
 */
#ifndef COMEBACK_WORDS_H
#define COMEBACK_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../config/config.h"
#include "clock.h"

enum { WORDS_WHY_CHARACTERS = 40, WORDS_LINE = 320 };

enum language {
    LANGUAGE_ENGLISH,
    LANGUAGE_GERMAN,
    LANGUAGE_FRENCH,
    LANGUAGE_SPANISH,
    LANGUAGE_ITALIAN,
    LANGUAGE_DUTCH,
    LANGUAGE_PORTUGUESE,
    LANGUAGE_POLISH,
    LANGUAGES
};

/* One that ends _REGULAR is said while the shop's own history is too short to tell. */
enum word {
    W_NOTHING, /* an empty text */
    W_NEW_FIRST_VISIT,
    W_NEW_ID,
    W_NEW_PHONE,
    W_NEW_EMAIL,
    W_NEW_TOKEN,
    W_NEW_FIRST_VISIT_REGULAR,
    W_NEW_ID_REGULAR,
    W_NEW_PHONE_REGULAR,
    W_NEW_EMAIL_REGULAR,
    W_NEW_TOKEN_REGULAR,
    W_NEW_SAME_VISIT,
    W_REPEAT_NOTE, /* {date} {visit} */
    W_REPEAT_ELSEWHERE,
    W_REPEAT_ID, /* {visit}; the next three too */
    W_REPEAT_PHONE,
    W_REPEAT_EMAIL,
    W_REPEAT_TOKEN,
    W_REFERRAL_CARD_CHECKED, /* {date} */
    W_REFERRAL_CARD_PAPER,   /* {date} */
    W_REFERRAL_ELSEWHERE_CHECKED,
    W_REFERRAL_ELSEWHERE_PAPER,
    W_REFERRAL_SENT_CHECKED, /* the host told who sent this customer */
    W_REFERRAL_SENT_PAPER,
    W_REFERRAL_SAME_VISIT,
    W_UNIDENTIFIED_NOTHING,
    W_UNIDENTIFIED_NO_CODE,
    W_NOT_TAGGED, /* {kind} */
    W_NOT_TAGGED_BELOW_0,

    W_KIND_SALE, /* for {kind} */
    W_KIND_RETURN,
    W_KIND_EXCHANGE,
    W_KIND_VOID,
    W_KIND_TRAINING,
    W_KIND_ADVICE,

    W_CARD_OF, /* {date} */
    W_NOTE_OF, /* {date} */
    W_CARD_ELSEWHERE,
    W_NOTE_ELSEWHERE,
    W_CARD_USED,    /* {date} */
    W_CARD_EXPIRED, /* {date} */
    W_NOTE_EXPIRED, /* {date} */
    W_CARD_CANCELLED,
    W_NOTE_CANCELLED,
    W_CARD_HELD,
    W_CARD_NOT_NEW,
    W_CODE_TYPO,
    W_CODE_FOREIGN,
    W_CODE_LOCKED,

    W_TAKE_OFF, /* {amount} {currency} */
    W_GIVE,     /* {visit} {gift} */
    W_THE_GIFT, /* for {gift}, where nobody wrote down which */
    W_ASK_NOTE,
    W_ASK_CARD,
    W_ASK_BOTH,
    W_CONFIRM_PHONE, /* {ending}, its last digits, and {visit} */
    W_CONFLICT,

    W_SAY_CANNOT_TAKE, /* to the customer */
    W_SAY_FIRST_VISIT,

    W_TOMORROW,    /* on slips */
    W_THANKS,      /* {percent} */
    W_THANKS_FROM, /* {percent} {until} */

    W_STEP_DUE,    /* to the cashier: {date} {text} */
    W_STEP_WAITS,  /* without a day: {text} */
    W_APPOINTMENT, /* for {text}, where nobody wrote down what for */
    W_STEP_ON,     /* on slips: {until} {text} */
    W_STEP_AT,     /* {until} {time} {text} */
    W_STEP_NEXT,   /* without a day: {text} */
    W_PERCENT_OFF, /* what a promise gives, in the midst of a line: {percent} */
    W_AMOUNT_OFF,  /* {amount} {currency} */
    W_ONE_FREE,    /* {gift}, the next three too */
    W_ON_ITEMS,
    W_EXCEPT_ITEMS,
    W_AS_IT_STANDS,
    W_AT_MOST,     /* {amount} {currency} */
    W_FROM_AMOUNT, /* {amount} {currency} */
    W_WEEKDAYS,    /* seven names from Monday on, parted by blanks */
    W_WAITS,       /* {gift} */
    W_WAITS_FROM,  /* {gift} {until} */
    W_PROMISED,    /* to the cashier: {gift} */
    W_SURPRISE,    /* to the cashier: {gift} */
    W_SHIFT_SINCE, /* {kind}, the till, {until} {time} */
    W_SHIFT_MADE,
    W_SHIFT_AGAIN,
    W_SHIFT_FRIENDS,
    W_SHIFT_STEPS, /* two numbers stand beside it */
    W_SHIFT_PAPER, /* two pairs of them */

    WORDS
};

/* What a word has no place for is not looked at; NULL is an empty text. */
struct words_values {
    int32_t day; /* since 1970-01-01 */
    int32_t visit;
    int32_t percent;
    const char *amount, *currency, *gift, *ending, *kind, *text, *time;
};

/* What was told, else what is spoken in the country: English where that is several languages or
 * none of ours. */
enum language words_language(enum config_language told, const char *country);

/* The language that a tag of BCP 47 begins with ("fr", "fr-CH", "de_AT", whatever its capitals);
 * false, *out being untouched, where that is none of ours. */
bool words_of_tag(const char *tag, enum language *out);
/* "en", "de" and so on. Static. */
const char *words_code(enum language language);

/* A text with its places unfilled. Static. */
const char *words_text(enum language language, enum word word);

/*
 * Fills in a text; values may be NULL where it has no places. What is longer than `most` characters
 * (codepoints) or room - 1 bytes is cut, never in the midst of what is read as one character. What
 * is not UTF-8 in a value becomes '?'.
 */
void words_fill(char *out, size_t room, size_t most, enum language language, enum word word,
                const struct words_values *values);
/* Fills in a text as a line more of `lines`, which has room for so many bytes. */
void words_add_line(char *lines, size_t room, enum language language, enum word word,
                    const struct words_values *values);

/* "5.00" as the language has it: "5,00". */
void words_localize_amount(enum language language, char *amount);

/* "12 Nov", "12. Nov.", "1er nov." */
void words_short_date(enum language language, int32_t day, char out[CLOCK_TEXT]);
/* For paper: of letters that every printer has. "19 February 2027", "19 de febrero de 2027",
 * "19.02.2027" */
void words_long_date(enum language language, int32_t day, char out[CLOCK_TEXT]);

#endif
