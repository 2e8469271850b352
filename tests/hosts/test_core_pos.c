/* SPDX-License-Identifier: MIT */
/* The adapter for CORE-POS in doubles of its host: core-pos/till.php. The real host: real/core-pos.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

/* A sale by `comeback sale`; its first card, "" where it has none. */
static const char *tell(const struct host_shop *where, const char *sale)
{
    static char code[16];
    char out[HOST_TEXT];
    const char *const words[] = {"sh",
                                 "-c",
                                 "printf %s \"$3\" | \"$1\" -c \"$2\" sale -",
                                 "sh",
                                 host_built("comeback"),
                                 where->config,
                                 sale,
                                 NULL};
    code[0] = '\0';
    assert_int_equal(host_run(out, sizeof out, words), 0);
    const char *cards = strstr(out, "\"cards\"");
    assert_non_null(cards);
    sscanf(cards, "\"cards\": [ \"%15[A-Z0-9-]", code);
    return code;
}

/* A card that somebody else gave away. */
static const char *give_card(const struct host_shop *where)
{
    return tell(where, "{\"ref\":\"c\",\"total_minor\":5000,\"customer.id\":\"9\","
                       "\"print\":\"card\"}");
}

/* setting: of php.ini; object: the library. */
static void run_with(const struct host_shop *where, const char *setting, const char *object,
                     const char *scenario, const char *card, const char *expected)
{
    char out[HOST_TEXT];
    const char *const words[] = {"php",    "-d",   setting,       "tests/hosts/core-pos/till.php",
                                 scenario, object, where->config, card,
                                 NULL};
    int status = host_run(out, sizeof out, words);
    assert_string_equal(out, expected);
    assert_int_equal(status, 0);
}

static void run(const struct host_shop *where, const char *scenario, const char *expected)
{
    char object[PATH_MAX];
    host_skip_if_sanitized();
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    run_with(where, "ffi.enable=1", object, scenario, give_card(where), expected);
}

/* A step, needs and a question; the step's bike was bought half a year ago by member 4711. */
static void make_questions(const struct host_shop *where)
{
    char bike[320];
    host_edit(where, "comeback.ini", "[targets]",
              "[step check]\nitems = name:bike\ntext = We check your bike\ndue = 6 months\n"
              "[need a_filter_for_the_coffee_machine]\ntext = A filter\n"
              "[need size]\ntext = Size 9 on order\n"
              "[question heard]\ntext = How did you hear of us?\n"
              "answers = friend walked_by web\n"
              "[consent contact]\ntext = May we write to you?\n[targets]");
    snprintf(bike, sizeof bike,
             "{\"host\":\"core-pos\",\"ref\":\"b\",\"at\":\"%s\",\"total_minor\":5000,"
             "\"customer.id\":\"4711\",\"answer.heard\":\"web\",\"items\":[{\"name\":\"Bike\","
             "\"quantity_milli\":1000,\"amount_minor\":5000}]}",
             host_day(-190));
    tell(where, bike);
}

static void a_receipt_has_one_note_and_a_copy_or_a_reprint_none(void **state)
{
    run(*state, "once",
        "the note, then the small font: yes\n"
        "no reset and no cut in it: yes\n"
        "store copy: no note\n"
        "asked for again: no note\n"
        "reprint after a new sign-in: no note\n"
        "on paper only: yes\n"
        "screen: <div class=\"coloredBorder\">unidentified: nothing was shown</div>\n"
        "no markup: <div class=\"coloredBorder\">&lt;b&gt;</div>\n");
}

static void a_card_is_printed_by_the_lane_after_the_receipt(void **state)
{
    run(*state, "card",
        "a member: note; new: customer id, may be a regular\n"
        "jobs before the request ends: 0\n"
        "then the card, from a reset to a cut: 1\n");
}

static void a_card_is_left_to_comeback_serve_where_the_owner_says_so(void **state)
{
    run(*state, "serve",
        "a member: note; new: customer id, may be a regular\n"
        "jobs of the lane: 0\n");
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job WHERE slip='card'"), 2);
}

static void a_discount_follows_the_basket_and_is_told_as_taken(void **state)
{
    run(*state, "discount",
        "card: the items; 10.8\n"
        "again: the items; 10.8\n"
        "more in the basket: 18\n"
        "and less: 10.8\n"
        "told: referral: card of DAY, paper's word\n");
    assert_string_equal(host_sql(*state, "SELECT total_minor FROM sale WHERE host='core-pos'"),
                        "1080\n");
    assert_int_equal(host_sql_number(*state, "SELECT json_extract(body, '$.applied') FROM event "
                                             "ORDER BY seq DESC LIMIT 1"),
                     120);
}

