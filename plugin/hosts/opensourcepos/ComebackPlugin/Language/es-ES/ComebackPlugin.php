<?php
// SPDX-License-Identifier: MIT

return [
    'description' => 'Distingue clientes nuevos, habituales y recomendados; notas y tarjetas de recomendación.',
    'code' => 'Código de la nota o tarjeta del cliente',
    'discount' => '{0} de descuento por el papel mostrado',
    'not_told' => 'Comeback no supo de esta venta: {0}',
    'works' => 'Comeback funciona.',
    'settings' => 'Las ofertas están en comeback.ini; su ruta en .env: comeback.config = /var/lib/comeback/comeback.ini',
];
