// SPDX-License-Identifier: MIT
/*
 * Comeback for Node 16 and later: one file. It loads libcomeback.so by koffi where that is
 * installed (npm install koffi), and else asks `comeback serve` by its socket.
 *
 *     const { Shop } = require('./comeback');
 *     const shop = new Shop({ config: '/var/lib/comeback/comeback.ini' });
 *     const sale = { host: 'mypos', ref: 'T1-000123', total_minor: 4250,
 *                    items: [{ sku: 'T1', name: 'Tea', amount_minor: 4250 }],
 *                    scan: ['HJ4K-7M2P-X9QD'] };
 *     const now = await shop.look(sale);                    // before payment
 *     sale['discount.applied_minor'] = now.discount_minor;  // what you took off
 *     const told = await shop.finish(sale, ['note']);       // after payment
 *     receipt.push(told.slips.note);
 *
 * A sale has the fields of comeback.h by their names, as strings or whole numbers; null and
 * undefined are not told. Money is in minor units (cents), quantities in thousandths. items are
 * objects of sku, name, category, quantity_milli (default 1000) and amount_minor of the whole line;
 * scan the codes shown. Reservations belong to (host, cart): name cart where there is no ref.
 *
 * Every answer has all of NO_ANSWER: what "json" of comeback.h has, status (as there; UNREACHABLE
 * where nobody could be asked), error ('' or the last thing that was refused) and slips (each form
 * asked for; empty where there is none; a string for .text and .html, else a Buffer). A slip that is
 * asked for, but as .text, is the host's to print: `comeback serve` does not. A status of 0 or above:
 * done. A mistyped code or a refused field leaves the sale what it is and is told in error; but
 * where one of ESSENTIAL is refused the sale is not told, for it would be another.
 *
 * Promises are never rejected and the Sync functions, which are the library's alone, throw nothing.
 * The library's calls are synchronous: some milliseconds, at most some 50 where the store is locked.
 */
'use strict';

const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');

const UNREACHABLE = -12;
const SPACE = -4;
const ANSWER_MAX = 32 << 20;
const LISTS = ['host', 'items', 'scan'];
const ESSENTIAL = ['kind', 'ref', 'at', 'currency', 'total_minor', 'original', 'amount_minor'];
const NO_ANSWER = Object.freeze({
    tag: '', why: '', grade: '', visit: null, prompts: '', discount_minor: 0, scan: [],
    display: '', notes: [], cards: [], jobs: [], question: null, steps: [], needs: [], consents: [],
    next: null, gift: null, ask: [], notice: '', status: UNREACHABLE, error: '', slips: {},
});

// As comeback.h declares them; both handles are void *, and texts are bytes with a length.
const PROTOTYPES = [
    'int32_t comeback_open(const char *config_path, _Out_ void **out)',
    'void comeback_close(void *shop)',
    'const char *comeback_error(const void *shop)',
    'int32_t comeback_sale_begin(void *shop, const char *host, const char *ref, _Out_ void **out)',
    'int32_t comeback_sale_set(void *sale, const char *field, const uint8_t *text, size_t length)',
    'int32_t comeback_sale_add_item(void *sale, const char *sku, const char *name,' +
        ' const char *category, int64_t quantity_milli, int64_t amount_minor)',
    'int32_t comeback_sale_item_set(void *sale, const char *field, const uint8_t *text,' +
        ' size_t length)',
    'int32_t comeback_sale_scan(void *sale, const uint8_t *code, size_t length)',
    'int32_t comeback_sale_look(void *sale)',
    'int32_t comeback_sale_finish(void *sale)',
    'int32_t comeback_sale_cancel(void *sale)',
    'int32_t comeback_sale_get(const void *sale, const char *field, _Out_ uint8_t *buffer,' +
        ' size_t capacity, _Out_ size_t *length)',
    'int32_t comeback_sale_slip(void *sale, const char *form, _Out_ void **bytes,' +
        ' _Out_ size_t *length)',
    'void comeback_sale_free(void *sale)',
];

/** libcomeback.so in this process. */
class Library {
    constructor({ config = null, library = Library.find() }) {
        this.koffi = require('koffi');
        this.api = Library.load(this.koffi, library);
        const out = [null];
        if (this.api.comeback_open(config, out) < 0) {
            throw new Error(oneLine(this.api.comeback_error(null)));
        }
        this.shop = out[0];
    }

    // Where it was built by hand the loader may not have been told of it.
    static find() {
        const local = '/usr/local/lib/libcomeback.so.0';
        return fs.existsSync(local) ? local : 'libcomeback.so.0';
    }

