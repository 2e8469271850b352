/* SPDX-License-Identifier: MIT */
/*
 * What users of other systems complain of, group by group, and what happens here instead. The
 * number of a complaint stands before its test: the project and its issue, or the page, where it
 * was read.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../drivers/paper/paper.h"
#include "../../plugin/code.h"
#include "../../plugin/forget.h"
#include "../../plugin/projection.h"
#include "../../plugin/promise.h"
#include "../../plugin/render.h"
#include "../../plugin/reply.h"
#include "../../plugin/suspicion.h"

enum { FRIEND_DAY = 1, THANKS_DAY = FRIEND_DAY + 14 };

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
    till_assert_verified(&till);
    till_close(&till);
    return 0;
}

static int64_t card_of_giver(void)
{
    int64_t card = SELL(&till, .ref = "gave", .customer = "giver")->card.code;
    assert_int_not_equal(card, 0);
    return card;
}

/* The friend pays 18.00 of 20.00 under that ref. */
static void use_card(int64_t card, const char *ref)
{
    SELL(&till, .ref = ref, .customer = ref, .day = FRIEND_DAY, .card = card, .total_minor = 1800,
         .applied_minor = 200);
    assert_int_equal(till.outcome.answer.paid_count, 1);
}

static int64_t thanks_on(int day)
{
    return LOOK(&till, .customer = "giver", .day = day)->discount_minor;
}

/* Visits on as many days from `day` on. */
static void visit(const char *customer, int day, int visits)
{
    for (int i = 0; i < visits; i++)
        SELL(&till, .customer = customer, .day = day + i);
}

static bool gives_gift(const char *customer, int day)
{
    return strstr(LOOK(&till, .customer = customer, .day = day)->prompts, "small present") != NULL;
}

/* A. Returns, voids, refunds */

/* odoo#257854, #238806 */
static void what_was_bought_earned_and_refunded_earns_nothing(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    use_card(card, "friend");
    SELL(&till, .kind = "return", .original = "friend", .day = 2, .total_minor = -1800);
    assert_int_equal(thanks_on(THANKS_DAY), 0);
}

/* odoo#212922, #221928 */
static void a_refund_takes_back_no_promise_a_second_time(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    use_card(card, "friend");
    SELL(&till, .ref = "thanked", .customer = "giver", .day = THANKS_DAY, .total_minor = 1800,
         .applied_minor = 200);
    SELL(&till, .kind = "return", .original = "thanked", .day = THANKS_DAY, .total_minor = -1800);
    assert_int_equal(thanks_on(THANKS_DAY + 1), 200);
    SELL(&till, .ref = "again", .customer = "giver", .day = THANKS_DAY + 1, .total_minor = 1800,
         .applied_minor = 200);
    SELL(&till, .kind = "return", .original = "again", .day = THANKS_DAY + 1, .total_minor = -500);
    assert_int_equal(thanks_on(THANKS_DAY + 2), 0);
}

/* odoo#177312, erpnext#30242 */
static void the_lines_of_a_refund_earn_nothing(void **state)
{
    (void)state;
    SELL(&till, .customer = "regular");
    const struct answer *answer =
        SELL(&till, .kind = "return", .customer = "regular", .day = 1, .total_minor = -2000);
    assert_false(answer->note.made || answer->card.made);
    assert_int_equal(LOOK(&till, .customer = "regular", .day = 2)->visit, 2);
}

/* erpnext#32951 */
static void a_return_counts_its_visit_back(void **state)
{
    (void)state;
    visit("regular", 0, 4);
    SELL(&till, .ref = "fifth", .customer = "regular", .day = 4);
    assert_true(gives_gift("regular", 5));
    SELL(&till, .kind = "return", .original = "fifth", .day = 4, .total_minor = -2000);
    assert_false(gives_gift("regular", 5));
}

