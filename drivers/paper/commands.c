/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <string.h>

#define DLE "\x10"
#define ESC "\x1b"
#define FS  "\x1c"
#define GS  "\x1d"

static size_t little_endian(const uint8_t *bytes, size_t size)
{
    size_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (size_t)bytes[i] << (8 * i);
    return value;
}

size_t column_bytes(uint8_t mode)
{
    return mode >= 32 ? 3 : 1;
}

static size_t measure_columns(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return column_bytes(fields[0]) * little_endian(fields + 1, 2);
}

static size_t measure_raster(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields + 1, 2) * little_endian(fields + 3, 2);
}

static size_t measure_terminated(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)fields;
    const uint8_t *end = memchr(tail, 0, available);
    return end == NULL ? SIZE_MAX : (size_t)(end - tail) + 1;
}

static size_t measure_counted(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return fields[1];
}

/* GS * x y: x times y cells of 8 by 8 dots. */
static size_t measure_download(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return (size_t)fields[0] * fields[1] * 8;
}

/* ESC & y c1 c2: for each character its width x and x times y bytes. */
static size_t measure_characters(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    size_t at = 0;
    for (int code = fields[1]; code <= fields[2]; code++) {
        if (at >= available)
            return SIZE_MAX;
        at += 1 + (size_t)tail[at] * fields[0];
    }
    return at;
}

/* FS q n: n images, each xL xH yL yH and x times y times 8 bytes. */
static size_t measure_nv_images(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    size_t at = 0;
    for (int image = 0; image < fields[0]; image++) {
        if (at > available || available - at < 4)
            return SIZE_MAX;
        at += 4 + little_endian(tail + at, 2) * little_endian(tail + at + 2, 2) * 8;
    }
    return at;
}

/* FS g 1 m a1..a4 nL nH: n bytes for the user NV memory. */
static size_t measure_nv_memory(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields + 5, 2);
}

/* FS 2 c1 c2: one character of 24 by 24 dots. */
static size_t measure_kanji(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)fields;
    (void)tail;
    (void)available;
    return 72;
}

static const struct command text_command = {COMMAND_TEXT, "text", "text", .prefix = ""};
static const struct command unknown_command = {COMMAND_UNKNOWN, "unknown", "unknown", .prefix = ""};

/*
 * Names and shapes as in Epson's TM-T88III specification and application programming guide, the
 * families of GS ( and DLE DC4 as in Epson's command reference.
 */
