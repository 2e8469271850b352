-- SPDX-License-Identifier: MIT
-- Of a module that was installed before it had keys; where the column is there, this is refused and
-- does nothing.
ALTER TABLE llx_comeback_sale ADD COLUMN cashier_keys text;
