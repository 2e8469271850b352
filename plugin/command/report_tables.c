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
