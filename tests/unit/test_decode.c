/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/decode.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static const char header[] = "{\"commands\":[";

/* The JSON of the bytes without the frame around the commands. */
static char *decode(const uint8_t *bytes, size_t length)
{
    struct bytes out = {0};
    struct drv_fault fault;
    assert_int_equal(decode_json(bytes, length, &out, &fault), DRV_OK);
    assert_memory_equal(out.data, header, strlen(header));
    size_t body = out.length - strlen(header) - 2;
    char *text = strndup((char *)out.data + strlen(header), body);
    bytes_free(&out);
    return text;
}

struct golden {
    const uint8_t *bytes;
    size_t length;
    const char *json;
};

static const struct golden goldens[] = {
    {BYTES("\x1b@"), "{\"offset\":0,\"length\":2,\"name\":\"ESC @\",\"what\":\"initialize\"}"},
    {BYTES("\x1b"
           "a\x01"),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC a\",\"what\":\"justify\",\"n\":1}"},
    {BYTES("\x1bt\x13\xd5"),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC t\",\"what\":\"code page\",\"n\":19},\n"
     "{\"offset\":3,\"length\":1,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u20ac\"}"},
    {BYTES("a\"\\\xff"), "{\"offset\":0,\"length\":4,\"name\":\"text\",\"what\":\"text\","
                         "\"text\":\"a\\\"\\\\\u00a0\"}"},
    {BYTES("\x1d(k\x05\x00"
           "1P0QR"),
     "{\"offset\":0,\"length\":10,\"name\":\"GS ( k\",\"what\":\"store QR data\",\"cn\":49,"
     "\"fn\":80,\"m\":48,\"data\":\"QR\"}"},
    {BYTES("\x1d(k\x04\x00"
           "1P0\xff"),
     "{\"offset\":0,\"length\":9,\"name\":\"GS ( k\",\"what\":\"store QR data\",\"cn\":49,"
     "\"fn\":80,\"m\":48,\"data_bytes\":[255]}"},
    {BYTES("\x1dv0\x00\x01\x00\x02\x00\xf0\x01"),
     "{\"offset\":0,\"length\":10,\"name\":\"GS v 0\",\"what\":\"image by rows\",\"m\":0,\"x\":1,"
     "\"y\":2,\"dots\":[\"####....\",\".......#\"]}"},
    {BYTES("\x1b*\x21\x01\x00\x80\x00\x01"),
     "{\"offset\":0,\"length\":8,\"name\":\"ESC *\",\"what\":\"image by columns\",\"m\":33,"
     "\"n\":1,\"dots\":[\"#......................#\"]}"},
    {BYTES("\x1dVB\x05"), "{\"offset\":0,\"length\":4,\"name\":\"GS V\",\"what\":\"feed and cut\","
                          "\"m\":66,\"n\":5}"},
    {BYTES("\x1dV\x01"), "{\"offset\":0,\"length\":3,\"name\":\"GS V\",\"what\":\"cut\",\"m\":1}"},
    {BYTES("\x1dk\x43\x02"
           "12"),
     "{\"offset\":0,\"length\":6,\"name\":\"GS k\",\"what\":\"barcode\",\"m\":67,\"n\":2,"
     "\"data\":\"12\"}"},
    {BYTES("\x1d(H\x06\x00\x30\x30"
           "ABCD"),
     "{\"offset\":0,\"length\":11,\"name\":\"GS ( H\",\"what\":\"ask for a process ID\",\"fn\":48,"
     "\"m\":48,\"d1\":65,\"d2\":66,\"d3\":67,\"d4\":68}"},
    /* 0x81 is nothing in CP1252; in Germany 5B is a letter that CP437 has as well. */
    {BYTES("\x1bt\x10\x81"
           "A"),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC t\",\"what\":\"code page\",\"n\":16},\n"
     "{\"offset\":3,\"length\":1,\"name\":\"text\",\"what\":\"not in this code page\","
     "\"byte\":129},\n"
     "{\"offset\":4,\"length\":1,\"name\":\"text\",\"what\":\"text\",\"text\":\"A\"}"},
    {BYTES("\x1bR\x02["),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC R\",\"what\":\"international characters\","
     "\"n\":2},\n"
     "{\"offset\":3,\"length\":1,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u00c4\","
     "\"byte\":91}"},
    {BYTES("\x1bYx"), "{\"offset\":0,\"length\":2,\"name\":\"unknown\",\"what\":\"unknown\","
                      "\"hex\":\"1b59\"},\n"
                      "{\"offset\":2,\"length\":1,\"name\":\"text\",\"what\":\"text\","
                      "\"text\":\"x\"}"},
    {BYTES("\x1d(k\x09\x00x"), "{\"offset\":0,\"length\":6,\"name\":\"unknown\","
                               "\"what\":\"cut off\",\"hex\":\"1d286b090078\"}"},
};

