/* SPDX-License-Identifier: MIT */
/*
 * The tap as a backend of CUPS: what it is told, and a whole receipt through Debian's cupsd, which
 * is run here for these tests alone. The program is the built one ($COMEBACK_BUILD, else build).
 */
#include "../../plugin/tap/backend.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define CUPSD "/usr/sbin/cupsd"

enum { START_MS = 20000, TEXT = 4096 };

static const char receipt[] = "\x1b@YOUR SHOP\nReceipt: 17\nFlat white  9.40\nTOTAL  9.40\n"
                              "Cash  10.00\n\n\n\x1dV\x01";

static char folder[64];
static pid_t cupsd;

static const char *path_of(const char *name)
{
    static char paths[4][160];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* What it is told. */

static void a_backend_is_known_by_its_folder(void **state)
{
    (void)state;
    assert_true(backend_is_meant("/usr/lib/cups/backend/comeback"));
    assert_true(backend_is_meant("backend/comeback"));
    assert_false(backend_is_meant("/usr/local/bin/comeback"));
    assert_false(backend_is_meant("comeback"));
    assert_false(backend_is_meant("/opt/mybackend/comeback"));
    assert_false(backend_is_meant("/usr/lib/cups/backend"));
}

static void its_device_uri_names_settings_and_printer(void **state)
{
    static const struct {
        const char *uri, *config, *printer;
    } cases[] = {
        {"comeback:/srv/shop/comeback.ini", "/srv/shop/comeback.ini", ""},
        {"comeback:/srv/my%20shop/comeback.ini", "/srv/my shop/comeback.ini", ""},
        {"comeback:", "", ""},
        {"comeback:/", "", ""},
        {"comeback:/c.ini?printer=usb://EPSON/TM-T20II%3Fserial=J4", "/c.ini",
         "usb://EPSON/TM-T20II?serial=J4"},
        {"comeback:?printer=file:/dev/usb/lp0", "", "file:/dev/usb/lp0"},
    };
    char *words[] = {"", "1", "me", "title", "1", "", NULL};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct backend_job job;
        struct fault fault = {{0}};
        assert_int_equal(backend_read(6, words, cases[i].uri, &job, &fault), COMEBACK_OK);
        assert_string_equal(job.config, cases[i].config);
        assert_string_equal(job.printer, cases[i].printer);
        assert_null(job.file);
        assert_int_equal(job.copies, 1);
    }
}

