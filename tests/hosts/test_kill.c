/* SPDX-License-Identifier: MIT */
/*
 * A till is killed in the midst of its sales, 300 times ($COMEBACK_KILLS): whatever finish had
 * acknowledged is in the store afterwards, once, and the log has no gap.
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

enum {
    KILLS = 300,
    KILLS_LOCKED = 25,
    CHECK_EVERY = 50,
    DELAY_US = 20000,
    DELAY_LOCKED_US = 90000
};

static struct host_api api;

static int load(void **state)
{
    (void)state;
    api = host_need_api();
    return 0;
}

/* Sells until it is killed; a ref goes out only after finish has acknowledged it. */
static void sell(const struct host_shop *where, int round, int out)
{
    char ref[32];
    comeback *shop;
    if (api.open(where->config, &shop) != COMEBACK_OK)
        _exit(1);
    for (int i = 0;; i++) {
        int length = snprintf(ref, sizeof ref, "R%d-%d\n", round, i);
        ref[length - 1] = '\0';
        int status = host_tell(&api, shop, ref, i % 3 == 0 ? ref : NULL);
        ref[length - 1] = '\n';
        if (status >= 0 && write(out, ref, (size_t)length) != length)
            _exit(2);
    }
}

static void keep_refs(int from, int to)
{
    char text[4096];
    for (ssize_t got; (got = read(from, text, sizeof text)) > 0;)
        assert_int_equal(write(to, text, (size_t)got), got);
}

static void kill_once(const struct host_shop *where, int round, int delay_us, int acknowledged)
{
    int ends[2], status;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = host_fork();
    if (child == 0)
        sell(where, round, ends[1]);
    close(ends[1]);
    usleep((useconds_t)delay_us);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    keep_refs(ends[0], acknowledged);
    close(ends[0]);
}

static void check(const struct host_shop *where, const char *refs)
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

/* Delays from a fixed seed: what a run does depends on the disk all the same. */
static void kill_often(const struct host_shop *where, int kills, int delay_us, pid_t holder)
{
    char refs[HOST_PATH + 32];
    unsigned seed = 20261122;
    snprintf(refs, sizeof refs, "%s/acknowledged", where->folder);
    int fd = open(refs, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    for (int i = 1; i <= kills; i++) {
        kill_once(where, i, rand_r(&seed) % delay_us, fd);
        if (i % CHECK_EVERY == 0 && holder == 0)
            check(where, refs);
    }
    if (holder != 0)
        host_unlock_store(holder);
    check(where, refs);
    assert_true(lseek(fd, 0, SEEK_END) > 0);
    close(fd);
}

static void no_acknowledged_sale_is_lost_to_kill_nine(void **state)
{
    const char *told = getenv("COMEBACK_KILLS");
    int kills = told == NULL ? KILLS : atoi(told);
    assert_in_range(kills, 1, 1000000);
    kill_often(*state, kills, DELAY_US, 0);
}

static void no_sale_in_the_spool_is_lost_to_kill_nine(void **state)
{
    kill_often(*state, KILLS_LOCKED, DELAY_LOCKED_US, host_lock_store(*state, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_acknowledged_sale_is_lost_to_kill_nine, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(no_sale_in_the_spool_is_lost_to_kill_nine, host_make_shop,
                                        host_remove_shop),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
