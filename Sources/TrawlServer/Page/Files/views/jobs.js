// The list of jobs: newest first, its filters in the address, asked for anew while somebody looks.
import { button, fill, h, setText } from '../base/dom.js';
import { jobAddress, noteQuery, query } from '../base/address.js';
import { age, bytes, count, duration, when } from '../base/format.js';
import { isFinal, jobStates } from '../base/words.js';
import { ask, get, jobPath, post } from '../net/api.js';
import { setConnection, setTitle } from './frame.js';
import { chip, confirming, countBar, problem, settled } from './parts.js';
import { go } from '../base/address.js';
import { announce } from '../base/announce.js';

const interval = 5000;
const parameters = ['status', 'owner', 'profile', 'node', 'q'];

export function jobsView(root, { session }) {
  const list = h('ul', { class: 'jobs', 'aria-label': 'Jobs, newest first' });
  const news = h('div');
  const fault = h('div');
  const foot = h('p');
  let known = { jobs: [], next: null, tag: null };
  let selected = -1;
  let timer = 0;
  let isGone = false;

  const filter = (name, label) => {
    const field = h('input', { type: 'search', placeholder: label, 'aria-label': label, value: query().get(name) ?? '',
      oninput: settled(() => [noteQuery({ [name]: field.value.trim() }), load()]) });
    field.value = query().get(name) ?? '';
    return field;
  };
  const chosen = new Set((query().get('status') ?? '').split(',').filter(Boolean));
  const states = h('span', { role: 'group', 'aria-label': 'Only jobs that are' }, jobStates.map(state => {
    const toggle = button(chip(state), () => {
      if (!chosen.delete(state)) chosen.add(state);
      toggle.setAttribute('aria-pressed', chosen.has(state));
      noteQuery({ status: [...chosen].join(',') });
      load();
    }, { class: 'toggle', 'aria-pressed': String(chosen.has(state)) });
    return toggle;
  }));
  const search = filter('q', 'name, targets or id');
  const isWall = query().has('wall');

  fill(root, h('h1', { class: isWall ? 'unseen' : '' }, 'Jobs'),
    isWall ? null : h('div', { class: 'filters' }, states, search, filter('owner', 'owner'), filter('profile', 'profile'),
      filter('node', 'node')),
    fault, news, list, foot);
  root.classList.toggle('wall', isWall);

  const asked = () => {
    const wanted = new URLSearchParams();
    for (const name of parameters) if (query().get(name)) wanted.set(name, query().get(name));
    return wanted;
  };

  function row(job) {
    const address = jobAddress(job.job_id);
    const mayAct = session.role !== 'viewer';
    const counts = Object.fromEntries(Object.entries(job.counts).map(([name, n]) => [name.toUpperCase(), n]));
    const took = Date.parse(job.finished_at ?? new Date().toISOString()) - Date.parse(job.started_at ?? job.created_at);
    const act = action => async () => {
      try { await action(); load(); } catch (error) { fill(fault, problem(error)); }
    };
    return h('li', { 'data-job': job.job_id, class: 'job' },
      chip(job.status), h('a', { href: address, class: 'name' }, job.name || job.targets),
      h('span', { class: 'dim facts' }, h('span', null, `${job.profile || 'commands'} on ${job.targets}`),
        h('span', null, `by ${job.owner}`), h('span', null, bytes(job.bytes)),
        h('span', null, job.started_at ? duration(took) : 'not started'),
        h('span', { title: job.created_at }, age(job.created_at)),
        job.cancelled && job.status !== 'CANCELLED' ? h('span', null, 'cancelled') : null,
        !job.settled && isFinal(job.status) ? h('span', null, 'settling') : null),
      countBar(counts),
      isWall || !mayAct ? null : !isFinal(job.status)
        ? confirming('Cancel', () => `Cancel ${count(counts.RUNNING + counts.PENDING, 'node')}?`, () => 'Cancel them',
          'Keep running', act(() => post(`${jobPath(job.job_id)}/cancel`)), { 'aria-label': `Cancel ${job.name}` })
        : job.status !== 'SUCCEEDED'
          ? button('Retry', act(async () => go(jobAddress((await post(`${jobPath(job.job_id)}/retry`)).job_id))),
            { 'aria-label': `Retry ${job.name}` })
          : null);
  }

  /** Puts rows in place of those that are there; one that somebody is asked in stays as it is. */
  function show(jobs) {
    const old = new Map([...list.children].map(item => [item.dataset.job, item]));
    const items = jobs.map(job => {
      const item = old.get(job.job_id);
      const text = JSON.stringify(job);
      if (item && (item.querySelector('.asking') || item.job === text && isFinal(job.status))) return item;
      const made = row(job);
      made.job = text;
      if (item?.contains(document.activeElement)) {
        const place = [...item.querySelectorAll('a,button')].indexOf(document.activeElement);
        setTimeout(() => made.querySelectorAll('a,button')[place]?.focus());
      }
      return made;
    });
    list.replaceChildren(...items);
    if (selected >= 0) list.children[selected]?.classList.add('selected');
    empty(jobs);
  }

  function empty(jobs) {
    if (jobs.length) {
      const more = button('Older jobs', older);
      return fill(foot, known.next && !isWall ? more : null);
    }
    if (asked().size) {
      return fill(foot, 'No job matches. ', button('Clear the filters', () => go('/')));
    }
    fill(foot, 'No jobs yet. ', session.role === 'viewer' ? 'Your role only reads; an operator can submit one.'
      : [h('a', { href: '/new' }, 'Submit one here'), ', or from a terminal: ',
        h('code', null, 'trawl submit all --profile linux --start')]);
  }

  async function load({ isPoll = false } = {}) {
    clearTimeout(timer);
    try {
      const response = await ask(`/jobs?${asked()}`);
      const tag = response.headers.get('etag');
      const page = await response.json();
      if (isGone) return;
      setConnection('live');
      const isSame = tag === known.tag;
      if (isPoll && !isSame && scrollY > 200 && page.jobs[0]?.job_id !== known.jobs[0]?.job_id) offer(page, tag);
      else if (!isPoll || !isSame || page.jobs.some(job => !isFinal(job.status))) take(page, tag, isPoll);
    } catch (error) {
      if (isGone || error.status === 401) return;
      if (error.status === 0) {
        setConnection('waiting', { until: Date.now() + interval, asOf: known.at ?? Date.now(), retry: () => load() });
      } else fill(fault, problem(error));
    }
    if (!isGone) timer = setTimeout(load, interval, { isPoll: true });
  }

  function take(page, tag, isPoll) {
    const before = new Map(known.jobs.map(job => [job.job_id, job.status]));
    // Pages that were asked for stay: only the first one is taken anew.
    const first = new Set(page.jobs.map(job => job.job_id));
    const rest = isPoll && known.older ? known.jobs.filter(job => !first.has(job.job_id)) : [];
    known = { jobs: [...page.jobs, ...rest], next: rest.length ? known.next : page.next_cursor, tag, at: Date.now(),
      older: rest.length > 0 };
    news.replaceChildren();
    fault.replaceChildren();
    show(known.jobs);
    const running = known.jobs.filter(job => job.status === 'RUNNING').length;
    setTitle(`${running ? `${running} running · ` : ''}Jobs · trawl`, running ? 'running' : 'idle');
    const ended = known.jobs.filter(job => before.has(job.job_id) && before.get(job.job_id) !== job.status);
    if (ended.length) announce(ended.map(job => `${job.name || job.targets} is ${job.status}`).join(', '));
  }

  /** Rows keep their places while somebody reads further down. */
  function offer(page, tag) {
    const seen = new Set(known.jobs.map(job => job.job_id));
    const fresh = page.jobs.filter(job => !seen.has(job.job_id)).length;
    fill(news, button(`Show ${count(fresh, 'new job')}`, () => take(page, tag, true), { class: 'primary sticky' }));
  }

  async function older() {
    const wanted = asked();
    wanted.set('cursor', known.next);
    try {
      const page = await get(`/jobs?${wanted}`);
      known.jobs.push(...page.jobs);
      [known.next, known.older] = [page.next_cursor, true];
      show(known.jobs);
    } catch (error) {
      fill(foot, problem(error), button('Try again', older));
    }
  }

  function select(step) {
    list.children[selected]?.classList.remove('selected');
    selected = Math.max(0, Math.min(list.children.length - 1, selected + step));
    list.children[selected]?.classList.add('selected');
    list.children[selected]?.querySelector('a')?.focus();
  }

  setTitle('Jobs · trawl');
  load();
  return {
    keys: {
      '/': ['look for a job', () => search.focus()],
      j: ['the next job', () => select(1)],
      k: ['the job before', () => select(-1)],
      o: ['open it', () => list.children[selected]?.querySelector('a')?.click()],
      n: ['a new job', () => go('/new')],
    },
    close() {
      isGone = true;
      clearTimeout(timer);
      root.classList.remove('wall');
    },
  };
}
