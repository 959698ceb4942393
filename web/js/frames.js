// A letter in its frame is as tall as it is, up to a screenful and a half.
import { $$ } from './dom.js';

function fit(frame) {
  try {
    const height = frame.contentDocument?.documentElement?.scrollHeight;
    const doc = frame.contentDocument; // what was quoted is folded in it
    if (doc && !doc.fits) doc.addEventListener('toggle', () => { frame.style.blockSize = ''; fit(frame); }, true);
    if (doc) doc.fits = true;
    if (height) frame.style.blockSize = `${Math.min(height + 2, innerHeight * 1.5)}px`;
  } catch { /* sealed off entirely: it keeps its height and scrolls */ }
}

export function start() {
  document.addEventListener('load', e => e.target.matches?.('iframe[data-fit]') && fit(e.target), true);
  for (const frame of $$('iframe[data-fit]')) fit(frame);
}
