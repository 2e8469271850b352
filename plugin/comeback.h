/* SPDX-License-Identifier: MIT */
/*
 * Comeback: the C interface that a point-of-sale system loads (libcomeback.so.0).
 *
 * At every sale the host tells us what was sold; we answer whether this customer is new, came back,
 * or was sent by another, why we think so, what the cashier should do, and which slips to print.
 *
 *     comeback *shop;
 *     comeback_sale *sale;
 *     if (comeback_open("/etc/comeback/comeback.ini", &shop) != COMEBACK_OK)
 *         log(comeback_error(NULL));
 *     comeback_sale_begin(shop, "mypos", "T1-000123", &sale);
 *     comeback_sale_set(sale, "total_minor", "4250", 4);
 *     comeback_sale_scan(sale, "HJ4K-7M2P-X9QD", 14);       // before payment
 *     comeback_sale_look(sale);                             // "discount_minor" is known now
 *     comeback_sale_set(sale, "discount.applied_minor", "425", 3);  // what was taken off
 *     comeback_sale_finish(sale);                           // after payment
 *     comeback_sale_slip(sale, "note", &bytes, &length);    // into the receipt
 *     comeback_sale_free(sale);
 *     comeback_drain(shop, 2000);                           // or leave it to `comeback serve`
 *
 * WHAT HOLDS EVERYWHERE
 *   Text is UTF-8 with a length; a length of (size_t)-1 means up to the NUL. Money is a whole
 *   number of minor units (cents). Quantities are thousandths. Nothing is freed by the other side.
 *   Nothing here prints, exits, signals, forks, starts a thread, or writes to stdout or stderr. One
 *   exception, which is Pango's: a slip with a line that no code page of its printer holds is drawn
 *   by that library, opened then. It starts threads that end within milliseconds, all signals
 *   blocked in them, and keeps some 11 MiB; where a machine has no /etc/fonts, fontconfig says so
 *   on stderr. Without Pango such a line is printed as text with '?'. An out-parameter is left as
 *   it was where the call fails. NULL handles answer COMEBACK_ARGUMENT.
 *
 *   Threads: one `comeback` may be used by many threads at once. A `comeback_sale` belongs to one
 *   thread at a time. Close the shop only when no other thread is in a call on it or its sales.
 *   Processes: a handle works only in the process that opened it; after fork() the child gets
 *   COMEBACK_FORKED from every call. It closes the handle, which does nothing to its parent's, and
 *   then opens its own: before that comeback_open answers COMEBACK_FORKED. Fork while no other
 *   thread is in a call.
 *   dlopen: the library stays loaded once loaded (-z nodelete).
 *
 *   Time: no call waits for another till's write lock longer than 40 ms, and a sale of which one
 *   has waited in vain is not kept waiting by those of the next 100 ms: open, scan and finish in a
 *   row wait once. begin, set, add_item, tag and get do not wait at all. finish also pays for one
 *   fdatasync of the disk.
 *   No failure of ours need fail a sale: whatever finish answers, the host may go on.
 *
 * STATUS
 *   0 and above: done. Below 0: not done; comeback_error says why in one line, with the value.
 */
#ifndef COMEBACK_H
#define COMEBACK_H

#include <stddef.h>
#include <stdint.h>

#ifndef COMEBACK_API
#define COMEBACK_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
    COMEBACK_OK = 0,
    COMEBACK_LATER = 1,          /* finish: durable in the spool, tagged when the store is free */
    COMEBACK_ARGUMENT = -1,      /* NULL, or a call that cannot be meant: a mistake of the caller */
    COMEBACK_UNKNOWN_FIELD = -2, /* no such field; nothing changed */
    COMEBACK_VALUE = -3,         /* a value out of its range or form, or one that is missing */
    COMEBACK_SPACE = -4,         /* the buffer is too short; *length says what it takes */
    COMEBACK_STATE = -5,         /* too late or too early: the sale is finished, or is not yet */
    COMEBACK_LIMIT = -6,         /* more of something than a stated limit */
    COMEBACK_NOTHING = -7,       /* there is no such slip for this sale */
    COMEBACK_CONFLICT = -8,      /* told before with other content; recorded, the first stands */
    COMEBACK_TYPO = -9,          /* not a code: its check symbol does not fit. Say so at once */
    COMEBACK_REFUSED = -10,      /* a code that is worth nothing now; scan.N.why says why */
    COMEBACK_CONFIG = -11,       /* comeback.ini or a slip is wrong; every mistake is named */
    COMEBACK_STORE = -12,        /* the store cannot be used */
    COMEBACK_BUSY = -13,         /* the store was locked for 40 ms; nothing changed */
    COMEBACK_FORKED = -14,       /* the handle was opened in another process */
    COMEBACK_MEMORY = -15
};

