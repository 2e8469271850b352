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

    /** Above the basket: who this is, what their paper is worth, what to do. */
    public function showPanel(array $told, int $discountMinor): void
    {
        $lines = [];
        if ($told['status'] < 0 && $told['error'] !== '') {
            $lines[] = $told['error'];
        } elseif ($told['tag'] !== '') {
            $lines[] = $told['why'];
        }
        foreach ($told['scan'] as $scan) {
            $lines[] = $scan['code'] . ' ' . ($scan['refused'] ? $scan['say'] : $scan['why']);
        }
        if ($discountMinor > 0) {
            $lines[] = lang('ComebackPlugin.discount', [Money::decimal($discountMinor)]);
        }
        // What we do not take off any more the cashier should not, either.
        $prompts = $told['discount_minor'] > 0 && $discountMinor === 0 ? '' : $told['prompts'];
        $lines = array_merge($lines, explode("\n", $prompts));
        $this->insertAfter(self::REGISTER, self::box('comeback_panel', $lines));
    }

    /** On the receipt page: the answer for the cashier's eyes, the note for the paper. */
    public function showAnswer(array $told, bool $typed): void
    {
        $lines = array_merge([$told['why']], explode("\n", $told['prompts']), explode("\n", $told['notice']));
        if ($told['status'] >= 0 && $typed) {
            $lines[] = $told['error']; // why the code that was typed with the payment does not count
        }
        if ($told['status'] < 0) {
            $lines[] = lang('ComebackPlugin.not_told', [$told['error']]);
        }
        $at = strpos($this->html, self::BUTTONS);
        $at = $at === false ? false : strrpos(substr($this->html, 0, $at), '<div');
        if ($at !== false) {
            $this->insertAt($at, self::box('comeback_answer', $lines));
        }
        $at = strpos($this->html, self::RECEIPT_END);
        if ($at !== false && $told['slips']['note.html'] !== '') {
            $this->insertAt($at, '<div id="comeback_note" style="text-align:center">'
                . '<style>#comeback_note img{max-width:100%}</style>' . $told['slips']['note.html'] . '</div>');
        }
    }

    private static function box(string $id, array $lines): string
    {
        $lines = array_filter(array_map('trim', $lines));
        return $lines === [] ? '' : '<div id="' . $id . '" class="alert alert-info print_hide" role="status">'
            . implode('<br>', array_map('esc', $lines)) . '</div>';
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
