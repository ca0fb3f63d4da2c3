// The bytes of one node's transcript, of which only what is looked at is asked for: a window of whole lines that is moved,
// and grows at both ends.
import { ask, nodePath } from '../net/api.js';
import { lineAt, readCast } from '../text/cast.js';

const step = 256 * 1024;
const cast = 'application/x-asciicast';

export class LogSource {
  events = [];
  /** The first and the last byte of the window, and how many there are. */
  first = 0;
  last = 0;
  size = 0;
  header = null;
  #path;

  constructor(job, node) {
    this.#path = `${nodePath(job, node)}/transcript`;
  }

  async #range(range) {
    const response = await ask(this.#path, { headers: { Accept: cast, Range: `bytes=${range}` } });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)/.exec(response.headers.get('content-range') ?? '')
      ?? [0, 0, bytes.length];
    return { bytes, start: Number(start), total: Number(total) };
  }

  /** Takes the window from a byte on, at which a line begins. */
  async #open(from, count = step) {
    const { bytes, start, total } = await this.#range(`${from}-${from + count - 1}`);
    const read = readCast(bytes, start, true);
    if (!read.events.length && start + bytes.length < total) return this.#open(from, count * 4);
    [this.events, this.first, this.last, this.size] = [read.events, from, read.end, total];
    this.header ??= read.header;
  }

  /** The end of what there is. */
  async tail(count = step) {
    const { bytes, start, total } = await this.#range(`-${count}`);
    const read = readCast(bytes, start, start === 0);
    if (!read.events.length && start > 0) return this.tail(count * 4);
    [this.events, this.first, this.last, this.size] = [read.events, start === 0 ? 0 : read.first, read.end, total];
    this.header ??= read.header;
    if (!this.header) this.header = readCast((await this.#range('0-4095')).bytes, 0, true).header;
  }

  /** What stands before the window; true where there was something. */
  async earlier(count = step) {
    if (this.first === 0) return false;
    const from = Math.max(0, this.first - count);
    const { bytes } = await this.#range(`${from}-${this.first - 1}`);
    const read = readCast(bytes, from, from === 0);
    if (!read.events.length && from > 0) return this.earlier(count * 4);
    this.events = [...read.events, ...this.events];
    this.first = from === 0 ? 0 : read.first;
    this.header ??= read.header;
    return true;
  }

  /** What stands behind the window, as new events; none where nothing does yet. */
  async later(count = step) {
    // From the line end before it on, which is always there: a range behind the end would be an error.
    const from = this.last - 1;
    const part = await this.#range(`${from}-${from + count}`);
    const read = readCast(part.bytes, from, false);
    this.size = part.total;
    if (!read.events.length && from + part.bytes.length < part.total) return this.later(count * 4);
    this.events.push(...read.events);
    this.last = read.end;
    this.header ??= read.header;
    return read.events;
  }

  get isAtEnd() {
    return this.last >= this.size;
  }

  /** The window around a line; answers its id. */
  async around(id) {
    const at = Number(id.split('+')[0]);
    await this.#open(at);
    await this.earlier(step / 8);
    if (!this.header) this.header = readCast((await this.#range('0-4095')).bytes, 0, true).header;
    return id;
  }

  /** The line at a byte of the text, which a search names; the window is around it. */
  async atText(offset) {
    const response = await ask(this.#path, { headers: { Accept: 'text/plain', Range: `bytes=${offset}-${offset}` } });
    const [, at, text, begins] = /cast=(\d+), text=(\d+), begins-line=\?([01])/.exec(response.headers.get('trawl-place') ?? '')
      ?? [0, 0, 0, 1];
    const place = { cast: Number(at), text: Number(text), beginsLine: begins === '1' };
    await this.#open(place.cast);
    let id = lineAt(offset, place, this.events);
    while (!id && (await this.later()).length) id = lineAt(offset, place, this.events);
    return id ? this.around(id) : null;
  }
}
