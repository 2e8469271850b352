<?php
// SPDX-License-Identifier: MIT
/** @var string $field */
?>
<div class="col-xs-6">
    <label for="<?= $field ?>" class="control-label"><?= lang('ComebackPlugin.code') ?></label>
    <input type="text" class="form-control input-sm" id="<?= $field ?>" data-plugin-field="<?= $field ?>"
           maxlength="20" autocomplete="off" placeholder="XXXX-XXXX-XXXX">
</div>
