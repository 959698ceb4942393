// The page of a request, by keyboard and by pointer, with two people at work and a network that fails.
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startKept, until } from './lib.mjs';

export const needsKept = true;

const MAYA = { name: 'Maya Ellis', address: 'maya@northgate.example', password: 'correct horse battery' };
const TOM = { name: 'Tom Berry', address: 'tom@northgate.example', password: 'another horse battery' };
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const post = (url, cookie, fields) => fetch(url, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams(fields) });
const cookieOf = answer => answer.headers.get('set-cookie').split(';')[0];

async function csrfOf(url, cookie) {
  const page = await (await fetch(`${url}/requests/new`, { headers: { cookie } })).text();
  return { csrf: /name="csrf" value="([^"]+)"/.exec(page)[1], service: /name="service" value="(\d+)"/.exec(page)[1] };
}

// A second agent, invited as people are.
async function invite(url, cookie, csrf) {
  const page = await (await post(`${url}/settings/accounts`, cookie, { csrf, name: TOM.name, address: TOM.address, role: '1' })).text();
  const at = /\/invitation\/[\w-]+/.exec(page)[0];
  const joined = await post(url + at, '', { name: TOM.name, password: TOM.password });
  return joined.headers.get('set-cookie') ? cookieOf(joined) : cookieOf(await post(`${url}/sign-in`, '', { address: TOM.address, password: TOM.password }));
}

