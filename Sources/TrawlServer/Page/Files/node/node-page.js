// One node of a job: what went wrong first, then what it said.
import { button, fill, h, setText } from '../base/dom.js';
import { go, jobAddress, nodeAddress, noteQuery, query } from '../base/address.js';
import { announce } from '../base/announce.js';
import { choose, prefs } from '../base/prefs.js';
import { isFinal } from '../base/words.js';
import { download, get, nodePath } from '../net/api.js';
import { cancelNode } from '../job/cancel.js';
import { showConnection } from '../job/job-page.js';
import { JobStore } from '../store/job-store.js';
import { setTitle } from '../views/frame.js';
import { chip, problem, tabs } from '../views/parts.js';
import { artifacts } from './artifacts.js';
import { nodeFacts } from './facts.js';
import { film } from './film.js';
import { findBar } from './find.js';
import { LogView } from './log-view.js';

const signs = { PENDING: 'idle', RUNNING: 'running', SUCCEEDED: 'good', FAILED: 'bad', CANCELLED: 'bad' };

export function nodeView(root, { session, job: id, node: name }) {
  const store = new JobStore(id);
  const log = new LogView(id, name);
  const find = findBar(id, name, offset => log.goTo(`#text=${offset}`));
  let page = null;
  let timer = 0;
  fill(root, h('p', null, 'Loading…'));
  root.setAttribute('aria-busy', 'true');
  store.open().then(async () => {
    const node = await get(nodePath(id, name));
    page = draw(node);
    timer = setInterval(() => page.tick(), 1000);
  }).catch(error => {
    fill(root, h('h1', null, error.status === 404 ? 'There is no such node' : 'The node cannot be shown'), problem(error),
      h('p', null, h('a', { href: jobAddress(id) }, 'The job')));
  }).finally(() => root.removeAttribute('aria-busy'));

  function draw(first) {
    let node = first;
    let manifest = null;
    let film_ = null;
    let asked = '';
    const state = h('span');
    const facts = h('div');
    const cancel = h('span', { class: 'apart' });
    const said = h('p', { class: 'said', role: 'alert' });
    const closeFilm = () => [film_?.close(), film_ = null];
    const way = h('span', { class: 'actions' });
    const text = h('div', null, h('div', { class: 'log-bar' }, find.bar, log.controls, log.pill), find.list, log.state, log.pane,
      h('p', { class: 'actions' },
        h('a', { href: download(`${nodePath(id, name)}/transcript`), download: `${name}.log` }, 'Download as text'),
        h('a', { href: download(`${nodePath(id, name)}/transcript`), download: `${name}.cast`, onclick: castLink }, 'Download the .cast')));
    const pages = tabs('Parts of the node', {
      log: ['Transcript', panel => [closeFilm(), panel.append(text)]],
      files: ['Files', panel => [closeFilm(), artifacts(panel, id, name, manifest)]],
      film: ['Film', panel => [closeFilm(), film_ = film(panel, id, name)]],
    }, query().get('tab'), chosen => noteQuery({ tab: chosen === 'log' ? '' : chosen }));

    fill(root, h('p', { class: 'crumbs' }, h('a', { href: '/' }, 'Jobs'), ' / ',
      h('a', { href: jobAddress(id) }, store.job.name || store.job.targets)),
    h('div', { class: 'job-head' }, h('h1', null, name), state, way, cancel), said, facts, pages.list, pages.panel);

    async function refresh() {
      try {
        node = await get(nodePath(id, name));
        // What was cancelled is sealed once its verdict is in.
        const isSealed = node.status === 'CANCELLED' ? (node.cancel_outcome ?? 'never_started') !== 'never_started'
          : isFinal(node.status) && node.attempt > 0;
        if (isSealed && !manifest) {
          manifest = await get(`${nodePath(id, name)}/artifacts`).catch(() => null);
          if (manifest && query().get('tab') === 'files') pages.open('files', { quietly: true });
        }
      } catch { /* the connection's own sign says it */ }
      show();
    }

    function show() {
      const row = store.nodes.get(name);
      log.isRunning = !isFinal(node.status);
      // Before it is connected nothing comes from a node; the stage that was reached stays with one that failed.
      log.hasBegun = node.attempt > 0 && (isFinal(node.status) ? node.cancel_outcome !== 'never_started'
        : ['collecting', 'sealing', 'done'].includes(row?.stage ?? node.stage) || node.bytes > 0);
      fill(state, chip(node.status));
      nodeFacts(facts, node, row, store.job.options, manifest);
      const mayCancel = !isFinal(node.status) && session.role !== 'viewer';
      if (mayCancel !== show.mayCancel) {
        show.mayCancel = mayCancel;
        fill(cancel, mayCancel ? cancelNode(store, name, words => setText(said, words ?? '')) : null);
      }
      setTitle(`${node.status === 'RUNNING' ? row?.stage ?? node.stage : node.status} · ${name}`, signs[node.status]);
    }

    function update() {
      const row = store.nodes.get(name);
      showConnection(store);
      const names = [...store.nodes.keys()];
      const place = names.indexOf(name);
      const failed = names.slice(place + 1).concat(names.slice(0, place)).find(each => store.nodes.get(each).status === 'FAILED');
      const ways = [names[place - 1], names[place + 1], failed].join();
      if (ways !== update.ways) {
        update.ways = ways;
        fill(way, names[place - 1] ? h('a', { href: nodeAddress(id, names[place - 1]) }, `‹ ${names[place - 1]}`) : null,
          names[place + 1] ? h('a', { href: nodeAddress(id, names[place + 1]) }, `${names[place + 1]} ›`) : null,
          failed ? h('a', { href: nodeAddress(id, failed) }, `next failed: ${failed}`) : null);
      }
      update.failed = failed;
      if (!row) return;
      const now = [row.status, row.attempt, row.outcome].join();
      if (now === asked) return show();
      if (asked && row.attempt !== update.attempt) log.restart();
      if (asked) announce(`${name} is ${row.status}`);
      [asked, update.attempt] = [now, row.attempt];
      refresh();
    }

    store.listen(update);
    update();
    show();
    log.open(location.hash).then(() => location.hash || find.start());
    let ticks = 0;
    const tick = () => isFinal(node.status) || ((ticks += 1) % 3 ? show() : refresh());
    return { tick, update, film: () => film_, pages };
  }

  // A link cannot say which form it wants: the film is asked for by its media type.
  async function castLink(event) {
    event.preventDefault();
    const { ask } = await import('../net/api.js');
    const response = await ask(`${nodePath(id, name)}/transcript`, { headers: { Accept: 'application/x-asciicast' } });
    const address = URL.createObjectURL(await response.blob());
    h('a', { href: address, download: `${name}.cast` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  const toggle = preference => () => {
    choose(preference, !prefs[preference]);
    log.controls.querySelectorAll('input').forEach(box => {
      if (box.parentElement.textContent.trim() === preference) box.checked = prefs[preference];
    });
    log.draw();
  };
  return {
    keys: {
      '/': ['find in the transcript', () => find.focus()],
      f: ['follow the end', () => log.follow()],
      j: ['mark the next line', () => log.step(1)],
      k: ['mark the line before', () => log.step(-1)],
      l: ['copy a link to the marked line', () => log.link()],
      g: ['to the beginning', () => log.toStart()],
      G: ['to the end', () => log.follow()],
      n: ['next failed step', () => log.nextFailed(1)],
      p: ['failed step before', () => log.nextFailed(-1)],
      w: ['wrap lines', toggle('wrap')],
      t: ['times: relative, local, UTC, none', () => {
        const names = [...log.times.options].map(option => option.value);
        log.times.value = names[(names.indexOf(log.times.value) + 1) % names.length];
        log.times.dispatchEvent(new Event('change'));
      }],
      c: ['cancel the node (asks first)', () => root.querySelector('.apart button')?.click()],
      ' ': ['play or pause the film', () => page?.film()?.toggle()],
    },
    /** Another place of the same transcript. */
    moved: () => log.goTo(location.hash),
    close() {
      store.close();
      log.close();
      find.close();
      page?.film()?.close();
      clearInterval(timer);
    },
  };
}
