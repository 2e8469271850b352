/* SPDX-License-Identifier: MIT */
#include "export_account.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../fault.h"
#include "command.h"

static const char others[] = "other reasons";

static const char *skip_differing(const char *text)
{
    const char *close = *text == '"' ? strchr(text + 1, '"') : NULL;
    if (close != NULL)
        return close + 1;
    return text + strspn(text, "0123456789");
}

static void make_key(const char *why, char *key, size_t room)
{
    size_t length = 0;
    while (*why != '\0' && length + 1 < room) {
        const char *rest = skip_differing(why);
        key[length++] = rest > why ? '#' : *why;
        why = rest > why ? rest : why + 1;
    }
    key[length] = '\0';
}

static void copy_cut(char *out, size_t room, const char *text, size_t length)
{
    snprintf(out, room, "%.*s", (int)(length < room ? length : room - 1), text);
    fault_make_utf8(out);
}

static void fill_reason(struct export_reason *reason, const char *key, long line, const char *why)
{
    const char *open = strchr(why, '"');
    const char *close = open == NULL ? NULL : strchr(open + 1, '"');
    *reason = (struct export_reason){.line = line};
    snprintf(reason->key, sizeof reason->key, "%s", key);
    copy_cut(reason->why, sizeof reason->why, why, strcspn(why, "\n"));
    if (close != NULL)
        copy_cut(reason->value, sizeof reason->value, open + 1, (size_t)(close - open) - 1);
}

static struct export_reason *find_reason(struct export_account *account, long line, const char *why)
{
    char key[sizeof account->reasons[0].key];
    make_key(why, key, sizeof key);
    for (int i = 0; i < account->count; i++)
        if (strcmp(account->reasons[i].key, key) == 0)
            return &account->reasons[i];
    if (account->count == EXPORT_REASONS_MAX)
        return &account->reasons[EXPORT_REASONS_MAX - 1];
    struct export_reason *reason = &account->reasons[account->count++];
    bool last = account->count == EXPORT_REASONS_MAX;
    fill_reason(reason, last ? others : key, line, last ? others : why);
    return reason;
}

static void add(struct export_account *account, long line, int64_t lines, const char *why)
{
    struct export_reason *reason = find_reason(account, line, why);
    reason->lines += lines;
    if (reason->told == EXPORT_TOLD_MAX) {
        reason->untold++;
        return;
    }
    reason->told++;
    tell(EXIT_REFUSED, "%s:%ld: %s", account->file, line, why);
}

void export_account_refuse(struct export_account *account, long line, int64_t lines,
                           const char *why)
{
    account->refused += lines;
    add(account, line, lines, why);
}

void export_account_skip(struct export_account *account, long line, const char *why)
{
    account->skipped++;
    add(account, line, 1, why);
}

void export_account_note(struct export_account *account, long line, const char *why)
{
    add(account, line, 1, why);
}

void export_account_end(const struct export_account *account)
{
    for (int i = 0; i < account->count; i++)
        if (account->reasons[i].untold > 0)
            tell(EXIT_REFUSED, "%s: and %" PRId64 " more like line %ld", account->file,
                 account->reasons[i].untold, account->reasons[i].line);
}

json_t *export_account_json(const struct export_account *account)
{
    json_t *list = json_array();
    for (int i = 0; i < account->count; i++) {
        const struct export_reason *reason = &account->reasons[i];
        json_array_append_new(list, json_pack("{ss sI sI ss}", "reason", reason->why, "lines",
                                              (json_int_t)reason->lines, "line",
                                              (json_int_t)reason->line, "value", reason->value));
    }
    return list;
}

void export_account_print(const struct export_account *account)
{
    for (int i = 0; i < account->count; i++) {
        const struct export_reason *reason = &account->reasons[i];
        printf("%12" PRId64 "  like line %ld: %s\n", reason->lines, reason->line, reason->why);
    }
}
