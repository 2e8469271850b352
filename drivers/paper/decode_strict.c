/* SPDX-License-Identifier: MIT */
#include "decode.h"
#include "decode_parts.h"

static int refuse_field(const struct token *token, const struct command_field *field,
                        uint32_t value, struct drv_fault *fault)
{
    return drv_fail(fault, DRV_INVALID, "offset %zu: %s (%s): %s: \"%u\" is not defined",
                    token->offset, token->command->name, token->command->what, field->name, value);
}

static int judge_fields(const struct token *token, const struct command_field *fields,
                        const uint8_t *bytes, struct drv_fault *fault)
{
    for (; fields != NULL && fields->name[0] != '\0'; fields++) {
        if (!field_defines(fields, bytes))
            return refuse_field(token, fields, decode_number(bytes, fields->size), fault);
        bytes += fields->size;
    }
    return DRV_OK;
}

static int refuse_length(const struct token *token, size_t expected, struct drv_fault *fault)
{
    return drv_fail(fault, DRV_INVALID, "offset %zu: %s (%s): \"%zu\" bytes of data, expected %zu",
                    token->offset, token->command->name, token->command->what, token->tail_length,
                    expected);
}

static int judge_items(const struct token *token, struct drv_fault *fault)
{
    struct decode_item item = {0};
    while (decode_next_item(token, &item)) {
        int status = judge_fields(token, token->command->tail->item, item.fields, fault);
        if (status != DRV_OK)
            return status;
    }
    return item.end == token->tail_length ? DRV_OK : refuse_length(token, item.end, fault);
}

static int judge_tail(const struct token *token, struct drv_fault *fault)
{
    const struct command_tail *tail = token->command->tail;
    if (tail == NULL)
        return token->tail_length == 0 ? DRV_OK : refuse_length(token, 0, fault);
    size_t expected = token->tail_length;
    if (token->command->length_bytes > 0 && tail->measure != NULL)
        expected = tail->measure(token->fields, token->tail, token->tail_length);
    if (expected != token->tail_length)
        return refuse_length(token, expected, fault);
    return tail->kind == TAIL_ITEMS ? judge_items(token, fault) : DRV_OK;
}

static int judge(const struct token *token, struct drv_fault *fault)
{
    const struct command *command = token->command;
    if (command->id == COMMAND_UNKNOWN)
        return drv_fail(fault, DRV_INVALID, "offset %zu: \"%02x\" %s", token->offset,
                        token->bytes[0],
                        token->cut_off ? "begins a command that is cut off" : "is not understood");
    if (command->id == COMMAND_TEXT)
        return DRV_OK;
    if (command->undefined)
        return drv_fail(fault, DRV_INVALID, "offset %zu: %s: \"%u\" is no function that is defined",
                        token->offset, command->name, token->body_length > 0 ? token->body[0] : 0U);
    int status = judge_fields(token, command->fields, token->fields, fault);
    return status == DRV_OK ? judge_tail(token, fault) : status;
}

int decode_strict(const uint8_t *bytes, size_t length, struct drv_fault *fault)
{
    if (length > DECODE_MAX_BYTES)
        return drv_fail(fault, DRV_LIMIT, "\"%zu\" bytes are more than the limit of %d", length,
                        DECODE_MAX_BYTES);
    struct token token = {0};
    enum dialect dialect = dialect_guess(bytes, length);
    int status = DRV_OK;
    for (size_t at = 0; status == DRV_OK && token_next_in(dialect, bytes, length, at, &token);
         at += token.length) {
        status = judge(&token, fault);
        dialect = dialect_after(dialect, &token);
    }
    return status;
}
