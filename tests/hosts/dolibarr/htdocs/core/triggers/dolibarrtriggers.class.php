<?php
// SPDX-License-Identifier: MIT
abstract class DolibarrTriggers
{
    protected $db;
    public $name;
    public $description;
    public $version;
    public $picto;
    public $family;

    abstract public function runTrigger($action, $object, User $user, Translate $langs, Conf $conf);
}
