<?php
// SPDX-License-Identifier: MIT
/*
 * Comeback for PHP 7.4 to 8.4: one file. It loads libcomeback.so by FFI where php.ini allows that
 * (ffi.enable=1, the command line, or this file named in opcache.preload), and else asks
 * `comeback serve` by its socket.
 *
 *     require_once __DIR__ . '/Comeback.php';
 *     $comeback = new Comeback(['config' => '/var/lib/comeback/comeback.ini']);
 *     $sale = ['host' => 'mypos', 'ref' => 'T1-000123', 'total_minor' => 4250,
 *              'items' => [['sku' => 'T1', 'name' => 'Tea', 'amount_minor' => 4250]],
 *              'scan' => ['HJ4K-7M2P-X9QD']];
 *     $now = $comeback->look($sale);                    // before payment
 *     $sale['discount.applied_minor'] = $now['discount_minor'];   // what you took off
 *     $told = $comeback->finish($sale, ['note.html']);  // after payment
 *     echo $told['slips']['note.html'];
 *
 * A sale has the fields of comeback.h by their names, as text or whole numbers; null is not told.
 * Money is the caller's to give in minor units (cents), quantities in thousandths. 'items' are
 * arrays of sku, name, category, quantity_milli (default 1000) and amount_minor of the whole line;
 * 'scan' the codes shown. Reservations belong to (host, cart): name 'cart' where there is no 'ref'.
 *
 * Every answer has all of: tag why grade visit prompts discount_minor scan display notes cards jobs
 * question steps needs consents next gift ask notice (as "json" of comeback.h), status (as comeback.h; -12 where
 * nobody could be asked), error ('' or the last thing that was refused) and slips (each form asked for;
 * '' where there is none).
 * A slip that is asked for, but as .text, is the host's to print: `comeback serve` does not.
 * A status of 0 or above: done. A mistyped code or a refused field leaves the sale what it is and
 * is told in error; but where kind, ref, at, currency, total_minor, original or an item's
 * amount_minor is refused the sale is not told, for it would be another.
 *
 * ComebackKeys::rows($now) are the cashier's keys of an answer, for hosts that show buttons.
 *
 * Nothing is thrown, printed or logged. The library is opened at the first call of a request and
 * closed with this object; every wait is bounded, by the library (comeback.h) or by timeout_ms.
 */

final class Comeback
{
    public const UNREACHABLE = -12;

    private const NO_ANSWER = [
        'tag' => '', 'why' => '', 'grade' => '', 'visit' => null, 'prompts' => '',
        'discount_minor' => 0, 'scan' => [], 'display' => '', 'notes' => [], 'cards' => [],
        'jobs' => [], 'question' => null, 'steps' => [], 'needs' => [], 'consents' => [],
        'next' => null, 'gift' => null, 'ask' => [], 'notice' => '', 'status' => self::UNREACHABLE, 'error' => '', 'slips' => [],
    ];

    /** @var array<string, mixed> */
    private $options;
    /** @var ComebackLibrary|ComebackSocket|null */
    private $way;
    /** @var string why the library is not */
    private $unloaded = '';

    /**
     * All optional: config (path of comeback.ini), library (of libcomeback.so.0), cdef (of
     * comeback.cdef), socket (of till.sock), via ('auto', 'ffi', 'socket'), timeout_ms (50; of the
     * socket).
     */
    public function __construct(array $options = [])
    {
        $this->options = $options;
    }

    /** Before payment, as often as wished: who this is, the discount; reserves what is in 'scan'. */
    public function look(array $sale): array
    {
        return $this->answer('look', $sale, []);
    }

    /** After payment: tags the sale. Forms: note, card, with .text .html .png; see comeback.h. */
    public function finish(array $sale, array $forms = []): array
    {
        return $this->answer('finish', $sale, $forms);
    }

    /** The basket was abandoned: gives back what was reserved for (host, cart). */
    public function cancel(array $sale): array
    {
        return $this->answer('cancel', $sale, []);
    }

    /** '' or one sentence for the owner: why nothing works now. */
    public function problem(): string
    {
        return $this->quietly(function (): array {
            return ['error' => $this->way()->problem()];
        })['error'];
    }

    private function answer(string $do, array $sale, array $forms): array
    {
        $forms = array_filter($forms, 'is_string');
        $answer = $this->quietly(function () use ($do, $sale, $forms): array {
            return $this->way()->ask($do, self::texts($sale), $forms);
        });
        $answer['slips'] = ($answer['slips'] ?? []) + array_fill_keys($forms, '');
        return $answer + self::NO_ANSWER;
    }

