/* SPDX-License-Identifier: MIT */
/*
 * The codes on notes and cards: 12 symbols of Crockford's base 32, printed XXXX-XXXX-XXXX.
 *
 *   bits   59-58 kind, 57-55 quarter of issue modulo 8, 54-35 serial, 34-5 tag, 4-0 check
 *   tag    the first 30 bits of HMAC-SHA-256 over kind, absolute quarter, shop and serial
 *   check  GF(32), x^5+x^2+1: the sum of alpha^i * symbol[i], i from 0 at the left, is 0.
 *          It finds every wrong symbol and every swap of two.
 *
 * Kind 2 makes a note begin with G to Q, kind 3 a card with R to Z: always a letter.
 * An id is the code without its check symbol: 55 bits, ordered by kind, quarter and serial.
 */
#ifndef COMEBACK_CODE_H
#define COMEBACK_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "keys.h"

enum code_kind { CODE_NOTE = 2, CODE_CARD = 3 };

enum {
    CODE_TEXT = 15,      /* XXXX-XXXX-XXXX and NUL */
    CODE_LIFE_DAYS = 540 /* no code is honoured longer, so 8 quarters are never ambiguous */
};

void code_format(int64_t id, char out[CODE_TEXT]);
/* Spaces, hyphens and case do not matter; I and L read as 1, O as 0. False: a typo. */
bool code_parse(const char *text, size_t length, int64_t *id);

enum code_kind code_kind(int64_t id);
uint32_t code_serial(int64_t id);
/* The latest quarter that fits, not after the next one: of two tills' clocks one is ahead. */
int32_t code_quarter(int64_t id, int32_t today);
/* Was this minted with one of our keys? */
bool code_is_ours(const struct keys *keys, int64_t id, int32_t today);
/* As code_is_ours, once more where a tag that no key fits made us find a new epoch in the file. */
bool code_recognise(struct keys *keys, int64_t id, int32_t today);
int64_t code_mint(const struct keys *keys, enum code_kind kind, int32_t quarter, uint32_t serial);
/* The range of ids of a kind and quarter: first and last possible. */
void code_range(enum code_kind kind, int32_t quarter, int64_t *first, int64_t *last);

#endif
