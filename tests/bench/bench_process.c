/* SPDX-License-Identifier: MIT */
/*
 * bench_process COMMAND...: what a whole process costs above one that does nothing (this program,
 * asked for nothing), the two by turns in one run: the median of the wall clock, and the most
 * memory that any of them had resident.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

enum { RUNS = 200 };

static const char nothing[] = "--nothing";

static void die(const char *what)
{
    fprintf(stderr, "bench_process: %s failed\n", what);
    exit(1);
}

/* From before it is spawned until it has ended; *rss_kib grows to what it had. */
static int64_t run(char **words, posix_spawn_file_actions_t *silence, long *rss_kib)
{
    extern char **environ;
    struct rusage usage;
    pid_t pid;
    int status;
    int64_t start_ns = measure_now_ns();
    if (posix_spawnp(&pid, words[0], silence, NULL, words, environ) != 0 ||
        wait4(pid, &status, 0, &usage) != pid || status != 0)
        die(words[0]);
    int64_t took_ns = measure_now_ns() - start_ns;
    *rss_kib = usage.ru_maxrss > *rss_kib ? usage.ru_maxrss : *rss_kib;
    return took_ns;
}

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t silence;
    long rss_kib = 0, bare_rss_kib = 0;
    struct samples bare = samples_new(RUNS), whole = samples_new(RUNS);
    if (argc > 1 && strcmp(argv[1], nothing) == 0)
        return 0;
    if (argc < 2 || posix_spawn_file_actions_init(&silence) != 0 ||
        posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) != 0)
        die("bench_process COMMAND...");
    char *bare_words[] = {argv[0], (char *)nothing, NULL};
    for (int i = 0; i < RUNS; i++) {
        samples_add(&bare, run(bare_words, &silence, &bare_rss_kib));
        samples_add(&whole, run(argv + 1, &silence, &rss_kib));
    }
    int64_t bare_ns = samples_at(&bare, 0.5), whole_ns = samples_at(&whole, 0.5);
    printf("process_bare_ms %.2f\nprocess_above_ms %.2f\nprocess_mib %.2f\n",
           (double)bare_ns / 1000000, (double)(whole_ns - bare_ns) / 1000000,
           (double)rss_kib / 1024);
    posix_spawn_file_actions_destroy(&silence);
    samples_free(&bare);
    samples_free(&whole);
    return 0;
}
