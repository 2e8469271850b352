<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use Comeback;
use Throwable;

/**
 * What a cashier does in one request, told to Comeback. Both forms of the adapter call it: the
 * plugin of 3.5 by its events, 3.4 by Config/Events.php. Nothing is thrown: a request of the host
 * goes on as it would without us, and what failed stands in the host's log.
 *
 * A code is scanned or typed where items are. It is kept in the session with the basket, and while
 * it is there every page of the register says who this is and takes the discount off the lines.
 */
final class Till
{
    private const HOST = 'opensourcepos';
    private const CODES = 'comeback_codes';
    private const CODES_MOST = 8; // of comeback.h
    private const SALE_MODES = ['sale', 'sale_invoice'];

    private static ?Till $current = null;

    private ?Comeback $comeback = null;
    private ?int $saleId = null;
    private string $original = '';

    /** The one of this request. */
    public static function current(): self
    {
        return self::$current ??= new self();
    }

    /**
     * Before the controller acts. True where the request is ours alone and the register is to be
     * shown again: a code was scanned where an item was expected.
     */
    public function begins(): bool
    {
        return $this->safely(function (): bool {
            $path = $this->path();
            if ($path === 'sales/suspend') {
                $this->forget();
            }
            return $path === 'sales/add' && $this->takeCode((string) service('request')->getPost('item'));
        }) ?? false;
    }

    /** The events of 3.5; $typed: what the field for codes held. */
    public function sold(int $saleId, int $originalId, string $typed): void
    {
        $this->saleId = $saleId;
        $this->original = $originalId > 0 ? (string) $originalId : '';
        $this->safely(fn (): bool => $typed !== '' && $this->takeCode($typed));
    }

    /** The page is made and not yet sent. */
    public function ends(): void
    {
        $this->safely(function (): void {
            $path = $this->path();
            $response = service('response');
            $page = new Page((string) $response->getBody());
            if ($path === 'sales/complete' && ($page->isReceipt() || $this->saleId !== null)) {
                $this->tell($page);
            } elseif ($path === 'sales/cancel') {
                $this->forget();
            } elseif ($page->isRegister() && $this->settle($page)) {
                $response->redirect(site_url('sales'), 'auto', 303);
                return;
            }
            if ($page->changed()) {
                $response->setBody($page->html());
            }
        });
    }

    /** '' or one sentence for the owner. */
    public function problem(): string
    {
        return $this->comeback()->problem();
    }

    private function path(): string
    {
        return strtolower(trim(service('request')->getPath(), '/'));
    }

    /** Only what Comeback knows for a code of some shop is taken from the host's items. */
    private function takeCode(string $text): bool
    {
        $code = strtoupper(str_replace([' ', '-'], '', $text));
        if (preg_match('/^[G-Z][0-9A-Z]{11}$/', $code) !== 1) {
            return false;
        }
        $printed = implode('-', str_split($code, 4));
        $codes = array_unique([...$this->codes(), $printed]);
        $told = $this->comeback()->look($this->basket($codes));
        if (!in_array($printed, array_column($told['scan'], 'code'), true)) {
            return false;
        }
        session()->set(self::CODES, array_slice($codes, -self::CODES_MOST));
        return true;
    }

    /** The register: who this is, and the discount on the lines. True where the lines changed. */
    private function settle(Page $page): bool
    {
        $basket = $this->basket($this->codes());
        if ($this->codes() === [] && !isset($basket['customer.id'])) {
            return false;
        }
        if (!in_array((string) session()->get('sales_mode'), self::SALE_MODES, true)) {
            $this->forget();
            return false;
        }
        $told = $this->comeback()->look($basket);
        if ($told['status'] >= 0 && (new Discount())->set($told['discount_minor'])) {
            return true;
        }
        $page->showPanel($told, $this->codes());
        return false;
    }

    private function tell(Page $page): void
    {
        $id = $this->saleId ?? $page->saleId();
        $sale = $id === null ? null : (new Sales(db_connect()))->read($id, new Discount());
        if ($sale === null) {
            return;
        }
        $told = $this->comeback()->finish(array_filter([
            'host' => self::HOST, 'ref' => (string) $id, 'cart' => $this->cart(), 'till' => $this->till(),
            'at' => date(DATE_ATOM), 'scan' => $this->codes(), 'original' => $this->original,
        ]) + $sale, ['note.html']);
        if ($told['status'] < 0) {
            log_message('error', 'Comeback: sale ' . $id . ': ' . $told['error']);
        }
        $page->showAnswer($told);
        session()->remove([self::CODES, Discount::SESSION]);
    }

    /** The basket is given up or put aside: what was reserved is free again. */
    private function forget(): void
    {
        if ($this->codes() !== []) {
            (new Discount())->set(0);
            $this->comeback()->cancel($this->basket($this->codes()));
        }
        session()->remove([self::CODES, Discount::SESSION]);
    }

    /** @return list<string> */
    private function codes(): array
    {
        return session()->get(self::CODES) ?? [];
    }

    private function basket(array $codes): array
    {
        $sale = ['host' => self::HOST, 'cart' => $this->cart(), 'till' => $this->till(), 'scan' => $codes,
            'discount.applied_minor' => Discount::inBasket()];
        $customer = (int) session()->get('sales_customer');
        return $sale + ['items' => Discount::items()]
            + ($customer > 0 ? (new Sales(db_connect()))->customer($customer) : []);
    }

    /** Names the basket without giving away the session. */
    private function cart(): string
    {
        return substr(hash('sha256', 'comeback' . session_id()), 0, 24);
    }

    private function till(): string
    {
        return substr((string) service('request')->getIPAddress(), 0, 32);
    }

    private function comeback(): Comeback
    {
        if ($this->comeback === null) {
            $beside = __DIR__ . '/Comeback.php';
            require_once is_file($beside) ? $beside : __DIR__ . '/../../php/Comeback.php';
            $this->comeback = new Comeback(array_filter([
                'config' => env('comeback.config'), 'library' => env('comeback.library'),
                'socket' => env('comeback.socket'),
            ]));
        }
        return $this->comeback;
    }

    private function safely(callable $work)
    {
        try {
            return $work();
        } catch (Throwable $thrown) {
            log_message('error', 'Comeback: ' . $thrown->getMessage());
            return null;
        }
    }
}
