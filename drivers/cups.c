/* SPDX-License-Identifier: MIT */
/*
 * cups:QUEUE, a queue of the CUPS on this machine; cups://host:631/QUEUE, of another. What CUPS has
 * taken may wait in its queue for days, and it says nothing of paper: at best unconfirmed.
 *
 * The server of cups:QUEUE is that of $CUPS_SERVER, a path or host:port as for the programs of
 * CUPS, or else /run/cups/cups.sock. No client.conf is read, nothing is encrypted, no password is
 * given: a queue that asks for one refuses.
 *
 * The request is our own and libcups is not loaded: its httpInitialize() has SIGPIPE
 * ignored in the whole process (cups/http.c; seen with 2.4.2), which is our host's to decide, and
 * it brings GnuTLS, Kerberos, D-Bus and Avahi with it.
 *
 * A job is collected, at most 8 MiB, and goes out in finish. CUPS takes a job once it has all of a
 * request; so up to our last byte nothing was taken, from then on only its answer tells. Where
 * that does not come the job may be in the queue: unconfirmed, and the reason says so.
 */
#include "transport.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bytes.h"
#include "ipp.h"
#include "socket_connect.h"

enum {
    DEFAULT_PORT = 631,
    QUEUE_BYTES = 128, /* CUPS takes 127 (scheduler/ipp.c, validate_name) */
    ENCODED_BYTES = 3 * QUEUE_BYTES,
    URI_BYTES = ENCODED_BYTES + SOCKET_HOST_BYTES + 40,
    JOB_MAX_BYTES = 8 << 20,
    ANSWER_BYTES = 64 << 10,
    CONNECT_PAUSE_MS = 20,
};

static const char default_socket[] = "/run/cups/cups.sock";

struct cups_queue {
    char name[QUEUE_BYTES];
    struct sockaddr_un local; /* sun_path is empty where the server is at `remote` */
    struct socket_address remote;
};

/* One request and its answer, over a connection of their own. */
struct exchange {
    int fd;
    struct bytes request;
    size_t sent;
    uint8_t answer[ANSWER_BYTES];
    size_t length;
    struct ipp_http_answer http; /* its code is 0 until it is whole */
};

struct cups_wire {
    struct transport base;
    struct cups_queue queue;
    struct bytes job;
    struct exchange exchange;
};

static const char *read_name(const char *name, size_t length, struct cups_queue *out)
{
    if (length == 0)
        return "it names no queue";
    if (length >= sizeof out->name)
        return "the name of a queue has at most 127 bytes";
    for (size_t i = 0; i < length; i++)
        if (strchr(" /#?\\'\"", name[i]) != NULL)
            return "not the name of a queue";
    memcpy(out->name, name, length);
    out->name[length] = '\0';
    return NULL;
}

static const char *read_local(const char *path, struct cups_queue *out)
{
    size_t length = strlen(path);
    if (length >= sizeof out->local.sun_path)
        return "the path in CUPS_SERVER is too long";
    out->local.sun_family = AF_UNIX;
    memcpy(out->local.sun_path, path, length + 1);
    return NULL;
}

/* "/run/cups/cups.sock", "host", "host:631", with or without "/version=1.1" behind. */
static const char *read_server(const char *server, struct cups_queue *out)
{
    if (server == NULL || server[0] == '\0')
        server = default_socket;
    if (server[0] == '/')
        return read_local(server, out);
    return socket_address_read(server, strcspn(server, "/"), DEFAULT_PORT, &out->remote);
}

/* "QUEUE" or "//host:631/QUEUE" */
static const char *read_place(const char *place, struct cups_queue *out)
{
    memset(out, 0, sizeof *out);
    if (place[0] != '/' || place[1] != '/') {
        const char *wrong = read_name(place, strlen(place), out);
        return wrong != NULL ? wrong : read_server(secure_getenv("CUPS_SERVER"), out);
    }
    const char *host = place + 2, *name = strchr(host, '/');
    if (name == NULL)
        return "expected cups:QUEUE or cups://host/QUEUE";
    const char *wrong = read_name(name + 1, strlen(name + 1), out);
    return wrong != NULL
               ? wrong
               : socket_address_read(host, (size_t)(name - host), DEFAULT_PORT, &out->remote);
}

static int read_queue(const char *place, struct cups_queue *out, struct drv_fault *fault)
{
    char quoted[TRANSPORT_QUOTE];
    const char *wrong = read_place(place, out);
    if (wrong == NULL)
        return DRV_OK;
    return drv_fail(fault, DRV_INVALID, "printer \"cups:%s\": %s", transport_quote(place, quoted),
                    wrong);
}

static int cups_check(const char *place, struct drv_fault *fault)
{
    struct cups_queue queue;
    return read_queue(place, &queue, fault);
}

