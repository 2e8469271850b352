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

/*
 * identity: ending, the last digits for who may read them; shared, 1 where it is first of all
 * another person's (a household's one phone). said: free text, apart from the log.
 * sale: taken_minor, what came back of it; holds, 1 while promises may rest on it: it stands and
 * not all of it came back; flags, FLAG_ bits; note, what was added after the receipt. standing -1:
 * voided. used: base_minor, what the promise was reckoned from. giver: the sales whose slips made a
 * promise. shown: codes that came back and counted. undone: returns that named no sale.
 * begun: first business days of a sort of sale. event_rare: conflicts and corrections, so that the
 * report need not read the log. The projections are filled from what the log says.
 */
static const char version_3[] =
    "ALTER TABLE identity ADD COLUMN ending TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE identity ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE said("
    "  person INTEGER NOT NULL, host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL,"
    "  day INTEGER NOT NULL, what TEXT NOT NULL, text TEXT NOT NULL,"
    "  PRIMARY KEY(person, host, kind, ref, what)) WITHOUT ROWID;"
    "CREATE TABLE forgotten(person INTEGER PRIMARY KEY);"
    "CREATE TABLE shown("
    "  code INTEGER NOT NULL, host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL,"
    "  PRIMARY KEY(code, host, kind, ref)) WITHOUT ROWID;"
    "CREATE TABLE giver("
    "  promise INTEGER NOT NULL, host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL,"
    "  PRIMARY KEY(promise, host, kind, ref)) WITHOUT ROWID;"
    "CREATE TABLE undone("
    "  host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL,"
    "  by_host TEXT NOT NULL, by_ref TEXT NOT NULL, minor INTEGER NOT NULL,"
    "  PRIMARY KEY(host, kind, ref, by_host, by_ref)) WITHOUT ROWID;"
    "CREATE INDEX undone_by ON undone(by_host, by_ref);"
    "CREATE INDEX event_rare ON event(kind) WHERE kind IN (4, 5);"
    "CREATE TABLE begun(what TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;"
    "ALTER TABLE sale ADD COLUMN taken_minor INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sale ADD COLUMN holds INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sale ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sale ADD COLUMN note TEXT;"
    "ALTER TABLE used ADD COLUMN base_minor INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE reward ADD COLUMN minimum_minor INTEGER NOT NULL DEFAULT 0;"

    "UPDATE sale SET standing=-1 WHERE kind IN (0, 2, 5) AND total_minor>=0 AND EXISTS"
    " (SELECT 1 FROM sale v WHERE v.host=sale.host AND v.original=sale.ref AND v.kind=3);"
    "UPDATE sale SET taken_minor=(SELECT coalesce(sum(abs(r.total_minor)), 0) FROM sale r"
    "  WHERE r.host=sale.host AND r.original=sale.ref AND r.kind=1 AND NOT EXISTS (SELECT 1 FROM"
    "  sale v WHERE v.host=r.host AND v.original=r.ref AND v.kind=3))"
    "  WHERE kind IN (0, 2, 5) AND total_minor>=0;"
    "UPDATE sale SET holds=1 WHERE standing=1 AND (taken_minor=0 OR taken_minor<total_minor);"
    "UPDATE used SET base_minor=coalesce((SELECT s.total_minor+coalesce(json_extract(e.body,"
    "  '$.applied'), 0) FROM sale s JOIN event e ON e.origin=s.origin AND e.seq=s.seq WHERE"
    "  s.host=used.host AND s.kind=used.kind AND s.ref=used.ref), 0);"
    "UPDATE reward SET minimum_minor=coalesce(json_extract(terms, '$.minimum'), 0);"
    "INSERT OR IGNORE INTO shown SELECT json_extract(c.value, '$.code'),"
    "  json_extract(body, '$.host'), json_extract(body, '$.kind'), json_extract(body, '$.ref')"
    "  FROM event, json_each(body, '$.scans') c WHERE event.kind=2"
    "  AND json_extract(c.value, '$.code')<>0 AND json_extract(c.value, '$.verdict') IN (0, 1, 9);"
    "INSERT OR IGNORE INTO giver SELECT r.promise,"
    "  json_extract(body, '$.host'), json_extract(body, '$.kind'), json_extract(body, '$.ref')"
    "  FROM event, json_each(body, '$.rewards') c JOIN reward r ON r.person=event.person"
    "  AND r.offer=json_extract(c.value, '$.offer') AND r.number=json_extract(c.value, '$.number')"
    "  WHERE event.kind IN (2, 6);"
    "INSERT INTO begun SELECT CASE coalesce(json_extract(body, '$.history'), 0) WHEN 1 THEN"
    "  'history' ELSE 'sale' END AS what, min(json_extract(body, '$.day')) FROM event"
    "  WHERE kind=2 GROUP BY what;";

