<?php
// SPDX-License-Identifier: MIT
// keys.php FORM OBJECT CONFIG: the cashier's keys of the adapter, in doubles of its host. The shop has a
// question "heard", needs "filter" and "belt", a consent "contact", and for customer 7 a step "service"
// that is due; it asks before it prints a card. Prints a line a fact.
declare(strict_types=1);

require __DIR__ . '/ospos.php';
$ospos = new Ospos($form === 'plugin');
Host::$env = ['comeback.config' => $config, 'comeback.library' => $object];

say('before any sale', box('comeback_answer', $ospos->press('answer.heard', 'web', '1')));
$ospos->add('BR1');
$page = $ospos->complete();
say('a sale', keys($page));
say('no markup of the settings', strpos($page, '<for>') === false);
say('its lines', box('comeback_answer', $page));
say('a token of the host in the form', strpos($page, 'name="csrf_ospos_v4" value="token"') !== false);
$page = $ospos->press('answer.heard', 'web', '1');
say('answered', keys($page));
$page = $ospos->press('answer.heard', 'friend', '1');
say('answered once more', box('comeback_answer', $page) . ' / ' . keys($page));
$page = $ospos->press('need', 'filter', '1');
say('a need', keys($page));
$page = $ospos->press('print', 'card', '1');
say('a card', keys($page));
$page = $ospos->press('next.at', '1', '1', ['comeback_day' => '2099-05-12', 'comeback_time' => '14:30',
    'comeback_text' => '<b>fitting</b>']);
say('an appointment', strpos($page, 'value="2099-05-12"') && strpos($page, 'value="14:30"')
    && strpos($page, '&lt;b&gt;fitting'));
$page = $ospos->press('next.at', '1', '1', ['comeback_day' => '1999-05-12', 'comeback_time' => '',
    'comeback_text' => '']);
say('one in the past', box('comeback_answer', $page));
say('nothing that could be meant', keys($ospos->press('kind', 'void', '1')) !== '-');
say('the empty register', keys($ospos->ask('sales')));
say('which is', strpos($ospos->ask('sales?comeback=keys.js'), 'use strict') . ' ' . Host::$response->type);
say('its own script', strpos($page, '?comeback=keys.js" defer></script>') !== false
    && strpos(preg_replace('/<script src="[^"]*" defer><\/script>/', '', $page), 'script') === false);

$ospos->add('BR1');
say('the next basket', keys($ospos->ask('sales')));
say('too late', box('comeback_answer', $ospos->press('answer.heard', 'friend', '1')));

Host::$session['sales_customer'] = 7;
$page = $ospos->ask('sales');
say('a customer', box('comeback_panel', $page) . ' / ' . keys($page));
say('chosen', keys($ospos->press('answer.service', 'not_now')));
say('another word', keys($ospos->press('answer.service', 'kept')));
$ospos->press('need', 'belt');
$ospos->press('consent', 'contact');
say('let go', keys($ospos->press('need', 'belt')));
$ospos->press('print', 'card');
say('all', keys($ospos->press('need', 'filter')));
$page = $ospos->complete();
say('told with the sale', box('comeback_answer', $page) . ' / ' . keys($page));
say('a consent, withdrawn', keys($ospos->press('consent', '-contact', Host::$session['comeback_last']['sale']['ref'])));
say('gone with it', $ospos->add('BR1') !== '' && !isset(Host::$session['comeback_chosen']));
$ospos->press('need', 'belt');
$ospos->ask('sales/cancel');
say('given up', !isset(Host::$session['comeback_chosen']));

Host::$session['sales_cart'] = [];
Host::$session['sales_customer'] = 7;
say('nothing in the basket', keys($ospos->ask('sales')));
$ospos->press('need', 'belt');
say('advice', box('comeback_answer', $ospos->press('advice', 'advice')));
Host::$session['sales_customer'] = -1;
say('its keys after it', keys($ospos->ask('sales')));
$page = $ospos->press('print', 'card', Host::$session['comeback_last']['sale']['ref']);
say('no card for nothing sold', keys($page));

$ospos->add('BR1');
Host::$session['sales_mode'] = 'return';
Host::$session['sales_cart'][1]['quantity'] = '-1';
say('a return', keys($ospos->complete('', 4, 1)));
Host::$session['sales_mode'] = 'sale';

$ospos->add('BR1');
$ospos->complete();
$ref = Host::$session['comeback_last']['sale']['ref'];
Host::$env['comeback.library'] = dirname($object) . '/libgone.so';
Host::$env['comeback.socket'] = '/nowhere/till.sock';
$page = $ospos->press('answer.heard', 'web', $ref);
say('library gone', strpos(box('comeback_answer', $page), 'serve does not answer') . ' / ' . keys($page));
Host::$env['comeback.library'] = $object;
say('and there again', keys($ospos->press('answer.heard', 'web', $ref)));

say('log', Host::$log === [] ? 'empty' : implode(' | ', Host::$log));
