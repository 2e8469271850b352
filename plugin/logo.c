/* SPDX-License-Identifier: MIT */
#include "logo.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "../config/config.h"
#include "../drivers/picture.h"

enum { WIDEST_HEAD_DOTS = 576 };

static int check(const char *png, size_t length, struct fault *fault)
{
    const struct picture_wish wish = {.width_dots = WIDEST_HEAD_DOTS};
    struct picture *picture = NULL;
    struct drv_fault why = {{0}};
    int status = picture_from_png((const uint8_t *)png, length, &wish, &picture, &why);
    picture_free(picture);
    if (status == DRV_OK)
        return COMEBACK_OK;
    return fail(fault, status == DRV_MEMORY ? COMEBACK_MEMORY : COMEBACK_CONFIG, "%s", why.text);
}

static int to_base64(const char *png, size_t length, char **base64, struct fault *fault)
{
    size_t room = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);
    if (text == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    sodium_bin2base64(text, room, (const uint8_t *)png, length, sodium_base64_VARIANT_ORIGINAL);
    *base64 = text;
    return COMEBACK_OK;
}

/* What config tells is "PATH: reason\n". */
static int tell_reason(const char *path, struct config_faults *faults, struct fault *fault)
{
    size_t before = strlen(path) + strlen(": ");
    const char *reason = faults->text == NULL ? "" : faults->text + before;
    int status = fail(fault, COMEBACK_CONFIG, "%.*s", (int)strcspn(reason, "\n"), reason);
    config_faults_free(faults);
    return status;
}

int logo_read(const char *path, char **base64, struct fault *fault)
{
    struct config_faults faults = {0};
    char *png;
    size_t length;
    int status = config_read_file(path, &png, &length, &faults);
    if (status == CONFIG_MEMORY)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    if (status != CONFIG_OK)
        return tell_reason(path, &faults, fault);
    status = check(png, length, fault);
    if (status == COMEBACK_OK)
        status = to_base64(png, length, base64, fault);
    free(png);
    return status;
}
