/* SPDX-License-Identifier: MIT */
#include "reply.h"

#include <stdio.h>
#include <string.h>

#include "code.h"
#include "projection.h"
#include "prompt.h"
#include "promise.h"
#include "step.h"
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
    prompt_keys(answer, out);
}

json_t *reply_question(const struct answer *answer)
{
    const struct answer_question *question = &answer->question;
    json_t *words = json_array();
    if (question->answer_count == 0 || question->answer[0] != '\0') {
        json_decref(words);
        return json_null();
    }
    for (int i = 0; i < question->answer_count; i++)
        json_array_append_new(words, json_string(question->answers[i]));
    return json_pack("{ss ss so}", "id", question->name, "text", question->text, "answers", words);
}

static json_t *due_of(const struct answer_step *step)
{
    char text[CLOCK_TEXT];
    clock_iso_date(step->due_day, text);
    if (step->minute > 0)
        snprintf(text + strlen(text), sizeof text - strlen(text), "T%02d:%02d", step->minute / 60,
                 step->minute % 60);
    return step->due_day == step->begun_day && step->sort != STEP_APPOINTMENT ? json_null()
                                                                              : json_string(text);
}

static json_t *step_object(const struct answer_step *step)
{
    static const char *const sorts[] = {"step", "need", "appointment"};
    json_t *answers =
        step->spoken_of ? json_pack("[sss]", "kept", "not_now", "not_relevant") : json_array();
    return json_pack("{ss ss so ss so}", "id", step->name, "text", step->text, "due", due_of(step),
                     "sort", sorts[step->sort], "answers", answers);
}

json_t *reply_steps(const struct answer *answer)
{
    json_t *list = json_array();
    for (int i = 0, place; (place = step_nth_open(answer, i, false)) >= 0; i++)
        json_array_append_new(list, step_object(&answer->steps[place]));
    return list;
}

json_t *reply_needs(const struct answer *answer)
{
    json_t *list = json_array();
    for (int i = 0; i < answer->need_count; i++)
        json_array_append_new(
            list, json_pack("{ss ss}", "id", answer->needs[i].name, "text", answer->needs[i].text));
    return list;
}

json_t *reply_consents(const struct answer *answer)
{
    json_t *list = json_array();
    for (int i = 0; i < answer->consent_count; i++)
        json_array_append_new(list, json_pack("{ss ss sb}", "id", answer->consents[i].name, "text",
                                              answer->consents[i].text, "given",
                                              answer->consents[i].given));
    return list;
}

json_t *reply_next(const struct checkout_outcome *outcome)
{
    const struct benefit *next = &outcome->answer.note.next.benefit;
    char until[CLOCK_TEXT];
    if (!next->given || outcome->next_benefit[0] == '\0')
        return json_null();
    clock_iso_date(next->until_day, until);
    return json_pack("{ss ss ss}", "offer", next->name, "benefit", outcome->next_benefit, "until",
                     until);
}

json_t *reply_gift(const struct answer *answer)
{
    return answer->surprise.given ? json_string(answer->surprise.text) : json_null();
}

json_t *reply_ask(const struct answer *answer)
{
    json_t *list = json_array();
    if ((answer->ask & ASK_NOTE) != 0)
        json_array_append_new(list, json_string("note"));
    if ((answer->ask & ASK_CARD) != 0)
        json_array_append_new(list, json_string("card"));
    return list;
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
        "{ss ss ss so so sI so so so so so so so so so so so so ss ss}", "tag",
        answered ? tag_name(answer->tag) : "", "why", answer->why, "grade",
        tag_grade(answer->grade), "visit",
        answer->visit > 0 ? json_integer(answer->visit) : json_null(), "prompts",
        lines_of(answer, reply_prompts), "discount_minor", (json_int_t)answer->discount_minor,
        "scan", scans(answer), "display", lines_of(answer, reply_display), "notes",
        codes(finished && answer->note.made, answer->note.code), "cards",
        codes(finished && answer->card.made, answer->card.code), "jobs", jobs(outcome), "question",
        reply_question(answer), "steps", reply_steps(answer), "needs", reply_needs(answer),
        "consents", reply_consents(answer), "next", reply_next(outcome), "gift", reply_gift(answer),
        "ask", reply_ask(answer), "notice", answer->notice, "error", error);
}
