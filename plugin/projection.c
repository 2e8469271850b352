/* SPDX-License-Identifier: MIT */
#include "projection.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "code.h"
#include "projection_look.h"
#include "projection_steps.h"
#include "projection_promises.h"

static int64_t number_of(const json_t *body, const char *name)
{
    return json_integer_value(json_object_get(body, name));
}

static const char *text_of(const json_t *body, const char *name)
{
    const char *text = json_string_value(json_object_get(body, name));
    return text == NULL ? "" : text;
}

bool projection_counts(int64_t kind, int64_t total_minor)
{
    return (kind == SALE_SALE || kind == SALE_EXCHANGE || kind == SALE_ADVICE) && total_minor >= 0;
}

int64_t projection_promise(int64_t person, const char *offer, int64_t number)
{
    int64_t promise;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, crypto_generichash_BYTES_MIN);
    crypto_generichash_update(&state, (const uint8_t *)&person, sizeof person);
    crypto_generichash_update(&state, (const uint8_t *)offer, strlen(offer) + 1);
    crypto_generichash_update(&state, (const uint8_t *)&number, sizeof number);
    uint8_t hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(&promise, hash, sizeof promise);
    /* Codes are promises too; they are positive, rewards are negative. */
    return promise | INT64_MIN;
}

int projection_person(struct store *store, int64_t person, int64_t *out, struct fault *fault)
{
    return store_number(store, ALIAS_NOW, person, out, fault, "i", person);
}

static int add_correction(struct corrections *corrections, sqlite3_stmt *row, int64_t tag,
                          struct fault *fault)
{
    if (corrections->count == corrections->capacity) {
        int capacity = corrections->capacity == 0 ? 8 : 2 * corrections->capacity;
        struct correction *list = realloc(corrections->list, (size_t)capacity * sizeof *list);
        if (list == NULL)
            return fail(fault, COMEBACK_MEMORY, "out of memory");
        corrections->list = list;
        corrections->capacity = capacity;
    }
    struct correction *added = &corrections->list[corrections->count++];
    *added = (struct correction){.kind = sqlite3_column_int64(row, 1), .tag = tag};
    snprintf(added->host, sizeof added->host, "%s", store_text(row, 0));
    snprintf(added->ref, sizeof added->ref, "%s", store_text(row, 2));
    return COMEBACK_OK;
}

int64_t projection_tag(int64_t shown, bool first_visit, bool referred)
{
    if (shown == 0)
        return COMEBACK_UNIDENTIFIED;
    if (!first_visit || (shown & SHOWN_ELSEWHERE) != 0)
        return COMEBACK_REPEAT;
    return referred ? COMEBACK_REFERRAL : COMEBACK_NEW;
}

/* The columns of PERSON_DAY_SALES: host, kind, ref, shown, tag, told. */
static int retag_row(struct store *store, sqlite3_stmt *row, bool first_visit, bool referred,
                     struct corrections *corrections, struct fault *fault)
{
    int64_t tag = projection_tag(sqlite3_column_int64(row, 3), first_visit, referred);
    int status = COMEBACK_OK;
    if (tag != sqlite3_column_int64(row, 4))
        status = store_run(store, SALE_SET_TAG, fault, "titi", store_text(row, 0),
                           sqlite3_column_int64(row, 1), store_text(row, 2), tag);
    if (status == COMEBACK_OK && corrections != NULL && tag != sqlite3_column_int64(row, 5))
        status = add_correction(corrections, row, tag, fault);
    return status;
}

static int retag_day(struct store *store, int64_t person, int64_t day, int64_t first_day,
                     struct corrections *corrections, struct fault *fault)
{
    int64_t via = 0;
    sqlite3_stmt *row;
    int status = COMEBACK_OK;
    if (day == first_day)
        status = store_number(store, PERSON_VIA, 0, &via, fault, "ii", person, day);
    if (status == COMEBACK_OK)
        status = store_query(store, PERSON_DAY_SALES, &row, fault, "ii", person, day);
    else
        return status;
    while (status == 1) {
        status = retag_row(store, row, day == first_day, via > 0, corrections, fault);
        if (status == COMEBACK_OK)
            status = store_next(store, row, fault);
    }
    store_done(row);
    return status;
}

