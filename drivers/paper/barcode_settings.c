/* SPDX-License-Identifier: MIT */
/* Functions 65 to 72 and 80 of GS ( k. */
#include "barcode_matrix.h"

#include <string.h>

enum { STORE_MODE = '0', LINEAR_PART = '0' };

/* Values beside those of a range: 0, or the digits of its numbers. */
enum also { RANGE_ONLY, OR_ZERO, OR_DIGIT };

/* Each parameter of a function; a function that does not fit in one is ignored whole. */
static const struct parameter {
    uint8_t kind, function;
    uint8_t at, size;
    uint16_t low, high;
    enum also also;
    uint16_t standard;
} parameters_of[MATRIX_SETTINGS] = {
    [PDF417_COLUMNS] = {MATRIX_PDF417, 65, 0, 1, 0, 30, RANGE_ONLY, 0},
    [PDF417_ROWS] = {MATRIX_PDF417, 66, 0, 1, 3, 90, OR_ZERO, 0},
    [PDF417_MODULE_DOTS] = {MATRIX_PDF417, 67, 0, 1, 2, 8, RANGE_ONLY, 3},
    [PDF417_ROW_MODULES] = {MATRIX_PDF417, 68, 0, 1, 2, 8, RANGE_ONLY, 3},
    [PDF417_LEVEL_BY] = {MATRIX_PDF417, 69, 0, 1, '0', '1', RANGE_ONLY, '1'},
    [PDF417_LEVEL] = {MATRIX_PDF417, 69, 1, 1, 1, '8', RANGE_ONLY, 1},
    [PDF417_TRUNCATED] = {MATRIX_PDF417, 70, 0, 1, 0, 1, RANGE_ONLY, 0},
    [QR_MODEL] = {MATRIX_QR, 65, 0, 1, '1', '3', RANGE_ONLY, '2'},
    [QR_MODULE_DOTS] = {MATRIX_QR, 67, 0, 1, 1, 16, RANGE_ONLY, 3},
    [QR_LEVEL] = {MATRIX_QR, 69, 0, 1, '0', '3', RANGE_ONLY, '0'},
    [MAXICODE_MODE] = {MATRIX_MAXICODE, 65, 0, 1, '2', '6', RANGE_ONLY, '2'},
    [DATABAR_MODULE_DOTS] = {MATRIX_DATABAR, 67, 0, 1, 2, 8, RANGE_ONLY, 2},
    [DATABAR_WIDTH_DOTS] = {MATRIX_DATABAR, 71, 0, 2, 106, 3952, OR_ZERO, 141},
    [COMPOSITE_MODULE_DOTS] = {MATRIX_COMPOSITE, 67, 0, 1, 2, 8, RANGE_ONLY, 2},
    [COMPOSITE_WIDTH_DOTS] = {MATRIX_COMPOSITE, 71, 0, 2, 106, 3952, OR_ZERO, 141},
    [COMPOSITE_TEXT_FONT] = {MATRIX_COMPOSITE, 72, 0, 1, 0, 255, RANGE_ONLY, 0},
    [AZTEC_COMPACT] = {MATRIX_AZTEC, 66, 0, 1, 0, 1, OR_DIGIT, 0},
    [AZTEC_LAYERS] = {MATRIX_AZTEC, 66, 1, 1, 1, 32, OR_ZERO, 0},
    [AZTEC_MODULE_DOTS] = {MATRIX_AZTEC, 67, 0, 1, 2, 16, RANGE_ONLY, 3},
    [AZTEC_PERCENT] = {MATRIX_AZTEC, 69, 0, 1, 5, 95, RANGE_ONLY, 23},
    [DATAMATRIX_RECTANGLE] = {MATRIX_DATAMATRIX, 66, 0, 1, 0, 1, OR_DIGIT, 0},
    [DATAMATRIX_ROWS] = {MATRIX_DATAMATRIX, 66, 1, 1, 8, 144, OR_ZERO, 0},
    [DATAMATRIX_COLUMNS] = {MATRIX_DATAMATRIX, 66, 2, 1, 8, 144, OR_ZERO, 0},
    [DATAMATRIX_MODULE_DOTS] = {MATRIX_DATAMATRIX, 67, 0, 1, 2, 16, RANGE_ONLY, 3},
};

