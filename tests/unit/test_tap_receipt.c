/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "receipt_book.h"

enum { BYTES_MOST = 1 << 16 };

static const struct profile *printer(void)
{
    return profile_find("generic-80");
}

static struct tap_rows print(const void *bytes, size_t length)
{
    struct fault fault;
    struct tap_rows rows;
    if (tap_rows(printer(), bytes, length, &rows, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    return rows;
}

#define PRINT(text) print(text, sizeof(text) - 1)

static void check_text(struct tap_rows rows, const char *meant)
{
    bytes_add_byte(&rows.text, '\0');
    assert_string_equal((const char *)rows.text.data, meant);
    tap_rows_free(&rows);
}

static struct tap_reading read_text(const struct tap_patterns *patterns, const char *text,
                                    uint8_t digits)
{
    struct tap_reading reading;
    struct tap_rows rows = book_rows(text);
    tap_read(patterns, &rows, digits, &reading);
    tap_rows_free(&rows);
    return reading;
}

/* ---- rows ---- */

static void rows_stand_as_on_paper(void **state)
{
    (void)state;
    check_text(PRINT("\x1b@Shop\n\x1d!\x11"
                     "Big\x1d!\x00\nTotal\x1b$\x2c\x01"
                     "5.00\n"),
               "Shop\nBig\nTotal                    5.00\n");
}

static void a_host_that_sends_utf8_without_a_word_is_read_as_such(void **state)
{
    (void)state;
    check_text(PRINT("\x1b@Espèces\n\x1b@合計 ¥1,200\n"), "Espèces\n合計 ¥1,200\n");
    check_text(PRINT("\x1b@Caf\x82 \xd5\n"), "Café ╒\n");
}

static void a_pulse_that_utf8_spoilt_does_not_spoil_the_text(void **state)
{
    (void)state;
    check_text(PRINT("Grüße, Größe\n\x1bp\x00\x19\xc3\xba\n"), "Grüße, Größe\n║\n");
}

static void digits_and_blanks_of_every_kind_are_plain_ones(void **state)
{
    (void)state;
    check_text(PRINT("Ｔｏｔａｌ：１２\n1\u202f234,56\n٤٢\n"), "Total:12\n1 234,56\n42\n");
}

static void pictures_are_no_rows_and_codes_are(void **state)
{
    (void)state;
    static const char bytes[] = "\x1dv0\x00\x01\x00\x01\x00\xff\n"
                                "\x1dkI\x06{B0042\n";
    struct tap_rows rows = print(bytes, sizeof bytes - 1);
    struct tap_patterns patterns = {{[TAP_NUMBER] = "[Code 128 {}]", [TAP_TOTAL] = "Total {}"}};
    struct tap_reading reading;
    assert_true(rows.pictures);
    assert_false(rows.words);
    tap_read(&patterns, &rows, 2, &reading);
    assert_int_equal(reading.verdict, TAP_PICTURE);
    rows.words = true;
    tap_read(&patterns, &rows, 2, &reading);
    assert_string_equal(reading.value[TAP_NUMBER], "0042");
    tap_rows_free(&rows);
}

static void a_receipt_of_too_many_rows_is_refused(void **state)
{
    (void)state;
    struct fault fault;
    struct tap_rows rows = {.count = 7};
    struct bytes bytes = {0};
    for (int i = 0; i < TAP_ROWS_MAX + 1; i++)
        bytes_add_text(&bytes, i % 500 == 499 ? "x\n\x1dV\x01" : "x\n\x1b\x33\x01");
    assert_int_equal(tap_rows(printer(), bytes.data, bytes.length, &rows, &fault), COMEBACK_LIMIT);
    assert_string_equal(fault.text, "a receipt of more than 2000 rows");
    assert_int_equal(rows.count, 7);
    bytes_free(&bytes);
}

/* ---- patterns ---- */

static const struct {
    enum tap_field field;
    const char *pattern, *row, *found; /* NULL: nothing */
} matches[] = {
    {TAP_NUMBER, "Receipt: {}", "Receipt:       5", "5"},
    {TAP_NUMBER, "receipt: {}", "   RECEIPT: 5   ", "5"},
    {TAP_NUMBER, "Receipt: {}", "Receipt:1234567", "1234567"},
    {TAP_NUMBER, "Receipt: {}", "Receipt: 5 of 6", NULL},
    {TAP_NUMBER, "Receipt: {}", "Receipts: 5", NULL},
    {TAP_NUMBER, "Receipt: {}", "Receipt: none", NULL},
    {TAP_NUMBER, "Receipt: {} *", "Receipt: 5 of 6", "5"},
    {TAP_NUMBER, "Receipt: {} *", "Receipt: 5", "5"},
    {TAP_NUMBER, "* Receipt: {}", "Receipt: 5", "5"},
    {TAP_NUMBER, "* Receipt: {}", "21.11.26 Receipt: 5", "5"},
    {TAP_NUMBER, "#{}", "#0004", "0004"},
    {TAP_NUMBER, "Order {}/*", "Order 12/4", "12"},
    {TAP_NUMBER, "* {9-9-9}", "11/21/26 10:09 PM    56-1-2", "56-1-2"},
    {TAP_NUMBER, "* {9-9-9}", "11/21/26 10:09 PM    56-1-2-3", NULL},
    {TAP_NUMBER, "* {9-9-9} *", "tel 5-56-1-2 x", NULL},
    {TAP_NUMBER, "{A-9999}", "T-123", NULL},
    {TAP_NUMBER, "{A-9999}", "TX-12345", "TX-12345"},
    {TAP_NUMBER, "Invoice // {}", "Invoice\n\n  20088\n", "20088"},
    {TAP_NUMBER, "Invoice // {}", "Bill\n20088\n", NULL},
    {TAP_NUMBER, "Bill {} | Receipt {}", "Receipt 7", "7"},
    {TAP_CASHIER, "Cashier: {}", "Cashier: Ana Maria", "Ana Maria"},
    {TAP_CASHIER, "Cashier: {} *", "Cashier: Ana Maria    Till 4", "Ana Maria"},
    {TAP_CASHIER, "* Cashier: {}", "Server Bank   Cashier: Rosa", "Rosa"},
    {TAP_CASHIER, "Kassör: {}", "KASSÖR: Åsa", "Åsa"},
    {TAP_CASHIER, "Πελάτης: {}", "ΠΕΛΆΤΗΣ: Νίκος", "Νίκος"},
    {TAP_TOTAL, "Total {}", "Total   $9.35", "935"},
    {TAP_TOTAL, "Total {}", "Sales Total    8.50", NULL},
    {TAP_TOTAL, "Total {}", "Total items 5", NULL},
    {TAP_TOTAL, "Total {} *", "Total 9.35 T", "935"},
    {TAP_TOTAL, "TOTAL*{}", "TOTAL.........12.00", "1200"},
    {TAP_TILL, "Till {}", "Till 4", "4"},
    {TAP_CODE, "Note: {}", "Note: HJ4K-7M2P-X9QD", "HJ4K-7M2P-X9QD"},
};

static void a_pattern_finds_what_a_person_would(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof matches / sizeof *matches; i++) {
        struct tap_patterns patterns = {0};
        char text[256];
        snprintf(patterns.text[matches[i].field], TAP_PATTERN, "%s", matches[i].pattern);
        snprintf(text, sizeof text, "%s\n", matches[i].row);
        struct tap_reading reading = read_text(&patterns, text, 2);
        const char *found = reading.value[matches[i].field];
        if (strcmp(found, matches[i].found != NULL ? matches[i].found : "") != 0)
            fail_msg("\"%s\" in \"%s\" finds \"%s\"", matches[i].pattern, matches[i].row, found);
        assert_true((reading.row[matches[i].field] >= 0) == (matches[i].found != NULL));
    }
}

static const struct {
    enum tap_field field;
    const char *pattern, *fault;
} refused[] = {
    {TAP_NUMBER, "Receipt", "number: \"Receipt\" has no {}, which is what is looked for"},
    {TAP_NUMBER, "* {}", "number: \"* {}\" fits every row: it needs words beside {} and *"},
    {TAP_NUMBER, "a | {}", "number: \"a | {}\" has no {}, which is what is looked for"},
    {TAP_NUMBER, "a {} {}", "number: \"a {} {}\" has braces that are not one pair: {} or {9-9-9}"},
    {TAP_NUMBER, "a }{", "number: \"a }{\" has braces that are not one pair: {} or {9-9-9}"},
    {TAP_NUMBER, "a {9 9}", "number: \"a {9 9}\" has a blank in its shape"},
    {TAP_NUMBER, "a\t{}", "number: \"a\t{}\" has a control character"},
    {TAP_NUMBER, "\xff {}", "number: \"? {}\" is not UTF-8"},
    {TAP_NUMBER, "* // {}", "number: \"* // {}\" has nothing to know the row above by"},
    {TAP_TOTAL, "Total {9.9}", "total: \"Total {9.9}\" has a shape: {} of a total is an amount"},
    {TAP_TOTAL, "none", "total: \"none\" has no {}, which is what is looked for"},
    {TAP_REPRINT, "*", "reprint: \"*\" fits every row: it needs words beside {} and *"},
};

static void a_pattern_that_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct fault fault;
        assert_int_equal(tap_pattern_check(refused[i].field, refused[i].pattern, &fault),
                         COMEBACK_VALUE);
        assert_string_equal(fault.text, refused[i].fault);
    }
    assert_int_equal(tap_pattern_check(TAP_NUMBER, "none", NULL), COMEBACK_OK);
    assert_int_equal(tap_pattern_check(TAP_PAID, "any", NULL), COMEBACK_OK);
    assert_int_equal(tap_pattern_check(TAP_CASHIER, "", NULL), COMEBACK_OK);
    assert_int_equal(tap_pattern_check(TAP_VOID, "STORNO *", NULL), COMEBACK_OK);
}