static int first_day_of(struct store *store, int64_t person, int64_t *day, struct fault *fault)
{
    return store_number(store, PERSON_FIRST_DAY, INT64_MAX, day, fault, "i", person);
}

/* After something changed on `day`: that visit, and those that are or were the first. */
static int retag(struct store *store, int64_t person, int64_t day, int64_t first_before,
                 struct corrections *corrections, struct fault *fault)
{
    int64_t first;
    int status = first_day_of(store, person, &first, fault);
    if (status == COMEBACK_OK)
        status = retag_day(store, person, day, first, corrections, fault);
    if (status == COMEBACK_OK && first != day && first != first_before)
        status = retag_day(store, person, first, first, corrections, fault);
    if (status == COMEBACK_OK && first_before != day && first_before != first)
        status = retag_day(store, person, first_before, first, corrections, fault);
    return status;
}

static int join(struct store *store, int64_t one, int64_t other, struct fault *fault)
{
    int64_t a = 0, b = 0;
    int status = projection_person(store, one, &a, fault);
    if (status == COMEBACK_OK)
        status = projection_person(store, other, &b, fault);
    if (status != COMEBACK_OK || a == b)
        return status;
    int64_t low = a < b ? a : b, high = a < b ? b : a;
    status = store_run(store, ALIAS_MOVE, fault, "ii", low, high);
    return status == COMEBACK_OK ? store_run(store, ALIAS_INSERT, fault, "ii", low, high) : status;
}

static int make_one(struct store *store, int64_t one, int64_t other,
                    struct corrections *corrections, struct fault *fault)
{
    int64_t day_a = 0, day_b = 0, a, b, now;
    int status = projection_person(store, one, &a, fault);
    if (status == COMEBACK_OK)
        status = projection_person(store, other, &b, fault);
    if (status == COMEBACK_OK)
        status = first_day_of(store, a, &day_a, fault);
    if (status == COMEBACK_OK)
        status = first_day_of(store, b, &day_b, fault);
    if (status == COMEBACK_OK)
        status = join(store, a, b, fault);
    if (status == COMEBACK_OK)
        status = projection_person(store, a, &now, fault);
    return status == COMEBACK_OK ? retag(store, now, day_a, day_b, corrections, fault) : status;
}

static int apply_joined(struct store *store, const struct event *event,
                        struct corrections *corrections, struct fault *fault)
{
    return make_one(store, event->person, number_of(event->body, "with"), corrections, fault);
}

/* What the log says was taken back of a sale. */
struct state {
    int64_t standing; /* 1; 0: returned in full; -1: voided */
    int64_t taken_minor;
    int64_t holds; /* 0: it does not stand, or all of it came back in whatever way */
};

/* By returns and exchanges that name it, and by returns that name no sale. */
static int read_state(struct store *store, const char *host, int64_t kind, const char *ref,
                      int64_t total_minor, struct state *state, struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t undone;
    int status = store_number(store, SALE_IS_UNDONE, 0, &undone, fault, "tti", host, ref, kind);
    if (status == COMEBACK_OK && !undone)
        *state = (struct state){.standing = 1, .holds = 1};
    if (status != COMEBACK_OK || !undone)
        return status;
    status = store_query(store, SALE_UNDONE, &row, fault, "tti", host, ref, kind);
    if (status < 0)
        return status;
    bool voided = sqlite3_column_int64(row, 0) != 0;
    int64_t returned_minor = sqlite3_column_int64(row, 1);
    bool returned = sqlite3_column_int64(row, 2) > 0 && returned_minor >= total_minor;
    int64_t paid_out_minor = sqlite3_column_int64(row, 3);
    int64_t unnamed_minor = sqlite3_column_int64(row, 4);
    store_done(row);
    state->standing = voided ? -1 : !returned;
    state->taken_minor = returned_minor + paid_out_minor + unnamed_minor;
    state->holds =
        state->standing == 1 && (state->taken_minor == 0 || state->taken_minor < total_minor);
    return COMEBACK_OK;
}

struct found {
    int64_t kind, person, day, total_minor, standing, taken_minor;
};