/*
 * code, reward: name, the offer's; of thanks, that of what the giver gets. reward: until_day, the
 * last of honouring, 0 none; month and liability_minor, when it was made and what it may cost;
 * counted, 1 while a sale holds whose note had it. handed: by each card, of each offer that it
 * promises something of, the same. promised: of an offer and month, how many count and what they
 * may cost; month 0 of what costs nothing. sale: arm, the customer's in ten thousandths, -1 not
 * known; asked, a question's name; drawn, 1 could have had the gift, 2 had it; gift_minor, what it
 * costs; look, what the owner decided of its flags: 1 allowed, -1 refused; cashier, the first 48
 * bits of their hash; sent_with, the card by which the customer came first, sent_by, who sent them
 * by referrer.id: of a sale with a via alone. step: steps, needs and appointments that sales began,
 * named by the sale and their name; minute, of an appointment's day; sku, of the item that began
 * it; text, "" of an appointment, whose words are in `said`. moved: later sales that began the same
 * once more, so that its date moved. closed: sales that closed it. back: returns of the item.
 * pressed: see pressed.h. asked: the question that was due at a sale, and the answer. drawn: sales
 * that could have had the gift, and those that had. Both are columns of `sale`, read as tables of
 * their own; `begun` knows whether there are any, so that no shop without them reads all its sales.
 * giver: by person, so that all that a note promises is on one page; 0 of what waits of a card,
 * which may be several people's. event_settings: as event_rare. consent and cashier are no
 * projections but truths about persons: what was said, not what follows.
 */
