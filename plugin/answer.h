/* SPDX-License-Identifier: MIT */
/*
 * What we say to one sale: the tag and its why, what the codes shown are worth, what is promised
 * and printed. decide.c works it out and changes nothing; record.c writes it down; slip.c prints
 * it. Its lasting part goes into the sale's event and comes back from there when a sale is told
 * again.
 */
#ifndef COMEBACK_ANSWER_H
#define COMEBACK_ANSWER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "benefit.h"
#include "keys.h"
#include "sale.h"
#include "words.h"

enum {
    ANSWER_WHY = 64,
    ANSWER_PAID_MAX = 8,
    ANSWER_OPEN_MAX = 2,
    ANSWER_LINES = 384,
    ANSWER_CONFIRM = 128,
    ANSWER_UNDONE_MAX = 16,
    ANSWER_CLASHES_MAX = 3, /* of four ways the first names the customer */
    ANSWER_CASHIER = 17,    /* 16 hex digits */
};

enum { ASK_NOTE = 1, ASK_CARD = 2 };

/* What one code is worth now. */
enum verdict {
    VERDICT_GOOD,
    VERDICT_ELSEWHERE, /* ours by its tag, but not in this store: it tags, its promise waits */
    VERDICT_TYPO,
    VERDICT_FOREIGN, /* good check, wrong tag: guessed, or of another shop */
    VERDICT_USED,
    VERDICT_EXPIRED,
    VERDICT_CANCELLED,
    VERDICT_HELD,    /* another till's basket holds it */
    VERDICT_NOT_NEW, /* a card, shown by somebody who was here before: it stays good */
    VERDICT_LOCKED,  /* good, but this till guessed too often today: it tags, promises wait */
    VERDICT_COUNT,
};

struct scan {
    int64_t id; /* 0: not a code */
    enum verdict verdict;
    int64_t person; /* whose note, or who gave the card; 0: unknown here */
    int32_t issued_day;
    int32_t until_day;
    int32_t used_day;
    int64_t discount_minor;
    char why[ANSWER_WHY];
};

/* A promise of a note for one later sale: made, or one that is open named again. */
struct next_promise {
    struct benefit benefit; /* with the last day of honouring */
    int64_t number;         /* see projection.h */
    int64_t person;         /* to whom it was made; 0: to this sale's */
    int32_t due_day;
};

/* One that the customer has and that is not used up; this sale may do so. */
struct open_promise {
    struct next_promise next;
    int64_t promise;
};

struct note {
    bool made;    /* there is a note, on the receipt or above the card */
    bool on_card; /* it heads the card's slip */
    int64_t code; /* 0: known otherwise, needs none */
    int32_t until_day;
    int32_t visit;
    int32_t every;       /* 0: no visit offer */
    int32_t at;          /* the visit that brings the gift */
    struct benefit gift; /* whatever sort it is */
    struct next_promise next;
    struct benefit giver;  /* what waits for a friend's visit */
    struct benefit thanks; /* what of it is earned by now, to be had from thanks_day on */
    int32_t thanks_day;
    char thanks_told[BENEFIT_WORDS]; /* the same of a log that has its words alone; "" */
};

struct card {
    bool made;
    int64_t code;
    int32_t until_day;
    struct card_terms terms;
};

/* What a return that named no sale took from one. */
struct undone {
    char host[33];
    char ref[65];
    int64_t kind;
    int64_t minor;
};

/* Sent by a customer whom the host named: a card that was never printed. */
struct sent {
    int64_t promise; /* negative; 0: there is no friend offer, or not for this customer */
    int32_t until_day;
    struct card_terms terms;
    int64_t discount_minor;
};

/* A card whose discount was not taken off: it waits for the customer. */
struct waiting_card {
    int64_t promise; /* 0: none */
    int32_t until_day;
    struct card_terms terms;
};

/* Each name is open once: all of the settings, the appointment, and some that these lost. */
enum { ANSWER_STEPS_MAX = CONFIG_STEPS_MAX + 8, ANSWER_STEPS_SHOWN = 2 };

/* A step, a need or an appointment: see projection.h. */
struct answer_step {
    char host[33]; /* of the sale that began it; "" where that is this one */
    char ref[65];
    int64_t kind;
    char name[CONFIG_NAME];
    char text[CONFIG_WORDS + 1];
    char sku[SALE_ITEM_TEXT_MAX + 1]; /* of the item that began it; "" */
    int64_t sort;                     /* STEP_ */
    int32_t begun_day;
    int32_t due_day;        /* begun_day: at the next visit */
    int32_t minute;         /* of an appointment's day; 0: no time was told */
    bool from_now;          /* begins, or begins once more, with this sale */
    int32_t moved_day;      /* of one that begins once more: due by this sale alone */
    int64_t quantity_milli; /* of from_now: bought of what it rests on; 0: it rests on no item */
    bool spoken_of;         /* the till asks what became of it */
    int64_t how;            /* CLOSED_ by this sale; 0: stays open */
    bool withdrawn;
};

/* What a step rested on and this sale takes away: of what the sale that is named here sold. */
struct answer_back {
    char host[33];
    char ref[65];
    int64_t kind;
    char name[CONFIG_NAME]; /* the step's */
    int64_t quantity_milli; /* 0: all of it */
};

/* See pressed.h. */
struct answer_key {
    char name[sizeof "answer." - 1 + CONFIG_NAME];
    char word[CONFIG_NAME];
};
enum { ANSWER_KEYS_MAX = SALE_ANSWERS_MAX + 2 };

/* The question that is due at this sale; name "": none. */
struct answer_question {
    char name[CONFIG_NAME];
    char answer[CONFIG_NAME]; /* "": not answered */
    char text[CONFIG_QUESTION];
    char answers[CONFIG_ANSWERS_MAX][CONFIG_NAME];
    int answer_count; /* 0: it is gone, nobody is to ask it any more */
};

