// SPDX-License-Identifier: MIT
// opensourcepos_browser.js URL PASSWORD FOLDER: the host's own pages in Chromium. Puts register.png and
// answered.png into FOLDER and prints what it saw as JSON. The shop asks before it prints a note.
'use strict';
const {pause, start, until} = require('./chromium.js');
const [url, password, folder] = process.argv.slice(2);

async function main({send, run, picture, press}) {
	const loaded = (what, mark) => until(what, () => run(`document.readyState === "complete" && !!document.querySelector('${mark}')`));
	const open = async (path, mark) => {
		await send('Page.navigate', {url: url + path});
		await loaded(path, mark);
	};
	// As a form of the page would, with the host's token.
	const post = async (path, fields, mark) => {
		await run(`(() => {
			const form = document.createElement('form');
			const token = document.querySelector('[name=csrf_ospos_v4]')?.value ?? '';
			for (const [name, value] of Object.entries({csrf_ospos_v4: token, ...${JSON.stringify(fields)}})) {
				form.append(Object.assign(document.createElement('input'), {name, value}));
			}
			Object.assign(form, {method: 'post', action: '${url}/${path}', hidden: true});
			document.body.append(form);
			document.body.setAttribute('data-left', '1');
			form.submit();
		})()`);
		await until(path, () => run('!!document.body && !document.body.dataset.left'));
		await loaded(path, mark);
	};
	const button = (word) => `document.querySelector('.comeback_key[value="${word}"]')`;
	const down = (word) => until(word, () => run(`${button(word)}.disabled && ${button(word)}.ariaPressed === "true"`));
	const pressed = () => run('[...document.querySelectorAll(".comeback_key[aria-pressed=true]")].map((key) => key.value).join(" ")');
	const seen = {};

	await open('/login', '[name=username]');
	await post('login', {username: 'admin', password: password, honeypot: ''}, '.topbar');
	await open('/sales', '#add_item_form');
	await post('sales/add', {item: 'FW1'}, '#register_wrapper');
	await post('sales/add', {item: 'BR1'}, '#register_wrapper');
	await post('sales/addPayment', {payment_type: 'Cash', amount_tendered: '100'}, '#register_wrapper');
	await post('sales/complete', {comment: ''}, '.comeback_key');
	await run('document.activeElement.blur()');

	const digit = await run(`${button('belt')}.dataset.digit`);
	await press(digit);
	await press('0');
	await press('0');
	await pause(600);
	seen.scanned = await pressed();
	await run('document.querySelector("details").open = true, document.querySelector("[name=comeback_text]").focus()');
	for (const typed of ['1', '2']) {
		await press(typed);
		await pause(400);
	}
	seen.typed = await run('document.querySelector("[name=comeback_text]").value + ' + 'document.querySelectorAll(".comeback_key[aria-pressed=true]").length');
	await run(`document.querySelector("details").open = false, document.activeElement.blur(), ${button('web')}.click()`);
	await down('web');
	seen.clicked = await pressed();
	await run(`${button('note')}.click()`);
	seen.note = await until('the note', () => run('document.querySelector("#comeback_note img")?.compareDocumentPosition(document.getElementById("barcode")) === 4'));
	await down('note');
	// Of somebody who has no note nothing can be kept.
	await press(digit);
	await down('belt');
	seen.digit = (await pressed()).split(' ').pop();
	await picture('answered');
	await open('/sales', '#comeback_answer');
	await picture('register');
	console.log(JSON.stringify(seen));
}

start(folder).then((page) => main(page).finally(page.end)).catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
