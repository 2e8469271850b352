/* SPDX-License-Identifier: MIT */
#include "owed.h"

#include <string.h>

#include "paper/commands.h"

const uint8_t owed_part[OWED_PART_BYTES] = {'\n', 0x1d, 'V', 66, 0};

/* The earlier within a command the bytes stop, the more of it lacks. */
static size_t lacks(const struct token *token, size_t least, size_t most)
{
    size_t end = token->offset + token->length;
    size_t first = token->offset + 1 > least ? token->offset + 1 : least;
    size_t last = end - 1 < most ? end - 1 : most;
    return token->command->id == COMMAND_TEXT || first > last ? 0 : end - first;
}

size_t owed_nuls(const uint8_t *bytes, size_t length, size_t least, size_t most)
{
    size_t owed = 0;
    struct token token = {0};
    for (size_t at = 0; at < most && token_next(bytes, length, at, &token); at += token.length) {
        size_t lack = lacks(&token, least, most);
        if (lack > owed)
            owed = lack;
    }
    return owed < OWED_MAX_NULS ? owed : OWED_MAX_NULS;
}

void owed_add_part(struct bytes *out, size_t nuls)
{
    uint8_t *room = bytes_grow(out, nuls);
    if (room != NULL)
        memset(room, 0, nuls);
    bytes_add(out, owed_part, sizeof owed_part);
}
