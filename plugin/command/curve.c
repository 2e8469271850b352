/* SPDX-License-Identifier: MIT */
#include "curve.h"

#include <stddef.h>

const struct curve_point *curve_at(const struct curve *curve, int32_t day)
{
    int low = 0, high = curve->count - 1;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (curve->points[middle].day <= day)
            low = middle;
        else
            high = middle - 1;
    }
    return &curve->points[low];
}

int32_t curve_axis_days(int32_t days, int most)
{
    static const int32_t usual[] = {1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825};
    size_t i = 0;
    while (i + 1 < sizeof usual / sizeof usual[0] && days / usual[i] > most)
        i++;
    int32_t step = usual[i];
    while (days / step > most)
        step *= 2;
    return step;
}
