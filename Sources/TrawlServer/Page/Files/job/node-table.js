// A job's nodes as rows: filtered and sorted here, over all of them, with the filters in the address.
import { fill, h, setText } from '../base/dom.js';
import { nodeAddress, noteQuery, query } from '../base/address.js';
import { bytes, count, duration } from '../base/format.js';
import { isFinal, nodeStates, outcomes, shapeOf } from '../base/words.js';
import { settled } from '../views/parts.js';
import { cancelNode } from './cancel.js';

/** So many rows are laid out together, or not at all while they are out of sight. */
const chunk = 50;
/** So many chunks are made before the browser gets its turn. */
const slice = 3;

const trouble = { FAILED: 0, RUNNING: 1, CANCELLED: 2, PENDING: 3, SUCCEEDED: 4 };
const silence = row => row.status === 'RUNNING' ? Date.now() - (row.live?.heardAt ?? row.startedAt ?? Date.now()) : -1;
const spent = row => row.startedAt ? (row.finishedAt ?? Date.now()) - row.startedAt : -1;
const orders = {
  '': ['job order', null],
  trouble: ['trouble first', (a, b) => trouble[a.status] - trouble[b.status] || silence(b) - silence(a)],
  silent: ['silent longest', (a, b) => silence(b) - silence(a)],
  time: ['longest', (a, b) => spent(b) - spent(a)],
  bytes: ['most bytes', (a, b) => b.bytes - a.bytes],
  name: ['name', (a, b) => a.node.localeCompare(b.node, 'en', { numeric: true })],
};
const heads = ['node', 'status', 'stage', 'step', 'bytes', 'last byte', 'took', 'try', 'note', ''];

