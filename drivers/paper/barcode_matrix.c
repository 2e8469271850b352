/* SPDX-License-Identifier: MIT */
#include "barcode_matrix.h"

#include <stdio.h>
#include <string.h>
#include <zint.h>

#include "../status.h"
#include "bars_parts.h"

enum {
    PDF417_MODULES = 17,      /* a codeword */
    PDF417_OVERHEAD = 69,     /* start, stop and the indicators of rows: ISO/IEC 15438 */
    PDF417_OVERHEAD_CUT = 35, /* of a truncated one */
    PDF417_LEAST_CHECKS = 2,  /* codewords of level 0 */
    DATABAR_COLUMNS_MOST = 11,
    AZTEC_COMPACT_MOST = 27, /* modules: a larger one is of the full range */
    MAXICODE_UM = 26480,     /* of 24,820 to 27,930: ISO/IEC 16023 */
    MAXICODE_UNITS = 30,     /* dots across, of a tenth of zint's scale: it knows no less */
};

/* One symbol on its way. */
struct job {
    struct zint_symbol *zint;
    const struct matrix_data *data;
    const struct matrix_settings *settings;
    const struct matrix_place *place;
    unsigned module_dots;
    unsigned row_modules; /* 0: as zint says */
};

static uint16_t setting(const struct job *job, enum matrix_setting index)
{
    return job->settings->values[index];
}

/* zint takes the height of the try before for a wish, and a length of 0 for a text up to a NUL. */
static int encode(struct job *job, int symbology, const struct bytes *text)
{
    if (text->length == 0)
        return DRV_INVALID;
    ZBarcode_Clear(job->zint);
    job->zint->height = 0;
    job->zint->symbology = symbology;
    job->zint->show_hrt = 0;
    int error = ZBarcode_Encode(job->zint, text->data, (int)text->length);
    if (error == ZINT_ERROR_MEMORY)
        return DRV_MEMORY;
    if (error == ZINT_ERROR_TOO_LONG || error == ZINT_WARN_INVALID_OPTION)
        return DRV_LIMIT;
    return error >= ZINT_ERROR ? DRV_INVALID : DRV_OK;
}

static unsigned width_dots(const struct job *job)
{
    return (unsigned)job->zint->width * job->module_dots;
}

/* PDF417. */

static unsigned pdf417_overhead(const struct job *job)
{
    return setting(job, PDF417_TRUNCATED) ? PDF417_OVERHEAD_CUT : PDF417_OVERHEAD;
}

static int encode_pdf417(struct job *job, unsigned columns, unsigned level)
{
    job->zint->option_1 = (int)level;
    job->zint->option_2 = (int)columns;
    job->zint->option_3 = setting(job, PDF417_ROWS);
    return encode(job, setting(job, PDF417_TRUNCATED) ? BARCODE_PDF417COMP : BARCODE_PDF417,
                  &job->data->bytes);
}

/* The level whose check codewords come next to n tenths of the data (Epson, function 069). */
static unsigned level_of_checks(unsigned checks)
{
    static const uint16_t most[] = {3, 10, 20, 45, 100, 200, 400};
    unsigned level = 1;
    while (level <= sizeof most / sizeof most[0] && checks > most[level - 1])
        level++;
    return level;
}

/* Words of the data, those that pad the last row included: in as few columns as 90 rows allow. */
static int count_words(struct job *job, unsigned *words)
{
    int status = DRV_LIMIT;
    for (unsigned columns = 1; status == DRV_LIMIT && columns <= 32; columns *= 2) {
        job->zint->option_1 = 0;
        job->zint->option_2 = (int)(columns < 30 ? columns : 30);
        job->zint->option_3 = 0;
        status = encode(job, BARCODE_PDF417, &job->data->bytes);
        if (status == DRV_OK)
            *words = (unsigned)(job->zint->rows * job->zint->option_2) - PDF417_LEAST_CHECKS;
    }
    return status;
}

static int pdf417_level(struct job *job, unsigned *level)
{
    unsigned n = setting(job, PDF417_LEVEL), words;
    if (setting(job, PDF417_LEVEL_BY) == '0') {
        *level = n - '0';
        return DRV_OK;
    }
    int status = count_words(job, &words);
    if (status == DRV_OK)
        *level = level_of_checks((words * n + 5) / 10);
    return status;
}

