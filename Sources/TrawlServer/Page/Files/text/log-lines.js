// Events of a transcript as lines for a person.

/** Each line: the event that it began in and which one of it, its time, its kind (`o`, `i`, `m`), its text. */
export class LogLines {
  #open = null;

  /** The lines that an event begins, and the one before that it goes on with. */
  take(event) {
    if (event.kind !== 'o') {
      this.#open = null;
      return { grown: null, begun: [this.#line(event, 0, event.text.replace(/\r?\n$/, ''))] };
    }
    const parts = event.text.replaceAll('\r\n', '\n').split('\n');
    const begun = [];
    let grown = null;
    parts.forEach((part, place) => {
      if (place === 0 && this.#open) {
        grown = this.#open;
        grown.text += part;
      } else if (part || place < parts.length - 1) {
        begun.push(this.#open = this.#line(event, place, part));
      } else {
        this.#open = null;
      }
      if (place < parts.length - 1) this.#open = null;
    });
    return { grown, begun };
  }

  #line(event, place, text) {
    return { id: `${event.at}+${place}`, time: event.time, kind: event.kind, text };
  }
}
