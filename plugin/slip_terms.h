/* SPDX-License-Identifier: MIT */
/*
 * What printed terms have to say where a promotion is advertised on paper: the offer, its closing
 * date, the minimum where there is one, and the promoter's name and address. A card that lacks its
 * closing date, name or code is refused (slip.h); the rest is told to the owner, unless the card
 * says where the terms stand: a line with "www." or "://". So is a percentage that stands on the
 * card where an offer is none: nothing would be printed in its place.
 */
#ifndef COMEBACK_SLIP_TERMS_H
#define COMEBACK_SLIP_TERMS_H

#include "settings.h"

/* A line for each thing that a card's text in force lacks or would leave out, its file's name
 * before it; how many. */
int slip_terms_missing(const struct settings *settings, struct bytes *lines);

#endif
