<?php
// SPDX-License-Identifier: MIT
// What the module uses of Dolibarr, as small as it can be: a database in SQLite, invoices in memory.
declare(strict_types=1);

define('DOL_DOCUMENT_ROOT', __DIR__ . '/htdocs');
define('MAIN_DB_PREFIX', 'llx_');

final class Conf
{
    public stdClass $global;
    public stdClass $comeback;
    public string $currency = 'EUR';
    public int $entity = 1;

    public function __construct()
    {
        $this->global = (object) ['CASHDESK_ID_THIRDPARTY1' => '1', 'TAKEPOS_PRINT_METHOD' => 'browser'];
        $this->comeback = (object) ['enabled' => 1];
    }
}

final class User
{
    public int $id = 1;
    public string $login = 'admin';
}

final class Translate
{
    private array $texts = [];

    public function load(string $name): void
    {
        $file = __DIR__ . '/../../../plugin/hosts/dolibarr/comeback/langs/en_US/comeback.lang';
        preg_match_all('/^(\w+) = (.*)$/m', file_get_contents($file), $found);
        $this->texts = array_combine($found[1], $found[2]);
    }

    public function trans(string $key, string ...$values): string
    {
        return sprintf($this->texts[$key] ?? $key, ...$values);
    }

    public function transnoentities(string $key, string ...$values): string
    {
        return $this->trans($key, ...$values);
    }
}

final class DoliDB
{
    private PDO $pdo;
    public bool $broken = false;

    public function __construct()
    {
        $this->pdo = new PDO('sqlite::memory:');
        $this->pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_SILENT);
    }

    public function query(string $sql, int $savepoint = 0)
    {
        return $this->broken ? false : $this->pdo->query($sql);
    }

    public function fetch_object($result)
    {
        return $result->fetch(PDO::FETCH_OBJ);
    }

    public function affected_rows($result): int
    {
        return $result->rowCount();
    }

    public function escape(string $text): string
    {
        return str_replace("'", "''", $text);
    }
}

final class Line
{
    public int $id;
    public string $desc = '';
    public ?string $product_ref = null;
    public ?string $product_label = null;
    public int $product_type = 0;
    public float $qty = 1;
    public $tva_tx = 0;
    public $localtax1_tx = 0;
    public $localtax2_tx = 0;
    public string $vat_src_code = '';
    public float $total_ttc;
    public int $special_code = 0;
}

final class Facture
{
    public const STATUS_DRAFT = 0;
    public const TYPE_CREDIT_NOTE = 2;

    public static array $stored = [];
    public int $id = 0;
    public string $ref = '';
    public ?string $newref = null;
    public int $type = 0;
    public int $statut = self::STATUS_DRAFT;
    public int $socid = 1;
    public int $date;
    public ?string $module_source = 'takepos';
    public ?string $pos_source = '1';
    public ?int $fk_facture_source = null;
    public float $total_ttc = 0;
    /** @var Line[] */
    public array $lines = [];
    public ?stdClass $thirdparty = null;
    private static int $lineIds = 0;

    public function __construct(?DoliDB $db = null)
    {
        $this->date = strtotime('today');
    }

    public static function draft(): self
    {
        $draft = new self();
        $draft->id = count(self::$stored) + 1;
        $draft->ref = "(PROV-POS1-0)";
        return self::$stored[$draft->id] = $draft;
    }

    public function fetch(?int $id): int
    {
        $kept = self::$stored[$id ?? 0] ?? null;
        if ($kept === null) {
            return 0;
        }
        foreach (get_object_vars($kept) as $name => $value) {
            $this->$name = $value;
        }
        $this->total_ttc = array_sum(array_column($this->lines, 'total_ttc'));
        return 1;
    }

    public function fetch_thirdparty(): int
    {
        $this->thirdparty = (object) ['name' => 'Ann', 'phone' => '', 'email' => null, 'default_lang' => null];
        return 1;
    }

    public function sell(string $ref, float $price, int $vat): void
    {
        $this->addline($ref, 0, 1, $vat, 0, 0, 0, 0, '', '', 0, 0, 0, 'TTC', $price);
        end($this->lines)->product_ref = $ref;
        $this->fetch($this->id);
    }

    public function addline($desc, $net, $qty, $vat, $local1, $local2, $product, $percent, $from, $until,
        $account, $bits, $except, $base, $price, $type = 0, $rank = -1, $special = 0): int
    {
        $line = new Line();
        $line->id = ++self::$lineIds;
        [$line->desc, $line->tva_tx, $line->total_ttc, $line->special_code] = [$desc, $vat, (float) $price, $special];
        $this->lines[] = $line;
        return $line->id;
    }

    public function deleteline(int $id): int
    {
        $this->lines = array_values(array_filter($this->lines, static fn ($line) => $line->id !== $id));
        return 1;
    }
}

final class EscposPrinter
{
    public string $bytes = '';

    public function __call(string $name, array $values): void
    {
    }

    public function getPrintConnector(): self
    {
        return $this;
    }

    public function write(string $bytes): void
    {
        $this->bytes .= $bytes === '' ? '' : '<note>';
    }
}

/** As HookManager runs a method of one module; $printed is its resPrint. */
final class Hooks
{
    public static string $printed;

    public static function run(string $method, &$object = null, array $parameters = [], string $action = ''): int
    {
        $module = new ActionsComeback($GLOBALS['db']);
        $result = $module->$method($parameters, $object, $action, null);
        self::$printed = (string) $module->resprints;
        return $result;
    }
}

$log = [];
$_SESSION = [];

function dol_syslog(string $text, int $level = LOG_INFO): void
{
    $GLOBALS['log'][] = $text;
}

function dol_now(): int
{
    return time();
}

function dol_substr(string $text, int $from, int $length): string
{
    return mb_substr($text, $from, $length);
}

function dol_string_nohtmltag(string $text): string
{
    return strip_tags($text);
}

function dol_escape_htmltag(string $text): string
{
    return htmlspecialchars($text);
}

function dol_buildpath(string $path, int $type): string
{
    return "/custom$path";
}

function newToken(): string
{
    return 'token';
}

function currentToken(): string
{
    return 'token';
}

function getDolGlobalString(string $name): string
{
    return (string) ($GLOBALS['conf']->global->$name ?? '');
}

function getDolGlobalInt(string $name): int
{
    return (int) ($GLOBALS['conf']->global->$name ?? 0);
}

function GETPOST(string $name, string $check = ''): string
{
    return $_GET[$name] ?? '';
}

$conf = new Conf();
$user = new User();
$langs = new Translate();
$db = new DoliDB();