static const char version_4[] =
    "ALTER TABLE code ADD COLUMN name TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE reward ADD COLUMN name TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE reward ADD COLUMN until_day INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE reward ADD COLUMN month INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE reward ADD COLUMN liability_minor INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE reward ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE handed("
    "  code INTEGER NOT NULL, name TEXT NOT NULL, person INTEGER NOT NULL, month INTEGER NOT NULL,"
    "  liability_minor INTEGER NOT NULL, host TEXT NOT NULL, kind INTEGER NOT NULL,"
    "  ref TEXT NOT NULL, counted INTEGER NOT NULL, PRIMARY KEY(code, name)) WITHOUT ROWID;"
    "CREATE INDEX handed_sale ON handed(host, kind, ref);"
    "CREATE INDEX handed_person ON handed(person, name) WHERE counted=1;"
    "DROP TABLE promised;"
    "CREATE TABLE promised("
    "  offer TEXT NOT NULL, month INTEGER NOT NULL, minor INTEGER NOT NULL, count INTEGER NOT NULL,"
    "  PRIMARY KEY(offer, month)) WITHOUT ROWID;"
    "ALTER TABLE giver RENAME TO giver_3;"
    "CREATE TABLE giver("
    "  person INTEGER NOT NULL, promise INTEGER NOT NULL, host TEXT NOT NULL, kind INTEGER NOT "
    "NULL,"
    "  ref TEXT NOT NULL, PRIMARY KEY(person, promise, host, kind, ref)) WITHOUT ROWID;"
    "INSERT OR IGNORE INTO giver SELECT CASE r.offer WHEN 'friend' THEN 0 ELSE r.person END, g.*"
    "  FROM giver_3 g JOIN reward r ON r.promise=g.promise;"
    "DROP TABLE giver_3;"
    "ALTER TABLE sale ADD COLUMN arm INTEGER NOT NULL DEFAULT -1;"
    "DROP INDEX sale_person;"
    "CREATE INDEX sale_person ON sale(person, standing, day, via, arm) WHERE person IS NOT NULL;"
    "ALTER TABLE sale ADD COLUMN look INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sale ADD COLUMN cashier INTEGER;"
    "ALTER TABLE sale ADD COLUMN sent_with INTEGER;"
    "ALTER TABLE sale ADD COLUMN sent_by INTEGER;"
    "CREATE INDEX sale_sent_by ON sale(sent_by) WHERE sent_by IS NOT NULL;"
    "UPDATE sale SET cashier=(SELECT sum(instr('123456789abcdef',"
    "  substr(json_extract(e.body, '$.cashier'), i.value, 1)) << (4*(12-i.value)))"
    "  FROM event e, json_each('[1,2,3,4,5,6,7,8,9,10,11,12]') i WHERE e.origin=sale.origin"
    "  AND e.seq=sale.seq AND json_extract(e.body, '$.cashier') IS NOT NULL);"
    "UPDATE sale SET sent_with=(SELECT json_extract(c.value, '$.code') FROM event e,"
    "  json_each(e.body, '$.scans') c WHERE e.origin=sale.origin AND e.seq=sale.seq"
    "  AND json_extract(c.value, '$.code')>=27021597764222976"
    "  AND json_extract(c.value, '$.verdict') IN (0, 1, 9) ORDER BY c.key LIMIT 1),"
    "  sent_by=(SELECT json_extract(body, '$.referrer') FROM event e WHERE e.origin=sale.origin"
    "  AND e.seq=sale.seq) WHERE via>0;"
    "CREATE TABLE step("
    "  host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL, name TEXT NOT NULL,"
    "  person INTEGER NOT NULL, day INTEGER NOT NULL, due_day INTEGER NOT NULL,"
    "  minute INTEGER NOT NULL, sort INTEGER NOT NULL, sku TEXT NOT NULL, text TEXT NOT NULL,"
    "  PRIMARY KEY(host, kind, ref, name)) WITHOUT ROWID;"
    "CREATE INDEX step_person ON step(person, due_day);"
    "CREATE TABLE moved("
    "  host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL, name TEXT NOT NULL,"
    "  by_host TEXT NOT NULL, by_kind INTEGER NOT NULL, by_ref TEXT NOT NULL,"
    "  due_day INTEGER NOT NULL,"
    "  PRIMARY KEY(host, kind, ref, name, by_host, by_kind, by_ref)) WITHOUT ROWID;"
    "CREATE TABLE closed("
    "  host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL, name TEXT NOT NULL,"
    "  hlc INTEGER NOT NULL, origin INTEGER NOT NULL, seq INTEGER NOT NULL,"
    "  by_host TEXT NOT NULL, by_kind INTEGER NOT NULL, by_ref TEXT NOT NULL,"
    "  day INTEGER NOT NULL, how INTEGER NOT NULL,"
    "  PRIMARY KEY(host, kind, ref, name, hlc, origin, seq)) WITHOUT ROWID;"
    "CREATE TABLE back("
    "  host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL, name TEXT NOT NULL,"
    "  by_host TEXT NOT NULL, by_ref TEXT NOT NULL,"
    "  PRIMARY KEY(host, kind, ref, name, by_host, by_ref)) WITHOUT ROWID;"
    "CREATE TABLE pressed("
    "  host TEXT NOT NULL, kind INTEGER NOT NULL, ref TEXT NOT NULL, name TEXT NOT NULL,"
    "  word TEXT NOT NULL, PRIMARY KEY(host, kind, ref, name, word)) WITHOUT ROWID;"
    "ALTER TABLE sale ADD COLUMN asked TEXT;"
    "ALTER TABLE sale ADD COLUMN answer TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE sale ADD COLUMN drawn INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sale ADD COLUMN gift_minor INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX sale_answer ON sale(person) WHERE answer<>'';"
    "CREATE VIEW asked AS SELECT host, kind, ref, asked AS name, person, day, answer FROM sale"
    "  WHERE asked IS NOT NULL AND EXISTS (SELECT 1 FROM begun WHERE what='asked');"
    "CREATE VIEW drawn AS SELECT host, kind, ref, person, day, standing, drawn=2 AS given,"
    "  gift_minor AS cost_minor FROM sale"
    "  WHERE drawn>0 AND EXISTS (SELECT 1 FROM begun WHERE what='drawn');"
    "CREATE TABLE consent("
    "  person INTEGER NOT NULL, purpose TEXT NOT NULL, at_ms INTEGER NOT NULL,"
    "  given INTEGER NOT NULL, version TEXT NOT NULL, till TEXT NOT NULL,"
    "  cashier TEXT NOT NULL,"
    "  PRIMARY KEY(person, purpose, at_ms)) WITHOUT ROWID;"
    "CREATE INDEX event_settings ON event(kind) WHERE kind=1;"
    "CREATE TABLE cashier(hash TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;"

    "UPDATE code SET name='friend' WHERE id>=27021597764222976 OR id<0;"
    "UPDATE reward SET name=CASE offer WHEN 'thanks' THEN 'friend' ELSE offer END,"
    "  until_day=coalesce(json_extract(terms, '$.until'), 0);"
    "UPDATE reward SET counted=1 WHERE offer='visits' AND EXISTS (SELECT 1 FROM giver g JOIN sale s"
    "  ON s.host=g.host AND s.kind=g.kind AND s.ref=g.ref WHERE g.person=reward.person"
    "  AND g.promise=reward.promise AND s.holds=1);"
    "INSERT OR IGNORE INTO handed SELECT c.id, 'friend', c.person,"
    "  (strftime('%Y', c.issued_day*86400, 'unixepoch')-1970)*12"
    "  +strftime('%m', c.issued_day*86400, 'unixepoch')-1,"
    "  coalesce(json_extract(c.terms, '$.liability'), 0), json_extract(e.body, '$.host'),"
    "  json_extract(e.body, '$.kind'), json_extract(e.body, '$.ref'), 0 FROM event e,"
    "  json_each(coalesce(json_extract(e.body, '$.issued'), '[]')) i"
    "  JOIN code c ON c.id=json_extract(i.value, '$.code') AND c.id>=27021597764222976"
    "  WHERE e.kind IN (2, 6) ORDER BY e.hlc, e.origin, e.seq;"
    "INSERT OR IGNORE INTO handed SELECT c.id, 'friend', c.person,"
    "  (strftime('%Y', c.issued_day*86400, 'unixepoch')-1970)*12"
    "  +strftime('%m', c.issued_day*86400, 'unixepoch')-1,"
    "  coalesce(json_extract(c.terms, '$.liability'), 0), json_extract(e.body, '$.host'),"
    "  json_extract(e.body, '$.kind'), json_extract(e.body, '$.ref'), 0 FROM event e,"
    "  json_each(coalesce(json_extract(e.body, '$.sent'), '[]')) i"
    "  JOIN code c ON c.id=json_extract(i.value, '$.code') WHERE e.kind=2"
    "  ORDER BY e.hlc, e.origin, e.seq;"
    "UPDATE handed SET counted=1 WHERE EXISTS (SELECT 1 FROM sale s JOIN code c ON c.id=handed.code"
    "  WHERE s.host=handed.host AND s.kind=handed.kind AND s.ref=handed.ref AND s.holds=1"
    "  AND c.cancelled=0);"
    "INSERT INTO promised SELECT name, month, sum(minor), count(*) FROM"
    "  (SELECT name, month, liability_minor AS minor FROM handed WHERE counted=1 UNION ALL"
    "  SELECT name, month, liability_minor FROM reward WHERE counted=1) GROUP BY name, month;"
    "UPDATE sale SET tag=told WHERE standing<>1 AND tag<>told;";

static const struct schema_step steps[] = {
    {1, version_1}, {2, version_2}, {3, version_3}, {4, version_4}, {0, NULL},
};

static const char *const projections[] = {
    "alias",  "sale",  "code",   "used",    "reward",    "promised", "guess",
    "shown",  "giver", "undone", "begun",   "forgotten", "step",     "moved",
    "closed", "back",  "handed", "pressed", NULL,
};

const struct schema_step *schema_steps(void)
{
    return steps;
}

const char *const *schema_projections(void)
{
    return projections;
}
