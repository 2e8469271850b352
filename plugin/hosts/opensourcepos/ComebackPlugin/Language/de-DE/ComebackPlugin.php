<?php
// SPDX-License-Identifier: MIT

return [
    'description' => 'Erkennt neue, wiederkehrende und empfohlene Kunden; Bons mit nächstem Besuch, Empfehlungskarten.',
    'code' => 'Code auf dem Bon oder der Karte',
    'discount' => '{0} Nachlass für das gezeigte Papier',
    'not_told' => 'Comeback hat von diesem Verkauf nicht erfahren: {0}',
    'works' => 'Comeback läuft.',
    'settings' => 'Angebote und Zettel stehen in comeback.ini; der Pfad in .env: comeback.config = /var/lib/comeback/comeback.ini',
];
