/* SPDX-License-Identifier: MIT */
/* The C interface: checks what a host hands over, translates, and keeps each thread's last error.
 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "code.h"
#include "comeback.h"
#include "promise.h"
#include "render.h"
#include "reply.h"
#include "checkout.h"
#include "tag.h"

enum { DRAIN_MAX_MS = 60000, SLIP_CACHE = 12 };

struct comeback {
    struct shop *shop;
    uint64_t mark; /* random: an address may be another shop's later */
};

enum sale_state { SALE_OPEN, SALE_LOOKED, SALE_FINISHED, SALE_LATER, SALE_CANCELLED };

struct rendered {
    char form[16];
    struct bytes bytes;
};

struct comeback_sale {
    comeback *owner;
    struct sale sale;
    enum sale_state state;
    struct checkout_outcome outcome;
    struct rendered slips[SLIP_CACHE];
    int slip_count;
    struct fault fault;
};

/* The one thing that is not in a handle: what this thread was last refused, for hosts that ask
 * after a failed open, when there is no handle. */
static _Thread_local struct {
    uint64_t mark; /* 0: of no shop */
    struct fault fault;
} last_failure;

/* What a fault quotes may have line ends of its own; only the mistakes of settings are lines. */
static void keep_fault(struct fault *out, int status, const struct fault *fault)
{
    *out = *fault;
    for (char *text = out->text; status != COMEBACK_CONFIG && *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            *text = ' ';
}

static int told(const comeback *owner, int status, const struct fault *fault)
{
    if (status >= 0)
        return status;
    last_failure.mark = owner == NULL ? 0 : owner->mark;
    keep_fault(&last_failure.fault, status, fault);
    return status;
}

static int refuse(const comeback *owner, int status, const char *text)
{
    struct fault fault;
    fault_set(&fault, "%s", text);
    return told(owner, status, &fault);
}

static int check_shop(const comeback *shop)
{
    if (shop == NULL)
        return refuse(NULL, COMEBACK_ARGUMENT, "the shop is NULL");
    if (shop->shop->pid != getpid())
        return refuse(shop, COMEBACK_FORKED, "opened in another process: open it again here");
    return COMEBACK_OK;
}

static int check_sale(const comeback_sale *sale)
{
    return sale == NULL ? refuse(NULL, COMEBACK_ARGUMENT, "the sale is NULL")
                        : check_shop(sale->owner);
}

static int sale_told(comeback_sale *sale, int status, const struct fault *fault)
{
    if (status < 0)
        keep_fault(&sale->fault, status, fault);
    return told(sale->owner, status, fault);
}

static int sale_refuse(comeback_sale *sale, int status, const char *text)
{
    fault_set(&sale->fault, "%s", text);
    return told(sale->owner, status, &sale->fault);
}

static int check_open(comeback_sale *sale)
{
    int status = check_sale(sale);
    if (status != COMEBACK_OK)
        return status;
    return sale->state <= SALE_LOOKED ? COMEBACK_OK
                                      : sale_refuse(sale, COMEBACK_STATE, "the sale has ended");
}

/* (size_t)-1 means up to the NUL; false where the text is NULL though it has a length. */
static bool measure(const char *text, size_t *length)
{
    if (text == NULL)
        return *length == 0;
    if (*length == (size_t)-1)
        *length = strlen(text);
    return true;
}

int32_t comeback_open(const char *config_path, comeback **out)
{
    struct fault fault = {{0}};
    if (out == NULL)
        return refuse(NULL, COMEBACK_ARGUMENT, "out is NULL");
    comeback *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return refuse(NULL, COMEBACK_MEMORY, "out of memory");
    int status = shop_open(config_path, &opened->shop, &fault);
    if (status == COMEBACK_OK) {
        randombytes_buf(&opened->mark, sizeof opened->mark);
        *out = opened;
    } else {
        free(opened);
    }
    return told(NULL, status, &fault);
}

void comeback_close(comeback *shop)
{
    if (shop == NULL)
        return;
    shop_close(shop->shop);
    free(shop);
}

const char *comeback_error(const comeback *shop)
{
    return last_failure.mark == (shop == NULL ? 0 : shop->mark) ? last_failure.fault.text : "";
}

const char *comeback_version(void)
{
    return COMEBACK_VERSION_TEXT;
}

int32_t comeback_drain(comeback *shop, int32_t timeout_ms)
{
    struct fault fault = {{0}};
    int status = check_shop(shop);
    if (status != COMEBACK_OK)
        return status;
    if (timeout_ms < 0 || timeout_ms > DRAIN_MAX_MS)
        return refuse(shop, COMEBACK_ARGUMENT, "timeout_ms: expected 0 to 60000");
    return told(shop, checkout_drain(shop->shop, timeout_ms, &fault), &fault);
}

static int start_sale(comeback_sale *sale, const char *host, const char *ref, struct fault *fault)
{
    int status = sale_start(&sale->sale, host, fault);
    if (status == COMEBACK_OK && ref != NULL)
        status = sale_set(&sale->sale, "ref", ref, strlen(ref), fault);
    return status;
}

int32_t comeback_sale_begin(comeback *shop, const char *host, const char *ref, comeback_sale **out)
{
    struct fault fault = {{0}};
    int status = check_shop(shop);
    if (status != COMEBACK_OK)
        return status;
    if (host == NULL || out == NULL)
        return refuse(shop, COMEBACK_ARGUMENT, host == NULL ? "host is NULL" : "out is NULL");
    comeback_sale *sale = calloc(1, sizeof *sale);
    if (sale == NULL)
        return refuse(shop, COMEBACK_MEMORY, "out of memory");
    sale->owner = shop;
    status = start_sale(sale, host, ref, &fault);
    if (status != COMEBACK_OK) {
        comeback_sale_free(sale);
        return told(shop, status, &fault);
    }
    shop_refresh(shop->shop);
    *out = sale;
    return COMEBACK_OK;
}

int32_t comeback_sale_set(comeback_sale *sale, const char *field, const char *text, size_t length)
{
    struct fault fault = {{0}};
    int status = check_open(sale);
    if (status != COMEBACK_OK)
        return status;
    if (field == NULL || !measure(text, &length))
        return sale_refuse(sale, COMEBACK_ARGUMENT, "field or text is NULL");
    return sale_told(sale, sale_set(&sale->sale, field, text == NULL ? "" : text, length, &fault),
                     &fault);
}

int32_t comeback_sale_add_item(comeback_sale *sale, const char *sku, const char *name,
                               const char *category, int64_t quantity_milli, int64_t amount_minor)
{
    struct fault fault = {{0}};
    int status = check_open(sale);
    if (status != COMEBACK_OK)
        return status;
    return sale_told(
        sale, sale_add_item(&sale->sale, sku, name, category, quantity_milli, amount_minor, &fault),
        &fault);
}

int32_t comeback_sale_item_set(comeback_sale *sale, const char *field, const char *text,
                               size_t length)
{
    struct fault fault = {{0}};
    int status = check_open(sale);
    if (status != COMEBACK_OK)
        return status;
    if (field == NULL || !measure(text, &length))
        return sale_refuse(sale, COMEBACK_ARGUMENT, "field or text is NULL");
    return sale_told(
        sale, sale_item_set(&sale->sale, field, text == NULL ? "" : text, length, &fault), &fault);
}

static struct scan *find_scan(comeback_sale *sale, int64_t id)
{
    for (int i = 0; i < sale->outcome.answer.scan_count; i++)
        if (sale->outcome.answer.scans[i].id == id)
            return &sale->outcome.answer.scans[i];
    return NULL;
}

/* Kept whatever it is worth now: finish judges again, and a promise lost to another till counts. */
static int keep_scan(comeback_sale *sale, const char *code, const struct scan *scan,
                     struct fault *fault)
{
    struct answer *answer = &sale->outcome.answer;
    struct scan *before = find_scan(sale, scan->id);
    if (before != NULL) {
        *before = *scan;
        return COMEBACK_OK;
    }
    int status = sale_add_scan(&sale->sale, code, strlen(code), fault);
    if (status == COMEBACK_OK)
        answer->scans[answer->scan_count++] = *scan;
    return status;
}

/* The name that reservations are made under stays, also where the ref comes or changes later; a
 * basket without name or ref must not share them with another. */
static void name_cart(struct sale *sale, const void *handle)
{
    if (sale->cart[0] == '\0' && sale->ref[0] != '\0')
        memcpy(sale->cart, sale->ref, sizeof sale->cart);
    else if (sale->cart[0] == '\0')
        snprintf(sale->cart, sizeof sale->cart, "~%d-%" PRIxPTR "-%" PRIx64, (int)getpid(),
                 (uintptr_t)handle, (uint64_t)clock_now_ms());
}

int32_t comeback_sale_scan(comeback_sale *sale, const char *code, size_t length)
{
    struct fault fault = {{0}};
    struct scan scan = {.verdict = VERDICT_GOOD};
    char text[CODE_TEXT];
    int status = check_open(sale);
    if (status != COMEBACK_OK)
        return status;
    if (code == NULL || !measure(code, &length))
        return sale_refuse(sale, COMEBACK_ARGUMENT, "code is NULL");
    if (length > SALE_SCAN_TEXT_MAX || !code_parse(code, length, &scan.id))
        return sale_refuse(sale, COMEBACK_TYPO, "mistyped: read it again");
    if (find_scan(sale, scan.id) == NULL && sale->outcome.answer.scan_count == SALE_SCANS_MAX)
        return sale_refuse(sale, COMEBACK_LIMIT, "more than 8 codes in one sale");
    code_format(scan.id, text);
    name_cart(&sale->sale, sale);
    status = checkout_scan(sale->owner->shop, &sale->sale, text, &scan, &fault);
    if (status != COMEBACK_OK && status != COMEBACK_BUSY)
        return sale_told(sale, status, &fault);
    int kept = keep_scan(sale, text, &scan, &fault);
    if (kept != COMEBACK_OK || status != COMEBACK_OK)
        return sale_told(sale, kept != COMEBACK_OK ? kept : status, &fault);
    return promise_refused(scan.verdict) ? sale_refuse(sale, COMEBACK_REFUSED, scan.why)
                                         : COMEBACK_OK;
}

/* What a sale still under way is taken for: now, in the shop's currency, worth its items so far. */
static int complete_copy(const comeback_sale *sale, struct sale *copy, struct fault *fault)
{
    *copy = sale->sale;
    if (copy->ref[0] == '\0')
        strcpy(copy->ref, "~");
    if (!copy->total_told && copy->item_count == 0)
        copy->total_told = true;
    return sale_complete(copy, fault);
}

int32_t comeback_sale_look(comeback_sale *sale)
{
    struct fault fault = {{0}};
    struct sale copy;
    int status = check_open(sale);
    if (status != COMEBACK_OK)
        return status;
    status = complete_copy(sale, &copy, &fault);
    if (status == COMEBACK_OK)
        status = checkout_look(sale->owner->shop, &copy, &sale->outcome.answer, &fault);
    sale->sale.locked_ms = copy.locked_ms;
    if (status == COMEBACK_OK)
        sale->state = SALE_LOOKED;
    return sale_told(sale, status, &fault);
}

int32_t comeback_sale_finish(comeback_sale *sale)
{
    struct fault fault = {{0}};
    struct checkout_outcome outcome = {.job_count = 0};
    int status = check_open(sale);
    if (status != COMEBACK_OK)
        return status;
    status = sale_complete(&sale->sale, &fault);
    if (status == COMEBACK_OK)
        status = checkout_finish(sale->owner->shop, &sale->sale,
                                 (struct checkout_options){.late = false}, &outcome, &fault);
    if (status < 0) {
        checkout_outcome_free(&outcome);
        return sale_told(sale, status, &fault);
    }
    checkout_outcome_free(&sale->outcome);
    sale->outcome = outcome;
    sale->state = status == COMEBACK_LATER ? SALE_LATER : SALE_FINISHED;
    return status;
}

int32_t comeback_sale_cancel(comeback_sale *sale)
{
    struct fault fault = {{0}};
    int status = check_open(sale);
    if (status == COMEBACK_OK)
        status = sale_told(sale, checkout_cancel(sale->owner->shop, &sale->sale, &fault), &fault);
    if (status == COMEBACK_OK)
        sale->state = SALE_CANCELLED;
    return status;
}

static bool has_answer(const comeback_sale *sale)
{
    return sale->state == SALE_LOOKED || sale->state == SALE_FINISHED;
}

int32_t comeback_sale_tag(const comeback_sale *sale)
{
    int status = check_sale(sale);
    if (status != COMEBACK_OK)
        return status;
    return has_answer(sale) ? (int32_t)sale->outcome.answer.tag : COMEBACK_UNIDENTIFIED;
}

static void put_text(struct bytes *out, const char *text)
{
    bytes_add_text(out, text);
}

static void put_number(struct bytes *out, int64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, number);
    bytes_add_text(out, text);
}