static int draw_pdf417(struct job *job)
{
    unsigned level = 0, columns = setting(job, PDF417_COLUMNS);
    job->module_dots = setting(job, PDF417_MODULE_DOTS);
    job->row_modules = setting(job, PDF417_ROW_MODULES);
    int status = pdf417_level(job, &level);
    if (status == DRV_OK)
        status = encode_pdf417(job, columns, level);
    unsigned room = job->place->room_dots / job->module_dots, overhead = pdf417_overhead(job);
    if (status != DRV_OK || columns > 0 || width_dots(job) <= job->place->room_dots ||
        room < overhead + PDF417_MODULES)
        return status;
    return encode_pdf417(job, (room - overhead) / PDF417_MODULES, level);
}

/* QR. */

static int draw_qr(struct job *job)
{
    job->module_dots = setting(job, QR_MODULE_DOTS);
    job->zint->option_1 = setting(job, QR_LEVEL) - '0' + 1;
    if (setting(job, QR_MODEL) == '1')
        return DRV_INVALID;
    return encode(job, setting(job, QR_MODEL) == '2' ? BARCODE_QRCODE : BARCODE_MICROQR,
                  &job->data->bytes);
}

/* MaxiCode. */

struct span {
    const uint8_t *at;
    size_t length;
};

/* What stands before the next separator, which is taken too. */
static struct span take_span(struct span *rest, uint8_t separator)
{
    const uint8_t *end = rest->length > 0 ? memchr(rest->at, separator, rest->length) : NULL;
    struct span span = {rest->at, end != NULL ? (size_t)(end - rest->at) : rest->length};
    size_t taken = span.length + (end != NULL);
    rest->at += taken;
    rest->length -= taken;
    return span;
}

/* "[)>RS01GSyy" may lead what carriers send: ISO/IEC 16023, annex B. */
static int take_header(struct span *rest)
{
    static const uint8_t header[] = {'[', ')', '>', 0x1E, '0', '1', 0x1D};
    size_t whole = sizeof header + 2;
    if (rest->length < whole || memcmp(rest->at, header, sizeof header) != 0)
        return 0;
    int year = (rest->at[whole - 2] - '0') * 10 + rest->at[whole - 1] - '0';
    rest->at += whole;
    rest->length -= whole;
    return year >= 0 && year <= 99 ? year + 1 : 0;
}

/* Up to three digits as zint wants them: just three. False for anything else. */
static bool read_number(const struct span *span, int *out)
{
    *out = 0;
    for (size_t i = 0; i < span->length; i++) {
        if (span->at[i] < '0' || span->at[i] > '9')
            return false;
        *out = 10 * *out + span->at[i] - '0';
    }
    return span->length >= 1 && span->length <= 3;
}

/*
 * Postal code, country and class of service, each ended by GS; the message comes behind them
 * (TM-L90 guide p. 543). In mode 3 the postal code is six characters.
 */
static int draw_carrier(struct job *job, int mode)
{
    struct span rest = {job->data->bytes.data, job->data->bytes.length};
    struct bytes message = {0};
    int country, service;
    job->zint->option_2 = take_header(&rest);
    struct span postal = take_span(&rest, 0x1D);
    struct span country_text = take_span(&rest, 0x1D), service_text = take_span(&rest, 0x1D);
    if (postal.length == 0 || postal.length > (mode == 2 ? 9 : 6) ||
        !read_number(&country_text, &country) || !read_number(&service_text, &service))
        return DRV_INVALID;
    job->zint->option_1 = mode;
    snprintf(job->zint->primary, sizeof job->zint->primary, "%-*.*s%03d%03d", mode == 2 ? 0 : 6,
             (int)postal.length, (const char *)postal.at, country, service);
    bytes_add(&message, rest.at, rest.length);
    int status = message.failed ? DRV_MEMORY : encode(job, BARCODE_MAXICODE, &message);
    bytes_free(&message);
    return status;
}

static int draw_maxicode(struct job *job)
{
    int mode = setting(job, MAXICODE_MODE) - '0';
    job->module_dots = 1;
    if (mode <= 3)
        return draw_carrier(job, mode);
    job->zint->option_1 = mode;
    return encode(job, BARCODE_MAXICODE, &job->data->bytes);
}

/* GS1 DataBar and composite symbols. */

enum linear { LINEAR_DIGITS, LINEAR_UPC_E, LINEAR_GS1 };

