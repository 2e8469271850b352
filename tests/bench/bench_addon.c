/* SPDX-License-Identifier: MIT */
/*
 * bench_addon JOB.json LOGO.png [picture|stored|drawn [FILE]]: what the job costs and weighs on
 * which the npm libraries are compared: a logo of 384 by 160 dots, a heading, twelve accented
 * lines, a QR code, an EAN-13, a cut. Inside the time: slip_expand of the parsed template with
 * other text in every line and other codes each time, document_parse, escpos_encode into an empty
 * buffer. Outside: reading and parsing the template, opening the encoder, and the first job, which
 * decodes the logo.
 *
 * picture: the logo as a picture, the printer's own QR code; stored: the logo that the printer
 * keeps; drawn: the QR code as a picture, too. With FILE the job's bytes with its own text are
 * written there, and nothing is timed. The quietest round's median is the figure, as in bench_card.
 */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../../drivers/document.h"
#include "../../drivers/escpos.h"
#include "../../drivers/picture_cache.h"
#include "../../plugin/slip.h"
#include "measure.h"

enum { ROUNDS = 20, JOBS = 2000, PAUSE_US = 50000, LINES = 12, LOGO_MOST = 64 * 1024 };

static const char profile_name[] = "epson-tm-t20ii";

/* What the printer is taken for. */
struct kind {
    const char *name;
    uint32_t commands; /* more than the profile's */
    uint16_t lacks;    /* of the profile's codes */
    bool stored;
};
static const struct kind kinds[] = {
    {"picture", 0, 0, false},
    {"stored", PROFILE_GS_NV, 0, true},
    {"drawn", 0, PROFILE_QR, false},
};

/* Fields that stand for the twelve lines. */
static const enum slip_field line_fields[LINES] = {
    SLIP_SHOP_ADDRESS,   SLIP_PRINTED,        SLIP_VISIT,          SLIP_VISITS_EVERY,
    SLIP_VISITS_AT,      SLIP_VISITS_GIFT,    SLIP_CODE_FROM,      SLIP_CODE_UNTIL,
    SLIP_FRIEND_PERCENT, SLIP_FRIEND_MINIMUM, SLIP_FRIEND_AT_MOST, SLIP_THANKS,
};

static const char template_text[] =
    "{image:{{shop.logo}}}\n"
    "^^^\"{{shop.name}}\"\n"
    "|{{shop.address}}\n|{{printed}}\n|{{visit}}\n|{{visits.every}}\n|{{visits.at}}\n"
    "|{{visits.gift}}\n|{{code.from}}\n|{{code.until}}\n|{{friend.percent}}\n"
    "|{{friend.minimum}}\n|{{friend.at_most}}\n|{{thanks}}\n"
    "{code:{{code.qr}};option:qrcode,5,m}\n"
    "{code:{{code.128}};option:ean,3,80,hri}\n";

struct bench {
    struct profile profile;
    struct escpos *escpos;
    struct slip_template *slip;
    struct slip_values values;
    char lines[LINES][SLIP_VALUE];
    char *logo;
    struct bytes text, bytes;
    size_t own_bytes; /* of the job with its own text */
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_addon: %s: %s\n", what, why);
    exit(1);
}

static void set_text(char out[SLIP_VALUE], const json_t *text)
{
    if (!json_is_string(text))
        die("job", "not as it was");
    snprintf(out, SLIP_VALUE, "%s", json_string_value(text));
}

static void read_job(struct bench *bench, const char *path)
{
    json_error_t error;
    json_t *job = json_load_file(path, 0, &error);
    if (job == NULL)
        die(path, error.text);
    set_text(bench->values.text[SLIP_SHOP_NAME], json_object_get(job, "heading"));
    set_text(bench->values.text[SLIP_CODE_QR], json_object_get(job, "url"));
    set_text(bench->values.text[SLIP_CODE_128], json_object_get(job, "ean"));
    for (size_t i = 0; i < LINES; i++)
        set_text(bench->lines[i], json_array_get(json_object_get(job, "lines"), i));
    json_decref(job);
}

static void read_logo(struct bench *bench, const char *path)
{
    static unsigned char png[LOGO_MOST];
    FILE *file = fopen(path, "rb");
    size_t length = file != NULL ? fread(png, 1, sizeof png, file) : 0;
    if (length == 0)
        die(path, "not to be read");
    fclose(file);
    size_t room = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
    bench->logo = malloc(room);
    if (bench->logo == NULL)
        die(path, "no memory");
    sodium_bin2base64(bench->logo, room, png, length, sodium_base64_VARIANT_ORIGINAL);
    bench->values.logo = bench->logo;
}

static char ean_check(const char digits[12])
{
    int sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
    return (char)('0' + (10 - sum % 10) % 10);
}