/* FloCafe#720 */
static void a_voided_sale_earns_nothing(void **state)
{
    (void)state;
    SELL(&till, .ref = "first", .customer = "regular");
    SELL(&till, .kind = "void", .original = "first", .nothing = true);
    const struct answer *answer = LOOK(&till, .customer = "regular", .day = 1);
    assert_int_equal(answer->tag, COMEBACK_NEW);
    assert_int_equal(answer->visit, 1);
}

/* Square td-p/392376 */
static void a_promise_is_reinstated_when_what_it_paid_comes_back(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    use_card(card, "friend");
    SELL(&till, .kind = "return", .original = "friend", .day = 2, .total_minor = -1800);
    assert_int_equal(LOOK(&till, .customer = "other", .day = 2, .card = card)->discount_minor, 200);
}

/* Lightspeed Restaurant's help; magento2#19545, paynl#176, woo#9465 */
static void a_void_gives_the_promise_back_by_itself(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    use_card(card, "friend");
    SELL(&till, .kind = "void", .original = "friend", .day = FRIEND_DAY, .nothing = true);
    assert_int_equal(LOOK(&till, .customer = "friend", .day = 2, .card = card)->discount_minor,
                     200);
}

/* nopCommerce#576 */
static void thanks_wait_for_the_end_of_the_return_period(void **state)
{
    (void)state;
    use_card(card_of_giver(), "friend");
    assert_int_equal(thanks_on(THANKS_DAY - 1), 0);
    assert_int_equal(thanks_on(THANKS_DAY), 200);
}

/* opencart#7703, AffiliateWP#2706 */
static void a_referral_that_is_cancelled_pays_no_commission(void **state)
{
    (void)state;
    use_card(card_of_giver(), "friend");
    SELL(&till, .kind = "void", .original = "friend", .day = FRIEND_DAY, .nothing = true);
    assert_int_equal(thanks_on(THANKS_DAY), 0);
}

/* woo#27673, #31245, #26741, #26701 */
static void a_failed_payment_holds_no_card(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    assert_int_equal(SCAN(&till, .cart = "one", .day = 1, .card = card), VERDICT_GOOD);
    assert_int_equal(SCAN(&till, .cart = "two", .day = 1, .card = card), VERDICT_HELD);
    till_cancel(&till, &(const struct ticket){.cart = "one", .day = 1});
    assert_int_equal(SCAN(&till, .cart = "two", .day = 1, .card = card), VERDICT_GOOD);
}

/* B. Double use, offline, retries */

/* POSNext#198 */
static void of_two_baskets_with_one_card_one_has_it(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    assert_int_equal(SCAN(&till, .cart = "one", .day = 1, .card = card), VERDICT_GOOD);
    assert_int_equal(SCAN(&till, .cart = "two", .day = 1, .card = card), VERDICT_HELD);
}

/* OCA/pos#185, odoo#222372 */
static void a_retry_doubles_nothing(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    use_card(card, "friend");
    int64_t events = till_number(&till, "SELECT count(*) FROM event");
    for (int i = 0; i < 3; i++)
        SELL(&till, .ref = "friend", .customer = "friend", .day = FRIEND_DAY, .card = card,
             .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event"), events);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM used"), 1);
}

/* On a thread of its own: what failed is seen in the store. */
static void *buy_once(void *ref)
{
    struct sale sale = {.kind = SALE_SALE};
    struct checkout_outcome outcome = {.job_count = 0};
    struct fault fault = {{0}};
    sale_start(&sale, "pos", NULL);
    sale_set(&sale, "ref", ref, strlen(ref), NULL);
    sale_set(&sale, "customer.id", "one", 3, NULL);
    sale_set(&sale, "total_minor", "2000", 4, NULL);
    if (sale_complete(&sale, NULL) == COMEBACK_OK)
        checkout_finish(till.shop, &sale, (struct checkout_options){.late = false}, &outcome,
                        &fault);
    checkout_outcome_free(&outcome);
    sale_clear(&sale);
    return NULL;
}

