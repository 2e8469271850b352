/* SPDX-License-Identifier: MIT */
/*
 * What became of the lines that were not told: each is told on standard error as FILE:LINE: why, up
 * to 20 of one reason, and counted by reason. Two lines have the same reason where the texts differ
 * only in what they quote and in numbers. At most 32 reasons; the last takes all others.
 */
#ifndef COMEBACK_EXPORT_ACCOUNT_H
#define COMEBACK_EXPORT_ACCOUNT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { EXPORT_REASONS_MAX = 32, EXPORT_TOLD_MAX = 20 };

struct export_reason {
    char key[120];  /* the text without what differs */
    char why[200];  /* of the first, cut */
    char value[64]; /* that it quotes, cut; "" */
    long line;      /* of the first */
    int64_t lines;
    int64_t told, untold; /* messages */
};

struct export_account {
    const char *file;
    int64_t refused; /* lines whose sale was left out */
    int64_t skipped; /* lines that belong to no sale */
    int count;
    struct export_reason reasons[EXPORT_REASONS_MAX];
};

/* `lines` of a sale are left out for one reason, told with the number of one of them. */
void export_account_refuse(struct export_account *account, long line, int64_t lines,
                           const char *why);
/* A line that belongs to no sale. */
void export_account_skip(struct export_account *account, long line, const char *why);
/* A line that is told, but for something of it. */
void export_account_note(struct export_account *account, long line, const char *why);
/* Tells how many were not told. */
void export_account_end(const struct export_account *account);

/* [{"reason", "lines", "line", "value"}, …]; the caller's. */
json_t *export_account_json(const struct export_account *account);
void export_account_print(const struct export_account *account);

#endif
