// The fleet at a glance: a tile for each node, thousands of them, of which the keyboard sees one.
import { fill, h } from '../base/dom.js';
import { number } from '../base/format.js';
import { counted, nodeStates, shapeOf, shapes } from '../base/words.js';

/** So many tiles are laid out together, or not at all while they are out of sight. */
const chunk = 250;

export function tiles(store, open) {
  const place = h('div', { class: 'tiles', role: 'group', 'aria-label': 'Fleet: a tile for each node' });
  const legend = h('p', { class: 'legend dim' });
  let byName = new Map();
  let all = [];
  let groups = new Map();
  let current = 0;
  let names = '';

  const labelOf = row => `${row.node}: ${row.status.toLowerCase()}${row.status === 'RUNNING' ? `, ${row.stage}` : ''}${
    row.code && row.status === 'FAILED' ? `, ${row.code}` : ''}${row.outcome ? `, ${row.outcome.replace('_', ' ')}` : ''}`;

  function draw(tile, row) {
    const kind = row.outcome === 'unverified' ? 'UNVERIFIED' : row.status;
    const look = `tile t-${kind}${row.status === 'RUNNING' ? ` st-${row.stage}` : ''}`;
    if (tile.className !== look) tile.className = look;
    const label = labelOf(row);
    if (tile.title === label) return;
    tile.title = label;
    tile.setAttribute('aria-label', label);
    tile.textContent = shapeOf(row.status, row.outcome);
  }

  function build() {
    names = [...store.nodes.keys()].join();
    const parts = new Map();
    for (const row of store.nodes.values()) {
      const group = groups.get(row.node) ?? '';
      if (!parts.has(group)) parts.set(group, []);
      parts.get(group).push(row);
    }
    byName = new Map();
    all = [];
    place.classList.toggle('many', store.nodes.size > 1000);
    fill(place, [...parts].map(([group, rows]) => {
      const chunks = [];
      for (let start = 0; start < rows.length; start += chunk) {
        chunks.push(h('div', { class: 'chunk' }, rows.slice(start, start + chunk).map(row => {
          const tile = document.createElement('button');
          tile.type = 'button';
          tile.tabIndex = -1;
          tile.node = row.node;
          draw(tile, row);
          byName.set(row.node, tile);
          all.push(tile);
          return tile;
        })));
      }
      return [parts.size > 1 ? h('h3', null, group ? `@${group} ` : 'others ', h('span', { class: 'dim' }, number(rows.length)))
        : null, chunks];
    }));
    current = Math.min(current, Math.max(0, all.length - 1));
    if (all[current]) all[current].tabIndex = 0;
  }

  function move(to) {
    const next = Math.max(0, Math.min(all.length - 1, to));
    all[current].tabIndex = -1;
    current = next;
    all[current].tabIndex = 0;
    all[current].focus();
  }

  /** The tile above or below: in the nearest row of tiles, the one that is nearest to this one's side. */
  function nextRow(step) {
    const from = all[current].getBoundingClientRect();
    let best = current;
    let nearest = Infinity;
    let top = null;
    for (let place = current + step; all[place]; place += step) {
      const box = all[place].getBoundingClientRect();
      if (Math.abs(box.top - from.top) < 2) continue;
      if (top !== null && Math.abs(box.top - top) > 2) break;
      top = box.top;
      const distance = Math.abs(box.left - from.left);
      if (distance < nearest) [nearest, best] = [distance, place];
    }
    return best;
  }

  place.addEventListener('keydown', event => {
    const to = {
      ArrowRight: () => current + 1, ArrowLeft: () => current - 1, ArrowDown: () => nextRow(1), ArrowUp: () => nextRow(-1),
      Home: () => 0, End: () => all.length - 1,
    }[event.key];
    if (!to || !all.length) return;
    event.preventDefault();
    move(to());
  });
  place.addEventListener('click', event => {
    const tile = event.target.closest('.tile');
    if (!tile) return;
    all[current].tabIndex = -1;
    current = all.indexOf(tile);
    tile.tabIndex = 0;
    open(tile.node);
  });

  return {
    place, legend,
    /** `of`: the group of each node, by its name. */
    setGroups(of) {
      groups = of;
      build();
    },
    update(changed) {
      if (!changed && [...store.nodes.keys()].join() !== names) build();
      else for (const name of changed ?? store.nodes.keys()) {
        const tile = byName.get(name);
        if (tile) draw(tile, store.nodes.get(name));
      }
      const unverified = store.verdicts.unverified ?? 0;
      const { counts } = store;
      fill(legend, [...nodeStates.map(state => `${shapes[state]} ${counted[state]} ${number(counts[state])}`),
        unverified ? `? unverified ${number(unverified)}` : ''].filter(Boolean).map(text => h('span', null, text)));
    },
  };
}
