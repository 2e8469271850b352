/* SPDX-License-Identifier: MIT */
#include "decode_parts.h"

uint32_t decode_number(const uint8_t *bytes, size_t size)
{
    uint32_t value = 0;
    for (size_t i = 0; i < size && i < sizeof value; i++)
        value |= (uint32_t)bytes[i] << (8 * i);
    return value;
}

bool decode_next_item(const struct token *token, struct decode_item *item)
{
    const struct command_tail *tail = token->command->tail;
    size_t left = token->tail_length - item->end, fixed = fields_length(tail->item);
    if (left < fixed)
        return false;
    const uint8_t *fields = token->tail + item->end;
    size_t dots = tail->item_dots == NULL ? 0 : tail->item_dots(token->fields, fields);
    if (dots > left - fixed)
        return false;
    *item = (struct decode_item){fields, fields + fixed, dots, item->end + fixed + dots};
    return true;
}
