/* SPDX-License-Identifier: MIT */
#include "standing_parts.h"

/* What a slip needs to know. */

static bool has_high_bytes(const struct token *token)
{
    for (size_t i = 0; i < token->length; i++)
        if (token->bytes[i] >= 0x80)
            return true;
    return false;
}

/* The slip itself has said it. */
static bool is_newer(const struct standing *now, const struct standing *before,
                     enum standing_facet facet)
{
    return now->facets[facet].known && now->facets[facet].order > before->order;
}

static bool is_at_most(const struct standing *now, enum standing_facet facet, int32_t most)
{
    return now->facets[facet].known && now->facets[facet].value <= most;
}

/* ASCII is the same on all pages, and in all codes of a Kanji mode that is off. */
static bool takes_letters(const struct standing *now, const struct standing *before,
                          const struct token *text)
{
    bool ascii = now->facets[FACET_PAGE].known && is_at_most(now, FACET_COUNTRY, 0) &&
                 is_at_most(now, FACET_KANJI, 0) && now->facets[FACET_KANJI_CODING].known;
    return ascii && (!has_high_bytes(text) ||
                     (is_newer(now, before, FACET_PAGE) && is_at_most(now, FACET_KANJI_CODING, 1)));
}

static bool is_right(const struct standing *now, const struct standing *before,
                     enum standing_facet facet)
{
    return facet_is_plain(now, facet) || is_newer(now, before, facet);
}

static bool takes_text(const struct standing *now, const struct standing *before,
                       const struct token *text)
{
    static const uint8_t looks[] = {
        FACET_FONT,   FACET_SIZE,     FACET_EMPHASIS,    FACET_STRIKE, FACET_UNDERLINED,
        FACET_INVERT, FACET_ROTATION, FACET_UPSIDE_DOWN, FACET_SPACE,  FACET_ALIGN,
        FACET_MARGIN, FACET_WIDTH,    FACET_UNITS,       FACET_STYLE,  FACET_OWN_CHARACTERS};
    for (size_t i = 0; i < sizeof looks; i++)
        if (!is_right(now, before, looks[i]))
            return false;
    return takes_letters(now, before, text);
}

static bool takes(const struct standing *now, const struct standing *before,
                  const struct token *token)
{
    switch (token->command->id) {
    case COMMAND_UNKNOWN:
    case COMMAND_INITIALIZE:
    case COMMAND_PERIPHERAL:
    case COMMAND_PAGE_MODE:
    case COMMAND_MACRO:
        return false;
    case COMMAND_TEXT:
        return takes_text(now, before, token);
    /* One that is odd in half dots leaves one over, which moves what the host prints next. */
    case COMMAND_LINE_FEED:
    case COMMAND_FEED_LINES:
        return is_right(now, before, FACET_LINE_SPACING);
    case COMMAND_FEED:
        return is_right(now, before, FACET_UNITS);
    default:
        return true;
    }
}

static bool run_slip(const struct standing *before, const uint8_t *slip, size_t length,
                     struct standing *now)
{
    struct token token;
    *now = *before;
    for (size_t at = 0; token_next(slip, length, at, &token); at += token.length) {
        if (!takes(now, before, &token))
            return false;
        standing_follow(now, &token);
    }
    return standing_at_line_start(now) && standing_obstacle(now) == NULL;
}

/* How it is put back. */

static void put(struct standing *now, const uint8_t *bytes, size_t length, struct bytes *out)
{
    struct token token;
    if (length == 0 || !token_next(bytes, length, 0, &token))
        return;
    standing_follow(now, &token);
    bytes_add(out, bytes, length);
}

static bool is_next(const struct facet *facet, uint32_t after, uint32_t than)
{
    return facet->order > after && facet->order < than;
}

/* The command that made the first of the wanted facets after that one; NULL: none. */
static const struct facet *next_made(const struct standing *before, const bool *wanted,
                                     uint32_t after)
{
    const struct facet *next = NULL;
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < FACET_COUNT; i++) {
        const struct facet *facet = &before->facets[i];
        if (!wanted[i] || !facet->known || !is_next(facet, after, least))
            continue;
        next = facet;
        least = facet->order;
    }
    return next;
}

/* As after power-on first, then what was said in the order in which it was: what a command sets
 * beside what it is wanted for, a later one had set anew. */
static void put_wanted(const struct standing *before, const bool *wanted, struct standing *now,
                       struct bytes *out)
{
    for (size_t i = 0; i < FACET_COUNT; i++)
        if (wanted[i] && before->facets[i].order == 0)
            put(now, standing_facets[i].bytes, standing_facets[i].length, out);
    const struct facet *made;
    for (uint32_t after = 0; (made = next_made(before, wanted, after)) != NULL; after = made->order)
        put(now, made->bytes, made->length, out);
}

/* What nobody knows is the same only where no command has touched it since. */
static bool are_same(const struct facet *one, const struct facet *other)
{
    return one->known == other->known &&
           (one->known ? one->value == other->value : one->order == other->order);
}

enum outcome { SAME, MORE_WANTED, IMPOSSIBLE };

/* Wants what differs; impossible where that was wanted already, and put back in vain. */
static enum outcome compare(const struct standing *before, const struct standing *now, bool *wanted)
{
    enum outcome outcome = SAME;
    for (size_t i = 0; i < FACET_COUNT; i++) {
        if (are_same(&before->facets[i], &now->facets[i]))
            continue;
        if (wanted[i])
            return IMPOSSIBLE;
        wanted[i] = true;
        outcome = MORE_WANTED;
    }
    return outcome;
}

/* What puts one facet back may change another, which is then wanted, too. */
static enum outcome restore(const struct standing *before, const struct standing *after,
                            struct bytes *out)
{
    bool wanted[FACET_COUNT] = {false};
    size_t length = out->length;
    struct standing now = *after;
    enum outcome outcome;
    while ((outcome = compare(before, &now, wanted)) == MORE_WANTED) {
        out->length = length;
        now = *after;
        put_wanted(before, wanted, &now, out);
    }
    if (outcome == IMPOSSIBLE)
        out->length = length;
    return outcome;
}

bool standing_put_back(const struct standing *standing, const uint8_t *slip, size_t length,
                       struct bytes *out)
{
    struct standing after;
    return standing_at_line_start(standing) && standing_obstacle(standing) == NULL &&
           run_slip(standing, slip, length, &after) && restore(standing, &after, out) == SAME &&
           !out->failed;
}
