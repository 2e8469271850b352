<?php
// SPDX-License-Identifier: MIT
// till.php FORM OBJECT CONFIG: the adapter in doubles of its host, one request after another.
// FORM: events, as on 3.4, or plugin, as on 3.5. Prints a line a fact; nothing may end it. With
// TILL_ADAPTER, a folder that has the adapter and no Comeback.php: one sale.
declare(strict_types=1);

require __DIR__ . '/ospos.php';
$ospos = new Ospos($form === 'plugin');
Host::$env = ['comeback.config' => $config, 'comeback.library' => $object];

function discounts(): string
{
    return json_encode(array_column(Host::$session['sales_cart'], 'discount'));
}

/** What is taken off such lines of minor units: pieces, price, another percent. */
function off(int $minor, array ...$lines): int
{
    Host::$session['sales_cart'] = Host::$session['comeback_discount'] = [];
    foreach ($lines as $i => $line) {
        Host::$session['sales_cart'][$i + 1] = ['quantity' => $line[0], 'price' => $line[1],
            'discount' => $line[2] ?? '0', 'discount_type' => 0];
    }
    (new App\Plugins\ComebackPlugin\Discount())->set($minor);
    return App\Plugins\ComebackPlugin\Discount::inBasket();
}

if ($alone !== '') {
    $ospos->add('BR1');
    say('a code', strpos($ospos->add('K000-0000-0000'), 'no such item') !== false);
    say('receipt', strpos($ospos->complete(), 'POS 1') !== false);
    say('log', end(Host::$log));
    exit;
}

$ospos->add('BR1');
say('an ordinary basket', box('comeback_panel', $ospos->add('CAT')));
$page = $ospos->complete();
say('a sale', box('comeback_answer', $page));
say('note in the receipt', strpos($page, 'comeback_note') < strpos($page, 'id="barcode"') && code_in($page) !== '');

$ospos->add('BR1');
say('a note scanned', box('comeback_panel', $ospos->add(strtolower(str_replace('-', ' ', code_in($page))))));
say('its sale', box('comeback_answer', $ospos->complete()));

Host::$session['sales_customer'] = 7;
$ospos->add('BR1');
say('a customer', box('comeback_panel', $ospos->ask('sales')));
say('their sale', box('comeback_answer', $ospos->complete()));

$card = trim((string) getenv('TILL_CARD'));
$ospos->add('CAT');
$ospos->add('BR1');
say('a card scanned', box('comeback_panel', $ospos->add($card)));
say('discounts', discounts());
say('more in the basket', box('comeback_panel', $ospos->add('BR1')));
say('discounts', discounts());
say('the friend', box('comeback_answer', $ospos->complete()));
say('left in the session', json_encode(array_values(preg_grep('/comeback/', array_keys(Host::$session)))));

$card = trim((string) getenv('TILL_CARD_2'));
$ospos->add('BR1');
$ospos->add($card);
session_id('another');
say('with another session id', box('comeback_panel', $ospos->add('CAT')));
$ospos->ask('sales/unsuspend', [], static function (): string {
    Host::$session['sales_cart'] = [1 => Host::$session['sales_cart'][1]];
    return '';
});
say('another basket has no code', box('comeback_panel', $ospos->ask('sales')) . ' ' . discounts());
$ospos->add($card);
$ospos->ask('sales/suspend', [], static function (): string {
    echo 'put aside: ', discounts(), "\n";
    Host::$session['sales_cart'] = [];
    return '';
});
$ospos->add('BR1');
Host::$session['sales_payments'] = ['Cash' => []];
say('after a payment', box('comeback_panel', $ospos->add($card)) . ' ' . discounts());
Host::$session['sales_payments'] = [];
$ospos->ask('sales');
echo 'without it: ', discounts(), "\n";
unset(Host::$session['comeback_codes']);
$ospos->ask('sales');
say('nobody known any more', discounts());
Host::$session['sales_mode'] = 'return';
$ospos->ask('sales');
$ospos->ask('sales/cancel');
Host::$session['sales_mode'] = 'sale';
Host::$session['sales_cart'] = [];

