/* SPDX-License-Identifier: MIT */
/*
 * A host that has nothing in it but the loader: it opens the real libcomeback.so and tells it
 * sales, through the C interface alone.
 *
 *   bench_host LIBRARY CONFIG open              how long dlopen and comeback_open take
 *   bench_host LIBRARY CONFIG memory PEOPLE     private dirty pages after 1,000 sales
 *   bench_host LIBRARY CONFIG finish PEOPLE SALES FILE
 *       finish, with a second process draining; every fourth sale is followed by an append of
 *       800 B to FILE and an fdatasync, which is what finish is compared with
 *
 * PEOPLE is how many customers, C0 onwards, the store knows.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../plugin/comeback.h"
#include "measure.h"

enum {
    OPENINGS = 21,
    MEMORY_SALES = 1000,
    WARM_SALES = 2000,
    CODES = 8192,
    CODE_TEXT = 24,
    APPEND_BYTES = 800,
    DAYS = 30,
    DRAIN_MS = 500,
    PAUSE_MS = 20,
    BESIDE_MOST = 100000,
};

static struct library {
    __typeof__(comeback_open) *open;
    __typeof__(comeback_close) *close;
    __typeof__(comeback_error) *error;
    __typeof__(comeback_drain) *drain;
    __typeof__(comeback_sale_begin) *begin;
    __typeof__(comeback_sale_set) *set;
    __typeof__(comeback_sale_add_item) *add_item;
    __typeof__(comeback_sale_scan) *scan;
    __typeof__(comeback_sale_finish) *finish;
    __typeof__(comeback_sale_get) *get;
    __typeof__(comeback_sale_free) *free;
} library;

/* Codes that earlier sales printed, to be shown by later ones. */
struct pile {
    char codes[CODES][CODE_TEXT];
    size_t next, count;
};

struct till {
    comeback *shop;
    uint64_t people, number, random;
    int64_t first_s, step_ms;
    struct pile notes, cards;
    int64_t later, failed;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_host: %s: %s\n", what, why);
    exit(1);
}

static void load(const char *path)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        die(path, dlerror());
    const struct {
        const char *name;
        void *place;
    } names[] = {
        {"comeback_open", &library.open},
        {"comeback_close", &library.close},
        {"comeback_error", &library.error},
        {"comeback_drain", &library.drain},
        {"comeback_sale_begin", &library.begin},
        {"comeback_sale_set", &library.set},
        {"comeback_sale_add_item", &library.add_item},
        {"comeback_sale_scan", &library.scan},
        {"comeback_sale_finish", &library.finish},
        {"comeback_sale_get", &library.get},
        {"comeback_sale_free", &library.free},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        void *function = dlsym(handle, names[i].name);
        if (function == NULL)
            die(names[i].name, dlerror());
        memcpy(names[i].place, &function, sizeof function);
    }
}

static comeback *open_shop(const char *config)
{
    comeback *shop;
    if (library.open(config, &shop) != COMEBACK_OK)
        die(config, library.error(NULL));
    return shop;
}

static void keep_code(struct pile *pile, comeback_sale *sale, const char *field)
{
    char text[CODE_TEXT] = "";
    if (library.get(sale, field, text, sizeof text, NULL) != COMEBACK_OK || text[0] == '\0')
        return;
    memcpy(pile->codes[pile->next], text, sizeof text);
    pile->next = (pile->next + 1) % CODES;
    pile->count += pile->count < CODES;
}

/* A note is good as often as it is shown. */
static const char *any_code(const struct pile *pile, uint64_t random)
{
    return pile->count == 0 ? NULL : pile->codes[random % pile->count];
}

/* A card is good once. */
static const char *oldest_code(struct pile *pile)
{
    if (pile->count == 0)
        return NULL;
    size_t oldest = (pile->next + CODES - pile->count) % CODES;
    pile->count--;
    return pile->codes[oldest];
}

