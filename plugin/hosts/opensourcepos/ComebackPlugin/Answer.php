<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use CodeIgniter\HTTP\ResponsableInterface;
use CodeIgniter\HTTP\ResponseInterface;
use Exception;

/** Ends a request with an answer of our own, as CodeIgniter's RedirectException does with another address. */
final class Answer extends Exception implements ResponsableInterface
{
    private const SCRIPT_LIVES_S = 86400;

    private ResponseInterface $response;

    private function __construct(ResponseInterface $response)
    {
        parent::__construct();
        $this->response = $response;
    }

    public static function html(string $body): self
    {
        return new self(service('response')->setBody($body));
    }

    /** From here, for a plugin's folder is not one that a browser can read. */
    public static function script(string $file): self
    {
        return new self(service('response')->setBody((string) file_get_contents($file))
            ->setContentType('text/javascript')->setCache(['private', 'max-age' => self::SCRIPT_LIVES_S]));
    }

    public function getResponse(): ResponseInterface
    {
        return $this->response;
    }
}