static void what_waits_for_a_member_is_taken_off_without_a_code(void **state)
{
    char friend[512];
    host_edit(*state, "comeback.ini", "return_days = 14", "return_days = 1");
    const char *card = tell(*state, "{\"host\":\"core-pos\",\"ref\":\"m\",\"total_minor\":5000,"
                                    "\"customer.id\":\"9\",\"print\":\"card\"}");
    snprintf(friend, sizeof friend,
             "{\"ref\":\"f\",\"at\":\"%s\",\"total_minor\":5000,"
             "\"discount.applied_minor\":500,\"scan\":[\"%s\"]}",
             host_day(-3), card);
    tell(*state, friend);
    run(*state, "thanks", "a member's total: 10.8\nscreen: new: same visit as earlier today\n");
}

static void a_discount_that_the_cashier_voids_stays_off_and_the_card_good(void **state)
{
    run(*state, "taken off",
        "card: 10.8\n"
        "voided by the cashier: 12\n"
        "told: referral: card of DAY, paper's word\n");
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM used"), 0);
}

static void nothing_is_taken_off_after_a_part_payment(void **state)
{
    run(*state, "tendered", "after a part payment: the items; 7\n");
}

static void a_refused_card_and_a_typo_are_told_at_once(void **state)
{
    run(*state, "refused",
        "used: [Comeback] We can&#039;t take this card today.<br />\ncard used on DAY; 12\n"
        "typo: [Comeback] Comeback: mistyped: read it again\n"
        "rows of the typo: 0\n");
}

static void what_the_lane_itself_understands_is_never_a_code(void **state)
{
    run(*state, "keyed",
        "RF%010d: 0\n"
        "VD%010d: 0\n"
        "RC%010d: 0\n"
        "PC%010d: 0\n"
        "RF%04dDP0010: 0\n"
        "NR%08dCA: 0\n"
        "S11%09d: 0\n"
        "S14%09d: 0\n"
        "PV%010d: 0\n"
        "TEA%07dPV: 0\n"
        "others: not ours\n"
        "checked as the library does: yes\n");
}

static void a_code_is_taken_whole_whatever_letters_are_in_it(void **state)
{
    run(*state, "letters",
        "V0RF-0DN0-00FN: COMEBACK\n"
        "RF00-0000-0000: COMEBACK\n"
        "V0RF 0DN0 00NR: COMEBACK\n"
        "RF00: not ours\n"
        "V0RF0DN00NR and its check symbol: 1\n"
        "RFK00000000 and its check symbol: 1\n"
        "VD0000K0000 and its check symbol: 1\n"
        "PC0000000D0 and its check symbol: 1\n"
        "NR00K000000 and its check symbol: 1\n");
}

static void refunds_voids_staff_and_the_test_lane_have_no_note(void **state)
{
    char voided[128];
    run(*state, "kinds",
        "not tagged: return, no note\n"
        "unidentified: nothing was shown, note\n"
        "not tagged: void, no note\n"
        "unidentified: nothing was shown, no note\n"
        "not tagged: training, no note\n");
    assert_string_equal(
        host_sql(*state, "SELECT kind, total_minor, substr(ref, 12) FROM sale "
                         "WHERE host='core-pos' ORDER BY seq"),
        "1 -400 56-1-1\n2 800 56-1-2\n3 -800 56-1-3\n0 1200 56-1-4\n4 1200 56-99-5\n");
    snprintf(voided, sizeof voided, "%.10s-56-1-2\n", host_day(0));
    assert_string_equal(host_sql(*state, "SELECT original FROM sale WHERE kind=3"), voided);
}

static void a_sale_without_a_receipt_is_told_too(void **state)
{
    run(*state, "no receipt", "told: new: customer id, may be a regular\n");
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='core-pos'"), 1);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job WHERE slip='card'"), 1);
}

static void an_abandoned_basket_gives_its_card_back(void **state)
{
    run(*state, "abandoned",
        "reserved; 10.8\n"
        "another basket: the items; 10.8\n");
}

static void a_card_is_printed_when_it_is_asked_for(void **state)
{
    run(*state, "asked",
        "before any sale: [Comeback] There is no sale yet.\n"
        "after one: the items\n"
        "with one: the items\n"
        "health: [Comeback] Comeback is ready.\n"
        "cards: 2\n");
}

