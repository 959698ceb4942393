// What just happened, and how to take it back: one at a time, ten seconds, longer while it is looked at.
import { $, byId, make } from './dom.js';
import { word } from './words.js';

const LIFE = 10_000;
let timer, left, since;

const region = () => byId('toasts');

function hold() {
  clearTimeout(timer);
  left -= performance.now() - since;
}
function run() {
  clearTimeout(timer);
  since = performance.now();
  timer = setTimeout(clear, Math.max(left, 500));
}
export function clear() {
  clearTimeout(timer);
  region()?.replaceChildren();
}

function put(el, life = LIFE) {
  region().replaceChildren(el);
  left = life;
  el.addEventListener('pointerenter', hold);
  el.addEventListener('pointerleave', run);
  el.addEventListener('focusin', hold);
  el.addEventListener('focusout', run);
  run();
}

// take: shows what a page of the server brought along in its own #toasts.
export function take(doc) {
  const el = doc.querySelector('#toasts .toast');
  if (el) put(document.importNode(el, true));
}

// adopt: the page was loaded whole, with its toast already in place.
export function adopt() {
  const el = $('.toast', region());
  if (el) put(el);
}

// toast: in the script's own words. act: {label, run} or {label, href}.
export function toast(text, { bad = false, act, life } = {}) {
  const el = make('div', { className: bad ? 'toast bad' : 'toast' }, make('span', { textContent: text }));
  if (act?.href) el.append(make('a', { className: 'btn', href: act.href, textContent: act.label, data: { full: '' } }));
  else el.append(make('button', { type: 'button', className: 'btn', textContent: act?.label ?? word('close'), onclick: () => { clear(); act?.run(); } }));
  put(el, life);
}
