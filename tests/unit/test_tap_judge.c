/* SPDX-License-Identifier: MIT */
/*
 * The tap as a library, judged by what it owes: every receipt of text gets its note before the
 * feeds of its last cut, whatever the chunks; the host's rows and its next receipt are the same to
 * the dot; and where no note may stand, the bytes go through as they came. What is owed is known
 * from how a receipt was made (tap_hosts.h), not from the tap.
 */
#include "../../plugin/render.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/tap/splice.h"
#include "note_paper.h"
#include "profile_helper.h"
#include "tap_hosts.h"

static const char note_text[] = "^^\"See you soon\"\n|G\303\274nstig|bis 24. Dez.\n"
                                "{code:K00012345678;option:qrcode,3,m}\n^K000-1234-5678\n";

enum chunks { CHUNKS_WHOLE, CHUNKS_BYTES, CHUNKS_RANDOM, CHUNKS_COUNT };

/* One connection through the tap. */
struct run {
    const struct profile *profile;
    const uint8_t *host;
    size_t length;
    bool power_on;
    unsigned notes;
    struct bytes note, out;
    char why[160];
};

static void answer(void *context, const struct splice_receipt *receipt, struct bytes *note)
{
    struct run *run = context;
    struct fault fault = {{0}};
    if (receipt->more_follows)
        return;
    bytes_reset(&run->note);
    if (render_note_amid(run->profile, NULL, note_text, sizeof note_text - 1, receipt->standing,
                         &run->note, &fault) == COMEBACK_OK)
        bytes_add(&run->note, receipt->fed, receipt->fed_length);
    else
        snprintf(run->why, sizeof run->why, "%.150s", fault.text);
    run->notes += run->note.length > 0;
    bytes_add(note, run->note.data, run->note.length);
}

static size_t chunk_length(enum chunks chunks, struct dice *dice, size_t left)
{
    size_t length = chunks == CHUNKS_WHOLE   ? left
                    : chunks == CHUNKS_BYTES ? 1
                                             : 1 + dice_below(dice, 50);
    return length < left ? length : left;
}

/* gap_ms: at most so long between two chunks. */
static void pass(struct run *run, enum chunks chunks, unsigned gap_ms, struct dice *dice)
{
    const struct splice_options options = {run->power_on, answer, run};
    struct splice *splice = NULL;
    int64_t now_ms = 1000;
    assert_int_equal(splice_new(&options, &splice, NULL), DRV_OK);
    for (size_t at = 0, length; at < run->length; at += length) {
        length = chunk_length(chunks, dice, run->length - at);
        now_ms += gap_ms > 0 ? dice_below(dice, gap_ms + 1) : 0;
        assert_int_equal(splice_tick(splice, now_ms, &run->out), DRV_OK);
        assert_int_equal(splice_take(splice, run->host + at, length, now_ms, &run->out), DRV_OK);
    }
    splice_end(splice, now_ms, &run->out);
    if (run->note.length == 0 && run->why[0] == '\0')
        snprintf(run->why, sizeof run->why, "%.150s", splice_refusal(splice));
    splice_free(splice);
}

static void free_run(struct run *run)
{
    bytes_free(&run->note);
    bytes_free(&run->out);
}

static void show(const char *name, const uint8_t *bytes, size_t length)
{
    print_message("%s:", name);
    for (size_t i = 0; i < length && i < 3000; i++)
        print_message("%s%02x", i % 32 == 0 ? "\n  " : " ", bytes[i]);
    print_message("\n");
}

static void blame(const struct run *run, const char *style, const char *what)
{
    show("host", run->host, run->length);
    show("note", run->note.data, run->note.length < 300 ? run->note.length : 300);
    fail_msg("%s: %s (%s)", style, what, run->why);
}

static bool holds(const uint8_t *bytes, const uint8_t *expected, size_t length)
{
    return length == 0 || memcmp(bytes, expected, length) == 0;
}

/* Where the note is, if the rest is what the host sent, and at most NULs that complete it. */
static bool find_note(const struct run *run, size_t *place)
{
    size_t same = 0, more = run->note.length;
    if (run->length + more == 0)
        return true;
    while (same < run->length && same < run->out.length && run->out.data[same] == run->host[same])
        same++;
    if (run->out.length < run->length + more)
        return false;
    for (size_t at = same + 1; at-- > 0;) {
        bool here = at + more <= run->out.length &&
                    holds(run->out.data + at, run->note.data, more) &&
                    holds(run->out.data + at + more, run->host + at, run->length - at);
        *place = at;
        if (here || same - at > more)
            return here;
    }
    return false;
}

