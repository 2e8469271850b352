<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\DisplayLib;
use COREPOS\pos\parser\Parser;

/**
 * A code that ComebackPreParser took; CARD and NOTE, the keys that Comeback's prompts name; and
 * COMEBACK alone, which says how we are.
 */
class ComebackParser extends Parser
{
    const WORD = 'COMEBACK';

    public function check($str)
    {
        return $str === self::WORD || in_array($str, ComebackBasket::KEYS, true);
    }

    public function parse($str)
    {
        $code = $this->session->get('ComebackCode');
        $this->session->set('ComebackCode', '');
        if ($str !== self::WORD) {
            $message = ComebackTill::ask(strtolower($str));
        } elseif ($code !== '') {
            $message = ComebackTill::scan($code);
        } else {
            $message = ComebackTill::health();
        }

        return $this->answer($message);
    }

    /** A scale of '' has the notifications drawn anew, of which one is ours. */
    private function answer($message)
    {
        $ret = $this->default_json();
        $ret['output'] = $message === '' ? DisplayLib::lastpage() : DisplayLib::boxMsg(
            nl2br(htmlspecialchars($message)),
            'Comeback',
            true,
            DisplayLib::standardClearButton()
        );
        $ret['redraw_footer'] = true;
        $ret['scale'] = '';

        return $ret;
    }

    public function doc()
    {
        return '<table cellspacing=0 cellpadding=3 border=1>
            <tr><th>Input</th><th>Result</th></tr>
            <tr><td><i>code</i></td><td>A next-visit note or a referral card is shown</td></tr>
            <tr><td>CARD</td><td>A referral card with this sale, or the last one</td></tr>
            <tr><td>NOTE</td><td>A next-visit note with this sale</td></tr>
            <tr><td>COMEBACK</td><td>Does Comeback work?</td></tr>
            </table>';
    }
}
