<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use CodeIgniter\HTTP\Exceptions\RedirectException;
use Comeback;
use ComebackKeys;
use Exception;
use RuntimeException;
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
    private const CART = 'comeback_cart';
    private const CODES_MOST = 8; // of comeback.h
    private const SALE_MODES = ['sale', 'sale_invoice'];
    private const PANEL = 'comeback_panel';
    private const ANSWER = 'comeback_answer';
    /* Each puts another basket in the place of this one, or none. */
    private const BASKET_GOES = ['sales/suspend', 'sales/unsuspend', 'sales/discardsuspendedsale'];

    private static ?Till $current = null;

    private ?Comeback $comeback = null;
    private ?int $saleId = null;
    private string $original = '';
    private string $typed = '';
    private array $told = [];

    /** The one of this request. */
    public static function current(): self
    {
        return self::$current ??= new self();
    }

    /**
     * Before the controller acts; it has seen who asks, and the host's filter that the request is
     * not forged. Thrown where the request is ours alone: its answer, or the register once more.
     */
    public function begins(): void
    {
        $ours = $this->safely(fn (): ?Exception => $this->act($this->path()));
        if ($ours !== null) {
            throw $ours;
        }
    }

    /** The events of 3.5; $typed: what the field for codes held. */
    public function sold(int $saleId, int $originalId, string $typed): void
    {
        $this->saleId = $saleId;
        $this->original = $originalId > 0 ? (string) $originalId : '';
        $this->typed = trim($typed);
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
        try {
            return $this->comeback()->problem();
        } catch (Throwable $thrown) {
            return $thrown->getMessage();
        }
    }

    private function act(string $path): ?Exception
    {
        if (in_array($path, self::BASKET_GOES, true)) {
            $this->forget();
        }
        if ($path === 'sales' && service('request')->getGet('comeback') === 'keys.js') {
            return Answer::script(__DIR__ . '/Views/keys.js');
        }
        if ($path !== 'sales/add') {
            return null;
        }
        if (Keys::isPress()) {
            return Answer::html($this->press(Keys::of()));
        }
        $code = (string) service('request')->getPost('item');
        return $this->takeCode($code) ? new RedirectException('sales', 303) : null;
    }

    /** A key of the cashier's, of the basket or of the sale just told. Returns the box anew. */
    private function press(string $of): string
    {
        $comeback = $this->comeback(); // which loads ComebackKeys, too
        $key = Keys::pressed();
        if ($of !== '' && $of !== LastSale::ref()) {
            return Box::html(self::ANSWER, [lang('ComebackPlugin.too_late')], '');
        }
        if ($of !== '') {
            $note = $key === [] ? '' : self::note(LastSale::press($comeback, $key));
            return LastSale::box(self::ANSWER) . $note;
        }
        if (Keys::isAdvice()) {
            return $this->advise();
        }
        Keys::choose($key);
        return $this->panel($this->look($this->basket($this->codes())));
    }

    /** A visit with a step and no sale. Its note comes out of the shop's printer. */
    private function advise(): string
    {
        $sale = ['kind' => 'advice', 'ref' => 'advice-' . $this->cart(), 'at' => date(DATE_ATOM),
            'cashier' => (string) session()->get('person_id'), 'total_minor' => 0];
        $this->finish($sale + $this->basket($this->codes()), []);
        $this->clear();
        return LastSale::box(self::ANSWER);
    }

    private function path(): string
    {
        return strtolower(trim(service('request')->getPath(), '/'));
    }

    /** Only what Comeback knows for a code of some shop is taken from the host's items. */
    private function takeCode(string $text): bool
    {
        $code = strtoupper(str_replace([' ', '-'], '', $text));
        if (preg_match('/^[G-Z][0-9A-Z]{11}$/', $code) !== 1 || (new Sales(db_connect()))->isItem($text)) {
            return false;
        }
        $printed = implode('-', str_split($code, 4));
        $codes = array_unique([...$this->codes(), $printed]);
        $told = $this->look($this->basket($codes));
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
        $known = $this->codes() !== [] || isset($basket['customer.id']);
        if ($known || $basket['items'] !== []) {
            LastSale::drop();
        } elseif (LastSale::ref() !== '') {
            $page->showAbove(LastSale::box(self::ANSWER));
        }
        if (!$known || !in_array((string) session()->get('sales_mode'), self::SALE_MODES, true)) {
            return $this->forget();
        }
        $told = $this->look($basket);
        if ($told['status'] >= 0 && !$this->isPaying() && (new Discount())->set($told['discount_minor'])) {
            return true;
        }
        $page->showAbove($this->panel($told));
        return false;
    }

    /** Above the basket: who this is, what their paper is worth, what to do. */
    private function panel(array $told): string
    {
        $off = Discount::inBasket();
        $lines = [$told['status'] < 0 ? $told['error'] : ($told['tag'] === '' ? '' : $told['why'])];
        foreach ($told['scan'] as $scan) {
            $lines[] = $scan['code'] . ' ' . ($scan['refused'] ? $scan['say'] : $scan['why']);
        }
        if ($off > 0) {
            $lines[] = lang('ComebackPlugin.discount', [Money::decimal($off)]);
        }
        // What we do not take off any more the cashier should not, either.
        $lines = array_merge($lines, $told['discount_minor'] > 0 && $off === 0 ? [] : ComebackKeys::prompts($told));
        return Box::html(self::PANEL, $lines, $told['status'] < 0 ? '' : Keys::buttons($told));
    }

    /** A server that does not answer is waited for once a request. */
    private function look(array $basket): array
    {
        $comeback = $this->comeback();
        if (($this->told['status'] ?? 0) !== Comeback::UNREACHABLE) {
            $this->told = $comeback->look($basket);
        }
        return $this->told;
    }

    /** From the first payment on the total stands. */
    private function isPaying(): bool
    {
        return (session()->get('sales_payments') ?? []) !== [];
    }

    private function tell(Page $page): void
    {
        try {
            $this->tellSale($page, $this->saleId ?? $page->saleId());
        } finally {
            $this->clear();
        }
    }

    private function clear(): void
    {
        session()->remove([self::CODES, self::CART, Discount::SESSION]);
        Keys::drop();
    }

    private function tellSale(Page $page, ?int $id): void
    {
        $sale = $id === null ? null : (new Sales(db_connect()))->read($id, new Discount());
        if ($sale === null) {
            return;
        }
        $told = $this->finish(array_filter([
            'host' => self::HOST, 'ref' => (string) $id, 'cart' => $this->cart(), 'till' => $this->till(),
            'at' => date(DATE_ATOM), 'original' => $this->original,
            'scan' => array_filter([...$this->codes(), $this->typed]),
        ]) + $sale, ['note.html']);
        $page->showAnswer(LastSale::box(self::ANSWER), self::note($told));
    }

    /** With the keys that were chosen before. */
    private function finish(array $sale, array $forms): array
    {
        $told = $this->comeback()->finish(Keys::chosen() + $sale, $forms);
        if ($told['status'] < 0) {
            log_message('error', 'Comeback: sale ' . $sale['ref'] . ': ' . $told['error']);
        }
        LastSale::keep($sale, $told, $this->lines($told), Keys::chosen());
        return $told;
    }

    private function lines(array $told): array
    {
        if ($told['status'] < 0) {
            return [lang('ComebackPlugin.not_told', [$told['error']])];
        }
        // Why the code that was typed with the payment does not count, or a key.
        $error = $this->typed === '' && Keys::chosen() === [] ? '' : $told['error'];
        return [$told['why'], ...ComebackKeys::prompts($told), ...explode("\n", $told['notice']), $error];
    }

    /** For the paper; '' where there is none. */
    private static function note(array $told): string
    {
        $note = $told['slips']['note.html'] ?? '';
        return $note === '' ? '' : '<div id="comeback_note" style="text-align:center">'
            . '<style>#comeback_note img{max-width:100%}</style>' . $note . '</div>';
    }

    /** The basket is given up, put aside, or nobody's: what was reserved is free again. True where a
     * line changed. */
    private function forget(): bool
    {
        $changed = (new Discount())->set(0);
        if ($this->codes() !== []) {
            $this->comeback()->cancel($this->basket($this->codes()));
        }
        $this->clear();
        return $changed;
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

    /** Names the basket. The session's own id will not do: the host gives a new one every five minutes. */
    private function cart(): string
    {
        $cart = session()->get(self::CART) ?? bin2hex(random_bytes(12));
        session()->set(self::CART, $cart);
        return $cart;
    }

    private function till(): string
    {
        return substr((string) service('request')->getIPAddress(), 0, 32);
    }

    private function comeback(): Comeback
    {
        if ($this->comeback === null) {
            self::load();
            $this->comeback = new Comeback(array_filter([
                'config' => env('comeback.config'), 'library' => env('comeback.library'),
                'socket' => env('comeback.socket'),
            ]));
        }
        return $this->comeback;
    }

    /** A file that cannot be required ends the request, whatever would be caught. */
    private static function load(): void
    {
        foreach (['/Comeback.php', '/../../php/Comeback.php'] as $file) {
            if (is_readable(__DIR__ . $file)) {
                require_once __DIR__ . $file;
                return;
            }
        }
        throw new RuntimeException('app/Plugins/ComebackPlugin/Comeback.php cannot be read');
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
