/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as lines at the socket of tills, on a shop in memory: each is answered by one line, an
 * object that has every key of an answer, also where the question is garbage.
 */
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugin/command/serve_till_ask.h"
#include "../../plugin/setup.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RUNS_OF_A_SHOP = 4000 };

static char folder[64];
static comeback *shop;

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

static int remove_one(const char *path, const struct stat *file, int kind, struct FTW *at)
{
    (void)file, (void)kind, (void)at;
    return remove(path);
}

static void remove_shop(void)
{
    comeback_close(shop);
    shop = NULL;
    if (folder[0] != '\0')
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    folder[0] = '\0';
}

static void make_shop(void)
{
    char path[96];
    const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
    struct fault fault;
    remove_shop();
    snprintf(folder, sizeof folder, "%.40s/fuzz-XXXXXX", place == NULL ? "/tmp" : place);
    require(mkdtemp(folder) != NULL, "a folder can be made");
    snprintf(path, sizeof path, "%s/shop", folder);
    require(setup_shop(path, NULL, &fault) == COMEBACK_OK, "a shop can be made");
    snprintf(path, sizeof path, "%s/shop/comeback.ini", folder);
    require(comeback_open(path, &shop) == COMEBACK_OK, "a good shop opens");
}

static void renew_shop(void)
{
    static int runs;
    if (runs == 0)
        atexit(remove_shop);
    if (runs++ % RUNS_OF_A_SHOP == 0)
        make_shop();
}

static void check_answer(const struct bytes *answer)
{
    static const char *const keys[] = {"status", "error", "id"};
    require(!answer->failed && answer->length > 0, "there is an answer");
    require(memchr(answer->data, '\n', answer->length) == answer->data + answer->length - 1,
            "it is one line");
    json_t *object = json_loadb((const char *)answer->data, answer->length, 0, NULL);
    require(json_is_object(object), "it is an object");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        require(json_object_get(object, keys[i]) != NULL, keys[i]);
    require(json_object_get(object, "version") != NULL ||
                json_is_object(json_object_get(object, "slips")),
            "it has slips");
    json_decref(object);
}

/* As in fuzz_abi: the shop outlives a run, and leaks are searched for at the end. */
int LLVMFuzzerInitialize(int *count, char ***words)
{
    static char flag[] = "-detect_leaks=0";
    char **more = calloc((size_t)*count + 2, sizeof *more);
    require(more != NULL, "there is memory");
    memcpy(more, *words, (size_t)*count * sizeof *more);
    more[(*count)++] = flag;
    *words = more;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    renew_shop();
    for (size_t from = 0; from <= size;) {
        const uint8_t *end = from < size ? memchr(data + from, '\n', size - from) : NULL;
        size_t length = end == NULL ? size - from : (size_t)(end - data) - from;
        struct bytes answer = {0};
        char *line = malloc(length > 0 ? length : 1);
        require(line != NULL, "there is memory");
        memcpy(line, data + from, length);
        till_ask(shop, line, length, &answer);
        check_answer(&answer);
        bytes_free(&answer);
        free(line);
        from += length + 1;
    }
    return 0;
}