/* What comeback_sale_tag answers. */
enum { COMEBACK_UNIDENTIFIED = 0, COMEBACK_NEW = 1, COMEBACK_REPEAT = 2, COMEBACK_REFERRAL = 3 };

typedef struct comeback comeback;
typedef struct comeback_sale comeback_sale;

/*
 * Opens a shop. config_path names comeback.ini; NULL takes $COMEBACK_CONFIG, then the user's and
 * the system's configuration folder. *out is the caller's until comeback_close. Fails where the
 * file is wrong and no earlier good version is known to the store, or the store cannot be used
 * (COMEBACK_CONFIG, COMEBACK_STORE). A store that is only locked does not fail it.
 */
COMEBACK_API int32_t comeback_open(const char *config_path, comeback **out);

/* Frees the shop; sales still held must be freed first. NULL is fine. Returns within 50 ms. */
COMEBACK_API void comeback_close(comeback *shop);

/*
 * One line on this thread's last failure with that shop; with NULL, of comeback_open, where
 * settings in error are told a line each. Empty where there was none. Valid until this thread's
 * next call. Never NULL.
 */
COMEBACK_API const char *comeback_error(const comeback *shop);

/* "0.1.0". Static. */
COMEBACK_API const char *comeback_version(void);

/*
 * Prints what waits in the queue, on this thread, for at most timeout_ms (0: one look; at most
 * 60,000). Returns how many jobs ended, or a failure. Another process that holds the printer is
 * left alone: its jobs are not counted. A job that could not come to its end in time is not begun,
 * for it would be torn: a printer needs 2000 ms, one on a slow serial line some seconds more. Paper
 * that ends in the midst of a slip is not waited for here; `comeback serve` does.
 */
COMEBACK_API int32_t comeback_drain(comeback *shop, int32_t timeout_ms);

/*
 * A sale begins. host names the POS (1 to 32 of A-Z a-z 0-9 . _ -), ref its ticket number (at most
 * 64 bytes; NULL or "" where it is not yet known: set "ref" before finish). Nothing is written.
 */
COMEBACK_API int32_t comeback_sale_begin(comeback *shop, const char *host, const char *ref,
                                         comeback_sale **out);

