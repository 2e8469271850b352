/* SPDX-License-Identifier: MIT */
/* Many at once: threads, processes, forks, two tills at one card, and another program's lock. */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

enum { THREADS = 8, SALES = 25, ROUNDS = 60 };

static struct host_api api;

static int load(void **state)
{
    (void)state;
    api = host_need_api();
    return 0;
}

/* --- selling at once ---------------------------------------------------------------------------
 */

struct till {
    comeback *shop; /* NULL: opens one of its own */
    const char *config;
    int process, number;
    int failures;
};

static void *sell(void *context)
{
    struct till *till = context;
    comeback *shop = till->shop;
    char ref[32], customer[32];
    if (shop == NULL && api.open(till->config, &shop) != COMEBACK_OK) {
        till->failures = SALES;
        return NULL;
    }
    for (int i = 0; i < SALES; i++) {
        snprintf(ref, sizeof ref, "P%d-T%d-%d", till->process, till->number, i);
        snprintf(customer, sizeof customer, "C%d", i);
        int status = host_tell(&api, shop, ref, i % 2 == 0 ? customer : NULL);
        if (status < 0)
            print_error("%s: %d: %s\n", ref, status, api.error(shop));
        till->failures += status < 0;
    }
    if (till->shop == NULL)
        api.close(shop);
    return NULL;
}

/* Eight tills in this process; how many sales were refused. */
static int sell_in_threads(const struct host_shop *where, int process, bool share)
{
    pthread_t threads[THREADS];
    struct till tills[THREADS];
    comeback *shop = NULL;
    int failures = 0;
    if (share && api.open(where->config, &shop) != COMEBACK_OK)
        return THREADS * SALES;
    for (int i = 0; i < THREADS; i++) {
        tills[i] = (struct till){shop, where->config, process, i, 0};
        pthread_create(&threads[i], NULL, sell, &tills[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        failures += tills[i].failures;
    }
    api.close(shop);
    return failures;
}

static void check_all_there(const struct host_shop *where, int sales)
{
    host_check_clean(where);
    assert_int_equal(host_sql_number(where, "SELECT count(DISTINCT ref) FROM sale"), sales);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM event WHERE kind=2"), sales);
    /* Every second sale has a customer, seen once or many times that day; the others none. */
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale WHERE tag=1"),
                     host_sql_number(where, "SELECT count(*) FROM sale WHERE via=0 AND shown<>0"));
    assert_true(host_sql_number(where, "SELECT count(*) FROM sale WHERE tag=1") > sales / 2);
}

static void eight_threads_sell_on_one_handle(void **state)
{
    assert_int_equal(sell_in_threads(*state, 0, true), 0);
    check_all_there(*state, THREADS * SALES);
}

static void eight_threads_sell_on_handles_of_their_own(void **state)
{
    assert_int_equal(sell_in_threads(*state, 0, false), 0);
    check_all_there(*state, THREADS * SALES);
}

static void two_processes_of_eight_threads_sell(void **state)
{
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        children[i] = host_fork();
        if (children[i] == 0)
            _exit(sell_in_threads(*state, i, i == 0) == 0 ? 0 : 1);
    }
    assert_int_equal(host_wait(children[0]), 0);
    assert_int_equal(host_wait(children[1]), 0);
    check_all_there(*state, 2 * THREADS * SALES);
}

static void one_ticket_told_by_eight_threads_is_one_sale(void **state)
{
    pthread_t threads[THREADS];
    struct till tills[THREADS];
    comeback *shop = host_open(&api, *state);
    for (int i = 0; i < THREADS; i++) {
        tills[i] = (struct till){.shop = shop, .process = 0, .number = 0};
        pthread_create(&threads[i], NULL, sell, &tills[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(tills[i].failures, 0);
    }
    api.close(shop);
    host_check_clean(*state);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), SALES);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM event WHERE kind=2"), SALES);
}

/* --- one card at two tills ---------------------------------------------------------------------
 */