static void put_code(struct bytes *out, bool made, int64_t code)
{
    char text[CODE_TEXT];
    if (!made || code == 0)
        return;
    code_format(code, text);
    bytes_add_text(out, text);
}

static void get_tag(const comeback_sale *sale, struct bytes *out)
{
    if (has_answer(sale))
        put_text(out, tag_name(sale->outcome.answer.tag));
}

static void get_why(const comeback_sale *sale, struct bytes *out)
{
    put_text(out, sale->outcome.answer.why);
}

static void get_grade(const comeback_sale *sale, struct bytes *out)
{
    put_text(out, tag_grade(sale->outcome.answer.grade));
}

static void get_prompts(const comeback_sale *sale, struct bytes *out)
{
    reply_prompts(&sale->outcome.answer, out);
}

static void get_discount(const comeback_sale *sale, struct bytes *out)
{
    put_number(out, sale->outcome.answer.discount_minor);
}

static void get_display(const comeback_sale *sale, struct bytes *out)
{
    reply_display(&sale->outcome.answer, out);
}

static void get_cards(const comeback_sale *sale, struct bytes *out)
{
    if (sale->state == SALE_FINISHED)
        put_code(out, sale->outcome.answer.card.made, sale->outcome.answer.card.code);
}

static void get_notes(const comeback_sale *sale, struct bytes *out)
{
    if (sale->state == SALE_FINISHED)
        put_code(out, sale->outcome.answer.note.made, sale->outcome.answer.note.code);
}

