<?php
// SPDX-License-Identifier: MIT

/**
 * \file    class/comebacktill.class.php
 * \ingroup comeback
 * \brief   An invoice of TakePOS as a sale of Comeback.
 */

require_once __DIR__.'/comebackdiscount.class.php';
require_once __DIR__.'/comebackrecord.class.php';

/**
 * Before payment a draft is looked up as often as it changes, and has our discount as lines of its
 * own; once it is paid it is told. Callers catch what Dolibarr throws; Comeback throws nothing.
 */
class ComebackTill
{
	const CODES_MAX = 8;
	const BUSY = -13;
	/* In the session: the invoice that was paid last, of which keys may still be pressed. */
	const LAST = 'comeback_last';

	/** @var DoliDB */
	private $db;
	/** @var Comeback */
	private $comeback;

	/**
	 * @param DoliDB $db Database handler
	 */
	public function __construct($db)
	{
		$this->db = $db;
		self::load();
		$this->comeback = new Comeback(self::options());
	}

	/**
	 * @return string '' or one sentence for the owner: why nothing works now
	 */
	public static function problem()
	{
		try {
			self::load();
			return (new Comeback(self::options()))->problem();
		} catch (Throwable $thrown) {
			return $thrown->getMessage();
		}
	}

	/**
	 * A file that cannot be required ends the page, and with it a payment, whatever would be caught.
	 */
	private static function load()
	{
		foreach (array('/../Comeback.php', '/../../../php/Comeback.php') as $file) {
			if (is_readable(__DIR__.$file)) {
				require_once __DIR__.$file;
				return;
			}
		}
		throw new RuntimeException('custom/comeback/Comeback.php cannot be read');
	}

	/**
	 * Paths of this machine come from conf.php, which no page can write: a path of a library that
	 * could be set in a browser would let that browser run anything.
	 *
	 * @return array for Comeback
	 */
	public static function options()
	{
		$options = array();
		foreach (array('config', 'library', 'cdef', 'socket') as $name) {
			$value = $GLOBALS['dolibarr_comeback_'.$name] ?? '';
			$options += $value === '' ? array() : array($name => $value);
		}
		return $options;
	}

	/**
	 * A code that the customer showed.
	 *
	 * @param  Facture $invoice A draft of TakePOS
	 * @param  User    $user    Cashier
	 * @param  string  $code    As typed or scanned
	 * @return ComebackRecord
	 */
	public function scan($invoice, $user, $code)
	{
		$record = new ComebackRecord($this->db, $invoice->id);
		$codes = array_merge(self::words($record->codes), array(self::printed($code)));
		$record->codes = implode(' ', array_slice(array_unique(array_filter($codes)), 0, self::CODES_MAX));
		return $this->look($invoice, $user, $record);
	}

	/**
	 * A key of the cashier's: chosen for the sale until that is paid, and told at once after it.
	 *
	 * @param Facture $invoice Of TakePOS
	 * @param User    $user    Cashier
	 * @param array   $key     Of ComebackKeys::key()
	 */
	public function press($invoice, $user, $key)
	{
		$record = new ComebackRecord($this->db, $invoice->id);
		if ($record->tag !== '') {
			$this->tell($invoice, $user, $record, $key);
			return;
		}
		$keys = $record->keys();
		$keys['chosen'] = ComebackKeys::choose($keys['chosen'], $key);
		$record->setKeys($keys);
		$record->save();
	}

	/**
	 * Served, and nothing sold: a visit with the keys that were chosen. Its note comes out of the
	 * shop's printer.
	 *
	 * @param Facture $invoice A draft without articles
	 * @param User    $user    Cashier
	 */
	public function advise($invoice, $user)
	{
		$record = new ComebackRecord($this->db, $invoice->id);
		$keys = $record->keys();
		$advice = array('kind' => 'advice', 'ref' => 'advice-'.(int) $invoice->id, 'total_minor' => 0);
		$answer = $this->comeback->finish($advice + $keys['chosen'] + $this->sale($invoice, $user, $record));
		$this->log($answer);
		$record->setKeys(array('chosen' => $answer['status'] < 0 ? $keys['chosen'] : array()) + $keys);
		$this->say($record, $answer, '');
		$record->save();
	}

