/* SPDX-License-Identifier: MIT */
/*
 * E-mail addresses as people write them, made one text for one address, to be matched by and never
 * to be sent to.
 *
 * Blanks around it are dropped; it is brought to Unicode's normal form C and case-folded, its local
 * part too: RFC 5321 lets a host tell Ann@ from ann@, no host does, and people type either. What
 * else hosts take for the same (dots, +tags) is theirs to know and stays apart.
 *
 * Refused are a name beside the address ("Ann <ann@example.org>"), quoted local parts, comments and
 * address literals; so is a domain without a dot. An internationalised domain stays as written: its
 * ASCII form (xn--…) is another text and would be another address to us. At most 254 bytes, 64 of
 * them before the @.
 */
#ifndef COMEBACK_EMAIL_H
#define COMEBACK_EMAIL_H

#include <stddef.h>

#include "fault.h"

enum { EMAIL_TEXT = 255 }; /* 254 bytes and NUL */

/*
 * length (size_t)-1 means up to the NUL. COMEBACK_OK; COMEBACK_VALUE with a fault that quotes at
 * most the one character that is refused, because faults are logged. out is touched only
 * by COMEBACK_OK.
 */
int email_normalise(const char *text, size_t length, char out[EMAIL_TEXT], struct fault *fault);

#endif
