// The pictures of the README, taken from the running program on the made-up organisation:
//     KEPT=build/release/kept node tools/pictures.mjs
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { newPage, openBrowser, root, startKept } from '../tests/e2e/lib.mjs';

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-pictures-'));
const said = execFileSync(process.env.KEPT, ['demo', '--data', data], { encoding: 'utf8' });
const password = /password (\S+)/.exec(said)[1];
const kept = await startKept({ data, args: ['--lmtp', ''] });
const browser = await openBrowser();
const out = path.join(root, 'docs/pictures');
fs.mkdirSync(out, { recursive: true });
for (const theme of ['light', 'dark']) {
  const page = await newPage(browser, kept.url, { theme });
  await page.goto('/sign-in');
  await page.fill('#address', 'maya@northgate.example');
  await page.fill('#password', password);
  await page.click('form[action="/sign-in"] button[type=submit]');
  await page.waitForURL('**/requests**');
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${out}/inbox-${theme}.png` });
  await page.goto(await page.evaluate(() => document.querySelectorAll('.row-link')[1].getAttribute('href')));
  await page.waitForTimeout(700);
  await page.screenshot({ path: `${out}/request-${theme}.png` });
}
await browser.close();
await kept.stop();
