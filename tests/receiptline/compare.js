// SPDX-License-Identifier: MIT
// compare.js DUMP RECEIPTLINE DIFFERENCES RANDOM [NAME FILE]...: lays each document out by DUMP
// (layout_dump) and by the package in the folder RECEIPTLINE, at 32, 42 and 48 columns, and tells
// where they differ. RANDOM documents are made beside the files.
'use strict';

const fs = require('fs');
const { spawnSync } = require('child_process');
const generate = require('./generate.js');
const { referenceRows, svgRows, icuCells, CELL_DOTS, UNDERLINE, INVERT } = require('./reference.js');

const [dump, packageFolder, differencesFile, randomCount, ...named] = process.argv.slice(2);
const receiptline = require(packageFolder);
const WIDTHS = [32, 42, 48];
const SEED = 20260401;

const reasons = new Map(fs.readFileSync(differencesFile, 'utf8').split('\n')
    .filter(line => line && !line.startsWith('#'))
    .map(line => { const [id, ...text] = line.split(': '); return [id, text.join(': ')]; }));

const total = { documents: 0, rows: 0, cells: 0, svgRows: 0, codes: 0, pictures: 0 };
const seen = new Map();
const unexplained = [];

function explain(id, where) {
    if (!reasons.has(id))
        throw new Error(`${differencesFile} does not list "${id}"`);
    if (!seen.has(id))
        seen.set(id, { count: 0, where });
    seen.get(id).count++;
}

// What is not white: a blank only where it is underlined or inverted.
function visible(glyphs) {
    return glyphs.filter(([, c, , flags]) => isVisible(c, flags)).map(g => JSON.stringify(g)).sort();
}

const isBlank = row => row.kind === 'text' && row.glyphs.length === 0;
const printed = row => row.glyphs.map(g => g[1]).join('');

// Our rows without those that we add around a code: white above and below, and its text.
function withoutAdditions(rows, where) {
    const kept = [];
    for (let i = 0; i < rows.length; i++) {
        kept.push(rows[i]);
        if (rows[i].kind !== 'code')
            continue;
        const code = kept.pop();
        const belongs = row => row && row.kind === 'text' && row.number === code.number;
        while (belongs(kept[kept.length - 1]) && isBlank(kept[kept.length - 1])) {
            kept.pop();
            explain('white-around-codes', where);
        }
        kept.push({ ...code, text: '' });
        if (code.hri && code.symbol !== 'qrcode' && belongs(rows[i + 1]))
            kept[kept.length - 1].text = printed(rows[++i]);
        while (code.symbol === 'qrcode' && belongs(rows[i + 1]) && isBlank(rows[i + 1]))
            i++;
    }
    return kept;
}

const aliases = { jan: 'ean', nw7: 'codabar' };
const quietModules = { qrcode: 8, ean: 18, upc: 18 };

function otherSize(ours, theirs) {
    if (ours.symbol === 'qrcode' && ours.dots < theirs.dots && /^[0-9A-Z $%*+./:-]*$/.test(ours.data))
        return 'qr-letters';
    return ours.symbol === 'code128' && ours.dots > theirs.dots && ours.data.includes('16') ? 'code128-dle' : null;
}

function* codeDifferences(ours, theirs) {
    if (theirs.dots === undefined)
        return yield /^upc$/.test(theirs.symbol) && /^(\d{6}|1\d{6,7})$/.test(theirs.data) ?
            'upc-e-systems' : null;
    if (ours.symbol !== (aliases[theirs.symbol] || theirs.symbol) || ours.data !== theirs.data)
        yield null;
    const asked = theirs.module;
    const whole = theirs.dots + (quietModules[ours.symbol] || 20) * asked;
    if (ours.module < asked)
        yield whole > theirs.areaWidth ? 'narrowed' : null;
    else if (ours.dots !== theirs.dots)
        yield otherSize(ours, theirs);
    if (ours.symbol === 'qrcode') {
        if (ours.level !== theirs.level)
            yield null;
    } else {
        const least = Math.min(255, Math.ceil(ours.dots * 15 / 100));
        if (ours.height !== theirs.height)
            yield ours.height === least && least > theirs.height ? 'heightened' : null;
        if (ours.text !== theirs.hri)
            yield ours.symbol === 'codabar' && ours.text === theirs.hri.toUpperCase() ? 'codabar-capitals' : null;
    }
    const place = Math.floor(theirs.areaLeft + (theirs.areaWidth - ours.dots) * theirs.align / 2);
    if (ours.left !== place)
        yield ours.left >= theirs.areaLeft && Math.abs(ours.left - place) <= 11 * ours.module &&
            ours.left + ours.dots <= theirs.areaLeft + theirs.areaWidth ? 'quiet-zone' : null;
}

