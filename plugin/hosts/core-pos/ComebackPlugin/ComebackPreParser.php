<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\parser\PreParser;

/**
 * Takes a code before other preparsers see it: Refund looks for RF anywhere in what was entered,
 * ToggleTaxFSDisc for DN and FN, NoReceiptPreParse for NR at either end, and each would take its
 * letters out of a code and do as they say.
 */
class ComebackPreParser extends PreParser
{
    const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    /** Notes begin with G to Q, cards with R to Z; as printed, or with blanks. */
    const PRINTED = '/^[GHJKMNP-TV-Z][0-9A-Z]{3}[- ][0-9A-Z]{4}[- ][0-9A-Z]{4}$/';
    /** Without hyphens. Twelve symbols may be CORE's, too: a refund, void, coupon or price check of
     * a number, a tender without receipt, a scale's weight, a search. */
    const BARE = '/^(?!(RF|VD|RC|PC)\d+(DP\d*)?$|NR\d+[A-Z]{2}$|S1[14]\d+$|PV|.*PV$)'
        . '[GHJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{11}$/';

    public function check($str)
    {
        $printed = preg_match(self::PRINTED, $str) === 1;

        return $printed || (preg_match(self::BARE, $str) === 1 && $this->checksOut($str));
    }

    /** Of what looks as printed, a wrong check symbol is a typo, which the library tells. */
    public function parse($str)
    {
        $this->session->set('ComebackCode', $str);

        return ComebackParser::WORD;
    }

    /** GF(32), x^5+x^2+1: the sum of alpha^i * symbol[i], i from 0 at the left, is 0. */
    private function checksOut($symbols)
    {
        $sum = 0;
        foreach (str_split(strrev($symbols)) as $symbol) {
            $sum = ($sum << 1) ^ ($sum & 16 ? 37 : 0) ^ strpos(self::ALPHABET, $symbol);
        }

        return $sum === 0;
    }

    public function doc()
    {
        return 'The code of a next-visit note or a referral card, as printed';
    }
}