    /** Hosts turn warnings into exceptions, pages or logs of their own: here they are only ours. */
    private function quietly(callable $work): array
    {
        set_error_handler(static function (int $level, string $text): bool {
            if (($level & (E_DEPRECATED | E_USER_DEPRECATED)) === 0) {
                throw new RuntimeException($text);
            }
            return true;
        });
        try {
            return $work();
        } catch (InvalidArgumentException $thrown) {
            return ['status' => -1, 'error' => $thrown->getMessage()];
        } catch (Throwable $thrown) {
            return ['status' => self::UNREACHABLE, 'error' => $thrown->getMessage()];
        } finally {
            restore_error_handler();
        }
    }

    /** @return ComebackLibrary|ComebackSocket */
    private function way()
    {
        if ($this->way === null && ($this->options['via'] ?? 'auto') !== 'socket') {
            $this->way = $this->openLibrary();
        }
        if ($this->way === null && ($this->options['via'] ?? 'auto') === 'ffi') {
            throw new RuntimeException($this->unloaded);
        }
        return $this->way = $this->way ?? new ComebackSocket($this->options, $this->unloaded);
    }

    private function openLibrary(): ?ComebackLibrary
    {
        try {
            return new ComebackLibrary($this->options);
        } catch (Throwable $thrown) {
            $this->unloaded = $thrown->getMessage();
            return null;
        }
    }

    private static function texts(array $told): array
    {
        $texts = [];
        foreach ($told as $name => $value) {
            if (is_array($value) && ($name === 'items' || $name === 'scan' || is_int($name))) {
                $texts[$name] = self::texts($value);
            } elseif (is_scalar($value)) {
                $texts[$name] = is_bool($value) ? (string) (int) $value : (string) $value;
            } elseif ($value !== null) {
                $found = gettype($value);
                throw new InvalidArgumentException("$name: found $found, expected text or a number");
            }
        }
        return $texts;
    }

    /** comeback.ini; null: where the library looks. */
    public static function config(array $options): ?string
    {
        $named = $options['config'] ?? (getenv('COMEBACK_CONFIG') ?: null);
        return $named ?? self::firstReadable(
            ['/etc/comeback/comeback.ini', '/var/lib/comeback/comeback.ini']
        );
    }

    public static function firstReadable(array $paths): ?string
    {
        foreach ($paths as $path) {
            try {
                if (is_readable($path)) {
                    return $path;
                }
            } catch (RuntimeException $thrown) {
                continue; // open_basedir
            }
        }
        return null;
    }
}

/**
 * The cashier's keys of an answer: what a host shows as buttons, and the prompts that are left for
 * it to show as text. A row is
 *
 *     field   to be told with the sale or after it: print, answer.ID or need; see comeback.h
 *     text    what is asked, in the till's language; '' where nothing is: needs, and the card that
 *             a customer may ask for
 *     words   what the field takes => what the button says; '' where the host has words of its own:
 *             note card kept not_now not_relevant
 *
 * Rows of answer.ID take one word, the first; needs, slips and consents may follow one another. A
 * consent that is given can be withdrawn; one that is not can be given or refused.
 */
final class ComebackKeys
{
    private const STEPS_PROMPTED = 2; // each has a line in prompts
    private const FIELD = '/^(?:print|need|consent|answer\.[a-z0-9_-]{1,32})$/';
    private const WORD_MOST = 32;
    private const TEXT_MOST = 64; // of next.text

    /** @return list<array{field: string, text: string, words: array<string, string>}> */
    public static function rows(array $answer): array
    {
        [$lines, $asked] = self::split($answer);
        $rows = $answer['ask'] === [] ? [] : [self::row('print', (string) array_pop($lines), $answer['ask'])];
        foreach (self::due($answer) as $i => $step) {
            $rows[] = self::row('answer.' . $step['id'], $asked[$i] ?? $step['text'], $step['answers']);
        }
        if ($answer['question'] !== null) {
            $words = $answer['question']['answers'];
            $rows[] = ['field' => 'answer.' . $answer['question']['id'], 'text' => $answer['question']['text'],
                'words' => array_combine($words, str_replace('_', ' ', $words))];
        }
        if ($answer['needs'] !== []) {
            $rows[] = ['field' => 'need', 'text' => '', 'words' => array_column($answer['needs'], 'text', 'id')];
        }
        foreach ($answer['consents'] as $consent) {
            $words = ($consent['given'] ? [] : [$consent['id'] => '✓']) + ['-' . $consent['id'] => '✗'];
            $rows[] = ['field' => 'consent', 'text' => $consent['text'], 'words' => $words];
        }
        return $rows;
    }