	/**
	 * Looks the basket up where it is another than at the last look.
	 *
	 * @param  Facture $invoice Of TakePOS
	 * @param  User    $user    Cashier
	 * @return ComebackRecord
	 */
	public function refresh($invoice, $user)
	{
		$record = new ComebackRecord($this->db, $invoice->id);
		if (!self::isDraft($invoice) || self::basket($invoice, $record) === $record->basket) {
			return $record;
		}
		return $this->look($invoice, $user, $record);
	}

	/**
	 * @param  Facture $invoice Or none yet
	 * @return bool
	 */
	public static function isDraft($invoice)
	{
		// Older Dolibarrs keep only statut up to date, and newer ones are about to drop it.
		return $invoice->id > 0 && ($invoice->statut ?? $invoice->status) == Facture::STATUS_DRAFT;
	}

	/**
	 * Trigger BILL_PAYED: never for a part payment.
	 *
	 * @param Facture $invoice Paid in full
	 * @param User    $user    Who took the money
	 */
	public function paid($invoice, $user)
	{
		if ($invoice->module_source === 'takepos' && $invoice->type != Facture::TYPE_CREDIT_NOTE) {
			$this->tell($invoice, $user, new ComebackRecord($this->db, $invoice->id));
		}
	}

	/**
	 * Trigger BILL_VALIDATE: a credit note of TakePOS, or of the back office for a sale of TakePOS.
	 *
	 * @param Facture $invoice Its ref is still provisional; newref is the one it gets
	 * @param User    $user    Who validated it
	 */
	public function returned($invoice, $user)
	{
		if ($invoice->type != Facture::TYPE_CREDIT_NOTE) {
			return;
		}
		$original = new Facture($this->db);
		$known = $original->fetch($invoice->fk_facture_source) > 0;
		if ($invoice->module_source !== 'takepos' && !($known && $original->module_source === 'takepos')) {
			return;
		}
		// A basket below zero: TakePOS names the last invoice of that third party, whoever's it was.
		$guessed = strpos($invoice->ref, '(PROV-POS') === 0;
		$sale = $this->sale($invoice, $user, new ComebackRecord($this->db, $invoice->id));
		$told = array('kind' => 'return', 'ref' => empty($invoice->newref) ? $invoice->ref : $invoice->newref);
		$told += $known && !$guessed ? array('original' => $original->ref) : array();
		$this->log($this->comeback->finish($told + $sale));
	}

	/**
	 * Trigger BILL_DELETE, and a basket that TakePOS empties: what was reserved is free again. Of an
	 * invoice that was paid once, opened anew and deleted, the sale never was.
	 *
	 * @param Facture $invoice A draft, or its ref is that of the sale
	 * @param User    $user    Cashier
	 */
	public function dropped($invoice, $user)
	{
		$record = new ComebackRecord($this->db, $invoice->id);
		if ($record->tag !== '') {
			$void = array('kind' => 'void', 'ref' => $invoice->ref, 'original' => $invoice->ref, 'scan' => array());
			$void['total_minor'] = -ComebackMoney::minor($invoice->total_ttc);
			$this->log($this->comeback->finish($void + $this->sale($invoice, $user, $record)));
		} elseif ($record->codes !== '') {
			$this->comeback->cancel(array('host' => self::host(), 'cart' => self::cart($invoice)));
		}
		$record->delete();
	}

	/**
	 * @return ComebackRecord
	 */
	private function look($invoice, $user, $record)
	{
		$ours = $record->discount_lines;
		$answer = $this->comeback->look($this->sale($invoice, $user, $record, true));
		$refused = $this->keepGoodCodes($record, $answer);
		if ($answer['status'] >= 0 && getDolGlobalInt('COMEBACK_DISCOUNT')) {
			$answer = $this->discount($invoice, $user, $record, $answer);
		}
		$record->setKeys(array('rows' => $answer['status'] < 0 ? array() : ComebackKeys::rows($answer)) + $record->keys());
		// A store that is busy now is asked again by the next page.
		$record->basket = $answer['status'] === self::BUSY ? '' : self::basket($invoice, $record);
		$this->say($record, $answer, $refused);
		if ($record->codes.$record->said.$ours !== '' || $record->keys()['chosen'] !== array()) {
			$record->save();
		}
		return $record;
	}

	/**
	 * @return array the answer to the basket as it is with the discount
	 */
	private function discount($invoice, $user, $record, $answer)
	{
		global $langs;
		$minor = (int) $answer['discount_minor'];
		if ($minor === 0 && $record->discount_lines === '') {
			return $answer;
		}
		$langs->load('comeback@comeback');
		$label = $langs->transnoentities('ComebackDiscount');
		$record->discount_lines = ComebackDiscount::put($invoice, $record->discount_lines, $minor, $label);
		return $this->comeback->look($this->sale($invoice, $user, $record));
	}

