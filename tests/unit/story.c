/* SPDX-License-Identifier: MIT */
#include "story.h"

#include "../../config/config.h"
#include "../../plugin/comeback.h"
#include "../../plugin/setup.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 512, CODES = 200, TELLINGS = 40, CODE_LENGTH = 14, TEXT = 32768 };

struct story {
    char folder[64];
    bool is_open;        /* the first day has begun */
    char settings[TEXT]; /* what stands before it */
    FILE *out;           /* the story as it is told now */
    comeback *shop;
    comeback_sale *sale;
    char day[16];
    char minute[8];
    char ref[16];
    int sales, scans;
    char told[TELLINGS][LINE]; /* of this sale, for `again` */
    int told_count;
    struct {
        char code[16];
        char name[32];
    } codes[CODES];
    int code_count, note_count, card_count;
};

static void tell(struct story *story, char mark, const char *text)
{
    if (text[0] != '\0')
        fprintf(story->out, "    %c %s\n", mark, text);
}

/* How much of the text is that code, which large letters are spaced out in; 0: it is not there. */
static size_t is_code(const char *text, const char *code)
{
    size_t spaced = 0;
    if (strncmp(text, code, CODE_LENGTH) == 0)
        return CODE_LENGTH;
    while (spaced < 2 * CODE_LENGTH - 1 &&
           text[spaced] == (spaced % 2 == 0 ? code[spaced / 2] : ' '))
        spaced++;
    return spaced == 2 * CODE_LENGTH - 1 ? spaced : 0;
}

/* Each code by its name. */
static void name_in(const struct story *story, const char *text, size_t length, FILE *out)
{
    for (size_t used; length > 0; text += used, length -= used) {
        const char *name = NULL;
        used = 0;
        for (int i = 0; i < story->code_count && used == 0; i++) {
            used = is_code(text, story->codes[i].code);
            name = story->codes[i].name;
        }
        if (used > 0)
            fputs(name, out);
        else
            fputc(*text, out);
        used += used == 0;
    }
}

static void tell_lines(struct story *story, char mark, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n"), shown = length;
        while (shown > 0 && text[shown - 1] == ' ')
            shown--;
        fprintf(story->out, "    %c%s", mark, shown > 0 ? " " : "");
        name_in(story, text, shown, story->out);
        fputc('\n', story->out);
        text += length + (text[length] == '\n');
    }
}

static void get(struct story *story, const char *field, char *text)
{
    assert_int_equal(comeback_sale_get(story->sale, field, text, TEXT, NULL), COMEBACK_OK);
}

static bool is_named(const struct story *story, const char *code)
{
    for (int i = 0; i < story->code_count; i++)
        if (strcmp(story->codes[i].code, code) == 0)
            return true;
    return false;
}

static void name_codes(struct story *story, const char *field, const char *sort, int *count)
{
    static char text[TEXT];
    char *rest = text, *code;
    get(story, field, text);
    while ((code = strsep(&rest, " ")) != NULL) {
        if (code[0] == '\0' || is_named(story, code))
            continue;
        assert_true(story->code_count < CODES);
        int i = story->code_count++;
        snprintf(story->codes[i].code, sizeof story->codes[i].code, "%s", code);
        snprintf(story->codes[i].name, sizeof story->codes[i].name, "«%s %d»", sort, ++*count);
    }
}

static void tell_slip(struct story *story, const char *form)
{
    static char text[TEXT];
    const uint8_t *bytes;
    size_t length;
    if (comeback_sale_slip(story->sale, form, &bytes, &length) != COMEBACK_OK)
        return;
    assert_true(length < sizeof text);
    memcpy(text, bytes, length);
    text[length] = '\0';
    tell_lines(story, '|', text);
}

static void tell_discount(struct story *story)
{
    static char text[TEXT];
    char amount[32];
    get(story, "discount_minor", text);
    int64_t minor = strtoll(text, NULL, 10);
    snprintf(amount, sizeof amount, "%" PRId64 ".%02" PRId64, minor / 100, minor % 100);
    if (minor != 0)
        tell(story, '-', amount);
}

static void tell_answer(struct story *story)
{
    static char text[TEXT];
    get(story, "why", text);
    tell(story, '=', text);
    tell_discount(story);
    get(story, "prompts", text);
    tell_lines(story, '!', text);
    get(story, "notice", text);
    tell_lines(story, '#', text);
}

static void tell_status(struct story *story, int status)
{
    char text[LINE];
    snprintf(text, sizeof text, "%d %.400s", status, comeback_error(story->shop));
    if (status != COMEBACK_OK)
        tell(story, '?', text);
}

static void do_look(struct story *story)
{
    int status = comeback_sale_look(story->sale);
    tell_status(story, status);
    if (status == COMEBACK_OK)
        tell_answer(story);
}

