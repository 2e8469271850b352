/* SPDX-License-Identifier: MIT */
/*
 * libmicrohttpd without being linked to it: it brings GnuTLS along, which would cost every command
 * two MiB and some of a millisecond, and one command shows a page.
 */
#ifndef COMEBACK_HTTP_LIBRARY_H
#define COMEBACK_HTTP_LIBRARY_H

#include <microhttpd.h>

#include "../fault.h"

#define HTTP_CALLS(CALL)                                                                           \
    CALL(MHD_add_response_header)                                                                  \
    CALL(MHD_create_response_from_buffer)                                                          \
    CALL(MHD_destroy_response)                                                                     \
    CALL(MHD_get_connection_info)                                                                  \
    CALL(MHD_lookup_connection_value)                                                              \
    CALL(MHD_queue_response)                                                                       \
    CALL(MHD_start_daemon)                                                                         \
    CALL(MHD_stop_daemon)

#define HTTP_CALL_MEMBER(name) __typeof__(name) *name;

struct http_library {
    HTTP_CALLS(HTTP_CALL_MEMBER)
};

/* Never closed: threads of its own may still be in it. COMEBACK_CONFIG where it is not there. */
int http_library_open(struct http_library *out, struct fault *fault);

#endif