/* A local server whose queue of clients is full says EAGAIN. */
static int connect_local(const struct sockaddr_un *to, int64_t deadline_ms, int *out,
                         struct drv_fault *fault)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return drv_fail(fault, DRV_IO, "\"%s\": %m", to->sun_path);
    while (connect(fd, (const struct sockaddr *)to, sizeof *to) < 0) {
        if (errno == EAGAIN && deadline_left_ms(deadline_ms) > 0) {
            poll(NULL, 0, CONNECT_PAUSE_MS);
            continue;
        }
        int status = errno == EAGAIN ? DRV_TIMEOUT : errno == EACCES ? DRV_IO : DRV_GONE;
        drv_fail(fault, status, "cups at \"%s\": %m", to->sun_path);
        close(fd);
        return status;
    }
    *out = fd;
    return DRV_OK;
}

static int connect_server(const struct cups_queue *queue, int64_t deadline_ms, int *fd,
                          struct drv_fault *fault)
{
    if (queue->local.sun_path[0] != '\0')
        return connect_local(&queue->local, deadline_ms, fd, fault);
    return socket_connect(&queue->remote, deadline_ms, fd, fault);
}

/* The request */

static void write_authority(const struct cups_queue *queue, char *out, size_t capacity)
{
    const struct socket_address *at = &queue->remote;
    bool local = queue->local.sun_path[0] != '\0';
    bool brackets = strchr(at->host, ':') != NULL;
    if (local)
        snprintf(out, capacity, "localhost");
    else
        snprintf(out, capacity, brackets ? "[%s]:%u" : "%s:%u", at->host, at->port);
}

static void encode_name(const char *name, char out[static ENCODED_BYTES])
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    size_t length = 0;
    for (; *name != '\0'; name++)
        length +=
            (size_t)snprintf(out + length, ENCODED_BYTES - length,
                             strchr(plain, *name) != NULL ? "%c" : "%%%02X", (unsigned char)*name);
}

/* "/printers/QUEUE" serves for classes too. */
static void make_body(const struct cups_queue *queue, enum ipp_operation operation,
                      struct bytes *out)
{
    char authority[SOCKET_HOST_BYTES + 16], name[ENCODED_BYTES] = "", uri[URI_BYTES];
    write_authority(queue, authority, sizeof authority);
    encode_name(queue->name, name);
    snprintf(uri, sizeof uri, "ipp://%s/printers/%s", authority, name);
    ipp_begin(out, operation);
    ipp_add(out, IPP_TAG_URI, "printer-uri", uri);
    ipp_add(out, IPP_TAG_NAME, "requesting-user-name", "comeback");
}

static void add_questions(struct bytes *out)
{
    ipp_add(out, IPP_TAG_KEYWORD, "requested-attributes", "printer-state");
    ipp_add(out, IPP_TAG_KEYWORD, "", "printer-state-reasons");
    ipp_add(out, IPP_TAG_KEYWORD, "", "printer-is-accepting-jobs");
    ipp_end(out);
}

static void add_job(struct bytes *out, const struct bytes *job)
{
    ipp_add(out, IPP_TAG_NAME, "job-name", "comeback");
    ipp_add(out, IPP_TAG_MIME, "document-format", "application/vnd.cups-raw");
    ipp_end(out);
    bytes_add(out, job->data, job->length);
}

static void make_request(const struct cups_queue *queue, const struct bytes *body,
                         struct bytes *out)
{
    char authority[SOCKET_HOST_BYTES + 16], name[ENCODED_BYTES] = "", head[2 * URI_BYTES];
    write_authority(queue, authority, sizeof authority);
    encode_name(queue->name, name);
    snprintf(head, sizeof head,
             "POST /printers/%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: comeback\r\n"
             "Content-Type: application/ipp\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
             name, authority, body->length);
    bytes_add_text(out, head);
    bytes_add(out, body->data, body->length);
    out->failed = out->failed || body->failed;
}

/* The exchange */

static bool is_passing(int error)
{
    return error == EAGAIN || error == EINTR;
}

/* What does not go out any more is no fault yet: an answer may be there that says why. */
static bool send_some(struct exchange *exchange)
{
    ssize_t count = send(exchange->fd, exchange->request.data + exchange->sent,
                         exchange->request.length - exchange->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0)
        exchange->sent += (size_t)count;
    return count >= 0 || is_passing(errno);
}