export function nodeTable(store, session, tell) {
  const body = h('div', { role: 'rowgroup', class: 'body' });
  const table = h('div', { role: 'table', 'aria-label': 'Nodes', class: 'table' },
    h('div', { role: 'rowgroup' }, h('div', { role: 'row', class: 'row head' },
      heads.map(name => h('span', { role: 'columnheader' }, name || h('span', { class: 'unseen' }, 'actions'))))),
    body);
  const summary = h('p', { class: 'dim', role: 'note' });
  let rows = new Map();
  let shown = [];
  let building = 0;
  let selected = -1;

  const choice = (name, label, values) => {
    const field = h('select', { 'aria-label': label, onchange: () => [noteQuery({ [name]: field.value }), build()] },
      values.map(([value, text]) => h('option', { value }, text)));
    field.value = query().get(name) ?? '';
    return field;
  };
  const text = h('input', { type: 'search', placeholder: 'node or text', 'aria-label': 'Only nodes with this text',
    oninput: settled(() => [noteQuery({ q: text.value.trim() }), build()]) });
  text.value = query().get('q') ?? '';
  const status = choice('status', 'Status', [['', 'any status'], ...nodeStates.map(state => [state, state])]);
  const stage = choice('stage', 'Stage', ['', 'queued', 'connecting', 'authenticating', 'login', 'collecting', 'sealing',
    'done'].map(name => [name, name || 'any stage']));
  const code = choice('code', 'Cause', [['', 'any cause']]);
  const sort = choice('sort', 'Sorted by', Object.entries(orders).map(([name, [label]]) => [name, `by ${label}`]));

  function causes() {
    const known = new Set([...code.options].map(option => option.value));
    for (const row of store.nodes.values()) {
      if (row.code && !known.has(row.code)) {
        known.add(row.code);
        code.append(h('option', { value: row.code }, row.code));
      }
    }
    const wanted = query().get('code') ?? '';
    if (code.value !== wanted && known.has(wanted)) code.value = wanted;
  }

  function matching() {
    const wanted = text.value.trim().toLowerCase();
    const found = [...store.nodes.values()].filter(row =>
      (!status.value || row.status === status.value) && (!stage.value || row.stage === stage.value)
      && (!code.value || row.code === code.value)
      && (!wanted || `${row.node} ${noteOf(row)}`.toLowerCase().includes(wanted)));
    const order = orders[sort.value]?.[1];
    return order ? found.sort(order) : found;
  }

  const noteOf = row => row.status === 'FAILED' || row.code && row.code !== 'CANCELLED'
    ? [row.code, row.message].filter(Boolean).join(': ')
    : row.outcome ? outcomes[row.outcome][0]
      : row.status === 'RUNNING' ? row.live?.activity ?? '' : '';

  function make(row) {
    const cells = heads.map(() => h('span', { role: 'cell' }));
    const link = h('a', { href: nodeAddress(store.job.job_id, row.node) }, row.node);
    cells[0].append(link);
    const element = h('div', { role: 'row', class: 'row' }, cells);
    element.cells = cells;
    element.node = row.node;
    draw(element, row);
    return element;
  }

  function draw(element, row) {
    const { cells } = element;
    cells[1].className = `s-${row.status}`;
    setText(cells[1], `${shapeOf(row.status, row.outcome)} ${row.status}`);
    setText(cells[2], row.stage);
    setText(cells[3], row.stepsTotal ? `${row.stepsDone}/${row.stepsTotal}` : '');
    setText(cells[4], row.bytes ? bytes(row.bytes) : '');
    time(element, row);
    setText(cells[7], row.attempt ? String(row.attempt) : '');
    const note = noteOf(row);
    setText(cells[8], note);
    cells[8].title = row.outcome ? outcomes[row.outcome][1] : note;
    const mayCancel = !isFinal(row.status) && session.role !== 'viewer';
    if (mayCancel !== element.mayCancel) {
      element.mayCancel = mayCancel;
      fill(cells[9], mayCancel ? cancelNode(store, row.node, tell) : null);
    }
  }

  function time(element, row) {
    const silent = silence(row);
    setText(element.cells[5], row.status === 'RUNNING' && row.live ? `${duration(silent)} ago${silent > 30000 ? ' !' : ''}` : '');
    setText(element.cells[6], row.startedAt ? duration(spent(row)) : '');
  }

  function build() {
    cancelAnimationFrame(building);
    causes();
    shown = matching();
    selected = -1;
    const focused = document.activeElement?.closest?.('.row')?.node;
    const old = rows;
    rows = new Map();
    table.setAttribute('aria-rowcount', shown.length + 1);
    setText(summary, shown.length === store.nodes.size ? '' : shown.length
      ? `${count(shown.length, 'node')} of ${store.nodes.size}` : 'No node matches these filters.');
    body.replaceChildren();
    let place = 0;
    const step = () => {
      for (let n = 0; n < slice && place < shown.length; n += 1, place += chunk) {
        body.append(h('div', { class: 'chunk' }, shown.slice(place, place + chunk).map((row, index) => {
          const element = old.get(row.node) ?? make(row);
          draw(element, row);
          element.setAttribute('aria-rowindex', place + index + 2);
          rows.set(row.node, element);
          return element;
        })));
      }
      if (place < shown.length) building = requestAnimationFrame(step);
      else if (focused && rows.has(focused)) rows.get(focused).querySelector('a').focus({ preventScroll: true });
    };
    step();
  }

  function select(step) {
    body.querySelector('.selected')?.classList.remove('selected');
    selected = Math.max(0, Math.min(shown.length - 1, selected + step));
    const element = rows.get(shown[selected]?.node);
    element?.classList.add('selected');
    element?.querySelector('a').focus();
  }

  const place = h('div', null, h('div', { class: 'filters' }, status, stage, code, text, sort), summary, table);
  return {
    place, text,
    build,
    /** Filters from elsewhere: the failure groups. */
    show(filters) {
      noteQuery({ status: '', stage: '', code: '', q: '', ...filters });
      [status.value, stage.value, text.value] = ['', filters.stage ?? '', ''];
      causes();
      code.value = filters.code ?? '';
      build();
      place.scrollIntoView({ block: 'nearest' });
      table.querySelector('a')?.focus();
    },
    update(changed) {
      if (!changed) return build();
      for (const name of changed) {
        const element = rows.get(name);
        if (element) draw(element, store.nodes.get(name));
      }
    },
    tick() {
      for (const [name, element] of rows) {
        const row = store.nodes.get(name);
        if (row?.status === 'RUNNING') time(element, row);
      }
    },
    /** Orders and filters anew, where what is shown moved and nobody is in the midst of it. */
    sift() {
      const busy = place.contains(document.activeElement) || place.matches(':hover');
      const next = matching();
      if (!busy && next.some((row, index) => row.node !== shown[index]?.node) || !busy && next.length !== shown.length) build();
    },
    next: () => select(1),
    before: () => select(-1),
  };
}
