A week at a bicycle shop in Galway. The till knows customers by number and by phone; what they bought
says what the shop will do next.

    [shop]
    name = Spoke & Chain
    address = 9 Dock Road, Galway
    country = IE
    currency = EUR
    open = mon-sat
    closed = 2026-09-10
    [print]
    least = 5.00
    card_every = 30
    pen = yes
    [stage]
    mature_visits = 3
    mature_days = 365
    [offer friend]
    amount = 10.00
    minimum = 80.00
    return_days = 3
    days = 60
    [offer thanks]
    for = referrer
    service = free fitting of your next purchase
    cost = 4.00
    [offer parts]
    for = next
    percent = 10
    at_most = 15.00
    items = category:parts
    except = sku:ECHAIN
    days = 90
    [offer wash]
    for = next
    service = a wash for your bike
    cost = 3.00
    days = 60
    stage = mature
    [step bolts]
    items = category:bike
    text = We tighten every bolt, free
    due = 3 days
    ahead = 2 days
    closes = sku:BOLTS
    [step service]
    items = category:bike
    text = First service
    due = 6 months
    closes = sku:SERVICE
    [need lock]
    text = A lock that fits your rack
    closes = category:lock
    [need helmet]
    text = A helmet in size S
    due = 1 week

== Monday 2026-09-07 ==

10:00 Somebody new buys a bike, gives her phone number, and asked about a lock.
  > till desk
  > cashier Niamh
  > customer.phone 085 123 4567
  > item TREK7 | Town bike, 7 gears | bike | 640.00
  > need lock
  > look
    = new: phone, may be a regular
  > finish
    = new: phone, may be a regular
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: 10 % off, on parts, except ECHAIN, at
    | most 15.00 EUR, until 6 December 2026
    | Next visit: A lock that fits your rack
    | 11 September 2026: We tighten every bolt, free
    | Next appointment: ....................
    |
    |             F O R   A   F R I E N D
    |
    |         10.00 EUR off on your first visit
    |              Spend 80.00 EUR or more
    |            Valid until 6 November 2026
    |
    |
    |                  «card 1»
    |
    |
    |           «card 1»
    |
    | Show this card, or a photo of it, before you
    | pay. For one new customer, once; not with other
    | offers. Whoever gave it to you gets free fitting
    | of your next purchase too. We ask for no name.
    |
    |                   Spoke & Chain
    |                9 Dock Road, Galway
    |             Printed 7 September 2026
    |

15:30 A man buys a tube; he is in the till as number 17, and wants his Saturday fitting written down.
  > till desk
  > cashier Niamh
  > customer.id 17
  > item TUBE | Inner tube | parts | 7.50
  > next.at 2026-09-12T10:30:00+01:00
  > next.text Fitting
  > finish
    = new: customer id, may be a regular
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: 10 % off, on parts, except ECHAIN, at
    | most 15.00 EUR, until 6 December 2026
    | 12 September 2026, 10:30: Fitting
    |
    |             F O R   A   F R I E N D
    |
    |         10.00 EUR off on your first visit
    |              Spend 80.00 EUR or more
    |            Valid until 6 November 2026
    |
    |
    |                  «card 2»
    |
    |
    |           «card 2»
    |
    | Show this card, or a photo of it, before you
    | pay. For one new customer, once; not with other
    | offers. Whoever gave it to you gets free fitting
    | of your next purchase too. We ask for no name.
    |
    |                   Spoke & Chain
    |                9 Dock Road, Galway
    |             Printed 7 September 2026
    |

== Tuesday 2026-09-08 ==

11:00 He looks in for advice on helmets. Nothing is sold; the need is kept.
  > till desk
  > kind advice
  > customer.id 17
  > need helmet
  > finish
    = repeat: customer id, visit 2
    ! 12 Sep: Fitting [Kept] [Not now] [Not relevant]
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: 10 % off, on parts, except ECHAIN, at
    | most 15.00 EUR, until 6 December 2026
    | 12 September 2026, 10:30: Fitting
    | 15 September 2026: A helmet in size S
    |

== Wednesday 2026-09-09 ==

09:30 The bike of Monday is back for its bolts, early: Thursday the shop is closed, so it was due on Friday. She buys a light.
  > till desk
  > customer.phone +353 85 123 4567
  > item LIGHT | Front light | parts | 24.00
  > look
    = repeat: phone, visit 2
    - 2.40
    ! Phone ends in 67, visit 2. Someone else?
    ! Take off 2.40 EUR
    ! A lock that fits your rack [Kept] [Not now] [Not relevant]
    ! 11 Sep: We tighten every bolt, free [Kept] [Not now] [Not relevant]
  > answer.bolts kept
  > answer.lock not_now
  > finish
    = repeat: phone, visit 2
    - 2.40
    ! Phone ends in 67, visit 2. Someone else?
    # a discount was offered and discount.applied_minor not told: it waits for the next visit
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: 10 % off, on parts, except ECHAIN, at
    | most 15.00 EUR, until 6 December 2026
    | 8 March 2027: First service
    | Next appointment: ....................
    |

