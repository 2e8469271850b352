/* SPDX-License-Identifier: MIT */
#ifndef COMEBACK_STORE_LOGO_H
#define COMEBACK_STORE_LOGO_H

#include "session.h"

/* Puts the shop's logo into the printer for good, after asking unless `yes`, and tells. */
int store_logo(const struct printing *printing, bool yes, bool json);

#endif
