/* SPDX-License-Identifier: MIT */
/*
 * A picture put into a printer's NV graphics, which it keeps without power, and which GS ( L 69
 * then prints by a key of two characters. Only ever adds: the key is one that the printer's own
 * list does not have, and nothing is deleted or defined anew (functions 65 and 66 and FS q, which
 * wipe what others have put there, are not sent). For models whose profile has PROFILE_GS_NV.
 *
 * Asked: the keys (64; blocks of 40, each acknowledged), the free bytes (51). Sent: the definition
 * (67). The keys once more, for only they say that it was kept: while it writes a printer says
 * nothing, for some seconds. NV memory wears: at most ten writes a day, who calls counts them.
 * Sources: Citizen CT-S280 manual p. 159 and 160 (51, 64), TM-T81 specification, sheet 86 (67:
 * keys 32 to 126, x to 8192, y to 2304), and sheet 96 (wear, busy while writing).
 */
#ifndef COMEBACK_DRIVERS_PICTURE_STORE_H
#define COMEBACK_DRIVERS_PICTURE_STORE_H

#include "inquiry.h"
#include "picture.h"

enum { PICTURE_KEYS_MOST = 95 * 95 };

/* What a printer keeps: a bit for each key. */
struct picture_keys {
    uint8_t bits[(PICTURE_KEYS_MOST + 7) / 8];
    unsigned count;
};

/* DRV_TIMEOUT where it does not list them; DRV_INVALID where its list is none. */
int picture_store_list(struct inquiry *inquiry, struct picture_keys *out, struct drv_fault *fault);
bool picture_store_has(const struct picture_keys *keys, const char key[2]);
/* A key that is free. DRV_LIMIT where none is, or the picture finds no room. Writes nothing. */
int picture_store_find(struct inquiry *inquiry, const struct bitmap *dots,
                       const struct picture_keys *taken, char key[2], struct drv_fault *fault);
/* Writes it under a key that was found so. DRV_IO where it was not kept. */
int picture_store_define(struct inquiry *inquiry, const struct bitmap *dots, const char key[2],
                         struct drv_fault *fault);

#endif
