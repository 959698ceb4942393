// Minutes pass. What the server wrote as "42 min" or "Late 12 min" stays true while the page is open;
// anything else it wrote is left alone.
import { $$ } from './dom.js';
import { refresh } from './page.js';
import { word } from './words.js';

const MINUTE = 60_000;
const pattern = key => new RegExp(`^${word(key, { n: '#' }).replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('#', '\\d+')}$`);

function tick() {
  const left = pattern('min'), late = pattern('late');
  let isOver = false;
  for (const time of $$('.due time[datetime], time.due[datetime]')) {
    const said = time.textContent.trim(), minutes = Math.floor((Date.parse(time.dateTime) - Date.now()) / MINUTE);
    if (left.test(said) && minutes >= 0) time.textContent = word('min', { n: minutes });
    else if (late.test(said) && -minutes - 1 < 120) time.textContent = word('late', { n: Math.max(0, -minutes - 1) });
    else if (left.test(said)) isOver = true;
  }
  if (isOver) refresh(); // what it means that the time has passed, the server says
}

export function start() {
  setInterval(() => document.hidden || tick(), MINUTE / 3);
  document.addEventListener('visibilitychange', () => document.hidden || tick());
}
