/* SPDX-License-Identifier: MIT */
#include "serve_till.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../clock.h"
#include "serve_till_ask.h"

enum {
    BACKLOG = 128,
    IDLE_MS = 24 * 60 * 60 * 1000,
    LINE_MS = 10000,
    NO_ROOM_MS = 100, /* until another descriptor may be had */
    PIECE = 65536,
};

enum till_state { TILL_FREE, TILL_TALKS, TILL_DONE };

struct till {
    struct tills *all;
    pthread_t thread;
    enum till_state state; /* under the mutex */
    int fd;
};

/* What came in and was not answered yet. */
struct inbox {
    struct bytes bytes;
    size_t done; /* answered */
    size_t seen; /* searched for its line feed */
};

struct tills {
    comeback *shop;
    int listen_fd;
    int stop_fd; /* readable for ever once all is to end */
    pthread_t acceptor;
    pthread_mutex_t mutex;
    struct till list[TILLS_MAX];
};

int tills_bind(const char *path, bool shared)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    mode_t mode = shared ? 0660 : 0600;
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    unlink(path);
    /* Linux gives the path the socket's own mode: nobody else may come in before chmod. */
    if (fchmod(fd, 0600) == 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        chmod(path, mode) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* False where the time is up, or all is to end. */
static bool await(const struct tills *tills, int fd, short events, int64_t until_ms)
{
    struct pollfd wakers[] = {{.fd = fd, .events = events},
                              {.fd = tills->stop_fd, .events = POLLIN}};
    int count;
    do
        count = poll(wakers, 2, clock_left_ms(until_ms));
    while (count < 0 && errno == EINTR);
    return count > 0 && wakers[1].revents == 0;
}

static bool is_stopping(const struct tills *tills)
{
    struct pollfd stop = {.fd = tills->stop_fd, .events = POLLIN};
    return poll(&stop, 1, 0) != 0;
}

static bool send_all(const struct till *till, const struct bytes *answer)
{
    int64_t until_ms = clock_monotonic_ms() + LINE_MS;
    size_t sent = 0;
    while (!answer->failed && sent < answer->length) {
        ssize_t count =
            send(till->fd, answer->data + sent, answer->length - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0)
            sent += (size_t)count;
        else if (count < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        else if (!await(till->all, till->fd, POLLOUT, until_ms))
            return false;
    }
    return !answer->failed;
}

static void refuse(const struct till *till, int status, const char *error)
{
    struct bytes answer = {0};
    till_refuse(status, error, &answer);
    send_all(till, &answer);
    bytes_free(&answer);
}

/* The next whole line without its line feed; NULL where there is none yet. */
static const char *find_line(struct inbox *inbox, size_t *length)
{
    const uint8_t *data = inbox->bytes.data;
    const uint8_t *end = inbox->seen < inbox->bytes.length
                             ? memchr(data + inbox->seen, '\n', inbox->bytes.length - inbox->seen)
                             : NULL;
    inbox->seen = inbox->bytes.length;
    if (end == NULL)
        return NULL;
    const char *line = (const char *)data + inbox->done;
    *length = (size_t)((const char *)end - line);
    inbox->done = inbox->seen = (size_t)(end - data) + 1;
    return line;
}

/* A long line's memory is not kept for hours. */
static void drop_answered(struct inbox *inbox)
{
    size_t left = inbox->bytes.length - inbox->done;
    if (inbox->done == 0)
        return;
    if (left == 0 && inbox->bytes.capacity > PIECE)
        bytes_free(&inbox->bytes);
    else
        memmove(inbox->bytes.data, inbox->bytes.data + inbox->done, left);
    inbox->bytes.length = left;
    inbox->seen -= inbox->done;
    inbox->done = 0;
}

static bool receive(const struct till *till, struct inbox *inbox, int64_t until_ms)
{
    uint8_t piece[PIECE];
    if (!await(till->all, till->fd, POLLIN, until_ms))
        return false;
    ssize_t count = recv(till->fd, piece, sizeof piece, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (count <= 0)
        return false;
    bytes_add(&inbox->bytes, piece, (size_t)count);
    return !inbox->bytes.failed;
}

/* Until a line is whole; false where the conversation ends. */
static bool next_line(const struct till *till, struct inbox *inbox, const char **line,
                      size_t *length)
{
    int64_t line_ms = 0;
    while ((*line = find_line(inbox, length)) == NULL) {
        drop_answered(inbox);
        bool begun = inbox->bytes.length > 0;
        if (begun && line_ms == 0)
            line_ms = clock_monotonic_ms() + LINE_MS;
        if (inbox->bytes.length > TILL_LINE_MAX) {
            refuse(till, COMEBACK_LIMIT, "a line of more than 4 MiB");
            return false;
        }
        if (!receive(till, inbox, begun ? line_ms : clock_monotonic_ms() + IDLE_MS))
            return false;
    }
    return true;
}

static void converse(const struct till *till)
{
    struct inbox inbox = {.done = 0};
    struct bytes answer = {0};
    const char *line;
    size_t length;
    bool goes_on = true;
    while (goes_on && !is_stopping(till->all) && next_line(till, &inbox, &line, &length)) {
        till_ask(till->all->shop, line, length, &answer);
        goes_on = send_all(till, &answer);
        bytes_free(&answer);
    }
    bytes_free(&inbox.bytes);
}

static void *talk(void *context)
{
    struct till *till = context;
    converse(till);
    close(till->fd);
    pthread_mutex_lock(&till->all->mutex);
    till->state = TILL_DONE;
    pthread_mutex_unlock(&till->all->mutex);
    return NULL;
}

/* Of the acceptor alone; a thread that is done is gathered on the way. */
static struct till *find_room(struct tills *tills)
{
    struct till *room = NULL;
    pthread_mutex_lock(&tills->mutex);
    for (struct till *till = tills->list; till < tills->list + TILLS_MAX; till++) {
        if (till->state == TILL_DONE) {
            pthread_join(till->thread, NULL);
            till->state = TILL_FREE;
        }
        if (till->state == TILL_FREE)
            room = till;
    }
    pthread_mutex_unlock(&tills->mutex);
    return room;
}

static void turn_away(struct tills *tills, int fd, const char *why)
{
    const struct till nobody = {.all = tills, .fd = fd};
    refuse(&nobody, COMEBACK_LIMIT, why);
    close(fd);
}

static void welcome(struct tills *tills, int fd)
{
    struct till *till = find_room(tills);
    if (till == NULL) {
        turn_away(tills, fd, "64 connections are open already");
        return;
    }
    *till = (struct till){.all = tills, .state = TILL_TALKS, .fd = fd};
    if (pthread_create(&till->thread, NULL, talk, till) != 0) {
        till->state = TILL_FREE;
        turn_away(tills, fd, "no thread for another connection");
    }
}

static bool is_scarcity(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS;
}

static void *accept_all(void *context)
{
    struct tills *tills = context;
    while (!is_stopping(tills)) {
        if (!await(tills, tills->listen_fd, POLLIN, clock_monotonic_ms() + IDLE_MS))
            continue;
        int fd = accept4(tills->listen_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            welcome(tills, fd);
        else if (is_scarcity(errno))
            await(tills, tills->stop_fd, POLLIN, clock_monotonic_ms() + NO_ROOM_MS);
    }
    return NULL;
}

int tills_open(comeback *shop, int listen_fd, struct tills **out, struct fault *fault)
{
    struct tills *tills = calloc(1, sizeof *tills);
    if (tills == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    tills->shop = shop;
    tills->listen_fd = listen_fd;
    tills->stop_fd = eventfd(0, EFD_CLOEXEC);
    /* One that a service manager made may block where who knocked has gone. */
    fcntl(listen_fd, F_SETFL, O_NONBLOCK);
    pthread_mutex_init(&tills->mutex, NULL);
    if (tills->stop_fd >= 0 && pthread_create(&tills->acceptor, NULL, accept_all, tills) == 0) {
        *out = tills;
        return COMEBACK_OK;
    }
    if (tills->stop_fd >= 0)
        close(tills->stop_fd);
    pthread_mutex_destroy(&tills->mutex);
    free(tills);
    return fail(fault, COMEBACK_MEMORY, "no thread for the tills: %s", strerror(errno));
}

/* The acceptor is gone, so states only turn from TILL_TALKS to TILL_DONE. */
static void await_end(struct till *till)
{
    pthread_mutex_lock(&till->all->mutex);
    bool started = till->state != TILL_FREE;
    pthread_mutex_unlock(&till->all->mutex);
    if (started)
        pthread_join(till->thread, NULL);
}

void tills_close(struct tills *tills)
{
    if (tills == NULL)
        return;
    eventfd_write(tills->stop_fd, 1);
    pthread_join(tills->acceptor, NULL);
    for (struct till *till = tills->list; till < tills->list + TILLS_MAX; till++)
        if (till->all != NULL)
            await_end(till);
    close(tills->stop_fd);
    pthread_mutex_destroy(&tills->mutex);
    free(tills);
}
