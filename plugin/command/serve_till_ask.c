/* SPDX-License-Identifier: MIT */
#include "serve_till_ask.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fault.h"
#include "../reply.h"

enum { NUMBER_ROOM = 32 };

struct question {
    comeback *shop;
    json_t *object;
    json_t *sale; /* borrowed from it, as are the next; NULL: not told */
    json_t *forms;
    struct fault fault;
};

struct action {
    const char *name;
    int32_t (*call)(comeback_sale *);
    bool takes_codes;
};

static const struct action actions[] = {
    {"look", comeback_sale_look, true},
    {"finish", comeback_sale_finish, true},
    {"cancel", comeback_sale_cancel, false},
};

/* Where one of these is refused the sale would be another without it. */
static bool is_essential(const char *field)
{
    static const char *const names[] = {"kind",        "ref",      "at",          "currency",
                                        "total_minor", "original", "amount_minor"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], field) == 0)
            return true;
    return false;
}

static bool is_list(const char *field)
{
    return strcmp(field, "host") == 0 || strcmp(field, "items") == 0 || strcmp(field, "scan") == 0;
}

/* NULL where it is none. A NUL inside is a field's to refuse, and in a name it is none. */
static const char *name_of(const json_t *value)
{
    const char *text = json_string_value(value);
    return text != NULL && strlen(text) == json_string_length(value) ? text : NULL;
}

/* NULL where a field cannot be told so: a list, an object or a broken number. */
static const char *text_of(const json_t *value, char number[static NUMBER_ROOM], size_t *length)
{
    *length = (size_t)-1;
    if (json_is_string(value)) {
        *length = json_string_length(value);
        return json_string_value(value);
    }
    if (json_is_integer(value))
        snprintf(number, NUMBER_ROOM, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_boolean(value))
        snprintf(number, NUMBER_ROOM, "%d", json_is_true(value));
    else
        return NULL;
    return number;
}

typedef int32_t set_function(comeback_sale *, const char *, const char *, size_t);

static int set_fields(struct question *question, comeback_sale *sale, set_function *set,
                      const json_t *fields)
{
    const char *name;
    json_t *value;
    char number[NUMBER_ROOM];
    json_object_foreach((json_t *)fields, name, value)
    {
        if (is_list(name) || json_is_null(value))
            continue;
        size_t length;
        const char *text = text_of(value, number, &length);
        if (text == NULL)
            return fail(&question->fault, COMEBACK_ARGUMENT,
                        "%.60s: expected a text or a whole number", name);
        int status = set(sale, name, text, length);
        if (status < 0 && is_essential(name))
            return fail(&question->fault, status, "%s", comeback_error(question->shop));
    }
    return COMEBACK_OK;
}

static int add_item(struct question *question, comeback_sale *sale, const json_t *item)
{
    if (!json_is_object(item))
        return fail(&question->fault, COMEBACK_ARGUMENT, "items: expected objects");
    int status = comeback_sale_add_item(sale, NULL, NULL, NULL, 1000, 0);
    if (status < 0)
        return fail(&question->fault, status, "%s", comeback_error(question->shop));
    return set_fields(question, sale, comeback_sale_item_set, item);
}

static int add_items(struct question *question, comeback_sale *sale)
{
    const json_t *items = json_object_get(question->sale, "items");
    size_t i;
    json_t *item;
    int status = COMEBACK_OK;
    if (items != NULL && !json_is_array(items) && !json_is_null(items))
        return fail(&question->fault, COMEBACK_ARGUMENT, "items: expected a list");
    json_array_foreach(items, i, item)
    {
        status = add_item(question, sale, item);
        if (status != COMEBACK_OK)
            return status;
    }
    return status;
}

