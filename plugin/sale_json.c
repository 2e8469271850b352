/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "json_text.h"
#include "sale.h"

static int set_from_json(struct sale *sale, const char *name, const json_t *value,
                         struct fault *fault)
{
    char number[32];
    if (json_is_string(value))
        return sale_set(sale, name, json_string_value(value), json_string_length(value), fault);
    if (json_is_boolean(value) && strcmp(name, "copy") == 0)
        return sale_set(sale, name, json_is_true(value) ? "1" : "0", 1, fault);
    if (!json_is_integer(value))
        return fail(fault, COMEBACK_VALUE, "%.60s: expected text or a whole number", name);
    int length =
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return sale_set(sale, name, number, (size_t)length, fault);
}

static int item_text_from_json(const json_t *item, size_t i, const char *name, const char **out,
                               struct fault *fault)
{
    const json_t *value = json_object_get(item, name);
    if (value != NULL && !json_is_string(value) && !json_is_null(value))
        return fail(fault, COMEBACK_VALUE, "items[%zu]: %s: expected text", i, name);
    *out = json_string_value(value);
    return COMEBACK_OK;
}

static int item_from_json(struct sale *sale, const json_t *item, size_t i, struct fault *fault)
{
    const char *sku = NULL, *name = NULL, *category = NULL;
    const json_t *quantity = json_object_get(item, "quantity_milli");
    const json_t *amount = json_object_get(item, "amount_minor");
    if (!json_is_object(item) || (quantity != NULL && !json_is_integer(quantity)) ||
        !json_is_integer(amount))
        return fail(
            fault, COMEBACK_VALUE,
            "items[%zu]: expected an object with whole numbers quantity_milli, amount_minor", i);
    int status = item_text_from_json(item, i, "sku", &sku, fault);
    if (status == COMEBACK_OK)
        status = item_text_from_json(item, i, "name", &name, fault);
    if (status == COMEBACK_OK)
        status = item_text_from_json(item, i, "category", &category, fault);
    if (status != COMEBACK_OK)
        return status;
    return sale_add_item(sale, sku, name, category,
                         quantity == NULL ? 1000 : json_integer_value(quantity),
                         json_integer_value(amount), fault);
}

static void add_name(struct bytes *names, const char *before, const char *name)
{
    if (names->length > 0)
        bytes_add_byte(names, ' ');
    bytes_add_text(names, before);
    bytes_add_text(names, name);
}

static bool is_named(const struct bytes *names, const char *name)
{
    return names->length > 0 && memmem(names->data, names->length, name, strlen(name)) != NULL;
}

/* Each unknown name once: a ticket has many items. */
static void add_unknown_of_item(const json_t *item, struct bytes *unknown)
{
    static const char known[] = " sku name category quantity_milli amount_minor ";
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)item, name, value)
    {
        char word[64];
        snprintf(word, sizeof word, " %.60s ", name);
        if (strstr(known, word) == NULL && !is_named(unknown, name))
            add_name(unknown, "item.", name);
    }
}

static int items_from_json(struct sale *sale, const json_t *items, struct bytes *unknown,
                           struct fault *fault)
{
    size_t i;
    json_t *item;
    int status = COMEBACK_OK;
    if (!json_is_array(items))
        return fail(fault, COMEBACK_VALUE, "items: expected an array");
    json_array_foreach(items, i, item)
    {
        status = item_from_json(sale, item, i, fault);
        if (status != COMEBACK_OK)
            break;
        add_unknown_of_item(item, unknown);
    }
    return status;
}

static int scans_from_json(struct sale *sale, const json_t *scans, struct fault *fault)
{
    size_t i;
    json_t *scan;
    if (!json_is_array(scans))
        return fail(fault, COMEBACK_VALUE, "scan: expected an array of codes");
    json_array_foreach(scans, i, scan)
    {
        if (!json_is_string(scan))
            return fail(fault, COMEBACK_VALUE, "scan[%zu]: expected text", i);
        int status = sale_add_scan(sale, json_string_value(scan), json_string_length(scan), fault);
        if (status != COMEBACK_OK)
            return status;
    }
    return COMEBACK_OK;
}

static int member_from_json(struct sale *sale, const char *name, const json_t *value,
                            struct bytes *unknown, struct fault *fault)
{
    if (strcmp(name, "host") == 0 || json_is_null(value))
        return COMEBACK_OK;
    if (strcmp(name, "items") == 0)
        return items_from_json(sale, value, unknown, fault);
    if (strcmp(name, "scan") == 0)
        return scans_from_json(sale, value, fault);
    int status = set_from_json(sale, name, value, fault);
    if (status != COMEBACK_UNKNOWN_FIELD)
        return status;
    add_name(unknown, "", name);
    return COMEBACK_OK;
}

