/* SPDX-License-Identifier: MIT */
/*
 * Any options and any bytes as an export: clang -fsanitize=fuzzer,address,undefined. The input's
 * first bytes choose options, up to a first NUL stands a mapping of columns, then the file. Every
 * line is in a sale that is handed out, or counted as refused or skipped, and the reasons add up.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/command/command.h"
#include "../../plugin/command/sales_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Instead of the command's own: libFuzzer needs standard error. */
int tell(int exit_code, const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length >= 0)
        free(text);
    return exit_code;
}

const char *nearest_name(const char *typed, const char *const *names, size_t count)
{
    return count > 0 && names[0][0] == typed[0] ? names[0] : NULL;
}

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

static void require_good(const struct sale *sale)
{
    require(sale->ref[0] != '\0' && strlen(sale->ref) < sizeof sale->ref, "a sale has a ref");
    require(sale->at_told && sale->at.at_ms >= INT64_C(946684800000), "a sale has a time");
    require(sale->at.offset_min > -24 * 60 && sale->at.offset_min < 24 * 60,
            "an offset is less than a day");
    require(sale->total_minor >= -SALE_MINOR_MAX && sale->total_minor <= SALE_MINOR_MAX,
            "a total is in range");
    require(strlen(sale->currency) == 3, "a sale has a currency");
    for (int i = 0; i < sale->item_count; i++)
        require(sale->items[i].amount_minor >= -SALE_MINOR_MAX &&
                    sale->items[i].amount_minor <= SALE_MINOR_MAX,
                "an amount is in range");
}

static void require_account(const struct sales_index *index, int64_t handed_out)
{
    const struct export_account *account = &index->account;
    int64_t lines = 0;
    for (int i = 0; i < account->count; i++) {
        lines += account->reasons[i].lines;
        require(account->reasons[i].why[0] != '\0', "a reason has a text");
    }
    require(lines == account->refused + account->skipped, "the reasons add up");
    require(handed_out + lines == index->line_count, "every line is in one place");
}

static void read_file(const uint8_t *data, size_t size, struct export_options *options)
{
    struct progress progress = {.shown = false};
    struct sales_file file;
    struct bytes text = {0};
    struct sale *sale, identity;
    int64_t handed_out = 0;
    bytes_add(&text, data, size);
    if (sales_file_open(&file, "f", &text, options, &progress) == EXIT_DONE) {
        for (unsigned n = 0; (sale = sales_file_next(&file)) != NULL; n++) {
            require_good(sale);
            require(sales_file_identity(&file, file.next - 1, &identity), "a sale is known again");
            require(strcmp(identity.ref, sale->ref) == 0, "by its ref");
            handed_out += n % 5 == 4 ? 0 : file.index.sales[file.next - 1].line_count;
            if (n % 5 == 4)
                sales_file_refuse(&file, "told before with \"1\"");
        }
        require_account(&file.index, handed_out);
        json_decref(export_account_json(&file.index.account));
        sales_file_close(&file);
    }
    bytes_free(&text);
}

static void choose(uint8_t bits, uint8_t more, struct export_words *words)
{
    static const char *const dates[] = {NULL, "dmy", "mdy", "ymd"};
    static const char *const decimals[] = {NULL, ".", ",", NULL};
    static const char *const delimiters[] = {NULL, ",", ";", "tab"};
    static const char *const zones[] = {NULL, "Europe/London", "Pacific/Apia", "UTC"};
    words->dates = dates[bits & 3];
    words->decimal = decimals[bits >> 2 & 3];
    words->delimiter = delimiters[bits >> 4 & 3];
    words->zone = zones[bits >> 6 & 3];
    words->currency = more & 1 ? "JPY" : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct export_options options = {.shop_currency = "EUR"};
    struct export_words words = {.host = "pos"};
    const uint8_t *end = size < 3 ? NULL : memchr(data + 2, '\0', size - 2);
    if (end == NULL)
        return 0;
    choose(data[0], data[1], &words);
    words.columns = end > data + 2 ? (const char *)data + 2 : NULL;
    options.daily_refs = (data[1] & 2) != 0;
    options.day_starts_minute = data[1] & 4 ? 240 : 0;
    if (data[1] & 8)
        export_kinds_take(&options.kinds, "return:ref~^C");
    if (data[1] & 16)
        export_kinds_take(&options.kinds, "void:item.name~^VOID");
    if (export_options_read(&words, &options) == EXIT_DONE)
        read_file(end + 1, size - (size_t)(end + 1 - data), &options);
    export_kinds_free(&options.kinds);
    return 0;
}