static int read_some(struct exchange *exchange, bool *whole, struct drv_fault *fault)
{
    size_t room = sizeof exchange->answer - exchange->length;
    if (room == 0)
        return drv_fail(fault, DRV_LIMIT, "cups answered with more than \"%zu\" bytes",
                        sizeof exchange->answer);
    ssize_t count = recv(exchange->fd, exchange->answer + exchange->length, room, MSG_DONTWAIT);
    if (count < 0 && is_passing(errno))
        return DRV_OK;
    if (count < 0)
        return drv_fail(fault, DRV_GONE, "cups broke off the connection: %m");
    exchange->length += (size_t)count;
    enum ipp_http found =
        ipp_http_read(exchange->answer, exchange->length, count == 0, &exchange->http);
    *whole = found == IPP_HTTP_WHOLE;
    if (found == IPP_HTTP_WRONG)
        return drv_fail(fault, DRV_IO, "cups answered what is not HTTP");
    if (found == IPP_HTTP_MORE && count == 0)
        return drv_fail(fault, DRV_GONE, "cups broke off the connection");
    return DRV_OK;
}

static int converse(struct exchange *exchange, int64_t deadline_ms, struct drv_fault *fault)
{
    struct pollfd poll_fd = {.fd = exchange->fd};
    bool whole = false, deaf = false;
    int status = DRV_OK;
    while (status == DRV_OK && !whole) {
        bool more = !deaf && exchange->sent < exchange->request.length;
        if (deadline_left_ms(deadline_ms) == 0)
            return drv_fail(fault, DRV_TIMEOUT, "cups did not answer in time");
        poll_fd.events = POLLIN | (more ? POLLOUT : 0);
        if (poll(&poll_fd, 1, deadline_left_ms(deadline_ms)) <= 0)
            continue;
        if (more && (poll_fd.revents & POLLOUT))
            deaf = !send_some(exchange);
        if (poll_fd.revents & (POLLIN | POLLHUP | POLLERR))
            status = read_some(exchange, &whole, fault);
    }
    return status;
}

static int check_http(const struct exchange *exchange, struct drv_fault *fault)
{
    static const struct {
        unsigned code;
        const char *text;
    } known[] = {
        {401, "it wants a password"},    {403, "it forbids that"},
        {404, "there is no such thing"}, {413, "the job is too large for it"},
        {426, "it wants encryption"},    {503, "it has no time"},
    };
    unsigned code = exchange->http.code;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].code == code)
            return drv_fail(fault, DRV_IO, "cups answered \"%u\": %s", code, known[i].text);
    return code == 200 ? DRV_OK : drv_fail(fault, DRV_IO, "cups answered \"%u\"", code);
}

static int exchange_ipp(const struct cups_queue *queue, const struct bytes *body,
                        struct exchange *exchange, int64_t deadline_ms, struct drv_fault *fault)
{
    make_request(queue, body, &exchange->request);
    if (exchange->request.failed)
        return drv_fail(fault, DRV_MEMORY, "no memory for \"%zu\" bytes", body->length);
    int status = connect_server(queue, deadline_ms, &exchange->fd, fault);
    if (status != DRV_OK)
        return status;
    status = converse(exchange, deadline_ms, fault);
    close(exchange->fd);
    return status == DRV_OK ? check_http(exchange, fault) : status;
}

static int check_ipp(const struct cups_queue *queue, const struct exchange *exchange,
                     struct ipp_reader *reader, struct drv_fault *fault)
{
    char room[16];
    uint16_t status;
    if (!ipp_open(reader, exchange->http.body, exchange->http.length, &status))
        return drv_fail(fault, DRV_IO, "cups answered what is not IPP");
    if (status == IPP_NOT_FOUND)
        return drv_fail(fault, DRV_IO, "cups has no queue \"%s\"", queue->name);
    if (status > IPP_OK_LAST)
        return drv_fail(fault, DRV_IO, "cups says \"%s\" of the queue \"%s\"",
                        ipp_status_name(status, room), queue->name);
    return DRV_OK;
}

/* The state of the queue */

struct queue_state {
    int32_t state;
    int32_t accepts;
    char reasons[96];
};

enum { STATE_STOPPED = 5 }; /* RFC 8011, 5.4.11 */

static void add_reason(const struct ipp_value *value, char *out, size_t capacity)
{
    size_t length = strlen(out);
    if (value->tag != IPP_TAG_KEYWORD || (value->length == 4 && !memcmp(value->bytes, "none", 4)))
        return;
    if (length > 0 && length + 2 < capacity) {
        memcpy(out + length, ", ", 2);
        length += 2;
    }
    for (size_t i = 0; i < value->length && length + 1 < capacity; i++)
        out[length++] =
            value->bytes[i] > ' ' && value->bytes[i] < 0x7F ? (char)value->bytes[i] : '?';
    out[length] = '\0';
}

