A week at a salon in Köln. Appointments, one question to who is new, and people who come in pairs.

    [shop]
    name = Salon am Ring
    address = Ring 4, Köln
    country = DE
    currency = EUR
    open = tue-sat
    staff = 99
    [print]
    least = 10.00
    card_every = 14
    pen = yes
    [stage]
    mature_visits = 2
    [offer friend]
    percent = 20
    referrer = 20
    minimum = 30.00
    at_most = 15.00
    return_days = 0
    days = 60
    per_customer = 2
    [offer mask]
    for = next
    gift = eine Haarmaske
    cost = 2.50
    budget_month = 5.00
    days = 60
    stage = mature
    [offer welcome]
    for = next
    percent = 10
    at_most = 6.00
    minimum = 30.00
    days = 60
    stage = first growing
    [question heard]
    text = Wie haben Sie von uns gehört?
    answers = freunde strasse netz
    stage = first
    [step colour]
    items = category:colour
    text = Wir frischen den Ansatz auf
    due = 6 weeks
    ahead = 2 weeks
    closes = category:colour
    [consent contact]
    text = Wir dürfen Ihnen zu Ihrem Termin schreiben.
    [targets]
    made = 10
    kept = 60

== Tuesday 2026-09-08 ==

09:00 A new customer, by phone. She says how she heard of the salon, agrees to be written to, and has her next date.
  > till empfang
  > cashier Jo
  > customer.phone 0221 123456
  > item CUT | Schnitt | cut | 42.00
  > look
    = neu: Telefonnummer, evtl. Stammkunde
    ! Wie haben Sie von uns gehört? [1 freunde] [2 strasse] [3 netz]
  > answer.heard freunde
  > consent contact
  > next.at 2026-09-11T09:00:00+02:00
  > next.text Schnitt
  > finish
    = neu: Telefonnummer, evtl. Stammkunde
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | Nächstes Mal: 10 % Rabatt, höchstens 6,00 EUR,
    | ab 30,00 EUR, bis 7. November 2026
    | 11. September 2026, 09:00 Uhr: Schnitt
    |
    |              F Ü R   F R E U N D E
    |
    |          20 % Rabatt beim ersten Einkauf
    |             Ab 30,00 EUR Einkaufswert
    |            Höchstens 15,00 EUR Rabatt
    |            Gültig bis 7. November 2026
    |
    |
    |                  «card 1»
    |
    |
    |           «card 1»
    |
    | Bitte diese Karte oder ein Foto davon vor dem
    | Bezahlen zeigen. Gilt einmal für einen
    | Neukunden; nicht mit anderen Aktionen
    | kombinierbar. Wer sie Ihnen gab, erhält auch
    | 20 % Rabatt. Wir fragen nicht nach Namen.
    |
    |                   Salon am Ring
    |                   Ring 4, Köln
    |           Gedruckt am 8. September 2026
    |

10:00 Her husband has the same number; he says so.
  > till empfang
  > cashier Jo
  > customer.phone 0221 123456
  > answer.who someone_else
  > item CUT | Schnitt | cut | 30.00
  > finish
    = neu: Telefonnummer, evtl. Stammkunde
    ! Wie haben Sie von uns gehört? [1 freunde] [2 strasse] [3 netz]
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | Nächstes Mal: 10 % Rabatt, höchstens 6,00 EUR,
    | ab 30,00 EUR, bis 7. November 2026
    | Nächster Termin: ....................
    |
    |
    |                  «note 1»
    |
    |
    |           «note 1»
    | Bitte aufheben und bei Salon am Ring vor dem
    | Bezahlen zeigen, von morgen bis 8. September
    | 2027; ohne Ihren Namen. Nutzt jemand Ihre Karte:
    | 20 % Rabatt für Sie.
    |
    |              F Ü R   F R E U N D E
    |
    |          20 % Rabatt beim ersten Einkauf
    |             Ab 30,00 EUR Einkaufswert
    |            Höchstens 15,00 EUR Rabatt
    |            Gültig bis 7. November 2026
    |
    |
    |                  «card 2»
    |
    |
    |           «card 2»
    |
    | Bitte diese Karte oder ein Foto davon vor dem
    | Bezahlen zeigen. Gilt einmal für einen
    | Neukunden; nicht mit anderen Aktionen
    | kombinierbar. Wer sie Ihnen gab, erhält auch
    | 20 % Rabatt. Wir fragen nicht nach Namen.
    |
    |                   Salon am Ring
    |                   Ring 4, Köln
    |           Gedruckt am 8. September 2026
    |

