// The one red button, and what comes of it in words that a person understands.
import { button, fill, h, refused } from '../base/dom.js';
import { bytes, count, duration, number } from '../base/format.js';
import { isFinal, outcomes } from '../base/words.js';
import { jobPath, nodePath, post } from '../net/api.js';
import { confirming } from '../views/parts.js';

/** The button that cancels a job, with its question in its place. */
export function cancelButton(store, session, tell) {
  const place = h('span');
  let asked = null;
  let shown = '';
  async function cancel() {
    try {
      const job = await post(`${jobPath(store.job.job_id)}/cancel`);
      tell(null);
      store.takeJob(job);
      store.load().catch(() => {});
    } catch (error) {
      const status = error.body?.current_status;
      tell(error.status === 409 && status ? `It had already finished: ${status}. Nothing was changed.` : error.message);
      store.load().catch(() => {});
    }
  }
  function question() {
    const { PENDING, RUNNING, SUCCEEDED, FAILED } = store.counts;
    const waiting = PENDING ? ` ${count(PENDING, 'node')} will not be started.` : '';
    const kept = SUCCEEDED + FAILED ? ` ${count(SUCCEEDED + FAILED, 'node is', 'nodes are')} done and stay as they are.` : '';
    return `Cancel ${count(RUNNING, 'running node')}?${waiting}${kept}`;
  }
  function update() {
    const { status } = store.job;
    const next = session.role === 'viewer' ? 'viewer' : isFinal(status) ? status : 'open';
    if (next === shown) return;
    shown = next;
    asked = null;
    if (next === 'open') {
      asked = confirming('Cancel…', question, () => 'Cancel them', 'Keep running', cancel, { id: 'cancel' });
      fill(place, asked);
    } else {
      const reason = next === 'viewer' ? 'your role only reads' : `it is over: ${status}`;
      fill(place, refused('Cancel…', reason));
    }
  }
  update();
  return { place, update, ask: () => asked?.ask() };
}

/** How a cancel comes on: verdicts until all are in, then what they were. */
export function settlingLine(store) {
  const line = h('p', { class: 'settling' });
  return {
    line,
    update() {
      const { job } = store;
      line.hidden = !job.cancelled && !Object.keys(store.verdicts).length;
      if (line.hidden) return;
      const verdicts = store.verdicts;
      const all = [...store.nodes.values()].filter(row => row.status === 'CANCELLED').length || job.counts.cancelled;
      const known = Object.values(verdicts).reduce((sum, n) => sum + n, 0);
      const parts = Object.keys(outcomes).filter(name => verdicts[name]).map(name =>
        h('span', { title: outcomes[name][1] }, `${number(verdicts[name])} ${outcomes[name][0]}`));
      const took = job.settled && job.settled_at && job.finished_at
        ? Date.parse(job.settled_at) - Date.parse(job.finished_at) : null;
      fill(line, h('strong', null, job.settled ? 'Settled: nothing of it runs any more.' : `Settling ${known} of ${all}`),
        parts.map(part => [' · ', part]), took !== null ? ` · ${duration(took)}` : '',
        ` · kept: ${count(job.counts.succeeded, 'node')}, ${bytes(job.bytes)}`,
        verdicts.unverified ? h('span', { class: 'problem' },
          ` ${count(verdicts.unverified, 'node')} unverified: ${outcomes.unverified[1]}`) : '');
    },
  };
}

/** The cancel of one node, asked in place. */
export const cancelNode = (store, name, tell) => confirming('cancel', () => `Cancel ${name}?`, () => 'Cancel it',
  'Keep running', async () => {
    try {
      store.takeNode(await post(`${nodePath(store.job.job_id, name)}/cancel`));
      tell(null);
    } catch (error) {
      const status = error.body?.current_status;
      tell(error.status === 409 && status ? `${name} had already finished: ${status}.` : error.message);
    }
  }, { 'aria-label': `Cancel ${name}` });
