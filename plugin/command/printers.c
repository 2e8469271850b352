/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../drivers/pace.h"
#include "arguments.h"
#include "hold.h"
#include "look.h"
#include "printer_test.h"
#include "printers_probe.h"
#include "printers_profiles.h"
#include "printers_who.h"
#include "store_logo.h"

static const char stranger[] = "generic-80";

struct listing {
    struct printing printing;
    struct drain_setup setup;
    const char *named; /* to be asked, too */
    bool configured_seen, named_seen;
    json_t *printers;
};

/* Only what is ours, or is named: what is no receipt printer might print the question. */
static bool is_to_be_asked(const struct listing *listing, const char *uri)
{
    return strcmp(uri, listing->printing.uri) == 0 ||
           (listing->named != NULL && strcmp(uri, listing->named) == 0);
}

/* Its path is relative to the folder worked in, and nothing is known of its model. */
static void look_at_named(const struct listing *listing, const char *uri, struct look *out,
                          struct inquiry_identity *who)
{
    struct drain_setup setup = listing->setup;
    if (getcwd(setup.folder, sizeof setup.folder) == NULL)
        setup.folder[0] = '\0';
    look_at(&setup, uri, profile_find(stranger), out);
    if (out->ready && pace_least_ms(uri, 0) > 0)
        printers_who(&setup, uri, profile_find(stranger), who);
}

static void look_at_configured(const struct listing *listing, struct look *out,
                               struct inquiry_identity *who)
{
    const struct printing *printing = &listing->printing;
    bool tells = (printing->profile->commands & PROFILE_GS_I) != 0 ||
                 (listing->named != NULL && strcmp(listing->named, printing->uri) == 0);
    look_at(&listing->setup, printing->uri, printing->profile, out);
    if (out->ready && tells)
        printers_who(&listing->setup, printing->uri, printing->profile, who);
}

static void add(struct listing *listing, const char *uri, const char *description)
{
    struct look look = {.words = "attached; name it to ask how it is"};
    bool configured = strcmp(uri, listing->printing.uri) == 0;
    bool asked = is_to_be_asked(listing, uri);
    struct inquiry_identity who = {.maker = ""};
    if (asked && configured)
        look_at_configured(listing, &look, &who);
    else if (asked)
        look_at_named(listing, uri, &look, &who);
    const struct profile *fits = printers_fitting(&who, description);
    json_array_append_new(listing->printers,
                          json_pack("{ss ss sb so ss ss ss ss ss?}", "uri", uri, "description",
                                    description, "configured", configured, "ready",
                                    asked ? json_boolean(look.ready) : json_null(), "state",
                                    look.words, "last", look.last, "maker", who.maker, "model",
                                    who.model, "profile", fits == NULL ? NULL : fits->name));
}

static void visit(void *context, const char *uri, const char *description)
{
    struct listing *listing = context;
    bool configured = strcmp(uri, listing->printing.uri) == 0;
    bool named = listing->named != NULL && strcmp(uri, listing->named) == 0;
    listing->configured_seen = listing->configured_seen || configured;
    listing->named_seen = listing->named_seen || named;
    add(listing, uri, description == NULL ? "" : description);
}

static const char *text_in(const json_t *printer, const char *name)
{
    return json_string_value(json_object_get(printer, name));
}

static void print_printer(const json_t *printer)
{
    const char *description = text_in(printer, "description"), *last = text_in(printer, "last");
    bool configured = json_is_true(json_object_get(printer, "configured"));
    printf("%s%s%s%s\n    %s\n", text_in(printer, "uri"), description[0] != '\0' ? "  " : "",
           description, configured ? "  (print.printer)" : "", text_in(printer, "state"));
    const char *maker = text_in(printer, "maker"), *profile = text_in(printer, "profile");
    if (maker[0] != '\0')
        printf("    calls itself %s %s\n", maker, text_in(printer, "model"));
    if (profile != NULL)
        printf("    its profile is %s\n", profile);
    if (last[0] != '\0')
        printf("    last slip: %s\n", last);
}

static void print_printers(const json_t *printers, bool json)
{
    size_t i;
    json_t *printer;
    if (json) {
        json_t *object = json_pack("{sO}", "printers", printers);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
        return;
    }
    if (json_array_size(printers) == 0)
        puts("no printer is attached, and none is configured");
    json_array_foreach((json_t *)printers, i, printer)
    {
        print_printer(printer);
    }
}

static void fill_setup(struct listing *listing)
{
    struct drain_setup *setup = &listing->setup;
    const struct settings *settings = listing->printing.settings;
    snprintf(setup->folder, sizeof setup->folder, "%s", listing->printing.folder);
    if (settings == NULL)
        return;
    setup->print = settings->config.print;
    if (settings_path(listing->printing.shop_folder, settings->config.store.path,
                      setup->store_folder, NULL) != COMEBACK_OK ||
        access(setup->store_folder, F_OK) != 0)
        setup->store_folder[0] = '\0';
}

static int list(const struct call *call, const char *named, bool json)
{
    struct listing listing = {.named = named};
    struct drv_fault fault = {{0}};
    int status = printing_open(call, NULL, false, &listing.printing);
    if (status != EXIT_DONE)
        return status;
    fill_setup(&listing);
    listing.printers = json_array();
    if (printer_list(visit, &listing, &fault) != DRV_OK)
        status = tell(EXIT_REFUSED, "%s", fault.text);
    if (!listing.configured_seen && listing.printing.uri[0] != '\0')
        add(&listing, listing.printing.uri, "");
    if (named != NULL && !listing.named_seen && strcmp(named, listing.printing.uri) != 0)
        add(&listing, listing.named, "");
    print_printers(listing.printers, json);
    json_decref(listing.printers);
    printing_free(&listing.printing);
    return status;
}

