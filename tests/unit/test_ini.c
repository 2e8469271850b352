/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <iniparser/iniparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../../config/ini.h"

static struct ini *read_good(const char *text, size_t length)
{
    struct fault_list faults = {0};
    struct ini *ini = NULL;
    assert_int_equal(ini_read(text, length, &faults, &ini), CONFIG_OK);
    assert_int_equal(faults.count, 0);
    return ini;
}

/* The mistakes of a text, to be freed; "" where there are none. */
static char *read_faults(const char *text, size_t length)
{
    struct fault_list list = {0};
    struct config_faults faults = {0};
    struct ini *ini = NULL;
    assert_int_equal(ini_read(text, length, &list, &ini), CONFIG_OK);
    ini_free(ini);
    fault_tell(&list, "f", &faults);
    return faults.text != NULL ? faults.text : strdup("");
}

static void assert_faults(const char *text, const char *expected)
{
    char *told = read_faults(text, strlen(text));
    assert_string_equal(told, expected);
    free(told);
}

static void a_value_is_read_as_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *value;
    } lines[] = {
        {"key = value", "value"},
        {"key=value", "value"},
        {"  key\t=\tvalue \t", "value"},
        {"key = two words", "two words"},
        {"key = value ; comment", "value"},
        {"key = value # comment ; \"too\" = 1", "value"},
        {"key = value\t;comment", "value"},
        {"key = \"a; b # c\"", "a; b # c"},
        {"key = \" kept \" ; comment", " kept "},
        {"key = 'say \"hi\"'", "say \"hi\""},
        {"key = \"it's\"", "it's"},
        {"key = O'Brien's", "O'Brien's"},
        {"key = a = b", "a = b"},
        {"key == b", "= b"},
        {"key = [x]", "[x]"},
        {"key = C:\\a\\b", "C:\\a\\b"},
        {"key = Caf\xC3\xA9 \xE2\x82\xAC 5 \xE2\x80\xA6",
         "Caf\xC3\xA9 \xE2\x82\xAC 5 \xE2\x80\xA6"},
        {"key =", ""},
        {"key = ; comment", ""},
        {"key = # \"comment\"", ""},
        {"key = \"\"", ""},
        {"key = '' ; comment", ""},
        {"key = value\r", "value"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[160];
        int length = snprintf(text, sizeof text, "[section]\n%s\n", lines[i].line);
        struct ini *ini = read_good(text, (size_t)length);
        assert_int_equal(ini->entry_count, 1);
        assert_string_equal(ini->entries[0].key, "key");
        assert_string_equal(ini->entries[0].value, lines[i].value);
        assert_int_equal(ini->entries[0].line, 2);
        ini_free(ini);
    }
}

