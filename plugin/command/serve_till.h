/* SPDX-License-Identifier: MIT */
/*
 * The socket of tills, till.sock beside the store: hosts that load nothing tell their sales there,
 * a line each way (serve_till_ask.h), a thread a connection. Who may write to the socket may tell
 * sales: 0600, or 0660 where the store is a group's.
 *
 * A connection may say nothing for hours, for tills stay; but a line that has begun ends within
 * ten seconds, and so does the reading of its answer, or the connection ends. At most 64 stand at
 * once; the next is told so and closed.
 */
#ifndef COMEBACK_SERVE_TILL_H
#define COMEBACK_SERVE_TILL_H

#include <stdbool.h>

#include "../comeback.h"
#include "../fault.h"

enum { TILLS_MAX = 64 };

struct tills;

/* A listening socket at `path`, whatever lies there; -1 and errno. `shared`: its group may write.
 */
int tills_bind(const char *path, bool shared);

/* Answers at `listen_fd`, which stays the caller's, as `shop`, which must outlive them. Signals
 * that the calling thread blocks stay blocked. COMEBACK_MEMORY. */
int tills_open(comeback *shop, int listen_fd, struct tills **out, struct fault *fault);
/* Ends all conversations, each between two lines, within some tens of milliseconds. NULL is fine.
 */
void tills_close(struct tills *tills);

#endif
