<?php
// SPDX-License-Identifier: MIT

use COREPOS\pos\lib\PrintHandlers\PrintHandler;
use COREPOS\pos\lib\ReceiptLib;

/**
 * What happens at the till, behind CORE's hooks. Nothing is thrown from here: CORE stores a sale
 * before it prints, and whoever throws while a receipt is made takes the receipt away.
 *
 * In the session: ComebackCart, the transaction under way that we know of; ComebackTold, the last
 * that was told; ComebackLine, what the cashier reads, and of which transaction; ComebackList, what
 * may be answered; ComebackWords, an appointment and what it is for.
 */
final class ComebackTill
{
    /** finish: on disk, tagged when the store is free (comeback.h). */
    const LATER = 1;
    const NO_SALE = 'There is no sale yet.';

    private static $comeback = null;

    /** A code was shown. '' or what the cashier should read before going on. */
    public static function scan($code)
    {
        return self::safely(function () use ($code) {
            $basket = ComebackBasket::open();
            $more = array_diff(array($code), $basket->codes());
            $answer = self::look($basket, $more);
            $judged = count($answer['scan']) === count($basket->codes()) + count($more);
            if ($answer['status'] >= 0 && !$judged) {
                return self::sentence($answer);
            }
            $basket->keep($code);
            if ($answer['status'] < 0) {
                return "The code stays with this sale.\n" . self::sentence($answer);
            }
            $shown = end($answer['scan']);

            return $shown['refused'] ? trim($shown['say'] . "\n" . $shown['why']) : '';
        });
    }

    /** CARD or NOTE was keyed: with the sale under way, else with the last one. */
    public static function ask($word)
    {
        return self::safely(function () use ($word) {
            $basket = self::current();
            if ($basket === null) {
                return self::NO_SALE;
            }
            if (self::isUnderWay()) {
                $basket->keep(strtoupper($word));
                self::look($basket, array());
                return '';
            }
            $sale = array('print' => $word) + $basket->sale();
            $told = self::comeback()->finish($sale, array($word));
            $slip = $told['slips'][$word];
            if ($slip === '') {
                return self::sentence($told) ?: "No {$word} goes with this sale.";
            }
            $list = new ComebackList($basket->ref());
            self::keepKeys($basket, $told, array('print' => $word) + $list->chosen());
            self::printLater($word === 'card' ? $slip : ReceiptLib::cutReceipt($slip, false));

            return '';
        });
    }

    /** What may be answered now, number => text; none where there was no sale yet. */
    public static function keys()
    {
        return self::safely(function () {
            $basket = self::current();
            if ($basket === null) {
                return array();
            }
            $keys = new ComebackList($basket->ref());
            if (self::isUnderWay()) {
                self::look($basket, array());
            } elseif (!$keys->areKnown()) {
                self::tellAgain($basket, array());
            }

            return (new ComebackList($basket->ref()))->listed(self::isUnderWay());
        }) ?: array();
    }

    /** Field and value of a number on the screen, or null. */
    public static function key($number)
    {
        return self::safely(function () use ($number) {
            $basket = self::current();

            return $basket === null ? null : (new ComebackList($basket->ref()))->at($number);
        }) ?: null;
    }

    /** The cashier answered. '' or why it does not count. The same once more, while the sale is
     * under way, takes it back. */
    public static function answer($field, $value)
    {
        return self::safely(function () use ($field, $value) {
            $basket = self::current();
            if ($basket === null) {
                return self::NO_SALE;
            }
            if (!self::isUnderWay()) {
                return self::heard(self::tellAgain($basket, array($field => $value)));
            }
            $before = $basket->answers() + array($field => '');
            $basket->answer($field, $before[$field] === $value ? '' : $value);
            $refused = self::heard(self::look($basket, array()));
            if ($refused !== '') {
                $basket->answer($field, $before[$field]);
                self::look($basket, array());
            }

            return $refused;
        });
    }

    /** Of the question and the steps: text => number => label. */
    public static function asked()
    {
        return self::isFresh() ? self::ofLine()->asked() : array();
    }

    public static function done()
    {
        return self::isFresh() ? self::ofLine()->done() : array();
    }

    /** Once a total is asked for, and after each part payment, when the discount stands. */
    public static function total()
    {
        self::safely(function () {
            $basket = ComebackBasket::open();
            CoreLocal::set('ComebackCart', $basket->ref());
            if ($basket->isTendered()) {
                return '';
            }
            $answer = self::look($basket, array());
            if ($answer['status'] >= 0) {
                $basket->discount($answer['discount_minor'] / 100);
            }

            return '';
        });
    }

    /** The note for the receipt of a paid sale, once; '' where there is none. */
    public static function finish($ref)
    {
        return self::safely(function () use ($ref) {
            $basket = ComebackBasket::ended($ref);
            if (!$basket->isPaid() || $basket->ref() === CoreLocal::get('ComebackTold')) {
                return '';
            }
            $cards = CoreLocal::get('ComebackCards') === 'serve' ? array() : array('card', 'card.2');
            $slips = self::tell($basket, array(), array_merge(array('note'), $cards));
            $note = $slips['note'];
            unset($slips['note']);
            self::printLater(implode('', $slips));

            return $note;
        });
    }

    /** A transaction ended. Without a receipt it is told only now; one that was not paid gives back
     * what its codes reserved. */
    public static function reset()
    {
        self::safely(function () {
            $cart = CoreLocal::get('ComebackCart');
            if ($cart !== '' && $cart !== CoreLocal::get('ComebackTold')) {
                self::settle($cart);
            }
            CoreLocal::set('ComebackCart', '');

            return '';
        });
    }

