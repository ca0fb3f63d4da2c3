// Follows one job's events: goes on from the last id after a loss, waits longer after each failure, and lets go of its
// connection while nobody looks, because a browser has only six of them for all its tabs.
import { ask, jobPath } from './api.js';
import { EventParser } from './sse.js';

const shortest = 1000;
const longest = 30000;
/** The server says something every 15 seconds; a stream that is silent for longer is dead. */
const patience = 40000;

export class JobEvents {
  #job;
  #handlers;
  #id = null;
  #wait = 0;
  #abort = null;
  #timer = 0;
  #isOver = false;
  #heard = 0;

  /** `handlers`: take(event), opened(isFresh), state(name, detail), lost() before each wait. */
  constructor(job, handlers) {
    this.#job = job;
    this.#handlers = handlers;
    document.addEventListener('visibilitychange', this.#seen);
    addEventListener('online', this.retry);
    this.#open();
  }

  close() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    document.removeEventListener('visibilitychange', this.#seen);
    removeEventListener('online', this.retry);
  }

  retry = () => {
    if (this.#isOver || this.#abort) return;
    clearTimeout(this.#timer);
    this.#open();
  };

  #seen = () => {
    if (this.#isOver) return;
    if (document.hidden) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#abort?.abort(), 15000);
    } else {
      clearTimeout(this.#timer);
      if (!this.#abort) this.#open();
    }
  };

  async #open() {
    const abort = this.#abort = new AbortController();
    let reason = 'lost';
    const watch = setInterval(() => {
      if (performance.now() - this.#heard > patience) abort.abort();
    }, 5000);
    try {
      this.#heard = performance.now();
      const headers = { Accept: 'text/event-stream', ...(this.#id ? { 'Last-Event-ID': this.#id } : {}) };
      const response = await ask(`${jobPath(this.#job)}/events?snapshot=job`, { headers, signal: abort.signal });
      if (response.status === 204) reason = 'settled';
      else reason = await this.#read(response) ?? reason;
    } catch (error) {
      if ([401, 404].includes(error.status)) reason = error.status === 401 ? 'unauthorized' : 'deleted';
    }
    clearInterval(watch);
    this.#abort = null;
    if (this.#isOver) return;
    if (reason === 'settled' || reason === 'deleted' || reason === 'unauthorized') {
      this.#isOver = true;
      return this.#handlers.state(reason);
    }
    if (document.hidden) return;
    this.#wait = Math.min(longest, Math.max(shortest, this.#wait * 2));
    const wait = this.#wait * (0.5 + Math.random() / 2);
    this.#handlers.state('waiting', Date.now() + wait);
    this.#timer = setTimeout(this.retry, wait);
    this.#handlers.lost();
  }

  /** Reads to the stream's end; answers the reason that it gave. */
  async #read(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    let reason;
    this.#handlers.opened(!this.#id);
    this.#handlers.state('live');
    while (true) {
      const { done, value } = await reader.read();
      if (done) return reason;
      this.#heard = performance.now();
      this.#wait = 0;
      for (const { event, data, id } of parser.take(value)) {
        if (id) this.#id = id;
        const document = JSON.parse(data);
        if (event === 'end') reason = document.reason;
        else this.#handlers.take(event, document);
      }
    }
  }
}
