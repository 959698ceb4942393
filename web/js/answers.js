// While one writes: ";" finds an answer to use again, "@" in a note a colleague to name; Markdown is
// shown as it will look; and a print button, which only a script can press.
import { on } from './dom.js';
import { open } from './palette.js';

export function start() {
  on('keydown', e => {
    const box = e.target;
    if (!box.matches?.('textarea[data-answers]') || e.isComposing || e.ctrlKey || e.metaKey) return;
    const isNote = box.form.elements.kind?.value === 'note';
    const url = e.key === ';' ? box.dataset.answers : e.key === '@' && isNote ? box.dataset.colleagues : '';
    if (!url || /\S$/.test(box.value.slice(0, box.selectionStart))) return;
    e.preventDefault();
    open({ url, write: box, otherwise: e.key });
  });
  on('click', e => {
    if (!e.target.closest?.('[data-print]')) return;
    for (const menu of document.querySelectorAll('[popover]:popover-open')) menu.hidePopover();
    print();
  });
}
