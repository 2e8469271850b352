/* SPDX-License-Identifier: MIT */
/*
 * `comeback printers --store-logo` and the cards printed after it, on the virtual printer behind a
 * port: what it keeps, what goes over the wire, and what is on paper.
 */
#include "shop_helper.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../drivers/profile.h"
#include "../../plugin/clock.h"
#include "../../plugin/drain.h"
#include "../doubles/tcp_body.h"
#include "built.h"
#include "png_helper.h"

enum { OUTPUT_MOST = 4096, LOGO_WIDTH = 200, LOGO_HEIGHT = 100, CARD_MOST = 600 };

static char program[PATH_MAX];
static char out[OUTPUT_MOST];
static struct till till;
static struct tcp_body *printer;
static struct profile model;

static void write_logo(unsigned seed)
{
    static uint8_t greys[LOGO_WIDTH * LOGO_HEIGHT];
    struct bytes png = {0};
    for (size_t i = 0; i < sizeof greys; i++)
        greys[i] = (uint8_t)((i * i / 97 + i * seed) % 256);
    png_write_greys(greys, LOGO_WIDTH, LOGO_HEIGHT, &png);
    FILE *file = fopen(till_path(&till, "logo.png"), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(png.data, 1, png.length, file), png.length);
    assert_int_equal(fclose(file), 0);
    bytes_free(&png);
}

static void start_printer(const char *script)
{
    char uri[64];
    const struct body_options options = {
        .profile = &model, .speed_mm_s = UINT32_MAX, .cut_ms = UINT32_MAX};
    printer = tcp_body_start(&options, script);
    assert_non_null(printer);
    snprintf(uri, sizeof uri, "socket://127.0.0.1:%u", tcp_body_port(printer));
    till_set(&till, "print", "printer", uri);
    till_set(&till, "print", "profile", model.name);
    till_set(&till, "shop", "logo", "logo.png");
}

static int open_shop(void **state)
{
    (void)state;
    model = *profile_find("epson-tm-t81");
    model.answers |= PROFILE_REALTIME | PROFILE_ASB | PROFILE_GS_R | PROFILE_PROCESS_ID;
    till_open(&till);
    write_logo(7);
    return 0;
}

static int close_shop(void **state)
{
    (void)state;
    if (printer != NULL) {
        tcp_body_stop(printer);
        tcp_body_free(printer);
        printer = NULL;
    }
    till_close(&till);
    return 0;
}