/* It is kept in the memory of the configured printer, or of one that is named. */
static int store(const struct call *call, const char *named, bool yes, bool json)
{
    struct printing printing;
    int status = printing_open(call, named, true, &printing);
    if (status != EXIT_DONE)
        return status;
    status = printing.uri[0] == '\0'
                 ? tell(EXIT_REFUSED, "print.printer: no printer is named in the settings")
                 : store_logo(&printing, yes, json);
    printing_free(&printing);
    return status;
}

static int find_out(const struct printing *printing, const struct probe_wishes *wishes,
                    json_t *json)
{
    struct probe_wishes with_answers = *wishes;
    int status = EXIT_DONE;
    if (wishes->ticked == NULL && printing->uri[0] == '\0')
        return tell(EXIT_REFUSED, "print.printer: no printer is named in the settings");
    if (wishes->ticked == NULL)
        status = printer_test(printing, wishes->yes, json, &with_answers.answers);
    return status == EXIT_DONE ? printers_probe(printing, &with_answers, json) : status;
}

static int test(const struct call *call, const char *named, const struct probe_wishes *wishes,
                bool json)
{
    struct printing printing;
    bool is_uri = strchr(named, ':') != NULL;
    int status = printing_open(call, named, !is_uri, &printing);
    if (status != EXIT_DONE)
        return status;
    json_t *object = json ? json_object() : NULL;
    status = find_out(&printing, wishes, object);
    if (json_object_size(object) > 0) {
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
    }
    json_decref(object);
    printing_free(&printing);
    return status;
}

static int run(struct call *call)
{
    const char *tested = NULL, *keeper = NULL;
    bool json = false, profiles = false;
    struct probe_wishes wishes = {.ticked = NULL};
    const struct argument known[] = {
        {"all", &wishes.all, NULL},    {"json", &json, NULL},   {"profiles", &profiles, NULL},
        {"store-logo", NULL, &keeper}, {"test", NULL, &tested}, {"ticked", NULL, &wishes.ticked},
        {"yes", &wishes.yes, NULL},    {NULL, NULL, NULL}};
    int status = arguments_read(call, known, 0, 1);
    if (status != GO_ON)
        return status;
    if ((tested != NULL || keeper != NULL) && call->count > 0)
        return tell(EXIT_USAGE, "printers: \"%s\" is one word too many beside --%s", call->words[0],
                    tested != NULL ? "test" : "store-logo");
    const char *named = call->count > 0 ? call->words[0] : NULL;
    if (tested == NULL && (wishes.ticked != NULL || wishes.all))
        return tell(EXIT_USAGE, "printers: --%s is an option of --test",
                    wishes.all ? "all" : "ticked");
    if (keeper != NULL)
        return store(call, keeper, wishes.yes, json);
    if (profiles)
        return printers_profiles(named, json);
    return tested != NULL ? test(call, tested, &wishes, json) : list(call, named, json);
}

const struct command command_printers = {
    "printers", "what is attached, and how it feels",
    "[URI] [--json] | --profiles [NAME] | --test URI|PROFILE [--yes] [--all | --ticked LIST] | "
    "--store-logo URI|PROFILE [--yes]",
    "Lists what is attached to this machine and the configured printer. Asks the configured one,\n"
    "and URI, how it feels; a printer that is not ours is not asked, for it might print the\n"
    "question. Says which profile is of its model. Prints nothing without --test.\n\n"
    "  --profiles [NAME]   what is known of the models, or every fact of one with its source\n"
    "  --test URI|PROFILE  prints a short page and finds out what the printer answers; with the\n"
    "                      name of a profile, on the configured printer as if it were that model.\n"
    "                      Then prints numbered probes, asks which of them came out right, and\n"
    "                      writes what that says as printers/PROFILE.profile beside comeback.ini,\n"
    "                      where the shop reads it. Codes and cuts come last, each after asking\n"
    "  --ticked LIST       prints nothing: these numbers of the strip came out right: 1,2,5-7\n"
    "  --all               codes and cuts, too, where nobody is asked\n"
    "  --store-logo URI|PROFILE\n"
    "                      writes the shop's logo into the printer's memory, under a key that is\n"
    "                      free; slips then print it from there. Nothing is deleted\n"
    "  --yes               without asking first\n"
    "  --json              {\"printers\": [{\"uri\", \"description\", \"configured\", \"ready\", "
    "\"state\", \"last\",\n"
    "                      \"maker\", \"model\", \"profile\"}]};\n"
    "                      of --profiles {\"profiles\": [{\"name\", \"maker\", \"model\", "
    "\"facts\"}]};\n"
    "                      of --test {\"printer\", \"result\", \"reason\", \"torn\", \"state\", "
    "\"process_id\",\n"
    "                      \"gs_r\", \"ini\", \"maker\", \"model\", \"probes\"}, of --ticked "
    "{\"file\", "
    "\"text\"};\n"
    "                      of --store-logo {\"printer\", \"maker\", \"model\", \"serial\", "
    "\"result\",\n"
    "                      \"key\", \"width_dots\", \"height_dots\"}\n\n"
    "exit: 0 done, 1 refused, or the page was not printed, or the logo not stored; 2 used wrongly\n"
    "example: comeback printers --test socket://192.168.1.40:9100\n",
    run};