/* What is wrong with a code harms nothing and is told by the answer. */
static int scan_codes(struct question *question, comeback_sale *sale)
{
    const json_t *codes = json_object_get(question->sale, "scan");
    size_t i;
    json_t *code;
    if (codes != NULL && !json_is_array(codes) && !json_is_null(codes))
        return fail(&question->fault, COMEBACK_ARGUMENT, "scan: expected a list");
    json_array_foreach(codes, i, code)
    {
        if (!json_is_string(code))
            return fail(&question->fault, COMEBACK_ARGUMENT, "scan: expected texts");
        comeback_sale_scan(sale, json_string_value(code), json_string_length(code));
    }
    return COMEBACK_OK;
}

/* Codes come last: what they are worth depends on the basket. */
static int fill(struct question *question, comeback_sale *sale, const struct action *action)
{
    int status = set_fields(question, sale, comeback_sale_set, question->sale);
    if (status == COMEBACK_OK)
        status = add_items(question, sale);
    if (status == COMEBACK_OK && action->takes_codes)
        status = scan_codes(question, sale);
    return status;
}

static json_t *read_answer(const comeback_sale *sale)
{
    size_t length = 0;
    json_t *answer = NULL;
    comeback_sale_get(sale, "json", NULL, 0, &length);
    char *text = malloc(length + 1);
    if (text != NULL && comeback_sale_get(sale, "json", text, length + 1, NULL) == COMEBACK_OK)
        answer = json_loadb(text, length, 0, NULL);
    free(text);
    return answer;
}

static bool is_readable(const char *form)
{
    const char *kind = strrchr(form, '.');
    return kind != NULL && (strcmp(kind, ".text") == 0 || strcmp(kind, ".html") == 0);
}

static json_t *base64(const uint8_t *bytes, size_t length)
{
    size_t room = sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);
    if (text == NULL)
        return NULL;
    sodium_bin2base64(text, room, bytes, length, sodium_base64_VARIANT_ORIGINAL);
    json_t *value = json_string(text);
    free(text);
    return value;
}

/* What is taken here is nobody else's to print: a job would be begun before it could be withdrawn.
 */
static void set_takes(const struct question *question, comeback_sale *sale)
{
    static const char *const words[] = {"", "note", "card", "note card"};
    unsigned takes = 0;
    size_t i;
    json_t *form;
    json_array_foreach(question->forms, i, form)
    {
        const char *name = json_string_value(form);
        const char *kind = strrchr(name, '.');
        if (kind == NULL || strcmp(kind, ".text") != 0)
            takes |= strncmp(name, "note", 4) == 0 ? 1 : strncmp(name, "card", 4) == 0 ? 2 : 0;
    }
    if (takes != 0 && json_object_get(question->sale, "takes") == NULL)
        comeback_sale_set(sale, "takes", words[takes], (size_t)-1);
}

static json_t *slip(comeback_sale *sale, const char *form)
{
    const uint8_t *bytes;
    size_t length;
    if (sale == NULL || comeback_sale_slip(sale, form, &bytes, &length) != COMEBACK_OK)
        return json_string("");
    return is_readable(form) ? json_stringn((const char *)bytes, length) : base64(bytes, length);
}

/* Every form that was asked for, "" where there is none; sale may be NULL. */
static json_t *slips(const struct question *question, comeback_sale *sale)
{
    json_t *made = json_object(), *form;
    size_t i;
    json_array_foreach(question->forms, i, form)
    {
        const char *name = json_string_value(form);
        json_object_set_new(made, name, name == NULL ? NULL : slip(sale, name));
    }
    return made;
}

static json_t *blank(const char *error)
{
    const struct checkout_outcome nothing = {.job_count = 0};
    return reply_json(&nothing, false, false, error);
}

static int tell_sale(struct question *question, comeback_sale *sale, const struct action *action,
                     json_t **out)
{
    int status = fill(question, sale, action);
    if (status != COMEBACK_OK)
        return status;
    set_takes(question, sale);
    status = action->call(sale);
    *out = read_answer(sale);
    json_object_set_new(*out, "slips", slips(question, sale));
    return status;
}

