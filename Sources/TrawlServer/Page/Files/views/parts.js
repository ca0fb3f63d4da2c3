// Small pieces that more than one view is made of.
import { button, h } from '../base/dom.js';
import { announce } from '../base/announce.js';
import { counted, nodeStates, shapes } from '../base/words.js';
import { number } from '../base/format.js';

/** A state as shape and word. */
export const chip = (status, word = status) =>
  h('span', { class: `chip s-${status}` }, h('span', { 'aria-hidden': 'true' }, shapes[status]), ` ${word}`);

/** How nodes stand: a bar of five parts, with the numbers beside it. */
export function countBar(counts) {
  const total = nodeStates.reduce((sum, state) => sum + counts[state], 0);
  const shown = nodeStates.filter(state => counts[state]).reverse();
  const words = nodeStates.filter(state => counts[state]).map(state => `${number(counts[state])} ${counted[state]}`);
  const bar = h('span', { class: 'bar', 'aria-hidden': 'true' }, shown.map(state => {
    const part = h('span', { class: `s-${state}` });
    part.style.flexGrow = counts[state] / total;
    return part;
  }));
  return h('span', { class: 'counts' }, bar, h('span', null, words.join(' · ') || 'no nodes'));
}

/** An error, where it happened. */
export const problem = error => h('p', { class: 'problem', role: 'alert' }, error.message);

/** Asks in place, where the button was, and does it only when that is confirmed; Escape keeps things as they are. */
export function confirming(label, question, yes, no, action, attributes) {
  const place = h('span', { class: 'confirm' });
  const open = button(label, () => {
    const text = question();
    const confirm = button(yes(), async () => {
      confirm.disabled = true;
      try { await action(); } finally { close(); }
    }, { class: 'danger' });
    place.replaceChildren(h('span', { role: 'alert' }, text), ' ', confirm, ' ', button(no, close));
    place.classList.add('asking');
    confirm.focus();
  }, { class: 'danger', ...attributes });
  function close() {
    if (!place.classList.contains('asking')) return;
    const hadFocus = place.contains(document.activeElement) || document.activeElement === document.body;
    place.classList.remove('asking');
    place.replaceChildren(open);
    if (hadFocus) open.focus();
  }
  place.addEventListener('keydown', event => {
    if (event.key === 'Escape') [event.preventDefault(), close()];
  });
  place.append(open);
  place.ask = () => open.isConnected && open.click();
  return place;
}

/** Copies a text; says so. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`, { now: true });
  } catch {
    prompt(`Copy ${what}:`, text);
  }
}

export const copyButton = (label, text, what) => {
  const element = button(label, async () => {
    await copy(text(), what);
    element.textContent = 'copied';
    setTimeout(() => { element.textContent = label; }, 1500);
  }, { class: 'small' });
  return element;
};

/** Tabs, of which the address says which one is open. `tabs`: name → [label, make(panel)]. */
export function tabs(label, all, chosen, onchoose) {
  const names = Object.keys(all);
  const panel = h('div', { role: 'tabpanel', id: 'tab-panel', tabindex: '0' });
  const list = h('div', { role: 'tablist', 'aria-label': label, class: 'tabs' }, names.map(name => h('button', {
    type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'tab-panel', onclick: () => open(name),
  }, all[name][0])));
  function open(name, { quietly = false } = {}) {
    for (const tab of list.children) {
      const isOpen = tab.id === `tab-${name}`;
      tab.setAttribute('aria-selected', isOpen);
      tab.tabIndex = isOpen ? 0 : -1;
    }
    panel.setAttribute('aria-labelledby', `tab-${name}`);
    panel.replaceChildren();
    all[name][1](panel);
    if (!quietly) onchoose(name);
  }
  list.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const place = [...list.children].indexOf(event.target);
    const next = list.children[(place + step + names.length) % names.length];
    next.focus();
    next.click();
  });
  open(names.includes(chosen) ? chosen : names[0], { quietly: true });
  return { list, panel, open };
}

/** Waits until somebody stops typing. */
export function settled(action, ms = 250) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, ms, ...values);
  };
}
