// SPDX-License-Identifier: MIT
// dolibarr_browser.js URL CARD PRODUCT FOLDER: TakePOS' own pages in Chromium, by its debugging
// protocol. Puts till.png and pay.png into FOLDER and prints what it saw as JSON.
'use strict';
const {pause, start, until} = require('./chromium.js');
const [url, card, product, folder] = process.argv.slice(2);

async function main({send, run, picture, press}) {
	const open = async (path) => {
		await send('Page.navigate', {url: url + path});
		await until(path, () => run('document.readyState === "complete" && !!window.jQuery'));
	};
	const type = (text) => send('Input.insertText', {text});
	const enter = (target) => run(`${target}.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}))`);
	const seen = {};

	await open('/index.php');
	await run('$("#username").val("admin"); $("#password").val("admin123"); $("#login").submit()');
	await until('the login', () => run('!document.querySelector("#password")'));
	await open('/takepos/index.php?setterminal=1');
	await run(`$("#poslines").load("invoice.php?action=addline&place=0&selectedline=0&idproduct=${product}&token=" + document.querySelector("script[data-token]").dataset.token)`);
	await until('the article', () => run('/48.00/.test($("#poslines").text()) && !!document.querySelector("#comeback input")'));
	await run('$("#comeback input").focus()');
	await type('K000-0000-0000');
	await enter('document.querySelector("#comeback input")');
	seen.typo = await until('the typo', () => run('$("#comeback strong").text()'));
	await until('the focus', () => run('document.querySelector("#search").focus(), document.activeElement.id === "search"'));
	await type(card);
	seen.bar = await until('the card', () => run('/referral/.test($("#comeback strong").text()) && $("#comeback").text()'));
	await pause(1500);
	seen.search = await run('$("#search").val()');
	seen.lines = await run('$("#poslines").text()');
	const filter = '$("#comeback button[value=filter]")';
	await run(`${filter}.click()`);
	seen.chosen = await until('the key', () => run(`${filter}.attr("aria-pressed") === "true" && $("#comeback .comeback-keys").text()`));
	await run('document.querySelector("#search").focus()');
	await pause(500);
	await picture('till');
	await run('CloseBill()');
	const pay = '(document.querySelector("iframe.cboxIframe") || {}).contentDocument';
	await until('the payment screen', () => run(`!!${pay} && !!${pay}.querySelector(".calcbutton")`));
	await pause(1500);
	seen.field = await run(`${pay}.querySelectorAll(".comeback-code").length`);
	if (seen.field === 1) {
		await run(`${pay}.querySelector('.comeback-keys button[value="web"]').click()`);
		seen.payKey = await until('a key on the payment screen', () => run(`${pay}.querySelector('.comeback-keys button[value="web"]').getAttribute("aria-pressed") === "true"`));
	}
	await picture('pay');
	if (seen.field === 1) {
		await run(`${pay}.defaultView.before = true`);
		await run(`${pay}.querySelector(".comeback-code").value = "K000-0000-0000"`);
		await enter(`${pay}.querySelector(".comeback-code")`);
		await until('the payment screen anew', () => run(`!!${pay} && !${pay}.defaultView.before && !!${pay}.querySelector(".comeback-code")`));
		seen.paytypo = await run('$("#comeback strong").text()');
	}
	await run(`$(${pay}.querySelectorAll("button[onclick*=LIQ]")).click()`);
	await until('the payment', () => run('/referral/.test($("#comeback strong").text()) && $("#comeback input.comeback-code").length === 0'));
	await pause(1000);
	await run('document.querySelector("#search").focus()');
	const digit = await run('$("#comeback button[value=belt]").attr("accesskey")');
	await press(digit, 1);
	seen.accessKey = await until('the access key', () => run('$("#comeback button[value=belt]:disabled").length > 0 && $("#comeback button[aria-pressed=true]").map(function () { return this.value; }).get().join(" ")'));
	await picture('paid');
	console.log(JSON.stringify(seen));
}

start(folder).then((page) => main(page).finally(page.end)).catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
