/* SPDX-License-Identifier: MIT */
#include "owner_page.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../clock.h"
#include "http_library.h"
#include "report_read.h"
#include "report_views.h"

enum {
    CONNECTIONS = 16,
    TIMEOUT_S = 10,
    REQUEST_BYTES = 16384,
    FRESH_MS = 60000,
    NAME_BYTES = 256,
};

struct owner_page {
    struct http_library http;
    struct shop *shop;
    struct MHD_Daemon *daemon;
    struct bytes html;
    int64_t made_ms;      /* monotonic */
    int fds[CONNECTIONS]; /* of those who are connected, in the order in which they came */
    int fd_count;
};

/* A host's name is refused where anybody could have given it: what is left is nobody's site. */
static bool is_address(const char *host)
{
    return strspn(host, "0123456789.") == strlen(host) || host[0] == '[';
}

static bool is_this_machine(const char *host)
{
    char name[NAME_BYTES] = "", local[NAME_BYTES + sizeof ".local"];
    gethostname(name, sizeof name - 1);
    snprintf(local, sizeof local, "%s.local", name);
    return strcasecmp(host, "localhost") == 0 || strcasecmp(host, name) == 0 ||
           strcasecmp(host, local) == 0;
}

static bool may_ask(const char *header)
{
    char host[NAME_BYTES];
    if (header == NULL || snprintf(host, sizeof host, "%s", header) >= NAME_BYTES)
        return false;
    if (host[0] != '[')
        host[strcspn(host, ":")] = '\0';
    return is_address(host) || is_this_machine(host);
}

static enum MHD_Result respond(const struct owner_page *page, struct MHD_Connection *connection,
                               unsigned status, const char *type, const void *text, size_t length)
{
    static const char *const headers[][2] = {
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Allow", "GET, HEAD"},
    };
    struct MHD_Response *response =
        page->http.MHD_create_response_from_buffer(length, (void *)text, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    page->http.MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        page->http.MHD_add_response_header(response, headers[i][0], headers[i][1]);
    enum MHD_Result result = page->http.MHD_queue_response(connection, status, response);
    page->http.MHD_destroy_response(response);
    return result;
}

static enum MHD_Result say(const struct owner_page *page, struct MHD_Connection *connection,
                           unsigned status, const char *text)
{
    return respond(page, connection, status, "text/plain; charset=utf-8", text, strlen(text));
}

static int make(struct owner_page *page, struct fault *fault)
{
    struct report_query query = {.to_day = REPORT_DAY_LAST, .window_days = REPORT_WINDOW_DAYS};
    struct config config;
    struct report *report;
    shop_refresh(page->shop);
    int status = report_read(page->shop, &query, &config, &report, fault);
    if (status != COMEBACK_OK)
        return status;
    const struct report_view view = {report, &query, &config};
    bytes_reset(&page->html);
    report_write_page(&view, &page->html);
    report_free(report);
    page->made_ms = clock_monotonic_ms();
    return page->html.failed ? fail(fault, COMEBACK_MEMORY, "out of memory") : COMEBACK_OK;
}

static enum MHD_Result show(struct owner_page *page, struct MHD_Connection *connection)
{
    struct fault fault = {{0}};
    bool fresh = page->html.length > 0 && clock_monotonic_ms() < page->made_ms + FRESH_MS;
    if (!fresh && make(page, &fault) != COMEBACK_OK) {
        bytes_reset(&page->html);
        return say(page, connection, MHD_HTTP_SERVICE_UNAVAILABLE, fault.text);
    }
    return respond(page, connection, MHD_HTTP_OK, "text/html; charset=utf-8", page->html.data,
                   page->html.length);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
    struct owner_page *page = context;
    (void)version;
    (void)upload;
    (void)upload_size;
    (void)request;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return say(page, connection, MHD_HTTP_METHOD_NOT_ALLOWED, "This page can only be read.\n");
    if (!may_ask(page->http.MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                                        MHD_HTTP_HEADER_HOST)))
        return say(page, connection, MHD_HTTP_MISDIRECTED_REQUEST,
                   "Ask by address, or by this machine's own name.\n");
    if (strcmp(url, "/") != 0)
        return say(page, connection, MHD_HTTP_NOT_FOUND, "There is one page here: /\n");
    return show(page, connection);
}

static void forget(struct owner_page *page, int fd)
{
    int at = 0;
    while (at < page->fd_count && page->fds[at] != fd)
        at++;
    if (at == page->fd_count)
        return;
    page->fd_count--;
    memmove(&page->fds[at], &page->fds[at + 1],
            (size_t)(page->fd_count - at) * sizeof page->fds[0]);
}

/* Who sends a byte now and then is never silent for TIMEOUT_S: who takes the last place sends the
 * one away who is there for longest. */
static void keep_room(void *context, struct MHD_Connection *connection, void **own,
                      enum MHD_ConnectionNotificationCode code)
{
    struct owner_page *page = context;
    int fd = page->http.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                 ->connect_fd;
    (void)own;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        forget(page, fd);
        return;
    }
    if (page->fd_count < CONNECTIONS)
        page->fds[page->fd_count++] = fd;
    if (page->fd_count == CONNECTIONS)
        shutdown(page->fds[0], SHUT_RDWR);
}

/* Where it cannot start, libmicrohttpd has closed fd or left it open, and does not say which. What
 * stays open listens no more. */
static int start(struct owner_page *page, int fd, struct fault *fault)
{
    int same = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    page->daemon = page->http.MHD_start_daemon(
        MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, answer, page, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)REQUEST_BYTES,
        MHD_OPTION_NOTIFY_CONNECTION, keep_room, page, MHD_OPTION_END);
    int status = page->daemon != NULL
                     ? COMEBACK_OK
                     : fail(fault, COMEBACK_MEMORY, "the owner's page cannot be served: %m");
    if (page->daemon == NULL)
        shutdown(same, SHUT_RDWR);
    if (same >= 0)
        close(same);
    return status;
}

int owner_page_open(const char *config, const char *address, struct owner_page **out,
                    char place[static TCP_PLACE], struct fault *fault)
{
    const struct tcp_listen wish = {
        .address = address, .example = "127.0.0.1:8630", .backlog = CONNECTIONS};
    struct owner_page *page = calloc(1, sizeof *page);
    int fd;
    if (page == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = http_library_open(&page->http, fault);
    if (status == COMEBACK_OK)
        status = shop_open(config, &page->shop, fault);
    if (status == COMEBACK_OK)
        status = tcp_listen(&wish, &fd, place, fault);
    if (status == COMEBACK_OK)
        status = start(page, fd, fault);
    if (status == COMEBACK_OK)
        *out = page;
    else
        owner_page_close(page);
    return status;
}

void owner_page_close(struct owner_page *page)
{
    if (page == NULL)
        return;
    if (page->daemon != NULL)
        page->http.MHD_stop_daemon(page->daemon);
    if (page->shop != NULL)
        shop_close(page->shop);
    bytes_free(&page->html);
    free(page);
}
