<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\install\InstallUtilities;
use COREPOS\pos\plugins\Plugin;

/**
 * Next-visit notes and referral cards. CORE finds a class by its file's name, the
 * plugin by its folder's: both are ComebackPlugin.
 */
class ComebackPlugin extends Plugin
{
    public $plugin_description = 'Comeback tells new, repeat and sent customers apart, prints a
        next-visit note on the receipt and a referral card behind it, and takes their codes.';

    public $plugin_settings = array(
        'ComebackConfig' => array(
            'default' => '/var/lib/comeback/comeback.ini',
            'label' => 'comeback.ini',
            'description' => 'The shop\'s settings',
        ),
        'ComebackLibrary' => array(
            'default' => '',
            'label' => 'libcomeback.so.0',
            'description' => 'Only where it is not found by itself',
        ),
        'ComebackDepartment' => array(
            'default' => 0,
            'label' => 'Department',
            'description' => 'of the discount. 0: the receipt shows it among the tenders',
        ),
        'ComebackCards' => array(
            'default' => 'lane',
            'label' => 'Cards are printed',
            'options' => array('by this lane' => 'lane', 'by comeback serve' => 'serve'),
        ),
    );

    /** CORE has a list a hook, on pages of their own: ticking the box fills them in. */
    const HOOKS = array(
        'ReceiptMessageMods' => 'ComebackReceipt',
        'TotalActions' => 'ComebackTotal',
        'Notifiers' => 'ComebackNotifier',
    );

    public function pluginEnable()
    {
        foreach (self::HOOKS as $list => $class) {
            $this->save($list, array_merge($this->others($list, $class), array($class)));
        }
    }

    public function pluginDisable()
    {
        foreach (self::HOOKS as $list => $class) {
            $this->save($list, $this->others($list, $class));
        }
    }

    private function others($list, $class)
    {
        $now = CoreLocal::get($list);

        return array_values(array_diff(is_array($now) ? $now : array(), array($class, '')));
    }

    private function save($list, $classes)
    {
        CoreLocal::set($list, $classes);
        InstallUtilities::paramSave($list, $classes);
    }

    /** After each transaction, finished or not, and at sign-in. */
    public function plugin_transaction_reset()
    {
        ComebackTill::reset();
    }
}
