/* SPDX-License-Identifier: MIT */
/*
 * bench_tap COMEBACK.INI [RECEIPTS]: what a tap costs a receipt. A till connects, sends a receipt
 * of some 500 bytes, ends its side, and waits until the printer has ended its own: straight to the
 * printer, through a tap that tells nothing (each number came before), and through one that reads
 * it, tells it as a sale, prints its note and is durable. Then eight tills at once, each with a
 * printer of its own, some eight receipts a second each. The difference is the tap's; no hold is in
 * it, for the till's end ends it.
 *
 * A question for status there and back is what a till sees that waits for each answer.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../plugin/tap/proxy.h"
#include "measure.h"

enum { TILLS = 8, RECEIPTS = 1000, ROOM = 1024, QUESTIONS = 2000, DECIMAL = 10, PAUSE_US = 100000 };

struct bench {
    struct tap *tap;
    struct proxy *proxy;
    struct lane *lanes[TILLS];
    int stop_fd, printer_fd[TILLS];
    unsigned printer_port[TILLS], tap_port[TILLS];
    pthread_t serves, printers[TILLS];
};

struct till {
    unsigned port;
    int number; /* its receipts are its own */
    int count;
    bool fresh;          /* numbers that were never printed */
    useconds_t pause_us; /* between receipts */
    struct samples samples;
};

static void die(const char *what)
{
    fprintf(stderr, "bench_tap: %s: %m\n", what);
    exit(1);
}

/* Answers questions, and ends when its client does. */
static void serve_one(int fd)
{
    char bytes[4096];
    ssize_t got;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    while ((got = recv(fd, bytes, sizeof bytes, 0)) > 0)
        if (got == 3)
            send(fd, "\x12", 1, MSG_NOSIGNAL);
    close(fd);
}

static void *be_printer(void *context)
{
    int fd;
    while ((fd = accept4(*(int *)context, NULL, NULL, SOCK_CLOEXEC)) >= 0)
        serve_one(fd);
    return NULL;
}

static void *be_proxy(void *context)
{
    proxy_serve(context);
    return NULL;
}

static int listen_somewhere(unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 16) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        die("listen");
    *port = ntohs(address.sin_port);
    return fd;
}

static int connect_to(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    return fd;
}

static void open_till(struct bench *bench, int i)
{
    char uri[64], place[TCP_PLACE];
    struct fault fault = {{0}};
    bench->printer_fd[i] = listen_somewhere(&bench->printer_port[i]);
    snprintf(uri, sizeof uri, "socket://127.0.0.1:%u", bench->printer_port[i]);
    if (lane_open(bench->tap, uri, &bench->lanes[i], &fault) != COMEBACK_OK ||
        proxy_listen(bench->proxy, "127.0.0.1:0", bench->lanes[i], place, &fault) != COMEBACK_OK)
        die(fault.text);
    bench->tap_port[i] = (unsigned)strtoul(strchr(place, ':') + 1, NULL, DECIMAL);
    if (pthread_create(&bench->printers[i], NULL, be_printer, &bench->printer_fd[i]) != 0)
        die("thread");
}

static void open_bench(struct bench *bench, const char *config)
{
    struct fault fault = {{0}};
    bench->stop_fd = eventfd(0, EFD_CLOEXEC);
    const struct tap_options options = {.config = config, .folder = "/", .stop_fd = bench->stop_fd};
    if (tap_open(&options, &bench->tap, &fault) != COMEBACK_OK || tap_shop(bench->tap) == NULL ||
        proxy_new(bench->tap, &bench->proxy, &fault) != COMEBACK_OK)
        die(config);
    for (int i = 0; i < TILLS; i++)
        open_till(bench, i);
    if (pthread_create(&bench->serves, NULL, be_proxy, bench->proxy) != 0)
        die("thread");
}

static void close_bench(struct bench *bench)
{
    eventfd_write(bench->stop_fd, 1);
    pthread_join(bench->serves, NULL);
    proxy_free(bench->proxy);
    for (int i = 0; i < TILLS; i++) {
        shutdown(bench->printer_fd[i], SHUT_RDWR);
        pthread_join(bench->printers[i], NULL);
        close(bench->printer_fd[i]);
        lane_close(bench->lanes[i]);
    }
    tap_close(bench->tap);
    close(bench->stop_fd);
}