static void what_it_cannot_do_is_refused(void **state)
{
    static const struct {
        int count;
        const char *copies, *uri, *text;
    } cases[] = {
        {6, "1", NULL, "DEVICE_URI: found \"\", expected comeback:/path/of/comeback.ini"},
        {6, "1", "usb://EPSON",
         "DEVICE_URI: found \"usb://EPSON\", expected comeback:/path/of/comeback.ini"},
        {6, "1", "comeback:/c.ini?host=x", "DEVICE_URI: parameter \"host\" is not known here"},
        {7, "0", "comeback:/", "copies: found \"0\", expected 1 to 100"},
        {7, "two", "comeback:/", "copies: found \"two\", expected 1 to 100"},
        {5, "1", "comeback:/",
         "found 4 words, expected job, user, title, copies, options and a file"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char copies[8];
        char *words[] = {"", "1", "me", "title", copies, "", "file", NULL};
        struct backend_job job;
        struct fault fault = {{0}};
        snprintf(copies, sizeof copies, "%s", cases[i].copies);
        assert_int_equal(backend_read(cases[i].count, words, cases[i].uri, &job, &fault),
                         COMEBACK_VALUE);
        assert_string_equal(fault.text, cases[i].text);
    }
}

/* A real queue. */

static void write_text(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int run(const char *format, ...)
{
    char command[TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    return system(command);
}

/* A shop whose printer is a file, and what its receipts look like. */
static int make_shop(const char *program)
{
    return run("'%s' init '%s' >/dev/null && "
               "sed -i 's|^printer = .*|printer = file:%s|; /^\\[tap\\]/,$ {"
               " s|^; number = .*|number = Receipt: {}|; s|^; total = .*|total = TOTAL {}|;"
               " s|^; paid = .*|paid = any| }' '%s'",
               program, path_of("shop"), path_of("paper.bin"), path_of("shop/comeback.ini"));
}

static void write_settings(void)
{
    static const char *const folders[] = {"root", "spool", "cache", "state", "temp", "docs"};
    char text[TEXT];
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        mkdir(path_of(folders[i]), 0755);
    snprintf(text, sizeof text,
             "ServerRoot %s/root\nRequestRoot %s/spool\nCacheDir %s/cache\nStateDir %s/state\n"
             "TempDir %s/temp\nDocumentRoot %s/docs\nServerBin %s/bin\n"
             "DataDir /usr/share/cups\nSystemGroup root\n"
             "AccessLog %s/access\nErrorLog %s/errors\nPageLog %s/pages\n",
             folder, folder, folder, folder, folder, folder, folder, folder, folder, folder);
    write_text("files.conf", text);
    snprintf(text, sizeof text,
             "Listen %s/sock\nBrowsing Off\nWebInterface No\nDefaultAuthType None\n"
             "LogLevel debug\n<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
             "<Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n",
             folder);
    write_text("cupsd.conf", text);
    snprintf(text, sizeof text,
             "<Printer till>\nDeviceURI comeback:%s/shop/comeback.ini\nState Idle\n"
             "Accepting Yes\n</Printer>\n",
             folder);
    write_text("root/printers.conf", text);
}

/* Without rights for others, so that a cupsd of root's runs it as root. */
static int install_backend(const char *program)
{
    mkdir(path_of("bin"), 0755);
    mkdir(path_of("bin/backend"), 0755);
    return symlink("/usr/lib/cups/daemon", path_of("bin/daemon")) == 0
               ? run("install -m 700 '%s' '%s'", program, path_of("bin/backend/comeback"))
               : -1;
}

static bool answers(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s/sock", folder);
    bool found = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return found;
}

static void become_cupsd(void)
{
    int log = open(path_of("cupsd.log"), O_CREAT | O_WRONLY | O_APPEND, 0600);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(log, 1);
    dup2(log, 2);
    execl(CUPSD, "cupsd", "-f", "-c", path_of("cupsd.conf"), "-s", path_of("files.conf"), NULL);
    _exit(127);
}

static int set_up(void **state)
{
    const char *build = getenv("COMEBACK_BUILD");
    char program[160];
    (void)state;
    strcpy(folder, "/tmp/backend-XXXXXX");
    /* cupsd's children are another user's and must get in. */
    if (mkdtemp(folder) == NULL || chmod(folder, 0755) < 0 || access(CUPSD, X_OK) < 0)
        return folder[0] == '\0' ? -1 : 0;
    snprintf(program, sizeof program, "%s/comeback", build == NULL ? "build" : build);
    if (make_shop(program) != 0 || install_backend(program) != 0)
        return -1;
    write_settings();
    setenv("CUPS_SERVER", path_of("sock"), 1);
    cupsd = fork();
    if (cupsd == 0)
        become_cupsd();
    for (int64_t end_ms = deadline_after(START_MS); deadline_left_ms(end_ms) > 0; usleep(20000))
        if (answers())
            return 0;
    print_message("cupsd did not come up: see %s\n", path_of("errors"));
    return -1;
}

static int tear_down(void **state)
{
    (void)state;
    if (cupsd > 0) {
        kill(cupsd, SIGTERM);
        waitpid(cupsd, NULL, 0);
    }
    return run("rm -rf '%s'", folder);
}

static void print_receipt(void)
{
    const struct transport_target target = {.place = "till"};
    struct transport *wire = NULL;
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_UNCONFIRMED;
    size_t taken = 0;
    if (transport_cups.open(&target, deadline_after(10000), &wire, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    assert_int_equal(
        wire->ops->write(wire, (const uint8_t *)receipt, sizeof receipt - 1, &taken, &fault),
        DRV_OK);
    assert_int_equal(wire->ops->finish(wire, deadline_after(10000), &result, &fault), DRV_OK);
    wire->ops->close(wire);
}

/* How long the paper is once it has not become longer for a while. */
static off_t await_paper(off_t least)
{
    struct stat is = {.st_size = 0};
    for (int64_t end_ms = deadline_after(20000); deadline_left_ms(end_ms) > 0; usleep(20000))
        if (stat(path_of("paper.bin"), &is) == 0 && is.st_size >= least)
            break;
    usleep(500000);
    stat(path_of("paper.bin"), &is);
    return is.st_size;
}

static void a_queue_prints_a_receipt_with_its_note_and_again_without(void **state)
{
    const off_t length = sizeof receipt - 1;
    (void)state;
    if (cupsd == 0) {
        print_message("no " CUPSD " here\n");
        skip();
    }
    print_receipt();
    off_t first = await_paper(length);
    assert_true(first > length + 100);
    print_receipt();
    assert_int_equal(await_paper(first + length), first + length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backend_is_known_by_its_folder),
        cmocka_unit_test(its_device_uri_names_settings_and_printer),
        cmocka_unit_test(what_it_cannot_do_is_refused),
        cmocka_unit_test(a_queue_prints_a_receipt_with_its_note_and_again_without),
    };
    return cmocka_run_group_tests_name("backend", tests, set_up, tear_down);
}
