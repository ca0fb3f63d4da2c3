// Elements from values: text is only ever text, never markup.

/** Makes an element: `on…` are listeners, `class` and attributes as they are named, true is an empty attribute. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  put(element, children);
  return element;
}

/** Appends elements and texts; lists are taken apart, and what is nothing is left out. */
export function put(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false && child !== '') element.append(child);
  }
  return element;
}

/** Puts other children in place of those that are there. */
export function fill(element, ...children) {
  element.replaceChildren();
  return put(element, children);
}

/** Sets a text, only where it is another one: what does not change is neither drawn nor read out again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A button that does something. */
export const button = (label, onclick, attributes) => h('button', { type: 'button', onclick, ...attributes }, label);

/** A button that is there and cannot be used, with its reason for everybody. */
export const refused = (label, reason) =>
  h('button', { type: 'button', class: 'refused', 'aria-disabled': 'true', title: reason }, label,
    h('span', { class: 'unseen' }, ` (${reason})`));
