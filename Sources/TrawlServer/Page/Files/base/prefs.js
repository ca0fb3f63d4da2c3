// What a viewer chose, kept in this browser alone.

const read = () => {
  try { return JSON.parse(localStorage.getItem('trawl') ?? '{}'); } catch { return {}; }
};

export const prefs = { theme: 'auto', keys: true, wrap: true, times: 'relative', colours: true, sent: true, ...read() };

export function choose(name, value) {
  prefs[name] = value;
  try { localStorage.setItem('trawl', JSON.stringify(prefs)); } catch { /* a private window forgets, which is its point */ }
}