/* What stands behind the fields has names too: dots, letters, settings, tab stops. */
static const struct golden tails[] = {
    {BYTES("\x1b"
           "D\x08\x10\x00"),
     "{\"offset\":0,\"length\":5,\"name\":\"ESC D\",\"what\":\"tab stops\",\"columns\":[8,16]}"},
    {BYTES("\x1b&\x01\x41\x42\x01\xf0\x02\x80\x01"),
     "{\"offset\":0,\"length\":10,\"name\":\"ESC &\",\"what\":\"define characters\",\"y\":1,"
     "\"c1\":65,\"c2\":66,\"characters\":[{\"x\":1,\"dots\":[\"####....\"]},"
     "{\"x\":2,\"dots\":[\"#.......\",\".......#\"]}]}"},
    {BYTES("\x1cq\x01\x01\x00\x01\x00\x01\x02\x04\x08\x10\x20\x40\x80"),
     "{\"offset\":0,\"length\":15,\"name\":\"FS q\",\"what\":\"define NV images\",\"n\":1,"
     "\"images\":[{\"x\":1,\"y\":1,\"dots\":[\".......#\",\"......#.\",\".....#..\","
     "\"....#...\",\"...#....\",\"..#.....\",\".#......\",\"#.......\"]}]}"},
    {BYTES("\x1d(L\x0d\x00\x30\x43\x30G1\x01\x09\x00\x01\x00\x31\xff\x80"),
     "{\"offset\":0,\"length\":18,\"name\":\"GS ( L\",\"what\":\"define an NV graphic\","
     "\"m\":48,\"fn\":67,\"a\":48,\"key\":\"G1\",\"b\":1,\"x\":9,\"y\":1,"
     "\"colours\":[{\"c\":49,\"dots\":[\"#########.......\"]}]}"},
    {BYTES("\x1d(L\x0c\x00\x30\x70\x30\x01\x01\x31\x08\x00\x02\x00\xff\x01"),
     "{\"offset\":0,\"length\":17,\"name\":\"GS ( L\",\"what\":\"store graphics\",\"m\":48,"
     "\"fn\":112,\"a\":48,\"bx\":1,\"by\":1,\"c\":49,\"x\":8,\"y\":2,"
     "\"dots\":[\"########\",\".......#\"]}"},
    {BYTES("\x1d(E\x0a\x00\x03\x01"
           "00102000"),
     "{\"offset\":0,\"length\":15,\"name\":\"GS ( E\",\"what\":\"set memory switches\","
     "\"fn\":3,\"switches\":[{\"a\":1,\"bits\":\"00102000\"}]}"},
    {BYTES("\x1d(E\x07\x00\x05\x03\x50\x00\x05\x01\x00"),
     "{\"offset\":0,\"length\":12,\"name\":\"GS ( E\",\"what\":\"set values\",\"fn\":5,"
     "\"settings\":[{\"a\":3,\"n\":80},{\"a\":5,\"n\":1}]}"},
    {BYTES("\x1d(L\x04\x00\x30\x42\x01\x02"),
     "{\"offset\":0,\"length\":9,\"name\":\"GS ( L\",\"what\":\"delete an NV graphic\","
     "\"m\":48,\"fn\":66,\"key\":[1,2]}"},
    {BYTES("\x1d(A\x03\x00\x00\x02\x07"),
     "{\"offset\":0,\"length\":8,\"name\":\"GS ( A\",\"what\":\"test print\",\"n\":0,\"m\":2,"
     "\"parameters\":[7]}"},
    {BYTES("\x1d(k\x03\x00\x39\x41\x01"),
     "{\"offset\":0,\"length\":8,\"name\":\"GS ( k\",\"what\":\"undefined function\","
     "\"parameters\":[57,65,1]}"},
};

