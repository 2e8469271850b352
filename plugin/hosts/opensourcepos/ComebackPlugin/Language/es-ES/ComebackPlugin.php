<?php
// SPDX-License-Identifier: MIT

return [
    'description' => 'Distingue clientes nuevos, habituales y recomendados; notas y tarjetas de recomendación.',
    'code' => 'Código de la nota o tarjeta del cliente',
    'discount' => '{0} de descuento por el papel mostrado',
    'not_told' => 'Comeback no supo de esta venta: {0}',
    'of_need' => 'Para otra visita:',
    'of_print' => 'Para un amigo:',
    'kept' => 'Hecho',
    'not_now' => 'Ahora no',
    'not_relevant' => 'No procede',
    'note' => 'Cupón',
    'card' => 'Tarjeta',
    'advice' => 'Anotar como consejo',
    'no_sale' => '¿Nada vendido?',
    'appointment' => 'Cita',
    'day' => 'Día',
    'time' => 'Hora',
    'text' => 'Para qué',
    'enter' => 'Anotar',
    'too_late' => 'Ha empezado la venta siguiente: esta tecla ya no cuenta.',
    'works' => 'Comeback funciona.',
    'settings' => 'Las ofertas están en comeback.ini; su ruta en .env: comeback.config = /var/lib/comeback/comeback.ini',
];