/* woocommerce#12096, #13182 */
static void a_customers_limit_holds_when_sales_come_at_once(void **state)
{
    enum { SALES = 8 };
    char refs[SALES][16];
    pthread_t threads[SALES];
    int taken;
    (void)state;
    till_add_sections(&till, "\n[offer once]\nfor = next\ngift = a bun\nper_customer = 1\n");
    for (int i = 0; i < SALES; i++) {
        snprintf(refs[i], sizeof refs[i], "P%d", i);
        assert_int_equal(pthread_create(&threads[i], NULL, buy_once, refs[i]), 0);
    }
    for (int i = 0; i < SALES; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(checkout_take_spool(till.shop, 1000, &taken, NULL), COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), SALES);
    assert_int_equal(till_number(&till, "SELECT count(DISTINCT promise) FROM reward WHERE"
                                        " offer='next'"),
                     1);
    assert_int_equal(till_number(&till, "SELECT sum(count) FROM promised WHERE offer='once'"), 1);
}

/* it-projects#623 */
static void a_card_is_used_once(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    use_card(card, "friend");
    const struct answer *answer = LOOK(&till, .customer = "other", .day = 2, .card = card);
    assert_int_equal(answer->discount_minor, 0);
    assert_string_equal(answer->scans[0].why, "card used on 7 Jan");
}

/* it-projects#623: who buys the coupon is not who uses it */
static void a_card_says_nothing_of_who_holds_it(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    use_card(card, "friend");
    assert_int_equal(LOOK(&till, .customer = "giver", .day = 2)->visit, 2);
    assert_int_equal(LOOK(&till, .customer = "friend", .day = 2)->visit, 2);
    assert_int_equal(LOOK(&till, .customer = "friend", .day = 2)->tag, COMEBACK_REPEAT);
}

/* odoo#145782 */
static void who_has_a_note_and_a_number_is_one_customer(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .day = 0)->note.code;
    SELL(&till, .customer = "number", .day = 1, .note = note);
    const struct answer *answer = LOOK(&till, .customer = "number", .day = 2);
    assert_int_equal(answer->visit, 3);
}

/* C. Printing */

static const char *note_text(void)
{
    bytes_add_byte(&till.outcome.note_text, 0);
    return (const char *)till.outcome.note_text.data;
}

