/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/ipp.h"

#define TEXT(text) (text), sizeof(text) - 1

/* RFC 8010, A.2: the answer to a Print-Job. */
static const char rfc_answer[] = "\x01\x01\x00\x00\x00\x00\x00\x01"
                                 "\x01"
                                 "\x47\x00\x12"
                                 "attributes-charset"
                                 "\x00\x05"
                                 "utf-8"
                                 "\x48\x00\x1b"
                                 "attributes-natural-language"
                                 "\x00\x05"
                                 "en-us"
                                 "\x41\x00\x0e"
                                 "status-message"
                                 "\x00\x0d"
                                 "successful-ok"
                                 "\x02"
                                 "\x21\x00\x06"
                                 "job-id"
                                 "\x00\x04\x00\x00\x00\x93"
                                 "\x45\x00\x07"
                                 "job-uri"
                                 "\x00\x30"
                                 "ipp://printer.example.com/ipp/print/pinetree/123"
                                 "\x23\x00\x09"
                                 "job-state"
                                 "\x00\x04\x00\x00\x00\x03"
                                 "\x03";

static void a_request_is_encoded_as_the_rfc_says(void **state)
{
    (void)state;
    static const char expected[] = "\x01\x01\x00\x0b\x00\x00\x00\x01"
                                   "\x01"
                                   "\x47\x00\x12"
                                   "attributes-charset"
                                   "\x00\x05"
                                   "utf-8"
                                   "\x48\x00\x1b"
                                   "attributes-natural-language"
                                   "\x00\x02"
                                   "en"
                                   "\x44\x00\x14"
                                   "requested-attributes"
                                   "\x00\x0d"
                                   "printer-state"
                                   "\x44\x00\x00"
                                   "\x00\x15"
                                   "printer-state-reasons"
                                   "\x03";
    struct bytes out = {0};
    ipp_begin(&out, IPP_GET_PRINTER_ATTRIBUTES);
    ipp_add(&out, IPP_TAG_KEYWORD, "requested-attributes", "printer-state");
    ipp_add(&out, IPP_TAG_KEYWORD, "", "printer-state-reasons");
    ipp_end(&out);
    assert_false(out.failed);
    assert_int_equal(out.length, sizeof expected - 1);
    assert_memory_equal(out.data, expected, out.length);
    bytes_free(&out);
}

static void a_text_that_is_too_long_is_cut_where_its_length_says(void **state)
{
    (void)state;
    static char text[3000];
    struct bytes out = {0};
    memset(text, 'a', sizeof text - 1);
    ipp_add(&out, IPP_TAG_TEXT, "n", text);
    assert_int_equal(out.length, 1 + 2 + 1 + 2 + IPP_TEXT_MAX_BYTES);
    assert_memory_equal(out.data, "\x41\x00\x01n\x03\xff", 6);
    bytes_free(&out);
}

static void the_answer_of_the_rfc_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int32_t number;
        uint8_t group;
    } expected[] = {
        {"attributes-charset", "utf-8", -1, 1},
        {"attributes-natural-language", "en-us", -1, 1},
        {"status-message", "successful-ok", -1, 1},
        {"job-id", NULL, 147, 2},
        {"job-uri", "ipp://printer.example.com/ipp/print/pinetree/123", -1, 2},
        {"job-state", NULL, 3, 2},
    };
    struct ipp_reader reader;
    struct ipp_value value;
    uint16_t status = 99;
    assert_true(ipp_open(&reader, (const uint8_t *)rfc_answer, sizeof rfc_answer - 1, &status));
    assert_int_equal(status, 0);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_true(ipp_next(&reader, &value));
        assert_true(ipp_is_named(&value, expected[i].name));
        assert_int_equal(value.group, expected[i].group);
        assert_int_equal(ipp_integer(&value, -1), expected[i].number);
        if (expected[i].text != NULL) {
            assert_int_equal(value.length, strlen(expected[i].text));
            assert_memory_equal(value.bytes, expected[i].text, value.length);
        }
    }
    assert_false(ipp_next(&reader, &value));
}

static void a_further_value_has_the_name_of_the_first(void **state)
{
    (void)state;
    static const char answer[] = "\x01\x01\x00\x00\x00\x00\x00\x01\x04"
                                 "\x44\x00\x01r\x00\x01x"
                                 "\x44\x00\x00\x00\x01y"
                                 "\x22\x00\x01"
                                 "b\x00\x01\x01"
                                 "\x03";
    struct ipp_reader reader;
    struct ipp_value value;
    uint16_t status;
    assert_true(ipp_open(&reader, (const uint8_t *)answer, sizeof answer - 1, &status));
    assert_true(ipp_next(&reader, &value) && ipp_is_named(&value, "r") && *value.bytes == 'x');
    assert_true(ipp_next(&reader, &value) && ipp_is_named(&value, "r") && *value.bytes == 'y');
    assert_true(ipp_next(&reader, &value) && ipp_is_named(&value, "b"));
    assert_int_equal(ipp_integer(&value, -1), 1);
    assert_false(ipp_next(&reader, &value));
}

/* In memory that ends where the answer does, so that a sanitizer sees a read beyond it. */
static size_t count_values(const char *answer, size_t length)
{
    struct ipp_reader reader;
    struct ipp_value value;
    uint16_t status;
    size_t count = 0;
    uint8_t *copy = malloc(length > 0 ? length : 1);
    memcpy(copy, answer, length);
    if (ipp_open(&reader, copy, length, &status))
        while (ipp_next(&reader, &value))
            count++;
    free(copy);
    return count;
}

