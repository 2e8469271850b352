/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <string.h>

#include "../../plugin/promise.h"

enum { OFTEN_SALES = 4, QUICK_MINUTES = 10 };

/* The one other person who says so too. */
static int only_sharer(const struct past *past, const struct way *way)
{
    int found = 0;
    for (int i = 0; i < way->sharer_count; i++) {
        if (found != 0 && past->one[found] != past->one[way->sharers[i]])
            return 0;
        found = way->sharers[i];
    }
    return found;
}

static bool says_so(const struct past *past, const struct way *way, int person)
{
    struct whom whom = {person, 0};
    bool found = is(past, whom, way->owner);
    for (int i = 0; i < way->sharer_count; i++)
        found = found || is(past, whom, way->sharers[i]);
    return found;
}

static void meet_way(const struct past *past, enum ledger_way sort, const struct way *way,
                     struct expected *out)
{
    struct whom *whom = &out->whom;
    if (way->owner == 0)
        out->attach[sort] = true;
    else if (whom->person == 0) {
        whom->person = way->owner;
        out->named = true;
    } else if (!says_so(past, way, whom->person)) {
        out->share[sort] = true;
        out->clashes[sort] = way->owner;
    }
}

static void meet_someone_else(const struct past *past, enum ledger_way sort, const struct way *way,
                              struct expected *out)
{
    struct whom *whom = &out->whom;
    int sharer = only_sharer(past, way);
    bool unknown_before = out->attach[BY_ID] || out->attach[BY_PHONE] || out->attach[BY_EMAIL];
    out->household = true;
    if (whom->person == 0 && !unknown_before && sharer != 0) {
        whom->person = sharer;
        out->named = true;
    } else if (whom->person == 0 || !is(past, *whom, sharer))
        out->share[sort] = true;
}

static void meet_ways(const struct past *past, const struct telling *told, struct expected *out)
{
    static const int shown[LEDGER_WAYS] = {SHOWN_ID, SHOWN_PHONE, SHOWN_EMAIL, SHOWN_TOKEN};
    for (int sort = 0; sort < LEDGER_WAYS; sort++) {
        const struct way *way = &past->ways[sort][told->known_by[sort]];
        bool shared = sort == BY_PHONE || sort == BY_EMAIL;
        if (told->known_by[sort] == 0 ||
            (sort == BY_TOKEN && !past_rules(past)->shop.payment_token))
            continue;
        out->shown |= shown[sort];
        if (told->someone_else && shared && way->owner != 0)
            meet_someone_else(past, (enum ledger_way)sort, way, out);
        else
            meet_way(past, (enum ledger_way)sort, way, out);
    }
}

static bool is_held(const struct past *past, int64_t code, const struct telling *told)
{
    for (int i = 0; i < past->hold_count; i++)
        if (past->holds[i].code == code && (told->cart == 0 || past->holds[i].cart != told->cart))
            return true;
    return false;
}

/* A card that would take something off does so once in this store. */
static enum verdict verdict_elsewhere(const struct past *past, const struct telling *told,
                                      int64_t id)
{
    if (code_kind(id) != CODE_CARD || offline_terms(past, told->day).offer == NULL)
        return VERDICT_ELSEWHERE;
    return is_spent(past, id)        ? VERDICT_USED
           : is_held(past, id, told) ? VERDICT_HELD
                                     : VERDICT_ELSEWHERE;
}

static enum verdict verdict_of(const struct past *past, const struct telling *told, int64_t id)
{
    const struct code *code = code_of(past, id);
    if (code == NULL)
        return verdict_elsewhere(past, told, id);
    if (code->cancelled)
        return VERDICT_CANCELLED;
    if (told->day > code->until + LEDGER_GRACE)
        return VERDICT_EXPIRED;
    if (code_kind(id) == CODE_NOTE)
        return VERDICT_GOOD;
    return is_spent(past, id)        ? VERDICT_USED
           : is_held(past, id, told) ? VERDICT_HELD
                                     : VERDICT_GOOD;
}

static void add_scan(const struct past *past, const struct telling *told, int64_t id,
                     struct expected *out)
{
    enum verdict verdict = verdict_of(past, told, id);
    bool doubted = out->locked && code_kind(id) == CODE_CARD && !promise_refused(verdict);
    out->verdicts[out->scan_count] = doubted ? VERDICT_LOCKED : verdict;
    out->scans[out->scan_count++] = id;
}

static bool has_scan(const struct expected *out, int64_t id)
{
    for (int i = 0; i < out->scan_count; i++)
        if (out->scans[i] == id)
            return true;
    return false;
}

/* Those told, and those that were scanned for the basket, by their numbers. */
static void meet_scans(const struct past *past, const struct telling *told, struct expected *out)
{
    out->locked = is_locked(past, told->till, told->day);
    for (int i = 0; i < told->scan_count; i++)
        add_scan(past, told, told->scans[i], out);
    int64_t least = 0;
    for (bool found = told->cart != 0 && !told->history; found;) {
        int64_t next = INT64_MAX;
        for (int i = 0; i < past->hold_count; i++)
            if (past->holds[i].cart == told->cart && past->holds[i].code > least &&
                past->holds[i].code < next)
                next = past->holds[i].code;
        found = next != INT64_MAX;
        least = next;
        if (found && !has_scan(out, next) && out->scan_count < SALE_SCANS_MAX)
            add_scan(past, told, next, out);
    }
}

