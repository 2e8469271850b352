/* SPDX-License-Identifier: MIT */
/* A week in three shops, as their people live it: tests/unit/stories, each slip a golden text. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "story.h"

static void a_week_at_the_bicycle_shop(void **state)
{
    (void)state;
    story_play("tests/unit/stories/bicycles.story");
}

static void a_week_at_the_salon(void **state)
{
    (void)state;
    story_play("tests/unit/stories/salon.story");
}

static void a_week_at_the_bakery(void **state)
{
    (void)state;
    story_play("tests/unit/stories/bakery.story");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_week_at_the_bakery),
        cmocka_unit_test(a_week_at_the_bicycle_shop),
        cmocka_unit_test(a_week_at_the_salon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
