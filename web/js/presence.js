// Who else is here: this browser says that it reads, writes, is away or has gone; the page shows what
// the server makes of it. Never stored, never in anybody's way.
import { $, csrf, on } from './dom.js';

let at = '', said = '';

function say(state, url = at) {
  if (!url || (url === at && state === said)) return;
  said = state;
  navigator.sendBeacon?.(url, new URLSearchParams({ state, csrf: csrf() }));
}

export function look() {
  const now = $('[data-presence]')?.dataset.presence ?? '';
  if (now === at) return;
  if (at) say('gone');
  at = now;
  said = '';
  say('reading');
}

export function start() {
  on('input', e => e.target.matches('textarea') && $('[data-presence]')?.contains(e.target) && say('writing'));
  document.addEventListener('visibilitychange', () => say(document.hidden ? 'away' : 'reading'));
  addEventListener('pagehide', () => say('gone'));
  look();
}
