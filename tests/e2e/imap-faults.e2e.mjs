// Mail both ways through lines that break: a customer's provider (Dovecot) fetched by IMAP, and answers
// by SMTP (OpenSMTPD), a proxy of faults before each, servers restarted and Kept killed at random:
// nothing is lost, nothing comes or goes twice, and the ledger balances. On SQLite and on PostgreSQL.
//   KEPT_FAULT_MAILS (100)  messages each way      KEPT_SEED  the same run again
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { admin, imapFields, letter, lmtpSend, setUp, startDovecot } from './imap.mjs';
import { startMail, header } from './mail.mjs';
import { chanceOf, startFaults } from './faults.mjs';
import { assert, freePort, onPostgres, startKept, until } from './lib.mjs';

export const needsKept = true;

const N = Number(process.env.KEPT_FAULT_MAILS ?? 100);
const seed = Number(process.env.KEPT_SEED ?? Date.now() % 1e6);
const wait = ms => new Promise(done => setTimeout(done, ms));
const patience = 60000 + N * 1500;

async function bothWays(database = []) {
  const chance = chanceOf(seed);
  const dovecot = await startDovecot(), lmtp = await freePort(), mail = await startMail(lmtp);
  const imap = await startFaults(() => dovecot.imap, { seed, cut: 12, delay: 4, on: false });
  // a line that breaks before a mail's end is tried again a minute later: only in the long run
  const smtp = await startFaults(() => mail.port, { seed: seed + 1, cut: N > 100 ? 60 : 0, cutEnd: 12, delay: 12, on: false });
  const brought = await startFaults(() => dovecot.lmtp, { seed: seed + 2, repeat: 12, delay: 12 });
  const args = ['--lmtp', `127.0.0.1:${lmtp}`, ...database];
  let k = await startKept({ args });
  const { data } = k, started = await setUp(k);
  const a = admin(() => k, started.cookie);
  const told = async () => `KEPT_SEED=${seed} ${JSON.stringify({ imap, smtp, brought }, (key, v) => typeof v === 'function' ? undefined : v)} ${JSON.stringify(await a.book().catch(String)).slice(0, 900)}\n${k.said().split('\n').filter(l => /imap|error|failed/.test(l)).slice(-15).join('\n')}`;
  try {
    await a.post('/settings/mailboxes/1', { name: 'Northgate', address: 'help@northgate.example', service: '1', smtp_url: `smtp://127.0.0.1:${smtp.port}`, may_send: '1' });
    assert.equal((await a.receive(imapFields(dovecot, { imap_port: imap.port }))).status, 200);
    await until(async () => (await a.state()).good_at, 'the first session', 60000);
    imap.on = smtp.on = true;
    let sent = 0, restarts = 0, kills = 0;
    const feed = (async () => {
      for (; sent < N; sent++) {
        const bring = () => lmtpSend(brought.port, 's@customer.example', 'help@northgate.example', letter(sent));
        // a provider's server keeps what it could not deliver and tries again
        await until(() => bring().catch(() => false), `number ${sent} to be delivered`, 60000);
        await wait(chance(80));
      }
    })();
    const trouble = (async () => {
      const rounds = Math.max(3, Math.round(N / 15));
      for (let i = 0; i < rounds; i++) {
        const before = sent;
        await until(() => sent >= N || sent > before + N / (rounds + 1), 'some mail', patience);
        if (i % 3 === 1) { restarts++; await dovecot.halt(chance(2) ? 'SIGTERM' : 'SIGINT'); await dovecot.start(); }
        else { kills++; await k.stop({ signal: 'SIGKILL', keep: true }); k = await startKept({ args, data }); }
      }
    })();
    await Promise.all([feed, trouble]);
    imap.on = smtp.on = false;
    const book = await until(async () => {
      const b = await a.book();
      return b.requests >= N && b.stored === 0 && b.waiting === 0 && b;
    }, 'all of it', patience).catch(async e => { throw new Error(`${e.message} ${await told()}`); });
    // 0 lost, 0 doubled: every letter became one request
    assert.equal(book.requests, N, await told());
    assert.ok(book.is_balanced && book.quarantined === 0 && book.received === book.requests + book.replies + book.ignored + book.quarantined + book.spam, await told());
    await a.post('/settings/mailboxes/1/compare', {});
    const compared = await until(async () => (await a.book()).sources[0].last_compared, 'the comparison', 60000);
    assert.equal(compared.accounted, compared.on_server, await told());
    // the way out: an acknowledgement each, at most once; what is held as unknown is shown, not sent again
    let came = 0;
    for (let n = 0; n < N; n++) {
      const got = mail.box(`p${n}`);
      assert.ok(got.length <= 1, `p${n} got ${got.length} ${await told()}`);
      if (got.length) assert.equal(header(got[0], 'Auto-Submitted'), 'auto-replied');
      came += got.length;
    }
    assert.ok(came + book.unknown >= N, `${came} came and ${book.unknown} are unknown of ${N} ${await told()}`);
    assert.ok(imap.cuts > 0 && kills > 0 && restarts > 0, await told());
    await k.stop({ keep: true });
    const check = spawnSync(process.env.KEPT, ['check', '--data', data, ...database], { encoding: 'utf8' });
    assert.equal(check.status, 0, `${check.stdout}${check.stderr} KEPT_SEED=${seed}`);
    console.log(`# ${N} each way, seed ${seed}: ${imap.cuts + smtp.cuts} cuts, ${imap.delays + smtp.delays} delays, ${brought.repeats} brought twice, ${kills} kills, ${restarts} restarts; ${came} out, ${book.unknown} held`);
  } finally {
    await k.stop({ signal: 'SIGKILL' }).catch(() => {});
    await Promise.all([imap.stop(), smtp.stop(), brought.stop()]);
    await mail.stop();
    await dovecot.stop();
    fs.rmSync(data, { recursive: true, force: true });
  }
}

export const tests = {
  'mail both ways through broken lines: nothing lost, nothing doubled (SQLite)': () => bothWays(),
  'mail both ways through broken lines: nothing lost, nothing doubled (PostgreSQL)': () => bothWays(onPostgres()),
  'a message that the server showed late is found by the comparison': async () => {
    const dovecot = await startDovecot(), line = await startFaults(() => dovecot.imap), k = await startKept();
    try {
      const a = await setUp(k);
      await a.receive(imapFields(dovecot, { imap_port: line.port }));
      const { first_uid: first } = await until(async () => { const s = await a.state(); return s.good_at && s; }, 'the first session', 30000);
      line.hidden = first + 1;
      for (let n = 0; n < 3; n++) await dovecot.send(letter(n));
      await until(async () => (await a.book()).requests === 2, 'two of three', 30000);
      line.hidden = 0;
      await a.post('/settings/mailboxes/1/compare', {});
      const book = await until(async () => { const b = await a.book(); return b.requests === 3 && b.sources[0].last_compared.fetched === 1 && b; }, 'the third', 30000)
        .catch(async e => { throw new Error(`${e.message} ${JSON.stringify(await a.book())}`); });
      const alarm = await until(async () => (await a.book()).alarms.find(x => x.kind === 5), 'the alarm', 30000);
      assert.match(alarm.words, /1 message had been missed/);
      assert.ok(book.is_balanced);
    } finally {
      await k.stop();
      await line.stop();
      await dovecot.stop();
    }
  },
};
