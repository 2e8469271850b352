/* SPDX-License-Identifier: MIT */
/* What somebody agreed to, purpose by purpose, with the version of the text they were told. */
#ifndef COMEBACK_CONSENT_H
#define COMEBACK_CONSENT_H

#include "answer.h"
#include "desk.h"

enum { CONSENT_VERSION = 9 };

/* Eight digits that change with the text. */
void consent_version(const char *text, char out[CONSENT_VERSION]);
/* Writes down what the sale's field `consent` says of answer->person, said when the sale was told
 * first, at_ms. Of two words for one purpose there that it is withdrawn stands, whichever was told
 * first. A purpose that the settings do not have, and a word that does not stand, are told in
 * notice. In a write transaction. */
int consent_keep(const struct desk *desk, const struct sale *sale, int64_t at_ms,
                 struct answer *answer, struct fault *fault);
/* Is it given, to the text of today? */
int consent_is_given(const struct desk *desk, int64_t person, const char *purpose, bool *given,
                     struct fault *fault);

#endif
