/* SPDX-License-Identifier: MIT */
#include "answer.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json_text.h"
#include "projection.h"
#include "step_json.h"

static int64_t number_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static void text_into(char *out, size_t room, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    snprintf(out, room, "%s", text == NULL ? "" : text);
}

bool answer_clashes(const struct answer *answer, int64_t person)
{
    for (int i = 0; i < answer->clash_count; i++)
        if (answer->clashes[i] == person)
            return true;
    return false;
}

void answer_add_line(char lines[ANSWER_LINES], const char *format, ...)
{
    size_t used = strlen(lines);
    va_list arguments;
    if (used > 0 && used + 1 < ANSWER_LINES)
        lines[used++] = '\n';
    va_start(arguments, format);
    vsnprintf(lines + used, ANSWER_LINES - used, format, arguments);
    va_end(arguments);
    fault_make_utf8(lines);
}

void answer_cashier(const struct keys *keys, const struct sale *sale, char out[ANSWER_CASHIER])
{
    uint8_t hash[KEYS_HASH_BYTES];
    out[0] = '\0';
    if (sale->cashier[0] == '\0')
        return;
    keys_identity_hash(keys, "cashier", sale->host, sale->cashier, hash);
    sodium_bin2hex(out, ANSWER_CASHIER, hash, (ANSWER_CASHIER - 1) / 2);
}

static json_t *issued_one(int64_t code, int32_t until_day, json_t *terms)
{
    return json_pack("{sI sI so}", "code", (json_int_t)code, "until", (json_int_t)until_day,
                     "terms", terms);
}

json_t *answer_card_to_json(const struct card *card)
{
    return json_pack("{sI sI so}", "code", (json_int_t)card->code, "until",
                     (json_int_t)card->until_day, "terms", card_terms_to_json(&card->terms));
}

json_t *answer_issued_all(const struct answer *answer)
{
    json_t *issued = json_array();
    if (answer->note.made && answer->note.code != 0)
        json_array_append_new(issued,
                              issued_one(answer->note.code, answer->note.until_day, json_object()));
    if (answer->card.made)
        json_array_append_new(issued, issued_one(answer->card.code, answer->card.until_day,
                                                 card_terms_to_json(&answer->card.terms)));
    return issued;
}

static json_t *waiting(const struct waiting_card *waits, int32_t due_day)
{
    json_t *terms = card_terms_to_json(&waits->terms);
    json_object_set_new(terms, "until", json_integer(waits->until_day));
    return json_pack("{ss ss sI sI so}", "offer", "friend", "name", waits->terms.gets.name,
                     "number", (json_int_t)waits->promise, "due", (json_int_t)due_day, "terms",
                     terms);
}

static json_t *visits_promise(const struct note *note)
{
    json_t *terms = benefit_to_json(&note->gift);
    json_object_set_new(terms, "every", json_integer(note->every));
    return json_pack("{ss ss sI sI so}", "offer", "visits", "name", note->gift.name, "number",
                     (json_int_t)note->at, "due", (json_int_t)0, "terms", terms);
}

/* What is named again was told on its terms when it was made. */
static json_t *next_promise(const struct next_promise *next)
{
    if (next->person != 0)
        return json_pack("{ss ss sI sI}", "offer", "next", "name", next->benefit.name, "number",
                         (json_int_t)next->number, "person", (json_int_t)next->person);
    return json_pack("{ss ss sI sI so}", "offer", "next", "name", next->benefit.name, "number",
                     (json_int_t)next->number, "due", (json_int_t)next->due_day, "terms",
                     benefit_to_json(&next->benefit));
}

json_t *answer_rewards_all(const struct answer *answer)
{
    json_t *rewards = json_array();
    const struct note *note = &answer->note;
    if (note->made && note->gift.given)
        json_array_append_new(rewards, visits_promise(note));
    if (note->made && note->next.benefit.given)
        json_array_append_new(rewards, next_promise(&note->next));
    if (answer->waits.promise != 0)
        json_array_append_new(rewards, waiting(&answer->waits, answer->day + 1));
    return rewards;
}

static json_t *undone_to_json(const struct answer *answer)
{
    json_t *undone = json_array();
    for (int i = 0; i < answer->undone_count; i++)
        json_array_append_new(undone, json_pack("{ss sI ss sI}", "host", answer->undone[i].host,
                                                "kind", (json_int_t)answer->undone[i].kind, "ref",
                                                answer->undone[i].ref, "minor",
                                                (json_int_t)answer->undone[i].minor));
    return undone;
}

