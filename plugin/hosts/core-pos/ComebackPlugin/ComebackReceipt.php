<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\ReceiptBuilding\Messages\ReceiptMessage;

/**
 * The next-visit note inside the receipt, and with it the telling of the sale: this is the first
 * that a plugin hears of a sale that is paid. Called again for a store copy and for a reprint.
 */
class ComebackReceipt extends ReceiptMessage
{
    /** ESC/POS bytes have no place in an e-mail. */
    public $paper_only = true;

    public function select_condition()
    {
        return 'COUNT(*)';
    }

    public function message($val, $ref, $reprint = false)
    {
        $note = $reprint ? '' : ComebackTill::finish($ref);

        /* CORE sets its small font once, at the top; a note leaves the printer's own behind. */
        return $note === '' ? '' : "\n" . $note . "\x1b!\x01";
    }
}