struct race {
    pthread_barrier_t barrier;
    char card[32];
    int scans[ROUNDS][2];
    char why[ROUNDS][2][64];
};

static struct race *new_race(void)
{
    pthread_barrierattr_t shared;
    struct race *race =
        mmap(NULL, sizeof *race, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(race, MAP_FAILED);
    pthread_barrierattr_init(&shared);
    pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&race->barrier, &shared, 2);
    return race;
}

static void new_card(comeback *shop, const char *ref, char card[32])
{
    comeback_sale *sale = host_begin(&api, shop, ref);
    host_set(&api, sale, "print", "card");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    snprintf(card, 32, "%.31s", host_field(&api, sale, "cards"));
    assert_int_equal(strlen(card), 14);
    api.free(sale);
}

static int run_rounds(struct race *race, const char *config, int me)
{
    comeback *shop;
    comeback_sale *sale;
    if (api.open(config, &shop) != COMEBACK_OK)
        return 1;
    for (int i = 0; i < ROUNDS; i++) {
        api.begin(shop, me == 0 ? "left" : "right", "1", &sale);
        pthread_barrier_wait(&race->barrier);
        race->scans[i][me] = api.scan(sale, race->card, (size_t)-1);
        api.get(sale, "scan.0.why", race->why[i][me], sizeof race->why[i][me], NULL);
        pthread_barrier_wait(&race->barrier);
        if (api.cancel(sale) != COMEBACK_OK)
            return 2;
        api.free(sale);
    }
    api.close(shop);
    return 0;
}

static void check_round(const struct race *race, int i, int *busy)
{
    const int *scans = race->scans[i];
    int loser = scans[0] == COMEBACK_OK;
    if (scans[0] == COMEBACK_BUSY || scans[1] == COMEBACK_BUSY) {
        ++*busy;
        return;
    }
    if (scans[!loser] != COMEBACK_OK || scans[loser] != COMEBACK_REFUSED)
        fail_msg("round %d: %d and %d", i, scans[0], scans[1]);
    assert_string_equal(race->why[i][loser], "card is at another till now");
}

static void of_two_tills_scanning_one_card_one_wins(void **state)
{
    const struct host_shop *where = *state;
    struct race *race = new_race();
    pid_t children[2];
    int busy = 0;
    comeback *shop = host_open(&api, where);
    new_card(shop, "0", race->card);
    api.close(shop);
    for (int i = 0; i < 2; i++) {
        children[i] = host_fork();
        if (children[i] == 0)
            _exit(run_rounds(race, where->config, i));
    }
    assert_int_equal(host_wait(children[0]), 0);
    assert_int_equal(host_wait(children[1]), 0);
    for (int i = 0; i < ROUNDS; i++)
        check_round(race, i, &busy);
    assert_true(busy < ROUNDS / 4);
    munmap(race, sizeof *race);
}

static void check_one_loss(const struct host_shop *where, bool loser_first)
{
    comeback *shop = host_open(&api, where), *other = host_open(&api, where);
    char card[32];
    new_card(shop, "0", card);
    comeback_sale *winner = host_begin(&api, shop, "1"), *loser = host_begin(&api, other, "2");
    assert_int_equal(api.scan(winner, card, 14), COMEBACK_OK);
    assert_int_equal(api.scan(loser, card, 14), COMEBACK_REFUSED);
    host_set(&api, winner, "discount.applied_minor", "425");
    host_set(&api, loser, "discount.applied_minor", "425");
    assert_int_equal(api.finish(loser_first ? loser : winner), COMEBACK_OK);
    assert_int_equal(api.finish(loser_first ? winner : loser), COMEBACK_OK);
    assert_string_equal(host_field(&api, winner, "notice"), "");
    assert_int_equal(api.tag(winner), COMEBACK_REFERRAL);
    assert_string_equal(host_field(&api, loser, "notice"),
                        "loss: this card's promise was used at another till");
    assert_int_equal(
        host_sql_number(where, "SELECT count(*) FROM event WHERE body LIKE '%\"lost\":true%'"), 1);
    api.free(winner);
    api.free(loser);
    api.close(shop);
    api.close(other);
    host_check_clean(where);
}