static int begin_and_tell(struct question *question, const struct action *action, json_t **out)
{
    const json_t *told = json_object_get(question->sale, "host");
    const char *host = told == NULL || json_is_null(told) ? "socket" : name_of(told);
    comeback_sale *sale;
    if (host == NULL)
        return fail(&question->fault, COMEBACK_ARGUMENT, "host: expected a text");
    int status = comeback_sale_begin(question->shop, host, NULL, &sale);
    if (status != COMEBACK_OK)
        return fail(&question->fault, status, "%s", comeback_error(question->shop));
    status = tell_sale(question, sale, action, out);
    comeback_sale_free(sale);
    return status;
}

static int check_forms(struct question *question)
{
    size_t i;
    json_t *form;
    if (question->forms != NULL && !json_is_array(question->forms))
        return fail(&question->fault, COMEBACK_ARGUMENT, "forms: expected a list");
    if (json_array_size(question->forms) > TILL_FORMS_MAX)
        return fail(&question->fault, COMEBACK_LIMIT, "forms: found %zu, expected at most %d",
                    json_array_size(question->forms), TILL_FORMS_MAX);
    json_array_foreach(question->forms, i, form)
    {
        if (name_of(form) == NULL)
            return fail(&question->fault, COMEBACK_ARGUMENT, "forms: expected texts");
    }
    return COMEBACK_OK;
}

static const struct action *find_action(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

static int act(struct question *question, json_t **out)
{
    const char *name = name_of(json_object_get(question->object, "do"));
    if (name != NULL && strcmp(name, "version") == 0) {
        *out = json_pack("{ss ss}", "version", comeback_version(), "error", "");
        return COMEBACK_OK;
    }
    const struct action *action = find_action(name == NULL ? "" : name);
    if (action == NULL)
        return fail(&question->fault, COMEBACK_ARGUMENT,
                    "do: found \"%.60s\", expected look, finish, cancel or version",
                    name == NULL ? "" : name);
    if (!json_is_object(question->sale))
        return fail(&question->fault, COMEBACK_ARGUMENT, "sale: expected an object");
    int status = check_forms(question);
    return status == COMEBACK_OK ? begin_and_tell(question, action, out) : status;
}

static int parse(const char *line, size_t length, json_t **out, struct fault *fault)
{
    json_error_t error;
    /* jansson would stop at the NUL and call the rest garbage. */
    const char *nul = memchr(line, 0, length);
    if (nul != NULL)
        return fail(fault, COMEBACK_ARGUMENT, "a NUL byte at offset %td", nul - line);
    *out = json_loadb(line, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (*out == NULL)
        return fail(fault, COMEBACK_ARGUMENT, "column %d: %s", error.column, error.text);
    if (!json_is_object(*out))
        return fail(fault, COMEBACK_ARGUMENT, "expected an object");
    return COMEBACK_OK;
}

static int write_line(const char *data, size_t length, void *out)
{
    bytes_add(out, data, length);
    return 0;
}

static void write_answer(json_t *answer, int status, const json_t *id, struct bytes *out)
{
    json_object_set_new(answer, "status", json_integer(status));
    json_object_set(answer, "id", id == NULL ? json_null() : (json_t *)id);
    if (json_dump_callback(answer, write_line, out, JSON_COMPACT) != 0)
        out->failed = true;
    bytes_add_byte(out, '\n');
    json_decref(answer);
}

void till_refuse(int status, const char *error, struct bytes *out)
{
    json_t *answer = blank(error);
    json_object_set_new(answer, "slips", json_object());
    write_answer(answer, status, NULL, out);
}

void till_ask(comeback *shop, const char *line, size_t length, struct bytes *out)
{
    struct question question = {.shop = shop};
    json_t *answer = NULL;
    int status = parse(line, length, &question.object, &question.fault);
    question.sale = json_object_get(question.object, "sale");
    question.forms = json_object_get(question.object, "forms");
    if (status == COMEBACK_OK)
        status = act(&question, &answer);
    if (answer == NULL) {
        answer = blank(question.fault.text);
        json_object_set_new(answer, "slips", slips(&question, NULL));
    }
    write_answer(answer, status, json_object_get(question.object, "id"), out);
    json_decref(question.object);
}
