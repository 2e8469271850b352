/* SPDX-License-Identifier: MIT */
/* The code lists of ISO that a setting may name. Constant tables; currencies are in config.h. */
#ifndef COMEBACK_CONFIG_CODES_H
#define COMEBACK_CONFIG_CODES_H

#include <stdbool.h>

/* True for the two capital letters of a country of ISO 3166-1. */
bool codes_is_country(const char *country);
/* The currency of ISO 4217 with which a country pays. False, and `currency` untouched, where that
 * is none or several. */
bool codes_currency(const char *country, char currency[4]);

#endif
