// Mail that a person looks at, in a real browser by pointer and keyboard, through a real mail server:
// what a listening mailbox would have sent, suspected spam, quarantine, the outbox when mail is refused
// or the line breaks, the words of automatic mail, answers for later, and the breaker.
import fs from 'node:fs';
import net from 'node:net';
import { header, startMail } from './mail.mjs';
import { freePort, startKept, until } from './lib.mjs';

export const needsKept = true;

// A line to the mail server that breaks after everything was handed over, for mail to cut@….
function cuttingProxy(to) {
  const server = net.createServer(client => {
    const up = net.connect(to, '127.0.0.1');
    let isCut = false, isData = false, tail = '';
    client.on('data', d => {
      const s = d.toString('latin1');
      if (/^RCPT TO:<cut@/im.test(s)) isCut = true;
      if (/^DATA\r\n/im.test(s)) isData = true;
      tail = (tail + s).slice(-5);
      up.write(d);
      if (isCut && isData && tail === '\r\n.\r\n') client.destroy();
    });
    up.on('data', d => client.destroyed || client.write(d));
    up.on('end', () => client.end());
    client.on('close', () => setTimeout(() => up.destroy(), 1000));
    client.on('error', () => {});
    up.on('error', () => {});
  });
  return new Promise(done => server.listen(0, '127.0.0.1', () => done({ port: server.address().port, close: () => server.close() })));
}

export async function open() {
  const lmtp = await freePort();
  const kept = await startKept({ args: ['--lmtp', `127.0.0.1:${lmtp}`] });
  const mail = await startMail(lmtp, { refuse: 'gone.example' });
  const proxy = await cuttingProxy(mail.port);
  const form = new URLSearchParams({ organisation: 'Northgate Homes', zone: 'Europe/London', base_url: kept.url, name: 'Maya Ellis', address: 'maya@northgate.example', password: 'correct horse battery', mailbox: 'help@northgate.example' });
  const setup = await fetch(`${kept.url}/setup`, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = setup.headers.get('set-cookie')?.split(';')[0];
  const json = async p => (await fetch(kept.url + p, { headers: { cookie, accept: 'application/json' } })).json();
  const csrf = /name="csrf" value="([^"]+)"/.exec(await (await fetch(`${kept.url}/me`, { headers: { cookie } })).text())[1];
  return {
    url: kept.url, kept, mail, proxy, cookie, json, lmtp,
    post: (p, fields) => fetch(kept.url + p, { method: 'POST', headers: { cookie, accept: 'application/json' }, body: new URLSearchParams({ csrf, ...fields }) }),
    async close() { await mail.stop(); proxy.close(); await kept.stop(); },
  };
}

async function signedIn(t, options) {
  const page = await t.newPage(options);
  const [name, value] = t.server.cookie.split('=');
  await page.context().addCookies([{ name, value, url: t.server.url }]);
  return page;
}

let number = 0;
const letter = (from, fields = '', text = 'It is cold.') => `From: ${from}\nTo: help@northgate.example\nSubject: The boiler ${++number}\nMessage-ID: <n${number}@customer.example>\n${fields}\n${text}\n`;
const balance = async s => (await s.json('/mail'));

// press Tab until the focus is on what the page's own question finds
async function tabTo(page, selector) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(s => document.activeElement?.matches(s), selector)) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

const everyLook = [{}, { theme: 'dark' }, { phone: true }];
async function looked(t, path, name) {
  await t.checkHtml(await (await fetch(t.server.url + path, { headers: { cookie: t.server.cookie } })).text(), name);
  for (const look of everyLook) {
    const page = await signedIn(t, look);
    await page.goto(path);
    await t.checkAxe(page);
    await t.checkLayout(page);
    await t.shoot(page, `maildesk-${name}${look.theme ? '-dark' : ''}${look.phone ? '-phone' : ''}`, { full: true });
    await page.context().close();
  }
}

