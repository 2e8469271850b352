/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as an answer to GET_DEVICE_ID and as a place: clang
 * -fsanitize=fuzzer,address,undefined. A printer whatever its id is found by the URI that we give
 * it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/usb_id.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

static void require_clean(const char *name)
{
    require(memchr(name, '\0', USB_NAME_BYTES) != NULL, "a name ends");
    for (; *name != '\0'; name++)
        require(*name >= 0x20 && *name <= 0x7E, "a name is printable");
}

static void require_found(const struct usb_id *id)
{
    char uri[USB_URI_BYTES];
    struct usb_address address;
    struct drv_fault fault;
    usb_id_uri(id, uri);
    require(strlen(uri) < sizeof uri, "a URI fits");
    require(usb_address_read(uri + strlen("usb:"), &address, &fault) == DRV_OK, "a URI is read");
    require(usb_address_fits(&address, id), "a URI finds its printer");
}

static void read_id(const uint8_t *data, size_t size)
{
    struct usb_id id = {.vendor = 0x04B8, .product = 0x0202, .interface = (uint8_t)size};
    const char *text;
    size_t length = usb_id_text(data, size, &text);
    require(length <= size, "the text lies in the answer");
    usb_id_take(&id, text, length);
    require_clean(id.maker);
    require_clean(id.model);
    require_clean(id.serial);
    require_found(&id);
}

static void read_place(const char *place)
{
    struct usb_address before, address;
    struct drv_fault fault = {""};
    memset(&before, 0x5A, sizeof before);
    address = before;
    if (usb_address_read(place, &address, &fault) != DRV_OK) {
        require(fault.text[0] != '\0', "a refusal says why");
        require(memcmp(&address, &before, sizeof before) == 0, "a refusal changes nothing");
        return;
    }
    require_clean(address.maker);
    require_clean(address.model);
    require_clean(address.serial);
    require(address.any || (address.maker[0] != '\0' && address.model[0] != '\0'),
            "a place names a printer or any");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Exactly as large as the input, so that a read beyond its end is seen. */
    uint8_t *answer = malloc(size > 0 ? size : 1);
    char *place = strndup((const char *)data, size);
    if (answer != NULL && place != NULL) {
        memcpy(answer, data, size);
        read_id(answer, size);
        read_place(place);
    }
    free(answer);
    free(place);
    return 0;
}
