<?php
// SPDX-License-Identifier: MIT
// A host in PHP by FFI. On the command line: till.php CDEF OBJECT CONFIG tells a few sales. Behind
// a web server: /?ref=…&customer=…&scan=… tells one, with the three paths in the environment.
declare(strict_types=1);

final class Till
{
    private FFI $api;
    private FFI\CData $shop;

    public function __construct(string $cdef, string $object, string $config)
    {
        $this->api = FFI::cdef(file_get_contents($cdef), $object);
        $this->shop = $this->api->new('comeback *');
        if ($this->api->comeback_open($config, FFI::addr($this->shop)) !== 0) {
            throw new RuntimeException($this->api->comeback_error(null));
        }
    }

    public function close(): void
    {
        $this->api->comeback_close($this->shop);
    }

    private function field(FFI\CData $sale, string $name): string
    {
        $length = $this->api->new('size_t');
        $this->api->comeback_sale_get($sale, $name, null, 0, FFI::addr($length));
        $buffer = $this->api->new('char[' . ($length->cdata + 1) . ']');
        $this->api->comeback_sale_get($sale, $name, $buffer, $length->cdata + 1, null);
        return FFI::string($buffer, $length->cdata);
    }

    private function slip(FFI\CData $sale, string $form): string
    {
        $bytes = $this->api->new('const uint8_t *');
        $length = $this->api->new('size_t');
        $status =
            $this->api->comeback_sale_slip($sale, $form, FFI::addr($bytes), FFI::addr($length));
        return $status === 0 ? FFI::string($bytes, $length->cdata) : '';
    }

    /** @param array<string, string> $fields */
    public function sell(string $ref, array $fields, string $scan = ''): array
    {
        $sale = $this->api->new('comeback_sale *');
        $this->api->comeback_sale_begin($this->shop, 'php', $ref, FFI::addr($sale));
        $statuses = [];
        foreach (['total_minor' => '4250'] + $fields as $name => $value) {
            $statuses[] = $this->api->comeback_sale_set($sale, $name, $value, strlen($value));
        }
        $this->api->comeback_sale_add_item($sale, 'T1', 'Tea', null, 1000, 4250);
        if ($scan !== '') {
            $statuses[] = $this->api->comeback_sale_scan($sale, $scan, strlen($scan));
        }
        $statuses[] = $this->api->comeback_sale_finish($sale);
        $answer = json_decode($this->field($sale, 'json'), true, 16, JSON_THROW_ON_ERROR);
        $answer['status'] = min($statuses);
        $answer['note'] = $this->slip($sale, 'note.text');
        $this->api->comeback_sale_free($sale);
        return $answer;
    }
}

function on_the_command_line(array $words): void
{
    $till = new Till($words[1], $words[2], $words[3]);
    $first = $till->sell('1', ['print' => 'card']);
    $friend = $till->sell('2', [], $first['cards'][0]);
    $known = $till->sell('3', ['customer.id' => '4711']);
    $typo = $till->sell('4', [], 'K000-0000-0000');
    foreach ([$first, $friend, $known, $typo] as $answer) {
        echo $answer['status'], ' ', $answer['tag'], ' ', $answer['discount_minor'], ' ',
            $answer['error'], "\n";
    }
    echo str_contains($first['note'], $first['notes'][0]) ? "the note has its code\n" : "no code\n";
    $till->close();
    try {
        new Till($words[1], $words[2], '/nowhere/comeback.ini');
    } catch (RuntimeException $refused) {
        echo $refused->getMessage(), "\n";
    }
}

function behind_a_web_server(): void
{
    $till = new Till(getenv('TILL_CDEF'), getenv('TILL_OBJECT'), getenv('TILL_CONFIG'));
    $fields = isset($_GET['customer']) ? ['customer.id' => $_GET['customer']] : [];
    $answer = $till->sell($_GET['ref'], $fields, $_GET['scan'] ?? '');
    $till->close();
    header('Content-Type: text/plain');
    echo getmypid(), ' ', $answer['status'], ' ', $answer['tag'], ' ', $answer['notes'][0] ?? '-';
}

PHP_SAPI === 'cli' ? on_the_command_line($argv) : behind_a_web_server();
