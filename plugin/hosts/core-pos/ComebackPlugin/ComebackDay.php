<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\gui\NoInputCorePage;

if (!class_exists('AutoLoader', false)) {
    include_once dirname(__FILE__) . '/../../lib/AutoLoader.php';
}

/**
 * An appointment: its day, its time if it has one, and what it is for. The day goes to the parsers
 * as if it had been keyed; without one, or with CL in the words, nothing does.
 */
class ComebackDay extends NoInputCorePage
{
    public function preprocess()
    {
        $day = $this->form->tryGet('day', null);
        if ($day === null) {
            return true;
        }
        $time = $this->form->tryGet('time');
        $words = trim($this->form->tryGet('words'));
        $at = 'A' . $day . ($time === '' ? '' : 'T' . substr($time, 0, 5));
        $input = '';
        if (strtoupper(substr($words, -2)) !== 'CL' && preg_match(ComebackParser::DAY, $at) === 1) {
            CoreLocal::set('ComebackWords', array(ComebackParser::moment($at), $words));
            $input = "?reginput={$at}&repeat=1";
        }
        $this->change_page($this->page_url . 'gui-modules/pos2.php' . $input);

        return false;
    }

    public function head_content()
    {
        $this->add_onload_command("\$('#day').focus();\n");
    }

    public function body_content()
    {
        echo '<div class="baseHeight"><div class="centeredDisplay colored">
            <span class="larger">Appointment</span>
            <form method="post" action="' . AutoLoader::ownURL() . '">
            <p><input type="date" name="day" id="day" min="' . date('Y-m-d') . '" />
            <input type="time" name="time" /></p>
            <p><input type="text" name="words" maxlength="60" placeholder="what for" /></p>
            <p><button type="submit" class="pos-button wide-button coloredArea">' . _('OK') . '
            <span class="smaller">' . _('[enter]') . '</span></button></p>
            <p><button type="submit" class="pos-button wide-button errorColoredArea" formnovalidate
            onclick="$(\'#day\').val(\'\');">' . _('Cancel') . '</button></p>
            </form></div></div>';
    }
}

AutoLoader::dispatch();