static const char *card_text(void)
{
    bytes_add_byte(&till.outcome.card_text, 0);
    return (const char *)till.outcome.card_text.data;
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

/* odoo#247127 */
static void told_again_a_sale_has_the_same_slips(void **state)
{
    (void)state;
    SELL(&till, .ref = "one", .customer = "giver");
    int64_t card = till.outcome.answer.card.code;
    char *first = strdup(card_text());
    SELL(&till, .ref = "one", .customer = "giver");
    assert_int_equal(till.outcome.answer.card.code, card);
    assert_string_equal(card_text(), first);
    free(first);
}

/* odoo#160633 */
static void the_last_day_on_paper_is_the_last_day_that_counts(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver");
    int64_t card = till.outcome.answer.card.code;
    assert_has(card_text(), "Valid until 6 April 2025");
    assert_int_equal(LOOK(&till, .customer = "friend", .day = 90, .card = card)->discount_minor,
                     200);
    assert_int_equal(LOOK(&till, .customer = "friend", .day = 94, .card = card)->discount_minor, 0);
}

/* odoo#274978; RepairDesk#1509 */
static void a_card_says_what_it_is_worth(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver");
    const char *text = card_text();
    assert_has(text, "10\xc2\xa0% off on your first visit");
    assert_has(text, "10.00 EUR");
    assert_has(text, "5.00 EUR");
}

/* odoo#221879 */
static void no_slip_names_a_customer(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver", .name = "Miriam Quist");
    assert_null(strstr(card_text(), "Quist"));
    assert_null(strstr(note_text(), "Quist"));
}

/* odoo#123629 */
static void the_next_step_is_on_the_receipt_and_not_in_a_mail(void **state)
{
    (void)state;
    SELL(&till, .day = 0);
    assert_has(note_text(), "YOUR NEXT VISIT");
}

/* OCA/pos#408, #1038 */
static void what_waits_stands_on_the_next_note(void **state)
{
    (void)state;
    use_card(card_of_giver(), "friend");
    SELL(&till, .customer = "giver", .day = 2);
    assert_has(note_text(), "10 % off waits for you");
}

/* What zbarimg reads of the slip on that paper is the code. */
static void assert_is_scanned(const char *text, const char *profile, int64_t code)
{
    struct bytes png = {0};
    struct fault fault = {{0}};
    char command[256], read[64] = "", wanted[CODE_TEXT], bare[CODE_TEXT];
    int status =
        render_slip(profile_find(profile), NULL, text, strlen(text), "png", false, &png, &fault);
    if (status != COMEBACK_OK)
        fail_msg("%s", fault.text);
    FILE *file = fopen(till_path(&till, "slip.png"), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(png.data, 1, png.length, file), png.length);
    fclose(file);
    bytes_free(&png);
    snprintf(command, sizeof command, "zbarimg -q --raw %s 2>/dev/null",
             till_path(&till, "slip.png"));
    FILE *zbarimg = popen(command, "r"); /* NOLINT(cert-env33-c): a name of our own making */
    assert_non_null(zbarimg);
    read[fread(read, 1, sizeof read - 1, zbarimg)] = '\0';
    pclose(zbarimg);
    read[strcspn(read, "\n")] = '\0';
    code_format(code, wanted);
    snprintf(bare, sizeof bare, "%.4s%.4s%.4s", wanted, wanted + 5, wanted + 10);
    assert_true(strcmp(read, wanted) == 0 || strcmp(read, bare) == 0);
}

/* odoo#242469, DantSu#366, thiendangit#145 */
static void a_code_is_read_from_narrow_and_wide_paper(void **state)
{
    static const char *const codes[] = {"qr", "code128"};
    static const char *const profiles[] = {"generic-58", "generic-80"};
    (void)state;
    for (int i = 0; i < 4; i++) {
        till_set(&till, "print", "code", codes[i / 2]);
        till_set(&till, "print", "profile", profiles[i % 2]);
        char customer[32];
        snprintf(customer, sizeof customer, "giver %d", i);
        SELL(&till, .customer = customer);
        assert_is_scanned(card_text(), profiles[i % 2], till.outcome.answer.card.code);
    }
}

/* EscPosEncoder#90 */
static void nothing_is_cut_off_below_the_last_line(void **state)
{
    struct bytes bytes = {0};
    struct paper *paper;
    (void)state;
    SELL(&till, .customer = "giver");
    const char *text = card_text();
    assert_int_equal(
        render_slip(profile_find("generic-80"), NULL, text, strlen(text), "", false, &bytes, NULL),
        COMEBACK_OK);
    assert_int_equal(
        paper_print(bytes.data, bytes.length, profile_find("generic-80"), &paper, NULL), 0);
    assert_int_equal(paper_sheet_count(paper), 1);
    assert_has(paper_sheet_at(paper, 0)->text, "Printed 6 January 2025");
    paper_free(paper);
    bytes_free(&bytes);
}

/* odoo#143301 */
static void a_note_names_only_the_promise_that_fits_who_reads_it(void **state)
{
    (void)state;
    till_add_sections(&till, "\n[offer fresh]\nfor = next\ngift = a tart\nvisit = 1\n"
                             "\n[offer third]\nfor = next\ngift = a loaf\nvisit = 3\n");
    SELL(&till, .customer = "new");
    assert_has(note_text(), "a tart");
    assert_null(strstr(note_text(), "a loaf"));
    SELL(&till, .customer = "new", .day = 60);
    assert_null(strstr(note_text(), "a tart"));
    assert_null(strstr(note_text(), "a loaf"));
    SELL(&till, .customer = "new", .day = 61);
    assert_has(note_text(), "a loaf");
}

static const char filter[] = "\n[need filter]\ntext = A filter for your machine\n";

/* odoo#284456 */
static void what_a_customer_needs_is_on_paper_and_asked_after_at_the_next_visit(void **state)
{
    (void)state;
    till_add_sections(&till, filter);
    SELL(&till, .ref = "A", .customer = "ann", .need = "filter");
    assert_has(note_text(), "A filter for your machine");
    SELL(&till, .ref = "A", .customer = "ann");
    assert_has(note_text(), "A filter for your machine");
    till_reopen(&till);
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 90)),
                        "A filter for your machine [Kept] [Not now] [Not relevant]");
}

