/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "encode_parts.h"

static int add_list(const struct encoding *encoding, const char *key, const json_t *list,
                    struct bytes *out)
{
    size_t index;
    const json_t *value;
    uint32_t number;
    if (!json_is_array(list))
        return encode_refuse(encoding, "\"%s\" is missing or no list", key);
    json_array_foreach(list, index, value)
    {
        int status = encode_number(encoding, key, value, 0, 0xFF, &number);
        if (status != DRV_OK)
            return status;
        bytes_add_byte(out, (uint8_t)number);
    }
    return DRV_OK;
}

static int add_key(const struct encoding *encoding, const struct command_field *field,
                   const json_t *value, struct bytes *out)
{
    size_t length = json_is_string(value) ? json_string_length(value) : json_array_size(value);
    if (length != field->size)
        return encode_refuse(encoding, "\"%s\" has \"%zu\" letters, expected %u", field->name,
                             length, field->size);
    if (!json_is_string(value))
        return add_list(encoding, field->name, value, out);
    bytes_add(out, json_string_value(value), length);
    return DRV_OK;
}

static int add_field(const struct encoding *encoding, const struct command_field *field,
                     const json_t *value, struct bytes *out)
{
    uint32_t number;
    if (value == NULL)
        return encode_refuse(encoding, "\"%s\" is missing", field->name);
    if (field->kind == FIELD_KEY)
        return add_key(encoding, field, value, out);
    uint32_t most = UINT32_MAX >> (32 - 8 * field->size);
    int status = encode_number(encoding, field->name, value, 0, most, &number);
    for (size_t i = 0; status == DRV_OK && i < field->size; i++)
        bytes_add_byte(out, (uint8_t)(number >> (8 * i)));
    return status;
}

static int add_fields(const struct encoding *encoding, const struct command_field *fields,
                      const json_t *object, struct bytes *out)
{
    int status = DRV_OK;
    for (; status == DRV_OK && fields != NULL && fields->name[0] != '\0'; fields++)
        status = add_field(encoding, fields, json_object_get(object, fields->name), out);
    return status;
}

static int add_line(const struct encoding *encoding, const json_t *line, struct bytes *out)
{
    size_t length = json_string_length(line);
    const char *dots = json_string_value(line);
    if (dots == NULL || length % 8 != 0 || strspn(dots, "#.") != length)
        return encode_refuse(encoding, "\"dots\": \"%.40s\" is not whole bytes of # and .",
                             dots == NULL ? "" : dots);
    for (size_t at = 0; at < length; at += 8) {
        unsigned byte = 0;
        for (size_t i = 0; i < 8; i++)
            byte = byte << 1 | (dots[at + i] == '#');
        bytes_add_byte(out, (uint8_t)byte);
    }
    return DRV_OK;
}

static int add_dots(const struct encoding *encoding, const json_t *lines, struct bytes *out)
{
    size_t index;
    const json_t *line;
    int status = DRV_OK;
    if (!json_is_array(lines))
        return encode_refuse(encoding, "\"dots\" is missing or no list");
    json_array_foreach(lines, index, line)
    {
        status = add_line(encoding, line, out);
        if (status != DRV_OK)
            break;
    }
    return status;
}

static int add_data(const struct encoding *encoding, struct bytes *out)
{
    const json_t *data = json_object_get(encoding->object, "data");
    const json_t *bytes = json_object_get(encoding->object, "data_bytes");
    if ((data == NULL) == (bytes == NULL))
        return encode_refuse(encoding, "either \"data\" or \"data_bytes\" is expected");
    if (data == NULL)
        return add_list(encoding, "data_bytes", bytes, out);
    if (!json_is_string(data))
        return encode_refuse(encoding, "\"data\" is no string");
    bytes_add(out, json_string_value(data), json_string_length(data));
    return DRV_OK;
}

static size_t count_fields(const struct command_field *fields)
{
    size_t count = 0;
    while (fields[count].name[0] != '\0')
        count++;
    return count;
}

static int add_item(const struct encoding *encoding, const json_t *item, struct bytes *out)
{
    const struct command_tail *tail = encoding->command->tail;
    bool has_dots = tail->item_dots != NULL;
    if (json_object_size(item) != count_fields(tail->item) + has_dots)
        return encode_refuse(encoding, "\"%s\": not the fields that are expected", tail->name);
    int status = add_fields(encoding, tail->item, item, out);
    if (status == DRV_OK && has_dots)
        status = add_dots(encoding, json_object_get(item, "dots"), out);
    return status;
}

static int add_items(const struct encoding *encoding, struct bytes *out)
{
    size_t index;
    const json_t *item, *items = json_object_get(encoding->object, encoding->command->tail->name);
    int status = DRV_OK;
    if (!json_is_array(items))
        return encode_refuse(encoding, "\"%s\" is missing or no list",
                             encoding->command->tail->name);
    json_array_foreach(items, index, item)
    {
        status = add_item(encoding, item, out);
        if (status != DRV_OK)
            break;
    }
    return status;
}

static int add_parameters(const struct encoding *encoding, struct bytes *out)
{
    const json_t *list = json_object_get(encoding->object, "parameters");
    return list == NULL ? DRV_OK : add_list(encoding, "parameters", list, out);
}

static int add_tail(const struct encoding *encoding, struct bytes *out)
{
    const struct command_tail *tail = encoding->command->tail;
    if (tail == NULL || (tail->kind == TAIL_NUMBERS && tail->measure == NULL))
        return add_parameters(encoding, out);
    if (tail->kind == TAIL_NUMBERS)
        return add_list(encoding, tail->name, json_object_get(encoding->object, tail->name), out);
    if (tail->kind == TAIL_DATA)
        return add_data(encoding, out);
    if (tail->kind == TAIL_DOTS)
        return add_dots(encoding, json_object_get(encoding->object, "dots"), out);
    int status = add_items(encoding, out);
    return status == DRV_OK ? add_parameters(encoding, out) : status;
}

int encode_body(struct encoding *encoding, struct bytes *body)
{
    const struct command_tail *tail = encoding->command->tail;
    int status = add_fields(encoding, encoding->command->fields, encoding->object, body);
    if (status == DRV_OK)
        status = add_tail(encoding, body);
    if (status == DRV_OK && tail != NULL && tail->end_bytes > 0)
        bytes_add_byte(body, tail->end);
    return status;
}
