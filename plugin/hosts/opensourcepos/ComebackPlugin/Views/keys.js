// SPDX-License-Identifier: MIT
/*
 * The cashier's keys in our box: a click, or its digit where nothing is being typed. The answer to a
 * key is the box anew, and a note where one was asked for; the page stays.
 */
'use strict';
(function () {
	// A scanner types its digits closer together than that.
	const ALONE_MS = 200;
	let typed = -ALONE_MS;
	let waiting = 0;

	function show(box, html) {
		const answer = new DOMParser().parseFromString(html, 'text/html');
		const note = answer.getElementById('comeback_note');
		const end = document.getElementById('barcode');
		if (note && end && !document.getElementById('comeback_note')) {
			end.before(note);
		}
		const fresh = answer.querySelector('[id=comeback_panel], [id=comeback_answer]');
		if (fresh) {
			box.replaceWith(fresh);
		}
	}

	async function press(button) {
		const key = new FormData(button.form);
		key.set('comeback_key', button.name);
		key.set('comeback_word', button.value);
		button.disabled = true;
		try {
			const answer = await fetch(button.form.action, {method: 'POST', body: key});
			if (answer.ok && !answer.redirected) {
				show(button.closest('.alert'), await answer.text());
			}
		} finally {
			button.disabled = false;
		}
	}

	document.addEventListener('click', (event) => {
		const button = event.target.closest('.comeback_key');
		if (button && !button.disabled) {
			press(button);
		}
	});

	document.addEventListener('keydown', (event) => {
		const alone = event.timeStamp - typed > ALONE_MS;
		typed = event.timeStamp;
		clearTimeout(waiting);
		const taken = event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.target.closest('input, textarea, select, .modal');
		const button = alone && !taken && /^[1-9]$/.test(event.key) && document.querySelector(`.comeback_key[data-digit="${event.key}"]`);
		if (button && !document.querySelector('.modal.in')) {
			waiting = setTimeout(() => button.click(), ALONE_MS);
		}
	});
})();