static void set_text(comeback_sale *sale, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void set_text(comeback_sale *sale, const char *field, const char *format, ...)
{
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (library.set(sale, field, text, (size_t)-1) != COMEBACK_OK)
        die(field, text);
}

/* Of a hundred sales 60 name a customer, 20 show a note, 5 a card; 15 are nobody's. */
static const char *choose_customer(struct till *till, comeback_sale *sale)
{
    uint64_t lot = measure_random(&till->random) % 100;
    uint64_t any = measure_random(&till->random);
    if (lot < 60)
        set_text(sale, "customer.id", "C%" PRIu64, any % till->people);
    if (lot >= 60 && lot < 80)
        return any_code(&till->notes, any);
    return lot >= 80 && lot < 85 ? oldest_code(&till->cards) : NULL;
}

static comeback_sale *fill_sale(struct till *till)
{
    comeback_sale *sale;
    char ref[32], at[40];
    struct tm utc;
    time_t now = (time_t)(till->first_s + (int64_t)till->number * till->step_ms / 1000);
    snprintf(ref, sizeof ref, "%d-%" PRIu64, (int)getpid(), till->number++);
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    if (library.begin(till->shop, "bench", ref, &sale) != COMEBACK_OK)
        die("begin", library.error(till->shop));
    set_text(sale, "at", "%s", at);
    set_text(sale, "till", "till-1");
    set_text(sale, "cashier", "anna");
    library.add_item(sale, "SKU-1001", "Espresso beans 250 g", "coffee", 1000, 895);
    library.add_item(sale, "SKU-2002", "Filter papers", "coffee", 2000, 640);
    const char *code = choose_customer(till, sale);
    if (code != NULL)
        (void)library.scan(sale, code, (size_t)-1);
    if (till->number % 5 == 0)
        set_text(sale, "print", "card");
    return sale;
}

/* What is measured must be what was set: settings that are not in force stand in the notice. */
static void check_notice(comeback_sale *sale)
{
    char notice[400] = "";
    (void)library.get(sale, "notice", notice, sizeof notice, NULL);
    if (strstr(notice, "settings") != NULL)
        die("notice", notice);
}

/* Returns how long finish took. */
static int64_t sell(struct till *till)
{
    comeback_sale *sale = fill_sale(till);
    int64_t start_ns = measure_now_ns();
    int status = library.finish(sale);
    int64_t took_ns = measure_now_ns() - start_ns;
    till->later += status == COMEBACK_LATER;
    till->failed += status < 0;
    check_notice(sale);
    keep_code(&till->notes, sale, "notes");
    keep_code(&till->cards, sale, "cards");
    library.free(sale);
    return took_ns;
}

static struct till *new_till(const char *config, uint64_t people, uint64_t sales)
{
    struct till *till = calloc(1, sizeof *till);
    if (till == NULL)
        die("till", "out of memory");
    till->shop = open_shop(config);
    till->people = people;
    till->random = 0x9E3779B97F4A7C15u;
    till->first_s = (int64_t)time(NULL) - DAYS * 86400;
    till->step_ms = DAYS * INT64_C(86400000) / (int64_t)sales;
    return till;
}

static void free_till(struct till *till)
{
    library.close(till->shop);
    free(till);
}

static int64_t append(int fd)
{
    static const char line[APPEND_BYTES] = {'+'};
    int64_t start_ns = measure_now_ns();
    if (write(fd, line, sizeof line) != (ssize_t)sizeof line || fdatasync(fd) != 0)
        die("append", "cannot write");
    return measure_now_ns() - start_ns;
}

/* Drains until the other end of the pipe is closed. */
static void drain_until_closed(const char *path, const char *config, int pipe_fd)
{
    struct pollfd end = {.fd = pipe_fd, .events = POLLIN};
    load(path);
    comeback *shop = open_shop(config);
    while (poll(&end, 1, PAUSE_MS) == 0)
        (void)library.drain(shop, DRAIN_MS);
    library.close(shop);
}

static pid_t start_drain(const char *path, const char *config, int *pipe_fd)
{
    int ends[2];
    if (pipe(ends) != 0)
        die("pipe", "cannot make one");
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        drain_until_closed(path, config, ends[0]);
        _exit(0);
    }
    close(ends[0]);
    *pipe_fd = ends[1];
    return child;
}

static void show_latency(const char *name, struct samples *samples)
{
    static const struct {
        const char *name;
        double share;
    } shares[] = {{"p50", 0.5}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1.0}};
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++)
        printf("%s_%s_us %.1f\n", name, shares[i].name,
               (double)samples_at(samples, shares[i].share) / 1000);
}

static void measure_sales(struct till *till, uint64_t sales, int fd)
{
    struct samples finish = samples_new(sales), appends = samples_new(sales);
    for (int i = 0; i < WARM_SALES; i++)
        sell(till);
    for (uint64_t i = 0; i < sales; i++) {
        samples_add(&finish, sell(till));
        if (i % 4 == 0)
            samples_add(&appends, append(fd));
    }
    show_latency("finish", &finish);
    show_latency("append", &appends);
    printf("finish_ratio %.2f\n",
           (double)samples_at(&finish, 0.5) / (double)samples_at(&appends, 0.5));
    printf("finish_later %" PRId64 "\nfinish_failed %" PRId64 "\n", till->later, till->failed);
    samples_free(&finish);
    samples_free(&appends);
}

