<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

/** What the cashier reads and presses, as HTML in the host's own look. It is never printed. */
final class Box
{
    /** '' where there is nothing to say. $keys: of keys(). */
    public static function html(string $id, array $lines, string $keys): string
    {
        $lines = array_filter(array_map('trim', $lines));
        return $lines === [] && $keys === '' ? '' : '<div id="' . $id . '" class="alert alert-info print_hide" role="status">'
            . implode('<br>', array_map('esc', $lines)) . $keys . '</div>';
    }

    /**
     * $rows: of ComebackKeys; $pressed: words by field; $over: fields that take no word any more;
     * $of: number of the sale that is told once more, '' for the basket.
     */
    public static function keys(array $rows, array $pressed, array $over, string $of): string
    {
        $number = 0;
        $html = '';
        foreach ($rows as $row) {
            $html .= '<p>' . esc($row['text'] ?: lang('ComebackPlugin.of_' . $row['field']));
            foreach ($row['words'] as $word => $label) {
                $down = in_array((string) $word, $pressed[$row['field']] ?? [], true);
                $closed = $of !== '' && ($down || in_array($row['field'], $over, true));
                $html .= self::button($row['field'], (string) $word, $label, ++$number, $down, $closed);
            }
            $html .= '</p>';
        }
        return self::form($of, $html . self::appointment($pressed));
    }

    /* Digits are on the first nine: see keys.js. */
    private static function button(string $field, string $word, string $label, int $number, bool $down, bool $closed): string
    {
        return ' <button type="button" class="comeback_key btn btn-xs ' . ($down ? 'btn-primary active' : 'btn-default')
            . '" name="' . esc($field) . '" value="' . esc($word) . '" aria-pressed="' . ($down ? 'true' : 'false') . '"'
            . ($number <= 9 ? ' data-digit="' . $number . '"' : '') . ($closed ? ' disabled' : '') . '>'
            . ($number <= 9 ? $number . ' ' : '') . esc($label ?: lang('ComebackPlugin.' . $word)) . '</button>';
    }

    /* What was entered last stands in it. */
    private static function appointment(array $pressed): string
    {
        $made = isset($pressed['next.at']);
        $at = array_slice($pressed['next.at'] ?? [''], -1)[0];
        $for = array_slice($pressed['next.text'] ?? [''], -1)[0];
        return '<details' . ($made ? ' open' : '') . '>'
            // Bootstrap takes away the mark that it can be opened.
            . '<summary style="display: list-item; cursor: pointer">' . lang('ComebackPlugin.appointment') . '</summary>'
            . self::input('date', 'day', substr($at, 0, 10)) . self::input('time', 'time', substr($at, 11, 5))
            . self::input('text', 'text', $for) . '<button type="button" class="comeback_key btn btn-xs '
            . ($made ? 'btn-primary active' : 'btn-default') . '" name="next.at" value="1">'
            . lang('ComebackPlugin.enter') . '</button></details>';
    }

    private static function input(string $type, string $name, string $value): string
    {
        $label = lang('ComebackPlugin.' . $name);
        return '<input type="' . $type . '" name="comeback_' . $name . '" value="' . esc($value) . '" maxlength="64" title="'
            . $label . '" placeholder="' . $label . '"> ';
    }

    private static function form(string $of, string $inner): string
    {
        return '<form class="comeback_keys" method="post" action="' . site_url('sales/add') . '">' . csrf_field()
            . '<input type="hidden" name="comeback_of" value="' . esc($of) . '">' . $inner . '</form>'
            . '<script src="' . site_url('sales') . '?comeback=keys.js" defer></script>';
    }
}
