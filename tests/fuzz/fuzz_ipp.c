/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the answer of a print server: HTTP, in chunks or not, and the IPP in it. What is
 * found lies within what came, and in the order in which it came.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/ipp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

static void require_inside(const uint8_t *run, size_t length, const uint8_t *all, size_t size)
{
    require(length == 0 || (run >= all && length <= size && run + length <= all + size),
            "what is found lies within the answer");
}

static void read_ipp(const uint8_t *body, size_t length)
{
    struct ipp_reader reader;
    struct ipp_value value;
    uint16_t status;
    char room[16];
    if (!ipp_open(&reader, body, length, &status))
        return;
    require(ipp_status_name(status, room)[0] != '\0', "every status has a name");
    const uint8_t *last = body;
    while (ipp_next(&reader, &value)) {
        require_inside(value.name, value.name_length, body, length);
        require_inside(value.bytes, value.length, body, length);
        require(reader.at > last, "each value takes some of the answer");
        require(value.tag >= 0x10 && value.group != 0, "a value stands in a group");
        last = reader.at;
        ipp_integer(&value, 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    /* Exactly as large as the input, so that a read beyond its end is seen. */
    uint8_t *answer = malloc(size);
    struct ipp_http_answer http = {.code = 1};
    if (answer == NULL)
        return 0;
    memcpy(answer, data, size);
    read_ipp(answer, size);
    if (ipp_http_read(answer, size, data[size - 1] & 1, &http) == IPP_HTTP_WHOLE) {
        require(http.code >= 200 && http.code <= 999, "a code has three digits");
        require_inside(http.body, http.length, answer, size);
        read_ipp(http.body, http.length);
    } else {
        require(http.code == 1, "what is not whole leaves the output alone");
    }
    free(answer);
    return 0;
}