static const struct form {
    uint8_t form;
    enum linear linear;
    uint8_t digits; /* without the check digit */
    int stacked;    /* zint's symbologies; 0: there is none */
    int composite;
} forms[] = {
    {65, LINEAR_DIGITS, 7, 0, BARCODE_EANX_CC},
    {66, LINEAR_DIGITS, 12, 0, BARCODE_EANX_CC},
    {67, LINEAR_DIGITS, 11, 0, BARCODE_UPCA_CC},
    {68, LINEAR_UPC_E, 6, 0, BARCODE_UPCE_CC},
    {69, LINEAR_UPC_E, 11, 0, BARCODE_UPCE_CC},
    {70, LINEAR_DIGITS, 13, 0, BARCODE_DBAR_OMN_CC},
    {71, LINEAR_DIGITS, 13, 0, BARCODE_DBAR_OMN_CC},
    {72, LINEAR_DIGITS, 13, BARCODE_DBAR_STK, BARCODE_DBAR_STK_CC},
    {73, LINEAR_DIGITS, 13, BARCODE_DBAR_OMNSTK, BARCODE_DBAR_OMNSTK_CC},
    {74, LINEAR_DIGITS, 13, 0, BARCODE_DBAR_LTD_CC},
    {75, LINEAR_GS1, 0, 0, BARCODE_DBAR_EXP_CC},
    {76, LINEAR_GS1, 0, BARCODE_DBAR_EXPSTK, BARCODE_DBAR_EXPSTK_CC},
    {77, LINEAR_GS1, 0, 0, BARCODE_GS1_128_CC},
};

static const struct form *find_form(uint8_t number)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (forms[i].form == number)
            return &forms[i];
    return NULL;
}

static int linear_text(const struct form *form, const struct bytes *data, struct bytes *out)
{
    uint8_t upc_e[UPC_E_DIGITS];
    if (form->linear == LINEAR_GS1)
        return bars_gs1_brackets(data->data, data->length, out);
    for (size_t i = 0; i < data->length; i++)
        if (data->data[i] < '0' || data->data[i] > '9')
            return DRV_INVALID;
    if (data->length < form->digits)
        return DRV_INVALID;
    if (form->linear == LINEAR_DIGITS) {
        bytes_add(out, data->data, form->digits);
    } else {
        if (!bars_to_upc_e(data->data, form->digits, upc_e))
            return DRV_INVALID;
        bytes_add(out, upc_e, sizeof upc_e);
    }
    return out->failed ? DRV_MEMORY : DRV_OK;
}

/* An expanded one goes on below where it is wider than was set. */
static int encode_stacked(struct job *job, int symbology, const struct bytes *text,
                          unsigned width_most)
{
    bool expanded = symbology == BARCODE_DBAR_EXPSTK || symbology == BARCODE_DBAR_EXPSTK_CC;
    unsigned most = width_most == 0 ? job->place->room_dots : width_most;
    int status = DRV_INVALID;
    for (int columns = expanded ? DATABAR_COLUMNS_MOST : 1; columns > 0; columns--) {
        job->zint->option_2 = expanded ? columns : 0;
        status = encode(job, symbology, text);
        if (status != DRV_OK || width_dots(job) <= most)
            break;
    }
    return status;
}

static int draw_databar(struct job *job)
{
    const struct form *form = find_form(job->data->form);
    struct bytes text = {0};
    job->module_dots = setting(job, DATABAR_MODULE_DOTS);
    if (form == NULL || form->stacked == 0)
        return DRV_INVALID;
    bool gs1 = form->linear == LINEAR_GS1;
    job->zint->input_mode = gs1 ? GS1_MODE | GS1NOCHECK_MODE : DATA_MODE;
    int status = linear_text(form, &job->data->bytes, &text);
    if (status == DRV_OK)
        status = encode_stacked(job, form->stacked, &text, setting(job, DATABAR_WIDTH_DOTS));
    bytes_free(&text);
    return status;
}

static int draw_composite(struct job *job)
{
    const struct form *form = find_form(job->data->form);
    struct bytes primary = {0}, text = {0};
    job->module_dots = setting(job, COMPOSITE_MODULE_DOTS);
    if (form == NULL || job->data->linear.length == 0 || job->data->bytes.length == 0)
        return DRV_INVALID;
    job->zint->input_mode = GS1_MODE | GS1NOCHECK_MODE;
    int status = linear_text(form, &job->data->linear, &primary);
    if (status == DRV_OK)
        status = bars_gs1_brackets(job->data->bytes.data, job->data->bytes.length, &text);
    if (status == DRV_OK && primary.length >= sizeof job->zint->primary)
        status = DRV_LIMIT;
    if (status == DRV_OK) {
        snprintf(job->zint->primary, sizeof job->zint->primary, "%.*s", (int)primary.length,
                 (const char *)primary.data);
        status = encode_stacked(job, form->composite, &text, setting(job, COMPOSITE_WIDTH_DOTS));
    }
    bytes_free(&primary);
    bytes_free(&text);
    return status;
}

