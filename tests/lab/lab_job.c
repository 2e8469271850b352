/* SPDX-License-Identifier: MIT */
#include "lab.h"

#include <grp.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
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
    struct lab_sent *end;
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

static void deliver(const struct lab_job *job, struct lab_sent *end)
{
    struct bytes slip = {0};
    struct journal journal;
    struct drv_fault fault;
    const struct printer_patience patience = {.job_ms = job->job_ms != 0 ? job->job_ms : JOB_MS,
                                              .hold_ms = HOLD_MS};
    end->status = journal_open(JOURNAL, &journal, &fault);
    if (end->status != DRV_OK) {
        snprintf(end->claim.reason, sizeof end->claim.reason, "%.150s", fault.text);
        return;
    }
    make_slip(job, &slip);
    const struct printer_port port = {
        .uri = job->uri, .folder = "/tmp", .profile = profile_of(job), .journal = &journal};
    end->status = printer_send(&port, slip.data, slip.length, job->ticket, &patience, &end->claim);
}

static bool take_rights(const struct lab_job *job)
{
    gid_t group = job->groups != 0 ? job->groups : NOBODY;
    if (job->user == 0)
        return true;
    return chmod(JOURNAL, 0666) == 0 && setgroups(1, &group) == 0 && setgid(NOBODY) == 0 &&
           setuid(job->user) == 0;
}

static void run_sender(const struct lab_job *job, struct lab_sent *end)
{
    int64_t begun_ms = lab_now_ms();
    struct journal journal;
    if (journal_open(JOURNAL, &journal, NULL) == DRV_OK)
        journal_close(&journal);
    if (!take_rights(job))
        _exit(1);
    deliver(job, end);
    end->took_ms = lab_now_ms() - begun_ms;
    _exit(0);
}

pid_t lab_send_begin(const struct lab_job *job)
{
    size_t i = 0;
    while (i < SENDERS_MAX && senders[i].pid != 0)
        i++;
    assert_true(i < SENDERS_MAX);
    senders[i].end = mmap(NULL, sizeof *senders[i].end, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(senders[i].end, MAP_FAILED);
    fflush(stdout);
    senders[i].pid = fork();
    if (senders[i].pid == 0)
        run_sender(job, senders[i].end);
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
    munmap(sender->end, sizeof *sender->end);
    sender->pid = 0;
}

void lab_kill(pid_t pid)
{
    struct sender *sender = find_sender(pid);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    forget_sender(sender);
}

static int64_t microseconds(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

void lab_send_end(pid_t pid, struct lab_sent *end)
{
    struct sender *sender = find_sender(pid);
    struct rusage usage;
    int status;
    int64_t until_ms = lab_now_ms() + GUARD_MS;
    while (wait4(pid, &status, WNOHANG, &usage) == 0) {
        if (lab_now_ms() > until_ms)
            fail_msg("the sender hangs");
        lab_pause();
    }
    *end = *sender->end;
    end->cpu_us = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
    forget_sender(sender);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

void lab_send(const struct lab_job *job, struct lab_sent *end)
{
    lab_send_end(lab_send_begin(job), end);
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

void lab_check_printed(const struct lab_sent *end)
{
    if (end->claim.result != PRINTER_PRINTED || end->claim.torn)
        fail_msg("%s%s: %s", printer_result_name(end->claim.result),
                 end->claim.torn ? ", torn" : "", end->claim.reason);
    assert_int_equal(end->status, DRV_OK);
}

static unsigned count_in(const char *text, const char *wanted)
{
    unsigned count = 0;
    for (const char *at = text; (at = strstr(at, wanted)) != NULL; at += strlen(wanted))
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

void lab_figure(const char *what, const struct lab_sent *end)
{
    printf("figure: %s: %" PRId64 ".%03d ms of CPU in %" PRId64 " ms (%.2f %%)\n", what,
           end->cpu_us / 1000, (int)(end->cpu_us % 1000), end->took_ms,
           end->took_ms > 0 ? (double)end->cpu_us / 10.0 / (double)end->took_ms : 0.0);
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
