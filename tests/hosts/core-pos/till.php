<?php
// SPDX-License-Identifier: MIT
// till.php SCENARIO OBJECT CONFIG [CODE]: the plugin's own classes in doubles of CORE-POS, which
// calls them as it does: doubles.php. Prints a line a fact, codes and days as CODE and DAY.
declare(strict_types=1);

use COREPOS\pos\install\InstallUtilities;
use COREPOS\pos\lib\Database;
use COREPOS\pos\lib\PrintHandlers\PrintHandler;
use COREPOS\pos\lib\ReceiptLib;
use COREPOS\pos\lib\TransRecord;

error_reporting(E_ALL);
ini_set('display_errors', '1');
require __DIR__ . '/doubles.php';
spl_autoload_register(static function (string $class): void {
    $file = __DIR__ . "/../../../plugin/hosts/core-pos/ComebackPlugin/$class.php";
    if (is_file($file)) {
        require $file;
    }
});

function say(string $what): void
{
    $what = str_replace(dirname($GLOBALS['argv'][3]), 'SHOP', $what);
    $codes = ['/[G-Z][0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/', '/\b\d\d? [A-Z][a-z]{2}\b/',
        '/\d{4}-\d\d-\d\d/'];
    echo preg_replace($codes, ['CODE', 'DAY', 'DATE'], $what), "\n";
}

/** A lane as CORE runs it: lib/PrehLib.php, lib/TransRecord.php, ajax/AjaxEnd.php. */
final class Lane
{
    public function __construct(string $object, string $config)
    {
        CoreLocal::$session = [
            'CashierNo' => 56, 'laneno' => 1, 'transno' => 1, 'LastID' => 0, 'memberID' => '0',
            'defaultNonMem' => '99999', 'visitingMem' => '', 'pDatabase' => 'opdata',
            'ComebackLibrary' => $object, 'ComebackConfig' => $config,
        ];
    }

    public function item(string $upc, int $quantity, float $price, string $status = ''): self
    {
        TransRecord::addRecord(['upc' => $upc, 'description' => "Item $upc", 'department' => 7,
            'quantity' => $quantity, 'ItemQtty' => $quantity, 'total' => $quantity * $price,
            'discountable' => 1, 'trans_status' => $status]);
        return $this;
    }

    /** What is on the screen then. */
    public function key(string $entered): string
    {
        $pre = new ComebackPreParser(new Session());
        $parser = new ComebackParser(new Session());
        $entered = $pre->check($entered) ? $pre->parse($entered) : $entered;
        return $parser->check($entered) ? (string) $parser->parse($entered)['output'] : 'not ours';
    }

    /** The right of the screen, as it is drawn. */
    public function screen(): string
    {
        $html = preg_replace('/\s*<[^>]*>\s*/', '|', (new ComebackNotifier())->draw());
        return html_entity_decode(trim(preg_replace('/\|+/', ' | ', $html), ' |'));
    }

    /** What A lists, a line each. */
    public function list(): string
    {
        $page = new ComebackMenu([]);
        ob_start();
        $page->preprocess();
        $page->head_content();
        $page->body_content();
        preg_match_all('/<option value="(\w+)" \w*>([^<]*)</', ob_get_clean(), $found);
        return implode("\n", array_map(static function (string $key, string $text): string {
            return "  $key $text";
        }, $found[1], array_map('html_entity_decode', $found[2])));
    }

    /** A's list with this picked, or the page of an appointment filled in: where it leads. */
    public function submit(string $page, array $fields): string
    {
        $page = new $page($fields);
        return ($page->preprocess() ? 'stays' : $page->to);
    }

    /** Leads to a page: its name. */
    public function opens(string $entered): string
    {
        return basename((string) (new ComebackParser(new Session()))->parse($entered)['main_frame']);
    }

    /** Three teas for this member, looked at. */
    public function ring(string $member = '99999'): self
    {
        $this->item('TEA', 3, 4.0)->member($member)->total();
        return $this;
    }

    public function member(string $number): self
    {
        CoreLocal::set('memberID', $number);
        Database::$pdo->prepare('UPDATE localtemptrans SET card_no=?')->execute([$number]);
        return $this;
    }

    public function total(): float
    {
        (new ComebackTotal())->apply();
        return $this->due();
    }