/* ---- amounts ---- */

static const struct {
    uint8_t digits;
    const char *text, *minor; /* NULL: no amount */
} amounts[] = {
    {2, "1.234,56", "123456"},
    {2, "1,234.56", "123456"},
    {2, "1 234,56", "123456"},
    {2, "1'234.50", "123450"},
    {2, "12,34,567.00", "123456700"},
    {2, "1,234,567.89", "123456789"},
    {2, "$.65", "65"},
    {2, ".85", "85"},
    {2, "12,-", "1200"},
    {2, "12.--", "1200"},
    {2, "1,200/-", "120000"},
    {2, "EUR 12.00", "1200"},
    {2, "12.00 EUR", "1200"},
    {2, "12,00€", "1200"},
    {2, "€ 12,00", "1200"},
    {2, "R$ 159,90", "15990"},
    {2, "Rs.120.50", "12050"},
    {2, "12,00 zł", "1200"},
    {2, "P481.25", "48125"},
    {0, "29.000đ", "29000"},
    {2, "Fr. 12.50", "1250"},
    {2, "US$12.50", "1250"},
    {2, "-9.01", "-901"},
    {2, "9.01-", "-901"},
    {2, "(9.01)", "-901"},
    {2, "-$9.01", "-901"},
    {2, "$-9.01", "-901"},
    {2, "*12,50", "1250"},
    {2, "12", "1200"},
    {2, "12.5", "1250"},
    {2, "1.234", "123400"},
    {2, "0,00", "0"},
    {0, "¥1,200", "1200"},
    {0, "¥1,200-", "1200"},
    {0, "\\1,200", "1200"},
    {0, "1.200", "1200"},
    {0, "12.00", "12"},
    {0, "1,200円", "1200"},
    {3, "1.234", "1234"},
    {3, "KWD 12.750", "12750"},
    {2, "21.11.26", NULL},
    {2, "12.345,6789", NULL},
    {2, "0.345", NULL},
    {2, "19%", NULL},
    {2, "3 pcs", NULL},
    {2, "10:27", NULL},
    {2, "1,23,4", NULL},
    {2, "--9.01", NULL},
    {2, "(9.01", NULL},
    {2, "XYZ 9.01", NULL},
    {0, "12.50", NULL},
    {2, "1234567890123456", NULL},
    {2, "x1", NULL},
    {2, "9.01 EUR EUR", NULL},
};

