// SPDX-License-Identifier: MIT
// search.js TEXT…: what comeback.js makes of texts in TakePOS' search field, as a scanner types them.
'use strict';

let asked = '';
let scanned = null;
global.window = { place: 0 };
global.document = {
    currentScript: { dataset: { token: 't' } },
    addEventListener: (event, listener) => { scanned = listener; },
};
global.$ = () => ({ load: (address) => { asked = address; } });
global.$.param = (parameters) => parameters.code;
require('../../../plugin/hosts/dolibarr/comeback/js/comeback.js');

for (const text of process.argv.slice(2)) {
    asked = '';
    scanned({ target: { id: 'search', value: text } });
    console.log(asked === '' ? 'the till searches' : 'a code');
}
