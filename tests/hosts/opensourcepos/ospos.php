<?php
// SPDX-License-Identifier: MIT
// opensourcepos as far as the adapter's tests go, by the doubles: Ospos, and what stands on its pages.
// Takes FORM OBJECT CONFIG of the command line, and TILL_ADAPTER.
declare(strict_types=1);

use App\Plugins\ComebackPlugin\ComebackPlugin;
use CodeIgniter\Events\Events;
use CodeIgniter\HTTP\Exceptions\RedirectException;
use CodeIgniter\HTTP\ResponsableInterface;

error_reporting(E_ALL);
ini_set('display_errors', '1');
ob_start(); // a session's id cannot change once something is out
[, $form, $object, $config] = $argv;
$alone = (string) getenv('TILL_ADAPTER');
$adapter = $alone ?: __DIR__ . '/../../../plugin/hosts/opensourcepos/ComebackPlugin';

require __DIR__ . '/doubles.php';
spl_autoload_register(static function (string $class) use ($adapter): void {
    $file = str_replace(['App\\Plugins\\ComebackPlugin', '\\'], [$adapter, '/'], $class) . '.php';
    if (is_file($file)) {
        require $file;
    }
});

/** opensourcepos as far as a till goes: basket in the session, sales in tables, pages. */
final class Ospos
{
    private const TABLES = [
        'sales (sale_id, sale_status, sale_type, customer_id, employee_id)',
        'sales_items (sale_id, line, item_id, quantity_purchased, item_unit_price, discount, discount_type)',
        'sales_payments (sale_id, payment_amount, cash_refund)',
        'items (item_id, item_number, name, category)',
        'people (person_id, first_name, last_name, phone_number, email)',
    ];
    private PDO $pdo;
    private bool $plugin;
    private int $sales = 0;

    public function __construct(bool $plugin)
    {
        $this->plugin = $plugin;
        $this->pdo = new PDO('sqlite::memory:');
        $this->pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
        foreach (self::TABLES as $table) {
            $this->pdo->exec("CREATE TABLE ospos_$table");
        }
        $this->pdo->exec("INSERT INTO ospos_items VALUES (1, 'BR1', 'Bread', 'food'), (2, '', 'Büsi', NULL)");
        $this->pdo->exec("INSERT INTO ospos_people VALUES (7, 'Ana', 'Lima', '', '')");
        Host::$db = new CodeIgniter\Database\BaseConnection($this->pdo);
        Host::$session = ['sales_mode' => 'sale', 'sales_customer' => -1, 'sales_cart' => []];
    }

    /** One request: the page, or where the browser is sent. */
    public function ask(string $path, array $post = [], ?callable $act = null): string
    {
        Host::$request = new Request();
        Host::$response = new Response();
        [Host::$request->path, $query] = explode('?', $path . '?');
        parse_str($query, Host::$request->get);
        Host::$request->post = $post;
        Events::$listeners = [];
        (new ReflectionProperty(App\Plugins\ComebackPlugin\Till::class, 'current'))->setValue(null, null);
        try {
            if ($this->plugin) {
                (new ComebackPlugin())->registerEvents();
            } else {
                require $GLOBALS['adapter'] . '/Config/Events.php';
                Events::trigger('post_controller_constructor');
            }
            Host::$response->body = $act === null ? $this->register() : $act();
        } catch (RedirectException $sent) {
            return $this->ask('sales');
        } catch (ResponsableInterface $answered) {
            Host::$response = $answered->getResponse();
        }
        Events::trigger('post_system');
        return Host::$response->location !== '' ? $this->ask('sales') : Host::$response->body;
    }

    public function add(string $text): string
    {
        return $this->ask('sales/add', ['item' => $text], function () use ($text): string {
            $known = ['BR1' => [1, 'BR1', 'Bread', '12.00'], 'CAT' => [2, '', 'Büsi', '3.30']][$text] ?? null;
            if ($known === null) {
                return $this->register('no such item');
            }
            $keys = ['item_id', 'item_number', 'name', 'price'];
            $line = count(Host::$session['sales_cart']) + 1;
            Host::$session['sales_cart'][$line] = array_combine($keys, $known)
                + ['quantity' => '1', 'discount' => '0', 'discount_type' => 0];
            return $this->register();
        });
    }

