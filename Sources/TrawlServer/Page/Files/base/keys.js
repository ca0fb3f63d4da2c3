// Single keys for whoever keeps their hands on the keyboard; they can be switched off (WCAG 2.1.4).
import { button, fill, h } from './dom.js';
import { choose, prefs } from './prefs.js';

let bindings = {};

const everywhere = { '?': ['this help', () => showHelp()] };

/** The keys of the view that is shown: for each, what it is for and what it does. */
export function setKeys(keys) {
  bindings = keys;
}

addEventListener('keydown', event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (event.key === 'Escape' && isTyping) return event.target.blur();
  if (isTyping || document.querySelector('dialog[open]')) return;
  if (!prefs.keys && event.key !== 'Escape') return;
  const binding = bindings[event.key] ?? everywhere[event.key];
  if (!binding) return;
  event.preventDefault();
  binding[1]();
});

const dialog = h('dialog', { 'aria-labelledby': 'help-title' });

export function showHelp() {
  if (!dialog.isConnected) document.body.append(dialog);
  const row = ([key, [what]]) => [h('dt', null, h('kbd', null, key)), h('dd', null, what)];
  const box = h('input', { type: 'checkbox', onchange: () => choose('keys', box.checked) });
  box.checked = prefs.keys;
  fill(dialog,
    h('h2', { id: 'help-title' }, 'Keys'),
    h('dl', { class: 'keys' }, Object.entries({ ...bindings, ...everywhere }).map(row)),
    h('p', null, h('label', null, box, ' Single keys do something')),
    h('p', { class: 'dim' }, 'In the grid of nodes: arrow keys, Home and End, Enter opens.'),
    button('Close', () => dialog.close(), { autofocus: true }));
  dialog.showModal();
}
