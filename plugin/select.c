/* SPDX-License-Identifier: MIT */
#include "select.h"

#include <string.h>
#include <utf8proc.h>

/* One letter in small; *text is moved behind it. */
static utf8proc_int32_t next_small(const char **text)
{
    utf8proc_int32_t point;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)*text;
    if (bytes[0] < 0x80) {
        ++*text;
        return bytes[0] >= 'A' && bytes[0] <= 'Z' ? bytes[0] + ('a' - 'A') : bytes[0];
    }
    utf8proc_ssize_t length = utf8proc_iterate(bytes, (utf8proc_ssize_t)strlen(*text), &point);
    *text += length > 0 ? length : 1;
    /* Apart from every letter, so that a stray byte is the same as itself only. */
    return length > 0 ? utf8proc_tolower(point) : -(utf8proc_int32_t)bytes[0];
}

/* What is left of `text` behind `start`; NULL where it does not begin so. */
static const char *behind(const char *text, const char *start)
{
    while (*start != '\0')
        if (*text == '\0' || next_small(&text) != next_small(&start))
            return NULL;
    return text;
}

bool select_item(const struct config_selectors *selectors, const char *sku, const char *name,
                 const char *category)
{
    const char *const told[] = {
        [CONFIG_SKU] = sku, [CONFIG_CATEGORY] = category, [CONFIG_ITEM_NAME] = name};
    for (int i = 0; i < selectors->count; i++) {
        const struct config_selector *selector = &selectors->list[i];
        const char *rest = behind(told[selector->selects], selector->text);
        if (rest != NULL && (*rest == '\0' || selector->selects == CONFIG_ITEM_NAME))
            return true;
    }
    return false;
}
