// SPDX-License-Identifier: MIT
// core_pos_browser.js URL FOLDER: a cashier's keys on a CORE-POS lane in Chromium, by its debugging
// protocol, for the lane's pages are scripts. Puts screen.png and list.png into FOLDER and prints
// what stood at the right of the screen, by what was done, as JSON.
'use strict';
const {spawn} = require('child_process');
const fs = require('fs');
const [url, folder] = process.argv.slice(2);
const profile = fs.mkdtempSync(folder + '/chromium-');
const browser = spawn('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
    '--window-size=820,640', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    {stdio: 'ignore'});
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, look) {
    for (let i = 0; i < 400; i++, await pause(50)) {
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
    const run = async (expression) => (await send('Runtime.evaluate', {expression, returnByValue: true,
        awaitPromise: true}))?.result?.value;
    const ready = (page) => until(page, () => run(`/${page}$/.test(location.pathname)
        && document.readyState === 'complete' && !!window.jQuery`));
    const right = () => run(`$('#scaleIconBox').text().replace(/\\s+/g, ' ').trim()`);
    const shows = (text) => until(text, async () => (await right())?.includes(text));
    const enter = async (...words) => {
        for (const word of words) {
            await run(`$('#reginput').val('${word}'); pos2.submitWrapper()`);
            await pause(700);
        }
    };
    const press = async (...keys) => {
        for (const key of keys) {
            const code = key === 'Enter' ? 13 : key.charCodeAt(0);
            const event = {key, windowsVirtualKeyCode: code, text: key === 'Enter' ? '\r' : key};
            await send('Input.dispatchKeyEvent', {type: 'keyDown', ...event});
            await send('Input.dispatchKeyEvent', {type: 'keyUp', ...event});
            await pause(100);
        }
    };
    const open = async (word, page) => {
        await enter(word);
        await ready(page);
        await pause(500); // CORE's lists take no key in their first quarter of a second
    };
    const picture = async (name) => {
        const shot = await send('Page.captureScreenshot');
        fs.writeFileSync(`${folder}/${name}.png`, Buffer.from(shot.data, 'base64'));
    };
    const seen = {};

    await send('Page.navigate', {url: url + '/login.php'});
    await ready('login[23].php'); // the second where somebody is signed in
    await run(`fetch('${url}/ajax/AjaxLogin.php?passwd=56&userPassword=56').then((r) => r.text())`);
    await send('Page.navigate', {url: url + '/gui-modules/pos2.php'});
    await ready('pos2.php');
    await enter('CL', '3*16', '99999ID', 'TL');
    await shows('A1 friend');
    await picture('screen');

    await run(`$('#scaleIconBox button').eq(1).click()`);
    await shows('✓');
    seen.touched = await right();
    await open('A', 'ComebackMenu.php');
    await picture('list');
    await press('4');
    await ready('pos2.php');
    await shows('Need');
    seen.digit = await right();
    await open('A', 'ComebackMenu.php');
    await press('C', 'L', 'Enter');
    await ready('pos2.php');
    seen.left = await right();
    await open('A', 'ComebackMenu.php');
    await press('Enter');
    await ready('pos2.php');
    await shows('friend');
    seen.entered = await right();
    await open('A5', 'ComebackDay.php');
    await run(`$('#day').val(new Date(Date.now() + 7 * 864e5).toISOString().slice(0, 10));
        $('input[name=words]').val('a haircut'); $('form button').eq(0).click()`);
    await ready('pos2.php');
    await shows('Appointment');
    seen.day = (await right()).replace(/\d{4}-\d\d-\d\d/, 'DATE');
    await enter('TL', '5000CA');
    await pause(1500);
    seen.paid = (await right()).replace(/\d{4}-\d\d-\d\d/, 'DATE');
    console.log(JSON.stringify(seen));
}

main().catch((error) => {
    console.error(String(error));
    process.exitCode = 1;
}).finally(() => {
    browser.on('exit', () => {
        fs.rmSync(profile, {recursive: true, force: true, maxRetries: 20, retryDelay: 100});
        process.exit();
    });
    browser.kill();
});
