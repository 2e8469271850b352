/* SPDX-License-Identifier: MIT */
#include "decode_text.h"

#include <string.h>
#include <utf8proc.h>

/* What a byte is worth in the code page in force. */
enum meaning { MEANING_NOT_ASKED, MEANING_NONE, MEANING_SHARED, MEANING_OWN };

static enum text_coding coding_of(const struct text_reading *reading)
{
    if (reading->utf8)
        return TEXT_UTF8;
    return reading->kanji ? reading->kanji_code : TEXT_PAGE;
}

static void close_converters(struct text_reading *reading)
{
    if (reading->opened == TEXT_PAGE)
        return;
    iconv_close(reading->to_unicode);
    iconv_close(reading->from_unicode);
    reading->opened = TEXT_PAGE;
}

/* False where the C library does not have that code; its bytes then mean nothing. */
static bool open_converters(struct text_reading *reading, enum text_coding coding)
{
    static const char *const names[] = {
        [TEXT_GB18030] = "GB18030", [TEXT_JIS] = "EUC-JP", [TEXT_SHIFT_JIS] = "CP932"};
    if (reading->opened == coding)
        return true;
    close_converters(reading);
    reading->to_unicode = iconv_open("UTF-32BE", names[coding]);
    if (reading->to_unicode == (iconv_t)-1)
        return false;
    reading->from_unicode = iconv_open(names[coding], "UTF-32BE");
    if (reading->from_unicode == (iconv_t)-1) {
        iconv_close(reading->to_unicode);
        return false;
    }
    reading->opened = coding;
    return true;
}

static size_t convert(iconv_t converter, const uint8_t *bytes, size_t length, uint8_t out[4])
{
    char in[4];
    memcpy(in, bytes, length);
    char *from = in, *to = (char *)out;
    size_t from_left = length, to_left = 4;
    iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &from, &from_left, &to, &to_left) == (size_t)-1 || from_left > 0)
        return 0;
    return 4 - to_left;
}

/* JIS is EUC without the top bits. */
static void flip_jis(enum text_coding coding, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; coding == TEXT_JIS && i < length; i++)
        bytes[i] ^= 0x80;
}

static uint32_t code_point_of(struct text_reading *reading, enum text_coding coding,
                              const uint8_t *bytes, size_t length)
{
    uint8_t copy[4] = {0}, unicode[4];
    memcpy(copy, bytes, length);
    flip_jis(coding, copy, length);
    if (convert(reading->to_unicode, copy, length, unicode) != 4)
        return 0;
    return (uint32_t)unicode[0] << 24 | (uint32_t)unicode[1] << 16 | (uint32_t)unicode[2] << 8 |
           unicode[3];
}

static size_t multi_bytes_of(struct text_reading *reading, enum text_coding coding,
                             uint32_t code_point, uint8_t out[TEXT_CHARACTER_BYTES])
{
    uint8_t unicode[4] = {(uint8_t)(code_point >> 24), (uint8_t)(code_point >> 16),
                          (uint8_t)(code_point >> 8), (uint8_t)code_point};
    if (!open_converters(reading, coding))
        return 0;
    size_t length = convert(reading->from_unicode, unicode, sizeof unicode, out);
    flip_jis(coding, out, length);
    return length >= 2 && out[0] >= 0x21 && out[1] >= 0x21 ? length : 0;
}

static size_t page_byte_of(const struct text_reading *reading, uint32_t code_point,
                           uint8_t out[TEXT_CHARACTER_BYTES])
{
    for (int byte = 0x20; byte <= 0xFF; byte++)
        if (reading->pages.current.code_point[byte] == code_point && code_point != 0) {
            out[0] = (uint8_t)byte;
            return 1;
        }
    return 0;
}

size_t text_bytes_of(struct text_reading *reading, uint32_t code_point,
                     uint8_t out[TEXT_CHARACTER_BYTES])
{
    enum text_coding coding = coding_of(reading);
    if (coding == TEXT_UTF8)
        return (size_t)utf8proc_encode_char((utf8proc_int32_t)code_point, out);
    size_t length = 0;
    if (coding != TEXT_PAGE)
        length = multi_bytes_of(reading, coding, code_point, out);
    return length > 0 ? length : page_byte_of(reading, code_point, out);
}

static enum meaning page_meaning(struct text_reading *reading, uint8_t byte)
{
    if (reading->meanings[byte] == MEANING_NOT_ASKED) {
        const struct code_page *page = &reading->pages.current;
        enum meaning own = code_page_is_unique(page, byte) ? MEANING_OWN : MEANING_SHARED;
        reading->meanings[byte] = (uint8_t)(page->code_point[byte] == 0 ? MEANING_NONE : own);
    }
    return (enum meaning)reading->meanings[byte];
}

