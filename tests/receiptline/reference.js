// SPDX-License-Identifier: MIT
// What npm receiptline makes of a document: a command object that writes down where it would print
// what, in the shape that layout_dump gives ours.
'use strict';

const readline = require('readline');
const { Writable } = require('stream');

const CELL_DOTS = 12;
const UNDERLINE = 1, EMPHASIS = 2, INVERT = 4;

// Cells of a code point by ICU, through the one place where Node tells them.
const measuring = readline.createInterface({
    input: process.stdin, output: new Writable({ write: (c, e, done) => done() }), prompt: '',
});
measuring.pause();
const known = new Map();
function icuCells(character) {
    if (!known.has(character)) {
        measuring.line = character;
        measuring.cursor = character.length;
        known.set(character, measuring.getCursorPos().cols);
    }
    return known.get(character);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function recorder(receiptline, byUnicode) {
    const rows = [];
    let left, position, glyphs, flags, width, height;
    function end() {
        rows.push({ kind: 'text', glyphs });
        glyphs = [];
        position = 0;
        flags = 0;
        width = height = 1;
    }
    function draw(x, text, tall = 1) {
        for (const c of text) {
            if (c !== ' ')
                glyphs.push([x * CELL_DOTS, c, 1, 0, 1, tall]);
            x++;
        }
    }
    const edge = widths => widths.reduce((line, w) => line + '-'.repeat(w) + '+', '+');
    const strongest = (a, b) => a === '+' || b === '+' ? '+' : a === '-' || b === '-' ? '-' : ' ';
    const command = Object.assign({}, receiptline.commands.text, {
        open() { left = position = flags = 0; width = height = 1; glyphs = []; return ''; },
        close: () => '',
        area(l, w) { left = l; this.areaWidth = w; return ''; },
        align(a) { this.lineAlign = a; return ''; },
        absolute(p) { position = p; return ''; },
        relative(p) { position += p; return ''; },
        normal() { flags = 0; width = height = 1; return ''; },
        ul() { flags |= UNDERLINE; return ''; },
        em() { flags |= EMPHASIS; return ''; },
        iv() { flags |= INVERT; return ''; },
        wh(wh) {
            width = wh < 2 ? wh + 1 : wh - 1;
            height = wh < 2 ? 1 : wh < 3 ? 2 : wh - 1;
            return '';
        },
        hr(w) { draw(left, '-'.repeat(w)); return ''; },
        vr(widths, tall) {
            let x = left;
            draw(x, '|', tall);
            for (const w of widths)
                draw(x += w + 1, '|', tall);
            return '';
        },
        vrstart(widths) { draw(left, edge(widths)); return ''; },
        vrstop(widths) { draw(left, edge(widths)); return ''; },
        vrhr(above, below, dl, dr) {
            const a = ' '.repeat(Math.max(-dl, 0)) + edge(above) + ' '.repeat(Math.max(dr, 0));
            const b = ' '.repeat(Math.max(dl, 0)) + edge(below) + ' '.repeat(Math.max(-dr, 0));
            draw(left, Array.from(a, (c, i) => strongest(c, b[i] || ' ')).join(''));
            return '';
        },
        vrlf() { return this.lf(); },
        lf() { end(); return ''; },
        cut() { rows.push({ kind: 'cut' }); return ''; },
        text(text, encoding) {
            for (const c of this.arrayFrom(text, encoding)) {
                let within = 0;
                for (const codepoint of c) {
                    const cells = this.measureText(codepoint, encoding) * width;
                    glyphs.push([(left + position + within) * CELL_DOTS, codepoint, cells, flags,
                        width, height]);
                    within += cells;
                }
                position += this.measureText(c, encoding) * width;
            }
            return '';
        },
        image(base64) {
            rows.push({ kind: 'image', base64, left: left * CELL_DOTS,
                width: this.areaWidth * CELL_DOTS, align: this.lineAlign });
            return '';
        },
        qrcode(symbol) {
            const matrix = receiptline.qrcode.generate(symbol);
            return this.code(symbol, matrix.length * symbol.cell, symbol.cell, '');
        },
        barcode(symbol) {
            const form = receiptline.barcode.generate(symbol);
            return this.code(symbol, form.length, symbol.width, form.hri ? form.text : '');
        },
        code(symbol, dots, module, hri) {
            const area = this.areaWidth * CELL_DOTS;
            rows.push({ kind: 'code', symbol: symbol.type, data: symbol.data, dots, module, hri,
                height: symbol.height, level: symbol.level, align: this.lineAlign,
                left: Math.floor(left * CELL_DOTS + (area - dots) * this.lineAlign / 2),
                areaLeft: left * CELL_DOTS, areaWidth: area });
            return '';
        },
        command(bytes) { rows.push({ kind: 'command', bytes }); return ''; },
    });
    if (byUnicode) {
        command.measureText = text =>
            Array.from(text).reduce((cells, c) => cells + icuCells(c), 0);
        command.arrayFrom = text => Array.from(segmenter.segment(text), s => s.segment);
    }
    return { rows, command };
}

// The rows of the document; `byUnicode` measures and parts characters as ICU does, else each code
// point is one cell, as the reference has it for Western encodings.
function referenceRows(receiptline, text, columns, byUnicode) {
    const { rows, command } = recorder(receiptline, byUnicode);
    receiptline.transform(text, { cpl: columns, command });
    return rows;
}

const attribute = (attributes, name) => (attributes.match(new RegExp(`${name}="([^"]*)"`)) || [])[1];
const entities = { '&#xa0;': ' ', '&amp;': '&', '&lt;': '<', '&gt;': '>' };

// The printed characters of its SVG, row by row: [x of the middle, character, flags, width, height].
function svgRows(receiptline, text, columns) {
    const svg = receiptline.transform(text, { cpl: columns, command: 'svg' });
    const rows = [];
    const groups = /<g transform="translate\((-?[\d.]+),([\d.]+)\)">((?:<text(?! y)[^>]*>.*?<\/text>)+)<\/g>/gs;
    for (const [, left, , content] of svg.matchAll(groups)) {
        const glyphs = [];
        for (const [, attributes, spans] of content.matchAll(/<text([^>]*)>(.*?)<\/text>/gs)) {
            const [, w, h] = (attribute(attributes, 'transform') || 'scale(1,1)').match(/(\d+),(\d+)/);
            const flags = (attributes.includes('underline') ? UNDERLINE : 0) |
                (attributes.includes('stroke=') ? EMPHASIS : 0) |
                (attributes.includes('filter=') ? INVERT : 0);
            for (const [, x, c] of spans.matchAll(/<tspan x="(-?\d+)">(.*?)<\/tspan>/gs))
                glyphs.push([Number(left) + x * w, entities[c] || c, flags, Number(w), Number(h)]);
        }
        rows.push(glyphs);
    }
    return rows;
}

module.exports = { referenceRows, svgRows, icuCells, CELL_DOTS, UNDERLINE, INVERT };
