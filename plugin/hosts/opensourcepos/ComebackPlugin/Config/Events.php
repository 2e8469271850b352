<?php
// SPDX-License-Identifier: MIT

namespace App\Plugins\ComebackPlugin\Config;

use App\Libraries\Plugins\PluginManager;
use App\Plugins\ComebackPlugin\Till;
use CodeIgniter\Events\Events;

/*
 * opensourcepos 3.4, which has no plugins: CodeIgniter finds this file by the line for our namespace
 * in app/Config/Autoload.php. In 3.5 the plugin itself does all of it.
 */
if (!class_exists(PluginManager::class)) {
    Events::on('post_controller_constructor', static function (): void {
        Till::current()->begins();
    });
    Events::on('post_system', static function (): void {
        Till::current()->ends();
    });
}
