// SPDX-License-Identifier: MIT
/* The code field on TakePOS' screens, and what Comeback says of a basket. */
'use strict';
window.Comeback = (function (labels) {
	// A code in full, as a scanner gives it: none is a barcode, for each begins with G to Z.
	const CODE = /^[GHJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{3}(-?)[0-9A-HJKMNP-TV-Z]{4}\1[0-9A-HJKMNP-TV-Z]{4}$/;

	// GF(32), x^5+x^2+1: the sum of alpha^i * symbol[i], i from 0 at the left, is 0. A product's
	// reference of twelve symbols is its own.
	function checksOut(code) {
		let sum = 0;
		for (const symbol of code.split('').reverse()) {
			sum = (sum << 1) ^ (sum & 16 ? 37 : 0) ^ '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(symbol);
		}
		return sum === 0;
	}

	function ask(parameters, done) {
		const all = Object.assign({action: 'comeback', token: labels.token, place: window.place}, parameters);
		$('#poslines').load('invoice.php?' + $.param(all), done);
	}

	function input(page, label, done) {
		return $('<input type="text" class="comeback-code" autocomplete="off">', page)
			.attr({placeholder: label, maxlength: 28})
			.on('keydown keypress keyup', function (event) {
				event.stopPropagation();
				if (event.type === 'keydown' && event.key === 'Enter' && this.value !== '') {
					ask({code: this.value}, done);
				}
			});
	}

	// Of a paid sale only TakePOS' history shows the button that prints its ticket.
	function key(name, paid) {
		const invoice = {action: paid ? 'history' : 'comeback', invoiceid: window.placeid, placeid: window.placeid};
		return $('<button type="button">').text(labels[name])
			.on('click', () => ask(Object.assign(invoice, {comeback_key: name})));
	}

	// A scan goes to the search field, wherever the cashier is: the search finds nothing, and is ended.
	function scanned(event) {
		const code = event.target.id === 'search' ? event.target.value.trim() : '';
		if (CODE.test(code) && (code.includes('-') || checksOut(code))) {
			ask({code: code}, function () {
				window.clearTimeout(window.search2_timer);
				window.ClearSearch(false);
			});
		}
	}

	document.addEventListener('input', scanned);
	return {
		/* known: said, tag, prompts, codes. */
		show: function (known) {
			const bar = $('<div id="comeback" style="padding: 4px; text-align: left">');
			bar.append(known.tag === '' ? input(document, labels.code) : '');
			bar.append($('<strong style="margin: 0 8px">').text(known.said));
			bar.append($('<span style="white-space: pre-line">').text(known.prompts));
			const paid = known.tag !== '';
			bar.append(known.prompts.includes('[') ? [key('note', paid), key('card', paid)] : '');
			// Its cell is still being put into the page.
			window.setTimeout(() => $('#poslines').find('#comeback').remove().end().prepend(bar), 0);
		},
		/* The payment screen: its total is another when a code brought a discount. */
		field: function (page, label) {
			const line = $('<div class="paymentbordline paymentbordlinereceived center" style="vertical-align: top">', page);
			line.append(input(page, label, () => page.location.reload()));
			$('.paymentbordlinechange', page).after(' ', line);
		}
	};
})(document.currentScript.dataset);
