// The whole way: a customer's mail program, a real mail server, Kept, an agent in a browser, and back,
// twice, with a file and a picture each way.
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { header, startMail } from './mail.mjs';
import { freePort, startKept, until } from './lib.mjs';

export const needsKept = true;

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const PDF = Buffer.from('%PDF-1.4\n% a tenancy agreement, for a test\n%%EOF\n');
const sha = bytes => crypto.createHash('sha256').update(bytes).digest('hex');

const first = `From: Amira Haddad <amira@customer.example>
To: help@northgate.example
Subject: The boiler is =?utf-8?Q?out_=E2=80=93_again?=
Message-ID: <first.1@customer.example>
Date: Sun, 22 Nov 2026 09:12:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="mixed"

--mixed
Content-Type: multipart/related; boundary="rel"

--rel
Content-Type: text/html; charset=utf-8

<p>Good morning. The heating went off <b>again</b>.</p><script>alert(1)</script><p><img src="cid:gauge@x" alt="the gauge"></p>
--rel
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-ID: <gauge@x>
Content-Disposition: inline; filename="gauge.png"

${PNG.toString('base64')}
--rel--
--mixed
Content-Type: application/pdf; name="tenancy.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="tenancy.pdf"

${PDF.toString('base64')}
--mixed--
`;

