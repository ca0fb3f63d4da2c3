// What a node sent, as text nodes: colours and weights of SGR sequences become classes, every other escape sequence is left
// out, and what cannot be seen is shown by a sign. Nothing of it is ever markup, a link or a title.
import { h } from '../base/dom.js';

// A sequence without its end is no sequence, so that it hides nothing; each alternative stops at the next escape.
const sequence = /\x1b(?:\[([0-9:;<=>?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/g;
const unseen = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Signs for what would act instead of being read: control characters, and those that turn the direction of writing. */
const visible = text => text.replace(unseen, character => {
  const code = character.codePointAt(0);
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '␡' : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
});

const plain = Object.freeze({ fg: null, bg: null, marks: '' });
export const noColour = plain;

const mark = (state, name, on) => {
  const others = state.marks.replace(name, '');
  return { ...state, marks: on ? others + name : others };
};

const cube = n => n ? 55 + 40 * n : 0;

function indexed(n) {
  if (!(n >= 0 && n < 256)) return null;
  if (n < 16) return n;
  if (n > 231) return `rgb(${Array(3).fill(8 + 10 * (n - 232)).join()})`;
  const value = n - 16;
  return `rgb(${cube(Math.floor(value / 36))},${cube(Math.floor(value / 6) % 6)},${cube(value % 6)})`;
}

/** The colour behind a 38 or 48, and how many parameters it took. */
function extended(parameters, place) {
  if (parameters[place + 1] === 5) return [indexed(parameters[place + 2]), 2];
  if (parameters[place + 1] !== 2) return [null, 0];
  const parts = parameters.slice(place + 2, place + 5);
  return [parts.length === 3 && parts.every(part => part < 256) ? `rgb(${parts.join()})` : null, 4];
}

/** The state after an SGR sequence (ECMA-48, 8.3.117; ITU-T T.416 for the colours with colons). */
function turned(state, text) {
  const parameters = text.replace(/(:2):\d*(?=:\d+:\d+:\d+)/g, '$1').split(/[;:]/).map(Number);
  for (let place = 0; place < parameters.length; place += 1) {
    const code = parameters[place];
    if (code === 0) state = plain;
    else if (code === 1) state = mark(state, 'b', true);
    else if (code === 2) state = mark(state, 'd', true);
    else if (code === 3 || code === 23) state = mark(state, 'i', code === 3);
    else if (code === 4 || code === 24) state = mark(state, 'u', code === 4);
    else if (code === 7 || code === 27) state = mark(state, 'v', code === 7);
    else if (code === 9 || code === 29) state = mark(state, 's', code === 9);
    else if (code === 22) state = mark(mark(state, 'b', false), 'd', false);
    else if (code >= 30 && code <= 37) state = { ...state, fg: code - 30 };
    else if (code >= 90 && code <= 97) state = { ...state, fg: code - 82 };
    else if (code >= 40 && code <= 47) state = { ...state, bg: code - 40 };
    else if (code >= 100 && code <= 107) state = { ...state, bg: code - 92 };
    else if (code === 39) state = { ...state, fg: null };
    else if (code === 49) state = { ...state, bg: null };
    else if (code === 38 || code === 48) {
      const [colour, taken] = extended(parameters, place);
      state = { ...state, [code === 38 ? 'fg' : 'bg']: colour };
      place += taken;
    }
  }
  return state;
}

function piece(text, state) {
  if (state === plain || state.fg === null && state.bg === null && !state.marks) return visible(text);
  const names = [...state.marks].map(name => `a-${name}`);
  if (typeof state.fg === 'number') names.push(`f${state.fg}`);
  if (typeof state.bg === 'number') names.push(`b${state.bg}`);
  const span = h('span', null, visible(text));
  if (typeof state.fg === 'string') [names.push('fc'), span.style.setProperty('--fc', state.fg)];
  if (typeof state.bg === 'string') [names.push('bc'), span.style.setProperty('--bc', state.bg)];
  span.className = names.join(' ');
  return span;
}

/** Puts a text into an element; answers the state that the text behind it begins with. */
export function paint(element, text, state = plain, colours = true) {
  if (!colours) {
    element.textContent = visible(text);
    return state;
  }
  if (state === plain && !text.includes('\x1b')) {
    element.textContent = visible(text);
    return state;
  }
  element.replaceChildren();
  let done = 0;
  for (const match of text.matchAll(sequence)) {
    if (match.index > done) element.append(piece(text.slice(done, match.index), state));
    done = match.index + match[0].length;
    if (match[2] === 'm' && !/[<=>?]/.test(match[1])) state = turned(state, match[1]);
  }
  if (done < text.length) element.append(piece(text.slice(done), state));
  return state;
}

/** A text without its escape sequences, for the clipboard. */
export const stripped = text => text.replace(sequence, '');
