// Machines that answer machines: two Kepts that mail each other, and Kept against an absence note that
// follows no rule at all. Through a real mail server; at most one automatic mail goes each way.
import { header, startMail } from './mail.mjs';
import { freePort, startKept, until } from './lib.mjs';

export const needsKept = true;

async function setUp(kept, organisation, mailbox) {
  const form = new URLSearchParams({ organisation, zone: 'Europe/London', base_url: kept.url, name: 'Maya Ellis', address: `maya@${mailbox.split('@')[1]}`, password: 'correct horse battery', mailbox });
  const answer = await fetch(`${kept.url}/setup`, { method: 'POST', body: form, redirect: 'manual' });
  kept.cookie = answer.headers.get('set-cookie')?.split(';')[0];
  kept.json = async p => (await fetch(kept.url + p, { headers: { cookie: kept.cookie, accept: 'application/json' } })).json();
  kept.csrf = /name="csrf" value="([^"]+)"/.exec(await (await fetch(`${kept.url}/me`, { headers: { cookie: kept.cookie } })).text())[1];
  kept.post = (p, fields) => fetch(kept.url + p, { method: 'POST', headers: { cookie: kept.cookie, accept: 'application/json' }, body: new URLSearchParams({ csrf: kept.csrf, ...fields }) });
}

async function letSend(kept, mail) {
  const { mailboxes: [box] } = await kept.json('/settings/mailboxes');
  const answer = await kept.post(`/settings/mailboxes/${box.id}`, { name: box.name, address: box.address, service: String(box.service), smtp_url: `smtp://127.0.0.1:${mail.port}`, may_send: '1' });
  if (answer.status !== 200) throw new Error(`the mailbox: ${answer.status} ${await answer.text()}`);
}

export async function open() {
  const ports = [await freePort(), await freePort()];
  const kepts = [];
  for (const port of ports) kepts.push(await startKept({ args: ['--lmtp', `127.0.0.1:${port}`] }));
  const mail = await startMail(ports[0], { lmtp: { 'southgate.example': ports[1] } });
  await setUp(kepts[0], 'Northgate Homes', 'help@northgate.example');
  await setUp(kepts[1], 'Southgate Homes', 'help@southgate.example');
  for (const kept of kepts) await letSend(kept, mail);
  return {
    url: kepts[0].url, kepts, mail,
    async close() {
      await mail.stop();
      for (const kept of kepts) await kept.stop();
    },
  };
}

// What a Kept has sent by itself, and what it still means to send.
const automatic = async kept => [...(await kept.json('/outbox?show=sent')).mails, ...(await kept.json('/outbox?show=waiting')).mails].filter(m => m.kind !== 'answer');

// Nothing moves any more: both ledgers and outboxes say twice the same, a second apart.
async function settled(kepts) {
  const state = async () => JSON.stringify(await Promise.all(kepts.flatMap(k => [k.json('/mail'), k.json('/outbox?show=waiting'), k.json('/outbox?show=sent')])));
  let last = '';
  await until(async () => {
    await new Promise(done => setTimeout(done, 2000));
    const now = await state();
    const same = now === last && !/"stored":\s*[1-9]/.test(now) && kepts.length > 0;
    last = now;
    return same;
  }, 'everything to come to rest', 90000);
}

export const tests = {
  'two Kepts that were made to write to each other send one automatic mail each way at most': async ({ assert, server }) => {
    const [north, south] = server.kepts;
    // Somebody forges a mail that seems to come from the other Kept: the worst beginning there is.
    server.mail.send('help@southgate.example', 'help@northgate.example', `From: help@southgate.example\nTo: help@northgate.example\nSubject: Hello\nMessage-ID: <forged.1@x.example>\n\nPlease answer.\n`);
    await until(async () => (await south.json('/mail')).received === 1, 'the acknowledgement to reach the other', 60000);
    await settled(server.kepts);
    const sent = [await automatic(north), await automatic(south)];
    assert.equal(sent[0].length, 1, 'one acknowledgement went out');
    assert.ok(sent[1].length <= 1, 'and at most one came back');
    assert.equal((await south.json('/mail')).received, 1, 'the other got that one, and no more');
    assert.ok((await north.json('/mail')).received <= 2);
  },
  'an answer from one to the other is a person’s, and starts no talk between machines': async ({ assert, server }) => {
    const [north, south] = server.kepts;
    const before = (await automatic(north)).length + (await automatic(south)).length;
    const answer = await north.post('/r/1/reply', { text: 'Dear colleagues, whom do you mean?', then: 'stay' });
    assert.equal(answer.status, 200, await answer.clone().text());
    await until(async () => (await south.json('/mail')).received === 2, 'the answer to arrive', 60000);
    await settled(server.kepts);
    const after = (await automatic(north)).length + (await automatic(south)).length;
    assert.ok(after - before <= 1, `${after - before} automatic mails for one answer`);
  },
  'an absence note without any mark, sent for every mail it gets, gets one acknowledgement': async ({ assert, server }) => {
    const [north] = server.kepts;
    let noted = 0;
    server.mail.send('away@customer.example', 'help@northgate.example', 'From: away@customer.example\nTo: help@northgate.example\nSubject: The boiler\nMessage-ID: <away.0@customer.example>\n\nIt is cold.\n');
    // The responder: to whatever comes into the box it writes back to the From address, as a fresh mail.
    const answerNew = () => {
      const fresh = server.mail.box('away').slice(noted);
      for (const raw of fresh) {
        noted++;
        const from = /<([^>]+)>/.exec(header(raw, 'From'))?.[1] ?? header(raw, 'From');
        server.mail.send('away@customer.example', from, `From: away@customer.example\nTo: ${from}\nSubject: I am not here\nMessage-ID: <away.${noted}@customer.example>\n\nBack on Monday.\n`);
      }
      return fresh.length;
    };
    await until(() => answerNew(), 'the acknowledgement', 60000);
    do await settled(server.kepts); while (answerNew());
    assert.equal(noted, 1, 'one mail came to the responder');
    assert.equal(server.mail.box('away').length, 1, 'and no more');
    const ack = server.mail.box('away')[0];
    assert.equal(header(ack, 'Auto-Submitted'), 'auto-replied');
    assert.equal((await automatic(north)).filter(m => m.to === 'away@customer.example').length, 1);
    const { received, requests, replies, ignored, quarantined, spam } = await north.json('/mail');
    assert.equal(received, requests + replies + ignored + quarantined + spam, 'the ledger balances');
  },
};
