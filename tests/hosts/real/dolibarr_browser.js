// SPDX-License-Identifier: MIT
// dolibarr_browser.js URL CARD PRODUCT FOLDER: TakePOS' own pages in Chromium, by its debugging
// protocol. Puts till.png and pay.png into FOLDER and prints what it saw as JSON.
'use strict';
const {spawn} = require('child_process');
const fs = require('fs');
const [url, card, product, folder] = process.argv.slice(2);
const profile = fs.mkdtempSync(folder + '/chromium-');
const browser = spawn('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
	'--window-size=1280,800', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
	{stdio: 'ignore'});
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, look) {
	for (let i = 0; i < 200; i++, await pause(50)) {
		const found = await look();
		if (found) {
			return found;
		}
	}
	throw new Error(`waited in vain: ${what}`);
}

async function connect() {
	const file = profile + '/DevToolsActivePort';
	const port = (await until('Chromium', () => fs.existsSync(file) && fs.readFileSync(file, 'utf8'))).split('\n')[0];
	const pages = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
	const socket = new WebSocket(pages.find((page) => page.type === 'page').webSocketDebuggerUrl);
	const waiting = new Map();
	await new Promise((done) => socket.addEventListener('open', done));
	socket.addEventListener('message', (event) => {
		const answer = JSON.parse(event.data);
		waiting.get(answer.id)?.(answer.result);
	});
	let id = 0;
	return (method, params = {}) => new Promise((done) => {
		waiting.set(++id, done);
		socket.send(JSON.stringify({id, method, params}));
	});
}

async function main() {
	const send = await connect();
	// Undefined, too, while a page goes and the next one comes.
	const run = async (expression) => (await send('Runtime.evaluate', {expression, returnByValue: true}))?.result.value;
	const open = async (path) => {
		await send('Page.navigate', {url: url + path});
		await until(path, () => run('document.readyState === "complete" && !!window.jQuery'));
	};
	const picture = async (name) => {
		const shot = await send('Page.captureScreenshot');
		fs.writeFileSync(`${folder}/${name}.png`, Buffer.from(shot.data, 'base64'));
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
	await picture('till');
	await run('CloseBill()');
	const pay = '(document.querySelector("iframe.cboxIframe") || {}).contentDocument';
	await until('the payment screen', () => run(`!!${pay} && !!${pay}.querySelector(".calcbutton")`));
	await pause(1500);
	seen.field = await run(`${pay}.querySelectorAll(".comeback-code").length`);
	await picture('pay');
	if (seen.field === 1) {
		await run(`${pay}.defaultView.before = true`);
		await run(`${pay}.querySelector(".comeback-code").value = "K000-0000-0000"`);
		await enter(`${pay}.querySelector(".comeback-code")`);
		await until('the payment screen anew', () => run(`!!${pay} && !${pay}.defaultView.before && !!${pay}.querySelector(".comeback-code")`));
		seen.paytypo = await run('$("#comeback strong").text()');
	}
	console.log(JSON.stringify(seen));
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
}).finally(() => browser.kill());
