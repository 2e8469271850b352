/* SPDX-License-Identifier: MIT */
#include "virtual_body.h"

#include <string.h>

#include "arguments.h"

int virtual_body_take_fault(void *context, const char *value)
{
    struct virtual_body_wishes *wishes = context;
    if (wishes->fault_count == VIRTUAL_BODY_FAULTS)
        return tell(EXIT_USAGE, "--fault: \"%.80s\" is one more than %d", value,
                    VIRTUAL_BODY_FAULTS);
    wishes->faults[wishes->fault_count++] = value;
    return EXIT_DONE;
}

static bool read_number(const char *name, const char *text, long least, long most, uint32_t *out)
{
    long number = 0;
    if (text != NULL && !argument_number(name, text, least, most, &number))
        return false;
    *out = (uint32_t)number;
    return true;
}

static int read_options(const struct virtual_body_wishes *wishes, struct body_options *out)
{
    bool good = read_number("--speed", wishes->speed, 1, 10000, &out->speed_mm_s) &&
                read_number("--cut", wishes->cut, 1, 3600000, &out->cut_ms) &&
                read_number("--buffer", wishes->buffer, 2, 1 << 24, &out->buffer_bytes) &&
                read_number("--late", wishes->late, 1, 3600000, &out->answer_ms);
    out->silent = wishes->silent;
    out->chatty = wishes->chatty;
    out->nak_when_full = wishes->nak;
    return good ? EXIT_DONE : EXIT_USAGE;
}

/* What it answers. */

static const struct {
    const char *name;
    uint8_t answers;
} answer_names[] = {
    {"none", 0},
    {"realtime", PROFILE_REALTIME},
    {"asb", PROFILE_ASB},
    {"gs-r", PROFILE_GS_R},
    {"process-id", PROFILE_PROCESS_ID},
    {"recover", PROFILE_RECOVER},
    {"clear", PROFILE_CLEAR},
    {"all", PROFILE_REALTIME | PROFILE_ASB | PROFILE_GS_R | PROFILE_PROCESS_ID | PROFILE_RECOVER |
                PROFILE_CLEAR},
};
enum { ANSWER_NAMES = sizeof answer_names / sizeof answer_names[0] };

static int read_answer(const char *name, size_t length, uint8_t *answers)
{
    for (size_t i = 0; i < ANSWER_NAMES; i++)
        if (strlen(answer_names[i].name) == length &&
            memcmp(answer_names[i].name, name, length) == 0) {
            *answers |= answer_names[i].answers;
            return EXIT_DONE;
        }
    return tell(EXIT_USAGE,
                "--answers: found \"%.*s\", expected some of realtime, asb, gs-r, process-id, "
                "recover, clear with commas between, or all, or none",
                length < 40 ? (int)length : 40, name);
}

static int read_answers(const char *list, uint8_t *out)
{
    uint8_t answers = 0;
    int status = EXIT_DONE;
    for (bool more = true; more && status == EXIT_DONE;) {
        size_t length = strcspn(list, ",");
        status = read_answer(list, length, &answers);
        more = list[length] == ',';
        list += length + more;
    }
    if (status == EXIT_DONE)
        *out = answers;
    return status;
}

/* Nobody's model answers everything. */
static int choose_profile(const struct virtual_body_wishes *wishes, struct profile *out)
{
    const struct profile *profile =
        profile_find(wishes->profile == NULL ? "generic-80" : wishes->profile);
    if (profile == NULL)
        return tell(EXIT_USAGE, "--profile: there is no \"%.60s\"", wishes->profile);
    *out = *profile;
    const char *answers = wishes->answers;
    if (answers == NULL && wishes->profile == NULL) {
        answers = "all";
        out->commands |= PROFILE_GS_NV;
    }
    return answers == NULL ? EXIT_DONE : read_answers(answers, &out->answers);
}

static int make(const struct virtual_body_wishes *wishes, struct virtual_body_made *made)
{
    struct drv_fault fault = {{0}};
    if (body_new(&made->options, &made->body, &fault) != DRV_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    for (int i = 0; i < wishes->fault_count; i++)
        if (body_script(made->body, wishes->faults[i], &fault) != DRV_OK)
            return tell(EXIT_USAGE, "%s", fault.text);
    return EXIT_DONE;
}

int virtual_body_make(const struct virtual_body_wishes *wishes, struct virtual_body_made *made)
{
    *made = (struct virtual_body_made){.options.profile = &made->profile};
    int status = read_options(wishes, &made->options);
    if (status == EXIT_DONE)
        status = choose_profile(wishes, &made->profile);
    return status == EXIT_DONE ? make(wishes, made) : status;
}

void virtual_body_free(struct virtual_body_made *made)
{
    body_free(made->body);
    made->body = NULL;
}
