// What is being written is kept: on this computer at every key, on the server after a second, and is
// there again after a reload, in another tab, on another day.
import { $, $$, csrf, on, store, wait } from './dom.js';
import { Away, ask } from './net.js';
import { morph } from './morph.js';
import { word } from './words.js';

const key = form => `kept.draft.${form.dataset.draft}`;
const KEPT = 'textarea, select, input:not([type="hidden"], [type="file"], [type="password"], [type="submit"])';
const work = new WeakMap(); // form → {timer, saving}
const of = form => work.get(form) ?? work.set(form, {}).get(form);

function read(form) {
  return $$(KEPT, form).filter(f => f.name && (!/^(checkbox|radio)$/.test(f.type) || f.checked)).map(f => [f.name, f.value]);
}
const words = form => $$('textarea', form).map(f => f.value.trim()).join('');

function fill(form, fields) {
  for (const f of $$(KEPT, form)) {
    if (!f.name) continue;
    const values = fields.filter(([name]) => name === f.name).map(([, value]) => value);
    if (/^(checkbox|radio)$/.test(f.type)) f.checked = values.includes(f.value);
    else if (values.length && f.value !== values[0]) f.value = values[0];
  }
}

function say(form, text) {
  const at = $('[data-draft-state]', form);
  if (at) at.textContent = text;
}

function changed(form) {
  if (words(form)) store.set(key(form), { fields: read(form), at: Date.now() });
  else store.drop(key(form));
  const w = of(form);
  clearTimeout(w.timer);
  w.timer = setTimeout(() => save(form), 1000);
}

async function save(form) {
  const w = of(form);
  w.timer = undefined;
  w.saving = (async () => {
    try {
      const r = await ask(form.dataset.draft, { method: 'POST', body: new URLSearchParams(new FormData(form)), part: 'draft' });
      say(form, r.ok ? word('saved', { time: new Date().toLocaleTimeString(document.documentElement.lang, { hour: 'numeric', minute: '2-digit' }) }) : word('savedHere'));
      // What the server makes of the words: offers, and which moves they cover.
      for (const next of r.ok && r.doc ? $$('[data-hints][id]', r.doc) : []) {
        const old = $(`[id="${CSS.escape(next.id)}"]`, form);
        if (old) morph(old, next, { soft: true });
      }
    } catch (why) {
      if (!(why instanceof Away)) throw why;
      say(form, word('savedHere'));
    }
  })();
  await w.saving;
  w.saving = undefined;
}

// settle: before a form is sent; a save that is on its way must not arrive after it.
export async function settle(form) {
  const w = of(form);
  clearTimeout(w.timer);
  w.timer = undefined;
  if (w.saving) await Promise.race([w.saving, wait(1500)]);
}

export function drop(form) {
  clearTimeout(of(form).timer);
  of(form).timer = undefined;
  store.drop(key(form));
}

// restore: of each form that is new on the page. The newer one of the two drafts wins.
export function restore() {
  for (const form of $$('form[data-draft]')) {
    if (of(form).url === form.dataset.draft) continue;
    of(form).url = form.dataset.draft;
    const kept = store.get(key(form));
    if (!kept) continue;
    if (form.dataset.draftAt && Date.parse(form.dataset.draftAt) >= kept.at) {
      store.drop(key(form));
      continue;
    }
    const had = JSON.stringify(read(form));
    fill(form, kept.fields);
    say(form, word('savedHere'));
    if (had !== JSON.stringify(read(form))) of(form).timer = setTimeout(() => save(form), 1000);
  }
}

export function start() {
  for (const type of ['input', 'change']) on(type, e => {
    const form = e.target.form;
    if (form?.dataset.draft && e.target.matches(KEPT)) changed(form);
  });
  // Carry on where the words end.
  const met = new WeakSet();
  on('focusin', e => {
    const box = e.target;
    if (!box.matches('textarea') || met.has(box)) return;
    met.add(box);
    if (!box.selectionEnd) box.setSelectionRange(box.value.length, box.value.length);
  });
  addEventListener('pagehide', () => {
    for (const form of $$('form[data-draft]')) {
      if (!of(form).timer) continue;
      const body = new URLSearchParams(new FormData(form));
      body.set('csrf', csrf());
      navigator.sendBeacon?.(form.dataset.draft, body);
    }
  });
  restore();
}
