<?php
// SPDX-License-Identifier: MIT

return [
    'description' => 'Tells new customers, repeat customers and referrals apart; next-visit notes and referral cards.',
    'code' => 'Code on the customer’s note or card',
    'discount' => '{0} off for the paper shown',
    'not_told' => 'Comeback was not told of this sale: {0}',
    'works' => 'Comeback works.',
    'settings' => 'Offers and slips stand in comeback.ini; its path in .env: comeback.config = /var/lib/comeback/comeback.ini',
];