static void get_jobs(const comeback_sale *sale, struct bytes *out)
{
    for (int i = 0; i < sale->outcome.job_count; i++) {
        if (i > 0)
            bytes_add_byte(out, ' ');
        put_number(out, sale->outcome.jobs[i]);
    }
}

static void get_visit(const comeback_sale *sale, struct bytes *out)
{
    if (sale->outcome.answer.visit > 0)
        put_number(out, sale->outcome.answer.visit);
}

static void get_notice(const comeback_sale *sale, struct bytes *out)
{
    put_text(out, sale->outcome.answer.notice);
}

static void get_error(const comeback_sale *sale, struct bytes *out)
{
    put_text(out, sale->fault.text);
}

static void put_json(json_t *value, struct bytes *out)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    if (text != NULL)
        put_text(out, text);
    else
        out->failed = true;
    free(text);
    json_decref(value);
}

static void get_question(const comeback_sale *sale, struct bytes *out)
{
    put_json(reply_question(&sale->outcome.answer), out);
}

static void get_steps(const comeback_sale *sale, struct bytes *out)
{
    put_json(reply_steps(&sale->outcome.answer), out);
}

static void get_needs(const comeback_sale *sale, struct bytes *out)
{
    put_json(reply_needs(&sale->outcome.answer), out);
}