/* D. Identification */

static const char heard[] =
    "\n[question heard]\ntext = How did you hear of us?\nanswers = friend web\n";

/* Square td-p/99498 */
static void the_next_customer_answers_no_question_of_the_one_before(void **state)
{
    (void)state;
    till_add_sections(&till, heard);
    SELL(&till, .ref = "A", .till = "one", .customer = "ann");
    SELL(&till, .ref = "B", .till = "one", .customer = "bob", .minute = 800);
    SELL(&till, .ref = "A", .till = "one", .customer = "ann", .keys = "heard=1");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM asked WHERE answer<>''"), 0);
    assert_string_not_equal(till.outcome.answer.notice, "");
}

/* RepairDesk#60, OCA/pos#858 */
static void what_was_heard_of_a_customer_staff_read_when_that_customer_is_there(void **state)
{
    (void)state;
    till_add_sections(&till, filter);
    SELL(&till, .customer = "ann", .need = "filter");
    assert_has(till_prompts(LOOK(&till, .customer = "ann", .day = 1)), "A filter");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "bob", .day = 1)), "");
}

/* odoo#149332 */
static void a_question_that_nobody_answers_stops_nothing(void **state)
{
    (void)state;
    till_add_sections(&till, heard);
    const struct answer *answer = SELL(&till, .customer = "ann");
    assert_true(answer->note.made);
    assert_string_equal(till_prompts(answer), "How did you hear of us? [1 friend] [2 web]");
    assert_int_equal(SELL(&till, .customer = "ann", .day = 1)->visit, 2);
}

/* odoo#149332: and what a sale takes of keys and scans */
static void without_paper_no_key_with_paper_one_scan_for_a_card_one_key(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    assert_int_not_equal(note, 0);
    assert_false(till.outcome.answer.card.made);
    assert_int_equal(till.outcome.answer.ask, 0);
    assert_int_equal(SELL(&till, .day = 1, .note = note)->visit, 2);
    assert_true(SELL(&till, .day = 1, .print = "card")->card.made);
}

/* odoo#149332 */
static void nobody_has_to_answer_anything(void **state)
{
    (void)state;
    SELL(&till, .day = 0);
    assert_string_equal(till.outcome.answer.prompts, "");
    assert_true(till.outcome.answer.note.made);
}

/* FloCafe#117, #23, #391 */
static void a_phone_is_one_however_it_is_written(void **state)
{
    static const char *const ways[] = {"085 123 4567", "+353 85 123 4567", "00353851234567",
                                       "(085) 123-4567"};
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(SELL(&till, .phone = ways[i], .day = i)->visit, i + 1);
    assert_int_equal(till_number(&till, "SELECT count(DISTINCT hash) FROM identity"), 1);
}

/* community.squareup.com m-p/93869 */
static void a_phone_is_read_back_before_it_makes_somebody_else_of_a_customer(void **state)
{
    (void)state;
    SELL(&till, .phone = "085 123 4567");
    assert_has(LOOK(&till, .phone = "085 123 4567", .day = 1)->confirm, "67");
}

/* community.weebly.com idc-p/57672 */
static void made_one_a_customer_loses_nothing(void **state)
{
    (void)state;
    use_card(card_of_giver(), "friend");
    int64_t note = SELL(&till, .day = 3)->note.code;
    SELL(&till, .customer = "giver", .day = 4, .note = note);
    assert_int_equal(LOOK(&till, .customer = "giver", .day = THANKS_DAY)->visit, 4);
    assert_int_equal(thanks_on(THANKS_DAY), 200);
}

/* E. New and repeat */

