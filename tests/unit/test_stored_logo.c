/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "../../plugin/stored_logo.h"
#undef fail /* cmocka has a macro of this name, too */
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../plugin/drain.h"

enum { NOW_MS = 1700000000 };

static const char lan[] = "socket://192.168.1.40:9100", usb[] = "usb://EPSON/TM-T81?serial=J4CF";

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/comeback-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    char path[400];
    DIR *entries = opendir(folder);
    (void)state;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    closedir(entries);
    return rmdir(folder);
}

static struct stored_logo logo_of(const char *printer, const char *serial)
{
    struct stored_logo logo = {
        .stored = {.key = {'C', 'B'}}, .width_dots = 384, .height_dots = 160};
    strcpy(logo.printer, printer);
    strcpy(logo.serial, serial);
    memset(logo.stored.hash, 0xa5, PICTURE_HASH);
    return logo;
}

static void write_record(const struct stored_logo *logo)
{
    struct fault fault = {{0}};
    if (stored_logo_write(folder, logo, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
}

static const char *path_of(const char *printer)
{
    static char path[DRAIN_PATH];
    drain_journal_path(folder, printer, path);
    strcpy(path + strlen(path) - 4, "logo");
    return path;
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct stored_logo written = logo_of(lan, "J4CF012345"), read;
    stored_logo_count(&written, NOW_MS - 1);
    stored_logo_count(&written, NOW_MS);
    write_record(&written);
    memset(&read, 0, sizeof read);
    assert_int_equal(stored_logo_read(folder, lan, &read, NULL), COMEBACK_OK);
    assert_string_equal(read.printer, lan);
    assert_string_equal(read.serial, "J4CF012345");
    assert_memory_equal(read.stored.key, "CB", 2);
    assert_memory_equal(read.stored.hash, written.stored.hash, PICTURE_HASH);
    assert_int_equal(read.width_dots, 384);
    assert_int_equal(read.height_dots, 160);
    assert_memory_equal(read.writes_ms, written.writes_ms, sizeof read.writes_ms);
    assert_int_equal(read.writes_ms[0], NOW_MS);
}

static void a_record_without_a_key_stays_without(void **state)
{
    (void)state;
    struct stored_logo written = logo_of(lan, "J4CF"), read;
    memset(&written.stored, 0, sizeof written.stored);
    write_record(&written);
    assert_int_equal(stored_logo_read(folder, lan, &read, NULL), COMEBACK_OK);
    assert_int_equal(read.stored.key[0], 0);
    assert_false(stored_logo_find(folder, "J4CF", written.stored.hash, &read));
}

static void nothing_is_known_of_a_printer_without_a_record(void **state)
{
    (void)state;
    struct stored_logo written = logo_of(lan, "J4CF"), read = logo_of("untouched", "");
    write_record(&written);
    assert_int_equal(stored_logo_read(folder, usb, &read, NULL), COMEBACK_NOTHING);
    assert_string_equal(read.printer, "untouched");
}

static void put_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void a_record_that_is_not_whole_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "{}",
        /* a key of one letter, of three, a hash too short, dots below 0 */
        "{\"printer\":\"p\",\"serial\":\"s\",\"key\":\"C\",\"hash\":"
        "\"00000000000000000000000000000000\",\"width_dots\":1,\"height_dots\":1}",
        "{\"printer\":\"p\",\"serial\":\"s\",\"key\":\"CBA\",\"hash\":"
        "\"00000000000000000000000000000000\",\"width_dots\":1,\"height_dots\":1}",
        "{\"printer\":\"p\",\"serial\":\"s\",\"key\":\"CB\",\"hash\":"
        "\"000000000000000000000000000000\",\"width_dots\":1,\"height_dots\":1}",
        "{\"printer\":\"p\",\"serial\":\"s\",\"key\":\"CB\",\"hash\":"
        "\"00000000000000000000000000000000\",\"width_dots\":-1,\"height_dots\":1}",
    };
    struct stored_logo read;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put_text(path_of("p"), texts[i]);
        assert_int_equal(stored_logo_read(folder, "p", &read, NULL), COMEBACK_STORE);
    }
    put_text(path_of("p"), "{\"printer\":\"p\",\"serial\":\"s\",\"key\":\"CB\",\"hash\":"
                           "\"00000000000000000000000000000000\",\"width_dots\":1,"
                           "\"height_dots\":1}");
    assert_int_equal(stored_logo_read(folder, "p", &read, NULL), COMEBACK_OK);
}

