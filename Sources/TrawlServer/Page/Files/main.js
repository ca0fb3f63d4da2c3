// Which view an address is, and who is there to see it.
import { onMove } from './base/address.js';
import { setKeys } from './base/keys.js';
import { announce } from './base/announce.js';
import { ask, onSignedOut } from './net/api.js';
import { main, raise, setConnection, setWho } from './views/frame.js';
import { signIn } from './views/sign-in.js';
import { jobsView } from './views/jobs.js';
import { newJobView } from './views/new-job.js';
import { problem } from './views/parts.js';
import { jobView } from './job/job-page.js';
import { nodeView } from './node/node-page.js';
import { button, fill, h } from './base/dom.js';

let session = null;
let view = null;
let isAsking = false;

/** The view of an address: its name, and what it is of. */
function viewAt(path) {
  const [first, job, nodes, node] = path.split('/').slice(1).map(decodeURIComponent);
  if (first === 'new') return newJobView;
  if (first === 'jobs' && job && nodes === 'nodes' && node) return (root, place) => nodeView(root, { ...place, job, node });
  if (first === 'jobs' && job) return (root, place) => jobView(root, { ...place, job });
  return jobsView;
}

function show() {
  view?.close();
  setKeys({});
  setConnection('');
  scrollTo(0, 0);
  main.removeAttribute('aria-busy');
  view = viewAt(location.pathname)(main, { session });
  setKeys(view.keys ?? {});
}

/** Asks who is there until somebody is, then shows what the address says. */
async function enter(reason) {
  if (isAsking) return;
  isAsking = true;
  view?.close();
  view = null;
  setKeys({});
  try {
    while (true) {
      try {
        const answer = await ask('/session');
        if (answer.status === 200) {
          session = await answer.json();
          break;
        }
        setWho(null);
        await signIn(reason);
      } catch (error) {
        await new Promise(again => fill(main, problem(error), button('Try again', again, { autofocus: true })));
      }
    }
  } finally {
    isAsking = false;
  }
  setWho(session, leave);
  show();
  if (reason) main.focus();
}

async function leave() {
  try {
    await ask('/session', { method: 'DELETE' });
  } catch (error) {
    if (error.status !== 401) return announce(error.message, { now: true });
  }
  session = null;
  enter('You are signed out.');
}

onSignedOut(() => enter('Your session is over. Sign in again, and you are back where you were.'));
let last = location.pathname + location.search;
onMove(() => {
  const next = location.pathname + location.search;
  // A place within what is shown is the view's own affair.
  if (next === last && view?.moved) return view.moved();
  last = next;
  if (session && !isAsking) {
    show();
    // Where a view wants its reader to begin is its own affair.
    if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
  }
});
raise();
fill(main, h('p', null, 'Loading…'));
enter();
