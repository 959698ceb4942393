// Forms: sent as the browser would send them, without leaving the page.
import { $, $$, byId, focus, on, said } from './dom.js';
import * as drafts from './drafts.js';
import * as queue from './queue.js';
import { Away, ask } from './net.js';
import { busy, go, into, show } from './page.js';
import { toast } from './toast.js';
import { sent } from './write.js';
import { word } from './words.js';

const sending = new WeakSet();
const attr = (form, by, name) => by?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? ''; // a field may be called "action"
const hasFiles = data => [...data.values()].some(v => v instanceof File && v.size);

function fields(form, by) {
  const data = new FormData(form);
  if (by?.name) data.append(by.name, by.value);
  if (hasFiles(data)) return data;
  const plain = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === 'string') plain.append(name, value);
  return plain;
}

// ---- shown before it is done ------------------------------------------------------------------

// <template data-now="ID">: what ID will hold; an empty one takes ID off the page. Returns the way back.
function now(form, by) {
  const undo = [];
  for (const t of $$('template[data-now]', form)) {
    const at = byId(t.dataset.now);
    if (!at || (t.dataset.for && t.dataset.for !== by?.value)) continue;
    const had = [...at.childNodes], shown = document.importNode(t.content, true);
    at.setAttribute('aria-busy', 'true');
    undo.push(() => { at.replaceChildren(...had); at.hidden = false; at.removeAttribute('aria-busy'); });
    if (shown.childNodes.length) at.replaceChildren(shown);
    else leave(at);
  }
  return () => undo.forEach(run => run());
}

function leave(row) {
  if (row.contains(document.activeElement)) {
    const all = $$('[data-item]').filter(x => !x.hidden), i = all.indexOf(row), next = all[i + 1] ?? all[i - 1];
    focus(next ? $('a[href]', next) ?? next : $('h1'));
  }
  row.hidden = true;
}

// ---- sending ----------------------------------------------------------------------------------

export async function post(form, by) {
  if (sending.has(form)) return;
  sending.add(form);
  form.setAttribute('aria-busy', 'true');
  const back = now(form, by);
  const url = new URL(attr(form, by, 'action') || location.href, location.href).href;
  const target = by?.dataset.into ?? form.dataset.into;
  try {
    if (form.dataset.draft) await drafts.settle(form);
    const body = fields(form, by);
    const options = { method: 'POST', body, progress: body instanceof FormData ? at => meter(form, at) : undefined };
    if (target && await into(target, url, options)) return;
    if (!target) await answer(form, by, back, url, options);
  } catch (why) {
    back();
    if (why instanceof Away) unsent(form, by, url);
    else if (why.name !== 'AbortError') throw why;
  } finally {
    meter(form);
    sending.delete(form);
    form.removeAttribute('aria-busy');
  }
}

async function answer(form, by, back, url, options) {
  const control = new AbortController();
  const r = await busy(() => ask(url, { ...options, signal: control.signal }), control);
  const id = form.getAttribute('id');
  if (!r.ok) back();
  if (r.status === 401) return toast(word('signIn'), { bad: true, act: { label: word('signInAgain'), href: `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}` }, life: 60_000 });
  if (!r.ok) return refused(form, id, r);
  if (r.isForeign) return location.assign(r.url);
  if (form.dataset.draft) drafts.drop(form);
  sent(form);
  form.closest('dialog')?.close();
  if (r.moved && r.url !== location.href) history.pushState({}, '', r.url);
  show(r.doc, { to: r.moved ? r.url : location.href, anew: id });
}

// 422, 409 and the like: the same form again with what is wrong, and every word still in it.
function refused(form, id, r) {
  const words = $$('textarea', form).map(f => [f.name, f.value]);
  const box = form.closest('dialog');
  if (!id || !r.doc?.getElementById(id)) return toast(reason(r.doc), { bad: true });
  if (box) {
    box.dispatchEvent(new CustomEvent('kept:fill', { detail: r.doc }));
  } else {
    show(r.doc, { anew: id });
  }
  for (const [name, value] of words) {
    const field = byId(id)?.elements[name];
    if (field && !field.value && value) field.value = value;
  }
}
function reason(doc) {
  const words = [said(doc, 'h1'), said(doc, 'h1 + p')].filter(Boolean);
  return words.join('. ') || word('failed');
}

function unsent(form, by, url) {
  const body = fields(form, by);
  // Without its `once` a form cannot be sent again by itself: what did arrive would be sent twice.
  if ('queue' in form.dataset && form.elements.once && !(body instanceof FormData)) {
    queue.add(form, url, body);
    for (const f of $$('textarea', form)) f.value = '';
    if (form.dataset.draft) drafts.drop(form);
    return;
  }
  const text = body instanceof FormData ? word('filesStay') : form.dataset.draft ? word('awayWords') : word('away');
  toast(text, { bad: true, act: { label: word('tryNow'), run: () => post(form, by) }, life: 60_000 });
}

function meter(form, at) {
  let bar = $('.sending', form);
  if (at === undefined) return bar?.remove();
  bar ??= form.appendChild(Object.assign(document.createElement('progress'), { className: 'sending', max: 1, ariaLabel: word('still') }));
  bar.value = at;
}

// ---- listening --------------------------------------------------------------------------------

function get(form, by, options) {
  const data = fields(form, by);
  const to = new URL(attr(form, by, 'action') || location.pathname, location.href);
  to.search = new URLSearchParams([...data].filter(([, value]) => value)).toString();
  return go(to.href, options);
}

export function start() {
  on('submit', e => {
    const form = e.target, by = e.submitter;
    const method = attr(form, by, 'method').toLowerCase();
    if (e.defaultPrevented || method === 'dialog' || 'full' in form.dataset || form.target || new URL(attr(form, by, 'action') || location.href, location.href).origin !== location.origin) return;
    e.preventDefault();
    for (const menu of $$('[popover]:popover-open')) menu.hidePopover();
    if (method === 'post') post(form, by);
    else get(form, by);
  });
  // A list that is searched as one types.
  let timer;
  on('input', e => {
    const form = e.target.form;
    if (!form || !('liveSearch' in form.dataset)) return;
    clearTimeout(timer);
    timer = setTimeout(() => get(form, null, { push: false }), 200);
  });
}
