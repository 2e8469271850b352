<?php
// SPDX-License-Identifier: MIT
// Makes a shop of an empty Dolibarr: dolibarr_shop.php HTDOCS PRINTER_HOST PRINTER_PORT. A company,
// TakePOS with one terminal, a product, a customer, a receipt printer, and our module.
chdir($argv[1]);
define('NOSESSION', '1');
require './master.inc.php';
require_once DOL_DOCUMENT_ROOT.'/core/lib/admin.lib.php';
require_once DOL_DOCUMENT_ROOT.'/user/class/user.class.php';
require_once DOL_DOCUMENT_ROOT.'/product/class/product.class.php';
require_once DOL_DOCUMENT_ROOT.'/societe/class/societe.class.php';
require_once DOL_DOCUMENT_ROOT.'/compta/bank/class/account.class.php';
require_once DOL_DOCUMENT_ROOT.'/categories/class/categorie.class.php';
require_once DOL_DOCUMENT_ROOT.'/compta/facture/class/facture.class.php';

function need($ok, $what)
{
	if (!$ok) {
		fwrite(STDERR, "$what\n");
		exit(1);
	}
	return $ok;
}

function set($name, $value)
{
	global $db, $conf;
	need(dolibarr_set_const($db, $name, $value, 'chaine', 0, '', $conf->entity) > 0, $name);
}

$user = new User($db);
need($user->fetch(0, 'admin') > 0, 'no admin');
$user->getrights();
set('MAIN_INFO_SOCIETE_NOM', 'Corner Shop');
set('MAIN_INFO_SOCIETE_COUNTRY', '8:IE:Ireland');
set('MAIN_MONNAIE', 'EUR');
$conf->setValues($db);
$mysoc->setMysoc($conf);

foreach (array('modSociete', 'modProduct', 'modFacture', 'modBanque', 'modCategorie', 'modReceiptPrinter', 'modTakePos', 'modComeback') as $module) {
	$result = activateModule($module);
	need(empty($result['errors']), "$module: ".implode(' ', $result['errors'] ?? array()));
	$conf->setValues($db);
}
$user->clearrights();
$user->getrights();

$bank = new Account($db);
$bank->ref = 'CASH';
$bank->label = 'Cash';
$bank->type = $bank->courant = 2;
$bank->currency_code = 'EUR';
$bank->country_id = 8;
$bank->date_solde = dol_now();
$bankId = need($bank->create($user), 'bank: '.$bank->error);

function customer($name, $email)
{
	global $db, $user;
	$customer = new Societe($db);
	$customer->name = $name;
	$customer->client = 1;
	$customer->code_client = -1;
	$customer->email = $email;
	$customer->country_id = 8;
	return need($customer->create($user) > 0 ? $customer->id : 0, 'customer: '.$customer->error);
}

$customerId = customer('Ann Example', 'ann@example.org');
// Newer Dolibarrs make one with TakePOS.
if (getDolGlobalString('CASHDESK_ID_THIRDPARTY1') === '') {
	set('CASHDESK_ID_THIRDPARTY1', customer('Walk-in', ''));
}

function category($label, $parent)
{
	global $db, $user;
	$category = new Categorie($db);
	$category->label = $label;
	$category->type = Categorie::TYPE_PRODUCT;
	$category->fk_parent = $parent;
	return need($category->create($user) > 0 ? $category->id : 0, 'category: '.$category->error);
}

$root = (int) getDolGlobalString('TAKEPOS_ROOT_CATEGORY_ID');
$shelf = category('Shelf', $root > 0 ? $root : category('Till', 0));
$ids = array();
foreach (array('TEA' => array(40, 20), 'BOOK' => array(10, 0)) as $ref => $price) {
	$product = new Product($db);
	$product->ref = $ref;
	$product->label = ucfirst(strtolower($ref)).' of the house';
	$product->price = $price[0];
	$product->price_base_type = 'HT';
	$product->tva_tx = $price[1];
	$product->status = 1;
	$product->status_buy = 0;
	need($product->create($user) > 0, 'product: '.$product->error);
	$product->setCategories(array($shelf));
	$ids[] = $product->id;
}

$template = '{dol_align_center}{dol_print_text}Corner Shop'."\n".'{/dol_print_text}'
	.'{dol_print_text}Invoice {dol_value_object_ref}'."\n".'{/dol_print_text}{dol_align_left}{/dol_align_left}'
	.'{dol_print_object_lines}{/dol_print_object_lines}{dol_print_object_total}{/dol_print_object_total}'
	.'{dol_line_feed}{/dol_line_feed}{dol_line_feed}{/dol_line_feed}{dol_cut_paper_full}{/dol_cut_paper_full}'
	.'{dol_open_drawer}{/dol_open_drawer}{/dol_align_center}';
$db->query('INSERT INTO '.MAIN_DB_PREFIX."printer_receipt (name, fk_type, fk_profile, parameter, entity) VALUES ('till', 3, 1, '".$db->escape($argv[2].':'.$argv[3])."', 1)");
set('TAKEPOS_PRINTER_TO_USE1', $db->last_insert_id(MAIN_DB_PREFIX.'printer_receipt'));
$db->query('INSERT INTO '.MAIN_DB_PREFIX."printer_receipt_template (name, template, entity) VALUES ('till', '".$db->escape($template)."', 1)");
set('TAKEPOS_TEMPLATE_TO_USE_FOR_INVOICES1', $db->last_insert_id(MAIN_DB_PREFIX.'printer_receipt_template'));
set('TAKEPOS_NUM_TERMINALS', 1);
set('TAKEPOS_ADDON', 'mod_takepos_ref_simple');
set('TAKEPOS_PRINT_METHOD', 'receiptprinter');
set('CASHDESK_ID_BANKACCOUNT_CASH1', $bankId);
set('CASHDESK_ID_BANKACCOUNT_CB1', $bankId);
set('MAIN_SECURITY_CSRF_WITH_TOKEN', '1');
echo json_encode(array('version' => DOL_VERSION, 'products' => $ids, 'customer' => $customerId,
	'walk_in' => (int) getDolGlobalString('CASHDESK_ID_THIRDPARTY1'))), "\n";
