/* SPDX-License-Identifier: MIT */
/* What the files of steps share: step.c, appointment.c, step_withdraw.c. */
#ifndef COMEBACK_STEP_PARTS_H
#define COMEBACK_STEP_PARTS_H

#include "answer.h"
#include "desk.h"
#include "store.h"

/* Did this sale begin it? */
bool step_is_of_sale(const struct answer_step *step, const struct sale *sale);
/* The open one of that name; NULL. */
struct answer_step *step_find_open(struct answer *answer, const char *name);
/* Is there somebody who can come back to it? */
bool step_is_somebody(const struct answer *answer);
/* Where there is no place left, what this sale leaves as it is gives way; NULL: nothing does. */
struct answer_step *step_new_place(struct answer *answer);
/* One more of the answer's; the notice says so where there is no place for it. */
void step_add(const struct answer_step *begun, struct answer *answer);
/* *begun: the sale began one of that name, or once more, when it was told before; which: this one,
 * or NULL. Reads the store. */
int step_was_begun(const struct desk *desk, const struct sale *sale, const char *name,
                   const struct answer *answer, const struct answer_step *which, bool *begun,
                   struct fault *fault);
/* The columns of STEPS_OF_PERSON and STEPS_OF_SALE. */
void step_read_row(sqlite3_stmt *row, struct answer_step *step);

/* The step of the settings; NULL. */
const struct config_step *step_config(const struct config *config, const char *name);
/* From now on the log has it that this sale takes away what the step rested on at the sale that is
 * named: so much, 0 all of it. */
void step_take_back(struct answer *answer, const char *host, int64_t kind, const char *ref,
                    const char *name, int64_t quantity_milli);

/* What an item is known by: its sku; its name where it has none. */
const char *step_item_key(const struct sale *sale, const struct sale_item *item);
bool step_comes_back(const struct sale *sale, const struct sale_item *item);
bool step_names_item(const struct config_selectors *selectors, const struct sale *sale,
                     const struct sale_item *item);
/* Withdraws those that rest on what comes back with a return or an exchange. Reads the store. */
int step_withdraw_items(const struct desk *desk, const struct sale *sale, struct answer *answer,
                        struct fault *fault);

#endif
