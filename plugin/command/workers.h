/* SPDX-License-Identifier: MIT */
/*
 * The threads of `comeback serve`: one for each printer that has jobs, so that a printer which
 * waits for paper delays no other. A thread ends when its printer has nothing left. A printer that
 * is not there is tried again each second, then less often, and at once when poked.
 */
#ifndef COMEBACK_WORKERS_H
#define COMEBACK_WORKERS_H

#include "../checkout.h"

enum { WORKERS_STATUS = 320 };

struct workers;

/* `shop` must outlive them. COMEBACK_MEMORY. */
int workers_open(struct shop *shop, struct workers **out, struct fault *fault);
/* Printers with jobs. `poked`: something new has come, so that nobody waits any longer. */
void workers_send(struct workers *workers, const struct queue_printers *printers, bool poked);
/* False while a thread has not shown for longer than any operation may take that it lives. */
bool workers_alive(struct workers *workers);
/* "idle"; "2 printers at work; file:/dev/usb/lp0: the paper is out" */
void workers_status(struct workers *workers, char out[static WORKERS_STATUS]);
/* Lets each end in good order, within some seconds, and frees. NULL is fine. */
void workers_close(struct workers *workers);

#endif