function* imageDifferences(ours, theirs) {
    const same = ours.left === theirs.left && ours.width === theirs.width && ours.align === theirs.align;
    if (!same || ours.base64 !== theirs.base64)
        yield null;
}

function* textDifferences(ours, theirs) {
    const [a, b] = [visible(ours.glyphs), visible(theirs.glyphs)];
    if (JSON.stringify(a) !== JSON.stringify(b))
        yield a.length === 0 && b.length === 1 && /"[|+]"/.test(b[0]) ? 'empty-box' : null;
}

const differencesOf = { text: textDifferences, code: codeDifferences, image: imageDifferences, cut: function* () {} };

// [reason or null, what was seen], for each difference of two lists of rows.
function* rowDifferences(ours, theirs) {
    if (ours.length !== theirs.length)
        yield [null, `${ours.length} rows; reference: ${theirs.length}`];
    for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
        const told = `row ${i}: ${JSON.stringify(ours[i])}; reference: ${JSON.stringify(theirs[i])}`;
        if (ours[i].kind !== theirs[i].kind)
            yield [null, told];
        else
            for (const reason of differencesOf[ours[i].kind](ours[i], theirs[i]))
                yield [reason, told];
    }
}

const same = (ours, theirs) => [...rowDifferences(ours, theirs)].every(([reason]) => reason !== null);

// What the reference does with a code whose data we refuse: it draws nothing, or another number.
function refusedCode(theirs) {
    const code = theirs.find(row => row.kind === 'code' && row.symbol !== 'qrcode' && (row.dots === undefined ||
        /^(upc|ean|jan)$/.test(row.symbol) && hasWrongCheckDigit(row)));
    return code && (code.dots === undefined ? 'code-not-drawn' : 'check-digit');
}

function hasWrongCheckDigit(row) {
    const { text } = receiptline.barcode.generate({ type: row.symbol, data: row.data, width: 2, height: 72, hri: true });
    return text !== undefined && text.length === row.data.length && text !== row.data;
}