	/**
	 * A code that is refused is not asked again: each time would count as a guess.
	 *
	 * @return string why the last one was refused; empty where none was
	 */
	private function keepGoodCodes($record, $answer)
	{
		$known = array_column($answer['scan'], null, 'code');
		$good = array();
		$why = '';
		foreach ($answer['status'] < 0 ? array() : self::words($record->codes) as $code) {
			$scan = $known[$code] ?? array('refused' => true, 'why' => $answer['error'], 'code' => '');
			$why = $scan['refused'] ? $scan['why'] : $why;
			$good[] = $scan['refused'] ? '' : $code;
		}
		$record->codes = $answer['status'] < 0 ? $record->codes : implode(' ', array_filter($good));
		return $why;
	}

	/**
	 * @param array $key Pressed after it was told; else those chosen before are told
	 */
	private function tell($invoice, $user, $record, $key = array())
	{
		$keys = $record->keys();
		$isFirst = $record->tag === '';
		// Told once more, its note may be on paper already.
		$form = $isFirst || ($key['print'] ?? '') === 'note' ? self::noteForm() : '';
		$sale = ($key ?: $keys['chosen']) + $this->sale($invoice, $user, $record);
		// Its codes were used up by itself.
		$sale['scan'] = $isFirst ? $sale['scan'] : array();
		$answer = $this->comeback->finish($sale, $form === '' ? array() : array($form));
		$this->log($answer);
		if ($key !== array()) {
			$record->setKeys(ComebackKeys::pressed($keys, $key, $answer) + $keys);
		} elseif ($isFirst) {
			$record->setKeys(ComebackKeys::told($answer, $keys['chosen']) + $keys);
			$_SESSION[self::LAST] = (int) $invoice->id;
		}
		if ($answer['status'] >= 0) {
			$record->tag = $answer['tag'] === '' ? 'unidentified' : $answer['tag'];
		}
		if ($form !== '') {
			$record->note = $answer['slips'][$form];
			$record->note_form = $record->note === '' ? '' : $form;
		}
		$this->say($record, $answer, '');
		$record->save();
		$record->dropOldNotes();
	}

	/**
	 * What the cashier reads.
	 */
	private function say($record, $answer, $refused)
	{
		global $langs;
		$langs->load('comeback@comeback');
		$news = $answer['status'] < 0 ? array() : $record->keys()['news'] ?? array();
		$record->prompts = implode("\n", array_merge(ComebackKeys::prompts($answer), $news));
		if ($refused !== '') {
			$record->said = $refused;
		} elseif ($answer['status'] === self::BUSY) {
			$record->said = $langs->transnoentities('ComebackBusy');
		} elseif ($answer['status'] < 0) {
			$record->said = $langs->transnoentities('ComebackUnreachable');
		} elseif ($answer['status'] > 0) {
			$record->said = $langs->transnoentities('ComebackLater');
		} else {
			// Most baskets are of nobody known until a code is shown: nothing to say.
			$record->said = $record->tag === '' && $answer['tag'] === 'unidentified' ? '' : $answer['why'];
		}
	}

	/**
	 * @return array for Comeback
	 */
	private function sale($invoice, $user, $record, $undiscounted = false)
	{
		global $conf;
		$applied = ComebackDiscount::applied($invoice, $record->discount_lines);
		$total = ComebackMoney::minor($invoice->total_ttc);
		return array(
			'host' => self::host(),
			'ref' => self::isDraft($invoice) ? '' : $invoice->ref,
			'cart' => self::cart($invoice),
			'at' => self::at($invoice),
			'till' => substr((string) $invoice->pos_source, 0, 32),
			'cashier' => mb_strcut($user->login, 0, 32),
			'currency' => $conf->currency,
			'total_minor' => $undiscounted ? $total + $applied : $total,
			'discount.applied_minor' => $undiscounted ? 0 : $applied,
			'items' => self::items($invoice, $record->discount_lines),
			'scan' => self::words($record->codes),
		) + $this->customer($invoice);
	}

