<?php
// SPDX-License-Identifier: MIT

return [
    'description' => 'Erkennt neue, wiederkehrende und empfohlene Kunden; Bons mit nächstem Besuch, Empfehlungskarten.',
    'code' => 'Code auf dem Bon oder der Karte',
    'discount' => '{0} Nachlass für das gezeigte Papier',
    'not_told' => 'Comeback hat von diesem Verkauf nicht erfahren: {0}',
    'of_need' => 'Vorzumerken:',
    'of_print' => 'Für Freunde:',
    'kept' => 'Erledigt',
    'not_now' => 'Nicht jetzt',
    'not_relevant' => 'Entfällt',
    'note' => 'Zettel',
    'card' => 'Karte',
    'advice' => 'Als Beratung festhalten',
    'no_sale' => 'Nichts verkauft?',
    'appointment' => 'Termin',
    'day' => 'Tag',
    'time' => 'Uhrzeit',
    'text' => 'Wofür',
    'enter' => 'Eintragen',
    'too_late' => 'Der nächste Verkauf hat begonnen: diese Taste zählt nicht mehr.',
    'works' => 'Comeback läuft.',
    'settings' => 'Angebote und Zettel stehen in comeback.ini; der Pfad in .env: comeback.config = /var/lib/comeback/comeback.ini',
];