/* A byte or two a character, or UTF-8; C6 of GB18030 is no character without a second byte. */
static const struct golden codings[] = {
    {BYTES("\x1c&\xb0\xa1"
           "A\x1c.\xb0"),
     "{\"offset\":0,\"length\":2,\"name\":\"FS &\",\"what\":\"Kanji mode\"},\n"
     "{\"offset\":2,\"length\":3,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u554a"
     "A\"},\n"
     "{\"offset\":5,\"length\":2,\"name\":\"FS .\",\"what\":\"leave Kanji mode\"},\n"
     "{\"offset\":7,\"length\":1,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u2591\"}"},
    {BYTES("\x1c"
           "C1\x1c&\x82\xa0"),
     "{\"offset\":0,\"length\":3,\"name\":\"FS C\",\"what\":\"Kanji code system\",\"n\":49},\n"
     "{\"offset\":3,\"length\":2,\"name\":\"FS &\",\"what\":\"Kanji mode\"},\n"
     "{\"offset\":5,\"length\":2,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u3042\"}"},
    {BYTES("\x1c"
           "C0\x1c&$\""),
     "{\"offset\":0,\"length\":3,\"name\":\"FS C\",\"what\":\"Kanji code system\",\"n\":48},\n"
     "{\"offset\":3,\"length\":2,\"name\":\"FS &\",\"what\":\"Kanji mode\"},\n"
     "{\"offset\":5,\"length\":2,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u3042\"}"},
    {BYTES("\x1c(C\x02\x00\x30\x02\xe3\x81\x82\x1b@\xe3"),
     "{\"offset\":0,\"length\":7,\"name\":\"FS ( C\",\"what\":\"character encoding\",\"fn\":48,"
     "\"m\":2},\n"
     "{\"offset\":7,\"length\":3,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u3042\"},\n"
     "{\"offset\":10,\"length\":2,\"name\":\"ESC @\",\"what\":\"initialize\"},\n"
     "{\"offset\":12,\"length\":1,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u03c0\"}"},
    {BYTES("\x1c&\xc6\x1c."),
     "{\"offset\":0,\"length\":2,\"name\":\"FS &\",\"what\":\"Kanji mode\"},\n"
     "{\"offset\":2,\"length\":1,\"name\":\"text\",\"what\":\"not in this code page\","
     "\"byte\":198},\n"
     "{\"offset\":3,\"length\":2,\"name\":\"FS .\",\"what\":\"leave Kanji mode\"}"},
};

static void check_goldens(const struct golden *golden, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *json = decode(golden[i].bytes, golden[i].length);
        assert_string_equal(json, golden[i].json);
        free(json);
    }
}

static void each_command_reads_as_its_manual_says(void **state)
{
    (void)state;
    check_goldens(goldens, sizeof goldens / sizeof goldens[0]);
}

static void tails_have_names_and_dots(void **state)
{
    (void)state;
    check_goldens(tails, sizeof tails / sizeof tails[0]);
}

static void text_is_read_in_the_coding_in_force(void **state)
{
    (void)state;
    check_goldens(codings, sizeof codings / sizeof codings[0]);
}