static void do_finish(struct story *story)
{
    int status = comeback_sale_finish(story->sale);
    tell_status(story, status);
    if (status != COMEBACK_OK)
        return;
    tell_answer(story);
    name_codes(story, "notes", "note", &story->note_count);
    name_codes(story, "cards", "card", &story->card_count);
    tell_slip(story, "note.text");
    tell_slip(story, "card.text");
}

static void begin(struct story *story)
{
    char at[40];
    comeback_sale_free(story->sale);
    story->sale = NULL;
    assert_int_equal(comeback_sale_begin(story->shop, "till", story->ref, &story->sale), 0);
    snprintf(at, sizeof at, "%sT%s:00+00:00", story->day, story->minute);
    assert_int_equal(comeback_sale_set(story->sale, "at", at, strlen(at)), 0);
}

/* «note 1» is the code that bears that name. */
static const char *code_of(const struct story *story, const char *text)
{
    for (int i = 0; i < story->code_count; i++)
        if (strcmp(story->codes[i].name, text) == 0)
            return story->codes[i].code;
    return text;
}

static void do_scan(struct story *story, const char *text)
{
    static char said[TEXT];
    char field[32];
    const char *code = code_of(story, text);
    int status = comeback_sale_scan(story->sale, code, strlen(code));
    tell_status(story, status);
    if (status == COMEBACK_TYPO)
        return;
    snprintf(field, sizeof field, "scan.%d.why", story->scans++);
    get(story, field, said);
    tell(story, '<', said);
}

static char *trim(char *text)
{
    text += strspn(text, " ");
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        text[--length] = '\0';
    return text;
}

static void do_item(struct story *story, const char *line)
{
    char copy[LINE], *part[4], *rest = copy;
    int64_t minor;
    snprintf(copy, sizeof copy, "%s", line);
    for (int i = 0; i < 4; i++) {
        part[i] = strsep(&rest, "|");
        assert_non_null(part[i]);
        part[i] = trim(part[i]);
    }
    assert_true(config_parse_money(part[3], 2, &minor));
    int status = comeback_sale_add_item(story->sale, part[0], part[1], part[2], 1000, minor);
    assert_int_equal(status, COMEBACK_OK);
}

static void do_set(struct story *story, const char *line)
{
    char field[LINE], *value = field;
    snprintf(field, sizeof field, "%s", line);
    strsep(&value, " ");
    const char *text = value == NULL ? "" : code_of(story, value);
    tell_status(story, comeback_sale_set(story->sale, field, text, strlen(text)));
}

/* What a host tells of a sale, and would tell again. */
static void tell_host(struct story *story, const char *line)
{
    if (strncmp(line, "item ", 5) == 0)
        do_item(story, line + 5);
    else if (strncmp(line, "scan ", 5) == 0)
        do_scan(story, line + 5);
    else
        do_set(story, line);
}

static void do_again(struct story *story)
{
    begin(story);
    story->scans = 0;
    for (int i = 0; i < story->told_count; i++)
        tell_host(story, story->told[i]);
}

static void do_cancel(struct story *story)
{
    tell_status(story, comeback_sale_cancel(story->sale));
}

static const struct {
    const char *word;
    void (*play)(struct story *);
} deeds[] = {{"look", do_look}, {"finish", do_finish}, {"cancel", do_cancel}, {"again", do_again}};

static void play_deed(struct story *story, const char *line)
{
    assert_non_null(story->sale);
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        if (strcmp(deeds[i].word, line) == 0) {
            deeds[i].play(story);
            return;
        }
    assert_true(story->told_count < TELLINGS);
    snprintf(story->told[story->told_count++], LINE, "%s", line);
    tell_host(story, line);
}

/* Codes for their names, as the shell reads them. */
static void name_out(const struct story *story, const char *line, char out[LINE])
{
    size_t used = 0;
    while (*line != '\0' && used < LINE - CODE_LENGTH - 1) {
        int i = 0;
        while (i < story->code_count &&
               strncmp(line, story->codes[i].name, strlen(story->codes[i].name)) != 0)
            i++;
        bool found = i < story->code_count;
        used += (size_t)snprintf(out + used, LINE - used, "%.*s", found ? CODE_LENGTH : 1,
                                 found ? story->codes[i].code : line);
        line += found ? strlen(story->codes[i].name) : 1;
    }
    out[used] = '\0';
}

/* At nine in the evening: a report says what is promised by the day on which it is asked for. */
static void play_command(struct story *story, const char *line)
{
    static char text[TEXT];
    char command[2 * LINE], words[LINE];
    assert_int_equal(strncmp(line, "comeback ", 9), 0);
    name_out(story, line + 9, words);
    snprintf(command, sizeof command,
             "ASAN_OPTIONS=verify_asan_link_order=0 TZ=UTC faketime '%s 21:00:00' %s/comeback -c "
             "%s/comeback.ini %s 2>&1",
             story->day, getenv("COMEBACK_BUILD"), story->folder, words);
    FILE *pipe = popen(command, "r"); /* NOLINT(cert-env33-c): the story's own words */
    assert_non_null(pipe);
    text[fread(text, 1, sizeof text - 1, pipe)] = '\0';
    pclose(pipe);
    tell_lines(story, '.', text);
}

