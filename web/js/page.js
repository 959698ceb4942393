// Going from page to page: fetch the part, morph it in, put focus and scroll where they belong.
import { $, $$, byId, focus, here, main, root } from './dom.js';
import { Away, ask, isHere } from './net.js';
import { morph } from './morph.js';
import { take, toast } from './toast.js';
import { word } from './words.js';

const shown = new Set(); // what wants to know that the page has changed
export const onShow = run => shown.add(run);

let stop; // of the page that is being fetched
let current = here(); // path and query of the page that is shown
let turn = 0; // counts the pages that were asked for and shown

// ---- where things are, to come back to --------------------------------------------------------

const panes = () => Object.fromEntries($$('[data-scroll]').filter(p => p.id && p.scrollTop).map(p => [p.id, p.scrollTop]));
function remember() {
  history.replaceState({ y: scrollY, panes: panes(), focus: document.activeElement?.id || document.activeElement?.closest?.('[id]')?.id }, '');
}
function restore(state) {
  for (const [id, top] of Object.entries(state?.panes ?? {})) if (byId(id)) byId(id).scrollTop = top;
  scrollTo(0, state?.y ?? 0);
}

// ---- focus ------------------------------------------------------------------------------------

// Before: which row holds the focus, and which rows are near it.
function mark() {
  const item = document.activeElement?.closest?.('[data-item]');
  if (!item) return [];
  const all = $$('[data-item]'), at = all.indexOf(item);
  return [item, ...all.slice(at + 1), ...all.slice(0, at).reverse()].map(x => x.id);
}
const link = item => item && ($('a[href]', item) ?? item);

// After: only where focus was lost is it given: to the row's neighbour, else to the heading.
function refocus(held, marked) {
  if (!held || document.activeElement !== document.body) return;
  const near = marked.map(byId).find(x => x && !x.hidden && !x.classList.contains('gone'));
  focus(link(near) ?? $('h1', main()));
}

function arrive(hash) {
  const target = (hash && byId(decodeURIComponent(hash.slice(1)))) || $('[autofocus]', main());
  scrollTo(0, 0);
  if (!target) return focus($('h1', main()) ?? main());
  focus(target);
  target.scrollIntoView({ block: 'nearest' });
}

// ---- showing ----------------------------------------------------------------------------------

// show: puts the parts of an answer in place. Parts are the elements with data-part; whole pages and
// answers to `X-Kept: part` hold the same ones.
//   to       address of the page it is; a new path is a new page
//   live     by itself, not asked for      anew  id of the form that was sent
export function show(doc, { to = location.href, live = false, anew = '', state } = {}) {
  const is = new URL(to, location.href), was = new URL(current, location.href);
  const isNewPage = was.pathname !== is.pathname, isNewQuery = isNewPage || was.search !== is.search;
  const held = document.activeElement !== document.body, marked = mark();
  if (!live) turn++;
  for (const next of $$('[data-part]', doc)) {
    const old = next.id && next.id !== 'toasts' && byId(next.id);
    if (old) morph(old, next, { soft: !isNewPage, live, anew });
  }
  if (doc.title) document.title = doc.title;
  current = is.pathname + is.search;
  take(doc);
  for (const run of shown) run({ isNewPage, isNewQuery, live });
  const wrong = !live && $('.summary', main());
  if (wrong && anew) return focus(wrong), wrong.scrollIntoView({ block: 'nearest' });
  if (isNewQuery) for (const pane of $$('[data-scroll]:not([data-scroll="keep"])')) if (pane.scrollTop) pane.scrollTop = 0;
  if (!isNewPage) return refocus(held, marked);
  arrive(is.hash);
  if (state) {
    restore(state);
    focus(link(state.focus && byId(state.focus)));
  }
}

// ---- going ------------------------------------------------------------------------------------

// wait bar at once (shown by the styles after 400 ms), a word with a way out after ten seconds
export async function busy(run, control) {
  root.classList.add('busy');
  main()?.setAttribute('aria-busy', 'true');
  const late = setTimeout(() => toast(word('still'), { act: { label: word('cancel'), run: () => control.abort() }, life: 60_000 }), 10_000);
  try {
    return await run();
  } finally {
    clearTimeout(late);
    root.classList.remove('busy');
    main()?.removeAttribute('aria-busy');
  }
}

// go: to another page of the desk. Resolves to whether it was shown.
export async function go(url, { push = true, state } = {}) {
  stop?.abort();
  const control = (stop = new AbortController());
  const to = new URL(url, location.href);
  if (push) remember();
  try {
    const r = await busy(() => ask(to.href, { signal: control.signal }), control);
    const end = new URL(r.url);
    end.hash ||= to.hash;
    if (r.isForeign || r.isNewer || !r.doc?.getElementById('main')) return location.assign(end), false;
    if (push && end.href !== location.href) history.pushState({}, '', end);
    else if (!push && end.href !== location.href) history.replaceState({}, '', end);
    show(r.doc, { to: end.href, state });
    return true;
  } catch (why) {
    if (why instanceof Away) toast(word('away'), { bad: true, act: { label: word('tryNow'), run: () => go(url, { push, state }) }, life: 60_000 });
    else if (why.name !== 'AbortError') throw why;
    return false;
  } finally {
    if (stop === control) stop = undefined;
  }
}
export const isGoing = () => Boolean(stop);

// refresh: this page again, because something on it changed; quietly, and only if it did. What was
// just refused stays as it is, with its reason, until it is sent again; what is shown this once, a
// new token say, stays until somebody leaves it; and an answer older than what came meanwhile is dropped.
const isHeld = () => stop || $('.summary, [data-shown-once]');
export async function refresh() {
  if (isHeld()) return;
  const at = here(), began = turn;
  try {
    const r = await ask(at, { fresh: false });
    if (!r || isHeld() || began !== turn || at !== here() || r.status >= 400 || r.isForeign || r.moved) return;
    show(r.doc, { to: location.href, live: true });
  } catch (why) {
    if (!(why instanceof Away)) throw why;
  }
}

// into: only the element with this id, from another address; the address of the page stays.
export async function into(id, url, options) {
  const r = await ask(url, options);
  const next = r?.doc?.getElementById(id), old = byId(id);
  if (!r?.ok || !next || !old) return false;
  morph(old, next);
  for (const run of shown) run({});
  return true;
}

// ---- links ------------------------------------------------------------------------------------

export const isOurs = a => a.origin === location.origin && !a.target && !a.hasAttribute('download') && !('full' in a.dataset) && !a.pathname.startsWith('/static/');

// settle: the address has changed without a new page (a preview, a filter).
export function settle(url) {
  history.replaceState(history.state, '', url);
  current = here();
}

function closeMenus() {
  for (const menu of $$('[popover]:popover-open')) menu.hidePopover();
}

export function followLinks() {
  history.scrollRestoration = 'manual';
  restore(history.state);
  if ($('.summary', main())) focus($('.summary', main()));
  addEventListener('pagehide', remember);
  document.addEventListener('click', e => {
    const a = e.target.closest?.('a[href]');
    if (!a || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || !isOurs(a)) return;
    closeMenus();
    if (isHere(a.href) && a.hash) return; // a place on this page: the browser goes there
    e.preventDefault();
    a.closest('dialog')?.close();
    if ('close' in a.dataset) return;
    if (a.dataset.into) into(a.dataset.into, a.href).then(done => done || go(a.href));
    else go(a.href);
  });
  addEventListener('popstate', e => {
    if (here() !== current) go(location.href, { push: false, state: e.state ?? {} });
  });
}
