/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../plugin/code.h"

enum { QUARTER = 220, SLOT_BYTES = 16 };

static struct till till;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static uint32_t take(enum code_kind kind, int32_t quarter, uint32_t floor)
{
    uint32_t serial;
    struct fault fault = {{0}};
    if (keys_take_serial(&till.shop->keys, kind, quarter, floor, &serial, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    return serial;
}

struct slot {
    int32_t quarter;
    uint32_t next, end, reserved;
};

static off_t slot_place(enum code_kind kind, int32_t quarter)
{
    return SLOT_BYTES * ((kind == CODE_CARD ? 8 : 0) + quarter % 8);
}

static struct slot read_slot(enum code_kind kind, int32_t quarter)
{
    struct slot slot;
    int fd = open(till_path(&till, "keys/serials"), O_RDONLY);
    assert_int_equal(pread(fd, &slot, sizeof slot, slot_place(kind, quarter)), sizeof slot);
    close(fd);
    return slot;
}

static void write_slot(enum code_kind kind, struct slot slot)
{
    int fd = open(till_path(&till, "keys/serials"), O_WRONLY);
    assert_int_equal(pwrite(fd, &slot, sizeof slot, slot_place(kind, slot.quarter)), sizeof slot);
    close(fd);
}

static void serials_count_up_in_blocks_of_1024(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2050; i++) {
        assert_int_equal(take(CODE_NOTE, QUARTER, 0), i);
        assert_int_equal(read_slot(CODE_NOTE, QUARTER).end, (i / 1024 + 1) * 1024);
    }
}

static void kinds_and_quarters_count_apart(void **state)
{
    (void)state;
    for (int32_t quarter = QUARTER; quarter < QUARTER + 8; quarter++) {
        assert_int_equal(take(CODE_NOTE, quarter, 0), 0);
        assert_int_equal(take(CODE_CARD, quarter, 0), 0);
        assert_int_equal(take(CODE_NOTE, quarter, 0), 1);
    }
    assert_int_equal(take(CODE_NOTE, QUARTER + 8, 0), 0);
}

static void a_floor_is_respected(void **state)
{
    (void)state;
    assert_int_equal(take(CODE_NOTE, QUARTER, 5000), 5000);
    assert_int_equal(read_slot(CODE_NOTE, QUARTER).end, 6024);
    assert_int_equal(take(CODE_NOTE, QUARTER, 0), 5001);
}

static int64_t notes_made(int count, int64_t out[])
{
    for (int i = 0; i < count; i++) {
        out[i] = SELL(&till)->note.code;
        assert_int_not_equal(out[i], 0);
    }
    return out[count - 1];
}

/* In the shop's folder. */
static void run(const char *steps)
{
    char command[256];
    snprintf(command, sizeof command, "cd '%s' && %s", till.folder, steps);
    assert_int_equal(system(command), 0);
}

static void an_old_store_put_back_never_mints_a_number_twice(void **state)
{
    int64_t before[8], after[8];
    (void)state;
    SELL(&till);
    shop_close(till.shop);
    till.shop = NULL;
    run("cp -r store old");
    till_reopen(&till);
    notes_made(8, before);
    shop_close(till.shop);
    till.shop = NULL;
    run("rm -r store && mv old store");
    till_reopen(&till);
    till.refs = 100;
    notes_made(8, after);
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 8; k++)
            assert_int_not_equal(code_serial(before[i]), code_serial(after[k]));
}

/* `next` is not synced at each sale: after a crash the file may say less than was minted. */
static void a_crash_that_lost_the_next_serial_mints_no_number_twice(void **state)
{
    int64_t codes[8];
    (void)state;
    uint32_t last = code_serial(notes_made(8, codes));
    struct slot slot = read_slot(CODE_NOTE, QUARTER);
    assert_int_equal(slot.next, last + 1);
    slot.next = 0;
    write_slot(CODE_NOTE, slot);
    till_reopen(&till);
    assert_int_equal(code_serial(SELL(&till)->note.code), last + 1);
}

