<?php
// SPDX-License-Identifier: MIT

/**
 * \file    class/comebackrecord.class.php
 * \ingroup comeback
 * \brief   What is kept of an invoice: a row of llx_comeback_sale.
 */

/**
 * Statements run within a savepoint: one that fails must not take the payment's transaction with
 * it, as it would on PostgreSQL.
 */
class ComebackRecord
{
	const COLUMNS = array('codes', 'discount_lines', 'basket', 'tag', 'said', 'prompts', 'note_form',
		'note', 'cashier_keys');
	const LONG = array('note', 'cashier_keys');

	/** @var int of the invoice */
	public $id;
	/** @var string codes shown, apart by blanks; at most 8 */
	public $codes = '';
	/** @var string ids of the invoice lines that are our discount, apart by blanks */
	public $discount_lines = '';
	/** @var string of what the last look was taken: see ComebackTill::basket() */
	public $basket = '';
	/** @var string new, repeat, referral, unidentified; empty until the sale is paid */
	public $tag = '';
	/** @var string what the cashier reads of this sale */
	public $said = '';
	/** @var string what the cashier is asked */
	public $prompts = '';
	/** @var string note (ESC/POS) or note.html; empty where there is none, or no more */
	public $note_form = '';
	/** @var string bytes of the note */
	public $note = '';
	/** @var string of keys(), in JSON */
	public $cashier_keys = '';
	/** @var DoliDB */
	private $db;

	/**
	 * @param DoliDB $db Database handler
	 * @param int    $id Id of an invoice; a record that is not there is an empty one
	 */
	public function __construct($db, $id)
	{
		$this->db = $db;
		$this->id = (int) $id;
		$row = $db->query('SELECT '.implode(', ', self::COLUMNS).' FROM '.$this->table().$this->where(), 1);
		$kept = $row ? $db->fetch_object($row) : null;
		foreach ($kept ? self::COLUMNS : array() as $column) {
			$this->$column = (string) $kept->$column;
		}
		$this->note = base64_decode($this->note);
	}

	/**
	 * @return bool false where it could not be written, which is logged by Dolibarr
	 */
	public function save()
	{
		$values = array();
		foreach (self::COLUMNS as $column) {
			$text = $column === 'note' ? base64_encode($this->note) : $this->$column;
			$text = in_array($column, self::LONG, true) ? $text : dol_substr($text, 0, 255);
			$values[] = "'".$this->db->escape($text)."'";
		}
		$sql = 'INSERT INTO '.$this->table().' (fk_facture, '.implode(', ', self::COLUMNS).')';
		$sql .= ' VALUES ('.$this->id.', '.implode(', ', $values).')';
		return $this->delete() && $this->db->query($sql, 1);
	}

	/**
	 * @return bool false where it could not be deleted
	 */
	public function delete()
	{
		return (bool) $this->db->query('DELETE FROM '.$this->table().$this->where(), 1);
	}

	/**
	 * The cashier's keys: chosen, until the sale is told with them, and from then on those of
	 * ComebackKeys::told().
	 *
	 * @return array
	 */
	public function keys()
	{
		$none = array('rows' => array(), 'chosen' => array(), 'pressed' => array(), 'over' => array());
		return (array) json_decode($this->cashier_keys, true) + $none;
	}

	/**
	 * @param array $keys To be kept
	 */
	public function setKeys($keys)
	{
		$this->cashier_keys = (string) json_encode($keys, JSON_INVALID_UTF8_SUBSTITUTE);
	}

	/**
	 * The note comes out once.
	 *
	 * @param  string $form note or note.html
	 * @return string       its bytes; empty where there is none of that form, or no more
	 */
	public function takeNote($form)
	{
		if ($this->note_form !== $form) {
			return '';
		}
		$sql = 'UPDATE '.$this->table()." SET note_form = '', note = ''".$this->where()." AND note_form <> ''";
		$done = $this->db->query($sql, 1);
		// Two prints at once: the row tells one of them that it was first.
		return $done && $this->db->affected_rows($done) === 1 ? $this->note : '';
	}

	/**
	 * Drops notes that nobody printed, some hundred sales ago.
	 */
	public function dropOldNotes()
	{
		$sql = 'UPDATE '.$this->table()." SET note_form = '', note = '' WHERE note_form <> ''";
		$sql .= ' AND fk_facture BETWEEN '.($this->id - 300).' AND '.($this->id - 200);
		$this->db->query($sql, 1);
	}

	/**
	 * @return string
	 */
	private function table()
	{
		return MAIN_DB_PREFIX.'comeback_sale';
	}

	/**
	 * @return string
	 */
	private function where()
	{
		return ' WHERE fk_facture = '.$this->id;
	}
}
