// SPDX-License-Identifier: MIT
// A host in Node that tells what it is asked to, a line of JSON each way; $TILL_OPTIONS are the
// options of Shop, $TILL_SYNC says that the functions without promises are to be used.
'use strict';

const path = require('path');
const readline = require('readline');
const { Shop } = require(path.join(__dirname, '../../../plugin/hosts/node/comeback.js'));

const suffix = process.env.TILL_SYNC ? 'Sync' : '';

async function told(shop, { do: what, sale, forms = [] }) {
    if (what === 'problem') {
        return { error: await shop.problem() };
    }
    return shop[what + suffix](sale, ...(what === 'finish' ? [forms] : []));
}

async function answer(shop, question) {
    const began = process.hrtime.bigint();
    const found = await told(shop, question);
    found.ms = Number(process.hrtime.bigint() - began) / 1e6;
    for (const [form, slip] of Object.entries(found.slips || {})) {
        found.slips[form] = Buffer.isBuffer(slip) ? slip.toString('base64') : slip;
    }
    return found;
}

async function main() {
    const shop = new Shop(JSON.parse(process.env.TILL_OPTIONS));
    for await (const line of readline.createInterface({ input: process.stdin })) {
        process.stdout.write(`${JSON.stringify(await answer(shop, JSON.parse(line)))}\n`);
    }
    shop.close();
}

main();
