// Small words for the document, used everywhere.
export const root = document.documentElement;
export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
export const byId = id => document.getElementById(id);
export const on = (type, run, options) => document.addEventListener(type, run, options);
export const main = () => byId('main');
export const csrf = () => $('meta[name="csrf"]')?.content ?? '';
export const here = () => location.pathname + location.search;

export function make(tag, props = {}, ...children) {
  const { data, aria, role, ...rest } = props;
  const el = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(data ?? {})) el.dataset[name] = value;
  for (const [name, value] of Object.entries(aria ?? {})) el.setAttribute(`aria-${name}`, value);
  if (role) el.setAttribute('role', role);
  el.append(...children.filter(c => c !== undefined && c !== null));
  return el;
}

const SVG = 'http://www.w3.org/2000/svg';
export function icon(name, classes = 's') {
  const svg = document.createElementNS(SVG, 'svg'), use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', `i ${classes}`);
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

// Drawn on the screen, or waiting in a menu that hangs on something drawn.
export function isThere(el) {
  const menu = el.closest('[popover]:not(:popover-open)');
  const seen = menu && !menu.matches('.side') ? menu.parentElement : el;
  if (el.disabled || el.closest('[hidden]')) return false;
  return Boolean(seen?.getClientRects().length || (menu && menu.parentElement?.getClientRects().length));
}

// What a person types into: letters belong to it.
export const isTyping = el => Boolean(el?.matches?.('textarea, select, [contenteditable]:not([contenteditable="false"]), input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"], [type="reset"], [type="file"])'));

export const parse = html => new DOMParser().parseFromString(html, 'text/html');

export function focus(el) {
  if (!el) return;
  if (!el.matches('a[href], button, input, select, textarea, summary, [tabindex]')) el.tabIndex = -1;
  el.focus({ preventScroll: true });
}

// Kept on this computer; a private window that refuses keeps it for as long as the page is open.
const memory = new Map();
export const store = {
  get(key) {
    try {
      const said = localStorage.getItem(key) ?? memory.get(key);
      return said ? JSON.parse(said) : undefined;
    } catch {
      return undefined;
    }
  },
  set(key, value) {
    const said = JSON.stringify(value);
    try {
      localStorage.setItem(key, said);
    } catch {
      memory.set(key, said);
    }
  },
  drop(key) {
    memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch { /* nothing was kept */ }
  },
};

// said: the words of the first of these that is there, in the order of the selectors.
export const said = (doc, ...selectors) => selectors.map(s => doc?.querySelector(s)?.textContent.trim()).find(Boolean);

export const wait = ms => new Promise(done => setTimeout(done, ms));
