/* SPDX-License-Identifier: MIT */
/*
 * The distinct (kind, host, ref) of a file, numbered from 0 in order of their first line: a hash
 * table with open addressing, the texts one after the other in one run of bytes.
 */
#ifndef COMEBACK_SALES_KEYS_H
#define COMEBACK_SALES_KEYS_H

#include "../../drivers/bytes.h"

#define SALES_KEY_NONE UINT32_MAX

struct sales_key {
    uint64_t text; /* in texts: kind, host and ref, each with a NUL */
    uint32_t length;
    uint32_t hash;
    uint32_t lines;        /* that were understood */
    uint32_t sales;        /* of different business days */
    uint32_t last_sale;    /* valid where sales > 0 */
    uint32_t pending_line; /* not understood, and stands before its first sale; 0 */
};

/* Zero-initialise; freed by sales_keys_free. */
struct sales_keys {
    struct sales_key *list;
    uint32_t count, capacity;
    uint32_t *slots; /* 1 + number; 0: free */
    uint32_t slot_count;
    struct bytes texts;
};

/* Its number, new or known; SALES_KEY_NONE where memory is out. length: at most 2^31. */
uint32_t sales_keys_find(struct sales_keys *keys, const char *text, size_t length);
void sales_keys_free(struct sales_keys *keys);

const char *sales_key_kind(const struct sales_keys *keys, uint32_t key);
const char *sales_key_host(const struct sales_keys *keys, uint32_t key);
const char *sales_key_ref(const struct sales_keys *keys, uint32_t key);

#endif
