/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../drivers/printer.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static const struct profile profile = {
    .name = "test",
    .dots = 384,
    .dpi = 203,
    .columns = 32,
    .pages = {{.name = "CP858", .number = 19}, {.name = "CP437", .number = 0}}};

static char folder[64];

static int send_for(const char *uri, const char *from, const uint8_t *bytes, size_t length,
                    int timeout_ms, struct printer_claim *claim)
{
    const struct printer_port port = {.uri = uri, .folder = from, .profile = &profile};
    const struct printer_patience patience = {.job_ms = timeout_ms};
    return printer_send(&port, bytes, length, 0, &patience, claim);
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/printer-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    char command[96];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static size_t read_file(const char *name, uint8_t *out, size_t capacity)
{
    FILE *file = fopen(path_of(name), "rb");
    if (file == NULL)
        return 0;
    size_t length = fread(out, 1, capacity, file);
    fclose(file);
    return length;
}

static void check_file(const char *name, const char *content)
{
    uint8_t read[256];
    assert_int_equal(read_file(name, read, sizeof read), strlen(content));
    assert_memory_equal(read, content, strlen(content));
}

static void check_png(const char *name)
{
    uint8_t read[8];
    assert_int_equal(read_file(name, read, sizeof read), 8);
    assert_memory_equal(read, "\x89PNG\r\n\x1a\n", 8);
}

static int count_entries(const char *name)
{
    DIR *entries = opendir(path_of(name));
    assert_non_null(entries);
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return count;
}

static void check_claim(const struct printer_claim *claim, enum printer_result result,
                        const char *reason)
{
    assert_string_equal(printer_result_name(claim->result), printer_result_name(result));
    assert_string_equal(claim->reason, reason);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void a_uri_is_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        int status;
        const char *text;
    } cases[] = {
        {"file:/dev/usb/lp0", DRV_OK, ""},
        {"file:///dev/usb/lp0", DRV_OK, ""},
        {"file:out.escpos", DRV_OK, ""},
        {"virtual:paper", DRV_OK, ""},
        {"", DRV_INVALID,
         "printer \"\": expected a URI such as socket://192.168.1.40:9100 or file:/dev/usb/lp0"},
        {"paper", DRV_INVALID,
         "printer \"paper\": expected a URI such as socket://192.168.1.40:9100 or "
         "file:/dev/usb/lp0"},
        {":x", DRV_INVALID,
         "printer \":x\": expected a URI such as socket://192.168.1.40:9100 or file:/dev/usb/lp0"},
        {"file:a\nb", DRV_INVALID,
         "printer \"file:a?b\": expected a URI such as socket://192.168.1.40:9100 or "
         "file:/dev/usb/lp0"},
        {"file:", DRV_INVALID, "printer \"file:\": nothing follows the scheme"},
        {"virtual:", DRV_INVALID, "printer \"virtual:\": nothing follows the scheme"},
        {"file:/tmp/", DRV_INVALID, "printer \"file:/tmp/\": expected a file, not a folder"},
        {"file://host/x", DRV_UNSUPPORTED,
         "printer \"file://host/x\": a host is named; expected file:/path"},
        {"virtual://host/x", DRV_UNSUPPORTED,
         "printer \"virtual://host/x\": a host is named; expected virtual:/folder"},
        {"lpd:x", DRV_UNSUPPORTED,
         "printer \"lpd:x\": expected the scheme cups, file, serial, socket, usb or virtual"},
        {"FILE:/x", DRV_UNSUPPORTED,
         "printer \"FILE:/x\": expected the scheme cups, file, serial, socket, usb or virtual"},
        {"files:/x", DRV_UNSUPPORTED,
         "printer \"files:/x\": expected the scheme cups, file, serial, socket, usb or virtual"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct drv_fault fault = {""};
        assert_int_equal(printer_check(cases[i].uri, &fault), cases[i].status);
        assert_string_equal(fault.text, cases[i].text);
    }
}

static void an_over_long_uri_is_refused(void **state)
{
    (void)state;
    char uri[1025];
    struct drv_fault fault;
    memset(uri, 'a', sizeof uri);
    memcpy(uri, "file:/", 6);
    uri[1023] = '\0';
    assert_int_equal(printer_check(uri, &fault), DRV_OK);
    uri[1023] = 'a';
    uri[1024] = '\0';
    assert_int_equal(printer_check(uri, &fault), DRV_LIMIT);
    assert_non_null(strstr(fault.text, "...\": a URI has at most 1023 bytes"));
}

static void a_job_without_bytes_or_place_prints_nothing(void **state)
{
    (void)state;
    struct printer_claim claim;
    assert_int_equal(send_for("file:x", folder, BYTES(""), 100, &claim), DRV_INVALID);
    check_claim(&claim, PRINTER_NOT_PRINTED, "a job of \"0\" bytes");
    assert_int_equal(send_for("file:x", NULL, BYTES("A"), 100, &claim), DRV_INVALID);
    check_claim(&claim, PRINTER_NOT_PRINTED, "path \"x\": relative to nothing");
    assert_int_equal(send_for("nix:x", folder, BYTES("A"), 100, &claim), DRV_UNSUPPORTED);
    check_claim(
        &claim, PRINTER_NOT_PRINTED,
        "printer \"nix:x\": expected the scheme cups, file, serial, socket, usb or virtual");
    assert_int_equal(count_entries("."), 0);
}

static void a_file_takes_one_job_after_the_other(void **state)
{
    (void)state;
    struct printer_claim claim;
    assert_int_equal(send_for("file:out", folder, BYTES("one\n"), 100, &claim), DRV_OK);
    check_claim(&claim, PRINTER_UNCONFIRMED, "");
    assert_int_equal(send_for("file:out", folder, BYTES("two\n"), 0, &claim), DRV_OK);
    check_claim(&claim, PRINTER_UNCONFIRMED, "");
    check_file("out", "one\ntwo\n");
}

static void a_device_that_is_not_there_is_not_made(void **state)
{
    (void)state;
    struct printer_claim claim;
    assert_int_equal(send_for("file:///dev/comeback-lp7", folder, BYTES("A"), 100, &claim), DRV_IO);
    check_claim(&claim, PRINTER_NOT_PRINTED, "\"/dev/comeback-lp7\": No such file or directory");
    assert_int_equal(access("/dev/comeback-lp7", F_OK), -1);
}

static void a_full_device_is_told_as_such(void **state)
{
    (void)state;
    struct printer_claim claim;
    assert_int_equal(send_for("file:/dev/full", folder, BYTES("A"), 100, &claim), DRV_IO);
    check_claim(&claim, PRINTER_NOT_PRINTED, "No space left on device");
}

static void a_pipe_without_reader_is_not_printed(void **state)
{
    (void)state;
    struct printer_claim claim;
    char expected[256];
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    assert_int_equal(send_for("file:pipe", folder, BYTES("A"), 100, &claim), DRV_IO);
    snprintf(expected, sizeof expected, "\"%s\": No such device or address", path_of("pipe"));
    check_claim(&claim, PRINTER_NOT_PRINTED, expected);
}

/* A pipe holds 64 KiB: what is over it waits for a reader until the deadline. */
static void a_reader_that_sleeps_leaves_the_rest_untaken(void **state)
{
    (void)state;
    enum { LENGTH = 100000 };
    static uint8_t job[LENGTH];
    struct printer_claim claim;
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    int reader = open(path_of("pipe"), O_RDONLY | O_NONBLOCK);
    int64_t begin = now_ms();
    assert_int_equal(send_for("file:pipe", folder, job, LENGTH, 200, &claim), DRV_TIMEOUT);
    int64_t took = now_ms() - begin;
    check_claim(&claim, PRINTER_NOT_PRINTED,
                "torn: it takes no more, time is up; 65536 of 100000 bytes had left");
    assert_true(claim.torn);
    assert_in_range(took, 195, 1500);
    close(reader);
}

struct slow_reader {
    int fd;
    uint8_t *read;
    size_t length;
    size_t stop_after;
};

static void *read_slowly(void *argument)
{
    struct slow_reader *reader = argument;
    while (reader->length < reader->stop_after) {
        ssize_t count = read(reader->fd, reader->read + reader->length, 777);
        if (count > 0)
            reader->length += (size_t)count;
        else
            usleep(100);
    }
    close(reader->fd);
    return NULL;
}

static void short_writes_are_resumed_at_the_byte(void **state)
{
    (void)state;
    enum { LENGTH = 300000 };
    uint8_t *job = malloc(LENGTH);
    struct printer_claim claim;
    pthread_t thread;
    for (int i = 0; i < LENGTH; i++)
        job[i] = (uint8_t)(i * 7 + i / 251);
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    struct slow_reader reader = {.fd = open(path_of("pipe"), O_RDONLY | O_NONBLOCK),
                                 .read = malloc(LENGTH + 777),
                                 .stop_after = LENGTH};
    pthread_create(&thread, NULL, read_slowly, &reader);
    assert_int_equal(send_for("file:pipe", folder, job, LENGTH, 20000, &claim), DRV_OK);
    pthread_join(thread, NULL);
    check_claim(&claim, PRINTER_UNCONFIRMED, "");
    assert_int_equal(reader.length, LENGTH);
    assert_memory_equal(reader.read, job, LENGTH);
    free(reader.read);
    free(job);
}

static volatile sig_atomic_t signals;

static void count_signal(int number)
{
    (void)number;
    signals++;
}

static void a_reader_that_goes_away_raises_no_signal(void **state)
{
    (void)state;
    enum { LENGTH = 300000 };
    uint8_t *job = calloc(1, LENGTH);
    struct printer_claim claim;
    pthread_t thread;
    struct sigaction counting = {.sa_handler = count_signal}, before;
    sigaction(SIGPIPE, &counting, &before);
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    struct slow_reader reader = {.fd = open(path_of("pipe"), O_RDONLY | O_NONBLOCK),
                                 .read = malloc(LENGTH + 777),
                                 .stop_after = 20000};
    pthread_create(&thread, NULL, read_slowly, &reader);
    assert_int_equal(send_for("file:pipe", folder, job, LENGTH, 20000, &claim), DRV_IO);
    pthread_join(thread, NULL);
    assert_int_equal(claim.result, PRINTER_NOT_PRINTED);
    assert_true(claim.torn);
    assert_non_null(strstr(claim.reason, "torn: Broken pipe; "));
    assert_non_null(strstr(claim.reason, " of 300000 bytes had left"));
    assert_int_equal(signals, 0);
    sigaction(SIGPIPE, &before, NULL);
    free(reader.read);
    free(job);
}

static void a_virtual_printer_keeps_the_page_and_its_bytes(void **state)
{
    (void)state;
    struct printer_claim claim;
    assert_int_equal(
        send_for("virtual:paper", folder, BYTES("\x1b@Hello\n\x1dVA\x10"), 1000, &claim), DRV_OK);
    check_claim(&claim, PRINTER_PRINTED, "");
    check_png("paper/000001.png");
    check_file("paper/000001.escpos", "\x1b@Hello\n\x1dVA\x10");
    assert_int_equal(count_entries("paper"), 2);
}

static void each_sheet_takes_the_next_free_number(void **state)
{
    (void)state;
    struct printer_claim claim;
    assert_int_equal(mkdir(path_of("paper"), 0700), 0);
    close(open(path_of("paper/000041.escpos"), O_CREAT | O_WRONLY, 0600));
    assert_int_equal(send_for("virtual:paper", folder, BYTES("one\n\x1dV0two\n"), 1000, &claim),
                     DRV_OK);
    check_png("paper/000042.png");
    check_png("paper/000043.png");
    check_file("paper/000042.escpos", "one\n\x1dV0two\n");
    assert_int_equal(count_entries("paper"), 4);
    close(open(path_of("paper/999999.png"), O_CREAT | O_WRONLY, 0600));
    assert_int_equal(send_for("virtual:paper", folder, BYTES("one\n"), 1000, &claim), DRV_LIMIT);
    check_claim(&claim, PRINTER_NOT_PRINTED, "\"999999.png\" is the last number of a folder");
    assert_int_equal(count_entries("paper"), 5);
}

static void a_job_that_prints_nothing_is_processed(void **state)
{
    (void)state;
    struct printer_claim claim;
    assert_int_equal(send_for("virtual:paper", folder, BYTES("\x1b@\x1bt\x13"), 1000, &claim),
                     DRV_OK);
    check_claim(&claim, PRINTER_PROCESSED, "");
    assert_int_equal(count_entries("paper"), 0);
}

static void a_job_too_long_for_paper_leaves_no_file(void **state)
{
    (void)state;
    uint8_t job[3 * 700];
    struct printer_claim claim;
    for (size_t i = 0; i < sizeof job; i += 3)
        memcpy(job + i,
               "\x1b"
               "d\x01",
               3);
    assert_int_equal(send_for("virtual:paper", folder, job, sizeof job, 1000, &claim), DRV_LIMIT);
    check_claim(&claim, PRINTER_NOT_PRINTED, "a sheet of \"20010\" rows is longer than 20000");
    assert_int_equal(count_entries("paper"), 0);
}

static void a_folder_that_cannot_be_is_told(void **state)
{
    (void)state;
    struct printer_claim claim;
    char expected[256];
    close(open(path_of("taken"), O_CREAT | O_WRONLY, 0600));
    assert_int_equal(send_for("virtual:taken", folder, BYTES("A\n"), 1000, &claim), DRV_IO);
    snprintf(expected, sizeof expected, "\"%s\": Not a directory", path_of("taken"));
    check_claim(&claim, PRINTER_NOT_PRINTED, expected);
    assert_int_equal(send_for("virtual:no/such/folder", folder, BYTES("A\n"), 1000, &claim),
                     DRV_IO);
    assert_int_equal(claim.result, PRINTER_NOT_PRINTED);
}

enum { PROCESSES = 4, JOBS = 10 };

static void print_jobs(int process)
{
    for (int i = 0; i < JOBS; i++) {
        char job[32];
        struct printer_claim claim;
        int length = snprintf(job, sizeof job, "process %d job %d\n", process, i);
        if (send_for("virtual:paper", folder, (uint8_t *)job, (size_t)length, 10000, &claim) !=
            DRV_OK)
            _exit(1);
    }
    _exit(0);
}

static void several_processes_share_the_numbers(void **state)
{
    (void)state;
    for (int i = 0; i < PROCESSES; i++) {
        pid_t child = fork();
        if (child == 0)
            print_jobs(i);
        assert_true(child > 0);
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_entries("paper"), 2 * PROCESSES * JOBS);
    for (int i = 1; i <= PROCESSES * JOBS; i++) {
        char name[40];
        snprintf(name, sizeof name, "paper/%06d.png", i);
        check_png(name);
    }
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_uri_is_read_strictly),
        cmocka_unit_test(an_over_long_uri_is_refused),
        IN_FOLDER(a_job_without_bytes_or_place_prints_nothing),
        IN_FOLDER(a_file_takes_one_job_after_the_other),
        IN_FOLDER(a_device_that_is_not_there_is_not_made),
        IN_FOLDER(a_full_device_is_told_as_such),
        IN_FOLDER(a_pipe_without_reader_is_not_printed),
        IN_FOLDER(a_reader_that_sleeps_leaves_the_rest_untaken),
        IN_FOLDER(short_writes_are_resumed_at_the_byte),
        IN_FOLDER(a_reader_that_goes_away_raises_no_signal),
        IN_FOLDER(a_virtual_printer_keeps_the_page_and_its_bytes),
        IN_FOLDER(each_sheet_takes_the_next_free_number),
        IN_FOLDER(a_job_that_prints_nothing_is_processed),
        IN_FOLDER(a_job_too_long_for_paper_leaves_no_file),
        IN_FOLDER(a_folder_that_cannot_be_is_told),
        IN_FOLDER(several_processes_share_the_numbers),
    };
    return cmocka_run_group_tests_name("printer", tests, NULL, NULL);
}
