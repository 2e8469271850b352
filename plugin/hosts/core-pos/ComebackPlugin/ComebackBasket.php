<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\Database;
use COREPOS\pos\lib\TransRecord;

/**
 * A transaction of CORE's as the sale that Comeback is told. What is ours lies in the transaction
 * itself, so that it outlives a suspended sale, a restarted browser and the session: log rows
 * (upc COMEBACK, not shown and not printed) for each code, key and answer, and a store coupon
 * (charflag CB) with the discount. CORE makes coupons tenders when the transaction ends. A row's
 * description takes 30 characters: an answer is "=FIELD=VALUE", in as many rows as it needs, the
 * others beginning with "+". What an appointment is for is the customer's and stays in the session.
 */
final class ComebackBasket
{
    const HOST = 'core-pos';
    const UPC = 'COMEBACK';
    const FLAG = 'CB';
    const KEYS = array('CARD', 'NOTE');
    const ROW = 29;

    /* Of a voided line both rows stay, so rows are added up. The total is what the customer pays:
     * all but tenders, among which coupons are none. */
    const SUMS = "SELECT MAX(datetime) AS at, MAX(card_no) AS member, MAX(staff) AS staff,
            SUM(CASE WHEN trans_status='X' THEN 0 ELSE 1 END) AS kept,
            SUM(CASE WHEN trans_type='T' AND trans_subtype NOT IN ('CP','IC') THEN 1 ELSE 0 END)
                AS tenders,
            SUM(CASE WHEN trans_type='T' AND trans_subtype NOT IN ('CP','IC') THEN 0 ELSE total END)
                AS due,
            SUM(CASE WHEN trans_type IN ('I','D') AND discountable>0 THEN total ELSE 0 END)
                AS discountable,
            SUM(CASE WHEN charflag='CB' THEN -total ELSE 0 END) AS applied,
            SUM(CASE WHEN charflag='CB' AND trans_status='V' THEN 1 ELSE 0 END) AS taken_off,
            SUM(CASE WHEN trans_status='R' THEN 1 ELSE 0 END) AS refunded,
            SUM(CASE WHEN trans_type IN ('I','D') AND total>0
                AND COALESCE(trans_status,'') NOT IN ('R','V','D') THEN 1 ELSE 0 END) AS bought,
            MAX(CASE WHEN description LIKE 'VOIDING TRANSACTION %' AND trans_subtype='CM'
                THEN SUBSTRING(description, 21) ELSE '' END) AS undone";

    const ITEMS = "SELECT l.upc AS sku, MIN(l.description) AS name, MIN(d.dept_name) AS category,
            SUM(l.quantity) AS quantity, SUM(l.total) AS amount
        FROM %s AS l LEFT JOIN %sdepartments AS d ON l.department=d.dept_no
        WHERE %s AND l.trans_type IN ('I','D') AND COALESCE(l.trans_status,'')<>'D'
            AND COALESCE(l.trans_subtype,'') NOT IN ('CP','IC')
        GROUP BY l.upc, l.department
        HAVING SUM(l.quantity)<>0";

    /** emp, lane, trans */
    private $number;
    private $table;
    private $sums;
    private $ours;

