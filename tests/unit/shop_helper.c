/* SPDX-License-Identifier: MIT */
#include "shop_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/code.h"
#include "../../plugin/rebuild.h"
#include "../../plugin/reply.h"
#include "../../plugin/setup.h"
#include "../../plugin/step.h"

enum { FILE_ROOM = 65536 };

char *till_path(const struct till *till, const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", till->folder, name);
    return path;
}

static void make_shop(struct till *till)
{
    struct fault fault = {{0}};
    const char *folder = getenv("TMPDIR");
    *till = (struct till){.refs = 0};
    snprintf(till->folder, sizeof till->folder, "%s/comeback-XXXXXX",
             folder == NULL ? "/tmp" : folder);
    assert_non_null(mkdtemp(till->folder));
    if (setup_shop(till->folder, NULL, &fault) != COMEBACK_OK)
        fail_msg("setup_shop: %s", fault.text);
}

static void open_shop(struct till *till)
{
    struct fault fault = {{0}};
    if (shop_open(till_path(till, "comeback.ini"), &till->shop, &fault) != COMEBACK_OK)
        fail_msg("shop_open: %s", fault.text);
}

void till_open(struct till *till)
{
    make_shop(till);
    open_shop(till);
}

static void close_shop(struct till *till)
{
    checkout_outcome_free(&till->outcome);
    till->outcome = (struct checkout_outcome){.job_count = 0};
    shop_close(till->shop);
    till->shop = NULL;
}

void till_close(struct till *till)
{
    char command[96];
    close_shop(till);
    snprintf(command, sizeof command, "rm -rf '%s'", till->folder);
    assert_int_equal(system(command), 0);
}

void till_reopen(struct till *till)
{
    close_shop(till);
    open_shop(till);
}

void till_open_beside(struct till *till, const struct till *first)
{
    char keys[96];
    make_shop(till);
    till->refs = 100000; /* refs of two tills differ */
    snprintf(keys, sizeof keys, "%s/keys", first->folder);
    till_set(till, "store", "keys", keys);
    open_shop(till);
}

char *till_read(const struct till *till, const char *name)
{
    FILE *file = fopen(till_path(till, name), "rb");
    char *text = calloc(1, FILE_ROOM);
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, FILE_ROOM - 1, file) < FILE_ROOM - 1);
    fclose(file);
    return text;
}

void till_write(struct till *till, const char *name, const char *text)
{
    FILE *file = fopen(till_path(till, name), "wb");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
    if (till->shop != NULL)
        shop_refresh(till->shop);
}

static char *section_start(char *text, const char *section)
{
    char head[64];
    snprintf(head, sizeof head, "\n[%s]\n", section);
    char *start = strstr(text, head);
    assert_non_null(start);
    return start + strlen(head);
}

static char *section_end(char *start)
{
    char *end = strstr(start, "\n[");
    return end == NULL ? start + strlen(start) : end + 1;
}

/* The key's line within the section, or NULL. */
static char *key_line(char *start, const char *end, const char *key)
{
    size_t length = strlen(key);
    for (char *line = start; line < end; line = strchr(line, '\n') + 1)
        if (strncmp(line, key, length) == 0 && strchr(" =", line[length]) != NULL)
            return line;
    return NULL;
}

void till_set(struct till *till, const char *section, const char *key, const char *value)
{
    char *text = till_read(till, "comeback.ini"), *changed = calloc(1, FILE_ROOM);
    char *start = section_start(text, section), *end = section_end(start);
    char *line = key_line(start, end, key);
    char *after = line == NULL ? start : strchr(line, '\n') + 1;
    assert_non_null(changed);
    memcpy(changed, text, (size_t)((line == NULL ? start : line) - text));
    if (value != NULL)
        sprintf(changed + strlen(changed), "%s = %s\n", key, value);
    strcat(changed, after);
    till_write(till, "comeback.ini", changed);
    free(changed);
    free(text);
}

void till_add_sections(struct till *till, const char *text)
{
    char *ini = till_read(till, "comeback.ini"), *both;
    assert_int_equal(asprintf(&both, "%s%s", ini, text), strlen(ini) + strlen(text));
    till_write(till, "comeback.ini", both);
    assert_string_equal(till->shop->settings_fault, "");
    free(both);
    free(ini);
}

void till_drop_section(struct till *till, const char *section)
{
    char *text = till_read(till, "comeback.ini");
    char *start = section_start(text, section), *end = section_end(start);
    start = strstr(start - strlen(section) - 3, "[");
    memmove(start, end, strlen(end) + 1);
    till_write(till, "comeback.ini", text);
    free(text);
}