/* What other makers' drivers send, and no Epson has: read in the language that it is of. */
static const struct golden dialects[] = {
    {BYTES("\x1b"
           "EBold\x1b"
           "F"),
     "{\"offset\":0,\"length\":2,\"name\":\"ESC E\",\"what\":\"emphasis begins\","
     "\"dialect\":\"Bematech\"},\n"
     "{\"offset\":2,\"length\":4,\"name\":\"text\",\"what\":\"text\",\"text\":\"Bold\"},\n"
     "{\"offset\":6,\"length\":2,\"name\":\"ESC F\",\"what\":\"emphasis off\","
     "\"dialect\":\"Bematech\"}"},
    {BYTES("\x1d\xf9\x35\x30\x1bvx"),
     "{\"offset\":0,\"length\":4,\"name\":\"GS F9h\",\"what\":\"own language\","
     "\"dialect\":\"Bematech\",\"fn\":53,\"n\":48},\n"
     "{\"offset\":4,\"length\":3,\"name\":\"ESC v\",\"what\":\"drawer 1\","
     "\"dialect\":\"Bematech\",\"t\":120}"},
    {BYTES("\x1dkQ\x02\x08\x00\x01\x02\x00hi\n"),
     "{\"offset\":0,\"length\":11,\"name\":\"GS k\",\"what\":\"QR with its length\","
     "\"dialect\":\"Bematech\",\"m\":81,\"level\":2,\"size\":8,\"version\":0,\"mode\":1,"
     "\"n\":2,\"data\":\"hi\"},\n"
     "{\"offset\":11,\"length\":1,\"name\":\"LF\",\"what\":\"print and feed a line\"}"},
    {BYTES("\x1bj1\x1b\x81\x04\x00\x04Mhi"),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC j\",\"what\":\"justify\","
     "\"dialect\":\"Daruma\",\"n\":49},\n"
     "{\"offset\":3,\"length\":8,\"name\":\"ESC 81h\",\"what\":\"print QR\","
     "\"dialect\":\"Daruma\",\"n\":4,\"size\":4,\"level\":77,\"data\":\"hi\"}"},
    {BYTES("\x1do\x00\x04\x00\x02\x1dk\x0bMA,hi\x00"),
     "{\"offset\":0,\"length\":6,\"name\":\"GS o\",\"what\":\"QR parameters\","
     "\"dialect\":\"Elgin\",\"m\":0,\"w\":4,\"language\":0,\"type\":2},\n"
     "{\"offset\":6,\"length\":9,\"name\":\"GS k\",\"what\":\"QR ended by NUL\","
     "\"dialect\":\"Elgin\",\"m\":11,\"data\":\"MA,hi\"}"},
    {BYTES("\x1b\x1d"
           "a1\x1b"
           "Ehi\x1b"
           "d3"),
     "{\"offset\":0,\"length\":4,\"name\":\"ESC GS a\",\"what\":\"justify\","
     "\"dialect\":\"Star\",\"n\":49},\n"
     "{\"offset\":4,\"length\":2,\"name\":\"ESC E\",\"what\":\"emphasis on\","
     "\"dialect\":\"Star\"},\n"
     "{\"offset\":6,\"length\":2,\"name\":\"text\",\"what\":\"text\",\"text\":\"hi\"},\n"
     "{\"offset\":8,\"length\":3,\"name\":\"ESC d\",\"what\":\"cut\","
     "\"dialect\":\"Star\",\"n\":51}"},
    {BYTES("\x1b\x1d"
           "a1\x1bs\x01\x02\x1b"
           "b\x03\x02\x02\x50"
           "12\x1e\x1bk\x01\x00"
           "\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01"
           "\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01"
           "hi\x17\x04"),
     "{\"offset\":0,\"length\":4,\"name\":\"ESC GS a\",\"what\":\"justify\","
     "\"dialect\":\"Star\",\"n\":49},\n"
     "{\"offset\":4,\"length\":4,\"name\":\"ESC s\",\"what\":\"spaces of Kanji\","
     "\"dialect\":\"Star\",\"n1\":1,\"n2\":2},\n"
     "{\"offset\":8,\"length\":9,\"name\":\"ESC b\","
     "\"what\":\"barcode of binary numbers ended by RS\","
     "\"dialect\":\"Star\",\"n1\":3,\"n2\":2,\"n3\":2,\"n4\":80,\"data\":\"12\"},\n"
     "{\"offset\":17,\"length\":28,\"name\":\"ESC k\",\"what\":\"image of 24 rows\","
     "\"dialect\":\"Star\",\"n\":1,\"dots\":["
     "\"#.......\",\".......#\",\"#.......\",\".......#\",\"#.......\",\".......#\","
     "\"#.......\",\".......#\",\"#.......\",\".......#\",\"#.......\",\".......#\","
     "\"#.......\",\".......#\",\"#.......\",\".......#\",\"#.......\",\".......#\","
     "\"#.......\",\".......#\",\"#.......\",\".......#\",\"#.......\",\".......#\"]},\n"
     "{\"offset\":45,\"length\":2,\"name\":\"text\",\"what\":\"text\",\"text\":\"hi\"},\n"
     "{\"offset\":47,\"length\":1,\"name\":\"ETB\",\"what\":\"count what is printed\","
     "\"dialect\":\"Star\"},\n"
     "{\"offset\":48,\"length\":1,\"name\":\"EOT\",\"what\":\"send status now\","
     "\"dialect\":\"Star\"}"},
    {BYTES("\x1b"
           "4\x01"
           "A\x1b"
           "4B\x1dx\x05"),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC 4\",\"what\":\"italic on or off\","
     "\"dialect\":\"clone\",\"n\":1},\n"
     "{\"offset\":3,\"length\":1,\"name\":\"text\",\"what\":\"text\",\"text\":\"A\"},\n"
     "{\"offset\":4,\"length\":2,\"name\":\"ESC 4\",\"what\":\"italic or inverted\","
     "\"dialect\":\"clone\"},\n"
     "{\"offset\":6,\"length\":1,\"name\":\"text\",\"what\":\"text\",\"text\":\"B\"},\n"
     "{\"offset\":7,\"length\":3,\"name\":\"GS x\",\"what\":\"left space of barcodes\","
     "\"dialect\":\"clone\",\"n\":5}"},
    {BYTES("\x1b*rA"
           "b\x02\x00\xf0\x01\x1b*rBb"),
     "{\"offset\":0,\"length\":4,\"name\":\"ESC * r\",\"what\":\"enter raster mode\","
     "\"dialect\":\"Star\"},\n"
     "{\"offset\":4,\"length\":5,\"name\":\"b\",\"what\":\"row of dots\","
     "\"dialect\":\"Star raster\",\"n\":2,\"dots\":[\"####...........#\"]},\n"
     "{\"offset\":9,\"length\":4,\"name\":\"ESC * r\",\"what\":\"leave raster mode\","
     "\"dialect\":\"Star\"},\n"
     "{\"offset\":13,\"length\":1,\"name\":\"text\",\"what\":\"text\",\"text\":\"b\"}"},
    {BYTES("\x1dZ\x02\x1bZ\x00L\x06\x02\x00hi\n"),
     "{\"offset\":0,\"length\":3,\"name\":\"GS Z\",\"what\":\"kind of 2D symbol\","
     "\"dialect\":\"clone\",\"n\":2},\n"
     "{\"offset\":3,\"length\":9,\"name\":\"ESC Z\",\"what\":\"print QR\","
     "\"dialect\":\"clone\",\"version\":0,\"level\":76,\"size\":6,\"n\":2,\"data\":\"hi\"},\n"
     "{\"offset\":12,\"length\":1,\"name\":\"LF\",\"what\":\"print and feed a line\"}"},
    {BYTES("\x1bw1hi\x1bw0\x1bw"),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC w\",\"what\":\"double height\","
     "\"dialect\":\"Daruma\",\"n\":49},\n"
     "{\"offset\":3,\"length\":2,\"name\":\"text\",\"what\":\"text\",\"text\":\"hi\"},\n"
     "{\"offset\":5,\"length\":3,\"name\":\"ESC w\",\"what\":\"double height\","
     "\"dialect\":\"Daruma\",\"n\":48},\n"
     "{\"offset\":8,\"length\":2,\"name\":\"ESC w\",\"what\":\"full cut\","
     "\"dialect\":\"clone\"}"},
    {BYTES("\x1bM\x00\x1bp"),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC M\",\"what\":\"font\",\"n\":0},\n"
     "{\"offset\":3,\"length\":2,\"name\":\"ESC p\",\"what\":\"drawer\","
     "\"dialect\":\"Daruma\"}"},
    {BYTES("\x1b&0<A\x1b|0Z\x12\x00"
           "0123456789101Hi"),
     "{\"offset\":0,\"length\":5,\"name\":\"ESC &\",\"what\":\"drawer pulse\","
     "\"dialect\":\"Diebold\",\"m\":48,\"t1\":60,\"t2\":65},\n"
     "{\"offset\":5,\"length\":19,\"name\":\"ESC |\",\"what\":\"barcode of digits\","
     "\"dialect\":\"Diebold\",\"m\":48,\"h\":90,\"w\":18,\"text\":0,"
     "\"data\":\"0123456789101\"},\n"
     "{\"offset\":24,\"length\":2,\"name\":\"text\",\"what\":\"text\",\"text\":\"Hi\"}"},
    {BYTES("\x1d\xf9\x35\x30\x1bt\x08\xc3\xa7"),
     "{\"offset\":0,\"length\":4,\"name\":\"GS F9h\",\"what\":\"own language\","
     "\"dialect\":\"Bematech\",\"fn\":53,\"n\":48},\n"
     "{\"offset\":4,\"length\":3,\"name\":\"ESC t\",\"what\":\"code page\",\"n\":8},\n"
     "{\"offset\":7,\"length\":2,\"name\":\"text\",\"what\":\"text\",\"text\":\"\u00e7\"}"},
    {BYTES("\x1b=\x02\x1f\x24\x01\x02hi"),
     "{\"offset\":0,\"length\":3,\"name\":\"ESC =\",\"what\":\"select peripheral\",\"n\":2},\n"
     "{\"offset\":3,\"length\":4,\"name\":\"US $\",\"what\":\"cursor to\","
     "\"dialect\":\"customer display\",\"n\":1,\"m\":2},\n"
     "{\"offset\":7,\"length\":2,\"name\":\"text\",\"what\":\"text\",\"text\":\"hi\"}"},
};

