// Dialogs: those of the page (data-open), and links whose page is short enough to be one (data-dialog).
// Without script the same links lead to the same pages.
import { $, $$, byId, focus, make, on } from './dom.js';
import { commands, keyCaps } from './palette.js';
import { Away, ask } from './net.js';
import { go } from './page.js';
import { toast } from './toast.js';
import { word } from './words.js';

const sheet = () => byId('sheet');

function fill(doc) {
  const body = doc.querySelector('[data-dialog-body]') ?? doc.getElementById('main');
  if (!body) return false;
  sheet().replaceChildren(document.importNode(body, true));
  const title = $('h1, h2', sheet());
  if (title) sheet().setAttribute('aria-labelledby', title.id ||= 'sheet-h');
  return true;
}

function first() {
  focus($('.summary', sheet()) ?? $('[autofocus]', sheet()) ?? $('[aria-invalid], input:not([type="hidden"]), select, textarea', sheet()) ?? $('h1, h2', sheet()));
}

async function show(url) {
  try {
    const r = await ask(url);
    if (!r.ok || r.isForeign || !fill(r.doc)) return go(url);
    sheet().showModal();
    first();
  } catch (why) {
    if (!(why instanceof Away)) throw why;
    toast(word('away'), { bad: true, act: { label: word('tryNow'), run: () => show(url) } });
  }
}

// The keys of this page, from the page itself: what is written there is what they do.
function listKeys() {
  $('[data-keys-here]')?.replaceChildren(...commands().filter(c => c.keys).map(c => make('div', {}, make('dt', {}, ...keyCaps(c.keys)), make('dd', { textContent: c.name }))));
}

export function start() {
  on('click', e => {
    const by = e.target.closest?.('[data-open]:not([data-open="palette"]), a[data-dialog]');
    if (!by || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    for (const menu of $$('[popover]:popover-open')) menu.hidePopover();
    if ('dialog' in by.dataset) return show(by.href);
    if (by.dataset.open === 'keys') listKeys();
    byId(by.dataset.open)?.showModal();
  }, true);
  sheet()?.addEventListener('kept:fill', e => fill(e.detail) && first());
}