static int find_sale(struct store *store, const char *host, int64_t kind, const char *ref,
                     struct found *out, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, SALE_FIND, &row, fault, "tit", host, kind, ref);
    if (status == 1)
        *out = (struct found){kind,
                              sqlite3_column_int64(row, 2),
                              sqlite3_column_int64(row, 3),
                              sqlite3_column_int64(row, 4),
                              sqlite3_column_int64(row, 6),
                              sqlite3_column_int64(row, 9)};
    store_done(row);
    return status;
}

static int set_state(struct store *store, const char *host, const char *ref,
                     const struct found *sale, const struct state *state, struct fault *fault)
{
    return store_run(store, SALE_SET_STANDING, fault, "titiii", host, sale->kind, ref,
                     state->standing, state->taken_minor, state->holds);
}

/* A sale that fell, or stands again, changes tags: its own visit's, or of what is first now. */
static int restand(struct store *store, const char *host, const char *ref, const struct found *sale,
                   struct corrections *corrections, struct fault *fault)
{
    int64_t first = INT64_MAX, person = 0;
    struct state state;
    int status = read_state(store, host, sale->kind, ref, sale->total_minor, &state, fault);
    if (status != COMEBACK_OK || !projection_counts(sale->kind, sale->total_minor))
        return status;
    if (sale->person != 0)
        status = projection_person(store, sale->person, &person, fault);
    if (status == COMEBACK_OK && person != 0)
        status = first_day_of(store, person, &first, fault);
    if (status == COMEBACK_OK)
        status = set_state(store, host, ref, sale, &state, fault);
    if (status == COMEBACK_OK)
        status = projection_count_again(store, host, sale->kind, ref, person, fault);
    if (status == COMEBACK_OK && person != 0 && state.standing != sale->standing)
        status = retag(store, person, sale->day, first, corrections, fault);
    return status;
}

static int restand_sale(struct store *store, const char *host, int64_t kind, const char *ref,
                        struct corrections *corrections, struct fault *fault)
{
    struct found sale;
    int status = find_sale(store, host, kind, ref, &sale, fault);
    return status == 1 ? restand(store, host, ref, &sale, corrections, fault) : status;
}

/* What a return or void names: all that bears that ref, or it would matter which came first. */
static int restand_named(struct store *store, const char *host, const char *ref,
                         struct corrections *corrections, struct fault *fault)
{
    static const int64_t kinds[] = {SALE_SALE, SALE_EXCHANGE, SALE_ADVICE};
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && status == COMEBACK_OK; i++)
        status = restand_sale(store, host, kinds[i], ref, corrections, fault);
    return status;
}

/* The sales from which a return took that named none of them. */
static int restand_unnamed(struct store *store, const char *by_host, const char *by_ref,
                           struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, UNDONE_BY, &row, fault, "tt", by_host, by_ref);
    while (status == 1) {
        status = restand_sale(store, store_text(row, 0), sqlite3_column_int64(row, 1),
                              store_text(row, 2), NULL, fault);
        if (status == COMEBACK_OK)
            status = store_next(store, row, fault);
    }
    store_done(row);
    return status;
}

/* The sales that a return or exchange named, which is undone or was a moment ago. */
static int restand_originals(struct store *store, const char *host, const char *ref,
                             struct corrections *corrections, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, RETURN_ORIGINALS, &row, fault, "tt", host, ref);
    while (status == 1) {
        status = restand_named(store, host, store_text(row, 0), corrections, fault);
        if (status == COMEBACK_OK)
            status = store_next(store, row, fault);
    }
    store_done(row);
    return status;
}

/* `ref` names the sale that a return or void undoes, or the return that a void undoes. */
static int apply_undo(struct store *store, const char *host, const char *ref,
                      struct corrections *corrections, struct fault *fault)
{
    int status = restand_named(store, host, ref, corrections, fault);
    if (status == COMEBACK_OK)
        status = restand_unnamed(store, host, ref, fault);
    return status == COMEBACK_OK ? restand_originals(store, host, ref, corrections, fault) : status;
}

/* A return that named no sale, and from which sales it took. */
static int take_back(struct store *store, const struct event *event, const json_t *undone,
                     struct fault *fault)
{
    return store_run(store, UNDONE_INSERT, fault, "tittti", text_of(undone, "host"),
                     number_of(undone, "kind"), text_of(undone, "ref"),
                     text_of(event->body, "host"), text_of(event->body, "ref"),
                     number_of(undone, "minor"));
}

