A week at a bakery. Nobody gives a name; the paper comes back.

    [shop]
    name = Corner Bakery
    address = 1 Mill Lane, Galway
    country = IE
    currency = EUR
    [print]
    least = 3.00
    [offer friend]
    percent = 10
    referrer = 10
    minimum = 5.00
    at_most = 2.00
    [offer visits]
    every = 3
    gift = a coffee

== Monday 2026-09-07 ==

07:40 A woman buys two loaves, pays, and keeps the note.
  > item RYE | Rye loaf | bread | 4.20
  > item WHITE | White loaf | bread | 3.10
  > look
    = unidentified: nothing was shown
  > finish
    = unidentified: nothing was shown
    | ------------------------------------------------
    | YOUR NEXT VISIT                     Visit 1 of 3
    | Visit 3: a coffee from us
    |
    |
    |                  «note 1»
    |
    |
    |           «note 1»
    | Keep this; show it at Corner Bakery before you
    | pay, from tomorrow to 7 September 2027; we need
    | no name. If a friend uses your card, 10 % waits
    | on it.
    |

08:05 She forgot the milk; it is still the same visit, with no paper shown.
  > item MILK | Milk | dairy | 1.20
  > finish
    = unidentified: nothing was shown

== Tuesday 2026-09-08 ==

07:55 She is back and shows her note.
  > item RYE | Rye loaf | bread | 4.20
  > scan «note 1»
    < note of 7 Sep
  > look
    = repeat: note of 7 Sep, visit 2
  > finish
    = repeat: note of 7 Sep, visit 2
    | ------------------------------------------------
    | YOUR NEXT VISIT                     Visit 2 of 3
    | Visit 3: a coffee from us
    |
    |
    |                  «note 2»
    |
    |
    |           «note 2»
    | Keep this; show it at Corner Bakery before you
    | pay, from tomorrow to 8 September 2027; we need
    | no name. If a friend uses your card, 10 % waits
    | on it.
    |
    |             F O R   A   F R I E N D
    |
    |             10 % off your first visit
    |              Spend 5.00 EUR or more
    |               At most 2.00 EUR off
    |            Valid until 7 December 2026
    |
    |
    |                  «card 1»
    |
    |
    |           «card 1»
    |
    | Show this card, or a photo of it, before you
    | pay. For one new customer, once; not with other
    | offers. Whoever gave it to you gets 10 % off
    | too. We ask for no name.
    |
    |                   Corner Bakery
    |                1 Mill Lane, Galway
    |             Printed 8 September 2026
    |
  $ comeback report
    . Corner Bakery, 7 September 2026 to 8 September 2026
    .
    . Customers made              1  came a second time on another day
    .   of these kept  not enough yet: 1 of 20 gaps between visits
    . New ones back               0  of none
    .                                within 60 days; too young to say: 0
    .
    .                         sales       visits           value, EUR
    . new                         0            0                 0.00
    . repeat                      1            1                 4.20
    . referral, checked           0            0                 0.00
    . referral, by paper          0            0                 0.00
    . unidentified                2            2                 8.50
    . identified                  1  of 3; new, repeat or referral
    .
    . Notes back                  1  of 2
    . Cards with friend           0  of 1
    . Friends back                0  of none
    . Promised     at most 4.00 EUR: cards 1, thanks 0; gifts 1
    . Thanks       pending 0, due 0, paid 0, clawed back 0
    . Flagged      household 0, quick 0, often 0
    . Look at      conflicts 0, losses 0, wrong codes 0, tags corrected 0
    . Returns      naming no sale 0: found one for 0, none for 0
    .
    . comeback report --explain tells what each number counts, with examples