    private static function settle($cart)
    {
        $basket = ComebackBasket::ended(substr($cart, strlen('YYYY-MM-DD-')));
        if (!$basket->isPaid()) {
            self::comeback()->cancel(array('host' => ComebackBasket::HOST, 'cart' => $cart));
        } elseif ($basket->ref() !== CoreLocal::get('ComebackTold')) {
            self::tell($basket, array('print' => 'none'), array());
        }
    }

    /** For the notifier: of the transaction under way, or the last one while none is. */
    public static function line()
    {
        return self::isFresh() ? CoreLocal::get('ComebackLine')[1] : '';
    }

    private static function isFresh()
    {
        $line = CoreLocal::get('ComebackLine');

        return is_array($line)
            && (!self::isUnderWay() || $line[0] === CoreLocal::get('ComebackCart'));
    }

    private static function ofLine()
    {
        return new ComebackList(CoreLocal::get('ComebackLine')[0]);
    }

    public static function health()
    {
        return self::safely(function () {
            $problem = self::comeback()->problem();

            return $problem === '' ? 'Comeback is ready.' : "Comeback does not work: {$problem}";
        });
    }

    private static function isUnderWay()
    {
        return CoreLocal::get('LastID') > 0;
    }

    /** Under way, else the last that was paid, or null. */
    private static function current()
    {
        if (self::isUnderWay()) {
            return ComebackBasket::open();
        }
        $basket = ComebackBasket::ended((string) ReceiptLib::mostRecentReceipt());

        return $basket->isPaid() ? $basket : null;
    }

    private static function look(ComebackBasket $basket, array $more)
    {
        CoreLocal::set('ComebackCart', $basket->ref());
        $answer = self::comeback()->look($basket->look($more));
        self::show($basket, $answer, 0);
        self::keepKeys($basket, $answer, $basket->chosen());

        return $answer;
    }

    private static function tell(ComebackBasket $basket, array $more, array $forms)
    {
        CoreLocal::set('ComebackTold', $basket->ref());
        $sale = $more + $basket->sale();
        $answer = self::comeback()->finish($sale, $forms);
        self::show($basket, $answer, $sale['discount.applied_minor']);
        self::keepKeys($basket, $answer, $basket->chosen());

        return $answer['slips'];
    }

    /** The sale that was paid, once more with the cashier's key. No paper comes of it. */
    private static function tellAgain(ComebackBasket $basket, array $more)
    {
        $sale = $more + $basket->words($more) + array('print' => '') + $basket->sale();
        $answer = self::comeback()->finish($sale, array());
        self::show($basket, $answer, $sale['discount.applied_minor']);
        $chosen = (new ComebackList($basket->ref()))->chosen() + $basket->chosen();
        $counts = self::heard($answer) === '' ? $more : array();
        self::keepKeys($basket, $answer, $counts + $chosen);

        return $answer;
    }

    private static function keepKeys(ComebackBasket $basket, array $answer, array $chosen)
    {
        if ($answer['status'] >= 0) {
            (new ComebackList($basket->ref()))->update($answer, $chosen);
        }
    }

    /** Why an answer does not count, or ''. */
    private static function heard(array $answer)
    {
        $lines = preg_grep('/^(answer\.|need |next\.|consent )/', explode("\n", $answer['notice']));

        return implode("\n", $lines) ?: self::sentence($answer);
    }

    /** A prompt to take something off comes too early, for we do that, or too late. */
    private static function show(ComebackBasket $basket, array $answer, $applied_minor)
    {
        $isEarly = $answer['discount_minor'] > $applied_minor;
        $prompts = $isEarly ? array() : ComebackKeys::prompts($answer);
        $text = trim($answer['why'] . "\n" . implode("\n", $prompts));
        if ($answer['status'] < 0) {
            $text = self::sentence($answer);
        } elseif ($answer['status'] === self::LATER) {
            $text = 'Comeback: this sale is tagged later, without a note: its store was busy.';
        }
        CoreLocal::set('ComebackLine', array($basket->ref(), $text));
    }

    private static function sentence(array $answer)
    {
        return $answer['error'] === '' ? '' : 'Comeback: ' . $answer['error'];
    }

    private static function comeback()
    {
        if (self::$comeback === null) {
            self::load();
            self::$comeback = new Comeback(array_filter(array(
                'config' => CoreLocal::get('ComebackConfig'),
                'library' => CoreLocal::get('ComebackLibrary'),
            )));
        }

        return self::$comeback;
    }

    /** A file that cannot be required ends the request, whatever would be caught. */
    private static function load()
    {
        foreach (array('/Comeback.php', '/../../php/Comeback.php') as $file) {
            if (is_readable(__DIR__ . $file)) {
                require_once __DIR__ . $file;
                return;
            }
        }
        throw new RuntimeException('plugins/ComebackPlugin/Comeback.php cannot be read');
    }

    /** After what CORE prints in this request, which it does last of all, and with the session let
     * go, so that a printer that is off holds up nobody. */
    private static function printLater($bytes)
    {
        if ($bytes === '') {
            return;
        }
        register_shutdown_function(function () use ($bytes) {
            session_write_close();
            self::safely(function () use ($bytes) {
                PrintHandler::factory(CoreLocal::get('ReceiptDriver'))->writeLine($bytes);
                return '';
            });
        });
    }

    private static function safely(callable $work)
    {
        try {
            return $work();
        } catch (Throwable $thrown) {
            $cart = CoreLocal::get('ComebackCart');
            CoreLocal::set('ComebackLine', array($cart, 'Comeback: ' . $thrown->getMessage()));

            return '';
        }
    }
}