/* In the language of its country, as `comeback init` makes it. */
static void make_shop(struct story *story)
{
    struct fault fault = {{0}};
    struct config_locale locale;
    const char *country = strstr(story->settings, "country = ");
    char two[3];
    assert_non_null(country);
    snprintf(two, sizeof two, "%s", country + strlen("country = "));
    if (setup_find_locale(two, NULL, NULL, &locale, &fault) != COMEBACK_OK ||
        setup_shop(story->folder, &locale, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
}

static void open_shop(struct story *story)
{
    char path[96];
    make_shop(story);
    snprintf(path, sizeof path, "%s/comeback.ini", story->folder);
    FILE *ini = fopen(path, "w");
    assert_non_null(ini);
    fputs(story->settings, ini);
    fclose(ini);
    if (comeback_open(path, &story->shop) != COMEBACK_OK)
        fail_msg("%s", comeback_error(NULL));
    story->is_open = true;
}

static void add_setting(struct story *story, const char *line)
{
    size_t used = strlen(story->settings);
    snprintf(story->settings + used, sizeof story->settings - used, "%s\n", line);
}

static void play_day(struct story *story, const char *line)
{
    if (!story->is_open)
        open_shop(story);
    assert_int_equal(sscanf(line, "== %*s %15s", story->day), 1);
}

static void play_customer(struct story *story, const char *line)
{
    snprintf(story->minute, sizeof story->minute, "%.5s", line);
    snprintf(story->ref, sizeof story->ref, "%d", ++story->sales);
    story->told_count = story->scans = 0;
    begin(story);
}

static bool is_minute(const char *line)
{
    return isdigit((unsigned char)line[0]) && isdigit((unsigned char)line[1]) && line[2] == ':';
}

static bool is_outcome(const char *line)
{
    return strncmp(line, "    ", 4) == 0 && line[4] != '\0' &&
           strchr("=-!<?|#.", line[4]) != NULL && (line[5] == ' ' || line[5] == '\0');
}

static void play_line(struct story *story, const char *line)
{
    bool set_up = !story->is_open;
    if (!set_up && is_outcome(line))
        return;
    fprintf(story->out, "%s\n", line);
    if (strncmp(line, "== ", 3) == 0)
        play_day(story, line);
    else if (set_up && strncmp(line, "    ", 4) == 0)
        add_setting(story, line + 4);
    else if (is_minute(line))
        play_customer(story, line);
    else if (strncmp(line, "  > ", 4) == 0)
        play_deed(story, line + 4);
    else if (strncmp(line, "  $ ", 4) == 0)
        play_command(story, line + 4);
}

static void begin_story(struct story *story, FILE *out)
{
    *story = (struct story){.folder = "/tmp/comeback-XXXXXX", .out = out};
    assert_non_null(mkdtemp(story->folder));
}

static void end_story(struct story *story)
{
    char command[96];
    comeback_sale_free(story->sale);
    comeback_close(story->shop);
    snprintf(command, sizeof command, "rm -rf %s", story->folder);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a folder of mkdtemp's */
}

static void play_all(const char *path, FILE *out)
{
    static struct story story;
    char line[LINE];
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    begin_story(&story, out);
    while (fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        play_line(&story, line);
    }
    fclose(in);
    end_story(&story);
}

/* Both are small. */
static void compare(const char *path, const char *told)
{
    char wanted[LINE], found[LINE];
    FILE *a = fopen(path, "r"), *b = fopen(told, "r");
    assert_non_null(a);
    assert_non_null(b);
    for (int number = 1;; number++) {
        bool more_a = fgets(wanted, sizeof wanted, a) != NULL;
        bool more_b = fgets(found, sizeof found, b) != NULL;
        if (!more_a && !more_b)
            break;
        if (more_a != more_b || strcmp(wanted, found) != 0)
            fail_msg("%s:%d: stands: %stold now: %sall of it: %s", path, number,
                     more_a ? wanted : "nothing\n", more_b ? found : "nothing\n", told);
    }
    fclose(a);
    fclose(b);
}

void story_play(const char *path)
{
    char told[256];
    const char *build = getenv("COMEBACK_BUILD"), *name = strrchr(path, '/');
    assert_non_null(build);
    snprintf(told, sizeof told, "%s%s.new", build, name);
    FILE *out = fopen(told, "w");
    assert_non_null(out);
    play_all(path, out);
    fclose(out);
    compare(path, told);
    unlink(told);
}
