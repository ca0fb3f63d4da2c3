// A transcript as text: steps that fold, lines that can be linked to, and an end that is followed until somebody scrolls up.
import { button, fill, h, setText } from '../base/dom.js';
import { noteQuery, note } from '../base/address.js';
import { bytes, localClock, number, utcClock } from '../base/format.js';
import { choose, prefs } from '../base/prefs.js';
import { noColour, paint, stripped } from '../text/ansi.js';
import { LogLines } from '../text/log-lines.js';
import { copy, problem } from '../views/parts.js';
import { LogSource } from './log-source.js';

/** So many lines are laid out together, or not at all while they are out of sight. */
const chunk = 200;
/** More lines than these are not kept: the page stays quick however long a transcript is. */
const most = 40000;
/** A longer line is shown to here, and the rest when it is wanted. */
const longest = 4000;

export class LogView {
  #source;
  #lines;
  #rows = new Map();
  #sections = [];
  #state = noColour;
  #isFollowing = true;
  #fresh = 0;
  #isBusy = false;
  #isRunning = true;
  #hasBegun = false;
  #timer = 0;
  #current = null;
  #folded = new Map();

  constructor(job, node) {
    this.#source = new LogSource(job, node);
    this.pane = h('div', { class: 'log', role: 'log', 'aria-live': 'off', tabindex: '0', 'aria-label': 'Transcript',
      onscroll: () => this.#scrolled(), onclick: event => this.#clicked(event) });
    this.pill = button('', () => this.follow(), { class: 'follow' });
    this.above = h('p', { class: 'dim more' });
    this.below = h('p', { class: 'dim more' });
    this.state = h('div');
    const toggle = (name, label) => {
      const box = h('input', { type: 'checkbox', onchange: () => [choose(name, box.checked), this.#draw()] });
      box.checked = prefs[name];
      return h('label', null, box, ` ${label}`);
    };
    const times = h('select', { 'aria-label': 'Times', onchange: () => [choose('times', times.value), this.#draw()] },
      ['relative', 'local', 'UTC', 'none'].map(name => h('option', { value: name }, name === 'none' ? 'no times' : `${name} times`)));
    times.value = prefs.times;
    this.controls = h('span', { class: 'log-controls' }, toggle('wrap', 'wrap'), toggle('colours', 'colours'),
      toggle('sent', 'input'), times, button('Copy', () => this.#copy(), { class: 'small', title: 'Copy the lines that are loaded' }));
    this.times = times;
  }

  close() {
    clearTimeout(this.#timer);
    this.#timer = -1;
  }

  /** Opens it at a line (`at=…`), at a place of the text (`text=…`), or at its end; again for another attempt. */
  async open(hash) {
    const wanted = new URLSearchParams(hash.replace(/^#/, ''));
    clearTimeout(this.#timer);
    if (!this.#hasBegun) {
      fill(this.state, h('p', { class: 'dim' }, this.#isRunning ? 'Nothing has come from the node yet.'
        : 'There is no transcript: nothing was done on the node.'));
      return this.#poll();
    }
    this.state.replaceChildren();
    try {
      let id = null;
      if (wanted.has('text')) id = await this.#source.atText(Number(wanted.get('text')));
      else if (/^\d+(\+\d+)?$/.test(wanted.get('at')?.replace(' ', '+') ?? '')) {
        id = wanted.get('at').replace(' ', '+');
        id = await this.#source.around(id.includes('+') ? id : `${id}+0`);
      }
      if (!id) await this.#source.tail();
      this.#isFollowing = !id;
      this.#draw();
      if (id) this.mark(id);
    } catch (error) {
      if (error.body?.error === 'TRANSCRIPT_NOT_FOUND' || error.status === 416) {
        fill(this.state, h('p', { class: 'dim' }, this.#isRunning ? 'Nothing has come from the node yet.'
          : 'There is no transcript: nothing came from the node.'));
      } else fill(this.state, problem(error), button('Try again', () => this.open(hash)));
    }
    this.#poll();
  }

  /** Another attempt has another transcript. */
  restart() {
    this.#source.header = null;
    this.#folded.clear();
    this.open('');
  }

  /** Whether there can be a transcript: what is known not to be there is not asked for. */
  set hasBegun(value) {
    if (this.#hasBegun === value) return;
    this.#hasBegun = value;
    if (value && this.#timer !== 0) this.open(location.hash);
  }

  set isRunning(value) {
    if (this.#isRunning === value) return;
    this.#isRunning = value;
    // The last words come after the last state.
    if (!value && this.#hasBegun) this.#more();
    this.#showState();
  }

  #poll() {
    clearTimeout(this.#timer);
    if (this.#timer === -1) return;
    this.#timer = setTimeout(async () => {
      if (this.#timer === -1) return;
      if (!document.hidden && this.#isRunning && this.#hasBegun) await this.#more();
      if (this.#isRunning) this.#poll();
    }, 1000);
  }

  /** Takes in what came since. */
  async #more() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      if (!this.#source.size) {
        await this.#source.tail();
        this.state.replaceChildren();
        this.#draw();
      } else if (this.#isFollowing || this.#rows.size < most && this.#source.isAtEnd) {
        let events;
        do {
          events = await this.#source.later();
          this.#append(events);
        } while (events.length && !this.#source.isAtEnd && this.#isFollowing);
        if (this.#rows.size > most * 1.2 && this.#isFollowing) this.#shrink(true);
      }
    } catch { /* the connection's own sign says it, and the next look goes on from here */ }
    this.#isBusy = false;
  }

  /** Lets go of the lines at the other end than where the viewer is. */
  #shrink(fromStart) {
    const { events } = this.#source;
    const cut = Math.floor(events.length / 2);
    if (fromStart) this.#source.first = (this.#source.events = events.slice(cut))[0].at;
    else [this.#source.last, this.#source.events] = [events[events.length - cut].at, events.slice(0, events.length - cut)];
    this.#draw();
  }

  /** Draws all lines anew, and leaves the viewer where they are. */
  #draw() {
    const anchor = this.#isFollowing ? null : this.#firstSeen();
    this.pane.classList.toggle('wrap', prefs.wrap);
    this.pane.classList.toggle('timed', prefs.times !== 'none');
    this.pane.classList.toggle('without-input', !prefs.sent);
    this.#rows = new Map();
    this.#sections = [];
    this.#lines = new LogLines();
    this.#state = noColour;
    this.pane.replaceChildren(this.above, this.below);
    if (this.#source.first > 0 && this.#source.events.length) this.#section(null);
    this.#append(this.#source.events, true);
    this.#foldAll();
    this.#edges();
    if (this.#isFollowing) this.#toEnd();
    else if (anchor) this.#restore(anchor);
  }

  #firstSeen() {
    const top = this.pane.getBoundingClientRect().top;
    for (const [id, row] of this.#rows) {
      if (!row.isConnected || row.offsetParent === null) continue;
      const box = row.getBoundingClientRect();
      if (box.bottom > top && box.height) return { id, top: box.top };
    }
    return null;
  }

  #restore({ id, top }) {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#hold(() => row.getBoundingClientRect().top - top);
  }

  /** Scrolls by what is wrong, for some frames: heights of what is out of sight are guesses until it was drawn once. */
  #hold(wrong, frames = 8) {
    const by = Math.round(wrong());
    if (by) this.pane.scrollTop += by;
    if (frames && !this.#isFollowing) requestAnimationFrame(() => this.#hold(wrong, frames - 1));
  }

  /** Begins a step, or what stands outside of all steps. */
  #section(name, line) {
    const body = h('div', { class: 'step-body' });
    const section = { name, body, count: 0, ended: null };
    if (name !== null) {
      section.key = line.id;
      section.head = button('', () => this.#fold(section, !section.isFolded, true), { class: 'step-head' });
      section.head.id = `step-${line.id}`;
      body.addEventListener('beforematch', () => this.#fold(section, false, true));
    }
    section.element = h('section', { class: name === null ? '' : 'step' }, section.head, body);
    this.below.before(section.element);
    this.#sections.push(section);
    this.#label(section);
    return section;
  }

  #label(section) {
    if (!section.head) return;
    const { ended } = section;
    section.head.setAttribute('aria-expanded', !section.isFolded);
    fill(section.head, h('span', { 'aria-hidden': 'true' }, section.isFolded ? '▸ ' : '▾ '), h('strong', null, section.name),
      ended ? h('span', { class: /^exit 0 /.test(ended) ? 's-SUCCEEDED' : 's-FAILED' },
        ` ${/^exit 0 /.test(ended) ? '✓' : '✕'} ${ended}`) : h('span', { class: 'dim' }, ' …'),
      section.isFolded ? h('span', { class: 'dim' }, ` · ${number(section.count)} lines`) : '');
  }

  #fold(section, isFolded, byHand = false) {
    if (byHand) this.#folded.set(section.key, isFolded);
    section.isFolded = isFolded;
    // Folded text is found by the browser's own search, which then unfolds it.
    if (isFolded) section.body.setAttribute('hidden', 'until-found');
    else section.body.removeAttribute('hidden');
    this.#label(section);
  }

  /** Steps that went well are folded once another one has begun; what failed and the last one are open. */
  #foldAll() {
    const steps = this.#sections.filter(section => section.head);
    steps.forEach((section, place) => {
      const isGood = section.ended && /^exit 0 /.test(section.ended);
      const wanted = this.#folded.get(section.key) ?? (isGood && place < steps.length - 1);
      if (wanted !== Boolean(section.isFolded)) this.#fold(section, wanted);
    });
  }

  #append(events, isWhole = false) {
    const before = this.#rows.size;
    const touched = new Set();
    let hasNewStep = false;
    for (const event of events) {
      const { grown, begun } = this.#lines.take(event);
      if (grown) this.#paint(this.#rows.get(grown.id), grown);
      for (const line of begun) {
        let section = this.#sections.at(-1);
        if (line.kind === 'm') {
          const ended = /^step (.*) ended: (.*)$/s.exec(line.text);
          if (ended && section?.name === ended[1]) {
            section.ended = ended[2];
            this.#rows.set(line.id, section.head);
            touched.add(section);
            continue;
          } else if (!ended && /^step (.*)$/s.test(line.text) && !/ truncated: more than/.test(line.text)) {
            section = this.#section(line.text.slice(5), line);
            this.#state = noColour;
            section.head.line = line;
            this.#rows.set(line.id, section.head);
            hasNewStep = true;
            continue;
          } else if (section?.ended || !section) section = this.#section(null);
        } else if (!section || section.ended) section = this.#section(null);
        this.#add(section, line);
        touched.add(section);
      }
    }
    touched.forEach(section => this.#label(section));
    if (isWhole) return;
    if (hasNewStep) this.#foldAll();
    const fresh = this.#rows.size - before;
    if (this.#isFollowing) this.#toEnd();
    else this.#fresh += fresh;
    this.#edges();
  }

  #add(section, line) {
    if (section.count % chunk === 0) section.body.append(section.chunk = h('div', { class: 'lines' }));
    section.count += 1;
    const row = document.createElement('div');
    row.className = `line k-${line.kind}`;
    row.id = `L${line.id}`;
    row.line = line;
    const time = this.#time(line.time);
    if (time) row.dataset.t = time;
    line.before = this.#state;
    this.#paint(row, line);
    this.#rows.set(line.id, row);
    section.chunk.append(row);
  }

  #paint(row, line, isWhole = false) {
    const isLong = line.text.length > longest && !isWhole;
    const text = isLong ? line.text.slice(0, longest) : line.text;
    if (line.kind === 'o') this.#state = paint(row, text, line.before, prefs.colours);
    else paint(row, line.kind === 'i' ? `$ ${text}` : text);
    if (isLong) {
      row.append(button(`… ${number(line.text.length - longest)} more characters`, event => [event.stopPropagation(),
        this.#paint(row, line, true)], { class: 'small' }));
    }
  }

  #time(seconds) {
    const moment = (this.#source.header?.timestamp ?? 0) * 1000 + seconds * 1000;
    switch (prefs.times) {
      case 'relative': return `+${seconds.toFixed(3)}`;
      case 'local': return localClock(moment);
      case 'UTC': return utcClock(moment);
      case 'none': return '';
      default: return '';
    }
  }

  #edges() {
    const { first, size, last, isAtEnd } = this.#source;
    fill(this.above, first > 0 ? [`… ${bytes(first)} before this `, button('Load earlier', () => this.#earlier(), { class: 'small' })] : '');
    fill(this.below, isAtEnd ? '' : [`… ${bytes(size - last)} after this `,
      button('Load later', () => this.#later(), { class: 'small' })]);
    this.#showState();
  }

  #showState() {
    const { isAtEnd } = this.#source;
    const text = this.#isFollowing ? this.#isRunning ? '● Following' : '■ At the end'
      : this.#fresh ? `${number(this.#fresh)} new ${this.#fresh === 1 ? 'line' : 'lines'} ↓` : isAtEnd && !this.#isRunning ? 'To the end ↓' : 'Follow ↓';
    setText(this.pill, text);
    this.pill.classList.toggle('on', this.#isFollowing);
  }

  async #guarded(action) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try { await action(); } catch (error) { fill(this.state, problem(error)); }
    this.#isBusy = false;
  }

  #earlier() {
    this.#isFollowing = false;
    return this.#guarded(async () => {
      await this.#source.earlier();
      if (this.#rows.size > most) this.#shrink(false);
      this.#draw();
      this.pane.focus({ preventScroll: true });
    });
  }

  #later() {
    return this.#guarded(async () => {
      this.#append(await this.#source.later());
      if (this.#rows.size > most) this.#shrink(true);
      this.pane.focus({ preventScroll: true });
    });
  }

  #toEnd() {
    this.pane.scrollTop = this.pane.scrollHeight;
    requestAnimationFrame(() => { if (this.#isFollowing) this.pane.scrollTop = this.pane.scrollHeight; });
  }

  #scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.pane;
    const isDown = scrollTop + clientHeight >= scrollHeight - 12;
    // Lines that come in move the end away; only a person moves the view up.
    if (!isDown && scrollTop < (this.lastTop ?? 0) - 2) this.#isFollowing = false;
    else if (isDown && this.#source.isAtEnd) [this.#isFollowing, this.#fresh] = [true, 0];
    this.lastTop = scrollTop;
    this.#showState();
  }

  /** Goes to the end and stays there. */
  async follow() {
    await this.#guarded(async () => {
      if (!this.#source.isAtEnd) {
        await this.#source.tail();
        this.#isFollowing = true;
        this.#draw();
      }
    });
    [this.#isFollowing, this.#fresh] = [true, 0];
    noteQuery({});
    this.#toEnd();
    this.#showState();
  }

  toStart() {
    this.#isFollowing = false;
    return this.#guarded(async () => {
      if (this.#source.first > 0) {
        await this.#source.around('0+0').catch(() => {});
        this.#draw();
      }
      this.pane.scrollTop = 0;
      this.#showState();
    });
  }

  /** Goes to a line, which may have to be asked for. */
  async goTo(hash) {
    const id = new URLSearchParams(hash.slice(1)).get('at')?.replace(' ', '+');
    if (id && this.#rows.has(id)) return this.mark(id);
    await this.open(hash);
  }

  mark(id) {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#isFollowing = false;
    this.#current?.classList.remove('current');
    this.#current = row;
    row.classList.add('current');
    const section = this.#sections.find(each => each.head === row || each.body.contains(row));
    if (section?.isFolded) this.#fold(section, false, true);
    this.pane.scrollIntoView({ block: 'nearest' });
    this.#hold(() => {
      const [box, pane] = [row.getBoundingClientRect(), this.pane.getBoundingClientRect()];
      const isSeen = box.top >= pane.top + 24 && box.bottom <= pane.bottom;
      return isSeen ? 0 : box.top - pane.top - pane.height / 2;
    });
    note(`${location.pathname}${location.search}#at=${id}`);
    this.#showState();
  }

  /** Marks the line that is so many further down. */
  step(count) {
    const rows = [...this.#rows.values()].filter(row => !row.closest('[hidden]'));
    const place = this.#current ? rows.indexOf(this.#current) : count > 0 ? -1 : rows.length;
    const row = rows[Math.max(0, Math.min(rows.length - 1, place + count))];
    if (row) this.mark(row.line.id);
  }

  /** The next step that failed. */
  nextFailed(direction) {
    const failed = this.#sections.filter(section => section.ended && !/^exit 0 /.test(section.ended));
    if (!failed.length) return;
    this.failed = ((this.failed ?? (direction > 0 ? -1 : 0)) + direction + failed.length) % failed.length;
    const section = failed[this.failed];
    this.#isFollowing = false;
    this.#fold(section, false, true);
    section.head.scrollIntoView({ block: 'start' });
    section.head.focus({ preventScroll: true });
  }

  /** The lines' steps, for whoever wants to go to one. */
  #clicked(event) {
    const row = event.target.closest('.line');
    if (!row || event.target.closest('button') || String(getSelection())) return;
    // The times are where a line is taken by; a click into the text is for selecting.
    if (prefs.times === 'none' || event.clientX - row.getBoundingClientRect().left > 104) return;
    this.mark(row.line.id);
    copy(location.href, 'link to the line');
  }

  link() {
    if (this.#current) copy(location.href, 'link to the line');
  }

  #copy() {
    const lines = [...this.#rows.values()].filter(row => prefs.sent || row.line.kind !== 'i');
    copy(lines.map(row => stripped(row.line.text)).join('\n'), `${number(lines.length)} lines`);
  }

  draw = () => this.#draw();
}
