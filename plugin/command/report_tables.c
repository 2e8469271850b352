/* SPDX-License-Identifier: MIT */
#include "report_tables.h"

const struct report_sales_row report_sales_rows[REPORT_SALES_ROWS] = {
    {"new", SALES_NEW, VISITS_NEW, VALUE_NEW},
    {"repeat", SALES_REPEAT, VISITS_REPEAT, VALUE_REPEAT},
    {"referral, checked", SALES_REFERRAL_CHECKED, VISITS_REFERRAL_CHECKED, VALUE_REFERRAL_CHECKED},
    {"referral, by paper", SALES_REFERRAL_PAPER, VISITS_REFERRAL_PAPER, VALUE_REFERRAL_PAPER},
    {"unidentified", SALES_UNIDENTIFIED, VISITS_UNIDENTIFIED, VALUE_UNIDENTIFIED},
};

const struct report_month_column report_month_columns[REPORT_MONTH_COLUMNS] = {
    {"made", 7, "made", CUSTOMERS_MADE},
    {"kept", 7, "kept", CUSTOMERS_KEPT},
    {"new", 7, "new", SALES_NEW},
    {"repeat", 8, "repeat", SALES_REPEAT},
    {"referral", 9, "referral", SALES_REFERRAL},
    {"unident.", 9, "unidentified", SALES_UNIDENTIFIED},
    {"notes", 8, "notes", NOTES_HANDED},
    {"back", 6, "notes back", NOTES_BACK},
    {"cards", 7, "cards", CARDS_HANDED},
    {"back", 5, "cards with friend", CARDS_BACK},
};

bool report_month_is_empty(const struct report_period *month)
{
    for (int i = 0; i < REPORT_MONTH_COLUMNS; i++)
        if (month->values[report_month_columns[i].number] != 0)
            return false;
    return true;
}

const struct report_step_row report_step_rows[REPORT_STEP_ROWS] = {
    {"kept", STEPS_KEPT},
    {"not now", STEPS_NOT_NOW},
    {"not relevant", STEPS_NOT_RELEVANT},
    {"nothing said", STEPS_OPEN},
};

const struct report_list_text report_list_texts[REPORT_TEXTS] = {
    {"curves.return",
     "Of those first seen, the share that had not come again by each day since their first visit "
     "(Kaplan and Meier), with its bounds. Who could not be watched for that long counts as far as "
     "they could."},
    {"curves.staying", "The same of those first seen who have not stayed away for longer than "
                       "gap.days."},
    {"curves.return_by_origin", "curves.return of those whose first visit was new, and of those "
                                "whose first visit was a referral."},
    {"curves.logrank", "How likely two curves by origin as unlike as these are by chance (log-rank "
                       "test, one degree of freedom)."},
    {"cohorts", "For each month, those first seen in it, and how many of them came in each month "
                "after it that has passed."},
    {"discounts", "By a customer's visit, the first to the twelfth and all later ones: what was "
                  "taken off for promises, and its share of that and what was paid."},
    {"discount_life", "The same by tenth of the visits of customers with ten or more: is it "
                      "cheapest a third of the way?"},
    {"tree", "Friends by generation: the first were sent by somebody who was not sent, the second "
             "by these."},
    {"offers", "By offer: what it promised, what of it was used, is open, is over, what was taken "
               "off, what the rest cost, and what the open ones may cost at most."},
    {"budgets", "By offer with a budget, and the gift: what was promised this month, of how much."},
    {"effect", "First visits since somebody was first refused promises, by arm as assigned, and "
               "how many came back within the window: the difference and its bounds (Newcombe)."},
    {"targets",
     "The owner's, and how the shop stands beside them: customers made in the month of the "
     "last day told; and of those made in the 365 days that ended gap.days before that "
     "day, who came since."},
    {"answers", "By question: each answer, and how often it was given."},
    {"look", "The latest 20 of look.count: what, where, when, and why."},
    {"months", "Every number that is counted by month, from the first to the last with anything in "
               "it."},
    {"first_day", "The first of the days reported on with a sale that stands."},
    {"last_day", "The last of them."},
    {"end_day", "The last day of all with a sale that stands, whatever --to says."},
    {"window_days", "Within how many days a new customer is to come again: --window."},
    {"currency", "The shop's, by its three letters: of all that is in minor units."},
};
