/* SPDX-License-Identifier: MIT */
/*
 * The profiles beside those of receipt-print-hq/escpos-printer-db (CC BY 4.0), fact by fact. Where
 * the two differ that is meant, and says why; a difference that is no more must be struck out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "../../drivers/profile_words.h"

static const char database[] = "../shared/data/escpos-printer-db.json";

static const struct {
    const char *ours, *theirs;
} models[] = {
    {"bixolon-srp-s300", "SRP-S300"}, {"citizen-ct-s651", "CT-S651"},
    {"epson-tm-l90", "TM-L90"},       {"epson-tm-m30iii", "TM-m30III"},
    {"epson-tm-t20ii", "TM-T20II"},   {"epson-tm-t20iii", "TM-T20III"},
    {"epson-tm-t70", "TM-T70"},       {"epson-tm-t70ii", "TM-T70II"},
    {"epson-tm-t88ii", "TM-T88II"},   {"epson-tm-t88iii", "TM-T88III"},
    {"epson-tm-t88iv", "TM-T88IV"},   {"epson-tm-t88v", "TM-T88V"},
    {"metapace-t-1", "T-1"},          {"netum-nt-5890k", "NT-5890K"},
    {"rongta-rp326", "RP326"},        {"seiko-rp-f10", "RP-F10-80mm"},
    {"sunmi-v2", "Sunmi-V2"},         {"zjiang-pos-5890", "POS-5890"},
    {"zjiang-zj-5870", "ZJ-5870"},
};

static const char their_paper[] =
    "640 dots are as wide as the paper; 48 columns of 12 are the head";
static const char older[] = "GS ( k and GS ( L came after it: TM-T90 specification, App. 18";
static const char of_newer[] = "those above 19 are of newer models; its references end there";
static const char by_default[] = "their default's feature; no source gives its limits";

static const struct {
    const char *profile, *fact, *why;
} meant[] = {
    {"bixolon-srp-s300", "dots 576 for 640", their_paper},
    {"citizen-ct-s651", "dots 576 for 640", their_paper},
    {"epson-tm-t88ii", "without qrCode", older},
    {"epson-tm-t88ii", "without graphics", older},
    {"epson-tm-t88ii", "page 19 CP858 for Unknown", "ReceiptPrinterEncoder, epson/legacy"},
    {"epson-tm-t88ii", "without 24 pages", of_newer},
    {"epson-tm-t88iii", "without qrCode", older},
    {"epson-tm-t88iii", "without graphics", older},
    {"epson-tm-t88iii", "page 18 CP852 for CP862", "Application Programming Guide p. 668"},
    {"epson-tm-t88iii", "without 2 pages", "6 as CP1251 is Hiragana in the same guide, p. 663"},
    {"metapace-t-1", "without qrCode", "ReceiptPrinterEncoder, metapace-t1: none"},
    {"metapace-t-1", "without graphics", by_default},
    {"seiko-rp-f10", "without graphics", by_default},
};
enum { MEANT = sizeof meant / sizeof meant[0], FACT_MAX = 80 };

struct comparison {
    const struct profile *profile;
    json_t *theirs;
    bool seen[MEANT];
    int differences; /* that are not meant */
};

static void differs(struct comparison *comparison, const char *fact)
{
    for (size_t i = 0; i < MEANT; i++)
        if (strcmp(meant[i].profile, comparison->profile->name) == 0 &&
            strcmp(meant[i].fact, fact) == 0) {
            comparison->seen[i] = true;
            return;
        }
    comparison->differences++;
    print_error("%s: %s\n", comparison->profile->name, fact);
}

static void compare_number(struct comparison *comparison, const char *name, unsigned ours,
                           const json_t *theirs)
{
    char fact[FACT_MAX];
    /* "Unknown", or not told. */
    if (!json_is_number(theirs) || (unsigned)json_number_value(theirs) == ours)
        return;
    snprintf(fact, sizeof fact, "%s %u for %u", name, ours, (unsigned)json_number_value(theirs));
    differs(comparison, fact);
}

static json_t *at(json_t *object, const char *a, const char *b)
{
    return json_object_get(json_object_get(object, a), b);
}

static void compare_geometry(struct comparison *comparison)
{
    const struct profile *profile = comparison->profile;
    json_t *media = json_object_get(comparison->theirs, "media");
    json_t *fonts = json_object_get(comparison->theirs, "fonts");
    compare_number(comparison, "dots", profile->dots, at(media, "width", "pixels"));
    compare_number(comparison, "dpi", profile->dpi, json_object_get(media, "dpi"));
    compare_number(comparison, "columns", profile->columns, at(fonts, "0", "columns"));
    compare_number(comparison, "columns_b", profile->columns_b, at(fonts, "1", "columns"));
}