/*
 * Sets a field; setting again replaces. An empty text clears.
 *
 *   kind                    sale (default) return exchange void training advice
 *   ref                     ticket number; identity of a sale is (host, kind, ref)
 *   cart                    the basket's name while it has no ref: reservations belong to
 *                           (host, cart); defaults to ref, else to this handle alone
 *   at                      RFC 3339, "2026-11-12T14:03:00+00:00"; default now. Its own date, not
 *                           UTC's, is the business day. Not after tomorrow, not before 1990
 *   till  cashier           at most 32 bytes each
 *   currency                three capitals; default the shop's. Another currency than the shop's
 *                           is tagged but earns and pays no promise
 *   total_minor             what the customer pays, -10^12 to 10^12; default: sum of the items
 *   customer.id             the POS's own customer number, at most 64 bytes. One that stands for
 *                           everybody the POS does not know belongs into [shop] walk_in
 *   customer.phone          as people write it, at most 40 bytes; national numbers are of the
 *                           shop's country. What cannot be one is told in "notice", not used
 *   customer.email          at most 254 bytes; the same
 *   payment.token           at most 128 bytes; the same card, the same token. Used only where
 *                           [shop] payment_token = yes
 *   customer.name           at most 64 bytes, kept apart from the log
 *   customer.language       of this customer's slips, such as "fr", "fr-CH" or "de_AT"; at most 16
 *                           bytes, kept with the person, apart from the log. One that the shop has
 *                           no slips in is kept all the same
 *   answer.who              "someone_else": not whom phone and e-mail name, but another of the
 *                           same household: a person of their own, flagged for the owner
 *   referrer.id             customer.id of who sent this customer, not the customer's own: counts
 *                           as a card of today's terms
 *   original                the ref that a return or void undoes, or that an exchange paid back
 *                           to. One that names none takes from the known customer's last purchases
 *                           of its items, which changes promises and no tag
 *   discount.applied_minor  what the host really took off for our promise. 0, or not told, leaves
 *                           it unpaid: a card stays good, and what it promised this customer
 *                           waits for their next visit
 *   copy                    "1": a reprint of a receipt: prints nothing of ours
 *   print                   the cashier's key: note, card or none. Where the settings say "ask",
 *                           "prompts" asks, and the key is the answer: before finish, or after it
 *                           by telling the same sale once more with it
 *   takes                   note, card or "note card": slips that the host takes and prints itself.
 *                           No print job is made for them
 *   need                    name of a [need] that the cashier picked ("needs" lists them): what the
 *                           shop will do begins. Another text, at most 128 bytes, is kept apart
 *                           from the log and told by `comeback export`; nothing follows from it
 *   next.at                 an appointment: "2027-05-12", or with its time,
 *                           "2027-05-12T14:30:00+02:00". It stands on the note, takes the place of
 *                           an open one, and is kept by the next visit within three days of it
 *   next.text               what it is for, at most 64 bytes, kept apart from the log
 *   answer.ID               the cashier's key. ID is the id of a step or need, or "appointment":
 *                           kept, not_now or not_relevant closes it. Or that of the question: one
 *                           of its answers, or its number from 1. At most 8 a sale, 32 bytes each
 *   consent                 purposes of the settings' [consent NAME], separated by blanks, at most
 *                           128 bytes: "contact" given, "-contact" withdrawn; kept with the person
 *                           ("consents" lists them)
 *
 * need, next.at, next.text, answer.ID and consent may also be told after finish, by telling the
 * same sale once more with them; told twice they count once. An answer to the question counts until
 * the till has told its next sale. What cannot be meant is told in "notice" and harms nothing. The
 * same sale has the same kind, currency, total and day: tell "at" both times, for else one that is
 * told again after midnight is a COMEBACK_CONFLICT.
 *
 *     comeback_sale_begin(shop, "mypos", "T1-000123", &again);     // [1 friend] was pressed
 *     comeback_sale_set(again, "at", at_of_the_sale, (size_t)-1);
 *     comeback_sale_set(again, "total_minor", "4250", 4);
 *     comeback_sale_set(again, "answer.heard", "1", 1);
 *     comeback_sale_finish(again);
 *
 * Who somebody is, in this order: customer.id, phone, e-mail, token, a note's code. The first that
 * is known names the customer; the others are theirs from then on. Two known customers are never
 * made one: the sale stays with the first. Numbers, addresses and tokens are kept as keyed hashes.
 *
 * COMEBACK_UNKNOWN_FIELD, COMEBACK_VALUE, COMEBACK_STATE after finish.
 */
COMEBACK_API int32_t comeback_sale_set(comeback_sale *sale, const char *field, const char *text,
                                       size_t length);

/*
 * Adds a line of the ticket, at most 5,000. sku, name and category may be NULL; at most 128 bytes
 * each. amount_minor is the whole line's amount, not the unit price.
 */
COMEBACK_API int32_t comeback_sale_add_item(comeback_sale *sale, const char *sku, const char *name,
                                            const char *category, int64_t quantity_milli,
                                            int64_t amount_minor);

/* On the item added last: sku, name, category, quantity_milli, amount_minor. */
COMEBACK_API int32_t comeback_sale_item_set(comeback_sale *sale, const char *field,
                                            const char *text, size_t length);

/*
 * A code that the customer showed, typed or scanned; at most 8 a sale; spaces, hyphens and case do
 * not matter. Reserves its promise for (host, cart) for 15 minutes; scanning again renews. Scans
 * count from 0 in "scan.N.why". COMEBACK_TYPO and COMEBACK_REFUSED harm nothing: the sale goes on.
 * COMEBACK_BUSY: the code is kept with this sale and judged at finish, but is not reserved.
 */
COMEBACK_API int32_t comeback_sale_scan(comeback_sale *sale, const char *code, size_t length);

/*
 * Works out tag, why, prompts and discount for the sale as told so far; changes nothing. As often
 * as wished before finish. COMEBACK_BUSY where the store was not readable in 40 ms.
 */
COMEBACK_API int32_t comeback_sale_look(comeback_sale *sale);

/*
 * The sale is paid. COMEBACK_OK: on disk, tagged, slips made, jobs queued. COMEBACK_LATER: on disk,
 * tag not yet known (0), no slips. COMEBACK_CONFLICT: this (host, kind, ref) was told before with
 * another day, currency or total. Told again with the same: the first answer, COMEBACK_OK; with
 * print=card or print=note a card or note is added where the sale had none, as a job of its own.
 * Its slips are then the same once more and bear no mark, for a host that had no answer has printed
 * nothing; no second job is made. Who prints a receipt again tells copy=1 and gets no slip: a
 * second note or card comes by `comeback queue reprint` alone, with the same code and marked COPY.
 * Where a promise was lost to another till meanwhile, that is recorded and "notice" says so; the
 * sale is never refused for it.
 */