static void set(struct sale *sale, const char *field, const char *text)
{
    struct fault fault = {{0}};
    if (text != NULL && sale_set(sale, field, text, strlen(text), &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
}

static void set_number(struct sale *sale, const char *field, int64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)number);
    set(sale, field, text);
}

static void add_scan(struct sale *sale, int64_t code)
{
    char text[CODE_TEXT];
    if (code == 0)
        return;
    code_format(code, text);
    assert_int_equal(sale_add_scan(sale, text, strlen(text), NULL), COMEBACK_OK);
}

static void set_time(struct sale *sale, const struct ticket *ticket)
{
    char text[CLOCK_TEXT], date[CLOCK_TEXT];
    int minute = ticket->minute == 0 ? 12 * 60 : ticket->minute;
    clock_iso_date(DAY_0 + ticket->day, date);
    snprintf(text, sizeof text, "%.10sT%02d:%02d:00+00:00", date, minute / 60, minute % 60);
    set(sale, "at", ticket->at != NULL ? ticket->at : text);
}

static void set_texts(struct sale *sale, const struct ticket *ticket)
{
    set(sale, "kind", ticket->kind);
    set(sale, "customer.id", ticket->customer);
    set(sale, "customer.name", ticket->name);
    set(sale, "customer.phone", ticket->phone);
    set(sale, "customer.email", ticket->email);
    set(sale, "customer.language", ticket->language);
    set(sale, "payment.token", ticket->token);
    set(sale, "answer.who", ticket->someone_else ? "someone_else" : NULL);
    set(sale, "need", ticket->need);
    set(sale, "consent", ticket->consent);
    set(sale, "referrer.id", ticket->referrer);
    set(sale, "original", ticket->original);
    set(sale, "print", ticket->print);
    set(sale, "currency", ticket->currency);
    set(sale, "till", ticket->till);
    set(sale, "cashier", ticket->cashier);
    set(sale, "cart", ticket->cart);
    set(sale, "copy", ticket->copy ? "1" : NULL);
    set(sale, "next.at", ticket->next_at);
    set(sale, "next.text", ticket->next_text);
}

static void set_keys(struct sale *sale, const char *keys)
{
    char field[64] = "answer.", value[64];
    size_t name = strlen(field);
    int used = 0;
    for (; keys != NULL && sscanf(keys, " %48[^=]=%63s%n", field + name, value, &used) == 2;
         keys += used)
        set(sale, field, value);
}

static void add_items(struct sale *sale, const struct ticket *ticket)
{
    int64_t quantity_milli = ticket->quantity_milli == 0 ? 1000 : ticket->quantity_milli;
    for (const struct line *line = ticket->lines; line != NULL && line->sku != NULL; line++)
        assert_int_equal(sale_add_item(sale, line->sku, line->name, ticket->category,
                                       line->amount_minor < 0 ? -quantity_milli : quantity_milli,
                                       line->amount_minor, NULL),
                         COMEBACK_OK);
}

static struct sale make_sale(struct till *till, const struct ticket *ticket)
{
    struct sale sale;
    char ref[32];
    snprintf(ref, sizeof ref, "S%d", till->refs + 1);
    till->refs += ticket->ref == NULL;
    assert_int_equal(sale_start(&sale, "pos", NULL), COMEBACK_OK);
    set(&sale, "ref", ticket->ref == NULL ? ref : ticket->ref);
    set_time(&sale, ticket);
    set_texts(&sale, ticket);
    set_keys(&sale, ticket->keys);
    add_items(&sale, ticket);
    set_number(&sale, "total_minor",
               ticket->total_minor != 0 || ticket->nothing ? ticket->total_minor : 2000);
    set_number(&sale, "discount.applied_minor", ticket->applied_minor);
    add_scan(&sale, ticket->note);
    add_scan(&sale, ticket->card);
    add_scan(&sale, ticket->code);
    if (ticket->typed != NULL)
        assert_int_equal(sale_add_scan(&sale, ticket->typed, strlen(ticket->typed), NULL),
                         COMEBACK_OK);
    assert_int_equal(sale_complete(&sale, NULL), COMEBACK_OK);
    return sale;
}

int till_tell(struct till *till, const struct ticket *ticket, struct checkout_options options)
{
    struct sale sale = make_sale(till, ticket);
    checkout_outcome_free(&till->outcome);
    till->outcome = (struct checkout_outcome){.job_count = 0};
    till->fault.text[0] = '\0';
    int status = checkout_finish(till->shop, &sale, options, &till->outcome, &till->fault);
    sale_clear(&sale);
    return status;
}

