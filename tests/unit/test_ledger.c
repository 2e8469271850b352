/* SPDX-License-Identifier: MIT */
/*
 * Random pasts of a shop, told to the shop and to the rules (ledger.h): after each step both must
 * say the same, and at the end of a past what the store keeps must be what the rules make of it.
 * A past is a store of its own, of a dozen customers and a few hundred steps.
 *
 * LEDGER_STEPS  steps in all, of as many processes as there are processors
 * LEDGER_SEED   the first past's number: one that failed is lived through alone by its seed and
 *               LEDGER_STEPS=1; where it does not fail then, after the one that its process lived
 *               before it, as many seeds back as there are processors, for the shop's keys come out
 *               otherwise in a process' first past
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger.h"

#include "../../plugin/forget.h"
#include "../../plugin/promise.h"
#include "../../plugin/rebuild.h"

enum { STEPS = 400, FOREIGN_CODES = 12345 };
#if defined __SANITIZE_ADDRESS__
enum { STEPS_IN_ALL = 40000 };
#else
enum { STEPS_IN_ALL = 1000000 };
#endif

enum { STORES = 2, PHASES = 6, AFTER_STEPS = 40, TICK_US = 2000 };

struct life {
    struct draws draws;
    uint32_t seed;
    struct till tills[STORES], *till;
    struct past pasts[STORES], *past, *other; /* other: of the other store; NULL */
    struct expected expected;
    int day, guessed;
};

/* The shop's own random numbers come out of the seed, too: keys, persons, arms, surprises. */
static uint64_t chance;

static const char *chance_name(void)
{
    return "ledger";
}

static uint32_t chance_draw(void)
{
    chance = chance * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(chance >> 32);
}

static void chance_fill(void *const out, const size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)out)[i] = (uint8_t)(chance_draw() >> 8);
}

static struct randombytes_implementation chances = {
    .implementation_name = chance_name, .random = chance_draw, .buf = chance_fill};

/* Nobody pulls the plug here. */
static void do_without_sync(struct till *till)
{
    till_sql(till, "PRAGMA synchronous=OFF");
}

static void edit_settings(struct life *life)
{
    struct past *past = life->past;
    if (past->edit_count == LEDGER_EDITS)
        return;
    /* Of another length than before: a file's time tells no two edits of one tick apart. */
    char *text = draw_settings(&life->draws, past->edit_count);
    till_write(life->till, "comeback.ini", text);
    free(text);
    if (life->till->shop->settings_fault[0] != '\0')
        fail_msg("seed %u: %s", life->seed, life->till->shop->settings_fault);
    struct config *copy = malloc(sizeof *copy);
    assert_non_null(copy);
    *copy = life->till->shop->settings->config;
    past->edits[past->edit_count++] = copy;
}

/* Of who has none yet it is the shop's keyed hash, which a look tells. */
static int drawn_arm(struct life *life, const struct telling *told)
{
    struct answer answer;
    if (past_rules(life->past)->effect.holdout == 0 || told->history)
        return -1;
    shop_looks(life->till, told, &answer);
    return answer.arm;
}

/* The host takes off what it was told, mostly. */
static void apply_discount(struct life *life, struct telling *told)
{
    const struct expected *expected = &life->expected;
    if (expected->discount == 0 || told->applied != 0 || draw(&life->draws, 2) == 0)
        return;
    told->applied = expected->discount;
    told->total -= expected->discount;
    expect(life->past, told, drawn_arm(life, told), &life->expected);
}

static void sell(struct life *life)
{
    struct past *past = life->past;
    struct telling told = draw_told(&life->draws, past, life->other, life->day);
    past->deed_count++;
    expect(past, &told, drawn_arm(life, &told), &life->expected);
    apply_discount(life, &told);
    int status = shop_tells(life->till, &told);
    if (status != COMEBACK_OK)
        fail_msg("seed %u: finish answered %d: %s", life->seed, status, life->till->fault.text);
    prefer_equal(past, &told, &life->till->outcome.answer, &life->expected);
    assert_as_expected(past, &told, &life->expected, &life->till->outcome.answer);
    learn(past, &told, &life->expected, &life->till->outcome.answer);
    assert_deed(past, life->till,
                past->first_deed + draw(&life->draws, past->deed_count - past->first_deed));
}

