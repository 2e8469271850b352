/* SPDX-License-Identifier: MIT */
/*
 * Everything that is kept of a person, and of all who are one with them, as one JSON object:
 *
 *   known_by  [{sort, scope, ending, hash, shared}]  ways of knowing; the value itself is not kept
 *   called    [{name, language}]
 *   said      [{host, kind, ref, day, what, text}]   free text, such as a need
 *   consents  [{purpose, at_ms, given, version, till, cashier}]
 *   sales     [{host, kind, ref, day, at_ms, till, total_minor, currency, tag, why, discount_minor,
 *               applied_minor, items}]
 *   codes     [{code, issued, until, cancelled, terms}]  on notes and cards they were given
 *   rewards   [{offer, number, due, terms}]
 *   steps     [{name, host, ref, begun, due, sku, text}]  what the shop said it would do
 *   answers   [{question, host, ref, day, answer}]
 *   slips     [{made_ms, slip, printer, result, text}]   as they were to be printed
 *
 * Nothing of another person: not who sent them, nor whom they sent.
 */
#ifndef COMEBACK_EXPORT_H
#define COMEBACK_EXPORT_H

#include <jansson.h>

#include "store.h"

/* `person` is who stands for them. *out is a new reference. Within a transaction. */
int export_person(struct store *store, int64_t person, json_t **out, struct fault *fault);

#endif
