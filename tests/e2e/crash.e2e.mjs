// kill -9 at random moments, fifty times: while history is imported, and while mail comes in and
// acknowledgements go out through a real mail server. Nothing that was accepted is lost, nothing is
// sent twice, and the ledger balances after each. Less often on PostgreSQL, which starts more slowly.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startMail } from './mail.mjs';
import { assert, freePort, onPostgres, startKept, until } from './lib.mjs';

export const needsKept = true;

const KILLS = 25; // of each kind
const wait = ms => new Promise(done => setTimeout(done, ms));
const kept = (...args) => spawnSync(process.env.KEPT, args, { encoding: 'utf8' });

// The seed is said, so that a failing run can be had again.
const seed = Number(process.env.KEPT_SEED ?? Date.now() % 1e6);
let state = seed;
const chance = n => (state = (state * 1103515245 + 12345) % 2147483648) % n;

function assertSound(at, what) {
  const r = kept('check', ...at);
  assert.equal(r.status, 0, `${what} (KEPT_SEED=${seed}): ${r.stdout}${r.stderr}`);
}

// database: [] for the file, or the arguments that name a PostgreSQL
async function killImports(database, kills) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-crash-')), data = `${dir}/data`, mbox = `${dir}/many.mbox`, N = 60 * kills;
  const at = ['--data', data, ...database];
  let text = '';
  for (let i = 0; i < N; i++) text += `From x@y.example Sun Nov 22 09:12:00 2026\nFrom: Person ${i} <p${i}@customer.example>\nTo: help@northgate.example\nSubject: Number ${i}\nMessage-ID: <n${i}@customer.example>\n\n${'words '.repeat(50 + chance(400))}${i}\n\n`;
  fs.writeFileSync(mbox, text);
  for (let i = 0; i < kills; i++) {
    const child = spawn(process.env.KEPT, ['mail', 'import', ...at, mbox], { stdio: 'ignore' });
    const ended = new Promise(done => child.on('exit', done));
    await wait(20 + chance(400));
    child.kill('SIGKILL');
    await ended;
    if (database.length || fs.existsSync(`${data}/kept.db`)) assertSound(at, `after kill ${i + 1}`);
  }
  const last = kept('mail', 'import', ...at, mbox);
  assert.match(last.stdout, new RegExp(`^received ${N} = ${N} requests \\+ 0 replies \\+ 0 ignored \\+ 0 quarantined`, 'm'), last.stdout + last.stderr);
  assertSound(at, 'at the end');
  fs.rmSync(dir, { recursive: true });
}

async function killServers(database, kills) {
  const lmtp = await freePort(), mail = await startMail(lmtp), args = ['--lmtp', `127.0.0.1:${lmtp}`, ...database];
  let k = await startKept({ args });
  const { data } = k, each = 4;
  const form = new URLSearchParams({ organisation: 'Northgate Homes', zone: 'UTC', base_url: k.url, name: 'Maya Ellis', address: 'maya@northgate.example', password: 'correct horse battery', mailbox: 'help@northgate.example' });
  const cookie = (await fetch(`${k.url}/setup`, { method: 'POST', body: form, redirect: 'manual' })).headers.get('set-cookie').split(';')[0];
  const csrf = /name="csrf" value="([^"]+)"/.exec(await (await fetch(`${k.url}/me`, { headers: { cookie } })).text())[1];
  const set = await fetch(`${k.url}/settings/mailboxes/1`, { method: 'POST', headers: { cookie, accept: 'application/json' }, body: new URLSearchParams({ csrf, name: 'Northgate', address: 'help@northgate.example', service: '1', smtp_url: `smtp://127.0.0.1:${mail.port}`, may_send: '1' }) });
  assert.equal(set.status, 200);
  for (let i = 0; i < kills; i++) {
    for (let n = 0; n < each; n++) mail.send(`c${i}x${n}@customer${i}.example`, 'help@northgate.example', `From: c${i}x${n}@customer${i}.example\nTo: help@northgate.example\nSubject: ${i} ${n}\nMessage-ID: <${i}.${n}@customer${i}.example>\n\nHello ${i} ${n}\n`);
    await wait(chance(120));
    await k.stop({ signal: 'SIGKILL', keep: true });
    k = await startKept({ args, data });
  }
  const json = async p => (await fetch(k.url + p, { headers: { cookie, accept: 'application/json' } })).json();
  mail.retry();
  const total = kills * each;
  const book = await until(async () => {
    const b = await json('/mail');
    return b.requests === total && b.waiting === 0 && b.stored === 0 && b;
  }, `the ledger to hold all ${total} (KEPT_SEED=${seed})`, 40000).catch(async e => { throw new Error(`${e.message}: ${JSON.stringify(await json("/mail"))}\n${k.said().slice(-3000)}`); });
  assert.equal(book.received, book.requests + book.replies + book.ignored + book.quarantined);
  await wait(500);
  let came = 0;
  for (let i = 0; i < kills; i++) for (let n = 0; n < each; n++) {
    const got = mail.box(`c${i}x${n}`).length;
    assert.ok(got <= 1, `c${i}x${n} got ${got} (KEPT_SEED=${seed})`);
    came += got;
  }
  assert.ok(came + book.unknown >= total, `${came} came, ${book.unknown} are held as unknown, of ${total} (KEPT_SEED=${seed})`);
  await k.stop({ keep: true });
  assertSound(['--data', data, ...database], 'at the end');
  fs.rmSync(data, { recursive: true });
  await mail.stop();
}

export const tests = {
  'an import that is killed twenty-five times ends with every message once': () => killImports([], KILLS),
  'a Kept that is killed twenty-five times loses no mail and sends none twice': () => killServers([], KILLS),
  'on PostgreSQL an import that is killed ends with every message once': () => killImports(onPostgres(), 8),
  'on PostgreSQL a Kept that is killed loses no mail and sends none twice': () => killServers(onPostgres(), 8),
};
