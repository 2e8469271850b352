<?php
// SPDX-License-Identifier: MIT

/**
 * \file    admin/setup.php
 * \ingroup comeback
 * \brief   Whether all works, and two switches.
 */

// Beside or below htdocs/custom.
$main = is_file(__DIR__.'/../../../main.inc.php') ? __DIR__.'/../../../main.inc.php' : __DIR__.'/../../main.inc.php';
require $main;
require_once DOL_DOCUMENT_ROOT.'/core/lib/admin.lib.php';
require_once __DIR__.'/../class/comebacktill.class.php';

$langs->loadLangs(array('admin', 'comeback@comeback'));
if (!$user->admin) {
	accessforbidden();
}

$problem = ComebackTill::problem();
$escpos = getDolGlobalString('TAKEPOS_PRINT_METHOD') === 'receiptprinter';
$note = $escpos ? (ComebackTill::printerHasHook() ? 'ComebackNoteByReceipt' : 'ComebackNoteByTap') : 'ComebackNoteByPage';

llxHeader('', 'Comeback');
$back = '<a href="'.DOL_URL_ROOT.'/admin/modules.php?restore_lastsearch_values=1">'.$langs->trans('BackToModuleList').'</a>';
print load_fiche_titre('Comeback', $back, 'title_setup');

print '<table class="noborder centpercent">';
print '<tr class="liste_titre"><td>'.$langs->trans('Parameter').'</td><td>'.$langs->trans('Value').'</td></tr>';
print '<tr class="oddeven"><td>'.$langs->trans('ComebackState').'</td><td>';
print $problem === '' ? img_picto('', 'tick').' '.$langs->trans('ComebackWorks') : img_warning().' '.dol_escape_htmltag($problem);
print '</td></tr>';
foreach (array('COMEBACK_DISCOUNT', 'COMEBACK_NOTE') as $name) {
	print '<tr class="oddeven"><td>'.$langs->trans($name).'</td><td>'.ajax_constantonoff($name).'</td></tr>';
}
print '<tr class="oddeven"><td>'.$langs->trans('ComebackNoteWay').'</td><td>'.$langs->trans($note).'</td></tr>';
print '</table>';
llxFooter();
$db->close();
