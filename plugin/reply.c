/* SPDX-License-Identifier: MIT */
#include "reply.h"

#include "code.h"
#include "promise.h"
#include "tag.h"

void reply_display(const struct answer *answer, struct bytes *out)
{
    for (int i = 0; i < answer->scan_count; i++) {
        const char *say = promise_say(answer->language, answer->scans[i].verdict);
        if (say[0] == '\0')
            continue;
        if (out->length > 0)
            bytes_add_byte(out, '\n');
        bytes_add_text(out, say);
    }
}

static json_t *scans(const struct answer *answer)
{
    json_t *list = json_array();
    char code[CODE_TEXT];
    for (int i = 0; i < answer->scan_count; i++) {
        const struct scan *scan = &answer->scans[i];
        code_format(scan->id, code);
        json_array_append_new(list, json_pack("{ss ss ss sI sb}", "code", scan->id == 0 ? "" : code,
                                              "why", scan->why, "say",
                                              promise_say(answer->language, scan->verdict),
                                              "discount_minor", (json_int_t)scan->discount_minor,
                                              "refused", promise_refused(scan->verdict)));
    }
    return list;
}

static json_t *codes(bool made, int64_t code)
{
    char text[CODE_TEXT];
    if (!made || code == 0)
        return json_array();
    code_format(code, text);
    return json_pack("[s]", text);
}

static json_t *jobs(const struct checkout_outcome *outcome)
{
    json_t *list = json_array();
    for (int i = 0; i < outcome->job_count; i++)
        json_array_append_new(list, json_integer(outcome->jobs[i]));
    return list;
}

static void add_line(struct bytes *out, const char *line)
{
    if (out->length > 0 && line[0] != '\0')
        bytes_add_byte(out, '\n');
    bytes_add_text(out, line);
}

static const enum word questions[] = {
    [ASK_NOTE] = W_ASK_NOTE, [ASK_CARD] = W_ASK_CARD, [ASK_NOTE | ASK_CARD] = W_ASK_BOTH};

void reply_prompts(const struct answer *answer, struct bytes *out)
{
    bytes_add_text(out, answer->confirm);
    add_line(out, answer->prompts);
    if (answer->ask != 0)
        add_line(out, words_text(answer->language, questions[answer->ask]));
}

static json_t *lines_of(const struct answer *answer,
                        void (*write)(const struct answer *, struct bytes *))
{
    struct bytes lines = {0};
    write(answer, &lines);
    json_t *text = json_stringn(lines.length > 0 ? (const char *)lines.data : "", lines.length);
    bytes_free(&lines);
    return text;
}

json_t *reply_json(const struct checkout_outcome *outcome, bool answered, bool finished,
                   const char *error)
{
    const struct answer *answer = &outcome->answer;
    return json_pack(
        "{ss ss ss so so sI so so so so so ss ss}", "tag", answered ? tag_name(answer->tag) : "",
        "why", answer->why, "grade", tag_grade(answer->grade), "visit",
        answer->visit > 0 ? json_integer(answer->visit) : json_null(), "prompts",
        lines_of(answer, reply_prompts), "discount_minor", (json_int_t)answer->discount_minor,
        "scan", scans(answer), "display", lines_of(answer, reply_display), "notes",
        codes(finished && answer->note.made, answer->note.code), "cards",
        codes(finished && answer->card.made, answer->card.code), "jobs", jobs(outcome), "notice",
        answer->notice, "error", error);
}
