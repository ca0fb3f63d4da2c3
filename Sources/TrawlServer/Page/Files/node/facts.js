// How a node stands: its way through the stages with their times, and why it failed.
import { fill, h } from '../base/dom.js';
import { bytes, duration, when } from '../base/format.js';
import { hints, isFinal, outcomes } from '../base/words.js';
import { chip } from '../views/parts.js';

const stages = ['queued', 'connecting', 'authenticating', 'login', 'collecting', 'sealing', 'done'];

/** The stretches of an attempt that its manifest knows. */
function stretches(manifest) {
  const parts = [];
  let before = Date.parse(manifest.started_at);
  for (const step of manifest.steps) {
    const start = Date.parse(step.started_at);
    if (!parts.length) parts.push(['connect and sign in', start - before]);
    parts.push([`step ${step.name}`, step.duration_ms, step]);
    before = start + step.duration_ms;
  }
  parts.push([parts.length ? 'seal' : 'the attempt', Math.max(0, Date.parse(manifest.finished_at) - before)]);
  return parts;
}

export function nodeFacts(place, node, row, options, manifest) {
  const now = isFinal(node.status) ? Date.parse(node.finished_at ?? node.started_at) : Date.now();
  const spent = node.started_at ? now - Date.parse(node.started_at) : null;
  const stage = row?.stage ?? node.stage;
  const error = node.error;
  fill(place,
    error ? h('div', { class: 'failure' }, h('p', null, h('strong', null, error.code), ` while ${error.stage}: ${error.message}`),
      h('p', { class: 'dim' }, hints[error.code] ?? '', ' ', error.retryable ? 'Another try can help.' : 'Another try alone will not help.'))
      : null,
    node.cancel_outcome ? h('p', { class: `verdict${node.cancel_outcome === 'unverified' ? ' problem' : ''}` },
      h('strong', null, `Cancelled: ${outcomes[node.cancel_outcome][0]}`),
      node.cancel_ms !== undefined ? ` after ${duration(node.cancel_ms)}. ` : '. ', outcomes[node.cancel_outcome][1],
      node.cancel_detail ? ` ${node.cancel_detail}` : '') : null,
    h('ol', { class: 'stages', 'aria-label': 'Stages' }, stages.filter(name => name !== 'login' || stage === 'login').map(name => {
      const reached = stages.indexOf(name) <= stages.indexOf(stage);
      const isHere = name === stage && !isFinal(node.status);
      return h('li', { class: reached ? 'reached' : '', 'aria-current': isHere ? 'step' : null },
        isHere && spent !== null ? `${name} · ${duration(spent)}` : name);
    })),
    h('p', { class: 'dim facts' }, [
      `${node.address}:${node.port}`, `try ${node.attempt || 1} of ${(options?.retries ?? 0) + 1}`,
      `${row?.stepsDone ?? node.steps_done} of ${row?.stepsTotal || node.steps_total} steps`, bytes(row?.bytes ?? node.bytes),
      node.started_at ? ['began ', when(node.started_at)] : 'not begun', spent !== null ? `took ${duration(spent)}` : null,
      row?.live?.activity ? h('code', null, row.live.activity) : null,
    ].filter(Boolean).map(part => h('span', null, part))),
    manifest ? h('details', { class: 'stretches' }, h('summary', null, 'Times of this try'), h('ul', null,
      stretches(manifest).map(([name, ms, step]) => h('li', null, `${name}: ${duration(ms)}`,
        step ? [step.exit_status !== null ? ` · exit ${step.exit_status}` : step.signal ? ` · signal ${step.signal}` : '',
          step.timed_out ? ' · timed out' : '', step.optional ? ' · optional' : '', ' ', h('code', { class: 'dim' }, step.command)]
          : null)))) : null);
}

export const stateChip = node => chip(node.status);
