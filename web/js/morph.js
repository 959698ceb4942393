// Changes the page into the one the server sent, and leaves alone what a person is using.
//
// Nodes are matched by id, and without one by their place: so what repeats has an id of its own, and
// with it keeps its focus, its scroll and its frame. docs/adr/0070 says why this is ours.
import { $$, isTyping } from './dom.js';
import { steady } from './steady.js';

const FIELDS = 'input, textarea, select';

// isChanged: a field holds something else than the server gave it.
export function isChanged(field) {
  if (field.type === 'hidden') return false;
  if (field.type === 'file') return field.files.length > 0;
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field.tagName !== 'SELECT') return field.value !== field.defaultValue;
  const options = [...field.options];
  return options.some(o => o.defaultSelected) ? options.some(o => o.selected !== o.defaultSelected) : !field.multiple && field.selectedIndex > 0;
}

const isHeld = el => isTyping(document.activeElement) && el.contains(document.activeElement);
const isInUse = el => isHeld(el) || $$(FIELDS, el).some(isChanged) || Boolean(el.querySelector('[data-own]'));
const isOwn = node => node.nodeType === 1 && 'own' in node.dataset;
const keyOf = node => (node.nodeType === 1 && node.getAttribute('id')) || '';

// morph: makes `old` into `next`, which stays as it is.
//   soft   fields in use, forms in use (data-keep) and what is folded open stay as they are
//   live   nobody asked for this: lists keep their order (see steady.js)
//   anew   id of the form that was just sent: it becomes what the server says, words and all
export function morph(old, next, { soft = false, live = false, anew = '' } = {}) {
  const held = document.activeElement, caret = [held?.selectionStart, held?.selectionEnd];
  const pool = new Map([old, ...$$('[id]', old)].map(el => [keyOf(el), el]));
  const wanted = new Set([next, ...$$('[id]', next)].map(keyOf));
  pool.delete('');
  wanted.delete('');
  const isSame = (was, will) => was.nodeType === will.nodeType && was.nodeName === will.nodeName;

  // May this be touched at all?
  function isLeft(was, will) {
    if (was.tagName === 'IFRAME' && was.getAttribute('src') === will.getAttribute('src')) return true;
    if (!soft || (anew && was.closest('form')?.getAttribute('id') === anew)) return false;
    if ('keep' in was.dataset && isInUse(was)) return true;
    if (was.matches(FIELDS) && (isChanged(was) || (was === held && isTyping(was)))) return true;
    return live && 'steady' in was.dataset && steady(was, will);
  }

  function change(was, will) {
    if (was.nodeType !== 1) {
      if (was.nodeValue !== will.nodeValue) was.nodeValue = will.nodeValue;
      return;
    }
    pool.delete(keyOf(was));
    if (isOwn(was) || isLeft(was, will)) return;
    attributes(was, will);
    children(was, will);
    value(was, will);
  }

  function attributes(was, will) {
    for (const { name, value } of will.attributes) {
      if (was.getAttribute(name) !== value && !isMine(was, name)) was.setAttribute(name, value);
    }
    for (const { name } of [...was.attributes]) {
      if (!will.hasAttribute(name) && !isMine(was, name)) was.removeAttribute(name);
    }
  }
  // Heights of frames; what a person has folded open.
  const isMine = (el, name) => name === 'style' || (soft && name === 'open' && el.matches('details, dialog'));

  function value(was, will) {
    if (was.tagName === 'SELECT') [...was.options].forEach((o, i) => { o.selected = will.options[i].selected; });
    else if (was.type === 'checkbox' || was.type === 'radio') was.checked = will.checked;
    else if (was.matches('input:not([type="file"]), textarea') && was.value !== will.value) was.value = will.value;
  }

  // What comes after the last one that is in place; never one of the script's own. Looked for anew
  // each time, since what is put in further down may take nodes from here.
  function following(parent, last) {
    let n = last ? last.nextSibling : parent.firstChild;
    while (n && isOwn(n)) n = n.nextSibling;
    return n;
  }

  function children(was, will) {
    let last = null;
    for (const node of will.childNodes) {
      const at = following(was, last);
      const found = keyOf(node) ? keyed(node, was) : placed(node, at);
      if (found && found !== at) bring(was, found, at);
      if (found) change(found, node);
      last = found ?? add(was, node, at);
    }
    for (let n = following(was, last); n; n = following(was, last)) n.remove();
  }

  // New, though it may hold what is already there under its id.
  function add(parent, node, at) {
    const isFamiliar = node.nodeType === 1 && $$('[id]', node).some(e => pool.has(keyOf(e)));
    const made = document.importNode(node, !isFamiliar);
    parent.insertBefore(made, at);
    if (isFamiliar) children(made, node);
    return made;
  }

  function keyed(node, parent) {
    const found = pool.get(keyOf(node));
    return found && isSame(found, node) && !found.contains(parent) ? found : null;
  }

  // The next one of its kind that has no id, not looking past one that is still wanted.
  function placed(node, at) {
    for (let n = at; n; n = n.nextSibling) {
      const key = keyOf(n);
      if (!key && isSame(n, node)) return n;
      if (key && wanted.has(key)) return null;
    }
    return null;
  }

  // What stands between goes if nobody wants it; else the one that was found moves.
  function bring(parent, found, at) {
    const between = [];
    for (let n = at; n && n !== found; n = n.nextSibling) between.push(n);
    const isAhead = found.parentNode === parent && between.at(-1)?.nextSibling === found;
    if (isAhead && !between.some(n => wanted.has(keyOf(n)) || isOwn(n))) return between.forEach(n => n.remove());
    if (parent.moveBefore && found.isConnected && parent.isConnected) parent.moveBefore(found, at);
    else parent.insertBefore(found, at);
  }

  if (isSame(old, next) && keyOf(old) === keyOf(next)) change(old, next);
  else old.replaceWith(document.importNode(next, true));
  if (held && held !== document.activeElement && held.isConnected) {
    held.focus({ preventScroll: true });
    if (caret[1]) held.setSelectionRange?.(...caret);
  }
}
