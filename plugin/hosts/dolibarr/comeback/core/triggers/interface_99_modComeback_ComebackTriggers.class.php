<?php
// SPDX-License-Identifier: MIT

/**
 * \file    core/triggers/interface_99_modComeback_ComebackTriggers.class.php
 * \ingroup comeback
 * \brief   Tells Comeback of sales that are paid, of returns, and of baskets that are gone.
 */

require_once DOL_DOCUMENT_ROOT.'/core/triggers/dolibarrtriggers.class.php';

/**
 * A trigger that answers below 0, or throws, undoes the payment: this one answers 0, whatever happens.
 */
class InterfaceComebackTriggers extends DolibarrTriggers
{
	/* A credit note of TakePOS is never paid, so that it counts when it is validated. A sale is
	 * not, for its payment can still fail. */
	const TOLD_BY = array(
		'BILL_PAYED' => 'paid',
		'BILL_VALIDATE' => 'returned',
		'BILL_DELETE' => 'dropped',
	);

	/**
	 * @param DoliDB $db Database handler
	 */
	public function __construct($db)
	{
		$this->db = $db;
		$this->name = 'ComebackTriggers';
		$this->family = 'portal';
		$this->description = 'Tells Comeback of sales, returns and dropped baskets of TakePOS.';
		$this->version = '0.1.0';
		$this->picto = 'fa-undo';
	}

	/**
	 * @param  string       $action Code of the event
	 * @param  CommonObject $object What it happened to
	 * @param  User         $user   Who did it
	 * @param  Translate    $langs  Language
	 * @param  Conf         $conf   Settings
	 * @return int                  Always 0
	 */
	public function runTrigger($action, $object, User $user, Translate $langs, Conf $conf)
	{
		$method = self::TOLD_BY[$action] ?? null;
		if ($method === null || empty($conf->comeback->enabled)) {
			return 0;
		}
		try {
			require_once __DIR__.'/../../class/comebacktill.class.php';
			(new ComebackTill($this->db))->$method($object, $user);
		} catch (Throwable $thrown) {
			dol_syslog('Comeback: '.$thrown->getMessage(), LOG_ERR);
		}
		return 0;
	}
}
