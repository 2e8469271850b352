/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/usb_id.h"

static struct usb_id taken(const char *text)
{
    struct usb_id id = {0};
    usb_id_take(&id, text, strlen(text));
    return id;
}

static void maker_model_and_serial_are_taken_from_an_id(void **state)
{
    (void)state;
    static const struct {
        const char *text, *maker, *model, *serial;
    } cases[] = {
        {"MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;DES:EPSON TM-T20II;SN:J4CF012345;",
         "EPSON", "TM-T20II", "J4CF012345"},
        {"MANUFACTURER:Citizen;MODEL:CT-S310II;SERN:0042;", "Citizen", "CT-S310II", "0042"},
        {"mfg: Star ;\n mdl: TSP143 ;serialnumber:9", "Star", "TSP143", "9"},
        {"MFG:EPSON;MDL:EPSON TM-T88V;", "EPSON", "TM-T88V", ""},
        {"MDL:EPSON;MFG:EPSON;", "EPSON", "EPSON", ""},
        {"MFG:;MDL:;SN:;", "", "", ""},
        {"MFGR:X;XMFG:Y;MFG", "", "", ""},
        {";;;:::MFG:A;", "", "", ""},
        {"MFG:A:B;MDL:x\x01\xC3\xA4y;", "A:B", "xy", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct usb_id id = taken(cases[i].text);
        assert_string_equal(id.maker, cases[i].maker);
        assert_string_equal(id.model, cases[i].model);
        assert_string_equal(id.serial, cases[i].serial);
    }
}

static void what_an_id_does_not_say_stays(void **state)
{
    (void)state;
    struct usb_id id = {.maker = "EPSON", .model = "TM-T70", .serial = "1"};
    usb_id_take(&id, "MDL:TM-T88VI;", 13);
    assert_string_equal(id.maker, "EPSON");
    assert_string_equal(id.model, "TM-T88VI");
    assert_string_equal(id.serial, "1");
}

static void a_name_is_cut_at_its_limit(void **state)
{
    (void)state;
    char text[300], expected[USB_NAME_BYTES];
    memcpy(text, "MFG:", 4);
    memset(text + 4, 'x', sizeof text - 4);
    memset(expected, 'x', sizeof expected - 1);
    expected[sizeof expected - 1] = '\0';
    struct usb_id id = {0};
    usb_id_take(&id, text, sizeof text);
    assert_string_equal(id.maker, expected);
    assert_string_equal(id.model, "");
}

/* Whatever the first two bytes claim, no byte behind the answer is read: it is the last one of its
 * allocation. */
static size_t text_length(unsigned first, unsigned second, size_t behind, char *text)
{
    uint8_t *answer = malloc(behind + 2);
    const char *found;
    assert_non_null(answer);
    answer[0] = (uint8_t)first;
    answer[1] = (uint8_t)second;
    memset(answer + 2, 'a', behind);
    size_t length = usb_id_text(answer, behind + 2, &found);
    assert_true(length <= behind);
    memcpy(text, found, length);
    text[length] = '\0';
    free(answer);
    return length;
}

static void an_id_that_lies_about_its_length_is_never_overread(void **state)
{
    (void)state;
    static const struct {
        unsigned first, second;
        size_t behind, expected;
    } cases[] = {
        {0, 72, 70, 70},      /* honest */
        {0, 70, 70, 70},      /* without the two bytes themselves */
        {72, 0, 70, 70},      /* the low byte first */
        {0, 40, 70, 38},      /* shorter than what came */
        {0, 200, 70, 70},     /* longer than what came */
        {0xFF, 0xFF, 70, 70}, /* very much longer */
        {0, 0, 70, 70},       {0, 1, 70, 70}, {0, 2, 70, 70}, {0, 0, 0, 0}, {0, 9, 0, 0},
    };
    char text[128];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(text_length(cases[i].first, cases[i].second, cases[i].behind, text),
                         cases[i].expected);
}

static void an_id_of_no_or_one_byte_is_empty(void **state)
{
    (void)state;
    const char *text = NULL;
    assert_int_equal(usb_id_text((const uint8_t *)"", 0, &text), 0);
    assert_int_equal(usb_id_text((const uint8_t *)"\x05", 1, &text), 0);
    assert_string_equal(text, "");
}

static void an_id_ends_at_its_first_nul(void **state)
{
    (void)state;
    const char *text;
    const uint8_t answer[] = {0, 12, 'M', 'F', 'G', ':', 'A', 0, 'B', ';', ';', ';'};
    assert_int_equal(usb_id_text(answer, sizeof answer, &text), 5);
    assert_memory_equal(text, "MFG:A", 5);
}

static void a_place_is_read(void **state)
{
    (void)state;
    struct usb_address address;
    assert_int_equal(
        usb_address_read("//EPSON/TM-T20II?serial=J4CF012345&interface=1", &address, NULL), DRV_OK);
    assert_false(address.any);
    assert_false(address.by_number);
    assert_string_equal(address.maker, "EPSON");
    assert_string_equal(address.model, "TM-T20II");
    assert_string_equal(address.serial, "J4CF012345");
    assert_int_equal(address.interface, 1);
}

static void percent_codes_are_read(void **state)
{
    (void)state;
    struct usb_address address;
    assert_int_equal(
        usb_address_read("//Star%20Micronics/TSP%2f100%3F?serial=a%26b", &address, NULL), DRV_OK);
    assert_string_equal(address.maker, "Star Micronics");
    assert_string_equal(address.model, "TSP/100?");
    assert_string_equal(address.serial, "a&b");
    assert_int_equal(usb_address_read("//A%/B%2", &address, NULL), DRV_OK);
    assert_string_equal(address.maker, "A%");
    assert_string_equal(address.model, "B%2");
}

static void vendor_and_product_are_four_digits_each(void **state)
{
    (void)state;
    struct usb_address address;
    assert_int_equal(usb_address_read("//04b8/0E15", &address, NULL), DRV_OK);
    assert_true(address.by_number);
    assert_int_equal(address.vendor, 0x04B8);
    assert_int_equal(address.product, 0x0E15);
    assert_int_equal(usb_address_read("//4b8/0e15", &address, NULL), DRV_OK);
    assert_false(address.by_number);
}

static void no_name_is_the_only_printer(void **state)
{
    (void)state;
    static const char *const places[] = {"", "//", "///", "//?interface=2"};
    struct usb_address address;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        assert_int_equal(usb_address_read(places[i], &address, NULL), DRV_OK);
        assert_true(address.any);
    }
    assert_int_equal(address.interface, 2);
}

