/* SPDX-License-Identifier: MIT */
#include "slip_language.h"

#include <stdio.h>

enum { TAG_ROOM = 17 };

static int find_kept(const struct desk *desk, int64_t person, char tag[TAG_ROOM],
                     struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, PERSON_SPEAKS, &row, fault, "i", person);
    if (status == 1)
        snprintf(tag, TAG_ROOM, "%s", store_text(row, 0));
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
}

int slip_language_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                       struct fault *fault)
{
    char kept[TAG_ROOM] = "";
    enum language language = desk->language;
    const char *tag = sale->customer_language;
    int status = COMEBACK_OK;
    if (tag[0] == '\0' && answer->person != 0 && !answer->history && !desk->late) {
        status = find_kept(desk, answer->person, kept, fault);
        tag = kept;
    }
    if (!words_of_tag(tag, &language) || (desk->slip_languages & 1u << language) == 0)
        language = desk->language;
    answer->slip_language = language;
    answer->in_other_language = language != desk->language;
    return status;
}
