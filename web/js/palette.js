// Commands: everything on this page that has a key or a name, and what the server finds. The same box
// picks from any list the server gives (give to, answers): data-palette names its address.
import { $, $$, byId, csrf, isThere, main, make, on } from './dom.js';
import { shortcuts, press } from './keys.js';
import { go } from './page.js';
import { insert } from './write.js';
import { word } from './words.js';

let shown = [], at = -1, from = null, into = null, instead = '', pending = null, timer, asked;

const dialog = () => byId('palette');
const box = () => byId('palette-q');

// nameOf: the words on a thing, without its key.
export function nameOf(el) {
  if (el.dataset.command) return el.dataset.command;
  const copy = el.cloneNode(true);
  for (const x of copy.querySelectorAll('kbd, svg, .count')) x.remove();
  return (el.getAttribute('aria-label') ?? copy.textContent).replace(/\s+/g, ' ').trim();
}

export function commands() {
  const seen = new Set();
  const all = $$('[aria-keyshortcuts], [data-command]');
  return [...all.filter(el => main().contains(el)), ...all.filter(el => !main().contains(el))].filter(el => !el.closest('dialog') && el.dataset.open !== 'palette' && !el.matches('input[type="search"], textarea') && isThere(el)).map(el => {
    const name = el.matches('input') ? nameOf(el.closest('label') ?? el) : nameOf(el);
    return { name, keys: shortcuts(el)[0], run: () => press(el) };
  }).filter(c => c.name && !seen.has(c.name) && seen.add(c.name));
}

const fits = (name, words) => words.every(w => name.toLowerCase().includes(w));

export function keyCaps(said) {
  const names = { Control: 'Ctrl', Enter: '↵', Shift: '⇧', Escape: 'Esc' };
  return said.split('+').map(k => make('kbd', { textContent: names[k] ?? (k.length === 1 ? k.toUpperCase() : k) }));
}

function draw(list) {
  shown = list;
  at = list.length ? 0 : -1;
  const ul = byId('palette-list');
  ul.replaceChildren(...list.map((c, i) => {
    const li = make('li', { className: 'opt', id: `palette-${i}`, role: 'option' }, make('span', { className: 'grow' }, c.name, c.hint && make('small', { textContent: c.hint })), ...(c.keys ? keyCaps(c.keys) : []));
    li.onclick = () => pick(i);
    li.onpointermove = () => i !== at && point(i);
    return li;
  }));
  if (!list.length) ul.append(make('li', { className: 'none', textContent: word('none'), role: 'option', aria: { disabled: 'true' } }));
  point(at);
  byId('palette-count').textContent = list.length ? word('results', { n: list.length }) : word('none');
}

function point(i) {
  at = i;
  $$('#palette-list .opt').forEach((o, n) => o.setAttribute('aria-selected', n === i));
  if (i >= 0) {
    box().setAttribute('aria-activedescendant', `palette-${i}`);
    byId(`palette-${i}`).scrollIntoView({ block: 'nearest' });
  } else {
    box().removeAttribute('aria-activedescendant');
  }
}

// A found thing: {title, hint?, url} goes there, {post, fields} is done, {insert} is written, and with
// {set} the fields of that form become so.
function found(x) {
  return {
    name: x.title, hint: x.hint,
    run() {
      if (x.insert) {
        fill(into?.form, x.set);
        insert(into, x.insert);
      }
      else if (x.post) send(x);
      else go(x.url);
    },
  };
}

function fill(form, set = {}) {
  for (const [name, value] of Object.entries(set)) {
    const field = form?.elements[name];
    if (!field) continue;
    if (field.type === 'checkbox') field.checked ||= value;
    else field.value = value;
  }
}

function send(x) {
  const form = make('form', { method: 'post', action: x.post, hidden: true });
  for (const [name, value] of Object.entries({ csrf: csrf(), ...x.fields })) form.append(make('input', { type: 'hidden', name, value }));
  document.body.append(form);
  form.requestSubmit();
  form.remove();
}

const words = () => box().value.toLowerCase().split(/\s+/).filter(Boolean);
const own = () => (from ? [] : commands().filter(c => fits(c.name, words())).slice(0, words().length ? 6 : 40));

// At every key what is known is narrowed at once; what the server knows comes after it.
function look() {
  draw(from ? shown.filter(c => fits(c.name, words())) : own());
  clearTimeout(timer);
  const q = box().value.trim();
  pending = from || q.length > 1 ? new Promise(done => { timer = setTimeout(() => fetchFor(q).finally(done), q ? 100 : 0); }) : null;
}

async function fetchFor(q) {
  asked?.abort();
  asked = new AbortController();
  const url = new URL(from ?? '/search', location.href);
  url.searchParams.set('q', q);
  url.searchParams.set('palette', '1');
  try {
    const r = await fetch(url, { headers: { Accept: 'application/json', 'X-Kept': 'palette' }, signal: asked.signal });
    const { results = [] } = r.ok ? await r.json() : {};
    if (dialog().open && box().value.trim() === q) draw([...own(), ...results.map(found)]);
  } catch { /* away or outrun: what is on this page is still there */ }
}

// Enter before the answer has come waits for it, unless something fits already.
async function enter() {
  if (from || !shown.length) await pending;
  if (dialog().open) pick(at);
}

function pick(i) {
  const chosen = shown[i];
  if (!chosen) return;
  instead = '';
  dialog().close();
  chosen.run();
}

// otherwise: what is written into the box when nothing is picked: the key that was meant as itself.
export function open({ url = null, label, write, otherwise = '' } = {}) {
  from = url;
  instead = otherwise;
  into = write ?? null;
  const usual = box().dataset.usual ??= box().placeholder;
  box().value = '';
  box().placeholder = label ?? usual;
  shown = [];
  dialog().showModal();
  box().focus();
  look();
}

export function start() {
  if (!dialog()) return;
  on('click', e => {
    const by = e.target.closest?.('[data-open="palette"], [data-palette]');
    if (!by || e.defaultPrevented) return;
    e.preventDefault();
    for (const menu of $$('[popover]:popover-open')) menu.hidePopover();
    open({ url: by.dataset.palette, label: by.dataset.palette && nameOf(by), write: by.form && $('textarea', by.form) });
  }, true);
  dialog().addEventListener('close', () => { if (instead && into) insert(into, instead); instead = ''; });
  box().addEventListener('input', look);
  box().addEventListener('keydown', e => {
    if (e.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && shown.length) point((at + step + shown.length) % shown.length);
    else if (e.key === 'Enter') enter();
    else return;
    e.preventDefault();
  });
}