static void a_line_in_another_form_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *told;
    } lines[] = {
        {"key = a;b", "s.key: found \"a;b\", expected a space before ; or #, or quotes around the "
                      "whole value"},
        {"key = a#b", "s.key: found \"a#b\", expected a space before ; or #, or quotes around the "
                      "whole value"},
        {"key = \"a", "s.key: found \"\"a\", expected a closing \""},
        {"key = 'tis", "s.key: found \"'tis\", expected a closing ', or \" around a value that "
                       "starts with '"},
        {"key = \"a\"b", "s.key: found \"\"a\"b\", expected one pair of quotes around the whole "
                         "value, then a comment at most"},
        {"key = \"a\" \"b\"", "s.key: found \"\"a\" \"b\"\", expected one pair of quotes around "
                              "the whole value, then a comment at most"},
        {"key = \"a\";b", "s.key: found \"\"a\";b\", expected one pair of quotes around the whole "
                          "value, then a comment at most"},
        {"key = a \"b\"", "s.key: found \"a \"b\"\", expected quotes around the whole value or "
                          "none"},
        {"key = \"a\\b\"", "s.key: found \"\"a\\b\"\", expected no \\ inside quotes"},
        {"key = a\tb", "s.key: found \"a\\x09b\", expected spaces in place of tabs inside a value"},
        {"key = \"a\tb\"", "s.key: found \"\"a\\x09b\"\", expected spaces in place of tabs inside "
                           "a value"},
        {"key = a\\", "s.key: found \"key = a\\\", expected no \\ at the end of a line: it would "
                      "join the next line to this one"},
        {"; note \\ ", "found \"; note \\ \", expected no \\ at the end of a line: it would join "
                       "the next line to this one"},
        {"key", "found \"key\", expected key = value, [section] or ; comment"},
        {"= b", "found \"\", expected a key of lower-case letters, digits and _, at most 31 bytes"},
        {"Key = b", "found \"Key\", expected a key of lower-case letters, digits and _, at most 31 "
                    "bytes"},
        {"a key = b", "found \"a key\", expected a key of lower-case letters, digits and _, at "
                      "most 31 bytes"},
        {"a:key = b", "found \"a:key\", expected a key of lower-case letters, digits and _, at "
                      "most 31 bytes"},
        {"k2345678901234567890123456789012 = b",
         "found \"k2345678901234567890123456789012\", expected a key of lower-case letters, digits "
         "and _, at most 31 bytes"},
        {"key = \x01", "s.key: found \"key = \\x01\", expected no control characters"},
        {"key = \xC2\x85", "s.key: found \"key = \\xc2\\x85\", expected no control characters"},
        {"key = a\rb", "s.key: found \"key = a\\x0db\", expected no control characters"},
        {"key = \x7F", "s.key: found \"key = \\x7f\", expected no control characters"},
        {"; \x1B[2J", "found \"; \\x1b[2J\", expected no control characters"},
        {"key = \xE9", "s.key: found \"key = \\xe9\", expected UTF-8"},
        {"key = \xC0\xAF", "s.key: found \"key = \\xc0\\xaf\", expected UTF-8"},
        {"key = \xED\xA0\x80", "s.key: found \"key = \\xed\\xa0\\x80\", expected UTF-8"},
        {"key = \xF4\x90\x80\x80", "s.key: found \"key = \\xf4\\x90\\x80\\x80\", expected UTF-8"},
        {"[s] ; x", "found \"[s] ; x\", expected [section] alone on its line"},
        {"[s", "found \"[s\", expected [section] alone on its line"},
        {"[", "found \"[\", expected [section] alone on its line"},
        {"[a]]", "found \"[a]]\", expected [section] alone on its line"},
        {"[]", "found \"[]\", expected a section of lower-case letters, digits, _, - and single "
               "spaces, at most 48 bytes"},
        {"[Shop]", "found \"[Shop]\", expected a section of lower-case letters, digits, _, - and "
                   "single spaces, at most 48 bytes"},
        {"[ a ]", "found \"[ a ]\", expected a section of lower-case letters, digits, _, - and "
                  "single spaces, at most 48 bytes"},
        {"[a  b]", "found \"[a  b]\", expected a section of lower-case letters, digits, _, - and "
                   "single spaces, at most 48 bytes"},
        {"[a:b]", "found \"[a:b]\", expected a section of lower-case letters, digits, _, - and "
                  "single spaces, at most 48 bytes"},
        {"[s123456789012345678901234567890123456789012345678]",
         "found \"[s123456789012345678901234567890123456789012345678]\", expected a section of "
         "lower-case letters, digits, _, - and single spaces, at most 48 bytes"},
        {"[s]", "s: found \"[s]\", expected this section once; it stands in line 1 already"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[160];
        char expected[320];
        snprintf(text, sizeof text, "[s]\n%s\nlast = 1\n", lines[i].line);
        snprintf(expected, sizeof expected, "f:2: %s\n", lines[i].told);
        assert_faults(text, expected);
    }
}

static void a_key_stands_once_and_in_a_section(void **state)
{
    (void)state;
    assert_faults("a = 1\n[s]\nb = 1\n",
                  "f:1: found \"a\", expected a [section] above the first key\n");
    assert_faults("[s]\nb = 1\nc = 2\nb = 3\n",
                  "f:4: s.b: found \"3\", expected this key once; it stands in line 2 already\n");
    assert_faults("[s]\nb = 1\n[t]\nb = 3\n", "");
}

