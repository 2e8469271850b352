/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../clock.h"
#include "../promise.h"
#include "arguments.h"
#include "session.h"

enum { TILL_MAX = 32, WAIT_MS = 2000 };

/* Where there is nothing to forgive the log says nothing. */
static int forgive(const struct desk *desk, const char *till, int64_t *guesses, struct fault *fault)
{
    int32_t today = clock_day(clock_now(), desk->config->shop.day_starts_minute);
    int status =
        store_number(desk->store, GUESS_COUNT, 0, guesses, fault, "ti", till, (int64_t)today);
    return status == COMEBACK_OK && *guesses > 0 ? promise_unlock(desk, till, today, fault)
                                                 : status;
}

static int unlock_in(struct shop *shop, const char *till, int64_t *guesses, struct fault *fault)
{
    struct store *store;
    int status = shop_lock(shop, WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    struct desk desk = shop_desk(shop, false);
    status = store_begin_write(store, WAIT_MS, fault);
    if (status == COMEBACK_OK) {
        status = forgive(&desk, till, guesses, fault);
        if (status == COMEBACK_OK)
            status = store_commit(store, fault);
        else
            store_rollback(store);
    }
    shop_unlock(shop);
    return status;
}

static void print_forgiven(const char *till, int64_t guesses)
{
    if (guesses >= PROMISE_GUESSES)
        printf("till \"%s\": today's wrong codes are forgiven, promises are paid again\n", till);
    else if (guesses > 0)
        printf("till \"%s\": was not locked; %" PRId64 " of today's wrong codes are forgiven\n",
               till, guesses);
    else
        printf("till \"%s\": was not locked: it had no wrong codes today\n", till);
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
    int64_t guesses;
    if (unlock_in(shop, till, &guesses, &fault) != COMEBACK_OK)
        status = tell(EXIT_REFUSED, "%s", fault.text);
    else
        print_forgiven(till, guesses);
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
