/* SPDX-License-Identifier: MIT */
/*
 * What follows from the log: who bought when, which tag is true by now, what a code is worth.
 *
 * A tag is a function of the set of events and of nothing else:
 *   0 unidentified  the sale showed nothing, or is not one that is tagged
 *   2 repeat        its customer has a standing sale on an earlier business day, or showed a note
 *                   of another till
 *   3 referral      it is of the customer's first visit, to which an accepted card was shown
 *   1 new           else
 * A sale stands unless it was voided or returned in full. A sale that fell bears the tag that was
 * told last.
 *
 * A promise rests on sales that hold: that stand, and of which something is left after all returns,
 * also those that named no sale. It is paid once. The sale that used it taken back in full gives it
 * back, but only once; a void gives it back always, for nothing was sold. What a note promises
 * falls with the last sale whose note promised it; its code goes on to recognise. A card stays good
 * for a friend whatever became of its giver's sale; the thanks for it are due so long after the day
 * of the sale that used it, while that sale is somebody else's, holds and what is left of it is
 * worth the minimum, and while the giver has a sale of their own that holds. None of this changes a
 * tag.
 *
 * Persons are kept as they were told; `alias` says who is one with whom, the smallest number of
 * all that are one standing for them, so that the order of joining does not matter.
 * A sale that showed a note of another till (ELSEWHERE) stays of a person of its own, also once
 * that till's log was merged in and the note's chain is known: its tag says repeat all the same.
 *
 * Thanks wait while the sale that used the card is flagged, or its giver was sent by this customer
 * within 12 months (a circle, which may come out later), and the owner has not allowed it; one that
 * the owner refused thanks nobody.
 *
 * Body of a sale event, by name:
 *   host kind ref till currency total_minor original            as told
 *   cashier                         16 hex digits of a keyed hash of (host, cashier)
 *   day shown via                   business day; SHOWN_ bits; 0, 1 on paper's word, 2 checked
 *   referrer                        person who sent this customer, by referrer.id
 *   tag grade why visit             as told to the cashier
 *   history                         true where it came in afterwards
 *   discount applied                minor units offered and really taken off
 *   paid                            promises that this sale used up, by number
 *   sent                            [{code, until, terms}] a card that was never printed, of who
 *                                   sent this customer by referrer.id; its number is negative
 *   issued                          [{code, until, terms}] codes handed out
 *   undoes                          [{host, kind, ref, minor}] from which sales a return took
 *                                   that named none
 *   flags                           FLAG_ bits: what the owner should look at
 *   scans                           [{code, verdict, discount, why}]
 *   rewards                         [{offer, number, due, terms}] promises that begin to wait:
 *                                   visits, the gift at visit number, and friend, what card
 *                                   number would have taken off, due from a day on
 *   settings                        [origin, seq] of the settings in force
 *   items                           [[sku, name, category, quantity_milli, amount_minor]]
 *   note card                       what stood on the slips; the note without what this sale
 *                                   promised: `rewards` has it. Its `thanks` are terms, and due
 *                                   the day from which they wait; of a log from before, the words
 *                                   that stood there
 *   arm                             0 to 9999, the customer's; from the first sale of a store of
 *                                   this version on; none where it came in afterwards
 *   begins                          [{name, sort, due, minute, sku, text, quantity}] steps, needs
 *                                   (sort STEP_) and appointments that this sale began; due its
 *                                   own day: at the next visit; minute of an appointment's day, 0:
 *                                   no time told; sku of the item that began it, or the name of
 *                                   one without sku; quantity in thousandths, bought of all that
 *                                   the step names. What an appointment is for is in `said`, as
 *                                   "next"
 *   moves                           [{host, kind, ref, name, due, sku, quantity}] open ones that
 *                                   it began again, or appointments that it told alike
 *   closes                          [{host, kind, ref, name, how}] that it closed; CLOSED_
 *   withdraws                       [{host, kind, ref, name, quantity}] what of it, sold by the
 *                                   sale that began it or began it once more, came back with this
 *                                   sale; without quantity all of it did, or it was an appointment
 *                                   in whose place another was put
 *   keys                            {name: word} what was told of them, see pressed.h
 *   asked answer                    name of the question that was due; the word of its answer
 *   drawn                           {given, cost} it could have had the gift, and whether it had;
 *                                   cost counts in promised('gift', month) where it was given
 *
 * A step is of the sale that began it, named by that sale and its name. A sale has it that began
 * it, or began it once more (`moved`), while that sale holds and not all of what it sold then came
 * back with sales that `back` names and that were not voided; of a log from before there were
 * quantities one such sale brought all of it, and the sale's lines say how much there was. The step
 * holds while a sale has it. An appointment in whose place another was put is over for all of them.
 * It is closed while a sale that `closed` names stands: the earliest such closing says how. Its day
 * is the latest of its own and of those in `moved` whose sales have it; an appointment's is its
 * own. statements.h has this as STEP_HOLDS, STEP_CLOSED and STEP_DUE. `begun` has the first day on
 * which one began, so that a shop without steps need not look for any.
 *
 * Terms of a code are those of a card (answer.h). A reward's `offer` is what it is for ("visits",
 * "thanks", "friend", "next"), `name` the offer's section; its promise is reckoned from the name,
 * so that two offers of one sort are two promises.
 */
