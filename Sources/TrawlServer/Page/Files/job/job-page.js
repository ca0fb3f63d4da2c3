// One job: what a tired operator asks, in order: is it over, what is wrong, who hangs, stop it.
import { button, fill, h, setText } from '../base/dom.js';
import { go, jobAddress, nodeAddress, noteQuery, query } from '../base/address.js';
import { announce } from '../base/announce.js';
import { isFinal } from '../base/words.js';
import { download, get, jobPath, post } from '../net/api.js';
import { JobStore } from '../store/job-store.js';
import { setConnection, setTitle } from '../views/frame.js';
import { problem, tabs } from '../views/parts.js';
import { cancelButton, settlingLine } from './cancel.js';
import { failureGroups } from './failures.js';
import { jobHead } from './job-head.js';
import { nodeTable } from './node-table.js';
import { auditTab } from './audit.js';
import { searchTab } from './job-search.js';
import { tiles } from './tiles.js';

const signs = { PENDING: 'idle', RUNNING: 'running', SUCCEEDED: 'good', PARTIAL: 'bad', FAILED: 'bad', CANCELLED: 'bad' };

/** Shows whether a store's job is told as it happens. */
export function showConnection(store) {
  const { name, until } = store.connection;
  const isDone = store.job?.settled && name === 'settled';
  const shown = isDone ? 'done' : { live: 'live', waiting: 'waiting', connecting: 'connecting' }[name] ?? '';
  // Fetched state is as good as told state while it is fresh: a stream may be blocked where calls are not.
  const isPolled = name === 'waiting' && Date.now() - store.asOf < 2500;
  setConnection(isPolled ? 'polling' : shown, { until, asOf: store.asOf, retry: store.retry });
}

export function jobView(root, { session, job: id }) {
  const store = new JobStore(id);
  const timers = [];
  let view = null;
  fill(root, h('p', null, 'Loading…'));
  root.setAttribute('aria-busy', 'true');
  store.open().then(() => { view = draw(root, store, session, timers); }, error => {
    fill(root, h('h1', null, error.status === 404 ? 'There is no such job' : 'The job cannot be shown'), problem(error),
      h('p', null, h('a', { href: '/' }, 'All jobs')), error.status === 404 ? null : button('Try again', () => go(location.href)));
  }).finally(() => root.removeAttribute('aria-busy'));
  return {
    keys: {
      '/': ['filter the nodes', () => view?.table.text.focus()],
      j: ['the next node', () => view?.table.next()],
      k: ['the node before', () => view?.table.before()],
      c: ['cancel (asks first)', () => view?.cancel.ask()],
      g: ['to the grid of nodes', () => root.querySelector('.tile[tabindex="0"]')?.focus()],
    },
    close() {
      store.close();
      timers.forEach(clearInterval);
      view?.closeTab();
    },
  };
}

function draw(root, store, session, timers) {
  const { job } = store;
  const id = job.job_id;
  const said = h('p', { class: 'said', role: 'alert' });
  const tell = text => setText(said, text ?? '');
  let hostKeys = '';
  const head = jobHead(store, () => hostKeys);
  const cancel = cancelButton(store, session, tell);
  const settling = settlingLine(store);
  const grid = tiles(store, node => go(nodeAddress(id, node)));
  const table = nodeTable(store, session, tell);
  const failures = failureGroups(store, session, filters => [pages.open('nodes'), table.show(filters)]);
  const retry = h('span');
  const run = h('span');
  let tab = null;
  const closeTab = () => [tab?.close?.(), tab = null];
  const pages = tabs('Parts of the job', {
    nodes: ['Nodes', panel => [closeTab(), panel.append(table.place), table.build()]],
    search: ['Search all transcripts', panel => [closeTab(), tab = searchTab(panel, id)]],
    audit: ['Audit', panel => [closeTab(), auditTab(panel, id)]],
  }, query().get('tab'), name => noteQuery({ tab: name === 'nodes' ? '' : name }));

  const bundle = h('details', { class: 'menu' }, h('summary', null, 'Bundle'), h('p', { class: 'dim' },
    'All transcripts, files and manifests in one archive.'), ['tar.zst', 'tar.gz', 'zip'].map(format =>
    h('a', { href: download(`${jobPath(id)}/bundle?format=${format}`), download: true }, format)));

  fill(root,
    h('p', { class: 'crumbs' }, h('a', { href: '/' }, 'Jobs')),
    h('div', { class: 'job-head' }, h('h1', null, job.name || job.targets), head.state, head.clock,
      h('span', { class: 'actions' }, run, retry, bundle), h('span', { class: 'apart' }, cancel.place)),
    said, head.counts, settling.line, head.about,
    failures.place,
    h('section', { 'aria-labelledby': 'fleet-title' }, h('h2', { id: 'fleet-title' }, 'Fleet'), grid.legend, grid.place),
    pages.list, pages.panel);

  let shownStatus = '';
  function actions() {
    const { status } = store.job;
    if (status === shownStatus) return;
    shownStatus = status;
    const mayAct = session.role !== 'viewer';
    const act = async path => {
      try {
        const answer = await post(`${jobPath(id)}/${path}`);
        if (path === 'retry') go(jobAddress(answer.job_id));
        else store.takeJob(answer);
      } catch (error) {
        tell(error.message);
      }
    };
    fill(retry, mayAct && isFinal(status) && status !== 'SUCCEEDED'
      ? button('Retry what did not succeed', () => act('retry'), { class: 'primary' }) : null);
    fill(run, mayAct && status === 'PENDING' ? button('Run', () => act('run'), { class: 'primary' }) : null);
    head.facts();
  }

  function words() {
    const { counts, total } = store;
    const done = total - counts.PENDING - counts.RUNNING;
    const name = store.job.name || store.job.targets;
    setTitle(`${isFinal(store.job.status) ? store.job.status : `${done}/${total}`} · ${name}`, signs[store.job.status]);
    announce(`${done} of ${total} nodes done${counts.FAILED ? `, ${counts.FAILED} failed` : ''}${
      isFinal(store.job.status) ? `. The job is ${store.job.status}${store.job.settled ? '' : ' and settling'}` : ''}`);
  }

  function update(changed) {
    head.update();
    cancel.update();
    settling.update();
    failures.update();
    grid.update(changed);
    if (table.place.isConnected) table.update(changed);
    actions();
    words();
    showConnection(store);
    bundle.querySelector('summary').textContent = isFinal(store.job.status) ? 'Bundle' : 'Bundle (so far)';
  }
  store.listen(update);
  update(null);
  timers.push(setInterval(() => [head.tick(), table.tick()], 1000), setInterval(() => table.place.isConnected && table.sift(), 3000));

  // What the inventory says of these nodes now: their groups, and how their host keys are checked.
  get(`/inventory?targets=${encodeURIComponent(job.targets)}`).then(({ nodes }) => {
    const groups = new Map(nodes.filter(node => node.groups.length).map(node => [node.node, node.groups[0]]));
    const kinds = new Set(nodes.map(node => node.host_key));
    hostKeys = kinds.size ? h('span', { class: kinds.has('off') ? 'problem' : '' }, `host keys ${[...kinds].join(', ')}`) : '';
    head.facts();
    if (groups.size) grid.setGroups(groups);
  }, () => {});
  return { table, cancel, closeTab };
}
