/* SPDX-License-Identifier: MIT */
#include "note_paper.h"

#include <string.h>

#include "../../drivers/bytes.h"
#include "../../drivers/paper/paper.h"

enum part { HOST_BEFORE, HOST_ONLY, WITH_NOTE };

static struct paper *print(const struct note_scene *scene, enum part part)
{
    struct bytes all = {0};
    struct paper *paper = NULL;
    bytes_add(&all, scene->host, scene->place);
    if (part == WITH_NOTE)
        bytes_add(&all, scene->note, scene->note_length);
    if (part != HOST_BEFORE) {
        bytes_add(&all, scene->host + scene->place, scene->host_length - scene->place);
        bytes_add(&all, scene->next, scene->next_length);
    }
    int status = paper_print(all.data, all.length, scene->profile, &paper, NULL);
    bytes_free(&all);
    return status == DRV_OK ? paper : NULL;
}

static bool rows_are_same(const struct paper_sheet *one, uint32_t from,
                          const struct paper_sheet *other, uint32_t other_from, uint32_t rows)
{
    return rows == 0 || memcmp(one->dots + from * one->stride,
                               other->dots + other_from * one->stride, rows * one->stride) == 0;
}

static const char *compare_noted(const struct paper_sheet *plain, const struct paper_sheet *noted,
                                 uint32_t at)
{
    if (noted->height_dots <= plain->height_dots || at > plain->height_dots)
        return "no note on the paper";
    uint32_t more = noted->height_dots - plain->height_dots;
    if (!rows_are_same(plain, 0, noted, 0, at))
        return "what was printed before the note is another";
    if (!rows_are_same(plain, at, noted, at + more, plain->height_dots - at))
        return "what is printed behind the note is another";
    return NULL;
}

static const char *compare_other(const struct paper_sheet *plain, const struct paper_sheet *noted)
{
    bool same = plain->height_dots == noted->height_dots && plain->cut == noted->cut &&
                strcmp(plain->text, noted->text) == 0 &&
                rows_are_same(plain, 0, noted, 0, plain->height_dots);
    return same ? NULL : "another sheet is another";
}

/* The note stands on the sheet that is under the head at its place: at its end, or a new one. */
static const char *compare(const struct paper *before, const struct paper *plain,
                           const struct paper *noted)
{
    size_t sheets = paper_sheet_count(before), with = sheets;
    uint32_t at = 0;
    if (sheets > 0 && !paper_sheet_at(before, sheets - 1)->cut) {
        with = sheets - 1;
        at = paper_sheet_at(before, with)->height_dots;
    }
    if (paper_sheet_count(plain) != paper_sheet_count(noted))
        return "another count of sheets";
    for (size_t i = 0; i < paper_sheet_count(plain); i++) {
        const struct paper_sheet *one = paper_sheet_at(plain, i), *other = paper_sheet_at(noted, i);
        const char *why = i == with ? compare_noted(one, other, at) : compare_other(one, other);
        if (why != NULL)
            return why;
    }
    return NULL;
}

enum note_verdict note_judge(const struct note_scene *scene, const char **why)
{
    struct paper *before = print(scene, HOST_BEFORE), *plain = print(scene, HOST_ONLY);
    struct paper *noted = print(scene, WITH_NOTE);
    enum note_verdict verdict = NOTE_IS_UNSEEN;
    if (before != NULL && plain != NULL && noted != NULL && paper_sheet_count(before) > 0) {
        *why = compare(before, plain, noted);
        verdict = *why == NULL ? NOTE_IS_AMID : NOTE_IS_AMISS;
    }
    paper_free(before);
    paper_free(plain);
    paper_free(noted);
    return verdict;
}
