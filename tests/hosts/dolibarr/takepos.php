<?php
// SPDX-License-Identifier: MIT
// TakePOS as far as the module's tests go, by the doubles: its pages, its payment. Takes OBJECT CONFIG of
// the command line, and TILL_MODULE.
declare(strict_types=1);

error_reporting(E_ALL);
ini_set('display_errors', '1');
[, $object, $config] = $argv;
$alone = (string) getenv('TILL_MODULE');
$module = $alone ?: __DIR__ . '/../../../plugin/hosts/dolibarr/comeback';
require __DIR__ . '/doubles.php';
require DOL_DOCUMENT_ROOT . '/core/class/dolreceiptprinter.class.php';
require "$module/class/actions_comeback.class.php";
require "$module/core/modules/modComeback.class.php";
require "$module/core/triggers/interface_99_modComeback_ComebackTriggers.class.php";
$dolibarr_comeback_config = $config;
$dolibarr_comeback_library = $object;
$dolibarr_comeback_cdef = dirname($object) . '/comeback.cdef';

function say(string $what, $seen): void
{
    echo "$what: ", is_bool($seen) ? ($seen ? 'yes' : 'no') : $seen, "\n";
}

/** What comeback.js shows after the last page. */
function known(): stdClass
{
    preg_match('/show\((.*)\);/', Hooks::$printed, $found);
    return json_decode($found[1] ?? '{}');
}

/** What the bar says after a page of invoice.php. */
function page(Facture $invoice, array $get = [], string $action = ''): string
{
    $_GET = $get;
    $result = Hooks::run('doActions', $invoice, [], $action) + Hooks::run('completeTakePosInvoiceHeader', $invoice);
    $known = known();
    $text = ($known->said ?? '-') . (($known->prompts ?? '') === '' ? '' : " | $known->prompts");
    return ($result === 0 ? '' : 'STOPPED ') . preg_replace(
        ['/[A-Z0-9]{4}(-[A-Z0-9]{4}){2}/i', '/of \d+ [A-Z][a-z]{2}/'], ['CODE', 'of DAY'], $text);
}

function scan(Facture $invoice, string $code): string
{
    return page($invoice, ['code' => $code], 'comeback');
}

function trigger(string $event, Facture $invoice): int
{
    return (new InterfaceComebackTriggers($GLOBALS['db']))
        ->runTrigger($event, $invoice, $GLOBALS['user'], $GLOBALS['langs'], $GLOBALS['conf']);
}

/** As Facture::validate() and setPaid(): the trigger comes before the status. */
function pay(Facture $invoice): string
{
    $invoice->newref = 'TC1-' . $invoice->id;
    $answered = trigger('BILL_VALIDATE', $invoice);
    [$invoice->ref, $invoice->statut] = [$invoice->newref, 1];
    $answered += trigger('BILL_PAYED', $invoice);
    $invoice->statut = 2;
    return ($answered === 0 ? '' : 'PAYMENT UNDONE ') . page($invoice);
}

function basket(float ...$prices): Facture
{
    $draft = Facture::draft();
    foreach ($prices as $i => $price) {
        $draft->sell("P$i", $price, $i === 0 ? 20 : 0);
    }
    return $draft;
}