static void a_note_is_printed_when_it_is_asked_for(void **state)
{
    host_edit(*state, "comeback.ini", "note = always", "note = ask");
    run(*state, "note",
        "not asked for: no note; unidentified: nothing was shown\n"
        "screen: unidentified: nothing was shown | Ask: a note for the next visit? | A1 Note\n"
        "too small: 4; unidentified: nothing was shown\n"
        "large enough: 12; unidentified: nothing was shown | Ask: a note for the next visit? | A2 "
        "Note\n"
        "NOTE: the items; unidentified: nothing was shown | ✓ Note for the next visit\n"
        "asked for: note; unidentified: nothing was shown\n"
        "asked for after the sale: the items; unidentified: nothing was shown | ✓ Note for the "
        "next visit\n"
        "a note and a cut: 1\n");
}

static void a_question_is_answered_by_its_number_before_payment(void **state)
{
    make_questions(*state);
    run(*state, "question",
        "nothing yet: [Comeback] There is no sale yet.\n"
        "total: unidentified: nothing was shown | How did you hear of us? | A1 friend | A2 "
        "walked by | A3 web\n"
        "A opens: ComebackMenu.php\n"
        "  A1 1. How did you hear of us? friend\n"
        "  A2 2. How did you hear of us? walked by\n"
        "  A3 3. How did you hear of us? web\n"
        "  A4 4. Need: A filter\n"
        "  A5 5. Need: Size 9 on order\n"
        "  A6 6. Appointment\n"
        "  A7 7. Note for the next visit\n"
        "  A8 8. Card for a friend\n"
        "A2: the items; unidentified: nothing was shown | ✓ How did you hear of us? walked by\n"
        "A2 again: the items; unidentified: nothing was shown | How did you hear of us? | A1 "
        "friend | A2 walked by | A3 web\n"
        "A1: the items; unidentified: nothing was shown | ✓ How did you hear of us? friend\n"
        "A lists:\n"
        "  A1 1. How did you hear of us? friend *\n"
        "  A2 2. How did you hear of us? walked by\n"
        "  A3 3. How did you hear of us? web\n"
        "  A4 4. Need: A filter\n"
        "paid: unidentified: nothing was shown | ✓ How did you hear of us? friend\n"
        "there is no A77: [Comeback] There is no A77 now. A lists what there is.\n");
    assert_string_equal(
        host_sql(*state, "SELECT name, answer FROM asked WHERE host='core-pos' ORDER BY day, ref"),
        "heard web\nheard friend\n");
}

static void what_is_left_open_is_answered_after_the_sale_until_the_next_begins(void **state)
{
    make_questions(*state);
    run(*state, "afterwards",
        "paid: unidentified: nothing was shown | How did you hear of us? | A1 friend | A2 "
        "walked by | A3 web\n"
        "A3: the items; unidentified: nothing was shown | ✓ How did you hear of us? web\n"
        "A5: the items; unidentified: nothing was shown | ✓ How did you hear of us? web | ✓ Need: "
        "Size 9 on order\n"
        "signed in anew:\n"
        "  A1 1. Need: A filter\n"
        "  A2 2. Need: Size 9 on order\n"
        "  A3 3. Appointment\n"
        "  A4 4. Note for the next visit\n"
        "  A5 5. Card for a friend\n"
        "the next sale: [Comeback] There is no A3 now. A lists what there is.; \n"
        "its own question: unidentified: nothing was shown | How did you hear of us? | A1 friend | "
        "A2 walked by | A3 web\n");
    assert_string_equal(
        host_sql(*state, "SELECT name, answer FROM asked WHERE host='core-pos' ORDER BY day, ref"),
        "heard web\nheard web\nheard \n");
    assert_string_equal(host_sql(*state, "SELECT name, substr(ref, 12) FROM step WHERE sort=1"),
                        "size 56-1-1\n");
}

static void an_answer_that_comes_too_late_says_so(void **state)
{
    make_questions(*state);
    run(*state, "too late",
        "A3: [Comeback] answer.heard: the till has gone on, not counted; unidentified: nothing was "
        "shown\n");
}