    /** The other prompts. @return list<string> */
    public static function prompts(array $answer): array
    {
        [$lines] = self::split($answer);
        return array_slice($lines, 0, count($lines) - ($answer['ask'] === [] ? 0 : 1));
    }

    /**
     * A key as fields of comeback.h, of what a button sends; [] where it cannot be meant. next.at has
     * no word: its day as 2027-05-12, time as 14:30 or '', and text are entered.
     */
    public static function key(string $field, string $word, string $day, string $time, string $text): array
    {
        if ($field === 'next.at') {
            return self::appointment($day, $time, $text);
        }
        $meant = preg_match(self::FIELD, $field) === 1 && $word !== '' && strlen($word) <= self::WORD_MOST;
        return $meant ? [$field => $word] : [];
    }

    /** Before the sale is told: keys chosen for it, with this one, or without it if it was pressed again. */
    public static function choose(array $chosen, array $key): array
    {
        $again = array_intersect_assoc($key, $chosen) === $key;
        return $again ? array_diff_key($chosen, $key) : $key + $chosen;
    }

    /**
     * The keys of a sale that was told with those chosen, to be kept until the next sale begins: rows,
     * words pressed by field, fields that are over, and the lines that a key was answered with.
     */
    public static function told(array $answer, array $chosen): array
    {
        $rows = self::rows($answer);
        if ($answer['ask'] === [] && $answer['cards'] === []) {
            $rows[] = self::row('print', '', ['card']);
        }
        return ['rows' => $rows, 'pressed' => self::add([], $chosen), 'over' => [], 'news' => [],
            'notice' => $answer['notice']];
    }

    /** The same once a key was told with the sale once more, and answered. */
    public static function pressed(array $keys, array $key, array $answer): array
    {
        $lines = array_diff(explode("\n", $answer['notice']), explode("\n", $keys['notice']));
        $keys['news'] = array_values(array_filter(array_merge($lines, [$answer['error']])));
        if ($answer['status'] >= 0) {
            $keys['over'] = array_merge($keys['over'], self::over($keys['rows'], $key, $answer));
            $isDown = $keys['news'] === [] && !self::isRefused($key, $answer);
            $keys['pressed'] = $isDown ? self::add($keys['pressed'], $key) : $keys['pressed'];
        }
        return $keys;
    }

    /**
     * A step or question that the answer has no more was closed, by this key or at another till. A
     * sale that is not tagged yet has no answer: there the key's own.
     */
    private static function over(array $rows, array $key, array $answer): array
    {
        $asked = $answer['tag'] === '' ? array_keys($key) : array_column($rows, 'field');
        $open = array_column(self::rows($answer), 'field');
        $over = array_values(array_diff(preg_grep('/^answer\./', $asked), $open));
        return self::isRefused($key, $answer) ? array_merge($over, ['print']) : $over;
    }

    /** No card: the settings say never, or the customer has one that is still good. */
    private static function isRefused(array $key, array $answer): bool
    {
        return ($key['print'] ?? '') === 'card' && $answer['tag'] !== '' && $answer['cards'] === [];
    }

    private static function add(array $pressed, array $key): array
    {
        foreach ($key as $field => $word) {
            $pressed[$field][] = $word;
        }
        return $pressed;
    }

    private static function appointment(string $day, string $time, string $text): array
    {
        $at = strtotime("$day $time");
        if (preg_match('/^\d{4}-\d\d-\d\d$/', $day) !== 1 || preg_match('/^(\d\d:\d\d)?$/', $time) !== 1
            || $at === false) {
            return [];
        }
        return ['next.at' => $time === '' ? $day : date(DATE_ATOM, $at),
            'next.text' => mb_strcut($text, 0, self::TEXT_MOST)];
    }

    private static function row(string $field, string $line, array $words): array
    {
        return ['field' => $field, 'text' => preg_replace('/( \[[^\[\]]+\])+$/', '', $line),
            'words' => array_fill_keys($words, '')];
    }

    private static function due(array $answer): array
    {
        $due = array_filter($answer['steps'], static function (array $step): bool {
            return $step['answers'] !== [];
        });
        return array_slice($due, 0, self::STEPS_PROMPTED);
    }