static void other_makers_are_read_in_their_language(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        struct drv_fault fault = {""};
        char *json = decode(dialects[i].bytes, dialects[i].length);
        assert_string_equal(json, dialects[i].json);
        if (decode_strict(dialects[i].bytes, dialects[i].length, &fault) != DRV_OK)
            fail_msg("%s", fault.text);
        free(json);
    }
}

/* Bytes that other makers read otherwise stay Epson's where Epson's language understands all. */
static void what_an_epson_understands_is_epsons(void **state)
{
    (void)state;
    static const struct {
        const uint8_t *bytes;
        size_t length;
    } streams[] = {
        {BYTES("\x1b"
               "E\x01"
               "a\x1b"
               "E\x00\x1b"
               "d\x03\x1bi")},
        {BYTES("\x1bW\x00\x00\x00\x00\x00\x02\x00\x01"
               "b\x1bV\x00")},
        {BYTES("\x1bp\x00\x19\xfa\x1bv")},
        /* Italics of many drivers, in a stream whose ESC E has its n. */
        {BYTES("\x1b"
               "4a\x1b"
               "5\x1b"
               "4\x1b"
               "5\x1b"
               "E\x01"
               "b\x1b"
               "E\x00")},
    };
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        struct token token = {0};
        assert_int_equal(dialect_guess(streams[i].bytes, streams[i].length), DIALECT_EPSON);
        for (size_t at = 0; token_next(streams[i].bytes, streams[i].length, at, &token);
             at += token.length)
            assert_true(token.command->dialect == DIALECT_EPSON ||
                        token.command->dialect == DIALECT_CLONE);
    }
}

