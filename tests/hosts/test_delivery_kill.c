/* SPDX-License-Identifier: MIT */
/*
 * Tills are killed in the midst of queuing, sending and confirming cards, 1,000 times
 * ($COMEBACK_KILLS). The printer is a process of its own that survives and tells what is on paper:
 * every card that was acknowledged is there whole, or its job says otherwise; none is there twice
 * without its mark.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

/* Most tills print what waits before they sell, or they would sell more than is ever printed. */
enum { PRINT_FIRST = 4 };
enum {
    KILLS = 1000,
    DELAY_US = 40000,
    CUSTOMER_US = 20000,
    DRAIN_MS = 2000,
    SOON_MS = 20000,
    LEAVE_ROUNDS = 50
};

static struct host_api api;

static int load(void **state)
{
    (void)state;
    api = host_need_api();
    return 0;
}

/* The port that the printer listens on, out of the first line that it writes. */
static int read_port(const char *paper)
{
    int64_t until_ms = host_now_ms() + SOON_MS;
    char line[256];
    int port = 0;
    while (port == 0 && host_now_ms() < until_ms) {
        FILE *file = fopen(paper, "re");
        const char *at = NULL;
        if (file != NULL && fgets(line, sizeof line, file) != NULL)
            at = strstr(line, "\"port\":");
        if (at != NULL)
            port = atoi(at + strlen("\"port\":"));
        if (file != NULL)
            fclose(file);
        usleep(2000);
    }
    assert_in_range(port, 1, 65535);
    return port;
}

/* Paper that moves fast, and time for a kill in each part of a slip. */
static pid_t start_printer(const char *paper)
{
    char command[HOST_TEXT];
    int out;
    snprintf(command, sizeof command,
             "exec %s virtual-printer --listen 127.0.0.1:0 --speed 8000 --cut 1 --json > '%s'",
             host_built("comeback"), paper);
    const char *const words[] = {"sh", "-c", command, NULL};
    pid_t printer = host_start(words, &out);
    close(out);
    return printer;
}

static void use_printer(const struct host_shop *shop, int port)
{
    char printer[64];
    snprintf(printer, sizeof printer, "socket://127.0.0.1:%d", port);
    host_edit(shop, "comeback.ini", "virtual:paper", printer);
    host_edit(shop, "comeback.ini", "process_id = profile", "process_id = yes");
    host_edit(shop, "comeback.ini", "stale = 120", "stale = 86400");
    host_edit(shop, "comeback.ini", "budget_month = 200.00", "budget_month = 9000000.00");
}

/* Sells and prints until it is killed; a ref goes out only after finish has acknowledged it and its
 * job. A sale that is put aside, because the other till is writing, gets no slip. */
static void sell(const struct host_shop *where, const char *name, bool print_first, int out)
{
    char ref[32];
    comeback *shop;
    if (api.open(where->config, &shop) != COMEBACK_OK)
        _exit(1);
    if (print_first)
        api.drain(shop, DRAIN_MS);
    for (int i = 0;; i++) {
        int length = snprintf(ref, sizeof ref, "%s-%d\n", name, i);
        ref[length - 1] = '\0';
        int status = host_tell(&api, shop, ref, ref);
        ref[length - 1] = '\n';
        if (status == COMEBACK_OK && write(out, ref, (size_t)length) != length)
            _exit(2);
        if (api.drain(shop, DRAIN_MS) <= 0)
            usleep(CUSTOMER_US); /* the other till is at the printer */
    }
}

static pid_t start_till(const struct host_shop *where, int round, char which, int out)
{
    char name[16];
    snprintf(name, sizeof name, "%c%d", which, round);
    pid_t child = host_fork();
    if (child == 0)
        sell(where, name, round % PRINT_FIRST != 0, out);
    return child;
}

static void kill_till(pid_t till)
{
    int status;
    kill(till, SIGKILL);
    assert_int_equal(waitpid(till, &status, 0), till);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Delays from a fixed seed: what a run does depends on the disk and the wire all the same. Every
 * fourth time there are two tills at the printer. */
static void kill_often(const struct host_shop *where, int kills, int acknowledged)
{
    unsigned seed = 20261122;
    for (int i = 0; i < kills; i++) {
        bool two = i % 4 == 0;
        pid_t other = two ? start_till(where, i, 'B', acknowledged) : 0;
        pid_t till = start_till(where, i, 'A', acknowledged);
        usleep((useconds_t)(rand_r(&seed) % DELAY_US));
        kill_till(till);
        if (two)
            kill_till(other);
    }
}

/* Nothing waits any more, and the printer has had time for what it was sent. */
static void print_the_rest(const struct host_shop *shop)
{
    char out[HOST_TEXT];
    for (int i = 0; i < LEAVE_ROUNDS; i++) {
        int status = host_comeback(shop, out, sizeof out, "queue", "run", NULL);
        if (host_sql_number(shop, "SELECT count(*) FROM job WHERE state<2") == 0)
            break;
        if (status != 0 && i + 1 == LEAVE_ROUNDS)
            fail_msg("queue run: %s", out);
    }
    usleep(500000);
}

static void judge(const struct host_shop *shop, const char *paper, const char *refs)
{
    char store[HOST_PATH + 32], out[HOST_TEXT];
    const char *const words[] = {"python3", "tests/hosts/python/delivered.py", store, paper, refs,
                                 NULL};
    snprintf(store, sizeof store, "%s/store/comeback.db", shop->folder);
    if (host_run(out, sizeof out, words) != 0)
        fail_msg("%s", out);
    print_message("%.*s\n", (int)strcspn(out, "\n"), out);
}

static void no_card_is_lost_or_doubled_without_its_mark_by_kill_nine(void **state)
{
    const struct host_shop *shop = *state;
    const char *told = getenv("COMEBACK_KILLS");
    char paper[HOST_PATH], refs[HOST_PATH], out[HOST_TEXT];
    int kills = told == NULL ? KILLS : atoi(told);
    assert_in_range(kills, 1, 1000000);
    snprintf(paper, sizeof paper, "%.200s/paper.json", shop->root);
    snprintf(refs, sizeof refs, "%.200s/acknowledged", shop->root);
    pid_t printer = start_printer(paper);
    use_printer(shop, read_port(paper));
    int acknowledged = open(refs, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    kill_often(shop, kills, acknowledged);
    print_the_rest(shop);
    kill(printer, SIGTERM);
    assert_int_equal(host_wait(printer), 0);
    judge(shop, paper, refs);
    assert_true(lseek(acknowledged, 0, SEEK_END) > 0);
    close(acknowledged);
    if (host_comeback(shop, out, sizeof out, "verify", NULL) != 0)
        fail_msg("verify: %s", out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_card_is_lost_or_doubled_without_its_mark_by_kill_nine,
                                        host_make_shop, host_remove_shop),
    };
    return cmocka_run_group_tests_name("delivery_kill", tests, load, NULL);
}
