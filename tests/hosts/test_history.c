/* SPDX-License-Identifier: MIT */
/*
 * The past comes in while a till sells, and its teller is killed in the midst, again and again:
 * told once more, everything is there once, and so is every sale that the till's finish had
 * acknowledged.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

enum {
    KILLS = 12,
    CUSTOMERS = 2000,
    VISITS = 6, /* of each, on days of their own */
    DELAY_US = 150000,
    DAYS_AGO = 60,
};

static struct host_api api;

static int load(void **state)
{
    (void)state;
    api = host_need_api();
    return 0;
}

static void write_history(const struct host_shop *where, char path[HOST_PATH + 16])
{
    snprintf(path, HOST_PATH + 16, "%s/past.csv", where->root);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("host,ref,at,customer.id,item.name,item.amount_minor\n", file);
    for (int visit = 0; visit < VISITS; visit++) {
        char day[16] = "";
        time_t then = time(NULL) - (time_t)(DAYS_AGO - visit) * 86400;
        struct tm utc;
        strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&then, &utc));
        for (int who = 0; who < CUSTOMERS; who++)
            fprintf(file, "old,P%d-%d,%sT12:00:00Z,C%d,\"a \"\"thing\"\"\",500\n", visit, who, day,
                    who);
    }
    assert_int_equal(fclose(file), 0);
}

/* Sells for so long; each ref goes into the file once finish has acknowledged it. */
static void sell_for(comeback *shop, int round, int64_t for_us, int acknowledged)
{
    int64_t until_ms = host_now_ms() + for_us / 1000;
    char ref[32];
    for (int i = 0; host_now_ms() < until_ms; i++) {
        int length = snprintf(ref, sizeof ref, "L%d-%d\n", round, i);
        ref[length - 1] = '\0';
        int status = host_tell(&api, shop, ref, ref);
        ref[length - 1] = '\n';
        assert_true(status >= 0);
        assert_int_equal(write(acknowledged, ref, (size_t)length), length);
        usleep(2000);
    }
}

/* Had it come to its end before it was killed? */
static bool tell_and_kill(const struct host_shop *where, const char *past, comeback *shop,
                          int round, int64_t after_us, int acknowledged)
{
    int out;
    const char *const words[] = {
        host_built("comeback"), "-c", where->config, "replay", "--history", past, NULL};
    pid_t child = host_start(words, &out);
    assert_true(child > 0);
    sell_for(shop, round, after_us, acknowledged);
    kill(child, SIGKILL);
    close(out);
    return host_wait(child) == 0;
}

static void check_acknowledged(const struct host_shop *where, const char *refs)
{
    char store[HOST_PATH + 32], out[HOST_TEXT];
    const char *const words[] = {"python3", "tests/hosts/python/acknowledged.py", store, refs,
                                 NULL};
    snprintf(store, sizeof store, "%s/store/comeback.db", where->folder);
    host_check_clean(where);
    if (host_run(out, sizeof out, words) != 0)
        fail_msg("%s", out);
    print_message("%.*s\n", (int)strcspn(out, "\n"), out);
}

static void history_that_was_killed_is_told_again_and_stands_there_once(void **state)
{
    const struct host_shop *where = *state;
    char past[HOST_PATH + 16], refs[HOST_PATH + 32], out[HOST_TEXT];
    unsigned seed = 20261122;
    int in_the_midst = 0;
    write_history(where, past);
    snprintf(refs, sizeof refs, "%s/acknowledged", where->root);
    int fd = open(refs, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    comeback *shop = host_open(&api, where);
    for (int round = 0; round < KILLS; round++)
        in_the_midst += !tell_and_kill(where, past, shop, round, rand_r(&seed) % DELAY_US, fd);
    assert_true(in_the_midst > 0);
    api.close(shop);
    close(fd);
    check_acknowledged(where, refs);
    assert_int_equal(
        host_comeback(where, out, sizeof out, "replay", "--history", "--json", past, NULL), 0);
    assert_non_null(strstr(out, "\"sales\": {\"new\": 2000, \"repeat\": 10000,"));
    check_acknowledged(where, refs);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale WHERE host='old'"),
                     CUSTOMERS * VISITS);
    assert_int_equal(host_sql_number(where, "SELECT count(DISTINCT person) FROM sale"
                                            " WHERE host='old'"),
                     CUSTOMERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(history_that_was_killed_is_told_again_and_stands_there_once,
                                        host_make_shop, host_remove_shop),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
