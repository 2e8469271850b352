/* SPDX-License-Identifier: MIT */
#include "schema.h"

#include <stddef.h>

static const char version_1[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"

    "CREATE TABLE event("
    "  origin INTEGER NOT NULL, seq INTEGER NOT NULL, hlc INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL, at_ms INTEGER NOT NULL, logged_ms INTEGER NOT NULL,"
    "  person INTEGER, body TEXT NOT NULL, PRIMARY KEY(origin, seq)) WITHOUT ROWID;"
    "CREATE TABLE identity("
    "  hash BLOB NOT NULL, person INTEGER NOT NULL, sort INTEGER NOT NULL, scope TEXT NOT NULL,"
    "  PRIMARY KEY(hash, person)) WITHOUT ROWID;"
    "CREATE INDEX identity_person ON identity(person);"
    "CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT NOT NULL);"

    "CREATE TABLE alias(person INTEGER PRIMARY KEY, now INTEGER NOT NULL);"
    "CREATE INDEX alias_now ON alias(now);"
    "CREATE TABLE sale("
    "  host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL, origin INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL, person INTEGER, day INTEGER NOT NULL, total_minor INTEGER NOT NULL,"
    "  currency TEXT NOT NULL, shown INTEGER NOT NULL, via INTEGER NOT NULL, told INTEGER NOT NULL,"
    "  tag INTEGER NOT NULL, standing INTEGER NOT NULL, original TEXT,"
    "  card INTEGER,"
    "  PRIMARY KEY(host, kind, ref)) WITHOUT ROWID;"
    "CREATE INDEX sale_person ON sale(person, standing, day, via) WHERE person IS NOT NULL;"
    "CREATE INDEX sale_original ON sale(host, original) WHERE original IS NOT NULL;"
    "CREATE TABLE code("
    "  id INTEGER PRIMARY KEY, person INTEGER NOT NULL, issued_day INTEGER NOT NULL,"
    "  until_day INTEGER NOT NULL, cancelled INTEGER NOT NULL, terms TEXT NOT NULL);"
    "CREATE INDEX code_card ON code(person, issued_day) WHERE id >= 27021597764222976;"
    "CREATE TABLE used("
    "  promise INTEGER NOT NULL, hlc INTEGER NOT NULL, origin INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL, host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL,"
    "  PRIMARY KEY(promise, hlc, origin, seq)) WITHOUT ROWID;"
    "CREATE TABLE reward("
    "  person INTEGER NOT NULL, offer TEXT NOT NULL, number INTEGER NOT NULL,"
    "  promise INTEGER NOT NULL, due_day INTEGER NOT NULL, wait_days INTEGER NOT NULL,"
    "  terms TEXT NOT NULL,"
    "  PRIMARY KEY(person, offer, number, promise)) WITHOUT ROWID;"
    "CREATE TABLE promised("
    "  offer TEXT NOT NULL, month INTEGER NOT NULL, minor INTEGER NOT NULL,"
    "  PRIMARY KEY(offer, month)) WITHOUT ROWID;"
    "CREATE TABLE guess("
    "  till TEXT NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL,"
    "  PRIMARY KEY(till, day)) WITHOUT ROWID;"

    "CREATE TABLE reservation("
    "  code INTEGER NOT NULL, host TEXT NOT NULL, cart TEXT NOT NULL, until_ms INTEGER NOT NULL,"
    "  PRIMARY KEY(code, host, cart)) WITHOUT ROWID;"
    "CREATE INDEX reservation_cart ON reservation(host, cart);"
    "CREATE TABLE job("
    "  id INTEGER PRIMARY KEY, made_ms INTEGER NOT NULL, slip TEXT NOT NULL, code INTEGER,"
    "  printer TEXT NOT NULL, profile TEXT NOT NULL, stale_s INTEGER NOT NULL, text TEXT NOT NULL,"
    "  bytes BLOB, state INTEGER NOT NULL, begun_ms INTEGER, ended_ms INTEGER,"
    "  result TEXT, reason TEXT, host TEXT, ref TEXT);"
    "CREATE INDEX job_unprinted ON job(made_ms) WHERE state=2 AND result='not printed';"
    "CREATE INDEX job_waiting ON job(printer, id) WHERE state < 2;";

/* first: the job whose torn slip this one replaces, in whose place it is printed. replaced: how
 * many of that slip were torn before. torn: 1 some of it may be on paper, 2 and a job replaces it.
 */
static const char version_2[] = "ALTER TABLE job ADD COLUMN first INTEGER;"
                                "ALTER TABLE job ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0;"
                                "ALTER TABLE job ADD COLUMN torn INTEGER NOT NULL DEFAULT 0;"
                                "DROP INDEX job_waiting;"
                                "CREATE INDEX job_waiting ON job(printer, state DESC, "
                                "coalesce(first, id), id) WHERE state < 2;";

static const struct schema_step steps[] = {
    {1, version_1},
    {2, version_2},
    {0, NULL},
};

static const char *const projections[] = {
    "alias", "sale", "code", "used", "reward", "promised", "guess", NULL,
};

const struct schema_step *schema_steps(void)
{
    return steps;
}

const char *const *schema_projections(void)
{
    return projections;
}
