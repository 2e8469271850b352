/* SPDX-License-Identifier: MIT */
#include "printer_test.h"

#include <stdio.h>
#include <string.h>

#include "../../drivers/bytes.h"
#include "typeset.h"
#include "hold.h"
#include "printers_who.h"

enum { HOLD_WAIT_MS = 5000, PAGE_MS = 6000, PAGE_MAX = 1024, WORDS_ROOM = 256 };

/* What one page found out. */
struct finding {
    struct printer_claim claim;
    bool process_id;
    bool gs_r_asked, gs_r;
    struct inquiry_identity who;
};

/* 1234567890123... as wide as the paper. */
static void add_ruler(unsigned columns, struct bytes *out)
{
    for (unsigned i = 1; i <= columns; i++)
        bytes_add_byte(out, (uint8_t)('0' + i % 10));
    bytes_add_text(out, "\n");
}

static void write_page(const struct profile *profile, struct bytes *out)
{
    char line[PAGE_MAX];
    bytes_add_text(out, "COMEBACK TEST PAGE\n-\n");
    snprintf(line, sizeof line, "1 profile %s\n%u dots, %u columns\n", profile->name,
             (unsigned)profile->dots, (unsigned)profile->columns);
    bytes_add_text(out, line);
    bytes_add_text(out, "2 a digit a column, in one line:\n");
    add_ruler(profile->columns, out);
    bytes_add_text(out, "3 the rule goes from edge to edge:\n-\n"
                        "4 the cut comes below this line\n");
}

static void write_second_page(const struct profile *profile, struct bytes *out)
{
    (void)profile;
    bytes_add_text(out, "5 asked in another way\n");
}

static void send_page(struct hold *hold, const struct printing *printing,
                      const struct profile *profile, enum printer_answers process_id,
                      void (*write)(const struct profile *, struct bytes *),
                      struct printer_claim *claim)
{
    const struct printer_patience patience = {.job_ms = PAGE_MS};
    struct printer_port port = hold_port(hold, printing);
    struct bytes text = {0}, escpos = {0};
    struct drv_fault fault = {{0}};
    port.profile = profile;
    port.process_id = process_id;
    write(profile, &text);
    *claim = (struct printer_claim){.result = PRINTER_NOT_PRINTED};
    if (typeset_escpos(&text, profile, printing->page, &escpos, &fault) == DRV_OK)
        printer_send(&port, escpos.data, escpos.length, 0, &patience, claim);
    else
        snprintf(claim->reason, sizeof claim->reason, "%.159s", fault.text);
    bytes_free(&text);
    bytes_free(&escpos);
}

static const char *describe(const struct finding *finding)
{
    if (finding->gs_r)
        return "it answers GS r, but no process IDs";
    return finding->claim.state.answers == TOLD_YES
               ? "it answers status, but neither process IDs nor GS r"
               : "it answers neither process IDs nor status";
}

/* That no answer means stuck holds only for who is known to answer. What stays in the journal is
 * the second page's ending. */
static void unsay_stuck(struct hold *hold, struct finding *finding)
{
    struct printer_claim *claim = &finding->claim;
    struct journal_entry *last = &hold->journal.entry;
    if (claim->state.stuck != TOLD_YES)
        return;
    claim->state.stuck = TOLD_NOT;
    snprintf(claim->reason, sizeof claim->reason, "%s", describe(finding));
    if (!hold->held || last->result != PRINTER_UNCONFIRMED)
        return;
    snprintf(last->reason, sizeof last->reason, "%s", describe(finding));
    /* Where it cannot be written, what is told next time is less exact. */
    journal_write(&hold->journal, false, NULL);
}

/* GS r is asked only where no process ID came back: it says less. */
static void find_out(struct hold *hold, const struct printing *printing, struct finding *out)
{
    struct profile asked = *printing->profile;
    send_page(hold, printing, &asked, PRINTER_ANSWERS, write_page, &out->claim);
    bool heard = out->claim.state.answers == TOLD_YES;
    out->process_id = out->claim.result == PRINTER_PRINTED && heard;
    if (out->claim.result != PRINTER_UNCONFIRMED)
        return;
    struct printer_claim second;
    asked.answers |= PROFILE_GS_R;
    send_page(hold, printing, &asked, PRINTER_ANSWERS_NOT, write_second_page, &second);
    out->gs_r_asked = true;
    out->gs_r = second.result == PRINTER_PROCESSED;
    unsay_stuck(hold, out);
}

