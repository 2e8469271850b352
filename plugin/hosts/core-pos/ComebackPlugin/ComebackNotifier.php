<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\Notifier;

/**
 * At the right of the screen: what Comeback says of this sale, or of the one just finished, and the
 * keys of what is to be asked, which can be touched, too.
 */
class ComebackNotifier extends Notifier
{
    const KEY = '<button type="button" class="pos-button coloredBorder"
        onclick="parseWrapper(\'A%1$d\');">A%1$d %2$s</button> ';

    public function draw()
    {
        $html = self::html();
        CoreLocal::set('ComebackDrawn', md5($html));

        return $html;
    }

    /** Is something else to be read than was drawn? */
    public static function isStale()
    {
        return CoreLocal::get('ComebackDrawn') !== md5(self::html());
    }

    private static function html()
    {
        $html = nl2br(htmlspecialchars(ComebackTill::line()));
        foreach (ComebackTill::asked() as $text => $keys) {
            $html .= '<div>' . htmlspecialchars($text) . '</div>';
            foreach ($keys as $number => $label) {
                $html .= sprintf(self::KEY, $number, htmlspecialchars($label));
            }
        }
        foreach (ComebackTill::done() as $text) {
            $html .= '<div>&#10003; ' . htmlspecialchars($text) . '</div>';
        }

        return $html === '' ? '' : '<div class="coloredBorder">' . $html . '</div>';
    }
}
