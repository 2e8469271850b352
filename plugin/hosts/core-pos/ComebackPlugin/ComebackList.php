<?php
// SPDX-License-Identifier: MIT

/**
 * What the cashier may answer at one sale, each by its number: A1, A2 … A number stands for one
 * answer as long as the sale does, for what is on the screen may be older than what was looked up
 * last. Of the next sale nothing here is known, so what was not answered is gone.
 *
 * In the session: of which sale; every key there was, by FIELD=VALUE: its text, its label and
 * whether it stands on the screen, others being in the list alone; which are open; what was chosen,
 * by field.
 */
final class ComebackList
{
    const SESSION = 'ComebackList';

    /* Is there at every sale. */
    private static $always = array(
        'next.at=' => array('Appointment', '', false),
        'print=note' => array('Note for the next visit', '', false),
        'print=card' => array('Card for a friend', '', false),
    );

    private $ref;
    private $keys = array();
    private $open = array();
    private $chosen = array();

    public function __construct($ref)
    {
        $kept = CoreLocal::get(self::SESSION);
        $this->ref = $ref;
        if (is_array($kept) && $kept['ref'] === $ref) {
            $this->keys = $kept['keys'];
            $this->open = $kept['open'];
            $this->chosen = $kept['chosen'];
        }
    }

    public function areKnown()
    {
        return $this->keys !== array();
    }

    public function chosen()
    {
        return $this->chosen;
    }

    /** From an answer of Comeback's, and what the cashier has answered, by field. */
    public function update(array $answer, array $chosen)
    {
        $now = self::ofAnswer($answer) + self::$always;
        $this->open = array_keys($now);
        $this->keys = array_replace($this->keys, $now);
        $this->chosen = $chosen;
        CoreLocal::set(self::SESSION, array(
            'ref' => $this->ref,
            'keys' => $this->keys,
            'open' => $this->open,
            'chosen' => $this->chosen,
        ));
    }

    /** Field and value of the key with this number, or null. */
    public function at($number)
    {
        $names = array_keys($this->keys);

        return isset($names[$number - 1]) ? explode('=', $names[$number - 1], 2) : null;
    }

    /** Number => text, of all that are open or chosen; these with a star behind them. While the sale
     * is under way, also of what stands beside them, for a cashier may think better of it. */
    public function listed($isUnderWay)
    {
        $list = array();
        foreach (array_keys($this->keys) as $i => $name) {
            $star = $this->isChosen($name) ? ' *' : '';
            $beside = $isUnderWay && isset($this->chosen[strstr($name, '=', true)]);
            if ($star !== '' || $beside || in_array($name, $this->open, true)) {
                $list[$i + 1] = $this->text($name) . $star;
            }
        }

        return $list;
    }

    /** Text => number => label, of what stands on the screen to be answered. */
    public function asked()
    {
        $asked = array();
        foreach (array_keys($this->keys) as $i => $name) {
            list($text, $label, $shown) = $this->keys[$name];
            if ($shown && in_array($name, $this->open, true) && !$this->isChosen($name)) {
                $asked[$text][$i + 1] = $label;
            }
        }

        return $asked;
    }

    /** The texts of what was chosen. */
    public function done()
    {
        $names = array_filter(array_keys($this->keys), array($this, 'isChosen'));

        return array_map(array($this, 'text'), $names);
    }

    private function isChosen($name)
    {
        list($field, $value) = explode('=', $name, 2);

        return isset($this->chosen[$field])
            && in_array($value, array('', $this->chosen[$field]), true);
    }

    private function text($name)
    {
        list($text, $label) = $this->keys[$name];
        $day = $name === 'next.at=' && isset($this->chosen['next.at'])
            ? substr(strtr($this->chosen['next.at'], 'T', ' '), 0, 16) : '';

        return trim("{$text} {$label}{$day}");
    }

    private static function ofAnswer(array $answer)
    {
        $keys = array();
        foreach (ComebackKeys::rows($answer) as $row) {
            $isQuiet = in_array($row['field'], array('need', 'consent'), true);
            $labels = self::labels($row['text'], $answer['prompts']);
            $words = array_keys($row['words']);
            foreach ($words as $i => $word) {
                $label = $row['words'][$word] ?: (isset($labels[$i]) ? $labels[$i] : $word);
                $keys["{$row['field']}={$word}"]
                    = array($row['field'] === 'need' ? 'Need:' : $row['text'], $label, !$isQuiet);
            }
        }

        return $keys;
    }

    /** In the prompts, which are in the till's language, a row's keys stand behind its text. */
    private static function labels($text, $prompts)
    {
        $line = preg_grep('/^' . preg_quote($text, '/') . ' \[/', explode("\n", $prompts));
        preg_match_all('/\[([^][]+)\]/', substr((string) reset($line), strlen($text)), $found);

        return $found[1];
    }
}