static void nonsense_is_refused_and_quoted(void **state)
{
    (void)state;
#define FORM ": expected usb://MAKER/MODEL, usb://04b8/0e15 or usb://"
    static const struct {
        const char *place, *text;
    } cases[] = {
        {"/", "printer \"usb:/\"" FORM},
        {"EPSON", "printer \"usb:EPSON\"" FORM},
        {"/EPSON/TM", "printer \"usb:/EPSON/TM\"" FORM},
        {"//EPSON", "printer \"usb://EPSON\"" FORM},
        {"//EPSON/", "printer \"usb://EPSON/\"" FORM},
        {"///TM-T20II", "printer \"usb:///TM-T20II\"" FORM},
        {"//EPSON/TM/T20", "printer \"usb://EPSON/TM/T20\"" FORM},
        {"//%20/%0a", "printer \"usb://%20/%0a\"" FORM},
        {"//EPSON/TM?serial=%20", "serial \" \": expected a serial number"},
        {"//EPSON/TM?serial=", "serial \"\": expected a serial number"},
        {"//EPSON/TM?serial", "parameter \"serial\" has no value"},
        {"//EPSON/TM?baud=9600", "parameter \"baud\" is not known here"},
        {"//EPSON/TM?interface=x", "interface \"x\": expected a number up to 255"},
        {"//EPSON/TM?interface=-1", "interface \"-1\": expected a number up to 255"},
        {"//EPSON/TM?interface=256", "interface \"256\": expected a number up to 255"},
    };
#undef FORM
    struct usb_address before, address;
    memset(&before, 0x5A, sizeof before);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct drv_fault fault = {""};
        address = before;
        assert_int_equal(usb_address_read(cases[i].place, &address, &fault), DRV_INVALID);
        assert_string_equal(fault.text, cases[i].text);
        assert_memory_equal(&address, &before, sizeof before);
    }
}

static bool fits(const char *place, const struct usb_id *id)
{
    struct usb_address address;
    assert_int_equal(usb_address_read(place, &address, NULL), DRV_OK);
    return usb_address_fits(&address, id);
}