static void a_byte_order_mark_and_a_nul_are_refused(void **state)
{
    (void)state;
    assert_faults("\xEF\xBB\xBF[s]\na = 1\n",
                  "f:1: found \"U+FEFF\", expected no byte order mark\n");
    char *told = read_faults("[s]\na = \0b\n", 11);
    assert_string_equal(told, "f:2: s.a: found \"a = \\x00b\", expected no control characters\n");
    free(told);
    told = read_faults("[s]\0\na = 1\n", 11);
    assert_string_equal(told, "f:1: found \"[s]\\x00\", expected no control characters\n");
    free(told);
}

static void a_file_without_a_newline_at_its_end_or_with_nothing_in_it_is_read(void **state)
{
    (void)state;
    static const char *const ends[] = {"[s]\na = 1", "[s]\r\na = 1\r\n", "[s]\n\n\r\na = 1\n;"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct ini *ini = read_good(ends[i], strlen(ends[i]));
        assert_string_equal(ini->entries[0].value, "1");
        ini_free(ini);
    }
    struct ini *ini = read_good(NULL, 0);
    assert_int_equal(ini->section_count, 0);
    ini_free(ini);
    assert_faults("[s]\na = 1\r", "f:2: s.a: found \"a = 1\\x0d\", expected no control "
                                  "characters\n");
}

static void a_line_as_long_as_iniparser_can_hold_is_read_whole(void **state)
{
    (void)state;
    char text[INI_LINE_MAX + 32] = "[s]\na = ";
    size_t start = strlen("[s]\n");
    memset(text + strlen(text), 'x', INI_LINE_MAX - strlen("a = "));
    text[start + INI_LINE_MAX] = '\n';
    struct ini *ini = read_good(text, start + INI_LINE_MAX + 1);
    assert_int_equal(strlen(ini->entries[0].value), INI_LINE_MAX - strlen("a = "));
    ini_free(ini);
    ini = read_good(text, start + INI_LINE_MAX);
    assert_int_equal(strlen(ini->entries[0].value), INI_LINE_MAX - strlen("a = "));
    ini_free(ini);
    text[start + INI_LINE_MAX] = 'x';
    char *told = read_faults(text, start + INI_LINE_MAX + 1);
    assert_string_equal(told,
                        "f:2: s.a: found \"a = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                        "xxxxxxxxx…\", expected at most 1022 bytes in a line\n");
    free(told);
}

static void what_is_too_many_is_refused(void **state)
{
    (void)state;
    char *text = calloc(1, INI_FILE_MAX + 2);
    struct fault_list list = {0};
    struct ini *ini = NULL;
    memset(text, '\n', INI_FILE_MAX + 1);
    ini_free(read_good(text, INI_FILE_MAX));
    assert_int_equal(ini_read(text, INI_FILE_MAX + 1, &list, &ini), CONFIG_WRONG);
    assert_null(ini);
    fault_tell(&list, "f", NULL);

    size_t length = (size_t)sprintf(text, "[s]\n");
    for (int i = 0; i <= INI_ENTRIES_MAX; i++)
        length += (size_t)sprintf(text + length, "a%d = %d\n", i, i);
    assert_faults(text, "f:1026: s.a1024: found \"1024\", expected at most 1024 keys\n");

    length = 0;
    for (int i = 0; i <= INI_SECTIONS_MAX; i++)
        length += (size_t)sprintf(text + length, "[s%d]\na = %d\n", i, i);
    assert_faults(text, "f:193: found \"[s96]\", expected at most 96 sections\n");
    free(text);
}

static void mistakes_are_told_in_the_order_of_lines_and_counted_beyond_a_hundred(void **state)
{
    (void)state;
    char text[2000];
    size_t length = 0;
    for (int i = 0; i < 103; i++)
        length += (size_t)sprintf(text + length, "nonsense\n");
    char *told = read_faults(text, length);
    assert_non_null(strstr(told, "f:100: found \"nonsense\""));
    assert_null(strstr(told, "f:101:"));
    assert_non_null(strstr(told, "\nf: and 3 more mistakes\n"));
    free(told);
}