static int64_t arm_of(const json_t *body)
{
    const json_t *arm = json_object_get(body, "arm");
    return arm == NULL ? -1 : json_integer_value(arm);
}

static int64_t drawn_of(const json_t *drawn)
{
    return drawn == NULL ? 0 : 1 + json_is_true(json_object_get(drawn, "given"));
}

/* A sale that is there, told by another till's event, stays as it is. */
static int insert_sale(struct store *store, const struct event *event, struct state *state,
                       struct fault *fault)
{
    const json_t *body = event->body;
    const char *original = json_string_value(json_object_get(body, "original"));
    const json_t *drawn = json_object_get(body, "drawn");
    int64_t sent_by = number_of(body, "via") == 0 ? 0 : number_of(body, "referrer");
    int status = store_run(
        store, SALE_INSERT, fault, "titiiziitiiiitiiizzzittii", text_of(body, "host"),
        number_of(body, "kind"), text_of(body, "ref"), event->origin, event->seq, event->person,
        number_of(body, "day"), number_of(body, "total_minor"), text_of(body, "currency"),
        number_of(body, "shown"), number_of(body, "via"), number_of(body, "tag"), state->standing,
        original, state->taken_minor, state->holds, number_of(body, "flags"),
        projection_cashier(body), projection_sent_with(body), sent_by, arm_of(body),
        json_string_value(json_object_get(body, "asked")), text_of(body, "answer"), drawn_of(drawn),
        number_of(drawn, "cost"));
    if (status != COMEBACK_OK)
        return status;
    if (sqlite3_changes(store->db) > 0)
        return projection_gift(store, event, fault);
    state->holds = PROJECTION_LOOK_UP;
    return COMEBACK_OK;
}

typedef int apply_element(struct store *, const struct event *, const json_t *, struct fault *);

/* Applies each element of one of the event's lists. */
static int apply_each(struct store *store, const struct event *event, const char *list,
                      apply_element *apply, struct fault *fault)
{
    size_t i;
    json_t *element;
    int status = COMEBACK_OK;
    json_array_foreach(json_object_get(event->body, list), i, element)
    {
        status = apply(store, event, element, fault);
        if (status != COMEBACK_OK)
            break;
    }
    return status;
}

/* Codes that came back and said something; a refused one did not. */
static int show(struct store *store, const struct event *event, const json_t *scan,
                struct fault *fault)
{
    const json_t *body = event->body;
    int64_t code = number_of(scan, "code"), verdict = number_of(scan, "verdict");
    if (code == 0 ||
        (verdict != VERDICT_GOOD && verdict != VERDICT_ELSEWHERE && verdict != VERDICT_LOCKED))
        return COMEBACK_OK;
    return store_run(store, SHOWN_INSERT, fault, "itit", code, text_of(body, "host"),
                     number_of(body, "kind"), text_of(body, "ref"));
}

static int begin_sort(struct store *store, enum store_begins sort, int64_t day, struct fault *fault)
{
    static const char *const sorts[STORE_BEGINS] = {[STORE_SALE] = "sale",
                                                    [STORE_HISTORY] = "history",
                                                    [STORE_ASKED] = "asked",
                                                    [STORE_DRAWN] = "drawn"};
    struct store_begun *begun = &store->begun;
    if (begun->known[sort] && begun->day[sort] <= day)
        return COMEBACK_OK;
    int status = store_run(store, BEGUN_PUT, fault, "ti", sorts[sort], day);
    begun->known[sort] = status == COMEBACK_OK;
    begun->day[sort] = day;
    return status;
}

static int begin(struct store *store, const json_t *body, struct fault *fault)
{
    int64_t day = number_of(body, "day");
    bool history = json_is_true(json_object_get(body, "history"));
    int status = begin_sort(store, history ? STORE_HISTORY : STORE_SALE, day, fault);
    if (status == COMEBACK_OK && json_object_get(body, "asked") != NULL)
        status = begin_sort(store, STORE_ASKED, day, fault);
    if (status == COMEBACK_OK && json_object_get(body, "drawn") != NULL)
        status = begin_sort(store, STORE_DRAWN, day, fault);
    return status;
}

/* A customer's first standing sale, or one after their first day: where its own tag is true, no
 * other sale's has changed. */
