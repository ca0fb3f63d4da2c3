// The one line that screen readers are told of changes by: the newest words, at most every five seconds.
import { h, setText } from './dom.js';

const interval = 5000;
let last = -interval;
let waiting = null;
let timer = 0;

export const line = h('p', { role: 'status', class: 'unseen' });

export function announce(words, { now = false } = {}) {
  waiting = words;
  const left = now ? 0 : Math.max(0, last + interval - performance.now());
  clearTimeout(timer);
  timer = setTimeout(() => {
    last = performance.now();
    setText(line, waiting);
  }, left);
}