say('weighed', off(100, ['0.333', '9.99'], ['1', '5.00']));
say('free and less', off(250, ['1', '0.00'], ['-1', '5.00'], ['0', '5.00'], ['1', '2.00'], ['1', '0.30']));
say('beside a percent', off(250, ['1', '9.00', '5'], ['1', '9.00']) . ' ' . discounts());
Host::$session['sales_cart'][2]['discount_type'] = 0;
say('made a percent by the cashier', App\Plugins\ComebackPlugin\Discount::inBasket());
say('a third', off(100, ['3', '10.00']));
Host::$settings = ['currency_code' => 'JPY', 'currency_decimals' => '2'];
say('yen', off(150, ['2', '1000.00']));
Host::$settings = ['currency_code' => 'TND', 'currency_decimals' => '3'];
say('dinar, stored with two decimals', off(1525, ['1', '9.50']) . ' ' . discounts());
Host::$settings = ['currency_code' => 'EUR', 'currency_decimals' => '0'];
say('euro, shown without cents', off(250, ['1', '9.00']) . ' ' . discounts());
Host::$settings = ['currency_code' => 'EUR', 'currency_decimals' => '2'];
Host::$session = ['sales_mode' => 'sale', 'sales_customer' => -1, 'sales_cart' => []];

$number = str_replace('-', '', $card);
$ospos->name(2, $number);
say('an item whose number is a code', strpos($ospos->add($number), 'no such item') !== false);
say('an item that looks like a code', strpos($ospos->add('KUGELSCHREIB'), 'no such item') !== false);
Host::$session['sales_mode'] = 'return';
$ospos->add('BR1');
Host::$session['sales_cart'][1]['quantity'] = '-1';
$page = $ospos->complete('', 4, 1);
say('a return', box('comeback_answer', $page) . (strpos($page, 'comeback_note') === false ? ', no note' : ', NOTE'));
Host::$session['sales_mode'] = 'sale';

$ospos->add('BR1');
say('a quote', box('comeback_answer', $ospos->complete('', 3, 0, 1)));
say('nobody logged in', $ospos->ask('login', [], static fn (): string => 'login') === 'login');

$ospos->add('BR1');
$page = box('comeback_answer', $ospos->complete('K000-0000-0001'));
say('typed with the payment, where 3.5 has a field for it',
    ($form === 'plugin') === (strpos($page, 'mistyped: read it again') !== false));
$ospos->add('BR1');
$ospos->add($card);
$whole = Host::$db;
Host::$db = (new ReflectionClass(CodeIgniter\Database\BaseConnection::class))->newInstanceWithoutConstructor();
$ospos->complete();
Host::$db = $whole;
say('the next basket has no code of one that failed',
    json_encode(array_values(preg_grep('/comeback/', array_keys(Host::$session)))));

$gone = dirname($object) . '/libgone.so';
Host::$env['comeback.library'] = $gone;
Host::$env['comeback.socket'] = '/nowhere/<b>till.sock';
$ospos->add('BR1');
$page = $ospos->complete();
say('library gone, receipt shown', strpos($page, 'POS 9') !== false);
say('no markup of ours in it', strpos($page, '<b>') === false);
say('told', str_replace($gone, 'PATH', strtok(box('comeback_answer', $page), ';')));
$hangs = dirname($config) . '/hangs.sock';
$server = stream_socket_server("unix://$hangs");
Host::$env['comeback.socket'] = $hangs;
Host::$session['sales_customer'] = 7;
$ospos->add('K000-0000-0000');
for ($asked = 0; @stream_socket_accept($server, 0); $asked++) {
}
say('a server that hangs, asked in one request', $asked);
Host::$db = (new ReflectionClass(CodeIgniter\Database\BaseConnection::class))->newInstanceWithoutConstructor();
say('database in pieces, page as it was', box('comeback_panel', $ospos->ask('sales/complete', [],
    static fn (): string => '<div id="barcode">POS 8</div>')));
say('log', preg_replace('/ must not.*/s', '', end(Host::$log)));