static void a_step_is_closed_by_its_number(void **state)
{
    make_questions(*state);
    run(*state, "steps",
        "total: repeat: customer id, visit 2 | DAY: We check your bike | A1 Kept | A2 Not now | A3 "
        "Not relevant\n"
        "A5: the items; repeat: customer id, visit 2 | DAY: We check your bike | A1 Kept | A2 Not "
        "now | A3 Not relevant | ✓ Need: Size 9 on order\n"
        "resumed: 12; repeat: customer id, visit 2 | DAY: We check your bike | A1 Kept | A2 Not "
        "now | A3 Not relevant | ✓ Need: Size 9 on order\n"
        "another need: the items; repeat: customer id, visit 2 | DAY: We check your bike | A1 Kept "
        "| A2 Not now | A3 Not relevant | ✓ Need: A filter\n"
        "paid: repeat: customer id, visit 2 | DAY: We check your bike | A1 Kept | A2 Not now | A3 "
        "Not relevant | ✓ Need: A filter\n"
        "A2: the items; repeat: customer id, visit 2 | ✓ DAY: We check your bike Not now | ✓ Need: "
        "A filter\n");
    assert_string_equal(host_sql(*state, "SELECT name, ref, how, substr(by_ref, 12) FROM closed"),
                        "check b 2 56-1-1\n");
    assert_string_equal(host_sql(*state, "SELECT name, substr(ref, 12) FROM step WHERE sort=1"),
                        "a_filter_for_the_coffee_machine 56-1-1\n");
}

static void an_appointment_has_a_page_of_its_own(void **state)
{
    make_questions(*state);
    run(*state, "day",
        "A6: the items; repeat: customer id, visit 2 | DAY: We check your bike | A1 Kept | A2 Not "
        "now | A3 Not relevant | ✓ May we write to you? ✓\n"
        "A8 opens: ComebackDay.php\n"
        "empty: /gui-modules/pos2.php\n"
        "CL: /gui-modules/pos2.php\n"
        "filled in: /gui-modules/pos2.php?reginput=ADATET14:30&repeat=1\n"
        "keyed: the items; repeat: customer id, visit 2 | DAY: We check your bike | A1 Kept | A2 "
        "Not now | A3 Not relevant | ✓ May we write to you? ✓ | ✓ Appointment DATE 14:30\n"
        "yesterday: [Comeback] next.at &quot;DATE&quot;: is before the sale; repeat: customer id, "
        "visit 2 | DAY: We check your bike | A1 Kept | A2 Not now | A3 Not relevant | ✓ May we "
        "write to you? ✓ | ✓ Appointment DATE 14:30\n"
        "what for: a haircut\n"
        "moved after the sale: the items\n"
        "repeat: customer id, visit 2 | DAY: We check your bike | A1 Kept | A2 Not now | A3 Not "
        "relevant | ✓ May we write to you? ✓ | ✓ Appointment DATE\n");
    assert_string_equal(host_sql(*state, "SELECT sort, minute FROM step WHERE name='appointment'"),
                        "2 0\n");
    assert_string_equal(host_sql(*state, "SELECT text FROM said WHERE what='next'"),
                        "a colouring\n");
    assert_string_equal(host_sql(*state, "SELECT purpose, given FROM consent"), "contact 1\n");
}

static void a_list_keys_what_is_picked_and_a_total_draws_the_screen_anew(void **state)
{
    make_questions(*state);
    run(*state, "menu",
        "shown: stays\n"
        "A2: /gui-modules/pos2.php?reginput=A2&repeat=1\n"
        ": /gui-modules/pos2.php\n"
        "A2&input=CN: /gui-modules/pos2.php\n"
        "TL: /gui-modules/pos2.php\n"
        "behind: {\"scale\":\"\"}\n"
        "drawn: {\"scale\":false}\n"
        "a weight: {\"scale\":\"S110012\"}\n"
        "no part of it: []\n"
        "A1: false\n"
        "A: false\n"
        "ADATE: false\n");
}

#define SAYS                                                                                       \
    "Comeback: comeback serve does not answer at SHOP/store/till.sock (No such file or "           \
    "directory), and the library is not loaded "
#define WITHOUT(why, shown)                                                                        \
    "a sale: no note; " SAYS why "\n"                                                              \
    "health: [Comeback] Comeback does not work: comeback serve does not answer at "                \
    "SHOP/store/till.sock (No such file or directory), and the library is not loaded " shown "\n"  \
    "a code: [Comeback] The code stays with this sale.<br />\n" SAYS shown "; 12\n"                \
    "abandoned: Lane\n"

static void without_the_library_the_sale_goes_on_and_the_cashier_reads_why(void **state)
{
    static const char expected[] = WITHOUT("(SHOP/libcomeback.so.0 cannot be loaded)",
                                           "(SHOP/libcomeback.so.0 cannot be loaded)");
    const struct host_shop *where = *state;
    char object[PATH_MAX], cdef[PATH_MAX], out[HOST_TEXT];
    const char *const copy[] = {"cp", cdef, where->folder, NULL};
    host_skip_if_sanitized();
    snprintf(object, sizeof object, "%s/libcomeback.so.0", where->folder);
    snprintf(cdef, sizeof cdef, "%s", host_built("comeback.cdef"));
    assert_int_equal(host_run(out, sizeof out, copy), 0);
    run_with(where, "ffi.enable=1", object, "without", give_card(where), expected);
}

