// What was kept of a node: files with their sizes and hashes, and how a text among them begins.
import { button, fill, h } from '../base/dom.js';
import { bytes, count } from '../base/format.js';
import { ask, download, nodePath } from '../net/api.js';
import { copyButton, problem } from '../views/parts.js';

const previewed = 64 * 1024;

export function artifacts(place, job, node, manifest) {
  const base = `${nodePath(job, node)}/artifacts`;
  const address = path => `${base}/${path.replace(/^artifacts\//, '').split('/').map(encodeURIComponent).join('/')}`;
  if (!manifest) return fill(place, h('p', { class: 'dim' }, 'Files are listed here once the node is done.'));
  if (!manifest.artifacts.length) return fill(place, h('p', { class: 'dim' }, 'No file was kept of this node.'));
  fill(place, h('ul', { class: 'files' }, manifest.artifacts.map(artifact => {
    const name = artifact.path.replace(/^artifacts\//, '');
    const preview = h('div');
    const look = button('Preview', async () => {
      if (preview.firstChild) {
        look.setAttribute('aria-expanded', 'false');
        return preview.replaceChildren();
      }
      look.setAttribute('aria-expanded', 'true');
      try {
        const response = await ask(address(artifact.path), { headers: { Accept: '*/*', Range: `bytes=0-${previewed - 1}` } });
        const text = new TextDecoder().decode(await response.arrayBuffer());
        const isBinary = text.slice(0, 4000).includes('\0');
        fill(preview, isBinary ? h('p', { class: 'dim' }, 'This is no text; download it.') : [
          h('pre', { class: 'preview', tabindex: '0', 'aria-label': `Beginning of ${name}` }, text),
          artifact.size > previewed ? h('p', { class: 'dim' }, `The first ${bytes(previewed)} of ${bytes(artifact.size)}.`) : null]);
      } catch (error) {
        fill(preview, artifact.size ? problem(error) : h('p', { class: 'dim' }, 'The file is empty.'));
      }
    }, { class: 'small', 'aria-expanded': 'false', 'aria-label': `Preview ${name}` });
    return h('li', null, h('bdi', { class: 'name' }, name), ` ${bytes(artifact.size)} `,
      artifact.partial ? h('span', { class: 'problem' }, 'partial ') : null,
      artifact.truncated_bytes ? h('span', { class: 'problem' }, `cut: ${bytes(artifact.truncated_bytes)} are missing `) : null,
      look, ' ', h('a', { href: download(address(artifact.path)), download: name.split('/').pop() }, 'Download'), ' ',
      h('code', { class: 'dim', title: artifact.sha256 }, `sha256 ${artifact.sha256.slice(0, 12)}…`), ' ',
      copyButton('Copy hash', () => artifact.sha256, 'SHA-256'), preview);
  })), h('p', { class: 'dim' }, `${count(manifest.artifacts.length, 'file')}, ${
    bytes(manifest.artifacts.reduce((sum, artifact) => sum + artifact.size, 0))}`));
}