/* NULs; 1 where a 0 would deselect the printer (ESC =). */
static bool completes(const struct run *run, const uint8_t *bytes, size_t length)
{
    bool selects = run->length >= 2 && memcmp(run->host + run->length - 2, "\033=", 2) == 0;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != (selects && i == 0))
            return false;
    return true;
}

/* What holds always; the next receipt is the one given. */
static void check(struct run *run, const char *style, const struct bytes *next)
{
    /* Two receipts with a pause between them; each alone is judged elsewhere. */
    if (run->notes > 1)
        return;
    size_t place = 0, sent = run->length + run->note.length;
    const char *why = "";
    if (!find_note(run, &place))
        blame(run, style, "the host's bytes are others");
    if (!completes(run, run->out.data + sent, run->out.length - sent))
        blame(run, style, "bytes at the end are nobody's");
    if (run->note.length == 0)
        return;
    struct bytes host = {0};
    bytes_add(&host, run->host, run->length);
    bytes_add(&host, run->out.data + sent, run->out.length - sent);
    const struct note_scene scene = {.profile = run->profile,
                                     .host = host.data,
                                     .host_length = host.length,
                                     .place = place,
                                     .note = run->note.data,
                                     .note_length = run->note.length,
                                     .next = next->data,
                                     .next_length = next->length};
    enum note_verdict verdict = note_judge(&scene, &why);
    bytes_free(&host);
    if (verdict == NOTE_IS_AMISS)
        blame(run, style, why);
}

/*
 * One that does not exist, or a model of the table; none whose blade is above the head, for what a
 * host has not fed to it stays for the next sheet, with or without a note.
 */
static const struct profile *any_profile(struct dice *dice)
{
    static const char *const names[] = {"known-80", "bare-80", "known-58", "pages-80"};
    const struct profile *all = profile_all();
    unsigned count = 0;
    while (all[count].name != NULL)
        count++;
    const struct profile *model = &all[dice_below(dice, count)];
    if (model->blade_lines > 0 || dice_below(dice, 2) == 0)
        return test_profile(names[dice_below(dice, sizeof names / sizeof names[0])]);
    return model;
}

static struct run run_of(const struct host_receipt *receipt, struct dice *dice)
{
    return (struct run){.profile = any_profile(dice),
                        .host = receipt->bytes.data,
                        .length = receipt->bytes.length,
                        .power_on = dice_below(dice, 2) == 0};
}

static void every_receipt_of_text_gets_its_note_and_no_other_does(void **state)
{
    enum { ROUNDS = 8 };
    (void)state;
    for (size_t style = 0; style < host_style_count(); style++)
        for (unsigned round = 0; round < ROUNDS; round++) {
            struct dice dice = {(uint32_t)(style * 1000 + round)};
            struct host_receipt receipt;
            host_receipt_make(style, &dice, &receipt);
            struct run run = run_of(&receipt, &dice);
            pass(&run, CHUNKS_WHOLE, 0, &dice);
            check(&run, receipt.style, &receipt.bytes);
            if (receipt.note_due != (run.note.length > 0))
                blame(&run, receipt.style, receipt.note_due ? "no note" : "a note");
            free_run(&run);
            host_receipt_free(&receipt);
        }
}

static void chunks_make_no_difference(void **state)
{
    (void)state;
    for (size_t style = 0; style < host_style_count(); style++) {
        struct dice dice = {(uint32_t)style + 77};
        struct host_receipt receipt;
        host_receipt_make(style, &dice, &receipt);
        struct run whole = run_of(&receipt, &dice), other = whole;
        pass(&whole, CHUNKS_WHOLE, 0, &dice);
        for (unsigned i = 0; i < 4; i++) {
            other.note = other.out = (struct bytes){0};
            pass(&other, i == 0 ? CHUNKS_BYTES : CHUNKS_RANDOM, 0, &dice);
            if (other.out.length != whole.out.length ||
                memcmp(other.out.data, whole.out.data, whole.out.length) != 0)
                blame(&other, receipt.style, "chunks made a difference");
            free_run(&other);
        }
        free_run(&whole);
        host_receipt_free(&receipt);
    }
}

/* The rest of a connection in one piece, after a pause. */
static void go_on(struct run *run, struct splice *splice, int64_t now_ms)
{
    assert_int_equal(splice_tick(splice, now_ms, &run->out), DRV_OK);
    assert_int_equal(splice_take(splice, run->host, run->length, now_ms, &run->out), DRV_OK);
}

