<?php
// SPDX-License-Identifier: MIT
// What the adapter uses of opensourcepos and CodeIgniter, as small as it can be: one request at a
// time, a session that lasts, and a database with the host's tables, in SQLite.
declare(strict_types=1);

namespace CodeIgniter\Database {
    class BaseConnection
    {
        private \PDO $pdo;

        public function __construct(\PDO $pdo)
        {
            $this->pdo = $pdo;
        }

        public function prefixTable(string $name): string
        {
            return "ospos_$name";
        }

        public function query(string $sql, array $values)
        {
            $done = $this->pdo->prepare($sql);
            $done->execute($values);
            return new class ($done->fetchAll(\PDO::FETCH_ASSOC)) {
                private array $rows;

                public function __construct(array $rows)
                {
                    $this->rows = $rows;
                }

                public function getResultArray(): array
                {
                    return $this->rows;
                }
            };
        }
    }
}

namespace CodeIgniter\Events {
    final class Events
    {
        public static array $listeners = [];

        public static function on(string $event, callable $listener): void
        {
            self::$listeners[$event][] = $listener;
        }

        public static function trigger(string $event, ...$told): void
        {
            foreach (self::$listeners[$event] ?? [] as $listener) {
                $listener(...$told);
            }
        }
    }
}

namespace CodeIgniter\HTTP {
    interface ResponseInterface
    {
    }

    interface ResponsableInterface
    {
        public function getResponse(): ResponseInterface;
    }
}

namespace CodeIgniter\HTTP\Exceptions {
    final class RedirectException extends \Exception
    {
    }
}

namespace Config {
    final class OSPOS
    {
        public array $settings;

        public function __construct()
        {
            $this->settings = \Host::$settings;
        }
    }
}

namespace App\Libraries\Plugins {
    abstract class BasePlugin
    {
        protected function renderView(string $name, array $data): string
        {
            extract($data);
            ob_start();
            include dirname((new \ReflectionClass($this))->getFileName()) . "/Views/$name.php";
            return (string) ob_get_clean();
        }
    }
}

namespace {
    /** Of the host's globals. */
    final class Host
    {
        public static array $session = [];
        public static array $log = [];
        public static array $env = [];
        public static array $settings = ['currency_code' => 'EUR', 'currency_decimals' => '2'];
        public static Request $request;
        public static Response $response;
        public static \CodeIgniter\Database\BaseConnection $db;
    }

    final class Request
    {
        public string $path = '';
        public array $post = [];
        public array $get = [];

        public function getPath(): string
        {
            return $this->path;
        }

        public function getPost(string $name)
        {
            return $this->post[$name] ?? null;
        }

        public function getGet(string $name)
        {
            return $this->get[$name] ?? null;
        }

        public function getIPAddress(): string
        {
            return '192.0.2.7';
        }
    }

    final class Response implements \CodeIgniter\HTTP\ResponseInterface
    {
        public string $body = '';
        public string $location = '';
        public string $type = 'text/html';

        public function getBody(): string
        {
            return $this->body;
        }

        public function setBody(string $body): self
        {
            $this->body = $body;
            return $this;
        }

        public function setContentType(string $type): self
        {
            $this->type = $type;
            return $this;
        }

        public function setCache(array $options): self
        {
            return $this;
        }

        public function redirect(string $to, string $method, int $code): void
        {
            $this->location = $to;
        }
    }

    function session()
    {
        return new class {
            public function get(string $name)
            {
                return Host::$session[$name] ?? null;
            }

            public function set($name, $value = null): void
            {
                Host::$session = (is_array($name) ? $name : [$name => $value]) + Host::$session;
            }

            public function remove($names): void
            {
                Host::$session = array_diff_key(Host::$session, array_flip((array) $names));
            }
        };
    }

    function service(string $name)
    {
        return $name === 'request' ? Host::$request : Host::$response;
    }

    function db_connect(): \CodeIgniter\Database\BaseConnection
    {
        return Host::$db;
    }

    function config(string $class)
    {
        return new $class();
    }

    function env(string $name)
    {
        return Host::$env[$name] ?? null;
    }

    function site_url(string $path): string
    {
        return "http://till.example/$path";
    }

    function csrf_field(): string
    {
        return '<input type="hidden" name="csrf_ospos_v4" value="token">';
    }

    function lang(string $key, array $values = []): string
    {
        [$file, $name] = explode('.', $key);
        $text = (require $GLOBALS['adapter'] . "/Language/en/$file.php")[$name];
        return str_replace('{0}', (string) ($values[0] ?? ''), $text);
    }

    function esc(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES);
    }

    function log_message(string $level, string $text): void
    {
        Host::$log[] = "$level $text";
    }
}
