// Keys. Which key does what stands in the page, as aria-keyshortcuts on the very thing it presses;
// only moving in lists and leaving a box are built in. A single letter never does anything while a
// person types, with a modifier, or while an input method composes, and can be switched off.
import { $, $$, byId, focus, isThere, isTyping, main, on, root } from './dom.js';
import * as list from './list.js';
import { mark } from './write.js';

const NAMED = { Space: ' ', Plus: '+' };

export function parseKey(said) {
  const parts = said.split('+').filter(Boolean), key = parts.pop() ?? '+';
  const has = name => parts.some(p => p.toLowerCase() === name);
  return { key: NAMED[key] ?? key, ctrl: has('control') || has('meta'), shift: has('shift'), alt: has('alt') };
}

function fits(said, e) {
  const want = parseKey(said), isPlain = want.key.length === 1;
  const altGr = e.getModifierState?.('AltGraph');
  if (want.ctrl !== ((e.ctrlKey || e.metaKey) && !altGr) || want.alt !== (e.altKey && !altGr)) return false;
  if (/^[0-9]$/.test(want.key) && want.shift) return e.shiftKey && e.code === `Digit${want.key}`;
  if (isPlain && !/[a-z0-9]/i.test(want.key)) return e.key === want.key; // "?" needs Shift on one keyboard and not on another
  return want.shift === e.shiftKey && e.key.toLowerCase() === want.key.toLowerCase();
}

export const shortcuts = el => (el.getAttribute('aria-keyshortcuts') ?? '').split(/\s+/).filter(Boolean);

// find: what the key presses: of the form one is in, then of the page, then of what is around it.
function find(e) {
  const within = $('dialog[open]') ?? document;
  const all = $$('[aria-keyshortcuts]', within).filter(el => shortcuts(el).some(s => fits(s, e)) && isThere(el));
  const form = e.target.form;
  return all.find(el => form && el.form === form) ?? all.find(el => main()?.contains(el)) ?? all[0];
}

export async function press(el) {
  if (el.closest('#peek')) {
    await list.follow(el);
    el = el.isConnected ? el : $$('#peek [aria-keyshortcuts]').find(x => shortcuts(x)[0] === shortcuts(el)[0]);
  }
  if (!el) return;
  if (isTyping(el)) {
    el.focus();
    el.select?.();
    return;
  }
  el.click();
  if (el.dataset.focus) focus(byId(el.dataset.focus));
}

function leave(e) {
  if ($('dialog[open]') || $('[popover]:popover-open')) return; // the browser closes those
  if (isTyping(e.target)) {
    e.target.blur();
    focus(main());
  } else {
    list.clear();
  }
}

function onKey(e) {
  if (e.isComposing || e.keyCode === 229 || e.defaultPrevented) return;
  if (e.key === 'Escape') return leave(e);
  const isCombined = (e.ctrlKey || e.metaKey || e.altKey) && !e.getModifierState?.('AltGraph');
  if (!isCombined && (isTyping(e.target) || root.dataset.keys === 'off' || $('[role="listbox"]:focus-within'))) return;
  if (isCombined && e.target.matches?.('textarea[data-write]') && mark(e)) return e.preventDefault();
  const el = e.key.length === 1 || isCombined ? find(e) : null;
  if (el) {
    e.preventDefault();
    if (!e.repeat || /^[jk]$/i.test(e.key)) press(el);
  } else if (!isCombined && !$('dialog[open]') && list.key(e)) {
    e.preventDefault();
  }
}

export function start() {
  addEventListener('keydown', onKey);
}