static void when_a_quarters_serials_are_gone_the_sale_goes_on_without_slips(void **state)
{
    (void)state;
    write_slot(CODE_NOTE, (struct slot){QUARTER, KEYS_SERIALS - 1, KEYS_SERIALS, 0});
    assert_int_equal(code_serial(SELL(&till)->note.code), KEYS_SERIALS - 1);
    const struct answer *answer = SELL(&till, .print = "card", .ref = "A");
    assert_false(answer->note.made);
    assert_false(answer->card.made);
    assert_int_equal(till.outcome.note_text.length + till.outcome.card_text.length, 0);
    assert_string_equal(answer->notice, "no slips: no serials left this quarter");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE ref='A'"), 1);
    assert_true(SELL(&till, .day = 90)->note.made);
    till_assert_verified(&till);
}

static void a_loss_is_told_also_where_there_are_no_slips(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "7")->card.code;
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    write_slot(CODE_NOTE, (struct slot){QUARTER, KEYS_SERIALS, KEYS_SERIALS, 0});
    assert_string_equal(SELL(&till, .day = 2, .card = card, .applied_minor = 200)->notice,
                        "loss: this card's promise was used at another till\n"
                        "no slips: no serials left this quarter");
}

static void a_serials_file_that_is_held_costs_the_slips_and_not_the_sale(void **state)
{
    (void)state;
    int fd = open(till_path(&till, "keys/serials"), O_RDWR);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    const struct answer *answer = SELL(&till);
    assert_false(answer->note.made);
    assert_string_equal(answer->notice, "no slips: serials: locked by another process");
    close(fd);
    assert_true(SELL(&till)->note.made);
}

static void keys_are_not_made_over_keys(void **state)
{
    struct fault fault = {{0}};
    char folder[96], told[160];
    (void)state;
    strcpy(folder, till_path(&till, "keys"));
    char *before = till_read(&till, "keys/comeback.keys");
    assert_int_equal(keys_create(folder, &fault), COMEBACK_STORE);
    snprintf(told, sizeof told, "%s/comeback.keys: File exists", folder);
    assert_string_equal(fault.text, told);
    char *after = till_read(&till, "keys/comeback.keys");
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void secrets_are_for_their_owner_alone(void **state)
{
    static const char *const names[] = {"keys/comeback.keys", "keys/serials"};
    struct stat file;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(stat(till_path(&till, names[i]), &file), 0);
        assert_int_equal(file.st_mode & 077, 0);
    }
    assert_int_equal(stat(till_path(&till, "keys"), &file), 0);
    assert_int_equal(file.st_mode & 077, 0);
}

