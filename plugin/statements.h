/* SPDX-License-Identifier: MIT */
/* Every statement, STATEMENT(name, sql). Included twice: as names and as texts. No guard. */

/*
 * Everybody who is one with person ?1, ?1 being who stands for them; and with ?1 or ?2, who are
 * about to become one or are the same. To be joined with, not for IN: an IN list is written into a
 * table of its own at each call, which costs more than the rest of the statement.
 */
#define ONE_WITH_1 "(SELECT ?1 AS one UNION ALL SELECT person FROM alias WHERE now=?1) CROSS JOIN "
#define ONE_WITH_1_OR_2                                                                            \
    "(SELECT ?1 AS one UNION ALL SELECT person FROM alias WHERE now=?1 UNION ALL"                  \
    " SELECT ?2 WHERE ?2<>?1 UNION ALL SELECT person FROM alias WHERE now=?2 AND ?2<>?1)"          \
    " CROSS JOIN "

/* The day of the standing sale that first used a promise. */
#define USED_ON(promise)                                                                           \
    "(SELECT s.day FROM used u JOIN sale s ON s.host=u.host AND s.kind=u.kind AND s.ref=u.ref"     \
    " WHERE u.promise=" promise " AND s.standing=1 ORDER BY u.hlc, u.origin, u.seq LIMIT 1)"

/* store.c */
STATEMENT(BEGIN_WRITE, "BEGIN IMMEDIATE")
STATEMENT(BEGIN_READ, "BEGIN")
STATEMENT(COMMIT, "COMMIT")

/* log.c */
/* And whether there is another origin, in two looks at the key's ends. */
STATEMENT(EVENT_LAST, "SELECT seq, hlc, (SELECT min(origin) FROM event)<>?1"
                      " OR (SELECT max(origin) FROM event)<>?1"
                      " FROM event WHERE origin=?1 ORDER BY seq DESC LIMIT 1")
/* From one origin to the next, so that it does not read the whole log. */
STATEMENT(EVENT_CLOCK,
          "WITH RECURSIVE o(x) AS (SELECT min(origin) FROM event UNION ALL"
          " SELECT (SELECT min(origin) FROM event WHERE origin>o.x) FROM o WHERE o.x IS NOT NULL)"
          " SELECT max((SELECT hlc FROM event WHERE origin=o.x ORDER BY seq DESC LIMIT 1)) FROM o")
