// SPDX-License-Identifier: MIT
// Documents by chance, the same from the same seed: everything that ReceiptLine has, and some that
// it has not.
'use strict';

// mulberry32
function dice(seed) {
    const next = () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    const below = n => Math.floor(next() * n);
    const one = list => list[below(list.length)];
    return { below, one, chance: percent => below(100) < percent };
}

const words = ['a', 'tea', 'BEER', 'Hamburger', 'w/ tomato', '12.50', '-3.00', 'x', 'Caf\u00e9', '#1',
    'unbreakableunbreakableunbreakable', '\u20ac', 'na\u00efve', '=', '--', 'two  blanks'];
const wide = ['\u65e5\u672c', '\u6771\u4eac\u90fd', '\ud55c\uae00', '\uff21\uff22', '\u30ab\u30bf',
    'q\u0303', 'x\u0332y', '\u0e01\u0e49'];
const marks = ['_', '"', '`', '^', '^^', '^^^', '^^^^^', '^^^^^^^^', '~', '\\n', '\\\\', '\\|', '\\{',
    '\\}', '\\-', '\\=', '\\_', '\\"', '\\`', '\\^', '\\~', '\\x41', '\\xe9', '\\x0a', '\\x5c', '\\xg1',
    '\\x4', '\\q', '\\', '\t', ';', ':', '\\;', '\\x7c', '\\x'];
const blanks = ['', '', ' ', '  ', '\t'];
const pictures = ['iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
    'AAAA', 'QUJDRA=='];
const codes = {
    upc: ['01234567890', '012345678905', '01234565', '0123456', '123456', '12345670'],
    ean: ['400638133393', '4006381333931', '9638507', '96385074', '4006381333932', '12345'],
    jan: ['4901234567894', '49012347'],
    code39: ['CODE39', '*A-1*', 'A B', 'abc'],
    itf: ['12', '1234567890', '123'],
    codabar: ['A123B', 'a12$34d', '12'],
    nw7: ['C1/2:3D'],
    code93: ['Code 93', 'ABC-123', 'x\\x0ay'],
    code128: ['HJ4K7M2PX9QD', '12345678', 'abc', 'A1B22C333', '\\x7b1', 'x'],
    qrcode: ['HJ4K-7M2P', 'https://r.example.org/c/AB12', 'caf\u00e9', '12345', 'a\\nb'],
};
const widths = ['*', '*', 'auto', '0', '1', '2', '5', '8', '10', '20', '60', 'x', ''];

function text({ below, one, chance }, parts) {
    let s = '';
    for (let i = below(parts) + 1; i > 0; i--)
        s += chance(55) ? one(words) : chance(12) ? one(wide) : one(marks);
    return s;
}

function columns(dice) {
    const count = dice.chance(50) ? 1 : dice.below(5) + 1;
    const column = () => dice.one(blanks) + text(dice, 6) + dice.one(blanks);
    const line = Array.from({ length: count }, column).join('|');
    return (dice.chance(20) ? '|' : '') + line + (dice.chance(20) ? '|' : '');
}

function member({ below, one, chance }) {
    const list = () => Array.from({ length: below(5) + 1 }, () => one(widths)).join(one([',', ' ', ', ']));
    const members = [
        () => one(['border', 'b']) + ':' + one(['line', 'space', 'none', '0', '1', '2', '3', 'LINE', 'x']),
        () => one(['width', 'w']) + ': ' + list(),
        () => one(['align', 'a']) + ' :' + one(['left', 'center', 'right', 'Right', 'x']),
        () => one(['text', 't']) + ':' + one(['wrap', 'nowrap', 'x']),
        () => one(['comment', '_']) + ':' + one(['note', '\\;\\x7c', 'a:b']),
        () => one(['image', 'i']) + ':' + one(pictures),
        () => {
            const kind = one(Object.keys(codes));
            const data = chance(95) ? one(codes[kind]) : 'caf\u00e9';
            const sizes = one(['', ',3', ' 4', ',2,100', ',8', ',24 3', ',7,hri', ',hri,4,q', ',h']);
            return one(['code', 'c']) + ':' + data + ';' + one(['option', 'o']) + ':' + kind + sizes;
        },
        () => one(['command:\\x1b', 'x:a', 'feed:3', 'width', 'image:']),
    ];
    return members[below(20) === 0 ? 7 : below(7)]();
}

function property(dice) {
    const count = dice.below(3) + 1;
    const members = Array.from({ length: count }, () => member(dice));
    return dice.one(['', '|']) + '{' + members.join(dice.one([';', '; '])) + '}' + dice.one(['', '|']);
}

function line(dice) {
    const form = dice.below(100);
    if (form < 62)
        return columns(dice);
    if (form < 88)
        return property(dice);
    if (form < 94)
        return dice.one(['-', '---', '|-|', ' --']);
    if (form < 97)
        return dice.one(['=', '====']);
    return dice.one(['', '', '', 'a {b', '{width:*} | x', '}']);
}

module.exports = function generate(seed, count) {
    const chances = dice(seed);
    return Array.from({ length: count }, () =>
        Array.from({ length: chances.below(8) + 1 }, () => line(chances)).join(chances.one(['\n', '\n', '\r\n'])));
};
