// SPDX-License-Identifier: MIT
/*
 * A page in Chromium without a window, by its debugging protocol. start(FOLDER), which is where its
 * profile and pictures go, gives send(METHOD, PARAMS), run(EXPRESSION), picture(NAME) and end().
 */
'use strict';
const {spawn} = require('child_process');
const fs = require('fs');

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

async function connect(profile) {
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

async function start(folder) {
	const profile = fs.mkdtempSync(folder + '/chromium-');
	const browser = spawn('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
		'--window-size=1280,800', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
		{stdio: 'ignore'});
	try {
		const send = await connect(profile);
		return {
			send,
			// Undefined, too, while a page goes and the next one comes.
			run: async (expression) => (await send('Runtime.evaluate', {expression, returnByValue: true}))?.result.value,
			picture: async (name) => {
				const shot = await send('Page.captureScreenshot');
				fs.writeFileSync(`${folder}/${name}.png`, Buffer.from(shot.data, 'base64'));
			},
			// With Alt where alt is 1: then the browser looks for an access key.
			press: async (key, alt = 0) => {
				const what = {modifiers: alt, key, code: 'Digit' + key, windowsVirtualKeyCode: key.charCodeAt(0)};
				await send('Input.dispatchKeyEvent', {type: 'keyDown', text: key, unmodifiedText: key, ...what});
				await send('Input.dispatchKeyEvent', {type: 'keyUp', ...what});
			},
			end: () => browser.kill(),
		};
	} catch (error) {
		browser.kill();
		throw error;
	}
}

module.exports = {pause, start, until};
