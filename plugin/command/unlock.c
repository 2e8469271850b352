/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../clock.h"
#include "../promise.h"
#include "arguments.h"
#include "session.h"

enum { TILL_MAX = 32, WAIT_MS = 2000 };

static int unlock_in(struct shop *shop, const char *till, struct fault *fault)
{
    struct store *store;
    int status = shop_lock(shop, WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    struct desk desk = shop_desk(shop, false);
    status = store_begin_write(store, WAIT_MS, fault);
    if (status == COMEBACK_OK) {
        status = promise_unlock(&desk, till,
                                clock_day(clock_now(), desk.config->shop.day_starts_minute), fault);
        if (status == COMEBACK_OK)
            status = store_commit(store, fault);
        else
            store_rollback(store);
    }
    shop_unlock(shop);
    return status;
}

static int run(struct call *call)
{
    static const struct argument known[] = {{NULL, NULL, NULL}};
    struct fault fault = {{0}};
    struct shop *shop;
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    const char *till = call->words[0];
    if (strlen(till) > TILL_MAX)
        return tell(EXIT_REFUSED, "till: found \"%.60s\", expected at most %d bytes", till,
                    TILL_MAX);
    status = session_open(call, &shop);
    if (status != EXIT_DONE)
        return status;
    if (unlock_in(shop, till, &fault) != COMEBACK_OK)
        status = tell(EXIT_REFUSED, "%s", fault.text);
    else
        printf("till \"%s\": today's wrong codes are forgiven, promises are paid again\n", till);
    shop_close(shop);
    return status;
}

const struct command command_unlock = {
    "unlock", "take codes again at a till after guesses", "TILL",
    "After 5 codes with a wrong tag in a day a till's promises wait until tomorrow; this forgives\n"
    "today's. TILL is named as the host names it; \"\" where it names none.\n\n"
    "exit: 0 done, 1 refused, 2 used wrongly\n"
    "example: comeback unlock T2\n",
    run};
