/* SPDX-License-Identifier: MIT */
#include "store_logo.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/document.h"
#include "../../drivers/layout.h"
#include "../../drivers/picture_store.h"
#include "../clock.h"
#include "../stored_logo.h"
#include "hold.h"

enum { HOLD_WAIT_MS = 5000, ALL_MS = 60000 };

struct storing {
    const struct printing *printing;
    const struct picture *picture;
    struct hold hold;
    struct inquiry_identity who;
    struct picture_keys keys;
    struct stored_logo logo;
    bool was_there;
};

static int refuse(const struct storing *storing, const char *why)
{
    return tell(EXIT_REFUSED, "%s: %s", storing->printing->uri, why);
}

/* How the logo stands on that slip: as wide as it may be there, and drawn as the slip says. */
static bool find_wish(const struct slip_template *slip, const struct printing *printing,
                      struct picture_wish *out)
{
    const struct slip_values values = {.logo = printing->settings->logo};
    const struct layout_medium medium = {printing->profile->columns, NULL};
    struct bytes text = {0};
    struct document *document = NULL;
    struct layout layout = {.rows = {0}};
    bool found = false;
    if (slip_expand(slip, &values, printing->profile->columns, &text, NULL) == COMEBACK_OK &&
        document_parse((const char *)text.data, text.length, &document, NULL) == DRV_OK &&
        layout_build(&layout, document, &medium, NULL) == DRV_OK)
        for (size_t i = 0; i < layout_row_count(&layout) && !found; i++) {
            const struct layout_row *row = layout_row_at(&layout, i);
            found = row->kind == LAYOUT_IMAGE;
            if (found)
                *out = (struct picture_wish){row->image.width_dots, row->image.dither};
        }
    layout_free(&layout);
    document_free(document);
    bytes_free(&text);
    return found;
}

static int read_picture(const struct printing *printing, struct picture **out)
{
    const struct settings *settings = printing->settings;
    struct picture_wish wish;
    struct drv_fault fault = {{0}};
    if (settings->logo == NULL)
        return tell(EXIT_REFUSED, "shop.logo: no logo is named in the settings");
    if (!find_wish(settings->card, printing, &wish) && !find_wish(settings->note, printing, &wish))
        return tell(EXIT_REFUSED, "no slip has {image:{{shop.logo}}}");
    return picture_from_base64(settings->logo, strlen(settings->logo), &wish, out, &fault) == DRV_OK
               ? EXIT_DONE
               : tell(EXIT_REFUSED, "shop.logo: %s", fault.text);
}