    /** Prompts, and those at their end that the steps and the question have. */
    private static function split(array $answer): array
    {
        $lines = $answer['prompts'] === '' ? [] : explode("\n", $answer['prompts']);
        $asked = count(self::due($answer)) + ($answer['question'] === null ? 0 : 1);
        $at = max(0, count($lines) - $asked);
        return [array_slice($lines, 0, $at), array_slice($lines, $at)];
    }
}

/** libcomeback.so in this process. */
final class ComebackLibrary
{
    /* Without one of these as told it would be another sale. */
    private const ESSENTIAL = ['kind', 'ref', 'at', 'currency', 'total_minor', 'original',
        'amount_minor'];
    private const SPACE = -4;

    private FFI $api;
    /** @var FFI\CData */
    private $shop;

    public function __construct(array $options)
    {
        if (!extension_loaded('FFI')) {
            throw new RuntimeException('PHP has no FFI extension');
        }
        $library = $options['library'] ?? self::findLibrary();
        $this->api = self::load(self::declarations($options, $library), $library);
        $shop = $this->api->new('comeback *');
        if ($this->api->comeback_open(Comeback::config($options), FFI::addr($shop)) < 0) {
            $lines = explode("\n", trim($this->api->comeback_error(null)));
            throw new RuntimeException(implode('; ', $lines));
        }
        $this->shop = $shop;
    }

    public function __destruct()
    {
        if ($this->shop !== null) {
            $this->api->comeback_close($this->shop);
        }
    }

    public function problem(): string
    {
        return '';
    }

    public function ask(string $do, array $told, array $forms): array
    {
        $sale = $this->api->new('comeback_sale *');
        $status = $this->api->comeback_sale_begin(
            $this->shop, $told['host'] ?? 'php', null, FFI::addr($sale)
        );
        if ($status < 0) {
            return ['status' => $status, 'error' => $this->api->comeback_error($this->shop)];
        }
        try {
            $told += ['takes' => self::taken($forms)];
            $status = $this->fill($sale, $told, $do === 'cancel' ? [] : $told['scan'] ?? []);
            if ($status === 0) {
                $status = $this->api->{"comeback_sale_$do"}($sale);
            }
            $answer = json_decode($this->json($sale), true, 16, JSON_THROW_ON_ERROR);
            return ['status' => $status, 'slips' => $this->slips($sale, $forms)] + $answer;
        } finally {
            $this->api->comeback_sale_free($sale);
        }
    }

    /** What is taken here is not printed by `comeback serve`. */
    private static function taken(array $forms): string
    {
        $slips = preg_replace('/\..*/', '', preg_grep('/\.text$/', $forms, PREG_GREP_INVERT));
        return implode(' ', array_intersect(['note', 'card'], $slips));
    }

    /** Codes come last: what they are worth depends on the basket. */
    private function fill(FFI\CData $sale, array $told, array $codes): int
    {
        $status = $this->set($sale, 'comeback_sale_set', $told);
        foreach ($told['items'] ?? [] as $item) {
            if ($status === 0) {
                $status = $this->api->comeback_sale_add_item($sale, null, null, null, 1000, 0);
            }
            if ($status === 0) {
                $status = $this->set($sale, 'comeback_sale_item_set', $item);
            }
        }
        foreach ($status === 0 ? $codes : [] as $code) {
            $this->api->comeback_sale_scan($sale, $code, strlen($code));
        }
        return $status;
    }

    private function set(FFI\CData $sale, string $function, array $fields): int
    {
        unset($fields['host'], $fields['items'], $fields['scan']);
        foreach ($fields as $name => $text) {
            $status = $this->api->$function($sale, (string) $name, $text, strlen($text));
            if ($status < 0 && in_array($name, self::ESSENTIAL, true)) {
                return $status;
            }
        }
        return 0;
    }

    private function json(FFI\CData $sale): string
    {
        $length = $this->api->new('size_t');
        $room = 4096;
        do {
            $text = $this->api->new("char[$room]");
            $status =
                $this->api->comeback_sale_get($sale, 'json', $text, $room, FFI::addr($length));
            $room = $length->cdata + 1;
        } while ($status === self::SPACE);
        return FFI::string($text, $length->cdata);
    }

    private function slips(FFI\CData $sale, array $forms): array
    {
        $slips = [];
        $bytes = $this->api->new('const uint8_t *');
        $length = $this->api->new('size_t');
        foreach ($forms as $form) {
            $status = $this->api->comeback_sale_slip(
                $sale, $form, FFI::addr($bytes), FFI::addr($length)
            );
            $slips[$form] = $status < 0 ? '' : FFI::string($bytes, $length->cdata);
        }
        return $slips;
    }