static void look(struct life *life)
{
    struct answer answer;
    struct telling told = draw_told(&life->draws, life->past, life->other, life->day);
    if (told.late || told.history)
        return;
    expect(life->past, &told, drawn_arm(life, &told), &life->expected);
    shop_looks(life->till, &told, &answer);
    prefer_equal(life->past, &told, &answer, &life->expected);
    assert_as_expected(life->past, &told, &life->expected, &answer);
}

static void scan(struct life *life)
{
    struct past *past = life->past;
    struct telling told = draw_told(&life->draws, past, life->other, life->day);
    struct scan scan;
    if (told.scan_count == 0 || told.cart == 0)
        return;
    int64_t code = told.scans[0];
    told.scan_count = 1;
    expect(past, &told, drawn_arm(life, &told), &life->expected);
    shop_scans(life->till, &told, code, &scan);
    /* To whom it is said is not known yet. */
    enum verdict verdict = life->expected.verdicts[0];
    if (verdict == VERDICT_NOT_NEW)
        verdict = scan.verdict;
    same(&told, "scan", scan.verdict, verdict);
    for (int i = 0; i < past->hold_count; i++)
        if (past->holds[i].code == code && past->holds[i].cart == told.cart)
            return;
    if (!promise_refused(scan.verdict))
        past->holds[past->hold_count++] = (struct hold){code, told.cart};
}

static void guess(struct life *life)
{
    struct past *past = life->past;
    struct scan scan;
    struct telling told = {.ref = LEDGER_DEEDS,
                           .day = life->day,
                           .minute = 600,
                           .till = draw(&life->draws, LEDGER_TILLS)};
    for (int i = draw(&life->draws, 6); i >= 0; i--) {
        int64_t code = ((int64_t)CODE_CARD << 53) + ++life->guessed * (int64_t)FOREIGN_CODES;
        shop_scans(life->till, &told, code, &scan);
        same(&told, "guess", scan.verdict, VERDICT_FOREIGN);
        past->guesses[past->guess_count++] =
            (struct guess){.till = told.till, .day = told.day, .when = past->now};
    }
}

static void unlock(struct life *life)
{
    struct past *past = life->past;
    int till = draw(&life->draws, LEDGER_TILLS);
    shop_unlocks(life->till, till, life->day);
    past->guesses[past->guess_count++] =
        (struct guess){.till = till, .day = life->day, .when = past->now, .forgives = true};
}

/* A slip that did not come out; its code was handed to nobody. */
static void drop_slip(struct life *life)
{
    struct past *past = life->past;
    int place = draw(&life->draws, past->code_count + 1);
    struct code *code = &past->codes[place];
    if (place < past->code_count && code->id > 0 && shop_drops(life->till, code->id))
        code->cancelled = true;
}

static void cancel(struct life *life)
{
    int cart = 1 + draw(&life->draws, LEDGER_CARTS - 1);
    shop_cancels(life->till, cart);
    release(life->past, cart);
}

static int draw_deed(struct life *life)
{
    struct past *past = life->past;
    return past->first_deed + draw(&life->draws, past->deed_count - past->first_deed);
}

static void review(struct life *life)
{
    struct deed *deed = &life->past->deeds[draw_deed(life)];
    int look = draw(&life->draws, 2) == 0 ? 1 : -1;
    enum sale_kind kind = deed->told.kind;
    bool sold = kind == SALE_SALE || kind == SALE_EXCHANGE || kind == SALE_ADVICE;
    bool flagged = sold && is_flagged(life->past, deed);
    same(&deed->told, "review", shop_reviews(life->till, deed->told.ref, look),
         flagged ? COMEBACK_OK : COMEBACK_NOTHING);
    if (flagged)
        deed->look = look;
}

