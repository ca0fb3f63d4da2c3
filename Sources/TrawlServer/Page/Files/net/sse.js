// Server-sent events (the HTML standard, section 9.2), for streams that are fetched: EventSource can neither say what went
// wrong nor send the id that it was told to go on from.

export class EventParser {
  #rest = '';
  #event = '';
  #data = [];
  #id = null;

  /** The events that are whole with this text: `{event, data, id}`, `id` null where none was told. */
  take(text) {
    const events = [];
    const parts = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = parts.pop();
    for (const part of parts) {
      if (part === '') {
        if (this.#data.length) {
          events.push({ event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id });
        }
        [this.#event, this.#data, this.#id] = ['', [], null];
        continue;
      }
      const colon = part.indexOf(':');
      if (colon === 0) continue;
      const name = colon < 0 ? part : part.slice(0, colon);
      const value = colon < 0 ? '' : part.slice(colon + 1).replace(/^ /, '');
      if (name === 'event') this.#event = value;
      else if (name === 'data') this.#data.push(value);
      else if (name === 'id' && !value.includes('\0')) this.#id = value;
    }
    return events;
  }
}