static void an_address_fits_what_it_names(void **state)
{
    (void)state;
    static const struct usb_id id = {0x04B8, 0x0E15, 1, "EPSON", "TM-T20II", "1284", "DESCRIPTOR"};
    static const struct {
        const char *place;
        bool fits;
    } cases[] = {
        {"//EPSON/TM-T20II", true},
        {"//epson/tm-t20ii", true},
        {"//EPSON/TM-T20", false},
        {"//EPSO/TM-T20II", false},
        {"//04b8/0e15", true},
        {"//04b8/0e16", false},
        {"//04b9/0e15", false},
        {"//EPSON/TM-T20II?serial=1284", true},
        {"//EPSON/TM-T20II?serial=DESCRIPTOR", true},
        {"//EPSON/TM-T20II?serial=descriptor", false},
        {"//EPSON/TM-T20II?serial=128", false},
        {"//EPSON/TM-T20II?interface=1", true},
        {"//EPSON/TM-T20II?interface=0", false},
        {"//", true},
        {"//?serial=1284", true},
        {"//?serial=other", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(fits(cases[i].place, &id), cases[i].fits);
}

static void names_of_four_hexadecimal_digits_are_names_too(void **state)
{
    (void)state;
    static const struct usb_id id = {0x1234, 0x5678, 0, "ACED", "8000", "", ""};
    assert_true(fits("//aced/8000", &id));
    assert_true(fits("//1234/5678", &id));
}

static void a_printer_is_named_by_a_uri_that_finds_it(void **state)
{
    (void)state;
    static const struct {
        struct usb_id id;
        const char *uri;
    } cases[] = {
        {{0x04B8, 0x0E15, 0, "EPSON", "TM-T20II", "", "J4CF012345"},
         "usb://EPSON/TM-T20II?serial=J4CF012345"},
        {{0x0519, 3, 0, "Star", "TSP100/Cutter (x)", "A&B", "C"},
         "usb://Star/TSP100%2FCutter%20%28x%29?serial=A%26B"},
        {{0x04B8, 0x0202, 0, "", "", "", ""}, "usb://04b8/0202"},
        {{0x04B8, 0x0202, 2, "EPSON", "", "", ""}, "usb://04b8/0202?interface=2"},
        {{0x04B8, 0x0202, 2, "EPSON", "X", "1", ""}, "usb://EPSON/X?serial=1&interface=2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char uri[USB_URI_BYTES];
        usb_id_uri(&cases[i].id, uri);
        assert_string_equal(uri, cases[i].uri);
        assert_true(fits(uri + strlen("usb:"), &cases[i].id));
    }
}

static void the_longest_names_fit_into_a_uri(void **state)
{
    (void)state;
    struct usb_id id = {.interface = 255};
    char uri[USB_URI_BYTES];
    memset(id.maker, '%', sizeof id.maker - 1);
    memset(id.model, '?', sizeof id.model - 1);
    memset(id.serial, '&', sizeof id.serial - 1);
    usb_id_uri(&id, uri);
    assert_string_equal(uri + strlen(uri) - strlen("%26&interface=255"), "%26&interface=255");
    assert_true(fits(uri + strlen("usb:"), &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maker_model_and_serial_are_taken_from_an_id),
        cmocka_unit_test(what_an_id_does_not_say_stays),
        cmocka_unit_test(a_name_is_cut_at_its_limit),
        cmocka_unit_test(an_id_that_lies_about_its_length_is_never_overread),
        cmocka_unit_test(an_id_of_no_or_one_byte_is_empty),
        cmocka_unit_test(an_id_ends_at_its_first_nul),
        cmocka_unit_test(a_place_is_read),
        cmocka_unit_test(percent_codes_are_read),
        cmocka_unit_test(vendor_and_product_are_four_digits_each),
        cmocka_unit_test(no_name_is_the_only_printer),
        cmocka_unit_test(nonsense_is_refused_and_quoted),
        cmocka_unit_test(an_address_fits_what_it_names),
        cmocka_unit_test(names_of_four_hexadecimal_digits_are_names_too),
        cmocka_unit_test(a_printer_is_named_by_a_uri_that_finds_it),
        cmocka_unit_test(the_longest_names_fit_into_a_uri),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
