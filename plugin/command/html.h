/* SPDX-License-Identifier: MIT */
/*
 * Text of an HTML page that is well-formed XML, too. What a shop, a host or an item says goes
 * through html_text and is text, whatever is in it.
 */
#ifndef COMEBACK_HTML_H
#define COMEBACK_HTML_H

#include "../../drivers/bytes.h"

/* Markup of our own, filled in as printf does, at most HTML_PIECE - 1 bytes. */
enum { HTML_PIECE = 1024 };
void html_add(struct bytes *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* For content and for attributes in quotes. Control characters are dropped; what is not UTF-8, or
 * no character of XML, becomes U+FFFD. No line is broken before a %. */
void html_text(struct bytes *out, const char *text);

/* The same between <bdi>, so that what it says cannot turn the words beside it. */
void html_foreign(struct bytes *out, const char *text);

#endif
