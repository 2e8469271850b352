/* SPDX-License-Identifier: MIT */
/*
 * How large a QR symbol gets: the printer draws it, we must know beforehand that it fits. Model 2
 * of ISO/IEC 18004, versions 1 to 40.
 */
#ifndef COMEBACK_DRIVERS_QR_H
#define COMEBACK_DRIVERS_QR_H

#include <stddef.h>

enum {
    QR_QUIET_MODULES = 4, /* on each side, by the standard; printers leave none */
};

/*
 * Modules on a side (21 to 177) without the quiet zone; 0 where no version holds the data.
 * The level is one of l, m, q, h. Data of the alphanumeric set counts as such, all other as bytes;
 * a printer that mixes modes may draw a smaller symbol, never a larger one.
 */
unsigned qr_modules(const char *data, size_t length, char level);

#endif
