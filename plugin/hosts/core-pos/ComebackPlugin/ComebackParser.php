<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\DisplayLib;
use COREPOS\pos\parser\Parser;

/**
 * A code that ComebackPreParser took; A, the list of what may be answered, and A with a number of
 * it or the day of an appointment; CARD and NOTE; and COMEBACK alone, which says how we are.
 */
class ComebackParser extends Parser
{
    const WORD = 'COMEBACK';
    const LIST_KEY = 'A';
    const NUMBER = '/^A(\d{1,3})$/';
    const DAY = '/^A(\d{4}-\d\d-\d\d)(T\d\d:\d\d)?$/';

    public function check($str)
    {
        return in_array($str, array(self::WORD, self::LIST_KEY), true)
            || in_array($str, ComebackBasket::KEYS, true)
            || preg_match(self::NUMBER, $str) === 1 || preg_match(self::DAY, $str) === 1;
    }

    public function parse($str)
    {
        if ($str === self::LIST_KEY) {
            return ComebackTill::keys() === array() ? $this->answer(ComebackTill::NO_SALE)
                : $this->page('ComebackMenu');
        }
        if (preg_match(self::NUMBER, $str, $found) === 1) {
            return $this->choose((int) $found[1]);
        }
        if (preg_match(self::DAY, $str) === 1) {
            return $this->answer(ComebackTill::answer('next.at', self::moment($str)));
        }

        return $this->answer($this->say($str));
    }

    /** The day behind A, or the moment with the lane's own offset. */
    public static function moment($str)
    {
        $day = substr($str, 1);

        return strpos($day, 'T') === false ? $day : date('c', strtotime($day));
    }

    private function say($str)
    {
        $code = $this->session->get('ComebackCode');
        $this->session->set('ComebackCode', '');
        if ($str !== self::WORD) {
            return ComebackTill::ask(strtolower($str));
        }

        return $code === '' ? ComebackTill::health() : ComebackTill::scan($code);
    }

    private function choose($number)
    {
        $key = ComebackTill::key($number);
        if ($key === null) {
            return $this->answer("There is no A{$number} now. A lists what there is.");
        }
        if ($key[0] === 'next.at') {
            return $this->page('ComebackDay');
        }

        return $this->answer($key[0] === 'print' ? ComebackTill::ask($key[1])
            : ComebackTill::answer($key[0], $key[1]));
    }

    private function page($class)
    {
        $ret = $this->default_json();
        $ret['main_frame'] = (new ComebackPlugin())->pluginUrl() . "/{$class}.php";

        return $ret;
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
            <tr><td>A</td><td>What can be answered at this sale, or the last one</td></tr>
            <tr><td>A<i>number</i></td><td>That answer</td></tr>
            <tr><td>A<i>2027-05-12</i></td><td>An appointment; <i>T14:30</i> behind it</td></tr>
            <tr><td>CARD</td><td>A referral card with this sale, or the last one</td></tr>
            <tr><td>NOTE</td><td>A next-visit note with this sale</td></tr>
            <tr><td>COMEBACK</td><td>Does Comeback work?</td></tr>
            </table>';
    }
}
