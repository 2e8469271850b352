/* SPDX-License-Identifier: MIT */
#include "report_csv.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "report_lists.h"

enum { NAME = 64, MONTHS = REPORT_LISTS - 1 };

/* What --json has of a list is made an array of flat rows. */
static json_t *as_it_is(const json_t *list)
{
    return json_deep_copy(list);
}

static json_t *one_row(const json_t *list)
{
    json_t *rows = json_array();
    if (!json_is_null(list))
        json_array_append_new(rows, json_deep_copy(list));
    return rows;
}

static void add_marked(json_t *rows, const json_t *row, const char *name, const char *mark)
{
    json_t *copy = json_deep_copy(row);
    json_object_set_new(copy, name, json_string(mark));
    json_array_append_new(rows, copy);
}

static void add_origin(json_t *rows, const json_t *list, const char *origin)
{
    json_t *row;
    size_t i;
    json_array_foreach(list, i, row)
    {
        add_marked(rows, row, "origin", origin);
    }
}

static json_t *by_origin(const json_t *list)
{
    static const char *const origins[] = {"new", "referral"};
    json_t *rows = json_array();
    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++)
        add_origin(rows, json_object_get(list, origins[i]), origins[i]);
    return rows;
}

static json_t *by_what(const json_t *list)
{
    json_t *rows = json_array();
    add_marked(rows, list, "of", "promises");
    add_marked(rows, json_object_get(list, "gift"), "of", "gift");
    return rows;
}

/* A line for each month after the first, as pivot tables like it. */
static json_t *by_month_after(const json_t *list)
{
    json_t *rows = json_array(), *cohort, *active;
    size_t i, k;
    json_array_foreach(list, i, cohort)
    {
        double size = (double)json_integer_value(json_object_get(cohort, "size"));
        json_array_foreach(json_object_get(cohort, "active"), k, active)
        {
            json_array_append_new(rows, json_pack("{sO sO sI sO sf}", "month",
                                                  json_object_get(cohort, "month"), "size",
                                                  json_object_get(cohort, "size"), "month_after",
                                                  (json_int_t)k, "active", active, "share",
                                                  (double)json_integer_value(active) / size));
        }
    }
    return rows;
}

#define CURVE    "day,at_risk,events,survival,low,high"
#define DISCOUNT ",sales,taken_minor,paid_minor,share"

static const struct table {
    const char *name; /* in the order of report_list_texts */
    json_t *(*rows)(const json_t *list);
    const char *columns; /* a name with points is looked for in objects within the row's */
} tables[MONTHS] = {
    {"curves.return", as_it_is, CURVE},
    {"curves.staying", as_it_is, CURVE},
    {"curves.return_by_origin", by_origin, "origin," CURVE},
    {"curves.logrank", one_row, "chi2,p"},
    {"cohorts", by_month_after, "month,size,month_after,active,share"},
    {"discounts", as_it_is, "visit" DISCOUNT},
    {"discount_life", as_it_is, "tenth" DISCOUNT},
    {"tree", as_it_is, "generation,friends,again,value_minor"},
    {"offers", as_it_is,
     "offer,for,promised,used,open,expired,taken_minor,cost_minor,open_minor,unbounded"},
    {"budgets", as_it_is, "offer,given_minor,budget_minor"},
    {"effect", by_what,
     "of,since,control.first,control.mature,control.returned,treated.first,treated.mature,"
     "treated.returned,difference,low,high,needed,enough"},
    {"targets", one_row,
     "made.target,made.month,made.this_month,kept.target,kept.made,kept.kept,kept.share,kept.low,"
     "kept.high"},
    {"answers", as_it_is, "question,answer,count"},
    {"look", as_it_is, "day,why,host,ref,text"},
};

static const json_t *find(const json_t *row, const char *name)
{
    char part[NAME];
    const json_t *found = json_object_get(row, name);
    const char *point = strchr(name, '.');
    if (found != NULL || point == NULL)
        return found;
    snprintf(part, sizeof part, "%.*s", (int)(point - name), name);
    return json_object_get(json_object_get(row, part), point + 1);
}

static void print_text(const char *text)
{
    bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    fputs(quoted ? "\"" : "", stdout);
    fputs(formula ? "'" : "", stdout);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    fputs(quoted ? "\"" : "", stdout);
}

static void print_field(const json_t *value)
{
    if (json_is_string(value))
        print_text(json_string_value(value));
    else if (json_is_integer(value))
        printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        printf("%.6g", json_real_value(value));
    else if (json_is_boolean(value))
        fputs(json_is_true(value) ? "true" : "false", stdout);
}

static void print_row(const char *columns, const json_t *row)
{
    char name[NAME];
    for (const char *at = columns;; at++) {
        size_t length = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        print_field(find(row, name));
        at += length;
        if (*at == '\0')
            break;
        putchar(',');
    }
    puts("");
}

static void print_list(const struct report_view *view, const struct table *table)
{
    size_t i;
    json_t *lists = json_object(), *row;
    report_set_lists(lists, view->report);
    json_t *rows = table->rows(json_object_get(lists, table->name));
    puts(table->columns);
    json_array_foreach(rows, i, row)
    {
        print_row(table->columns, row);
    }
    json_decref(rows);
    json_decref(lists);
}

static void print_month(const struct report_view *view, const struct report_period *month,
                        bool heads)
{
    const char *name, *before = "";
    json_t *row = report_month_json(view, month), *value;
    json_object_foreach(row, name, value)
    {
        fputs(before, stdout);
        if (heads)
            fputs(name, stdout);
        else
            print_field(value);
        before = ",";
    }
    puts("");
    json_decref(row);
}

static void print_months(const struct report_view *view)
{
    static const struct report_period none = {.month = 0};
    print_month(view, &none, true);
    for (int i = 0; i < view->report->month_count; i++)
        print_month(view, &view->report->months[i], false);
}

void report_print_table(const struct report_view *view, size_t at)
{
    if (at < MONTHS)
        print_list(view, &tables[at]);
    else
        print_months(view);
}