/* Each line, the URL and the number differ from the last ones. */
static void vary(struct bench *bench, uint64_t *random)
{
    struct slip_values *values = &bench->values;
    unsigned number = (unsigned)(measure_random(random) % 1000000);
    for (size_t i = 0; i < LINES; i++)
        snprintf(values->text[line_fields[i]], SLIP_VALUE, "%.100s %02u", bench->lines[i],
                 (number + (unsigned)i * 37) % 100);
    char *url = values->text[SLIP_CODE_QR], *ean = values->text[SLIP_CODE_128];
    if (strlen(url) > 6)
        snprintf(url + strlen(url) - 6, 7, "%06u", number);
    snprintf(ean, SLIP_VALUE, "590123%06u", number);
    ean[12] = ean_check(ean);
    ean[13] = '\0';
}

static void make(struct bench *bench)
{
    struct document *document = NULL;
    struct fault fault = {{0}};
    struct drv_fault drv_fault = {{0}};
    bench->text.length = bench->bytes.length = 0;
    if (slip_expand(bench->slip, &bench->values, bench->profile.columns, &bench->text, &fault) < 0)
        die("slip_expand", fault.text);
    if (document_parse((const char *)bench->text.data, bench->text.length, &document, &drv_fault) !=
            DRV_OK ||
        escpos_encode(bench->escpos, document, ESCPOS_SLIP, &bench->bytes, &drv_fault) != DRV_OK)
        die("encode", drv_fault.text);
    document_free(document);
}

static int64_t time_round(struct bench *bench, uint64_t *random, struct samples *all)
{
    struct samples round = samples_new(JOBS);
    for (int i = 0; i < JOBS; i++) {
        vary(bench, random);
        int64_t start_ns = measure_now_ns();
        make(bench);
        int64_t took_ns = measure_now_ns() - start_ns;
        samples_add(&round, took_ns);
        samples_add(all, took_ns);
    }
    int64_t median_ns = samples_at(&round, 0.5);
    samples_free(&round);
    return median_ns;
}

static unsigned count_switches(const struct bytes *bytes)
{
    unsigned count = 0;
    for (size_t i = 0; i + 1 < bytes->length; i++)
        count += bytes->data[i] == 0x1b && bytes->data[i + 1] == 't';
    return count;
}

static void time_job(struct bench *bench)
{
    struct samples all = samples_new((size_t)ROUNDS * JOBS);
    uint64_t random = 0x9E3779B97F4A7C15u;
    int64_t quietest_ns = INT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t median_ns = time_round(bench, &random, &all);
        quietest_ns = median_ns < quietest_ns ? median_ns : quietest_ns;
        usleep(PAUSE_US);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("addon_quiet_us %.2f\naddon_p50_us %.2f\naddon_bytes %zu\naddon_switches %u\n"
           "addon_rss_mb %.1f\n",
           (double)quietest_ns / 1000, (double)samples_at(&all, 0.5) / 1000, bench->own_bytes,
           count_switches(&bench->bytes), (double)usage.ru_maxrss / 1024);
    samples_free(&all);
}

static void write_job(const struct bench *bench, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bench->bytes.data, 1, bench->bytes.length, file) == 0 ||
        fclose(file) != 0)
        die(path, "not written");
}

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    die(name, "no such kind");
    return NULL;
}

/* As if the job's logo had been stored under the key LG. */
static void store_logo(struct bench *bench)
{
    struct picture_stored stored = {.key = {'L', 'G'}};
    struct picture_cache cache = {0};
    const struct picture_wish wish = {.width_dots = bench->profile.dots};
    const struct picture *picture;
    struct drv_fault fault = {{0}};
    if (picture_cache_get(&cache, bench->logo, strlen(bench->logo), &wish, &picture, &fault) !=
        DRV_OK)
        die("logo", fault.text);
    memcpy(stored.hash, picture->hash, sizeof stored.hash);
    picture_cache_free(&cache);
    escpos_set_stored(bench->escpos, &stored);
}

static void open_bench(struct bench *bench, const struct kind *kind)
{
    struct drv_fault drv_fault = {{0}};
    struct fault fault = {{0}};
    bench->profile = *profile_find(profile_name);
    bench->profile.commands |= kind->commands;
    bench->profile.codes &= (uint16_t)~kind->lacks;
    if (slip_parse("job", template_text, 0, &bench->slip, &fault) < 0)
        die("template", fault.text);
    if (escpos_open(&bench->profile, NULL, &bench->escpos, &drv_fault) != DRV_OK)
        die(profile_name, drv_fault.text);
    if (kind->stored)
        store_logo(bench);
}

int main(int argc, char **argv)
{
    struct bench bench = {.logo = NULL};
    if (argc < 3 || argc > 5)
        die("usage", "bench_addon JOB.json LOGO.png [picture|stored|drawn [FILE]]");
    read_job(&bench, argv[1]);
    read_logo(&bench, argv[2]);
    open_bench(&bench, find_kind(argc > 3 ? argv[3] : "picture"));
    for (size_t i = 0; i < LINES; i++)
        memcpy(bench.values.text[line_fields[i]], bench.lines[i], SLIP_VALUE);
    make(&bench);
    bench.own_bytes = bench.bytes.length;
    if (argc == 5)
        write_job(&bench, argv[4]);
    else
        time_job(&bench);
    slip_free(bench.slip);
    escpos_close(bench.escpos);
    bytes_free(&bench.text);
    bytes_free(&bench.bytes);
    free(bench.logo);
    return 0;
}
