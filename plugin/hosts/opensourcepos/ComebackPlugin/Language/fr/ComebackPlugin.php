<?php
// SPDX-License-Identifier: MIT

return [
    'description' => 'Distingue nouveaux clients, clients fidèles et clients recommandés ; notes et cartes de parrainage.',
    'code' => 'Code du ticket ou de la carte du client',
    'discount' => 'Remise de {0} pour le papier présenté',
    'not_told' => 'Comeback n’a pas été informé de cette vente : {0}',
    'of_need' => 'À retenir :',
    'of_print' => 'Pour un ami :',
    'kept' => 'Fait',
    'not_now' => 'Pas maintenant',
    'not_relevant' => 'Sans objet',
    'note' => 'Coupon',
    'card' => 'Carte',
    'advice' => 'Noter comme conseil',
    'no_sale' => 'Rien de vendu ?',
    'appointment' => 'Rendez-vous',
    'day' => 'Jour',
    'time' => 'Heure',
    'text' => 'Pour quoi',
    'enter' => 'Noter',
    'too_late' => 'La vente suivante a commencé : cette touche ne compte plus.',
    'works' => 'Comeback fonctionne.',
    'settings' => 'Les offres se règlent dans comeback.ini ; son chemin dans .env : comeback.config = /var/lib/comeback/comeback.ini',
];
