// What stands around every view: where one can go, whether what is shown is true, and who is signed in.
import { button, fill, h, setText } from '../base/dom.js';
import { localClock } from '../base/format.js';
import { choose, prefs } from '../base/prefs.js';
import { line } from '../base/announce.js';
import { showHelp } from '../base/keys.js';

const pill = h('span', { class: 'pill' });
const who = h('span', { class: 'who' });
const themes = { auto: 'light dark', light: 'light', dark: 'dark' };
const icon = document.querySelector('link[rel=icon]');
let tick = 0;

export const main = h('main', { id: 'main', tabindex: '-1' });

function theme(name) {
  document.documentElement.dataset.theme = name;
  document.documentElement.style.colorScheme = themes[name];
  choose('theme', name);
}

const picker = h('select', { 'aria-label': 'Colours', onchange: () => theme(picker.value) },
  Object.keys(themes).map(name => h('option', { value: name }, name)));

export function raise() {
  picker.value = prefs.theme;
  theme(prefs.theme);
  document.body.replaceChildren(
    h('a', { class: 'skip', href: '#main', onclick: event => [event.preventDefault(), main.focus()] }, 'Skip to content'),
    h('header', { class: 'top' },
      h('a', { href: '/', class: 'brand' }, 'trawl'),
      h('nav', { 'aria-label': 'Pages' }, h('a', { href: '/' }, 'Jobs'), h('a', { href: '/new' }, 'New job')),
      pill, picker, button('?', showHelp, { 'aria-label': 'Keys and help', class: 'small' }), who),
    main, line);
}

/** Shows who is signed in, and lets them leave. */
export function setWho(session, leave) {
  if (session) fill(who, `${session.name} (${session.role}) `, button('Sign out', leave, { class: 'small' }));
  else who.replaceChildren();
}

/**
 * Whether what is shown is true: `live`, `polling`, `waiting` until a moment, `done` (it will not change any more), `out`,
 * or nothing.
 */
export function setConnection(name, { until, asOf, retry } = {}) {
  clearInterval(tick);
  document.body.classList.toggle('stale', name === 'waiting');
  pill.className = `pill p-${name || 'none'}`;
  if (name !== 'waiting') {
    return fill(pill, { live: '● live', polling: '● live', done: '■ final', out: '○ signed out',
      connecting: '○ connecting' }[name] ?? '');
  }
  const text = h('span');
  const show = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    const state = navigator.onLine ? '' : 'offline, ';
    setText(text, `○ ${state}data as of ${localClock(asOf)}, retry in ${left} s `);
  };
  show();
  tick = setInterval(show, 1000);
  fill(pill, text, button('Retry', retry, { class: 'small' }));
}

/** The window's title, and the sign that a tab in the background is known by. */
export function setTitle(text, sign = 'idle') {
  if (document.title !== text) document.title = text;
  const address = icon.href.replace(/icon-\w+\.svg/, `icon-${sign}.svg`);
  if (icon.href !== address) icon.href = address;
}
