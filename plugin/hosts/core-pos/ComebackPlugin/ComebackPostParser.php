<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\parser\PostParser;

/**
 * Has the right of the screen drawn anew where it would be behind: after a total CORE does not. A
 * scale of '' does it.
 */
class ComebackPostParser extends PostParser
{
    public function parse($json)
    {
        if (isset($json['scale']) && $json['scale'] === false && ComebackNotifier::isStale()) {
            $json['scale'] = '';
        }

        return $json;
    }
}
