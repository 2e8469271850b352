/* SPDX-License-Identifier: MIT */
/*
 * The store's tables. `event`, `identity`, `person`, `said`, `consent` and `cashier` are
 * the truth; those that
 * schema_projections names are projections: a pure function of the truth, which `comeback verify`
 * rebuilds and compares; `reservation`, `job` and `meta` are the till's present business and belong
 * to this store alone.
 */
#ifndef COMEBACK_SCHEMA_H
#define COMEBACK_SCHEMA_H

enum {
    SCHEMA_APPLICATION_ID = 0x436D426B, /* "CmBk" */
    SCHEMA_VERSION = 4,
};

struct schema_step {
    int version; /* what the store is after this step */
    const char *sql;
};

/* In order of version, ended by version 0. A new version appends a step and never edits one. */
const struct schema_step *schema_steps(void);
/* The projections, ended by NULL. */
const char *const *schema_projections(void);

#endif