/* woocommerce-admin#4410, #4430, #5801, #7917 */
static void a_first_visit_is_counted_once_however_long_the_range(void **state)
{
    (void)state;
    visit("regular", 0, 5);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE tag=1"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE tag=2"), 4);
}

/* woocommerce-admin#5181 */
static void who_packs_the_bag_sees_that_the_customer_is_new(void **state)
{
    (void)state;
    assert_int_equal(LOOK(&till, .customer = "somebody")->tag, COMEBACK_NEW);
}

/* 2anki#4502 */
static void two_tickets_of_a_day_are_one_visit(void **state)
{
    (void)state;
    SELL(&till, .customer = "regular");
    const struct answer *answer = SELL(&till, .customer = "regular", .minute = 900);
    assert_int_equal(answer->tag, COMEBACK_NEW);
    assert_int_equal(answer->visit, 1);
}

/* F. Referral */

/* RepairDesk#1031 */
static void who_sent_a_customer_is_thanked_without_a_key(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver");
    SELL(&till, .customer = "friend", .referrer = "giver", .day = FRIEND_DAY, .total_minor = 1800,
         .applied_minor = 200);
    assert_int_equal(till.outcome.answer.tag, COMEBACK_REFERRAL);
    assert_int_equal(thanks_on(THANKS_DAY), 200);
}

/* OCA/sale-workflow#1219, keygen#177, magento2#776, Sylius#13269, community_store#646 */
static void a_stranger_with_a_card_is_new_on_papers_word(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->grade, VIA_PAPER);
    assert_int_equal(LOOK(&till, .customer = "friend", .day = 1, .card = card)->grade, VIA_CHECKED);
    assert_int_equal(LOOK(&till, .customer = "giver", .day = 1, .card = card)->discount_minor, 0);
}

/* OriginProtocol#4250, laravel-referrals#34 */
static void nobody_sends_themselves_by_any_way_of_being_known(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "id", .phone = "085 123 4567", .email = "a@example.org",
                        .print = "card")
                       ->card.code;
    int64_t note = SELL(&till, .day = 1)->note.code;
    SELL(&till, .customer = "id", .day = 2, .note = note);
    const struct ticket ways[] = {{.customer = "id", .day = 3, .card = card},
                                  {.phone = "085 123 4567", .day = 3, .card = card},
                                  {.email = "a@example.org", .day = 3, .card = card},
                                  {.note = note, .day = 3, .card = card},
                                  {.customer = "id", .referrer = "id", .day = 3}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const struct answer *answer = till_look(&till, &ways[i]);
        assert_int_equal(answer->tag, COMEBACK_REPEAT);
        assert_int_equal(answer->discount_minor, 0);
    }
}

/* lantern#4493 */
static void a_giver_has_one_unused_card_at_a_time(void **state)
{
    (void)state;
    card_of_giver();
    for (int day = 1; day < 80; day += 20) {
        const struct answer *answer = SELL(&till, .customer = "giver", .print = "card", .day = day);
        assert_false(answer->card.made);
    }
}

/* CtrlPanel#1178, RankerHub#636 */
static void a_new_account_alone_earns_nobody_anything(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .customer = "account", .day = FRIEND_DAY, .card = card, .kind = "advice",
         .nothing = true);
    assert_int_equal(thanks_on(THANKS_DAY), 0);
}

/* G. Security */

/* A code with a good check symbol that no key of ours made. */
static int64_t guess(int i)
{
    return (INT64_C(3) << 53 | INT64_C(5) << 50 | (int64_t)i << 30) ^ 0x155;
}

/* Setono#297, #340, #45; liberusoftware#1046 */
static void guessing_ends_after_five_and_the_customer_reads_one_text(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    for (int i = 0; i < 5; i++)
        assert_int_equal(SCAN(&till, .till = "one", .day = 1, .code = guess(i)), VERDICT_FOREIGN);
    assert_int_equal(SCAN(&till, .till = "one", .day = 1, .card = card), VERDICT_LOCKED);
    const char *text = promise_say(LANGUAGE_ENGLISH, VERDICT_FOREIGN);
    static const enum verdict refused[] = {VERDICT_USED, VERDICT_EXPIRED, VERDICT_CANCELLED,
                                           VERDICT_HELD, VERDICT_LOCKED};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_string_equal(promise_say(LANGUAGE_ENGLISH, refused[i]), text);
}