static void get_consents(const comeback_sale *sale, struct bytes *out)
{
    put_json(reply_consents(&sale->outcome.answer), out);
}

static void get_next(const comeback_sale *sale, struct bytes *out)
{
    put_json(reply_next(&sale->outcome), out);
}

static void get_gift(const comeback_sale *sale, struct bytes *out)
{
    put_json(reply_gift(&sale->outcome.answer), out);
}

static void get_ask(const comeback_sale *sale, struct bytes *out)
{
    put_json(reply_ask(&sale->outcome.answer), out);
}

static void get_json(const comeback_sale *sale, struct bytes *out)
{
    put_json(reply_json(&sale->outcome, has_answer(sale), sale->state == SALE_FINISHED,
                        sale->fault.text),
             out);
}

static const struct {
    const char *name;
    void (*get)(const comeback_sale *, struct bytes *);
} getters[] = {
    {"tag", get_tag},
    {"why", get_why},
    {"grade", get_grade},
    {"prompts", get_prompts},
    {"discount_minor", get_discount},
    {"display", get_display},
    {"cards", get_cards},
    {"notes", get_notes},
    {"jobs", get_jobs},
    {"visit", get_visit},
    {"question", get_question},
    {"steps", get_steps},
    {"needs", get_needs},
    {"consents", get_consents},
    {"next", get_next},
    {"gift", get_gift},
    {"ask", get_ask},
    {"notice", get_notice},
    {"error", get_error},
    {"json", get_json},
};

