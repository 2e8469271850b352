/* SPDX-License-Identifier: MIT */
#include "../../plugin/phone.h"
#include "../../plugin/phone_table.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORACLE_LINE = 256, NUMBER_FORMS = 9 };

/* Debian's package is for Debian's interpreter. */
static const char oracle_command[] = "/usr/bin/python3 -B tests/unit/phone_oracle.py";
/* Other versions know other examples. */
static const char oracle_version[] = "8.12.57";

/*
 * Where ours differs from libphonenumber, by region and kind of number; each name must really
 * differ in every form, and no other may.
 *
 * Numbers that no customer has: they are longer or shorter than subscribers' numbers are, or begin
 * with a zero where those do not. To take them in would be to let typing errors in.
 */
static const char services_of_other_lengths[] =
    " AL/toll-free AL/premium AL/shared AU/toll-free AU/premium AU/shared AU/pager "
    "BR/toll-free BR/premium BR/shared BW/toll-free BY/toll-free BY/premium BZ/toll-free "
    "CA/company CC/toll-free CC/premium CC/shared CH/voicemail CM/toll-free CN/premium "
    "CO/toll-free CO/premium CR/toll-free CR/premium CU/toll-free CU/shared CX/toll-free "
    "CX/premium CX/shared CZ/voicemail EC/toll-free FJ/toll-free GH/toll-free "
    "GT/toll-free GT/premium HK/toll-free HK/premium HN/toll-free HR/premium "
    "IE/toll-free IE/premium IE/shared IE/voicemail IL/toll-free IL/premium IL/shared "
    "IL/company IL/voicemail IN/premium IN/shared IR/company KH/toll-free KH/premium "
    "KW/toll-free MO/toll-free MV/toll-free MV/premium NC/toll-free NE/toll-free "
    "NE/premium NG/toll-free NL/toll-free NL/premium NL/company NO/company NP/toll-free "
    "PF/toll-free PF/company PH/toll-free PK/toll-free PK/premium PK/company "
    "PM/toll-free PS/toll-free PS/shared PY/toll-free QA/toll-free QA/pager SA/toll-free "
    "SA/company SE/premium SE/voicemail SG/toll-free SG/premium SG/company SJ/company "
    "SK/pager SV/toll-free SV/premium SZ/toll-free SZ/premium TH/toll-free TH/premium "
    "TO/toll-free TR/company VN/company WF/toll-free ";

/* 01 44 12 34: dialled so until 2019. Now 011 44 12 34, as which it cannot be known for certain. */
static const char numbers_of_an_old_plan[] = " GA/fixed GA/mobile ";

/* Three digits less are still a number: lengths vary in the plan, or it was a long service number.
 */
static const char cut_numbers_that_are_numbers[] =
    " AT/fixed AT/mobile AT/toll-free AT/premium AT/shared AT/voip AX/fixed AX/mobile "
    "AX/toll-free AX/premium AX/company CH/voicemail CU/toll-free CU/shared DE/mobile "
    "DE/toll-free DE/premium DE/personal DE/company DE/voicemail EC/toll-free FI/fixed "
    "FI/mobile FI/toll-free FI/premium FI/company GT/toll-free GT/premium HK/premium "
    "HN/toll-free IE/toll-free IE/premium IE/shared IE/voicemail IL/voicemail IN/premium "
    "IT/fixed IT/mobile IT/toll-free IT/premium IT/shared IT/voip IT/personal "
    "IT/voicemail KI/mobile KI/voip LU/mobile MM/toll-free MV/toll-free MV/premium "
    "NG/toll-free NP/toll-free NU/mobile PH/toll-free PM/toll-free PY/toll-free "
    "SE/premium SE/voicemail SG/toll-free SG/premium SG/company VA/fixed VA/mobile "
    "VA/toll-free VA/premium VA/shared VA/voip VA/personal VA/voicemail WF/toll-free "
    "ZW/voip ";

/* Five digits more are still a number: a German one may have 13. */
static const char long_numbers_that_are_numbers[] = " DE/fixed DE/shared DE/pager ";

/*
 * 009 1 201 555 0123 from Nigeria is a number of the United States behind 009, and one of India
 * behind 00; from Hong Kong 001 and 00 collide so.
 */
static const char exit_codes_that_can_be_two[] = " HK/exit NG/exit ";

struct row {
    char *kind, *form, *country, *text, *e164;
};

static const char *normalise(const char *text, const char *country, struct fault *fault)
{
    static char out[PHONE_TEXT];
    strcpy(out, "-");
    int status = phone_normalise(text, country, out, fault);
    if (status != COMEBACK_OK)
        assert_int_equal(status, COMEBACK_VALUE);
    assert_true((status == COMEBACK_OK) == (out[0] == '+'));
    return out;
}

