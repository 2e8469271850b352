/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include <string.h>

struct reader {
    const char *cursor, *end;
    long line;
    char delimiter;
    struct csv_record *record;
};

static const char *line_end(const char *from, const char *end)
{
    const char *newline = memchr(from, '\n', (size_t)(end - from));
    return newline == NULL ? end : newline;
}

static bool mistake(struct reader *reader, const char *why)
{
    reader->record->mistake = why;
    return false;
}

static bool add_field(struct reader *reader, const char *text, size_t length)
{
    struct csv_record *record = reader->record;
    if (record->count == CSV_FIELDS_MAX)
        return mistake(reader, "more than 256 fields");
    record->doubled[record->count] = 0;
    record->fields[record->count++] = (struct csv_field){text, length};
    return true;
}

/* The text between the quotes has doubled ones. */
static bool add_unquoted(struct reader *reader, const char *text, size_t length)
{
    struct bytes *out = &reader->record->unquoted;
    size_t begin = out->length;
    if (!add_field(reader, NULL, 0))
        return false;
    for (size_t i = 0; i < length; i++) {
        bytes_add_byte(out, (uint8_t)text[i]);
        i += text[i] == '"';
    }
    if (out->failed)
        return mistake(reader, "out of memory");
    reader->record->doubled[reader->record->count - 1] = begin + 1;
    reader->record->fields[reader->record->count - 1].length = out->length - begin;
    return true;
}

static bool read_quoted(struct reader *reader)
{
    const char *open = reader->cursor + 1, *cursor = open;
    bool doubled = false;
    for (;;) {
        size_t left = (size_t)(reader->end - cursor);
        cursor = memchr(cursor, '"', left < CSV_RECORD_MAX ? left : CSV_RECORD_MAX);
        if (cursor == NULL || cursor - open > CSV_RECORD_MAX)
            return mistake(reader, "a quote is not closed");
        if (cursor + 1 >= reader->end || cursor[1] != '"')
            break;
        doubled = true;
        cursor += 2;
    }
    for (const char *c = open; (c = memchr(c, '\n', (size_t)(cursor - c))) != NULL; c++)
        reader->line++;
    reader->cursor = cursor + 1;
    return doubled ? add_unquoted(reader, open, (size_t)(cursor - open))
                   : add_field(reader, open, (size_t)(cursor - open));
}

/* Bit 7 of the lowest byte that is `byte`, and perhaps of higher ones; 0 where there is none. */
static uint64_t find_byte(uint64_t word, char byte)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t x = word ^ ones * (uint8_t)byte;
    return (x - ones) & ~x & ones << 7;
}

/* Eight bytes at a time: of all that reading a file takes, this is the most. */
static const char *bare_end(const char *cursor, const char *end, char delimiter)
{
    uint64_t word;
    for (; end - cursor >= (ptrdiff_t)sizeof word; cursor += sizeof word) {
        memcpy(&word, cursor, sizeof word);
        word = find_byte(word, delimiter) | find_byte(word, '\n');
        if (word != 0 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
            return cursor + __builtin_ctzll(word) / 8;
        if (word != 0)
            break;
    }
    while (cursor < end && *cursor != delimiter && *cursor != '\n')
        cursor++;
    return cursor;
}

/* A quote within it is a letter, as in 19" rack; one behind blanks was meant to open a field. */
static bool read_bare(struct reader *reader)
{
    const char *start = reader->cursor, *text = start;
    while (text < reader->end && *text == ' ')
        text++;
    if (text < reader->end && *text == '"')
        return mistake(reader, "blanks before a field's opening quote");
    const char *cursor = bare_end(text, reader->end, reader->delimiter);
    reader->cursor = cursor;
    bool carriage_return =
        (cursor == reader->end || *cursor == '\n') && cursor > start && cursor[-1] == '\r';
    return add_field(reader, start, (size_t)(cursor - start) - carriage_return);
}

/* After a field: a delimiter, or the end of the record. */
static bool another_field(struct reader *reader)
{
    if (reader->cursor < reader->end && *reader->cursor == '\r' &&
        (reader->cursor + 1 == reader->end || reader->cursor[1] == '\n'))
        reader->cursor++;
    if (reader->cursor == reader->end)
        return false;
    char next = *reader->cursor++;
    if (next == reader->delimiter)
        return true;
    if (next == '\n')
        reader->line++;
    else
        mistake(reader, "text behind a closing quote");
    return false;
}

static void read_record(struct reader *reader)
{
    bool more = true;
    while (more) {
        bool quoted = reader->cursor < reader->end && *reader->cursor == '"';
        if (!(quoted ? read_quoted(reader) : read_bare(reader)))
            return;
        more = another_field(reader);
    }
}

static void place_doubled(struct csv_record *record)
{
    for (int i = 0; i < record->count && record->unquoted.length > 0; i++)
        if (record->doubled[i] != 0)
            record->fields[i].text = (const char *)record->unquoted.data + record->doubled[i] - 1;
}

static void skip_empty_lines(struct csv *csv)
{
    while (csv->offset < csv->length) {
        const char *at = csv->text + csv->offset, *end = csv->text + csv->length;
        size_t skip = *at == '\n' ? 1 : end - at >= 2 && at[0] == '\r' && at[1] == '\n' ? 2 : 0;
        if (skip == 0)
            return;
        csv->offset += skip;
        csv->line++;
    }
}

bool csv_read(struct csv *csv, struct csv_record *record)
{
    skip_empty_lines(csv);
    if (csv->offset >= csv->length)
        return false;
    bytes_reset(&record->unquoted);
    record->count = 0;
    record->mistake = NULL;
    record->offset = csv->offset;
    record->line = csv->line;
    const char *start = csv->text + csv->offset, *end = csv->text + csv->length;
    struct reader reader = {start, end, csv->line, csv->delimiter, record};
    read_record(&reader);
    place_doubled(record);
    record->unended = reader.cursor == end && end[-1] != '\n';
    if (record->mistake == NULL && reader.cursor - start > CSV_RECORD_MAX)
        mistake(&reader, "a record of more than 65536 bytes");
    if (record->mistake != NULL) {
        const char *newline = line_end(start, end);
        record->unended = newline == end;
        reader.cursor = newline == end ? end : newline + 1;
        reader.line = csv->line + 1;
    }
    csv->offset = (size_t)(reader.cursor - csv->text);
    csv->line = reader.line;
    return true;
}

char csv_find_delimiter(const char *text, size_t length)
{
    static const char delimiters[] = ",;\t|";
    size_t counts[sizeof delimiters] = {0}, best = 0;
    bool quoted = false;
    const char *end = line_end(text, text + length);
    for (const char *cursor = text; cursor < end; cursor++) {
        const char *found = strchr(delimiters, *cursor);
        quoted ^= *cursor == '"';
        if (found != NULL && *found != '\0' && !quoted)
            counts[found - delimiters]++;
    }
    for (size_t i = 1; i + 1 < sizeof delimiters; i++)
        if (counts[i] > counts[best])
            best = i;
    return delimiters[best];
}

void csv_record_free(struct csv_record *record)
{
    bytes_free(&record->unquoted);
}
