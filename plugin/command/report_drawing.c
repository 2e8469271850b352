/* SPDX-License-Identifier: MIT */
#include "report_drawing.h"

#include <stdlib.h>

#include "report_views.h"

static struct curve_point point_of(const struct report_curve_row *row, bool came)
{
    if (came)
        return (struct curve_point){row->day, 1 - row->survival, 1 - row->high, 1 - row->low};
    return (struct curve_point){row->day, row->survival, row->low, row->high};
}

bool report_drawing_make(const struct report_curve *rows, bool came, const char *label,
                         struct report_drawing *out)
{
    const struct report_curve_row nothing_yet = {.survival = 1, .low = 1, .high = 1};
    if (!report_curve_is_told(rows))
        return false;
    struct curve_point *points = calloc((size_t)rows->count + 1, sizeof *points);
    if (points == NULL)
        return false;
    points[0] = point_of(&nothing_yet, came);
    for (int i = 0; i < rows->count; i++)
        points[i + 1] = point_of(&rows->rows[i], came);
    *out = (struct report_drawing){
        {label, points, rows->count + 1, rows->rows[rows->count - 1].day}, points};
    return true;
}

void report_drawing_free(struct report_drawing *drawing)
{
    free(drawing->points);
    *drawing = (struct report_drawing){.points = NULL};
}
