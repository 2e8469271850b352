<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use Config\OSPOS;

/** The host's decimal texts and Comeback's whole numbers. */
final class Money
{
    /* ISO 4217: all others have two. */
    private const DIGITS = [
        'BIF' => 0, 'CLP' => 0, 'DJF' => 0, 'GNF' => 0, 'ISK' => 0, 'JPY' => 0, 'KMF' => 0, 'KRW' => 0,
        'PYG' => 0, 'RWF' => 0, 'UGX' => 0, 'UYI' => 0, 'VND' => 0, 'VUV' => 0, 'XAF' => 0, 'XOF' => 0,
        'XPF' => 0, 'BHD' => 3, 'IQD' => 3, 'JOD' => 3, 'KWD' => 3, 'LYD' => 3, 'OMR' => 3, 'TND' => 3,
        'CLF' => 4, 'UYW' => 4,
    ];
    private const DIGITS_STORED = 2; // decimal(15,2)

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

    /** The least that can be taken off, in minor units: the host's tables and totals keep no less. */
    public static function step(): int
    {
        return 10 ** max(0, self::digits() - min(self::DIGITS_STORED, self::shown()));
    }

    private static function digits(): int
    {
        return self::currency() === '' ? self::shown() : self::DIGITS[self::currency()] ?? 2;
    }

    /* What the owner has shown, which need not be what the currency has. */
    private static function shown(): int
    {
        return (int) (config(OSPOS::class)->settings['currency_decimals'] ?? 2);
    }
}
