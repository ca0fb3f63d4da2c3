// Who moved the job, and when.
import { fill, h } from '../base/dom.js';
import { when } from '../base/format.js';
import { get, jobPath } from '../net/api.js';
import { chip, problem } from '../views/parts.js';

export async function auditTab(panel, job) {
  fill(panel, h('p', null, 'Loading…'));
  try {
    const { events } = await get(`${jobPath(job)}/audit`);
    fill(panel, h('ol', { class: 'audit' }, events.map(event => h('li', null,
      when(event.occurred_at), ' ', event.prev_status ? [chip(event.prev_status), ' → '] : 'created as ', chip(event.new_status),
      ` by ${event.actor_id} (${event.actor_type})`, h('div', { class: 'dim' }, h('code', null, event.correlation_id))))));
  } catch (error) {
    fill(panel, problem(error));
  }
}
