/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <stdio.h>
#include <string.h>

#include "../clock.h"
#include "../offer.h"
#include "../render.h"
#include "shift.h"

/* Not a code's alphabet or length, so that nobody can be paid for a preview. */
static const char sample_code[] = "SAMPLE";
/* As wide as a code, so that what fits here fits then; a ! is in no code. */
static const char sample_bars[] = "SAMPLE CODE!";

enum { ANY_CODE = 1 };

static const struct config_offer *first_offer(const struct config *config, enum config_for sort)
{
    return choose_next(config, sort, NULL);
}

static void sample_next(const struct config *config, int32_t day, struct next_promise *out)
{
    const struct config_offer *offer = first_offer(config, CONFIG_FOR_NEXT);
    if (offer == NULL)
        return;
    benefit_of_offer(offer, &out->benefit);
    out->benefit.until_day = day + offer->days;
}

static void sample_terms(const struct config *config, struct card_terms *out)
{
    const struct config_offer *friend = first_offer(config, CONFIG_FOR_FRIEND);
    *out = (struct card_terms){.return_days = 0};
    if (friend != NULL)
        offer_card_of(config, friend, first_offer(config, CONFIG_FOR_REFERRER), out);
}

static void sample_note(const struct config *config, struct slip_values *out)
{
    struct answer answer = {.day = clock_day(clock_now(), config->shop.day_starts_minute)};
    const struct config_offer *visits = first_offer(config, CONFIG_FOR_VISITS);
    struct note *note = &answer.note;
    struct card_terms terms;
    note->code = ANY_CODE;
    note->visit = 1;
    note->until_day = answer.day + OFFER_NOTE_DAYS;
    sample_terms(config, &terms);
    note->giver = terms.giver;
    sample_next(config, answer.day, &note->next);
    if (visits != NULL) {
        note->every = note->at = visits->every;
        benefit_of_offer(visits, &note->gift);
    }
    slip_note_values(config, &answer, out);
}

static void sample_card(const struct config *config, struct slip_values *out)
{
    struct answer answer = {.day = clock_day(clock_now(), config->shop.day_starts_minute)};
    const struct config_offer *friend = first_offer(config, CONFIG_FOR_FRIEND);
    answer.card.code = ANY_CODE;
    answer.card.until_day = answer.day + (friend == NULL ? 0 : friend->days);
    sample_terms(config, &answer.card.terms);
    slip_card_values(config, &answer, out);
}

static void put_sample_code(struct slip_values *values)
{
    snprintf(values->text[SLIP_CODE], SLIP_VALUE, "%s", sample_code);
    if (values->text[SLIP_CODE_QR][0] != '\0')
        snprintf(values->text[SLIP_CODE_QR], SLIP_VALUE, "%s", sample_code);
    if (values->text[SLIP_CODE_128][0] != '\0')
        snprintf(values->text[SLIP_CODE_128], SLIP_VALUE, "%s", sample_bars);
}

static int sample_shift(const struct printing *printing, struct bytes *out)
{
    enum { SHIFT_MS = 8 * 60 * 60 * 1000 };
    const struct report_shift shift = {.since_ms = clock_now_ms() - SHIFT_MS,
                                       .made = 3,
                                       .again = 12,
                                       .friends = 1,
                                       .steps_due = 3,
                                       .steps_kept = 2,
                                       .notes_handed = 14,
                                       .notes_back = 5,
                                       .cards_handed = 6,
                                       .cards_back = 1};
    shift_slip(&shift, sample_code, &printing->settings->config, printing->profile->columns, out);
    return out->failed ? tell(EXIT_REFUSED, "shift: out of memory") : EXIT_DONE;
}

int sample_slip(const char *slip, const struct printing *printing, struct bytes *out)
{
    const struct settings *settings = printing->settings;
    const struct config *config = &settings->config;
    bool card = strcmp(slip, "card") == 0;
    struct slip_values values;
    struct fault fault = {{0}};
    if (strcmp(slip, "shift") == 0)
        return sample_shift(printing, out);
    if (card && first_offer(config, CONFIG_FOR_FRIEND) == NULL)
        return tell(EXIT_REFUSED,
                    "card: there is no offer for friends in the settings, so no card is "
                    "ever printed");
    if (card)
        sample_card(config, &values);
    else
        sample_note(config, &values);
    put_sample_code(&values);
    values.logo = settings->logo;
    if (slip_expand(card ? settings->card : settings->note, &values, printing->profile->columns,
                    out, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s: %s", slip, fault.text);
    return EXIT_DONE;
}

void sample_values(const struct settings *settings, struct slip_values *out)
{
    const struct config *config = &settings->config;
    struct slip_values note;
    sample_note(config, &note);
    sample_card(config, out);
    for (int i = 0; i < SLIP_FIELDS; i++)
        if (out->text[i][0] == '\0')
            memcpy(out->text[i], note.text[i], SLIP_VALUE);
    put_sample_code(out);
    out->logo = settings->logo;
}

void sample_warm(struct settings *settings)
{
    static const char *const slips[] = {"note", "card"};
    const struct printing printing = {.settings = settings, .profile = &settings->profile};
    const char *page = settings_code_page(&settings->config.print);
    struct fault fault = {{0}};
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        struct bytes text = {0}, drawn = {0};
        bool there = i == 0 || first_offer(&settings->config, CONFIG_FOR_FRIEND) != NULL;
        if (there && sample_slip(slips[i], &printing, &text) == EXIT_DONE)
            render_slip(&settings->profile, page, (const char *)text.data, text.length, "", true,
                        &drawn, &fault);
        bytes_free(&text);
        bytes_free(&drawn);
    }
}
