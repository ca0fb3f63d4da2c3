// Lines with a text in them, over all of a job's transcripts, as the server finds them.
import { button, fill, h, setText } from '../base/dom.js';
import { nodeAddress, noteQuery, query } from '../base/address.js';
import { count, number } from '../base/format.js';
import { jobPath, lines } from '../net/api.js';
import { problem } from '../views/parts.js';

const limit = 1000;

export function searchTab(panel, job) {
  let abort = null;
  const field = h('input', { type: 'search', 'aria-label': 'Text to look for in all transcripts', maxlength: '256' });
  const caseless = h('input', { type: 'checkbox' });
  caseless.checked = true;
  field.value = query().get('find') ?? '';
  const state = h('p', { role: 'status' });
  const results = h('ol', { class: 'hits' });
  const stop = button('Stop', () => abort?.abort());
  const form = h('form', { class: 'filters', onsubmit: event => [event.preventDefault(), search()] }, field,
    h('label', null, caseless, ' any case'), h('button', { type: 'submit', class: 'primary' }, 'Search'), stop);
  stop.hidden = true;
  fill(panel, form, state, results);

  async function search() {
    const wanted = field.value;
    abort?.abort();
    results.replaceChildren();
    noteQuery({ find: wanted });
    if (!wanted) return setText(state, '');
    const own = abort = new AbortController();
    stop.hidden = false;
    setText(state, 'Searching…');
    let found = 0;
    try {
      const path = `${jobPath(job)}/search?${new URLSearchParams({ q: wanted, limit, ignore_case: Number(caseless.checked) })}`;
      for await (const line of lines(path, { signal: own.signal })) {
        if (line.end) {
          setText(state, line.matches ? `${line.capped ? `The first ${number(line.matches)} lines` : count(line.matches, 'line')}${
            line.nodes ? `, ${count(line.nodes, 'transcript')} searched` : ''}${
            line.unreadable ? `; could not read: ${line.unreadable.join(', ')}` : ''}` : 'Nothing has this text in it.');
          continue;
        }
        found += 1;
        results.append(h('li', null,
          h('a', { href: `${nodeAddress(job, line.node)}#text=${line.offset}`, title: 'View it in its context' },
            line.node), ' ', h('code', null, line.text.slice(0, 500))));
      }
    } catch (error) {
      if (error.name === 'AbortError') setText(state, `Stopped after ${count(found, 'line')}.`);
      else fill(state, problem(error));
    }
    if (own === abort) stop.hidden = true;
  }

  if (field.value) search();
  field.focus();
  return { close: () => abort?.abort() };
}
