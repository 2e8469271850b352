<?php
// SPDX-License-Identifier: MIT

return [
    'description' => 'Tells new customers, repeat customers and referrals apart; next-visit notes and referral cards.',
    'code' => 'Code on the customer’s note or card',
    'discount' => '{0} off for the paper shown',
    'not_told' => 'Comeback was not told of this sale: {0}',
    'of_need' => 'To come back to:',
    'of_print' => 'For a friend:',
    'kept' => 'Kept',
    'not_now' => 'Not now',
    'not_relevant' => 'Not relevant',
    'note' => 'Note',
    'card' => 'Card',
    'advice' => 'Keep it as advice',
    'no_sale' => 'Nothing sold?',
    'appointment' => 'Appointment',
    'day' => 'Day',
    'time' => 'Time',
    'text' => 'What for',
    'enter' => 'Put it down',
    'too_late' => 'The next sale has begun: this key does not count any more.',
    'works' => 'Comeback works.',
    'settings' => 'Offers and slips stand in comeback.ini; its path in .env: comeback.config = /var/lib/comeback/comeback.ini',
];