/* What it said, in `out`; its exit code. */
static int run(const char *words, const char *input)
{
    char line[PATH_MAX + 512];
    snprintf(line, sizeof line, "printf '%s' | '%s' -c '%s' %s 2>&1", input, program,
             till_path(&till, "comeback.ini"), words);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    size_t length = fread(out, 1, sizeof out - 1, pipe);
    out[length] = '\0';
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void store_logo(int expected, const char *told)
{
    assert_int_equal(run("printers --store-logo epson-tm-t81 --yes", ""), expected);
    if (strstr(out, told) == NULL)
        fail_msg("found \"%s\", expected \"%s\"", out, told);
}

/* A card printed now; how many bytes it took. */
static int64_t print_card(void)
{
    SELL(&till, .print = "card");
    assert_int_equal(run("queue run", ""), 0);
    return till_number(&till, "SELECT length(bytes) FROM job ORDER BY id DESC LIMIT 1");
}

static struct body *stop_printer(void)
{
    return tcp_body_stop(printer);
}

static const char *record_path(void)
{
    static char path[DRAIN_PATH];
    char uri[64];
    snprintf(uri, sizeof uri, "socket://127.0.0.1:%u", tcp_body_port(printer));
    drain_journal_path(till_path(&till, "store"), uri, path);
    strcpy(path + strlen(path) - 4, "logo");
    return path;
}

static void change_record(const char *from, const char *to)
{
    char text[OUTPUT_MOST] = "", changed[OUTPUT_MOST];
    FILE *file = fopen(record_path(), "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    char *place = strstr(text, from);
    assert_non_null(place);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(place - text), text, to,
             place + strlen(from));
    file = fopen(record_path(), "w");
    fputs(changed, file);
    fclose(file);
}

/* The rows from the first logo on paper to the last are alike. */
static void assert_same_logos(const struct body *body, size_t expected)
{
    const struct paper_sheet *first = NULL;
    size_t found = 0;
    for (size_t i = 0; i < body_sheet_count(body); i++) {
        struct body_sheet sheet;
        assert_true(body_sheet_at(body, i, &sheet));
        if (sheet.sheet->text == NULL || strncmp(sheet.sheet->text, "[image ", 7) != 0)
            continue;
        found++;
        if (first == NULL)
            first = sheet.sheet;
        assert_memory_equal(first->dots, sheet.sheet->dots, LOGO_HEIGHT * first->stride);
    }
    assert_int_equal(found, expected);
}

static void a_stored_logo_is_on_paper_as_if_it_had_been_sent(void **state)
{
    (void)state;
    start_printer(NULL);
    int64_t whole = print_card();
    store_logo(0, "the logo is stored under the key CB");
    int64_t by_key = print_card();
    assert_in_range(by_key, 1, CARD_MOST);
    assert_true(whole > by_key + LOGO_WIDTH / 8 * LOGO_HEIGHT - 50);
    const struct body *body = stop_printer();
    assert_int_equal(body_nv_writes(body), 1);
    assert_same_logos(body, 2);
}

static void what_is_stored_already_is_not_written_again(void **state)
{
    (void)state;
    start_printer(NULL);
    store_logo(0, "the logo is stored under the key CB");
    store_logo(0, "the logo is already stored under the key CB");
    assert_int_equal(body_nv_writes(stop_printer()), 1);
}

static void another_logo_gets_another_key_and_the_old_one_is_not_printed(void **state)
{
    (void)state;
    start_printer(NULL);
    store_logo(0, "key CB");
    write_logo(11);
    shop_refresh(till.shop);
    assert_true(print_card() > CARD_MOST);
    store_logo(0, "key CC");
    assert_in_range(print_card(), 1, CARD_MOST);
    const struct body *body = stop_printer();
    assert_int_equal(body_nv_writes(body), 2);
    assert_same_logos(body, 2);
}

static void who_does_not_say_yes_writes_nothing(void **state)
{
    (void)state;
    start_printer(NULL);
    assert_int_equal(run("printers --store-logo epson-tm-t81", "n\\n"), 1);
    assert_non_null(strstr(out, "Go on? [y/N]"));
    assert_non_null(strstr(out, "nothing was written"));
    assert_int_equal(run("printers --store-logo epson-tm-t81", ""), 1);
    assert_int_equal(access(record_path(), F_OK), -1);
    assert_int_equal(run("printers --store-logo epson-tm-t81", "y\\n"), 0);
    assert_int_equal(body_nv_writes(stop_printer()), 1);
}

/* The record is of another number: somebody has put another printer there. */
static void another_printer_in_its_place_is_sent_the_whole_logo(void **state)
{
    (void)state;
    start_printer(NULL);
    store_logo(0, "number 000001");
    change_record("\"serial\": \"000001\"", "\"serial\": \"000002\"");
    assert_true(print_card() > CARD_MOST);
    assert_same_logos(stop_printer(), 1);
}

static void an_eleventh_write_of_a_day_is_refused(void **state)
{
    char writes[400] = "\"writes_ms\": [";
    (void)state;
    start_printer(NULL);
    store_logo(0, "stored");
    for (int i = 0; i < 9; i++)
        sprintf(writes + strlen(writes), "%lld,", (long long)clock_now_ms());
    change_record("\"writes_ms\": [", writes);
    write_logo(11);
    store_logo(1, "its memory was written to ten times in a day");
    assert_int_equal(body_nv_writes(stop_printer()), 1);
}

static void a_full_memory_is_told_and_the_logo_goes_out_whole(void **state)
{
    (void)state;
    start_printer("nv-full@0ms");
    store_logo(1, "bytes are free, the picture takes 2500");
    assert_true(print_card() > CARD_MOST);
    const struct body *body = stop_printer();
    assert_int_equal(body_nv_writes(body), 0);
    assert_same_logos(body, 1);
}

static void a_printer_that_tells_no_number_keeps_no_logo(void **state)
{
    (void)state;
    model.answers = PROFILE_REALTIME;
    start_printer(NULL);
    store_logo(1, "it does not say who it is");
    assert_int_equal(body_nv_writes(stop_printer()), 0);
}

static void a_printer_without_paper_is_told_before_anything_is_asked(void **state)
{
    (void)state;
    start_printer("paper-out@0ms");
    store_logo(1, "the paper is out");
    assert_int_equal(body_nv_writes(stop_printer()), 0);
}

static void a_model_that_is_not_known_to_keep_pictures_is_refused(void **state)
{
    (void)state;
    start_printer(NULL);
    assert_int_equal(run("printers --store-logo generic-80 --yes", ""), 1);
    assert_non_null(strstr(out, "generic-80: no printer that is known to keep pictures"));
    till_set(&till, "shop", "logo", NULL);
    store_logo(1, "shop.logo: no logo is named in the settings");
    assert_int_equal(run("printers URI --store-logo generic-80", ""), 2);
}

static const char *const no_place = "{{shop.name}} {{card.until}} {{code}}\n";

static void a_logo_that_stands_on_no_slip_is_not_stored(void **state)
{
    (void)state;
    start_printer(NULL);
    till_write(&till, "card.receipt", no_place);
    store_logo(1, "no slip has {image:{{shop.logo}}}");
    assert_int_equal(body_nv_writes(stop_printer()), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_stored_logo_is_on_paper_as_if_it_had_been_sent),
        TEST(what_is_stored_already_is_not_written_again),
        TEST(another_logo_gets_another_key_and_the_old_one_is_not_printed),
        TEST(who_does_not_say_yes_writes_nothing),
        TEST(another_printer_in_its_place_is_sent_the_whole_logo),
        TEST(an_eleventh_write_of_a_day_is_refused),
        TEST(a_full_memory_is_told_and_the_logo_goes_out_whole),
        TEST(a_printer_that_tells_no_number_keeps_no_logo),
        TEST(a_printer_without_paper_is_told_before_anything_is_asked),
        TEST(a_model_that_is_not_known_to_keep_pictures_is_refused),
        TEST(a_logo_that_stands_on_no_slip_is_not_stored),
    };
    built_find("comeback", program);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