export const tests = {
  'a mailbox that only listens shows what it would have sent, to whom; switching it on sends none of it': async t => {
    const { assert, server } = t;
    server.mail.send('amira@customer.example', 'help@northgate.example', letter('Amira <amira@customer.example>'));
    await until(async () => (await balance(server)).requests === 1, 'the request', 20000);
    const page = await signedIn(t);
    await page.goto('/outbox');
    await page.click('.mail-tabs a:has-text("Would have gone")');
    await page.waitForSelector('.letter:has-text("amira@customer.example")');
    assert.match(await page.textContent('.letter'), /thank you for writing to Northgate Homes/);
    await looked(t, '/outbox?show=shown', 'shown');
    const { mailboxes: [box] } = await server.json('/settings/mailboxes');
    const saved = await server.post(`/settings/mailboxes/${box.id}`, { name: box.name, address: box.address, service: String(box.service), smtp_url: `smtp://127.0.0.1:${server.proxy.port}`, may_send: '1' });
    assert.equal(saved.status, 200, await saved.clone().text());
    server.mail.send('boris@customer.example', 'help@northgate.example', letter('Boris <boris@customer.example>'));
    await until(() => server.mail.box('boris').length === 1, 'the first mail that goes out', 30000);
    assert.equal(server.mail.box('amira').length, 0, 'nothing of before');
    assert.equal((await server.json('/outbox?show=shown')).mails.length, 1);
  },
  'by keyboard: what the mail server marks is believed once that is said; it waits, unanswered, until one key takes it': async t => {
    const { assert, server } = t;
    const page = await signedIn(t);
    await page.goto('/settings/automatic');
    await tabTo(page, 'input[name=spam_flags]');
    await page.keyboard.press('Space');
    await tabTo(page, 'button[value=trust]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast');
    await looked(t, '/settings/automatic', 'automatic');
    server.mail.send('spam@customer.example', 'help@northgate.example', letter('Cheap <spam@customer.example>', 'X-Spam-Flag: YES\n'));
    await until(async () => (await balance(server)).spam === 1, 'the suspected one', 20000);
    await looked(t, '/mail/spam', 'spam');
    await page.goto('/mail/spam');
    assert.match(await page.textContent('.letter'), /the mail server calls it spam/);
    assert.equal(server.mail.box('spam').length, 0);
    const before = (await balance(server)).requests;
    await tabTo(page, '.letter button[value=take]');
    await page.keyboard.press('Enter');
    await until(async () => (await balance(server)).requests === before + 1, 'the request', 20000);
    await until(() => server.mail.box('spam').length === 1, 'its acknowledgement', 30000);
  },
  'by pointer: an address is blocked, and can be let in again': async t => {
    const { assert, server } = t;
    const page = await signedIn(t);
    await page.goto('/settings/automatic');
    await page.selectOption('#kind', 'domain');
    await page.fill('#value', 'no domain');
    await page.click('button[value=block]');
    await page.waitForSelector('.summary');
    assert.match(await page.textContent('.summary'), /Write a domain such as example\.org/);
    assert.equal(await page.inputValue('#value'), 'no domain', 'what was typed is kept');
    await page.fill('#value', 'blocked.example');
    await page.click('button[value=block]');
    await page.waitForSelector('.lines >> text=blocked.example');
    server.mail.send('x@blocked.example', 'help@northgate.example', letter('x@blocked.example'));
    await until(async () => (await balance(server)).spam === 1, 'the blocked one', 20000);
    await page.click('li:has-text("blocked.example") button[value=unblock]');
    await until(async () => (await server.json('/settings/automatic')).rules.length === 0, 'the rule to go');
    await page.click('.toast button:has-text("Undo")');
    await until(async () => (await server.json('/settings/automatic')).rules.length === 1, 'the rule to be back');
    page.allow(/422|400/);
  },
  'quarantine: the reason, the words, another character set, deleted and back, taken': async t => {
    const { assert, server } = t;
    const parts = Array.from({ length: 1010 }, () => '--b\nContent-Type: application/x\n\n\n').join('');
    const raw = `From: Ivan <ivan@customer.example>\nTo: help@northgate.example\nSubject: Many parts\nMessage-ID: <many@customer.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n=F0=D2=C9=D7=C5=D4\n${parts}--b--\n`;
    server.mail.send('ivan@customer.example', 'help@northgate.example', raw);
    await until(async () => (await balance(server)).quarantined === 1, 'the quarantined one', 20000);
    server.mail.send('next@customer.example', 'help@northgate.example', letter('next@customer.example'));
    await until(() => server.mail.box('next').length === 1, 'the next one not to be held up', 30000);
    const page = await signedIn(t);
    await page.goto('/mail/quarantine');
    await page.click('.letter-title');
    await page.waitForSelector('.letter-words');
    assert.doesNotMatch(await page.textContent('.letter-words'), /Привет/);
    await tabTo(page, '#charset');
    await page.selectOption('#charset', 'koi8-r');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.letter-words >> text=Привет');
    await page.waitForSelector('button:has-text("Read it again as koi8-r")');
    await looked(t, page.url().replace(server.url, ''), 'letter');
    await page.click('button:has-text("Read it again as koi8-r")');
    await page.waitForURL('**/mail/quarantine');
    await until(async () => (await balance(server)).quarantined === 1, 'it to be read again', 20000);
    await page.goto('/mail/quarantine');
    await looked(t, '/mail/quarantine', 'quarantine');
    await page.click('.letter button[value=delete]');
    await page.waitForSelector('.empty');
    await page.click('.toast button:has-text("Undo")');
    await page.waitForSelector('.letter');
    await page.click('.letter button[value=take]');
    const list = await until(async () => {
      const all = (await server.json('/requests?view=all')).requests;
      return all.find(r => r.subject === 'Many parts');
    }, 'the request', 20000);
    assert.match((await server.json(`/r/${list.id}`)).messages[0].text, /Привет/);
    const b = await balance(server);
    assert.equal(b.received, b.requests + b.replies + b.ignored + b.quarantined + b.spam);
  },
  'an answer that is refused is work: the reason in words, another address, and it arrives': async t => {
    const { assert, server } = t;
    server.mail.send('old@gone.example', 'help@northgate.example', letter('Olga <old@gone.example>'));
    const request = await until(async () => (await server.json('/requests?view=all')).requests.find(r => r.name === 'Olga' || r.requester?.name === 'Olga'), 'the request', 20000);
    await until(async () => (await server.json('/outbox?show=failed')).mails.length >= 1, 'the refusal of the acknowledgement', 30000);
    const sent = await server.post(`/r/${request.id}/reply`, { text: 'Dear Olga, an engineer comes today.', then: 'stay', quote: '1' });
    assert.equal(sent.status, 200, await sent.clone().text());
    await until(async () => (await server.json('/outbox?show=failed')).mails.some(m => m.kind === 'answer'), 'the refusal', 40000);
    assert.match((await server.json('/outbox?show=failed')).mails[0].reply, /^550 /, 'the words of the refusal are kept');
    await looked(t, '/outbox?show=failed', 'failed');
    const page = await signedIn(t);
    await page.goto(`/r/${request.id}`);
    assert.match(await page.textContent('#main'), /Not delivered to old@gone\.example/);
    await page.goto('/outbox');
    await page.click('.letter a:has-text("Edit and send")');
    await page.waitForSelector('#edit-form');
    await page.fill('#address', 'not an address');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.summary');
    page.allow(/422|400/);
    await page.fill('#address', 'olga@customer.example');
    await looked(t, page.url().replace(server.url, ''), 'edit');
    await page.click('button[value=edit]');
    const [mail] = await until(() => server.mail.box('olga').length && server.mail.box('olga'), 'the answer at its new address', 30000);
    assert.match(mail, /an engineer comes today/);
    assert.match(mail, /^> It is cold\./m, 'the conversation goes along, as was asked');
    assert.match(header(mail, 'Content-Type'), /multipart\/alternative/);
    const source = await fetch(`${server.url}${(await server.json(`/outbox/${(await server.json('/outbox?show=sent')).mails[0].id}`)).source}`, { headers: { cookie: server.cookie } });
    assert.equal((await source.text()).replace(/\r/g, '').split('\n\n')[0].includes(header(mail, 'Message-ID')), true, 'the very bytes are kept');
    await page.goto('/outbox');
    await tabTo(page, '.letter button[value=leave]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast');
    await until(async () => (await server.json('/outbox?show=failed')).mails.length === 0, 'nothing more to do');
  },
  'when the line breaks after everything was handed over it is held, and goes again only when a person says so': async t => {
    const { assert, server } = t;
    server.mail.send('cut@customer.example', 'help@northgate.example', letter('Carla <cut@customer.example>'));
    await until(async () => (await server.json('/outbox?show=held')).mails.length === 1, 'the held one', 60000);
    await looked(t, '/outbox?show=held', 'held');
    const before = await until(() => server.mail.box('cut').length, 'what the server had taken', 20000);
    assert.equal(before, 1);
    const page = await signedIn(t);
    await page.goto('/outbox?show=held');
    assert.match(await page.textContent('.letter'), /It may have arrived/);
    await page.click('.letter button[value=leave]');
    await page.waitForSelector('.empty');
    await page.click('.toast button:has-text("Undo")');
    await until(async () => (await server.json('/outbox?show=held')).mails.length === 1, 'it to be back');
    assert.equal(server.mail.box('cut').length, 1, 'never by itself');
  },
  'the words of automatic mail: a placeholder that is none is named; preview, saved, and back to the original': async t => {
    const { assert, server } = t;
    const page = await signedIn(t);
    await page.goto('/settings/words');
    await page.fill('#text', 'Hello,\n\nwe have it: {nummer}');
    await page.click('button[value=save]');
    await page.waitForSelector('.summary');
    page.allow(/422|400/);
    assert.match(await page.textContent('.summary'), /There is no placeholder \{nummer\}/);
    await page.fill('#text', 'Hello,\n\nwe have it: {number}.\n\nReady: {bring}');
    await page.click('button[value=preview]');
    await page.waitForSelector('.mail-preview');
    assert.match(await page.textContent('.mail-preview pre'), /we have it: K-\d+\.$/);
    await tabTo(page, 'button[value=save]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast');
    await looked(t, '/settings/words/acknowledgement/de', 'words');
    server.mail.send('words@customer.example', 'help@northgate.example', letter('words@customer.example'));
    const [ack] = await until(() => server.mail.box('words').length && server.mail.box('words'), 'the acknowledgement', 30000);
    assert.match(ack, /we have it: K-\d+/);
    await page.goto('/settings/words');
    await page.click('button[value=original]');
    await page.waitForSelector('.toast');
    assert.match(await page.inputValue('#text'), /thank you for writing to/);
    await page.click('.toast button:has-text("Undo")');
    await until(async () => !(await server.json('/settings/words')).is_original, 'the change to be back');
    await page.goto('/settings/words');
    await page.click('button[value=original]');
    await until(async () => (await server.json('/settings/words')).is_original, 'the original');
  },
  'signatures, and an answer for later unless they write first': async t => {
    const { assert, server } = t;
    const page = await signedIn(t);
    await page.goto('/settings/signatures');
    await page.fill('#text', 'Maya Ellis\nFront desk');
    await page.click('#own-form button');
    await page.waitForSelector('.toast');
    await looked(t, '/settings/signatures', 'signatures');
    server.mail.send('later@customer.example', 'help@northgate.example', letter('Lea <later@customer.example>'));
    await until(() => server.mail.box('later').length === 1, 'the acknowledgement', 30000);
    const id = Math.max(...(await server.json('/requests?view=all')).requests.map(r => r.id));
    await page.goto(`/r/${id}`);
    await page.fill('#body', 'Is it warm again?');
    await page.click('button[popovertarget=send-more]');
    await page.fill('#send_at', 'tomorrow 8:00');
    await page.check('input[name=unless]');
    await t.shoot(page, 'maildesk-later');
    await page.click('button:has-text("Send it then")');
    const [later] = await until(async () => { const l = (await server.json('/outbox?show=waiting')).later; return l.length && l; }, 'the answer that waits', 10000);
    assert.equal(later.unless_they_write, true);
    await looked(t, '/outbox?show=waiting', 'waiting');
    server.mail.send('later@customer.example', header(server.mail.box('later')[0], 'Reply-To').replace(/.*<|>.*/g, ''), letter('Lea <later@customer.example>', '', 'It is warm.'));
    await until(async () => (await server.json('/outbox?show=waiting')).later.length === 0, 'it to be stopped', 20000);
    await page.goto(`/r/${id}`);
    assert.equal(await page.inputValue('#body'), 'Is it warm again?', 'no word is lost');
    await page.fill('#body', 'Good to hear.');
    await page.keyboard.press('Control+Enter');
    const answer = await until(() => server.mail.box('later')[1], 'the answer', 40000);
    assert.match(answer, /Good to hear\.\s+-- \s+Maya Ellis\s+Front desk/);
  },
  'a flood opens the breaker: automatic mail stops, says so, and goes again after one click': async t => {
    const { assert, server } = t;
    const socket = net.connect(server.lmtp, '127.0.0.1');
    let heard = '';
    socket.on('data', d => { heard += d; });
    const say = async (line, code) => { heard = ''; socket.write(line); await until(() => new RegExp(`^${code} `, 'm').test(heard), `${code} for ${line.slice(0, 40)}: ${heard}`, 30000); };
    await until(() => /^220 /m.test(heard), 'the greeting');
    await say('LHLO test\r\n', 250);
    for (let i = 0; i < 520; i++) {
      await say(`MAIL FROM:<a@d${i}.example>\r\n`, 250);
      await say('RCPT TO:<help@northgate.example>\r\n', 250);
      await say('DATA\r\n', 354);
      await say(`From: a@d${i}.example\r\nSubject: flood\r\nMessage-ID: <f${i}@d>\r\n\r\nx\r\n.\r\n`, 250);
      if ((i + 1) % 40 === 0 && (await server.json('/settings/automatic')).breaker.is_open) break;
    }
    socket.end('QUIT\r\n');
    await until(async () => (await server.json('/settings/automatic')).breaker.is_open, 'the breaker', 60000);
    await looked(t, '/settings/automatic', 'breaker');
    const page = await signedIn(t);
    for (const where of ['/settings/automatic', '/mail', '/outbox']) {
      await page.goto(where);
      assert.match(await page.textContent('#breaker'), /Automatic mail is stopped/, where);
    }
    await page.goto('/outbox');
    await page.click('#breaker button');
    await until(async () => !(await server.json('/settings/automatic')).breaker.is_open, 'it to close');
    server.mail.send('after@customer.example', 'help@northgate.example', letter('after@customer.example'));
    await until(() => server.mail.box('after').length === 1, 'automatic mail to go again', 60000);
  },
};
