<?php
// SPDX-License-Identifier: MIT

/**
 * \file    class/actions_comeback.class.php
 * \ingroup comeback
 * \brief   Hooks of TakePOS: the code field, what the cashier reads, the note on the receipt.
 */

/**
 * A hook that fails is a hook that did nothing: each returns 0, and its page goes on.
 */
class ActionsComeback
{
	/* So long a code waits that was shown before the first article. */
	const WAIT_S = 300;
	/* What comeback.js says in the cashier's language. */
	const LABELS = array('code', 'note', 'card', 'kept', 'not_now', 'not_relevant', 'of_need', 'of_print', 'no_sale', 'advice',
		'appointment', 'day', 'time', 'text', 'enter');

	/** @var string */
	public $error = '';
	/** @var string[] */
	public $errors = array();
	/** @var array for HookManager */
	public $results = array();
	/** @var string for HookManager */
	public $resprints = '';
	/** @var DoliDB */
	private $db;

	/**
	 * @param DoliDB $db Database handler
	 */
	public function __construct($db)
	{
		$this->db = $db;
	}

	/**
	 * invoice.php, before its own actions: a code or a key of the cashier's, or a basket thrown away.
	 *
	 * @param  array       $parameters  Of the hook
	 * @param  Facture     $object      Basket; without id where there is none yet
	 * @param  string      $action      Of the page
	 * @param  HookManager $hookmanager Caller
	 * @return int                      0: the page goes on
	 */
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return $this->quietly(function () use ($object, $action) {
			$key = GETPOST('comeback_key', 'alphanohtml');
			if (self::isPublic()) {
				return;
			}
			if ($key !== '' && $object->id > 0) {
				$this->press($object, $key);
			} elseif ($action === 'comeback') {
				$this->scan($object, GETPOST('code', 'alphanohtml'));
			} elseif ($action === 'delete') {
				unset($_SESSION['comeback_waiting']);
				$this->dropDraft($object);
			}
		});
	}

	/**
	 * invoice.php, after its actions: looks up a basket that has changed, and says what is known.
	 *
	 * @param  array       $parameters  Of the hook
	 * @param  Facture     $object      Basket
	 * @param  string      $action      Of the page
	 * @param  HookManager $hookmanager Caller
	 * @return int                      0: the page goes on
	 */
	public function completeTakePosInvoiceHeader($parameters, &$object, &$action, $hookmanager)
	{
		return $this->quietly(function () use ($object) {
			$this->resprints = self::isPublic() ? '' : $this->bar($this->knownOf($object), $object);
		});
	}

	/**
	 * index.php: its only hook that is run once, in the page's body.
	 *
	 * @param  array       $parameters  Of the hook
	 * @param  object      $object      Nothing
	 * @param  string      $action      Of the page
	 * @param  HookManager $hookmanager Caller
	 * @return int                      0: the page goes on
	 */
	public function ActionButtons($parameters, &$object, &$action, $hookmanager)
	{
		return $this->quietly(function () {
			global $langs;
			$langs->load('comeback@comeback');
			$labels = '';
			foreach (self::LABELS as $name) {
				$text = $langs->trans('Comeback'.str_replace('_', '', ucwords($name, '_')));
				$labels .= ' data-'.$name.'="'.dol_escape_htmltag($text).'"';
			}
			print '<script src="'.dol_buildpath('/comeback/js/comeback.js', 1).'" data-token="'.newToken().'"'.$labels.'></script>';
		});
	}

	/**
	 * pay.php, from 18 on: the code field once more, for who shows a code last.
	 *
	 * @param  array       $parameters  Of the hook
	 * @param  Facture     $object      Basket
	 * @param  string      $action      Of the page
	 * @param  HookManager $hookmanager Caller
	 * @return int                      0: the page goes on
	 */
	public function completePayment($parameters, &$object, &$action, $hookmanager)
	{
		return $this->quietly(function () {
			global $langs;
			$langs->load('comeback@comeback');
			$label = dol_escape_htmltag($langs->trans('ComebackCode'));
			$this->resprints = '<script>if (parent.Comeback) parent.Comeback.field(document, "'.dol_escape_js($label).'");</script>';
		});
	}

	/**
	 * receipt.php: what a hook prints would stand in place of the receipt, so the note goes into the
	 * owner's footer, of this page alone.
	 *
	 * @param  array       $parameters  Of the hook
	 * @param  Facture     $object      Paid
	 * @param  string      $action      Of the page
	 * @param  HookManager $hookmanager Caller
	 * @return int                      0: the page goes on
	 */
	public function TakeposReceipt($parameters, &$object, &$action, $hookmanager)
	{
		return $this->quietly(function () use ($object) {
			global $conf;
			// A gift's receipt, which goes to somebody else than who bought it. Others say "undefined".
			if (empty($object->id) || GETPOST('gift', 'aZ09') === '1') {
				return;
			}
			$note = $this->record($object->id)->takeNote('note.html');
			if ($note !== '') {
				$width = '<style>.comeback-slip { max-width: 100%; }</style>';
				$conf->global->TAKEPOS_FOOTER = getDolGlobalString('TAKEPOS_FOOTER').$width.$note;
			}
		});
	}

	/**
	 * dolReceiptPrinter, in newer Dolibarrs: the note's tag goes before the feeds that precede the
	 * last cut, where the owner's template does not have it elsewhere.
	 *
	 * @param  array             $parameters  'object': the invoice
	 * @param  dolReceiptPrinter $object      With its template
	 * @param  string            $action      Nothing
	 * @param  HookManager       $hookmanager Caller
	 * @return int                            0: the receipt goes on
	 */
	public function sendToPrinterBefore($parameters, &$object, &$action, $hookmanager)
	{
		return $this->quietly(function () use ($parameters, $object) {
			$owners = strpos($object->template, '{dol_comeback_note') !== false;
			if ($owners || !empty($object->orderprinter) || $this->record($parameters['object']->id)->note_form !== 'note') {
				return;
			}
			// No text may follow the tag: the parser would give it to the tag before.
			$cut = '~(?:\{dol_line_feed\s*/?\}(?:\{/dol_line_feed\})?\s*)*\{dol_cut_paper_(?:full|partial)(?!.*\{dol_cut_paper_)~s';
			$object->template = preg_replace($cut, '{dol_comeback_note/}$0', $object->template, 1) ?? $object->template;
		});
	}

	/**
	 * dolReceiptPrinter: a tag that it does not know.
	 *
	 * @param  array             $parameters  'object': the invoice, 'vals': the tag
	 * @param  dolReceiptPrinter $object      Printing
	 * @param  string            $action      Nothing
	 * @param  HookManager       $hookmanager Caller
	 * @return int                            1 where the tag is ours
	 */
	public function sendToPrinterAfter($parameters, &$object, &$action, $hookmanager)
	{
		if ($parameters['vals']['tag'] !== 'DOL_COMEBACK_NOTE') {
			return 0;
		}
		$this->quietly(function () use ($parameters, $object) {
			$note = $this->record($parameters['object']->id)->takeNote('note');
			if ($note !== '') {
				self::printNote($object->printer, $note);
			}
		});
		return 1;
	}

	/**
	 * What the receipt had set is of no use to the note, which begins from the printer's defaults.
	 */
	private static function printNote($printer, $note)
	{
		$printer->setTextSize(1, 1);
		$printer->setEmphasis(false);
		$printer->setUnderline(0);
		$printer->setFont();
		$printer->setJustification();
		$printer->getPrintConnector()->write($note);
	}

	/**
	 * Customers who order by their own phones run invoice.php, too: codes are the cashier's to take.
	 *
	 * @return bool
	 */
	private static function isPublic()
	{
		return defined('INCLUDE_PHONEPAGE_FROM_PUBLIC_PAGE');
	}

	/**
	 * @return ComebackRecord what is known of the basket on the screen
	 */
	private function knownOf($invoice)
	{
		global $user, $langs;
		$waiting = $_SESSION['comeback_waiting'] ?? array('until' => 0);
		$waits = $waiting['until'] > dol_now();
		$till = $this->till();
		if ($waits && ComebackTill::isDraft($invoice)) {
			unset($_SESSION['comeback_waiting']);
			return $till->scan($invoice, $user, $waiting['code']);
		}
		if ($invoice->id > 0) {
			return $till->refresh($invoice, $user);
		}
		$record = $this->record(0);
		$langs->load('comeback@comeback');
		$record->said = $waits ? $langs->transnoentities('ComebackWaits', $waiting['code']) : '';
		return $record;
	}

	/**
	 * Only a cell may stand where this is printed; comeback.js shows what it tells.
	 *
	 * @return string
	 */
	private function bar($record, $invoice)
	{
		$known = array('said' => $record->said, 'tag' => $record->tag, 'prompts' => $record->prompts, 'codes' => $record->codes);
		$known['empty'] = ComebackTill::isDraft($invoice) && empty($invoice->lines);
		$json = json_encode($known + $this->keys($record), JSON_HEX_TAG | JSON_HEX_AMP | JSON_INVALID_UTF8_SUBSTITUTE);
		return '<td style="display: none"><script>if (window.Comeback) Comeback.show('.$json.');</script></td>';
	}

	/**
	 * Those of a paid sale go when the next basket is on the screen.
	 *
	 * @return array for comeback.js: rows, pressed, over; and the host's token, for one who presses them
	 */
	private function keys($record)
	{
		$keys = $record->keys();
		if ($record->tag === '') {
			unset($_SESSION[ComebackTill::LAST]);
			$keys['pressed'] = array_map(function ($word) {
				return array($word);
			}, $keys['chosen']);
		} elseif (($_SESSION[ComebackTill::LAST] ?? 0) !== $record->id) {
			return array('keys' => null);
		}
		// As objects, also where they are empty.
		$keys = array('rows' => $keys['rows'], 'pressed' => (object) $keys['pressed'], 'over' => $keys['over']);
		return array('keys' => $keys, 'token' => currentToken());
	}

	/**
	 * The page checks the host's token by itself from 22 on, and before that not at all.
	 *
	 * @param Facture $invoice Basket, or just paid
	 * @param string  $field   Of the key
	 */
	private function press($invoice, $field)
	{
		$till = $this->till();
		$token = GETPOST('token', 'alphanohtml');
		$isOpen = ComebackTill::isDraft($invoice) || ($_SESSION[ComebackTill::LAST] ?? 0) === (int) $invoice->id;
		if (!$isOpen || $token === '' || $token !== currentToken()) {
			return;
		}
		$told = array();
		foreach (array('word', 'day', 'time', 'text') as $name) {
			$told[] = trim(GETPOST('comeback_'.$name, 'alphanohtml'));
		}
		$key = ComebackKeys::key($field, ...$told);
		if ($field === 'advice' && ComebackTill::isDraft($invoice) && empty($invoice->lines)) {
			$till->advise($invoice, $GLOBALS['user']);
		} elseif ($key !== array()) {
			$till->press($invoice, $GLOBALS['user'], $key);
		}
	}

	/**
	 * @param Facture $invoice Basket
	 * @param string  $code    Shown
	 */
	private function scan($invoice, $code)
	{
		$till = $this->till();
		if (ComebackTill::isDraft($invoice)) {
			$till->scan($invoice, $GLOBALS['user'], $code);
		} elseif ($code !== '') {
			$_SESSION['comeback_waiting'] = array('code' => substr($code, 0, 28), 'until' => dol_now() + self::WAIT_S);
		}
	}

	/**
	 * @param Facture $invoice Basket
	 */
	private function dropDraft($invoice)
	{
		$till = $this->till();
		if (ComebackTill::isDraft($invoice)) {
			$till->dropped($invoice, $GLOBALS['user']);
		}
	}

	/**
	 * @return ComebackTill
	 */
	private function till()
	{
		require_once __DIR__.'/comebacktill.class.php';
		return new ComebackTill($this->db);
	}

	/**
	 * @return ComebackRecord
	 */
	private function record($id)
	{
		require_once __DIR__.'/comebackrecord.class.php';
		return new ComebackRecord($this->db, $id);
	}

	/**
	 * @return int 0
	 */
	private function quietly($work)
	{
		$this->results = array();
		$this->resprints = '';
		try {
			$work();
		} catch (Throwable $thrown) {
			dol_syslog('Comeback: '.$thrown->getMessage(), LOG_ERR);
		}
		return 0;
	}
}
