// Where the viewer is: everything that a colleague would have to see too is in the address.

const listeners = new Set();

export const onMove = listener => listeners.add(listener);

const moved = () => listeners.forEach(listener => listener());

addEventListener('popstate', moved);

export function go(address, { replace = false } = {}) {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  moved();
}

/** Another address of the page inside one that stays: nothing is shown anew. */
export const note = address => history.replaceState(history.state, '', address);

export const query = () => new URLSearchParams(location.search);

/** Changes parameters of the address; what is empty is taken out. */
export function noteQuery(changes) {
  const now = query();
  for (const [name, value] of Object.entries(changes)) {
    if (value) now.set(name, value);
    else now.delete(name);
  }
  const text = now.toString().replaceAll('%2C', ',');
  note(`${location.pathname}${text ? `?${text}` : ''}${location.hash}`);
}

export const jobAddress = job => `/jobs/${job}`;
export const nodeAddress = (job, node) => `/jobs/${job}/nodes/${encodeURIComponent(node)}`;

// Links of the page itself are followed without leaving it.
addEventListener('click', event => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.('a[href]');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/api/') || link.pathname === location.pathname && link.hash) return;
  event.preventDefault();
  go(link.href);
});