/* So long that the shop may remember no more whether the till has gone on? */
static bool is_long_ago(const struct past *past, const struct deed *deed)
{
    enum { LATEST = 4 };
    return deed->told.ref + LATEST < past->deed_count && !is_gone(past, deed);
}

/* The keys that it had, or others, which the till tells from then on. */
static struct telling told_again(struct life *life, struct deed *deed)
{
    if (draw(&life->draws, 2) == 0 && deed->told.ref != 0) {
        draw_keys_anew(&life->draws, &deed->told);
        if (is_long_ago(life->past, deed))
            deed->told.key_count = 0;
    }
    return deed->told;
}

static bool is_touched(bool from_now, int64_t how, bool withdrawn)
{
    return from_now || how != 0 || withdrawn;
}

/* What the keys did that were not told before, and they alone. */
static void same_keys(const struct telling *told, const struct expected *expected,
                      const struct answer *answer)
{
    int shop = 0, rules = 0;
    for (int i = 0; i < answer->step_count; i++) {
        const struct answer_step *step = &answer->steps[i];
        shop += is_touched(step->from_now, step->how, step->withdrawn);
    }
    for (int i = 0; i < expected->step_count; i++) {
        const struct seen_step *step = &expected->steps[i];
        rules += is_touched(step->from_now, step->how, step->withdrawn);
    }
    same(told, "steps touched by telling again", shop, rules);
    same(told, "keys told anew", answer->key_count, expected->press_count);
}

static void learn_consent_again(struct past *past, const struct telling *told,
                                const struct deed *deed, const struct answer *answer)
{
    if (deed->person != 0 && !is_forgotten(past, deed->person))
        learn_consent(past, told, person_of(past, answer->person));
}

/* Told once more: the same answer, and nothing is changed by it but by new keys. */
static void tell_again(struct life *life)
{
    struct past *past = life->past;
    struct deed *deed = &past->deeds[draw_deed(life)];
    struct telling told = told_again(life, deed);
    struct expected *expected = &life->expected;
    if (told.ref == 0)
        return;
    told.print = PRINT_AS_SET;
    told.total += draw(&life->draws, 3) == 0;
    told.late = false;
    int status = shop_tells(life->till, &told);
    same(&told, "told again", status,
         told.total == deed->told.total ? COMEBACK_OK : COMEBACK_CONFLICT);
    if (status != COMEBACK_OK)
        return;
    const struct answer *answer = &life->till->outcome.answer;
    same(&told, "tag told again", answer->tag, deed->told_tag);
    expect_again(past, deed, &told, expected);
    same_keys(&told, expected, answer);
    learn_steps(past, &told, expected, deed->person);
    learn_consent_again(past, &told, deed, answer);
    if (told.scan_count > 0 && !told.history)
        release(past, told.cart);
}

/* Whom what is added is of: of a sale of nobody, somebody new. */
static int person_added(struct past *past, const struct deed *deed, const struct answer *answer)
{
    if (answer->added == 0)
        return deed->person;
    return deed->person != 0 ? person_of(past, answer->person) : new_person(past, answer->person);
}

