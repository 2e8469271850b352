<?php
// SPDX-License-Identifier: MIT
/** @var string $problem */
?>
<p><?= esc($problem === '' ? lang('ComebackPlugin.works') : $problem) ?></p>
<p><?= lang('ComebackPlugin.settings') ?></p>