/* hazlnut's help: "be careful 0/O, 1/I" */
static void letters_that_look_alike_are_read_as_one(void **state)
{
    char text[CODE_TEXT];
    int64_t id, card;
    (void)state;
    card = card_of_giver();
    code_format(card, text);
    for (char *c = text; *c != '\0'; c++)
        *c = (char)(*c == '0' ? 'o' : *c == '1' ? 'l' : *c);
    assert_true(code_parse(text, strlen(text), &id));
    assert_int_equal(id, card);
}

/* H. Staff and privacy */

/* reddit smallbusiness 1ejys97 */
static void one_customer_many_times_a_day_is_flagged(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        SELL(&till, .customer = "cashier's own", .minute = 600 + i);
    assert_true((till.outcome.answer.flags & FLAG_OFTEN) != 0);
    assert_int_equal(LOOK(&till, .customer = "cashier's own", .day = 1)->visit, 2);
}

/* reddit smallbusiness 1ejys97: nobody looked */
static void the_owner_reads_of_it_with_the_reason(void **state)
{
    struct suspicion list[2];
    char reason[SUSPICION_REASON];
    int64_t count;
    (void)state;
    for (int i = 0; i < 5; i++)
        SELL(&till, .ref = i == 4 ? "fifth" : NULL, .customer = "cashier's own", .minute = 600 + i);
    assert_int_equal(suspicion_list(till.shop->store, list, 2, &count, NULL), COMEBACK_OK);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].ref, "fifth");
    suspicion_reason(list[0].flags, reason);
    assert_string_equal(reason, "one customer more than four times that day");
}

/* opensourcepos#1949 */
static void consent_is_recorded_and_forgetting_leaves_no_person(void **state)
{
    struct forget_report report;
    (void)state;
    till_add_sections(&till, "\n[consent contact]\ntext = We may write to you.\n");
    int64_t person = SELL(&till, .customer = "ann", .name = "Miriam Quist", .phone = "085 123 4567",
                          .email = "a@example.org", .consent = "contact")
                         ->person;
    assert_int_equal(till_number(&till, "SELECT count(*) FROM consent WHERE given=1"), 1);
    assert_int_equal(forget_person(till.shop->store, person, &report, NULL), COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT (SELECT count(*) FROM consent)"
                                        "+(SELECT count(*) FROM identity)"
                                        "+(SELECT count(*) FROM person)"),
                     0);
    assert_int_equal(till_number(&till, "SELECT total_minor FROM sale"), 2000);
}

/* PCMS, Hallmark LP */
static void staff_get_nothing_of_ours(void **state)
{
    (void)state;
    till_set(&till, "shop", "staff", "17");
    const struct answer *answer = SELL(&till, .customer = "17");
    assert_false(answer->note.made || answer->card.made);
}

/* possolutions */
static void notes_from_the_bin_do_not_add_up(void **state)
{
    int64_t notes[3];
    (void)state;
    for (int i = 0; i < 3; i++)
        notes[i] = SELL(&till, .minute = 600 + i)->note.code;
    for (int i = 0; i < 3; i++)
        assert_int_equal(LOOK(&till, .day = 1, .note = notes[i])->visit, 2);
    int64_t note = SELL(&till, .day = 1, .note = notes[0])->note.code;
    assert_int_equal(LOOK(&till, .day = 2, .note = note)->visit, 3);
    assert_int_equal(LOOK(&till, .day = 2, .note = notes[1])->visit, 2);
}

/* ReferralCandy's help */
static void a_card_on_a_coupon_site_is_worth_one_sale(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    use_card(card, "friend");
    for (int day = 2; day < 6; day++) {
        char customer[32];
        snprintf(customer, sizeof customer, "reader %d", day);
        assert_int_equal(
            LOOK(&till, .customer = customer, .day = day, .card = card)->discount_minor, 0);
    }
}