    static load(koffi, library) {
        try {
            const object = koffi.load(library);
            return Object.fromEntries(PROTOTYPES.map((text) => {
                const name = /comeback_\w+/.exec(text)[0];
                return [name, object.func(text)];
            }));
        } catch (error) {
            const missing = /function '(\w+)'/.exec(error.message);
            const why = missing === null
                ? error.message
                : `older than comeback.js: it has no ${missing[1]}`;
            throw new Error(`${library}: ${why}`);
        }
    }

    close() {
        this.api.comeback_close(this.shop);
    }

    problem() {
        return '';
    }

    ask(what, told, forms) {
        const out = [null];
        const host = String(told.host || 'node');
        const begun = this.api.comeback_sale_begin(this.shop, host, null, out);
        if (begun < 0) {
            return { status: begun, error: oneLine(this.api.comeback_error(this.shop)) };
        }
        try {
            return this.tell(out[0], what, { takes: taken(forms), ...told }, forms);
        } finally {
            this.api.comeback_sale_free(out[0]);
        }
    }

    tell(sale, what, told, forms) {
        let status = this.fill(sale, told, what === 'cancel' ? [] : told.scan || []);
        if (status === 0) {
            status = this.api[`comeback_sale_${what}`](sale);
        }
        const answer = JSON.parse(this.json(sale));
        return { ...answer, status, slips: this.slips(sale, forms) };
    }

    // Codes come last: what they are worth depends on the basket.
    fill(sale, told, codes) {
        let status = this.set(this.api.comeback_sale_set, sale, told);
        for (const item of told.items || []) {
            status = status || this.api.comeback_sale_add_item(sale, null, null, null, 1000, 0);
            status = status || this.set(this.api.comeback_sale_item_set, sale, item);
        }
        for (const code of status === 0 ? codes : []) {
            const bytes = Buffer.from(code);
            this.api.comeback_sale_scan(sale, bytes, bytes.length);
        }
        return status;
    }

    set(call, sale, fields) {
        for (const [name, text] of Object.entries(fields)) {
            const bytes = LISTS.includes(name) ? null : Buffer.from(text);
            const status = bytes === null ? 0 : call(sale, name, bytes, bytes.length);
            if (status < 0 && ESSENTIAL.includes(name)) {
                return status;
            }
        }
        return 0;
    }

    json(sale) {
        const length = [0];
        for (let room = 4096; ; room = Number(length[0]) + 1) {
            const buffer = Buffer.alloc(room);
            const status = this.api.comeback_sale_get(sale, 'json', buffer, room, length);
            if (status !== SPACE) {
                return buffer.toString('utf8', 0, Number(length[0]));
            }
        }
    }

    slips(sale, forms) {
        const made = {};
        for (const form of forms) {
            const [start, length] = [[null], [0]];
            if (this.api.comeback_sale_slip(sale, form, start, length) >= 0) {
                // Copied: the bytes live as long as the sale.
                const view = this.koffi.view(start[0], Number(length[0]));
                made[form] = slipOf(form, Buffer.from(Buffer.from(view)));
            }
        }
        return made;
    }
}

/** `comeback serve` by its socket: a line of JSON each way, and a connection for it. */
class Socket {
    constructor({ config, socket, timeoutMs = 50 }, unloaded) {
        const named = config || process.env.COMEBACK_CONFIG || '/var/lib/comeback/comeback.ini';
        const folder = path.dirname(named);
        this.path = socket || path.join(folder, 'store', 'till.sock');
        this.timeoutMs = timeoutMs;
        this.also = unloaded === '' ? '' : `, and the library is not loaded (${unloaded})`;
    }

    close() {}

    async problem() {
        return (await this.send({ do: 'version' })).error;
    }

    async ask(what, told, forms) {
        const sale = { host: 'node', ...told };
        const { id, ...answer } = await this.send({ do: what, sale, forms });
        for (const [form, slip] of Object.entries(answer.slips)) {
            answer.slips[form] = isText(form) ? slip : Buffer.from(slip, 'base64');
        }
        return answer;
    }

    async send(question) {
        try {
            return JSON.parse(await this.exchange(`${JSON.stringify(question)}\n`));
        } catch (error) {
            const why = os.constants.errno[error.code] ? error.code : error.message;
            throw new Error(`comeback serve does not answer at ${this.path} (${why})${this.also}`);
        }
    }

