/* SPDX-License-Identifier: MIT */
/* Every statement, STATEMENT(name, sql). Included twice: as names and as texts. No guard. */

/*
 * Everybody who is one with person ?1, ?1 being who stands for them; and with ?1 or ?2, who are
 * about to become one or are the same. To be joined with, not for IN: an IN list is written into a
 * table of its own at each call, which costs more than the rest of the statement. So is what has
 * both ORDER BY and LIMIT: at a sale who needs the first alone stops reading.
 */
#define ONE_WITH_1 "(SELECT ?1 AS one UNION ALL SELECT person FROM alias WHERE now=?1) CROSS JOIN "
#define ONE_WITH_1_OR_2                                                                            \
    "(SELECT ?1 AS one UNION ALL SELECT person FROM alias WHERE now=?1 UNION ALL"                  \
    " SELECT ?2 WHERE ?2<>?1 UNION ALL SELECT person FROM alias WHERE now=?2 AND ?2<>?1)"          \
    " CROSS JOIN "

#define USED_BY_SALE " FROM used u JOIN sale s ON s.host=u.host AND s.kind=u.kind AND s.ref=u.ref "

#define NOW(person) "coalesce((SELECT now FROM alias WHERE alias.person=" person "), " person ")"
/* Who sent the customer of a sale. */
#define SENDER(sale)                                                                               \
    "coalesce((SELECT person FROM code WHERE id=" sale ".sent_with), " sale ".sent_by)"
/* Was `giver`, who stands for all that are one, sent by the customer of sale s within 12 months? */
#define CIRCLE(giver)                                                                              \
    "EXISTS (SELECT 1 FROM sale t WHERE t.person IN (SELECT " giver                                \
    " UNION ALL SELECT person FROM alias WHERE now=" giver ") AND t.standing=1"                    \
    " AND t.day BETWEEN s.day-365 AND s.day AND t.via>0"                                           \
    " AND " NOW(SENDER("t")) "=" NOW("s.person") ")"
/* May the giver be thanked for sale s? 11: SUSPICION_HOLDS_THANKS. */
#define MAY_THANK(giver)                                                                           \
    "(s.look=1 OR (s.look IN (0, 2) AND (s.flags & 11)=0 AND NOT " CIRCLE(giver) "))"

/* Of reward r: the day of the sale that first used card `number`, holds, is still worth `minimum`,
 * need not be looked at, and is not of those who gave the card: nobody sends themselves, and who
 * they are may come out later. */
#define THANKED_ON(number, minimum, givers)                                                        \
    "(SELECT s.day" USED_BY_SALE "WHERE u.promise=" number " AND s.holds=1"                        \
    " AND coalesce((SELECT now FROM alias WHERE person=s.person), s.person, 0) NOT IN (" givers ")"\
    " AND u.base_minor-s.taken_minor>=" minimum " AND " MAY_THANK(NOW("r.person"))                 \
    " ORDER BY u.hlc, u.origin, u.seq LIMIT 1)"
/* A promise is spent by a sale that holds, or by two that were returned: it is given back once. */
#define SPENT(promise)                                                                             \
    "(SELECT coalesce(max(s.holds)=1 OR sum(s.standing>=0)>1, 0)" USED_BY_SALE                     \
    "WHERE u.promise=" promise ")"
/* Does a sale hold whose slip made reward r? Of what a note promises `counted` says the same. */
#define MADE_BY(r)                                                                                 \
    "g.person=CASE " r ".offer WHEN 'friend' THEN 0 ELSE " r ".person END AND g.promise=" r ".promise"
#define GIVEN(r)                                                                                   \
    "EXISTS (SELECT 1 FROM giver g JOIN sale s ON s.host=g.host AND s.kind=g.kind AND s.ref=g.ref" \
    " WHERE " MADE_BY(r) " AND s.holds=1)"
/* Has ?1 or ?2 a sale of their own that holds? */
#define BOUGHT_1_OR_2 "EXISTS (SELECT 1 FROM " ONE_WITH_1_OR_2                                     \
    "sale o ON o.person=one AND o.standing=1 AND o.holds=1)"

/* Of step p, see projection.h: is it one still, when is it due, and CLOSED_ or null. */
#define OF_STEP_P(t)                                                                               \
    t ".host=p.host AND " t ".kind=p.kind AND " t ".ref=p.ref AND " t ".name=p.name"
#define BY_SALE_S(t)                                                                               \
    " JOIN sale s ON s.host=" t ".by_host AND s.kind=" t ".by_kind AND s.ref=" t ".by_ref WHERE "
/* What of it came back to sales that were not voided, in thousandths; a return of a log that has no
 * quantities brought all of it. */
#define STEP_BROUGHT(sold_host, sold_kind, sold_ref)                                               \
    "(SELECT total(coalesce((SELECT sum(json_extract(back_told.value, '$.quantity'))"              \
    " FROM sale r JOIN event e ON e.origin=r.origin AND e.seq=r.seq,"                              \
    " json_each(e.body, '$.withdraws') back_told WHERE r.host=b.by_host AND r.kind IN (1, 2)"      \
    " AND r.ref=b.by_ref AND json_extract(back_told.value, '$.name')=b.name"                       \
    " AND json_extract(back_told.value, '$.host')=b.host"                                          \
    " AND json_extract(back_told.value, '$.kind')=b.kind"                                          \
    " AND json_extract(back_told.value, '$.ref')=b.ref), 1e18)) FROM back b"                       \
    " WHERE b.host=" sold_host " AND b.kind=" sold_kind " AND b.ref=" sold_ref                     \
    " AND b.name=p.name AND NOT " IS_VOIDED("b.by_host", "b.by_ref") ")"
/* What a sale sold of it, as its list of steps has it; as its lines have it. */
#define STEP_SOLD_TOLD(sold_host, sold_kind, sold_ref, list, what)                                 \
    "(SELECT json_extract(sold_told.value, '$." what "') FROM sale o JOIN event e"                 \
    " ON e.origin=o.origin AND e.seq=o.seq, json_each(e.body, '$." list "') sold_told"             \
    " WHERE o.host=" sold_host " AND o.kind=" sold_kind " AND o.ref=" sold_ref                     \
    " AND json_extract(sold_told.value, '$.name')=p.name)"
#define STEP_SOLD_LINES(sold_host, sold_kind, sold_ref)                                            \
    "(SELECT sum(json_extract(line.value, '$[3]')) FROM sale o JOIN event e"                       \
    " ON e.origin=o.origin AND e.seq=o.seq, json_each(e.body, '$.items') line"                     \
    " WHERE o.host=" sold_host " AND o.kind=" sold_kind " AND o.ref=" sold_ref " AND p.sku<>''"    \
    " AND coalesce(nullif(json_extract(line.value, '$[0]'), ''), json_extract(line.value, '$[1]'))"\
    "=p.sku AND json_extract(line.value, '$[3]')>0 AND json_extract(line.value, '$[4]')>=0)"
#define STEP_SOLD(sold_host, sold_kind, sold_ref, list)                                            \
    "coalesce(" STEP_SOLD_TOLD(sold_host, sold_kind, sold_ref, list, "quantity") ", "              \
    STEP_SOLD_LINES(sold_host, sold_kind, sold_ref) ", 0)"
/* Is some of it left with the customer? Bodies are read only where something came back; of an OR
 * SQLite reckons both sides where it is a column. */
#define STEP_IS_LEFT(sold_host, sold_kind, sold_ref, list)                                         \
    "CASE WHEN EXISTS (SELECT 1 FROM back b WHERE b.host=" sold_host " AND b.kind=" sold_kind      \
    " AND b.ref=" sold_ref " AND b.name=p.name AND NOT " IS_VOIDED("b.by_host", "b.by_ref") ")"    \
    " THEN " STEP_SOLD(sold_host, sold_kind, sold_ref, list) ">"                                   \
    STEP_BROUGHT(sold_host, sold_kind, sold_ref) " ELSE 1 END"
#define STEP_BEGUN                                                                                 \
    "(EXISTS (SELECT 1 FROM sale s WHERE s.host=p.host AND s.kind=p.kind AND s.ref=p.ref"          \
    " AND s.holds=1) AND " STEP_IS_LEFT("p.host", "p.kind", "p.ref", "begins") ")"
/* To which day sales moved it that began it once more; null: none did. */
#define STEP_MOVED(which)                                                                          \
    "(SELECT max(m.due_day) FROM moved m" BY_SALE_S("m") OF_STEP_P("m") " AND s.holds=1" which     \
    " AND " STEP_IS_LEFT("m.by_host", "m.by_kind", "m.by_ref", "moves") ")"
/* An appointment in whose place another was put is over for all sales that told it. */
#define STEP_HOLDS                                                                                 \
    "(" STEP_BEGUN " OR " STEP_MOVED("") " IS NOT NULL AND (p.sort<>2 OR "                         \
    STEP_IS_LEFT("p.host", "p.kind", "p.ref", "begins") "))"