static bool is_tagged_true(const json_t *body, int64_t first_day)
{
    bool first_visit = first_day == INT64_MAX;
    return (first_visit || number_of(body, "day") > first_day) &&
           number_of(body, "tag") ==
               projection_tag(number_of(body, "shown"), first_visit, number_of(body, "via") > 0);
}

static int place_sale(struct store *store, const struct event *event, struct state *state,
                      struct corrections *corrections, struct fault *fault)
{
    int64_t person = 0, first = INT64_MAX;
    int status = COMEBACK_OK;
    if (event->person != 0)
        status = projection_person(store, event->person, &person, fault);
    if (status == COMEBACK_OK && person != 0)
        status = first_day_of(store, person, &first, fault);
    if (status == COMEBACK_OK)
        status = insert_sale(store, event, state, fault);
    if (status == COMEBACK_OK && person != 0 && state->standing == 1 &&
        !is_tagged_true(event->body, first))
        status = retag(store, person, number_of(event->body, "day"), first, corrections, fault);
    return status;
}

static const struct {
    const char *list;
    apply_element *apply;
} lists[] = {
    {"issued", projection_issued}, {"sent", projection_sent},
    {"paid", projection_paid},     {"scans", show},
    {"undoes", take_back},
};

static int apply_lists(struct store *store, const struct event *event, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && status == COMEBACK_OK; i++)
        status = apply_each(store, event, lists[i].list, lists[i].apply, fault);
    return status;
}

static int take_from_others(struct store *store, const json_t *body,
                            struct corrections *corrections, struct fault *fault)
{
    static const bool undoes[] = {
        [SALE_RETURN] = true, [SALE_EXCHANGE] = true, [SALE_VOID] = true, [SALE_ADVICE] = false};
    const char *host = text_of(body, "host"), *original = text_of(body, "original");
    int64_t kind = number_of(body, "kind");
    if (kind < 0 || kind > SALE_ADVICE || !undoes[kind])
        return COMEBACK_OK;
    if (original[0] != '\0')
        return apply_undo(store, host, original, corrections, fault);
    return restand_unnamed(store, host, text_of(body, "ref"), fault);
}

static int apply_sale(struct store *store, const struct event *event,
                      struct corrections *corrections, struct fault *fault)
{
    const json_t *body = event->body;
    int64_t kind = number_of(body, "kind"), total_minor = number_of(body, "total_minor");
    struct state state = {.standing = 0};
    int status = COMEBACK_OK;
    if (projection_counts(kind, total_minor))
        status = read_state(store, text_of(body, "host"), kind, text_of(body, "ref"), total_minor,
                            &state, fault);
    if (status == COMEBACK_OK)
        status = place_sale(store, event, &state, corrections, fault);
    if (status == COMEBACK_OK)
        status = apply_lists(store, event, fault);
    if (status == COMEBACK_OK)
        status = projection_rewards(store, event, state.holds, fault);
    if (status == COMEBACK_OK)
        status = projection_steps(store, event, fault);
    if (status == COMEBACK_OK)
        status = begin(store, body, fault);
    return status == COMEBACK_OK ? take_from_others(store, body, corrections, fault) : status;
}

static int apply_correction(struct store *store, const struct event *event,
                            struct corrections *corrections, struct fault *fault)
{
    (void)corrections;
    const json_t *body = event->body;
    return store_run(store, SALE_SET_TOLD, fault, "titi", text_of(body, "host"),
                     number_of(body, "kind"), text_of(body, "ref"), number_of(body, "tag"));
}

static int set_slips(struct store *store, const struct event *event, const char *note,
                     struct fault *fault)
{
    const json_t *body = event->body;
    return store_run(store, SALE_SET_CARD, fault, "titzzt", text_of(body, "host"),
                     number_of(body, "kind"), text_of(body, "ref"),
                     number_of(json_object_get(body, "card"), "code"), event->person, note);
}

/* A sale of nobody is from now on of who keeps the note. Where another till knows them, too, it may
 * be their first. */
