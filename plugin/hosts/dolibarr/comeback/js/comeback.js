// SPDX-License-Identifier: MIT
/* The code field on TakePOS' screens, and what Comeback says of a basket. */
'use strict';
window.Comeback = (function (labels) {
	// A code in full, as a scanner gives it: none is a barcode, for each begins with G to Z.
	const CODE = /^[GHJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{3}(-?)[0-9A-HJKMNP-TV-Z]{4}\1[0-9A-HJKMNP-TV-Z]{4}$/;

	// What was shown last; the payment screen shows its keys, too.
	let latest = null;

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

	// The cashier's keys. The first nine have their digit as access key, for what is typed without it
	// goes into the search field.
	function keys(page, known, done) {
		const box = $('<div class="comeback-keys" style="text-align: left; font-size: 85%">', page);
		const rows = known.keys.rows.concat(known.empty ? [{field: 'advice', text: labels.no_sale, words: {advice: ''}}] : []);
		let number = 0;
		for (const row of rows) {
			const line = $('<div style="display: inline-block; padding: 2px 12px 2px 0">', page).text((row.text || labels['of_' + row.field]) + ' ').appendTo(box);
			for (const [word, label] of Object.entries(row.words)) {
				line.append(button(page, known, row.field, word, label || labels[word], ++number, done), ' ');
			}
		}
		return box.append(appointment(page, known, done));
	}

	function button(page, known, field, word, label, number, done) {
		const down = (known.keys.pressed[field] || []).includes(word);
		const over = known.tag !== '' && (down || known.keys.over.includes(field));
		const made = $('<button type="button" class="comeback-key">', page)
			.attr({'aria-pressed': down, value: word, disabled: over})
			.css(down ? {fontWeight: 'bold', background: '#282', color: '#fff'} : {})
			.text((number <= 9 ? number + ' ' : '') + label)
			.on('click', () => press(known, {comeback_key: field, comeback_word: word}, done));
		return number <= 9 ? made.attr('accesskey', number) : made;
	}

	function appointment(page, known, done) {
		const last = (name) => (known.keys.pressed[name] || ['']).slice(-1)[0];
		const [day, time] = last('next.at').split('T');
		const made = day === '' ? {} : {open: true};
		const field = (type, name, value) => $('<input class="comeback-entry">', page)
			.attr({type: type, name: name, placeholder: labels[name], title: labels[name], maxlength: 64})
			.val(value).on('keydown keypress keyup', (event) => event.stopPropagation());
		const fields = [field('date', 'day', day), field('time', 'time', (time || '').slice(0, 5)), field('text', 'text', last('next.text'))];
		const enter = $('<button type="button" class="comeback-key">', page).text(labels.enter).on('click', function () {
			const key = {comeback_key: 'next.at'};
			fields.forEach((input) => { key['comeback_' + input.attr('name')] = input.val(); });
			press(known, key, done);
		});
		return $('<details style="display: inline-block">', page).attr(made).append($('<summary>', page).text(labels.appointment), fields, enter);
	}

	// Of a paid sale only TakePOS' history shows the button that prints its ticket. The host refuses a
	// form that has not its token.
	function press(known, key, done) {
		const paid = known.tag !== '';
		const page = {action: paid ? 'history' : 'comeback', token: known.token, place: window.place};
		const sale = paid ? {invoiceid: window.placeid, placeid: window.placeid} : {};
		$('#poslines').load('invoice.php?' + $.param(Object.assign(page, sale)), key, done);
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
		/* known: said, tag, prompts, codes; empty; keys: rows, pressed, over, or null; token. */
		show: function (known) {
			const bar = $('<div id="comeback" style="padding: 4px; text-align: left">');
			bar.append(known.tag === '' ? input(document, labels.code) : '');
			bar.append($('<strong style="margin: 0 8px">').text(known.said));
			bar.append($('<span style="white-space: pre-line">').text(known.prompts));
			bar.append(known.keys === null ? '' : keys(document, known));
			latest = known;
			// Its cell is still being put into the page.
			window.setTimeout(() => $('#poslines').find('#comeback').remove().end().prepend(bar), 0);
		},
		/* The payment screen: its total is another when a code brought a discount. The same keys, too. */
		field: function (page, label) {
			const line = $('<div class="paymentbordline paymentbordlinereceived center" style="vertical-align: top">', page);
			line.append(input(page, label, () => page.location.reload()));
			$('.paymentbordlinechange', page).after(' ', line);
			const box = $('<div style="position: fixed; bottom: 8px; left: 5%; width: 90%">', page).appendTo(page.body);
			// What was typed of the payment stays.
			const show = () => box.html(latest === null || latest.keys === null ? '' : keys(page, latest, show));
			show();
		}
	};
})(document.currentScript.dataset);
