// A new job: whom it is about, seen while one types; what is done there; and how.
import { button, fill, h, setText } from '../base/dom.js';
import { go, jobAddress, noteQuery, query } from '../base/address.js';
import { bytes, count, duration } from '../base/format.js';
import { get, post } from '../net/api.js';
import { setConnection, setTitle } from './frame.js';
import { copyButton, problem, settled } from './parts.js';

/** Options: field of the API → label, what it is for, placeholder, how its text becomes a value. */
// What is no number goes as it is: the server says what is wrong with it.
const number = text => Number.isFinite(Number(text)) ? Number(text) : text;
const share = text => text.includes('%') ? text : number(text);
const options = {
  concurrency: ['Nodes at once', 'At most so many nodes are worked on at the same time.', 'the server’s own', number],
  node_timeout_s: ['Seconds a node', 'The longest that one try at one node may take.', '600', number],
  deadline_s: ['Seconds for the whole job', 'Then what still runs is ended.', 'none', number],
  retries: ['More tries', 'After failures where another try can help.', '0', number],
  max_failures: ['Stop after failures', 'A number, or a share such as 10%: then no further node is started.', 'never', share],
};

const quoted = text => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

export function newJobView(root, { session }) {
  setTitle('New job · trawl');
  setConnection('');
  if (session.role === 'viewer') {
    fill(root, h('h1', null, 'New job'), h('p', null, 'Your role only reads. An operator can submit jobs.'));
    return { close() {} };
  }
  // Made once for this form: however often it is sent, it is one job.
  let key = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  const faults = new Map();
  let asked = null;

  function field(name, label, help, input) {
    const fault = h('p', { class: 'problem', id: `${name}-fault`, hidden: true });
    const id = name.replace('.', '-');
    input.id = id;
    input.setAttribute('aria-describedby', `${id}-help ${fault.id}`);
    faults.set(name, { input, fault });
    return h('div', { class: 'field' }, h('label', { for: id }, label), input, h('p', { class: 'dim', id: `${id}-help` }, help), fault);
  }
  function blame(name, message) {
    const place = faults.get(name) ?? faults.get(name?.split(/[.[]/)[0]);
    if (!place) return false;
    setText(place.fault, message ?? '');
    place.fault.hidden = !message;
    place.input.setAttribute('aria-invalid', Boolean(message));
    return true;
  }

  const targets = h('input', { type: 'text', value: query().get('targets') ?? '', required: true, spellcheck: 'false',
    autocomplete: 'off', autocapitalize: 'off', oninput: settled(() => preview()) });
  const found = h('div', { class: 'found', role: 'status' });
  const profile = h('select', { onchange: () => [showSteps(), equal()] });
  const steps = h('div');
  const given = h('div');
  let parameters = [];
  const commands = h('textarea', { rows: '3', spellcheck: 'false', oninput: settled(() => equal()) });
  const title = h('input', { type: 'text', maxlength: '200', oninput: settled(() => equal()) });
  const fields = Object.fromEntries(Object.entries(options).map(([name, [, , placeholder]]) =>
    [name, h('input', { type: 'text', inputmode: 'numeric', placeholder, oninput: settled(() => equal()) })]));
  const start = h('input', { type: 'checkbox', id: 'start', onchange: () => equal() });
  start.checked = true;
  const fault = h('div');
  const send = h('button', { type: 'submit', class: 'primary' }, 'Submit');
  const shell = h('code');
  const curl = h('code');

  const form = h('form', { class: 'sheet wide', novalidate: true, onsubmit: event => [event.preventDefault(), submit()] },
    h('h1', null, 'New job'), fault,
    field('targets', 'Targets', 'Node names, groups, sets and globs: web[01-40], @db, web*!web07, or all.', targets), found,
    field('profile', 'Profile', 'What is done on each node.', profile), steps, given,
    session.role === 'admin' ? field('commands', 'Commands, one a line, in place of a profile',
      'Run by the nodes’ shell; for administrators alone.', commands) : null,
    field('name', 'Name', 'What the job is called in lists.', title),
    h('details', null, h('summary', null, 'Options'), Object.entries(options).map(([name, [label, help]]) =>
      field(`options.${name}`, label, help, fields[name]))),
    h('p', null, h('label', { for: 'start' }, start, ' Run it at once')),
    h('p', null, send),
    h('details', null, h('summary', null, 'The same from a terminal'), h('p', null, shell, ' ', copyButton('Copy', () => shell.textContent, 'command')),
      h('p', null, curl, ' ', copyButton('Copy', () => curl.textContent, 'command'))));
  fill(root, form);

  async function preview() {
    const wanted = targets.value.trim();
    noteQuery({ targets: wanted });
    equal();
    asked?.abort();
    blame('targets', '');
    if (!wanted) return found.replaceChildren();
    const own = asked = new AbortController();
    try {
      const { nodes } = await get(`/inventory?targets=${encodeURIComponent(wanted)}`, { signal: own.signal });
      const open = nodes.filter(node => node.host_key === 'off');
      fill(found, h('strong', null, count(nodes.length, 'node')), ' ', h('span', { class: 'dim' },
        nodes.slice(0, 12).map(node => node.node).join(', '), nodes.length > 12 ? ` and ${nodes.length - 12} more` : ''),
      open.length ? h('p', { class: 'problem' }, `Host keys are not checked on ${count(open.length, 'node')}: anyone in between could pose as them.`)
        : nodes.length ? h('p', { class: 'dim' }, `Host keys: ${[...new Set(nodes.map(node => node.host_key))].join(', ')}`) : '');
    } catch (error) {
      if (error.name === 'AbortError') return;
      found.replaceChildren();
      blame('targets', error.message);
    }
  }

  /** A field for each parameter of the profile; what is left empty is as the profile has it. */
  function showParameters(all) {
    for (const { name } of parameters) faults.delete(`parameters.${name}`);
    parameters = all.map(parameter => {
      const choices = parameter.type === 'boolean' ? ['true', 'false'] : parameter.choices;
      const usual = parameter.default === null ? 'must be given' : `usually ${parameter.default || 'empty'}`;
      const input = choices ? h('select', { onchange: () => equal() }, ['', ...choices].map(value => h('option', { value }, value || usual)))
        : h('input', { type: 'text', placeholder: usual, inputmode: parameter.type === 'integer' ? 'numeric' : null, oninput: settled(() => equal()) });
      return { name: parameter.name, input, element: field(`parameters.${parameter.name}`, parameter.name, parameter.description, input) };
    });
    fill(given, parameters.map(({ element }) => element));
  }

  async function showSteps() {
    steps.replaceChildren();
    showParameters([]);
    if (!profile.value) return;
    try {
      const chosen = await get(`/profiles/${encodeURIComponent(profile.value)}`);
      if (chosen.name !== profile.value) return;
      showParameters(chosen.parameters ?? []);
      fill(steps, h('p', { class: 'dim' }, chosen.description), h('details', null,
        h('summary', null, count(chosen.steps.length, 'step')), h('ol', { class: 'steps' }, chosen.steps.map(step => h('li', null,
          h('strong', null, step.name), ' ', h('code', null, step.run), h('span', { class: 'dim' },
            [step.timeout_s ? ` · ${duration(step.timeout_s * 1000)} at most` : '', ` · up to ${bytes(step.max_bytes)}`,
              step.optional ? ' · may fail' : '', ` → ${step.artifact}`].join('')))))));
    } catch (error) {
      fill(steps, problem(error));
    }
  }

  function wanted() {
    const body = { targets: targets.value.trim() };
    const own = commands.value.split('\n').map(line => line.trim()).filter(Boolean);
    if (own.length) body.commands = own;
    else if (profile.value) {
      body.profile = profile.value;
      const values = parameters.filter(({ input }) => input.value).map(({ name, input }) => [name, input.value]);
      if (values.length) body.parameters = Object.fromEntries(values);
    }
    if (title.value.trim()) body.name = title.value.trim();
    if (!start.checked) body.start = false;
    for (const [name, [, , , read]] of Object.entries(options)) {
      const text = fields[name].value.trim();
      if (text) (body.options ??= {})[name] = read(text);
    }
    return body;
  }

  /** The same job as lines for a terminal. */
  function equal() {
    const body = wanted();
    const flags = { concurrency: '--concurrency', node_timeout_s: '--node-timeout', deadline_s: '--deadline', retries: '--retries',
      max_failures: '--max-failures' };
    const words = ['trawl', 'submit', quoted(body.targets || 'TARGETS'),
      ...(body.commands ?? []).flatMap(command => ['--command', quoted(command)]),
      ...body.profile ? ['--profile', quoted(body.profile)] : [],
      ...Object.entries(body.parameters ?? {}).flatMap(([name, value]) => ['--set', quoted(`${name}=${value}`)]), ...body.name ? ['--name', quoted(body.name)] : [],
      ...Object.entries(body.options ?? {}).flatMap(([name, value]) => [flags[name], `${value}${name.endsWith('_s') ? 's' : ''}`]),
      ...body.start === false ? [] : ['--start']];
    setText(shell, words.join(' '));
    setText(curl, `curl -H "Authorization: Bearer $TRAWL_TOKEN" -H 'Content-Type: application/json' -d ${
      quoted(JSON.stringify(body))} ${location.origin}/api/v1/jobs`);
  }

  async function submit() {
    for (const name of faults.keys()) blame(name, '');
    fault.replaceChildren();
    send.disabled = true;
    try {
      const job = await post('/jobs', wanted(), { 'Idempotency-Key': key });
      go(jobAddress(job.job_id));
    } catch (error) {
      // What was refused is another request when it is sent again.
      if (error.status) key = crypto.randomUUID?.() ?? `${key}0`;
      if (error.status === 0 || !blame(error.body?.field, error.message)) fill(fault, problem(error));
      const first = form.querySelector('[aria-invalid="true"]');
      first?.closest('details')?.setAttribute('open', '');
      first?.focus();
    }
    send.disabled = false;
  }

  get('/profiles').then(({ profiles }) => {
    fill(profile, profiles.map(each => h('option', { value: each.name, disabled: !each.usable },
      each.usable ? each.name : `${each.name} (has mistakes)`)));
    const asked = query().get('profile');
    const usual = profiles.find(each => each.name === asked && each.usable) ?? profiles.find(each => each.usable);
    if (usual) profile.value = usual.name;
    showSteps();
    equal();
    if (!profiles.length) blame('profile', 'The server has no profiles.');
  }, error => fill(steps, problem(error)));
  preview();
  targets.focus();
  return { keys: {}, close: () => asked?.abort() };
}
