// Looks for a text in the whole transcript, which the server has and the page has not.
import { button, fill, h, setText } from '../base/dom.js';
import { noteQuery, query } from '../base/address.js';
import { number } from '../base/format.js';
import { lines, nodePath } from '../net/api.js';
import { problem } from '../views/parts.js';

const limit = 1000;

export function findBar(job, node, show) {
  const field = h('input', { type: 'search', placeholder: 'find in the transcript', 'aria-label': 'Find in the transcript',
    maxlength: '256' });
  const state = h('span', { role: 'status' });
  const list = h('ol', { class: 'hits', hidden: true });
  let hits = [];
  let place = -1;
  let abort = null;
  const back = button('↑', () => step(-1), { class: 'small', 'aria-label': 'Match before' });
  const on = button('↓', () => step(1), { class: 'small', 'aria-label': 'Next match' });
  const bar = h('form', { class: 'find', role: 'search', onsubmit: event => {
    event.preventDefault();
    if (field.value === field.asked && hits.length) step(1);
    else find();
  } }, field, h('button', { type: 'submit', class: 'small' }, 'Find'), back, on, state);
  field.addEventListener('input', () => { if (!field.value) find(); });
  field.value = query().get('find') ?? '';
  [back.hidden, on.hidden] = [true, true];

  async function find() {
    abort?.abort();
    const own = abort = new AbortController();
    const wanted = field.asked = field.value;
    noteQuery({ find: wanted });
    [hits, place] = [[], -1];
    list.replaceChildren();
    list.hidden = back.hidden = on.hidden = !wanted;
    if (!wanted) return setText(state, '');
    setText(state, 'searching…');
    try {
      const path = `${nodePath(job, node)}/transcript?${new URLSearchParams({ grep: wanted, limit, ignore_case: 1 })}`;
      for await (const line of lines(path, { signal: own.signal })) {
        if (line.end) {
          field.found = line.capped ? `the first ${number(line.matches)} matches` : `${number(line.matches)} ${line.matches === 1 ? 'match' : 'matches'}`;
          setText(state, line.matches ? field.found : 'no match');
          continue;
        }
        const number_ = hits.push(line.offset) - 1;
        list.append(h('li', null, button(line.text.slice(0, 300).replace(/\x1b\[[0-9;]*m/g, '') || ' ', () => pick(number_), { class: 'hit' })));
      }
      if (hits.length) step(1);
    } catch (error) {
      if (error.name !== 'AbortError') fill(state, problem(error));
    }
  }

  function pick(to) {
    list.children[place]?.firstChild.removeAttribute('aria-current');
    place = to;
    const hit = list.children[place].firstChild;
    hit.setAttribute('aria-current', 'true');
    hit.scrollIntoView({ block: 'nearest' });
    setText(state, `${number(place + 1)} of ${field.found ?? number(hits.length)}`);
    show(hits[place]);
  }

  const step = by => hits.length && pick((place + by + hits.length) % hits.length);

  return { bar, list, focus: () => [field.focus(), field.select()], start: () => field.value && find(), close: () => abort?.abort() };
}
