// The lines of an asciicast (version 2), each with the byte that it begins at.

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * The whole lines in some bytes of the file, which begin at `offset`: events as `{at, time, kind, text}`, the header where
 * it is among them, and the byte behind the last whole line. `isAligned` is whether a line begins at `offset`.
 */
export function readCast(bytes, offset, isAligned) {
  const events = [];
  let header = null;
  let start = isAligned ? 0 : bytes.indexOf(10) + 1;
  if (!isAligned && start === 0) return { events, header, first: offset, end: offset };
  const first = offset + start;
  while (true) {
    const stop = bytes.indexOf(10, start);
    if (stop < 0) break;
    try {
      const line = JSON.parse(decoder.decode(bytes.subarray(start, stop)));
      if (Array.isArray(line)) events.push({ at: offset + start, time: line[0], kind: line[1], text: String(line[2]) });
      else header = line;
    } catch { /* a torn line of a process that was killed */ }
    start = stop + 1;
  }
  return { events, header, first, end: offset + start };
}

const asText = text => text.replaceAll('\r\n', '\n');
const size = text => encoder.encode(text).length;

/**
 * Finds the line that begins at a byte of the transcript's text among events that follow a place which is known in both
 * forms; null where it is further on. Counts as the server does: input and markers are lines of their own.
 */
export function lineAt(wanted, place, events) {
  let { text: position, beginsLine } = place;
  for (const event of events) {
    if (event.at < place.cast || !event.text) continue;
    if (event.kind === 'o') {
      const text = asText(event.text);
      const length = size(text);
      if (position + length > wanted) {
        const before = decoder.decode(encoder.encode(text).subarray(0, wanted - position));
        return `${event.at}+${before.split('\n').length - 1}`;
      }
      position += length;
      beginsLine = text.endsWith('\n');
    } else {
      const prefix = (beginsLine ? 0 : 1) + (event.kind === 'i' ? 2 : 7);
      position += prefix + size(asText(event.text)) + (event.text.endsWith('\n') ? 0 : 1);
      beginsLine = true;
      if (position > wanted) return `${event.at}+0`;
    }
  }
  return null;
}