const struct answer *till_sell(struct till *till, const struct ticket *ticket)
{
    int status = till_tell(till, ticket, (struct checkout_options){.late = false});
    if (status != COMEBACK_OK)
        fail_msg("finish answered %d: %s", status, till->fault.text);
    return &till->outcome.answer;
}

const struct answer *till_look(struct till *till, const struct ticket *ticket)
{
    struct sale sale = make_sale(till, ticket);
    if (checkout_look(till->shop, &sale, &till->outcome.answer, &till->fault) != COMEBACK_OK)
        fail_msg("look: %s", till->fault.text);
    sale_clear(&sale);
    return &till->outcome.answer;
}

const char *till_prompts(const struct answer *answer)
{
    static char text[2048];
    struct bytes lines = {0};
    reply_prompts(answer, &lines);
    snprintf(text, sizeof text, "%.*s", (int)lines.length,
             lines.length > 0 ? (const char *)lines.data : "");
    bytes_free(&lines);
    return text;
}

const struct answer_step *till_open_step(const struct answer *answer, const char *name)
{
    for (int i = 0, place; (place = step_nth_open(answer, i, false)) >= 0; i++)
        if (strcmp(answer->steps[place].name, name) == 0)
            return &answer->steps[place];
    return NULL;
}

bool till_has_step(const struct answer *answer, const char *name)
{
    return till_open_step(answer, name) != NULL;
}

int32_t till_date(int year, int month, int day)
{
    int32_t found = 0;
    assert_true(clock_date(year, month, day, &found));
    return found;
}

enum verdict till_scan(struct till *till, const struct ticket *ticket)
{
    struct scan scan = {.verdict = VERDICT_TYPO};
    struct sale sale = make_sale(till, ticket);
    if (checkout_scan(till->shop, &sale, sale.scans[0], &scan, &till->fault) != COMEBACK_OK)
        fail_msg("scan: %s", till->fault.text);
    sale_clear(&sale);
    return scan.verdict;
}

void till_cancel(struct till *till, const struct ticket *ticket)
{
    struct sale sale = make_sale(till, ticket);
    assert_int_equal(checkout_cancel(till->shop, &sale, NULL), COMEBACK_OK);
    sale_clear(&sale);
}

static sqlite3_stmt *prepare(const struct till *till, const char *sql)
{
    sqlite3 *db = till->shop->store->db;
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    return statement;
}

int64_t till_number(const struct till *till, const char *sql)
{
    sqlite3_stmt *statement = prepare(till, sql);
    int64_t number =
        sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return number;
}

void till_sql(const struct till *till, const char *sql)
{
    struct fault fault = {{0}};
    if (store_execute(till->shop->store, sql, &fault) != COMEBACK_OK)
        fail_msg("%s: %s", sql, fault.text);
}

static void add_table(const struct till *till, const char *table, struct bytes *out)
{
    char sql[192];
    snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY 1", table);
    sqlite3_stmt *row = prepare(till, sql);
    for (int i = 2; i <= sqlite3_column_count(row); i++)
        snprintf(sql + strlen(sql), sizeof sql - strlen(sql), ", %d", i);
    sqlite3_finalize(row);
    row = prepare(till, sql);
    while (sqlite3_step(row) == SQLITE_ROW) {
        bytes_add_text(out, table);
        for (int i = 0; i < sqlite3_column_count(row); i++) {
            bytes_add_byte(out, '|');
            bytes_add_text(out, store_text(row, i));
        }
        bytes_add_byte(out, '\n');
    }
    sqlite3_finalize(row);
}

char *till_projections(const struct till *till)
{
    struct bytes text = {0};
    for (const char *const *table = schema_projections(); *table != NULL; table++)
        add_table(till, *table, &text);
    bytes_add_byte(&text, 0);
    assert_false(text.failed);
    return (char *)text.data;
}

void till_assert_verified(const struct till *till)
{
    struct rebuild_report report;
    struct bytes text = {0};
    struct fault fault = {{0}};
    if (rebuild_verify(till->shop->store, &report, &text, &fault) != COMEBACK_OK)
        fail_msg("verify: %s", fault.text);
    if (report.differences != 0 || report.gaps != 0)
        fail_msg("verify: %.*s", (int)text.length, (const char *)text.data);
    bytes_free(&text);
}