#ifndef COMEBACK_PROJECTION_H
#define COMEBACK_PROJECTION_H

#include <stdbool.h>

#include "log.h"
#include "sale.h"

enum {
    SHOWN_ID = 1,
    SHOWN_NOTE = 2,
    SHOWN_CARD = 4,
    SHOWN_REFERRER = 8,
    SHOWN_ELSEWHERE = 16,
    SHOWN_PHONE = 32,
    SHOWN_EMAIL = 64,
    SHOWN_TOKEN = 128,
    SHOWN_IDENTITY = SHOWN_ID | SHOWN_PHONE | SHOWN_EMAIL | SHOWN_TOKEN,
    /* Who is known so at their next visit needs no paper for it. */
    SHOWN_NO_CODE = SHOWN_ID | SHOWN_PHONE | SHOWN_EMAIL,
};
/* household: one phone or e-mail of several persons; quick: friend and giver at one till within ten
 * minutes; often: one customer more than four times a day; circle: the giver was sent by this
 * customer within twelve months. */
enum { FLAG_HOUSEHOLD = 1, FLAG_QUICK = 2, FLAG_OFTEN = 4, FLAG_CIRCLE = 8 };
/* The numbers stand in the store. */
enum { STEP_OF_ITEM = 0, STEP_NEED = 1, STEP_APPOINTMENT = 2 };
enum { CLOSED_KEPT = 1, CLOSED_NOT_NOW = 2, CLOSED_NOT_RELEVANT = 3 };
enum { VIA_NOBODY = 0, VIA_PAPER = 1, VIA_CHECKED = 2 };

struct correction {
    char host[33];
    char ref[65];
    int64_t kind;
    int64_t tag;
};

struct corrections {
    struct correction *list;
    int count;
    int capacity;
};

/* Applies one event; adds to *corrections the sales whose told tag is no longer true. */
int projection_apply(struct store *store, const struct event *event,
                     struct corrections *corrections, struct fault *fault);

/* After events of several stores: thanks for cards that were used by the clock of one store before
 * they were issued by that of another. */
int projection_settle(struct store *store, struct fault *fault);

/* The person who stands for this one. */
int projection_person(struct store *store, int64_t person, int64_t *out, struct fault *fault);
/* A promise's number where it is a reward: of who it was first promised to, the offer, which one.
 */
int64_t projection_promise(int64_t person, const char *offer, int64_t number);

/* The rule above, for a sale that is tagged at all. */
int64_t projection_tag(int64_t shown, bool first_visit, bool referred);

/* Is a sale of this kind and total tagged, and does it make a visit? */
bool projection_counts(int64_t kind, int64_t total_minor);

#endif
