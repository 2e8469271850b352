/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <stdio.h>
#include <string.h>

#include "../clock.h"
#include "../offer.h"
#include "../render.h"

/* Not a code's alphabet or length, so that nobody can be paid for a preview. */
static const char sample_code[] = "SAMPLE";
/* As wide as a code, so that what fits here fits then; a ! is in no code. */
static const char sample_bars[] = "SAMPLE CODE!";

enum { ANY_CODE = 1 };

static void sample_note(const struct config *config, struct slip_values *out)
{
    struct answer answer = {.day = clock_day(clock_now(), config->shop.day_starts_minute)};
    struct note *note = &answer.note;
    note->code = ANY_CODE;
    note->visit = 1;
    note->until_day = answer.day + OFFER_NOTE_DAYS;
    if (config->friend_offer.present)
        note->referrer = config->friend_offer.referrer;
    if (config->visits_offer.present) {
        note->every = note->at = config->visits_offer.every;
        snprintf(note->gift, sizeof note->gift, "%s", config->visits_offer.gift);
    }
    slip_note_values(config, &answer, out);
}

static void sample_card(const struct config *config, struct slip_values *out)
{
    struct answer answer = {.day = clock_day(clock_now(), config->shop.day_starts_minute)};
    const struct config_friend *offer = &config->friend_offer;
    answer.card.code = ANY_CODE;
    answer.card.until_day = answer.day + offer->days;
    answer.card.terms = (struct card_terms){offer->percent, offer->referrer, offer->minimum_minor,
                                            offer->at_most_minor, offer->return_days};
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

int sample_slip(const char *slip, const struct printing *printing, struct bytes *out)
{
    const struct settings *settings = printing->settings;
    const struct config *config = &settings->config;
    bool card = strcmp(slip, "card") == 0;
    struct slip_values values;
    struct fault fault = {{0}};
    if (card && !config->friend_offer.present)
        return tell(EXIT_REFUSED, "card: there is no [offer friend] in the settings, so no card is "
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
        bool there = i == 0 || settings->config.friend_offer.present;
        if (there && sample_slip(slips[i], &printing, &text) == EXIT_DONE)
            render_slip(&settings->profile, page, (const char *)text.data, text.length, "", true,
                        &drawn, &fault);
        bytes_free(&text);
        bytes_free(&drawn);
    }
}