10:05 Nobody asked the man who came next, and at the next sale the question is gone.
  > till empfang
  > item CUT | Schnitt | cut | 28.00
  > finish
    = unbekannt: nichts vorgezeigt
    ! Wie haben Sie von uns gehört? [1 freunde] [2 strasse] [3 netz]
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | Nächstes Mal: 10 % Rabatt, höchstens 6,00 EUR,
    | ab 30,00 EUR, bis 7. November 2026
    | Nächster Termin: ....................
    |
    |
    |                  «note 2»
    |
    |
    |           «note 2»
    | Bitte aufheben und bei Salon am Ring vor dem
    | Bezahlen zeigen, von morgen bis 8. September
    | 2027; ohne Ihren Namen. Nutzt jemand Ihre Karte:
    | 20 % Rabatt für Sie.
    |

11:00 A customer without a name has her hair coloured.
  > till empfang
  > item COL | Farbe | colour | 65.00
  > finish
    = unbekannt: nichts vorgezeigt
    ! Wie haben Sie von uns gehört? [1 freunde] [2 strasse] [3 netz]
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | Nächstes Mal: 10 % Rabatt, höchstens 6,00 EUR,
    | ab 30,00 EUR, bis 7. November 2026
    | 20. Oktober 2026: Wir frischen den Ansatz auf
    | Nächster Termin: ....................
    |
    |
    |                  «note 3»
    |
    |
    |           «note 3»
    | Bitte aufheben und bei Salon am Ring vor dem
    | Bezahlen zeigen, von morgen bis 8. September
    | 2027; ohne Ihren Namen. Nutzt jemand Ihre Karte:
    | 20 % Rabatt für Sie.
    |

11:05 The cashier remembers what the one of 10:05 said. It is too late: another sale was begun since.
  > ref 3
  > till empfang
  > item CUT | Schnitt | cut | 28.00
  > answer.heard strasse
  > finish
    = unbekannt: nichts vorgezeigt
    # answer.heard: the till has gone on, not counted
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | Nächstes Mal: 10 % Rabatt, höchstens 6,00 EUR,
    | ab 30,00 EUR, bis 7. November 2026
    | Nächster Termin: ....................
    |
    |
    |                  «note 2»
    |
    |
    |           «note 2»
    | Bitte aufheben und bei Salon am Ring vor dem
    | Bezahlen zeigen, von morgen bis 8. September
    | 2027; ohne Ihren Namen. Nutzt jemand Ihre Karte:
    | 20 % Rabatt für Sie.
    |

== Wednesday 2026-09-09 ==

09:00 The one with the colour is back for a cut, with her note: two visits are enough here for a present instead of a price.
  > till empfang
  > item CUT | Schnitt | cut | 42.00
  > scan «note 3»
    < Zettel vom 8. Sep.
  > look
    = wieder da: Zettel 8. Sep., Besuch 2
    - 4.20
    ! 4,20 EUR abziehen
  > total_minor 3780
  > discount.applied_minor 420
  > finish
    = wieder da: Zettel 8. Sep., Besuch 2
    - 4.20
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | Nächstes Mal: eine Haarmaske, bis 8. November
    | 2026
    | 20. Oktober 2026: Wir frischen den Ansatz auf
    | Nächster Termin: ....................
    |
    |
    |                  «note 4»
    |
    |
    |           «note 4»
    | Bitte aufheben und bei Salon am Ring vor dem
    | Bezahlen zeigen, von morgen bis 9. September
    | 2027; ohne Ihren Namen. Nutzt jemand Ihre Karte:
    | 20 % Rabatt für Sie.
    |
    |              F Ü R   F R E U N D E
    |
    |          20 % Rabatt beim ersten Einkauf
    |             Ab 30,00 EUR Einkaufswert
    |            Höchstens 15,00 EUR Rabatt
    |            Gültig bis 8. November 2026
    |
    |
    |                  «card 3»
    |
    |
    |           «card 3»
    |
    | Bitte diese Karte oder ein Foto davon vor dem
    | Bezahlen zeigen. Gilt einmal für einen
    | Neukunden; nicht mit anderen Aktionen
    | kombinierbar. Wer sie Ihnen gab, erhält auch
    | 20 % Rabatt. Wir fragen nicht nach Namen.
    |
    |                   Salon am Ring
    |                   Ring 4, Köln
    |           Gedruckt am 9. September 2026
    |