static void where_ffi_is_forbidden_the_sale_goes_on_and_the_cashier_reads_why(void **state)
{
    static const char expected[] =
        WITHOUT("(FFI API is restricted by \"ffi.enable\" configuration directive)",
                "(FFI API is restricted by &quot;ffi.enable&quot; configuration directive)");
    char object[PATH_MAX];
    host_skip_if_sanitized();
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    run_with(*state, "ffi.enable=0", object, "without", give_card(*state), expected);
}

static void with_the_store_locked_a_sale_waits_once_and_is_told_later(void **state)
{
    const struct host_shop *where = *state;
    char object[PATH_MAX];
    host_skip_if_sanitized();
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    const char *card = give_card(where);
    pid_t holder = host_lock_store(where, false);
    run_with(where, "ffi.enable=1", object, "locked", card,
             "a code: the items; 10.8\n"
             "told: Comeback: this sale is tagged later, without a note: its store was busy.\n"
             "waited once: yes\n");
    host_unlock_store(holder);
    host_check_clean(where);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale WHERE host='core-pos'"), 2);
}

static void what_breaks_in_the_host_stays_out_of_the_receipt(void **state)
{
    run(*state, "broken",
        "receipt without its database: as it was\n"
        "screen: Comeback: MySQL server has gone away\n"
        "a code: the items\n"
        "total: true\n");
}

static void ticking_the_box_installs_it_beside_what_is_there(void **state)
{
    run(*state, "installed",
        "{\"ReceiptMessageMods\":[\"ComebackReceipt\"],"
        "\"TotalActions\":[\"AutoCoupon\",\"ComebackTotal\"],"
        "\"Notifiers\":[\"ComebackNotifier\"]}\n"
        "{\"ReceiptMessageMods\":[],\"TotalActions\":[\"AutoCoupon\"],\"Notifiers\":[]}\n");
}

#define IN_A_SHOP(test) cmocka_unit_test_setup_teardown(test, host_make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_SHOP(a_receipt_has_one_note_and_a_copy_or_a_reprint_none),
        IN_A_SHOP(a_card_is_printed_by_the_lane_after_the_receipt),
        IN_A_SHOP(a_card_is_left_to_comeback_serve_where_the_owner_says_so),
        IN_A_SHOP(a_discount_follows_the_basket_and_is_told_as_taken),
        IN_A_SHOP(what_waits_for_a_member_is_taken_off_without_a_code),
        IN_A_SHOP(a_discount_that_the_cashier_voids_stays_off_and_the_card_good),
        IN_A_SHOP(nothing_is_taken_off_after_a_part_payment),
        IN_A_SHOP(a_refused_card_and_a_typo_are_told_at_once),
        IN_A_SHOP(what_the_lane_itself_understands_is_never_a_code),
        IN_A_SHOP(a_code_is_taken_whole_whatever_letters_are_in_it),
        IN_A_SHOP(refunds_voids_staff_and_the_test_lane_have_no_note),
        IN_A_SHOP(a_sale_without_a_receipt_is_told_too),
        IN_A_SHOP(an_abandoned_basket_gives_its_card_back),
        IN_A_SHOP(a_card_is_printed_when_it_is_asked_for),
        IN_A_SHOP(a_note_is_printed_when_it_is_asked_for),
        IN_A_SHOP(a_question_is_answered_by_its_number_before_payment),
        IN_A_SHOP(what_is_left_open_is_answered_after_the_sale_until_the_next_begins),
        IN_A_SHOP(an_answer_that_comes_too_late_says_so),
        IN_A_SHOP(a_step_is_closed_by_its_number),
        IN_A_SHOP(an_appointment_has_a_page_of_its_own),
        IN_A_SHOP(a_list_keys_what_is_picked_and_a_total_draws_the_screen_anew),
        IN_A_SHOP(without_the_library_the_sale_goes_on_and_the_cashier_reads_why),
        IN_A_SHOP(where_ffi_is_forbidden_the_sale_goes_on_and_the_cashier_reads_why),
        IN_A_SHOP(with_the_store_locked_a_sale_waits_once_and_is_told_later),
        IN_A_SHOP(what_breaks_in_the_host_stays_out_of_the_receipt),
        IN_A_SHOP(ticking_the_box_installs_it_beside_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
