<?php
// SPDX-License-Identifier: MIT
// keys.php OBJECT CONFIG: the cashier's keys of the module, in doubles of Dolibarr. The shop has a
// question "heard", needs "filter" and "belt", a consent "contact", and for customer 7 a step "service"
// that is due; it asks before it prints a card. Prints a line a fact.
declare(strict_types=1);

require __DIR__ . '/takepos.php';

/** The rows of buttons after a page: [it] was pressed, (it) cannot be. */
function keys(string $said = ''): string
{
    $known = known();
    $rows = [];
    foreach ($known->keys->rows ?? [] as $row) {
        $texts = [];
        foreach ($row->words as $word => $label) {
            $down = in_array($word, $known->keys->pressed->{$row->field} ?? [], true);
            $over = $known->tag !== '' && ($down || in_array($row->field, $known->keys->over, true));
            $text = $down ? "[$word]" : $word;
            $texts[] = $over ? "($text)" : $text;
        }
        $rows[] = trim(($row->text ?: $row->field . ':') . ' ' . implode(' ', $texts));
    }
    $text = implode(' | ', $rows) . ($known->empty ? ' | advice' : '');
    return preg_replace('/\d+ [A-Z][a-z]{2}( \d{4})?(?=:)/', 'DATE', $text) ?: '-';
}

function press(Facture $invoice, string $field, string $word, array $more = []): string
{
    $key = ['comeback_key' => $field, 'comeback_word' => $word, 'token' => 'token'];
    return page($invoice, $more + $key, known()->tag === '' ? 'comeback' : 'history');
}

(new modComeback($db))->init();
$first = basket(48);
page($first);
say('an ordinary basket', keys());
say('no markup of the settings', strpos(Hooks::$printed, '<for>') === false);
press($first, 'need', 'belt', ['token' => 'forged']);
say('a forged key', keys());
press($first, 'need', 'belt');
say('chosen', keys());
press($first, 'need', 'belt');
say('let go', keys());
pay($first);
say('paid', keys());
press($first, 'answer.heard', 'web');
say('answered', keys());
say('answered once more', press($first, 'answer.heard', 'friend') . ' / ' . keys());
press($first, 'need', 'filter');
say('a need', keys());
press($first, 'next.at', '', ['comeback_day' => '2099-05-12', 'comeback_time' => '14:30', 'comeback_text' => 'fitting']);
say('an appointment', strpos(known()->keys->pressed->{'next.at'}[0], '2099-05-12T14:30:00') === 0);
say('one in the past', press($first, 'next.at', '', ['comeback_day' => '1999-05-12']));
say('nothing that could be meant', press($first, 'kind', 'void'));

$known = basket(48);
$known->socid = 7;
page($known);
say('a customer', keys());
press($known, 'answer.service', 'not_now');
press($known, 'answer.service', 'kept');
press($known, 'print', 'card');
press($known, 'consent', 'contact');
say('chosen', keys());
say('paid', pay($known) . ' / ' . keys());
press($known, 'consent', '-contact');
say('a consent, withdrawn', keys());
page($first);
say('the first one, looked at again', keys());
press($first, 'need', 'belt');
say('and pressed', keys());
$dropped = basket(48);
press($dropped, 'need', 'belt');
page($dropped, [], 'delete');
page($dropped);
say('dropped', keys());

$empty = Facture::draft();
$empty->socid = 7;
page($empty);
say('nothing in the basket', keys());
press($empty, 'need', 'belt');
say('advice', press($empty, 'advice', 'advice') . ' / ' . keys());

$third = basket(48);
pay($third);
$dolibarr_comeback_library = '/nowhere/libcomeback.so.0';
$dolibarr_comeback_socket = '/nowhere/till.sock';
say('library gone', press($third, 'answer.heard', 'web') . ' / ' . keys());
$dolibarr_comeback_library = $object;
say('and there again', press($third, 'answer.heard', 'web') . ' / ' . keys());
