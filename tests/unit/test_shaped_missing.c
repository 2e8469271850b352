/* SPDX-License-Identifier: MIT */
/* A machine without Pango: nothing can be opened by this program. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/escpos.h"
#include "../../drivers/paper/paper.h"
#include "../../drivers/shaped.h"
#include "profile_helper.h"

void *dlopen(const char *path, int flags);

static unsigned asked;

/* Stands before that of the C library. */
void *dlopen(const char *path, int flags)
{
    (void)flags;
    asked += path != NULL && strstr(path, "pango") != NULL;
    return NULL;
}

static void without_the_library_nothing_is_opened(void **state)
{
    (void)state;
    struct shaped *shaped = NULL;
    struct drv_fault fault;
    assert_int_equal(shaped_open(&shaped, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "no \"libpangocairo-1.0.so.0\" on this machine");
    assert_null(shaped);
    shaped_close(NULL);
}

static void assert_printed(struct escpos *escpos, const char *profile, const char *text,
                           const char *expected, const char *notice)
{
    struct document *document = NULL;
    struct bytes slip = {0};
    struct paper *paper;
    assert_int_equal(document_parse(text, strlen(text), &document, NULL), DRV_OK);
    assert_int_equal(escpos_encode(escpos, document, ESCPOS_SLIP, &slip, NULL), DRV_OK);
    assert_int_equal(paper_print(slip.data, slip.length, test_profile(profile), &paper, NULL), 0);
    assert_string_equal(paper_sheet_at(paper, 0)->text, expected);
    assert_string_equal(escpos_notice(escpos), notice);
    paper_free(paper);
    bytes_free(&slip);
    document_free(document);
}

static void what_is_not_drawn_is_said_plainly_and_told(void **state)
{
    (void)state;
    struct escpos *escpos = NULL;
    assert_int_equal(escpos_open(test_profile("known-80"), NULL, &escpos, NULL), DRV_OK);
    asked = 0;
    assert_printed(escpos, "known-80", "|Caf\u00e9 \u2013", "Caf\u00e9 \u2013\n", "");
    assert_int_equal(asked, 0);
    assert_printed(escpos, "known-80", "|x\n|\u0141\u00f3d\u017a \u65e5\u672c",
                   "x\nL\u00f3dz ????\n",
                   "line 2 is not drawn: no \"libpangocairo-1.0.so.0\" on this machine");
    assert_printed(escpos, "known-80", "|\u0416", "?\n",
                   "line 1 is not drawn: no \"libpangocairo-1.0.so.0\" on this machine");
    assert_int_equal(asked, 1);
    escpos_close(escpos);
}

/* Cells of '?' and of bare letters, so that nothing shifts. */
static void a_bare_printer_does_what_it_can(void **state)
{
    (void)state;
    struct escpos *escpos = NULL;
    const char *missing = "line 1 is not drawn: no \"libpangocairo-1.0.so.0\" on this machine";
    assert_int_equal(escpos_open(test_profile("bare-58"), NULL, &escpos, NULL), DRV_OK);
    assert_printed(escpos, "bare-58", "|Stra\u00dfe | 1", "Strasse                        1\n",
                   missing);
    assert_printed(escpos, "bare-58", "|`white`", "white\n", missing);
    escpos_close(escpos);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_the_library_nothing_is_opened),
        cmocka_unit_test(what_is_not_drawn_is_said_plainly_and_told),
        cmocka_unit_test(a_bare_printer_does_what_it_can),
    };
    return cmocka_run_group_tests_name("shaped_missing", tests, NULL, NULL);
}