static void an_amount_is_read_as_it_is_meant_or_not_at_all(void **state)
{
    (void)state;
    const struct tap_patterns patterns = {{[TAP_TOTAL] = "Total {}"}};
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        char text[128];
        snprintf(text, sizeof text, "Total  %s\n", amounts[i].text);
        struct tap_reading reading = read_text(&patterns, text, amounts[i].digits);
        const char *meant = amounts[i].minor != NULL ? amounts[i].minor : "";
        if (strcmp(reading.value[TAP_TOTAL], meant) != 0)
            fail_msg("\"%s\" is read as \"%s\"", amounts[i].text, reading.value[TAP_TOTAL]);
    }
}

/* ---- verdicts ---- */

static const struct tap_patterns taught = {
    {[TAP_NUMBER] = "Receipt {}", [TAP_TOTAL] = "Total {}", [TAP_PAID] = "any"}};

static const struct {
    const char *text;
    enum tap_verdict verdict;
    const char *why;
} verdicts[] = {
    {"Receipt 5\nTea 2.00\nTotal 2.00\nCash 2.00\n", TAP_SALE, ""},
    {"Receipt 5\nReceipt 6\nTotal 2.00\nCash 2.00\n", TAP_UNREAD,
     "two different numbers: \"5\" and \"6\""},
    {"Receipt 5\nTotal 2.00\nTotal 3.00\nCash 2.00\n", TAP_UNREAD,
     "two different totals: \"200\" and \"300\""},
    {"Receipt 5\nTotal 2.00\nReceipt 5\nTotal 2.00\nCash 2.00\n", TAP_SALE, ""},
    {"Receipt 5\nTotal two\nCash 2.00\n", TAP_UNREAD, "no row fits total = Total {}"},
    {"Receipt\nTotal 2.00\nCash 2.00\n", TAP_UNREAD, "no row fits number = Receipt {}"},
    {"Receipt 5\nTotal 2.00\n", TAP_NOT_PAID, "no row below the total says how it was paid"},
    {"Receipt 5\nCash box 2.00\nTotal 2.00\n", TAP_NOT_PAID,
     "no row below the total says how it was paid"},
    {"Receipt 5\nTotal 2.00\nCash only\n", TAP_NOT_PAID,
     "no row below the total says how it was paid"},
    {"Receipt 5\nTotal 2.00\nPaid by card\n", TAP_SALE, ""},
    {"Receipt 5\nTotal 2.00\nVISA CREDIT   xxxxxxxx1234\n", TAP_SALE, ""},
    {"Receipt 5\nTotal 2.00\nPayment: Cash\n", TAP_SALE, ""},
    {"*** COPY ***\nReceipt 5\nTotal 2.00\nCash 2.00\n", TAP_COPY, "row 1 says \"*** COPY ***\""},
    {"Receipt 5\nTotal 2.00\nCash 2.00\nDuplicate receipt no. 2\n", TAP_COPY,
     "row 4 says \"Duplicate receipt no. 2\""},
    {"Receipt 5\nTotal 2.00\nCash 2.00\nKopie 21.11.2026 10:14\n", TAP_COPY,
     "row 4 says \"Kopie 21.11.2026 10:14\""},
    {"Shop\nDUPLICATA\nReceipt 5\nTotal 2.00\nCash 2.00\n", TAP_COPY, "row 2 says \"DUPLICATA\""},
    {"Shop\nREIMPRESION\nReceipt 5\nTotal 2.00\nCash 2.00\n", TAP_COPY,
     "row 2 says \"REIMPRESION\""},
    {"Receipt 5\nCopy paper 2.00\nTotal 2.00\nCash 2.00\n", TAP_SALE, ""},
    {"Receipt 5\nCopy 2.00\nTotal 2.00\nCash 2.00\n", TAP_SALE, ""},
    {"Receipt 5\nCopy\n 4 x 0.50  2.00\nTotal 2.00\nCash 2.00\n", TAP_SALE, ""},
    {"Receipt 5\nTotal 2.00\nCash 2.00\nCUSTOMER COPY\n", TAP_SALE, ""},
    {"Receipt 5\nVOID -1.00\nTea 2.00\nTotal 2.00\nCash 2.00\n", TAP_SALE, ""},
    {"VOID\nReceipt 5\nTea 2.00\nTotal 2.00\nCash 2.00\n", TAP_VOIDED, "row 1 says \"VOID\""},
    {"Receipt 5\nTea 2.00\nTotal 2.00\nCash 2.00\nRETURN\nwithin 14 days\n", TAP_SALE, ""},
    {"RETURN\nReceipt 5\nTea 2.00\nTotal 2.00\nCash 2.00\n", TAP_VOIDED, "row 1 says \"RETURN\""},
    {"Receipt 5\nTotal -2.00\nCash -2.00\n", TAP_VOIDED,
     "its total is below zero: money was given back"},
    {"The Kitchen\nReceipt 5\nTea 2.00\nTotal 2.00\nCash 2.00\n", TAP_SALE, ""},
    {"Receipt 5\nTea 2.00\nTotal 2.00\nCash 2.00\nANGEBOT\nTee im Mai\n", TAP_SALE, ""},
    {"TRAINING\nReceipt 5\nTotal 2.00\nCash 2.00\n", TAP_VOIDED, "row 1 says \"TRAINING\""},
    {"NOT A RECEIPT\nReceipt 5\nTotal 2.00\nCash 2.00\n", TAP_VOIDED,
     "row 1 says \"NOT A RECEIPT\""},
    {"PRE-BILL\nReceipt 5\nTotal 2.00\n", TAP_VOIDED, "row 1 says \"PRE-BILL\""},
    {"Receipt 5\nTotal 2.00\nCash 2.00\nNOT PAID\n", TAP_NOT_PAID, "row 4 says \"NOT PAID\""},
};