/* Held up to 150 ms; then it is a receipt, and what comes next is another. */
static void a_pause_of_150_ms_ends_a_receipt(void **state)
{
    (void)state;
    for (size_t style = 0; style < host_style_count(); style++) {
        struct dice dice = {(uint32_t)style + 300};
        struct host_receipt receipt;
        host_receipt_make(style, &dice, &receipt);
        struct run run = run_of(&receipt, &dice);
        const struct splice_options options = {run.power_on, answer, &run};
        struct splice *splice = NULL;
        assert_int_equal(splice_new(&options, &splice, NULL), DRV_OK);
        go_on(&run, splice, 1000);
        assert_int_equal(splice_tick(splice, 1150, &run.out), DRV_OK);
        if (run.out.length != run.length + run.note.length)
            blame(&run, receipt.style, "something is held for longer");
        assert_int_equal(splice_due_ms(splice), INT64_MAX);
        go_on(&run, splice, 1200);
        splice_end(splice, 1200, &run.out);
        if (receipt.note_due && receipt.cut && run.notes != 2)
            blame(&run, receipt.style, "another count of notes");
        splice_free(splice);
        free_run(&run);
        host_receipt_free(&receipt);
    }
}

/* Puts a command before a line of the receipt. */
static void put_before_line(const struct host_receipt *receipt, size_t line, const char *command,
                            size_t length, struct bytes *out)
{
    size_t at = receipt->lines[line];
    bytes_add(out, receipt->bytes.data, at);
    bytes_add(out, command, length);
    bytes_add(out, receipt->bytes.data + at, receipt->bytes.length - at);
}

struct inserted {
    const char *what, *bytes;
    size_t length;
};

static void check_inserted(const struct inserted *inserted, size_t count, bool due)
{
    for (size_t i = 0; i < count; i++)
        for (size_t style = 0; style < host_style_count(); style++) {
            struct dice dice = {(uint32_t)(style + 100 * i)};
            struct host_receipt receipt;
            struct bytes bytes = {0};
            host_receipt_make(style, &dice, &receipt);
            if (receipt.note_due) {
                put_before_line(&receipt, receipt.line_count - 1, inserted[i].bytes,
                                inserted[i].length, &bytes);
                struct run run = run_of(&receipt, &dice);
                run.host = bytes.data;
                run.length = bytes.length;
                pass(&run, CHUNKS_RANDOM, 0, &dice);
                check(&run, receipt.style, &receipt.bytes);
                if (due != (run.note.length > 0))
                    blame(&run, inserted[i].what, receipt.style);
                free_run(&run);
            }
            bytes_free(&bytes);
            host_receipt_free(&receipt);
        }
}

#define INSERT(what, bytes)                                                                        \
    {                                                                                              \
        (what), (bytes), sizeof(bytes) - 1                                                         \
    }

static void settings_before_the_last_line_cost_no_receipt_its_note(void **state)
{
    static const struct inserted inserted[] = {
        INSERT("centre", "\033a\1"),
        INSERT("right", "\033a2"),
        INSERT("bold", "\033E\1"),
        INSERT("double", "\035!\021"),
        INSERT("all at once", "\033!\271"),
        INSERT("font B", "\033M1"),
        INSERT("font C", "\033M\2"),
        INSERT("underline", "\033-\2"),
        INSERT("white on black", "\035B\1"),
        INSERT("double strike", "\033G\1"),
        INSERT("spaced", "\033 \005"),
        INSERT("line spacing", "\0333\120"),
        INSERT("no line spacing", "\0333\0"),
        INSERT("margin", "\035L\140\0"),
        INSERT("narrow", "\035W\040\1"),
        INSERT("units", "\035P\110\110"),
        INSERT("page 16", "\033t\020"),
        INSERT("a page that nobody has", "\033t\143"),
        INSERT("Kanji off", "\034."),
        INSERT("Kanji, then page", "\034.\033t\020"),
        INSERT("Germany", "\033R\2"),
        INSERT("tabs", "\033D\010\020\0"),
        INSERT("red", "\033r\1"),
        INSERT("smooth", "\035b\1"),
        INSERT("bars", "\035h\060\035w\2\035H\2\035f\1"),
        INSERT("buttons off", "\033c5\1"),
        INSERT("NULs", "\0\0\0"),
        INSERT("a picture", "\035v0\0\1\0\2\0\377\377"),
        INSERT("reset", "\033@"),
        INSERT("printer selected", "\033=\1"),
        INSERT("QR module", "\035(k\3\0\061\103\005"),
        INSERT("beep", "\033B\2\2"),
        INSERT("density", "\035(K\2\0\061\0"),
        INSERT("page mode and out", "\033L\033S"),
        INSERT("UTF-8", "\034(C\2\0\060\2"),
    };
    (void)state;
    check_inserted(inserted, sizeof inserted / sizeof inserted[0], true);
}