const refusals = [
    [/raw printer bytes/, theirs => theirs.some(row => row.kind === 'command') && 'command'],
    [/neither text nor a \{property\}/, () => 'stray-brace'],
    [/no such property|has no value/, () => 'no-property'],
    [/needs a line of its own/, () => 'property-beside-columns'],
    [/the code is empty/, theirs => theirs.some(row => row.kind === 'code' && row.data === '') && 'code-empty'],
    [/needs \d+ dots, its place has \d+/, theirs => theirs.some(row => row.kind === 'code' &&
        !(row.dots + 22 * row.module <= row.areaWidth)) && 'too-wide'],
    [/"/, refusedCode],
];

function explainRefusal(fault, theirs, where) {
    const [, judge] = refusals.find(([pattern]) => pattern.test(fault));
    const reason = judge(theirs);
    if (reason)
        explain(reason, where);
    else
        unexplained.push(`${where}: refused: ${fault}`);
}

const isUnicode = text => Array.from(text.normalize()).some(c => c >= ' ' && icuCells(c) !== 1);

// A \\x without two digits, close before an escape: what we take of it as nothing is taken away.
function withoutBrokenEscapes(text) {
    const hidden = text.replace(/\\[\\{|}]/g, c => `\x00${c[1].charCodeAt()};`);
    const control = '[\\x01-\\x09\\x0b\\x0c\\x0e-\\x1f\\x7f]';
    const broken = new RegExp(`\\\\x${control}*[^\\\\_"\`^{}|\\r\\n\\x00]?${control}*(?=[\\\\\\x00])`, 'g');
    const apart = new RegExp(`\\\\(?=${control}+[\\\\\\x00])`, 'g');
    return hidden.replace(broken, '').replace(apart, '')
        .replace(/\x00(\d+);/g, (match, code) => '\\' + String.fromCharCode(code));
}

const isVisible = (c, flags) => c !== ' ' || flags & (UNDERLINE | INVERT);

// Of our rows with text, in their order: the middle of each character, as its SVG has them.
function middlesOf(rows) {
    return rows.filter(row => row.kind === 'text')
        .map(row => row.glyphs.filter(([, c, , flags]) => isVisible(c, flags))
            .map(([x, c, cells, flags, w, h]) => [x + cells * CELL_DOTS / 2, c, flags, w, h]))
        .filter(list => list.length > 0);
}

// Its SVG rounds the middles down, in dots of the enlarged character; it draws lines as paths.
function isSameRow(ours, theirs) {
    const isLetter = ([, c]) => !/[-|+]/.test(c);
    const holds = ([x, c, flags, w, h]) => ours.some(g => g[1] === c && g[2] === flags &&
        g[3] === w && g[4] === h && Math.abs(g[0] - x) < Math.max(2, w));
    return theirs.every(holds) && ours.filter(isLetter).length === theirs.filter(isLetter).length;
}

function compareSvg(text, columns, rows, where) {
    const ours = middlesOf(rows);
    const theirs = svgRows(receiptline, text, columns)
        .map(list => list.filter(([, c, flags]) => isVisible(c, flags))).filter(list => list.length > 0);
    let at = 0;
    for (const list of theirs) {
        const found = ours.slice(at).findIndex(row => isSameRow(row, list));
        if (found < 0)
            return unexplained.push(`${where}: no row of ours has what its SVG has: ${JSON.stringify(list)}`);
        at += found + 1;
        total.svgRows++;
    }
}

function compareDocument(name, text, columns, answer) {
    const where = `${name} at ${columns}`;
    total.documents++;
    let theirs = referenceRows(receiptline, text, columns, false);
    if (answer.fault !== undefined)
        return explainRefusal(answer.fault, theirs, where);
    const ours = withoutAdditions(answer.rows, where);
    const parted = text.replace(/\^((?:\\x(?:[01][0-9A-Fa-f]|7[Ff]))+)(?=\^)/g, '^\\!');
    if (parted !== text)
        explain('control-in-size', where);
    const mended = withoutBrokenEscapes(parted);
    if (mended !== parted)
        explain('broken-escape', where);
    if (mended !== text) {
        theirs = referenceRows(receiptline, mended, columns, false);
    }
    if (isUnicode(text)) {
        if (!same(ours, theirs))
            explain('unicode-cells', where);
        theirs = referenceRows(receiptline, mended, columns, true);
    } else {
        compareSvg(mended, columns, ours, where);
    }
    for (const [reason, told] of rowDifferences(ours, theirs)) {
        if (reason === null)
            unexplained.push(`${where}: ${told}\n${text}`);
        else
            explain(reason, where);
    }
    total.rows += ours.length;
    total.cells += ours.filter(row => row.kind === 'text').length * columns;
    total.codes += ours.filter(row => row.kind === 'code').length;
    total.pictures += ours.filter(row => row.kind === 'image').length;
}

// A comparison that finds nothing must be able to find something.
function checkThatItSees(text) {
    const [answer] = layOut([{ text, columns: 32 }]);
    if (same(withoutAdditions(answer.rows, ''), referenceRows(receiptline, text, 33, false)))
        throw new Error('a cell more or less is not seen');
}

function layOut(questions) {
    const input = questions.map(question => JSON.stringify(question)).join('\n') + '\n';
    const ran = spawnSync(dump, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
    if (ran.status !== 0)
        throw new Error(`${dump}: ${ran.stderr || ran.error || ran.signal}`);
    return ran.stdout.trim().split('\n').map(line => JSON.parse(line));
}

function documents() {
    const files = [];
    for (let i = 0; i + 1 < named.length; i += 2)
        files.push([named[i], fs.readFileSync(named[i + 1], 'utf8')]);
    const random = generate(SEED, Number(randomCount)).map((text, i) => [`random ${i}`, text]);
    return files.concat(random);
}

const all = documents().flatMap(([name, text]) => WIDTHS.map(columns => ({ name, text, columns })));
checkThatItSees('{border:line;width:*,10}\n|tea|3.90|\ncentred\n');
const answers = layOut(all.map(({ text, columns }) => ({ text, columns })));
all.forEach(({ name, text, columns }, i) => compareDocument(name, text, columns, answers[i]));

const { version } = require(`${packageFolder}/package.json`);
console.log(`npm receiptline ${version}, at ${WIDTHS.join(', ')} columns: ${total.documents} documents, ` +
    `${total.rows} rows, ${total.cells} cells, ${total.codes} codes, ${total.pictures} pictures; ` +
    `${total.svgRows} rows of its SVG`);
for (const [id, text] of reasons)
    console.log(`${String((seen.get(id) || { count: 0 }).count).padStart(7)}  ${id}: ${text}` +
        (seen.has(id) ? ` (first: ${seen.get(id).where})` : ''));
unexplained.slice(0, 10).forEach(text => console.log(`UNEXPLAINED ${text.slice(0, 2000)}`));
console.log(`unexplained: ${unexplained.length}`);
process.exit(unexplained.length > 0 ? 1 : 0);