static void a_receipt_is_a_sale_or_says_why_it_is_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        struct tap_reading reading = read_text(&taught, verdicts[i].text, 2);
        if (reading.verdict != verdicts[i].verdict || strcmp(reading.why, verdicts[i].why) != 0)
            fail_msg("%s: %d, \"%s\"", verdicts[i].text, reading.verdict, reading.why);
    }
}

/* Whatever the usual words are, each alone in the heading is known for what it is. */
static const struct {
    const char *word;
    enum tap_verdict verdict;
    bool kitchen; /* no amounts */
} usual[] = {
    {"Reprint", TAP_COPY, false},
    {"Duplikat", TAP_COPY, false},
    {"Zweitschrift", TAP_COPY, false},
    {"Copie", TAP_COPY, false},
    {"Réimpression", TAP_COPY, false},
    {"Copia", TAP_COPY, false},
    {"Duplicado", TAP_COPY, false},
    {"Ristampa", TAP_COPY, false},
    {"Kopie", TAP_COPY, false},
    {"Duplikat", TAP_COPY, false},
    {"Segunda via", TAP_COPY, false},
    {"Refund", TAP_VOIDED, false},
    {"Storno", TAP_VOIDED, false},
    {"Gutschrift", TAP_VOIDED, false},
    {"Zwischenrechnung", TAP_VOIDED, false},
    {"Angebot", TAP_VOIDED, false},
    {"Küche", TAP_VOIDED, true},
    {"Remboursement", TAP_VOIDED, false},
    {"Devis", TAP_VOIDED, false},
    {"Cuisine", TAP_VOIDED, true},
    {"Devolución", TAP_VOIDED, false},
    {"Presupuesto", TAP_VOIDED, false},
    {"Preventivo", TAP_VOIDED, false},
    {"Reso", TAP_VOIDED, false},
    {"Offerte", TAP_VOIDED, false},
    {"Keuken", TAP_VOIDED, true},
    {"Zwrot", TAP_VOIDED, false},
    {"Rachunek wstępny", TAP_VOIDED, false},
    {"Orçamento", TAP_VOIDED, false},
    {"Devolução", TAP_VOIDED, false},
    {"Draft", TAP_VOIDED, false},
    {"Quotation", TAP_VOIDED, false},
    {"Kitchen", TAP_VOIDED, true},
    {"Nicht bezahlt", TAP_NOT_PAID, false},
    {"Non payé", TAP_NOT_PAID, false},
    {"Kuche", TAP_VOIDED, true},
};