/* With a key of the cashier's: what it had not is added. */
static void press_key(struct life *life)
{
    struct past *past = life->past;
    struct deed *deed = &past->deeds[draw_deed(life)];
    struct telling told = told_again(life, deed);
    struct expected *expected = &life->expected;
    if (!counts(&told) || told.history || told.late || told.copy)
        return;
    told.print = draw(&life->draws, 2) == 0 ? PRINT_CARD : PRINT_NOTE;
    expect_again(past, deed, &told, expected);
    assert_int_equal(shop_tells(life->till, &told), COMEBACK_OK);
    const struct answer *answer = &life->till->outcome.answer;
    same(&told, "added", answer->added,
         (expected->has_note ? ASK_NOTE : 0) | (expected->has_card ? ASK_CARD : 0));
    same_keys(&told, expected, answer);
    release(past, told.scan_count > 0 ? told.cart : 0);
    int person = person_added(past, deed, answer);
    if (answer->added != 0)
        learn_slips(past, &told, expected, answer, person);
    learn_steps(past, &told, expected, person);
    learn_consent_again(past, &told, deed, answer);
    judge(past);
}

static void forget(struct life *life)
{
    struct forget_report report;
    struct past *past = life->past;
    int person = past->deeds[draw_deed(life)].person;
    if (person == 0)
        return;
    assert_int_equal(forget_person(life->till->shop->store, number_of(past, person), &report, NULL),
                     COMEBACK_OK);
    past_forget(past, person);
}

static void advance(struct life *life)
{
    life->day += draw(&life->draws, 4) == 0 ? 1 : draw(&life->draws, 60) == 0 ? 20 : 0;
}

/* The store is locked, and the sale comes out of the spool: what was told before is told again. */
static void put_aside(struct life *life)
{
    struct past *past = life->past;
    struct telling told = draw_told(&life->draws, past, NULL, life->day);
    if (told.history || told.referrer != 0)
        return;
    told.late = true;
    told.applied = told.scan_count = told.cart = 0;
    past->deed_count++;
    expect(past, &told, drawn_arm(life, &told), &life->expected);
    same(&told, "put aside", shop_puts_aside(life->till, &told), COMEBACK_LATER);
    assert_int_equal(shop_tells(life->till, &told), COMEBACK_OK);
    const struct answer *answer = &life->till->outcome.answer;
    same(&told, "late tag", answer->tag, life->expected.tag);
    same(&told, "late visit", answer->visit, life->expected.visit);
    same(&told, "late flags", answer->flags, life->expected.flags);
    learn(past, &told, &life->expected, answer);
}

static void live_a_step(struct life *life)
{
    static const struct {
        int odds;
        void (*act)(struct life *);
    } acts[] = {{12, look},      {8, scan},       {80, guess},         {30, cancel},
                {100, unlock},   {40, drop_slip}, {20, review},        {20, tell_again},
                {20, press_key}, {100, forget},   {60, edit_settings}, {600, put_aside}};
    life->past->now++;
    sell(life);
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (draw(&life->draws, acts[i].odds) == 0)
            acts[i].act(life);
    advance(life);
}

static void sell_at(struct life *life, int store, bool alone)
{
    int now = life->past == NULL ? 0 : life->past->now;
    life->till = &life->tills[store];
    life->past = &life->pasts[store];
    life->other = alone ? NULL : &life->pasts[1 - store];
    life->past->now = now;
}

static void open_store(struct life *life, int store)
{
    struct till *till = &life->tills[store];
    if (store == 0)
        till_open(till);
    else
        till_open_beside(till, &life->tills[0]);
    do_without_sync(till);
    past_begin(&life->pasts[store], store);
    life->pasts[store].origin = till->shop->store->origin;
    sell_at(life, store, true);
    edit_settings(life);
}

static void live(struct life *life, int steps)
{
    for (int i = 0; i < steps; i++) {
        shop_says_where(life->seed, life->past->now + 1);
        live_a_step(life);
    }
}

static void merge(struct till *into, struct till *from)
{
    struct fault fault = {{0}};
    till_sql(from, "PRAGMA wal_checkpoint(TRUNCATE)");
    if (rebuild_merge(into->shop->store, till_path(from, "store"), &fault) != COMEBACK_OK)
        fail_msg("merge: %s", fault.text);
}

static void assert_same_projections(struct life *life)
{
    char *one = till_projections(&life->tills[0]), *other = till_projections(&life->tills[1]);
    if (strcmp(one, other) != 0)
        fail_msg("seed %u: merged into one another, the stores differ", life->seed);
    free(one);
    free(other);
}

