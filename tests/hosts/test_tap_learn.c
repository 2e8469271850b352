/* SPDX-License-Identifier: MIT */
/* Recorded receipts under `comeback tap --learn` and `--try`, as an owner sees them. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

static const char first[] = "\x1b@YOUR SHOP\nReceipt: 4711\nServed by: Rosa\n\n"
                            "Flat white      3.80\nCroissant       2.50\n"
                            "TOTAL           6.30\nCash           10.00\nChange          3.70\n"
                            "Thank you\n\n\n\x1dV\x01";
static const char second[] = "\x1b@YOUR SHOP\nReceipt: 4712\nServed by: Tom\n\n"
                             "Espresso        2.20\nSandwich        5.50\n"
                             "TOTAL           7.70\nCash           10.00\nChange          2.30\n"
                             "Thank you\n\n\n\x1dV\x01";

static const char *put(const struct host_shop *shop, const char *name, const char *bytes,
                       size_t length)
{
    static char paths[4][HOST_PATH];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, HOST_PATH, "%.200s/%.40s", shop->root, name);
    host_write(path, bytes, length);
    return path;
}

static int tap(const struct host_shop *shop, char out[HOST_TEXT], const char *option,
               const char *one, const char *other)
{
    return host_comeback(shop, out, HOST_TEXT, "tap", option, one, other, NULL);
}

static void learn_into_settings(const struct host_shop *shop)
{
    host_edit(shop, "comeback.ini", "; number = Receipt: {}", "number = Receipt: {}");
    host_edit(shop, "comeback.ini", "; total = TOTAL {}", "total = TOTAL {}");
    host_edit(shop, "comeback.ini", "; paid = Change *", "paid = any");
}

static void what_is_learned_is_marked_and_ready_to_paste(void **state)
{
    char out[HOST_TEXT];
    const char *one = put(*state, "one.bin", first, sizeof first - 1);
    const char *other = put(*state, "other.bin", second, sizeof second - 1);
    assert_int_equal(tap(*state, out, "--learn", one, other), 0);
    assert_non_null(strstr(out, "   number > Receipt: 4711\n"));
    assert_non_null(strstr(out, "  cashier > Served by: Rosa\n"));
    assert_non_null(strstr(out, "          | Croissant       2.50\n"));
    assert_non_null(strstr(out, "    total > TOTAL           7.70\n"));
    assert_non_null(strstr(out, "\n[tap]\nnumber = Receipt: {}\ntotal = TOTAL {}\n"
                                "cashier = Served by: {}\npaid = any\n"));
}

/* As an owner begins: nothing is there yet but a receipt. */
static void learning_needs_no_settings(void **state)
{
    const struct host_shop *shop = *state;
    char command[HOST_PATH * 3], out[HOST_TEXT];
    put(shop, "one.bin", first, sizeof first - 1);
    snprintf(command, sizeof command,
             "cd '%.200s' && env -u COMEBACK_CONFIG HOME=/nowhere XDG_CONFIG_HOME=/nowhere '%s' "
             "tap --learn one.bin",
             shop->root, host_built("comeback"));
    const char *const words[] = {"sh", "-c", command, NULL};
    assert_int_equal(host_run(out, sizeof out, words), 0);
    assert_non_null(strstr(out, "\n[tap]\nnumber = Receipt: {}\n"));
}

static void a_value_with_a_comments_mark_stands_in_quotes(void **state)
{
    static const char marked[] = "YOUR SHOP\n#0815\nFlat white  3.80\nTOTAL  3.80\nCash  3.80\n"
                                 "\n\n\x1dV\x01";
    char out[HOST_TEXT];
    const char *one = put(*state, "one.bin", marked, sizeof marked - 1);
    assert_int_equal(tap(*state, out, "--learn", one, NULL), 0);
    assert_non_null(strstr(out, "\nnumber = \"#{}\"\n"));
}

static void what_is_no_receipt_teaches_nothing(void **state)
{
    char out[HOST_TEXT];
    const char *one = put(*state, "one.bin", "\x1bp\x00\x32\xfa", 5);
    assert_int_equal(tap(*state, out, "--learn", one, NULL), 1);
    assert_string_equal(out, "comeback: no total was found: is this a whole receipt?\n");
}

static void a_receipt_that_is_tried_shows_where_its_note_goes(void **state)
{
    char out[HOST_TEXT];
    const char *one = put(*state, "one.bin", first, sizeof first - 1);
    learn_into_settings(*state);
    assert_int_equal(tap(*state, out, "--try", one, NULL), 0);
    assert_non_null(strstr(out, "          | Thank you\n          > ------ the note ------\n"));
    assert_non_null(strstr(out, "  number    4711\n  total     630\n  gets its note\n"));
}

