/* SPDX-License-Identifier: MIT */
/*
 * Calls of comeback.h in any order, with any values, NULLs and lengths, on a shop in memory: no
 * crash, every status one of the manual's, and what the manual says of the answers holds. The shop
 * is made anew after a while, so that it stays small.
 */
#include <ftw.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugin/comeback.h"
#include "../../plugin/setup.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    SALES = 4,
    CODES = 16,
    CODE_ROOM = 32,
    TEXT_MAX = 300,
    STEPS_MAX = 32,
    RUNS_OF_A_SHOP = 4000,
    BUFFER_MAX = 96,
};

struct input {
    const uint8_t *data;
    size_t left;
};

struct world {
    comeback *shops[2];
    comeback_sale *sales[SALES];
    int shop_of[SALES];
    bool ended[SALES];
    char codes[CODES][CODE_ROOM]; /* codes that were answered in this run */
    int code_count;
    bool pictured; /* one picture a run: they take all the time and show nothing new */
};

static char folder[64];

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

/* --- input -------------------------------------------------------------------------------------
 */

static unsigned take(struct input *in)
{
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->data++;
}

/* Bytes of their own memory, exactly as long as told, so that a read beyond is seen; with a NUL
 * behind them where it is to be found by that. */
struct text {
    char *bytes; /* may be NULL */
    size_t length;
    bool counted;
};

static struct text new_text(const void *bytes, size_t length, bool counted)
{
    struct text text = {malloc(length + 1), length, counted};
    require(text.bytes != NULL, "there is memory");
    memcpy(text.bytes, bytes, length);
    if (!counted) {
        text.bytes[length] = '\0';
        return text;
    }
    char *exact = realloc(text.bytes, length > 0 ? length : 1);
    text.bytes = exact == NULL ? text.bytes : exact;
    return text;
}

static size_t length_of(const struct text *text)
{
    return text->counted ? text->length : (size_t)-1;
}

static struct text take_raw(struct input *in, bool counted)
{
    size_t length = take(in) * 2 % TEXT_MAX;
    if (length > in->left)
        length = in->left;
    struct text text = new_text(in->data, length, counted);
    in->data += length;
    in->left -= length;
    return text;
}

static struct text take_value(struct input *in)
{
    static const char *const values[] = {"sale",
                                         "return",
                                         "void",
                                         "exchange",
                                         "advice",
                                         "training",
                                         "1",
                                         "0",
                                         "4250",
                                         "-4250",
                                         "USD",
                                         "EUR",
                                         "note",
                                         "card",
                                         "none",
                                         "4711",
                                         "T-1",
                                         "T-2",
                                         "499",
                                         "1000000000000",
                                         "-1000000000001",
                                         "Zo\xc3\xab",
                                         "",
                                         "2026-01-31T23:59:59+14:00",
                                         "2000-01-01T00:00:00Z",
                                         "2024-02-29T12:00:00-11:00",
                                         "2025-06-01T00:00:00+01:00",
                                         "999999999999999999",
                                         "2099-01-01T00:00:00+00:00"};
    unsigned kind = take(in);
    if (kind >= 0xF0)
        return (struct text){NULL, kind & 1, true};
    if (kind >= 0xA0)
        return take_raw(in, kind & 1);
    const char *value = values[kind % (sizeof values / sizeof values[0])];
    return new_text(value, strlen(value), kind & 1);
}

static const char *take_name(struct input *in, const char *const *names, size_t count,
                             struct text *own)
{
    unsigned kind = take(in);
    *own = (struct text){NULL, 0, false};
    if (kind == 0xFF)
        return NULL;
    if (kind < 0xE0)
        return names[kind % count];
    *own = take_raw(in, false);
    return own->bytes;
}

/* --- promises ----------------------------------------------------------------------------------
 */