static void compare_features(struct comparison *comparison)
{
    const struct profile *p = comparison->profile;
    json_t *features = json_object_get(comparison->theirs, "features");
    const struct {
        const char *theirs;
        bool ours;
    } facts[] = {
        {"barcodeB", (p->codes & ~(uint32_t)PROFILE_QR) != 0},
        {"qrCode", (p->codes & PROFILE_QR) != 0},
        {"bitImageRaster", (p->commands & PROFILE_GS_V0) != 0},
        {"bitImageColumn", (p->commands & PROFILE_ESC_STAR) != 0},
        {"graphics", (p->commands & PROFILE_GS_L) != 0},
        {"paperPartCut", p->cut != PROFILE_CUT_NONE},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        char fact[FACT_MAX];
        bool theirs = json_is_true(json_object_get(features, facts[i].theirs));
        snprintf(fact, sizeof fact, "%s %s", facts[i].ours ? "with" : "without", facts[i].theirs);
        if (facts[i].ours != theirs)
            differs(comparison, fact);
    }
}

/* "ISO_8859-7" is ISO8859-7; NULL where we know none of that name. */
static const char *page_name(const char *theirs)
{
    char name[48];
    const char *number = strncmp(theirs, "ISO_8859-", 9) == 0 ? theirs + 9 : NULL;
    snprintf(name, sizeof name, "%s%.24s", number == NULL ? "" : "ISO8859-",
             number == NULL ? theirs : number);
    const struct profile_page *known = profile_page_known(name, strlen(name));
    return known == NULL ? NULL : known->name;
}

static const struct profile_page *page_of(const struct profile *profile, const char *name)
{
    for (int i = 0; i < PROFILE_PAGES && profile->pages[i].name != NULL; i++)
        if (strcmp(profile->pages[i].name, name) == 0)
            return &profile->pages[i];
    return NULL;
}

static void compare_our_pages(struct comparison *comparison)
{
    const struct profile_page *pages = comparison->profile->pages;
    for (int i = 0; i < PROFILE_PAGES && pages[i].name != NULL; i++) {
        char number[8], fact[FACT_MAX];
        snprintf(number, sizeof number, "%u", pages[i].number);
        const char *theirs = json_string_value(at(comparison->theirs, "codePages", number));
        const char *name = theirs == NULL ? NULL : page_name(theirs);
        snprintf(fact, sizeof fact, "page %s %s for %s", number, pages[i].name,
                 theirs == NULL ? "none" : theirs);
        if (name == NULL || strcmp(name, pages[i].name) != 0)
            differs(comparison, fact);
    }
}

/* All that we leave out are one difference. */
static void compare_their_pages(struct comparison *comparison)
{
    const char *number;
    json_t *name;
    unsigned missing = 0;
    char fact[FACT_MAX];
    json_object_foreach(json_object_get(comparison->theirs, "codePages"), number, name)
    {
        const char *ours = json_is_string(name) ? page_name(json_string_value(name)) : NULL;
        missing += ours != NULL && page_of(comparison->profile, ours) == NULL;
    }
    snprintf(fact, sizeof fact, "without %u pages", missing);
    if (missing > 0)
        differs(comparison, fact);
}

static void the_facts_are_those_of_the_database_but_where_meant(void **state)
{
    (void)state;
    struct comparison comparison = {.differences = 0};
    if (access(database, R_OK) != 0) {
        print_message("not compared: %s is not there\n", database);
        skip();
    }
    json_t *root = json_load_file(database, 0, NULL);
    assert_non_null(root);
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        comparison.profile = profile_find(models[i].ours);
        comparison.theirs = at(root, "profiles", models[i].theirs);
        if (comparison.profile == NULL || comparison.theirs == NULL)
            fail_msg("%s or %s is not there", models[i].ours, models[i].theirs);
        compare_geometry(&comparison);
        compare_features(&comparison);
        compare_our_pages(&comparison);
        compare_their_pages(&comparison);
    }
    for (size_t i = 0; i < MEANT; i++)
        if (!comparison.seen[i])
            fail_msg("%s: %s is no difference any more: %s", meant[i].profile, meant[i].fact,
                     meant[i].why);
    assert_int_equal(comparison.differences, 0);
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_facts_are_those_of_the_database_but_where_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