    private function __construct($table, $number)
    {
        $this->number = array_map('intval', $number);
        $this->table = $table;
        $rows = $this->rows(self::SUMS . " FROM {$table} AS l WHERE " . $this->where());
        $this->sums = $rows[0];
        $this->ours = array_column($this->rows("SELECT description FROM {$table} AS l
            WHERE {$this->where()} AND upc='COMEBACK' AND trans_type='L'
            ORDER BY trans_id"), 'description');
    }

    /** Under way. */
    public static function open()
    {
        return new self('localtemptrans', array(
            CoreLocal::get('CashierNo'), CoreLocal::get('laneno'), CoreLocal::get('transno'),
        ));
    }

    /** Ended today; ref is CORE's, emp-lane-trans. */
    public static function ended($ref)
    {
        return new self('localtranstoday', explode('-', $ref, 3) + array(0, 0, 0));
    }

    /** CORE counts anew each day. */
    public function ref()
    {
        $at = $this->sums['at'] ? strtotime($this->sums['at']) : time();

        return date('Y-m-d', $at) . '-' . implode('-', $this->number);
    }

    /** Not cancelled, suspended or thrown away: those have no tender. */
    public function isPaid()
    {
        return $this->sums['kept'] > 0 && $this->sums['tenders'] > 0;
    }

    public function isTendered()
    {
        return $this->sums['tenders'] > 0;
    }

    /** '' for everybody whom CORE does not know. */
    public function member()
    {
        $nobody = array('', '0', CoreLocal::get('defaultNonMem'), CoreLocal::get('visitingMem'));
        $member = trim((string) $this->sums['member']);

        return in_array($member, array_map('strval', $nobody), true) ? '' : $member;
    }

    public function codes()
    {
        $codes = preg_grep('/^[=+]/', $this->ours, PREG_GREP_INVERT);

        return array_values(array_diff($codes, self::KEYS));
    }

    public function keep($word)
    {
        if (!in_array($word, $this->ours, true)) {
            $this->add($word);
        }
    }

    /** What the cashier answered, by field. What was answered last stands; '' takes it back. */
    public function answers()
    {
        $text = str_replace("\n+", '', implode("\n", $this->ours));
        preg_match_all('/^=([^=\n]+)=(.*)$/m', $text, $said);

        return array_filter(array_combine($said[1], $said[2]), 'strlen');
    }

    /** The same with the slip that was asked for. */
    public function chosen()
    {
        return $this->answers() + array_filter(array('print' => $this->printed()));
    }

    /** What the appointment among these answers is for, if it was told. */
    public function words(array $answers)
    {
        $words = CoreLocal::get('ComebackWords');
        $told = isset($answers['next.at']) && is_array($words) && $words[0] === $answers['next.at'];

        return $told ? array('next.text' => $words[1]) : array();
    }

    public function answer($field, $value)
    {
        foreach (str_split("{$field}={$value}", self::ROW) as $i => $part) {
            $this->add(($i === 0 ? '=' : '+') . $part);
        }
    }

    private function said()
    {
        $answers = $this->answers();

        return $answers + $this->words($answers);
    }

    private function add($word)
    {
        TransRecord::addLogRecord(array('upc' => self::UPC, 'description' => $word));
        $this->ours[] = $word;
    }

    /** Before payment: what a discount is taken of, which CORE itself discounts, less tax. */
    public function look(array $more = array())
    {
        $base = $this->sums['discountable'] - (float) CoreLocal::get('transDiscount');

        return $this->said() + array(
            'host' => self::HOST,
            'cart' => $this->ref(),
            'till' => (string) $this->number[1],
            'total_minor' => max(0, self::minor($base)),
            'customer.id' => $this->member(),
            'print' => $this->printed(),
            'scan' => array_merge($this->codes(), $more),
        );
    }

    /** After payment. */
    public function sale()
    {
        return $this->kind() + $this->said() + array(
            'host' => self::HOST,
            'ref' => $this->ref(),
            'cart' => CoreLocal::get('ComebackCart') ?: $this->ref(),
            'at' => date('c', strtotime($this->sums['at'])),
            'till' => (string) $this->number[1],
            'cashier' => (string) $this->number[0],
            'total_minor' => self::minor($this->sums['due']),
            'customer.id' => $this->member(),
            'customer.name' => $this->name(),
            'discount.applied_minor' => max(0, self::minor($this->applied())),
            'print' => $this->printed(),
            'items' => $this->items(),
            'scan' => $this->codes(),
        );
    }

    /** Makes the coupon so many dollars, by a row with what is missing. One that the cashier voided
     * stays off. */
    public function discount($dollars)
    {
        $more = round($dollars - $this->applied(), 2);
        if ($more == 0 || $this->sums['taken_off'] > 0) {
            return;
        }
        TransRecord::addRecord(array(
            'description' => ' * Comeback Coupon',
            'trans_type' => 'I',
            'trans_subtype' => 'IC',
            'trans_status' => 'C',
            'department' => (int) CoreLocal::get('ComebackDepartment'),
            'quantity' => 1,
            'ItemQtty' => 1,
            'unitPrice' => -$more,
            'total' => -$more,
            'regPrice' => -$more,
            'charflag' => self::FLAG,
        ));
    }

    private function applied()
    {
        return (float) $this->sums['applied'];
    }

    private function kind()
    {
        if ($this->number[0] === 9999 || $this->number[1] === 99) {
            return array('kind' => 'training');
        }
        if ($this->sums['undone'] !== '') {
            $original = substr($this->ref(), 0, 11) . $this->sums['undone'];
            return array('kind' => 'void', 'original' => $original);
        }
        if ($this->sums['refunded'] > 0) {
            return array('kind' => $this->sums['bought'] > 0 ? 'exchange' : 'return');
        }

        return array('kind' => 'sale');
    }

    private function printed()
    {
        $asked = array_intersect($this->ours, self::KEYS);

        return $this->sums['staff'] > 0 ? 'none' : strtolower((string) reset($asked));
    }

    private function name()
    {
        $known = $this->member() !== '' && $this->member() === (string) CoreLocal::get('memberID');

        return $known ? trim(CoreLocal::get('fname') . ' ' . CoreLocal::get('lname')) : '';
    }

    private function items()
    {
        $departments = CoreLocal::get('pDatabase') . Database::tDataConnect()->sep();
        $rows = $this->rows(sprintf(self::ITEMS, $this->table, $departments, $this->where()));

        return array_map(function ($row) {
            return array(
                'sku' => $row['sku'],
                'name' => $row['name'],
                'category' => $row['category'],
                'quantity_milli' => (int) round($row['quantity'] * 1000),
                'amount_minor' => self::minor($row['amount']),
            );
        }, $rows);
    }

    /** localtemptrans holds one transaction, whose cashier may change; numbers are whole. */
    private function where()
    {
        if ($this->table === 'localtemptrans') {
            return '1=1';
        }

        return vsprintf('l.emp_no=%d AND l.register_no=%d AND l.trans_no=%d', $this->number)
            . ' AND l.datetime >= ' . Database::tDataConnect()->curdate();
    }

    private function rows($sql)
    {
        $dbc = Database::tDataConnect();
        $result = $dbc->query($sql);
        if ($result === false) {
            throw new RuntimeException('the lane\'s database did not answer');
        }
        for ($rows = array(); $row = $dbc->fetchRow($result);) {
            $rows[] = $row;
        }

        return $rows;
    }

    private static function minor($dollars)
    {
        return (int) round(100 * (float) $dollars);
    }
}
