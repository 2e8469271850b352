/* SPDX-License-Identifier: MIT */
#include "shop_helper.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugin/clock.h"
#include "../../plugin/logo.h"
#include "png_helper.h"

static struct till till;

static int open_shop(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_shop(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static void write_bytes(const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(till_path(&till, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* Written anew beside the old one, as programs do that draw; its base64 is the caller's. */
static char *write_logo(unsigned width)
{
    uint8_t greys[64] = {0};
    char path[128];
    struct bytes png = {0};
    png_write_greys(greys, width, 1, &png);
    write_bytes("new.png", png.data, png.length);
    strcpy(path, till_path(&till, "new.png"));
    assert_int_equal(rename(path, till_path(&till, "logo.png")), 0);
    char *base64 = png_base64(&png);
    bytes_free(&png);
    return base64;
}

static const char *card_text(void)
{
    shop_refresh(till.shop);
    SELL(&till, .print = "card");
    bytes_add_byte(&till.outcome.card_text, '\0');
    return (const char *)till.outcome.card_text.data;
}

static const char *notice(void)
{
    shop_refresh(till.shop);
    SELL(&till, .print = "none");
    return till.outcome.answer.notice;
}

static void assert_starts(const char *text, const char *expected)
{
    if (strncmp(text, expected, strlen(expected)) != 0)
        fail_msg("found \"%.200s\", expected \"%.200s\"", text, expected);
}

static void a_card_bears_the_logo_at_its_head_and_a_note_does_not(void **state)
{
    (void)state;
    char expected[400], *base64 = write_logo(9);
    till_set(&till, "shop", "logo", "logo.png");
    snprintf(expected, sizeof expected, "{image:%s}\n^^^\"FOR A FRIEND\"", base64);
    const char *text = card_text();
    const char *card = strstr(text, "{image:");
    assert_non_null(card);
    assert_starts(card, expected);
    SELL(&till, .print = "note");
    assert_null(memmem(till.outcome.note_text.data, till.outcome.note_text.length, "{image", 6));
    free(base64);
}

static void without_a_logo_there_is_none(void **state)
{
    (void)state;
    assert_null(strstr(card_text(), "{image"));
}

static void a_changed_logo_is_seen_at_the_next_sale(void **state)
{
    (void)state;
    char *first = write_logo(9), *second;
    till_set(&till, "shop", "logo", "logo.png");
    assert_non_null(strstr(card_text(), first));
    second = write_logo(17);
    assert_non_null(strstr(card_text(), second));
    assert_string_equal(notice(), "");
    free(first);
    free(second);
}

static void a_logo_that_is_not_there_is_told_and_the_last_one_stays(void **state)
{
    (void)state;
    char *base64 = write_logo(9);
    till_set(&till, "shop", "logo", "logo.png");
    assert_non_null(strstr(card_text(), base64));
    assert_int_equal(unlink(till_path(&till, "logo.png")), 0);
    assert_non_null(strstr(notice(), "shop.logo: found \"logo.png\", expected a PNG; No such file "
                                     "or directory"));
    assert_non_null(strstr(card_text(), base64));
    till_reopen(&till);
    assert_non_null(strstr(notice(), "shop.logo: found \"logo.png\", expected a PNG; No such file "
                                     "or directory"));
    assert_non_null(strstr(card_text(), base64));
    free(base64);
}

static void a_broken_logo_is_told_with_its_line(void **state)
{
    (void)state;
    write_bytes("logo.png", "GIF89a, and more", 16);
    till_set(&till, "shop", "logo", "logo.png");
    assert_non_null(strstr(notice(), "comeback.ini:"));
    assert_non_null(strstr(notice(), ": shop.logo: found \"logo.png\", expected a PNG; picture: "
                                     "\"Not a PNG file\", expected a PNG"));
    assert_null(strstr(notice(), "comeback.ini:0:"));
}

static void a_logo_stands_in_image_and_nowhere_else(void **state)
{
    (void)state;
    static const char slip[] = "{{shop.name}} {{card.until}} {{code}}\n{{shop.logo}}\n";
    till_write(&till, "card.receipt", slip);
    assert_non_null(strstr(notice(), "card.receipt:2: found \"{{shop.logo}}\", expected "
                                     "{image:{{shop.logo}}}"));
}

static void assert_refused(const char *name, const char *expected)
{
    char *base64 = NULL;
    struct fault fault = {{0}};
    assert_int_equal(logo_read(till_path(&till, name), &base64, &fault), COMEBACK_CONFIG);
    assert_null(base64);
    assert_string_equal(fault.text, expected);
}

static void a_file_that_cannot_be_a_logo_is_refused_with_the_reason(void **state)
{
    (void)state;
    uint8_t *large = calloc(1, 65537);
    write_bytes("large.png", large, 65537);
    write_bytes("empty.png", "", 0);
    free(large);
    assert_refused("none.png", "No such file or directory");
    assert_refused("store", "not a regular file");
    assert_refused("large.png", "found more than 65536 bytes, expected at most that");
    assert_refused("empty.png", "picture: \"cut off\", expected a PNG");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_card_bears_the_logo_at_its_head_and_a_note_does_not,
                                        open_shop, close_shop),
        cmocka_unit_test_setup_teardown(without_a_logo_there_is_none, open_shop, close_shop),
        cmocka_unit_test_setup_teardown(a_changed_logo_is_seen_at_the_next_sale, open_shop,
                                        close_shop),
        cmocka_unit_test_setup_teardown(a_logo_that_is_not_there_is_told_and_the_last_one_stays,
                                        open_shop, close_shop),
        cmocka_unit_test_setup_teardown(a_broken_logo_is_told_with_its_line, open_shop, close_shop),
        cmocka_unit_test_setup_teardown(a_logo_stands_in_image_and_nowhere_else, open_shop,
                                        close_shop),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_a_logo_is_refused_with_the_reason,
                                        open_shop, close_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