/* What the cashier may pick: a [need] of the settings. */
struct answer_need {
    char name[CONFIG_NAME];
    char text[CONFIG_WORDS];
};

/* A [consent] of the settings: has the customer said yes to this text? */
struct answer_consent {
    char name[CONFIG_NAME];
    char text[CONFIG_CONSENT];
    bool given;
};

/* The gift now and then. */
struct answer_surprise {
    bool eligible, given;
    int64_t cost_minor;
    char text[CONFIG_WORDS];
};

enum stage { STAGE_FIRST, STAGE_GROWING, STAGE_MATURE };

struct answer {
    enum language language;      /* of why, prompts and what codes say */
    enum language slip_language; /* of what stands on slips, once decided: the customer's */
    bool in_other_language;      /* slip_language is not the shop's */
    int64_t tag;
    int64_t shown; /* SHOWN_ bits */
    int64_t via;   /* VIA_ of this sale's own card */
    int64_t grade; /* VIA_ of the visit, where its tag is referral */
    int32_t day;
    int32_t visit; /* 0: nobody is known */
    char why[ANSWER_WHY];
    char prompts[ANSWER_LINES];
    char notice[ANSWER_LINES];

    int64_t person;    /* 0: none yet */
    int64_t named_by;  /* SHOWN_ bit of the way that named them; 0: nothing did, or a note */
    int64_t join_with; /* one with person from now on; 0: nobody */
    int64_t conflict;  /* the note is of another known person; 0: none */
    int64_t clashes[ANSWER_CLASHES_MAX]; /* whose phone, e-mail or token was shown, met newly */
    int clash_count;
    int64_t attach;   /* SHOWN_ bits of what names person from now on */
    int64_t share;    /* the same, of what is first of all somebody else's */
    int64_t referrer; /* who sent the customer by referrer.id; 0: not known until now */
    struct sent sent;
    bool known;           /* by more than a card: may get a card unasked */
    bool may_be_regular;  /* the shop has not been watched for long enough to call them new */
    char phone_ending[3]; /* of the phone told */
    char confirm[ANSWER_CONFIRM]; /* a prompt that has it and never gets into the log; "" */
    int64_t flags;                /* FLAG_ bits */
    int32_t sales_that_day;       /* of the customer, before this one; not in the log */
    struct undone undone[ANSWER_UNDONE_MAX];
    int undone_count;

    struct scan scans[SALE_SCANS_MAX];
    int scan_count;
    int64_t discount_minor;
    int64_t best; /* the promise that discount_minor is of; 0: none */
    int64_t paid[ANSWER_PAID_MAX];
    int paid_count;
    struct waiting_card waits;
    struct open_promise open[ANSWER_OPEN_MAX]; /* of `next` offers; not in the log */
    int open_count;
    bool open_known; /* `open` has all of them */
    bool lost;       /* paid, but another till's sale had used it up meanwhile */

    enum stage stage;
    int32_t away_days;                          /* since the visit before; -1: there is none */
    int32_t arm;                                /* 0 to 9999; -1: not reckoned */
    bool control;                               /* of those who are promised nothing new */
    struct answer_step steps[ANSWER_STEPS_MAX]; /* open ones and those this sale touches, by date */
    int step_count;
    struct answer_back backs[ANSWER_STEPS_MAX];
    int back_count;
    bool steps_begun; /* a step has ever begun here; not known of a sale told again */
    struct answer_key keys[ANSWER_KEYS_MAX]; /* told with this sale, and not before */
    int key_count;
    struct answer_need needs[CONFIG_STEPS_MAX];
    int need_count;
    struct answer_consent consents[CONFIG_CONSENTS_MAX]; /* none where nobody is known */
    int consent_count;
    struct answer_question question;
    struct answer_surprise surprise;

    struct note note;
    struct card card;
    int ask;   /* ASK_ bits: what the cashier is to ask; any key of theirs is the answer */
    int added; /* ASK_ bits: what was made because the sale was told once more */
    int64_t settings_origin, settings_seq;
    bool history;
};

/* Is the person one of `clashes`? */
bool answer_clashes(const struct answer *answer, int64_t person);

/* A line more of prompts or notice; what does not fit is cut. */
void answer_add_line(char lines[ANSWER_LINES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Who served, as the log has them: a keyed hash of (host, cashier); "" where that was not told.
 * That it was the same one may be anybody's business who reads the log, and who it was is not. */
void answer_cashier(const struct keys *keys, const struct sale *sale, char out[ANSWER_CASHIER]);

/* The sale event's body as far as projections need it. NULL where memory is out. */
json_t *answer_to_json(const struct keys *keys, const struct answer *answer,
                       const struct sale *sale);
/* The rest of it but for its items, see sale_write_items, as text: the log alone keeps it. */
void answer_write_more(const struct answer *answer, const struct sale *sale, struct bytes *out);
/* What was told then, of a sale told before. */
void answer_from_json(struct answer *answer, const json_t *body);
/* {code, until, terms} for each code given out with this answer: a body's `issued`. */
json_t *answer_issued_all(const struct answer *answer);
/* {offer, name, number, due, terms} for each promise that begins to wait: a body's `rewards`. */
json_t *answer_rewards_all(const struct answer *answer);
/* The `note` and `card` parts of a body. The note is whole: in a sale's own event it leaves out
 * what the rewards of the same body say. */
json_t *answer_note_to_json(const struct note *note);
/* *note is untouched where object is NULL. */
void answer_read_note(struct note *note, const json_t *object);
json_t *answer_card_to_json(const struct card *card);

#endif