/* A card that was never printed, of who sent this customer; only where it is used or waits. */
static json_t *sent_to_json(const struct answer *answer)
{
    const struct sent *sent = &answer->sent;
    bool used = answer->waits.promise == sent->promise;
    for (int i = 0; i < answer->paid_count; i++)
        used = used || answer->paid[i] == sent->promise;
    if (sent->promise == 0 || !used)
        return json_array();
    return json_pack("[{sI sI so}]", "code", (json_int_t)sent->promise, "until",
                     (json_int_t)sent->until_day, "terms", card_terms_to_json(&sent->terms));
}

static json_t *scans_to_json(const struct answer *answer)
{
    json_t *scans = json_array();
    for (int i = 0; i < answer->scan_count; i++)
        json_array_append_new(scans,
                              json_pack("{sI sI sI ss}", "code", (json_int_t)answer->scans[i].id,
                                        "verdict", (json_int_t)answer->scans[i].verdict, "discount",
                                        (json_int_t)answer->scans[i].discount_minor, "why",
                                        answer->scans[i].why));
    return scans;
}

static json_t *paid_to_json(const struct answer *answer)
{
    json_t *paid = json_array();
    for (int i = 0; i < answer->paid_count; i++)
        json_array_append_new(paid, json_integer(answer->paid[i]));
    return paid;
}

static void set_if_any(json_t *body, const char *name, json_t *array)
{
    if (json_array_size(array) > 0)
        json_object_set(body, name, array);
    json_decref(array);
}

