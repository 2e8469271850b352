/* SPDX-License-Identifier: MIT */
/*
 * A code as a picture, for hosts whose receipts take pictures and no bytes: uniCenta and its kin
 * have an element for an image and, on ESC/POS printers, none for a QR code.
 */
#ifndef COMEBACK_HOSTS_JAVA_QR_PICTURE_H
#define COMEBACK_HOSTS_JAVA_QR_PICTURE_H

#include <stdbool.h>

#include "../../../drivers/bytes.h"

/*
 * Appends a PNG in grey: QR of level M with its quiet zone. At most 100 bytes of text, not empty; a
 * module is 2 to 16 dots. False where they are not, or memory is out: out is worth nothing then.
 */
bool qr_picture(const char *text, int module_dots, struct bytes *out);

#endif