static void a_receipt_without_a_note_says_why(void **state)
{
    static const char turned[] = "\x1b@\x1b{\x01Receipt: 4711\nTOTAL 6.30\nCash 10.00\n\n\x1dV\x01";
    static const char followed[] = "\x1b@Receipt: 4711\nTOTAL 6.30\nCash 10.00\n\n\n\x1dV\x01"
                                   "For the kitchen\n";
    static const char unpaid[] = "\x1b@Receipt: 4711\nTOTAL 6.30\n\n\n\x1dV\x01";
    static const struct {
        const char *bytes;
        size_t length;
        const char *why;
    } cases[] = {
        {turned, sizeof turned - 1, "upside down"},
        {followed, sizeof followed - 1, "more is printed behind its cut"},
        {unpaid, sizeof unpaid - 1, "no row below the total says how it was paid"},
    };
    learn_into_settings(*state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[HOST_TEXT];
        const char *one = put(*state, "one.bin", cases[i].bytes, cases[i].length);
        assert_int_equal(tap(*state, out, "--try", one, NULL), 1);
        const char *said = strstr(out, "  no note: ");
        if (said == NULL || strstr(said, cases[i].why) == NULL)
            fail_msg("expected %s in: %s", cases[i].why, out);
    }
}

static void paper_and_json_come_of_what_is_tried(void **state)
{
    const struct host_shop *shop = *state;
    char out[HOST_TEXT], png[HOST_PATH];
    unsigned char head[8] = {0};
    const char *one = put(shop, "one.bin", first, sizeof first - 1);
    learn_into_settings(shop);
    snprintf(png, sizeof png, "%.200s/one.png", shop->root);
    assert_int_equal(
        host_comeback(shop, out, sizeof out, "tap", "--try", one, "--png", png, "--json", NULL), 0);
    assert_non_null(strstr(out, "\"number\": {\n          \"value\": \"4711\""));
    assert_non_null(strstr(out, "\"verdict\": \"sale\""));
    FILE *file = fopen(png, "rb");
    assert_non_null(file);
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    fclose(file);
    assert_memory_equal(head, "\x89PNG\r\n\x1a\n", sizeof head);
}

static void a_wrong_pattern_is_told_before_anything_is_tried(void **state)
{
    char out[HOST_TEXT];
    const char *one = put(*state, "one.bin", first, sizeof first - 1);
    host_edit(*state, "comeback.ini", "; total = TOTAL {}", "total = TOTAL");
    assert_int_equal(tap(*state, out, "--try", one, NULL), 1);
    assert_memory_equal(out, "comeback: [tap] total: ", 23);
}

/* The lines that --learn ends with, in place of what stands in the settings. */
static void paste(const struct host_shop *shop, const char *learned)
{
    const char *lines = strstr(learned, "\n[tap]\n");
    assert_non_null(lines);
    host_edit(shop, "comeback.ini", "\nhost = tap", lines + 6);
}

static void recorded_receipts_of_real_tills_are_learned_by_themselves(void **state)
{
    static const char *const tills[] = {"viewtouch", "chromis", "core-pos", "dolibarr-takepos"};
    (void)state;
    for (size_t i = 0; i < sizeof tills / sizeof tills[0]; i++) {
        char path[HOST_PATH], out[HOST_TEXT];
        void *shop = NULL;
        snprintf(path, sizeof path, "../shared/data/pos/%s-receipt.bin", tills[i]);
        if (access(path, R_OK) != 0) {
            print_message("no %s here\n", path);
            skip();
        }
        assert_int_equal(host_make_shop(&shop), 0);
        assert_int_equal(tap(shop, out, "--learn", path, NULL), 0);
        paste(shop, out);
        int status = tap(shop, out, "--try", path, NULL);
        if (status != 0)
            print_error("%s: %s", tills[i], out);
        assert_int_equal(status, 0);
        assert_int_equal(host_remove_shop(&shop), 0);
    }
}

static void it_is_used_wrongly_in_a_word(void **state)
{
    static const struct {
        const char *words[4], *text;
    } cases[] = {
        {{"--learn", "a", "--try", "b"},
         "comeback: tap: either --learn or --try; see comeback tap --help\n"},
        {{"--learn", "a", "--listen", ":0"},
         "comeback: tap: --learn and --try listen nowhere and record nothing\n"},
        {{"--learn", "a", "--png", "b"}, "comeback: --png: only of one receipt that is tried\n"},
        {{"receipt.bin", NULL},
         "comeback: tap: \"receipt.bin\" is one word too many; see comeback tap --help\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[HOST_TEXT];
        const char *const *w = cases[i].words;
        assert_int_equal(
            host_comeback(*state, out, sizeof out, "tap", w[0], w[1], w[2], w[3], NULL), 2);
        assert_string_equal(out, cases[i].text);
    }
}

#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, host_make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(what_is_learned_is_marked_and_ready_to_paste),
        SHOP_TEST(learning_needs_no_settings),
        SHOP_TEST(a_value_with_a_comments_mark_stands_in_quotes),
        SHOP_TEST(what_is_no_receipt_teaches_nothing),
        SHOP_TEST(a_receipt_that_is_tried_shows_where_its_note_goes),
        SHOP_TEST(a_receipt_without_a_note_says_why),
        SHOP_TEST(paper_and_json_come_of_what_is_tried),
        SHOP_TEST(a_wrong_pattern_is_told_before_anything_is_tried),
        cmocka_unit_test(recorded_receipts_of_real_tills_are_learned_by_themselves),
        SHOP_TEST(it_is_used_wrongly_in_a_word),
    };
    return cmocka_run_group_tests_name("tap learn", tests, NULL, NULL);
}
