/* SPDX-License-Identifier: MIT */
/*
 * What is left of somebody who was forgotten. Every file of the shop is read byte by byte, for what
 * they told and for the hashes of it; before they are forgotten the same search finds them.
 */
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../plugin/code.h"
#include "../../plugin/drain.h"
#include "../../plugin/export.h"
#include "../../plugin/forget.h"
#include "../../plugin/person.h"
#include "../../plugin/queue.h"
#include "../../plugin/rebuild.h"

enum {
    OTHERS = 400,
    OTHERS_MOST = 4000,
    NEEDLES = 12,
    NEEDLE_MAX = 64,
    FDS = 16,
    KILLS = 12,
    WAIT_MS = 2000
};

#define PHONE "085 123 4567"
#define E164  "+353851234567"
#define EMAIL "annabella.quill@example.org"
#define NAME  "Annabella Quill"
#define NEED  "a kettle as blue as her eyes"
#define ID    "customer-4711"

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

static struct needle {
    uint8_t bytes[NEEDLE_MAX];
    size_t length;
} needles[NEEDLES];
static int needle_count, found;
static char found_in[256];

static void add_needle(const void *bytes, size_t length)
{
    assert_true(needle_count < NEEDLES && length <= NEEDLE_MAX);
    memcpy(needles[needle_count].bytes, bytes, length);
    needles[needle_count++].length = length;
}