static bool is_named(const char *list, const char *kind)
{
    char name[64];
    snprintf(name, sizeof name, " %s ", kind);
    return strstr(list, name) != NULL;
}

static int count_names(const char *list)
{
    int count = 0;
    for (const char *blank = strchr(list, ' '); blank[1] != '\0'; blank = strchr(blank + 1, ' '))
        count++;
    return count;
}

static const char *expected(const struct row *row)
{
    if (strcmp(row->form, "cut") == 0)
        return is_named(cut_numbers_that_are_numbers, row->kind) ? row->text : "-";
    if (strcmp(row->form, "long") == 0)
        return is_named(long_numbers_that_are_numbers, row->kind) ? row->text : "-";
    if (strcmp(row->form, "to US") == 0 && is_named(exit_codes_that_can_be_two, row->kind))
        return "-";
    if (is_named(services_of_other_lengths, row->kind) ||
        is_named(numbers_of_an_old_plan, row->kind))
        return "-";
    return row->e164;
}

/* A fault is logged: of what was typed it shows two digits at most. */
static void assert_hidden(const char *text, const struct fault *fault)
{
    char digits[ORACLE_LINE];
    size_t count = 0;
    for (; *text != '\0'; text++)
        if (*text >= '0' && *text <= '9')
            digits[count++] = *text;
    digits[count] = '\0';
    const char *last = count < 3 ? "none" : digits + count - 3;
    const char *told = strstr(fault->text, last);
    if (told != NULL && told < strstr(fault->text, ", expected"))
        fail_msg("more than two digits are told: %s", fault->text);
}

static bool next_row(FILE *oracle, char line[ORACLE_LINE], struct row *row)
{
    if (fgets(line, ORACLE_LINE, oracle) == NULL)
        return false;
    char **fields[] = {&row->kind, &row->form, &row->country, &row->text, &row->e164};
    char *rest = line;
    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        *fields[i] = strsep(&rest, "\t");
        assert_non_null(*fields[i]);
    }
    return true;
}

static bool oracle_answers(FILE *oracle)
{
    char line[ORACLE_LINE] = "";
    assert_non_null(fgets(line, sizeof line, oracle));
    line[strcspn(line, "\n")] = '\0';
    if (strcmp(line, oracle_version) == 0)
        return true;
    print_message("not compared: python3-phonenumbers %s is wanted, found %s\n", oracle_version,
                  line);
    return false;
}

struct tally {
    int rows, wrong, services, old, cut, longer, two;
};

static void compare(const struct row *row, struct tally *tally)
{
    struct fault fault = {""};
    const char *wanted = expected(row);
    const char *ours = normalise(row->text, row->country, &fault);
    tally->rows++;
    tally->services += is_named(services_of_other_lengths, row->kind);
    tally->old += is_named(numbers_of_an_old_plan, row->kind);
    tally->cut += strcmp(row->form, "cut") == 0 && strcmp(ours, "-") != 0;
    tally->two += strncmp(row->form, "to ", 3) == 0 && strcmp(ours, "-") == 0;
    tally->longer += strcmp(row->form, "long") == 0 && strcmp(ours, "-") != 0;
    if (strcmp(ours, "-") == 0)
        assert_hidden(row->text, &fault);
    if (strcmp(ours, wanted) == 0)
        return;
    tally->wrong++;
    print_message("%s %s in %s: \"%s\" is %s, ours %s %s\n", row->kind, row->form, row->country,
                  row->text, wanted, ours, fault.text);
}

static void every_regions_numbers_are_read_as_libphonenumber_reads_them(void **state)
{
    (void)state;
    FILE *oracle = popen(oracle_command, "r");
    assert_non_null(oracle);
    bool answers = oracle_answers(oracle);
    struct tally tally = {0};
    char line[ORACLE_LINE];
    struct row row;
    while (answers && next_row(oracle, line, &row))
        compare(&row, &tally);
    assert_int_equal(pclose(oracle), 0);
    if (!answers)
        skip();
    assert_int_equal(tally.wrong, 0);
    /* The forms, and "cut" and "long". Every name of every list was met. */
    assert_int_equal(tally.services, count_names(services_of_other_lengths) * (NUMBER_FORMS + 2));
    assert_int_equal(tally.old, count_names(numbers_of_an_old_plan) * (NUMBER_FORMS + 2));
    assert_int_equal(tally.cut, count_names(cut_numbers_that_are_numbers));
    assert_int_equal(tally.longer, count_names(long_numbers_that_are_numbers));
    assert_int_equal(tally.two, count_names(exit_codes_that_can_be_two));
    assert_int_equal(tally.rows, 13541);
}