static int run_finish(const char *path, const char *config, char **words)
{
    uint64_t people = strtoull(words[0], NULL, 10), sales = strtoull(words[1], NULL, 10);
    int pipe_fd, status, fd = open(words[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || people == 0 || sales == 0)
        die(words[2], "PEOPLE, SALES or FILE is wrong");
    pid_t child = start_drain(path, config, &pipe_fd);
    load(path);
    struct till *till = new_till(config, people, sales + WARM_SALES);
    measure_sales(till, sales, fd);
    free_till(till);
    close(pipe_fd);
    close(fd);
    return waitpid(child, &status, 0) == child && status == 0 ? 0 : 1;
}

/* A till that sells now and then until something comes in by standard input, or its end: whoever
 * works in the same store meanwhile is at the other end of it. */
static int run_beside(const char *path, const char *config, char **words)
{
    uint64_t people = strtoull(words[0], NULL, 10);
    struct pollfd end = {.fd = STDIN_FILENO, .events = POLLIN};
    struct samples finish = samples_new(BESIDE_MOST);
    load(path);
    struct till *till = new_till(config, people, BESIDE_MOST);
    while (poll(&end, 1, PAUSE_MS) == 0)
        samples_add(&finish, sell(till));
    show_latency("beside", &finish);
    printf("beside_count %zu\nbeside_later %" PRId64 "\nbeside_failed %" PRId64 "\n", finish.count,
           till->later, till->failed);
    samples_free(&finish);
    free_till(till);
    return 0;
}

/* Private_Dirty of this process in KiB. */
static long private_dirty(void)
{
    char line[256];
    long kib = -1;
    FILE *file = fopen("/proc/self/smaps_rollup", "re");
    if (file == NULL)
        die("smaps_rollup", "not there");
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "Private_Dirty: %ld kB", &kib) == 1)
            break;
    fclose(file);
    return kib;
}

static int run_memory(const char *path, const char *config, char **words)
{
    uint64_t people = strtoull(words[0], NULL, 10);
    long before_kib = private_dirty();
    load(path);
    struct till *till = new_till(config, people, MEMORY_SALES);
    for (int i = 0; i < MEMORY_SALES; i++)
        sell(till);
    /* The till's own pile of codes is the host's, not ours. */
    long till_kib = (long)(sizeof *till / 1024);
    printf("memory_bare_kib %ld\nmemory_kib %ld\n", before_kib,
           private_dirty() - before_kib - till_kib);
    free_till(till);
    return 0;
}

struct opening {
    int64_t load_ns, open_ns;
};

/* In a process of its own: a library that was loaded once stays loaded. */
static struct opening time_opening(const char *path, const char *config)
{
    struct opening took = {0};
    int ends[2], status;
    if (pipe(ends) != 0)
        die("pipe", "cannot make one");
    pid_t child = fork();
    if (child == 0) {
        int64_t start_ns = measure_now_ns();
        load(path);
        int64_t loaded_ns = measure_now_ns();
        comeback *shop = open_shop(config);
        took = (struct opening){loaded_ns - start_ns, measure_now_ns() - loaded_ns};
        library.close(shop);
        _exit(write(ends[1], &took, sizeof took) == (ssize_t)sizeof took ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &took, sizeof took) != (ssize_t)sizeof took ||
        waitpid(child, &status, 0) != child)
        die(config, "could not be opened");
    close(ends[0]);
    return took;
}

static int run_open(const char *path, const char *config, char **words)
{
    struct samples loads = samples_new(OPENINGS), opens = samples_new(OPENINGS);
    (void)words;
    for (int i = 0; i < OPENINGS; i++) {
        struct opening took = time_opening(path, config);
        samples_add(&loads, took.load_ns);
        samples_add(&opens, took.open_ns);
    }
    printf("load_p50_us %.1f\nopen_p50_us %.1f\nopen_max_us %.1f\n",
           (double)samples_at(&loads, 0.5) / 1000, (double)samples_at(&opens, 0.5) / 1000,
           (double)samples_at(&opens, 1.0) / 1000);
    samples_free(&loads);
    samples_free(&opens);
    return 0;
}

int main(int count, char **words)
{
    static const struct {
        const char *name;
        int arguments;
        int (*run)(const char *path, const char *config, char **words);
    } modes[] = {{"open", 0, run_open},
                 {"memory", 1, run_memory},
                 {"finish", 3, run_finish},
                 {"beside", 1, run_beside}};
    for (size_t i = 0; count > 3 && i < sizeof modes / sizeof modes[0]; i++)
        if (strcmp(words[3], modes[i].name) == 0 && count == 4 + modes[i].arguments)
            return modes[i].run(words[1], words[2], words + 4);
    fprintf(stderr, "usage: bench_host LIBRARY CONFIG open | memory PEOPLE | "
                    "finish PEOPLE SALES FILE | beside PEOPLE\n");
    return 2;
}
