<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use Comeback;
use ComebackKeys;

/**
 * The sale that was told last, kept in the session so that a key pressed on its receipt can be told,
 * too: the same sale once more. It is gone when the next basket begins.
 */
final class LastSale
{
    private const SESSION = 'comeback_last';
    /* By these Comeback takes it for the same sale; the rest was told the first time. */
    private const SAME = ['host' => '', 'kind' => '', 'ref' => '', 'at' => '', 'till' => '', 'cashier' => '',
        'currency' => '', 'total_minor' => ''];

    /** $lines: what the cashier reads of it; $chosen: the keys that were told with it. */
    public static function keep(array $sale, array $told, array $lines, array $chosen): void
    {
        $takesKeys = $told['status'] >= 0 && $sale['kind'] !== 'return';
        session()->set(self::SESSION, [
            'sale' => array_intersect_key($sale, self::SAME),
            'lines' => $lines,
            'keys' => $takesKeys ? ComebackKeys::told($told, $chosen) : null,
        ]);
    }

    public static function drop(): void
    {
        session()->remove(self::SESSION);
    }

    /** '' where there is none that takes keys. */
    public static function ref(): string
    {
        $last = session()->get(self::SESSION) ?? ['keys' => null];
        return $last['keys'] === null ? '' : $last['sale']['ref'];
    }

    /**
     * A note that is asked for now is shown, for the receipt has not left the screen. Returns the
     * answer.
     */
    public static function press(Comeback $comeback, array $key): array
    {
        $last = session()->get(self::SESSION);
        $told = $comeback->finish($key + $last['sale'], ($key['print'] ?? '') === 'note' ? ['note.html'] : []);
        $last['keys'] = ComebackKeys::pressed($last['keys'], $key, $told);
        $last['lines'] = array_merge([$told['why']], ComebackKeys::prompts($told), $last['keys']['news']);
        session()->set(self::SESSION, $last);
        return $told;
    }

    public static function box(string $id): string
    {
        ['lines' => $lines, 'keys' => $keys] = session()->get(self::SESSION);
        $buttons = $keys === null ? '' : Box::keys($keys['rows'], $keys['pressed'], $keys['over'], self::ref());
        return Box::html($id, $lines, $buttons);
    }
}
