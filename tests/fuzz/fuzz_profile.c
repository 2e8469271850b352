/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a profile: clang -fsanitize=fuzzer,address,undefined. What is read is well-formed
 * and written so that it is read back; what is refused says why and leaves the output alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/profile_reader.h"
#include "../../drivers/profile_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

struct heard {
    unsigned mistakes;
};

static void hear_mistake(void *context, unsigned line, const char *text)
{
    struct heard *heard = context;
    (void)line;
    require(text[0] != '\0', "a mistake has words");
    heard->mistakes++;
}

static void hear_fact(void *context, const struct profile_fact *fact)
{
    (void)context;
    require(fact->line > 0 && fact->key[0] != '\0' && fact->value[0] != '\0', "a fact is whole");
    require(strlen(fact->source) <= PROFILE_LINE_MAX, "a source fits a line");
}

static void require_sound(const struct profile *profile)
{
    int pages = 0;
    require(profile->dots >= 96 && profile->dots <= 2048, "the head has dots");
    require(profile->columns > 0 && profile->dots / profile->columns >= 8, "columns fit the head");
    while (pages < PROFILE_PAGES && profile->pages[pages].name != NULL)
        pages++;
    require(pages < PROFILE_PAGES, "the pages end");
    require((profile->commands & PROFILE_GS_V0) == 0 || profile->raster_rows_most > 0,
            "pictures have rows");
}

static int read_own(const char *text, size_t length, struct profile *out)
{
    struct heard heard = {0};
    const struct profile_hearer hearer = {&heard, hear_mistake, hear_fact};
    int status = profile_read_own(text, length, profile_all(), &hearer, out);
    require((status == DRV_OK) == (heard.mistakes == 0), "a refusal says why");
    require(heard.mistakes <= PROFILE_MISTAKES_MOST, "mistakes end");
    return status;
}

static void require_read_back(const struct profile *profile)
{
    struct bytes text = {0}, again = {0};
    struct profile read;
    profile_write_own(profile, "x", &text);
    require(read_own((const char *)text.data, text.length, &read) == DRV_OK,
            "what is written is read back");
    profile_write_own(&read, "x", &again);
    require(again.length == text.length && memcmp(again.data, text.data, text.length) == 0,
            "what is read back is the same");
    bytes_free(&text);
    bytes_free(&again);
}

static void read_both(const char *text, size_t length)
{
    struct profile before, profile;
    struct heard heard = {0};
    const struct profile_hearer hearer = {&heard, hear_mistake, hear_fact};
    memset(&before, 0x5A, sizeof before);
    profile = before;
    if (profile_read_model(text, length, &hearer, &profile) == DRV_OK)
        require_sound(&profile);
    else
        require(memcmp(&profile, &before, sizeof profile) == 0, "a refusal changes nothing");
    profile = before;
    if (read_own(text, length, &profile) != DRV_OK) {
        require(memcmp(&profile, &before, sizeof profile) == 0, "a refusal changes nothing");
        return;
    }
    require_sound(&profile);
    require_read_back(&profile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Exactly as large as the input, so that a read beyond its end is seen. */
    char *text = malloc(size > 0 ? size : 1);
    if (text != NULL) {
        memcpy(text, data, size);
        read_both(text, size);
    }
    free(text);
    return 0;
}
