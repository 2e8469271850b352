<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\TotalActions\TotalAction;

/** At each total: the discount that the codes shown, or this member, earn on what was rung up. */
class ComebackTotal extends TotalAction
{
    public function apply()
    {
        ComebackTill::total();

        return true;
    }
}
