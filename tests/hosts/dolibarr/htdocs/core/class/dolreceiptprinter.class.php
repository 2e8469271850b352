<?php
// SPDX-License-Identifier: MIT
// As newer Dolibarrs have it: with hooks, and a parser of tags in the place of expat.
class dolReceiptPrinter
{
    public string $template;
    public $printer;
    public ?int $orderprinter = null;

    public function sendToPrinter(Facture $invoice, string $template): string
    {
        $this->template = $template;
        $this->printer = new EscposPrinter();
        Hooks::run('sendToPrinterBefore', $this, ['object' => $invoice]);
        preg_match_all('~\{([a-z_]+)/?\}~', $this->template, $tags);
        foreach ($tags[1] as $tag) {
            $vals = ['tag' => strtoupper($tag)];
            if (strpos($tag, 'dol_comeback') !== 0) {
                $this->printer->bytes .= "<$tag>";
            } elseif (Hooks::run('sendToPrinterAfter', $this, ['object' => $invoice, 'vals' => $vals]) !== 1) {
                $this->printer->bytes .= "UnknowTag $tag";
            }
        }
        return $this->printer->bytes;
    }
}
