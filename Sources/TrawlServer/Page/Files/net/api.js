// Calls to the server, and what can go wrong with them in words.

/** What a call was refused with; status 0 where the server could not be reached. */
export class CallError extends Error {
  constructor(status, body) {
    super(body.message ?? 'The server cannot be reached.');
    this.status = status;
    this.body = body;
  }
}

const base = '/api/v1';
let signedOut = () => {};

/** Says what is done once the server does not know the viewer any more. */
export const onSignedOut = action => { signedOut = action; };

export async function ask(path, { method = 'GET', body, headers, signal } = {}) {
  const options = { method, signal, headers: { Accept: 'application/json', ...headers } };
  if (method !== 'GET') options.headers['X-Trawl-Page'] = '1';
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(base + path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new CallError(0, {});
  }
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({ message: `The server answered ${response.status}.` }));
  if (response.status === 401 && path !== '/session') signedOut();
  throw new CallError(response.status, answer);
}

export const get = async (path, options) => (await ask(path, options)).json();

export async function post(path, body, headers) {
  const response = await ask(path, { method: 'POST', body, headers });
  return response.status === 204 ? null : response.json();
}

export const jobPath = job => `/jobs/${job}`;
export const nodePath = (job, node) => `/jobs/${job}/nodes/${encodeURIComponent(node)}`;
export const download = path => base + path;

/** The documents of an answer of JSON lines, as they come. */
export async function* lines(path, options) {
  const response = await ask(path, { ...options, headers: { Accept: 'application/x-ndjson' } });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (true) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}
