<?php
// SPDX-License-Identifier: MIT
#[AllowDynamicProperties]
class DolibarrModules
{
    public $db;

    public function _load_tables(string $folder): int
    {
        $file = __DIR__ . '/../../../../../../plugin/hosts/dolibarr' . $folder . 'llx_comeback_sale.sql';
        $sql = preg_replace('/^--.*$/m', '', str_replace('ENGINE=innodb', '', file_get_contents($file)));
        return $this->db->query(rtrim(trim($sql), ';')) ? 1 : -1;
    }

    public function _init(array $sql, string $options): int
    {
        foreach ($this->const as [$name, , $value]) {
            $GLOBALS['conf']->global->$name = $value;
        }
        return 1;
    }

    public function _remove(array $sql, string $options): int
    {
        return 1;
    }
}