static bool is_wanted(const struct storing *storing)
{
    const struct bitmap *dots = &storing->picture->dots;
    char answer[16];
    printf("Writes the logo, %u x %u dots, into the memory of %s, where it stays. Nothing there "
           "is deleted. Go on? [y/N] ",
           (unsigned)dots->width_dots, (unsigned)dots->height_dots, storing->printing->uri);
    fflush(stdout);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

/* Before it is made: one that breaks off has worn the memory, too. */
static int note_attempt(struct storing *storing)
{
    const char *folder = storing->hold.setup.store_folder;
    int64_t now_ms = clock_now_ms();
    struct fault fault = {{0}};
    if (stored_logo_writes(folder, storing->who.serial, now_ms) >= STORED_LOGO_WRITES)
        return refuse(storing, "its memory was written to ten times in a day, which is as often as "
                               "such memories bear; try again tomorrow");
    if (stored_logo_read(folder, storing->printing->uri, &storing->logo, NULL) != COMEBACK_OK ||
        strcmp(storing->logo.serial, storing->who.serial) != 0)
        storing->logo = (struct stored_logo){.printer = ""};
    stored_logo_count(&storing->logo, now_ms);
    memset(&storing->logo.stored, 0, sizeof storing->logo.stored);
    snprintf(storing->logo.printer, sizeof storing->logo.printer, "%s", storing->printing->uri);
    memcpy(storing->logo.serial, storing->who.serial, sizeof storing->logo.serial);
    return stored_logo_write(folder, &storing->logo, &fault) == COMEBACK_OK
               ? EXIT_DONE
               : tell(EXIT_REFUSED, "%s", fault.text);
}

static int note_key(struct storing *storing, const char key[2])
{
    struct stored_logo *logo = &storing->logo;
    struct fault fault = {{0}};
    memcpy(logo->stored.key, key, sizeof logo->stored.key);
    memcpy(logo->stored.hash, storing->picture->hash, PICTURE_HASH);
    logo->width_dots = storing->picture->dots.width_dots;
    logo->height_dots = storing->picture->dots.height_dots;
    return stored_logo_write(storing->hold.setup.store_folder, logo, &fault) == COMEBACK_OK
               ? EXIT_DONE
               : tell(EXIT_REFUSED, "%s", fault.text);
}

static int add(struct storing *storing, struct inquiry *inquiry)
{
    const struct bitmap *dots = &storing->picture->dots;
    char key[2];
    struct drv_fault fault = {{0}};
    if (picture_store_find(inquiry, dots, &storing->keys, key, &fault) != DRV_OK)
        return refuse(storing, fault.text);
    int status = note_attempt(storing);
    if (status != EXIT_DONE)
        return status;
    if (picture_store_define(inquiry, dots, key, &fault) != DRV_OK)
        return refuse(storing, fault.text);
    return note_key(storing, key);
}

/* It may have come to it by another URI. */
static bool is_there(struct storing *storing)
{
    const char *folder = storing->hold.setup.store_folder;
    return stored_logo_find(folder, storing->who.serial, storing->picture->hash, &storing->logo) &&
           picture_store_has(&storing->keys, storing->logo.stored.key);
}

static int keep_record(struct storing *storing)
{
    struct stored_logo *logo = &storing->logo;
    storing->was_there = true;
    if (strcmp(logo->printer, storing->printing->uri) == 0)
        return EXIT_DONE;
    snprintf(logo->printer, sizeof logo->printer, "%s", storing->printing->uri);
    /* Counted where they were made. */
    memset(logo->writes_ms, 0, sizeof logo->writes_ms);
    char key[2] = {logo->stored.key[0], logo->stored.key[1]};
    return note_key(storing, key);
}

static int converse(struct storing *storing, struct inquiry *inquiry)
{
    struct drv_fault fault = {{0}};
    if (inquiry_identify(inquiry, &storing->who, &fault) != DRV_OK)
        return refuse(storing, fault.text);
    if (storing->who.serial[0] == '\0')
        return refuse(storing, "it tells no serial number, so nobody could know later whether it "
                               "is the one that keeps the logo");
    if (picture_store_list(inquiry, &storing->keys, &fault) != DRV_OK)
        return refuse(storing, fault.text);
    return is_there(storing) ? keep_record(storing) : add(storing, inquiry);
}

static void tell_stored(const struct storing *storing, bool json)
{
    const struct stored_logo *logo = &storing->logo;
    const char *result = storing->was_there ? "already stored" : "stored";
    if (!json) {
        printf("%s: %s %s, number %s: the logo is %s under the key %.2s\n", storing->printing->uri,
               storing->who.maker, storing->who.model, storing->who.serial, result,
               logo->stored.key);
        return;
    }
    json_t *object = json_pack("{ss ss ss ss ss ss# si si}", "printer", storing->printing->uri,
                               "maker", storing->who.maker, "model", storing->who.model, "serial",
                               storing->who.serial, "result", result, "key", logo->stored.key, 2,
                               "width_dots", logo->width_dots, "height_dots", logo->height_dots);
    json_dumpf(object, stdout, JSON_INDENT(2));
    puts("");
    json_decref(object);
}

static int store_held(struct storing *storing)
{
    struct inquiry *inquiry;
    struct drv_fault fault = {{0}};
    const struct printer_port port = hold_port(&storing->hold, storing->printing);
    if (!storing->hold.held)
        return refuse(storing, "there is no store in which to remember what it keeps");
    if (inquiry_open(&port, ALL_MS, &inquiry, &fault) != DRV_OK)
        return refuse(storing, fault.text);
    int status = converse(storing, inquiry);
    inquiry_close(inquiry);
    return status;
}

static int store_picture(struct storing *storing, bool json)
{
    struct fault fault = {{0}};
    int status = hold_printer(storing->printing, HOLD_WAIT_MS, &storing->hold, &fault);
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    status = store_held(storing);
    hold_end(&storing->hold);
    if (status == EXIT_DONE)
        tell_stored(storing, json);
    return status;
}

int store_logo(const struct printing *printing, bool yes, bool json)
{
    enum { NEEDED = PROFILE_GS_NV | PROFILE_GS_I };
    struct storing storing = {.printing = printing};
    struct picture *picture = NULL;
    if ((printing->profile->commands & NEEDED) != NEEDED)
        return tell(EXIT_REFUSED,
                    "%s: no printer that is known to keep pictures and to tell its number, for "
                    "its profile has not both gs-nv and gs-i; the logo goes out with each slip",
                    printing->profile->name);
    int status = read_picture(printing, &picture);
    if (status != EXIT_DONE || picture == NULL)
        return status;
    storing.picture = picture;
    status = yes || is_wanted(&storing) ? store_picture(&storing, json)
                                        : tell(EXIT_REFUSED, "nothing was written");
    picture_free(picture);
    return status;
}
