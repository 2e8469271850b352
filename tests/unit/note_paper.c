/* SPDX-License-Identifier: MIT */
#include "note_paper.h"

#include <string.h>

#include "../../drivers/bytes.h"
#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/paper.h"

/* NULL also where the virtual printer would take the bytes for another maker's language. */
static struct paper *print(const struct note_scene *scene, bool noted)
{
    struct bytes all = {0};
    struct paper *paper = NULL;
    bytes_add(&all, scene->host, scene->place);
    if (noted)
        bytes_add(&all, scene->note, scene->note_length);
    bytes_add(&all, scene->host + scene->place, scene->host_length - scene->place);
    bytes_add(&all, scene->next, scene->next_length);
    bool epsons = dialect_guess(all.data, all.length) == DIALECT_EPSON;
    int status = epsons ? paper_print(all.data, all.length, scene->profile, &paper, NULL) : 0;
    bytes_free(&all);
    return status == DRV_OK ? paper : NULL;
}

static const uint8_t *row(const struct paper_sheet *sheet, uint32_t y)
{
    return sheet->dots + (size_t)y * sheet->stride;
}

static uint32_t least(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

static uint32_t same_from_above(const struct paper_sheet *one, const struct paper_sheet *other)
{
    uint32_t most = least(one->height_dots, other->height_dots), y = 0;
    while (y < most && memcmp(row(one, y), row(other, y), one->stride) == 0)
        y++;
    return y;
}

static uint32_t same_from_below(const struct paper_sheet *one, const struct paper_sheet *other)
{
    uint32_t most = least(one->height_dots, other->height_dots), y = 0;
    while (y < most && memcmp(row(one, one->height_dots - 1 - y),
                              row(other, other->height_dots - 1 - y), one->stride) == 0)
        y++;
    return y;
}

static bool are_same(const struct paper_sheet *one, const struct paper_sheet *other)
{
    return one->height_dots == other->height_dots && one->cut == other->cut &&
           same_from_above(one, other) == one->height_dots && strcmp(one->text, other->text) == 0;
}

/* Rows in one place more, and none other. */
static const char *compare_noted(const struct paper_sheet *plain, const struct paper_sheet *noted)
{
    if (noted->height_dots <= plain->height_dots || plain->cut != noted->cut)
        return "no note on the paper";
    if (same_from_above(plain, noted) + same_from_below(plain, noted) < plain->height_dots)
        return "the host's rows around the note are others";
    return NULL;
}

static const char *compare(const struct paper *plain, const struct paper *noted)
{
    unsigned others = 0;
    if (paper_sheet_count(plain) != paper_sheet_count(noted))
        return "another count of sheets";
    for (size_t i = 0; i < paper_sheet_count(plain); i++) {
        const struct paper_sheet *one = paper_sheet_at(plain, i), *other = paper_sheet_at(noted, i);
        if (are_same(one, other))
            continue;
        const char *why = others++ == 0 ? compare_noted(one, other) : "two sheets are others";
        if (why != NULL)
            return why;
    }
    return others == 1 ? NULL : "no note on any sheet";
}

enum note_verdict note_judge(const struct note_scene *scene, const char **why)
{
    struct paper *plain = print(scene, false), *noted = print(scene, true);
    enum note_verdict verdict = NOTE_IS_UNSEEN;
    if (plain != NULL && noted != NULL && paper_sheet_count(plain) > 0) {
        *why = compare(plain, noted);
        verdict = *why == NULL ? NOTE_IS_AMID : NOTE_IS_AMISS;
    }
    paper_free(plain);
    paper_free(noted);
    return verdict;
}