/* Aztec. */

/* zint's sizes: compact symbols of 1 to 4 layers, then full ones of 1 to 32. */
static int aztec_size(bool compact, unsigned layers)
{
    return (int)(compact ? layers : 4 + layers);
}

static int encode_aztec(struct job *job, unsigned layers)
{
    bool compact = setting(job, AZTEC_COMPACT) == 1;
    if (compact && layers > 4)
        return DRV_LIMIT;
    job->zint->option_2 = layers == 0 ? 0 : aztec_size(compact, layers);
    return encode(job, BARCODE_AZTEC, &job->data->bytes);
}

/* Left to itself zint takes a compact one first; a full one of as many layers holds more. */
static int draw_aztec(struct job *job)
{
    static const uint8_t percents[] = {10, 23, 36};
    unsigned layers = setting(job, AZTEC_LAYERS);
    job->module_dots = setting(job, AZTEC_MODULE_DOTS);
    job->zint->option_1 = 1;
    for (size_t i = 0; i < sizeof percents; i++)
        job->zint->option_1 += setting(job, AZTEC_PERCENT) > percents[i];
    int status = encode_aztec(job, layers);
    if (status != DRV_OK || layers > 0)
        return status;
    bool is_compact = job->zint->width <= AZTEC_COMPACT_MOST;
    bool wants_compact = setting(job, AZTEC_COMPACT) == 1;
    if (is_compact && !wants_compact)
        return encode_aztec(job, ((unsigned)job->zint->width - 11) / 4);
    return is_compact == wants_compact ? DRV_OK : DRV_LIMIT;
}

/* Data Matrix: rows and columns of zint's sizes, from 1 on (ISO/IEC 16022, table 7). */
static const uint8_t datamatrix_sizes[][2] = {
    {10, 10}, {12, 12}, {14, 14}, {16, 16}, {18, 18},   {20, 20},   {22, 22},   {24, 24},
    {26, 26}, {32, 32}, {36, 36}, {40, 40}, {44, 44},   {48, 48},   {52, 52},   {64, 64},
    {72, 72}, {80, 80}, {88, 88}, {96, 96}, {104, 104}, {120, 120}, {132, 132}, {144, 144},
    {8, 18},  {8, 32},  {12, 26}, {12, 36}, {16, 36},   {16, 48},
};
enum { DATAMATRIX_SIZES = sizeof datamatrix_sizes / sizeof datamatrix_sizes[0] };

static bool is_wanted_size(const struct job *job, size_t index)
{
    const uint8_t *size = datamatrix_sizes[index];
    uint16_t rows = setting(job, DATAMATRIX_ROWS), columns = setting(job, DATAMATRIX_COLUMNS);
    return (size[0] != size[1]) == (setting(job, DATAMATRIX_RECTANGLE) == 1) &&
           (rows == 0 || rows == size[0]) && (columns == 0 || columns == size[1]);
}

static int draw_datamatrix(struct job *job)
{
    int status = DRV_INVALID;
    job->module_dots = setting(job, DATAMATRIX_MODULE_DOTS);
    if (setting(job, DATAMATRIX_RECTANGLE) == 0 && setting(job, DATAMATRIX_ROWS) == 0) {
        job->zint->option_3 = DM_SQUARE;
        return encode(job, BARCODE_DATAMATRIX, &job->data->bytes);
    }
    for (size_t i = 0; i < DATAMATRIX_SIZES && status != DRV_OK && status != DRV_MEMORY; i++) {
        if (!is_wanted_size(job, i))
            continue;
        job->zint->option_2 = (int)i + 1;
        status = encode(job, BARCODE_DATAMATRIX, &job->data->bytes);
    }
    return status;
}

