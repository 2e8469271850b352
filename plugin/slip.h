/* SPDX-License-Identifier: MIT */
/*
 * Slips as ReceiptLine text. A template is the owner's file: ReceiptLine with {{field}}, replaced
 * and escaped for where it stands, and {{#field}} … {{/field}}, which stays only where the field
 * has a value; sections may stand within one another. A tag alone on its line goes with the line.
 * Limits: 16 KiB of template, 256 parts, 4 sections deep.
 */
#ifndef COMEBACK_SLIP_H
#define COMEBACK_SLIP_H

#include "../config/config.h"
#include "../drivers/bytes.h"
#include "answer.h"

enum slip_field {
    SLIP_SHOP_NAME,
    SLIP_SHOP_ADDRESS,
    SLIP_SHOP_LOGO, /* a picture, for {image:} and nothing else */
    SLIP_PRINTED,
    SLIP_VISIT,
    SLIP_VISITS_EVERY,
    SLIP_VISITS_AT,
    SLIP_VISITS_GIFT,
    SLIP_CODE,
    SLIP_CODE_QR,  /* the same where print.code wants a QR code */
    SLIP_CODE_128, /* without hyphens, where it wants bars */
    SLIP_CODE_FROM,
    SLIP_CODE_UNTIL,
    SLIP_FRIEND_PERCENT,
    SLIP_FRIEND_MINIMUM,
    SLIP_FRIEND_AT_MOST,
    SLIP_CARD_UNTIL,
    SLIP_REFERRER_PERCENT,
    SLIP_THANKS,
    SLIP_STEP_1, /* what the shop will do next, with its day; the soonest */
    SLIP_STEP_2,
    SLIP_PEN,            /* where an appointment is to be written by hand */
    SLIP_FRIEND_BENEFIT, /* in words, whatever sort it is; the next two, too */
    SLIP_REFERRER_BENEFIT,
    SLIP_NEXT_BENEFIT,
    SLIP_NEXT_UNTIL,
    SLIP_FIELDS
};

enum { SLIP_VALUE = BENEFIT_WORDS };

struct slip_values {
    char text[SLIP_FIELDS][SLIP_VALUE]; /* of all but the logo */
    const char *logo;                   /* base64 of a PNG; NULL: none. Not owned */
    enum language language;             /* of dates, amounts and words */
};

struct slip_template;

/*
 * name stands before the line number of a mistake. `required` lists fields that must be there, by
 * bit: a card without its closing date or the shop's name is refused (COMEBACK_CONFIG).
 */
int slip_parse(const char *name, const char *text, unsigned required, struct slip_template **out,
               struct fault *fault);
void slip_free(struct slip_template *slip); /* NULL is fine */
/* Does the field stand in it, in whatever section? */
bool slip_has(const struct slip_template *slip, enum slip_field field);

/* Appends the expanded slip, its long lines broken at spaces for `columns`. */
int slip_expand(const struct slip_template *slip, const struct slip_values *values,
                unsigned columns, struct bytes *out, struct fault *fault);

/* Without a logo, which is no setting but a file: settings.h has it. */
void slip_note_values(const struct config *config, const struct answer *answer,
                      struct slip_values *out);
void slip_card_values(const struct config *config, const struct answer *answer,
                      struct slip_values *out);

#define SLIP_NOTE_REQUIRED (1u << SLIP_SHOP_NAME | 1u << SLIP_CODE_UNTIL)
#define SLIP_CARD_REQUIRED (1u << SLIP_SHOP_NAME | 1u << SLIP_CARD_UNTIL | 1u << SLIP_CODE)

#endif