#define COMPLAINT(test) cmocka_unit_test_setup_teardown(test, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        COMPLAINT(what_was_bought_earned_and_refunded_earns_nothing),
        COMPLAINT(a_refund_takes_back_no_promise_a_second_time),
        COMPLAINT(the_lines_of_a_refund_earn_nothing),
        COMPLAINT(a_return_counts_its_visit_back),
        COMPLAINT(a_voided_sale_earns_nothing),
        COMPLAINT(a_promise_is_reinstated_when_what_it_paid_comes_back),
        COMPLAINT(a_void_gives_the_promise_back_by_itself),
        COMPLAINT(thanks_wait_for_the_end_of_the_return_period),
        COMPLAINT(a_referral_that_is_cancelled_pays_no_commission),
        COMPLAINT(a_failed_payment_holds_no_card),
        COMPLAINT(of_two_baskets_with_one_card_one_has_it),
        COMPLAINT(a_retry_doubles_nothing),
        COMPLAINT(a_customers_limit_holds_when_sales_come_at_once),
        COMPLAINT(a_card_is_used_once),
        COMPLAINT(a_card_says_nothing_of_who_holds_it),
        COMPLAINT(who_has_a_note_and_a_number_is_one_customer),
        COMPLAINT(told_again_a_sale_has_the_same_slips),
        COMPLAINT(the_last_day_on_paper_is_the_last_day_that_counts),
        COMPLAINT(a_card_says_what_it_is_worth),
        COMPLAINT(no_slip_names_a_customer),
        COMPLAINT(the_next_step_is_on_the_receipt_and_not_in_a_mail),
        COMPLAINT(what_waits_stands_on_the_next_note),
        COMPLAINT(a_code_is_read_from_narrow_and_wide_paper),
        COMPLAINT(nothing_is_cut_off_below_the_last_line),
        COMPLAINT(a_note_names_only_the_promise_that_fits_who_reads_it),
        COMPLAINT(what_a_customer_needs_is_on_paper_and_asked_after_at_the_next_visit),
        COMPLAINT(the_next_customer_answers_no_question_of_the_one_before),
        COMPLAINT(what_was_heard_of_a_customer_staff_read_when_that_customer_is_there),
        COMPLAINT(a_question_that_nobody_answers_stops_nothing),
        COMPLAINT(without_paper_no_key_with_paper_one_scan_for_a_card_one_key),
        COMPLAINT(nobody_has_to_answer_anything),
        COMPLAINT(a_phone_is_one_however_it_is_written),
        COMPLAINT(a_phone_is_read_back_before_it_makes_somebody_else_of_a_customer),
        COMPLAINT(made_one_a_customer_loses_nothing),
        COMPLAINT(a_first_visit_is_counted_once_however_long_the_range),
        COMPLAINT(who_packs_the_bag_sees_that_the_customer_is_new),
        COMPLAINT(two_tickets_of_a_day_are_one_visit),
        COMPLAINT(who_sent_a_customer_is_thanked_without_a_key),
        COMPLAINT(a_stranger_with_a_card_is_new_on_papers_word),
        COMPLAINT(nobody_sends_themselves_by_any_way_of_being_known),
        COMPLAINT(a_giver_has_one_unused_card_at_a_time),
        COMPLAINT(a_new_account_alone_earns_nobody_anything),
        COMPLAINT(guessing_ends_after_five_and_the_customer_reads_one_text),
        COMPLAINT(letters_that_look_alike_are_read_as_one),
        COMPLAINT(one_customer_many_times_a_day_is_flagged),
        COMPLAINT(the_owner_reads_of_it_with_the_reason),
        COMPLAINT(consent_is_recorded_and_forgetting_leaves_no_person),
        COMPLAINT(staff_get_nothing_of_ours),
        COMPLAINT(notes_from_the_bin_do_not_add_up),
        COMPLAINT(a_card_on_a_coupon_site_is_worth_one_sale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