static void the_till_that_lost_goes_on_and_the_loss_is_recorded(void **state)
{
    check_one_loss(*state, false);
}

static void the_till_that_lost_may_finish_first(void **state)
{
    check_one_loss(*state, true);
}

/* --- processes ---------------------------------------------------------------------------------
 */

static int child_of_an_open_shop(comeback *shop, comeback_sale *sale)
{
    comeback_sale *none = NULL;
    const uint8_t *bytes;
    size_t length;
    const int statuses[] = {
        api.drain(shop, 0),
        api.begin(shop, "till", "2", &none),
        api.set(sale, "ref", "2", 1),
        api.add_item(sale, NULL, NULL, NULL, 1, 1),
        api.item_set(sale, "sku", "1", 1),
        api.scan(sale, "K", 1),
        api.look(sale),
        api.finish(sale),
        api.cancel(sale),
        api.tag(sale),
        api.get(sale, "tag", NULL, 0, NULL),
        api.slip(sale, "note", &bytes, &length),
    };
    for (int i = 0; i < 12; i++)
        if (statuses[i] != COMEBACK_FORKED)
            return 10 + i;
    if (strstr(api.error(shop), "another process") == NULL)
        return 2;
    api.free(sale);
    api.close(shop);
    return none == NULL ? 0 : 3;
}

static void a_child_is_refused_and_its_parent_goes_on(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "1");
    pid_t child = host_fork();
    if (child == 0)
        _exit(child_of_an_open_shop(shop, sale));
    assert_int_equal(host_wait(child), 0);
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    api.free(sale);
    assert_int_equal(host_tell(&api, shop, "2", NULL), COMEBACK_OK);
    api.close(shop);
    host_check_clean(*state);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 2);
}

/* As a server does that opens before it forks its workers: each closes what it got and opens its
 * own, the parent closes, and other programs come and go meanwhile. */
static int worker(const struct host_shop *where, comeback *parents, int number)
{
    comeback *shop;
    char ref[32];
    int failures = 0;
    if (api.open(where->config, &shop) != COMEBACK_FORKED)
        return 3;
    api.close(parents);
    if (api.open(where->config, &shop) != COMEBACK_OK)
        return 1;
    for (int i = 0; i < 100; i++) {
        snprintf(ref, sizeof ref, "W%d-%d", number, i);
        failures += host_tell(&api, shop, ref, NULL) < 0;
    }
    api.close(shop);
    return failures == 0 ? 0 : 2;
}

static void workers_outlive_the_handle_of_their_parent(void **state)
{
    const struct host_shop *where = *state;
    comeback *shop = host_open(&api, where);
    pid_t workers[3];
    assert_int_equal(host_tell(&api, shop, "0", NULL), COMEBACK_OK);
    for (int i = 0; i < 3; i++) {
        workers[i] = host_fork();
        if (workers[i] == 0)
            _exit(worker(where, shop, i));
    }
    api.close(shop);
    for (int i = 0; i < 10; i++)
        host_sql(where, "SELECT count(*) FROM sale");
    for (int i = 0; i < 3; i++)
        assert_int_equal(host_wait(workers[i]), 0);
    host_check_clean(where);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 301);
}

/* The child that goes on where its parent has ended, as daemon(3) leaves it. 0 where all is well.
 */
static int daemon_child(const struct host_shop *where, comeback *parents, pid_t parent)
{
    comeback *shop;
    while (getppid() == parent)
        usleep(1000);
    if (api.open(where->config, &shop) != COMEBACK_FORKED)
        return 1;
    api.close(parents);
    if (api.open(where->config, &shop) != COMEBACK_OK)
        return 2;
    int status = host_tell(&api, shop, "of the child", NULL);
    api.close(shop);
    return status == COMEBACK_OK ? 0 : 3;
}