static void add_hash(const struct keys *keys, const char *sort, const char *scope,
                     const char *value)
{
    uint8_t hash[KEYS_HASH_BYTES];
    char hex[2 * KEYS_HASH_BYTES + 1];
    keys_identity_hash(keys, sort, scope, value, hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    add_needle(hash, sizeof hash);
    add_needle(hex, strlen(hex));
}

static void make_needles(void)
{
    const struct keys *keys = &till.shop->keys;
    needle_count = 0;
    add_needle("85 123 45", 9);
    add_needle("851234567", 9);
    add_needle("annabella", 9);
    add_needle("Annabella", 9);
    add_needle("kettle as blue", 14);
    add_needle(ID, strlen(ID));
    add_hash(keys, "phone", "", E164);
    add_hash(keys, "email", "", EMAIL);
    add_hash(keys, "id", "pos", ID);
}

static int search_file(const char *path, const struct stat *file, int type, struct FTW *place)
{
    (void)place;
    if (type != FTW_F)
        return 0;
    char *bytes = malloc((size_t)file->st_size + 1);
    FILE *opened = fopen(path, "rb");
    assert_non_null(bytes);
    assert_non_null(opened);
    size_t length = fread(bytes, 1, (size_t)file->st_size, opened);
    fclose(opened);
    for (int i = 0; i < needle_count; i++)
        if (memmem(bytes, length, needles[i].bytes, needles[i].length) != NULL) {
            found |= 1 << i;
            snprintf(found_in, sizeof found_in, "needle %d in %.200s", i, path);
        }
    free(bytes);
    return 0;
}

/* A bit for each that is in a file of the shop. */
static int search(void)
{
    found = 0;
    assert_int_equal(nftw(till.folder, search_file, FDS, FTW_PHYS), 0);
    return found;
}

static void assert_no_trace(void)
{
    if (search() != 0)
        fail_msg("%s", found_in);
}

/* Who shops beside them, so that rows of theirs lie among those that go. */
static void tell_others(int from, int count)
{
    char phone[24], email[40], id[24], name[40];
    for (int i = from; i < from + count; i++) {
        snprintf(phone, sizeof phone, "086 200 %04d", i);
        snprintf(email, sizeof email, "other%d@example.org", i);
        snprintf(id, sizeof id, "other-%d", i);
        snprintf(name, sizeof name, "Other %d", i);
        SELL(&till, .phone = phone, .email = email, .customer = id, .name = name,
             .need = "nothing at all", .print = "note", .day = 1);
    }
}

#define TOLD                                                                                       \
    .phone = PHONE, .email = EMAIL, .customer = ID, .name = NAME, .need = NEED, .print = "card"

/* Live; put aside and still waiting; and slips in the queue. */
static void tell_everything(void)
{
    sqlite3 *other;
    char path[128];
    /* Without a bound on what cards may cost, or the others take all of a month's. */
    till_set(&till, "offer friend", "budget_month", NULL);
    tell_others(0, OTHERS / 2);
    SELL(&till, TOLD);
    tell_others(OTHERS / 2, OTHERS / 2);
    SELL(&till, TOLD, .day = 2);
    strcpy(path, till_path(&till, "store/comeback.db"));
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(TELL(&till, TOLD, .day = 3), COMEBACK_LATER);
    sqlite3_close(other);
}

static void take_spool(void)
{
    struct fault fault = {{0}};
    int taken;
    if (checkout_take_spool(till.shop, 5000, &taken, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    assert_false(spool_waits(&till.shop->spool));
}

static int64_t person_by(enum person_sort sort, const char *scope, const char *value)
{
    const struct person_key key = {sort, scope, value};
    int64_t person = -7;
    assert_int_equal(person_find(till.shop->store, &till.shop->keys, &key, &person, NULL),
                     COMEBACK_OK);
    return person;
}

static struct forget_report forget(int64_t person)
{
    struct forget_report report;
    struct fault fault = {{0}};
    if (forget_person(till.shop->store, person, &report, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    return report;
}

static int clean(void)
{
    struct fault fault = {{0}};
    int copies = -7;
    if (forget_clean(till.shop->store, WAIT_MS, &copies, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    return copies;
}

static bool is_unclean(void)
{
    bool unclean;
    assert_int_equal(forget_is_unclean(till.shop->store, &unclean, NULL), COMEBACK_OK);
    return unclean;
}

static void no_byte_is_left_of_somebody_who_was_told_in_every_way(void **state)
{
    (void)state;
    make_needles();
    tell_everything();
    /* What is told waits in the spool as it was written, hashes stand in the store as bytes. */
    assert_int_equal(search(),
                     1 << 0 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 10);
    take_spool();
    struct forget_report report = forget(person_by(PERSON_BY_PHONE, "", E164));
    assert_int_equal(report.persons, 1);
    assert_int_equal(report.ways, 3);
    assert_int_equal(report.sayings, 3);
    assert_true(report.slips > 0);
    assert_int_equal(clean(), 0);
    assert_no_trace();
    till_assert_verified(&till);
    assert_no_trace();
    assert_int_equal(person_by(PERSON_BY_PHONE, "", E164), 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), OTHERS + 3);
}

static void nothing_of_anybody_else_is_touched(void **state)
{
    (void)state;
    tell_others(0, 20);
    SELL(&till, TOLD);
    int64_t other = person_by(PERSON_BY_ID, "pos", "other-7");
    int64_t said = till_number(&till, "SELECT count(*) FROM said");
    int64_t texts = till_number(&till, "SELECT count(*) FROM job WHERE text<>''");
    struct forget_report report = forget(person_by(PERSON_BY_ID, "pos", ID));
    clean();
    assert_int_equal(person_by(PERSON_BY_ID, "pos", "other-7"), other);
    assert_int_equal(person_by(PERSON_BY_PHONE, "", "+353862000007"), other);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM said"), said - 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM person"), 20);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job WHERE text<>''"),
                     texts - report.slips);
    assert_int_equal(SELL(&till, .customer = "other-7", .day = 2)->tag, COMEBACK_REPEAT);
}

static void their_notes_say_no_more_who_it_is_and_their_cards_stay_good(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .name = NAME, .need = NEED, .print = "card")->note.code;
    int64_t card = till.outcome.answer.card.code;
    assert_int_not_equal(note, 0);
    assert_int_not_equal(card, 0);
    assert_int_equal(SELL(&till, TOLD, .note = note, .day = 1)->tag, COMEBACK_REPEAT);
    forget(person_by(PERSON_BY_ID, "pos", ID));
    const struct answer *answer = LOOK(&till, .note = note, .day = 5);
    assert_int_equal(answer->scans[0].verdict, VERDICT_CANCELLED);
    assert_int_equal(answer->tag, COMEBACK_UNIDENTIFIED);
    assert_int_equal(LOOK(&till, .card = card, .day = 5)->scans[0].verdict, VERDICT_GOOD);
    assert_int_equal(SELL(&till, .card = card, .day = 5, .applied_minor = 200)->tag,
                     COMEBACK_REFERRAL);
    assert_int_equal(SELL(&till, TOLD, .day = 6)->tag, COMEBACK_NEW);
    till_assert_verified(&till);
}

static void told_again_a_sale_of_theirs_gives_no_note_that_would_know_them(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .name = NAME)->note.code;
    int64_t person = SELL(&till, .ref = "A", .note = note, .print = "none", .day = 1)->person;
    forget(person);
    const struct answer *answer = SELL(&till, .ref = "A", .note = note, .print = "note", .day = 1);
    assert_int_equal(answer->added, 0);
    assert_false(answer->note.made || answer->card.made);
    assert_non_null(strstr(answer->notice, "is forgotten"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM code WHERE cancelled=0"), 0);
    till_assert_verified(&till);
}

static void who_was_joined_is_forgotten_as_one(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .name = NAME)->note.code;
    SELL(&till, .customer = ID, .note = note, .day = 1);
    int64_t second = SELL(&till, .day = 2, .name = NAME)->note.code;
    SELL(&till, .customer = ID, .note = second, .day = 3);
    struct forget_report report = forget(person_by(PERSON_BY_ID, "pos", ID));
    assert_int_equal(report.persons, 1 + till_number(&till, "SELECT count(*) FROM alias"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM identity"), 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM person"), 0);
    assert_int_equal(LOOK(&till, .note = note, .day = 5)->scans[0].verdict, VERDICT_CANCELLED);
    assert_int_equal(LOOK(&till, .note = second, .day = 5)->scans[0].verdict, VERDICT_CANCELLED);
    till_assert_verified(&till);
}

static void their_slips_are_not_printed_tried_again_or_copied(void **state)
{
    struct fault fault = {{0}};
    const struct queue_target now = {"virtual:paper", "generic-80"};
    int64_t copy;
    (void)state;
    SELL(&till, TOLD);
    int64_t job = till_number(&till, "SELECT max(id) FROM job");
    assert_true(job > 0);
    forget(person_by(PERSON_BY_ID, "pos", ID));
    assert_int_equal(checkout_drain(till.shop, 1000, &fault), 0);
    assert_int_not_equal(access(till_path(&till, "paper"), F_OK), 0);
    assert_int_equal(queue_retry(till.shop->store, job, &now, &fault), COMEBACK_STATE);
    assert_int_equal(queue_reprint(till.shop->store, job, &now, &copy, &fault), COMEBACK_STATE);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job WHERE text<>'' OR bytes IS NOT "
                                        "NULL OR state<>3"),
                     0);
}

