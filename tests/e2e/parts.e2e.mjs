// The reference pages of web/parts, looked at in every way a person may look at them.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './lib.mjs';
import { openParts } from './static.mjs';

export const open = openParts;
export const together = 2;
export const tests = {};

const pages = fs.readdirSync(path.join(root, 'web/parts')).filter(f => f.endsWith('.html')).map(f => f.slice(0, -5));
// Barriers are looked for everywhere in light; where colours or places differ most, again.
const AGAIN = { dark: ['inbox', 'request', 'status', 'signin', 'parts'], phone: ['inbox', 'request', 'team', 'person', 'status', 'new'] };
const LOOKS = { light: {}, dark: { theme: 'dark' }, phone: { phone: true } };
const NARROW = { 'at 320 px': { width: 320, height: 640 }, 'on a tablet': { width: 900, height: 1100 }, 'from right to left': { rtl: true }, 'compact': { density: 'compact' }, 'in forced colours': { forced: true, theme: 'dark' } };

for (const name of pages) {
  tests[`${name}: good HTML, no complaints and no barriers, light, dark and on a phone`] = async t => {
    for (const [look, options] of Object.entries(LOOKS)) {
      const page = await t.newPage(options);
      const r = await page.goto(`/${name}.html`, { waitUntil: 'load' });
      if (look === 'light') await t.checkHtml(await r.text(), name);
      await t.checkLayout(page);
      if (look === 'light' || AGAIN[look].includes(name)) await t.checkAxe(page);
      await t.shoot(page, `${name}-${look}`, { full: look === 'phone' });
      await page.context().close();
    }
  };
}

for (const [how, options] of Object.entries(NARROW)) {
  tests[`every page keeps its shape ${how}`] = async t => {
    const page = await t.newPage(options);
    for (const name of pages) {
      await page.goto(`/${name}.html`);
      await t.checkLayout(page).catch(e => { e.message = `${name}: ${e.message}`; throw e; });
    }
  };
}

tests['the pages with the most on them have no barriers from right to left, in forced colours or at 320 px'] = async t => {
  for (const options of [{ rtl: true }, { forced: true }, { width: 320, height: 640 }]) {
    const page = await t.newPage(options);
    for (const name of ['inbox', 'request']) {
      await page.goto(`/${name}.html`);
      await t.checkAxe(page);
    }
    await page.context().close();
  }
};

tests['nothing moves while a page loads'] = async t => {
  const page = await t.newPage();
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver(l => l.getEntries().forEach(e => { window.shift += e.value; })).observe({ type: 'layout-shift', buffered: true });
  });
  for (const name of ['inbox', 'request', 'status']) {
    await page.goto(`/${name}.html`, { waitUntil: 'load' });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(300);
    t.assert.equal(await page.evaluate(() => window.shift), 0, name);
  }
};

tests['every colour of words reaches 4.5 to 1 and every mark 3 to 1 on each ground it stands on'] = async t => {
  const css = fs.readFileSync(path.join(root, 'web/css/tokens.css'), 'utf8'), token = {};
  for (const [, name, light, dark] of css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)) token[name] = [light, dark];
  const part = v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = hex => [1, 3, 5].map(i => part(parseInt(hex.slice(i, i + 2), 16) / 255)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const grounds = ['ground', 'sheet', 'sunken', 'hover', 'selected'];
  const pairs = [
    ...['ink', 'ink-2', 'ink-3', 'kept'].map(c => [c, grounds, 4.5]), ['ink', ['note-ground', 'raised'], 4.5], ['ink-2', ['note-ground', 'risk-tint', 'kept-tint', 'broken-tint'], 4.5],
    ['kept', ['kept-tint'], 4.5], ['on-kept', ['kept-solid', 'kept-solid-hover'], 4.5], ['risk', [...grounds, 'risk-tint'], 4.5], ['broken', [...grounds, 'broken-tint'], 4.5],
    ['wait', ['sheet', 'wait-tint'], 4.5], ['on-broken', ['broken-solid'], 4.5], ['focus', grounds, 3], ['line-strong', ['sheet', 'ground', 'sunken'], 3],
    ['kept-solid', ['sheet', 'sunken', 'ground'], 3], ['risk-solid', ['sheet', 'risk-tint', 'selected', 'hover'], 3], ['broken-solid', ['sheet', 'hover'], 3], ['wait-solid', ['sheet'], 3],
    ...'abcdef'.split('').map(x => [`hue-${x}-ink`, [`hue-${x}`], 4.5]),
  ];
  const low = pairs.flatMap(([ink, on, bar]) => on.flatMap(g => [0, 1].filter(i => ratio(token[ink][i], token[g][i]) < bar).map(i => `${ink} on ${g}, ${i ? 'dark' : 'light'}: ${ratio(token[ink][i], token[g][i]).toFixed(2)}`)));
  t.assert.deepEqual(low, []);
};

tests['a desk page with its styles, script and letters weighs under 60 kB'] = async t => {
  const line = fs.readFileSync(path.join(root, 'build/web/assets.tsv'), 'utf8').split('\n').map(l => l.split('\t'));
  const size = name => { const row = line.find(l => l[0] === name); return fs.statSync(path.join(root, 'build/web', row[5] === '-' ? row[4] : row[5])).size; };
  t.assert.ok(size('kept.js') <= 14 * 1024, `kept.js is ${size('kept.js')} bytes`);
  const { gzipSync } = await import('node:zlib');
  for (const name of ['inbox', 'request']) {
    const whole = size('kept.js') + size('desk.css') + size('kept-sans.woff2') + gzipSync(fs.readFileSync(path.join(root, `build/parts/${name}.html`))).length;
    t.assert.ok(whole <= 60 * 1024, `${name}: ${whole} bytes`);
  }
};
