/* SPDX-License-Identifier: MIT */
/*
 * Nothing that a shop, a customer, an item or a host says reaches the printer as a command: with
 * anything hostile in it a slip is the same commands in the same order as with plain letters, or
 * is refused. Text, its line ends, place, look and code page, and rows that are drawn are let out
 * of the comparison, for other text may need others; everything else must be equal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../drivers/escpos.h"
#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/decode.h"
#include "../../plugin/render.h"
#include "../../plugin/slip.h"

enum { HOSTILE_MOST = 96 };

static const char *const markups[] = {
    "=",
    "-",
    "---",
    "|",
    "||",
    "^",
    "^^^",
    "\"",
    "_",
    "`",
    "\\",
    "\\n",
    "\\x1b",
    "\\x1b\\x40",
    "{",
    "}",
    "{}",
    "{code:x}",
    "{image:x}",
    "{comment",
    "{border:line}",
    "{command:\\x1b@}",
    "};code:x;",
    "{{code}}",
    "{{#thanks}}",
    "<b>",
    "</div><script>",
    "&lt;",
    "'",
    ";",
    ",",
    ":",
    "~",
    "a|b|c",
    "\n=\n",
    "\r\n=\r\n",
    "\n-\n",
    "\n{code:x}\n",
};

/* Bidi overrides, line and paragraph separators, joiners, a byte order mark, tags, and what is not
 * UTF-8 at all. */
static const char *const unicodes[] = {
    "\u202a",   "\u202b",   "\u202c", "\u202d", "\u202e",     "\u2066",       "\u2067",
    "\u2068",   "\u2069",   "\u200e", "\u200f", "\u061c",     "\u2028",       "\u2029",
    "\u200b",   "\u200d",   "\ufeff", "\ufffe", "\U000e0001", "\u0300",       "\U0010ffff",
    "\xff",     "\xc0\x9b", "\x80",   "\x9b",   "\x1b@",      "\xed\xa0\x80", "\xf4\x90\x80\x80",
    "\xe2\x82",
};

/* Commands that would be seen if their bytes came through. */
static const char *const commands[] = {
    "\x1b@",
    "\x1b"
    "d\x05",
    "\x1dV1",
    "\x1bp01\x02",
    "\x10\x14\x01\x01\x01",
    "\x10\x04\x01",
    "\x1c&",
    "\x1b=\x02",
    "\x1d(H",
    "\x1b"
    "L",
    "\x0c",
    "\x18",
    "\x1b{1",
    "\x1f\x1b",
    "\x1d:",
};

/* Every hostile text after another; the control bytes first. False after the last. */
static bool hostile_at(size_t index, char out[HOSTILE_MOST])
{
    static const struct {
        const char *const *texts;
        size_t count;
    } tables[] = {
        {markups, sizeof markups / sizeof markups[0]},
        {unicodes, sizeof unicodes / sizeof unicodes[0]},
        {commands, sizeof commands / sizeof commands[0]},
    };
    enum { C0 = 31, DELETE_AND_C1 = 33 };
    if (index < C0) {
        snprintf(out, HOSTILE_MOST, "%c", (char)(index + 1));
        return true;
    }
    index -= C0;
    if (index < DELETE_AND_C1) {
        if (index == 0)
            snprintf(out, HOSTILE_MOST, "\x7f");
        else
            snprintf(out, HOSTILE_MOST, "\xc2%c", (char)(0x80 + index - 1));
        return true;
    }
    index -= DELETE_AND_C1;
    for (size_t i = 0; i < 3; index -= tables[i++].count)
        if (index < tables[i].count) {
            snprintf(out, HOSTILE_MOST, "%s", tables[i].texts[index]);
            return true;
        }
    return false;
}

/* A row with a letter that no page has is a picture, and its look is in the picture. */
static bool is_let_out(const struct command *command)
{
    static const char *const names[] = {"text",  "LF",    "ESC $", "ESC t", "GS v 0",
                                        "ESC a", "ESC !", "ESC E", "GS !"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(command->name, names[i]) == 0)
            return true;
    return false;
}

/* The commands that the bytes are, a line each; the slices of a picture are one. */
static void list_commands(const struct bytes *escpos, struct bytes *out)
{
    struct token token = {0};
    const struct command *before = NULL;
    for (size_t at = 0; token_next(escpos->data, escpos->length, at, &token); at += token.length) {
        bool slice = token.command == before && token.command->id == COMMAND_RASTER_IMAGE;
        before = token.command;
        if (is_let_out(token.command) || slice)
            continue;
        bytes_add_text(out, token.command->name);
        bytes_add_byte(out, ' ');
        bytes_add_text(out, token.command->what);
        bytes_add_byte(out, '\n');
    }
}

static void assert_same_commands(const struct bytes *plain, const struct bytes *escpos,
                                 const char *where, const char *hostile)
{
    struct bytes expected = {0}, found = {0};
    struct drv_fault fault = {{0}};
    list_commands(plain, &expected);
    list_commands(escpos, &found);
    if (decode_strict(escpos->data, escpos->length, &fault) != DRV_OK)
        fail_msg("%s with \"%s\": %s", where, hostile, fault.text);
    if (expected.length != found.length || memcmp(expected.data, found.data, found.length) != 0)
        fail_msg("%s with \"%s\" became\n%.*s", where, hostile, (int)found.length, found.data);
    bytes_free(&expected);
    bytes_free(&found);
}

static void fill(struct slip_values *values)
{
    *values = (struct slip_values){.logo = NULL};
    for (int i = 0; i < SLIP_FIELDS; i++)
        snprintf(values->text[i], SLIP_VALUE, "%s", "aXb");
}