    exchange(line) {
        return new Promise((resolve, reject) => {
            const pieces = [];
            let length = 0;
            const stream = net.connect(this.path, () => stream.write(line));
            const end = (settle, value) => {
                clearTimeout(timer);
                stream.destroy();
                settle(value);
            };
            const timer = setTimeout(
                () => end(reject, new Error(`no answer in ${this.timeoutMs} ms`)), this.timeoutMs);
            stream.on('error', (error) => end(reject, error));
            stream.on('end', () => end(reject, new Error('broke off')));
            stream.on('data', (piece) => {
                pieces.push(piece);
                length += piece.length;
                if (piece[piece.length - 1] === 10) {
                    end(resolve, Buffer.concat(pieces).toString());
                } else if (length > ANSWER_MAX) {
                    end(reject, new Error('more than 32 MiB'));
                }
            });
        });
    }
}

/** A shop that sales are told to. */
class Shop {
    /**
     * All optional: config (path of comeback.ini), library (of libcomeback.so.0), socket (of
     * till.sock), via ('auto', 'library', 'socket'), timeoutMs (50; of the socket).
     */
    constructor(options = {}) {
        this.options = options;
        this.way = null;
    }

    /** Before payment, as often as wished: who this is, the discount; reserves what is scanned. */
    look(sale) {
        return this.answer('look', sale, []);
    }

    /** After payment. Forms: note, card, with .text .html .png; see comeback.h. */
    finish(sale, forms = []) {
        return this.answer('finish', sale, forms);
    }

    /** The basket was abandoned: gives back what was reserved for (host, cart). */
    cancel(sale) {
        return this.answer('cancel', sale, []);
    }

    lookSync(sale) {
        return this.answerSync('look', sale, []);
    }

    finishSync(sale, forms = []) {
        return this.answerSync('finish', sale, forms);
    }

    cancelSync(sale) {
        return this.answerSync('cancel', sale, []);
    }

    /** '' or one sentence for the owner: why nothing works now. */
    async problem() {
        try {
            return await this.open().problem();
        } catch (error) {
            return oneLine(error.message);
        }
    }

    close() {
        if (this.way !== null) {
            this.way.close();
        }
        this.way = null;
    }

    async answer(what, sale, asked) {
        const forms = names(asked);
        try {
            return whole(await this.open().ask(what, texts(sale), forms), forms);
        } catch (error) {
            return whole(failure(error), forms);
        }
    }

    answerSync(what, sale, asked) {
        const forms = names(asked);
        try {
            const way = this.open();
            if (!(way instanceof Library)) {
                throw new Error(`${what}Sync needs the library: npm install koffi`);
            }
            return whole(way.ask(what, texts(sale), forms), forms);
        } catch (error) {
            return whole(failure(error), forms);
        }
    }

    open() {
        if (this.way === null) {
            this.way = this.openOne(this.options.via || 'auto');
        }
        return this.way;
    }

    openOne(via) {
        let unloaded = '';
        if (via !== 'socket') {
            try {
                return new Library(this.options);
            } catch (error) {
                if (via === 'library') {
                    throw error;
                }
                unloaded = oneLine(error.message.split('\nRequire stack')[0]);
            }
        }
        return new Socket(this.options, unloaded);
    }
}

function names(forms) {
    return Array.isArray(forms) ? forms.filter((form) => typeof form === 'string') : [];
}

function isText(form) {
    return /\.(text|html)$/.test(form);
}

// What is taken here is not printed by `comeback serve`.
function taken(forms) {
    const slips = forms.filter((form) => !/\.text$/.test(form)).map((form) => form.split('.')[0]);
    return ['note', 'card'].filter((slip) => slips.includes(slip)).join(' ');
}

function slipOf(form, bytes) {
    return isText(form) ? bytes.toString() : bytes;
}

function oneLine(text) {
    return text.trim().replace(/\n/g, '; ');
}

function failure(error) {
    const status = error instanceof TypeError ? -1 : UNREACHABLE;
    return { status, error: oneLine(error.message) };
}

function whole(answer, forms) {
    const slips = {};
    for (const form of forms) {
        slips[form] = (answer.slips && answer.slips[form]) || slipOf(form, Buffer.alloc(0));
    }
    return { ...NO_ANSWER, ...answer, slips };
}

function textOf(name, value) {
    if (typeof value === 'boolean') {
        return value ? '1' : '0';
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') {
        throw new TypeError(`${name}: found ${typeof value}, expected a string or a number`);
    }
    return String(value);
}

function texts(told) {
    const made = {};
    for (const [name, value] of Object.entries(told)) {
        if (value === null || value === undefined) {
            continue;
        }
        if (name === 'items') {
            made.items = value.map(texts);
        } else if (name === 'scan') {
            made.scan = value.map((code) => textOf(name, code));
        } else {
            made[name] = textOf(name, value);
        }
    }
    return made;
}

module.exports = { Shop, UNREACHABLE, NO_ANSWER, ESSENTIAL, PROTOTYPES };
