// A transcript as a film: what came, when it came, with the steps as its chapters.
import { button, fill, h, setText } from '../base/dom.js';
import { bytes, duration } from '../base/format.js';
import { prefs } from '../base/prefs.js';
import { ask, nodePath } from '../net/api.js';
import { noColour, paint } from '../text/ansi.js';
import { readCast } from '../text/cast.js';
import { LogLines } from '../text/log-lines.js';
import { problem } from '../views/parts.js';

/** A longer film is shown to here. */
const most = 8 << 20;
const shown = 400;
/** While nothing comes for longer, the film goes on at once. */
const idle = 2;

export function film(place, job, node) {
  const screen = h('div', { class: 'log wrap film', tabindex: '0', role: 'region', 'aria-label': 'Film' });
  const clock = h('span', { class: 'clock' });
  const slider = h('input', { type: 'range', min: '0', max: '1000', value: '0', 'aria-label': 'Place in the film',
    oninput: () => seek(slider.value / 1000 * length) });
  const speed = h('select', { 'aria-label': 'Speed' }, [1, 2, 5, 10, 50].map(n => h('option', { value: n }, `${n}×`)));
  const skip = h('input', { type: 'checkbox' });
  skip.checked = true;
  const play = button('▶ Play', () => setPlaying(!isPlaying), { class: 'primary' });
  const chapters = h('select', { 'aria-label': 'Jump to a step', onchange: () => chapters.value && seek(Number(chapters.value)) });
  const said = h('p', { class: 'dim' });
  let events = [];
  let length = 0;
  let next = 0;
  let now = 0;
  let isPlaying = false;
  let frame = 0;
  let last = 0;
  let lines = new LogLines();
  let rows = new Map();
  let state = noColour;
  fill(place, h('p', null, 'Loading the film…'));

  async function load() {
    try {
      const response = await ask(`${nodePath(job, node)}/transcript`,
        { headers: { Accept: 'application/x-asciicast', Range: `bytes=0-${most - 1}` } });
      const read = readCast(new Uint8Array(await response.arrayBuffer()), 0, true);
      events = read.events;
      const total = Number(/\/(\d+)/.exec(response.headers.get('content-range') ?? '')?.[1] ?? 0);
      setText(said, total > most ? `The film shows the first ${bytes(most)} of ${bytes(total)}.` : '');
    } catch (error) {
      return fill(place, problem(error));
    }
    length = events.at(-1)?.time ?? 0;
    const steps = events.filter(event => event.kind === 'm' && /^step /.test(event.text) && !/ ended: /.test(event.text));
    fill(chapters, h('option', { value: '' }, 'Steps'), steps.map(event =>
      h('option', { value: event.time }, `${duration(event.time * 1000)}  ${event.text.slice(5)}`)));
    fill(place, h('div', { class: 'filters' }, play, slider, clock, speed, h('label', null, skip, ' skip silence'), chapters), said, screen);
    seek(0);
    play.focus();
  }

  function put(event) {
    const { grown, begun } = lines.take(event);
    for (const line of [grown, ...begun]) {
      if (!line) continue;
      let row = rows.get(line.id);
      if (!row) {
        row = h('div', { class: `line k-${line.kind}` });
        line.before = state;
        rows.set(line.id, row);
        screen.append(row);
        while (screen.childElementCount > shown) screen.firstChild.remove();
      }
      const text = line.text.slice(0, 4000);
      if (line.kind === 'o') state = paint(row, text, line.before, prefs.colours);
      else paint(row, line.kind === 'i' ? `$ ${text}` : text);
    }
  }

  /** Shows how it looked at a time: the last lines until then. */
  function seek(time) {
    now = time;
    [lines, rows, state] = [new LogLines(), new Map(), noColour];
    screen.replaceChildren();
    next = events.findIndex(event => event.time > time);
    if (next < 0) next = events.length;
    for (const event of events.slice(Math.max(0, next - shown), next)) put(event);
    show();
  }

  function show() {
    slider.value = length ? Math.round(now / length * 1000) : 0;
    slider.setAttribute('aria-valuetext', duration(now * 1000));
    setText(clock, `${duration(now * 1000)} / ${duration(length * 1000)}`);
    screen.scrollTop = screen.scrollHeight;
  }

  function tick(moment) {
    now += (moment - last) / 1000 * Number(speed.value);
    last = moment;
    if (skip.checked && next < events.length && events[next].time - now > idle) now = events[next].time - 0.2;
    while (next < events.length && events[next].time <= now) put(events[next++]);
    now = Math.min(now, length);
    show();
    if (next >= events.length) setPlaying(false);
    else frame = requestAnimationFrame(tick);
  }

  function setPlaying(value) {
    isPlaying = value;
    cancelAnimationFrame(frame);
    setText(play, value ? '❚❚ Pause' : '▶ Play');
    if (!value) return;
    if (next >= events.length) seek(0);
    last = performance.now();
    frame = requestAnimationFrame(tick);
  }

  load();
  return { toggle: () => setPlaying(!isPlaying), close: () => cancelAnimationFrame(frame) };
}
