<?php
// SPDX-License-Identifier: MIT
// A host in PHP that tells what it is asked to, a line of JSON each way; $TILL_OPTIONS are the
// options of Comeback. On the command line lines come on stdin, behind a web server as a body. What
// the host would have noticed of us (a warning, output, another error_reporting or error handler)
// ends the test.
declare(strict_types=1);

if (!class_exists('Comeback', false)) {
    require __DIR__ . '/../../../plugin/hosts/php/Comeback.php';
}

function host_saw(string $what): void
{
    fwrite(fopen('php://stderr', 'w'), "the host saw: $what\n");
    exit(3);
}

function told(Comeback $comeback, array $question): array
{
    if ($question['do'] === 'problem') {
        return ['error' => $comeback->problem()];
    }
    $extra = $question['do'] === 'finish' ? [$question['forms'] ?? []] : [];
    return $comeback->{$question['do']}($question['sale'], ...$extra);
}

function answer(Comeback $comeback, string $line): string
{
    $question = json_decode($line, true);
    ob_start();
    $reporting = error_reporting();
    $began = hrtime(true);
    $answer = told($comeback, $question);
    $answer['ms'] = (hrtime(true) - $began) / 1e6;
    if (ob_get_clean() !== '' || error_reporting() !== $reporting || error_get_last() !== null) {
        host_saw('output, another error_reporting or a warning');
    }
    $handler = set_error_handler(null);
    restore_error_handler();
    if ($handler !== $GLOBALS['handler']) {
        host_saw('another error handler');
    }
    foreach ($answer['slips'] ?? [] as $form => $slip) {
        $text = preg_match('/\.(text|html)$/', $form) === 1;
        $answer['slips'][$form] = $text ? $slip : base64_encode($slip);
    }
    if (($answer['slips'] ?? null) === []) {
        unset($answer['slips']);
    }
    return json_encode($answer, JSON_THROW_ON_ERROR) . "\n";
}

error_reporting(E_ALL);
$handler = static function (int $level, string $text): bool {
    host_saw($text);
    return true;
};
set_error_handler($handler);
$comeback = new Comeback(json_decode(getenv('TILL_OPTIONS'), true));
if (PHP_SAPI !== 'cli') {
    echo answer($comeback, file_get_contents('php://input'));
    return;
}
while (($line = fgets(STDIN)) !== false) {
    echo answer($comeback, $line);
}
