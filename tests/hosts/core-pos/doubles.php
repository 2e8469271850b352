<?php
// SPDX-License-Identifier: MIT
// What ComebackPlugin calls of CORE-POS, as far as it calls it: classes by CORE's names, tables in
// SQLite. How CORE goes about a transaction is in till.php; the real one is rung up by real/core-pos.

namespace {
    final class CoreLocal
    {
        public static $session = [];

        public static function get($key)
        {
            return self::$session[$key] ?? '';
        }

        public static function set($key, $value)
        {
            self::$session[$key] = $value;
        }
    }

    final class AutoLoader
    {
        public static function dispatch()
        {
        }

        public static function ownURL()
        {
            return 'page.php';
        }
    }

    /** The session as a parser is given it. */
    final class Session
    {
        public function get($key)
        {
            return CoreLocal::get($key);
        }

        public function set($key, $value)
        {
            CoreLocal::set($key, $value);
        }
    }
}

namespace COREPOS\pos\plugins {
    class Plugin
    {
        public $plugin_settings = [];
        public $plugin_description = '';

        public function pluginUrl()
        {
            return '/plugins/ComebackPlugin';
        }
    }
}

namespace COREPOS\pos\install {
    final class InstallUtilities
    {
        public static $saved = [];

        public static function paramSave($key, $value)
        {
            self::$saved[$key] = $value;
        }
    }
}

namespace COREPOS\pos\parser {
    class Parser
    {
        protected $session;

        public function __construct($session)
        {
            $this->session = $session;
        }

        public function default_json()
        {
            return ['output' => false, 'redraw_footer' => false, 'scale' => false];
        }
    }

    class PreParser extends Parser
    {
    }

    class PostParser
    {
    }
}

namespace COREPOS\pos\lib\gui {
    /** A page: what was submitted, where it goes to, and its HTML. */
    class NoInputCorePage
    {
        public $to = '';
        public $onload = '';
        protected $page_url = '/';
        protected $form;
        protected $session;

        public function __construct(array $submitted)
        {
            $this->session = new \Session();
            $this->form = new class ($submitted) {
                private $submitted;

                public function __construct(array $submitted)
                {
                    $this->submitted = $submitted;
                }

                public function tryGet($name, $default = '')
                {
                    return $this->submitted[$name] ?? $default;
                }
            };
        }

        public function change_page($url)
        {
            $this->to = $url;
        }

        public function add_onload_command($script)
        {
            $this->onload .= $script;
        }
    }
}

namespace COREPOS\pos\lib {
    class Notifier
    {
    }

    final class MiscLib
    {
        public static function baseURL()
        {
            return '/';
        }
    }

    final class DisplayLib
    {
        public static function lastpage()
        {
            return 'the items';
        }

        public static function standardClearButton()
        {
            return ['OK [clear]' => "parseWrapper('CL');"];
        }

        public static function boxMsg($text, $header, $quiet, $buttons)
        {
            return "[$header] $text";
        }
    }

    final class ReceiptLib
    {
        public static $recent = false;

        public static function mostRecentReceipt()
        {
            return self::$recent;
        }

        public static function cutReceipt($receipt, $second)
        {
            return $receipt . "\n\n\n\n\n\n\n\x1bi";
        }
    }

    /** Of SQLManager what a plugin uses. */
    final class Database
    {
        private const COLUMNS = 'datetime TEXT, register_no INT, emp_no INT, trans_no INT,
            upc TEXT, description TEXT, trans_type TEXT, trans_subtype TEXT, trans_status TEXT,
            department INT, quantity REAL, ItemQtty REAL, unitPrice REAL, total REAL,
            regPrice REAL, discountable INT, voided INT, staff INT, numflag INT, charflag TEXT,
            card_no TEXT, trans_id INTEGER PRIMARY KEY AUTOINCREMENT';
        public static $broken = false;
        public static $pdo = null;

        public static function tDataConnect()
        {
            if (self::$broken) {
                throw new \RuntimeException('MySQL server has gone away');
            }
            self::$pdo = self::$pdo ?? self::create();

            return new self();
        }

        private static function create()
        {
            $pdo = new \PDO('sqlite::memory:');
            $pdo->setAttribute(\PDO::ATTR_DEFAULT_FETCH_MODE, \PDO::FETCH_BOTH);
            foreach (['localtemptrans', 'localtranstoday'] as $table) {
                $pdo->exec("CREATE TABLE $table (" . self::COLUMNS . ')');
            }
            $pdo->exec("ATTACH ':memory:' AS opdata");
            $pdo->exec('CREATE TABLE opdata.departments (dept_no, dept_name)');
            $pdo->exec("INSERT INTO opdata.departments VALUES (7, 'TEA')");

            return $pdo;
        }

        public function query($sql)
        {
            return self::$pdo->query($sql);
        }

        public function fetchRow($result)
        {
            return $result->fetch();
        }

        public function curdate()
        {
            return "date('now', 'localtime')";
        }

        public function sep()
        {
            return '.';
        }
    }

    /** As TransRecord::addItem: what is not named is empty, a row knows who was served, and a
     * description is cut. */
    final class TransRecord
    {
        private const EMPTY = ['upc' => '0', 'description' => '', 'trans_type' => 'I',
            'trans_subtype' => '', 'trans_status' => '', 'department' => 0, 'quantity' => 0,
            'ItemQtty' => 0, 'unitPrice' => 0, 'total' => 0, 'regPrice' => 0, 'discountable' => 0,
            'voided' => 0, 'numflag' => 0, 'charflag' => ''];

        public static function addRecord($row)
        {
            $row += self::EMPTY + [
                'datetime' => date('Y-m-d H:i:s'), 'register_no' => \CoreLocal::get('laneno'),
                'emp_no' => \CoreLocal::get('CashierNo'), 'trans_no' => \CoreLocal::get('transno'),
                'staff' => \CoreLocal::get('isStaff') ?: 0,
                'card_no' => (string) \CoreLocal::get('memberID'),
            ];
            $row['description'] = substr($row['description'], 0, 30);
            $names = implode(',', array_keys($row));
            $marks = implode(',', array_fill(0, count($row), '?'));
            Database::tDataConnect();
            Database::$pdo->prepare("INSERT INTO localtemptrans ($names) VALUES ($marks)")
                ->execute(array_values($row));
            \CoreLocal::set('LastID', (int) Database::$pdo->lastInsertId());
        }

        public static function addLogRecord($row)
        {
            self::addRecord($row + ['trans_type' => 'L', 'trans_subtype' => 'OG',
                'trans_status' => 'D']);
        }
    }
}

namespace COREPOS\pos\lib\TotalActions {
    class TotalAction
    {
    }
}

namespace COREPOS\pos\lib\ReceiptBuilding\Messages {
    class ReceiptMessage
    {
        public $paper_only = false;
    }
}

namespace COREPOS\pos\lib\PrintHandlers {
    final class PrintHandler
    {
        public static $jobs = [];

        public static function factory($name)
        {
            return new self();
        }

        public function writeLine($bytes)
        {
            self::$jobs[] = $bytes;
        }
    }
}