COMEBACK_API int32_t comeback_sale_finish(comeback_sale *sale);

/* The basket was abandoned: gives back what scan reserved for (host, cart). Not after finish. */
COMEBACK_API int32_t comeback_sale_cancel(comeback_sale *sale);

/* After look or finish: one of the four tags; else 0. */
COMEBACK_API int32_t comeback_sale_tag(const comeback_sale *sale);

/*
 * Reads a field as text into buffer, NUL-terminated; *length (may be NULL) is always its full
 * length without the NUL. buffer may be NULL with capacity 0 to ask for the length.
 *
 *   tag             unidentified, new, repeat, referral
 *   why             at most 40 characters for the cashier: "repeat: note of 12 Nov, visit 3"
 *   grade           of a referral: checked, paper; else empty
 *   prompts         what the cashier should do, a line each
 *   discount_minor  what to take off this basket for the best promise shown
 *   scan.N.discount_minor  scan.N.why  scan.N.say     of the Nth scan, say being for the customer
 *   display         lines for the customer's display
 *   cards  notes    the codes given out with this sale, separated by blanks
 *   jobs            ids of the print jobs queued, separated by blanks
 *   question        JSON: {"id", "text", "answers"}, the one question of this sale, while it may be
 *                   answered by answer.ID; else null
 *   steps           JSON: [{"id", "text", "due", "sort", "answers"}], what the shop has open for
 *                   this customer, the soonest first. due: "2027-05-12", with its time
 *                   "2027-05-12T14:30", or null, at the next visit. sort: step, need or
 *                   appointment. answers: the keys to show now, none until it is due; answer.ID
 *                   closes it before that, too
 *   needs           JSON: [{"id", "text"}], what the cashier may pick for "need"
 *   consents        JSON: [{"id", "text", "given"}], the settings' [consent NAME] and whether a
 *                   customer who is known said yes to that text; none where nobody is known.
 *                   question, steps, needs and consents are known after look and after finish
 *   next            JSON: {"offer", "benefit", "until"}, what this sale's note promises for a later
 *                   one: the offer's name, the words on the note, in its language, and the last
 *                   day, "2027-05-12"; else null. Known after finish
 *   gift            JSON: the gift drawn at this sale, in the owner's words; else null. Known after
 *                   finish: the cashier gives it unannounced
 *   ask             JSON: what the prompts ask the cashier to offer, of ["note", "card"]: keys for
 *                   print, until one was pressed
 *   visit           number of this visit, empty where nobody is known
 *   notice          what the owner should know, a line each: settings in error, nobody prints …
 *   error           this sale's last failure
 *   json            all of the above in one object
 *
 * why, prompts, display, scan.N.why and scan.N.say are in the till's language (shop.language): en
 * de fr es it nl pt pl, in UTF-8; all else is the same in every language: names to be compared, and
 * notice and error in English. A bracketed word in prompts is a key of the cashier's: [Note] and
 * [Card] are print=note and print=card; [Kept] [Not now] [Not relevant] behind a step are
 * answer.ID=kept, not_now, not_relevant, and [1 friend] behind the question answer.ID=1.
 */
COMEBACK_API int32_t comeback_sale_get(const comeback_sale *sale, const char *field, char *buffer,
                                       size_t capacity, size_t *length);

/*
 * A slip of the finished sale. form: note, card, card.2 as ESC/POS for the host's own printer;
 * with .text UTF-8 lines, .html a fragment, .png a picture. A note as ESC/POS is made to stand
 * inside a receipt: no reset, no cut, and every setting it changed as it is after power-on, for
 * what the host had set cannot be asked. *bytes lives until comeback_sale_free. COMEBACK_NOTHING
 * where this sale has no such slip.
 *
 * Who takes a slip in any form but .text prints or shows it. Say so before finish by "takes", and
 * there is no job for it. Else its job, if it still waits, is withdrawn (which may wait 40 ms for
 * the store); one that `comeback serve` has begun in the milliseconds between comes out, too.
 */
COMEBACK_API int32_t comeback_sale_slip(comeback_sale *sale, const char *form,
                                        const uint8_t **bytes, size_t *length);

/* Frees the handle; NULL is fine. Reservations stay until finish, cancel or their 15 minutes. */
COMEBACK_API void comeback_sale_free(comeback_sale *sale);

#ifdef __cplusplus
}
#endif
#endif