static const struct command commands[] = {
    {COMMAND_TAB, "HT", "horizontal tab", .prefix = "\t"},
    {COMMAND_LINE_FEED, "LF", "print and feed a line", .prefix = "\n"},
    {COMMAND_PRINT_PAGE, "FF", "print the page", .prefix = "\f"},
    {COMMAND_CARRIAGE_RETURN, "CR", "carriage return", .prefix = "\r"},
    {COMMAND_CLEAR_PAGE, "CAN", "clear the page", .prefix = "\x18"},

    {COMMAND_OTHER, "DLE EOT", "send ink status", DLE "\x04", .low = 7, .high = 8,
     .fields = {{"n", 1}, {"a", 1}}},
    {COMMAND_OTHER, "DLE EOT", "send real-time status", DLE "\x04", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "DLE ENQ", "recover", DLE "\x05", .fields = {{"n", 1}}},
    {COMMAND_DRAWER_NOW, "DLE DC4", "pulse now", DLE "\x14\x01", .fields = {{"m", 1}, {"t", 1}}},
    {COMMAND_OTHER, "DLE DC4", "power off", DLE "\x14\x02", .fields = {{"a", 1}, {"b", 1}}},
    {COMMAND_BUZZER_NOW, "DLE DC4", "sound the buzzer now", DLE "\x14\x03",
     .fields = {{"a", 1}, {"n", 1}, {"r", 1}, {"t1", 1}, {"t2", 1}}},
    {COMMAND_OTHER, "DLE DC4", "send a status now", DLE "\x14\x07", .fields = {{"m", 1}}},
    {COMMAND_OTHER, "DLE DC4", "clear the buffers", DLE "\x14\x08",
     .fields = {{"d1", 1}, {"d2", 1}, {"d3", 1}, {"d4", 1}, {"d5", 1}, {"d6", 1}, {"d7", 1}}},

    {COMMAND_PRINT_PAGE_AND_KEEP, "ESC FF", "print the page and keep it", .prefix = ESC "\f"},
    {COMMAND_CHARACTER_SPACE, "ESC SP", "space right of characters", ESC " ", .fields = {{"n", 1}}},
    {COMMAND_PRINT_MODE, "ESC !", "print mode", ESC "!", .fields = {{"n", 1}}},
    {COMMAND_POSITION, "ESC $", "absolute position", ESC "$", .fields = {{"n", 2}}},
    {COMMAND_USER_CHARACTERS, "ESC %", "user-defined characters", ESC "%", .fields = {{"n", 1}}},
    {COMMAND_DEFINE_CHARACTERS, "ESC &", "define characters", ESC "&",
     .fields = {{"y", 1}, {"c1", 1}, {"c2", 1}}, .tail = TAIL_NUMBERS,
     .measure = measure_characters},
    {COMMAND_BUZZER, "ESC (", "function A", ESC "(A", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "ESC (", "function Y", ESC "(Y", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_COLUMN_IMAGE, "ESC *", "image by columns", ESC "*", .fields = {{"m", 1}, {"n", 2}},
     .tail = TAIL_COLUMNS, .measure = measure_columns},
    {COMMAND_UNDERLINE, "ESC -", "underline", ESC "-", .fields = {{"n", 1}}},
    {COMMAND_DEFAULT_SPACING, "ESC 2", "default line spacing", .prefix = ESC "2"},
    {COMMAND_SPACING, "ESC 3", "line spacing", ESC "3", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC <", "return home", .prefix = ESC "<"},
    {COMMAND_PERIPHERAL, "ESC =", "select peripheral", ESC "=", .fields = {{"n", 1}}},
    {COMMAND_CANCEL_CHARACTER, "ESC ?", "cancel a character", ESC "?", .fields = {{"n", 1}}},
    {COMMAND_INITIALIZE, "ESC @", "initialize", .prefix = ESC "@"},
    {COMMAND_TAB_STOPS, "ESC D", "tab stops", ESC "D", .tail = TAIL_NUMBERS,
     .measure = measure_terminated},
    {COMMAND_EMPHASIS, "ESC E", "emphasis", ESC "E", .fields = {{"n", 1}}},
    {COMMAND_DOUBLE_STRIKE, "ESC G", "double strike", ESC "G", .fields = {{"n", 1}}},
    {COMMAND_FEED, "ESC J", "print and feed", ESC "J", .fields = {{"n", 1}}},
    {COMMAND_FEED_BACK, "ESC K", "print and feed back", ESC "K", .fields = {{"n", 1}}},
    {COMMAND_PAGE_MODE, "ESC L", "page mode", .prefix = ESC "L"},
    {COMMAND_FONT, "ESC M", "font", ESC "M", .fields = {{"n", 1}}},
    {COMMAND_COUNTRY, "ESC R", "international characters", ESC "R", .fields = {{"n", 1}}},
    {COMMAND_STANDARD_MODE, "ESC S", "standard mode", .prefix = ESC "S"},
    {COMMAND_PAGE_DIRECTION, "ESC T", "direction in the page", ESC "T", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC U", "one direction", ESC "U", .fields = {{"n", 1}}},
    {COMMAND_ROTATE, "ESC V", "rotate", ESC "V", .fields = {{"n", 1}}},
    {COMMAND_PAGE_AREA, "ESC W", "area of the page", ESC "W",
     .fields = {{"x", 2}, {"y", 2}, {"width", 2}, {"height", 2}}},
    {COMMAND_RELATIVE_POSITION, "ESC \\", "relative position", ESC "\\", .fields = {{"n", 2}}},
    {COMMAND_JUSTIFY, "ESC a", "justify", ESC "a", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC c 0", "paper for printing", ESC "c0", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC c 1", "paper for settings", ESC "c1", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC c 3", "paper sensors for signals", ESC "c3", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC c 4", "paper sensors that stop", ESC "c4", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC c 5", "panel buttons", ESC "c5", .fields = {{"n", 1}}},
    {COMMAND_FEED_LINES, "ESC d", "print and feed lines", ESC "d", .fields = {{"n", 1}}},
    {COMMAND_FEED_LINES_BACK, "ESC e", "print and feed lines back", ESC "e", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC f", "wait for a cut sheet", ESC "f", .fields = {{"t1", 1}, {"t2", 1}}},
    {COMMAND_CUT, "ESC i", "partial cut, one point", .prefix = ESC "i"},
    {COMMAND_CUT, "ESC m", "partial cut, three points", .prefix = ESC "m"},
    {COMMAND_DRAWER, "ESC p", "drawer pulse", ESC "p", .fields = {{"m", 1}, {"t1", 1}, {"t2", 1}}},
    {COMMAND_COLOUR, "ESC r", "colour", ESC "r", .fields = {{"n", 1}}},
    {COMMAND_CODE_PAGE, "ESC t", "code page", ESC "t", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC u", "send peripheral status", ESC "u", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "ESC v", "send paper status", .prefix = ESC "v"},
    {COMMAND_UPSIDE_DOWN, "ESC {", "upside down", ESC "{", .fields = {{"n", 1}}},

    {COMMAND_KANJI_MODE_STYLE, "FS !", "Kanji print mode", FS "!", .fields = {{"n", 1}}},
    {COMMAND_KANJI, "FS &", "Kanji mode", .prefix = FS "&"},
    {COMMAND_OTHER, "FS (", "function A", FS "(A", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_KANJI_CODING, "FS (", "function C", FS "(C", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "FS (", "function E", FS "(E", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "FS (", "function L", FS "(L", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "FS (", "function e", FS "(e", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "FS (", "function f", FS "(f", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_KANJI_UNDERLINE, "FS -", "Kanji underline", FS "-", .fields = {{"n", 1}}},
    {COMMAND_KANJI_END, "FS .", "leave Kanji mode", .prefix = FS "."},
    {COMMAND_DEFINE_KANJI, "FS 2", "define a Kanji character", FS "2",
     .fields = {{"c1", 1}, {"c2", 1}}, .tail = TAIL_NUMBERS, .measure = measure_kanji},
    {COMMAND_CANCEL_KANJI, "FS ?", "cancel a Kanji character", FS "?",
     .fields = {{"c1", 1}, {"c2", 1}}},
    {COMMAND_KANJI_CODE, "FS C", "Kanji code system", FS "C", .fields = {{"n", 1}}},
    {COMMAND_KANJI_SPACES, "FS S", "Kanji spaces", FS "S", .fields = {{"n1", 1}, {"n2", 1}}},
    {COMMAND_KANJI_QUADRUPLE, "FS W", "Kanji quadruple size", FS "W", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "FS g 1", "write NV memory", FS "g1",
     .fields = {{"m", 1}, {"address", 4}, {"n", 2}}, .tail = TAIL_NUMBERS,
     .measure = measure_nv_memory},
    {COMMAND_OTHER, "FS g 2", "read NV memory", FS "g2",
     .fields = {{"m", 1}, {"address", 4}, {"n", 2}}},
    {COMMAND_NV_IMAGE, "FS p", "print an NV image", FS "p", .fields = {{"n", 1}, {"m", 1}}},
    {COMMAND_DEFINE_NV_IMAGES, "FS q", "define NV images", FS "q", .fields = {{"n", 1}},
     .tail = TAIL_NUMBERS, .measure = measure_nv_images},

    {COMMAND_SIZE, "GS !", "character size", GS "!", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "GS #", "select a watermark", GS "#", .fields = {{"n", 1}}},
    {COMMAND_PAGE_Y, "GS $", "absolute position down the page", GS "$", .fields = {{"n", 2}}},
    {COMMAND_OTHER, "GS ( A", "test print", GS "(A", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( C", "edit NV memory", GS "(C", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( D", "real-time commands", GS "(D", .length_bytes = 2,
     .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( E", "set up", GS "(E", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_PROCESS_ID, "GS ( H", "ask for a process ID", GS "(H", .length_bytes = 2, .low = 48,
     .high = 48, .second = 48,
     .fields = {{"fn", 1}, {"m", 1}, {"d1", 1}, {"d2", 1}, {"d3", 1}, {"d4", 1}},
     .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( H", "answer requests", GS "(H", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( K", "print control", GS "(K", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_GRAPHICS, "GS ( L", "graphics", GS "(L", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( M", "keep settings", GS "(M", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_CHARACTER_STYLE, "GS ( N", "character style", GS "(N", .length_bytes = 2,
     .tail = TAIL_NUMBERS},
    {COMMAND_PAGE_CONTROL, "GS ( P", "page mode control", GS "(P", .length_bytes = 2,
     .tail = TAIL_NUMBERS},
    {COMMAND_PAGE_DRAW, "GS ( Q", "draw in the page", GS "(Q", .length_bytes = 2,
     .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( V", "cut control", GS "(V", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_QR_MODEL, "GS ( k", "QR model", GS "(k", .length_bytes = 2, .low = 49, .high = 49,
     .second = 65, .fields = {{"cn", 1}, {"fn", 1}, {"n1", 1}, {"n2", 1}}, .tail = TAIL_NUMBERS},
    {COMMAND_QR_MODULE, "GS ( k", "QR module size", GS "(k", .length_bytes = 2, .low = 49,
     .high = 49, .second = 67, .fields = {{"cn", 1}, {"fn", 1}, {"n", 1}}, .tail = TAIL_NUMBERS},
    {COMMAND_QR_LEVEL, "GS ( k", "QR error correction", GS "(k", .length_bytes = 2, .low = 49,
     .high = 49, .second = 69, .fields = {{"cn", 1}, {"fn", 1}, {"n", 1}}, .tail = TAIL_NUMBERS},
    {COMMAND_QR_STORE, "GS ( k", "store QR data", GS "(k", .length_bytes = 2, .low = 49, .high = 49,
     .second = 80, .fields = {{"cn", 1}, {"fn", 1}, {"m", 1}}, .tail = TAIL_DATA},
    {COMMAND_QR_PRINT, "GS ( k", "print QR", GS "(k", .length_bytes = 2, .low = 49, .high = 49,
     .second = 81, .fields = {{"cn", 1}, {"fn", 1}, {"m", 1}}, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( k", "send QR size", GS "(k", .length_bytes = 2, .low = 49, .high = 49,
     .second = 82, .fields = {{"cn", 1}, {"fn", 1}, {"m", 1}}, .tail = TAIL_NUMBERS},
    {COMMAND_SYMBOL, "GS ( k", "symbol", GS "(k", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_OTHER, "GS ( z", "inspection", GS "(z", .length_bytes = 2, .tail = TAIL_NUMBERS},
    {COMMAND_DOWNLOAD_IMAGE, "GS *", "download an image", GS "*", .fields = {{"x", 1}, {"y", 1}},
     .tail = TAIL_NUMBERS, .measure = measure_download},
    {COMMAND_PRINT_DOWNLOAD, "GS /", "print the downloaded image", GS "/", .fields = {{"m", 1}}},
    {COMMAND_GRAPHICS, "GS 8 L", "graphics", GS "8L", .length_bytes = 4, .tail = TAIL_NUMBERS},
    {COMMAND_MACRO, "GS :", "start or end a macro", .prefix = GS ":"},
    {COMMAND_INVERT, "GS B", "white on black", GS "B", .fields = {{"n", 1}}},
    {COMMAND_COUNTER_STYLE, "GS C 0", "counter print mode", GS "C0",
     .fields = {{"n", 1}, {"m", 1}}},
    {COMMAND_COUNTER_RANGE, "GS C 1", "counter mode", GS "C1",
     .fields = {{"a", 2}, {"b", 2}, {"n", 1}, {"r", 1}}},
    {COMMAND_COUNTER_SET, "GS C 2", "set the counter", GS "C2", .fields = {{"n", 2}}},
    {COMMAND_OTHER, "GS E", "head control", GS "E", .fields = {{"n", 1}}},
    {COMMAND_BARCODE_TEXT, "GS H", "place of barcode text", GS "H", .fields = {{"n", 1}}},
    {COMMAND_IDENTITY, "GS I", "send printer ID", GS "I", .fields = {{"n", 1}}},
    {COMMAND_LEFT_MARGIN, "GS L", "left margin", GS "L", .fields = {{"n", 2}}},
    {COMMAND_MOTION_UNITS, "GS P", "motion units", GS "P", .fields = {{"x", 1}, {"y", 1}}},
    {COMMAND_VARIABLE_IMAGE, "GS Q 0", "image by rows, variable height", GS "Q0",
     .fields = {{"m", 1}, {"x", 2}, {"y", 2}}, .tail = TAIL_NUMBERS, .measure = measure_raster},
    {COMMAND_LINE_START, "GS T", "go to line start", GS "T", .fields = {{"n", 1}}},
    {COMMAND_FEED_AND_CUT, "GS V", "feed and cut", GS "V", .low = 65, .high = 66,
     .fields = {{"m", 1}, {"n", 1}}},
    {COMMAND_CUT_LATER, "GS V", "set a cut position", GS "V", .low = 97, .high = 98,
     .fields = {{"m", 1}, {"n", 1}}},
    {COMMAND_CUT_AND_BACK, "GS V", "feed, cut and feed back", GS "V", .low = 103, .high = 104,
     .fields = {{"m", 1}, {"n", 1}}},
    {COMMAND_CUT, "GS V", "cut", GS "V", .fields = {{"m", 1}}},
    {COMMAND_AREA_WIDTH, "GS W", "width of the print area", GS "W", .fields = {{"n", 2}}},
    {COMMAND_PAGE_RELATIVE_Y, "GS \\", "relative position down the page", GS "\\",
     .fields = {{"n", 2}}},
    {COMMAND_RUN_MACRO, "GS ^", "run the macro", GS "^", .fields = {{"r", 1}, {"t", 1}, {"m", 1}}},
    {COMMAND_AUTOMATIC_STATUS, "GS a", "automatic status", GS "a", .fields = {{"n", 1}}},
    {COMMAND_SMOOTHING, "GS b", "smoothing", GS "b", .fields = {{"n", 1}}},
    {COMMAND_COUNTER, "GS c", "print the counter", .prefix = GS "c"},
    {COMMAND_BARCODE_FONT, "GS f", "font of barcode text", GS "f", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "GS g 0", "reset a maintenance counter", GS "g0",
     .fields = {{"m", 1}, {"n", 2}}},
    {COMMAND_OTHER, "GS g 2", "send a maintenance counter", GS "g2",
     .fields = {{"m", 1}, {"n", 2}}},
    {COMMAND_BARCODE_HEIGHT, "GS h", "barcode height", GS "h", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "GS j", "automatic ink status", GS "j", .fields = {{"n", 1}}},
    {COMMAND_BARCODE_NUL, "GS k", "barcode ended by NUL", GS "k", .low = 0, .high = 6,
     .fields = {{"m", 1}}, .tail = TAIL_DATA_NUL, .measure = measure_terminated},
    {COMMAND_BARCODE, "GS k", "barcode", GS "k", .low = 65, .high = 79,
     .fields = {{"m", 1}, {"n", 1}}, .tail = TAIL_DATA, .measure = measure_counted},
    {COMMAND_STATUS, "GS r", "send a status", GS "r", .fields = {{"n", 1}}},
    {COMMAND_RASTER_IMAGE, "GS v 0", "image by rows", GS "v0",
     .fields = {{"m", 1}, {"x", 2}, {"y", 2}}, .tail = TAIL_ROWS, .measure = measure_raster},
    {COMMAND_BARCODE_WIDTH, "GS w", "barcode module width", GS "w", .fields = {{"n", 1}}},
    {COMMAND_OTHER, "GS z 0", "online wait", GS "z0", .fields = {{"t1", 1}, {"t2", 1}}},
};

enum match { MATCH_NONE, MATCH_CUT_OFF, MATCH_WHOLE };

static size_t fields_length(const struct command *command)
{
    size_t length = 0;
    for (size_t i = 0; i < COMMAND_FIELDS; i++)
        length += command->fields[i].size;
    return length;
}

/* False where the bytes that are there already tell that it is another command. */
static bool selects(const struct command *command, const uint8_t *fields, size_t available)
{
    if (command->high > 0 && available > 0 &&
        (fields[0] < command->low || fields[0] > command->high))
        return false;
    return command->second == 0 || available < 2 || fields[1] == command->second;
}

static enum match match_prefix(const struct command *command, const uint8_t *bytes,
                               size_t available)
{
    size_t length = strlen(command->prefix);
    if (memcmp(bytes, command->prefix, available < length ? available : length) != 0)
        return MATCH_NONE;
    return available < length + command->length_bytes ? MATCH_CUT_OFF : MATCH_WHOLE;
}

static enum match match_command(const struct command *command, const uint8_t *bytes,
                                size_t available, struct token *out)
{
    enum match match = match_prefix(command, bytes, available);
    if (match != MATCH_WHOLE)
        return match;
    size_t at = strlen(command->prefix);
    size_t fixed = fields_length(command), tail = 0;
    if (command->length_bytes > 0) {
        size_t body = little_endian(bytes + at, command->length_bytes);
        at += command->length_bytes;
        if (body < fixed)
            return MATCH_NONE;
        tail = body - fixed;
    }
    const uint8_t *fields = bytes + at;
    if (!selects(command, fields, available - at))
        return MATCH_NONE;
    if (available - at < fixed)
        return MATCH_CUT_OFF;
    at += fixed;
    if (command->measure != NULL)
        tail = command->measure(fields, bytes + at, available - at);
    if (tail > available - at) {
        out->lacking = tail == SIZE_MAX ? 1 : tail - (available - at);
        return MATCH_CUT_OFF;
    }
    *out = (struct token){.command = command,
                          .offset = out->offset,
                          .length = at + tail,
                          .bytes = bytes,
                          .fields = fields,
                          .tail = bytes + at,
                          .tail_length = tail,
                          .body = fields,
                          .body_length = fixed + tail};
    return MATCH_WHOLE;
}

static bool is_text(uint8_t byte)
{
    return byte >= 0x20 && byte != 0x7F;
}

static size_t text_length(const uint8_t *bytes, size_t available)
{
    size_t length = 1;
    while (length < available && is_text(bytes[length]))
        length++;
    return length;
}

/* A printer drops an introducer with the byte after it; of the family "(" also what it measures. */
static size_t unknown_length(const uint8_t *bytes, size_t available)
{
    if (available == 1 || strchr(DLE ESC FS GS, bytes[0]) == NULL || bytes[0] == 0)
        return 1;
    if (bytes[1] != '(' || available < 5)
        return 2;
    size_t length = 5 + little_endian(bytes + 3, 2);
    return length <= available ? length : 2;
}

bool token_next(const uint8_t *bytes, size_t length, size_t offset, struct token *out)
{
    if (offset >= length)
        return false;
    const uint8_t *start = bytes + offset;
    size_t available = length - offset;
    *out = (struct token){.command = &text_command, .offset = offset, .bytes = start};
    if (is_text(*start)) {
        out->length = text_length(start, available);
        return true;
    }
    enum match match = MATCH_NONE;
    for (size_t i = 0; match == MATCH_NONE && i < sizeof commands / sizeof commands[0]; i++)
        match = match_command(&commands[i], start, available, out);
    if (match == MATCH_WHOLE)
        return true;
    out->command = &unknown_command;
    out->cut_off = match == MATCH_CUT_OFF;
    if (out->cut_off && out->lacking == 0)
        out->lacking = 1;
    out->length = out->cut_off ? available : unknown_length(start, available);
    return true;
}

uint32_t token_field(const struct token *token, size_t index)
{
    const uint8_t *at = token->fields;
    for (size_t i = 0; i < index; i++)
        at += token->command->fields[i].size;
    return (uint32_t)little_endian(at, token->command->fields[index].size);
}
