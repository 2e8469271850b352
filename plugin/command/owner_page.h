/* SPDX-License-Identifier: MIT */
/*
 * The owner's page: the report of `comeback report --html` at http://ADDRESS:PORT/, for a browser,
 * while `comeback serve` runs and comeback.ini has [serve] page. It can be read and nothing else.
 * Made anew for who asks when the last is a minute old; one at a time, by one thread, beside the
 * tills.
 *
 * There is no password: who reaches the address reads it. A browser that was led here by another
 * site's name for this address is refused, or that site could read it: Host must be an address,
 * localhost or this machine's name.
 *
 * HTTP is libmicrohttpd's: at most 16 connections, 10 s without a byte, 16 KiB of a request. Who
 * takes the last place sends away who came first, so that slow clients keep nobody out.
 */
#ifndef COMEBACK_OWNER_PAGE_H
#define COMEBACK_OWNER_PAGE_H

#include "../fault.h"
#include "../tcp_listen.h"

struct owner_page;

/* The shop whose settings lie at `config`, at `address` as of tcp_listen; `place`: where it is. */
int owner_page_open(const char *config, const char *address, struct owner_page **out,
                    char place[static TCP_PLACE], struct fault *fault);
/* Waits for a report that is being made. NULL is fine. */
void owner_page_close(struct owner_page *page);

#endif
