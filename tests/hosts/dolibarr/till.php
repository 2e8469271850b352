<?php
// SPDX-License-Identifier: MIT
// till.php OBJECT CONFIG [locked]: the module in doubles of Dolibarr; locked: while somebody keeps
// the store. With TILL_MODULE, a folder that has the module and no Comeback.php: one sale. Prints a
// line a fact; nothing may end it.
declare(strict_types=1);

require __DIR__ . '/takepos.php';

/** The owner's footer with the note in it, as receipt.php would print it. */
function receipt(Facture $invoice, array $get = []): string
{
    $_GET = $get;
    $GLOBALS['conf']->global->TAKEPOS_FOOTER = 'Thank you';
    $result = Hooks::run('TakeposReceipt', $invoice);
    $footer = $GLOBALS['conf']->global->TAKEPOS_FOOTER;
    unset($GLOBALS['conf']->global->TAKEPOS_FOOTER);
    return $result === 0 && Hooks::$printed === '' ? $footer : 'REPLACED';
}

function discounts(Facture $invoice): string
{
    $texts = [];
    foreach ($invoice->lines as $line) {
        $texts[] = sprintf('%.2f at %s', $line->total_ttc, $line->tva_tx);
    }
    return implode(', ', array_slice($texts, 2));
}

say('installed', (new modComeback($db))->init() === 1);
if ($alone !== '') {
    $first = basket(48);
    say('a code', scan($first, 'K000-0000-0000'));
    say('paid', pay($first));
    say('its receipt', receipt($first));
    say('log', end($log));
    say('the owner reads', ComebackTill::problem());
    exit;
}
if (isset($argv[3])) {
    $busy = basket(48);
    $began = microtime(true);
    say('a code', scan($busy, (string) getenv('TILL_CARD')));
    say('the next page asks again', (new ComebackRecord($db, $busy->id))->basket === '');
    say('paid', pay($busy));
    say('soon', microtime(true) - $began < 1);
    exit;
}
ob_start();
Hooks::run('ActionButtons');
$script = ob_get_clean();
say('the script', strpos($script, 'src="/custom/comeback/js/comeback.js"') !== false);

$first = basket(48);
say('an ordinary basket', page($first));
say('paid', pay($first));
say('a gift', receipt($first, ['gift' => '1']));
$page = receipt($first, ['gift' => 'undefined']);
preg_match('/[G-Q][0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/', $page, $note);
say('its receipt', strpos($page, 'Thank you') === 0 && $note !== []);
say('its receipt again', receipt($first));

$none = new Facture();
say('a note before the first article', scan($none, ' ' . strtolower($note[0])));
$waiting = $_SESSION['comeback_waiting'];
$_SESSION['comeback_waiting']['code'] = '</script><b>';
page($none);
say('no markup in the script', substr_count(Hooks::$printed, '<b>') === 0);
$_SESSION['comeback_waiting'] = $waiting;
$second = basket(48);
say('with the article', page($second));
say('paid', pay($second));

$known = basket(48);
$known->socid = 7;
say('a customer', page($known));
say('paid', pay($known));

$card = (string) getenv('TILL_CARD');
$friend = basket(40, 10);
say('mistyped', scan($friend, 'K000-0000-0000'));
say('a card', scan($friend, $card));
say('discounts', discounts($friend));
$friend->deleteline(end($friend->lines)->id);
$friend->fetch($friend->id);
say('one line deleted by the cashier', page($friend));
say('discounts', discounts($friend));
say('paid', pay($friend));
$tabs = [new ComebackRecord($db, $friend->id), new ComebackRecord($db, $friend->id)];
$page = receipt($friend);
say('printed from another tab in the same moment', $tabs[0]->takeNote('note.html'));
trigger('BILL_PAYED', $friend);
say('told twice', page($friend));
say('its note comes once', strlen($page) > 100 && receipt($friend) === 'Thank you');
say('the key', page($friend, ['comeback_key' => 'print', 'comeback_word' => 'card', 'token' => 'token'], 'history'));

$dropped = basket(48);
page($dropped, [], 'delete');
say('dropped', scan($dropped, ''));

$note = new Facture();
[$note->id, $note->ref, $note->newref, $note->type, $note->fk_facture_source, $note->module_source]
    = [90, '(PROV90)', 'AV-90', Facture::TYPE_CREDIT_NOTE, $first->id, null];
$note->lines = basket(-48)->lines;
$note->total_ttc = -48;
say('a return', trigger('BILL_VALIDATE', $note));
$other = basket(10);
$other->module_source = null;
trigger('BILL_PAYED', $other);

$deleted = basket(20);
pay($deleted);
say('deleted', trigger('BILL_DELETE', $deleted));

$conf->global->TAKEPOS_PRINT_METHOD = 'receiptprinter';
$third = basket(48);
pay($third);
$printer = new dolReceiptPrinter();
$template = '{dol_print_object_total}{dol_line_feed}{dol_line_feed/} {dol_cut_paper_full}{dol_open_drawer}';
$printer->orderprinter = 1;
say('the kitchen', $printer->sendToPrinter($third, $template));
$printer->orderprinter = null;
say('printed', $printer->sendToPrinter($third, $template));
say('again', $printer->sendToPrinter($third, $template));
$fourth = basket(48);
pay($fourth);
say('where the owner has the tag', $printer->sendToPrinter($fourth, '{dol_comeback_note/}' . $template));
say('and again', $printer->sendToPrinter($fourth, '{dol_comeback_note/}' . $template));

$dolibarr_comeback_library = '/nowhere/libcomeback.so.0';
$dolibarr_comeback_socket = '/nowhere/till.sock';
$gone = basket(48);
say('library gone', scan($gone, $card));
say('paid', pay($gone));
say('printed', $printer->sendToPrinter($gone, $template));
say('log', substr(end($log), 0, 60));
$db->broken = true;
say('database broken', pay(basket(48)));
say('printed', $printer->sendToPrinter($third, $template));
$db = null;
say('no database', trigger('BILL_PAYED', $gone));
$conf->comeback->enabled = 0;
say('switched off', trigger('BILL_PAYED', $gone));
