/* SPDX-License-Identifier: MIT */
/* The tag in words: at most 40 characters that explain it to the cashier. */
#ifndef COMEBACK_TAG_H
#define COMEBACK_TAG_H

#include "answer.h"
#include "person.h"
#include "promise.h"

/* "unidentified", "new", "repeat", "referral" */
const char *tag_name(int64_t tag);
/* "checked", "paper", "" */
const char *tag_grade(int64_t via);
/* Fills answer->why from tag, shown, via, visit and scans. */
void tag_explain(struct answer *answer, const struct sale *sale, const struct person_past *past);

#endif
