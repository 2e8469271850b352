/* SPDX-License-Identifier: MIT */
/*
 * What a printer sends, told apart. Replies to different questions share one stream, and some come
 * unasked: automatic status, a power-on notice, replies to bytes of a picture that look like DLE
 * EOT. The first byte tells which it is (TM-T88III specification, appendix G; Citizen CT-S310
 * p. 310; CT-S280 p. 159 for GS ( L); a byte that fits nothing is dropped and the next one is
 * looked at afresh.
 */
#ifndef COMEBACK_DRIVERS_ANSWERS_H
#define COMEBACK_DRIVERS_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum answer_kind {
    ANSWER_NOISE,      /* one byte that fits nothing */
    ANSWER_REALTIME,   /* 0xx1xx10: to DLE EOT n; the byte does not say which n */
    ANSWER_ASB,        /* 4 bytes */
    ANSWER_STATUS,     /* 0xx0xxxx: to GS r */
    ANSWER_PROCESS_ID, /* 37 22 d1 d2 d3 d4 00: bytes are d1 to d4 */
    ANSWER_OFFLINE,    /* 37 23 ... 00: causes */
    ANSWER_CLEARED,    /* 37 25 00 */
    ANSWER_KEYS, /* 37 72 s ... 00, to GS ( L 64: bytes are s (41: more to come, 40: the last), then
                    pairs of key codes */
    ANSWER_FREE, /* 37 31 ... 00, to GS ( L 51: decimal digits */
    ANSWER_IDENTITY, /* 5F ... 00: to GS I, without header and NUL */
    ANSWER_POWER_ON, /* 3B 31 00 */
    ANSWER_XON,
    ANSWER_XOFF,
};

enum { ANSWER_MAX_BYTES = 82, ANSWERS_ROOM = 256 };

struct answer {
    enum answer_kind kind;
    size_t length;
    uint8_t bytes[ANSWER_MAX_BYTES];
};

/* Zero-initialise. */
struct answers {
    uint8_t buffer[ANSWERS_ROOM];
    size_t length;
};

/* What does not fit is dropped from the oldest on. */
void answers_put(struct answers *answers, const uint8_t *bytes, size_t length);
/* False where nothing whole is there yet. */
bool answers_next(struct answers *answers, struct answer *out);
/* Forgets the beginning of an answer that has not come to its end. */
void answers_reset(struct answers *answers);

#endif