// One message by LMTP, as a mail server hands it over.
function lmtp(port, from, to, raw) {
  return new Promise((done, fail) => {
    const s = net.connect(port, '127.0.0.1'), steps = ['LHLO test', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${raw.replace(/\r?\n/g, '\r\n')}\r\n.`, 'QUIT'];
    let got = '';
    s.on('error', fail);
    s.on('data', d => {
      got += d;
      if (!/^\d{3} .*\r\n$/m.test(got.split('\r\n').slice(-2)[0] + '\r\n')) return;
      if (/^[45]/m.test(got)) return fail(new Error(got));
      got = '';
      const next = steps.shift();
      if (next === undefined) { s.end(); done(); } else s.write(`${next}\r\n`);
    });
  });
}

export async function open() {
  const kept = await startKept();
  const setup = await post(`${kept.url}/setup`, '', { organisation: 'Northgate Homes', zone: 'Europe/London', base_url: kept.url, ...MAYA, mailbox: 'help@northgate.example' });
  const cookie = cookieOf(setup), { csrf, service } = await csrfOf(kept.url, cookie);
  const tom = await invite(kept.url, cookie, csrf);
  const json = async (at, who = cookie) => (await fetch(kept.url + at, { headers: { cookie: who, accept: 'application/json' } })).json();
  let number = 0;
  return {
    url: kept.url, kept, cookie, csrf, tom, json, tomCsrf: (await csrfOf(kept.url, tom)).csrf,
    close: () => kept.stop(),
    // ask: a new request of somebody of its own; returns its path.
    async ask(subject, text = 'The heating is off again.', address = `person${++number}@customer.example`) {
      const answer = await post(`${kept.url}/requests/new`, cookie, { csrf, name: '', address, subject, text, service, channel: 'phone' });
      return answer.headers.get('location');
    },
    mail: (from, raw) => lmtp(kept.lmtp, from, 'help@northgate.example', raw),
    async find(subject) {
      const { requests } = await json('/requests?view=all');
      return requests.find(r => r.subject === subject);
    },
  };
}

async function sit(t, cookie, at, options) {
  const page = await t.newPage(options);
  const [name, value] = cookie.split(/=(.*)/);
  await page.context().addCookies([{ name, value, url: t.url }]);
  page.setDefaultTimeout(15000);
  await page.goto(at);
  return page;
}
const wait = (t, ask, what) => t.until(ask, what, 20000);
const sent = async (t, at) => (await t.server.json(at)).messages.filter(m => m.kind === 'out').map(m => m.text);
const body = page => page.inputValue('#body');

export const tests = {
  'the same form sent twice does its work one time, and is answered alike': async t => {
    const at = await t.server.ask('Sent twice');
    const { cookie, csrf, url } = t.server;
    const form = { csrf, once: 'a-key-of-this-test', kind: 'reply', text: 'We come at four.', then: 'stay' };
    const first = await post(`${url}${at}/reply`, cookie, form), second = await post(`${url}${at}/reply`, cookie, form);
    t.assert.equal(first.status, 303);
    t.assert.equal(second.status, 303);
    t.assert.equal(second.headers.get('location'), first.headers.get('location'));
    t.assert.deepEqual(await sent(t, at), ['We come at four.']);
    const [a, b] = await Promise.all([1, 2].map(() => post(`${url}${at}/reply`, cookie, { ...form, once: 'both-at-once', text: 'At the same moment.' })));
    t.assert.deepEqual([a.status, b.status], [303, 303]);
    t.assert.deepEqual(await sent(t, at), ['We come at four.', 'At the same moment.']);
  },

  'words written while the network is gone wait, survive a reload and go one time': async t => {
    const at = await t.server.ask('Network gone');
    const page = await sit(t, t.server.cookie, at);
    page.allow(/ERR_INTERNET_DISCONNECTED|Failed to load|Failed to fetch/);
    await page.context().setOffline(true);
    await page.focus('#body');
    await page.keyboard.type('Written in a tunnel.');
    await t.press(page, 'Control+Enter');
    await page.waitForSelector('.queued li');
    t.assert.equal(await body(page), '');
    await page.context().setOffline(false);
    await wait(t, async () => (await sent(t, at)).length === 1, 'the words to arrive');
    t.assert.deepEqual(await sent(t, at), ['Written in a tunnel.']);
    await wait(t, async () => !(await page.locator('.queued li').count()), 'the queue to be empty');
  },

  'who else is here is seen, and who is writing': async t => {
    const at = await t.server.ask('Two at a table');
    const maya = await sit(t, t.server.cookie, at), tom = await sit(t, t.server.tom, at);
    await maya.waitForSelector('.who [title="Tom Berry is reading this"]');
    await tom.waitForSelector('.who [title="Maya Ellis is reading this"]');
    await tom.focus('#body');
    await tom.keyboard.type('Dear');
    await maya.waitForSelector('.beside:has-text("Tom Berry is writing an answer")');
    await t.shoot(maya, 'request-presence');
    await tom.check('input[name=kind][value=note]', { force: true });
    await tom.focus('#body');
    await tom.keyboard.type(' me');
    await maya.waitForSelector('.beside:has-text("Tom Berry is writing a note")');
    await tom.goto('/requests');
    await wait(t, async () => !(await maya.locator('.who .writing, .who .here').count()), 'Tom to be gone');
  },

  'two answer at once: the second sees the first, keeps only what is new, and sends that': async t => {
    const at = await t.server.ask('Both answer');
    const maya = await sit(t, t.server.cookie, at);
    maya.allow(/409/);
    await maya.focus('#body');
    await maya.keyboard.type('An engineer comes today.\n\nPlease keep the key ready.');
    await post(`${t.url}${at}/reply`, t.server.tom, { csrf: t.server.tomCsrf, kind: 'reply', text: 'Dear you,\n\nan engineer comes today.', then: 'stay' });
    await t.press(maya, 'Control+Enter');
    await maya.waitForSelector('.conflict');
    t.assert.match(await maya.textContent('.conflict'), /Tom Berry answered meanwhile/);
    t.assert.match(await body(maya), /Please keep the key ready/);
    await t.checkAxe(maya, '.talk');
    await t.shoot(maya, 'request-conflict');
    await maya.click('button[name=act][value=rest]');
    await wait(t, async () => await body(maya) === 'Please keep the key ready.', 'only what is new');
    await maya.focus('#body');
    await t.press(maya, 'Control+Enter');
    await wait(t, async () => (await sent(t, at)).length === 2, 'the second answer');
    t.assert.deepEqual((await sent(t, at))[1], 'Please keep the key ready.');
  },

  'a draft is there again on another computer, as the kind it was': async t => {
    const at = await t.server.ask('Half a word');
    const page = await sit(t, t.server.cookie, at);
    await t.press(page, 'n');
    await wait(t, async () => await t.focused(page) === '#body', 'the focus in the box');
    await page.keyboard.type('Half a');
    await wait(t, () => page.textContent('[data-draft-state]'), 'the draft to be saved');
    const other = await sit(t, t.server.cookie, at);
    t.assert.equal(await body(other), 'Half a');
    t.assert.ok(await other.isChecked('input[name=kind][value=note]'));
    const tom = await sit(t, t.server.tom, at);
    t.assert.equal(await body(tom), '');
    await tom.waitForSelector('.who [title^="Maya Ellis"]');
  },

  'files go at once, chosen, pasted and dropped, with a picture of them, and leave with the words': async t => {
    const at = await t.server.ask('Three files');
    const page = await sit(t, t.server.cookie, at);
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-files-'));
    fs.writeFileSync(`${dir}/gauge.png`, PNG);
    await page.setInputFiles('input[type=file]', `${dir}/gauge.png`);
    await page.waitForSelector('.box-files li[id^=upload-] img');
    await page.evaluate(() => {
      const carry = new DataTransfer();
      carry.items.add(new File(['one'], 'pasted.txt', { type: 'text/plain' }));
      document.getElementById('body').dispatchEvent(new ClipboardEvent('paste', { clipboardData: carry, bubbles: true, cancelable: true }));
      const drop = new DataTransfer();
      drop.items.add(new File(['two'], 'dropped.txt', { type: 'text/plain' }));
      document.getElementById('body').dispatchEvent(new DragEvent('drop', { dataTransfer: drop, bubbles: true, cancelable: true }));
    });
    await wait(t, async () => await page.locator('.box-files li[id^=upload-]').count() === 3, 'three files');
    await page.click('.box-files li:has-text("dropped.txt") button');
    await wait(t, async () => await page.locator('.box-files li').count() === 2, 'two files');
    await t.shoot(page, 'request-files');
    await page.reload(); // they are part of the draft
    t.assert.equal(await page.locator('.box-files li[id^=upload-]').count(), 2);
    await page.focus('#body');
    await page.keyboard.type('See the gauge.');
    await page.click('#send-more button[value=stay]', { force: true }).catch(() => {});
    if (!(await sent(t, at)).length) await page.evaluate(() => document.querySelector('#send-more button[value=stay]').click());
    await wait(t, async () => (await sent(t, at)).length === 1, 'the answer');
    const { messages } = await t.server.json(at);
    t.assert.deepEqual(messages.find(m => m.kind === 'out').files.map(f => f.name).sort(), ['gauge.png', 'pasted.txt']);
    fs.rmSync(dir, { recursive: true });
  },

  'who came in by mail waits for a yes; the box says who receives it; one press clears all': async t => {
    await t.server.mail('amira@customer.example', 'From: Amira Haddad <amira@customer.example>\nTo: help@northgate.example\nCc: Bob Miller <bob@elsewhere.example>\nSubject: Boiler with a copy\nMessage-ID: <copy1@customer.example>\nDate: Sun, 22 Nov 2026 09:12:00 +0000\n\nPlease come.\n');
    const found = await wait(t, () => t.server.find('Boiler with a copy'), 'the mail');
    const page = await sit(t, t.server.cookie, `/r/${found.id}`);
    await page.waitForSelector('.copies .callout:has-text("bob@elsewhere.example")');
    t.assert.doesNotMatch(await page.textContent('.to-line p'), /bob@/);
    await t.checkAxe(page, '.talk');
    await t.shoot(page, 'request-copies');
    await page.click('.copies button[value=let_in]');
    await wait(t, async () => /bob@/.test(await page.textContent('.to-line p')), 'Bob in the list');
    await page.click('.copies button[value=copy_clear]');
    await wait(t, async () => !/bob@/.test(await page.textContent('.to-line p')) , 'nobody in copy');
    await page.click('.toast button');
    await wait(t, async () => /bob@/.test(await page.textContent('.to-line p')), 'Bob in the list again');
    await page.click(`#m${(await t.server.json(`/r/${found.id}`)).messages[0].id} .msg-more`);
    await page.waitForSelector('.menu-why:has-text("a new request")');
  },

  'what was quoted below a formatted answer is folded, and nothing of it is lost': async t => {
    const html = '<div>The new valve leaks.</div><div>On Monday Maya wrote:</div><blockquote type="cite"><div>An engineer fits it today.</div></blockquote>';
    await t.server.mail('june@customer.example', `From: June <june@customer.example>\nTo: help@northgate.example\nSubject: Formatted\nMessage-ID: <html1@customer.example>\nDate: Sun, 22 Nov 2026 09:12:00 +0000\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n${html}\n`);
    const found = await wait(t, () => t.server.find('Formatted'), 'the mail');
    const page = await sit(t, t.server.cookie, `/r/${found.id}`);
    const frame = page.frameLocator('iframe.paper');
    await frame.locator('summary').waitFor();
    t.assert.ok(!(await frame.locator('blockquote').isVisible()));
    await frame.locator('summary').click();
    await wait(t, () => frame.locator('blockquote').isVisible(), 'what was quoted');
    const id = (await t.server.json(`/r/${found.id}`)).messages[0].id;
    const source = await (await fetch(`${t.url}/m/${id}/source`, { headers: { cookie: t.server.cookie } })).text();
    t.assert.match(source, /Message-ID: <html1@customer.example>/);
  },

  'an answer is refused when who receives it changed under its writer without a sign': async t => {
    const at = await t.server.ask('Changed list', 'Hello', 'list@customer.example');
    const refused = await post(`${t.url}${at}/reply`, t.server.cookie, { csrf: t.server.csrf, kind: 'reply', text: 'To one only', to: 'somebody@else.example', then: 'stay' });
    t.assert.equal(refused.status, 409);
    t.assert.deepEqual(await sent(t, at), []);
  },

  'joined by key, parted again, and taken back by one press': async t => {
    const into = await t.server.ask('The first of two', 'One', 'pair@customer.example'), from = await t.server.ask('Another matter', 'Two', 'pair@customer.example');
    const page = await sit(t, t.server.cookie, from);
    await t.press(page, 'm');
    await wait(t, async () => await t.focused(page) === '#join-into', 'the focus in the field');
    await page.keyboard.type(`K-${into.split('/').pop()}`);
    await t.press(page, 'Enter');
    await page.waitForURL(`**${into}`);
    t.assert.equal(await page.locator('.msg').count(), 2);
    await page.goto(from); // an old link leads there
    t.assert.equal(new URL(page.url()).pathname, into);
    await page.click('.asides button[value=part]');
    await wait(t, async () => await page.locator('.msg').count() === 1, 'one message');
    await page.click('.toast button');
    await wait(t, async () => await page.locator('.msg').count() === 2, 'two messages again');
  },

  'what looks like an answer is joined with one press': async t => {
    const into = await t.server.ask('The damp wall', 'One', 'damp@customer.example'), from = await t.server.ask('Re: The damp wall', 'Two', 'damp@customer.example');
    const page = await sit(t, t.server.cookie, from);
    await page.waitForSelector('.asides :text("Looks like an answer to")');
    await t.shoot(page, 'request-alike');
    await page.click('.asides button[value=merge]');
    await page.waitForURL(`**${into}`);
    t.assert.equal(await page.locator('.msg').count(), 2);
  },

  'a message becomes a request of its own': async t => {
    const at = await t.server.ask('Two things at once');
    const page = await sit(t, t.server.cookie, at);
    await page.click('.msg .msg-more');
    await page.click('.menu:popover-open button[value=split]');
    await page.waitForURL(u => u.pathname !== at);
    t.assert.equal(await page.locator('.msg').count(), 1);
    await page.waitForSelector('.lines :text("Two things at once")');
    await page.click('.toast button');
    await wait(t, async () => (await t.server.json(at)).messages.length === 1, 'the message back');
  },

  'out of sight until they write, and back': async t => {
    const at = await t.server.ask('Sleeps');
    const page = await sit(t, t.server.cookie, at);
    await t.press(page, 's');
    await wait(t, async () => await t.focused(page) === '#sleep-until', 'the focus in the field');
    await page.keyboard.type('tomorrow 9:00');
    await t.press(page, 'Enter');
    await page.waitForSelector('.asides :text("Out of sight until")');
    const { requests } = await t.server.json('/requests?view=mine');
    t.assert.ok(!requests.some(r => r.subject === 'Sleeps'));
    await page.click('.asides button[value=wake]');
    await wait(t, async () => (await t.server.json('/requests?view=mine')).requests.some(r => r.subject === 'Sleeps'), 'it to be back');
  },

  'passed on with a note, it stays until the other takes it over': async t => {
    const at = await t.server.ask('Hand over');
    const page = await sit(t, t.server.cookie, at);
    await page.selectOption('#owner', { label: TOM.name });
    await page.fill('#give-note', 'She calls at ten.');
    await page.click('button[value=assign]');
    await page.waitForSelector('.asides :text("who has not answered yet")');
    t.assert.equal((await t.server.json(at)).owner.name, MAYA.name);
    const tom = await sit(t, t.server.tom, '/for-me');
    await tom.click('.hit-title:has-text("take this over")');
    await tom.waitForSelector('.asides :text("She calls at ten.")');
    await t.shoot(tom, 'request-offer');
    await t.press(tom, 'y');
    await wait(t, async () => (await t.server.json(at)).owner.name === TOM.name, 'Tom to have it');
  },

  'an answer used again: triage and reply in at most six keys': async t => {
    const { url, cookie, csrf } = t.server;
    await post(`${url}/answers`, cookie, { csrf, name: 'Engineer today', text: 'Dear {name},\n\nan engineer comes today. Your number is {number}.', kind: 'reply', move_what: '1', after: 'wait' });
    const at = await t.server.ask('With an answer', 'Hello', 'sam@customer.example');
    const page = await sit(t, cookie, at);
    let keys = 0;
    const key = async k => { keys++; await page.keyboard.press(k); };
    await key('r');
    await wait(t, async () => await t.focused(page) === '#body', 'the focus in the box');
    await key(';');
    await page.waitForSelector('#palette[open] .opt');
    await key('Enter');
    await wait(t, async () => /Your number is K-/.test(await body(page)), 'the words');
    t.assert.match(await body(page), /^Dear sam,/);
    t.assert.ok(await page.isChecked('input[name=move_what]'));
    await key('Control+Enter');
    await wait(t, async () => (await sent(t, at)).length === 1, 'the answer');
    t.assert.ok(keys <= 6, `${keys} keys`);
    t.assert.equal((await t.server.json(at)).state_words, 'Waiting for them');
    t.assert.equal((await t.server.json('/answers')).answers[0].uses, 1);
  },

  'a colleague named in a note is told': async t => {
    const at = await t.server.ask('Named');
    const page = await sit(t, t.server.cookie, at);
    await t.press(page, 'n');
    await wait(t, async () => await t.focused(page) === '#body', 'the focus in the box');
    await page.keyboard.press('@');
    await page.waitForSelector('#palette[open] .opt');
    await page.keyboard.type('tom');
    await wait(t, async () => await page.locator('#palette .opt').count() === 1, 'one colleague');
    await page.keyboard.press('Enter');
    await wait(t, async () => /^@Tom Berry /.test(await body(page)), 'the name');
    await page.keyboard.type('can you look?');
    await t.press(page, 'Control+Enter');
    await wait(t, async () => (await t.server.json('/for-me', t.server.tom)).notices.some(n => /named you/.test(n.words) && !n.is_seen), 'Tom to be told');
    const tom = await sit(t, t.server.tom, at);
    await tom.waitForSelector('.msg.note');
    t.assert.ok(await tom.isChecked('input[name=kind][value=note]'), 'an answer would surprise: the note comes first');
    t.assert.ok((await t.server.json('/for-me', t.server.tom)).notices.filter(n => /named you/.test(n.words)).every(n => n.is_seen));
  },

  'every act of the page has a key or a place among the commands, and ? lists the keys': async t => {
    const at = await t.server.ask('Keys'), page = await sit(t, t.server.cookie, at);
    page.allow(/409/); // they wait for an answer: it cannot be marked as kept yet
    const mute = await page.evaluate(() => [...document.querySelectorAll('#main button, #main select')].filter(b => !b.matches('[aria-keyshortcuts], [data-command], [popovertarget], [role=radio]') && !b.closest('#beside, .box-files')).map(b => b.textContent.trim() || b.name));
    t.assert.deepEqual(mute.filter(x => !/Change the promise|Promise it|Add|Give it|Move it|Join into it|Only link|Put it|Send|Preview|Make it|Save|Keep/.test(x) && !/after|and nothing/.test(x)), []);
    await page.focus('h1');
    await page.keyboard.press('?');
    await page.waitForSelector('#keys[open]');
    const keys = await page.textContent('[data-keys-here]');
    for (const words of ['Mark as kept', 'Change the promise', 'Reply', 'Note', 'Answers', 'Join or link', 'Out of sight']) t.assert.ok(keys.includes(words), words);
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await page.waitForSelector('.state.kept, .toast.bad, .summary');
    t.assert.notEqual(await t.focused(page), 'body');
  },

  'Markdown is shown as it will look; a message as plain text': async t => {
    const at = await t.server.ask('Preview', 'Some plain words');
    const page = await sit(t, t.server.cookie, at);
    await page.fill('#body', 'An **engineer** comes.');
    await page.click('button:has-text("Preview")');
    await page.waitForSelector('.preview:not([hidden]) strong:has-text("engineer")');
    const id = (await t.server.json(at)).messages[0].id;
    const plain = await fetch(`${t.url}/m/${id}/text`, { headers: { cookie: t.server.cookie } });
    t.assert.match(plain.headers.get('content-type'), /^text\/plain/);
    t.assert.equal(await plain.text(), 'Some plain words');
  },

  'all of it without the script: let in, clear, join, part, sleep, pass on': async t => {
    const into = await t.server.ask('Plain one', 'One', 'plain@customer.example'), from = await t.server.ask('Plain two', 'Two', 'plain@customer.example');
    const page = await sit(t, t.server.cookie, from, { noScript: true });
    await page.click('.copy-add summary');
    await page.fill('#copy-address', 'carl@elsewhere.example');
    await page.click('button[value=copy_add]');
    t.assert.match(await page.textContent('.to-line p'), /carl@elsewhere/);
    await page.click('button[value=copy_clear]');
    t.assert.doesNotMatch((await page.textContent('.to-line p')).replace(/no longer.*/s, ''), /carl@elsewhere/);
    await page.click('#sleep-d summary');
    await page.click('button[value=sleep]:has-text("Until they write")');
    await page.click('button[value=wake]');
    await page.click('#join-d summary');
    await page.fill('#join-into', into.split('/').pop());
    await page.click('button[value=merge]');
    t.assert.equal(new URL(page.url()).pathname, into);
    await page.click('button[value=part]');
    t.assert.equal(await page.locator('.msg').count(), 1);
    await page.selectOption('#owner', { label: TOM.name });
    await page.click('button[value=assign]');
    await page.waitForSelector('.asides :text("who has not answered yet")');
    await page.fill('#body', 'Seen **before** it goes');
    await page.click('button:has-text("Preview")');
    await page.waitForSelector('.preview strong');
  },

  'the page is clean in light, dark and on a phone, with everything on it': async t => {
    const at = await t.server.ask('Everything at once', 'One', 'all@customer.example');
    const other = await t.server.ask('Re: Everything at once', 'Two', 'all@customer.example');
    await post(`${t.url}${other}/change`, t.server.cookie, { csrf: t.server.csrf, act: 'link', into: at.split('/').pop() });
    await post(`${t.url}${other}/change`, t.server.cookie, { csrf: t.server.csrf, act: 'sleep', until: 'answer' });
    await post(`${t.url}${other}/change`, t.server.cookie, { csrf: t.server.csrf, act: 'copy_add', address: 'a-rather-long-address-of-somebody@a-rather-long-domain.example' });
    const html = await (await fetch(t.url + other, { headers: { cookie: t.server.cookie } })).text();
    await t.checkHtml(html, 'request');
    for (const at2 of ['/answers', '/for-me']) await t.checkHtml(await (await fetch(t.url + at2, { headers: { cookie: t.server.cookie } })).text(), at2);
    for (const [how, options] of [['light', {}], ['dark', { theme: 'dark' }], ['phone', { phone: true }]]) {
      for (const [name, path2] of [['request', other], ['answers', '/answers'], ['notices', '/for-me']]) {
        const page = await sit(t, t.server.cookie, path2, options);
        await t.checkLayout(page);
        await t.checkAxe(page);
        await t.shoot(page, `page-${name}-all-${how}`);
      }
    }
  },
};