static int keep_slips(struct store *store, const struct event *event, const char *note,
                      struct corrections *corrections, struct fault *fault)
{
    const json_t *body = event->body;
    struct found sale = {.person = 0};
    int64_t person = 0, first = INT64_MAX;
    int status = find_sale(store, text_of(body, "host"), number_of(body, "kind"),
                           text_of(body, "ref"), &sale, fault);
    bool is_given = status == 1 && sale.person == 0 && sale.standing == 1 && event->person != 0;
    if (is_given)
        status = projection_person(store, event->person, &person, fault);
    if (is_given && status == COMEBACK_OK)
        status = first_day_of(store, person, &first, fault);
    if (status >= 0)
        status = set_slips(store, event, note, fault);
    return is_given && status == COMEBACK_OK
               ? retag(store, person, sale.day, first, corrections, fault)
               : status;
}

static int apply_card(struct store *store, const struct event *event,
                      struct corrections *corrections, struct fault *fault)
{
    const json_t *note = json_object_get(event->body, "note");
    char *text = note == NULL ? NULL : json_dumps(note, JSON_COMPACT);
    if (note != NULL && text == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = keep_slips(store, event, text, corrections, fault);
    free(text);
    if (status == COMEBACK_OK)
        status = apply_each(store, event, "issued", projection_issued, fault);
    return status == COMEBACK_OK ? projection_rewards(store, event, PROJECTION_LOOK_UP, fault)
                                 : status;
}

/* Keys that were pressed after the sale. */
static int apply_answer(struct store *store, const struct event *event,
                        struct corrections *corrections, struct fault *fault)
{
    (void)corrections;
    int status = projection_answer(store, event, fault);
    return status == COMEBACK_OK ? projection_steps(store, event, fault) : status;
}

static int apply_cancelled(struct store *store, const struct event *event,
                           struct corrections *corrections, struct fault *fault)
{
    (void)corrections;
    int64_t code = number_of(event->body, "code");
    int status = store_run(store, CODE_CANCEL, fault, "i", code);
    return status == COMEBACK_OK ? projection_count_card(store, code, fault) : status;
}

static int apply_guess(struct store *store, const struct event *event,
                       struct corrections *corrections, struct fault *fault)
{
    (void)corrections;
    return store_run(store, event->kind == EVENT_GUESS ? GUESS_ADD : GUESS_FORGIVE, fault, "ti",
                     text_of(event->body, "till"), number_of(event->body, "day"));
}

/* They stay one, also where it was only what they were known by that said so. */
static int forget_one(struct store *store, int64_t person, int64_t other,
                      struct corrections *corrections, struct fault *fault)
{
    int status = store_run(store, FORGOTTEN_INSERT, fault, "i", other);
    if (status == COMEBACK_OK)
        status = store_run(store, FORGOTTEN_NOTES, fault, "i", other);
    return status == COMEBACK_OK && other != person
               ? make_one(store, person, other, corrections, fault)
               : status;
}

static int apply_forgotten(struct store *store, const struct event *event,
                           struct corrections *corrections, struct fault *fault)
{
    size_t i;
    json_t *person;
    int status = COMEBACK_OK;
    json_array_foreach(json_object_get(event->body, "persons"), i, person)
    {
        status = forget_one(store, event->person, json_integer_value(person), corrections, fault);
        if (status != COMEBACK_OK)
            break;
    }
    return status;
}

typedef int apply_function(struct store *, const struct event *, struct corrections *,
                           struct fault *);

int projection_apply(struct store *store, const struct event *event,
                     struct corrections *corrections, struct fault *fault)
{
    static apply_function *const by_kind[] = {
        [EVENT_SALE] = apply_sale,
        [EVENT_JOINED] = apply_joined,
        [EVENT_CORRECTION] = apply_correction,
        [EVENT_CARD] = apply_card,
        [EVENT_CANCELLED] = apply_cancelled,
        [EVENT_GUESS] = apply_guess,
        [EVENT_UNLOCK] = apply_guess,
        [EVENT_FORGOTTEN] = apply_forgotten,
        [EVENT_REVIEW] = projection_review,
        [EVENT_ANSWER] = apply_answer,
    };
    size_t count = sizeof by_kind / sizeof by_kind[0];
    apply_function *apply =
        event->kind >= 0 && (size_t)event->kind < count ? by_kind[event->kind] : NULL;
    return apply == NULL ? COMEBACK_OK : apply(store, event, corrections, fault);
}