static void the_usual_words_are_known_in_many_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s\nReceipt 5\n%s", usual[i].word,
                 usual[i].kitchen ? "2 Soup\n" : "Tea 2.00\nTotal 2.00\nCash 2.00\n");
        if (read_text(&taught, text, 2).verdict != usual[i].verdict)
            fail_msg("%s", usual[i].word);
    }
}

static void an_owners_own_words_stand_for_the_usual_ones(void **state)
{
    (void)state;
    struct tap_patterns own = taught;
    strcpy(own.text[TAP_REPRINT], "AGAIN *");
    strcpy(own.text[TAP_VOID], "none");
    strcpy(own.text[TAP_PAID], "Thanks *");
    static const char *const texts[] = {
        "COPY\nReceipt 5\nTotal 2.00\nThanks a lot\n",
        "VOID\nReceipt 5\nTotal 2.00\nThanks a lot\n",
        "again, no. 2\nReceipt 5\nTotal 2.00\nThanks\n",
        "Receipt 5\nTotal 2.00\nCash 2.00\n",
    };
    assert_int_equal(read_text(&own, texts[0], 2).verdict, TAP_SALE);
    assert_int_equal(read_text(&own, texts[1], 2).verdict, TAP_SALE);
    assert_int_equal(read_text(&own, texts[3], 2).verdict, TAP_NOT_PAID);
    strcpy(own.text[TAP_REPRINT], "again*");
    assert_int_equal(read_text(&own, texts[2], 2).verdict, TAP_COPY);
}