static void keys_below_a_refused_section_are_neither_told_nor_missed(void **state)
{
    (void)state;
    struct fault_list list = {0};
    struct ini *ini = NULL;
    const char *text = "[a]\nx = 1\n[B]\nx = 2\n[c]\nx = 3\n";
    assert_int_equal(ini_read(text, strlen(text), &list, &ini), CONFIG_OK);
    assert_int_equal(list.count, 1);
    assert_true(ini->section_lost);
    assert_int_equal(ini->entry_count, 2);
    assert_string_equal(ini->entries[0].value, "1");
    assert_string_equal(ini->entries[1].value, "3");
    ini_free(ini);
    fault_tell(&list, "f", NULL);
}

/* What iniparser itself makes of a text, judged here and not by the code under test. */
static dictionary *load_raw(const char *text, size_t length)
{
    char path[32];
    int fd = memfd_create("raw", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, length), length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    dictionary *raw = iniparser_load(path);
    close(fd);
    return raw;
}

static void assert_raw_agrees(const struct ini *ini, const char *text, size_t length)
{
    dictionary *raw = load_raw(text, length);
    assert_non_null(raw);
    assert_int_equal(iniparser_getnsec(raw), ini->section_count);
    size_t keys = 0;
    for (size_t i = 0; i < ini->section_count; i++)
        keys += (size_t)iniparser_getsecnkeys(raw, ini->sections[i].name);
    assert_int_equal(keys, ini->entry_count);
    for (size_t i = 0; i < ini->entry_count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        char name[2 * INI_NAME_MAX + 2];
        snprintf(name, sizeof name, "%s:%s", entry->section->name, entry->key);
        const char *value = iniparser_getstring(raw, name, NULL);
        assert_non_null(value);
        assert_int_equal(strlen(value), entry->written.length);
        assert_memory_equal(value, entry->written.text, entry->written.length);
        assert_string_equal(value, entry->value);
    }
    iniparser_freedict(raw);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A fixture: catches stderr, and fails the test that had anything printed there. */
struct caught {
    int kept;
    int file;
};

static int catch_stderr(void **state)
{
    struct caught *caught = malloc(sizeof *caught);
    caught->kept = dup(STDERR_FILENO);
    caught->file = memfd_create("stderr", MFD_CLOEXEC);
    *state = caught;
    return dup2(caught->file, STDERR_FILENO) < 0;
}

static int release_stderr(void **state)
{
    struct caught *caught = *state;
    dup2(caught->kept, STDERR_FILENO);
    bool printed = lseek(caught->file, 0, SEEK_END) != 0;
    close(caught->kept);
    close(caught->file);
    free(caught);
    return printed;
}

static size_t random_text(uint32_t *seed, char *out, size_t capacity)
{
    static const char *const pieces[] = {
        "[a]\n",    "\n[b]\n", "[",   "]",   "=",        " = ",          "\"",       "\"",
        "'",        ";",       "#",   " ",   " ",        "\t",           "\\",       "a",
        "b1",       "_",       "X",   "\n",  "\n",       "\r\n",         "\nk = ",   "\nl=",
        "\nm = \"", "\" ; ",   "'\n", " # ", "\xC3\xA9", "\xE2\x80\xA6", "\xC3\x85",
    };
    size_t length = (size_t)sprintf(out, "[s]\nk =");
    for (uint32_t i = next_random(seed) % 14; i > 0 && length + 8 < capacity; i--) {
        uint32_t piece = next_random(seed) % (sizeof pieces / sizeof *pieces);
        length += (size_t)sprintf(out + length, "%s", pieces[piece]);
    }
    return length;
}

static void whatever_the_scan_accepts_iniparser_reads_as_it_stands(void **state)
{
    (void)state;
    uint32_t seed = 2026;
    int accepted = 0;
    for (int i = 0; i < 40000; i++) {
        char text[160];
        size_t length = random_text(&seed, text, sizeof text);
        struct fault_list list = {0};
        struct config_faults faults = {0};
        struct ini *ini = NULL;
        assert_int_equal(ini_read(text, length, &list, &ini), CONFIG_OK);
        bool good = list.count == 0;
        if (good)
            assert_raw_agrees(ini, text, length);
        accepted += good;
        fault_tell(&list, "f", &faults);
        /* This fault would say that the scan accepted what iniparser reads otherwise. */
        assert_true(good || strstr(faults.text, "iniparser reads") == NULL);
        config_faults_free(&faults);
        ini_free(ini);
    }
    assert_in_range(accepted, 3000, 37000);
}

/* A random value in out[64], and in *quote the quote that it needs or happens to get, or NUL. */
static void random_value(uint32_t *seed, char *out, char *quote)
{
    static const char *const pieces[] = {"a",   "B9", " ", ";", "#", "'",        "=",
                                         "[x]", "\\", ",", "%", "$", "\xC3\xA9", "\xE2\x82\xAC"};
    size_t length = 0;
    *out = '\0';
    for (uint32_t i = next_random(seed) % 8; i > 0; i--)
        length += (size_t)sprintf(out + length, "%s",
                                  pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
    bool needed = strpbrk(out, ";#") != NULL || *out == ' ' || *out == '\'' ||
                  (length > 0 && out[length - 1] == ' ');
    *quote = needed || next_random(seed) % 2 == 0 ? '"' : '\0';
    /* No \ can stand in quotes, nor at the end of a line. */
    for (char *at = out; *at != '\0'; at++) {
        if (*at == '\\' && (*quote != '\0' || at[1] == '\0'))
            *at = '/';
    }
}

static void a_value_comes_back_whatever_it_is(void **state)
{
    (void)state;
    static const char *const ends[] = {"", " ", " ; comment", "\t# \"c\" = 'd'", "\r"};
    uint32_t seed = 7;
    for (int i = 0; i < 5000; i++) {
        char value[64];
        char quote[2] = "";
        char text[200];
        random_value(&seed, value, quote);
        const char *end = ends[next_random(&seed) % (sizeof ends / sizeof *ends)];
        int length = snprintf(text, sizeof text, "; first\n[s]\nk = %s%s%s%s\nlast = 1\n", quote,
                              value, quote, end);
        struct ini *ini = read_good(text, (size_t)length);
        assert_string_equal(ini->entries[0].value, value);
        assert_string_equal(ini->entries[1].value, "1");
        ini_free(ini);
    }
}

static void a_process_without_descriptors_is_told_and_nothing_is_printed(void **state)
{
    (void)state;
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    int next = dup(0);
    close(next);
    /* First none is left, then one: for the file in memory, not for iniparser. */
    for (int left = 0; left < 2; left++) {
        struct fault_list list = {0};
        struct config_faults faults = {0};
        struct ini *ini = NULL;
        struct rlimit tight = {(rlim_t)(next + left), limit.rlim_max};
        setrlimit(RLIMIT_NOFILE, &tight);
        int status = ini_read("[s]\na = 1\n", 10, &list, &ini);
        setrlimit(RLIMIT_NOFILE, &limit);
        assert_int_equal(status, CONFIG_IO);
        assert_null(ini);
        fault_tell(&list, "f", &faults);
        assert_string_equal(faults.text, "f:1: found \"Too many open files\", expected a file in "
                                         "memory, readable through /proc/self/fd\n");
        config_faults_free(&faults);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_read_as_it_stands),
        cmocka_unit_test(a_line_in_another_form_is_refused),
        cmocka_unit_test(a_key_stands_once_and_in_a_section),
        cmocka_unit_test(a_byte_order_mark_and_a_nul_are_refused),
        cmocka_unit_test(a_file_without_a_newline_at_its_end_or_with_nothing_in_it_is_read),
        cmocka_unit_test(a_line_as_long_as_iniparser_can_hold_is_read_whole),
        cmocka_unit_test(what_is_too_many_is_refused),
        cmocka_unit_test(mistakes_are_told_in_the_order_of_lines_and_counted_beyond_a_hundred),
        cmocka_unit_test(keys_below_a_refused_section_are_neither_told_nor_missed),
        cmocka_unit_test_setup_teardown(whatever_the_scan_accepts_iniparser_reads_as_it_stands,
                                        catch_stderr, release_stderr),
        cmocka_unit_test(a_value_comes_back_whatever_it_is),
        cmocka_unit_test_setup_teardown(
            a_process_without_descriptors_is_told_and_nothing_is_printed, catch_stderr,
            release_stderr),
    };
    return cmocka_run_group_tests_name("ini", tests, NULL, NULL);
}
