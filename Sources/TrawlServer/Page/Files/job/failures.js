// What went wrong, equal failures together.
import { button, fill, h } from '../base/dom.js';
import { count } from '../base/format.js';
import { hints } from '../base/words.js';
import { get, jobPath } from '../net/api.js';
import { copyButton } from '../views/parts.js';

export function failureGroups(store, session, show) {
  const place = h('section', { 'aria-labelledby': 'failed-title', hidden: true });
  let asked = 0;
  let timer = 0;

  async function load() {
    timer = 0;
    const { failures } = await get(`${jobPath(store.job.job_id)}/failures`).catch(() => ({ failures: null }));
    if (!failures) return;
    place.hidden = !failures.length;
    fill(place, h('h2', { id: 'failed-title' }, 'What failed'), h('ul', { class: 'failures' }, failures.map(group => {
      const again = new URLSearchParams({ targets: group.nodes, profile: store.job.profile ?? '' });
      return h('li', null,
        h('strong', null, group.code), h('span', { class: 'dim' }, ` while ${group.stage}`),
        ` · ${count(group.count, 'node')} `, h('code', { class: 'set' }, group.nodes),
        h('p', null, `${group.message} `, hints[group.code] ? h('span', { class: 'dim' }, hints[group.code]) : ''),
        h('p', { class: 'actions' },
          button('Show them', () => show({ code: group.code, stage: group.stage }), { class: 'small' }),
          copyButton('Copy the names', () => group.nodes, 'node set'),
          session.role === 'viewer' ? null
            : h('a', { href: `/new?${again}`, class: 'small button' }, 'Run on these again')));
    })));
  }

  return {
    place,
    /** Asks anew when another number of nodes has failed. */
    update() {
      const failed = store.counts.FAILED;
      if (failed === asked || timer) return;
      asked = failed;
      timer = setTimeout(load, 300);
    },
  };
}