    /** A button of ours on a page, or what a forged one would send. */
    public function press(string $field, string $word, string $of = '', array $more = []): string
    {
        return $this->ask('sales/add', ['comeback_key' => $field, 'comeback_word' => $word, 'comeback_of' => $of] + $more);
    }

    public function name(int $item, string $number): void
    {
        $this->pdo->prepare("UPDATE ospos_items SET item_number = ? WHERE item_id = $item")->execute([$number]);
    }

    public function complete(string $typed = '', int $type = 0, int $original = 0, int $status = 0): string
    {
        return $this->ask('sales/complete', [], function () use ($typed, $type, $original, $status): string {
            $id = $this->store($type, $status);
            if ($this->plugin && $type === 4) {
                Events::trigger('return_completed', $id, $original, []);
            } elseif ($this->plugin) {
                Events::trigger('sale_completed', $id, $type, ['comeback_code' => $typed]);
            }
            Host::$session['sales_cart'] = [];
            Host::$session['sales_customer'] = -1;
            return "<title>OSPOS 3.4</title><div class=\"print_hide\" id=\"control_buttons\"></div>"
                . "<div id=\"receipt_wrapper\"><div id=\"barcode\">\n POS $id </div></div>";
        });
    }

    private function store(int $type, int $status): int
    {
        $id = ++$this->sales;
        $paid = 0.0;
        foreach (Host::$session['sales_cart'] as $number => $line) {
            $this->row('sales_items', [$id, $number, $line['item_id'], $line['quantity'], $line['price'],
                $line['discount'], $line['discount_type']]);
            $paid += ($line['price'] - $line['discount']) * $line['quantity'];
        }
        $customer = Host::$session['sales_customer'];
        $this->row('sales', [$id, $status, $type, $customer > 0 ? $customer : null, 1]);
        $this->row('sales_payments', [$id, sprintf('%.2f', $paid + 5), '5.00']);
        return $id;
    }

    private function row(string $table, array $values): void
    {
        $marks = implode(', ', array_fill(0, count($values), '?'));
        $this->pdo->prepare("INSERT INTO ospos_$table VALUES ($marks)")->execute($values);
    }

    private function register(string $say = ''): string
    {
        ob_start();
        Events::trigger('view:sales_register_buttons');
        return "<div id=\"register_wrapper\"><p>$say</p>" . ob_get_clean() . '</div>';
    }
}

function box(string $id, string $page): string
{
    if (preg_match("/<div id=\"$id\"[^>]*>(.*?)<\\/div>/s", $page, $found) !== 1) {
        return '-';
    }
    $lines = preg_replace('/<form.*/s', '', $found[1]);
    $text = html_entity_decode(str_replace('<br>', ' | ', $lines), ENT_QUOTES);
    return preg_replace(['/[A-Z0-9]{4}(-[A-Z0-9]{4}){2}/', '/of \d+ [A-Z][a-z]{2}/'], ['CODE', 'of DAY'], $text);
}

/** Our rows of buttons: [it] was pressed, (it) cannot be. */
function keys(string $page): string
{
    preg_match('/<form class="comeback_keys".*?<details/s', $page, $form);
    preg_match_all('/<p>(.*?)<\/p>/s', $form[0] ?? '', $rows);
    $texts = preg_replace_callback('/<button([^>]*)>(.*?)<\/button>/s', static function (array $button): string {
        $text = strpos($button[1], 'aria-pressed="true"') === false ? $button[2] : "[$button[2]]";
        return strpos($button[1], ' disabled') === false ? $text : "($text)";
    }, $rows[1]);
    return preg_replace('/\d+ [A-Z][a-z]{2}( \d{4})?(?=:)/', 'DATE', html_entity_decode(implode(' | ', $texts), ENT_QUOTES)) ?: '-';
}

function code_in(string $page): string
{
    preg_match('/alt="[^"]*?([G-Q][0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4})/', $page, $found);
    return $found[1] ?? '';
}

function say(string $what, $seen): void
{
    echo "$what: ", is_bool($seen) ? ($seen ? 'yes' : 'no') : $seen, "\n";
}