09:05 Her friend sits in the next chair and pays five minutes later with the card. He has his; hers waits for the owner.
  > till empfang
  > item CUT | Schnitt | cut | 42.00
  > scan «card 3»
    < Karte vom 9. Sep.
  > look
    = empfohlen: Karte vom 9. Sep., ungeprüft
    - 8.40
    ! 8,40 EUR abziehen
    ! Wie haben Sie von uns gehört? [1 freunde] [2 strasse] [3 netz]
  > total_minor 3360
  > discount.applied_minor 840
  > finish
    = empfohlen: Karte vom 9. Sep., ungeprüft
    - 8.40
    ! Wie haben Sie von uns gehört? [1 freunde] [2 strasse] [3 netz]
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | Nächstes Mal: 10 % Rabatt, höchstens 6,00 EUR,
    | ab 30,00 EUR, bis 8. November 2026
    | Nächster Termin: ....................
    |
    |
    |                  «note 5»
    |
    |
    |           «note 5»
    | Bitte aufheben und bei Salon am Ring vor dem
    | Bezahlen zeigen, von morgen bis 9. September
    | 2027; ohne Ihren Namen. Nutzt jemand Ihre Karte:
    | 20 % Rabatt für Sie.
    |

== Thursday 2026-09-10 ==

18:00 The cashier has her own hair cut: staff are not customers.
  > till empfang
  > customer.id 99
  > item CUT | Schnitt | cut | 42.00
  > finish
    = neu: Kundennummer, evtl. Stammkunde
  $ comeback review
    . 2026-09-09  till 7: giver and friend bought at one till within ten minutes
    . 2026-09-08  till 2: a phone or e-mail of several people
    . decide: comeback review allow HOST REF, or comeback review refuse HOST REF

== Friday 2026-09-11 ==

09:00 Tuesday's customer comes to her appointment.
  > till empfang
  > cashier Jo
  > customer.phone 0221 123456
  > item CUT | Schnitt | cut | 42.00
  > look
    = wieder da: Telefon, Besuch 2
    - 4.20
    ! Telefon endet auf 56, Besuch 2. Jemand anderes?
    ! 4,20 EUR abziehen
  > total_minor 3780
  > discount.applied_minor 420
  > finish
    = wieder da: Telefon, Besuch 2
    - 4.20
    ! Telefon endet auf 56, Besuch 2. Jemand anderes?
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | Nächstes Mal: eine Haarmaske, bis 10. November
    | 2026
    | Nächster Termin: ....................
    |

== Saturday 2026-09-12 ==

  $ comeback review allow till 7
    . allowed: till 7

10:00 The one with the colour again: what waited was allowed, and is hers.
  > till empfang
  > item CUT | Schnitt | cut | 42.00
  > scan «note 4»
    < Zettel vom 9. Sep.
  > look
    = wieder da: Zettel 9. Sep., Besuch 3
    - 8.40
    ! Versprochen: eine Haarmaske
    ! 8,40 EUR abziehen
  > finish
    = wieder da: Zettel 9. Sep., Besuch 3
    - 8.40
    ! Versprochen: eine Haarmaske
    # a discount was offered and discount.applied_minor not told: it waits for the next visit
    | ------------------------------------------------
    | NÄCHSTER BESUCH
    | 20. Oktober 2026: Wir frischen den Ansatz auf
    | Nächster Termin: ....................
    | 20 % Rabatt warten auf Sie
    |
    |
    |                  «note 6»
    |
    |
    |           «note 6»
    | Bitte aufheben und bei Salon am Ring vor dem
    | Bezahlen zeigen, von morgen bis 12. September
    | 2027; ohne Ihren Namen. Nutzt jemand Ihre Karte:
    | 20 % Rabatt für Sie.
    |

The owner looks.
  $ comeback report
    . Salon am Ring, 8 September 2026 to 12 September 2026
    . Customers made              2  2 in September 2026; target 10 a month
    .   of these kept             -  not enough yet: 3 of 20 gaps between visits
    . Back in 60 days             0  of none; 4 too new to say
    . Sales                       9  new 3, repeat 3
    .   referral                  1  checked 0, on paper's word 1
    .   identified                7  of 9; unidentified 2
    . Notes back                  2  of 6 handed out
    . Cards with friend           1  of 3 handed out
    . Friends back                0  of 1 who came
    . Steps kept                  1  of 1 due
    . Of month's budget    5.00 EUR  promised of 5.00; open at most 95.50
    . Needs a look                1  the latest: household, 8 Sep
    . (a to b): 95 times in 100 between a and b. More: report --all, --html, --explain
  $ comeback verify
    . 11 events, 0 differences, 0 gaps