int sale_from_json(struct sale *sale, const json_t *object, struct bytes *unknown,
                   struct fault *fault)
{
    const char *name;
    json_t *value;
    if (!json_is_object(object))
        return fail(fault, COMEBACK_VALUE, "a sale is a JSON object");
    const json_t *told = json_object_get(object, "host");
    if (told != NULL && !json_is_string(told))
        return fail(fault, COMEBACK_VALUE, "host: expected text");
    const char *host = json_string_value(told);
    int status = sale_start(sale, host == NULL ? "command" : host, fault);
    if (status != COMEBACK_OK)
        return status;
    json_object_foreach((json_t *)object, name, value)
    {
        status = member_from_json(sale, name, value, unknown, fault);
        if (status != COMEBACK_OK)
            return status;
    }
    return COMEBACK_OK;
}

static void write_item(const struct sale *sale, const struct sale_item *item, struct bytes *out)
{
    const size_t texts[] = {item->sku, item->name, item->category};
    bytes_add_byte(out, '[');
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_text_string(out, sale_item_text(sale, texts[i]));
        bytes_add_byte(out, ',');
    }
    json_text_integer(out, item->quantity_milli);
    bytes_add_byte(out, ',');
    json_text_integer(out, item->amount_minor);
    bytes_add_byte(out, ']');
}

void sale_write_items(const struct sale *sale, struct bytes *out)
{
    if (sale->item_count == 0)
        return;
    bytes_add_text(out, "\"items\":");
    for (int i = 0; i < sale->item_count; i++) {
        bytes_add_byte(out, i == 0 ? '[' : ',');
        write_item(sale, &sale->items[i], out);
    }
    bytes_add_byte(out, ']');
}

static void answers_as_members(const struct sale *sale, json_t *object)
{
    char name[sizeof "answer." + CONFIG_NAME];
    for (int i = 0; i < sale->answer_count; i++) {
        snprintf(name, sizeof name, "answer.%s", sale->answers[i].id);
        json_object_set_new(object, name, json_string(sale->answers[i].value));
    }
}

static void items_as_objects(const struct sale *sale, json_t *object)
{
    json_t *items = json_array();
    for (int i = 0; i < sale->item_count; i++) {
        const struct sale_item *item = &sale->items[i];
        json_array_append_new(items,
                              json_pack("{ss ss ss sI sI}", "sku", sale_item_text(sale, item->sku),
                                        "name", sale_item_text(sale, item->name), "category",
                                        sale_item_text(sale, item->category), "quantity_milli",
                                        (json_int_t)item->quantity_milli, "amount_minor",
                                        (json_int_t)item->amount_minor));
    }
    json_object_set_new(object, "items", items);
}

json_t *sale_to_json(const struct sale *sale)
{
    char at[CLOCK_TEXT];
    clock_format(sale->at, at);
    json_t *object = json_pack(
        "{ss ss ss ss ss sI ss sI sb ss}", "host", sale->host, "ref", sale->ref, "cart", sale->cart,
        "kind", sale_kind_name(sale->kind), "at", at, "total_minor", (json_int_t)sale->total_minor,
        "currency", sale->currency, "discount.applied_minor", (json_int_t)sale->applied_minor,
        "copy", sale->copy, "print", sale_print_name(sale->print));
    if (object == NULL)
        return NULL;
    const struct {
        const char *name, *text;
    } texts[] = {
        {"till", sale->till},
        {"cashier", sale->cashier},
        {"customer.id", sale->customer_id},
        {"customer.phone", sale->customer_phone},
        {"customer.email", sale->customer_email},
        {"customer.name", sale->customer_name},
        {"customer.language", sale->customer_language},
        {"payment.token", sale->payment_token},
        {"answer.who", sale->someone_else ? "someone_else" : ""},
        {"need", sale->need},
        {"referrer.id", sale->referrer_id},
        {"original", sale->original},
        {"next.at", sale->next_at},
        {"next.text", sale->next_text},
        {"consent", sale->consent},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].text[0] != '\0')
            json_object_set_new(object, texts[i].name, json_string(texts[i].text));
    json_t *scans = json_array();
    for (int i = 0; i < sale->scan_count; i++)
        json_array_append_new(scans, json_string(sale->scans[i]));
    json_object_set_new(object, "scan", scans);
    answers_as_members(sale, object);
    items_as_objects(sale, object);
    return object;
}