static int known_status(int status)
{
    require(status <= COMEBACK_LATER && status >= COMEBACK_MEMORY, "a status is one of the manual");
    require(status != COMEBACK_FORKED && status != COMEBACK_BUSY && status != COMEBACK_STORE &&
                status != COMEBACK_CONFIG && status != COMEBACK_MEMORY,
            "a healthy store of one process is never in trouble");
    return status;
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void check_answer(const comeback_sale *sale)
{
    char text[32768] = "";
    size_t length = 0;
    require(comeback_sale_get(sale, "json", text, sizeof text, &length) == COMEBACK_OK,
            "json can always be read");
    require(strlen(text) == length, "the length is the text's");
    json_t *object = json_loads(text, 0, NULL);
    require(object != NULL, "json is JSON");
    const char *why = json_string_value(json_object_get(object, "why"));
    require(why != NULL && characters(why) <= 40, "why has at most 40 characters");
    json_decref(object);
}

static void keep_codes(struct world *world, const comeback_sale *sale, const char *field)
{
    char text[CODE_ROOM];
    if (comeback_sale_get(sale, field, text, sizeof text, NULL) != COMEBACK_OK || text[0] == '\0')
        return;
    require(strlen(text) == 14, "a code has 12 symbols in three groups");
    memcpy(world->codes[world->code_count++ % CODES], text, sizeof text);
}

/* --- steps -------------------------------------------------------------------------------------
 */

/* Mostly a sale that can be finished: else nearly every run would end before it began. */
static void fill(comeback_sale *sale, unsigned how)
{
    static const char *const days[] = {"2026-01-31T23:59:59+14:00", "2025-10-01T09:00:00+01:00",
                                       "2025-12-24T18:00:00Z", NULL};
    static const char *const customers[] = {"4711", "4712", NULL, NULL};
    static const char *const phones[] = {"085 012 3456", "+353 85 0123456", "+44 20 7946 0958",
                                         "none"};
    const struct {
        const char *field, *value;
    } settings[] = {{"total_minor", how & 1 ? "4250" : NULL},
                    {"print", how & 2 ? "card" : NULL},
                    {"at", days[how >> 2 & 3]},
                    {"customer.id", customers[how >> 4 & 3]},
                    {"customer.phone", how & 128 ? phones[how & 3] : NULL},
                    {"answer.who", (how & 0x84) == 0x84 ? "someone_else" : NULL},
                    {"discount.applied_minor", how & 64 ? "425" : NULL}};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (settings[i].value != NULL)
            require(comeback_sale_set(sale, settings[i].field, settings[i].value, (size_t)-1) ==
                        COMEBACK_OK,
                    "a good value is taken");
}

static void do_begin(struct world *world, struct input *in, int at)
{
    static const char *const hosts[] = {"pos", "till.2", "a_b-c"};
    static unsigned count;
    char fresh[16];
    const char *const refs[] = {fresh, "T-1", fresh, "T-2", fresh, "", fresh, "T-3"};
    struct text own_host, own_ref;
    snprintf(fresh, sizeof fresh, "%u", count++);
    const char *host = take_name(in, hosts, 3, &own_host);
    const char *ref = take_name(in, refs, 8, &own_ref);
    comeback_sale *sale = NULL;
    int shop = (int)(take(in) & 1);
    int status = known_status(comeback_sale_begin(world->shops[shop], host, ref, &sale));
    require((status == COMEBACK_OK) == (sale != NULL), "out is set by success alone");
    if (sale != NULL) {
        comeback_sale_free(world->sales[at]);
        world->sales[at] = sale;
        world->shop_of[at] = shop;
        world->ended[at] = false;
        fill(sale, take(in));
    }
    free(own_host.bytes);
    free(own_ref.bytes);
}

static void do_set(struct world *world, struct input *in, int at)
{
    static const char *const fields[] = {"kind",
                                         "ref",
                                         "cart",
                                         "at",
                                         "till",
                                         "cashier",
                                         "currency",
                                         "total_minor",
                                         "customer.id",
                                         "customer.name",
                                         "referrer.id",
                                         "original",
                                         "discount.applied_minor",
                                         "copy",
                                         "print",
                                         "customer.phone",
                                         "customer.email",
                                         "customer.language",
                                         "payment.token",
                                         "answer.who",
                                         "consent",
                                         "answer.1",
                                         "next.at",
                                         "need"};
    struct text own;
    const char *field = take_name(in, fields, sizeof fields / sizeof fields[0], &own);
    struct text value = take_value(in);
    known_status(comeback_sale_set(world->sales[at], field, value.bytes, length_of(&value)));
    free(own.bytes);
    free(value.bytes);
}

static int64_t take_number(struct input *in)
{
    static const int64_t numbers[] = {0,
                                      1,
                                      -1,
                                      1000,
                                      99999,
                                      INT64_MAX,
                                      INT64_MIN,
                                      INT64_C(1000000000000),
                                      INT64_C(-1000000000001)};
    return numbers[take(in) % (sizeof numbers / sizeof numbers[0])];
}

static void do_item(struct world *world, struct input *in, int at)
{
    struct text texts[3];
    for (int i = 0; i < 3; i++)
        texts[i] = (take(in) & 3) == 0 ? (struct text){NULL, 0, false} : take_raw(in, false);
    int64_t quantity = take_number(in), amount = take_number(in);
    known_status(comeback_sale_add_item(world->sales[at], texts[0].bytes, texts[1].bytes,
                                        texts[2].bytes, quantity, amount));
    for (int i = 0; i < 3; i++)
        free(texts[i].bytes);
}

static void do_item_set(struct world *world, struct input *in, int at)
{
    static const char *const fields[] = {"sku", "name", "category", "quantity_milli",
                                         "amount_minor"};
    struct text own;
    const char *field = take_name(in, fields, 5, &own);
    struct text value = take_value(in);
    known_status(comeback_sale_item_set(world->sales[at], field, value.bytes, length_of(&value)));
    free(own.bytes);
    free(value.bytes);
}

/* A code of an earlier answer, perhaps with a wrong symbol; or anything. */
static void do_scan(struct world *world, struct input *in, int at)
{
    unsigned kind = take(in);
    struct text code;
    if (kind < 0xC0 && world->code_count > 0) {
        int count = world->code_count < CODES ? world->code_count : CODES;
        code = new_text(world->codes[kind % (unsigned)count], 14, kind & 1);
        if (kind >= 0x80)
            code.bytes[take(in) % 14] = (char)take(in);
    } else {
        code = take_value(in);
    }
    int status = comeback_sale_scan(world->sales[at], code.bytes, length_of(&code));
    known_status(status);
    free(code.bytes);
}

static void do_look(struct world *world, struct input *in, int at)
{
    (void)in;
    if (known_status(comeback_sale_look(world->sales[at])) == COMEBACK_OK)
        check_answer(world->sales[at]);
}

static void do_finish(struct world *world, struct input *in, int at)
{
    (void)in;
    comeback_sale *sale = world->sales[at];
    int status = known_status(comeback_sale_finish(sale));
    require(status != COMEBACK_LATER, "a free store is not put off");
    require(sale == NULL || !world->ended[at] || status == COMEBACK_STATE, "a sale ends once");
    if (status != COMEBACK_OK)
        return;
    world->ended[at] = true;
    check_answer(sale);
    keep_codes(world, sale, "notes");
    keep_codes(world, sale, "cards");
}

static void do_cancel(struct world *world, struct input *in, int at)
{
    (void)in;
    int status = known_status(comeback_sale_cancel(world->sales[at]));
    world->ended[at] = world->ended[at] || status == COMEBACK_OK;
}

static void do_tag(struct world *world, struct input *in, int at)
{
    (void)in;
    int tag = comeback_sale_tag(world->sales[at]);
    require(world->sales[at] == NULL ? tag == COMEBACK_ARGUMENT : tag >= 0 && tag <= 3,
            "a tag is one of four");
}

static void do_get(struct world *world, struct input *in, int at)
{
    static const char *const fields[] = {"tag",
                                         "why",
                                         "grade",
                                         "prompts",
                                         "discount_minor",
                                         "scan.0.why",
                                         "scan.7.say",
                                         "scan.1.discount_minor",
                                         "display",
                                         "cards",
                                         "notes",
                                         "jobs",
                                         "visit",
                                         "notice",
                                         "error",
                                         "json"};
    struct text own;
    const char *field = take_name(in, fields, sizeof fields / sizeof fields[0], &own);
    size_t capacity = take(in) % BUFFER_MAX, length = 0;
    char *buffer =
        capacity == 0 && (take(in) & 1) != 0 ? NULL : malloc(capacity > 0 ? capacity : 1);
    int status =
        known_status(comeback_sale_get(world->sales[at], field, buffer, capacity, &length));
    if (status == COMEBACK_OK)
        require(buffer != NULL && strlen(buffer) == length && length < capacity, "a text fits");
    if (status == COMEBACK_SPACE)
        require(length >= capacity, "a short buffer is short");
    free(buffer);
    free(own.bytes);
}

static void do_slip(struct world *world, struct input *in, int at)
{
    static const char *const forms[] = {"note",      "card",      "card.2",     "note.text",
                                        "card.text", "note.html", "card.html",  "note",
                                        "note.text", "card.3",    "card.2.png", "note."};
    struct text own;
    const char *form = take_name(in, forms, sizeof forms / sizeof forms[0], &own);
    const uint8_t *bytes = NULL;
    size_t length = 0;
    unsigned sum = 0;
    bool picture = form != NULL && strstr(form, ".text") == NULL && strchr(form, '.') != NULL;
    if (picture && world->pictured)
        form = "note.text";
    world->pictured = world->pictured || picture;
    int status = known_status(comeback_sale_slip(world->sales[at], form, &bytes, &length));
    require((status == COMEBACK_OK) == (bytes != NULL), "a slip is set by success alone");
    for (size_t i = 0; bytes != NULL && i < length; i++)
        sum += bytes[i];
    require(status != COMEBACK_OK || sum > 0, "a slip has content");
    free(own.bytes);
}

static void do_free(struct world *world, struct input *in, int at)
{
    (void)in;
    comeback_sale_free(world->sales[at]);
    world->sales[at] = NULL;
}

static void do_error(struct world *world, struct input *in, int at)
{
    (void)at;
    unsigned which = take(in) % 3;
    const char *text = comeback_error(which == 2 ? NULL : world->shops[which]);
    require(text != NULL && strchr(text, '\n') == NULL, "an error is one line");
}

static void do_drain(struct world *world, struct input *in, int at)
{
    (void)at;
    unsigned kind = take(in);
    int32_t timeout_ms = kind == 1 ? -1 : kind == 2 ? INT32_MAX : 0;
    int status = comeback_drain(kind == 3 ? NULL : world->shops[kind & 1], timeout_ms);
    require(status >= 0 || status == COMEBACK_ARGUMENT, "draining a healthy queue succeeds");
}

static void open_shop(struct world *world, int shop)
{
    char path[96];
    snprintf(path, sizeof path, "%s/shop/comeback.ini", folder);
    require(comeback_open(path, &world->shops[shop]) == COMEBACK_OK, "a good shop opens");
}

static void close_shop(struct world *world, int shop)
{
    comeback_close(world->shops[shop]);
    world->shops[shop] = NULL;
}

static void do_reopen(struct world *world, struct input *in, int at)
{
    int shop = (int)(take(in) & 1);
    (void)at;
    for (int i = 0; i < SALES; i++)
        if (world->sales[i] != NULL && world->shop_of[i] == shop)
            do_free(world, in, i);
    close_shop(world, shop);
    open_shop(world, shop);
}

/* More often what makes more of the others possible. */
static void (*const steps[])(struct world *, struct input *, int) = {
    do_begin, do_begin, do_set,    do_set,   do_set, do_set,  do_item,   do_item_set,
    do_scan,  do_scan,  do_finish, do_look,  do_get, do_get,  do_slip,   do_finish,
    do_tag,   do_free,  do_cancel, do_error, do_set, do_scan, do_finish, do_drain,
};
enum { STEP_COUNT = sizeof steps / sizeof steps[0] };

/* --- the shop ----------------------------------------------------------------------------------
 */

static int remove_one(const char *path, const struct stat *file, int kind, struct FTW *at)
{
    (void)file, (void)kind, (void)at;
    return remove(path);
}

static void remove_shop(void)
{
    if (folder[0] != '\0')
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    folder[0] = '\0';
}

/* Prints into nothing: a picture of each card would take all the time. */
static void set_printer(const char *path)
{
    static const char virtual[] = "virtual:paper";
    char text[8192];
    FILE *file = fopen(path, "r+e");
    require(file != NULL, "a shop has settings");
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    char *at = strstr(text, virtual);
    require(at != NULL, "the printer is the virtual one");
    rewind(file);
    fprintf(file, "%.*sfile:/dev/null%s", (int)(at - text), text, at + sizeof virtual - 1);
    fclose(file);
}

static void make_shop(void)
{
    char path[96];
    const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
    struct fault fault;
    remove_shop();
    snprintf(folder, sizeof folder, "%.40s/fuzz-XXXXXX", place == NULL ? "/tmp" : place);
    require(mkdtemp(folder) != NULL, "a folder can be made");
    snprintf(path, sizeof path, "%s/shop", folder);
    require(setup_shop(path, NULL, &fault) == COMEBACK_OK, "a shop can be made");
    snprintf(path, sizeof path, "%s/shop/comeback.ini", folder);
    set_printer(path);
}

static void renew_shop(struct world *world)
{
    static int runs;
    if (runs == 0)
        atexit(remove_shop);
    if (runs++ % RUNS_OF_A_SHOP != 0)
        return;
    close_shop(world, 0);
    close_shop(world, 1);
    make_shop();
    open_shop(world, 0);
    open_shop(world, 1);
}

/* The shop outlives a run and grows in many, and libFuzzer would search all memory for leaks after
 * each of these. It is searched at the end instead. */
int LLVMFuzzerInitialize(int *count, char ***words)
{
    static char flag[] = "-detect_leaks=0";
    char **more = calloc((size_t)*count + 2, sizeof *more);
    require(more != NULL, "there is memory");
    memcpy(more, *words, (size_t)*count * sizeof *more);
    more[(*count)++] = flag;
    *words = more;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world world;
    struct input in = {data, size};
    renew_shop(&world);
    world.code_count = 0;
    world.pictured = false;
    for (int i = 0; i < STEPS_MAX && in.left > 0; i++) {
        unsigned step = take(&in), at = take(&in) % SALES;
        if (step == 0xFF)
            do_reopen(&world, &in, 0);
        else
            steps[step % STEP_COUNT](&world, &in, (int)at);
    }
    for (int i = 0; i < SALES; i++)
        do_free(&world, &in, i);
    return 0;
}
