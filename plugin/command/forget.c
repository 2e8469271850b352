/* SPDX-License-Identifier: MIT */
#include "../forget.h"

#include <dirent.h>
#include <inttypes.h>
#include <jansson.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../checkout.h"
#include "../clock.h"
#include "../retention.h"
#include "arguments.h"
#include "session.h"
#include "whom.h"

enum { WAIT_MS = 2000, SPOOL_MS = 30000, CLEAN_WAIT_MS = 10000, SLICE_MS = 1000 };

struct forgetting {
    struct shop *shop;
    const struct whom *whom; /* NULL: all who are due */
    struct forget_report report;
    int copies;
    bool found;
};

static int find(struct forgetting *run, int64_t *person, bool *unclean, struct fault *fault)
{
    struct desk desk = shop_desk(run->shop, false);
    int status = store_begin_read(desk.store, WAIT_MS, fault);
    if (status == COMEBACK_OK)
        status = forget_is_unclean(desk.store, unclean, fault);
    if (status == COMEBACK_OK)
        status = whom_find(&desk, run->whom, person, fault);
    store_rollback(desk.store);
    return status;
}

/* All whose last visit is older than the settings keep it; none is found where none is due. */
static int forget_due(struct forgetting *run, struct store *store, bool *unclean,
                      struct fault *fault)
{
    const struct config *config = &run->shop->settings->config;
    int32_t before_day, today = clock_day(clock_now(), config->shop.day_starts_minute);
    struct retention_pass pass = {.after = 0};
    int more = retention_drop_cashiers(store, config, fault);
    if (more == COMEBACK_OK && retention_before(config, today, &before_day))
        do
            more = retention_forget(store, before_day, &pass, SLICE_MS, fault);
        while (more > 0);
    run->report = pass.report;
    run->found = more == 0 && pass.report.persons > 0;
    return more == 0 ? forget_is_unclean(store, unclean, fault) : more;
}

static int forget_named(struct forgetting *run, struct store *store, bool *unclean,
                        struct fault *fault)
{
    int64_t person;
    int status = find(run, &person, unclean, fault);
    run->found = status == COMEBACK_OK;
    if (status == COMEBACK_OK)
        status = forget_person(store, person, &run->report, fault);
    else if (status == COMEBACK_NOTHING && *unclean)
        status = COMEBACK_OK;
    *unclean = *unclean || run->found;
    return status;
}

/* Nobody known so may be somebody whom a killed run has forgotten and not cleaned away. */
static int forget_locked(struct forgetting *run, struct store *store, struct fault *fault)
{
    bool unclean = false;
    int status = run->whom == NULL ? forget_due(run, store, &unclean, fault)
                                   : forget_named(run, store, &unclean, fault);
    return status == COMEBACK_OK && unclean
               ? forget_clean(store, CLEAN_WAIT_MS, &run->copies, fault)
               : status;
}

/* What waits might be of the person, and would be tagged afterwards with what they were known by.
 */
static int forget(struct forgetting *run, struct fault *fault)
{
    struct store *store;
    int taken, status = checkout_take_spool(run->shop, SPOOL_MS, &taken, fault);
    if (status == COMEBACK_OK && spool_waits(&run->shop->spool))
        status = fail(fault, COMEBACK_BUSY,
                      "%s: sales wait there that cannot be taken in yet, perhaps this person's",
                      run->shop->spool.folder);
    if (status == COMEBACK_OK)
        status = shop_lock(run->shop, WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    status = forget_locked(run, store, fault);
    shop_unlock(run->shop);
    return status;
}

static bool is_aside(const char *name, const char *store)
{
    size_t length = strlen(store);
    return strncmp(name, store, length) == 0 && strncmp(name + length, ".before-restore-", 16) == 0;
}

static bool is_unread(const char *name, const char *store)
{
    size_t length = strlen(name);
    (void)store;
    return length > 4 && strcmp(name + length - 4, ".bad") == 0;
}

static void list_in(const char *folder, const char *store,
                    bool (*fits)(const char *name, const char *store), json_t *out)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (fits(names[i]->d_name, store))
            json_array_append_new(out, json_sprintf("%s/%s", folder, names[i]->d_name));
        free(names[i]);
    }
    free(names);
}

/* What we do not touch and what may hold the person still. */
static json_t *list_others(const struct shop *shop)
{
    char folder[STORE_PATH], name[STORE_PATH];
    json_t *list = json_array();
    memcpy(folder, shop->store_folder, sizeof folder);
    memcpy(name, shop->store_folder, sizeof name);
    list_in(dirname(folder), basename(name), is_aside, list);
    list_in(shop->spool.folder, "", is_unread, list);
    return list;
}