static const char *ini_line(const struct finding *finding)
{
    return finding->process_id ? "process_id = yes" : "process_id = no";
}

static void tell_json(const struct printing *printing, const struct finding *finding, json_t *json)
{
    char words[WORDS_ROOM];
    const struct printer_claim *claim = &finding->claim;
    state_words(&claim->state, words, sizeof words);
    json_t *object =
        json_pack("{ss ss ss sb ss sb so ss ss ss}", "printer", printing->uri, "result",
                  printer_result_name(claim->result), "reason", drain_reason(claim), "torn",
                  claim->torn, "state", words, "process_id", finding->process_id, "gs_r",
                  finding->gs_r_asked ? json_boolean(finding->gs_r) : json_null(), "ini",
                  ini_line(finding), "maker", finding->who.maker, "model", finding->who.model);
    json_object_update(json, object);
    json_decref(object);
}

static void tell_who(const struct inquiry_identity *who)
{
    const struct profile *fits = printers_fitting(who, "");
    if (who->maker[0] != '\0')
        printf("it calls itself %s %s%s%s\n", who->maker, who->model,
               fits == NULL ? ", of which we have no profile" : ": its profile is ",
               fits == NULL ? "" : fits->name);
}

static void tell_words(const struct printing *printing, const struct finding *finding)
{
    char words[WORDS_ROOM];
    state_words(&finding->claim.state, words, sizeof words);
    printf("%s: %s\n", printing->uri, words);
    tell_who(&finding->who);
    if (finding->process_id)
        puts("process ID: answered; it says of each slip that it is on paper");
    else if (finding->claim.result == PRINTER_UNCONFIRMED)
        printf("process ID: no answer; where the page ends in odd letters, it does not know the "
               "question\n%s%s",
               finding->claim.reason, finding->claim.reason[0] == '\0' ? "" : "\n");
    else
        puts("process ID: not asked; this wire knows by itself what became of a slip");
    if (finding->gs_r_asked)
        puts(finding->gs_r ? "GS r: answered; the profile needs gs-r among its answers"
                           : "GS r: no answer; no more can be known than that it took the bytes");
    if (finding->process_id || finding->gs_r_asked)
        printf("change the line process_id below [print] to: %s\n", ini_line(finding));
}

static bool is_wanted(const struct printing *printing)
{
    char answer[16];
    printf("Prints a test page on %s. Go on? [y/N] ", printing->uri);
    fflush(stdout);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

static int tell_finding(const struct printing *printing, const struct finding *finding,
                        json_t *json)
{
    bool printed = finding->claim.result != PRINTER_NOT_PRINTED;
    if (json != NULL)
        tell_json(printing, finding, json);
    else if (printed)
        tell_words(printing, finding);
    return printed
               ? EXIT_DONE
               : tell(EXIT_REFUSED, "%s: not printed: %s", printing->uri, finding->claim.reason);
}

static uint8_t heard(const struct finding *finding)
{
    return (uint8_t)((finding->claim.state.answers == TOLD_YES ? PROFILE_REALTIME : 0) |
                     (finding->process_id ? PROFILE_PROCESS_ID : 0) |
                     (finding->gs_r ? PROFILE_GS_R : 0));
}

int printer_test(const struct printing *printing, bool yes, json_t *json, uint8_t *answers)
{
    struct finding finding = {.process_id = false};
    struct fault fault = {{0}};
    struct hold hold;
    if (!yes && !is_wanted(printing))
        return tell(EXIT_REFUSED, "nothing was printed");
    int status = hold_printer(printing, HOLD_WAIT_MS, &hold, &fault);
    if (status == COMEBACK_OK)
        find_out(&hold, printing, &finding);
    const struct drain_setup setup = hold.setup;
    hold_end(&hold);
    if (finding.claim.state.answers == TOLD_YES)
        printers_who(&setup, printing->uri, printing->profile, &finding.who);
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    status = tell_finding(printing, &finding, json);
    if (status == EXIT_DONE)
        *answers = heard(&finding);
    return status;
}