static void read_state(struct ipp_reader *reader, struct queue_state *out)
{
    struct ipp_value value;
    *out = (struct queue_state){.accepts = 1};
    while (ipp_next(reader, &value)) {
        if (value.group != IPP_TAG_PRINTER)
            continue;
        if (ipp_is_named(&value, "printer-state"))
            out->state = ipp_integer(&value, 0);
        if (ipp_is_named(&value, "printer-is-accepting-jobs"))
            out->accepts = ipp_integer(&value, 1);
        if (ipp_is_named(&value, "printer-state-reasons"))
            add_reason(&value, out->reasons, sizeof out->reasons);
    }
}

static int judge(const struct cups_queue *queue, const struct queue_state *state,
                 struct drv_fault *fault)
{
    if (state->state == STATE_STOPPED)
        return drv_fail(fault, DRV_IO, "cups has stopped the queue \"%s\"%s%s", queue->name,
                        state->reasons[0] != '\0' ? ": " : "", state->reasons);
    if (state->accepts == 0)
        return drv_fail(fault, DRV_IO, "the queue \"%s\" of cups takes no jobs", queue->name);
    return DRV_OK;
}

static int ask_state(const struct cups_queue *queue, struct exchange *exchange, int64_t deadline_ms,
                     struct drv_fault *fault)
{
    struct bytes body = {0};
    struct ipp_reader reader;
    struct queue_state state;
    make_body(queue, IPP_GET_PRINTER_ATTRIBUTES, &body);
    add_questions(&body);
    int status = exchange_ipp(queue, &body, exchange, deadline_ms, fault);
    bytes_free(&body);
    if (status == DRV_OK)
        status = check_ipp(queue, exchange, &reader, fault);
    if (status != DRV_OK)
        return status;
    read_state(&reader, &state);
    return judge(queue, &state, fault);
}

/* The wire */

static void reset_exchange(struct exchange *exchange)
{
    bytes_free(&exchange->request);
    exchange->sent = exchange->length = 0;
    exchange->http = (struct ipp_http_answer){0};
}

static void cups_close(struct transport *transport)
{
    struct cups_wire *wire = (struct cups_wire *)transport;
    bytes_free(&wire->job);
    bytes_free(&wire->exchange.request);
    free(wire);
}

static int cups_open(const struct transport_target *target, int64_t deadline_ms,
                     struct transport **out, struct drv_fault *fault)
{
    struct cups_wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL)
        return drv_fail(fault, DRV_MEMORY, "\"%.80s\": out of memory", target->place);
    wire->base.ops = &transport_cups;
    int status = read_queue(target->place, &wire->queue, fault);
    if (status == DRV_OK)
        status = ask_state(&wire->queue, &wire->exchange, deadline_ms, fault);
    if (status == DRV_OK)
        *out = &wire->base;
    else
        cups_close(&wire->base);
    return status;
}

static int cups_write(struct transport *transport, const uint8_t *bytes, size_t length,
                      size_t *taken, struct drv_fault *fault)
{
    struct cups_wire *wire = (struct cups_wire *)transport;
    if (length > JOB_MAX_BYTES - wire->job.length)
        return drv_fail(fault, DRV_LIMIT, "a job of more than \"%d\" bytes", JOB_MAX_BYTES);
    bytes_add(&wire->job, bytes, length);
    if (wire->job.failed)
        return drv_fail(fault, DRV_MEMORY, "no memory for \"%zu\" bytes", length);
    *taken = length;
    return DRV_OK;
}

/* There is always room, and nothing ever comes. */
static int cups_wait(struct transport *transport, bool room, int64_t until_ms,
                     struct drv_fault *fault)
{
    (void)transport;
    (void)fault;
    if (!room)
        poll(NULL, 0, deadline_left_ms(until_ms));
    return DRV_OK;
}

static int cups_finish(struct transport *transport, int64_t deadline_ms,
                       enum printer_result *result, struct drv_fault *fault)
{
    struct cups_wire *wire = (struct cups_wire *)transport;
    struct exchange *exchange = &wire->exchange;
    struct bytes body = {0};
    struct ipp_reader reader;
    reset_exchange(exchange);
    make_body(&wire->queue, IPP_PRINT_JOB, &body);
    add_job(&body, &wire->job);
    int status = exchange_ipp(&wire->queue, &body, exchange, deadline_ms, fault);
    bytes_free(&body);
    bool all_sent = exchange->sent > 0 && exchange->sent == exchange->request.length;
    bool unknown = all_sent && exchange->http.code == 0;
    if (status == DRV_OK)
        status = check_ipp(&wire->queue, exchange, &reader, fault);
    *result = status == DRV_OK || unknown ? PRINTER_UNCONFIRMED : PRINTER_NOT_PRINTED;
    return status;
}

const struct transport_ops transport_cups = {
    .scheme = "cups",
    .is_whole = true,
    .check = cups_check,
    .open = cups_open,
    .write = cups_write,
    .wait = cups_wait,
    .finish = cups_finish,
    .close = cups_close,
};