    private static function load(string $declarations, string $library): FFI
    {
        try {
            return FFI::cdef($declarations, $library);
        } catch (FFI\Exception $thrown) {
            $why = $thrown->getMessage();
            if (preg_match("/resolving C function '(\\w+)'/", $why, $found) === 1) {
                $why = "$library is older than Comeback.php beside it: it has no $found[1]";
            }
            if (strpos($why, 'Failed loading') === 0) {
                $why = "$library cannot be loaded"; // from PHP 8.3 on it would say why
            }
            throw new RuntimeException($why);
        }
    }

    /* Beside share/comeback/hosts/NAME, else as dlopen searches. */
    private static function findLibrary(): string
    {
        return Comeback::firstReadable([
            __DIR__ . '/../../../../lib/libcomeback.so.0',
            '/usr/local/lib/libcomeback.so.0',
        ]) ?? 'libcomeback.so.0';
    }

    /* comeback.h without its comments, which the build makes; never from the working folder. */
    private static function declarations(array $options, string $library): string
    {
        $beside = strpos($library, '/') === false ? __DIR__ : dirname($library);
        $found = Comeback::firstReadable(isset($options['cdef']) ? [$options['cdef']] : [
            __DIR__ . '/comeback.cdef',
            __DIR__ . '/../../comeback.cdef',
            "$beside/comeback.cdef",
            "$beside/../share/comeback/comeback.cdef",
            '/usr/local/share/comeback/comeback.cdef',
            '/usr/share/comeback/comeback.cdef',
        ]);
        if ($found === null) {
            throw new RuntimeException(
                ($options['cdef'] ?? 'comeback.cdef') . ' cannot be read: is Comeback installed?'
            );
        }
        return file_get_contents($found);
    }
}

/** `comeback serve` by its socket: a line of JSON each way, and a connection for it. */
final class ComebackSocket
{
    private const ANSWER_MAX = 32 << 20;

    private string $path;
    private string $also;
    private int $timeoutMs;

    public function __construct(array $options, string $unloaded)
    {
        $this->also = $unloaded === '' ? '' : ", and the library is not loaded ($unloaded)";
        $this->timeoutMs = (int) ($options['timeout_ms'] ?? 50);
        $config = Comeback::config($options) ?? '/var/lib/comeback/comeback.ini';
        $this->path = $options['socket'] ?? dirname($config) . '/store/till.sock';
    }

    public function problem(): string
    {
        return $this->send(['do' => 'version'])['error'];
    }

    public function ask(string $do, array $told, array $forms): array
    {
        $told += ['host' => 'php'];
        $answer = $this->send(['do' => $do, 'sale' => $told, 'forms' => $forms]);
        foreach ($answer['slips'] as $form => $slip) {
            if (preg_match('/\.(text|html)$/', $form) === 0) {
                $answer['slips'][$form] = base64_decode($slip);
            }
        }
        unset($answer['id']);
        return $answer;
    }

    private function send(array $question): array
    {
        $until = microtime(true) + $this->timeoutMs / 1000;
        $line = json_encode($question, JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR) . "\n";
        try {
            $stream = stream_socket_client("unix://$this->path", $number, $why, 0.05);
            stream_set_blocking($stream, false);
            $this->write($stream, $line, $until);
            $answer = $this->readLine($stream, $until);
            fclose($stream);
        } catch (RuntimeException $thrown) {
            $why = $why ?? '' ?: $thrown->getMessage();
            throw new RuntimeException(
                "comeback serve does not answer at $this->path ($why)$this->also"
            );
        }
        return json_decode($answer, true, 16, JSON_THROW_ON_ERROR);
    }

    private function write($stream, string $line, float $until): void
    {
        while ($line !== '') {
            $this->await([], [$stream], $until);
            $line = (string) substr($line, fwrite($stream, $line));
        }
    }

    private function readLine($stream, float $until): string
    {
        $line = '';
        while (substr($line, -1) !== "\n") {
            $this->await([$stream], [], $until);
            $piece = fread($stream, 65536);
            if ($piece === '' && feof($stream) || strlen($line) > self::ANSWER_MAX) {
                throw new RuntimeException('broke off');
            }
            $line .= $piece;
        }
        return $line;
    }

    private function await(array $read, array $write, float $until): void
    {
        $left = max(0, (int) (($until - microtime(true)) * 1e6));
        $none = null;
        if (stream_select($read, $write, $none, intdiv($left, 1000000), $left % 1000000) !== 1) {
            throw new RuntimeException("no answer in $this->timeoutMs ms");
        }
    }
}