/* A row out of its order would not be found. */
static void every_region_and_calling_code_is_found(void **state)
{
    (void)state;
    int regions = 0, plans = 0;
    for (char first = 'A'; first <= 'Z'; first++) {
        for (char second = 'A'; second <= 'Z'; second++) {
            const struct phone_region *region =
                phone_region_find((const char[3]){first, second, '\0'});
            if (region == NULL)
                continue;
            regions++;
            assert_non_null(phone_plan_find(region->code));
        }
    }
    for (unsigned code = 0; code <= 1000; code++)
        plans += phone_plan_find(code) != NULL;
    assert_int_equal(regions, 245);
    /* 206 of regions, 9 of ITU-T's global services. */
    assert_int_equal(plans, 215);
}

static void a_plan_leaves_room_for_15_digits(void **state)
{
    (void)state;
    for (unsigned code = 0; code <= 1000; code++) {
        const struct phone_plan *plan = phone_plan_find(code);
        if (plan == NULL)
            continue;
        assert_in_range(plan->least, 4, plan->most);
        assert_in_range(snprintf(NULL, 0, "%u", code) + plan->most, 0, 15);
    }
}

/* Numbers of Ofcom's and the FCC's ranges for drama, and made ones of their plans' form. */
static void people_write_one_number_in_many_ways(void **state)
{
    static const struct {
        const char *text, *country, *e164;
    } cases[] = {
        {"020 7946 0958", "GB", "+442079460958"},
        {"2079460958", "GB", "+442079460958"},
        {"+44 (0)20 7946 0958", "FR", "+442079460958"},
        {"+44 020 7946 0958", "GB", "+442079460958"},
        {"0044.20.7946.0958", "IE", "+442079460958"},
        {"442079460958", "GB", "+442079460958"},
        {"(+44) 20/7946-0958", "US", "+442079460958"},
        {"011 44 20 7946 0958", "US", "+442079460958"},
        {"00 44 20 7946 0958", "US", "+442079460958"},
        {"TEL:+44-20-7946-0958", "", "+442079460958"},
        {"8~10 44 20 7946 0958", "RU", "+442079460958"},
        {"\u202a+44\u00a020\u20117946\u20100958\u202c", "DE", "+442079460958"},
        {"\uff0b44\u3000\uff12\uff10\u3000\uff17\uff19\uff14\uff16\uff0d\uff10\uff19\uff15\uff18",
         "JP", "+442079460958"},
        {"\u0660\u0662\u0660 \u0667\u0669\u0664\u0666 \u0660\u0669\u0665\u0668", "GB",
         "+442079460958"},
        {"1 (202) 555-0123", "US", "+12025550123"},
        {"202.555.0123", "CA", "+12025550123"},
        {"345-6789", "BS", "+12423456789"},
        {"886377", "SM", "+3780549886377"},
        {"256789", "GG", "+441481256789"},
        {"06 6982 1234", "IT", "+390669821234"},
        {"+39 (0)6 6982 1234", "DE", "+390669821234"},
        {"06 1 234 5678", "HU", "+3612345678"},
        {"+36 (06) 1 234 5678", "AT", "+3612345678"},
        {"8 612 34567", "LT", "+37061234567"},
        {"0 612 34567", "LT", "+37061234567"},
        {"8 (912) 345-67-89", "RU", "+79123456789"},
        {"+7 8 912 345-67-89", "KZ", "+79123456789"},
        {"800 555-35-35", "RU", "+78005553535"},
        {"8 017 234-56-78", "BY", "+375172345678"},
        {"011 15-2345-6789", "AR", "+5491123456789"},
        {"0223 15-412-3456", "AR", "+5492234123456"},
        {"02954 15-41-2345", "AR", "+5492954412345"},
        {"+54 11 15-2345-6789", "UY", "+5491123456789"},
        {"011 2345-6789", "AR", "+541123456789"},
        {"+52 1 222 123 4567", "MX", "+522221234567"},
        {"044 222 123 4567", "MX", "+522221234567"},
        {"0 15 11 96123-4567", "BR", "+5511961234567"},
        {"0 11 96123-4567", "BR", "+5511961234567"},
        {"00 15 44 20 7946 0958", "BR", "+442079460958"},
        {"0064 21 123 4567", "AU", "+64211234567"},
        {"001 44 20 7946 0958", "HK", "+442079460958"},
        {"+881 612345678", "GB", "+881612345678"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fault fault = {""};
        const char *ours = normalise(cases[i].text, cases[i].country, &fault);
        if (strcmp(ours, cases[i].e164) != 0)
            fail_msg("\"%s\" in %s is %s, ours %s %s", cases[i].text, cases[i].country,
                     cases[i].e164, ours, fault.text);
    }
}

static const char any_digits[] = "expected digits alone, a + before them, blanks and ( ) - . / "
                                 "between them";

static void what_is_no_number_is_refused_with_its_reason(void **state)
{
    static const struct {
        const char *text, *country, *found, *expected;
    } cases[] = {
        {"", "GB", "\"\", 0 digits", "expected 9 to 10 after +44, the first of them 1 or above"},
        {"7", "US", "\"7\", 1 digits", "expected 10 after +1, the first of them 2 or above"},
        {"999", "GB", "\"…99\", 3 digits",
         "expected 9 to 10 after +44, the first of them 1 or above"},
        {"116 117", "DE", "\"…17\", 6 digits",
         "expected 6 to 13 after +49, the first of them 1 or above"},
        {"1 555 123 456", "US", "\"…56\", 10 digits",
         "expected 10 after +1, the first of them 2 or above"},
        {"+49 0", "GB", "\"…90\", 1 digits",
         "expected 6 to 13 after +49, the first of them 1 or above"},
        {"0123456789", "ES", "\"…89\", 10 digits",
         "expected 9 after +34, the first of them 1 or above"},
        {"+999 1234567", "GB", "\"…67\", 10 digits", "expected + and a calling code"},
        {"00 999 1234567", "GB", "\"…67\", 12 digits", "expected + and a calling code"},
        {"010 1 310-1234", "JP", "\"…34\", 11 digits", "expected + and a calling code"},
        {"020 7946 0958", "", "\"…58\", 11 digits", "expected + and a calling code"},
        {"020 7946 0958", "gb", "\"…58\", 11 digits", "expected + and a calling code"},
        {"009 1 649 231 1234", "NG", "\"…34\" behind an exit code that can be two",
         "expected a + in its place"},
        {"020 7946 0958 ext. 12", "GB", "\"e\" after 11 digits", any_digits},
        {"020 7946 0958x12", "GB", "\"x\" after 11 digits", any_digits},
        {"020 7946 0958#12", "GB", "\"#\" after 11 digits", any_digits},
        {"020 7946 0958,,12", "GB", "\",\" after 11 digits", any_digits},
        {"tel:+44-20-7946-0958;ext=12", "GB", "\";\" after 12 digits", any_digits},
        {"0800 FLOWERS", "GB", "\"F\" after 4 digits", any_digits},
        {"+4420+7946", "GB", "\"+\" after 4 digits", any_digits},
        {"++44", "GB", "\"+\" after 0 digits", any_digits},
        {"020 7946\n0958", "GB", "U+000A after 7 digits", any_digits},
        {"020 7946 0958 \u00bd", "GB", "\"½\" after 11 digits", any_digits},
        {"020 \xff", "GB", "bytes that are not UTF-8", "expected a phone number"},
        {"+44 207946 0958 207946 0958 2079460", "GB", "more than 26 digits", "expected at most 15"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fault fault = {""};
        char told[ORACLE_LINE];
        snprintf(told, sizeof told, "customer.phone: found %s, %s", cases[i].found,
                 cases[i].expected);
        assert_string_equal(normalise(cases[i].text, cases[i].country, &fault), "-");
        assert_string_equal(fault.text, told);
    }
}

static void a_text_of_257_bytes_is_not_looked_at(void **state)
{
    (void)state;
    char text[PHONE_INPUT + 2];
    struct fault fault = {""};
    snprintf(text, sizeof text, "%-*s", PHONE_INPUT, "020 7946 0958");
    assert_string_equal(normalise(text, "GB", &fault), "+442079460958");
    snprintf(text, sizeof text, "%-*s", PHONE_INPUT + 1, "020 7946 0958");
    assert_string_equal(normalise(text, "GB", &fault), "-");
    assert_string_equal(fault.text,
                        "customer.phone: found more than 256 bytes, expected a phone number");
}

static void an_ending_is_two_digits(void **state)
{
    (void)state;
    char ending[3];
    phone_ending("+442079460958", ending);
    assert_string_equal(ending, "58");
    phone_ending("7", ending);
    assert_string_equal(ending, "7");
    phone_ending("", ending);
    assert_string_equal(ending, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_regions_numbers_are_read_as_libphonenumber_reads_them),
        cmocka_unit_test(every_region_and_calling_code_is_found),
        cmocka_unit_test(a_plan_leaves_room_for_15_digits),
        cmocka_unit_test(people_write_one_number_in_many_ways),
        cmocka_unit_test(what_is_no_number_is_refused_with_its_reason),
        cmocka_unit_test(a_text_of_257_bytes_is_not_looked_at),
        cmocka_unit_test(an_ending_is_two_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