/* False where the slip is refused. */
static bool encode(struct escpos *escpos, const struct slip_template *slip,
                   const struct slip_values *values, struct bytes *out)
{
    struct bytes text = {0};
    struct document *document = NULL;
    struct fault fault = {{0}};
    struct drv_fault drv_fault = {{0}};
    bytes_reset(out);
    bool made =
        slip_expand(slip, values, 48, &text, &fault) == COMEBACK_OK &&
        document_parse((const char *)text.data, text.length, &document, &drv_fault) == DRV_OK &&
        escpos_encode(escpos, document, ESCPOS_SLIP, out, &drv_fault) == DRV_OK;
    document_free(document);
    bytes_free(&text);
    return made;
}

static unsigned try_field(struct escpos *escpos, const struct slip_template *slip, int field,
                          const struct bytes *plain, const char *name)
{
    char hostile[HOSTILE_MOST], where[64];
    struct bytes bytes = {0};
    unsigned made = 0;
    snprintf(where, sizeof where, "%s, field %d", name, field);
    for (size_t i = 0; hostile_at(i, hostile); i++) {
        struct slip_values values;
        fill(&values);
        snprintf(values.text[field], SLIP_VALUE, "a%sb", hostile);
        if (encode(escpos, slip, &values, &bytes)) {
            assert_same_commands(plain, &bytes, where, hostile);
            made++;
        }
    }
    bytes_free(&bytes);
    return made;
}

static bool is_code(int field)
{
    return field == SLIP_CODE || field == SLIP_CODE_QR || field == SLIP_CODE_128;
}

static void try_slip(struct escpos *escpos, const struct config_default_file *file)
{
    struct slip_template *slip = NULL;
    struct slip_values values;
    struct fault fault = {{0}};
    struct bytes plain = {0};
    char hostile[HOSTILE_MOST];
    unsigned all = 0;
    while (hostile_at(all, hostile))
        all++;
    assert_int_equal(slip_parse(file->name, file->text, 0, &slip, &fault), COMEBACK_OK);
    fill(&values);
    assert_true(encode(escpos, slip, &values, &plain));
    for (int field = 0; field < SLIP_FIELDS; field++) {
        unsigned made = try_field(escpos, slip, field, &plain, file->name);
        /* Only bars and their like may refuse what they cannot say. */
        assert_true(is_code(field) ? made > 0 : made == all);
    }
    bytes_free(&plain);
    slip_free(slip);
}

static void nothing_in_any_field_of_any_default_slip_becomes_a_command(void **state)
{
    (void)state;
    static const char *const profiles[] = {"generic-80", "generic-58", "epson-tm-t88v"};
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        struct escpos *escpos;
        struct drv_fault fault = {{0}};
        assert_int_equal(escpos_open(profile_find(profiles[i]), NULL, &escpos, &fault), DRV_OK);
        const struct config_default_file *file = config_default_files(CONFIG_ENGLISH);
        for (; file->name != NULL; file++)
            if (strstr(file->name, ".receipt") != NULL)
                try_slip(escpos, file);
        escpos_close(escpos);
    }
}

static struct till till;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static void make_bytes(const struct bytes *text, struct bytes *out)
{
    struct document *document = NULL;
    struct escpos *escpos = NULL;
    struct drv_fault fault = {{0}};
    assert_int_equal(escpos_open(profile_find("epson-tm-t88v"), NULL, &escpos, &fault), DRV_OK);
    assert_int_equal(document_parse((const char *)text->data, text->length, &document, &fault),
                     DRV_OK);
    assert_int_equal(escpos_encode(escpos, document, ESCPOS_SLIP, out, &fault), DRV_OK);
    document_free(document);
    escpos_close(escpos);
}

/* The slips of one sale in which everything that a host can say contains the text. */
static void sell(size_t number, const char *said, struct bytes *note, struct bytes *card)
{
    char name[HOSTILE_MOST + 2], customer[32];
    snprintf(name, sizeof name, "a%sb", said);
    snprintf(customer, sizeof customer, "%zu", number);
    const struct line lines[] = {{name, name, 2000}, {0}};
    SELL(&till, .customer = customer, .name = name, .need = name, .cashier = name, .till = name,
         .cart = name, .lines = lines, .print = "card");
    bytes_reset(note);
    bytes_reset(card);
    make_bytes(&till.outcome.note_text, note);
    make_bytes(&till.outcome.card_text, card);
}

static bool is_utf8_without_controls(const char *text)
{
    for (; *text != '\0'; text++)
        if ((uint8_t)*text < 0x20 || (uint8_t)*text >= 0x7f)
            return false;
    return true;
}

static void nothing_that_a_host_says_becomes_a_command(void **state)
{
    (void)state;
    char hostile[HOSTILE_MOST];
    struct bytes plain[2] = {{0}}, said[2] = {{0}};
    till_set(&till, "offer friend", "budget_month", "100000.00");
    sell(0, "X", &plain[0], &plain[1]);
    for (size_t i = 0; hostile_at(i, hostile); i++) {
        /* What is not text the edge refuses before; that is tested there. */
        if (!is_utf8_without_controls(hostile))
            continue;
        sell(i + 1, hostile, &said[0], &said[1]);
        assert_same_commands(&plain[0], &said[0], "note", hostile);
        assert_same_commands(&plain[1], &said[1], "card", hostile);
    }
    for (int i = 0; i < 2; i++) {
        bytes_free(&plain[i]);
        bytes_free(&said[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_in_any_field_of_any_default_slip_becomes_a_command),
        cmocka_unit_test_setup_teardown(nothing_that_a_host_says_becomes_a_command, open_till,
                                        close_till),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
