<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

/** A page of the host, and what we add to it. The marks are ids that 3.4 and 3.5 both have. */
final class Page
{
    private const REGISTER = '<div id="register_wrapper">';
    private const RECEIPT_END = '<div id="barcode">';
    private const BUTTONS = 'id="control_buttons"';

    private string $html;
    private bool $changed = false;

    public function __construct(string $html)
    {
        $this->html = $html;
    }

    public function html(): string
    {
        return $this->html;
    }

    public function changed(): bool
    {
        return $this->changed;
    }

    public function isRegister(): bool
    {
        return strpos($this->html, self::REGISTER) !== false;
    }

    public function isReceipt(): bool
    {
        return $this->saleId() !== null;
    }

    /** The number below the bars of a receipt that was just made. */
    public function saleId(): ?int
    {
        $end = strpos($this->html, self::RECEIPT_END);
        if ($end === false || preg_match('/\bPOS (\d{1,10})\b/', $this->html, $found, 0, $end) !== 1) {
            return null;
        }
        return (int) $found[1];
    }

    /** Above the basket. */
    public function showAbove(string $box): void
    {
        $this->insertAfter(self::REGISTER, $box);
    }

    /** On the receipt page: for the cashier's eyes, and the note for the paper. */
    public function showAnswer(string $box, string $note): void
    {
        $at = strpos($this->html, self::BUTTONS);
        $at = $at === false ? false : strrpos(substr($this->html, 0, $at), '<div');
        if ($at !== false) {
            $this->insertAt($at, $box);
        }
        $at = strpos($this->html, self::RECEIPT_END);
        if ($at !== false) {
            $this->insertAt($at, $note);
        }
    }

    private function insertAfter(string $mark, string $piece): void
    {
        $this->insertAt(strpos($this->html, $mark) + strlen($mark), $piece);
    }

    private function insertAt(int $at, string $piece): void
    {
        $this->html = substr_replace($this->html, $piece, $at, 0);
        $this->changed = $this->changed || $piece !== '';
    }
}
