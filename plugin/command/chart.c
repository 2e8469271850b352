/* SPDX-License-Identifier: MIT */
#include "chart.h"

#include <math.h>
#include <string.h>

#include "html.h"

enum {
    WIDTH = 640,
    HEIGHT = 246,
    LEFT = 46,
    RIGHT = 626,
    TOP = 18,
    BOTTOM = 204,
    LABEL_BASE = 222, /* of the marks below an axis */
    AXIS_MARKS = 8,
};

static void begin(struct bytes *out, const struct chart *chart, int height)
{
    html_add(out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
             "aria-labelledby=\"%s-t %s-d\">\n<title id=\"%s-t\">",
             WIDTH, height, chart->id, chart->id, chart->id);
    html_text(out, chart->title);
    html_add(out, "</title>\n<desc id=\"%s-d\">", chart->id);
    html_text(out, chart->description);
    bytes_add_text(out, "</desc>\n");
}

static void end(struct bytes *out)
{
    bytes_add_text(out, "</svg>\n");
}

static void add_label(struct bytes *out, double x, double y, const char *anchor, const char *text)
{
    html_add(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    html_text(out, text);
    bytes_add_text(out, "</text>\n");
}

static double y_of(double share)
{
    double inside = share < 0 ? 0 : share > 1 ? 1 : share;
    return BOTTOM - inside * (BOTTOM - TOP);
}

static double x_of(double day, double days)
{
    return LEFT + day / days * (RIGHT - LEFT);
}

static void add_percent_grid(struct bytes *out)
{
    for (int percent = 0; percent <= 100; percent += 25) {
        double y = y_of(percent / 100.0);
        html_add(out, "<path class=\"%s\" d=\"M%d %.1fH%d\"/>\n", percent == 0 ? "axis" : "grid",
                 LEFT, y, RIGHT);
        html_add(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>\n", LEFT - 6,
                 y + 4, percent);
    }
}

static void add_days(struct bytes *out, int32_t days)
{
    int32_t step = curve_axis_days(days, AXIS_MARKS);
    for (int64_t day = 0; day <= days; day += step) {
        double x = x_of((double)day, days);
        html_add(out, "<path class=\"axis\" d=\"M%.1f %dv4\"/>\n", x, BOTTOM);
        html_add(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%lld</text>\n", x,
                 LABEL_BASE, (long long)day);
    }
    add_label(out, RIGHT, HEIGHT - 6, "end", "days since the first visit");
}

/* What can be told apart of a curve: of the steps within one unit the last. */
struct drawn {
    int count;
    struct {
        double x, y, low, high;
    } steps[RIGHT - LEFT + 1];
};

static void thin_out(const struct curve *curve, int32_t days, struct drawn *out)
{
    out->count = 0;
    for (int i = 0; i < curve->count; i++) {
        const struct curve_point *point = &curve->points[i];
        double x = round(x_of(point->day, days));
        bool apart = out->count == 0 || out->steps[out->count - 1].x < x;
        if (apart && out->count == RIGHT - LEFT + 1)
            return;
        out->count += apart;
        out->steps[out->count - 1].x = x;
        out->steps[out->count - 1].y = y_of(point->share);
        out->steps[out->count - 1].low = y_of(point->low);
        out->steps[out->count - 1].high = y_of(point->high);
    }
}

static void add_line(struct bytes *out, const struct drawn *drawn, int place, double end_x)
{
    html_add(out, "<path class=\"ink%d\" d=\"M%.0f %.1f", place, drawn->steps[0].x,
             drawn->steps[0].y);
    for (int i = 1; i < drawn->count; i++)
        html_add(out, "H%.0fV%.1f", drawn->steps[i].x, drawn->steps[i].y);
    html_add(out, "H%.0f\"/>\n", end_x);
}

/* Out along the upper bound and back along the lower one: of a step the path goes back by the share
 * before it. */
static void add_band(struct bytes *out, const struct drawn *drawn, int place, double end_x)
{
    html_add(out, "<path class=\"band%d\" d=\"M%.0f %.1f", place, drawn->steps[0].x,
             drawn->steps[0].high);
    for (int i = 1; i < drawn->count; i++)
        html_add(out, "H%.0fV%.1f", drawn->steps[i].x, drawn->steps[i].high);
    html_add(out, "H%.0f", end_x);
    for (int i = drawn->count - 1; i >= 0; i--)
        html_add(out, "V%.1fH%.0f", drawn->steps[i].low, drawn->steps[i].x);
    bytes_add_text(out, "Z\"/>\n");
}

/* Above the end of its line, or below it where another stands there. */
static void add_name(struct bytes *out, const struct curve *curve, int32_t days, bool below)
{
    const struct curve_point *last = &curve->points[curve->count - 1];
    double y = y_of(last->share) + (below ? 16 : -7);
    if (curve->label[0] != '\0')
        add_label(out, x_of(curve->end_day, days), y, "end", curve->label);
}

static void add_curve(struct bytes *out, const struct curve *curve, int place, int32_t days)
{
    struct drawn drawn = {.count = 0};
    double end_x = round(x_of(curve->end_day, days));
    thin_out(curve, days, &drawn);
    add_band(out, &drawn, place, end_x);
    add_line(out, &drawn, place, end_x);
}

static double last_share(const struct curve *curve)
{
    return curve->points[curve->count - 1].share;
}

void chart_curves(struct bytes *out, const struct chart *chart, const struct curve *curves,
                  int count)
{
    int32_t days = 1;
    const struct curve *highest = NULL;
    for (int i = 0; i < count; i++) {
        if (curves[i].count == 0)
            continue;
        days = curves[i].end_day > days ? curves[i].end_day : days;
        if (highest == NULL || last_share(&curves[i]) > last_share(highest))
            highest = &curves[i];
    }
    begin(out, chart, HEIGHT);
    add_percent_grid(out);
    add_days(out, days);
    for (int i = 0; i < count; i++)
        if (curves[i].count > 0)
            add_curve(out, &curves[i], i, days);
    for (int i = 0; i < count; i++)
        if (curves[i].count > 0)
            add_name(out, &curves[i], days, &curves[i] != highest);
    end(out);
}

static int tallest(const struct chart_bar *bars, int count)
{
    int found = 0;
    for (int i = 1; i < count; i++)
        found = bars[i].whole > bars[found].whole ? i : found;
    return found;
}

static void add_bar(struct bytes *out, const struct chart_bar *bar, double left, double width,
                    double most)
{
    double whole = bar->whole / most * (BOTTOM - TOP), part = bar->part / most * (BOTTOM - TOP);
    html_add(out, "<rect class=\"whole\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
             left, BOTTOM - whole, width, whole);
    html_add(out, "<rect class=\"part\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
             left, BOTTOM - part, width, part);
}

/* Of how many bars one has room for its text, a letter being some 6.5 units wide. */
static int bars_a_text(size_t longest, double step)
{
    return (int)ceil((double)(longest + 1) * 6.5 / step);
}

static void measure(const struct chart_bar *bars, int count, size_t *label, size_t *value)
{
    *label = *value = 1;
    for (int i = 0; i < count; i++) {
        size_t below = strlen(bars[i].label), above = strlen(bars[i].value);
        *label = below > *label ? below : *label;
        *value = above > *value ? above : *value;
    }
}

void chart_bars(struct bytes *out, const struct chart *chart, const struct chart_bar *bars,
                int count)
{
    size_t label, value;
    if (count > CHART_BARS) {
        bars += count - CHART_BARS;
        count = CHART_BARS;
    }
    int highest = tallest(bars, count);
    double most = count > 0 && bars[highest].whole > 0 ? bars[highest].whole : 1;
    double step = (double)(RIGHT - LEFT) / (count > 0 ? count : 1);
    double width = step * 0.72 < 48 ? step * 0.72 : 48;
    measure(bars, count, &label, &value);
    int each_label = bars_a_text(label, step);
    /* Else a number would stand across the bars beside its own, but for the highest one's. */
    bool all_values = bars_a_text(value, step) == 1;
    begin(out, chart, HEIGHT);
    for (int i = 0; i < count; i++) {
        double middle = LEFT + (i + 0.5) * step;
        add_bar(out, &bars[i], middle - width / 2, width, most);
        if (i % each_label == 0)
            add_label(out, middle, LABEL_BASE, "middle", bars[i].label);
        if (all_values || i == highest)
            add_label(out, middle, BOTTOM - bars[i].whole / most * (BOTTOM - TOP) - 5, "middle",
                      bars[i].value);
    }
    html_add(out, "<path class=\"axis\" d=\"M%d %dH%d\"/>\n", LEFT, BOTTOM, RIGHT);
    end(out);
}

/* As many percentage points on either side of 0 as the interval needs, and some room. */
static double reach(const struct chart_interval *interval)
{
    double most = fmax(fabs(interval->low), fabs(interval->high));
    return ceil(most / 5 + 0.2) * 5;
}

void chart_interval(struct bytes *out, const struct chart *chart,
                    const struct chart_interval *interval)
{
    enum { TALL = 84, LINE = 34, FOOT = 56, MARKS = 4 };
    double far = reach(interval), middle = (LEFT + RIGHT) / 2.0;
    double unit = (RIGHT - LEFT) / (2 * far);
    begin(out, chart, TALL);
    for (int i = -MARKS / 2; i <= MARKS / 2; i++) {
        double points = far * i * 2 / MARKS, x = middle + points * unit;
        html_add(out, "<path class=\"%s\" d=\"M%.1f 12V%d\"/>\n", i == 0 ? "axis" : "grid", x,
                 FOOT);
        html_add(out,
                 i == 0 ? "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.4g</text>\n"
                        : "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%+.4g</text>\n",
                 x, FOOT + 16, points);
    }
    html_add(out, "<path class=\"ink0\" d=\"M%.1f %dH%.1fM%.1f %dv16M%.1f %dv16\"/>\n",
             middle + interval->low * unit, LINE, middle + interval->high * unit,
             middle + interval->low * unit, LINE - 8, middle + interval->high * unit, LINE - 8);
    html_add(out, "<circle class=\"mark\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>\n",
             middle + interval->middle * unit, LINE);
    end(out);
}
