// What end-to-end tests stand on: a browser, a server, and the questions every page is asked.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

export { assert };
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const shots = path.join(root, 'build/shots');

// ---- the browser ------------------------------------------------------------------------------

export const openBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--font-render-hinting=none',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost'], // nothing leaves this machine
});

// newPage: a page in a browser profile of its own (or in `context`, to be a second tab).
//   theme light|dark, phone, width, height, rtl, noScript, forced, print, density, quiet: false keeps motion
// page.errors gathers what the console complains of; page.allow(/…/) says what a test expects there.
export async function newPage(browser, url, { theme = 'light', phone, width, height, rtl, noScript, forced, print, density, context } = {}) {
  context ??= await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: width ?? 1440, height: height ?? 900 },
    hasTouch: Boolean(phone), colorScheme: theme, forcedColors: forced ? 'active' : 'none',
    javaScriptEnabled: !noScript, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/London', baseURL: url,
  });
  const page = await context.newPage();
  const allowed = [];
  page.errors = [];
  page.allow = pattern => allowed.push(pattern);
  const note = text => page.errors.push(text);
  page.on('console', m => ['error', 'warning'].includes(m.type()) && note(`${m.text()} ${m.location().url ?? ''}`));
  page.on('pageerror', e => note(e.stack ?? e.message));
  page.complaints = () => page.errors.filter(text => !allowed.some(p => p.test(text)));
  if (print) await page.emulateMedia({ media: 'print' });
  if (!noScript && (rtl || density)) {
    await page.addInitScript(set => document.addEventListener('DOMContentLoaded', () => {
      if (set.rtl) document.documentElement.dir = 'rtl';
      if (set.density) document.documentElement.dataset.density = set.density;
    }), { rtl, density });
  }
  page.setDefaultTimeout(5000);
  return page;
}

// ---- what every page is asked -----------------------------------------------------------------

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function checkAxe(page, within) {
  const asked = new AxeBuilder({ page }).withTags(RULES).setLegacyMode(); // no page of its own for each answer: three times as fast
  if (within) asked.include(within);
  const { violations } = await asked.analyze();
  const said = violations.flatMap(v => v.nodes.slice(0, 4).map(n => `${v.id}: ${n.target.join(' ')}: ${n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? v.help}`));
  assert.deepEqual(said, [], 'axe');
}

const html = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'error', 'long-title': ['error', { maxlength: 120 }], 'prefer-native-element': 'off', 'no-redundant-role': 'off',
    'require-sri': 'off', 'void-style': 'off', 'no-trailing-whitespace': 'off', 'tel-non-breaking': 'off', 'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off', 'no-dup-id': 'error', 'form-dup-name': 'off', 'no-implicit-input-type': 'off', 'svg-focusable': 'off',
  },
});

export async function checkHtml(source, name = 'page') {
  const report = await html.validateString(source);
  const said = report.results.flatMap(r => r.messages.filter(m => m.severity === 2).map(m => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  assert.deepEqual(said, [], `html-validate ${name}`);
}

// Nothing sticks out sideways, every icon that is used is there, and what is pressed is big enough.
export async function checkLayout(page) {
  const found = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > innerWidth + 1 ? [`${document.documentElement.scrollWidth} px wide`] : [];
    const icons = [...document.querySelectorAll('use')].map(u => u.getAttribute('href')).filter(h => h.startsWith('#') && !document.getElementById(h.slice(1)));
    const small = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(e => {
      const r = e.getBoundingClientRect(), s = getComputedStyle(e);
      const inText = s.display === 'inline' && e.tagName === 'A';
      return r.width && s.visibility !== 'hidden' && s.opacity !== '0' && !inText && !e.closest('.sr, .skip, label') && !e.matches('.tick, .row-link, .hit-title') && (r.width < 23.5 || r.height < 23.5);
    }).map(e => `${e.tagName} ${e.className} "${e.textContent.trim().slice(0, 20)}" ${Math.round(e.getBoundingClientRect().width)}x${Math.round(e.getBoundingClientRect().height)}`);
    return { wide, icons: [...new Set(icons)], small };
  });
  assert.deepEqual(found, { wide: [], icons: [], small: [] }, 'layout');
}

export async function shoot(page, name, { full = false } = {}) {
  fs.mkdirSync(shots, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: full });
}

// ---- the keyboard -----------------------------------------------------------------------------

// press: "j j Shift+K" one after the other.
export async function press(page, keys) {
  for (const key of keys.split(' ')) await page.keyboard.press(key);
}
// focused: what has the focus, in a few words: "#body", "a.row-link in #row-2041", "h1".
export const focused = page => page.evaluate(() => {
  const e = document.activeElement;
  if (e.id) return `#${e.id}`;
  const near = e.parentElement?.closest('[id]');
  return `${e.tagName.toLowerCase()}${e.classList.length ? `.${e.classList[0]}` : ''}${near ? ` in #${near.id}` : ''}`;
});
export async function until(ask, what = 'it', ms = 4000) {
  const end = Date.now() + ms;
  for (;;) {
    const got = await ask();
    if (got) return got;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise(done => setTimeout(done, 25));
  }
}

// ---- the program ------------------------------------------------------------------------------

export const freePort = () => new Promise(done => {
  const s = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = s.address();
    s.close(() => done(port));
  });
});

// onPostgres: the arguments for a fresh database of the PostgreSQL that tests/harness/with-pg runs.
export function onPostgres() {
  const server = process.env.KEPT_TEST_PG;
  if (!server) throw new Error('there is no PostgreSQL: run this through tests/harness/with-pg, as ./test does');
  const name = `kept_e2e_${crypto.randomBytes(6).toString('hex')}`;
  execFileSync('psql', ['-q', '-d', server, '-c', `CREATE DATABASE ${name} TEMPLATE template0`]);
  return ['--database', server.replace('///postgres?', `///${name}?`)];
}

// startKept: the program of KEPT on a data directory of its own, answering on url.
//   args    more for `kept serve`     data  an existing directory, to start it again on the same
export async function startKept({ args = [], data, env = {} } = {}) {
  const kept = process.env.KEPT;
  if (!kept) throw new Error('KEPT does not name the program');
  data ??= fs.mkdtempSync(path.join(os.tmpdir(), 'kept-e2e-'));
  const port = await freePort(), url = `http://127.0.0.1:${port}`;
  const child = spawn(kept, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--lmtp', '127.0.0.1:0', '--reach', '127.0.0.0/8', ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = [];
  let ended = false;
  child.stdout.on('data', d => log.push(d));
  child.stderr.on('data', d => log.push(d));
  const end = new Promise(done => child.on('exit', code => { ended = true; done(code); }));
  const said = () => Buffer.concat(log).toString();
  await until(async () => {
    if (ended) throw new Error(`kept ended at once:\n${said()}`);
    return /Kept is at/.test(said()) && fetch(`${url}/health`).then(() => true, () => false);
  }, `kept to answer\n${said()}`, 15000);
  return {
    url, data, port, said, child, lmtp: Number(said().match(/LMTP at 127\.0\.0\.1:(\d+)/)?.[1]),
    async stop({ signal = 'SIGTERM', keep = false } = {}) {
      if (!ended) child.kill(signal);
      await end;
      if (!keep) fs.rmSync(data, { recursive: true, force: true });
    },
  };
}
