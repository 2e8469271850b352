/* SPDX-License-Identifier: MIT */
/* What somebody agreed to, purpose by purpose, with the version of the text they were told. */
#ifndef COMEBACK_CONSENT_H
#define COMEBACK_CONSENT_H

#include "answer.h"
#include "desk.h"

enum { CONSENT_VERSION = 9 };

/* Eight digits that change with the text. */
void consent_version(const char *text, char out[CONSENT_VERSION]);
/* Lists in answer->consents what a customer who is known may be asked, and whether it is given,
 * this sale's own words apart. Reads the store only where the settings have a [consent]. */
int consent_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                 struct fault *fault);
/* Writes down what the sale's field `consent` says of answer->person, said when the sale was told
 * first, at_ms. Of two words for one purpose there that it is withdrawn stands, whichever was told
 * first. A purpose that the settings do not have, and a word that does not stand, are told in
 * notice. Then as consent_find. In a write transaction. */
int consent_keep(const struct desk *desk, const struct sale *sale, int64_t at_ms,
                 struct answer *answer, struct fault *fault);
/* Is it given, to the text of today? */
int consent_is_given(const struct desk *desk, int64_t person, const char *purpose, bool *given,
                     struct fault *fault);

#endif