static void what_forbids_a_note_leaves_the_bytes_as_they_came(void **state)
{
    static const struct inserted inserted[] = {
        INSERT("page mode", "\033L"),        INSERT("macro", "\035:"),
        INSERT("upside down", "\033{\1"),    INSERT("rotated", "\033V\1"),
        INSERT("own characters", "\033%\1"), INSERT("unknown", "\033\237"),
        INSERT("Star's", "\033\035a\1"),     INSERT("undefined function", "\035(Z\2\0\1\2"),
    };
    (void)state;
    check_inserted(inserted, sizeof inserted / sizeof inserted[0], false);
}

static void mutate(const struct bytes *from, struct dice *dice, struct bytes *out)
{
    static const struct inserted commands[] = {
        INSERT("", "\033@"),
        INSERT("", "\033t\2"),
        INSERT("", "\034&"),
        INSERT("", "\035L\040\0"),
        INSERT("", "\033a\1"),
        INSERT("", "\n"),
        INSERT("", "\033i"),
        INSERT("", "\033{\1"),
        INSERT("", "\035V\102\0"),
        INSERT("", "\033L"),
        INSERT("", "\033!\377"),
        INSERT("", "\035P\063\104"),
        INSERT("", "\033K\100"),
        INSERT("", "\033d\377"),
        INSERT("", "\014"),
        INSERT("", "\033="),
        INSERT("", "\035:"),
        INSERT("", "\035^\2\1\0"),
        INSERT("", "\033*\041\2\0"),
        INSERT("", "text"),
        INSERT("", "\035V\141\060"),
        INSERT("", "\035(L\2\0\060\062"),
        INSERT("", "\t"),
        INSERT("", "\030"),
    };
    const struct inserted *command =
        &commands[dice_below(dice, sizeof commands / sizeof commands[0])];
    size_t at = from->length == 0 ? 0 : dice_below(dice, (unsigned)from->length);
    size_t skipped = 0;
    unsigned kind = dice_below(dice, 4);
    bytes_reset(out);
    bytes_add(out, from->data, at);
    if (kind == 0)
        bytes_add_byte(out, (uint8_t)dice_below(dice, 256));
    if (kind <= 1)
        skipped = 1 + (kind == 1 ? dice_below(dice, 6) : 0);
    if (kind == 2)
        bytes_add(out, command->bytes, command->length);
    if (kind == 3 && dice_below(dice, 3) == 0)
        skipped = from->length;
    if (at + skipped < from->length)
        bytes_add(out, from->data + at + skipped, from->length - at - skipped);
}

static void mutate_some(const struct bytes *from, struct dice *dice, struct bytes *out)
{
    struct bytes other = {0};
    bytes_reset(out);
    bytes_add(out, from->data, from->length);
    for (unsigned i = dice_below(dice, 3) + 1; i > 0; i--) {
        bytes_reset(&other);
        bytes_add(&other, out->data, out->length);
        mutate(&other, dice, out);
    }
    bytes_free(&other);
}

/* Whatever was done to it: at most a note more. How many got one. */
static unsigned judge_mutants(const struct bytes *receipt, const char *name, unsigned count,
                              uint32_t seed)
{
    struct bytes mutant = {0};
    unsigned noted = 0;
    for (unsigned i = 0; i < count; i++) {
        struct dice dice = {seed * 7919U + i};
        mutate_some(receipt, &dice, &mutant);
        struct run run = {.profile = any_profile(&dice),
                          .host = mutant.data,
                          .length = mutant.length,
                          .power_on = dice_below(&dice, 2) == 0};
        pass(&run, (enum chunks)dice_below(&dice, CHUNKS_COUNT), dice_below(&dice, 2) * 120, &dice);
        check(&run, name, dice_below(&dice, 2) == 0 ? receipt : &mutant);
        noted += run.note.length > 0;
        free_run(&run);
    }
    bytes_free(&mutant);
    return noted;
}

static void whatever_becomes_of_a_receipt_its_rows_stay_and_the_next_receipt(void **state)
{
    enum { MUTANTS = 40 };
    unsigned noted = 0;
    (void)state;
    for (size_t style = 0; style < host_style_count(); style++) {
        struct dice dice = {(uint32_t)style};
        struct host_receipt receipt;
        host_receipt_make(style, &dice, &receipt);
        noted += judge_mutants(&receipt.bytes, receipt.style, MUTANTS, (uint32_t)style);
        host_receipt_free(&receipt);
    }
    print_message("%u of %zu mutants got a note\n", noted, host_style_count() * MUTANTS);
    assert_true(noted > host_style_count() * MUTANTS / 4);
}