struct shape {
    const uint8_t *bytes;
    size_t length;
    const char *name;
};

/* One of each shape that a table can get wrong: followed by text, they must end where they end. */
static const struct shape shapes[] = {
    {BYTES("\x10\x04\x01"), "DLE EOT"},
    {BYTES("\x10\x05\x02"), "DLE ENQ"},
    {BYTES("\x10\x14\x01\x00\x05"), "DLE DC4"},
    {BYTES("\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"), "DLE DC4"},
    {BYTES("\x1b!\x30"), "ESC !"},
    {BYTES("\x1b$\x00\x01"), "ESC $"},
    {BYTES("\x1b\\\xff\xff"), "ESC \\"},
    {BYTES("\x1b&\x03\x41\x42\x01"
           "abc\x02"
           "abcdef"),
     "ESC &"},
    {BYTES("\x1b*\x00\x03\x00"
           "abc"),
     "ESC *"},
    {BYTES("\x1b-\x01"), "ESC -"},
    {BYTES("\x1b"
           "2"),
     "ESC 2"},
    {BYTES("\x1b"
           "3\x18"),
     "ESC 3"},
    {BYTES("\x1b"
           "D\x08\x10\x00"),
     "ESC D"},
    {BYTES("\x1b"
           "E\x01"),
     "ESC E"},
    {BYTES("\x1bG\x01"), "ESC G"},
    {BYTES("\x1bJ\x18"), "ESC J"},
    {BYTES("\x1bM\x01"), "ESC M"},
    {BYTES("\x1bV\x01"), "ESC V"},
    {BYTES("\x1bW\x00\x00\x00\x00\x00\x02\x00\x01"), "ESC W"},
    {BYTES("\x1b"
           "c5\x01"),
     "ESC c 5"},
    {BYTES("\x1b"
           "d\x03"),
     "ESC d"},
    {BYTES("\x1bi"), "ESC i"},
    {BYTES("\x1bm"), "ESC m"},
    {BYTES("\x1bp\x00\x19\xfa"), "ESC p"},
    {BYTES("\x1b{\x01"), "ESC {"},
    {BYTES("\x1c."), "FS ."},
    {BYTES("\x1c&"), "FS &"},
    {BYTES("\x1cq\x01\x01\x00\x01\x00"
           "12345678"),
     "FS q"},
    {BYTES("\x1d!\x11"), "GS !"},
    {BYTES("\x1d(L\x02\x00\x30\x32"), "GS ( L"},
    {BYTES("\x1d"
           "8L\x0b\x00\x00\x00"
           "0p0\x01\x01"
           "1\x01\x00\x01\x00\x80"),
     "GS 8 L"},
    {BYTES("\x1d*\x01\x01"
           "12345678"),
     "GS *"},
    {BYTES("\x1d"
           "B\x01"),
     "GS B"},
    {BYTES("\x1dH\x02"), "GS H"},
    {BYTES("\x1dI\x01"), "GS I"},
    {BYTES("\x1dL\x10\x00"), "GS L"},
    {BYTES("\x1dP\xb4\xb4"), "GS P"},
    {BYTES("\x1dVa\x00"), "GS V"},
    {BYTES("\x1dVh\x00"), "GS V"},
    {BYTES("\x1dV0"), "GS V"},
    {BYTES("\x1dW\x00\x02"), "GS W"},
    {BYTES("\x1d"
           "a\xff"),
     "GS a"},
    {BYTES("\x1d"
           "f\x01"),
     "GS f"},
    {BYTES("\x1dh\x50"), "GS h"},
    {BYTES("\x1dk\x04"
           "ABC\x00"),
     "GS k"},
    {BYTES("\x1dr\x01"), "GS r"},
    {BYTES("\x1dw\x03"), "GS w"},
    {BYTES("\t"), "HT"},
    {BYTES("\n"), "LF"},
    {BYTES("\r"), "CR"},
};

