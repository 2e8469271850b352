<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

/**
 * Our discount on the lines of the basket, which opensourcepos keeps in the session: fixed amounts
 * off lines that have no other discount, remembered by line so that they can be taken back, and so
 * that what is told as taken off is what the stored sale says.
 *
 * A fixed discount of opensourcepos is by piece; of three pieces only what divides by three can be
 * taken off. What is left goes onto the next line, and what no line takes is not taken off.
 */
final class Discount
{
    public const SESSION = 'comeback_discount';
    private const CART = 'sales_cart';
    private const PERCENT = 0;
    private const FIXED = 1;

    /** Makes it that many minor units, as near as lines allow; true where a line changed. */
    public function set(int $minor): bool
    {
        $ours = session()->get(self::SESSION) ?? [];
        $before = session()->get(self::CART) ?? [];
        $cart = self::without($ours, $before);
        $now = [];
        foreach ($cart as $line => $item) {
            $each = self::each($item, $minor);
            if ($each > 0) {
                self::change($cart[$line], $each, self::FIXED);
                $now[$line] = Money::decimal($each);
                $minor -= self::off($cart[$line]);
            }
        }
        if ($cart == $before && $now == $ours) {
            return false;
        }
        session()->set([self::CART => $cart, self::SESSION => $now]);
        return true;
    }

    private static function without(array $ours, array $cart): array
    {
        foreach ($ours as $line => $each) {
            if (isset($cart[$line]) && self::isOurs($cart[$line], $each)) {
                self::change($cart[$line], 0, self::PERCENT);
            }
        }
        return $cart;
    }

    /** What of it the stored lines of a sale say was taken off. */
    public function applied(array $lines): int
    {
        return self::taken(array_column($lines, null, 'line'));
    }

    public static function inBasket(): int
    {
        return self::taken(session()->get(self::CART) ?? []);
    }

    /** By line number. */
    private static function taken(array $lines): int
    {
        $off = 0;
        foreach (session()->get(self::SESSION) ?? [] as $number => $ours) {
            $off += isset($lines[$number]) && self::isOurs($lines[$number], $ours) ? self::off($lines[$number]) : 0;
        }
        return $off;
    }

    /** The basket's lines as Comeback takes them. */
    public static function items(): array
    {
        return array_map(static fn (array $item): array => [
            'sku' => (string) ($item['item_number'] ?: $item['item_id']),
            'name' => mb_strcut((string) $item['name'], 0, 128),
            'quantity_milli' => Money::milli($item['quantity']),
            'amount_minor' => self::gross($item) - self::off($item),
        ], array_values(session()->get(self::CART) ?? []));
    }

    public static function gross(array $line): int
    {
        return (int) round(Money::minor($line['price']) * Money::milli($line['quantity']) / 1000);
    }

    public static function off(array $line): int
    {
        return (int) round((int) $line['discount_type'] === self::FIXED
            ? Money::minor($line['discount']) * Money::milli($line['quantity']) / 1000
            : self::gross($line) * (float) $line['discount'] / 100);
    }

    /** Minor units off each piece of a line, at most so many in all. */
    private static function each(array $item, int $minor): int
    {
        $pieces = Money::milli($item['quantity']);
        if ($minor <= 0 || $pieces <= 0 || (float) $item['discount'] != 0) {
            return 0;
        }
        $each = min(intdiv($minor * 1000, $pieces), Money::minor($item['price']));
        return $each - $each % Money::step();
    }

    private static function isOurs(array $line, string $ours): bool
    {
        return (int) $line['discount_type'] === self::FIXED && (float) $line['discount'] === (float) $ours;
    }

    private static function change(array &$item, int $each, int $type): void
    {
        $item['discount'] = Money::decimal($each);
        $item['discount_type'] = $type;
        $item['discounted_total'] = Money::decimal(self::gross($item) - self::off($item));
    }
}
