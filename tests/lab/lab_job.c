/* SPDX-License-Identifier: MIT */
#include "lab.h"

#include <glob.h>
#include <grp.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../drivers/bytes.h"
#include "lab_time.h"

#define JOURNAL "/tmp/journal"

enum { JOB_MS = 30000, HOLD_MS = 0, SENDERS_MAX = 8, NOBODY = 65534 };

/* What a sender leaves behind, in memory that it shares with us. */
static struct sender {
    pid_t pid; /* 0: none */
    struct lab_sent *sent;
} senders[SENDERS_MAX];

int64_t lab_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void lab_pause(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

void lab_forget(void)
{
    unlink(JOURNAL);
}

static void add_lines(const struct lab_job *job, struct bytes *out)
{
    char line[64];
    for (unsigned i = 1; i <= job->lines; i++) {
        snprintf(line, sizeof line, "%s, line %u of %u\n", job->title, i, job->lines);
        bytes_add_text(out, line);
    }
}

static void make_slip(const struct lab_job *job, struct bytes *out)
{
    bytes_add(out, "\x1b@", 2);
    add_lines(job, out);
    bytes_add(out, "\x1dVB\0", 4);
}

static const struct profile *profile_of(const struct lab_job *job)
{
    return profile_find(job->profile != NULL ? job->profile : "epson-tm-l90");
}

static void deliver(const struct lab_job *job, struct lab_sent *sent)
{
    struct bytes slip = {0};
    struct journal journal;
    struct drv_fault fault;
    const struct printer_patience patience = {.job_ms = job->job_ms != 0 ? job->job_ms : JOB_MS,
                                              .hold_ms = HOLD_MS};
    sent->status = journal_open(JOURNAL, &journal, &fault);
    if (sent->status != DRV_OK) {
        snprintf(sent->claim.reason, sizeof sent->claim.reason, "%.150s", fault.text);
        return;
    }
    make_slip(job, &slip);
    const struct printer_port port = {
        .uri = job->uri, .folder = "/tmp", .profile = profile_of(job), .journal = &journal};
    sent->status =
        printer_send(&port, slip.data, slip.length, job->ticket, &patience, &sent->claim);
}

static bool take_rights(const struct lab_job *job)
{
    gid_t group = job->group != 0 ? job->group : NOBODY;
    if (job->user == 0)
        return true;
    return chmod(JOURNAL, 0666) == 0 && setgroups(1, &group) == 0 && setgid(NOBODY) == 0 &&
           setuid(job->user) == 0;
}

static void run_sender(const struct lab_job *job, struct lab_sent *sent)
{
    int64_t begun_ms = lab_now_ms();
    struct journal journal;
    if (journal_open(JOURNAL, &journal, NULL) == DRV_OK)
        journal_close(&journal);
    if (!take_rights(job))
        _exit(1);
    deliver(job, sent);
    sent->took_ms = lab_now_ms() - begun_ms;
    _exit(0);
}

pid_t lab_send_begin(const struct lab_job *job)
{
    size_t i = 0;
    while (i < SENDERS_MAX && senders[i].pid != 0)
        i++;
    assert_true(i < SENDERS_MAX);
    senders[i].sent = mmap(NULL, sizeof *senders[i].sent, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(senders[i].sent, MAP_FAILED);
    fflush(stdout);
    senders[i].pid = fork();
    if (senders[i].pid == 0)
        run_sender(job, senders[i].sent);
    return senders[i].pid;
}

static struct sender *find_sender(pid_t pid)
{
    size_t i = 0;
    while (i < SENDERS_MAX && senders[i].pid != pid)
        i++;
    assert_true(i < SENDERS_MAX);
    return &senders[i];
}

static void forget_sender(struct sender *sender)
{
    munmap(sender->sent, sizeof *sender->sent);
    sender->pid = 0;
}

void lab_kill(pid_t pid)
{
    struct sender *sender = find_sender(pid);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    forget_sender(sender);
}

void lab_send_end(pid_t pid, struct lab_sent *sent)
{
    struct sender *sender = find_sender(pid);
    int status;
    int64_t until_ms = lab_now_ms() + GUARD_MS;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (lab_now_ms() > until_ms)
            fail_msg("the sender hangs");
        lab_pause();
    }
    *sent = *sender->sent;
    forget_sender(sender);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

void lab_send(const struct lab_job *job, struct lab_sent *sent)
{
    lab_send_end(lab_send_begin(job), sent);
}

enum printer_past lab_recover(const char *uri, int64_t ticket, struct printer_claim *claim)
{
    struct journal journal;
    struct drv_fault fault;
    assert_int_equal(journal_open(JOURNAL, &journal, &fault), DRV_OK);
    const struct printer_port port = {
        .uri = uri, .folder = "/tmp", .profile = profile_find("epson-tm-l90"), .journal = &journal};
    int status = printer_recover(&port, &fault);
    enum printer_past past = printer_past(&journal, ticket, claim);
    journal_close(&journal);
    if (status != DRV_OK)
        fail_msg("recover: %s", fault.text);
    return past;
}

void lab_check_printed(const struct lab_sent *sent)
{
    if (sent->claim.result != PRINTER_PRINTED || sent->claim.torn)
        fail_msg("%s%s: %s", printer_result_name(sent->claim.result),
                 sent->claim.torn ? ", torn" : "", sent->claim.reason);
    assert_int_equal(sent->status, DRV_OK);
}

void lab_check_refused(const struct lab_sent *sent, int status, bool torn, const char *word)
{
    if (sent->status != status || sent->claim.result != PRINTER_NOT_PRINTED ||
        sent->claim.torn != torn || strstr(sent->claim.reason, word) == NULL)
        fail_msg("%d, %s%s: %s", sent->status, printer_result_name(sent->claim.result),
                 sent->claim.torn ? ", torn" : "", sent->claim.reason);
}

static unsigned count_in(const char *text, const char *wanted)
{
    unsigned count = 0;
    for (const char *at = text; (at = strstr(at, wanted)) != NULL; at++)
        count++;
    return count;
}

/* Its lines, nothing else, stand between the words that begin a sheet and those of the next. */
void lab_check_whole(const char *printer, const struct lab_job *job, unsigned count)
{
    struct bytes wanted = {0};
    bytes_add_text(&wanted, "== cut\n");
    add_lines(job, &wanted);
    bytes_add_byte(&wanted, '=');
    bytes_add_byte(&wanted, '\0');
    /* So that the last sheet, too, is followed by something. */
    char *sheets = NULL;
    assert_true(asprintf(&sheets, "%s=", lab_ask(printer, "sheets")) > 0);
    unsigned found = count_in(sheets, (const char *)wanted.data);
    if (found != count)
        print_message("%s\n", sheets);
    free(sheets);
    bytes_free(&wanted);
    assert_int_equal(found, count);
}

int64_t lab_cpu_us(pid_t sender)
{
    char pattern[64];
    glob_t threads;
    int64_t sum_ns = 0, one_ns;
    snprintf(pattern, sizeof pattern, "/proc/%d/task/*/schedstat", (int)sender);
    assert_int_equal(glob(pattern, 0, NULL, &threads), 0);
    for (size_t i = 0; i < threads.gl_pathc; i++) {
        FILE *file = fopen(threads.gl_pathv[i], "r");
        assert_non_null(file);
        assert_int_equal(fscanf(file, "%" SCNd64, &one_ns), 1);
        fclose(file);
        sum_ns += one_ns;
    }
    globfree(&threads);
    return sum_ns / 1000;
}

void lab_watch_waiting(const char *what, pid_t sender, int duration_ms)
{
    int64_t begun_ms = lab_now_ms(), begun_us = lab_cpu_us(sender);
    const struct timespec duration = {duration_ms / 1000, duration_ms % 1000 * 1000000L};
    nanosleep(&duration, NULL);
    double took_us = (double)(lab_cpu_us(sender) - begun_us);
    double waited_ms = (double)(lab_now_ms() - begun_ms);
    print_message("figure: %s: %.1f ms of CPU in %.0f ms of waiting, %.2f %%\n", what,
                  took_us / 1000, waited_ms, took_us / 10 / waited_ms);
}

int lab_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < SENDERS_MAX; i++)
        if (senders[i].pid != 0)
            lab_kill(senders[i].pid);
    lab_stop_printers();
    lab_forget();
    return 0;
}
