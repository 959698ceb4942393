// Promises from the words of an answer, in a browser: offered as one types, made only when ticked, told by
// the answer; their working and where the time went; and the same engine from the command line.
import { spawnSync } from 'node:child_process';
import { checkAxe, checkHtml, checkLayout, startKept, until } from './lib.mjs';

export const needsKept = true;

export async function open() {
  const kept = await startKept({ data: process.env.KEPT_E2E_DATA });
  const form = new URLSearchParams({ organisation: 'Northgate Homes', zone: 'Europe/London', base_url: kept.url, name: 'Maya Ellis', address: 'maya@northgate.example', password: 'correct horse battery', mailbox: 'help@northgate.example' });
  const setup = await fetch(`${kept.url}/setup`, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = setup.headers.get('set-cookie')?.split(';')[0];
  return { url: kept.url, kept, cookie, json: async p => (await fetch(kept.url + p, { headers: { cookie, accept: 'application/json' } })).json(), close: () => kept.stop() };
}

async function signIn(page) {
  await page.goto('/sign-in');
  await page.fill('#address', 'maya@northgate.example');
  await page.fill('#password', 'correct horse battery');
  await page.click('form[action="/sign-in"] button[type=submit]');
  await page.waitForURL('**/requests**');
}

// One request, opened in the browser as one opens it for somebody on the phone.
async function newRequest(t, page) {
  await page.goto('/requests/new');
  await page.fill('[name=address]', 'amira@customer.example');
  await page.fill('[name=subject]', 'The boiler is out');
  await page.fill('[name=text]', 'The heating went off again.');
  await page.click('main form button.main-action[type=submit]');
  await page.waitForURL('**/r/*');
  return Number(page.url().match(/\/r\/(\d+)/)[1]);
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const far = days => { const d = new Date(Date.now() + days * 864e5); return `${d.getUTCDate()} ${months[d.getUTCMonth()]}`; };

export const tests = {
  'a time in the words is offered, ticked and sent: it is promised, and the answer told of it': async t => {
    const page = await t.newPage();
    await signIn(page);
    const id = await newRequest(t, page);
    const before = (await t.server.json(`/r/${id}/time`)).promises;
    await page.fill('#body', `Thank you for your message. We will fit the new valve by ${far(60)} at 16:00, because the part is on its way.`);
    await page.waitForSelector('.offer', { timeout: 20000 });
    for (const move of ['move_ack', 'move_what', 'move_when', 'move_explain', 'move_thank']) t.assert.ok(await page.isChecked(`[name=${move}]`), move);
    t.assert.equal(await page.isChecked('[name=offer1]'), false, 'nothing is promised by itself');
    t.assert.match(await page.inputValue('[name=offer1_reason]'), /because the part is on its way/);
    await page.focus('[name=offer1]');
    await page.keyboard.press('Space');
    await checkAxe(page, '.composer');
    await page.focus('#body');
    await page.keyboard.press('Control+Enter');
    const after = await until(async () => {
      const list = (await t.server.json(`/r/${id}/time`)).promises;
      return list.length > before.length && list;
    }, 'the promise', 15000);
    const resolve = after.filter(p => p.kind === 'resolve');
    t.assert.deepEqual(resolve.map(p => p.state), ['renegotiated', 'open']);
    t.assert.match(resolve[1].due_at, /T1[56]:00:00Z$/);
    t.assert.equal(resolve[1].first_due_at, resolve[0].due_at);
  },
  'a time that is not ticked promises nothing': async t => {
    const page = await t.newPage();
    await signIn(page);
    const id = await newRequest(t, page);
    await page.fill('#body', `We will fit the new valve by ${far(61)}.`);
    await page.waitForSelector('.offer', { timeout: 20000 });
    await page.focus('#body');
    await page.keyboard.press('Control+Enter');
    await until(async () => (await t.server.json(`/r/${id}/time`)).promises.some(p => p.kind === 'respond' && p.state === 'kept'), 'the answer', 15000);
    t.assert.deepEqual((await t.server.json(`/r/${id}/time`)).promises.filter(p => p.kind === 'resolve').map(p => p.state), ['open']);
  },
  'German words are read as German': async t => {
    const r = await t.server.json(`/r/1/offers?text=${encodeURIComponent('Wir melden uns bis morgen 12 Uhr bei Ihnen.')}`);
    t.assert.equal(r.language, 'de');
    t.assert.equal(r.offers[0].said, 'bis morgen 12 Uhr');
    t.assert.equal(r.offers[0].kind, 'update');
  },
  'the working, the split and the due times can be seen, read aloud and used on a phone': async t => {
    const page = await t.newPage();
    await signIn(page);
    const { promises, parts, wall_seconds: wall } = await t.server.json('/r/1/time');
    t.assert.equal(parts.reduce((sum, p) => sum + p.seconds, 0), wall);
    for (const path of ['/r/1/time', `/promises/${promises[0].id}`, '/r/1/due-times', '/reports/due-times', '/promises/moved']) {
      await page.goto(path);
      await page.waitForSelector('h1');
      await checkHtml(await (await fetch(t.server.url + path, { headers: { cookie: t.server.cookie } })).text(), path);
      await checkAxe(page);
      await checkLayout(page);
    }
    const phone = await t.newPage({ phone: true });
    await signIn(phone);
    for (const path of ['/r/1/time', `/promises/${promises[0].id}`, '/r/1/due-times']) {
      await phone.goto(path);
      await checkLayout(phone);
    }
  },
  'kept promise gives the verdicts of the same engine': async t => {
    const line = JSON.stringify({ calendar: 'always', targets: { respond: 3600 }, history: [{ at: '2026-01-30T15:30:00Z', event: 'created' }, { at: '2026-01-30T16:30:00Z', event: 'reply', by: 'agent' }] });
    const run = spawnSync(process.env.KEPT, ['promise'], { input: `${line}\n{}\n` });
    t.assert.equal(run.status, 0);
    const [first, second] = run.stdout.toString().trim().split('\n').map(l => JSON.parse(l));
    t.assert.equal(first.promises[0].verdict, 'kept');
    t.assert.equal(first.time.wall_seconds, 3600);
    t.assert.match(second.error, /calendar is missing/);
    const stat = spawnSync(process.env.KEPT, ['stat'], { input: '{"fn":"wilson","input":{"count":4,"n":200}}\n' });
    t.assert.equal(stat.status, 0);
  },
};