static void check_command(const json_t *commands, size_t index, size_t offset, size_t length,
                          const char *name)
{
    const json_t *command = json_array_get(commands, index);
    assert_int_equal(json_integer_value(json_object_get(command, "offset")), offset);
    assert_int_equal(json_integer_value(json_object_get(command, "length")), length);
    assert_string_equal(json_string_value(json_object_get(command, "name")), name);
}

static json_t *parse(const uint8_t *bytes, size_t length)
{
    struct bytes out = {0};
    json_error_t error;
    assert_int_equal(decode_json(bytes, length, &out, NULL), DRV_OK);
    json_t *json = json_loadb((char *)out.data, out.length, 0, &error);
    assert_non_null(json);
    bytes_free(&out);
    return json;
}

static void the_text_after_a_command_is_text_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        uint8_t job[64];
        memcpy(job, shapes[i].bytes, shapes[i].length);
        memcpy(job + shapes[i].length, "plain", 5);
        json_t *json = parse(job, shapes[i].length + 5);
        const json_t *commands = json_object_get(json, "commands");
        assert_int_equal(json_array_size(commands), 2);
        check_command(commands, 0, 0, shapes[i].length, shapes[i].name);
        check_command(commands, 1, shapes[i].length, 5, "text");
        json_decref(json);
    }
}

static void a_command_cut_off_is_refused_with_its_offset(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        uint8_t job[64] = "ab";
        struct drv_fault fault;
        char expected[80];
        if (shapes[i].length < 2)
            continue;
        memcpy(job + 2, shapes[i].bytes, shapes[i].length);
        snprintf(expected, sizeof expected, "offset 2: \"%02x\" begins a command that is cut off",
                 shapes[i].bytes[0]);
        assert_int_equal(decode_strict(job, 1 + shapes[i].length, &fault), DRV_INVALID);
        assert_string_equal(fault.text, expected);
        assert_int_equal(decode_strict(job, 2 + shapes[i].length, &fault), DRV_OK);
    }
}

static void strict_names_the_first_stranger(void **state)
{
    (void)state;
    struct drv_fault fault;
    assert_int_equal(decode_strict(BYTES("ok\n\x1bY"), &fault), DRV_INVALID);
    assert_string_equal(fault.text, "offset 3: \"1b\" is not understood");
    assert_int_equal(decode_strict(BYTES(""), &fault), DRV_OK);
}

