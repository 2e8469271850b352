/* SPDX-License-Identifier: MIT */
/* `comeback printers` and `comeback check` before printers that are processes of their own. */
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

enum { SOON_MS = 20000 };

static char out[HOST_TEXT];

struct printer {
    pid_t pid;
    char paper[HOST_PATH]; /* what it tells, a line of JSON each */
    char uri[64];
};

static int read_port(const char *paper)
{
    char line[256] = "";
    FILE *file = fopen(paper, "re");
    if (file != NULL) {
        if (fgets(line, sizeof line, file) == NULL)
            line[0] = '\0';
        fclose(file);
    }
    const char *at = strstr(line, "\"port\":");
    return at == NULL ? 0 : atoi(at + strlen("\"port\":"));
}

static void start_printer(const struct host_shop *shop, const char *options,
                          struct printer *printer)
{
    char command[HOST_TEXT];
    int fd, port = 0;
    int64_t until_ms = host_now_ms() + SOON_MS;
    snprintf(printer->paper, sizeof printer->paper, "%.200s/paper.json", shop->root);
    snprintf(command, sizeof command,
             "exec %s virtual-printer --listen 127.0.0.1:0 --speed 2000 --json %s > '%s'",
             host_built("comeback"), options, printer->paper);
    const char *const words[] = {"sh", "-c", command, NULL};
    printer->pid = host_start(words, &fd);
    close(fd);
    while (port == 0 && host_now_ms() < until_ms) {
        usleep(2000);
        port = read_port(printer->paper);
    }
    assert_in_range(port, 1, 65535);
    snprintf(printer->uri, sizeof printer->uri, "socket://127.0.0.1:%d", port);
}

static int count_sheets(const struct printer *printer)
{
    char text[HOST_TEXT];
    int sheets = 0;
    FILE *file = fopen(printer->paper, "re");
    assert_non_null(file);
    while (fgets(text, sizeof text, file) != NULL)
        sheets += strstr(text, "\"event\":\"sheet\"") != NULL;
    fclose(file);
    return sheets;
}

static void stop_printer(const struct printer *printer)
{
    kill(printer->pid, SIGTERM);
    assert_int_equal(host_wait(printer->pid), 0);
}

static void assert_told(const char *what)
{
    if (strstr(out, what) == NULL)
        fail_msg("no \"%s\" in %s", what, out);
}

static void the_configured_printer_is_listed_and_asked(void **state)
{
    struct printer printer;
    start_printer(*state, "--fault near-end@1ms", &printer);
    host_edit(*state, "comeback.ini", "virtual:paper", printer.uri);
    assert_int_equal(host_comeback(*state, out, sizeof out, "printers", NULL), 0);
    assert_told(printer.uri);
    assert_told("  (print.printer)\n    ready, paper near its end\n");
    assert_int_equal(host_comeback(*state, out, sizeof out, "check", NULL), 0);
    assert_int_equal(count_sheets(&printer), 0);
    stop_printer(&printer);
}

static void a_printer_without_paper_is_told_and_what_waits_for_it(void **state)
{
    struct printer printer;
    start_printer(*state, "--fault paper-out@1ms", &printer);
    host_edit(*state, "comeback.ini", "virtual:paper", printer.uri);
    host_edit(*state, "comeback.ini", "generic-80", "epson-tm-t88v");
    assert_int_equal(host_comeback(*state, out, sizeof out, "printers", "--json", NULL), 0);
    assert_told("\"ready\": false");
    assert_told("\"state\": \"the paper is out\"");
    struct host_api api = host_need_api();
    comeback *shop = host_open(&api, *state);
    assert_int_equal(host_tell(&api, shop, "A1", "7"), COMEBACK_OK);
    assert_int_equal(api.drain(shop, 4000), 0);
    api.close(shop);
    assert_int_equal(host_comeback(*state, out, sizeof out, "queue", NULL), 0);
    assert_told("waiting: the paper is out");
    assert_int_equal(host_comeback(*state, out, sizeof out, "check", NULL), 1);
    assert_told("printer   WRONG");
    assert_told("jobs      WRONG  1 wait");
    stop_printer(&printer);
}

