/* SPDX-License-Identifier: MIT */
/*
 * Many sales of the past: tags, no slips, nothing paid. Written in slices of SHOP_SLICE_MS, the
 * write lock being let go between them, so that tills go on selling meanwhile.
 *
 * A slice is not on disk when it is committed; all of it is at the end. After a crash before that
 * an end of what was told is missing, never something in the midst, and telling the whole once more
 * harms nothing. What a till sells meanwhile is on disk when its finish returns: all commits stand
 * in one WAL in their order, and its fdatasync covers those before it.
 */
#ifndef COMEBACK_HISTORY_H
#define COMEBACK_HISTORY_H

#include "shop.h"

struct history_source {
    void *context;
    /* The next sale, complete, its currency perhaps empty; NULL at the end. Lives until the next
     * call. */
    struct sale *(*next)(void *context);
    /*
     * What became of it: COMEBACK_OK, COMEBACK_CONFLICT or another refusal of this one sale.
     * Heard before the slice is on disk.
     */
    void (*told)(void *context, int status, const struct fault *fault);
};

/*
 * COMEBACK_OK once every sale is on disk. Where the store fails, or is locked for HISTORY_WAIT_MS,
 * what was told in the last slice is not in it.
 */
enum { HISTORY_WAIT_MS = 10000 };
int history_record(struct shop *shop, const struct history_source *source, struct fault *fault);

#endif