static size_t write_receipt(char out[static ROOM], int till, int number)
{
    int length = snprintf(out, ROOM,
                          "\x1b@\x1b"
                          "a\x01YOUR SHOP\n1 Your Street\n\x1b"
                          "a%cReceipt: %d-%d\n\n",
                          0, till, number);
    for (int i = 0; i < 8; i++)
        length +=
            snprintf(out + length, ROOM - (size_t)length, "Item number %d          %d.40\n", i, i);
    length += snprintf(out + length, ROOM - (size_t)length,
                       "TOTAL                 31.20\nCash                  40.00\n"
                       "Change                 8.80\nThank you\n\n\n\n\x1dV\x01");
    return (size_t)length;
}

static void print_one(const struct till *till, int number)
{
    char receipt[ROOM], rest[64];
    size_t length = write_receipt(receipt, till->number, number);
    int fd = connect_to(till->port);
    if (send(fd, receipt, length, MSG_NOSIGNAL) != (ssize_t)length)
        die("send");
    shutdown(fd, SHUT_WR);
    while (recv(fd, rest, sizeof rest, 0) > 0)
        ;
    close(fd);
}

static void *sell(void *context)
{
    struct till *till = context;
    for (int i = 0; i < till->count; i++) {
        int64_t began_ns = measure_now_ns();
        print_one(till, till->fresh ? i + 1 : 1);
        samples_add(&till->samples, measure_now_ns() - began_ns);
        usleep(till->pause_us);
    }
    return NULL;
}

static void tell(const char *name, struct samples *samples, double share)
{
    printf("%s %.0f\n", name, (double)samples_at(samples, share) / 1000);
}

static void measure_one(const char *name, unsigned port, int number, int count, bool fresh)
{
    struct till till = {port, number, count, fresh, 0, samples_new((size_t)count)};
    char worse[64];
    sell(&till);
    snprintf(worse, sizeof worse, "%s_p99_us", name);
    tell(worse, &till.samples, 0.99);
    snprintf(worse, sizeof worse, "%s_us", name);
    tell(worse, &till.samples, 0.5);
    samples_free(&till.samples);
}

static void measure_eight(const struct bench *bench, int count)
{
    struct till tills[TILLS];
    struct samples all = samples_new((size_t)count * TILLS);
    pthread_t threads[TILLS];
    for (int i = 0; i < TILLS; i++) {
        tills[i] = (struct till){
            bench->tap_port[i],        10 + i, count, true, PAUSE_US + 7000 * (useconds_t)i,
            samples_new((size_t)count)};
        if (pthread_create(&threads[i], NULL, sell, &tills[i]) != 0)
            die("thread");
    }
    for (int i = 0; i < TILLS; i++) {
        pthread_join(threads[i], NULL);
        for (size_t j = 0; j < tills[i].samples.count; j++)
            samples_add(&all, tills[i].samples.ns[j]);
        samples_free(&tills[i].samples);
    }
    tell("tap_eight_us", &all, 0.5);
    tell("tap_eight_p99_us", &all, 0.99);
    samples_free(&all);
}

static void measure_answer(const char *name, unsigned port)
{
    struct samples samples = samples_new(QUESTIONS);
    char answer;
    int fd = connect_to(port);
    for (int i = 0; i < QUESTIONS; i++) {
        int64_t began_ns = measure_now_ns();
        if (send(fd, "\x10\x04\x01", 3, MSG_NOSIGNAL) != 3 || recv(fd, &answer, 1, 0) != 1)
            die("question");
        samples_add(&samples, measure_now_ns() - began_ns);
    }
    close(fd);
    tell(name, &samples, 0.5);
    samples_free(&samples);
}

int main(int count, char **words)
{
    static struct bench bench;
    int receipts = count > 2 ? (int)strtol(words[2], NULL, DECIMAL) : RECEIPTS;
    if (count < 2 || receipts < 1) {
        fputs("usage: bench_tap COMEBACK.INI [RECEIPTS]\n", stderr);
        return 2;
    }
    open_bench(&bench, words[1]);
    measure_answer("tap_answer_direct_us", bench.printer_port[0]);
    measure_answer("tap_answer_us", bench.tap_port[0]);
    measure_one("tap_direct", bench.printer_port[0], 1, receipts, true);
    measure_one("tap_again", bench.tap_port[0], 1, receipts, false);
    measure_one("tap_told", bench.tap_port[0], 2, receipts, true);
    measure_eight(&bench, receipts / TILLS);
    close_bench(&bench);
    return 0;
}