12:00 Her brother comes with her card.
  > till desk
  > item JACKET | Rain jacket | clothes | 95.00
  > scan «card 1»
    < card of 7 Sep
  > look
    = referral: card of 7 Sep, paper's word
    - 10.00
    ! Take off 10.00 EUR
  > total_minor 8500
  > discount.applied_minor 1000
  > finish
    = referral: card of 7 Sep, paper's word
    - 10.00
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: 10 % off, on parts, except ECHAIN, at
    | most 15.00 EUR, until 8 December 2026
    | Next appointment: ....................
    |
    |
    |                  «note 1»
    |
    |
    |           «note 1»
    | Keep this; show it at Spoke & Chain before you
    | pay, from tomorrow to 9 September 2027; we need
    | no name. If a friend uses your card, free
    | fitting of your next purchase waits for you.
    |

== Friday 2026-09-11 ==

10:00 Number 17 buys a chain: 10 % off parts, but not off this one; a cassette is.
  > till desk
  > customer.id 17
  > item ECHAIN | Chain for e-bikes | parts | 40.00
  > item CASS | Cassette | parts | 30.00
  > look
    = repeat: customer id, visit 3
    - 3.00
    ! Take off 3.00 EUR
    ! 15 Sep: A helmet in size S [Kept] [Not now] [Not relevant]
  > total_minor 6700
  > discount.applied_minor 300
  > finish
    = repeat: customer id, visit 3
    - 3.00
    ! 15 Sep: A helmet in size S [Kept] [Not now] [Not relevant]
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: a wash for your bike, until 10
    | November 2026
    | 15 September 2026: A helmet in size S
    | Next appointment: ....................
    |

16:00 The town bike comes back: she wants another size. What the shop promised to do with it is withdrawn.
  > kind return
  > original 1
  > customer.phone 085 123 4567
  > item TREK7 | Town bike, 7 gears | bike | -640.00
  > total_minor -64000
  > finish
    = not tagged: return

16:10 And takes a larger one.
  > till desk
  > customer.phone 085 123 4567
  > item TREK7L | Town bike, 7 gears, L | bike | 660.00
  > finish
    = repeat: phone, visit 2
    ! Phone ends in 67, visit 2. Someone else?
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: 10 % off, on parts, except ECHAIN, at
    | most 15.00 EUR, until 6 December 2026
    | 14 September 2026: We tighten every bolt, free
    | 11 March 2027: First service
    | Next appointment: ....................
    | free fitting of your next purchase: waits for
    | you from 12 September 2026
    |

== Saturday 2026-09-12 ==

10:30 Number 17 comes to his fitting and has a helmet, size S, too.
  > till desk
  > customer.id 17
  > item HELMS | Helmet S | helmet | 55.00
  > look
    = repeat: customer id, visit 4
    ! Promised: a wash for your bike
    ! 15 Sep: A helmet in size S [Kept] [Not now] [Not relevant]
  > answer.helmet kept
  > finish
    = repeat: customer id, visit 4
    ! Promised: a wash for your bike
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: a wash for your bike, until 11
    | November 2026
    | Next appointment: ....................
    |

14:00 She comes for a pump. Her brother's jacket is three days old: her thanks are there.
  > till desk
  > customer.phone 085 123 4567
  > item PUMP | Pump | parts | 28.00
  > look
    = repeat: phone, visit 3
    - 2.80
    ! Phone ends in 67, visit 3. Someone else?
    ! Promised: free fitting of your next purchase
    ! Take off 2.80 EUR
    ! 14 Sep: We tighten every bolt, free [Kept] [Not now] [Not relevant]
  > total_minor 2520
  > discount.applied_minor 280
  > finish
    = repeat: phone, visit 3
    - 2.80
    ! Phone ends in 67, visit 3. Someone else?
    ! Promised: free fitting of your next purchase
    ! 14 Sep: We tighten every bolt, free [Kept] [Not now] [Not relevant]
    | ------------------------------------------------
    | YOUR NEXT VISIT
    | Next time: a wash for your bike, until 11
    | November 2026
    | 14 September 2026: We tighten every bolt, free
    | 11 March 2027: First service
    | Next appointment: ....................
    | free fitting of your next purchase: waits for
    | you, until used
    |

The owner looks.
  $ comeback report
    . Spoke & Chain, 7 September 2026 to 12 September 2026
    . Customers made              2  2 in September 2026
    .   of these kept             -  not enough yet: 5 of 20 gaps between visits
    . Back in 60 days             0  of none; 3 too new to say
    . Sales                       8  new 2, repeat 5
    .   referral                  1  checked 0, on paper's word 1
    .   identified                8  of 8; unidentified 0
    . Notes back                  0  of 1 handed out
    . Cards with friend           1  of 2 handed out
    . Friends back                0  of 1 who came
    . Steps kept                  2  of 2 due
    . Of month's budget           -  no budget is set; open at most 35.00
    . Needs a look                0
    . (a to b): 95 times in 100 between a and b. More: report --all, --html, --explain
  $ comeback review
    . nothing waits for you
  $ comeback verify
    . 12 events, 0 differences, 0 gaps
