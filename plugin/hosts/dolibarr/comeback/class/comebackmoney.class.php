<?php
// SPDX-License-Identifier: MIT

/**
 * \file    class/comebackmoney.class.php
 * \ingroup comeback
 * \brief   Dolibarr's amounts, which are decimal, in minor units and back.
 */

/**
 * Amounts of the company's currency, in which TakePOS counts.
 */
class ComebackMoney
{
	/* ISO 4217: all others have two decimals. */
	const DECIMALS = array(
		'BIF' => 0, 'CLP' => 0, 'DJF' => 0, 'GNF' => 0, 'ISK' => 0, 'JPY' => 0, 'KMF' => 0,
		'KRW' => 0, 'PYG' => 0, 'RWF' => 0, 'UGX' => 0, 'UYI' => 0, 'VND' => 0, 'VUV' => 0,
		'XAF' => 0, 'XOF' => 0, 'XPF' => 0,
		'BHD' => 3, 'IQD' => 3, 'JOD' => 3, 'KWD' => 3, 'LYD' => 3, 'OMR' => 3, 'TND' => 3,
		'CLF' => 4, 'UYW' => 4,
	);

	/**
	 * @param  float|string $amount Of money
	 * @return int                  In minor units
	 */
	public static function minor($amount)
	{
		return (int) round((float) $amount * self::scale());
	}

	/**
	 * @param  int   $minor In minor units
	 * @return float        Of money
	 */
	public static function major($minor)
	{
		return $minor / self::scale();
	}

	/**
	 * @return int
	 */
	private static function scale()
	{
		global $conf;
		return 10 ** (self::DECIMALS[$conf->currency] ?? 2);
	}
}
