/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stddef.h>

#define IS_A_COUNT            REPORT_COUNT, false, 0, 0
#define IS_MONEY              REPORT_MINOR, false, 0, 0
#define IS_A_COUNT_NOW        REPORT_COUNT, true, 0, 0
#define IS_MONEY_NOW          REPORT_MINOR, true, 0, 0
#define IS_DAYS_NOW           REPORT_DAYS, true, 0, 0
#define IS_A_PART(of, among)  REPORT_PART, false, of, among
#define IS_A_SHARE(of, among) REPORT_SHARE, false, of, among

const struct report_number_text report_numbers[REPORT_NUMBERS] = {
    [CUSTOMERS_FIRST] = {"customers.first", IS_A_COUNT,
                         "First visits of customers who were known there and then, by a number, a "
                         "phone, a card. Who was nobody at first and is known later by the note of "
                         "that sale is not among them."},
    [CUSTOMERS_MADE] = {"customers.made", IS_A_COUNT,
                        "Customers at their second visit on another day, in the month of that "
                        "visit. Only sales that stand make a visit."},
    [CUSTOMERS_KEPT] = {"customers.kept", IS_A_COUNT,
                        "Of the customers made in that month, those whose last visit lies fewer "
                        "than gap.days before the last day told. Who was made in that time is kept "
                        "by that alone."},
    [CUSTOMERS_KEPT_SHARE] = {"customers.kept_share", IS_A_SHARE(CUSTOMERS_KEPT, CUSTOMERS_MADE),
                              "How many of the customers made are still customers."},
    [GAP_COUNT] = {"gap.count", IS_A_COUNT_NOW,
                   "Gaps between one visit and the next of the same customer, of all customers, up "
                   "to the last day told."},
    [GAP_DAYS] =
        {"gap.days", REPORT_DAYS, true, 0, 0,
         "Of 10 gaps between visits 9 are no longer than this. It is the shop's own; fewer "
         "than 20 gaps tell nothing."},
    [REPEAT_RETURNED] = {"repeat.returned", IS_A_COUNT,
                         "Of those in repeat.mature, the customers who came again on another day "
                         "within the window. In the month of the first visit."},
    [REPEAT_MATURE] =
        {"repeat.mature", IS_A_COUNT,
         "First visits (customers.first) that lie at least the window before the last "
         "day told: these customers had the time to come again."},
    [REPEAT_IMMATURE] = {"repeat.immature", IS_A_COUNT,
                         "First visits too young for the window. They count nowhere in the rate, "
                         "though some of them came again already."},
    [REPEAT_RATE] = {"repeat.rate", IS_A_SHARE(REPEAT_RETURNED, REPEAT_MATURE),
                     "How many new customers come again within the window."},
    [SALES_ALL] = {"sales.all", IS_A_COUNT,
                   "Sales that stand: not voided, not returned in full, no training, no return. "
                   "Advice is a sale of nothing."},
    [SALES_NEW] = {"sales.new", IS_A_COUNT, "Sales of a customer's first day here."},
    [SALES_REPEAT] = {"sales.repeat", IS_A_COUNT,
                      "Sales to customers who were here on another day "
                      "before."},
    [SALES_REFERRAL] = {"sales.referral", IS_A_COUNT,
                        "Sales of the first day of customers who were sent: by a card, or because "
                        "the till said by whom (referrer.id)."},
    [SALES_REFERRAL_CHECKED] =
        {"sales.referral_checked", IS_A_COUNT,
         "Of those, where the customer is known otherwise and was never here "
         "before."},
    [SALES_REFERRAL_PAPER] = {"sales.referral_paper", IS_A_COUNT,
                              "Of those, where nothing but the card says so: whether this customer "
                              "is new is the paper's word."},
    [SALES_UNIDENTIFIED] = {"sales.unidentified", IS_A_COUNT,
                            "Sales at which nothing said who bought. They are not counted as new."},
    [SALES_IDENTIFIED] = {"sales.identified", IS_A_COUNT,
                          "Sales that are new, repeat or referral."},
    [SALES_IDENTIFIED_SHARE] = {"sales.identified_share", IS_A_PART(SALES_IDENTIFIED, SALES_ALL),
                                "How much of the shop this report can see: read it beside every "
                                "other number."},
    [SALES_REPEAT_SHARE] = {"sales.repeat_share", IS_A_PART(SALES_REPEAT, SALES_IDENTIFIED),
                            "How many of the sales whose customer is known are to customers who "
                            "came back."},
    [SALES_OTHER_CURRENCY] = {"sales.other_currency", IS_A_COUNT,
                              "Sales in another currency than the shop's: counted everywhere, and "
                              "in no value."},
    [VISITS_NEW] = {"visits.new", IS_A_COUNT,
                    "First visits: all sales of a customer's first day "
                    "are one."},
    [VISITS_REPEAT] = {"visits.repeat", IS_A_COUNT,
                       "Visits on another day than the first: a customer and a day, however many "
                       "sales."},
    [VISITS_REFERRAL] = {"visits.referral", IS_A_COUNT, "First visits of customers who were sent."},
    [VISITS_REFERRAL_CHECKED] = {"visits.referral_checked", IS_A_COUNT,
                                 "Of those, where the customer is known otherwise."},
    [VISITS_REFERRAL_PAPER] = {"visits.referral_paper", IS_A_COUNT,
                               "Of those, where nothing but the card says so."},
    [VISITS_UNIDENTIFIED] = {"visits.unidentified", IS_A_COUNT,
                             "Sales at which nothing said who bought, each a visit of its own."},
    [VALUE_ALL] = {"value.all_minor", IS_MONEY,
                   "What was paid for sales.all in the shop's currency, "
                   "less what was returned of it."},
    [VALUE_NEW] = {"value.new_minor", IS_MONEY, "The same of sales.new."},
    [VALUE_REPEAT] = {"value.repeat_minor", IS_MONEY, "The same of sales.repeat."},
    [VALUE_REFERRAL] = {"value.referral_minor", IS_MONEY, "The same of sales.referral."},
    [VALUE_REFERRAL_CHECKED] = {"value.referral_checked_minor", IS_MONEY,
                                "The same of sales.referral_checked."},
    [VALUE_REFERRAL_PAPER] = {"value.referral_paper_minor", IS_MONEY,
                              "The same of sales.referral_paper."},
    [VALUE_UNIDENTIFIED] = {"value.unidentified_minor", IS_MONEY,
                            "The same of "
                            "sales.unidentified."},
    [NOTES_HANDED] = {"notes.handed", IS_A_COUNT,
                      "Next-visit notes with a code, in the month of their printing; without those "
                      "that were cancelled."},
    [NOTES_BACK] = {"notes.back", IS_A_COUNT,
                    "Of the notes handed in that month, those shown again at a sale on a later day "
                    "that stands; each counts once. Notes are good for a year, so this grows."},
    [NOTES_BACK_SHARE] = {"notes.back_share", IS_A_SHARE(NOTES_BACK, NOTES_HANDED),
                          "How many notes came back so far."},
    [CARDS_HANDED] = {"cards.handed", IS_A_COUNT,
                      "Referral cards, in the month of their printing; without those that were "
                      "cancelled because they did not come out in time."},
    [CARDS_BACK] = {"cards.back", IS_A_COUNT,
                    "Of the cards handed in that month, those that brought a friend: shown at the "
                    "first visit of a customer. Cards are good for weeks, so this grows."},
    [CARDS_CONVERSION] = {"cards.conversion", IS_A_SHARE(CARDS_BACK, CARDS_HANDED),
                          "How many cards brought a friend so far."},
    [FRIENDS_FIRST] = {"friends.first", IS_A_COUNT,
                       "Friends: customers whose first visit was a referral, by card or by "
                       "referrer.id, in the month of that visit."},
    [FRIENDS_RETURNED] = {"friends.returned", IS_A_COUNT,
                          "Of those, who came again on another day. In the month of the first "
                          "visit."},
    [FRIENDS_RETURNED_SHARE] = {"friends.returned_share",
                                IS_A_SHARE(FRIENDS_RETURNED, FRIENDS_FIRST),
                                "How many friends came again so far, whenever they first came."},
    [PROMISES_MINOR] = {"promises.minor", IS_MONEY_NOW,
                        "The most that what is promised today can still cost: cards, thanks, "
                        "discounts of friends that wait, and what notes promise."},
    [PROMISES_CARDS] = {"promises.cards", IS_A_COUNT_NOW,
                        "Cards that are not used and would be taken today."},
    [PROMISES_CARDS_MINOR] = {"promises.cards_minor", IS_MONEY_NOW,
                              "The most that these can cost: the friend's discount and the thanks "
                              "of who gave the card."},
    [PROMISES_THANKS_PENDING] = {"promises.thanks_pending", IS_A_COUNT_NOW,
                                 "Thanks for a friend who came, in whose return window we are."},
    [PROMISES_THANKS_DUE] = {"promises.thanks_due", IS_A_COUNT_NOW,
                             "Thanks that wait for the next visit of who gave the card."},
    [PROMISES_THANKS_MINOR] = {"promises.thanks_minor", IS_MONEY_NOW,
                               "The most that pending, due and held thanks can cost."},
    [PROMISES_FRIENDS] = {"promises.friends", IS_A_COUNT_NOW,
                          "Friends whose discount was not taken off and waits for their next "
                          "visit."},
    [PROMISES_FRIENDS_MINOR] =
        {"promises.friends_minor", IS_MONEY_NOW,
         "The most that these can cost where the card is not among "
         "promises.cards: it is another till's, or referrer.id stands for it, and "
         "then with the thanks."},
    [PROMISES_GIFTS] =
        {"promises.gifts", IS_A_COUNT_NOW,
         "What notes promised for a visit to come, by number, and nobody was given yet."},
    [PROMISES_UNBOUNDED] = {"promises.unbounded", IS_A_COUNT_NOW,
                            "Cards, thanks and waiting discounts without an upper bound: they are "
                            "not in promises.minor."},
    [THANKS_PAID] = {"thanks.paid", IS_A_COUNT_NOW, "Thanks that were given, ever."},
    [THANKS_CLAWED_BACK] = {"thanks.clawed_back", IS_A_COUNT_NOW,
                            "Thanks that are owed no more: the friend took the purchase back, or "
                            "who gave the card has no purchase left here."},
    [FLAGGED_HOUSEHOLD] = {"flagged.household", IS_A_COUNT,
                           "Sales that stand where one phone or e-mail is of several persons. Not "
                           "wrong in itself."},
    [FLAGGED_QUICK] = {"flagged.quick", IS_A_COUNT,
                       "Sales that stand where a friend showed a card within ten minutes of who "
                       "gave it, at the same till."},
    [FLAGGED_OFTEN] = {"flagged.often", IS_A_COUNT,
                       "Sales that stand of one customer more than four times that day."},
    [CONFLICTS_RETOLD] = {"conflicts.retold", IS_A_COUNT,
                          "Tickets told twice with another day, total or currency. The first "
                          "stands. Often a till whose numbers begin anew."},
    [CONFLICTS_PERSONS] = {"conflicts.persons", IS_A_COUNT,
                           "Sales at which two known persons were named, such as a number and "
                           "somebody else's note. The first named keeps the sale."},
    [LOSSES] = {"losses", IS_A_COUNT,
                "Sales that took a promise off which another sale had used already."},
    [GUESSES] = {"guesses", IS_A_COUNT,
                 "Codes that were typed well and are not ours, by till, without those forgiven by "
                 "unlock."},
    [RETURNS_WITHOUT_ORIGINAL] =
        {"returns.without_original", IS_A_COUNT,
         "Returns, and exchanges that paid back, that did not name the sale that they take "
         "back, and were not voided."},
    [RETURNS_MATCHED] = {"returns.matched", IS_A_COUNT,
                         "Of those, where the customer is known and had bought the item lately: "
                         "taken from that sale."},
    [RETURNS_UNMATCHED] =
        {"returns.unmatched", IS_A_COUNT,
         "Of those, the others: nothing is undone, so sales and their value stand "
         "too high by them."},
    [TAGS_CORRECTED] = {"tags.corrected", IS_A_COUNT,
                        "Sales whose tag changed after the cashier had read it: by a return, a "
                        "void, a sale told late, or two customers who proved to be one."},
    [FLAGGED_CIRCLE] = {"flagged.circle", IS_A_COUNT,
                        "Sales that stand where who gave the card was sent by this customer within "
                        "twelve months."},
    [PROMISES_THANKS_HELD] = {"promises.thanks_held", IS_A_COUNT_NOW,
                              "Thanks that wait until the owner has looked at the friend's sale, "
                              "which was flagged: see comeback review."},
    [PROMISES_NEXT] = {"promises.next", IS_A_COUNT_NOW,
                       "Promises of notes for one later sale that were not used and would be "
                       "honoured today."},
    [PROMISES_NOTES_MINOR] = {"promises.notes_minor", IS_MONEY_NOW,
                              "The most that these and promises.gifts can cost."},
    [LOOK_COUNT] = {"look.count", IS_A_COUNT_NOW,
                    "What the owner should look at: flagged sales of which nobody has decided and "
                    "that no history told, losses, conflicts, wrong codes by till and day, "
                    "budgets that were gone beyond this month, cashiers with their own notes. Of "
                    "all days."},
    [RETURN_MEDIAN_DAY] = {"return.median_day", IS_DAYS_NOW,
                           "Half of those first seen have come again by then, by Kaplan and "
                           "Meier's estimate; who is too young for it counts as far as they were "
                           "seen. None where fewer than half do."},
    [STAYING_MEDIAN_DAY] = {"staying.median_day", IS_DAYS_NOW,
                            "Half of those first seen have stayed away for longer than gap.days "
                            "by then, by the same estimate. None where fewer than half have."},
    [UPSELL_VISITS] = {"upsell.visits", IS_A_COUNT,
                       "Visits of customers with three earlier ones or more, all of them in the "
                       "shop's currency."},
    [UPSELL_ABOVE] = {"upsell.above", IS_A_COUNT,
                      "Of those, visits worth more than the median of all that customer's earlier "
                      "ones."},
    [UPSELL_ABOVE_SHARE] = {"upsell.above_share", IS_A_SHARE(UPSELL_ABOVE, UPSELL_VISITS),
                            "How many baskets are above what the customer usually buys. By chance "
                            "alone a little less than half of them are."},
    [UPSELL_MEDIAN_PERCENT] = {"upsell.median_percent", REPORT_PERCENT, true, 0, 0,
                               "The middle one of upsell.visits, in percent of what that customer "
                               "usually buys; 100 is no change. Of the days reported on."},
    [STEPS_BEGUN] = {"steps.begun", IS_A_COUNT,
                     "Steps, needs and appointments by the day on which they began."},
    [STEPS_WITHDRAWN] = {"steps.withdrawn", IS_A_COUNT,
                         "Of those, whose item came back or whose sale was voided or returned."},
    [STEPS_DUE] = {"steps.due", IS_A_COUNT,
                   "Steps, needs and appointments, by their date, that were not withdrawn and "
                   "that were closed or whose date has passed. The date of a need without one is "
                   "its customer's next visit."},
    [STEPS_KEPT] = {"steps.kept", IS_A_COUNT,
                    "Of those, which were kept: by an item that closes them, or by the cashier's "
                    "key."},
    [STEPS_NOT_NOW] = {"steps.not_now", IS_A_COUNT,
                       "Of those, to which the customer said: not now."},
    [STEPS_NOT_RELEVANT] = {"steps.not_relevant", IS_A_COUNT,
                            "Of those, which the customer did not want."},
    [STEPS_OPEN] = {"steps.open", IS_A_COUNT,
                    "Of those, whose date has passed and of which nothing was said."},
    [STEPS_KEPT_SHARE] = {"steps.kept_share", IS_A_PART(STEPS_KEPT, STEPS_DUE),
                          "How much of what the shop said it would do was done."},
    [QUESTIONS_ELIGIBLE] = {"questions.eligible", IS_A_COUNT, "Sales at which a question was due."},
    [QUESTIONS_ASKED] = {"questions.asked", IS_A_COUNT, "Of those, at which it was answered."},
    [QUESTIONS_ASKED_SHARE] = {"questions.asked_share",
                               IS_A_PART(QUESTIONS_ASKED, QUESTIONS_ELIGIBLE),
                               "How steadily the question is asked, whatever the answers are."},
    [GIFTS_ELIGIBLE] = {"gifts.eligible", IS_A_COUNT,
                        "Sales that stand and could have had the gift now and then."},
    [GIFTS_GIVEN] = {"gifts.given", IS_A_COUNT, "Of those, which had it."},
    [GIFTS_COST] = {"gifts.cost_minor", IS_MONEY, "What these gifts cost the shop."},
    [BUDGETS_GIVEN] = {"budgets.given_minor", IS_MONEY_NOW,
                       "What was promised this month by offers that have a budget, and what was "
                       "given of the gift's."},
    [BUDGETS_ALL] = {"budgets.minor", IS_MONEY_NOW, "The budgets of a month, of all these."},
};
