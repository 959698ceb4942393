// node tests/e2e/run.mjs [WORD…]: runs tests/e2e/**/*.e2e.mjs, or those whose file or sentence holds a WORD.
// A file exports `tests`: {sentence: async t => …}, and may export `open()` → {url, close()}, its server,
// and `together`, how many of its tests may run at once (1).
// Files that need the program take it from KEPT; without it they are named as not run, and that fails
// unless only others were asked for.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { assert, checkAxe, checkHtml, checkLayout, focused, newPage, openBrowser, press, root, shoot, until } from './lib.mjs';

const asked = process.argv.slice(2);
const files = fs.readdirSync(path.join(root, 'tests/e2e'), { recursive: true }).filter(f => String(f).endsWith('.e2e.mjs')).map(String).sort();
const chosen = (file, sentence) => !asked.length || asked.some(word => file.includes(word) || sentence.includes(word));

const SECONDS = Number(process.env.KEPT_TEST_SECONDS ?? 180); // of one test
let passed = 0, failed = 0, number = 0;
const browser = await openBrowser();

function report(isGood, sentence, ms, why) {
  number++;
  if (isGood) passed++;
  else failed++;
  console.log(`${isGood ? 'ok' : 'not ok'} ${number} - ${sentence} (${ms} ms)`);
  if (why) console.log(String(why.stack ?? why).replace(/^/gm, '    '));
}

// Each test has its own pages; what their consoles complained of fails it.
async function attempt(sentence, test, server) {
  const pages = [];
  const t = {
    assert, browser, server, url: server?.url, checkAxe, checkHtml, checkLayout, focused, press, shoot, until,
    async newPage(options) {
      const page = await newPage(browser, server?.url, options);
      pages.push(page);
      return page;
    },
  };
  let why;
  try {
    await Promise.race([test(t), new Promise((_, fail) => setTimeout(() => fail(new Error(`took longer than ${SECONDS} s`)), SECONDS * 1000).unref())]);
    for (const page of pages) assert.deepEqual(page.complaints(), [], 'the console complains');
  } catch (e) {
    why = e;
    for (const [i, page] of pages.entries()) await shoot(page, `failed-${sentence.replace(/\W+/g, '-').slice(0, 60)}-${i}`).catch(() => {});
  }
  await Promise.all(pages.map(p => p.context().close().catch(() => {})));
  return why;
}

// A test that fails is tried once more, in new pages, and both are told: a machine may have stood still.
async function runOne(sentence, test, server) {
  const started = Date.now();
  const first = await attempt(sentence, test, server);
  const why = first && await attempt(sentence, test, server);
  if (first && !why) console.log(`# passed at the second try, after: ${String(first.stack ?? first).replace(/\n/g, '\n#   ')}`);
  report(!why, sentence, Date.now() - started, why);
}

for (const file of files) {
  const { tests, open, needsKept, together = 1 } = await import(pathToFileURL(path.join(root, 'tests/e2e', file)));
  const mine = Object.entries(tests).filter(([sentence]) => chosen(file, sentence));
  if (!mine.length) continue;
  console.log(`# ${file}`);
  if (needsKept && !process.env.KEPT) {
    report(false, `${file} has a program to test`, 0, 'set KEPT to the program, for example KEPT=build/release/kept');
    continue;
  }
  let server;
  try {
    server = await open?.();
    const left = [...mine];
    const work = async () => { for (let next; (next = left.shift());) await runOne(...next, server); };
    await Promise.all(Array.from({ length: together }, work));
  } catch (e) {
    report(false, `${file} starts`, 0, e);
  } finally {
    await server?.close();
  }
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
