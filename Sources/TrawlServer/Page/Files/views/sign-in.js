// Who is there? A token becomes a session, and is forgotten here at once.
import { h, fill } from '../base/dom.js';
import { ask } from '../net/api.js';
import { main, setConnection, setTitle } from './frame.js';
import { problem } from './parts.js';

export function signIn(reason) {
  setTitle('Sign in · trawl');
  setConnection('out');
  return new Promise(signedIn => {
    const field = h('input', { id: 'token', type: 'password', autocomplete: 'current-password', required: true,
      spellcheck: 'false', 'aria-describedby': 'token-help' });
    const fault = h('div');
    const form = h('form', { class: 'sheet', onsubmit: async event => {
      event.preventDefault();
      fault.replaceChildren();
      const token = field.value.trim();
      try {
        await ask('/session', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
        field.value = '';
        signedIn();
      } catch (error) {
        fill(fault, problem(error));
        field.select();
        field.focus();
      }
    } },
    h('h1', null, 'Sign in'),
    reason ? h('p', { role: 'status' }, reason) : null,
    h('label', { for: 'token' }, 'Token'), field, fault,
    h('button', { type: 'submit', class: 'primary' }, 'Sign in'),
    h('p', { id: 'token-help', class: 'dim' }, 'An administrator makes one with ',
      h('code', null, 'trawl token create NAME --role operator'),
      '. On the server’s own machine yours is in ', h('code', null, 'local-server.json'),
      ' of the data directory.'));
    fill(main, form);
    field.focus();
  });
}
