// Mailboxes by IMAP, against a real Dovecot: what comes is taken once, in every mode of TLS, whatever
// becomes of flags, numbering and messages on the server; trouble is said in words, and never hammered.
import fs from 'node:fs';
import { imapFields, letter, setUp, startDovecot } from './imap.mjs';
import { assert, startKept, until } from './lib.mjs';

export const needsKept = true;

export async function open() {
  const dovecot = await startDovecot();
  const kept = await startKept();
  const a = await setUp(kept);
  return { url: kept.url, kept, dovecot, a, async close() { await kept.stop(); await dovecot.stop(); } };
}

const came = (a, n) => until(async () => {
  const b = await a.book();
  return b.requests === n && b.stored === 0 && b;
}, `${n} requests`, 30000).catch(async e => { throw new Error(`${e.message}: ${JSON.stringify(await a.book())} ${JSON.stringify(await a.state())}`); });

export const tests = {
  'a try says in words what is wrong and what to do': async ({ server: { a, dovecot } }) => {
    const said = async more => {
      const r = await a.tryIt(imapFields(dovecot, more));
      assert.equal(r.status, 200, JSON.stringify(r));
      return r.tried;
    };
    const good = await said();
    assert.ok(good.is_good && good.folders.includes('INBOX') && good.has_idle, JSON.stringify(good));
    assert.match((await said({ imap_password: 'wrong' })).words, /refuses the user name or the password/);
    assert.match((await said({ imap_folder: 'Nowhere' })).words, /no such folder/);
    assert.match((await said({ imap_port: 1 })).words, /Nothing answers/);
    assert.match((await said({ imap_host: 'no-such-host.invalid' , imap_tls: 1 })).words, /no server of this name/);
    assert.match((await said({ imap_tls: 1 })).words, /TLS could not be set up/);
    assert.match((await said({ imap_host: 'localhost', imap_tls: 1, imap_port: dovecot.imaps })).words, /certificate cannot be trusted/);
    assert.ok((await said({ imap_host: 'localhost', imap_tls: 1, imap_port: dovecot.imaps, server_ca: dovecot.ca })).is_good);
    assert.ok((await said({ imap_host: 'localhost', imap_tls: 2, server_ca: dovecot.ca })).is_good);
    assert.match((await said({ imap_tls: 2, server_ca: dovecot.ca })).words, /certificate cannot be trusted/, 'the name is not in it');
    const todo = (await said({ imap_password: 'wrong' })).todo;
    assert.match(todo, /Type both again/);
  },
  'a line without TLS, a forbidden address and a password for another server are refused': async ({ server: { a, dovecot } }) => {
    assert.equal((await a.receive(imapFields(dovecot, { imap_host: '192.0.2.7' }))).status, 422);
    assert.match((await a.tryIt(imapFields(dovecot, { imap_host: '169.254.169.254', imap_tls: 1 }))).tried.words, /not allowed to reach/);
    assert.equal((await a.receive({ ...imapFields(dovecot), imap_password: '' })).status, 422);
  },
  'what comes from now on is taken within seconds, and nothing is touched': async ({ server: { a, dovecot } }) => {
    await dovecot.send(letter(0));
    assert.equal((await a.receive(imapFields(dovecot))).status, 200);
    await until(async () => (await a.state()).good_at, 'the first session', 20000);
    for (let n = 1; n <= 5; n++) await dovecot.send(letter(n));
    await came(a, 5);
    const s = await a.state();
    assert.equal(s.last_uid - s.first_uid + 1, 5);
    assert.equal((await a.receive({ ...imapFields(dovecot), imap_password: '', imap_host: 'localhost' })).status, 422, 'another server does not get the password');
    const flags = dovecot.adm('fetch', '-u', 'help@northgate.example', 'flags', 'all').stdout;
    assert.ok(!/Seen/.test(flags), flags);
  },
  'read, moved back, sent again, deleted: nothing doubles and nothing vanishes': async ({ server: { a, dovecot } }) => {
    const u = ['-u', 'help@northgate.example'];
    dovecot.adm('flags', 'add', ...u, '\\Seen', 'all');
    await dovecot.send(letter(2));
    await until(async () => (await a.book()).ignored === 1, 'the second copy to be known', 20000);
    dovecot.adm('copy', ...u, 'INBOX', 'mailbox', 'INBOX', 'uid', '3');
    const before = (await a.state()).last_uid;
    await until(async () => (await a.state()).last_uid > before, 'the copy to be seen', 20000);
    dovecot.adm('expunge', ...u, 'mailbox', 'INBOX', 'all');
    await a.post('/settings/mailboxes/1/compare', {});
    const book = await until(async () => {
      const b = await a.book();
      return b.sources?.[0]?.last_compared?.gone > 0 && b;
    }, 'the comparison', 30000).catch(async e => { throw new Error(`${e.message} ${JSON.stringify(await a.book())}`); });
    assert.equal(book.requests, 5);
    assert.equal(book.sources[0].last_compared.on_server, 0);
    assert.ok(book.is_balanced);
    await dovecot.send(letter(6));
    await came(a, 6);
  },
  'a mailbox that is numbered anew is looked at again, and nothing comes twice': async ({ server: { a, dovecot } }) => {
    for (let n = 7; n <= 9; n++) await dovecot.send(letter(n));
    await came(a, 9);
    const before = await a.state();
    await dovecot.halt();
    for (const f of fs.readdirSync(`${dovecot.dir}/mail/help`)) if (/^dovecot/.test(f)) fs.rmSync(`${dovecot.dir}/mail/help/${f}`);
    await dovecot.start();
    await dovecot.send(letter(10));
    await came(a, 10);
    const after = await a.state();
    assert.notEqual(after.uid_validity, before.uid_validity);
    assert.equal(after.era, before.era + 1);
    const book = await a.book();
    assert.ok(book.is_balanced && book.ignored === 1, JSON.stringify(book));
  },
  'the pages of receiving and of mail health: in the light, in the dark, on a phone, by keyboard': async t => {
    const { a, dovecot } = t.server, [name, value] = a.cookie.split('=');
    for (const look of [{ theme: 'light' }, { theme: 'dark' }, { phone: true }]) {
      const page = await t.newPage(look);
      await page.context().addCookies([{ name, value, url: t.url }]);
      for (const p of ['/settings/mailboxes/1/receive', '/mail']) {
        await page.goto(p);
        await t.checkAxe(page);
        await t.checkLayout(page);
      }
    }
    const page = await t.newPage();
    page.allow(/422/); // a form that cannot be tried
    await page.context().addCookies([{ name, value, url: t.url }]);
    await page.goto('/settings/mailboxes/1/receive');
    await page.fill('#imap_host', '127.0.0.1');
    await page.fill('#imap_port', String(dovecot.imap));
    await page.selectOption('#imap_tls', '3');
    await page.fill('#imap_password', 'wrong');
    await page.focus('button[data-into="tried"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#tried .callout.broken:has-text("refuses the user name or the password")', { timeout: 30000 });
    assert.equal(await page.inputValue('#imap_password'), 'wrong', 'what was typed stays');
    assert.equal(await page.inputValue('#imap_port'), String(dovecot.imap));
  },
};