static int open_and_become_a_daemon(const struct host_shop *where, int out)
{
    comeback *shop;
    if (api.open(where->config, &shop) != COMEBACK_OK ||
        host_tell(&api, shop, "of the parent", NULL) != COMEBACK_OK)
        return 1;
    pid_t parent = getpid(), child = host_fork();
    if (child != 0)
        return child < 0;
    char result = (char)daemon_child(where, shop, parent);
    return write(out, &result, 1) != 1;
}

static void a_child_is_refused_though_its_parent_is_dead(void **state)
{
    const struct host_shop *where = *state;
    int ends[2];
    char result = -1;
    assert_int_equal(pipe(ends), 0);
    pid_t child = host_fork();
    if (child == 0)
        _exit(open_and_become_a_daemon(where, ends[1]));
    assert_int_equal(host_wait(child), 0);
    close(ends[1]);
    assert_int_equal(read(ends[0], &result, 1), 1);
    close(ends[0]);
    assert_int_equal(result, 0);
    host_check_clean(where);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 2);
}

static int scan_in_a_child(const char *config, const char *card)
{
    comeback *shop;
    comeback_sale *sale;
    if (api.open(config, &shop) != COMEBACK_OK ||
        api.begin(shop, "till", NULL, &sale) != COMEBACK_OK ||
        api.set(sale, "cart", "basket 7", (size_t)-1) != COMEBACK_OK)
        return 1;
    int status = api.scan(sale, card, 14);
    api.free(sale);
    api.close(shop);
    return status == COMEBACK_OK ? 0 : 2;
}

static void one_process_scans_and_another_finishes(void **state)
{
    const struct host_shop *where = *state;
    char card[32];
    comeback *shop = host_open(&api, where);
    new_card(shop, "0", card);
    api.close(shop);
    pid_t child = host_fork();
    if (child == 0)
        _exit(scan_in_a_child(where->config, card));
    assert_int_equal(host_wait(child), 0);
    shop = host_open(&api, where);
    comeback_sale *stranger = host_begin(&api, shop, "1"), *sale = host_begin(&api, shop, "2");
    assert_int_equal(api.scan(stranger, card, 14), COMEBACK_REFUSED);
    host_set(&api, sale, "cart", "basket 7");
    assert_int_equal(api.look(sale), COMEBACK_OK);
    assert_string_equal(host_field(&api, sale, "discount_minor"), "425");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    assert_int_equal(api.tag(sale), COMEBACK_REFERRAL);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM reservation"), 0);
    api.free(stranger);
    api.free(sale);
    api.close(shop);
}

/* --- somebody else's lock ----------------------------------------------------------------------
 */

static int64_t finish_locked_out(comeback *shop, const char *ref)
{
    const uint8_t *bytes;
    size_t length;
    comeback_sale *sale = host_begin(&api, shop, ref);
    host_set(&api, sale, "customer.id", "4711");
    int64_t began_ms = host_now_ms();
    assert_int_equal(api.finish(sale), COMEBACK_LATER);
    int64_t took_ms = host_now_ms() - began_ms;
    assert_int_equal(api.tag(sale), COMEBACK_UNIDENTIFIED);
    assert_string_equal(host_field(&api, sale, "tag"), "");
    assert_memory_equal(host_field(&api, sale, "notice"), "tagged later: ", 14);
    assert_int_equal(api.slip(sale, "note", &bytes, &length), COMEBACK_NOTHING);
    api.free(sale);
    return took_ms;
}