static void copies_from_before_the_store_was_brought_up_to_date_go(void **state)
{
    (void)state;
    till_write(&till, "store/comeback.db.v1", EMAIL);
    till_write(&till, "store/comeback.db.v2.2", EMAIL);
    SELL(&till, TOLD);
    make_needles();
    forget(person_by(PERSON_BY_ID, "pos", ID));
    assert_int_equal(clean(), 2);
    assert_no_trace();
    assert_false(is_unclean());
}

/* Another till with the store open; one that reads just then holds the cleaning up, not for ever.
 */
static void another_process_that_reads_delays_the_cleaning_and_leaves_a_mark(void **state)
{
    sqlite3 *reader;
    struct fault fault = {{0}};
    char path[128], told[256];
    int copies = -7;
    (void)state;
    make_needles();
    tell_everything();
    take_spool();
    strcpy(path, till_path(&till, "store/comeback.db"));
    assert_int_equal(sqlite3_open(path, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM event", NULL, NULL, NULL),
                     SQLITE_OK);
    forget(person_by(PERSON_BY_EMAIL, "", EMAIL));
    assert_true(is_unclean());
    assert_int_equal(forget_clean(till.shop->store, 50, &copies, &fault), COMEBACK_BUSY);
    snprintf(told, sizeof told, "%s-wal: in use by another process", path);
    assert_string_equal(fault.text, told);
    assert_int_equal(copies, -7);
    assert_true(is_unclean());
    assert_int_equal(sqlite3_exec(reader, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    clean();
    assert_false(is_unclean());
    assert_no_trace();
    sqlite3_close(reader);
    assert_no_trace();
}

static void who_shared_a_phone_is_named_by_it_once_the_other_is_forgotten(void **state)
{
    (void)state;
    int64_t first = SELL(&till, .phone = PHONE)->person;
    int64_t other =
        SELL(&till, .day = 1, .customer = "17", .phone = PHONE, .someone_else = true)->person;
    forget(first);
    assert_int_equal(SELL(&till, .day = 2, .customer = "17", .phone = PHONE)->person, other);
    assert_int_equal(SELL(&till, .day = 3, .phone = PHONE)->person, other);
}

/* In a child: everything a command does, until it is killed. */
static void forget_until_killed(void)
{
    struct forget_report report;
    int copies;
    till_reopen(&till);
    int64_t person = person_by(PERSON_BY_PHONE, "", E164);
    if (person != 0)
        forget_person(till.shop->store, person, &report, NULL);
    forget_clean(till.shop->store, WAIT_MS, &copies, NULL);
    _exit(0);
}

static void killed_at_any_moment_and_done_again_it_leaves_nothing(void **state)
{
    (void)state;
    make_needles();
    tell_everything();
    take_spool();
    shop_close(till.shop);
    till.shop = NULL;
    for (int i = 0; i < KILLS; i++) {
        pid_t child = fork();
        if (child == 0)
            forget_until_killed();
        usleep((useconds_t)(i * 2500));
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
    }
    till_reopen(&till);
    int64_t person = person_by(PERSON_BY_PHONE, "", E164);
    if (person != 0)
        forget(person);
    if (person != 0 || is_unclean())
        clean();
    assert_no_trace();
    till_assert_verified(&till);
}

static int occurrences(const char *name, const uint8_t *bytes, size_t length)
{
    char path[128];
    struct stat file;
    int count = 0;
    strcpy(path, till_path(&till, name));
    FILE *opened = fopen(path, "rb");
    assert_non_null(opened);
    assert_int_equal(fstat(fileno(opened), &file), 0);
    uint8_t *all = malloc((size_t)file.st_size + 1), *at = all;
    assert_non_null(all);
    uint8_t *end = all + fread(all, 1, (size_t)file.st_size, opened);
    fclose(opened);
    while ((at = memmem(at, (size_t)(end - at), bytes, length)) != NULL) {
        count++;
        at++;
    }
    free(all);
    return count;
}

/* In the table and in its index; a third is one that a split left where nothing is read. */
enum { ROWS_OF_A_HASH = 2 };

/* Somebody of whom there is such a copy; -1 where there is none of anybody. */
static int find_left_over(int others)
{
    char id[24];
    uint8_t hash[KEYS_HASH_BYTES];
    for (int i = 0; i < others; i++) {
        snprintf(id, sizeof id, "other-%d", i);
        keys_identity_hash(&till.shop->keys, "id", "pos", id, hash);
        if (occurrences("store/comeback.db", hash, sizeof hash) > ROWS_OF_A_HASH)
            return i;
    }
    return -1;
}

static void copies_that_splits_of_pages_left_go_too(void **state)
{
    char id[24];
    uint8_t hash[KEYS_HASH_BYTES];
    (void)state;
    int somebody = -1;
    for (int others = 0; somebody < 0 && others < OTHERS_MOST; others += OTHERS / 2) {
        tell_others(others, OTHERS / 2);
        till_sql(&till, "PRAGMA wal_checkpoint(TRUNCATE)");
        somebody = find_left_over(others + OTHERS / 2);
    }
    assert_true(somebody >= 0);
    snprintf(id, sizeof id, "other-%d", somebody);
    keys_identity_hash(&till.shop->keys, "id", "pos", id, hash);
    forget(person_by(PERSON_BY_ID, "pos", id));
    clean();
    assert_int_equal(occurrences("store/comeback.db", hash, sizeof hash), 0);
    assert_int_equal(occurrences("store/comeback.db-wal", hash, sizeof hash), 0);
}

static int64_t count_in(const struct till *in, const char *sql)
{
    return till_number(in, sql);
}

static void merge(struct till *into, const struct till *from)
{
    struct fault fault = {{0}};
    char folder[96];
    snprintf(folder, sizeof folder, "%s/store", from->folder);
    if (rebuild_merge(into->shop->store, folder, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
}

static void rows_of_theirs_that_come_from_another_till_later_do_not_stay(void **state)
{
    struct till other;
    (void)state;
    till_open_beside(&other, &till);
    SELL(&till, TOLD);
    merge(&other, &till);
    SELL(&other, TOLD, .day = 1);
    forget(person_by(PERSON_BY_ID, "pos", ID));
    merge(&till, &other);
    static const char *const counts[] = {"SELECT count(*) FROM identity",
                                         "SELECT count(*) FROM said",
                                         "SELECT count(*) FROM person"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        assert_int_equal(count_in(&till, counts[i]), 0);
    assert_int_equal(count_in(&till, "SELECT count(*) FROM sale"), 2);
    till_assert_verified(&till);
    merge(&other, &till);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        assert_int_equal(count_in(&other, counts[i]), 0);
    till_assert_verified(&other);
    till_close(&other);
}

static void forgotten_twice_is_forgotten(void **state)
{
    (void)state;
    SELL(&till, TOLD);
    int64_t person = person_by(PERSON_BY_ID, "pos", ID);
    forget(person);
    struct forget_report again = forget(person);
    assert_int_equal(again.ways + again.sayings + again.slips, 0);
    clean();
    till_assert_verified(&till);
}

static json_t *export_of(int64_t person)
{
    struct fault fault = {{0}};
    json_t *object = NULL;
    if (export_person(till.shop->store, person, &object, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    return object;
}

static const char *text_at(const json_t *object, const char *part, size_t i, const char *name)
{
    const json_t *row = json_array_get(json_object_get(object, part), i);
    const char *text = json_string_value(json_object_get(row, name));
    return text == NULL ? "(none)" : text;
}

static void an_export_has_everything_of_one_person_and_nothing_of_another(void **state)
{
    static const struct line lines[] = {{.sku = "T1", .name = "Tea", .amount_minor = 2000},
                                        {.sku = NULL}};
    (void)state;
    int64_t giver_card =
        SELL(&till, .customer = "giver", .phone = "086 555 0000", .name = "Giver", .print = "card")
            ->card.code;
    SELL(&till, TOLD, .card = giver_card, .lines = lines);
    json_t *object = export_of(person_by(PERSON_BY_ID, "pos", ID));
    assert_int_equal(json_array_size(json_object_get(object, "known_by")), 3);
    assert_string_equal(text_at(object, "known_by", 2, "sort"), "phone");
    assert_string_equal(text_at(object, "known_by", 2, "ending"), "67");
    uint8_t hash[KEYS_HASH_BYTES];
    char hex[2 * KEYS_HASH_BYTES + 1];
    keys_identity_hash(&till.shop->keys, "phone", "", E164, hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    assert_string_equal(text_at(object, "known_by", 2, "hash"), hex);
    assert_string_equal(text_at(object, "called", 0, "name"), NAME);
    assert_string_equal(text_at(object, "said", 0, "text"), NEED);
    assert_string_equal(text_at(object, "said", 0, "day"), "2025-01-06");
    assert_int_equal(json_array_size(json_object_get(object, "sales")), 1);
    assert_string_equal(text_at(object, "sales", 0, "tag"), "referral");
    assert_string_equal(text_at(object, "sales", 0, "kind"), "sale");
    const json_t *sale = json_array_get(json_object_get(object, "sales"), 0);
    const json_t *item = json_array_get(json_object_get(sale, "items"), 0);
    assert_string_equal(json_string_value(json_object_get(item, "name")), "Tea");
    assert_true(json_array_size(json_object_get(object, "codes")) > 0);
    char *text = json_dumps(object, JSON_COMPACT);
    assert_null(strstr(text, "Giver"));
    keys_identity_hash(&till.shop->keys, "id", "pos", "giver", hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    assert_null(strstr(text, hex));
    free(text);
    json_decref(object);
}

static void an_export_names_every_code_they_were_given(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .name = NAME, .print = "card");
    char note[CODE_TEXT], card[CODE_TEXT];
    code_format(answer->note.code, note);
    code_format(answer->card.code, card);
    SELL(&till, .customer = ID, .note = answer->note.code, .day = 1);
    json_t *object = export_of(person_by(PERSON_BY_ID, "pos", ID));
    assert_string_equal(text_at(object, "codes", 0, "code"), note);
    assert_string_equal(text_at(object, "codes", 1, "code"), card);
    assert_int_equal(json_array_size(json_object_get(object, "sales")), 2);
    json_decref(object);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(no_byte_is_left_of_somebody_who_was_told_in_every_way),
        TILL_TEST(nothing_of_anybody_else_is_touched),
        TILL_TEST(their_notes_say_no_more_who_it_is_and_their_cards_stay_good),
        TILL_TEST(told_again_a_sale_of_theirs_gives_no_note_that_would_know_them),
        TILL_TEST(who_was_joined_is_forgotten_as_one),
        TILL_TEST(their_slips_are_not_printed_tried_again_or_copied),
        TILL_TEST(copies_from_before_the_store_was_brought_up_to_date_go),
        TILL_TEST(another_process_that_reads_delays_the_cleaning_and_leaves_a_mark),
        TILL_TEST(copies_that_splits_of_pages_left_go_too),
        TILL_TEST(who_shared_a_phone_is_named_by_it_once_the_other_is_forgotten),
        TILL_TEST(killed_at_any_moment_and_done_again_it_leaves_nothing),
        TILL_TEST(rows_of_theirs_that_come_from_another_till_later_do_not_stay),
        TILL_TEST(forgotten_twice_is_forgotten),
        TILL_TEST(an_export_has_everything_of_one_person_and_nothing_of_another),
        TILL_TEST(an_export_names_every_code_they_were_given),
    };
    return cmocka_run_group_tests_name("forget", tests, NULL, NULL);
}
