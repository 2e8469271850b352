/* SPDX-License-Identifier: MIT */
/*
 * One line of the socket of tills: a question as a JSON object in, its answer out. It is told to
 * the library by comeback.h alone, so that a host behind the socket sees what one sees that loads
 * us. The protocol stands in serve's manual; what a host should know beside it is in
 * plugin/hosts/README.md.
 */
#ifndef COMEBACK_SERVE_TILL_ASK_H
#define COMEBACK_SERVE_TILL_ASK_H

#include "../../drivers/bytes.h"
#include "../comeback.h"

enum {
    TILL_LINE_MAX = 4 << 20, /* 5,000 items of 128-byte texts */
    TILL_FORMS_MAX = 12,     /* of one sale's slips */
};

/*
 * Appends one line with its line feed. Whatever is wrong with the question is told there; out
 * fails only where memory is out. Many threads may ask one shop at once.
 */
void till_ask(comeback *shop, const char *line, size_t length, struct bytes *out);
/* The answer where no question was read. */
void till_refuse(int status, const char *error, struct bytes *out);

#endif
