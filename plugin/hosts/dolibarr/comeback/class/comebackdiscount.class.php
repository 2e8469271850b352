<?php
// SPDX-License-Identifier: MIT

/**
 * \file    class/comebackdiscount.class.php
 * \ingroup comeback
 * \brief   Our discount on an invoice: lines below zero, as TakePOS' own "Reduction" makes them.
 */

require_once __DIR__.'/comebackmoney.class.php';

/**
 * One line for each VAT rate in the basket, so that VAT is taken off where it was put on. Lines are
 * known by their ids: TakePOS may change all else of them.
 */
class ComebackDiscount
{
	/* TakePOS' mark of what the kitchen has been told: a discount is nothing to cook. */
	const ORDERED = 4;

	/**
	 * @param  Facture  $invoice With its lines
	 * @param  string   $ids     Of our lines, apart by blanks; some may be gone
	 * @return int               What they take off, in minor units
	 */
	public static function applied($invoice, $ids)
	{
		$minor = 0;
		foreach ($invoice->lines as $line) {
			$minor -= self::isOurs($line, $ids) ? ComebackMoney::minor($line->total_ttc) : 0;
		}
		return max(0, $minor);
	}

	/**
	 * @param  FactureLigne $line Of an invoice
	 * @param  string       $ids  Of our lines
	 * @return bool
	 */
	public static function isOurs($line, $ids)
	{
		return in_array((string) $line->id, explode(' ', $ids), true);
	}

	/**
	 * Replaces our lines. $invoice is read anew.
	 *
	 * @param  Facture $invoice A draft
	 * @param  string  $ids     Of our lines until now
	 * @param  int     $minor   What to take off; 0: nothing
	 * @param  string  $label   What the customer reads on the receipt
	 * @return string           Ids of our lines from now on
	 */
	public static function put($invoice, $ids, $minor, $label)
	{
		$parts = self::byRate($invoice, $ids, $minor);
		foreach ($invoice->lines as $line) {
			if (self::isOurs($line, $ids)) {
				$invoice->deleteline($line->id);
			}
		}
		$added = array();
		foreach ($parts as $part) {
			$id = self::add($invoice, $part['line'], $part['minor'], $label);
			$added = array_merge($added, $id > 0 ? array($id) : array());
		}
		$invoice->fetch($invoice->id);
		return implode(' ', $added);
	}

	/**
	 * @return array[] a line of each rate, and the rate's share of the discount
	 */
	private static function byRate($invoice, $ids, $minor)
	{
		$parts = array();
		foreach ($invoice->lines as $line) {
			if (!self::isOurs($line, $ids) && $line->total_ttc != 0) {
				$rate = implode(' ', array(self::rate($line), $line->localtax1_tx, $line->localtax2_tx));
				$parts += array($rate => array('line' => $line, 'sum' => 0));
				$parts[$rate]['sum'] += ComebackMoney::minor($line->total_ttc);
			}
		}
		return self::share(array_filter($parts, function ($part) {
			return $part['sum'] > 0;
		}), $minor);
	}

	/**
	 * In proportion; the last takes what rounding leaves, so that the sum is exact.
	 */
	private static function share($parts, $minor)
	{
		$sum = array_sum(array_column($parts, 'sum'));
		$left = min($minor, $sum);
		foreach ($parts as $rate => $part) {
			$parts[$rate]['minor'] = $sum > 0 ? (int) round($left * $part['sum'] / $sum) : 0;
			$left -= $parts[$rate]['minor'];
			$sum -= $part['sum'];
		}
		return array_filter($parts, function ($part) {
			return $part['minor'] > 0;
		});
	}

	/**
	 * @return string "20" or "20 (CODE)", as addline() takes it
	 */
	private static function rate($line)
	{
		return $line->tva_tx.(empty($line->vat_src_code) ? '' : ' ('.$line->vat_src_code.')');
	}

	/**
	 * @return int the line's id; below 0 where it was refused
	 */
	private static function add($invoice, $like, $minor, $label)
	{
		$price = -ComebackMoney::major($minor);
		$mark = getDolGlobalString('TAKEPOS_BAR_RESTAURANT') ? self::ORDERED : 0;
		return $invoice->addline(
			$label, 0, 1, self::rate($like), $like->localtax1_tx, $like->localtax2_tx, 0, 0, '', '',
			0, 0, 0, 'TTC', $price, 0, -1, $mark
		);
	}
}