/* "scan.N.why" and its like. */
static int get_scan(const comeback_sale *sale, const char *field, struct bytes *out)
{
    const struct answer *answer = &sale->outcome.answer;
    unsigned number;
    char part[16];
    if (sscanf(field, "scan.%3u.%15[a-z_]", &number, part) != 2 ||
        number >= (unsigned)answer->scan_count)
        return COMEBACK_UNKNOWN_FIELD;
    const struct scan *scan = &answer->scans[number];
    if (strcmp(part, "why") == 0)
        put_text(out, scan->why);
    else if (strcmp(part, "say") == 0)
        put_text(out, promise_say(answer->language, scan->verdict));
    else if (strcmp(part, "discount_minor") == 0)
        put_number(out, scan->discount_minor);
    else
        return COMEBACK_UNKNOWN_FIELD;
    return COMEBACK_OK;
}

static int get_field(const comeback_sale *sale, const char *field, struct bytes *out)
{
    for (size_t i = 0; i < sizeof getters / sizeof getters[0]; i++)
        if (strcmp(getters[i].name, field) == 0) {
            getters[i].get(sale, out);
            return out->failed ? COMEBACK_MEMORY : COMEBACK_OK;
        }
    return get_scan(sale, field, out);
}

static int copy_out(const comeback_sale *sale, const struct bytes *value, char *buffer,
                    size_t capacity, size_t *length)
{
    if (length != NULL)
        *length = value->length;
    if (buffer == NULL || value->length + 1 > capacity)
        return refuse(sale->owner, COMEBACK_SPACE, "the buffer is too short");
    if (value->length > 0)
        memcpy(buffer, value->data, value->length);
    buffer[value->length] = '\0';
    return COMEBACK_OK;
}

int32_t comeback_sale_get(const comeback_sale *sale, const char *field, char *buffer,
                          size_t capacity, size_t *length)
{
    struct bytes value = {0};
    int status = check_sale(sale);
    if (status != COMEBACK_OK)
        return status;
    if (field == NULL || (buffer == NULL && capacity > 0))
        return refuse(sale->owner, COMEBACK_ARGUMENT, "field or buffer is NULL");
    status = get_field(sale, field, &value);
    if (status == COMEBACK_OK)
        status = copy_out(sale, &value, buffer, capacity, length);
    else if (status == COMEBACK_UNKNOWN_FIELD)
        refuse(sale->owner, status, "unknown field");
    bytes_free(&value);
    return status;
}

