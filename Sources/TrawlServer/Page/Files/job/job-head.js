// How a job stands, on a few lines.
import { fill, h, setText } from '../base/dom.js';
import { jobAddress } from '../base/address.js';
import { bytes, duration, when } from '../base/format.js';
import { isFinal } from '../base/words.js';
import { chip, countBar } from '../views/parts.js';

export function jobHead(store, hostKeys) {
  const state = h('span');
  const clock = h('span', { class: 'clock' });
  const counts = h('p', { class: 'big-counts' });
  const about = h('p', { class: 'dim facts' });
  let before = null;
  let rate = 0;

  function update() {
    const { job } = store;
    fill(state, chip(job.status), job.cancelled && job.status !== 'CANCELLED' ? ' cancelled' : '');
    const total = store.progress?.bytes ?? job.bytes;
    const now = performance.now();
    if (!before || now - before.at > 3000) {
      rate = before ? (total - before.total) / (now - before.at) * 1000 : 0;
      before = { at: now, total };
    }
    const amount = `${bytes(total)}${rate > 1000 && !isFinal(job.status) ? ` · ${bytes(rate)}/s` : ''}`;
    fill(counts, countBar(store.counts), ` · ${amount}`);
    tick();
  }

  function tick() {
    const { job, counts, total } = store;
    if (!job.started_at) return setText(clock, 'not started');
    const start = Date.parse(job.started_at);
    const spent = Math.max(0, (job.finished_at ? Date.parse(job.finished_at) : Date.now()) - start);
    const done = total - counts.PENDING - counts.RUNNING;
    const isOpen = !isFinal(job.status) && done > 2 && done < total;
    setText(clock, duration(spent) + (isOpen ? ` · about ${duration(spent / done * (total - done))} left` : ''));
  }

  function facts() {
    const { job } = store;
    const { options } = job;
    fill(about, [
      `${job.profile || 'commands'} on ${job.targets}`, `by ${job.owner}`, ['created ', when(job.created_at)],
      `${options.concurrency} at once`, `${duration(options.node_timeout_s * 1000)} a node`,
      options.deadline_s ? `deadline ${duration(options.deadline_s * 1000)}` : null,
      options.retries ? `up to ${options.retries} more tries` : null,
      options.max_failures ? `stops after ${options.max_failures} failures` : null,
      job.retry_of ? ['retry of ', h('a', { href: jobAddress(job.retry_of) }, job.retry_of)] : null,
      hostKeys(), h('code', null, job.job_id),
    ].filter(Boolean).map(part => h('span', null, part)));
  }

  return { state, clock, counts, about, update, tick, facts };
}