static const struct kind {
    const char *name;
    int (*draw)(struct job *job);
} kinds[MATRIX_END] = {
    [MATRIX_PDF417] = {"PDF417", draw_pdf417},
    [MATRIX_QR] = {"QR", draw_qr},
    [MATRIX_MAXICODE] = {"MaxiCode", draw_maxicode},
    [MATRIX_DATABAR] = {"GS1 DataBar Stacked", draw_databar},
    [MATRIX_COMPOSITE] = {"GS1 Composite", draw_composite},
    [MATRIX_AZTEC] = {"Aztec", draw_aztec},
    [MATRIX_DATAMATRIX] = {"Data Matrix", draw_datamatrix},
};

/* Dots. */

/* zint keeps a row as bytes with the least significant bit leftmost. */
static bool zint_is_black(const struct zint_symbol *zint, int x, int y)
{
    return zint->encoded_data[y][x >> 3] >> (x & 7) & 1;
}

/* Rows of no height of their own share what the others leave. */
static float common_height(const struct zint_symbol *zint)
{
    float left = zint->height;
    int count = 0;
    for (int y = 0; y < zint->rows; y++) {
        left -= zint->row_height[y];
        count += zint->row_height[y] == 0;
    }
    return count == 0 || left < (float)count ? 1 : left / (float)count;
}

static unsigned row_dots(const struct job *job, int y)
{
    if (job->row_modules > 0)
        return job->row_modules * job->module_dots;
    float height = job->zint->row_height[y];
    if (height == 0)
        height = common_height(job->zint);
    unsigned dots = (unsigned)(height * (float)job->module_dots + 0.5F);
    return dots > 0 ? dots : 1;
}

static void paint_row(const struct job *job, int row, unsigned y, struct bitmap *out)
{
    unsigned module = job->module_dots, high = row_dots(job, row);
    for (int x = 0; x < job->zint->width; x++)
        if (zint_is_black(job->zint, x, row))
            bitmap_fill(out, (unsigned)x * module, y, module, high);
}

static int paint(const struct job *job, struct bitmap *out)
{
    unsigned height = 0, width = width_dots(job);
    for (int row = 0; row < job->zint->rows; row++)
        height += row_dots(job, row);
    if (width > UINT16_MAX || height > UINT16_MAX)
        return DRV_LIMIT;
    if (!bitmap_new((uint16_t)width, (uint16_t)height, out))
        return DRV_MEMORY;
    unsigned y = 0;
    for (int row = 0; row < job->zint->rows; row++) {
        paint_row(job, row, y, out);
        y += row_dots(job, row);
    }
    return DRV_OK;
}

/* Hexagons and rings are zint's to draw. */
static int paint_maxicode(const struct job *job, struct bitmap *out)
{
    struct zint_symbol *zint = job->zint;
    unsigned tenths = MAXICODE_UM * job->place->dpi / 25400U / MAXICODE_UNITS;
    zint->scale = (float)tenths / 10.0F;
    zint->output_options |= OUT_BUFFER_INTERMEDIATE;
    if (ZBarcode_Buffer(zint, 0) >= ZINT_ERROR)
        return DRV_MEMORY;
    unsigned width = (unsigned)zint->bitmap_width, height = (unsigned)zint->bitmap_height;
    if (!bitmap_new((uint16_t)width, (uint16_t)height, out))
        return DRV_MEMORY;
    for (unsigned y = 0; y < height; y++)
        for (unsigned x = 0; x < width; x++)
            if (zint->bitmap[y * width + x] == '1')
                bitmap_fill(out, x, y, 1, 1);
    return DRV_OK;
}

const char *matrix_name(const struct matrix_data *data, const struct matrix_settings *settings)
{
    if (data->kind == MATRIX_QR && settings->values[QR_MODEL] == '3')
        return "Micro QR";
    return kinds[data->kind].name;
}

int matrix_draw(const struct matrix_data *data, const struct matrix_settings *settings,
                const struct matrix_place *place, struct bitmap *out, uint16_t *module_dots)
{
    if (data->kind < MATRIX_PDF417 || data->kind >= MATRIX_END || data->bytes.length == 0)
        return DRV_INVALID;
    struct job job = {
        .zint = ZBarcode_Create(), .data = data, .settings = settings, .place = place};
    if (job.zint == NULL)
        return DRV_MEMORY;
    int status = kinds[data->kind].draw(&job);
    bool hexagons = data->kind == MATRIX_MAXICODE;
    if (status == DRV_OK)
        status = hexagons ? paint_maxicode(&job, out) : paint(&job, out);
    if (status == DRV_OK)
        *module_dots = (uint16_t)(hexagons ? 0 : job.module_dots);
    ZBarcode_Delete(job.zint);
    return status;
}
