/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/paper.h"
#include "../../drivers/text.h"
#include "pattern.h"
#include "receipt.h"

/* FS ( C 48 2: text is UTF-8; ESC @ ends it (Epson's reference). */
static const uint8_t say_utf8[] = {0x1C, '(', 'C', 2, 0, '0', '2'};

/* ---- hosts that send UTF-8 without a word ---- */

struct tally {
    size_t whole, broken; /* characters beyond ASCII; bytes that are none */
    bool kanji;
};

static void count_text(struct tally *tally, const uint8_t *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used =
            utf8proc_iterate(bytes + at, (utf8proc_ssize_t)(length - at), &point);
        tally->whole += used > 1;
        tally->broken += used < 1;
        at += used < 1 ? 1 : (size_t)used;
    }
}

/* A pulse that went through UTF-8 on its way breaks it; so more must be whole than broken. */
static bool is_utf8(const uint8_t *bytes, size_t length)
{
    struct tally tally = {0};
    struct token token;
    for (size_t at = 0; token_next(bytes, length, at, &token); at += token.length) {
        if (token.command->id == COMMAND_KANJI || token.command->id == COMMAND_KANJI_CODING)
            tally.kanji = true;
        if (token.command->id == COMMAND_TEXT)
            count_text(&tally, token.bytes, token.length);
    }
    return !tally.kanji && tally.whole > tally.broken;
}

static void declare_utf8(const uint8_t *bytes, size_t length, struct bytes *out)
{
    struct token token;
    bytes_add(out, say_utf8, sizeof say_utf8);
    for (size_t at = 0; token_next(bytes, length, at, &token); at += token.length) {
        bytes_add(out, token.bytes, token.length);
        if (token.command->id == COMMAND_INITIALIZE)
            bytes_add(out, say_utf8, sizeof say_utf8);
    }
}

/* ---- from sheets to rows ---- */

/* Zeros of digits: Arabic, Persian, Devanagari, Bengali, Thai, full width. */
static const uint32_t zeros[] = {0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10};

static uint32_t plain(uint32_t point)
{
    if (point < 0x80)
        return point;
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (point >= zeros[i] && point < zeros[i] + 10)
            return '0' + point - zeros[i];
    if (point > 0xFF00 && point < 0xFF5F)
        return point - 0xFF00 + ' ';
    return utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_ZS ? ' ' : point;
}

static void add_line(struct tap_rows *rows, const char *line, const char *end, bool picture)
{
    while (line < end) {
        uint32_t point;
        uint8_t encoded[4];
        line += text_next(line, end, &point);
        point = plain(point);
        rows->words |= !picture && (pattern_is_digit(point) || pattern_is_letter(point));
        bytes_add(&rows->text, encoded,
                  (size_t)utf8proc_encode_char((utf8proc_int32_t)point, encoded));
    }
    bytes_add_byte(&rows->text, '\n');
    rows->count++;
}

static bool is_picture(const struct paper_sheet *sheet, size_t offset)
{
    for (size_t i = 0; i < sheet->block_count; i++)
        if (sheet->blocks[i].text_offset == offset && sheet->blocks[i].width_dots > 0)
            return true;
    return false;
}

static void add_sheet(struct tap_rows *rows, const struct paper_sheet *sheet)
{
    for (const char *line = sheet->text; *line != '\0' && rows->count <= TAP_ROWS_MAX;) {
        const char *end = strchrnul(line, '\n');
        bool picture = *line == '[' && is_picture(sheet, (size_t)(line - sheet->text));
        rows->pictures |= picture;
        if (!picture || strncmp(line, "[image", strlen("[image")) != 0)
            add_line(rows, line, end, picture);
        line = *end == '\n' ? end + 1 : end;
    }
}

static int translate(int status, const struct drv_fault *drv, struct fault *fault)
{
    int as = status == DRV_LIMIT    ? COMEBACK_LIMIT
             : status == DRV_MEMORY ? COMEBACK_MEMORY
                                    : COMEBACK_VALUE;
    return fail(fault, as, "%s", drv->text);
}

static int print(const struct profile *profile, const uint8_t *bytes, size_t length,
                 struct paper **out, struct fault *fault)
{
    struct drv_fault drv;
    struct bytes declared = {0};
    int status = DRV_MEMORY;
    bool utf8 = is_utf8(bytes, length);
    if (utf8)
        declare_utf8(bytes, length, &declared);
    snprintf(drv.text, sizeof drv.text, "out of memory");
    if (!declared.failed)
        status = paper_print(utf8 ? declared.data : bytes, utf8 ? declared.length : length, profile,
                             out, &drv);
    bytes_free(&declared);
    return status == DRV_OK ? COMEBACK_OK : translate(status, &drv, fault);
}

int tap_rows(const struct profile *profile, const uint8_t *bytes, size_t length,
             struct tap_rows *out, struct fault *fault)
{
    struct paper *paper = NULL;
    struct tap_rows rows = {0};
    int status = print(profile, bytes, length, &paper, fault);
    if (status != COMEBACK_OK)
        return status;
    for (size_t i = 0; i < paper_sheet_count(paper); i++)
        add_sheet(&rows, paper_sheet_at(paper, i));
    paper_free(paper);
    if (rows.text.failed)
        status = fail(fault, COMEBACK_MEMORY, "out of memory");
    else if (rows.count > TAP_ROWS_MAX)
        status = fail(fault, COMEBACK_LIMIT, "a receipt of more than %d rows", TAP_ROWS_MAX);
    if (status == COMEBACK_OK)
        *out = rows;
    else
        tap_rows_free(&rows);
    return status;
}

void tap_rows_free(struct tap_rows *rows)
{
    bytes_free(&rows->text);
    *rows = (struct tap_rows){0};
}
