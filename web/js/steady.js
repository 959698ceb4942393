// A list never re-orders under the pointer. When the server's order has changed by itself, the rows
// that stay are brought up to date where they are, and a button shows the rest.
import { $$, make } from './dom.js';
import { morph } from './morph.js';
import { word } from './words.js';

const ids = el => $$('[data-item]', el).map(item => item.id);
const same = (a, b) => a.length === b.length && a.every((id, i) => id === b[i]);
const waiting = new Map(); // id of the list → the list as the server has it

// steady: true when it has dealt with the list, false when the list may simply be morphed.
export function steady(list, next) {
  const had = ids(list), has = ids(next);
  if (!had.length || document.hidden || same(had, has)) {
    forget(list);
    return false;
  }
  const now = new Set(has);
  const stay = had.filter(id => now.has(id));
  for (const id of stay) morph(list.querySelector(`[id="${CSS.escape(id)}"]`), next.querySelector(`[id="${CSS.escape(id)}"]`).cloneNode(true), { soft: true });
  for (const id of had) if (!now.has(id)) list.querySelector(`[id="${CSS.escape(id)}"]`).classList.add('gone');
  const moved = stay.filter((id, i) => has.filter(x => stay.includes(x))[i] !== id).length;
  waiting.set(list.id, next.cloneNode(true));
  offer(list, had.length - stay.length + (has.length - stay.length) + moved);
  return true;
}

function forget(list) {
  waiting.delete(list.id);
  list.querySelector(':scope > .changes')?.remove();
}

function offer(list, n) {
  list.querySelector(':scope > .changes')?.remove();
  const button = make('button', { type: 'button', className: 'btn main-action changes', id: `changes-${list.id}`, data: { own: '' }, aria: { keyshortcuts: '.' } }, `${word('changed', { n })} `, make('kbd', { textContent: '.' }));
  button.onclick = () => {
    const next = waiting.get(list.id);
    forget(list);
    morph(list, next, { soft: true });
  };
  list.prepend(button);
}
