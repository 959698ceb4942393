// Lists: J and K move the real focus, so that a screen reader and a sighted person are in the same
// place; X selects; the preview follows.
import { $, $$, byId, focus, isThere, on } from './dom.js';
import { ask, Away } from './net.js';
import { morph } from './morph.js';
import { go, settle } from './page.js';
import { word } from './words.js';

const items = () => $$('[data-item]').filter(i => isThere(i) && !i.classList.contains('gone'));
const link = item => item && ($('.row-link, .hit-title', item) ?? $('a[href]', item));
export const current = () => document.activeElement?.closest?.('[data-item]') ?? items().find(i => $('[aria-current]', i));

function step(by) {
  const all = items(), at = all.indexOf(current());
  const to = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
  if (!to) return;
  focus(link(to));
  to.scrollIntoView({ block: 'nearest' });
  peek(to);
  return to;
}

// ---- the preview ------------------------------------------------------------------------------

let peeking, timer;
const isPeekFor = item => byId('peek')?.dataset.for === item?.dataset.item;

function peek(item) {
  const pane = byId('peek'), a = link(item);
  if (!pane || !isThere(pane) || !a?.dataset.peek) return;
  for (const other of $$('[data-item] [aria-current]')) other.removeAttribute('aria-current');
  a.setAttribute('aria-current', 'true');
  clearTimeout(timer);
  peeking = new Promise(done => { timer = setTimeout(() => fetchPeek(a.dataset.peek, item).then(done), 80); });
}

async function fetchPeek(url, item) {
  try {
    const r = await ask(url), next = r?.doc?.getElementById('peek');
    if (!r?.ok || !next || !item.contains(document.activeElement)) return;
    morph(byId('peek'), next);
    settle(r.url);
  } catch (why) {
    if (!(why instanceof Away)) throw why;
  }
}

// follow: before a key acts on the preview, the preview is of the row that has the focus.
export async function follow() {
  const item = document.activeElement?.closest?.('[data-item]');
  if (!item || isPeekFor(item)) return;
  if (peeking) await peeking;
  if (!isPeekFor(item)) {
    peek(item);
    await peeking;
  }
}

// ---- selecting --------------------------------------------------------------------------------

const tick = item => item && $('.tick', item);
let last; // ticked, for a range by Shift and click

function select(item, is = !tick(item)?.checked) {
  const t = tick(item);
  if (!t) return false;
  t.checked = is;
  last = item;
  bulk();
  return true;
}

export function bulk() {
  for (const bar of $$('[data-bulk]')) {
    const n = $$('[data-item] .tick:checked', bar.closest('form') ?? document).length;
    bar.hidden = !n;
    $('[data-bulk-count]', bar).textContent = word('selected', { n });
  }
}

export function clear() {
  for (const t of $$('[data-item] .tick:checked')) t.checked = false;
  bulk();
}

// key: true when it was one of ours.
export function key(e) {
  const letter = e.key.toLowerCase();
  if (letter === 'j' || letter === 'k') {
    const by = letter === 'j' ? 1 : -1;
    if (!e.shiftKey) return Boolean(step(by));
    select(current(), true);
    return select(step(by), true);
  }
  if (letter === 'x') return select(current());
  const reply = letter === 'r' && link(current())?.dataset.reply;
  if (reply) go(reply);
  return Boolean(reply);
}

export function start() {
  on('change', e => e.target.matches('.tick') && bulk());
  on('reset', () => setTimeout(bulk));
  on('click', e => {
    const t = e.target.closest?.('[data-item] .tick'), item = t?.closest('[data-item]');
    if (!t) return;
    const all = items(), from = all.indexOf(last), to = all.indexOf(item);
    if (e.shiftKey && from >= 0) for (const i of all.slice(Math.min(from, to), Math.max(from, to) + 1)) select(i, t.checked);
    last = item;
    bulk();
  });
}
