<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\Notifier;

/** At the right of the screen: what Comeback says of this sale, or of the one just finished. */
class ComebackNotifier extends Notifier
{
    public function draw()
    {
        $line = ComebackTill::line();

        return $line === '' ? ''
            : '<div class="coloredBorder">' . nl2br(htmlspecialchars($line)) . '</div>';
    }
}
