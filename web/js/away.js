// The server is away: said once, above everything, moving nothing.
import { byId, icon, make } from './dom.js';
import { word } from './words.js';

let timer;

// away: shows the banner and calls `retry` after `seconds`, or at once when asked to.
export function away(text, seconds, retry) {
  clearInterval(timer);
  const bar = byId('away') ?? document.body.appendChild(make('div', { id: 'away', className: 'away', role: 'status' }));
  const count = make('span', { aria: { hidden: 'true' } });
  const go = () => { clearInterval(timer); retry(); };
  const tick = () => { count.textContent = word('again', { n: seconds }); if (seconds-- <= 0) go(); };
  const button = make('button', { type: 'button', className: 'btn', textContent: word('tryNow'), onclick: go });
  if (bar.firstChild?.nextSibling?.textContent === text) bar.lastChild.replaceWith(button), bar.children[2].replaceWith(count);
  else bar.replaceChildren(icon('cloud'), make('span', { className: 'grow', textContent: text }), count, button);
  tick();
  timer = setInterval(tick, 1000);
}

export function back() {
  clearInterval(timer);
  byId('away')?.remove();
}
