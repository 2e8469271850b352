/* SPDX-License-Identifier: MIT */
#include "hold.h"

#include <stdio.h>
#include <unistd.h>

#include "../clock.h"

enum { POLL_US = 50000, STORE_WAIT_MS = 2000 };

static int lock_store(void *context, struct store **store, struct fault *fault)
{
    struct hold *hold = context;
    if (hold->store == NULL) {
        int status = store_open(hold->setup.store_folder, STORE_WAIT_MS, &hold->store, fault);
        if (status != COMEBACK_OK)
            return status;
    }
    *store = hold->store;
    return COMEBACK_OK;
}

static void unlock_store(void *context)
{
    (void)context;
}

/* False where there is no store that we could lock in. */
static bool fill_setup(const struct printing *printing, struct drain_setup *out)
{
    snprintf(out->folder, sizeof out->folder, "%s", printing->folder);
    if (printing->settings == NULL)
        return false;
    out->print = printing->settings->config.print;
    return settings_path(printing->shop_folder, printing->settings->config.store.path,
                         out->store_folder, NULL) == COMEBACK_OK &&
           access(out->store_folder, W_OK) == 0;
}

int hold_printer(const struct printing *printing, int wait_ms, struct hold *out,
                 struct fault *fault)
{
    int64_t until_ms = clock_monotonic_ms() + wait_ms;
    *out = (struct hold){.held = false};
    const struct drain_guard guard = {out, lock_store, unlock_store};
    if (!fill_setup(printing, &out->setup))
        return COMEBACK_OK;
    int status = drain_open(&guard, &out->setup, printing->uri, &out->journal, fault);
    while (status == COMEBACK_BUSY && clock_left_ms(until_ms) > 0) {
        usleep(POLL_US);
        status = drain_open(&guard, &out->setup, printing->uri, &out->journal, fault);
    }
    out->held = status == COMEBACK_OK;
    return status;
}

void hold_end(struct hold *hold)
{
    if (hold->held)
        journal_close(&hold->journal);
    store_close(hold->store);
    *hold = (struct hold){.held = false};
}

struct printer_port hold_port(struct hold *hold, const struct printing *printing)
{
    return drain_port(&hold->setup, printing->uri, printing->profile,
                      hold->held ? &hold->journal : NULL);
}