static void lock_out(const struct host_shop *where, comeback *shop)
{
    int64_t least_ms = 1000;
    char ref[16];
    comeback_sale *sale = host_begin(&api, shop, "scanning");
    pid_t holder = host_lock_store(where, false);
    for (int i = 0; i < 5; i++) {
        snprintf(ref, sizeof ref, "%d", i);
        int64_t took_ms = finish_locked_out(shop, ref);
        least_ms = took_ms < least_ms ? took_ms : least_ms;
    }
    assert_int_equal(api.scan(sale, "K000-0000-0000", 14), COMEBACK_TYPO);
    assert_int_equal(api.look(sale), COMEBACK_OK);
    assert_int_equal(api.cancel(sale), COMEBACK_BUSY);
    api.free(sale);
    /* The best of five, so that a loaded machine does not fail what the manual promises. */
    assert_true(least_ms < 80);
    host_unlock_store(holder);
}

static void check_taken_in(const struct host_shop *where, int sales)
{
    char path[HOST_PATH + 32];
    int files = 0;
    snprintf(path, sizeof path, "%s/store/spool", where->folder);
    DIR *spool = opendir(path);
    for (struct dirent *entry; (entry = readdir(spool)) != NULL;)
        files += strstr(entry->d_name, ".spool") != NULL;
    closedir(spool);
    assert_int_equal(files, 0);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale WHERE tag=1"), sales);
    host_check_clean(where);
}

static void what_waited_for_a_lock_is_tagged_by_the_next_finish(void **state)
{
    comeback *shop = host_open(&api, *state);
    lock_out(*state, shop);
    assert_int_equal(host_tell(&api, shop, "next", "4712"), COMEBACK_OK);
    check_taken_in(*state, 6);
    api.close(shop);
}

static void what_waited_for_a_lock_is_tagged_by_drain(void **state)
{
    comeback *shop = host_open(&api, *state);
    lock_out(*state, shop);
    assert_int_equal(api.drain(shop, 5000), 0);
    check_taken_in(*state, 5);
    api.close(shop);
}

static void what_waited_for_a_lock_is_tagged_by_another_process(void **state)
{
    comeback *shop = host_open(&api, *state);
    lock_out(*state, shop);
    api.close(shop);
    host_check_clean(*state);
    check_taken_in(*state, 5);
}

static void a_sale_that_waited_and_is_told_again_is_one_sale(void **state)
{
    comeback *shop = host_open(&api, *state);
    lock_out(*state, shop);
    assert_int_equal(host_tell(&api, shop, "0", "4711"), COMEBACK_OK);
    check_taken_in(*state, 5);
    api.close(shop);
}

static void a_code_scanned_during_a_lock_is_judged_at_finish(void **state)
{
    comeback *shop = host_open(&api, *state);
    char card[32];
    new_card(shop, "0", card);
    comeback_sale *sale = host_begin(&api, shop, "1");
    pid_t holder = host_lock_store(*state, false);
    assert_int_equal(api.scan(sale, card, 14), COMEBACK_BUSY);
    host_unlock_store(holder);
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    assert_int_equal(api.tag(sale), COMEBACK_REFERRAL);
    api.free(sale);
    api.close(shop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, host_make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(eight_threads_sell_on_one_handle),
        TEST(eight_threads_sell_on_handles_of_their_own),
        TEST(two_processes_of_eight_threads_sell),
        TEST(one_ticket_told_by_eight_threads_is_one_sale),
        TEST(of_two_tills_scanning_one_card_one_wins),
        TEST(the_till_that_lost_goes_on_and_the_loss_is_recorded),
        TEST(the_till_that_lost_may_finish_first),
        TEST(a_child_is_refused_and_its_parent_goes_on),
        TEST(a_child_is_refused_though_its_parent_is_dead),
        TEST(workers_outlive_the_handle_of_their_parent),
        TEST(one_process_scans_and_another_finishes),
        TEST(what_waited_for_a_lock_is_tagged_by_the_next_finish),
        TEST(what_waited_for_a_lock_is_tagged_by_drain),
        TEST(what_waited_for_a_lock_is_tagged_by_another_process),
        TEST(a_sale_that_waited_and_is_told_again_is_one_sale),
        TEST(a_code_scanned_during_a_lock_is_judged_at_finish),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
