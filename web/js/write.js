// Writing: marks by key, words put in, files dropped, pasted or chosen, with how far they have come.
import { $, $$, icon, make, on, said } from './dom.js';
import { ask, Away } from './net.js';
import { word } from './words.js';

const MARKS = { b: ['**', '**'], i: ['_', '_'], l: ['[', '](https://)'] };

// insert: as if typed, so that the browser's own undo takes it back.
export function insert(box, text) {
  if (!box) return;
  box.focus();
  if (!document.execCommand('insertText', false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

// mark: Ctrl B, I, L around what is selected. True when it was one of them.
export function mark(e) {
  const around = !e.shiftKey && !e.altKey && MARKS[e.key.toLowerCase()];
  if (!around) return false;
  const box = e.target, { selectionStart: from, selectionEnd: to } = box;
  insert(box, around[0] + box.value.slice(from, to) + around[1]);
  const at = from + around[0].length;
  box.setSelectionRange(at, at + (to - from));
  return true;
}

// ---- files ------------------------------------------------------------------------------------

const list = form => $('[data-files]', form);
let number = 0;

function chip(form, file) {
  const li = make('li', { id: `sending-${++number}`, data: { own: '' } }, icon('file'), `${file.name} `);
  const stop = make('button', { type: 'button' }, icon('x'), make('span', { className: 'sr' }));
  li.append(stop);
  list(form).append(li);
  return { li, stop, say: text => { stop.lastChild.textContent = text; } };
}

async function upload(form, file) {
  const { li, stop, say } = chip(form, file);
  const bar = make('progress', { max: 1, value: 0, ariaLabel: file.name });
  const control = new AbortController();
  stop.before(bar);
  say(word('stop', { name: file.name }));
  stop.onclick = () => { control.abort(); li.remove(); };
  const body = new FormData();
  body.append('csrf', form.elements.csrf?.value ?? '');
  body.append('file', file);
  try {
    const r = await ask(form.dataset.upload, { method: 'POST', body, signal: control.signal, progress: at => { bar.value = at; } });
    const made = r.ok && r.doc.querySelector('[data-files] li, li');
    if (made) own(li, document.importNode(made, true));
    else fail(said(r.doc, '.summary a', 'h1 + p', 'h1'));
  } catch (why) {
    if (why.name === 'AbortError') return;
    fail();
    if (!(why instanceof Away)) throw why;
  }
  function fail(text) {
    li.className = 'bad';
    bar.remove();
    li.replaceChildren(icon('alert'), text || word('uploadFailed', { name: file.name }), stop);
    say(word('remove', { name: file.name }));
    stop.onclick = () => li.remove();
  }
}

// The server's line for the file takes its place; the page's next morph leaves it there.
function own(li, made) {
  made.dataset.own = '';
  li.replaceWith(made);
}

// drop: a file is not to be sent after all. The server hears of it where the button says so.
function drop(e, by) {
  e.preventDefault();
  by.closest('li').remove();
  if (!by.hasAttribute('formaction')) return;
  ask(by.formAction, { method: 'POST', body: new URLSearchParams({ [by.name]: by.value }) }).catch(why => {
    if (!(why instanceof Away)) throw why;
  });
}

// sent: the form's files have gone with its words.
export function sent(form) {
  for (const li of $$('[data-files] > [data-own]', form)) li.remove();
  const input = $('input[type="file"]', form);
  if (input) input.held = [];
}

// Where files go with the words: they wait in the form's own field, each with a way out.
function hold(form, input, files) {
  const all = new DataTransfer();
  for (const f of [...(input.held ?? []), ...files]) all.items.add(f);
  input.held = [...all.files];
  input.files = all.files;
  for (const old of $$('li[data-own]', form)) old.remove();
  for (const file of input.held) {
    const { stop, say } = chip(form, file);
    say(word('remove', { name: file.name }));
    stop.onclick = () => {
      const rest = input.held.filter(f => f !== file);
      input.held = [];
      hold(form, input, rest);
    };
  }
}

function take(form, files) {
  const input = $('input[type="file"]', form);
  if (!list(form) || !files.length) return false;
  if (form.dataset.upload) for (const file of files) upload(form, file);
  else if (input) hold(form, input, files);
  return true;
}

const target = e => e.target.closest?.('form:has([data-files])');
const carries = e => [...(e.dataTransfer?.types ?? [])].includes('Files');

export function start() {
  on('change', e => {
    if (e.target.type !== 'file' || !e.target.form) return;
    const files = [...e.target.files];
    if (e.target.form.dataset.upload) e.target.value = '';
    take(e.target.form, files);
  });
  on('paste', e => {
    const form = target(e);
    if (form && e.clipboardData?.files.length && take(form, [...e.clipboardData.files])) e.preventDefault();
  });
  const light = (e, is) => $('.box', target(e) ?? document)?.classList.toggle('drop', is);
  on('dragover', e => {
    if (!carries(e)) return;
    e.preventDefault(); // a file dropped beside the box must not replace the page
    if (target(e)) light(e, true);
  });
  on('dragleave', e => target(e) && light(e, false));
  on('drop', e => {
    if (!carries(e)) return;
    e.preventDefault();
    if (target(e)) {
      light(e, false);
      take(target(e), [...e.dataTransfer.files]);
    }
  });
  on('click', e => {
    const by = e.target.closest?.('[data-files] button[type="submit"]');
    if (by) drop(e, by);
  });
  on('reset', e => sent(e.target));
}
