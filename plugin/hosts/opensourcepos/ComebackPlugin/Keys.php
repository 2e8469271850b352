<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use ComebackKeys;

/**
 * The cashier's keys before payment: those chosen for the basket, kept in the session and told with
 * the sale. Until then each may be let go, or another taken in its place.
 */
final class Keys
{
    private const CHOSEN = 'comeback_chosen';
    private const ADVICE = 'advice';

    public static function isPress(): bool
    {
        return self::post('key') !== '';
    }

    /** The sale that is to be told once more; '' for the basket. */
    public static function of(): string
    {
        return self::post('of');
    }

    public static function isAdvice(): bool
    {
        return self::post('key') === self::ADVICE;
    }

    /** The key of this request as fields of comeback.h; [] where it has none that could be meant. */
    public static function pressed(): array
    {
        return ComebackKeys::key(self::post('key'), self::post('word'), self::post('day'), self::post('time'), self::post('text'));
    }

    public static function choose(array $key): void
    {
        session()->set(self::CHOSEN, ComebackKeys::choose(self::chosen(), $key));
    }

    public static function chosen(): array
    {
        return session()->get(self::CHOSEN) ?? [];
    }

    public static function drop(): void
    {
        session()->remove(self::CHOSEN);
    }

    /** Above the basket. One without items may be told as advice. */
    public static function buttons(array $told): string
    {
        $rows = ComebackKeys::rows($told);
        if (Discount::items() === []) {
            $rows[] = ['field' => self::ADVICE, 'text' => lang('ComebackPlugin.no_sale'), 'words' => [self::ADVICE => '']];
        }
        return Box::keys($rows, array_map(static fn (string $word): array => [$word], self::chosen()), [], '');
    }

    private static function post(string $name): string
    {
        $told = service('request')->getPost("comeback_$name");
        return is_string($told) ? trim($told) : '';
    }
}
