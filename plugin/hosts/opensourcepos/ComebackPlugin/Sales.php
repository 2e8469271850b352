<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use CodeIgniter\Database\BaseConnection;

/** Stored sales as Comeback takes them. By SQL, for the models' names change between versions. */
final class Sales
{
    private const COMPLETED = 0;
    private const RETURN = 4;

    private BaseConnection $db;

    public function __construct(BaseConnection $db)
    {
        $this->db = $db;
    }

    /** null where there is no such sale, or it is not completed: suspended, a quote, a work order. */
    public function read(int $id, Discount $discount): ?array
    {
        $sale = $this->rows('SELECT sale_status, sale_type, customer_id, employee_id FROM {sales}
            WHERE sale_id = ?', [$id])[0] ?? null;
        if ($sale === null || (int) $sale['sale_status'] !== self::COMPLETED) {
            return null;
        }
        $lines = $this->lines($id);
        $total = $this->paid($id);
        return array_filter([
            'kind' => (int) $sale['sale_type'] === self::RETURN || $total < 0 ? 'return' : 'sale',
            'currency' => Money::currency(),
            'cashier' => (string) $sale['employee_id'],
        ]) + [
            'total_minor' => $total,
            'discount.applied_minor' => $discount->applied($lines),
            'items' => array_map([$this, 'item'], $lines),
        ] + ($sale['customer_id'] === null ? [] : $this->customer((int) $sale['customer_id']));
    }

    /** A number of twelve symbols may look like a code, and be an item's all the same. */
    public function isItem(string $number): bool
    {
        return $this->rows('SELECT item_id FROM {items} WHERE item_number = ?', [$number]) !== [];
    }

    public function customer(int $id): array
    {
        $person = $this->rows('SELECT first_name, last_name, phone_number, email FROM {people}
            WHERE person_id = ?', [$id])[0] ?? [];
        return array_filter([
            'customer.id' => (string) $id,
            'customer.name' => mb_strcut(trim(($person['first_name'] ?? '') . ' ' . ($person['last_name'] ?? '')), 0, 64),
            'customer.phone' => $person['phone_number'] ?? '',
            'customer.email' => $person['email'] ?? '',
        ]);
    }

    private function lines(int $id): array
    {
        return $this->rows('SELECT l.line, l.item_id, l.quantity_purchased AS quantity,
                l.item_unit_price AS price, l.discount, l.discount_type,
                i.item_number, i.name, i.category
            FROM {sales_items} l LEFT JOIN {items} i ON i.item_id = l.item_id
            WHERE l.sale_id = ? ORDER BY l.line', [$id]);
    }

    private function item(array $line): array
    {
        return [
            'sku' => (string) ($line['item_number'] ?: $line['item_id']),
            'name' => mb_strcut((string) $line['name'], 0, 128),
            'category' => mb_strcut((string) $line['category'], 0, 128),
            'quantity_milli' => Money::milli($line['quantity']),
            'amount_minor' => Discount::gross($line) - Discount::off($line),
        ];
    }

    /** What the customer paid, change and rounding apart, taxes within. */
    private function paid(int $id): int
    {
        return Money::minor($this->rows('SELECT SUM(payment_amount - cash_refund) AS paid
            FROM {sales_payments} WHERE sale_id = ?', [$id])[0]['paid'] ?? 0);
    }

    private function rows(string $sql, array $values): array
    {
        $named = preg_replace_callback(
            '/\{(\w+)\}/',
            fn (array $match): string => $this->db->prefixTable($match[1]),
            $sql
        );
        $result = $this->db->query($named, $values);
        return is_bool($result) ? [] : $result->getResultArray();
    }
}
