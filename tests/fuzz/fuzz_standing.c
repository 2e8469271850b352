/* SPDX-License-Identifier: MIT */
/*
 * What a host has sent, and a slip amid it: where standing_put_back says that it is put back, the
 * paper behind it is the paper without it. The first byte parts the two and says whether the
 * printer was just switched on. A host that ends inside a command is none: whoever filters frames
 * its commands first, and the slip would be data of it.
 */
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/paper.h"
#include "../../drivers/profile.h"
#include "../../drivers/standing.h"
#include "../../plugin/tap/splice_command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char next[] = "\n\035VB\0Next #\204\345 12\tTab\n\033t\2\202\033d\2middle\n"
                           "\033*\1\2\0\377\201\n\035/\0\033i";

static struct paper *print(const uint8_t *host, size_t host_length, const struct bytes *slip)
{
    struct bytes all = {0};
    struct paper *paper = NULL;
    bytes_add(&all, host, host_length);
    bytes_add(&all, slip->data, slip->length);
    bytes_add(&all, next, sizeof next - 1);
    bool epsons = dialect_guess(all.data, all.length) == DIALECT_EPSON;
    if (epsons && paper_print(all.data, all.length, profile_find("generic-80"), &paper, NULL) != 0)
        paper = NULL;
    bytes_free(&all);
    return paper;
}

/* The last sheets are all of the next receipt. */
static bool are_same(const struct paper *one, const struct paper *other)
{
    size_t count = paper_sheet_count(one), others = paper_sheet_count(other);
    const struct paper_sheet *last = paper_sheet_at(one, count - 1);
    const struct paper_sheet *also = paper_sheet_at(other, others - 1);
    return last->height_dots == also->height_dots &&
           memcmp(last->dots, also->dots, last->height_dots * last->stride) == 0;
}

static void compare(const uint8_t *host, size_t host_length, const struct bytes *slip)
{
    static const struct bytes none;
    struct paper *plain = print(host, host_length, &none), *with = print(host, host_length, slip);
    if (plain != NULL && with != NULL && paper_sheet_count(plain) > 0 &&
        paper_sheet_count(with) > 0 && !are_same(plain, with))
        abort();
    paper_free(plain);
    paper_free(with);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct token token;
    struct bytes slip = {0};
    if (size < 2)
        return 0;
    const uint8_t *host = data + 1, *end = data + size;
    size_t host_length = (size_t)(data[0] >> 1) * (size - 1) / 127;
    struct standing *standing = standing_new(data[0] & 1);
    if (standing == NULL)
        return 0;
    bool amid_command = false;
    for (size_t at = 0; token_next(host, host_length, at, &token); at += token.length) {
        amid_command |= splice_lacking(&token, host_length - at) > 0 ||
                        (at + token.length == host_length && splice_may_grow(&token));
        standing_follow(standing, &token);
    }
    bytes_add(&slip, host + host_length, (size_t)(end - host) - host_length);
    if (!amid_command &&
        standing_put_back(standing, host + host_length, (size_t)(end - host) - host_length, &slip))
        compare(host, host_length, &slip);
    standing_free(standing);
    bytes_free(&slip);
    return 0;
}
