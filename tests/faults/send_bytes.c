/* SPDX-License-Identifier: MIT */
/*
 * send_bytes STORE URI PROFILE TIMEOUT_MS FILE
 *
 * As `comeback print --json`, but FILE is ESC/POS as it stands: for what no slip of ours can hold
 * yet, pictures and barcodes. The journal is the one that the shop with that store folder has for
 * that printer. Exit: 0 printed, processed or unconfirmed, 1 not printed, 2 used wrongly.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../drivers/printer.h"
#include "../../plugin/drain.h"

enum { FILE_MAX_BYTES = 1 << 20 };

static uint8_t bytes[FILE_MAX_BYTES];

static size_t read_file(const char *path)
{
    FILE *file = fopen(path, "rbe");
    size_t length = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (file != NULL)
        fclose(file);
    return length;
}

static void tell(const struct printer_claim *claim)
{
    char words[256];
    state_words(&claim->state, words, sizeof words);
    json_t *object = json_pack("{ss ss sb ss}", "result", printer_result_name(claim->result),
                               "reason", claim->reason, "torn", claim->torn, "state", words);
    json_dumpf(object, stdout, 0);
    puts("");
    json_decref(object);
}

static int send(const char *store, struct printer_port *port, int timeout_ms, size_t length)
{
    char path[DRAIN_PATH];
    struct journal journal;
    struct drv_fault fault;
    struct printer_claim claim;
    const struct printer_patience patience = {.job_ms = timeout_ms};
    drain_journal_path(store, port->uri, path);
    if (journal_open(path, &journal, &fault) != DRV_OK) {
        fprintf(stderr, "send_bytes: %s\n", fault.text);
        return 2;
    }
    port->journal = &journal;
    printer_send(port, bytes, length, 0, &patience, &claim);
    journal_close(&journal);
    tell(&claim);
    return claim.result == PRINTER_NOT_PRINTED;
}

int main(int count, char **words)
{
    size_t length = count == 6 ? read_file(words[5]) : 0;
    const struct profile *profile = count == 6 ? profile_find(words[3]) : NULL;
    if (length == 0 || profile == NULL) {
        fprintf(stderr, "usage: send_bytes STORE URI PROFILE TIMEOUT_MS FILE\n");
        return 2;
    }
    struct printer_port port = {.uri = words[2], .folder = "/", .profile = profile};
    return send(words[1], &port, atoi(words[4]), length);
}
