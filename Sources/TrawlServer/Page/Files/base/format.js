// Figures and times as people read them.
import { h } from './dom.js';

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];

export function bytes(count) {
  let value = count ?? 0;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit && value < 10 ? value.toFixed(1) : Math.round(value)} ${value === 1 && !unit ? 'byte' : units[unit]}`;
}

export const number = count => (count ?? 0).toLocaleString('en');

export const count = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** A stretch of time: 0.4 s, 31 s, 04:12, 1:04:12. */
export function duration(ms) {
  if (!(ms >= 0)) return '–';
  if (ms < 10000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = value => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

export function age(iso, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${count(Math.floor(seconds / 86400), 'day')} ago`;
}

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

export const localClock = ms => clock.format(ms);
export const utcClock = ms => new Date(ms).toISOString().slice(11, 19);

/** A moment in the viewer's zone, with UTC beside it; `short` has UTC in its title alone. */
export function when(iso, short = false) {
  if (!iso) return '–';
  const moment = new Date(iso);
  const utc = `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const text = `${day.format(moment)}, ${clock.format(moment)}`;
  return h('time', { datetime: iso, title: utc }, text, short ? null : h('span', { class: 'dim' }, ` (${utc.slice(11)})`));
}
