/* SPDX-License-Identifier: MIT */
#include "document_value.h"

#include <string.h>
#include <strings.h>

#include "markup.h"

bool value_is(struct value value, const char *word)
{
    if (value.start == value.end || (*value.start | 0x20) != *word)
        return false;
    size_t length = strlen(word);
    return value_length(value) == length && strncasecmp(value.start, word, length) == 0;
}

bool value_number(struct value value, unsigned most, unsigned *number)
{
    unsigned sum = 0;
    for (const char *p = value.start; p < value.end; p++) {
        if (*p < '0' || *p > '9')
            return false;
        sum = sum * 10 + (unsigned)(*p - '0');
        sum = sum < most ? sum : most;
    }
    *number = sum;
    return value.start < value.end;
}

bool value_next(struct value *list, struct value *item)
{
    if (list->start == NULL)
        return false;
    const char *p = list->start;
    while (p < list->end && *p != ',' && !markup_is_blank(*p))
        p++;
    *item = (struct value){list->start, p};
    const char *rest = p;
    if (p < list->end && *p == ',')
        rest = p + 1;
    else
        while (rest < list->end && markup_is_blank(*rest))
            rest++;
    list->start = rest > p ? rest : NULL;
    return true;
}