static void meet_note(const struct past *past, struct expected *out)
{
    struct whom *whom = &out->whom;
    int note = 0;
    while (note < out->scan_count &&
           (code_kind(out->scans[note]) != CODE_NOTE || promise_refused(out->verdicts[note])))
        note++;
    if (note == out->scan_count)
        return;
    const struct code *code = code_of(past, out->scans[note]);
    out->shown |= code == NULL ? SHOWN_NOTE | SHOWN_ELSEWHERE : SHOWN_NOTE;
    int noted = code == NULL ? 0 : code->person;
    if (noted == 0 || is(past, *whom, noted))
        return;
    if (whom->person == 0)
        whom->person = noted;
    else if (is_known(past, noted))
        out->conflict = noted;
    else
        whom->other = noted;
}

void find_whom(const struct past *past, const struct telling *told, struct expected *out)
{
    meet_scans(past, told, out);
    meet_ways(past, told, out);
    meet_note(past, out);
}

static void look_back(const struct past *past, const struct telling *told, struct expected *out)
{
    bool seen[LEDGER_DAYS] = {false};
    for (int i = 1; i < past->deed_count; i++) {
        const struct deed *deed = &past->deeds[i];
        int day = deed->told.day;
        if (deed->standing != 1 || !is(past, out->whom, deed->person) || day > told->day)
            continue;
        if (day == told->day) {
            out->that_day++;
            out->that_day_via = deed->via > out->that_day_via ? deed->via : out->that_day_via;
        } else if (!seen[day]) {
            seen[day] = true;
            out->days_before++;
        }
    }
}

/* A customer is one person however they are known: nobody sends themselves. */
static bool is_customer(const struct past *past, const struct expected *out, int person)
{
    bool same = is(past, out->whom, person) || is(past, (struct whom){out->conflict, 0}, person);
    for (int i = 0; i < LEDGER_WAYS; i++)
        same = same || is(past, (struct whom){out->clashes[i], 0}, person);
    return same;
}

static bool meet_referrer(const struct past *past, const struct telling *told, struct expected *out)
{
    int sender = past->ways[BY_ID][told->referrer].owner;
    if (told->referrer == 0 || told->referrer == told->known_by[BY_ID] ||
        is_customer(past, out, sender))
        return false;
    out->shown |= SHOWN_REFERRER;
    out->sender = sender;
    return true;
}

static void meet_cards(const struct past *past, const struct telling *told, struct expected *out)
{
    bool before = out->days_before > 0 || out->that_day > 0 || (out->shown & SHOWN_NOTE) != 0;
    bool sent = meet_referrer(past, told, out);
    for (int i = 0; i < out->scan_count; i++) {
        const struct code *card = code_of(past, out->scans[i]);
        if (code_kind(out->scans[i]) != CODE_CARD || promise_refused(out->verdicts[i]))
            continue;
        out->shown |= SHOWN_CARD;
        if (before || is_customer(past, out, card == NULL ? 0 : card->person))
            out->verdicts[i] = VERDICT_NOT_NEW;
        else
            sent = true;
    }
    if (sent && !before)
        out->via = (out->shown & SHOWN_IDENTITY) != 0 ? VIA_CHECKED : VIA_PAPER;
}

/* Who gave the card that counts, or who the host says. */
static int giver_of(const struct past *past, struct expected *out)
{
    int giver = 0;
    for (int i = out->scan_count - 1; i >= 0; i--) {
        if (code_kind(out->scans[i]) != CODE_CARD || promise_refused(out->verdicts[i]))
            continue;
        const struct code *card = code_of(past, out->scans[i]);
        out->sent_with = out->scans[i];
        giver = card == NULL ? giver : card->person;
    }
    return giver != 0 ? giver : out->sender;
}

static bool is_quick(const struct past *past, const struct telling *told, int giver)
{
    for (int i = 1; i < past->deed_count; i++) {
        const struct telling *theirs = &past->deeds[i].told;
        int apart = told->minute - theirs->minute;
        if (past->deeds[i].standing == 1 &&
            is(past, (struct whom){giver, 0}, past->deeds[i].person) && theirs->day == told->day &&
            theirs->till == told->till && apart < QUICK_MINUTES && apart > -QUICK_MINUTES)
            return true;
    }
    return false;
}

static void find_flags(const struct past *past, const struct telling *told, struct expected *out)
{
    if (out->household)
        out->flags |= FLAG_HOUSEHOLD;
    if (!counts(told))
        return;
    if (out->that_day >= OFTEN_SALES)
        out->flags |= FLAG_OFTEN;
    int giver = out->via == 0 ? 0 : giver_of(past, out);
    if (giver != 0 && is_quick(past, told, giver))
        out->flags |= FLAG_QUICK;
    if (giver != 0 && is_circle(past, out->whom, giver, told->day))
        out->flags |= FLAG_CIRCLE;
}

void find_tag(const struct past *past, const struct telling *told, struct expected *out)
{
    look_back(past, told, out);
    if (counts(told)) {
        meet_cards(past, told, out);
        out->visit = out->shown == 0 ? 0 : out->days_before + 1;
        bool repeat = out->days_before > 0 || (out->shown & SHOWN_ELSEWHERE) != 0;
        bool referred = out->via != 0 || out->that_day_via != 0;
        out->tag = out->shown == 0 ? COMEBACK_UNIDENTIFIED
                   : repeat        ? COMEBACK_REPEAT
                   : referred      ? COMEBACK_REFERRAL
                                   : COMEBACK_NEW;
    }
    find_flags(past, told, out);
}