static void print_words(const struct forgetting *run, const json_t *others)
{
    if (run->whom == NULL)
        printf("due: %" PRId64 " persons\n", run->report.persons);
    else if (!run->found)
        puts("nobody is known so; what an earlier, broken off run left is cleaned away");
    if (run->found)
        printf("forgotten: ways of knowing %" PRId64 ", things said %" PRId64
               ", texts of slips %" PRId64 "\n",
               run->report.ways, run->report.sayings, run->report.slips);
    if (run->copies > 0)
        printf("removed: %d copies of the store from before it was brought up to date\n",
               run->copies);
    for (size_t i = 0; i < json_array_size(others); i++)
        printf("may hold them still: %s\n", json_string_value(json_array_get(others, i)));
    puts("copies made by `comeback backup` hold them: remove those, or forget again after a "
         "restore");
}

static void print_report(const struct forgetting *run, bool json)
{
    json_t *others = list_others(run->shop);
    if (json) {
        json_t *object = json_pack(
            "{sb sI sI sI sI sI si sO}", "found", run->found, "persons",
            (json_int_t)run->report.persons, "ways", (json_int_t)run->report.ways, "said",
            (json_int_t)run->report.sayings, "consents", (json_int_t)run->report.consents, "slips",
            (json_int_t)run->report.slips, "copies", run->copies, "may_hold", others);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
    } else {
        print_words(run, others);
    }
    json_decref(others);
}

static int check_due(const struct whom *whom, struct forgetting *run)
{
    if (whom->customer != NULL || whom->phone != NULL || whom->email != NULL || whom->code != NULL)
        return tell(EXIT_USAGE, "forget: --due is all who are due, and nobody by name");
    run->whom = NULL;
    return EXIT_DONE;
}

static int ask(const struct whom *whom)
{
    char words[160] = "all whose last visit is older than [privacy] keep_months", answer[16] = "";
    if (whom != NULL)
        whom_words(whom, words, sizeof words);
    if (!isatty(STDIN_FILENO))
        return tell(EXIT_USAGE, "forget: --yes is needed where nobody can be asked");
    printf("Forget %s for ever? Type yes: ", words);
    fflush(stdout);
    if (fgets(answer, sizeof answer, stdin) == NULL || strcmp(answer, "yes\n") != 0)
        return tell(EXIT_REFUSED, "nothing was done");
    return EXIT_DONE;
}

static int run(struct call *call)
{
    struct whom whom = {.phone = NULL};
    bool due = false, yes = false, json = false;
    const struct argument known[] = {{"customer", NULL, &whom.customer},
                                     {"phone", NULL, &whom.phone},
                                     {"email", NULL, &whom.email},
                                     {"code", NULL, &whom.code},
                                     {"due", &due, NULL},
                                     {"yes", &yes, NULL},
                                     {"json", &json, NULL},
                                     {NULL, NULL, NULL}};
    struct forgetting run = {.whom = &whom};
    struct fault fault = {{0}};
    int status = arguments_read(call, known, 0, 0);
    if (status != GO_ON)
        return status;
    status = due ? check_due(&whom, &run) : whom_check(call, &whom);
    if (status == EXIT_DONE && !yes)
        status = ask(run.whom);
    if (status == EXIT_DONE)
        status = session_open(call, &run.shop);
    if (status != EXIT_DONE)
        return status;
    if (forget(&run, &fault) != COMEBACK_OK)
        status = tell(EXIT_REFUSED, "%s", fault.text);
    else
        print_report(&run, json);
    shop_close(run.shop);
    return status == EXIT_DONE && !run.found && !due ? EXIT_REFUSED : status;
}

const struct command command_forget = {
    "forget", "forget one person, or all who are due, for ever",
    "(--customer HOST:ID | --phone NUMBER | --email ADDRESS | --code CODE | --due) [--yes] "
    "[--json]",
    "Deletes what a person is known by, called and said, and the text of their slips, also of "
    "those\n"
    "that wait, which are dropped; then rewrites the store so that nothing of it is left in its\n"
    "files. Meanwhile, some seconds for each GiB, tills keep their sales aside and tag them "
    "later.\n"
    "Sales stay, of somebody nobody knows. Their notes say no more who it is; a card that they "
    "gave\n"
    "away stays good for the friend. Asks first, unless --yes.\n\n"
    "  --customer --phone --email --code  as of comeback export\n"
    "  --due   all whose last visit is older than [privacy] keep_months; and the names of "
    "cashiers,\n"
    "          where cashier_names is no. comeback serve does the same once a day\n"
    "  --json  {\"found\", \"persons\", \"ways\", \"said\", \"consents\", \"slips\", \"copies\",\n"
    "          \"may_hold\": [PATH]}\n\n"
    "exit: 0 forgotten, 1 refused or nobody known so, 2 used wrongly\n"
    "example: comeback forget --phone '085 123 4567'\n",
    run};
