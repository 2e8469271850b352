/* SPDX-License-Identifier: MIT */
#include "export_encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <utf8proc.h>

enum { PIECE = 64 * 1024, POINT_BYTES = 4, ROOM = POINT_BYTES * PIECE };

static const char windows[] = "WINDOWS-1252", latin[] = "ISO-8859-1";

/* Eight bytes of ASCII at a time. */
static size_t skip_ascii(const uint8_t *bytes, size_t at, size_t length)
{
    uint64_t word;
    for (; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    while (at < length && bytes[at] < 0x80)
        at++;
    return at;
}

static bool is_utf8(const uint8_t *bytes, size_t length)
{
    size_t good = 0, bad = 0;
    for (size_t at = 0; (at = skip_ascii(bytes, at, length)) < length;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used =
            utf8proc_iterate(bytes + at, (utf8proc_ssize_t)(length - at), &point);
        bool cut = used <= 0 && length - at < POINT_BYTES && bytes[at] >= 0xC2;
        good += used > 0;
        bad += used <= 0 && !cut;
        at += used > 0 ? (size_t)used : 1;
        if (cut)
            break;
    }
    return bad == 0 || good > bad;
}

/* One piece after the other, so that no more than the result and a piece is held beside it. */
static int convert(iconv_t converter, const struct bytes *text, size_t skip, struct bytes *out)
{
    char *in = (char *)text->data + skip;
    size_t left = text->length - skip;
    while (left > 0) {
        size_t piece = left < PIECE ? left : PIECE, before = piece, room = ROOM;
        char *place = (char *)bytes_grow(out, ROOM);
        if (place == NULL)
            return COMEBACK_MEMORY;
        bool stuck = iconv(converter, &in, &piece, &place, &room) == (size_t)-1 &&
                     errno != EINVAL && errno != E2BIG;
        out->length -= room;
        left -= before - piece;
        if (stuck)
            return COMEBACK_VALUE;
        if (piece == before)
            return COMEBACK_OK; /* a character cut off at the end of the file */
    }
    return COMEBACK_OK;
}

static int convert_from(const char *encoding, struct bytes *text, size_t skip)
{
    struct bytes out = {0};
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        return COMEBACK_VALUE;
    int status = convert(converter, text, skip, &out);
    iconv_close(converter);
    if (status != COMEBACK_OK) {
        bytes_free(&out);
        return status;
    }
    bytes_free(text);
    *text = out;
    return COMEBACK_OK;
}

static const char *marked(const struct bytes *text)
{
    if (text->length >= 2 && memcmp(text->data, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (text->length >= 2 && memcmp(text->data, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    return NULL;
}

int export_to_utf8(struct bytes *text, const char **from, struct fault *fault)
{
    const char *encoding = marked(text);
    size_t skip = encoding == NULL ? 0 : 2;
    if (encoding == NULL && (text->length == 0 || is_utf8(text->data, text->length))) {
        *from = NULL;
        return COMEBACK_OK;
    }
    if (encoding == NULL)
        encoding = windows;
    int status = convert_from(encoding, text, skip);
    /* Five bytes have no meaning in Windows-1252. */
    if (status == COMEBACK_VALUE && encoding == windows)
        status = convert_from(encoding = latin, text, skip);
    if (status == COMEBACK_MEMORY)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    if (status != COMEBACK_OK)
        return fail(fault, COMEBACK_VALUE, "cannot be read as \"%s\"", encoding);
    *from = encoding;
    return COMEBACK_OK;
}
