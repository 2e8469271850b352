/* SPDX-License-Identifier: MIT */
/*
 * What each command of the tables means to the filter: every one that is not here is a setting. A
 * command that is added to the tables is one too, until somebody says otherwise here and there.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "../../plugin/tap/splice_command.h"

static const char *const pictures[] = {
    "ESC FF: print the page and keep it",
    "ESC *: image by columns",
    "ESC *: image by columns, undefined density",
    "FS p: print an NV image",
    "GS ( A: test print",
    "GS ( L: print graphics",
    "GS ( L: print an NV graphic",
    "GS ( L: print a download",
    "GS ( Q: draw a line",
    "GS ( Q: draw a rectangle",
    "GS ( Q: rule a horizontal line",
    "GS ( Q: rule a vertical line",
    "GS ( k: print PDF417",
    "GS ( k: print QR",
    "GS ( k: print MaxiCode",
    "GS ( k: print GS1 DataBar",
    "GS ( k: print composite",
    "GS ( k: print Aztec",
    "GS ( k: print DataMatrix",
    "GS /: print the downloaded image",
    "GS Q 0: image by rows, variable height",
    "GS ^: run the macro",
    "GS c: print the counter",
    "GS k: barcode ended by NUL",
    "GS k: barcode",
    "GS v 0: image by rows",
    "DC2 *: image by rows",
    "DC2 T: test page",
    "DC2 V: image of the head's width",
    "SYN: print a logo",
    "ESC FS p: print a logo",
    "ESC GS S: image by rows",
    "ESC GS x: print PDF417",
    "ESC GS y: print QR",
    "ESC *: image by columns of 24",
    "ESC K: image by columns of 8",
    "ESC L: image by fine columns of 8",
    "ESC X: image by columns of 24",
    "ESC Z: print QR",
    "ESC b: barcode ended by RS",
    "ESC b: barcode of binary numbers ended by RS",
    "ESC b: barcode ended by NUL",
    "ESC k: image of 24 rows",
    "ESC |: barcode with its length",
    "ESC |: barcode of digits",
    "ESC 81h: print QR",
    "GS ( k: print Aztec of clones",
    "GS k: QR ended by NUL",
    "GS k: QR with its length",
    "GS k: PDF417 with its length",
    "b: row of dots",
    "k: row of dots, fed by itself",
    NULL,
};

static const char *const feeds[] = {
    "LF: print and feed a line",        "ESC J: print and feed",
    "ESC K: print and feed back",       "ESC d: print and feed lines",
    "ESC e: print and feed lines back", NULL,
};

static const char *const cuts[] = {
    "ESC i: partial cut, one point",
    "ESC m: partial cut, three points",
    "GS ( V: cut",
    "GS ( V: set a cut position",
    "GS V: set a cut position",
    "GS V: cut",
    "ESC * r: end of document",
    "ESC d: cut",
    "ESC w: full cut",
    NULL,
};

static const char *const feeding_cuts[] = {
    "GS ( V: feed and cut",
    "GS V: feed and cut",
    "GS V: feed, cut and feed back",
    NULL,
};

static const char *const at_once[] = {
    "DC2 q: send that all is done",
    "DLE EOT: send ink status",
    "DLE EOT: send peeler status",
    "DLE EOT: send interface status",
    "DLE EOT: send real-time status",
    "DLE ENQ: recover",
    "DLE DC4: pulse now",
    "DLE DC4: power off",
    "DLE DC4: send a status now",
    "DLE DC4: clear the buffers",
    "ESC p: drawer pulse",
    "ESC u: send peripheral status",
    "ESC v: send paper status",
    "FS ( E: send top or bottom logo settings",
    "FS ( L: send the paper layout",
    "FS ( L: send the position",
    "FS ( e: automatic status of options",
    "FS ( e: undefined function",
    "FS ( g: image scanner: send settings",
    "FS a 0: read a check",
    "FS b: send the check again",
    "FS g 2: read NV memory",
    "GS ( C: send a record",
    "GS ( C: send what records take",
    "GS ( C: send the room for records",
    "GS ( C: send the keys of records",
    "GS ( E: send a memory switch",
    "GS ( E: send a value",
    "GS ( E: send the serial interface",
    "GS ( E: send Bluetooth",
    "GS ( E: send USB",
    "GS ( E: send the paper layout",
    "GS ( E: send labels and marks",
    "GS ( E: send a buzzer pattern",
    "GS ( G: send cut sheet status",
    "GS ( G: read magnetic ink",
    "GS ( G: send magnetic ink again",
    "GS ( G: read and send",
    "GS ( G: scan and send",
    "GS ( G: send a scan again",
    "GS ( G: send the list of scans",
    "GS ( G: send the room for scans",
    "GS ( H: ask for a process ID",
    "GS ( H: answer when offline",
    "GS ( H: undefined function",
    "GS ( L: send the size of NV memory",
    "GS ( L: send the room in NV memory",
    "GS ( L: send the room for downloads",
    "GS ( L: send the keys of NV graphics",
    "GS ( L: send the keys of downloads",
    "GS ( k: send PDF417 size",
    "GS ( k: send QR size",
    "GS ( k: send MaxiCode size",
    "GS ( k: send GS1 DataBar size",
    "GS ( k: send composite size",
    "GS ( k: send Aztec size",
    "GS ( k: send DataMatrix size",
    "GS ( z: read checks one after another",
    "GS I: send printer ID",
    "GS a: automatic status",
    "GS g 2: send a maintenance counter",
    "GS j: automatic ink status",
    "GS r: send a status",
    "EOT: send status now",
    "ENQ: send status",
    "BEL: sound the buzzer",
    "BEL: drawer pulse",
    "EM: external device 2 now",
    "SUB: external device 2",
    "ESC ACK SOH: send status",
    "ESC BEL: drawer pulse times",
    "ESC GS x: send PDF417 size",
    "ESC GS y: send QR size",
    "ESC &: drawer pulse",
    "ESC * r: drawer in raster mode",
    "ESC p: drawer",
    "ESC v: drawer 1",
    "ESC 80h: drawer 2",
    "ESC C3h: send the model",
    "ESC C7h: send the firmware",
    "ESC E5h: send the settings",
    "GS ENQ: send status",
    "GS F8h: send status",
    "US DC1: ask or set",
    "US ( E: send a memory switch",
    NULL,
};

static bool has(const char *const *list, const char *name)
{
    while (*list != NULL && strcmp(*list, name) != 0)
        list++;
    return *list != NULL;
}

static enum splice_kind wanted(const char *name)
{
    static const struct {
        const char *const *names;
        enum splice_kind kind;
    } lists[] = {{pictures, SPLICE_PICTURE},
                 {feeds, SPLICE_FEED},
                 {cuts, SPLICE_CUT},
                 {feeding_cuts, SPLICE_FEED_AND_CUT},
                 {at_once, SPLICE_AT_ONCE}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (has(lists[i].names, name))
            return lists[i].kind;
    return SPLICE_SETTING;
}

static void every_command_is_of_the_kind_that_is_listed(void **state)
{
    (void)state;
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        char name[128];
        struct token token = {.command = command,
                              .bytes = (const uint8_t *)command->prefix,
                              .length = command->prefix_length};
        snprintf(name, sizeof name, "%s: %s", command->name, command->what);
        if (splice_kind(&token) != wanted(name))
            fail_msg("%s is of kind %d", name, splice_kind(&token));
    }
}

static size_t count(const char *const *list)
{
    size_t found = 0;
    const struct command *command;
    char name[128];
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        snprintf(name, sizeof name, "%s: %s", command->name, command->what);
        found += has(list, name);
    }
    return found;
}

static size_t length_of(const char *const *list)
{
    size_t length = 0;
    while (list[length] != NULL)
        length++;
    return length;
}

static void every_name_that_is_listed_is_a_command(void **state)
{
    (void)state;
    const char *const *const lists[] = {pictures, feeds, cuts, feeding_cuts, at_once};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        assert_int_equal(count(lists[i]), length_of(lists[i]));
}

static enum splice_kind kind_of_text(const char *text)
{
    struct token token;
    assert_true(token_next((const uint8_t *)text, strlen(text), 0, &token));
    return splice_kind(&token);
}

static void blanks_are_no_text(void **state)
{
    (void)state;
    assert_int_equal(kind_of_text(" "), SPLICE_SETTING);
    assert_int_equal(kind_of_text("        "), SPLICE_SETTING);
    assert_int_equal(kind_of_text("    x   "), SPLICE_TEXT);
    assert_int_equal(kind_of_text("\xa0"), SPLICE_TEXT);
}

static size_t lacking(const char *bytes, size_t length)
{
    struct token token;
    assert_true(token_next((const uint8_t *)bytes, length, 0, &token));
    return splice_lacking(&token, length);
}

#define LACKING(text) lacking(text, sizeof(text) - 1)

static void a_command_lacks_what_its_length_says_also_where_it_is_unknown(void **state)
{
    (void)state;
    assert_int_equal(LACKING("\x1b"), 1);
    assert_int_equal(LACKING("\x1b@"), 0);
    assert_int_equal(LACKING("\x1d(k\3\0"), 3);
    assert_int_equal(LACKING("\x1dv0\0\2\0\3\0\1"), 5);
    assert_int_equal(LACKING("\x1d(~"), 2);
    assert_int_equal(LACKING("\x1d(~\3\0"), 3);
    assert_int_equal(LACKING("\x1d(~\0\1x"), 255);
    assert_int_equal(LACKING("\x1d(~\3\0xyz"), 0);
    assert_int_equal(LACKING("\x1d~"), 0);
}

static bool may_grow(const char *bytes, size_t length)
{
    struct token token;
    assert_true(token_next((const uint8_t *)bytes, length, 0, &token));
    return splice_may_grow(&token);
}

#define MAY_GROW(text) may_grow(text, sizeof(text) - 1)

static void a_question_of_seikos_behind_the_cut_is_no_text(void **state)
{
    static const uint8_t asks[] = {0x12, 'q', 0}, says[] = {0x12, 'q', 'u'};
    struct token token;
    (void)state;
    assert_true(token_next(asks, sizeof asks, 0, &token));
    assert_int_equal(token.length, 3);
    assert_int_equal(splice_kind(&token), SPLICE_AT_ONCE);
    assert_true(token_next(says, sizeof says, 0, &token));
    assert_int_equal(token.length, 1);
}

static void only_what_another_maker_gives_a_parameter_may_grow(void **state)
{
    (void)state;
    assert_true(MAY_GROW("\x1b"
                         "4"));
    assert_true(MAY_GROW("\x1bw"));
    assert_false(MAY_GROW("\x1b"
                          "4\1"));
    assert_false(MAY_GROW("\n"));
    assert_false(MAY_GROW("\x1bi"));
    assert_false(MAY_GROW("\x1b@"));
    assert_false(MAY_GROW("\x05"));
    assert_false(MAY_GROW("text"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_is_of_the_kind_that_is_listed),
        cmocka_unit_test(every_name_that_is_listed_is_a_command),
        cmocka_unit_test(blanks_are_no_text),
        cmocka_unit_test(a_command_lacks_what_its_length_says_also_where_it_is_unknown),
        cmocka_unit_test(a_question_of_seikos_behind_the_cut_is_no_text),
        cmocka_unit_test(only_what_another_maker_gives_a_parameter_may_grow),
    };
    return cmocka_run_group_tests_name("splice_command", tests, NULL, NULL);
}