static void a_record_has_the_rights_of_the_store(void **state)
{
    (void)state;
    struct stored_logo logo = logo_of(lan, "J4CF");
    struct stat file;
    assert_int_equal(chmod(folder, 02770), 0);
    write_record(&logo);
    assert_int_equal(stat(path_of(lan), &file), 0);
    assert_int_equal(file.st_mode & 0777, 0660);
    assert_int_equal(chmod(folder, 0700), 0);
    write_record(&logo);
    assert_int_equal(stat(path_of(lan), &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
}

static void a_folder_that_cannot_be_written_is_told(void **state)
{
    (void)state;
    struct stored_logo logo = logo_of(lan, "J4CF");
    struct fault fault = {{0}};
    assert_int_equal(stored_logo_write("/nowhere", &logo, &fault), COMEBACK_STORE);
    assert_non_null(strstr(fault.text, "No such file or directory"));
}

static void a_printer_is_found_by_another_uri(void **state)
{
    (void)state;
    struct stored_logo logo = logo_of(lan, "J4CF"), other = logo_of(usb, "another"), found;
    memset(other.stored.hash, 0x5a, PICTURE_HASH);
    write_record(&logo);
    write_record(&other);
    assert_true(stored_logo_find(folder, "J4CF", logo.stored.hash, &found));
    assert_string_equal(found.printer, lan);
    assert_false(stored_logo_find(folder, "J4CF", other.stored.hash, &found));
    assert_false(stored_logo_find(folder, "J4C", logo.stored.hash, &found));
}

static void writes_of_a_day_are_counted_by_number_and_not_by_uri(void **state)
{
    (void)state;
    struct stored_logo logo = logo_of(lan, "J4CF"), same = logo_of(usb, "J4CF");
    struct stored_logo other = logo_of("file:/dev/usb/lp0", "another");
    const int64_t now_ms = INT64_C(1700000000000);
    stored_logo_count(&logo, now_ms - STORED_LOGO_DAY_MS);
    for (int i = 1; i <= 4; i++)
        stored_logo_count(&logo, now_ms - STORED_LOGO_DAY_MS + i);
    stored_logo_count(&same, now_ms);
    stored_logo_count(&other, now_ms);
    write_record(&logo);
    write_record(&same);
    write_record(&other);
    assert_int_equal(stored_logo_writes(folder, "J4CF", now_ms), 5);
    assert_int_equal(stored_logo_writes(folder, "another", now_ms), 1);
    assert_int_equal(stored_logo_writes(folder, "nobody", now_ms), 0);
}

static void the_eleventh_write_of_a_day_is_seen(void **state)
{
    (void)state;
    struct stored_logo logo = logo_of(lan, "J4CF");
    for (int i = 1; i <= 12; i++) {
        stored_logo_count(&logo, NOW_MS + i);
        write_record(&logo);
        assert_int_equal(stored_logo_writes(folder, "J4CF", NOW_MS + i), i < 10 ? i : 10);
    }
}

static const struct profile keeper = {.name = "keeps and tells",
                                      .commands = PROFILE_GS_NV | PROFILE_GS_I};

/* Nothing is asked: of these URIs none can be opened here. */
static void a_usb_printer_with_a_number_is_the_one_that_was_written_to(void **state)
{
    (void)state;
    static const struct profile silent = {.name = "tells nothing", .commands = PROFILE_GS_NV};
    struct picture_stored stored = {.key = ""};
    struct stored_logo logo = logo_of(usb, "J4CF");
    struct printer_port port = {.uri = usb, .profile = &keeper};
    assert_false(stored_logo_is_there(folder, &port, 100, &stored));
    write_record(&logo);
    assert_true(stored_logo_is_there(folder, &port, 100, &stored));
    assert_memory_equal(&stored, &logo.stored, sizeof stored);
    port.profile = &silent;
    assert_false(stored_logo_is_there(folder, &port, 100, &stored));
}

static void any_other_is_not_while_it_does_not_tell_its_number(void **state)
{
    (void)state;
    static const char *const uris[] = {"usb://EPSON/TM-T81", "socket://127.0.0.1:1?serial=J4CF",
                                       "file:/nowhere/serial=J4CF"};
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        struct picture_stored stored;
        struct stored_logo logo = logo_of(uris[i], "J4CF");
        const struct printer_port port = {.uri = uris[i], .profile = &keeper};
        write_record(&logo);
        assert_false(stored_logo_is_there(folder, &port, 100, &stored));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read_back, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_record_without_a_key_stays_without, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(nothing_is_known_of_a_printer_without_a_record, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_record_that_is_not_whole_is_none, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_record_has_the_rights_of_the_store, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_written_is_told, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_printer_is_found_by_another_uri, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(writes_of_a_day_are_counted_by_number_and_not_by_uri,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(the_eleventh_write_of_a_day_is_seen, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_usb_printer_with_a_number_is_the_one_that_was_written_to,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(any_other_is_not_while_it_does_not_tell_its_number,
                                        make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
