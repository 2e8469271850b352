<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin;

use App\Libraries\Plugins\BasePlugin;
use CodeIgniter\Events\Events;

/** opensourcepos 3.5. What there is to do lies in Till, for 3.4 does the same. */
class ComebackPlugin extends BasePlugin
{
    private const FIELD = 'comeback_code';

    public function getPluginId(): string
    {
        return 'comeback';
    }

    public function getPluginName(): string
    {
        return 'Comeback';
    }

    public function getPluginDescription(): string
    {
        return lang('ComebackPlugin.description');
    }

    public function getVersion(): string
    {
        return '0.1.0';
    }

    /** Runs in post_controller_constructor, which is too late to listen to it. */
    public function registerEvents(): void
    {
        Events::on('sale_completed', static function (int $saleId, int $saleType, array $pluginData = []): void {
            Till::current()->sold($saleId, 0, self::code($pluginData));
        });
        Events::on('return_completed', static function (int $returnId, int $originalId, array $pluginData = []): void {
            Till::current()->sold($returnId, $originalId, '');
        });
        Events::on('view:sales_register_buttons', function (): void {
            echo $this->renderView('code', ['field' => self::FIELD]);
        });
        Events::on('post_system', static function (): void {
            Till::current()->ends();
        });
        Till::current()->begins();
    }

    public function getConfigView(): ?string
    {
        return __DIR__ . '/Views/config';
    }

    public function getConfigViewData(): array
    {
        return ['problem' => Till::current()->problem()];
    }

    private static function code(array $pluginData): string
    {
        $typed = $pluginData[self::FIELD] ?? '';
        return is_string($typed) ? $typed : '';
    }
}