/* Recorded receipts, of which these have text and end where a note may stand. */
static const struct {
    const char *path;
    bool due;
} recorded[] = {
    {"pos/chromis-receipt.bin", true},
    {"pos/core-pos-receipt.bin", true},
    {"pos/dolibarr-takepos-receipt.bin", true},
    {"pos/viewtouch-receipt.bin", true},
    {"pos/chromis-drawer.bin", false},
    {"pos/core-pos-drawer.bin", false},
    {"escpos/bench-outputs/escpos.bin", true},
    {"escpos/bench-outputs/floor.bin", true},
    {"escpos/bench-outputs/floor_nv.bin", true},
    {"escpos/bench-outputs/nodeescpos_core.bin", true},
    {"escpos/bench-outputs/ntp.bin", true},
    {"escpos/bench-outputs/pe.bin", true},
    {"escpos/bench-outputs/pe_column.bin", true},
    {"escpos/bench-outputs/pe_graphics.bin", true},
    {"escpos/bench-outputs/pe_raster.bin", true},
    {"escpos/bench-outputs/pe_swqr.bin", true},
    {"escpos/bench-outputs/php.bin", true},
    {"escpos/bench-outputs/php_bit.bin", true},
    {"escpos/bench-outputs/php_column.bin", true},
    {"escpos/bench-outputs/php_graphics.bin", true},
    {"escpos/bench-outputs/receiptline.bin", true},
    {"escpos/bench-outputs/rl_generic.bin", true},
    {"escpos/bench-outputs/rpe.bin", true},
    {"escpos/crossescpos/sample.escpos", true},
    {"escpos/escpos-tools/receipt-with-logo.bin", true},
    {"escpos/preview-tools/formatting.bin", true},
    {"escpos/preview-tools/minimal.bin", true},
    {"escpos/preview-tools/receipt.bin", true},
};

static bool read_recorded(const char *path, struct bytes *out)
{
    char full[200], buffer[4096];
    size_t count;
    snprintf(full, sizeof full, "../shared/data/%s", path);
    FILE *file = fopen(full, "rb");
    if (file == NULL)
        return false;
    while ((count = fread(buffer, 1, sizeof buffer, file)) > 0)
        bytes_add(out, buffer, count);
    fclose(file);
    return true;
}

static void check_recorded(size_t index, const struct bytes *receipt, bool power_on,
                           enum chunks chunks)
{
    struct dice dice = {(uint32_t)index};
    struct run run = {.profile = test_profile("known-80"),
                      .host = receipt->data,
                      .length = receipt->length,
                      .power_on = power_on};
    pass(&run, chunks, 0, &dice);
    check(&run, recorded[index].path, receipt);
    if (recorded[index].due != (run.note.length > 0))
        blame(&run, recorded[index].path, recorded[index].due ? "no note" : "a note");
    free_run(&run);
}

static void recorded_receipts_get_their_note(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof recorded / sizeof recorded[0]; i++) {
        struct bytes receipt = {0};
        if (!read_recorded(recorded[i].path, &receipt))
            skip();
        for (int chunks = 0; chunks < CHUNKS_COUNT; chunks++) {
            check_recorded(i, &receipt, false, (enum chunks)chunks);
            check_recorded(i, &receipt, true, (enum chunks)chunks);
        }
        bytes_free(&receipt);
    }
}

static void recorded_receipts_may_be_mutated(void **state)
{
    enum { MUTANTS = 40 };
    (void)state;
    for (size_t i = 0; i < sizeof recorded / sizeof recorded[0]; i++) {
        struct bytes receipt = {0};
        if (!read_recorded(recorded[i].path, &receipt))
            skip();
        judge_mutants(&receipt, recorded[i].path, MUTANTS, (uint32_t)i);
        bytes_free(&receipt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_receipt_of_text_gets_its_note_and_no_other_does),
        cmocka_unit_test(chunks_make_no_difference),
        cmocka_unit_test(a_pause_of_150_ms_ends_a_receipt),
        cmocka_unit_test(settings_before_the_last_line_cost_no_receipt_its_note),
        cmocka_unit_test(what_forbids_a_note_leaves_the_bytes_as_they_came),
        cmocka_unit_test(whatever_becomes_of_a_receipt_its_rows_stay_and_the_next_receipt),
        cmocka_unit_test(recorded_receipts_get_their_note),
        cmocka_unit_test(recorded_receipts_may_be_mutated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