static void add_lists(json_t *body, const struct answer *answer)
{
    const struct {
        const char *name;
        bool may_be; /* most sales have none of them */
        json_t *(*make)(const struct answer *);
    } lists[] = {
        {"scans", answer->scan_count > 0, scans_to_json},
        {"sent", answer->sent.promise != 0, sent_to_json},
        {"paid", answer->paid_count > 0, paid_to_json},
        {"undoes", answer->undone_count > 0, undone_to_json},
        {"issued", answer->note.made || answer->card.made, answer_issued_all},
        {"rewards", answer->note.made || answer->waits.promise != 0, answer_rewards_all},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (lists[i].may_be)
            set_if_any(body, lists[i].name, lists[i].make(answer));
}

static void write_name(struct bytes *out, const char *name)
{
    if (out->length > 0 && out->data[out->length - 1] != '{')
        bytes_add_byte(out, ',');
    json_text_string(out, name);
    bytes_add_byte(out, ':');
}

static void write_number(struct bytes *out, const char *name, int64_t value)
{
    write_name(out, name);
    json_text_integer(out, value);
}

static void write_number_if_any(struct bytes *out, const char *name, int64_t value)
{
    if (value != 0)
        write_number(out, name, value);
}

static void write_text_if_told(struct bytes *out, const char *name, const char *text)
{
    if (text[0] == '\0')
        return;
    write_name(out, name);
    json_text_string(out, text);
}

static void write_tree(struct bytes *out, const char *name, json_t *tree)
{
    write_name(out, name);
    if (tree == NULL)
        out->failed = true;
    else
        json_text_value(out, tree);
    json_decref(tree);
}

static void write_settings(struct bytes *out, const struct answer *answer)
{
    write_name(out, "settings");
    bytes_add_byte(out, '[');
    json_text_integer(out, answer->settings_origin);
    bytes_add_byte(out, ',');
    json_text_integer(out, answer->settings_seq);
    bytes_add_byte(out, ']');
}

static void write_true_if(struct bytes *out, const char *name, bool it_is)
{
    if (!it_is)
        return;
    write_name(out, name);
    bytes_add_text(out, "true");
}

static json_t *next_to_json(const struct next_promise *next)
{
    json_t *object = benefit_named_to_json(&next->benefit);
    json_object_set_new(object, "number", json_integer(next->number));
    return object;
}

static json_t *thanks_to_json(const struct note *note)
{
    json_t *object = benefit_named_to_json(&note->thanks);
    json_object_set_new(object, "due", json_integer(note->thanks_day));
    return object;
}

/* `said`: what this sale promised is among the rewards beside the note. */
static void write_promises(struct bytes *out, const struct note *note, bool said)
{
    const struct next_promise *next = &note->next;
    if (note->gift.given && !said) {
        write_number(out, "every", note->every);
        write_number(out, "at", note->at);
        write_tree(out, "visits", benefit_named_to_json(&note->gift));
    }
    /* What is named again was told on its terms when it was made. */
    if (next->benefit.given && (!said || next->person != 0))
        write_tree(out, "next", next_to_json(next));
}

static void write_note(struct bytes *out, const struct note *note, bool said)
{
    const struct benefit *giver = &note->giver;
    bool is_percent = giver->given && giver->sort == CONFIG_PERCENT;
    bytes_add_byte(out, '{');
    write_number(out, "until", note->until_day);
    write_number(out, "visit", note->visit);
    write_number_if_any(out, "code", note->code);
    write_number_if_any(out, "referrer", is_percent ? giver->percent : 0);
    write_true_if(out, "on_card", note->on_card);
    if (giver->given && !is_percent)
        write_tree(out, "giver", benefit_named_to_json(giver));
    if (note->thanks.given)
        write_tree(out, "thanks", thanks_to_json(note));
    write_promises(out, note, said);
    bytes_add_byte(out, '}');
}

json_t *answer_note_to_json(const struct note *note)
{
    struct bytes text = {0};
    write_note(&text, note, false);
    json_t *object = text.failed ? NULL : json_loadb((const char *)text.data, text.length, 0, NULL);
    bytes_free(&text);
    return object;
}

void answer_write_more(const struct answer *answer, const struct sale *sale, struct bytes *out)
{
    write_text_if_told(out, "why", answer->why);
    write_number(out, "visit", answer->visit);
    write_settings(out, answer);
    write_number(out, "offset", sale->at.offset_min);
    write_text_if_told(out, "till", sale->till);
    write_text_if_told(out, "prompts", answer->prompts);
    write_number_if_any(out, "ask", answer->ask);
    write_number_if_any(out, "discount", answer->discount_minor);
    write_number_if_any(out, "grade", answer->grade);
    write_number_if_any(out, "stage", answer->stage);
    if (answer->away_days >= 0)
        write_number(out, "away", answer->away_days);
    write_true_if(out, "control", answer->control);
    write_true_if(out, "lost", answer->lost);
    if (answer->note.made) {
        write_name(out, "note");
        write_note(out, &answer->note, true);
    }
    if (answer->card.made)
        write_tree(out, "card", answer_card_to_json(&answer->card));
}

static json_t *drawn(const struct answer_surprise *surprise)
{
    json_t *object =
        json_pack("{sb sI}", "given", surprise->given, "cost", (json_int_t)surprise->cost_minor);
    if (surprise->given)
        json_object_set_new(object, "text", json_string(surprise->text));
    return object;
}

json_t *answer_to_json(const struct keys *keys, const struct answer *answer,
                       const struct sale *sale)
{
    char cashier[ANSWER_CASHIER];
    json_t *body = json_pack("{ss sI ss sI ss sI sI sI sI}", "host", sale->host, "kind",
                             (json_int_t)sale->kind, "ref", sale->ref, "total_minor",
                             (json_int_t)sale->total_minor, "currency", sale->currency, "day",
                             (json_int_t)answer->day, "shown", (json_int_t)answer->shown, "via",
                             (json_int_t)answer->via, "tag", (json_int_t)answer->tag);
    if (body == NULL)
        return NULL;
    if (sale->original[0] != '\0')
        json_object_set_new(body, "original", json_string(sale->original));
    answer_cashier(keys, sale, cashier);
    if (cashier[0] != '\0')
        json_object_set_new(body, "cashier", json_string(cashier));
    if (answer->referrer != 0)
        json_object_set_new(body, "referrer", json_integer(answer->referrer));
    if (sale->applied_minor > 0)
        json_object_set_new(body, "applied", json_integer(sale->applied_minor));
    if (answer->arm >= 0)
        json_object_set_new(body, "arm", json_integer(answer->arm));
    if (answer->surprise.eligible)
        json_object_set_new(body, "drawn", drawn(&answer->surprise));
    if (answer->flags != 0)
        json_object_set_new(body, "flags", json_integer(answer->flags));
    if (answer->history)
        json_object_set_new(body, "history", json_true());
    add_lists(body, answer);
    step_json_add(body, answer);
    return body;
}

/* Of a log from before there were other promises than words and percent. */
static void read_plain(const char *words, int32_t percent, struct benefit *out)
{
    if (words[0] == '\0' && percent == 0)
        return;
    *out = (struct benefit){
        .given = true, .sort = percent == 0 ? CONFIG_GIFT : CONFIG_PERCENT, .percent = percent};
    snprintf(out->words, sizeof out->words, "%s", words);
}

void answer_read_note(struct note *note, const json_t *object)
{
    const json_t *next = json_object_get(object, "next");
    const json_t *thanks = json_object_get(object, "thanks");
    char gift[CONFIG_WORDS];
    if (object == NULL)
        return;
    *note = (struct note){
        .made = true,
        .on_card = json_is_true(json_object_get(object, "on_card")),
        .code = number_of(object, "code"),
        .until_day = (int32_t)number_of(object, "until"),
        .visit = (int32_t)number_of(object, "visit"),
        .every = (int32_t)number_of(object, "every"),
        .at = (int32_t)number_of(object, "at"),
    };
    text_into(gift, sizeof gift, object, "gift");
    text_into(note->thanks_told, sizeof note->thanks_told, object, "thanks");
    benefit_from_json(thanks, &note->thanks);
    note->thanks_day = (int32_t)number_of(thanks, "due");
    benefit_from_json(json_object_get(object, "visits"), &note->gift);
    benefit_from_json(json_object_get(object, "giver"), &note->giver);
    benefit_from_json(next, &note->next.benefit);
    note->next.number = number_of(next, "number");
    read_plain(gift, 0, &note->gift);
    read_plain("", (int32_t)number_of(object, "referrer"), &note->giver);
}

static void read_card(struct card *card, const json_t *object)
{
    if (object == NULL)
        return;
    *card = (struct card){
        .made = true,
        .code = number_of(object, "code"),
        .until_day = (int32_t)number_of(object, "until"),
    };
    card_terms_from_json(json_object_get(object, "terms"), &card->terms);
}

static void read_scans(struct answer *answer, const json_t *scans)
{
    size_t i;
    json_t *object;
    json_array_foreach(scans, i, object)
    {
        if (answer->scan_count == SALE_SCANS_MAX)
            break;
        struct scan *scan = &answer->scans[answer->scan_count++];
        scan->id = number_of(object, "code");
        int64_t verdict = number_of(object, "verdict");
        scan->verdict =
            verdict >= 0 && verdict < VERDICT_COUNT ? (enum verdict)verdict : VERDICT_FOREIGN;
        scan->discount_minor = number_of(object, "discount");
        text_into(scan->why, sizeof scan->why, object, "why");
    }
}

static void read_experiment(struct answer *answer, const json_t *body)
{
    const json_t *arm = json_object_get(body, "arm"), *away = json_object_get(body, "away");
    const json_t *drawn = json_object_get(body, "drawn");
    if (arm != NULL)
        answer->arm = (int32_t)json_integer_value(arm);
    if (away != NULL)
        answer->away_days = (int32_t)json_integer_value(away);
    answer->surprise.eligible = drawn != NULL;
    answer->surprise.given = json_is_true(json_object_get(drawn, "given"));
    answer->surprise.cost_minor = number_of(drawn, "cost");
    text_into(answer->surprise.text, sizeof answer->surprise.text, drawn, "text");
}

static void read_reward(struct benefit *benefit, const json_t *reward)
{
    benefit_from_json(json_object_get(reward, "terms"), benefit);
    text_into(benefit->name, sizeof benefit->name, reward, "name");
}

/* What this sale promised, where its note does not say so itself. */
static void read_rewards(struct note *note, const json_t *rewards)
{
    size_t i;
    json_t *reward;
    json_array_foreach(rewards, i, reward)
    {
        const json_t *terms = json_object_get(reward, "terms");
        const char *offer = json_string_value(json_object_get(reward, "offer"));
        if (!note->made || terms == NULL || offer == NULL)
            continue;
        if (strcmp(offer, "next") == 0 && !note->next.benefit.given) {
            read_reward(&note->next.benefit, reward);
            note->next.number = number_of(reward, "number");
        } else if (strcmp(offer, "visits") == 0 && !note->gift.given) {
            read_reward(&note->gift, reward);
            note->every = (int32_t)number_of(terms, "every");
            note->at = (int32_t)number_of(reward, "number");
        }
    }
}

void answer_from_json(struct answer *answer, const json_t *body)
{
    const json_t *settings = json_object_get(body, "settings");
    *answer = (struct answer){
        .tag = number_of(body, "tag"),
        .shown = number_of(body, "shown"),
        .via = number_of(body, "via"),
        .grade = number_of(body, "grade"),
        .flags = number_of(body, "flags"),
        .stage = (enum stage)number_of(body, "stage"),
        .away_days = -1,
        .arm = -1,
        .control = json_is_true(json_object_get(body, "control")),
        .ask = (int)number_of(body, "ask") & (ASK_NOTE | ASK_CARD),
        .day = (int32_t)number_of(body, "day"),
        .visit = (int32_t)number_of(body, "visit"),
        .discount_minor = number_of(body, "discount"),
        .lost = json_is_true(json_object_get(body, "lost")),
        .history = json_is_true(json_object_get(body, "history")),
        .settings_origin = json_integer_value(json_array_get(settings, 0)),
        .settings_seq = json_integer_value(json_array_get(settings, 1)),
    };
    read_experiment(answer, body);
    text_into(answer->why, sizeof answer->why, body, "why");
    text_into(answer->prompts, sizeof answer->prompts, body, "prompts");
    step_json_read_question(answer, body);
    read_scans(answer, json_object_get(body, "scans"));
    answer_read_note(&answer->note, json_object_get(body, "note"));
    read_rewards(&answer->note, json_object_get(body, "rewards"));
    read_card(&answer->card, json_object_get(body, "card"));
}