/* ---- what real hosts sent ---- */

static const struct {
    const char *path, *patterns[3], *number, *total;
} recorded[] = {
    {"chromis-receipt.bin", {"Receipt: {}", "Total {}", "Served by: {}"}, "5", "605"},
    {"core-pos-receipt.bin", {"* {9-9-9}", "TOTAL {}", ""}, "56-1-2", "1099"},
    {"viewtouch-receipt.bin", {"#{}", "Total {}", "* Cashier: {}"}, "0004", "935"},
    {"dolibarr-takepos-receipt.bin", {"none", "Total (inc. tax) {}", ""}, "", "2508"},
};

static struct tap_rows print_recorded(const char *name)
{
    static uint8_t bytes[BYTES_MOST];
    char path[128];
    snprintf(path, sizeof path, "../shared/data/pos/%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        print_message("recorded receipts are not here\n");
        skip();
    }
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return print(bytes, length);
}

static void the_last_digits_of_a_card_are_a_payment(void **state)
{
    static const struct tap_patterns patterns = {
        {[TAP_NUMBER] = "Receipt {}", [TAP_TOTAL] = "Total {}", [TAP_PAID] = "any"}};
    static const struct {
        const char *below;
        bool paid;
    } cases[] = {
        {"Xyz xxxx8812  10.00\n", true}, {"**** **** **** 4471\n", true},
        {"XXXXXXXXXXX2007\n", true},     {"****  10.00\n", false},
        {"****\n2026\n", false},         {"*** 1234\n", false},
        {"xxxx88123\n", false},          {"********\n", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        snprintf(text, sizeof text, "Receipt 5\nSoap 10.00\nTotal 10.00\n%s", cases[i].below);
        struct tap_reading reading = read_text(&patterns, text, 2);
        if (reading.verdict != (cases[i].paid ? TAP_SALE : TAP_NOT_PAID))
            fail_msg("%s: %s", cases[i].below, reading.why);
    }
}

static void a_letter_and_a_dash_before_digits_are_no_amount(void **state)
{
    static const struct tap_patterns patterns = {
        {[TAP_NUMBER] = "Receipt {}", [TAP_TOTAL] = "Total {}"}};
    struct tap_reading reading = read_text(&patterns, "Receipt R-20447\nTotal R-20448\n", 2);
    (void)state;
    assert_string_equal(reading.value[TAP_NUMBER], "R-20447");
    assert_string_equal(reading.value[TAP_TOTAL], "");
    reading = read_text(&patterns, "Receipt 5\nTotal R-20.50\n", 2);
    assert_string_equal(reading.value[TAP_TOTAL], "-2050");
}

static void a_total_that_something_was_taken_off_below_is_doubted(void **state)
{
    static const struct tap_patterns patterns = {
        {[TAP_NUMBER] = "Receipt {}", [TAP_TOTAL] = "Total {}"}};
    static const struct {
        const char *below, *total, *why; /* NULL: it is read */
    } cases[] = {
        {"Visa 10.00\n", "1000", NULL},
        {"Coupon -1.00\nVisa 9.00\n", "1000",
         "row 5 says that less than the total of row 3 was paid"},
        {"Discount 1.00\nTo pay 9.00\nOther 9.00\n", "1000",
         "row 5 says that less than the total of row 3 was paid"},
        {"Rounding 0.02\nTo pay 10.02\nVoucher 5.00\n", "1000",
         "row 5 says that more than the total of row 3 was paid"},
        {"Discount 1.00\nTo pay 9.00\nCash 9.00\n", "900", NULL},
        {"Discount 1.00\nTo pay 9.00\nCash 20.00\nChange 11.00\n", "900", NULL},
        {"Rounding 0.02\nTo pay 10.02\nCash 20.02\nChange 10.00\n", "1002", NULL},
        {"Discount 1.00\nNet amount 9.00\nVisa 9.00\n", "1000",
         "row 5 says that less than the total of row 3 was paid"},
        {"Tip 2.00\nVisa 12.00\n", "1000", NULL},
        {"Gift card 1.00\nVisa 9.00\n", "1000", NULL},
        {"Cash 20.00\nChange 10.00\n", "1000", NULL},
        {"VAT 19% 1.60\nNet total 8.40\nCash 10.00\n", "1000", NULL},
        {"Cash 4.00\nVisa 6.00\n", "1000", NULL},
        {"Points 120\nEUR total 9.30\nCash 10.00\n", "1000", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        snprintf(text, sizeof text, "Receipt 5\nSoap 10.00\nTotal 10.00\n%s", cases[i].below);
        struct tap_reading reading = read_text(&patterns, text, 2);
        if ((reading.verdict == TAP_UNREAD) != (cases[i].why != NULL))
            fail_msg("%s: %s", cases[i].below, reading.why);
        assert_string_equal(reading.value[TAP_TOTAL], cases[i].total);
        if (cases[i].why != NULL)
            assert_string_equal(reading.why, cases[i].why);
    }
}

static void receipts_of_real_hosts_are_learnt_and_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
        struct tap_rows rows = print_recorded(recorded[i].path);
        struct tap_patterns patterns;
        struct tap_reading reading;
        tap_learn(&rows, 1, 2, &patterns);
        assert_string_equal(patterns.text[TAP_NUMBER], recorded[i].patterns[0]);
        assert_string_equal(patterns.text[TAP_TOTAL], recorded[i].patterns[1]);
        assert_string_equal(patterns.text[TAP_CASHIER], recorded[i].patterns[2]);
        assert_string_equal(patterns.text[TAP_PAID], "any");
        tap_read(&patterns, &rows, 2, &reading);
        assert_int_equal(reading.verdict, TAP_SALE);
        assert_string_equal(reading.value[TAP_NUMBER], recorded[i].number);
        assert_string_equal(reading.value[TAP_TOTAL], recorded[i].total);
        tap_rows_free(&rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stand_as_on_paper),
        cmocka_unit_test(a_host_that_sends_utf8_without_a_word_is_read_as_such),
        cmocka_unit_test(a_pulse_that_utf8_spoilt_does_not_spoil_the_text),
        cmocka_unit_test(digits_and_blanks_of_every_kind_are_plain_ones),
        cmocka_unit_test(pictures_are_no_rows_and_codes_are),
        cmocka_unit_test(a_receipt_of_too_many_rows_is_refused),
        cmocka_unit_test(a_pattern_finds_what_a_person_would),
        cmocka_unit_test(a_pattern_that_cannot_be_meant_is_refused),
        cmocka_unit_test(an_amount_is_read_as_it_is_meant_or_not_at_all),
        cmocka_unit_test(a_receipt_is_a_sale_or_says_why_it_is_none),
        cmocka_unit_test(the_usual_words_are_known_in_many_languages),
        cmocka_unit_test(an_owners_own_words_stand_for_the_usual_ones),
        cmocka_unit_test(the_last_digits_of_a_card_are_a_payment),
        cmocka_unit_test(a_letter_and_a_dash_before_digits_are_no_amount),
        cmocka_unit_test(a_total_that_something_was_taken_off_below_is_doubted),
        cmocka_unit_test(receipts_of_real_hosts_are_learnt_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