    public function pay(): self
    {
        $due = $this->due();
        TransRecord::addRecord(['trans_type' => 'T', 'trans_subtype' => 'CA', 'total' => -$due]);
        Database::$pdo->exec("UPDATE localtemptrans SET trans_type='T'
            WHERE trans_subtype IN ('CP','IC')");
        return $this->leave();
    }

    public function abandon(): self
    {
        Database::$pdo->exec("UPDATE localtemptrans SET trans_status='X'");
        return $this->leave()->reset();
    }

    /** The receipt between what stands before and after it; $kind: copy, reprint or ''. */
    public function receipt(bool $reprint = false): string
    {
        $receipt = "\x1b!\x01TOTAL\n";
        $message = new ComebackReceipt();
        $counts = Database::$pdo->query('SELECT ' . $message->select_condition()
            . ' FROM localtranstoday')->fetchColumn();
        $receipt .= $message->message($counts, (string) ReceiptLib::$recent, $reprint);
        return "$receipt{A barcode}\n";
    }

    public function reset(): self
    {
        CoreLocal::set('memberID', '0');
        (new ComebackPlugin())->plugin_transaction_reset();
        return $this;
    }

    /** Three teas of 4.00 for this member, paid and printed; what the cashier reads. */
    public function sell(string $member = '99999'): string
    {
        $this->item('TEA', 3, 4.0)->member($member)->total();
        $receipt = $this->pay()->receipt();
        $this->reset();
        $note = strpos($receipt, 'YOUR NEXT VISIT') ? 'note' : 'no note';
        return "$note; " . str_replace("\n", ' | ', ComebackTill::line());
    }

    private function due(): float
    {
        return round((float) Database::$pdo->query('SELECT SUM(total) FROM localtemptrans')
            ->fetchColumn(), 2);
    }

    private function leave(): self
    {
        Database::$pdo->exec('INSERT INTO localtranstoday SELECT * FROM localtemptrans');
        Database::$pdo->exec('DELETE FROM localtemptrans');
        ReceiptLib::$recent = implode('-', array_map('CoreLocal::get',
            ['CashierNo', 'laneno', 'transno']));
        CoreLocal::set('transno', CoreLocal::get('transno') + 1);
        CoreLocal::set('LastID', 0);
        return $this;
    }
}

function code_of(string $receipt): string
{
    preg_match('/[G-Z][0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/', $receipt, $found);
    return $found[0] ?? '';
}

$scenarios = [
    'once' => static function (Lane $lane): void {
        $lane->item('TEA', 3, 4.0)->member('99999')->total();
        $receipt = $lane->pay()->receipt();
        $start = strpos($receipt, "TOTAL\n\n") + 7;
        $note = substr($receipt, $start, strpos($receipt, '{A barcode}') - $start);
        say('the note, then the small font: ' . (substr($note, -3) === "\x1b!\x01" ? 'yes' : 'no'));
        say('no reset and no cut in it: ' . (preg_match('/\x1b[@im]|\x1dV/', $note) ? 'no' : 'yes'));
        say('store copy: ' . (code_of($lane->receipt()) ?: 'no note'));
        $lane->reset();
        say('asked for again: ' . (code_of($lane->receipt()) ?: 'no note'));
        CoreLocal::set('ComebackTold', '');
        say('reprint after a new sign-in: ' . (code_of($lane->receipt(true)) ?: 'no note'));
        say('on paper only: ' . ((new ComebackReceipt())->paper_only ? 'yes' : 'no'));
        say('screen: ' . (new ComebackNotifier())->draw());
        CoreLocal::set('ComebackLine', ['', '<b>']);
        say('no markup: ' . (new ComebackNotifier())->draw());
    },
    'card' => static function (Lane $lane): void {
        say('a member: ' . $lane->sell('4711'));
        say('jobs before the request ends: ' . count(PrintHandler::$jobs));
        register_shutdown_function(static function (): void {
            $card = PrintHandler::$jobs[0] ?? '';
            say('then the card, from a reset to a cut: '
                . preg_match('/^\x1b@.*FOR A FRIEND.*(\x1dV.{0,2}|\x1b[im])$/s', $card));
        });
    },
    'serve' => static function (Lane $lane): void {
        CoreLocal::set('ComebackCards', 'serve');
        say('a member: ' . $lane->sell('4711'));
        register_shutdown_function(static function (): void {
            say('jobs of the lane: ' . count(PrintHandler::$jobs));
        });
    },
    'discount' => static function (Lane $lane, string $card): void {
        $lane->item('TEA', 3, 4.0);
        say("card: {$lane->key($card)}; {$lane->total()}");
        say("again: {$lane->key($card)}; {$lane->total()}");
        $lane->item('TEA', 2, 4.0);
        say("more in the basket: {$lane->total()}");
        $lane->item('TEA', -2, 4.0, 'V');
        say("and less: {$lane->total()}");
        $lane->member('99999')->pay()->receipt();
        $lane->reset();
        say('told: ' . ComebackTill::line());
    },
    'thanks' => static function (Lane $lane): void {
        say("a member's total: {$lane->item('TEA', 3, 4.0)->member('9')->total()}");
        say('screen: ' . ComebackTill::line());
    },
    'taken off' => static function (Lane $lane, string $card): void {
        $lane->item('TEA', 3, 4.0)->key($card);
        say("card: {$lane->total()}");
        TransRecord::addRecord(['trans_subtype' => 'IC', 'trans_status' => 'V', 'total' => 1.2,
            'charflag' => 'CB', 'voided' => 1]);
        say("voided by the cashier: {$lane->total()}");
        $lane->member('99999')->pay()->receipt();
        say('told: ' . ComebackTill::line());
    },
    'tendered' => static function (Lane $lane, string $card): void {
        $lane->item('TEA', 3, 4.0)->total();
        TransRecord::addRecord(['trans_type' => 'T', 'trans_subtype' => 'CK', 'total' => -5]);
        say("after a part payment: {$lane->key($card)}; {$lane->total()}");
    },
    'refused' => static function (Lane $lane, string $card): void {
        $lane->item('TEA', 3, 4.0)->key($card);
        $lane->total();
        $lane->pay()->receipt();
        $lane->reset()->item('TEA', 3, 4.0);
        say("used: {$lane->key($card)}; {$lane->total()}");
        say('typo: ' . $lane->key(substr($card, 0, -1) . ($card[13] === '0' ? '1' : '0')));
        say('rows of the typo: ' . Database::$pdo->query("SELECT COUNT(*) - 1
            FROM localtemptrans WHERE upc='COMEBACK'")->fetchColumn());
    },
    /* What a cashier keys that is twelve symbols long, and what the library takes for a code. */
    'keyed' => static function (Lane $lane): void {
        $theirs = ['RF%010d', 'VD%010d', 'RC%010d', 'PC%010d', 'RF%04dDP0010', 'NR%08dCA',
            'S11%09d', 'S14%09d', 'PV%010d', 'TEA%07dPV'];
        foreach ($theirs as $form) {
            for ($i = 0, $taken = 0; $i < 200; $i++) {
                $taken += $lane->key(sprintf($form, $i)) !== 'not ours';
            }
            say("$form: $taken");
        }
        $others = ['GREENTEATEPV', 'CMSEE MANAGER', '3*0000000016', '111', '5000CA', 'TL', 'CN',
            'RRR', 'WASHINGTONID', 'RF3*TEA', '0000-0000-0000', 'A000-0000-0000'];
        say('others: ' . implode(',', array_unique(array_map([$lane, 'key'], $others))));
        $lane->key('COMEBACK');
        $library = new Comeback(['library' => CoreLocal::get('ComebackLibrary'),
            'config' => CoreLocal::get('ComebackConfig')]);
        mt_srand(6);
        for ($i = 0, $codes = 0, $same = 0; $i < 400; $i++) {
            $code = 'K' . substr(str_shuffle(str_repeat(ComebackPreParser::ALPHABET, 2)), 0, 11);
            $told = $library->look(['host' => 'till', 'total_minor' => 1, 'scan' => [$code]]);
            $is_code = $told['scan'] !== [];
            $codes += $is_code;
            $same += $is_code === (new ComebackPreParser(null))->check($code);
        }
        say('checked as the library does: ' . ($codes > 0 && $same === 400 ? 'yes' : "$same"));
    },
    'letters' => static function (Lane $lane): void {
        $pre = new ComebackPreParser(new Session());
        foreach (['V0RF-0DN0-00FN', 'RF00-0000-0000', 'V0RF 0DN0 00NR', 'RF00'] as $entered) {
            echo "$entered: ", $pre->check($entered) ? $pre->parse($entered) : 'not ours', "\n";
        }
        foreach (['V0RF0DN00NR', 'RFK00000000', 'VD0000K0000', 'PC0000000D0', 'NR00K000000'] as $most) {
            $last = array_map([$pre, 'check'], array_map(static function (string $symbol) use ($most) {
                return $most . $symbol;
            }, str_split(ComebackPreParser::ALPHABET)));
            echo "$most and its check symbol: ", array_sum($last), "\n";
        }
    },
    'kinds' => static function (Lane $lane): void {
        $ring = static function (int ...$quantities) use ($lane): void {
            foreach ($quantities as $quantity) {
                $lane->item('TEA', $quantity, 4.0, $quantity < 0 ? 'R' : '');
            }
            $lane->member('99999')->total();
            $receipt = $lane->pay()->receipt();
            $lane->reset();
            say(ComebackTill::line() . (code_of($receipt) ? ', note' : ', no note'));
        };
        $ring(-1);
        $ring(-1, 3);
        TransRecord::addRecord(['description' => 'VOIDING TRANSACTION 56-1-2', 'trans_type' => 'C',
            'trans_subtype' => 'CM', 'trans_status' => 'D']);
        $lane->item('TEA', 1, 4.0, 'V')->item('TEA', -3, 4.0, 'V');
        $ring();
        CoreLocal::set('isStaff', 1);
        $ring(3);
        CoreLocal::set('isStaff', 0);
        CoreLocal::set('laneno', 99);
        $ring(3);
    },
    'no receipt' => static function (Lane $lane): void {
        $lane->item('TEA', 3, 4.0)->member('4711')->total();
        $lane->pay()->reset();
        say('told: ' . ComebackTill::line());
        $lane->reset();
    },
    'abandoned' => static function (Lane $lane, string $card): void {
        $lane->item('TEA', 3, 4.0)->key($card);
        say("reserved; {$lane->total()}");
        $lane->abandon();
        $other = $lane->item('TEA', 3, 4.0)->key($card);
        say("another basket: $other; {$lane->total()}");
    },
    'asked' => static function (Lane $lane): void {
        say('before any sale: ' . $lane->key('CARD'));
        $lane->sell();
        say('after one: ' . $lane->key('CARD'));
        say('with one: ' . $lane->item('TEA', 3, 4.0)->key('CARD'));
        $lane->member('99999')->total();
        $lane->pay()->receipt();
        say('health: ' . $lane->key('COMEBACK'));
        register_shutdown_function(static function (): void {
            say('cards: ' . substr_count(implode(PrintHandler::$jobs), 'FOR A FRIEND'));
        });
    },
    'note' => static function (Lane $lane): void {
        say('not asked for: ' . $lane->sell());
        say("screen: {$lane->screen()}");
        say("too small: {$lane->item('TEA', 1, 4.0)->total()}; {$lane->screen()}");
        say("large enough: {$lane->item('TEA', 2, 4.0)->total()}; {$lane->screen()}");
        say("NOTE: {$lane->key('NOTE')}; {$lane->screen()}");
        say('asked for: ' . $lane->sell());
        $lane->sell();
        say("asked for after the sale: {$lane->key('A1')}; {$lane->screen()}");
        register_shutdown_function(static function (): void {
            say('a note and a cut: '
                . preg_match('/^.*YOUR NEXT VISIT.*\n{7}\x1bi$/s', implode(PrintHandler::$jobs)));
        });
    },
    'question' => static function (Lane $lane): void {
        say("nothing yet: {$lane->key('A')}");
        say("total: {$lane->ring()->screen()}");
        say("A opens: {$lane->opens('A')}\n{$lane->list()}");
        say("A2: {$lane->key('A2')}; {$lane->screen()}");
        say("A2 again: {$lane->key('A2')}; {$lane->screen()}");
        say("A1: {$lane->key('A1')}; {$lane->screen()}");
        say("A lists:\n" . implode("\n", array_slice(explode("\n", $lane->list()), 0, 4)));
        $lane->pay()->receipt();
        say("paid: {$lane->reset()->screen()}");
        say("there is no A77: {$lane->key('A77')}");
    },
    'afterwards' => static function (Lane $lane): void {
        $lane->ring()->pay()->receipt();
        say("paid: {$lane->reset()->screen()}");
        say("A3: {$lane->key('A3')}; {$lane->screen()}");
        say("A5: {$lane->key('A5')}; {$lane->screen()}");
        CoreLocal::set('ComebackList', '');
        say("signed in anew:\n{$lane->list()}");
        $lane->item('TEA', 3, 4.0);
        say("the next sale: {$lane->key('A3')}; {$lane->screen()}");
        $lane->member('99999')->total();
        $lane->pay()->receipt();
        $lane->reset();
        say("its own question: {$lane->screen()}");
    },
    'too late' => static function (Lane $lane): void {
        $lane->ring()->pay()->receipt();
        $lane->reset();
        $other = new Comeback(['library' => CoreLocal::get('ComebackLibrary'),
            'config' => CoreLocal::get('ComebackConfig')]);
        $other->finish(['host' => 'core-pos', 'till' => '1', 'ref' => 'x', 'total_minor' => 100]);
        say("A3: {$lane->key('A3')}; {$lane->screen()}");
    },
    'steps' => static function (Lane $lane): void {
        say("total: {$lane->ring('4711')->screen()}");
        say("A5: {$lane->key('A5')}; {$lane->screen()}");
        CoreLocal::$session = array_diff_key(CoreLocal::$session,
            ['ComebackList' => 1, 'ComebackLine' => 1]);
        say("resumed: {$lane->total()}; {$lane->screen()}");
        say("another need: {$lane->key('A4')}; {$lane->screen()}");
        $lane->pay()->receipt();
        say("paid: {$lane->reset()->screen()}");
        say("A2: {$lane->key('A2')}; {$lane->screen()}");
    },
    'day' => static function (Lane $lane): void {
        $lane->ring('4711');
        say("A6: {$lane->key('A6')}; {$lane->screen()}");
        say('A8 opens: ' . $lane->opens('A8'));
        $day = date('Y-m-d', strtotime('+7 days'));
        $fields = ['day' => $day, 'time' => '14:30', 'words' => 'a haircut'];
        say('empty: ' . $lane->submit('ComebackDay', ['day' => '', 'time' => '', 'words' => '']));
        say('CL: ' . $lane->submit('ComebackDay', ['words' => 'cl'] + $fields));
        say('filled in: ' . $lane->submit('ComebackDay', $fields));
        say("keyed: {$lane->key("A{$day}T14:30")}; {$lane->screen()}");
        say("yesterday: {$lane->key('A' . date('Y-m-d', strtotime('-2 days')))}; {$lane->screen()}");
        say('what for: ' . ComebackBasket::open()->sale()['next.text']);
        $lane->pay()->receipt();
        $lane->reset();
        $later = date('Y-m-d', strtotime('+9 days'));
        $lane->submit('ComebackDay', ['day' => $later, 'time' => '', 'words' => 'a colouring']);
        say("moved after the sale: {$lane->key("A$later")}");
        say($lane->screen());
    },
    'menu' => static function (Lane $lane): void {
        say('shown: ' . $lane->submit('ComebackMenu', []));
        foreach (['A2', '', 'A2&input=CN', 'TL'] as $picked) {
            say("$picked: " . $lane->submit('ComebackMenu', ['selectlist' => $picked]));
        }
        $post = new ComebackPostParser();
        $lane->ring();
        say('behind: ' . json_encode($post->parse(['scale' => false])));
        $lane->screen();
        say('drawn: ' . json_encode($post->parse(['scale' => false])));
        say('a weight: ' . json_encode($post->parse(['scale' => 'S110012'])));
        say('no part of it: ' . json_encode($post->parse([])));
        foreach (['A1', 'A', 'A2027-05-12'] as $ours) {
            say("$ours: " . json_encode((new ComebackPreParser(new Session()))->check($ours)));
        }
    },
    'without' => static function (Lane $lane, string $card): void {
        say('a sale: ' . $lane->sell());
        say('health: ' . $lane->key('COMEBACK'));
        $lane->item('TEA', 3, 4.0);
        say("a code: {$lane->key($card)}; {$lane->total()}");
        say('abandoned: ' . get_class($lane->abandon()));
    },
    'locked' => static function (Lane $lane, string $card): void {
        $lane->sell();
        $start = hrtime(true);
        $note = $lane->item('TEA', 3, 4.0)->key($card);
        say("a code: $note; {$lane->total()}");
        $lane->member('99999')->pay()->receipt();
        $lane->reset();
        say('told: ' . ComebackTill::line());
        $ms = (hrtime(true) - $start) / 1e6;
        say('waited once: ' . ($ms < 250 ? 'yes' : "$ms ms"));
    },
    'broken' => static function (Lane $lane, string $card): void {
        $lane->item('TEA', 3, 4.0)->member('99999')->pay();
        Database::$broken = true;
        $receipt = (new ComebackReceipt())->message('1', '56-1-1');
        say('receipt without its database: ' . ($receipt === '' ? 'as it was' : $receipt));
        say('screen: ' . ComebackTill::line());
        say("a code: {$lane->key($card)}");
        say('total: ' . var_export((new ComebackTotal())->apply(), true));
        $lane->reset();
    },
    'installed' => static function (Lane $lane): void {
        CoreLocal::set('TotalActions', ['AutoCoupon']);
        CoreLocal::set('Notifiers', '');
        (new ComebackPlugin())->pluginEnable();
        (new ComebackPlugin())->pluginEnable();
        say(json_encode(InstallUtilities::$saved));
        (new ComebackPlugin())->pluginDisable();
        say(json_encode(InstallUtilities::$saved));
    },
];

[, $name, $object, $config] = $argv;
$scenarios[$name](new Lane($object, $config), $argv[4] ?? '');