#define STEP_DUE                                                                                   \
    "CASE p.sort WHEN 2 THEN p.due_day ELSE max(p.due_day, coalesce(" STEP_MOVED("") ", p.due_day)) END"
#define STEP_CLOSED                                                                                \
    "(SELECT c.how FROM closed c" BY_SALE_S("c") OF_STEP_P("c")                                    \
    " AND s.standing=1 ORDER BY c.hlc, c.origin, c.seq LIMIT 1)"

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
STATEMENT(EVENT_AT, "SELECT at_ms FROM event WHERE origin=?1 AND seq=?2")
STATEMENT(EVENT_BODY, "SELECT body FROM event WHERE origin=?1 AND seq=?2")
STATEMENT(EVENT_WALK, "SELECT origin, seq, hlc, kind, at_ms, logged_ms, person, body FROM event"
                      " ORDER BY hlc, origin, seq")
STATEMENT(EVENT_LAST_SETTINGS, "SELECT origin, seq, body FROM event WHERE origin=?1 AND seq="
                               "(SELECT value FROM meta WHERE name='settings')")
STATEMENT(META_SETTINGS, "INSERT OR REPLACE INTO meta VALUES('settings', ?1)")

/* tap/recent.c: of the newest events alone, whose bodies are read. */
STATEMENT(SALES_JUST_TOLD,
          "SELECT json_extract(body, '$.ref') FROM event WHERE origin=?1"
          " AND seq>(SELECT max(seq) FROM event WHERE origin=?1)-64 AND kind=2 AND logged_ms>=?2"
          " AND json_extract(body, '$.host')=?3 AND json_extract(body, '$.total_minor')=?4"
          " AND json_extract(body, '$.kind')=0 ORDER BY seq")

/* projection.c */
STATEMENT(ALIAS_NOW, "SELECT now FROM alias WHERE person=?1")
STATEMENT(ALIAS_MOVE, "UPDATE alias SET now=?1 WHERE now=?2")
STATEMENT(ALIAS_INSERT, "INSERT OR REPLACE INTO alias VALUES(?2, ?1)")
STATEMENT(SALE_INSERT,
          "INSERT OR IGNORE INTO sale(host, kind, ref, origin, seq, person, day, total_minor,"
          " currency, shown, via, told, tag, standing, original, taken_minor, holds, flags, cashier,"
          " sent_with, sent_by, arm, asked, answer, drawn, gift_minor) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12,"
          " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)")
STATEMENT(SALE_FIND, "SELECT origin, seq, person, day, total_minor, currency, standing, tag, card, taken_minor, note"
                     " FROM sale WHERE host=?1 AND kind=?2 AND ref=?3")
/* Of who stands for its person by now. */
STATEMENT(SALE_TAG, "SELECT origin, seq, coalesce((SELECT now FROM alias WHERE alias.person=sale.person), person),"
                    " day, tag FROM sale WHERE host=?1 AND kind=?2 AND ref=?3 AND standing<>0")
/* A return that was voided itself took nothing back; an exchange what it paid out. Without
 * being told, SQLite would look through all sales of the host. */
#define IS_VOIDED(host, ref)                                                                       \
    "EXISTS (SELECT 1 FROM sale v INDEXED BY sale_original WHERE v.host=" host                     \
    " AND v.original=" ref " AND v.kind=3)"
STATEMENT(SALE_IS_UNDONE,
          "SELECT EXISTS (SELECT 1 FROM sale INDEXED BY sale_original WHERE host=?1 AND original=?2)"
          " OR EXISTS (SELECT 1 FROM undone WHERE host=?1 AND kind=?3 AND ref=?2)")
STATEMENT(SALE_UNDONE,
          "SELECT coalesce(max(s.kind=3), 0),"
          " coalesce(sum(CASE s.kind WHEN 1 THEN abs(s.total_minor) END), 0), sum(s.kind=1),"
          " coalesce(sum(CASE WHEN s.kind=2 AND s.total_minor<0 THEN -s.total_minor END), 0),"
          " (SELECT coalesce(sum(minor), 0) FROM undone u WHERE u.host=?1 AND u.kind=?3"
          "  AND u.ref=?2 AND NOT " IS_VOIDED("u.by_host", "u.by_ref") ")"
          " FROM sale s INDEXED BY sale_original WHERE s.host=?1 AND s.original=?2 AND s.kind BETWEEN 1 AND 3"
          " AND NOT (s.kind IN (1, 2) AND " IS_VOIDED("?1", "s.ref") ")")
