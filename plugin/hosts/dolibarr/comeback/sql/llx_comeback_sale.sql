-- SPDX-License-Identifier: MIT
-- What is kept of a TakePOS invoice: the codes shown, our discount lines, what the cashier reads,
-- the note until it is printed (base64), and the cashier's keys (JSON). class/comebackrecord.class.php says more.
CREATE TABLE llx_comeback_sale(
	fk_facture		integer PRIMARY KEY NOT NULL,
	codes			varchar(255) DEFAULT '' NOT NULL,
	discount_lines	varchar(255) DEFAULT '' NOT NULL,
	basket			varchar(40) DEFAULT '' NOT NULL,
	tag				varchar(16) DEFAULT '' NOT NULL,
	said			varchar(255) DEFAULT '' NOT NULL,
	prompts			varchar(255) DEFAULT '' NOT NULL,
	note_form		varchar(16) DEFAULT '' NOT NULL,
	note			mediumtext,
	cashier_keys	text
) ENGINE=innodb;
