/* SPDX-License-Identifier: MIT */
/*
 * The virtual printer's body behind a port on loopback, in a thread and in real time. One client
 * at a time; bytes are read only as the body takes them; a reset of the body's wire is an RST.
 */
#ifndef COMEBACK_TESTS_DOUBLES_TCP_BODY_H
#define COMEBACK_TESTS_DOUBLES_TCP_BODY_H

#include "../../drivers/paper/body.h"

struct tcp_body;

/* `script` as body_script takes it, or NULL. NULL where it cannot be had. */
struct tcp_body *tcp_body_start(const struct body_options *options, const char *script);
unsigned tcp_body_port(const struct tcp_body *printer);
/* Ends the thread; the body is the caller's to look at until tcp_body_free. */
struct body *tcp_body_stop(struct tcp_body *printer);
void tcp_body_free(struct tcp_body *printer);

#endif