/* Sold in turns, neither knowing of the other's, until their stores are joined. */
static void live_at_two_tills(struct life *life)
{
    for (int phase = 0; phase < PHASES; phase++) {
        /* Of two stores' events of one millisecond nobody can say which was first. */
        usleep(TICK_US);
        sell_at(life, phase % STORES, false);
        live(life, (STEPS - AFTER_STEPS) / PHASES);
    }
    assert_store(&life->pasts[0], &life->tills[0]);
    assert_store(&life->pasts[1], &life->tills[1]);
    merge(&life->tills[1], &life->tills[0]);
    merge(&life->tills[0], &life->tills[1]);
    past_merge(&life->pasts[0], &life->pasts[1]);
    assert_same_projections(life);
    sell_at(life, 0, true);
    live(life, AFTER_STEPS);
}

/* Every third past has two tills with a store each. */
static void live_through_a_past(uint32_t seed)
{
    static struct life life;
    int stores = seed % 3 == 0 ? STORES : 1;
    life.draws.state = seed * 2654435761u + 1;
    chance = seed;
    life.seed = seed;
    life.day = life.guessed = 0;
    life.past = NULL;
    for (int i = stores - 1; i >= 0; i--)
        past_begin(&life.pasts[i], i);
    for (int i = 0; i < stores; i++)
        open_store(&life, i);
    if (stores == 1)
        live(&life, STEPS);
    else
        live_at_two_tills(&life);
    assert_store(&life.pasts[0], &life.tills[0]);
    for (int i = stores - 1; i >= 0; i--)
        till_close(&life.tills[i]);
}

static uint32_t number_told(const char *name, uint32_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : (uint32_t)strtoul(text, NULL, 10);
}

struct share {
    uint32_t first, end, every;
};

static void a_share_of_pasts(void **state)
{
    const struct share *share = *state;
    for (uint32_t seed = share->first; seed < share->end; seed += share->every)
        live_through_a_past(seed);
}

/* In a process of its own; its words come when all have ended. */
static pid_t begin_share(struct share *share, FILE *words)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(a_share_of_pasts, share)};
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid != 0)
        return pid;
    dup2(fileno(words), STDOUT_FILENO);
    dup2(fileno(words), STDERR_FILENO);
    _exit(cmocka_run_group_tests_name("share", tests, NULL, NULL) != 0);
}

static void print_words(FILE *words)
{
    char line[1024];
    rewind(words);
    while (fgets(line, sizeof line, words) != NULL)
        if (strncmp(line, "[", 1) != 0 || strstr(line, "ERROR") != NULL)
            fputs(line, stderr);
}

static void the_shop_says_what_the_rules_say(void **state)
{
    enum { SHARES_MOST = 64 };
    struct share shares[SHARES_MOST];
    FILE *words[SHARES_MOST];
    pid_t pids[SHARES_MOST];
    (void)state;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t count = (uint32_t)(processors < 1             ? 1
                                : processors > SHARES_MOST ? SHARES_MOST
                                                           : processors);
    uint32_t first = number_told("LEDGER_SEED", 1),
             steps = number_told("LEDGER_STEPS", STEPS_IN_ALL);
    uint32_t end = first + (steps + STEPS - 1) / STEPS, failed = 0;
    for (uint32_t i = 0; i < count; i++) {
        shares[i] = (struct share){first + i, end, count};
        words[i] = tmpfile();
        assert_non_null(words[i]);
        pids[i] = begin_share(&shares[i], words[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        int status = 0;
        waitpid(pids[i], &status, 0);
        if (status != 0)
            print_words(words[i]);
        failed += status != 0;
        fclose(words[i]);
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shop_says_what_the_rules_say),
    };
    randombytes_set_implementation(&chances);
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0);
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