/* "card.2.png" is the second card's picture; there is never a second card in this version. */
static const struct bytes *slip_text(const comeback_sale *sale, const char *form, const char **rest)
{
    static const struct bytes none = {0};
    size_t name = strcspn(form, ".");
    *rest = form[name] == '.' ? form + name + 1 : form + name;
    if (name != 4)
        return NULL;
    if (memcmp(form, "card", 4) == 0 && (strcmp(*rest, "2") == 0 || strncmp(*rest, "2.", 2) == 0))
        return &none;
    if (memcmp(form, "note", 4) == 0)
        return &sale->outcome.note_text;
    return memcmp(form, "card", 4) == 0 ? &sale->outcome.card_text : NULL;
}

static struct rendered *find_rendered(comeback_sale *sale, const char *form)
{
    for (int i = 0; i < sale->slip_count; i++)
        if (strcmp(sale->slips[i].form, form) == 0)
            return &sale->slips[i];
    return NULL;
}

static int render_form(comeback_sale *sale, const char *form, const struct bytes *text,
                       const char *rest, struct rendered **out, struct fault *fault)
{
    if (sale->slip_count == SLIP_CACHE)
        return fail(fault, COMEBACK_LIMIT, "too many forms of this sale's slips");
    struct rendered *made = &sale->slips[sale->slip_count];
    const char *page = settings_code_page(&sale->owner->shop->settings->config.print);
    int status = render_slip(&sale->outcome.profile, page, (const char *)text->data, text->length,
                             rest, form[0] == 'n', &made->bytes, fault);
    if (status != COMEBACK_OK) {
        bytes_free(&made->bytes);
        return status;
    }
    snprintf(made->form, sizeof made->form, "%s", form);
    sale->slip_count++;
    *out = made;
    return COMEBACK_OK;
}

static int find_slip(comeback_sale *sale, const char *form, struct rendered **out,
                     struct fault *fault)
{
    const char *rest;
    const struct bytes *text = slip_text(sale, form, &rest);
    if (text == NULL || strlen(form) >= sizeof sale->slips[0].form)
        return fail(fault, COMEBACK_UNKNOWN_FIELD, "unknown form \"%.40s\"", form);
    if (sale->state != SALE_FINISHED && sale->state != SALE_LATER)
        return fail(fault, COMEBACK_STATE, "the sale is not finished");
    if (text->length == 0)
        return fail(fault, COMEBACK_NOTHING, "this sale has no \"%.40s\"", form);
    *out = find_rendered(sale, form);
    return *out != NULL ? COMEBACK_OK : render_form(sale, form, text, rest, out, fault);
}

static void give_job(comeback_sale *sale, const char *form)
{
    int64_t *job = form[0] == 'n' ? &sale->outcome.note_job : &sale->outcome.card_job;
    const char *kind = strrchr(form, '.');
    if (kind != NULL && strcmp(kind, ".text") == 0)
        return;
    checkout_give(sale->owner->shop, *job);
    *job = 0;
}

int32_t comeback_sale_slip(comeback_sale *sale, const char *form, const uint8_t **bytes,
                           size_t *length)
{
    struct fault fault = {{0}};
    struct rendered *slip = NULL;
    int status = check_sale(sale);
    if (status != COMEBACK_OK)
        return status;
    if (form == NULL || bytes == NULL || length == NULL)
        return sale_refuse(sale, COMEBACK_ARGUMENT, "form, bytes or length is NULL");
    status = find_slip(sale, form, &slip, &fault);
    if (status == COMEBACK_OK) {
        give_job(sale, form);
        *bytes = slip->bytes.data;
        *length = slip->bytes.length;
    }
    return sale_told(sale, status, &fault);
}

void comeback_sale_free(comeback_sale *sale)
{
    if (sale == NULL)
        return;
    for (int i = 0; i < sale->slip_count; i++)
        bytes_free(&sale->slips[i].bytes);
    checkout_outcome_free(&sale->outcome);
    sale_clear(&sale->sale);
    free(sale);
}
