/* SPDX-License-Identifier: MIT */
#include "profile_writer.h"

#include <stdio.h>
#include <string.h>

#include "profile_words.h"

enum { LINE_MAX_BYTES = 256 };

static void put(struct bytes *out, const char *key, const char *value)
{
    bytes_add_text(out, key);
    bytes_add_text(out, " = ");
    bytes_add_text(out, value);
    bytes_add_text(out, "\n");
}

static void put_number(struct bytes *out, const char *key, unsigned ours, unsigned like)
{
    char value[16];
    snprintf(value, sizeof value, "%u", ours);
    if (ours != like)
        put(out, key, value);
}

static void put_set(struct bytes *out, const char *key, const struct profile_word *list,
                    uint32_t ours, uint32_t like)
{
    char value[LINE_MAX_BYTES];
    profile_words_of_set(list, ours, " ", value, sizeof value);
    if (ours != like)
        put(out, key, value);
}

static bool same_pages(const struct profile_page *ours, const struct profile_page *like)
{
    for (int i = 0; i < PROFILE_PAGES; i++) {
        if (ours[i].name == NULL || like[i].name == NULL)
            return ours[i].name == like[i].name;
        if (strcmp(ours[i].name, like[i].name) != 0 || ours[i].number != like[i].number ||
            ours[i].euro != like[i].euro)
            return false;
    }
    return true;
}

static void put_pages(struct bytes *out, const struct profile_page *pages)
{
    if (pages[0].name == NULL)
        put(out, "page", "none");
    for (int i = 0; i < PROFILE_PAGES && pages[i].name != NULL; i++) {
        char value[64];
        snprintf(value, sizeof value, "%u %s%s", pages[i].number, pages[i].name,
                 pages[i].euro ? " euro" : "");
        put(out, "page", value);
    }
}

void profile_write_own(const struct profile *profile, const char *source, struct bytes *out)
{
    const struct profile *like = profile_find(profile->name);
    const struct profile_word *cut = profile_word_of(profile_cut_words, profile->cut);
    put(out, "like", profile->name);
    put(out, "source", source);
    put_number(out, "dots", profile->dots, like->dots);
    put_number(out, "dpi", profile->dpi, like->dpi);
    put_number(out, "columns", profile->columns, like->columns);
    put_number(out, "columns_b", profile->columns_b, like->columns_b);
    put_number(out, "units_per_dot", profile->units_per_dot, like->units_per_dot);
    if (!same_pages(profile->pages, like->pages))
        put_pages(out, profile->pages);
    put_set(out, "commands", profile_command_words, profile->commands, like->commands);
    put_set(out, "codes", profile_code_words, profile->codes, like->codes);
    put_set(out, "answers", profile_answer_words, profile->answers, like->answers);
    if (profile->cut != like->cut && cut != NULL)
        put(out, "cut", cut->word);
    put_number(out, "blade_lines", profile->blade_lines, like->blade_lines);
    put_number(out, "qr_module_most", profile->qr_module_most, like->qr_module_most);
    put_number(out, "raster_rows_most", profile->raster_rows_most, like->raster_rows_most);
    put_number(out, "graphics_rows_most", profile->graphics_rows_most, like->graphics_rows_most);
    put_number(out, "buffer_bytes", profile->buffer_bytes, like->buffer_bytes);
}