#define HEX64 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void a_key_file_with_a_mistake_is_told_with_its_line_and_not_its_secret(void **state)
{
    static const struct {
        const char *text, *told;
    } cases[] = {
        {"", "a key is missing"},
        {"shop 0123456789abcdef\nidentity " HEX64 "\n", "a key is missing"},
        {"shop 0123456789abcdef\nidentity " HEX64 "\ncode 2 " HEX64 "\n", "3: not a key line"},
        {"shop 0123456789abcdef\nidentity 0001\n", "2: not a key line"},
        {"shop 0123456789abcdef\nidentity " HEX64 "00\n", "2: not a key line"},
        {"shop 0123456789abcdef\nkey " HEX64 "\n", "2: not a key line"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fault fault = {{0}};
        struct keys keys = {.serials_fd = -7};
        char folder[96];
        till_write(&till, "keys/comeback.keys", cases[i].text);
        strcpy(folder, till_path(&till, "keys"));
        assert_int_equal(keys_open(folder, &keys, &fault), COMEBACK_STORE);
        assert_non_null(strstr(fault.text, cases[i].told));
        assert_null(strstr(fault.text, "0102030405"));
        assert_int_equal(keys.serials_fd, -7);
    }
}

static void a_second_epoch_mints_and_both_verify(void **state)
{
    char text[512];
    (void)state;
    int64_t before = SELL(&till)->note.code;
    char *keys = till_read(&till, "keys/comeback.keys");
    snprintf(text, sizeof text, "%s# since the spring\n\ncode 2 " HEX64 "\n", keys);
    till_write(&till, "keys/comeback.keys", text);
    free(keys);
    till_reopen(&till);
    assert_int_equal(till.shop->keys.epochs, 2);
    int64_t after = SELL(&till)->note.code;
    assert_int_equal(SELL(&till, .day = 1, .note = before)->tag, COMEBACK_REPEAT);
    assert_int_equal(SELL(&till, .day = 1, .note = after)->tag, COMEBACK_REPEAT);
    till.shop->keys.epochs = 1;
    assert_false(code_is_ours(&till.shop->keys, after, DAY_0));
    assert_true(code_is_ours(&till.shop->keys, before, DAY_0));
}

/* A second shop on the same folder, as another till has it. */
static void open_second(struct till *second)
{
    *second = (struct till){.refs = 50000};
    strcpy(second->folder, till.folder);
    till_reopen(second);
}

static void close_second(struct till *second)
{
    checkout_outcome_free(&second->outcome);
    shop_close(second->shop);
}

static int add_epoch(void)
{
    struct fault fault = {{0}};
    int epoch = 0;
    char folder[96];
    strcpy(folder, till_path(&till, "keys"));
    if (keys_add_epoch(folder, &epoch, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    return epoch;
}

static void a_new_epoch_is_seen_by_tills_that_run_and_no_guess_is_counted(void **state)
{
    struct till second;
    (void)state;
    open_second(&second);
    int64_t old = SELL(&till, .print = "card")->card.code;
    assert_int_equal(add_epoch(), 2);
    /* What mints sees it by itself, what reads by the first tag that it does not know. */
    int64_t fresh = SELL(&till, .print = "card")->card.code;
    assert_int_equal(till.shop->keys.epochs, 2);
    assert_int_equal(second.shop->keys.epochs, 1);
    assert_int_equal(SCAN(&second, .till = "T2", .day = 1, .card = fresh), VERDICT_GOOD);
    assert_int_equal(second.shop->keys.epochs, 2);
    assert_int_equal(SCAN(&second, .till = "T2", .day = 1, .card = old), VERDICT_GOOD);
    struct keys first = second.shop->keys;
    first.epochs = 1;
    assert_true(code_is_ours(&first, old, DAY_0));
    assert_false(code_is_ours(&first, fresh, DAY_0));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM guess"), 0);
    close_second(&second);
    till_assert_verified(&till);
}

static void at_the_second_look_a_finished_sale_knows_the_new_epoch_too(void **state)
{
    struct till second;
    (void)state;
    open_second(&second);
    add_epoch();
    int64_t note = SELL(&till)->note.code;
    assert_int_equal(SELL(&second, .day = 1, .note = note)->tag, COMEBACK_REPEAT);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM guess"), 0);
    close_second(&second);
}

static void eight_epochs_are_the_most(void **state)
{
    struct fault fault = {{0}};
    int epoch = -7;
    char folder[96], told[192];
    (void)state;
    for (int i = 2; i <= KEYS_EPOCHS_MAX; i++)
        assert_int_equal(add_epoch(), i);
    char *before = till_read(&till, "keys/comeback.keys");
    strcpy(folder, till_path(&till, "keys"));
    assert_int_equal(keys_add_epoch(folder, &epoch, &fault), COMEBACK_LIMIT);
    snprintf(told, sizeof told, "%s/comeback.keys: has 8 code keys, the most there can be", folder);
    assert_string_equal(fault.text, told);
    assert_int_equal(epoch, -7);
    char *after = till_read(&till, "keys/comeback.keys");
    assert_string_equal(before, after);
    free(before);
    free(after);
    run("test \"$(ls keys)\" = \"$(printf 'comeback.keys\nserials')\"");
}

static void a_new_epoch_keeps_remarks_and_rights(void **state)
{
    struct stat file;
    (void)state;
    char *before = till_read(&till, "keys/comeback.keys"), text[1024];
    snprintf(text, sizeof text, "# of the corner shop\n%s# no line end", before);
    till_write(&till, "keys/comeback.keys", text);
    run("chmod 640 keys/comeback.keys");
    add_epoch();
    char *after = till_read(&till, "keys/comeback.keys");
    assert_memory_equal(after, text, strlen(text));
    assert_memory_equal(after + strlen(text), "\ncode 2 ", 8);
    assert_int_equal(stat(till_path(&till, "keys/comeback.keys"), &file), 0);
    assert_int_equal(file.st_mode & 07777, 0640);
    free(before);
    free(after);
}

static void of_a_file_that_is_not_ours_any_more_a_running_till_takes_nothing(void **state)
{
    struct keys *keys = &till.shop->keys, before = *keys;
    (void)state;
    static const char *const spoiled[] = {"", "code 2 " HEX64 "\n",
                                          "shop 0123456789abcdef\nidentity " HEX64 "\ncode 1 " HEX64
                                          "\ncode 2 " HEX64 "\n"};
    for (size_t i = 0; i < sizeof spoiled / sizeof spoiled[0]; i++) {
        till_write(&till, "keys/comeback.keys", spoiled[i]);
        assert_false(keys_refresh(keys));
        assert_int_equal(keys->epochs, 1);
        assert_memory_equal(keys->code, before.code, sizeof before.code);
        assert_memory_equal(keys->identity, before.identity, sizeof before.identity);
    }
    run("rm keys/comeback.keys");
    assert_false(keys_refresh(keys));
    assert_true(SELL(&till)->note.made);
}

static void an_unchanged_file_is_not_read_again(void **state)
{
    struct keys *keys = &till.shop->keys;
    (void)state;
    keys->epochs = 0;
    assert_false(keys_refresh(keys));
    assert_int_equal(keys->epochs, 0);
    keys->epochs = 1;
}

enum { TAKEN = 1500 };

/* What a till of its own takes, written as it takes it, so that a kill loses none of them. */
static void take_serials(int out, int count)
{
    till_reopen(&till);
    for (int i = 0; i < count; i++) {
        uint32_t serial;
        int status;
        do
            status = keys_take_serial(&till.shop->keys, CODE_CARD, QUARTER, 0, &serial, NULL);
        while (status == COMEBACK_BUSY);
        if (status != COMEBACK_OK || write(out, &serial, sizeof serial) != sizeof serial)
            _exit(1);
    }
    _exit(0);
}

static pid_t start_taker(int out, int count)
{
    pid_t taker = fork();
    if (taker == 0)
        take_serials(out, count);
    return taker;
}

/* Fails where a number comes twice. */
static int count_taken(int in, uint8_t seen[KEYS_SERIALS])
{
    uint32_t serial;
    int count = 0;
    while (read(in, &serial, sizeof serial) == sizeof serial) {
        assert_true(serial < KEYS_SERIALS);
        assert_int_equal(seen[serial], 0);
        seen[serial] = 1;
        count++;
    }
    return count;
}

static void two_processes_never_take_the_same_number_though_one_is_killed(void **state)
{
    static uint8_t seen[KEYS_SERIALS];
    int pipes[2], status;
    (void)state;
    shop_close(till.shop);
    till.shop = NULL;
    assert_int_equal(pipe(pipes), 0);
    pid_t first = start_taker(pipes[1], TAKEN), second = start_taker(pipes[1], TAKEN);
    pid_t killed = start_taker(pipes[1], 1 << 19);
    usleep(20000);
    kill(killed, SIGKILL);
    close(pipes[1]);
    int taken = count_taken(pipes[0], seen);
    close(pipes[0]);
    assert_int_equal(waitpid(killed, &status, 0), killed);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(waitpid(first, &status, 0), first);
    assert_int_equal(status, 0);
    assert_int_equal(waitpid(second, &status, 0), second);
    assert_int_equal(status, 0);
    assert_true(taken >= 2 * TAKEN);
    till_reopen(&till);
    uint32_t next = take(CODE_CARD, QUARTER, 0);
    assert_int_equal(seen[next], 0);
}

/* The keys put back from an old copy: the store's newest code says how far numbers went. */
static void serials_older_than_the_store_mint_no_number_twice(void **state)
{
    int64_t codes[8];
    (void)state;
    SELL(&till);
    run("cp keys/serials old");
    uint32_t last = code_serial(notes_made(8, codes));
    run("cp old keys/serials");
    till_reopen(&till);
    assert_int_equal(code_serial(SELL(&till)->note.code), last + 1);
}

static void an_identity_hash_depends_on_sort_scope_value_and_key(void **state)
{
    static const char *const parts[][3] = {
        {"id", "pos", "42"},    {"id", "pos", "43"}, {"id", "po", "s42"},
        {"phone", "pos", "42"}, {"id", "pos4", "2"}, {"id", "", "pos42"},
    };
    enum { COUNT = sizeof parts / sizeof parts[0] };
    uint8_t hashes[COUNT + 1][KEYS_HASH_BYTES];
    struct keys other = till.shop->keys;
    (void)state;
    for (int i = 0; i < COUNT; i++)
        keys_identity_hash(&till.shop->keys, parts[i][0], parts[i][1], parts[i][2], hashes[i]);
    other.identity[0] ^= 1;
    keys_identity_hash(&other, parts[0][0], parts[0][1], parts[0][2], hashes[COUNT]);
    for (int i = 0; i <= COUNT; i++)
        for (int k = 0; k < i; k++)
            assert_memory_not_equal(hashes[i], hashes[k], KEYS_HASH_BYTES);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(serials_count_up_in_blocks_of_1024),
        TILL_TEST(kinds_and_quarters_count_apart),
        TILL_TEST(a_floor_is_respected),
        TILL_TEST(an_old_store_put_back_never_mints_a_number_twice),
        TILL_TEST(a_crash_that_lost_the_next_serial_mints_no_number_twice),
        TILL_TEST(when_a_quarters_serials_are_gone_the_sale_goes_on_without_slips),
        TILL_TEST(a_loss_is_told_also_where_there_are_no_slips),
        TILL_TEST(a_serials_file_that_is_held_costs_the_slips_and_not_the_sale),
        TILL_TEST(keys_are_not_made_over_keys),
        TILL_TEST(secrets_are_for_their_owner_alone),
        TILL_TEST(a_key_file_with_a_mistake_is_told_with_its_line_and_not_its_secret),
        TILL_TEST(a_second_epoch_mints_and_both_verify),
        TILL_TEST(a_new_epoch_is_seen_by_tills_that_run_and_no_guess_is_counted),
        TILL_TEST(at_the_second_look_a_finished_sale_knows_the_new_epoch_too),
        TILL_TEST(eight_epochs_are_the_most),
        TILL_TEST(a_new_epoch_keeps_remarks_and_rights),
        TILL_TEST(of_a_file_that_is_not_ours_any_more_a_running_till_takes_nothing),
        TILL_TEST(an_unchanged_file_is_not_read_again),
        TILL_TEST(two_processes_never_take_the_same_number_though_one_is_killed),
        TILL_TEST(serials_older_than_the_store_mint_no_number_twice),
        TILL_TEST(an_identity_hash_depends_on_sort_scope_value_and_key),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