// database: arguments that name another than the file (way-postgres.e2e.mjs)
export async function open(database = []) {
  const lmtp = await freePort();
  const kept = await startKept({ args: ['--lmtp', `127.0.0.1:${lmtp}`, ...database], data: process.env.KEPT_E2E_DATA });
  const mail = await startMail(lmtp);
  const form = new URLSearchParams({ organisation: 'Northgate Homes', zone: 'Europe/London', base_url: kept.url, name: 'Maya Ellis', address: 'maya@northgate.example', password: 'correct horse battery', mailbox: 'help@northgate.example' });
  const setup = await fetch(`${kept.url}/setup`, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = setup.headers.get('set-cookie')?.split(';')[0];
  return {
    url: kept.url, kept, mail, cookie,
    json: async p => (await fetch(kept.url + p, { headers: { cookie, accept: 'application/json' } })).json(),
    async close() { await mail.stop(); await kept.stop(); },
  };
}

async function signIn(page) {
  await page.goto('/sign-in');
  await page.fill('#address', 'maya@northgate.example');
  await page.fill('#password', 'correct horse battery');
  await page.click('form[action="/sign-in"] button[type=submit]');
  await page.waitForURL('**/requests**');
}

async function newestRequest(server) {
  const list = await server.json('/requests?view=all');
  return list.requests[0] ? server.json(`/r/${list.requests[0].id}`) : undefined;
}

export const tests = {
  'setup is gone once it was done': async ({ assert, server }) => {
    assert.equal((await fetch(`${server.url}/setup`)).status, 404);
  },
  'the mailbox is let send in its settings': async t => {
    const page = await t.newPage();
    await signIn(page);
    await page.goto('/settings/mailboxes');
    await page.click('#mailbox a:has-text("help@northgate.example")');
    await page.fill('#smtp_url', `smtp://127.0.0.1:${t.server.mail.port}`);
    await page.check('input[name=may_send]');
    await page.click('.save-bar button[type=submit]');
    await page.waitForSelector('.toast');
    const boxes = await t.server.json('/settings/mailboxes');
    t.assert.equal(boxes.mailboxes[0].may_send, true);
  },
  'a first mail is acknowledged, without a word of the sender’s, and becomes a request with promises': async ({ assert, server }) => {
    server.mail.send('amira@customer.example', 'help@northgate.example', first);
    const request = await until(() => newestRequest(server), 'the request', 15000);
    assert.equal(request.subject, 'The boiler is out – again');
    assert.equal(request.requester.name, 'Amira Haddad');
    const states = Object.fromEntries(request.promises.map(p => [p.kind, p.state]));
    assert.deepEqual(states, { acknowledge: 'kept', respond: 'open', resolve: 'open' });
    const files = request.messages[0].files;
    assert.deepEqual(files.map(f => [f.name, f.sha256]).sort(), [['gauge.png', sha(PNG)], ['tenancy.pdf', sha(PDF)]].sort());
    assert.ok(!/<script/i.test(request.messages[0].html));
    const [ack] = await until(() => server.mail.box('amira').length && server.mail.box('amira'), 'the acknowledgement', 15000);
    assert.equal(header(ack, 'Auto-Submitted'), 'auto-replied');
    assert.ok(ack.includes('Northgate Homes') && ack.includes(request.link), 'it names the organisation and the link');
    assert.ok(!/boiler|heating/i.test(ack), 'it carries none of the sender’s words');
  },
  'the same mail again changes nothing': async ({ assert, server }) => {
    server.mail.send('amira@customer.example', 'help@northgate.example', first.replace('Date: Sun', 'X-Again: 1\nDate: Sun'));
    await until(async () => (await server.json('/mail')).ignored === 1, 'the ledger', 15000);
    assert.equal((await server.json('/requests?view=all')).total, 1);
    assert.equal(server.mail.box('amira').length, 1);
  },
  'an agent answers in the browser with a file and a picture; taking back works; the customer gets it once': async t => {
    const { assert, server } = t;
    const page = await t.newPage();
    await signIn(page);
    await page.goto('/requests?view=all');
    await page.click('.row-link');
    await page.waitForSelector('.composer');
    await page.goto(await page.evaluate(() => location.pathname));
    const shown = await page.waitForSelector('iframe');
    await until(async () => (await shown.contentFrame())?.evaluate(() => document.querySelector('img')?.naturalWidth === 1), 'the inline picture');
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-files-'));
    fs.writeFileSync(`${dir}/guide.pdf`, PDF);
    fs.writeFileSync(`${dir}/map.png`, PNG);
    await page.fill('#body', 'Dear Amira,\n\nan engineer comes **today by 16:00** and calls first.');
    await page.check('input[name=move_what]', { force: true });
    await page.setInputFiles('input[type=file]', [`${dir}/guide.pdf`, `${dir}/map.png`]);
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.toast');
    await page.click('.toast button:has-text("Undo")');
    await until(async () => (await newestRequest(server)).messages.every(m => m.kind !== 'out'), 'the answer to be taken back');
    const open = (await newestRequest(server)).promises.find(p => p.kind === 'respond');
    assert.equal(open.state, 'open', 'what it kept is open again');
    await page.goto(`/r/${(await newestRequest(server)).id}`);
    assert.match(await page.inputValue('#body'), /an engineer comes/, 'the words are back in the box');
    await page.setInputFiles('input[type=file]', [`${dir}/guide.pdf`, `${dir}/map.png`]);
    await t.shoot(page, 'way-request');
    await page.focus('#body');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.toast');
    const answer = await until(() => server.mail.box('amira')[1], 'the answer', 25000);
    fs.rmSync(dir, { recursive: true });
    assert.match(header(answer, 'From'), /Maya Ellis/);
    assert.match(header(answer, 'Reply-To'), /help\+r[a-z0-9]+@northgate\.example/);
    assert.match(header(answer, 'References'), /<first\.1@customer\.example>/);
    assert.ok(answer.includes(PDF.toString('base64').slice(0, 40)) && answer.includes(PNG.toString('base64').slice(0, 40)), 'both files are in it');
    await new Promise(done => setTimeout(done, 1500));
    assert.equal(server.mail.box('amira').length, 2, 'it came once');
    const request = await newestRequest(server);
    assert.equal(request.promises.find(p => p.kind === 'respond').state, 'kept');
    assert.equal(request.messages.at(-1).mail[0].state, 'sent');
  },
  'the customer writes again and lands in the same request; a second answer goes out': async ({ assert, server }) => {
    const answer = server.mail.box('amira')[1];
    const reply = `From: Amira Haddad <amira@customer.example>
To: ${header(answer, 'Reply-To')}
Subject: Something else entirely
Message-ID: <second.2@customer.example>
In-Reply-To: ${header(answer, 'Message-ID')}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Thank you, that suits me.

On Sunday Maya Ellis wrote:
> Dear Amira,
`;
    server.mail.send('amira@customer.example', header(answer, 'Reply-To').replace(/.*<|>.*/g, ''), reply);
    const request = await until(async () => {
      const r = await newestRequest(server);
      return r.messages.filter(m => m.kind === 'in').length === 2 && r;
    }, 'the second message', 15000);
    assert.equal((await server.json('/requests?view=all')).total, 1, 'no second request');
    assert.equal(request.messages.at(-1).visible, 'Thank you, that suits me.');
    assert.equal(request.promises.filter(p => p.kind === 'respond').at(-1).state, 'open', 'another answer is owed');
    const csrf = /name="csrf" value="([^"]+)"/.exec(await (await fetch(`${server.url}/me`, { headers: { cookie: server.cookie } })).text())[1];
    const made = await fetch(`${server.url}/me/tokens`, { method: 'POST', headers: { cookie: server.cookie, accept: 'application/json' }, body: new URLSearchParams({ csrf, name: 'a test', may_write: '1' }) });
    const { token } = await made.json();
    const sent = await fetch(`${server.url}/r/${request.id}/reply`, { method: 'POST', headers: { authorization: `Bearer ${token}`, accept: 'application/json' }, body: new URLSearchParams({ text: 'The valve is fitted. Thank you for your patience.', then: 'keep' }) });
    assert.equal(sent.status, 200);
    await until(() => server.mail.box('amira').length === 3, 'the second answer', 25000);
    const done = await newestRequest(server) ?? await server.json(`/r/${request.id}`);
    assert.equal(done.promises.find(p => p.kind === 'resolve').state, 'kept');
  },
  'the ledger balances and the private page shows what was said': async ({ assert, server }) => {
    const mail = await server.json('/mail');
    assert.equal(mail.received, mail.requests + mail.replies + mail.ignored + mail.quarantined);
    assert.deepEqual([mail.requests, mail.replies, mail.ignored, mail.quarantined], [1, 1, 1, 0]);
    const request = await server.json('/r/1');
    const page = await (await fetch(server.url + request.link)).text();
    assert.ok(page.includes('The valve is fitted') && page.includes('that suits me'));
    assert.equal((await fetch(`${server.url}/p/1.${'A'.repeat(22)}`)).status, 404, 'another link opens nothing');
  },
};
