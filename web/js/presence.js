// Who else is here: this browser says that it reads, writes, is away or has gone; the page shows what
// the server makes of it. Never stored, never in anybody's way.
import { $, csrf, on } from './dom.js';

const AGAIN = 30_000; // the server forgets who has not said so for a while
const QUIET = 12_000; // no key for so long: reading, not writing
let at = '', said = '', quiet, again;

function say(state, url = at, anyway = false) {
  if (!url || (!anyway && url === at && state === said)) return;
  said = state;
  navigator.sendBeacon?.(url, new URLSearchParams({ state, csrf: csrf() }));
  clearInterval(again);
  if (state !== 'gone') again = setInterval(() => !document.hidden && say(said, at, true), AGAIN);
}

const isNote = box => box.form?.elements.kind?.value === 'note';

export function look() {
  const now = $('[data-presence]')?.dataset.presence ?? '';
  if (now === at) return;
  if (at) say('gone');
  at = now;
  said = '';
  say('reading');
}

export function start() {
  on('input', e => {
    if (!e.target.matches('textarea') || !$('[data-presence]')?.contains(e.target)) return;
    say(isNote(e.target) ? 'noting' : 'writing');
    clearTimeout(quiet);
    quiet = setTimeout(() => say('reading'), QUIET);
  });
  document.addEventListener('visibilitychange', () => say(document.hidden ? 'away' : 'reading'));
  addEventListener('pagehide', () => say('gone'));
  look();
}