static void more_than_the_limit_is_refused_and_adds_nothing(void **state)
{
    (void)state;
    struct bytes out = {0};
    struct drv_fault fault;
    uint8_t *job = calloc(1, DECODE_MAX_BYTES + 1);
    assert_int_equal(decode_json(job, DECODE_MAX_BYTES + 1, &out, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "\"8388609\" bytes are more than the limit of 8388608");
    assert_int_equal(out.length, 0);
    assert_int_equal(decode_strict(job, DECODE_MAX_BYTES + 1, &fault), DRV_LIMIT);
    free(job);
}

/* Offsets and lengths tile the bytes: nothing is read twice and nothing is left out. */
static void check_tiling(const uint8_t *bytes, size_t length)
{
    json_t *json = parse(bytes, length);
    size_t at = 0, index;
    const json_t *command;
    json_array_foreach(json_object_get(json, "commands"), index, command)
    {
        assert_int_equal(json_integer_value(json_object_get(command, "offset")), at);
        at += (size_t)json_integer_value(json_object_get(command, "length"));
    }
    assert_int_equal(at, length);
    json_decref(json);
}

static void any_bytes_are_tiled_by_commands(void **state)
{
    (void)state;
    static const uint8_t spice[] = {0x10, 0x1b, 0x1c, 0x1d, '(', 'k', 'L', 'v', '0', '*', 'D', 'V'};
    unsigned seed = 1;
    for (int round = 0; round < 500; round++) {
        uint8_t job[200];
        for (size_t i = 0; i < sizeof job; i++) {
            unsigned dice = (unsigned)rand_r(&seed);
            job[i] = dice & 0x100 ? spice[dice % sizeof spice] : (uint8_t)dice;
        }
        check_tiling(job, sizeof job);
    }
}

/* If any two jobs read the same, the bytes could not be made again from what was read. */
static void a_change_of_any_byte_shows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        uint8_t job[64];
        size_t length = shapes[i].length + 3;
        memcpy(job, shapes[i].bytes, shapes[i].length);
        memcpy(job + shapes[i].length, "\x1bR\x02", 3);
        memcpy(job + length, "[\x8e{\x81", 4);
        length += 4;
        char *before = decode(job, length);
        for (size_t at = 0; at < length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                job[at] ^= (uint8_t)(1U << bit);
                char *after = decode(job, length);
                assert_string_not_equal(before, after);
                job[at] ^= (uint8_t)(1U << bit);
                free(after);
            }
        }
        free(before);
    }
}

static size_t read_file(const char *path, uint8_t *out, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(out, 1, capacity, file);
    fclose(file);
    return length;
}

static const char samples[] = "../shared/data/escpos/bench-outputs";

static void check_sample(const char *name)
{
    uint8_t job[1 << 16];
    char path[512];
    struct drv_fault fault = {""};
    snprintf(path, sizeof path, "%s/%s", samples, name);
    size_t length = read_file(path, job, sizeof job);
    check_tiling(job, length);
    if (decode_strict(job, length, &fault) != DRV_OK)
        fail_msg("%s: %s", path, fault.text);
}

static void what_other_libraries_send_is_understood(void **state)
{
    (void)state;
    DIR *folder = opendir(samples);
    if (folder == NULL) {
        print_message("skipped: no samples in %s\n", samples);
        skip();
    }
    int read = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (strstr(entry->d_name, ".bin") == NULL)
            continue;
        check_sample(entry->d_name);
        read++;
    }
    closedir(folder);
    assert_true(read > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_command_reads_as_its_manual_says),
        cmocka_unit_test(tails_have_names_and_dots),
        cmocka_unit_test(text_is_read_in_the_coding_in_force),
        cmocka_unit_test(other_makers_are_read_in_their_language),
        cmocka_unit_test(what_an_epson_understands_is_epsons),
        cmocka_unit_test(the_text_after_a_command_is_text_again),
        cmocka_unit_test(a_command_cut_off_is_refused_with_its_offset),
        cmocka_unit_test(strict_names_the_first_stranger),
        cmocka_unit_test(more_than_the_limit_is_refused_and_adds_nothing),
        cmocka_unit_test(any_bytes_are_tiled_by_commands),
        cmocka_unit_test(a_change_of_any_byte_shows),
        cmocka_unit_test(what_other_libraries_send_is_understood),
    };
    return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