	/**
	 * @return array[] for Comeback; without our discount and without titles
	 */
	private static function items($invoice, $ours)
	{
		$items = array();
		foreach ($invoice->lines as $line) {
			if ($line->product_type == 9 || ComebackDiscount::isOurs($line, $ours)) {
				continue;
			}
			$name = empty($line->product_label) ? dol_string_nohtmltag((string) $line->desc) : $line->product_label;
			$items[] = array(
				'sku' => mb_strcut((string) $line->product_ref, 0, 128),
				'name' => mb_strcut($name, 0, 128),
				'quantity_milli' => (int) round($line->qty * 1000),
				'amount_minor' => ComebackMoney::minor($line->total_ttc),
			);
		}
		return $items;
	}

	/**
	 * The third party that a terminal gives to everybody is nobody.
	 *
	 * @return array for Comeback
	 */
	private function customer($invoice)
	{
		if (self::isWalkIn($invoice->socid) || $invoice->fetch_thirdparty() <= 0) {
			return array();
		}
		$customer = $invoice->thirdparty;
		return array(
			'customer.id' => (string) $invoice->socid,
			'customer.name' => mb_strcut((string) $customer->name, 0, 64),
			'customer.phone' => (string) $customer->phone,
			'customer.email' => (string) $customer->email,
			'customer.language' => substr((string) $customer->default_lang, 0, 16),
		);
	}

	/**
	 * @return bool
	 */
	private static function isWalkIn($socid)
	{
		global $conf;
		foreach (get_object_vars($conf->global) as $name => $value) {
			if (strpos($name, 'CASHDESK_ID_THIRDPARTY') === 0 && (int) $value === (int) $socid) {
				return true;
			}
		}
		return (int) $socid <= 0;
	}

	/**
	 * The invoice's own day, so that a sale told once more is told of the same day: a restaurant's
	 * table that pays after midnight, an invoice paid on account weeks later.
	 *
	 * @return string RFC 3339
	 */
	private static function at($invoice)
	{
		$day = date('Y-m-d', (int) $invoice->date);
		return $day === date('Y-m-d', dol_now()) ? date(DATE_ATOM, dol_now()) : date(DATE_ATOM, strtotime($day.' 12:00'));
	}

	/**
	 * @return string of what a look was taken
	 */
	private static function basket($invoice, $record)
	{
		$undiscounted = ComebackMoney::minor($invoice->total_ttc) + ComebackDiscount::applied($invoice, $record->discount_lines);
		return sha1(implode('|', array($undiscounted, $invoice->socid, $record->codes)));
	}

	/**
	 * In which form the receipt takes the note in; empty where it cannot.
	 *
	 * @return string
	 */
	private static function noteForm()
	{
		$method = getDolGlobalString('TAKEPOS_PRINT_METHOD');
		$connector = $method === 'takeposconnector' && filter_var(getDolGlobalString('TAKEPOS_PRINT_SERVER'), FILTER_VALIDATE_URL);
		if (!getDolGlobalInt('COMEBACK_NOTE')) {
			return '';
		}
		if ($method !== 'receiptprinter' && !$connector) {
			return 'note.html';
		}
		return self::printerHasHook() ? 'note' : '';
	}

	/**
	 * Older Dolibarrs print ESC/POS without asking modules: there the note comes by `comeback tap`.
	 *
	 * @return bool
	 */
	public static function printerHasHook()
	{
		$class = @file_get_contents(DOL_DOCUMENT_ROOT.'/core/class/dolreceiptprinter.class.php');
		return strpos((string) $class, "'sendToPrinterBefore'") !== false;
	}

	/**
	 * @return string
	 */
	private static function host()
	{
		global $conf;
		return $conf->entity > 1 ? 'dolibarr.'.(int) $conf->entity : 'dolibarr';
	}

	/**
	 * @return string
	 */
	private static function cart($invoice)
	{
		return 'invoice '.(int) $invoice->id;
	}

	/**
	 * @return string as codes are printed, so that the same code is the same text
	 */
	private static function printed($code)
	{
		$symbols = strtr(preg_replace('/[^0-9A-Z]/', '', strtoupper($code)), 'OIL', '011');
		return implode('-', str_split(substr($symbols, 0, 24), 4));
	}

	/**
	 * @return string[]
	 */
	private static function words($text)
	{
		return $text === '' ? array() : explode(' ', $text);
	}

	/**
	 * What only the owner should know goes to Dolibarr's log.
	 */
	private function log($answer)
	{
		if ($answer['error'] !== '' || $answer['notice'] !== '') {
			$level = $answer['status'] < 0 ? LOG_WARNING : LOG_INFO;
			dol_syslog('Comeback: '.trim($answer['error']."\n".$answer['notice']), $level);
		}
	}
}
