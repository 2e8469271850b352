/* SPDX-License-Identifier: MIT */
/*
 * Questions to a printer that moves no paper meanwhile: who it is (GS I), what it keeps. One over
 * another, each with its answer, on a wire that this holds from inquiry_open to inquiry_close.
 * Only for models that are known to answer: on others a question may be printed. Sources: TM-T88III
 * specification, appendix G; Citizen CT-S280 manual p. 159 and 160 (the blocks that come back).
 */
#ifndef COMEBACK_DRIVERS_INQUIRY_H
#define COMEBACK_DRIVERS_INQUIRY_H

#include "printer.h"

enum { INQUIRY_WORD = 83 };

/* As GS I 66, 67 and 68 tell them; "" for what it does not tell. Printable ASCII. */
struct inquiry_identity {
    char maker[INQUIRY_WORD], model[INQUIRY_WORD], serial[INQUIRY_WORD];
};

struct inquiry;
struct transport;

/*
 * Opens the port's wire, pays what it is owed and asks how the printer feels: one that is not well
 * is DRV_IO, one that says nothing DRV_TIMEOUT. `port` outlives the inquiry; all of it ends within
 * timeout_ms. Ends with inquiry_close.
 */
int inquiry_open(const struct printer_port *port, int timeout_ms, struct inquiry **out,
                 struct drv_fault *fault);
/* The same over a wire that is open, and stays the caller's. */
int inquiry_open_on(struct transport *wire, const struct printer_port *port, int timeout_ms,
                    struct inquiry **out, struct drv_fault *fault);
void inquiry_close(struct inquiry *inquiry); /* NULL is fine */

/* Asks no further where one question is not answered; DRV_TIMEOUT where it is the first. */
int inquiry_identify(struct inquiry *inquiry, struct inquiry_identity *out,
                     struct drv_fault *fault);

#endif
