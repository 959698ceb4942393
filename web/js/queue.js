// Words that could not be sent wait on this computer, in every tab and after a reload, and go when
// the server is back. Each carries the form's own `once`, so that what did arrive is not sent twice.
import { $, byId, csrf, icon, make, said, store } from './dom.js';
import { away, back } from './away.js';
import { Away, ask } from './net.js';
import { show } from './page.js';
import { take, toast } from './toast.js';
import { word } from './words.js';

const KEY = 'kept.queue';
const STEPS = [5, 10, 20, 40, 60]; // seconds between tries
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('kept.queue') : { postMessage() {} };
let tries = 0, isTrying = false;

const read = () => store.get(KEY) ?? [];
function write(list) {
  if (list.length) store.set(KEY, list);
  else store.drop(KEY);
  tabs.postMessage('changed');
  draw();
}

// add: the fields of a form, to be sent to url later.
export function add(form, url, body) {
  const entry = { id: crypto.randomUUID?.() ?? String(Math.random()), at: Date.now(), url, body: body.toString(), form: form.getAttribute('id'), page: location.pathname + location.search, words: [...form.querySelectorAll('textarea')].map(f => f.value).join(' ').slice(0, 200) };
  write([...read(), entry]);
  if (form.elements.once) form.elements.once.value = entry.id; // the next words are others
  tries = 0;
  plan();
}

function plan() {
  if (!read().length) return back();
  away(word('awayWords'), STEPS[Math.min(tries, STEPS.length - 1)], run);
}

// Only one tab sends: the others wait for its word.
export function run() {
  if (!navigator.locks) return sendAll();
  return navigator.locks.request('kept.queue', { ifAvailable: true }, lock => lock && sendAll());
}

async function sendAll() {
  if (isTrying) return;
  isTrying = true;
  try {
    for (const entry of read().filter(e => !e.why)) {
      const body = new URLSearchParams(entry.body);
      body.set('csrf', csrf());
      settle(entry, await ask(entry.url, { method: 'POST', body }));
      tries = 0;
    }
    if (!read().some(e => !e.why)) back();
  } catch (why) {
    if (!(why instanceof Away)) throw why;
    tries++;
    plan();
  } finally {
    isTrying = false;
  }
}

function settle(entry, r) {
  const rest = read().filter(e => e.id !== entry.id);
  if (r.ok) {
    write(rest);
    if (location.pathname === new URL(entry.page, location.href).pathname && r.doc && !r.isForeign) show(r.doc);
    else take(r.doc);
    if (!$('#toasts .toast')) toast(word('sent'));
    return;
  }
  // Refused: it stays, with the reason, until its writer takes it back.
  const why = said(r.doc, '.summary a', '.summary p', 'h1 + p', 'h1') ?? r.status;
  write([...rest, { ...entry, why }]);
}

// takeBack: the words return to the box they came from, or wait there as a draft.
function takeBack(entry) {
  write(read().filter(e => e.id !== entry.id));
  if (!read().length) back();
  const form = byId(entry.form);
  for (const [name, value] of new URLSearchParams(entry.body)) {
    const field = form?.elements[name];
    if (field?.tagName !== 'TEXTAREA') continue;
    field.value = [value, field.value].filter(Boolean).join('\n\n');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  }
}

// draw: what waits is listed in the form it was written in.
export function draw() {
  for (const old of document.querySelectorAll('.queued[data-own]')) old.remove();
  for (const entry of read()) {
    const form = byId(entry.form);
    if (!form || form.getAttribute('action') !== new URL(entry.url, location.href).pathname) continue;
    const list = $('.queued', form) ?? form.insertBefore(make('ul', { id: `queued-${entry.form}`, className: 'queued', role: 'list', data: { own: '' } }), form.firstChild);
    const state = entry.why ? word('unsentWhy', { why: entry.why }) : word('unsent');
    list.append(make('li', {}, make('span', { className: entry.why ? 'state broken' : 'state risk' }, icon('cloud'), state), make('span', { className: 'grow clip', textContent: entry.words }), make('button', { type: 'button', className: 'btn bare', textContent: word('takeBack'), onclick: () => takeBack(entry) })));
  }
}

export function start() {
  tabs.onmessage = () => { draw(); if (!read().length) back(); };
  addEventListener('online', () => { tries = 0; run(); });
  draw();
  if (read().some(e => !e.why)) run();
}
