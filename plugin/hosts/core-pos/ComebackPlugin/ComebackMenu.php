<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\DisplayLib;
use COREPOS\pos\lib\MiscLib;
use COREPOS\pos\lib\gui\NoInputCorePage;

if (!class_exists('AutoLoader', false)) {
    include_once dirname(__FILE__) . '/../../lib/AutoLoader.php';
}

/**
 * The list behind A, as CORE's own lists are: arrows and Enter, CL and Enter to leave it, or the
 * number alone. What was picked goes to the parsers as if it had been keyed.
 */
class ComebackMenu extends NoInputCorePage
{
    /* A number that others begin with waits for Enter. */
    const PRESS = "$(document).keydown(function (e) {
        var digit = String.fromCharCode(e.which >= 96 ? e.which - 48 : e.which);
        var begin = $('#selectlist option').filter(function () {
            return /[0-9]/.test(digit) && this.value.indexOf('A' + digit) === 0;
        });
        if (begin.length === 1) {
            e.preventDefault();
            $('#selectlist').val(begin.val());
            $('#selectform').removeAttr('onsubmit').submit();
        }
    });";

    const NOTHING = "$('#selectlist').append($('<option>').val('')).val('');";

    public function preprocess()
    {
        $picked = $this->form->tryGet('selectlist', null);
        if ($picked === null) {
            return true;
        }
        $input = preg_match('/^A\d+$/', $picked) === 1 ? "?reginput={$picked}&repeat=1" : '';
        $this->change_page($this->page_url . 'gui-modules/pos2.php' . $input);

        return false;
    }

    public function head_content()
    {
        $base = MiscLib::baseURL();
        echo "<script type=\"text/javascript\" src=\"{$base}js/selectSubmit.js\"></script>";
        $this->add_onload_command("selectSubmit('#selectlist', '#selectform');\n");
        $this->add_onload_command("\$('#selectlist').focus();\n");
        $this->add_onload_command(self::PRESS);
    }

    public function body_content()
    {
        echo '<div class="baseHeight"><div class="listbox">
            <form name="selectform" id="selectform" method="post" onsubmit="return false;"
                action="' . AutoLoader::ownURL() . '">
            <select name="selectlist" id="selectlist" size="15" style="min-width: 380px;"
                onblur="$(\'#selectlist\').focus();">';
        $selected = 'selected';
        foreach (ComebackTill::keys() as $number => $text) {
            $text = htmlspecialchars($text);
            echo "<option value=\"A{$number}\" {$selected}>{$number}. {$text}</option>";
            $selected = '';
        }
        echo '</select></form></div>';
        if ($this->session->get('touchscreen')) {
            echo '<div class="listbox listboxText">'
                . DisplayLib::touchScreenScrollButtons('#selectlist') . '</div>';
        }
        echo '<div class="listboxText coloredText centerOffset">'
            . _('use arrow keys to navigate')
            . self::button('coloredArea', '', _('OK'), _('[enter]'))
            . self::button('errorColoredArea', self::NOTHING, _('Cancel'), _('[clear]'))
            . '</div><div class="clear"></div></div>';
    }

    private static function button($class, $before, $label, $key)
    {
        return "<p><button type=\"button\" class=\"pos-button wide-button {$class}\"
            onclick=\"{$before}\$('#selectform').removeAttr('onsubmit').submit();\">
            {$label} <span class=\"smaller\">{$key}</span></button></p>";
    }
}

AutoLoader::dispatch();
