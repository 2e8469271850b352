/* SPDX-License-Identifier: MIT */
/* The comeback program at a USB printer, from a sale to the card on paper. */
#include "lab.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOP     "/tmp/shop"
#define COMEBACK "comeback -c " SHOP "/comeback.ini "

static const char *const quick[] = {"--speed", "2000", NULL};

/* The output, valid until the next one; fails where the command does not exit with that. */
static const char *run(const char *command, int exit_code)
{
    static char output[8192];
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    output[fread(output, 1, sizeof output - 1, pipe)] = '\0';
    int status = pclose(pipe);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != exit_code)
        fail_msg("\"%s\" ended with %d: %s", command, WEXITSTATUS(status), output);
    return output;
}

static int make_shop(void **state)
{
    (void)state;
    run("rm -rf " SHOP " && comeback init " SHOP, 0);
    run("sed -i 's|^printer = .*|printer = " LAB_USB_URI "|; s|^profile = .*|profile = "
        "epson-tm-l90|' " SHOP "/comeback.ini",
        0);
    return 0;
}

static void a_receipt_is_printed_and_the_claim_is_true(void **state)
{
    (void)state;
    lab_start_usb(quick);
    const char *claim = run("echo 'Hello, lab' | " COMEBACK "print - --json", 0);
    assert_non_null(strstr(claim, "\"result\": \"printed\""));
    assert_non_null(strstr(claim, "\"torn\": false"));
    const char *sheets = lab_ask("usb", "sheets");
    assert_non_null(strstr(sheets, "Hello, lab"));
    lab_check_driver("usblp");
}

/* "V000-0WSW-YE7Z" out of the answer to a sale. */
static void sell(char code[static 15])
{
    const char *answer = run("echo '{\"ref\": \"1\", \"total_minor\": 2500, \"currency\": \"EUR\", "
                             "\"print\": \"card\", \"customer.id\": \"c1\"}' | " COMEBACK "sale -",
                             0);
    const char *cards = strstr(answer, "\"cards\": [");
    assert_non_null(cards);
    assert_int_equal(sscanf(cards, "\"cards\": [ \"%14[^\"]", code), 1);
}

static unsigned count_cards(const char *code)
{
    unsigned count = 0;
    char line[20];
    snprintf(line, sizeof line, "%s\n", code);
    for (const char *at = lab_ask("usb", "sheets"); (at = strstr(at, line)) != NULL; at++)
        count++;
    return count;
}

static void a_sale_ends_in_a_card_on_paper(void **state)
{
    char code[15];
    (void)state;
    lab_start_usb(quick);
    sell(code);
    run(COMEBACK "queue run", 0);
    assert_int_equal(count_cards(code), 1);
    assert_null(strstr(lab_ask("usb", "sheets"), "replaces"));
    lab_check_driver("usblp");
}

static pid_t begin_queue(void)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execlp("comeback", "comeback", "-c", SHOP "/comeback.ini", "queue", "run", NULL);
        _exit(127);
    }
    return pid;
}

/* The note goes with the receipt, so the card is what the kill meets. */
static void a_card_that_a_kill_has_torn_is_replaced_whole_with_its_mark(void **state)
{
    char code[15];
    (void)state;
    lab_start_usb(quick);
    lab_ask("usb", "trickle 180");
    sell(code);
    pid_t queue = begin_queue();
    lab_await_total("usb", "received", 180);
    kill(queue, SIGKILL);
    waitpid(queue, NULL, 0);
    lab_ask("usb", "trickle all");
    run(COMEBACK "queue run", 0);
    assert_int_equal(count_cards(code), 1);
    assert_non_null(strstr(lab_ask("usb", "sheets"), "replaces a torn slip"));
    lab_check_driver("usblp");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_shop, lab_end)
const struct CMUnitTest lab_command_tests[] = {
    TEST(a_receipt_is_printed_and_the_claim_is_true),
    TEST(a_sale_ends_in_a_card_on_paper),
    TEST(a_card_that_a_kill_has_torn_is_replaced_whole_with_its_mark),
};
const size_t lab_command_count = sizeof lab_command_tests / sizeof lab_command_tests[0];