void matrix_settings_start(struct matrix_settings *settings)
{
    for (size_t i = 0; i < MATRIX_SETTINGS; i++)
        settings->values[i] = parameters_of[i].standard;
}

static uint16_t value_of(const struct parameter *row, const uint8_t *parameters)
{
    const uint8_t *at = parameters + row->at;
    if (row->also == OR_DIGIT && at[0] >= '0')
        return at[0] - '0';
    return row->size == 1 ? at[0] : (uint16_t)(at[0] | at[1] << 8);
}

static bool fits(const struct parameter *row, const uint8_t *parameters, size_t length)
{
    if (length < (size_t)row->at + row->size)
        return false;
    uint16_t value = value_of(row, parameters);
    return (value >= row->low && value <= row->high) || (row->also == OR_ZERO && value == 0);
}

/* A level stands for itself as a digit, by ratio as 1 to 40. */
static bool is_pdf417_level(const uint8_t *parameters)
{
    uint8_t n = parameters[1];
    return parameters[0] == '0' ? n >= '0' && n <= '8' : n >= 1 && n <= 40;
}

/* A rectangle has 8, 12 or 16 rows, a square as many as columns, or as many as it takes. */
static bool is_datamatrix_size(const uint8_t *parameters)
{
    uint8_t d1 = parameters[1], d2 = parameters[2];
    return parameters[0] & 1 ? d1 == 8 || d1 == 12 || d1 == 16 : d1 == d2;
}

/* What the parameters of a function may be together. */
static const struct {
    uint8_t kind, function;
    bool (*is)(const uint8_t *parameters);
} rules[] = {{MATRIX_PDF417, 69, is_pdf417_level}, {MATRIX_DATAMATRIX, 66, is_datamatrix_size}};

static bool all_fit(uint8_t kind, uint8_t function, const uint8_t *parameters, size_t length)
{
    for (size_t i = 0; i < MATRIX_SETTINGS; i++) {
        const struct parameter *row = &parameters_of[i];
        if (row->kind == kind && row->function == function && !fits(row, parameters, length))
            return false;
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (rules[i].kind == kind && rules[i].function == function && !rules[i].is(parameters))
            return false;
    return true;
}

void matrix_set(struct matrix_settings *settings, uint8_t kind, uint8_t function,
                const uint8_t *parameters, size_t length)
{
    if (!all_fit(kind, function, parameters, length))
        return;
    for (size_t i = 0; i < MATRIX_SETTINGS; i++)
        if (parameters_of[i].kind == kind && parameters_of[i].function == function)
            settings->values[i] = value_of(&parameters_of[i], parameters);
}

/* How many bytes of parameters stand before the data. */
static size_t header_bytes(uint8_t kind)
{
    if (kind == MATRIX_COMPOSITE)
        return 3;
    return kind == MATRIX_DATABAR ? 2 : 1;
}

static bool replace(struct bytes *bytes, const uint8_t *data, size_t length)
{
    bytes_reset(bytes);
    bytes_add(bytes, data, length);
    return !bytes->failed;
}

bool matrix_store(struct matrix_data *data, uint8_t kind, const uint8_t *parameters, size_t length)
{
    size_t header = header_bytes(kind);
    if (length <= header || parameters[0] != STORE_MODE)
        return true;
    if (kind != MATRIX_COMPOSITE || data->kind != MATRIX_COMPOSITE) {
        bytes_reset(&data->bytes);
        bytes_reset(&data->linear);
    }
    data->kind = kind;
    bool linear = kind == MATRIX_COMPOSITE && parameters[1] == LINEAR_PART;
    if (kind == MATRIX_DATABAR)
        data->form = parameters[1];
    else if (linear)
        data->form = parameters[2];
    return replace(linear ? &data->linear : &data->bytes, parameters + header, length - header);
}

void matrix_data_free(struct matrix_data *data)
{
    bytes_free(&data->bytes);
    bytes_free(&data->linear);
    data->kind = data->form = 0;
}
