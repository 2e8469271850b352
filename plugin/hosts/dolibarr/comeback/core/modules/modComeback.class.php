<?php
// SPDX-License-Identifier: MIT

/**
 * \defgroup comeback Module Comeback
 * \brief    Tags TakePOS sales new, repeat or referral; next-visit notes and referral cards.
 */

include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Describes and enables module Comeback
 */
class modComeback extends DolibarrModules
{
	/**
	 * @param DoliDB $db Database handler
	 */
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 501907; // in the range of modules that have reserved no number
		$this->rights_class = 'comeback';
		$this->family = 'portal';
		$this->module_position = '46'; // after TakePOS
		$this->name = 'Comeback';
		$this->description = 'ModuleComebackDesc';
		$this->version = '0.1.0';
		$this->const_name = 'MAIN_MODULE_COMEBACK';
		$this->picto = 'fa-undo';
		$this->module_parts = array(
			'triggers' => 1,
			'hooks' => array(
				'takeposfrontend',      // index.php, receipt.php
				'takeposinvoice',       // invoice.php
				'takepospay',           // pay.php, from 18 on
				'takeposproductsearch', // ajax.php, which prints ESC/POS
			),
		);
		$this->config_page_url = array('setup.php@comeback');
		$this->depends = array('modTakePos');
		$this->langfiles = array('comeback@comeback');
		$this->phpmin = array(7, 4);
		$this->need_dolibarr_version = array(16, 0);
		// Gone when the module is: the last value.
		$this->const = array(
			array('COMEBACK_DISCOUNT', 'yesno', '1', '', 0, 'current', 1),
			array('COMEBACK_NOTE', 'yesno', '1', '', 0, 'current', 1),
		);
	}

	/**
	 * @param  string $options 'noboxes' or nothing
	 * @return int             1 done, 0 or below not
	 */
	public function init($options = '')
	{
		if ($this->_load_tables('/comeback/sql/') < 0) {
			return -1;
		}
		return $this->_init(array(), $options);
	}

	/**
	 * The table stays: it says which invoices had a discount of ours.
	 *
	 * @param  string $options 'noboxes' or nothing
	 * @return int             1 done, 0 or below not
	 */
	public function remove($options = '')
	{
		return $this->_remove(array(), $options);
	}
}
