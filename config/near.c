/* SPDX-License-Identifier: MIT */
#include "near.h"

#include <string.h>

#include "ini.h"

static int smallest(int a, int b, int c)
{
    int least = a < b ? a : b;
    return least < c ? least : c;
}

/* Levenshtein's distance, by rows. */
static int edits_between(const char *a, const char *b)
{
    int row[INI_SECTION_MAX + 1];
    int length = (int)strlen(b);
    for (int j = 0; j <= length; j++)
        row[j] = j;
    for (int i = 0; a[i] != '\0'; i++) {
        int diagonal = row[0];
        row[0] = i + 1;
        for (int j = 0; j < length; j++) {
            int above = row[j + 1];
            row[j + 1] = smallest(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
            diagonal = above;
        }
    }
    return row[length];
}

bool near_is_nearer(const char *name, const char *known, int *best)
{
    int edits = edits_between(name, known);
    if (edits * 2 > (int)strlen(known) || edits >= *best)
        return false;
    *best = edits;
    return true;
}