static void one_that_is_named_is_asked_and_what_is_not_there_is_told(void **state)
{
    struct printer printer;
    start_printer(*state, "", &printer);
    assert_int_equal(host_comeback(*state, out, sizeof out, "printers", printer.uri, NULL), 0);
    assert_told(printer.uri);
    assert_told("    ready\n");
    stop_printer(&printer);
    assert_int_equal(host_comeback(*state, out, sizeof out, "printers", printer.uri, NULL), 0);
    assert_told("refused");
}

static void a_path_that_cannot_be_written_is_named(void **state)
{
    host_edit(*state, "comeback.ini", "virtual:paper", "file:none/paper.bin");
    assert_int_equal(host_comeback(*state, out, sizeof out, "check", NULL), 1);
    assert_told("/none: No such file or directory");
}

static void a_printer_at_work_is_left_alone(void **state)
{
    const struct host_shop *shop = *state;
    struct printer printer;
    char pattern[HOST_PATH + 32];
    glob_t found;
    start_printer(shop, "", &printer);
    host_edit(shop, "comeback.ini", "virtual:paper", printer.uri);
    assert_int_equal(host_comeback(shop, out, sizeof out, "printers", NULL), 0);
    snprintf(pattern, sizeof pattern, "%s/store/printer-*.lock", shop->folder);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    int lock = open(found.gl_pathv[0], O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(host_comeback(shop, out, sizeof out, "printers", NULL), 0);
    assert_told("at work: another process is at it");
    assert_int_equal(host_comeback(shop, out, sizeof out, "check", NULL), 0);
    globfree(&found);
    close(lock);
    stop_printer(&printer);
}

/* As it is while `serve` dials a printer that was away before. */
static void a_printer_that_is_dialled_again_is_told_with_why_its_slip_waited(void **state)
{
    const struct host_shop *shop = *state;
    char pattern[HOST_PATH + 32];
    glob_t found;
    host_edit(shop, "comeback.ini", "virtual:paper", "socket://127.0.0.1:1");
    struct host_api api = host_need_api();
    comeback *plugin = host_open(&api, shop);
    assert_int_equal(host_tell(&api, plugin, "A1", "7"), COMEBACK_OK);
    assert_int_equal(api.drain(plugin, 4000), 0);
    api.close(plugin);
    host_sql(shop, "UPDATE job SET state=1, bytes=x'00', begun_ms=made_ms WHERE reason<>''");
    snprintf(pattern, sizeof pattern, "%s/store/printer-*.lock", shop->folder);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    int lock = open(found.gl_pathv[0], O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    globfree(&found);
    assert_int_equal(host_comeback(shop, out, sizeof out, "queue", NULL), 0);
    assert_told(" begun: again, after: ");
    assert_told("Connection refused\n");
    assert_int_equal(host_comeback(shop, out, sizeof out, "printers", NULL), 0);
    assert_told("    at work; last: ");
    assert_told("Connection refused\n");
    assert_int_equal(host_comeback(shop, out, sizeof out, "check", NULL), 1);
    assert_told("printer   WRONG");
    close(lock);
}

static void no_slip_is_begun_where_no_time_is_given(void **state)
{
    const struct host_shop *shop = *state;
    struct printer printer;
    char slip[HOST_PATH];
    start_printer(shop, "", &printer);
    host_edit(shop, "comeback.ini", "virtual:paper", printer.uri);
    snprintf(slip, sizeof slip, "%.200s/slip.receipt", shop->folder);
    host_write(slip, "hello\n", 6);
    assert_int_equal(host_comeback(shop, out, sizeof out, "print", slip, "--timeout", "0", NULL),
                     1);
    assert_told(": not printed: no time was given\n");
    assert_int_equal(count_sheets(&printer), 0);
    stop_printer(&printer);
}

static void a_test_page_finds_a_printer_that_confirms(void **state)
{
    struct printer printer;
    start_printer(*state, "", &printer);
    assert_int_equal(
        host_comeback(*state, out, sizeof out, "printers", "--test", printer.uri, "--yes", NULL),
        0);
    assert_told("process ID: answered");
    assert_told("change the line process_id below [print] to: process_id = yes\n");
    assert_told("\n 1  32 columns: 32 digits in one line");
    assert_null(strstr(out, "QR Code"));
    assert_told("\ntell which numbers came out right with --ticked, such as --ticked 1,2,5-7\n");
    stop_printer(&printer);
}

static void a_test_page_finds_a_printer_that_knows_less(void **state)
{
    struct printer printer;
    start_printer(*state, "--answers realtime,gs-r", &printer);
    assert_int_equal(
        host_comeback(*state, out, sizeof out, "printers", "--test", printer.uri, "--yes", NULL),
        0);
    assert_told("process ID: no answer");
    assert_told("GS r: answered");
    assert_told("change the line process_id below [print] to: process_id = no\n");
    stop_printer(&printer);
}

static void
a_test_page_on_a_printer_that_answers_nothing_says_so_and_not_that_it_is_stuck(void **state)
{
    struct printer printer;
    start_printer(*state, "--silent", &printer);
    host_edit(*state, "comeback.ini", "virtual:paper", printer.uri);
    assert_int_equal(
        host_comeback(*state, out, sizeof out, "printers", "--test", printer.uri, "--yes", NULL),
        0);
    assert_told(": says nothing\n");
    assert_told("\nit answers neither process IDs nor status\n");
    assert_null(strstr(out, "stuck"));
    assert_int_equal(host_comeback(*state, out, sizeof out, "printers", NULL), 0);
    assert_null(strstr(out, "stuck"));
    stop_printer(&printer);
}

static void a_printer_says_its_model_and_the_profile_that_fits(void **state)
{
    const struct host_shop *shop = *state;
    struct printer printer;
    start_printer(shop, "--profile epson-tm-l90", &printer);
    assert_int_equal(host_comeback(shop, out, sizeof out, "printers", printer.uri, NULL), 0);
    assert_told("    calls itself EPSON TM-L90\n    its profile is epson-tm-l90\n");
    host_edit(shop, "comeback.ini", "virtual:paper", printer.uri);
    /* Nobody asked for it, and of a generic printer nothing is known that might answer. */
    assert_int_equal(host_comeback(shop, out, sizeof out, "printers", NULL), 0);
    assert_null(strstr(out, "calls itself"));
    stop_printer(&printer);
}

static void assert_own_profile(const struct host_shop *shop, const char *expected)
{
    char path[HOST_PATH], text[4096] = "";
    snprintf(path, sizeof path, "%.200s/printers/generic-80.profile", shop->folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    if (strstr(text, expected) == NULL)
        fail_msg("\"%s\" is not in:\n%s", expected, text);
}

static void ticked_numbers_become_the_shops_own_profile(void **state)
{
    const struct host_shop *shop = *state;
    assert_int_equal(host_comeback(shop, out, sizeof out, "printers", "--test", "generic-80",
                                   "--ticked", "1,4,19,30-33,60,92", NULL),
                     0);
    assert_own_profile(shop, "like = generic-80\nsource = seen on paper, 20");
    assert_own_profile(shop, "\ndots = 384\ncolumns = 32\npage = 19 CP858 euro\n"
                             "page = 16 CP1252\npage = 2 CP850\npage = 0 CP437\n"
                             "commands = esc-t gs-v0\ncut = esc-i\nblade_lines = 6\n");
    host_edit(shop, "comeback.ini", "cut = profile", "cut = none");
    assert_int_equal(host_comeback(shop, out, sizeof out, "preview", "card", "--escpos", "-", NULL),
                     0);
    assert_null(strstr(out, "\x1bi"));
    assert_int_equal(host_comeback(shop, out, sizeof out, "printers", "--test", "generic-80",
                                   "--ticked", "1,30-29", NULL),
                     2);
    assert_told("--ticked: found \"30-29\", expected numbers of the strip, such as 1,2,5-7\n");
}

/* One answer a line: the page, the probes one after another, codes and cuts after asking. */
static void a_person_is_asked_what_came_out_right(void **state)
{
    const struct host_shop *shop = *state;
    struct printer printer;
    char command[HOST_TEXT];
    start_printer(shop, "--speed 10000 --profile epson-tm-l90", &printer);
    snprintf(command, sizeof command, "yes y | %s -c %s printers --test %s", host_built("comeback"),
             shop->config, printer.uri);
    const char *const words[] = {"sh", "-c", command, NULL};
    assert_int_equal(host_run(out, sizeof out, words), 0);
    assert_told("Next come codes. A printer that does not know them prints odd letters");
    assert_told("Next comes a cut by ESC i. Go on? [y/N]");
    assert_told("/printers/generic-80.profile\n");
    assert_own_profile(shop,
                       "\ncommands = esc-t esc-r fs-dot esc-dollar esc-3 esc-j esc-m esc-minus "
                       "gs-size gs-b gs-area esc-style gs-v0 gs-l esc-star\n"
                       "codes = upc-a upc-e ean13 ean8 code39 itf codabar code93 code128 "
                       "qr\n"
                       "answers = realtime process-id\n");
    snprintf(command, sizeof command, "yes y | head -5 | %s -c %s printers --test %s",
             host_built("comeback"), shop->config, printer.uri);
    assert_int_equal(host_run(out, sizeof out, words), 1);
    assert_told("the answers ended; no profile was written");
    stop_printer(&printer);
}

static void no_page_is_printed_without_consent(void **state)
{
    const struct host_shop *shop = *state;
    struct printer printer;
    char command[HOST_TEXT];
    start_printer(shop, "", &printer);
    snprintf(command, sizeof command, "echo n | %s -c %s printers --test %s",
             host_built("comeback"), shop->config, printer.uri);
    const char *const words[] = {"sh", "-c", command, NULL};
    assert_int_equal(host_run(out, sizeof out, words), 1);
    assert_told("Go on? [y/N]");
    assert_told("nothing was printed");
    assert_int_equal(count_sheets(&printer), 0);
    stop_printer(&printer);
}

#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, host_make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(the_configured_printer_is_listed_and_asked),
        SHOP_TEST(a_printer_without_paper_is_told_and_what_waits_for_it),
        SHOP_TEST(one_that_is_named_is_asked_and_what_is_not_there_is_told),
        SHOP_TEST(a_path_that_cannot_be_written_is_named),
        SHOP_TEST(a_printer_at_work_is_left_alone),
        SHOP_TEST(a_printer_that_is_dialled_again_is_told_with_why_its_slip_waited),
        SHOP_TEST(no_slip_is_begun_where_no_time_is_given),
        SHOP_TEST(a_test_page_finds_a_printer_that_confirms),
        SHOP_TEST(a_test_page_finds_a_printer_that_knows_less),
        SHOP_TEST(a_test_page_on_a_printer_that_answers_nothing_says_so_and_not_that_it_is_stuck),
        SHOP_TEST(a_printer_says_its_model_and_the_profile_that_fits),
        SHOP_TEST(ticked_numbers_become_the_shops_own_profile),
        SHOP_TEST(a_person_is_asked_what_came_out_right),
        SHOP_TEST(no_page_is_printed_without_consent),
    };
    return cmocka_run_group_tests_name("printers", tests, NULL, NULL);
}