STATEMENT(EVENT_INSERT, "INSERT INTO event(origin, seq, hlc, kind, at_ms, logged_ms, person, body)"
                        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
STATEMENT(EVENT_BODY, "SELECT body FROM event WHERE origin=?1 AND seq=?2")
STATEMENT(EVENT_WALK, "SELECT origin, seq, hlc, kind, at_ms, logged_ms, person, body FROM event"
                      " ORDER BY hlc, origin, seq")
STATEMENT(EVENT_LAST_SETTINGS, "SELECT origin, seq, body FROM event WHERE origin=?1 AND seq="
                               "(SELECT value FROM meta WHERE name='settings')")
STATEMENT(META_SETTINGS, "INSERT OR REPLACE INTO meta VALUES('settings', ?1)")

/* projection.c */
STATEMENT(ALIAS_NOW, "SELECT now FROM alias WHERE person=?1")
STATEMENT(ALIAS_MOVE, "UPDATE alias SET now=?1 WHERE now=?2")
STATEMENT(ALIAS_INSERT, "INSERT OR REPLACE INTO alias VALUES(?2, ?1)")
STATEMENT(SALE_INSERT,
          "INSERT OR IGNORE INTO sale(host, kind, ref, origin, seq, person, day, total_minor,"
          " currency, shown, via, told, tag, standing, original)"
          " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14)")
STATEMENT(SALE_FIND, "SELECT origin, seq, person, day, total_minor, currency, standing, tag, card"
                     " FROM sale WHERE host=?1 AND kind=?2 AND ref=?3")
/* A return that was voided itself took nothing back. */
STATEMENT(SALE_UNDONE,
          "SELECT coalesce(max(s.kind=3), 0), coalesce(sum(abs(s.total_minor)), 0), count(*)"
          " FROM sale s WHERE s.host=?1 AND s.original=?2 AND s.kind IN (1, 3) AND NOT (s.kind=1 AND"
          " EXISTS (SELECT 1 FROM sale v WHERE v.host=?1 AND v.original=s.ref AND v.kind=3))")
STATEMENT(RETURN_ORIGINAL, "SELECT original FROM sale WHERE host=?1 AND kind=1 AND ref=?2")
STATEMENT(SALE_SET_STANDING, "UPDATE sale SET standing=?4 WHERE host=?1 AND kind=?2 AND ref=?3")
STATEMENT(SALE_SET_TAG, "UPDATE sale SET tag=?4 WHERE host=?1 AND kind=?2 AND ref=?3")
STATEMENT(SALE_SET_TOLD, "UPDATE sale SET told=?4 WHERE host=?1 AND kind=?2 AND ref=?3")
STATEMENT(SALE_SET_CARD, "UPDATE sale SET card=?4, person=coalesce(person, ?5)"
                         " WHERE host=?1 AND kind=?2 AND ref=?3")
STATEMENT(PERSON_FIRST_DAY,
          "SELECT min((SELECT min(day) FROM sale WHERE person=one AND standing=1)) FROM"
          " (SELECT ?1 AS one UNION ALL SELECT person FROM alias WHERE now=?1)")
STATEMENT(PERSON_VIA, "SELECT max(via) FROM " ONE_WITH_1
                      " sale ON person=one AND standing=1 AND day=?2")
STATEMENT(PERSON_DAY_SALES, "SELECT host, kind, ref, shown, tag, told FROM " ONE_WITH_1
                            " sale ON person=one AND standing=1 AND day=?2")
STATEMENT(CODE_INSERT, "INSERT OR IGNORE INTO code(id, person, issued_day, until_day, cancelled, terms)"
                       " VALUES(?1, ?2, ?3, ?4, 0, ?5)")
STATEMENT(CODE_CANCEL, "UPDATE code SET cancelled=1 WHERE id=?1")
STATEMENT(CODE_FIND, "SELECT person, issued_day, until_day, cancelled, terms FROM code WHERE id=?1")
STATEMENT(USED_INSERT, "INSERT OR IGNORE INTO used VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
STATEMENT(REWARD_INSERT, "INSERT OR IGNORE INTO reward VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
STATEMENT(PROMISED_ADD, "INSERT INTO promised VALUES(?1, ?2, ?3) ON CONFLICT(offer, month)"
                        " DO UPDATE SET minor=minor+?3")
STATEMENT(GUESS_ADD, "INSERT INTO guess VALUES(?1, ?2, 1) ON CONFLICT(till, day)"
                     " DO UPDATE SET count=count+1")
STATEMENT(GUESS_FORGIVE, "DELETE FROM guess WHERE till=?1 AND day=?2")
STATEMENT(IDENTITY_TWICE, "SELECT a.person, b.person FROM identity a JOIN identity b"
                          " ON a.hash=b.hash AND a.person<b.person")

/* person.c */
STATEMENT(IDENTITY_FIND, "SELECT min(person) FROM identity WHERE hash=?1")
STATEMENT(IDENTITY_INSERT, "INSERT OR IGNORE INTO identity VALUES(?1, ?2, ?3, ?4)")
STATEMENT(IDENTITY_COUNT, "SELECT count(*) FROM " ONE_WITH_1 " identity ON person=one")
STATEMENT(PERSON_NAME, "INSERT INTO person VALUES(?1, ?2) ON CONFLICT(id) DO UPDATE SET name=?2")
STATEMENT(PERSON_PAST,
          "SELECT count(DISTINCT CASE WHEN day<?3 THEN day END), coalesce(sum(day=?3), 0),"
          " coalesce(max(CASE WHEN day=?3 THEN via END), 0) FROM " ONE_WITH_1_OR_2
          " sale ON person=one AND standing=1 AND day<=?3")

/* promise.c */
STATEMENT(USED_BY_STANDING, "SELECT s.day, s.host, s.kind, s.ref FROM used u JOIN sale s ON s.host=u.host AND"
                            " s.kind=u.kind AND s.ref=u.ref WHERE u.promise=?1 AND s.standing=1"
                            " ORDER BY u.hlc, u.origin, u.seq LIMIT 1")
STATEMENT(RESERVED_ELSEWHERE, "SELECT count(*) FROM reservation WHERE code=?1 AND until_ms>?4"
                              " AND NOT (host=?2 AND cart=?3)")
STATEMENT(RESERVE, "INSERT INTO reservation VALUES(?1, ?2, ?3, ?4)"
                   " ON CONFLICT(code, host, cart) DO UPDATE SET until_ms=?4")
STATEMENT(RESERVED_BY_CART, "SELECT code FROM reservation WHERE host=?1 AND cart=?2 AND until_ms>?3"
                            " LIMIT 8")
STATEMENT(RESERVATION_END, "DELETE FROM reservation WHERE host=?1 AND cart=?2")
STATEMENT(RESERVATIONS_OLD, "DELETE FROM reservation WHERE until_ms<=?1")
STATEMENT(GUESS_COUNT, "SELECT count FROM guess WHERE till=?1 AND day=?2")
/* Visits are due by number, thanks so long after the card's standing use, the rest on a day. */
STATEMENT(REWARDS_DUE, "SELECT r.offer, r.number, r.promise, r.terms FROM " ONE_WITH_1_OR_2
                       " reward r ON r.person=one AND CASE r.offer WHEN 'visits' THEN r.number<=?3"
                       " WHEN 'thanks' THEN " USED_ON("r.number") "+r.wait_days<=?4"
                       " ELSE r.due_day<=?4 END AND " USED_ON("r.promise") " IS NULL"
                       " ORDER BY r.due_day, r.number LIMIT 8")

/* offer.c */
STATEMENT(THANKS_NEXT, "SELECT r.terms, " USED_ON("r.number") "+r.wait_days AS due FROM "
                       ONE_WITH_1_OR_2 " reward r ON r.person=one WHERE r.offer='thanks'"
                       " AND r.promise<>?3 AND due IS NOT NULL AND " USED_ON("r.promise")
                       " IS NULL ORDER BY due, r.number LIMIT 1")
STATEMENT(CARDS_OPEN, "SELECT count(*) FROM " ONE_WITH_1_OR_2 " code c ON c.id>=27021597764222976"
                      " AND c.person=one"
                      " AND c.cancelled=0 AND c.until_day>=?3"
                      " AND NOT EXISTS (SELECT 1 FROM used u JOIN sale s ON s.host=u.host AND"
                      "  s.kind=u.kind AND s.ref=u.ref WHERE u.promise=c.id AND s.standing=1)")
STATEMENT(CARD_LATEST, "SELECT max(issued_day) FROM " ONE_WITH_1_OR_2
                       " code ON id>=27021597764222976 AND person=one AND cancelled=0")
STATEMENT(PROMISED_IN, "SELECT minor FROM promised WHERE offer=?1 AND month=?2")
STATEMENT(CODE_NEWEST, "SELECT id, issued_day FROM code WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1")
STATEMENT(CODE_IS_THERE, "SELECT count(*) FROM code WHERE id=?1")

/* queue.c */
STATEMENT(JOB_INSERT, "INSERT INTO job(made_ms, slip, code, printer, profile, stale_s, text, state, host, ref)"
                      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9)")
STATEMENT(JOB_LIST, "SELECT id, made_ms, ended_ms, state, slip, printer, result, reason, host, ref, torn"
                    " FROM job ORDER BY id DESC LIMIT ?1")
STATEMENT(JOB_STATE, "SELECT state, code, slip, result, torn FROM job WHERE id=?1")
/* And one of the reasons why they wait. */
STATEMENT(JOB_WAITING_COUNT, "SELECT count(*), coalesce(min(made_ms), 0), max(reason) FROM job WHERE state<2")
STATEMENT(JOB_UNPRINTED_COUNT, "SELECT count(*) FROM job WHERE state=2 AND result='not printed'"
                               " AND made_ms>?1 AND torn<2 AND reason NOT LIKE 'stale:%'")
/* In the order in which a printer is to be served: what a killed sender left in the midst, then a
 * replacement in the place of what it replaces. */
#define JOBS_IN_ORDER                                                                              \
    " FROM job WHERE printer=?1 AND state<2 ORDER BY state DESC, coalesce(first, id), id LIMIT 1"
STATEMENT(JOB_FRONT, "SELECT made_ms, reason" JOBS_IN_ORDER)
STATEMENT(JOB_NEXT, "SELECT id, made_ms, slip, code, profile, stale_s, text, state, reason, first,"
                    " replaced" JOBS_IN_ORDER)
STATEMENT(JOB_PRINTERS, "SELECT DISTINCT printer FROM job WHERE state<2 ORDER BY printer")
STATEMENT(JOB_PRINTERS_EVER, "SELECT DISTINCT printer FROM job ORDER BY printer")
/* Codes of cards that were to be printed and were not, their time being over. */
STATEMENT(JOB_UNPRINTED, "SELECT j.code FROM job j JOIN code c ON c.id=j.code WHERE j.state=2"
                         " AND j.result='not printed' AND j.torn=0 AND j.code IS NOT NULL"
                         " AND j.made_ms>?2 AND j.made_ms+j.stale_s*1000<?1 AND c.cancelled=0 LIMIT 1")
STATEMENT(JOB_BEGIN, "UPDATE job SET state=1, bytes=?2, begun_ms=?3 WHERE id=?1 AND state=0")
STATEMENT(JOB_WAIT, "UPDATE job SET state=0, bytes=NULL, begun_ms=NULL, reason=?2 WHERE id=?1 AND state<2")
STATEMENT(JOB_END, "UPDATE job SET state=?2, ended_ms=?3, result=?4, reason=?5, torn=?6 WHERE id=?1")
STATEMENT(JOB_AGAIN, "UPDATE job SET state=0, made_ms=?2, printer=?3, profile=?4, ended_ms=NULL,"
                     " result=NULL, reason=NULL WHERE id=?1")
/* Neither has a code of its own: where it goes stale, what was handed out stays good. */
/* A cut, "=", is followed by another piece of paper, and whoever holds that one reads the mark too. */
STATEMENT(JOB_COPY, "INSERT INTO job(made_ms, slip, code, printer, profile, stale_s, text, state, host, ref)"
                    " SELECT ?2, slip, NULL, ?4, ?5, stale_s,"
                    " ?3||replace(text, char(10,61,10), char(10,61,10)||?3), 0, host, ref FROM job WHERE id=?1")
STATEMENT(JOB_REPLACE, "INSERT INTO job(made_ms, slip, code, printer, profile, stale_s, text, state, host, ref,"
                       " first, replaced) SELECT ?2, slip, NULL, printer, profile, stale_s,"
                       " CASE replaced WHEN 0 THEN ?3||replace(text, char(10,61,10), char(10,61,10)||?3)"
                       " ELSE text END, 0, host, ref,"
                       " coalesce(first, id), replaced+1 FROM job WHERE id=?1")
STATEMENT(CODE_CANCELLED, "SELECT cancelled FROM code WHERE id=?1")