static void an_answer_may_end_anywhere(void **state)
{
    (void)state;
    size_t last = 0;
    for (size_t length = 0; length < sizeof rfc_answer; length++) {
        size_t count = count_values(rfc_answer, length);
        assert_true(count == last || count == last + 1);
        last = count;
    }
    assert_int_equal(last, 6);
}

static void lengths_that_lie_are_not_believed(void **state)
{
    (void)state;
    assert_int_equal(count_values(TEXT("\x01\x01\x00\x00\x00\x00\x00\x01\x01\x47\xff\xff"
                                       "a")),
                     0);
    assert_int_equal(count_values(TEXT("\x01\x01\x00\x00\x00\x00\x00\x01\x01\x47\x00\x01"
                                       "a\x80\x00"
                                       "b")),
                     0);
    assert_int_equal(count_values(TEXT("\x03\x01\x00\x00\x00\x00\x00\x01\x03")), 0);
}

static void a_status_has_the_name_of_the_rfc(void **state)
{
    (void)state;
    char room[16];
    assert_string_equal(ipp_status_name(0x0000, room), "successful-ok");
    assert_string_equal(ipp_status_name(0x0406, room), "client-error-not-found");
    assert_string_equal(ipp_status_name(0x0506, room), "server-error-not-accepting-jobs");
    assert_string_equal(ipp_status_name(0x0BAD, room), "status 0x0BAD");
}

static enum ipp_http read_http(const char *text, size_t length, bool ended,
                               struct ipp_http_answer *out, uint8_t **copy)
{
    *copy = malloc(length > 0 ? length : 1);
    memcpy(*copy, text, length);
    return ipp_http_read(*copy, length, ended, out);
}

static void an_http_answer_is_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ended;
        enum ipp_http found;
        unsigned code;
        const char *body;
    } cases[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", false, IPP_HTTP_WHOLE, 200, "abc"},
        {"HTTP/1.0 200\ncontent-length:3\n\nabcd", false, IPP_HTTP_WHOLE, 200, "abc"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", true, IPP_HTTP_MORE, 0, NULL},
        {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n", false, IPP_HTTP_MORE, 0, NULL},
        {"HTTP/1.1 403 Forbidden\r\n\r\nno", true, IPP_HTTP_WHOLE, 403, "no"},
        {"HTTP/1.1 403 Forbidden\r\n\r\nno", false, IPP_HTTP_MORE, 0, NULL},
        {"HTTP/1.1 100 Continue\r\n\r\n", false, IPP_HTTP_MORE, 0, NULL},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", false,
         IPP_HTTP_WHOLE, 200, "x"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA\r\n0123456789\r\n"
         "0\r\n\r\n",
         false, IPP_HTTP_WHOLE, 200, "abc0123456789"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true, IPP_HTTP_MORE,
         0, NULL},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n", true,
         IPP_HTTP_WRONG, 0, NULL},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", true, IPP_HTTP_WRONG,
         0, NULL},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", true, IPP_HTTP_WRONG, 0,
         NULL},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", true, IPP_HTTP_WRONG, 0, NULL},
        {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", true, IPP_HTTP_WRONG, 0, NULL},
        {"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", true, IPP_HTTP_WRONG, 0, NULL},
        {"HTTP/1.1 2x0 OK\r\n\r\n", true, IPP_HTTP_WRONG, 0, NULL},
        {"HTTP/2 200\r\n\r\n", true, IPP_HTTP_WRONG, 0, NULL},
        {"\r\nHTTP/1.1 200 OK\r\n\r\n", true, IPP_HTTP_WRONG, 0, NULL},
        {"", true, IPP_HTTP_MORE, 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ipp_http_answer answer = {.code = 7};
        uint8_t *copy;
        enum ipp_http found =
            read_http(cases[i].text, strlen(cases[i].text), cases[i].ended, &answer, &copy);
        assert_int_equal(found, cases[i].found);
        assert_int_equal(answer.code, found == IPP_HTTP_WHOLE ? cases[i].code : 7);
        if (found == IPP_HTTP_WHOLE) {
            assert_int_equal(answer.length, strlen(cases[i].body));
            assert_memory_equal(answer.body, cases[i].body, answer.length);
        }
        free(copy);
    }
}

static void an_http_answer_may_come_byte_by_byte(void **state)
{
    (void)state;
    static const char text[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "4\r\n\x00\x01\x02\x03\r\n0\r\n";
    for (size_t length = 0; length < sizeof text; length++) {
        struct ipp_http_answer answer;
        uint8_t *copy;
        enum ipp_http found = read_http(text, length, false, &answer, &copy);
        assert_int_equal(found, length == sizeof text - 1 ? IPP_HTTP_WHOLE : IPP_HTTP_MORE);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_encoded_as_the_rfc_says),
        cmocka_unit_test(a_text_that_is_too_long_is_cut_where_its_length_says),
        cmocka_unit_test(the_answer_of_the_rfc_is_read),
        cmocka_unit_test(a_further_value_has_the_name_of_the_first),
        cmocka_unit_test(an_answer_may_end_anywhere),
        cmocka_unit_test(lengths_that_lie_are_not_believed),
        cmocka_unit_test(a_status_has_the_name_of_the_rfc),
        cmocka_unit_test(an_http_answer_is_read_whole_or_not_at_all),
        cmocka_unit_test(an_http_answer_may_come_byte_by_byte),
    };
    return cmocka_run_group_tests_name("ipp", tests, NULL, NULL);
}
