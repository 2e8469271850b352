<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use Config\OSPOS;

/** The host's decimal texts and Comeback's whole numbers. */
final class Money
{
    public static function minor($decimal): int
    {
        return (int) round((float) $decimal * 10 ** self::digits());
    }

    public static function decimal(int $minor): string
    {
        return number_format($minor / 10 ** self::digits(), self::digits(), '.', '');
    }

    public static function milli($quantity): int
    {
        return (int) round((float) $quantity * 1000);
    }

    /** The host's currency; '' where its owner named none: then it is the shop's. */
    public static function currency(): string
    {
        $code = (string) (config(OSPOS::class)->settings['currency_code'] ?? '');
        return preg_match('/^[A-Z]{3}$/', $code) === 1 ? $code : '';
    }

    private static function digits(): int
    {
        return (int) (config(OSPOS::class)->settings['currency_decimals'] ?? 2);
    }
}
