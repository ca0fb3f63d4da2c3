// What is known of one job: what the server stores, with its events folded over it.
import { get, jobPath } from '../net/api.js';
import { JobEvents } from '../net/events.js';
import { isFinal } from '../base/words.js';

const columns = ['node', 'status', 'stage', 'attempt', 'stepsDone', 'stepsTotal', 'bytes', 'startedAt', 'finishedAt', 'code',
  'outcome'];

const rank = row => isFinal(row.status) ? 2 + (row.outcome ? 1 : 0) : row.status === 'RUNNING' ? 1 : 0;

/** Whether `left` is what a node came to after it was `right`. */
const isNewer = (left, right) =>
  left.attempt > right.attempt || left.attempt === right.attempt && rank(left) > rank(right);

const rowOf = record => ({
  node: record.node, status: record.status, stage: record.stage, attempt: record.attempt,
  stepsDone: record.steps_done, stepsTotal: record.steps_total, bytes: record.bytes,
  startedAt: record.started_at && Date.parse(record.started_at),
  finishedAt: record.finished_at && Date.parse(record.finished_at),
  code: record.error?.code ?? null, outcome: record.cancel_outcome ?? null, message: record.error?.message,
});

export class JobStore {
  job = null;
  /** By name, in the job's order. */
  nodes = new Map();
  progress = null;
  connection = { name: 'connecting' };
  /** When what is shown was last known to be true. */
  asOf = Date.now();
  #id;
  #listeners = new Set();
  #changed = new Set();
  #frame = 0;
  #touched = null;
  #events = null;

  constructor(id) {
    this.#id = id;
  }

  /** Calls back after changes, once a frame, with the names of the nodes that changed; null for all of them. */
  listen(listener) {
    this.#listeners.add(listener);
  }

  async open() {
    this.job = await get(jobPath(this.#id));
    this.#changed = null;
    this.#events = new JobEvents(this.#id, {
      take: (event, document) => this.#take(event, document),
      opened: isFresh => { if (isFresh) this.load().catch(() => {}); },
      state: (name, until) => {
        this.connection = { name, until };
        if (name === 'settled') this.load().catch(() => {});
        this.#announce();
      },
      lost: () => this.load().catch(() => {}),
    });
    await this.load();
  }

  retry = () => this.#events?.retry();

  close() {
    this.#events?.close();
    this.#listeners.clear();
    cancelAnimationFrame(this.#frame);
  }

  /** Asks for everything that is stored; events that come meanwhile are not lost. */
  async load() {
    const touched = this.#touched = new Map();
    const job = await get(jobPath(this.#id));
    const nodes = new Map();
    let cursor = '';
    do {
      const page = await get(`${jobPath(this.#id)}/nodes?view=compact${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      for (const values of page.nodes) {
        const row = Object.fromEntries(columns.map((name, place) => [name, values[place]]));
        const known = this.nodes.get(row.node);
        row.message = known?.code === row.code ? known?.message : undefined;
        row.live = isFinal(row.status) ? undefined : known?.live;
        nodes.set(row.node, row);
      }
      cursor = page.next_cursor;
    } while (cursor);
    for (const [name, row] of touched) {
      const stored = nodes.get(name);
      if (stored && isNewer(row, stored)) nodes.set(name, row);
    }
    if (this.#touched === touched) this.#touched = null;
    this.nodes = nodes;
    this.progress = null;
    this.takeJob(job);
    this.asOf = Date.now();
    this.#changed = null;
    this.#announce();
  }

  /** Takes a job as it was answered, unless a later state of it is known. */
  takeJob(job) {
    const known = this.job;
    if (known && isFinal(known.status) && !isFinal(job.status) || known?.settled && !job.settled) return;
    this.job = job;
    this.#announce();
  }

  takeNode(record) {
    const row = rowOf(record);
    this.nodes.set(row.node, row);
    this.#touched?.set(row.node, row);
    this.#changed?.add(row.node);
    this.#announce();
  }

  #take(event, document) {
    this.asOf = Date.now();
    if (event === 'job' && document.record) this.takeJob(document.record);
    else if (event === 'node' && document.record) this.takeNode(document.record);
    else if (event === 'progress') this.#takeProgress(document);
    else if (event === 'resync') this.load().catch(() => {});
  }

  #takeProgress(progress) {
    this.progress = progress;
    const now = Date.now();
    for (const live of progress.running ?? []) {
      const row = this.nodes.get(live.node);
      if (row?.status !== 'RUNNING') continue;
      row.stage = live.stage;
      [row.stepsDone, row.stepsTotal, row.bytes] = [live.steps_done, live.steps_total, live.bytes];
      row.live = { activity: live.activity, heardAt: now - live.silent_ms };
      this.#changed?.add(row.node);
    }
    this.#announce();
  }

  #announce() {
    if (this.#frame) return;
    const tell = () => {
      clearTimeout(timer);
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      const changed = this.#changed;
      this.#changed = new Set();
      this.#listeners.forEach(listener => listener(changed));
    };
    // A page that is not drawn gets no frames.
    const timer = setTimeout(tell, 1000);
    this.#frame = requestAnimationFrame(tell);
  }

  /** How many nodes stand how, by the newest that is known: the job's own counts once it is final. */
  get counts() {
    const known = isFinal(this.job.status) ? this.job.counts : this.progress?.counts ?? this.job.counts;
    return { PENDING: known.pending, RUNNING: known.running, SUCCEEDED: known.succeeded, FAILED: known.failed,
      CANCELLED: known.cancelled };
  }

  get total() {
    return Object.values(this.counts).reduce((sum, n) => sum + n, 0);
  }

  /** The verdicts that are in, by outcome. */
  get verdicts() {
    const found = {};
    for (const { outcome } of this.nodes.values()) if (outcome) found[outcome] = (found[outcome] ?? 0) + 1;
    return found;
  }
}