static struct text_piece page_piece(struct text_reading *reading, uint8_t byte)
{
    enum meaning meaning = page_meaning(reading, byte);
    return (struct text_piece){1, reading->pages.current.code_point[byte], meaning == MEANING_OWN};
}

static struct text_piece utf8_piece(const uint8_t *bytes, size_t available)
{
    utf8proc_int32_t code_point;
    utf8proc_ssize_t length = utf8proc_iterate(bytes, (utf8proc_ssize_t)available, &code_point);
    if (length <= 0)
        return (struct text_piece){1, 0, false};
    return (struct text_piece){(size_t)length, (uint32_t)code_point, true};
}

static bool leads(enum text_coding coding, uint8_t byte)
{
    return coding == TEXT_JIS ? byte >= 0x21 && byte <= 0x7E : byte >= 0x80;
}

static struct text_piece multi_piece(struct text_reading *reading, enum text_coding coding,
                                     const uint8_t *bytes, size_t available)
{
    if (!leads(coding, bytes[0]) || !open_converters(reading, coding))
        return page_piece(reading, bytes[0]);
    for (size_t length = 2; length <= 4 && length <= available; length += 2) {
        uint32_t code_point = code_point_of(reading, coding, bytes, length);
        uint8_t back[TEXT_CHARACTER_BYTES];
        if (code_point == 0)
            continue;
        bool same = multi_bytes_of(reading, coding, code_point, back) == length &&
                    memcmp(back, bytes, length) == 0;
        return (struct text_piece){length, code_point, same};
    }
    return (struct text_piece){1, 0, false};
}

struct text_piece text_piece_at(struct text_reading *reading, const uint8_t *bytes,
                                size_t available)
{
    enum text_coding coding = coding_of(reading);
    if (coding == TEXT_PAGE)
        return page_piece(reading, bytes[0]);
    if (coding == TEXT_UTF8)
        return utf8_piece(bytes, available);
    struct text_piece piece = multi_piece(reading, coding, bytes, available);
    uint8_t back[TEXT_CHARACTER_BYTES];
    if (piece.length == 1 && piece.code_point != 0)
        piece.sure = text_bytes_of(reading, piece.code_point, back) == 1 && back[0] == bytes[0];
    return piece;
}

static bool start_over(struct text_reading *reading)
{
    reading->kanji = reading->utf8 = false;
    reading->kanji_code = TEXT_GB18030;
    memset(reading->meanings, MEANING_NOT_ASKED, sizeof reading->meanings);
    return code_pages_start(&reading->pages);
}

bool text_start(struct text_reading *reading)
{
    return start_over(reading);
}

void text_end(struct text_reading *reading)
{
    close_converters(reading);
    code_pages_free(&reading->pages);
}

enum { BEMATECH_UTF8 = 8 };

static bool select_page(struct text_reading *reading, const struct token *token)
{
    uint8_t number = (uint8_t)token_field(token, 0);
    memset(reading->meanings, MEANING_NOT_ASKED, sizeof reading->meanings);
    if (reading->said == DIALECT_BEMATECH)
        reading->utf8 = number == BEMATECH_UTF8;
    return code_pages_select(&reading->pages, number);
}

static bool set_country(struct text_reading *reading, const struct token *token)
{
    memset(reading->meanings, MEANING_NOT_ASKED, sizeof reading->meanings);
    code_pages_set_country(&reading->pages, (uint8_t)token_field(token, 0));
    return true;
}

static void set_kanji_code(struct text_reading *reading, const struct token *token)
{
    uint32_t n = token_field(token, 0) % '0';
    if (n <= 2)
        reading->kanji_code = n == 0 ? TEXT_JIS : TEXT_SHIFT_JIS;
}

static void set_coding(struct text_reading *reading, const struct token *token)
{
    uint32_t m = token_field(token, 1) % '0';
    if (m == 1 || m == 2)
        reading->utf8 = m == 2;
}

bool text_follow(struct text_reading *reading, const struct token *token)
{
    reading->dialect = dialect_after(reading->dialect, token);
    reading->said = dialect_after(reading->said, token);
    switch (token->command->id) {
    case COMMAND_INITIALIZE:
        return start_over(reading);
    case COMMAND_CODE_PAGE:
        return select_page(reading, token);
    case COMMAND_COUNTRY:
        return set_country(reading, token);
    case COMMAND_KANJI:
    case COMMAND_KANJI_END:
        reading->kanji = token->command->id == COMMAND_KANJI;
        return true;
    case COMMAND_KANJI_CODE:
        set_kanji_code(reading, token);
        return true;
    case COMMAND_KANJI_CODING:
        set_coding(reading, token);
        return true;
    default:
        return true;
    }
}