STATEMENT(UNDONE_INSERT, "INSERT OR IGNORE INTO undone VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
STATEMENT(UNDONE_BY, "SELECT host, kind, ref FROM undone WHERE by_host=?1 AND by_ref=?2")
STATEMENT(RETURN_ORIGINALS, "SELECT original FROM sale WHERE host=?1 AND kind IN (1, 2) AND ref=?2"
                            " AND original IS NOT NULL")
STATEMENT(SALE_SET_STANDING, "UPDATE sale SET standing=?4, taken_minor=?5, holds=?6,"
                             " tag=CASE ?4 WHEN 1 THEN tag ELSE told END"
                             " WHERE host=?1 AND kind=?2 AND ref=?3")
STATEMENT(SALE_SET_TAG, "UPDATE sale SET tag=?4 WHERE host=?1 AND kind=?2 AND ref=?3")
/* That it was seen, 2, takes no decision back. */
STATEMENT(SALE_SET_LOOK, "UPDATE sale SET look=?4 WHERE host=?1 AND kind=?2 AND ref=?3 AND (?4<>2 OR look=0)")
STATEMENT(SALE_SET_TOLD, "UPDATE sale SET told=?4, tag=CASE standing WHEN 1 THEN tag ELSE ?4 END"
                         " WHERE host=?1 AND kind=?2 AND ref=?3")
STATEMENT(SALE_SET_CARD, "UPDATE sale SET card=coalesce(?4, card), note=coalesce(?6, note), person=coalesce(person, ?5)"
                         " WHERE host=?1 AND kind=?2 AND ref=?3")
STATEMENT(PERSON_FIRST_DAY,
          "SELECT min((SELECT min(day) FROM sale WHERE person=one AND standing=1)) FROM"
          " (SELECT ?1 AS one UNION ALL SELECT person FROM alias WHERE now=?1)")
STATEMENT(PERSON_VIA, "SELECT max(via) FROM " ONE_WITH_1
                      " sale ON person=one AND standing=1 AND day=?2")
STATEMENT(PERSON_DAY_SALES, "SELECT host, kind, ref, shown, tag, told FROM " ONE_WITH_1
                            " sale ON person=one AND standing=1 AND day=?2")
STATEMENT(CODE_INSERT, "INSERT OR IGNORE INTO code(id, person, issued_day, until_day, cancelled, terms, name)"
                       " VALUES(?1, ?2, ?3, ?4, 0, ?5, ?6)")
STATEMENT(CODE_CANCEL, "UPDATE code SET cancelled=1 WHERE id=?1")
STATEMENT(CODE_FIND, "SELECT person, issued_day, until_day, cancelled, terms FROM code WHERE id=?1")
STATEMENT(USED_INSERT, "INSERT OR IGNORE INTO used VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
/* A row that is there and did not count is touched where it counts from now on. */
STATEMENT(REWARD_INSERT, "INSERT INTO reward(person, offer, number, promise, due_day, wait_days, terms,"
                         " minimum_minor, name, until_day, month, liability_minor, counted)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
                         " ON CONFLICT DO UPDATE SET counted=1 WHERE counted=0 AND ?13=1")
STATEMENT(REWARD_COUNT_AGAIN, "UPDATE reward SET counted=1 WHERE person=?1 AND offer=?2 AND number=?3"
                              " AND promise=?4 AND counted=0 AND EXISTS (SELECT 1 FROM sale"
                              " WHERE host=?5 AND kind=?6 AND ref=?7 AND holds=1)")
STATEMENT(REWARD_COUNTED, "SELECT month, liability_minor FROM reward"
                          " WHERE person=?1 AND offer=?2 AND number=?3 AND promise=?4")
/* One of those that a sale's note had and that no longer count as they should. */
STATEMENT(REWARD_MISCOUNTED,
          "SELECT r.person, r.offer, r.number, r.promise, r.name, r.month, r.liability_minor, NOT r.counted FROM "
          ONE_WITH_1 " reward r ON r.person=one AND r.offer IN ('next', 'visits')"
          " AND r.counted<>" GIVEN("r") " WHERE EXISTS (SELECT 1 FROM giver g"
          " WHERE " MADE_BY("r") " AND g.host=?2 AND g.kind=?3 AND g.ref=?4) LIMIT 1")
STATEMENT(REWARD_COUNT, "UPDATE reward SET counted=?5 WHERE person=?1 AND offer=?2 AND number=?3 AND promise=?4")
STATEMENT(SALE_HOLDS, "SELECT holds FROM sale WHERE host=?1 AND kind=?2 AND ref=?3")
STATEMENT(HANDED_INSERT, "INSERT OR IGNORE INTO handed VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)")
#define HANDED_MISCOUNTED                                                                          \
    "SELECT h.code, h.name, h.month, h.liability_minor, NOT h.counted FROM handed h"               \
    " WHERE h.counted<>EXISTS (SELECT 1 FROM sale s JOIN code c ON c.id=h.code"                    \
    " WHERE s.host=h.host AND s.kind=h.kind AND s.ref=h.ref AND s.holds=1 AND c.cancelled=0)"
STATEMENT(HANDED_MISCOUNTED_OF, HANDED_MISCOUNTED " AND h.code=?1 LIMIT 1")
STATEMENT(HANDED_MISCOUNTED_AT, HANDED_MISCOUNTED " AND h.host=?1 AND h.kind=?2 AND h.ref=?3 LIMIT 1")
STATEMENT(HANDED_COUNT, "UPDATE handed SET counted=?3 WHERE code=?1 AND name=?2")
STATEMENT(PROMISED_NONE, "DELETE FROM promised WHERE offer=?1 AND month=?2 AND minor=0 AND count=0")
STATEMENT(THANKS_LATE, "SELECT DISTINCT u.promise FROM used u JOIN code c ON c.id=u.promise"
                       " WHERE NOT EXISTS (SELECT 1 FROM reward r WHERE r.person=c.person"
                       " AND r.offer='thanks' AND r.number=u.promise)")
STATEMENT(GIVER_INSERT, "INSERT OR IGNORE INTO giver VALUES(?1, ?2, ?3, ?4, ?5)")
STATEMENT(SHOWN_INSERT, "INSERT OR IGNORE INTO shown VALUES(?1, ?2, ?3, ?4)")
STATEMENT(BEGUN_PUT, "INSERT INTO begun VALUES(?1, ?2) ON CONFLICT(what) DO UPDATE SET day=?2 WHERE day>?2")
STATEMENT(FORGOTTEN_INSERT, "INSERT OR IGNORE INTO forgotten VALUES(?1)")
/* Who is forgotten is known by no note of theirs; what they gave away stays good for a friend. */
STATEMENT(FORGOTTEN_NOTES, "UPDATE code SET cancelled=1 WHERE person=?1 AND id BETWEEN 0 AND 27021597764222975")
STATEMENT(IS_FORGOTTEN, "SELECT count(*) FROM forgotten WHERE person=?1")
STATEMENT(PROMISED_ADD, "INSERT INTO promised VALUES(?1, ?2, ?3, ?4) ON CONFLICT(offer, month)"
                        " DO UPDATE SET minor=minor+?3, count=count+?4")
STATEMENT(GUESS_ADD, "INSERT INTO guess VALUES(?1, ?2, 1) ON CONFLICT(till, day)"
                     " DO UPDATE SET count=count+1")
STATEMENT(GUESS_FORGIVE, "DELETE FROM guess WHERE till=?1 AND day=?2")
STATEMENT(IDENTITY_TWICE, "SELECT a.person, b.person FROM identity a JOIN identity b"
                          " ON a.hash=b.hash AND a.person<b.person AND a.shared=0 AND b.shared=0")

/* projection_steps.c */
/* An appointment may be told anew with its sale, and then is another. */
STATEMENT(STEP_PUT, "INSERT INTO step VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
                    " ON CONFLICT(host, kind, ref, name) DO UPDATE SET due_day=?7, minute=?8, text=?11")
STATEMENT(MOVED_PUT, "INSERT INTO moved VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT"
                     " DO UPDATE SET due_day=max(due_day, ?8)")
STATEMENT(CLOSED_INSERT, "INSERT OR IGNORE INTO closed VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
STATEMENT(BACK_INSERT, "INSERT OR IGNORE INTO back VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
STATEMENT(PRESSED_INSERT, "INSERT OR IGNORE INTO pressed VALUES(?1, ?2, ?3, ?4, ?5)")
/* The first answer counts. */
STATEMENT(SALE_SET_ANSWER, "UPDATE sale SET answer=?4 WHERE host=?1 AND kind=?2 AND ref=?3 AND answer=''")

/* person.c */
STATEMENT(IDENTITY_FIND, "SELECT coalesce((SELECT now FROM alias WHERE person=i.person), i.person)"
                         " FROM identity i WHERE hash=?1 AND shared=0 ORDER BY i.person LIMIT 1")
/* Who else says so of themselves; nobody where that is not one alone. */
STATEMENT(IDENTITY_FIND_SHARED, "SELECT CASE count(DISTINCT coalesce(a.now, i.person)) WHEN 1 THEN"
                                " min(coalesce(a.now, i.person)) END FROM identity i"
                                " LEFT JOIN alias a ON a.person=i.person WHERE i.hash=?1 AND i.shared=1")
STATEMENT(IDENTITY_SHARES, "SELECT count(*) FROM " ONE_WITH_1 " identity ON person=one AND hash=?2")
/* Who shared it is first named by it once the other is forgotten. */
STATEMENT(IDENTITY_INSERT, "INSERT INTO identity VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
                           " ON CONFLICT(hash, person) DO UPDATE SET shared=min(shared, ?6)")
STATEMENT(IDENTITY_COUNT, "SELECT count(*) FROM " ONE_WITH_1 " identity ON person=one")
STATEMENT(PERSON_NAME, "INSERT INTO person(id, name) VALUES(?1, ?2) ON CONFLICT(id) DO UPDATE SET name=?2")
STATEMENT(PERSON_LANGUAGE, "INSERT INTO person(id, name, language) VALUES(?1, '', ?2)"
                           " ON CONFLICT(id) DO UPDATE SET language=?2")
STATEMENT(PERSON_SPEAKS, "SELECT language FROM " ONE_WITH_1 " person ON id=one WHERE language<>''"
                         " ORDER BY id")
STATEMENT(SAID_PUT, "INSERT OR REPLACE INTO said VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
STATEMENT(BEGUN_DAYS, "SELECT EXISTS (SELECT 1 FROM begun WHERE what='history'),"
                      " coalesce((SELECT day FROM begun WHERE what='sale'), ?1),"
                      " EXISTS (SELECT 1 FROM begun WHERE what='step'),"
                      " (SELECT day FROM begun WHERE what='sale'), (SELECT day FROM begun WHERE what='asked'),"
                      " (SELECT day FROM begun WHERE what='drawn')")
/* What a return that names no sale may have been bought with, the latest first. */
STATEMENT(PERSON_RECENT, "SELECT s.host, s.kind, s.ref, s.origin, s.seq, s.total_minor-s.taken_minor FROM "
                         ONE_WITH_1 " sale s ON s.person=one AND s.standing=1 AND s.day BETWEEN ?2 AND ?3"
                         " WHERE s.holds=1 AND s.currency=?4 ORDER BY s.day DESC, s.origin, s.seq DESC LIMIT 64")
/* Moments and tills of somebody's sales of a day. */
STATEMENT(PERSON_AT_TILL, "SELECT e.at_ms, json_extract(e.body, '$.till') FROM " ONE_WITH_1
                          " sale s ON s.person=one AND s.standing=1 AND s.day=?2"
                          " JOIN event e ON e.origin=s.origin AND e.seq=s.seq")
/* Of a person alone, in the index's order; and whether they are one with others. */
STATEMENT(PERSON_DAYS, "SELECT day, via, EXISTS (SELECT 1 FROM alias WHERE now=?1), arm FROM sale"
                       " WHERE person=?1 AND standing=1 AND day<=?2 ORDER BY day")
STATEMENT(PERSON_PAST,
          "SELECT count(DISTINCT CASE WHEN day<?3 THEN day END), coalesce(sum(day=?3), 0),"
          " coalesce(max(CASE WHEN day=?3 THEN via END), 0), max(CASE WHEN day<?3 THEN day END) FROM "
          ONE_WITH_1_OR_2 " sale ON person=one AND standing=1 AND day<=?3")
STATEMENT(PERSON_ARM, "SELECT arm FROM " ONE_WITH_1_OR_2
                      " sale ON person=one AND arm>=0 ORDER BY day, host, kind, ref LIMIT 1")

/* step.c */
#define STEP_COLUMNS                                                                               \
    "p.host, p.kind, p.ref, p.name, CASE p.sort WHEN 2 THEN coalesce((SELECT text FROM said d"     \
    " WHERE d.person=p.person AND d.host=p.host AND d.kind=p.kind AND d.ref=p.ref"                 \
    " AND d.what='next'), '') ELSE p.text END, p.sku, p.sort, p.minute, p.day, " STEP_DUE " AS due"
STATEMENT(STEPS_OF_PERSON, "SELECT " STEP_COLUMNS " FROM " ONE_WITH_1_OR_2 " step p ON p.person=one"
                           " WHERE " STEP_HOLDS " AND " STEP_CLOSED " IS NULL"
                           " ORDER BY due, p.name, p.host, p.ref, p.kind")
/* What sale ?1 ?2 ?3 began or began once more; of that the item, what was sold of it (as it was
 * told then, null: it was not), what came back; and to when others have it, null: they do not. */
#define BY_OTHERS " AND NOT (m.by_host=?1 AND m.by_kind=?2 AND m.by_ref=?3)"
#define OF_OTHERS(due)                                                                             \
    "CASE WHEN " STEP_MOVED(BY_OTHERS) " IS NOT NULL THEN max(p.due_day, " STEP_MOVED(BY_OTHERS) ")" due " END"
STATEMENT(STEPS_OF_SALE,
          "SELECT " STEP_COLUMNS ", p.sku, " STEP_SOLD_TOLD("?1", "?2", "?3", "begins", "quantity") ", "
          STEP_SOLD("?1", "?2", "?3", "begins") ", " STEP_BROUGHT("?1", "?2", "?3") ", " OF_OTHERS("")
          " FROM step p WHERE p.host=?1 AND p.kind=?2 AND p.ref=?3 AND p.sort=0 AND " STEP_HOLDS)
STATEMENT(STEPS_MOVED_BY_SALE,
          "SELECT " STEP_COLUMNS ", coalesce(nullif(" STEP_SOLD_TOLD("?1", "?2", "?3", "moves", "sku") ", ''), p.sku), "
          STEP_SOLD_TOLD("?1", "?2", "?3", "moves", "quantity") ", " STEP_SOLD("?1", "?2", "?3", "moves") ", "
          STEP_BROUGHT("?1", "?2", "?3") ", " OF_OTHERS(" WHEN " STEP_BEGUN " THEN p.due_day")
          " FROM (SELECT " NOW("s.person") " AS who FROM sale s WHERE s.host=?1 AND s.kind=?2 AND s.ref=?3) CROSS JOIN"
          " step p ON p.person IN (SELECT who UNION ALL SELECT person FROM alias WHERE now=who)"
          " JOIN moved m ON " OF_STEP_P("m") " AND m.by_host=?1 AND m.by_kind=?2 AND m.by_ref=?3"
          " WHERE p.sort=0 AND " STEP_HOLDS)
/* Did this sale begin it, or once more; and how did it close it? Of each of that name. */
STATEMENT(STEP_TOUCHED,
          "SELECT p.host=?3 AND p.kind=?4 AND p.ref=?5 OR EXISTS (SELECT 1 FROM moved m WHERE "
          OF_STEP_P("m") " AND m.by_host=?3 AND m.by_kind=?4 AND m.by_ref=?5),"
          " coalesce((SELECT c.how FROM closed c WHERE " OF_STEP_P("c")
          " AND c.by_host=?3 AND c.by_kind=?4 AND c.by_ref=?5), 0), p.host, p.kind, p.ref"
          " FROM " ONE_WITH_1 " step p ON p.person=one AND p.name=?2")

/* pressed.c */
STATEMENT(IS_PRESSED, "SELECT EXISTS (SELECT 1 FROM pressed WHERE host=?1 AND kind=?2 AND ref=?3"
                      " AND name=?4 AND word=?5)")

/* question.c */
STATEMENT(ANSWERED_BY, "SELECT s.asked FROM " ONE_WITH_1_OR_2 " sale s ON s.person=one AND s.answer<>''")
STATEMENT(ANSWERED_AT, "SELECT answer FROM sale WHERE host=?1 AND kind=?2 AND ref=?3 AND asked=?4")
/* Has the till told a sale since? So many later that nobody remembers is as good as that. */
STATEMENT(TILL_SOLD_SINCE,
          "SELECT count(*)=64 OR coalesce(max(kind=2 AND json_extract(body, '$.host')=?3"
          " AND coalesce(json_extract(body, '$.till'), '')=?4), 0) FROM (SELECT kind, body FROM event"
          " WHERE origin=?1 AND seq>?2 ORDER BY seq LIMIT 64)")

/* promise.c */
/* No row where it may still be used; else when it was used up. */
STATEMENT(USED_UP_ON, "SELECT max(s.day)" USED_BY_SALE "WHERE u.promise=?1 GROUP BY u.promise"
                      " HAVING max(s.holds)=1 OR sum(s.standing>=0)>1")
STATEMENT(RESERVED_ELSEWHERE, "SELECT count(*) FROM reservation WHERE code=?1 AND until_ms>?4"
                              " AND NOT (host=?2 AND cart=?3)")
STATEMENT(RESERVE, "INSERT INTO reservation VALUES(?1, ?2, ?3, ?4)"
                   " ON CONFLICT(code, host, cart) DO UPDATE SET until_ms=?4")
STATEMENT(RESERVED_BY_CART, "SELECT code FROM reservation WHERE host=?1 AND cart=?2 AND until_ms>?3"
                            " LIMIT 8")
STATEMENT(RESERVATION_END, "DELETE FROM reservation WHERE host=?1 AND cart=?2")
STATEMENT(RESERVATIONS_OLD, "DELETE FROM reservation WHERE until_ms<=?1")
STATEMENT(GUESS_COUNT, "SELECT count FROM guess WHERE till=?1 AND day=?2")
/* Of no host, which every basket has. */
STATEMENT(GUESSED_BEFORE, "SELECT count(*) FROM reservation WHERE code=?1 AND host='' AND cart=?2"
                          " AND until_ms>?3")
/* Visits are due by number, thanks so long after the day on which their card was used and to who
 * kept something of ours, the rest on a day. Gifts are all given, of the rest the best, so they
 * come first. */
STATEMENT(REWARDS_DUE, "SELECT r.offer, r.number, r.promise, r.terms, r.name, r.person, r.due_day,"
                       " r.until_day FROM " ONE_WITH_1_OR_2 " reward r ON r.person=one AND (r.until_day=0 OR r.until_day+3>=?4)"
                       " AND CASE r.offer"
                       " WHEN 'visits' THEN r.number<=?3 AND r.counted=1"
                       " WHEN 'thanks' THEN " THANKED_ON("r.number", "r.minimum_minor", "?1, ?2")
                       "+r.wait_days<=?4 AND " BOUGHT_1_OR_2
                       " WHEN 'next' THEN r.counted=1"
                       " ELSE r.due_day<=?4 AND " GIVEN("r") " END AND NOT " SPENT("r.promise")
                       " ORDER BY r.offer<>'visits', r.due_day, r.number, r.promise")
/* Thanks that were given to ?1 or ?2 after a day. */
STATEMENT(THANKS_GIVEN, "SELECT count(*) FROM " ONE_WITH_1_OR_2 " reward r ON r.person=one"
                        " AND r.offer='thanks' AND EXISTS (SELECT 1" USED_BY_SALE
                        "WHERE u.promise=r.promise AND s.holds=1 AND s.day>?3)")

/* suspicion.c */
/* Was ?1 sent by ?2 within the 12 months before a day? */
STATEMENT(SENT_BY, "SELECT count(*) FROM " ONE_WITH_1 " sale t ON t.person=one AND t.standing=1"
                   " AND t.day BETWEEN ?3-365 AND ?3 AND t.via>0 WHERE " NOW(SENDER("t")) "=?2")
#define IN_A_CIRCLE "(s.via>0 AND " CIRCLE(NOW(SENDER("s"))) ")"
STATEMENT(FLAGGED, "SELECT s.host, s.ref, s.day, s.flags, " IN_A_CIRCLE " AS circle FROM sale s"
                   " WHERE s.standing=1 AND s.look IN (0, 2) AND (s.flags<>0 OR circle) AND NOT EXISTS"
                   " (SELECT 1 FROM event e WHERE e.origin=s.origin AND e.seq=s.seq"
                   " AND json_extract(e.body, '$.history'))"
                   " ORDER BY s.day DESC, s.host, s.ref")
STATEMENT(SALE_LAST_DAY, "SELECT max(day) FROM sale WHERE standing=1")
STATEMENT(FLAGGED_NAMED, "SELECT s.kind, s.flags<>0 OR " IN_A_CIRCLE " AS flagged FROM sale s"
                         " WHERE s.host=?1 AND s.kind IN (0, 2, 5) AND s.ref=?2"
                         " ORDER BY flagged DESC LIMIT 1")

/* own_notes.c */
/* A note is of the cashier of its customer's sale that day, for codes do not say of which sale. The
 * + keeps SQLite from going through all that was ever used for each note. */
STATEMENT(OWN_NOTES,
          "WITH note AS (SELECT c.id, (SELECT s.cashier FROM sale s WHERE s.person=c.person"
          "   AND s.day=c.issued_day AND s.cashier IS NOT NULL ORDER BY s.host, s.kind, s.ref LIMIT 1)"
          "   AS printer FROM code c WHERE c.id>0 AND c.id<27021597764222976 AND c.cancelled=0"
          "   AND c.issued_day BETWEEN ?1 AND ?2),"
          " taken AS (SELECT s.cashier AS who, printer FROM note JOIN shown h ON h.code=note.id"
          "   JOIN sale s ON s.host=h.host AND s.kind=h.kind AND s.ref=h.ref WHERE s.standing=1"
          "   AND s.cashier IS NOT NULL AND s.day<=?2 AND printer IS NOT NULL"
          "   AND (+s.host, s.kind, s.ref) IN (SELECT host, kind, ref FROM used))"
          " SELECT who, sum(handed), sum(redeemed), sum(own),"
          "  (SELECT name FROM cashier WHERE substr(hash, 1, 12)=printf('%012x', who)) FROM"
          "  (SELECT printer AS who, 1 AS handed, 0 AS redeemed, 0 AS own FROM note"
          "    WHERE printer IS NOT NULL"
          "   UNION ALL SELECT who, 0, 1, who=printer FROM taken) GROUP BY who ORDER BY who")

/* consent.c */
/* Told again it is what was said then, of the text of then; of two words that it is withdrawn. */
STATEMENT(CONSENT_PUT, "INSERT INTO consent SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS"
                       " (SELECT 1 FROM " ONE_WITH_1 " consent ON person=one AND purpose=?2"
                       " AND at_ms=?3 AND given<=?4)"
                       " ON CONFLICT DO UPDATE SET given=?4, version=?5, till=?6, cashier=?7")
STATEMENT(CONSENT_AT, "SELECT min(given) FROM " ONE_WITH_1 " consent ON person=one AND purpose=?2 AND at_ms=?3")
/* What was said last; of two at one moment that it is withdrawn, or of another text. */
STATEMENT(CONSENT_LAST, "SELECT given=1 AND version=?3 FROM " ONE_WITH_1
                        " consent ON person=one AND purpose=?2 ORDER BY at_ms DESC, 1 LIMIT 1")

/* offer.c */
STATEMENT(THANKS_NEXT, "SELECT r.terms, " THANKED_ON("r.number", "r.minimum_minor", "?1, ?2") "+r.wait_days AS due FROM "
                       ONE_WITH_1_OR_2 " reward r ON r.person=one WHERE r.offer='thanks'"
                       " AND r.promise<>?3 AND due IS NOT NULL AND NOT " SPENT("r.promise")
                       " ORDER BY due, r.number")
STATEMENT(CARDS_OPEN, "SELECT count(*) FROM " ONE_WITH_1_OR_2 " code c ON c.id>=27021597764222976"
                      " AND c.person=one"
                      " AND c.cancelled=0 AND c.until_day>=?3 AND NOT " SPENT("c.id"))
STATEMENT(CARD_LATEST, "SELECT max(issued_day) FROM " ONE_WITH_1_OR_2
                       " code ON id>=27021597764222976 AND person=one AND cancelled=0")
/* choose.c: how often an offer was promised to ?1 or ?2, and to all. */
STATEMENT(PROMISED_TO, "SELECT (SELECT count(*) FROM " ONE_WITH_1_OR_2 " handed h ON h.person=one"
                       " AND h.name=?3 AND h.counted=1)+(SELECT count(*) FROM " ONE_WITH_1_OR_2
                       " reward r ON r.person=one AND r.offer IN ('next', 'visits')"
                       " WHERE r.name=?3 AND r.counted=1)")
STATEMENT(PROMISED_TIMES, "SELECT sum(count) FROM promised WHERE offer=?1")
STATEMENT(PROMISED_IN, "SELECT minor FROM promised WHERE offer=?1 AND month=?2")

/* promise_next.c */
STATEMENT(VISITS_PROMISED, "SELECT r.terms FROM " ONE_WITH_1_OR_2 " reward r ON r.person=one"
                           " AND r.offer='visits' AND r.number=?4 WHERE r.name=?3 AND r.counted=1"
                           " ORDER BY r.promise")
STATEMENT(NEXT_OPEN, "SELECT r.person, r.number, r.due_day, r.promise, r.terms FROM " ONE_WITH_1_OR_2
                     " reward r ON r.person=one AND r.offer='next' WHERE r.name=?3 AND r.until_day>=?4"
                     " AND r.counted=1 AND NOT " SPENT("r.promise")
                     " ORDER BY r.due_day, r.number, r.promise LIMIT 16")

/* record.c */
STATEMENT(CODE_NEWEST, "SELECT id, issued_day FROM code WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1")
STATEMENT(CODE_IS_THERE, "SELECT count(*) FROM code WHERE id=?1")

/* backup.c */
STATEMENT(EVENT_COUNT, "SELECT count(*) FROM event")
STATEMENT(META_ORIGIN, "UPDATE meta SET value=?1 WHERE name='origin'")
STATEMENT(RESERVATIONS_ALL_END, "DELETE FROM reservation")
/* Their codes are not cancelled: after the copy was made they may have come out. */
STATEMENT(JOBS_OF_A_COPY_END, "UPDATE job SET state=3, ended_ms=?1, result='not printed',"
                              " reason='stale: the store was put back from a copy' WHERE state<2")
/* Below 0 are cards that were never printed: no key made those numbers. */
STATEMENT(CODE_LAST_ISSUED, "SELECT id, issued_day FROM code WHERE id>0 ORDER BY issued_day DESC LIMIT 1")

/* forget.c */
STATEMENT(PERSON_ALL, "SELECT ?1 UNION SELECT person FROM alias WHERE now=?1")
STATEMENT(FORGET_IDENTITY, "DELETE FROM identity WHERE person=?1")
STATEMENT(FORGET_SAID, "DELETE FROM said WHERE person=?1")
STATEMENT(FORGET_NAME, "DELETE FROM person WHERE id=?1")
STATEMENT(FORGET_CONSENT, "DELETE FROM consent WHERE person=?1")
/* Dropped, so that none is tried again or copied without its text. */
STATEMENT(FORGET_SLIPS, "UPDATE job SET text='', bytes=NULL, state=3, ended_ms=coalesce(ended_ms, ?2),"
                        " result=coalesce(result, 'not printed'), reason='its customer is forgotten'"
                        " WHERE text<>'' AND (host, ref) IN (SELECT host, ref FROM sale WHERE person=?1)")
STATEMENT(META_UNCLEAN, "INSERT OR REPLACE INTO meta VALUES('unclean', 1)")
STATEMENT(META_IS_UNCLEAN, "SELECT count(*) FROM meta WHERE name='unclean'")
STATEMENT(META_CLEAN, "DELETE FROM meta WHERE name='unclean'")

/* retention.c */
#define SAYS_WHO                                                                                   \
    "(SELECT person AS p FROM identity WHERE person>?1 UNION SELECT id FROM person WHERE id>?1"    \
    " UNION SELECT person FROM said WHERE person>?1 UNION SELECT person FROM consent"              \
    " WHERE person>?1 ORDER BY 1 LIMIT ?2)"
/* The last day of all that are one with `now`; -1 where there is none. */
#define LAST_SEEN(now)                                                                             \
    "(SELECT max(coalesce((SELECT max(day) FROM sale s WHERE s.person=one), -1),"                  \
    " coalesce((SELECT max(day) FROM sale s WHERE s.sent_by=one), -1)) AS seen FROM"               \
    " (SELECT " now " AS one UNION ALL SELECT person FROM alias WHERE alias.now=" now ")"          \
    " ORDER BY seen DESC LIMIT 1)"
STATEMENT(RETENTION_NEXT, "SELECT p, " NOW("p") " AS n, " LAST_SEEN(NOW("p")) " FROM " SAYS_WHO " ORDER BY p")
STATEMENT(RETENTION_COUNT,
          "SELECT count(*) FROM (SELECT DISTINCT " NOW("p") " AS n FROM (SELECT person AS p FROM identity"
          " UNION SELECT id FROM person UNION SELECT person FROM said UNION SELECT person FROM consent))"
          " WHERE " LAST_SEEN("n") "<?1")
STATEMENT(CASHIER_PUT, "INSERT INTO cashier VALUES(?1, ?2) ON CONFLICT(hash) DO UPDATE SET name=?2"
                       " WHERE name<>?2")
STATEMENT(CASHIERS_KEPT, "SELECT EXISTS (SELECT 1 FROM cashier)")
STATEMENT(CASHIERS_FORGET, "DELETE FROM cashier")

/* export.c */
#define AS_DATE(day) "date(" day "*86400, 'unixepoch')"
#define AS_KIND(kind)                                                                              \
    "CASE " kind " WHEN 0 THEN 'sale' WHEN 1 THEN 'return' WHEN 2 THEN 'exchange' WHEN 3 THEN"     \
    " 'void' WHEN 4 THEN 'training' ELSE 'advice' END"
STATEMENT(EXPORT_KNOWN_BY,
          "SELECT CASE sort WHEN 1 THEN 'id' WHEN 2 THEN 'phone' WHEN 3 THEN 'email' ELSE 'token' END"
          " AS sort, scope, ending, hash, shared FROM " ONE_WITH_1 " identity ON person=one"
          " ORDER BY 1, scope, hash")
STATEMENT(EXPORT_CALLED, "SELECT name, language FROM " ONE_WITH_1 " person ON id=one ORDER BY id")
STATEMENT(EXPORT_SAID, "SELECT host, " AS_KIND("kind") " AS kind, ref, " AS_DATE("day")
                       " AS day, what, text FROM " ONE_WITH_1
                       " said ON person=one ORDER BY said.day, host, ref, what")
STATEMENT(EXPORT_CONSENTS, "SELECT purpose, at_ms, given, version, till, cashier FROM " ONE_WITH_1
                           " consent ON person=one ORDER BY purpose, at_ms")
STATEMENT(EXPORT_SALES,
          "SELECT s.host, " AS_KIND("s.kind") " AS kind, s.ref, " AS_DATE("s.day") " AS day, e.at_ms,"
          " json_extract(e.body, '$.till') AS till, s.total_minor, s.currency,"
          " CASE s.tag WHEN 1 THEN 'new' WHEN 2 THEN 'repeat' WHEN 3 THEN 'referral' ELSE 'unidentified'"
          " END AS tag, json_extract(e.body, '$.why') AS why, json_extract(e.body, '$.discount') AS discount_minor,"
          " json_extract(e.body, '$.applied') AS applied_minor,"
          " (SELECT json_group_array(json_object('sku', json_extract(value, '$[0]'), 'name',"
          "  json_extract(value, '$[1]'), 'category', json_extract(value, '$[2]'), 'quantity_milli',"
          "  json_extract(value, '$[3]'), 'amount_minor', json_extract(value, '$[4]')))"
          "  FROM json_each(e.body, '$.items')) AS items"
          " FROM " ONE_WITH_1 " sale s ON s.person=one JOIN event e ON e.origin=s.origin AND e.seq=s.seq"
          " ORDER BY s.day, e.at_ms, s.host, s.ref")
STATEMENT(EXPORT_CODES, "SELECT id AS code, " AS_DATE("issued_day") " AS issued, " AS_DATE("until_day")
                        " AS until, cancelled, terms FROM " ONE_WITH_1 " code ON person=one ORDER BY id")
STATEMENT(EXPORT_REWARDS, "SELECT offer, number, " AS_DATE("due_day") " AS due, terms FROM " ONE_WITH_1
                          " reward ON person=one ORDER BY due_day, offer, number")
STATEMENT(EXPORT_STEPS, "SELECT name, host, ref, " AS_DATE("day") " AS begun, " AS_DATE("due_day")
                        " AS due, sku, text FROM " ONE_WITH_1 " step ON person=one ORDER BY day, due_day, name")
STATEMENT(EXPORT_ANSWERS, "SELECT name AS question, host, ref, " AS_DATE("day") " AS day, answer FROM " ONE_WITH_1
                          " asked ON person=one AND answer<>'' ORDER BY asked.day, name")
STATEMENT(EXPORT_SLIPS, "SELECT made_ms, slip, printer, result, text FROM job WHERE (host, ref) IN"
                        " (SELECT host, ref FROM " ONE_WITH_1 " sale ON person=one) ORDER BY id")

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
/* Copies come after what they are of. */
STATEMENT(JOB_COPIES, "SELECT max(CAST(substr(c.text, 6) AS INTEGER)) FROM job c, job j WHERE j.id=?1 AND c.id>=?1"
                      " AND c.host=j.host AND c.ref=j.ref AND c.slip=j.slip AND c.text GLOB 'COPY [0-9]*'")
/* A copy has no code of its own: that of the card it is of. */
STATEMENT(JOB_CARD_SPENT,
          "SELECT " SPENT("o.code") " FROM job j, job o WHERE j.id=?1 AND j.slip='card' AND o.id<=?1"
          " AND o.host=j.host AND o.ref=j.ref AND o.slip='card' AND o.code IS NOT NULL ORDER BY o.id DESC LIMIT 1")
/* Neither of the next two has a code of its own: where it goes stale, what was handed out stays good.
 * A cut, "=", is followed by another piece of paper, and whoever holds that one reads the mark, too.
 * A copy of a copy has the mark in the place of the other's. */
STATEMENT(JOB_COPY, "INSERT INTO job(made_ms, slip, code, printer, profile, stale_s, text, state, host, ref)"
                    " SELECT ?2, slip, NULL, ?4, ?5, stale_s, CASE WHEN text GLOB 'COPY [0-9]*'"
                    " THEN replace(text, substr(text, 1, instr(text, char(10))), ?3)"
                    " ELSE ?3||replace(text, char(10,61,10), char(10,61,10)||?3) END, 0, host, ref"
                    " FROM job WHERE id=?1")
STATEMENT(JOB_REPLACE, "INSERT INTO job(made_ms, slip, code, printer, profile, stale_s, text, state, host, ref,"
                       " first, replaced) SELECT ?2, slip, NULL, printer, profile, stale_s,"
                       " CASE replaced WHEN 0 THEN ?3||replace(text, char(10,61,10), char(10,61,10)||?3)"
                       " ELSE text END, 0, host, ref,"
                       " coalesce(first, id), replaced+1 FROM job WHERE id=?1")
STATEMENT(CODE_CANCELLED, "SELECT cancelled FROM code WHERE id=?1")

/* report.c; ?1 and ?2 are days. */
#define REPORT_CARD "27021597764222976"
/* Nobody's days once each; the others come in the order of an index, so that few are sorted. */
STATEMENT(REPORT_DAYS_SOLD, "SELECT s.person AS who, s.day AS day, s.standing AS standing FROM sale s WHERE s.person IS NOT NULL AND s.standing=1"
                            " AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.person=s.person)"
                            " UNION ALL SELECT a.now, s.day, 1 FROM alias a CROSS JOIN sale s ON s.person=a.person"
                            " WHERE s.standing=1"
                            " UNION ALL SELECT DISTINCT NULL, day, 1 FROM sale WHERE person IS NULL AND standing=1"
                            " ORDER BY who, standing, day")
/* Nobody first, then customer by customer, day by day; of a day what says most of it first. */
STATEMENT(REPORT_SOLD, "SELECT coalesce(a.now, s.person) AS who, s.day, s.host, s.ref,"
                       " s.total_minor-s.taken_minor, s.currency, s.via, s.tag, s.flags, s.arm,"
                       " CASE WHEN s.via>0 THEN " NOW(SENDER("s")) " END, s.origin, s.seq, s.kind, s.drawn,"
                       " s.gift_minor FROM sale s"
                       " LEFT JOIN alias a ON a.person=s.person WHERE s.standing=1"
                       " ORDER BY who, s.day, s.via DESC, s.tag DESC")
/* What the host took off at sale s: what the promise u that it paid was reckoned from tells it, and
 * the log only where another store's telling of the same sale is the one that counts. */
#define REPORT_TAKEN_OFF                                                                           \
    "CASE WHEN u.origin=s.origin AND u.seq=s.seq THEN u.base_minor-s.total_minor ELSE"             \
    " (SELECT coalesce(json_extract(e.body, '$.applied'), 0) FROM event e"                         \
    " WHERE e.origin=s.origin AND e.seq=s.seq) END"
/* The same at a customer's sales that paid a promise; in the order of REPORT_SOLD. */
STATEMENT(REPORT_TAKEN, "SELECT coalesce(a.now, s.person) AS who, s.day, " REPORT_TAKEN_OFF
                        " FROM (SELECT host, kind, ref, max(origin) AS origin, seq, base_minor FROM used"
                        " GROUP BY host, kind, ref) u JOIN sale s ON s.host=u.host"
                        " AND s.kind=u.kind AND s.ref=u.ref LEFT JOIN alias a ON a.person=s.person"
                        " WHERE s.standing=1 AND s.currency=?1 AND s.person IS NOT NULL ORDER BY who, s.day")
/* A need without a day of its own waits for its customer's next visit, and is not due before. */
#define STEP_BEGUN_LAST                                                                            \
    "max(p.day, coalesce((SELECT max(s.day) FROM moved m" BY_SALE_S("m") OF_STEP_P("m")            \
    " AND s.holds=1), p.day))"
#define NEED_NEXT_VISIT                                                                            \
    "(SELECT min(v.day) FROM sale v WHERE v.standing=1 AND v.day>" STEP_BEGUN_LAST " AND v.person IN" \
    " (SELECT " NOW("p.person") " UNION ALL SELECT person FROM alias WHERE now=" NOW("p.person") "))"
#define STEP_DUE_NOW                                                                               \
    "CASE WHEN p.sort=1 AND " STEP_DUE "<=" STEP_BEGUN_LAST " THEN coalesce(" NEED_NEXT_VISIT ","   \
    " CASE WHEN " STEP_CLOSED " IS NOT NULL THEN " STEP_BEGUN_LAST " END) ELSE " STEP_DUE " END"
STATEMENT(REPORT_STEPS, "SELECT p.host, p.ref, p.day, " STEP_DUE_NOW ", " STEP_HOLDS ", " STEP_CLOSED " FROM step p")
STATEMENT(REPORT_ASKED, "SELECT host, ref, day, answer<>'' FROM asked")
/* The + keeps SQLite from an index of answers, from which it would look for each sale. */
STATEMENT(REPORT_ANSWERS, "SELECT name, answer, count(*) AS times FROM asked WHERE +answer<>''"
                          " AND day BETWEEN ?1 AND ?2 GROUP BY name, answer ORDER BY name, times DESC, answer")
/* Settings by store, in the order in which they came into force; an index of them alone. */
STATEMENT(REPORT_SETTINGS, "SELECT origin, seq, json_extract(body, '$.ini') FROM event WHERE kind=1"
                           " ORDER BY origin, seq")
/* The sale of a person at which something was handed out. */
#define REPORT_HANDED_AT(column)                                                                   \
    "(SELECT " column " FROM sale WHERE person=c.person AND day=c.issued_day"                      \
    " ORDER BY standing DESC, host, kind, ref LIMIT 1)"
/* A note comes back on a later day, a card at a customer's first visit. Below 0 are those that were
 * never printed, who sent whom being known by referrer.id. */
#define REPORT_BACK                                                                                \
    " FROM shown h JOIN sale s ON s.host=h.host AND s.kind=h.kind AND s.ref=h.ref"                 \
    " WHERE h.code=c.id AND s.standing=1"                                                          \
    " AND CASE WHEN c.id<" REPORT_CARD " THEN s.day>c.issued_day ELSE s.tag=3 END"
#define REPORT_PRINTED " WHERE c.id>0 AND c.cancelled=0 AND c.issued_day BETWEEN ?1 AND ?2"
STATEMENT(REPORT_CODES,
          "SELECT c.id, c.issued_day, (SELECT min(s.day)" REPORT_BACK "), NULL, NULL, NULL, NULL FROM code c" REPORT_PRINTED)
/* The same, and at which sales. */
STATEMENT(REPORT_CODES_AT,
          "SELECT c.id, c.issued_day, b.day, " REPORT_HANDED_AT("host") ", " REPORT_HANDED_AT("ref") ", b.host, b.ref"
          " FROM code c LEFT JOIN sale b ON (b.host, b.kind, b.ref)=(SELECT h.host, h.kind, h.ref" REPORT_BACK
          " ORDER BY s.day, s.host, s.kind, s.ref LIMIT 1)" REPORT_PRINTED)
/* What is promised in words: no price is cut, and it costs what the owner said. */
#define REPORT_IN_WORDS(terms)                                                                     \
    "(json_extract(" terms ", '$.service') IS NOT NULL OR json_extract(" terms ", '$.gift') IS NOT NULL)"
/* The most that it may cost; -1 where that has no bound. `bound`: of prices that are cut. */
#define REPORT_MOST_BY(terms, bound)                                                               \
    "CASE WHEN " REPORT_IN_WORDS(terms) " THEN coalesce(json_extract(" terms ", '$.cost'), 0)"     \
    " ELSE coalesce(nullif(" bound ", 0), -1) END"
#define REPORT_MOST(terms) REPORT_MOST_BY(terms, "json_extract(" terms ", '$.liability')")
/* Of the terms of a card that is another till's: what the friend gets alone. */
#define REPORT_MOST_OF_FRIEND(terms)                                                               \
    REPORT_MOST_BY(terms, "coalesce(nullif(json_extract(" terms ", '$.at_most'), 0),"              \
                          " json_extract(" terms ", '$.amount'))")
/* Thanks by a percentage on the card's own terms, or on terms of their own. */
#define REPORT_MOST_OF_THANKS(terms)                                                               \
    "CASE WHEN coalesce(json_extract(" terms ", '$.referrer'), 0)>0"                               \
    " THEN coalesce(nullif(json_extract(" terms ", '$.at_most'), 0), -1) ELSE " REPORT_MOST(terms) " END"
/* What was taken off by the sale that spent a promise and holds; null: none did. */
#define REPORT_TAKEN_FOR(promise)                                                                  \
    "(SELECT " REPORT_TAKEN_OFF USED_BY_SALE "WHERE u.promise=" promise " AND s.holds=1"           \
    " ORDER BY u.hlc, u.origin, u.seq LIMIT 1)"
STATEMENT(REPORT_OPEN_CARDS,
          "SELECT (SELECT host FROM sale WHERE person=c.person AND day=c.issued_day"
          "  ORDER BY standing DESC, host, kind, ref LIMIT 1),"
          " (SELECT ref FROM sale WHERE person=c.person AND day=c.issued_day"
          "  ORDER BY standing DESC, host, kind, ref LIMIT 1),"
          " c.issued_day, " REPORT_MOST("c.terms") ", CASE WHEN json_extract(c.terms, '$.giver') IS NULL THEN 0"
          " ELSE " REPORT_MOST("json_extract(c.terms, '$.giver')") " END FROM code c WHERE c.id>=" REPORT_CARD
          " AND c.cancelled=0 AND c.until_day>=?1 AND NOT " SPENT("c.id"))
#define REPORT_GIVER "coalesce((SELECT now FROM alias WHERE person=r.person), r.person)"
STATEMENT(REPORT_THANKS,
          "SELECT u.host, u.ref, s.day, " THANKED_ON("r.number", "r.minimum_minor", REPORT_GIVER) "+r.wait_days, "
          REPORT_MOST_OF_THANKS("r.terms") ", " SPENT("r.promise") ", EXISTS (SELECT 1 FROM sale o"
          " WHERE o.standing=1 AND o.holds=1 AND o.person IN (SELECT " REPORT_GIVER " UNION ALL"
          " SELECT person FROM alias WHERE now=" REPORT_GIVER ")),"
          " s.holds=1 AND s.look IN (0, 2) AND u.base_minor-s.taken_minor>=r.minimum_minor"
          " AND coalesce(" NOW("s.person") ", 0)<>" REPORT_GIVER " AND NOT " MAY_THANK(REPORT_GIVER) ", r.name, " REPORT_TAKEN_FOR("r.promise")
          ", " REPORT_IN_WORDS("r.terms") ", json_extract(r.terms, '$.cost') FROM reward r"
          " LEFT JOIN used u ON u.promise=r.number AND (u.hlc, u.origin, u.seq)="
          "(SELECT hlc, origin, seq FROM used WHERE promise=r.number ORDER BY hlc, origin, seq LIMIT 1)"
          " LEFT JOIN sale s ON s.host=u.host AND s.kind=u.kind AND s.ref=u.ref"
          " WHERE r.offer='thanks'")
/* What waits for a friend is taken no longer than the card would be. Of several sales that made it
 * the latest, SQLite taking the columns beside max from its row. */
STATEMENT(REPORT_WAITING,
          "SELECT s.host, s.ref, max(s.day), CASE WHEN r.promise>0 THEN "
          REPORT_MOST_OF_FRIEND("r.terms") " ELSE " REPORT_MOST("r.terms") " END,"
          " EXISTS (SELECT 1 FROM code WHERE id=r.promise AND id>0)"
          " FROM reward r JOIN giver g ON " MADE_BY("r")
          " JOIN sale s ON s.host=g.host AND s.kind=g.kind AND s.ref=g.ref AND s.holds=1"
          " WHERE r.offer='friend' AND NOT " SPENT("r.promise")
          " AND json_extract(r.terms, '$.until')>=?1 GROUP BY r.promise")
/* Each use of a promise, by promise, the first one first: does its sale hold, was it not voided, and
 * what was taken off at it. */
STATEMENT(REPORT_SPENT,
          "SELECT u.promise, s.holds, s.standing>=0, " REPORT_TAKEN_OFF " FROM used u CROSS JOIN sale s"
          " ON s.host=u.host AND s.kind=u.kind AND s.ref=u.ref ORDER BY u.promise, u.hlc, u.origin, u.seq")
/* Of what a note promised the day of the first sale that did, and of those that hold the latest, each
 * looked up only where it is asked for. */
#define REPORT_MADE_ON                                                                             \
    "CASE WHEN ?1 THEN (SELECT coalesce(min(CASE WHEN s.holds=1 THEN s.day END), min(s.day))"      \
    " FROM giver g JOIN sale s ON s.host=g.host AND s.kind=g.kind AND s.ref=g.ref WHERE "          \
    MADE_BY("r") ") END"
#define REPORT_MADE_AT(column)                                                                     \
    "CASE WHEN ?2 THEN (SELECT s." column " FROM giver g JOIN sale s ON s.host=g.host"             \
    " AND s.kind=g.kind AND s.ref=g.ref WHERE " MADE_BY("r") " AND s.holds=1"                      \
    " ORDER BY s.day DESC, s.host, s.ref LIMIT 1) END"
/* Cards, also those never printed, and what notes promised: name, for, promise, day, until_day (0:
 * none), does it count, its terms; of notes the sale. */
STATEMENT(REPORT_OFFERED,
          "SELECT name, 'friend', id, issued_day, until_day, cancelled=0, terms, NULL, NULL, NULL"
          " FROM code WHERE (id>=" REPORT_CARD " OR id<0)"
          " UNION ALL SELECT r.name, r.offer, r.promise, " REPORT_MADE_ON ", r.until_day, r.counted, r.terms, "
          REPORT_MADE_AT("host") ", " REPORT_MADE_AT("ref") ", " REPORT_MADE_AT("day")
          " FROM reward r WHERE r.offer IN ('next', 'visits')")
STATEMENT(REPORT_RETURNS, "SELECT s.host, s.ref, s.day, EXISTS (SELECT 1 FROM undone u"
                          "  WHERE u.by_host=s.host AND u.by_ref=s.ref)"
                          " FROM sale s WHERE (s.kind=1 OR (s.kind=2 AND s.total_minor<0))"
                          " AND s.original IS NULL AND NOT "
                          IS_VOIDED("s.host", "s.ref"))
#define PAID_BEFORE                                                                                \
    "EXISTS (SELECT 1 FROM used v JOIN sale t ON t.host=v.host AND t.kind=v.kind AND t.ref=v.ref"  \
    " WHERE v.promise=u.promise AND t.holds=1 AND (v.hlc, v.origin, v.seq)<(u.hlc, u.origin, u.seq))"
STATEMENT(REPORT_LOSSES, "SELECT s.host, s.ref, s.day, s.look" USED_BY_SALE "WHERE s.holds=1 AND " PAID_BEFORE)
/* Of event kinds 4 and 5, told once for each sale that they are about. */
STATEMENT(REPORT_EVENTS, "SELECT s.host, s.ref, s.day, s.look, e.kind,"
                         " json_extract(e.body, '$.other') IS NOT NULL AS persons FROM event e"
                         " JOIN sale s ON s.host=json_extract(e.body, '$.host')"
                         " AND s.kind=json_extract(e.body, '$.kind')"
                         " AND s.ref=json_extract(e.body, '$.ref') WHERE e.kind IN (4, 5)"
                         " GROUP BY s.host, s.kind, s.ref, e.kind, persons")
/* Of a sale that is named: does a flag wait, and is there anything that was not seen yet? The index
 * of rare events is taken only where its own condition stands beside ours. */
STATEMENT(DOUBT_NAMED, "SELECT s.kind, s.standing=1 AND s.look IN (0, 2) AND (s.flags<>0 OR " IN_A_CIRCLE "),"
                       " s.look=0 AND (EXISTS (SELECT 1 FROM event e WHERE e.kind IN (4, 5) AND e.kind=4"
                       "  AND json_extract(e.body, '$.host')=s.host AND json_extract(e.body, '$.kind')=s.kind"
                       "  AND json_extract(e.body, '$.ref')=s.ref)"
                       " OR (s.holds=1 AND EXISTS (SELECT 1 FROM used u WHERE u.host=s.host"
                       "  AND u.kind=s.kind AND u.ref=s.ref AND " PAID_BEFORE "))) AS open"
                       " FROM sale s WHERE s.host=?1 AND s.kind IN (0, 1, 2, 3, 4, 5) AND s.ref=?2"
                       " ORDER BY open DESC LIMIT 1")
STATEMENT(REPORT_GUESSES, "SELECT '', till, day, count FROM guess WHERE count>0")

/* report_shift.c */
/* What was told at till ?3 by this store's events behind ?2: sales, what was added to them, keys. */
#define SHIFT_TOLD                                                                                 \
    "WITH told AS MATERIALIZED (SELECT e.body, s.host, s.kind, s.ref, s.day, s.tag, s.standing,"   \
    " s.sent_with, " NOW("s.person") " AS who FROM event e"                                        \
    " JOIN sale s ON s.host=json_extract(e.body, '$.host')"                                        \
    " AND s.kind=json_extract(e.body, '$.kind') AND s.ref=json_extract(e.body, '$.ref')"           \
    " JOIN event t ON t.origin=s.origin AND t.seq=s.seq WHERE e.origin=?1 AND e.seq>?2"            \
    " AND e.kind IN (2, 6, 12) AND coalesce(json_extract(t.body, '$.till'), '')=?3),"              \
    " served AS MATERIALIZED (SELECT who, day, max(tag) AS tag, max(sent_with) AS sent_with"       \
    " FROM told WHERE standing=1 AND who IS NOT NULL GROUP BY who, day)"
#define SHIFT_ALL_OF(who) "(SELECT " who " UNION ALL SELECT person FROM alias WHERE now=" who ")"
STATEMENT(SHIFT_SERVED,
          SHIFT_TOLD " SELECT coalesce(sum((SELECT count(DISTINCT b.day) FROM sale b WHERE b.person IN "
          SHIFT_ALL_OF("served.who") " AND b.standing=1 AND b.day<served.day)=1), 0),"
          " coalesce(sum(tag=2), 0), coalesce(sum(tag=3), 0), count(sent_with) FROM served")
STATEMENT(SHIFT_STEPS,
          SHIFT_TOLD ", steps AS (SELECT p.host, p.kind, p.ref, p.name, " STEP_CLOSED " AS how,"
          " max(" STEP_DUE "<=served.day) AS due, EXISTS (SELECT 1 FROM closed c WHERE " OF_STEP_P("c")
          "  AND (c.by_host, c.by_kind, c.by_ref) IN (SELECT host, kind, ref FROM told)) AS here"
          " FROM served JOIN step p ON p.person IN " SHIFT_ALL_OF("served.who")
          " WHERE p.day<served.day AND " STEP_HOLDS " GROUP BY p.host, p.kind, p.ref, p.name)"
          " SELECT count(*), coalesce(sum(here AND how=1), 0) FROM steps WHERE CASE WHEN how IS NULL THEN due ELSE here END")
STATEMENT(SHIFT_HANDED,
          SHIFT_TOLD " SELECT coalesce(sum(c.id<27021597764222976), 0), coalesce(sum(c.id>=27021597764222976), 0)"
          " FROM told, json_each(coalesce(json_extract(told.body, '$.issued'), '[]')) code_told"
          " JOIN code c ON c.id=json_extract(code_told.value, '$.code') AND c.cancelled=0")
/* A note of another till has no row here, and was not made today. */
STATEMENT(SHIFT_NOTES_BACK,
          SHIFT_TOLD " SELECT count(DISTINCT json_extract(code_told.value, '$.code')) FROM told,"
          " json_each(coalesce(json_extract(told.body, '$.scans'), '[]')) code_told"
          " LEFT JOIN code c ON c.id=json_extract(code_told.value, '$.code') WHERE told.standing=1"
          " AND json_extract(code_told.value, '$.verdict') IN (0, 1, 9)"
          " AND json_extract(code_told.value, '$.code') BETWEEN 1 AND 27021597764222975"
          " AND coalesce(c.issued_day<told.day, 1)")
STATEMENT(SHIFT_LAST, "SELECT json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM meta"
                      " WHERE name='shift '||?2 AND json_extract(value, '$[0]')=?1")
STATEMENT(SHIFT_MARK, "INSERT OR REPLACE INTO meta VALUES('shift '||?2, json_array(?1, ?3, ?4))")
/* Did till ?3 tell a sale behind an event? And who did. */
STATEMENT(SHIFT_TOLD_BY, "SELECT count(*) FROM (SELECT 1 FROM event WHERE origin=?1 AND seq>?2 AND kind=2"
                         " AND coalesce(json_extract(body, '$.till'), '')=?3 LIMIT 1)")
STATEMENT(SHIFT_TILLS, "SELECT DISTINCT coalesce(json_extract(body, '$.till'), '') AS till FROM event"
                       " WHERE origin=?1 AND seq>?2 AND kind=2 ORDER BY till LIMIT 12")
/* The last event before a moment: looked for from the newest on. */
STATEMENT(SHIFT_BEFORE, "SELECT seq FROM event WHERE origin=?1 AND hlc<?2 ORDER BY seq DESC LIMIT 1")
