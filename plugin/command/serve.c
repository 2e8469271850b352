/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../drivers/shared.h"
#include "../clock.h"
#include "../retention.h"
#include "arguments.h"
#include "notify.h"
#include "owner_page.h"
#include "sample.h"
#include "serve_till.h"
#include "session.h"
#include "workers.h"

enum { POLL_MS = 1000, SPOOL_MS = 2000, PATH_ROOM = STORE_PATH + 32, STATUS_ROOM = 512 };

struct server {
    struct shop *shop;
    struct workers *workers;
    comeback *host; /* which the tills at the socket tell */
    struct tills *tills;
    struct owner_page *page; /* NULL: none is wanted, or its port cannot be had */
    char lock_path[PATH_ROOM], socket_path[PATH_ROOM], till_path[PATH_ROOM];
    int lock_fd, socket_fd, till_fd, signal_fd; /* -1: not there */
    bool own_socket, own_till; /* bound by us, not handed over by the service manager */
    int watchdog_ms;           /* 0: nobody watches */
    int64_t feed_ms;           /* when the watchdog is to be fed next */
    struct retention_day day;  /* what is done once a day */
    char last_error[256], last_status[WORKERS_STATUS];
};

static int take_lock(struct server *server)
{
    const char *path = server->lock_path;
    server->lock_fd = shared_open(path, O_RDWR | O_CLOEXEC, 0600);
    if (server->lock_fd < 0)
        return tell(EXIT_REFUSED, "%s: %s", path, strerror(errno));
    if (flock(server->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return EXIT_DONE;
    return tell(EXIT_REFUSED, "%s: another comeback serve runs for this store", path);
}

/* The service manager listens there before it starts us, and also when we were started by hand. */
static bool somebody_listens(int fd, const struct sockaddr_un *address)
{
    return connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
}

static int bind_at(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && !somebody_listens(fd, address)) {
        unlink(address->sun_path);
        if (bind(fd, (const struct sockaddr *)address, sizeof *address) == 0)
            return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Where a till pokes us. Without it (the path of a socket has at most 107 bytes) the queue is
 * looked at each second. */
static void open_socket(struct server *server)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(server->socket_path);
    server->socket_fd = notify_socket(SOCK_DGRAM);
    if (server->socket_fd >= 0 || length >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, server->socket_path, length + 1);
    server->socket_fd = bind_at(&address);
    server->own_socket = server->socket_fd >= 0;
    /* Who may not write there cannot poke; they print a second later. */
    if (server->own_socket && shared_folder(server->shop->store_folder))
        chmod(server->socket_path, S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP);
}

/* Where somebody else is poked there, a service manager listens at both. */
static void open_till_socket(struct server *server)
{
    server->till_fd = notify_socket(SOCK_STREAM);
    if (server->till_fd >= 0 || server->socket_fd < 0)
        return;
    server->till_fd = tills_bind(server->till_path, shared_folder(server->shop->store_folder));
    server->own_till = server->till_fd >= 0;
    if (!server->own_till)
        tell(EXIT_REFUSED, "%s: %s", server->till_path, strerror(errno));
}

static int open_tills(struct server *server)
{
    struct fault fault = {{0}};
    if (server->till_fd < 0)
        return EXIT_DONE;
    if (comeback_open(server->shop->path, &server->host) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", comeback_error(NULL));
    if (tills_open(server->host, server->till_fd, &server->tills, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    return EXIT_DONE;
}

static void close_tills(struct server *server)
{
    tills_close(server->tills);
    comeback_close(server->host);
    if (server->own_till)
        unlink(server->till_path);
    if (server->till_fd >= 0)
        close(server->till_fd);
}

/* Printing goes on without it. */
static void open_page(struct server *server)
{
    char place[TCP_PLACE];
    struct fault fault = {{0}};
    const char *address = server->shop->settings->config.serve.page;
    if (address[0] == '\0')
        return;
    if (owner_page_open(server->shop->path, address, &server->page, place, &fault) == COMEBACK_OK)
        printf("the owner's page is at http://%s/\n", place);
    else
        tell(EXIT_REFUSED, "[serve] page: %s", fault.text);
}

/* Before there is any thread, so that none of them takes the signal. */
static int catch_signals(struct server *server)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    if (sigprocmask(SIG_BLOCK, &stop, NULL) == 0)
        server->signal_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    return server->signal_fd >= 0 ? EXIT_DONE : tell(EXIT_REFUSED, "signals: %s", strerror(errno));
}

static void recover_printer(const struct drain_setup *setup, const char *printer)
{
    char path[DRAIN_PATH];
    struct journal journal;
    struct drv_fault fault = {{0}};
    drain_journal_path(setup->store_folder, printer, path);
    if (access(path, F_OK) != 0 || journal_open(path, &journal, NULL) != DRV_OK)
        return;
    struct printer_port port = drain_port(setup, printer, &setup->profile, &journal);
    if (journal.entry.detached[0] != '\0' && printer_recover(&port, &fault) != DRV_OK)
        tell(EXIT_REFUSED, "%s: %s", printer, fault.text);
    journal_close(&journal);
}

/* What a killed sender took from others is given back though there be no job for that printer. */
static int recover_printers(struct server *server)
{
    struct drain_setup setup;
    struct queue_printers printers;
    struct store *store;
    struct fault fault = {{0}};
    const struct drain_guard guard = checkout_guard(server->shop);
    int status = checkout_setup(server->shop, &setup, &fault);
    if (status == COMEBACK_OK)
        status = guard.lock(guard.context, &store, &fault);
    if (status == COMEBACK_OK) {
        status = queue_printers(store, true, &printers, &fault);
        guard.unlock(guard.context);
    }
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    for (int i = 0; i < printers.count; i++)
        recover_printer(&setup, printers.uris[i]);
    return EXIT_DONE;
}

static bool empty_socket(int fd)
{
    char poke[16];
    bool poked = false;
    while (fd >= 0 && recv(fd, poke, sizeof poke, MSG_DONTWAIT) >= 0)
        poked = true;
    return poked;
}

/* What goes wrong each second is said once. */
static void look(struct server *server)
{
    struct fault fault = {{0}};
    struct queue_printers printers = {.count = 0};
    bool poked = empty_socket(server->socket_fd);
    shop_refresh(server->shop);
    bool failed = checkout_tidy(server->shop, SPOOL_MS, &printers, &fault) != COMEBACK_OK;
    if (!failed) {
        int status = retention_tidy(server->shop, &server->day, &fault);
        failed = status != COMEBACK_OK && status != COMEBACK_BUSY;
    }
    if (failed && strncmp(fault.text, server->last_error, sizeof server->last_error - 1) != 0)
        tell(EXIT_REFUSED, "%s", fault.text);
    snprintf(server->last_error, sizeof server->last_error, "%.255s", failed ? fault.text : "");
    workers_send(server->workers, &printers, poked);
}

static void feed_watchdog(struct server *server)
{
    int64_t now_ms = clock_monotonic_ms();
    if (server->watchdog_ms == 0 || now_ms < server->feed_ms || !workers_alive(server->workers))
        return;
    notify("WATCHDOG=1");
    server->feed_ms = now_ms + server->watchdog_ms;
}

static void tell_status(struct server *server)
{
    char status[WORKERS_STATUS], text[STATUS_ROOM];
    workers_status(server->workers, status);
    if (strcmp(status, server->last_status) == 0)
        return;
    memcpy(server->last_status, status, sizeof status);
    snprintf(text, sizeof text, "STATUS=%s", status);
    notify(text);
}

static void serve(struct server *server)
{
    struct pollfd wakers[] = {{.fd = server->signal_fd, .events = POLLIN},
                              {.fd = server->socket_fd, .events = POLLIN}};
    bool often = server->watchdog_ms > 0 && server->watchdog_ms < POLL_MS;
    do {
        look(server);
        feed_watchdog(server);
        tell_status(server);
        poll(wakers, 2, often ? server->watchdog_ms : POLL_MS);
    } while ((wakers[0].revents & POLLIN) == 0);
}

static int open_server(struct server *server)
{
    struct fault fault = {{0}};
    snprintf(server->lock_path, PATH_ROOM, "%s/serve.lock", server->shop->store_folder);
    snprintf(server->socket_path, PATH_ROOM, "%s/serve.sock", server->shop->store_folder);
    snprintf(server->till_path, PATH_ROOM, "%s/till.sock", server->shop->store_folder);
    int status = take_lock(server);
    if (status == EXIT_DONE)
        status = catch_signals(server);
    if (status == EXIT_DONE)
        status = recover_printers(server);
    if (status != EXIT_DONE)
        return status;
    sample_warm(server->shop->settings);
    open_socket(server);
    open_till_socket(server);
    server->watchdog_ms = notify_watchdog_ms();
    if (workers_open(server->shop, &server->workers, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    return open_tills(server);
}

static void close_server(struct server *server)
{
    close_tills(server);
    owner_page_close(server->page);
    workers_close(server->workers);
    if (server->own_socket)
        unlink(server->socket_path);
    if (server->socket_fd >= 0)
        close(server->socket_fd);
    if (server->signal_fd >= 0)
        close(server->signal_fd);
    if (server->lock_fd >= 0)
        close(server->lock_fd);
}

static int run(struct call *call)
{
    static const struct argument known[] = {{NULL, NULL, NULL}};
    struct server server = {.lock_fd = -1, .socket_fd = -1, .till_fd = -1, .signal_fd = -1};
    int status = arguments_read(call, known, 0, 0);
    if (status != GO_ON)
        return status;
    status = session_open(call, &server.shop);
    if (status != EXIT_DONE)
        return status;
    status = open_server(&server);
    if (status == EXIT_DONE) {
        printf("serving %s%s\n", server.shop->store_folder,
               server.socket_fd >= 0 ? "" : "; no socket: looks each second");
        open_page(&server);
        fflush(stdout);
        notify("READY=1");
        serve(&server);
        notify("STOPPING=1");
    }
    close_server(&server);
    shop_close(server.shop);
    return status;
}

const struct command command_serve = {
    "serve", "print what waits and answer tills, until stopped", "",
    "Stays in the foreground. Prints jobs as they come, each printer by itself, takes in sales "
    "that\n"
    "were kept aside, and keeps the store tidy; with [serve] page in comeback.ini the report can "
    "be\n"
    "read there by a browser. One a store. A printer that is not there is tried\n"
    "again; one that runs out of paper in a slip is waited for, for 15 minutes. Stops on SIGTERM "
    "or\n"
    "SIGINT within some seconds: a slip in the making is finished if the printer goes on, and "
    "else\n"
    "recorded as torn. Under systemd it says when it is ready and feeds the watchdog, and its\n"
    "sockets may be handed to it.\n\n"
    "A host that can load no library tells its sales at the stream socket till.sock in the store's "
    "folder,\n"
    "which its owner, and its group where the store is a group's, may write to. A line of at most "
    "4 MiB\n"
    "in, a line out, in order, at most 64 connections:\n"
    "{\"do\": \"look\", \"finish\" or \"cancel\", \"id\": anything, \"forms\": [\"note.html\", "
    "\"card\"],\n"
    " \"sale\": {\"host\": \"mypos\", \"ref\": \"T1-000123\", \"total_minor\": 4250, as comeback "
    "sale}}\n"
    "{\"id\": the same, \"status\": 0, \"error\": \"\", \"tag\": \"new\", \"slips\": "
    "{\"note.html\": \"…\", \"card\": \"…\"}, …}\n"
    "The answer has every field of \"json\" in comeback(3) and its status. look is before payment "
    "and\n"
    "reserves what is in \"scan\"; finish is after it; a slip that was taken here is not printed "
    "by us.\n"
    "Slips are base64 but for .text and .html. A code or a field that is refused is told in "
    "\"error\" and\n"
    "left out; but without kind, ref, at, currency, total_minor, original or an item's "
    "amount_minor as told\n"
    "the sale is not told. {\"do\": \"version\"} is answered with \"version\".\n\n"
    "exit: 0 stopped, 1 refused, 2 used wrongly\n"
    "example: comeback -c shop/comeback.ini serve\n"
    "example: echo '{\"do\":\"version\"}' | nc -NU shop/store/till.sock\n",
    run};
