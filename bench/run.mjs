// The whole program measured at 1,000 and at 100,000 requests, beside the least a server could do.
//
//     node bench/run.mjs BUILD        BUILD holds kept, bench/floor, bench/bench_fill, bench/bench_page, bench/bench_lmtp
//
// What a page costs stands beside the sum of its parts, each measured bare in the same run: the floor for as many bytes,
// its statements stepped through SQLite itself, its template (bench/bench_page.c).
//
// Each thing is measured for SECONDS_EACH (2) seconds with 16 connections; the machine is shared by the
// client and the server, so read the ratios and the CPU, not the rates. Data sets stay in BUILD/bench/.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const build = process.argv[2] ?? 'build/release';
const seconds = Number(process.env.SECONDS_EACH ?? 2);
const sizes = [1000, 100000];
const connections = 16;
const form = { organisation: 'Bench', zone: 'Europe/London', name: 'Ann', address: 'ann@example.org', mailbox: 'help@example.org', password: 'long enough to be taken' };
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']));
const pause = ms => new Promise(done => setTimeout(done, ms));
const freePort = () => new Promise(done => {
  const s = net.createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});
const cpuSeconds = pid => {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};
// What it holds itself, without the pages of files that it maps.
const residentMb = pid => Number(/RssAnon:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

// ---- servers ----------------------------------------------------------------------------------

const stop = child => new Promise(done => { child.once('exit', done); child.kill('SIGTERM'); });

async function answers(port, child) {
  for (let i = 0; i < 3000; i++) {
    if (child.exitCode !== null) throw new Error('the server ended');
    const there = await new Promise(done => {
      const s = net.connect(port, '127.0.0.1', () => { s.destroy(); done(true); }).on('error', () => done(false));
    });
    if (there) return;
    await pause(5);
  }
  throw new Error(`nothing answers on port ${port}`);
}

async function startKept(dir) {
  const port = await freePort(), lmtp = await freePort(), began = performance.now();
  const child = spawn(`${build}/kept`, ['serve', '--data', dir, '--listen', `127.0.0.1:${port}`, '--lmtp', `127.0.0.1:${lmtp}`],
    { stdio: ['ignore', 'ignore', fs.openSync(`${build}/bench/kept.log`, 'a')] });
  await answers(port, child);
  return { child, port, lmtp, pid: child.pid, startMs: performance.now() - began, url: `http://127.0.0.1:${port}` };
}

async function post(server, where, fields) {
  const answer = await fetch(server.url + where, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { Origin: server.url } });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`POST ${where}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
  return cookie;
}

// A data directory with `size` requests; made once for each bench_fill and program.
async function dataSet(size) {
  const dir = path.resolve(`${build}/bench/data-${size}`), mark = `${dir}/filled`;
  const made = fs.existsSync(mark) ? fs.statSync(mark).mtimeMs : 0;
  const tables = fs.readdirSync('src', { recursive: true }).filter(f => f.endsWith('.sql')).map(f => `src/${f}`);
  const newest = Math.max(...[...tables, `${build}/bench/bench_fill`].map(f => fs.statSync(f).mtimeMs));
  if (made > newest) return dir;
  fs.rmSync(dir, { recursive: true, force: true });
  fs.mkdirSync(dir, { recursive: true });
  const server = await startKept(dir);
  await post(server, '/setup', { ...form, base_url: server.url });
  await stop(server.child);
  const began = performance.now();
  execFileSync(`${build}/bench/bench_fill`, [`sqlite:${dir}/kept.db`, String(size)], { stdio: 'inherit' });
  console.error(`${size} requests made in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  fs.writeFileSync(mark, '');
  return dir;
}

// ---- measuring --------------------------------------------------------------------------------

const unit = { us: 1e-3, ms: 1, s: 1000 };

function wrk(url, headers, time) {
  const asked = ['-t1', `-c${connections}`, `-d${time}`, '--latency', ...Object.entries(headers).flatMap(([k, v]) => ['-H', `${k}: ${v}`]), url];
  return new Promise((done, failed) => {
    let out = '';
    const child = spawn('wrk', asked, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', d => { out += d; });
    child.on('error', failed);
    child.on('exit', () => {
      if (/Non-2xx/.test(out)) failed(new Error(`${url}: not 200\n${out}`));
      const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(out);
      done({ count: Number(/(\d+) requests in/.exec(out)[1]), rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), p99: p99[1] * unit[p99[2]] });
    });
  });
}

async function measure(pid, url, headers = {}) {
  const length = (await (await fetch(url, { headers })).arrayBuffer()).byteLength;
  await wrk(url, headers, '1s');
  const before = cpuSeconds(pid), got = await wrk(url, headers, `${seconds}s`);
  return { ...got, length, cpu: (cpuSeconds(pid) - before) / got.count * 1000 };
}

async function measureFloor(bytes) {
  const port = await freePort(), child = spawn(`${build}/bench/floor`, [port, bytes, 2], { stdio: 'ignore' });
  await answers(port, child);
  const got = await measure(child.pid, `http://127.0.0.1:${port}/`);
  await stop(child);
  return got;
}

const JSON_TYPE = { Accept: 'application/json' };

function pages(asset, middle) {
  return [
    ['static file', asset, {}],
    ['list, HTML', '/requests?view=all', {}], ['my list, HTML', '/requests?view=mine', {}], ['list, JSON', '/requests?view=all', JSON_TYPE],
    ['request, HTML', `/r/${middle}`, {}], ['request, JSON', `/r/${middle}`, JSON_TYPE],
    ['search common word', '/search?q=word1', {}], ['search rare word', '/search?q=kingfisher', {}], ['search, JSON', '/search?q=word1', JSON_TYPE],
  ];
}

// The asset that is nearest to 20 kB.
function chooseAsset() {
  const all = fs.readFileSync('build/web/assets.tsv', 'utf8').trim().split('\n').map(line => line.split('\t')[1]);
  const far = name => Math.abs(fs.statSync(`build/web/${path.basename(name)}`).size - 20000);
  return all.sort((a, b) => far(a) - far(b))[0];
}

// name → { sql, rendering, statements, bytes }: µs, bare.
function measureParts(dir, middle) {
  const out = execFileSync(`${build}/bench/bench_page`, [dir, String(middle)], { encoding: 'utf8' });
  return Object.fromEntries(out.trim().split('\n').map(line => {
    const [name, statements, sql, rendering, bytes] = line.split('\t');
    return [name, { statements: Number(statements), sql: Number(sql), rendering: Number(rendering), bytes: Number(bytes) }];
  }));
}

async function measureSize(size, asset) {
  const parts = measureParts(await dataSet(size), Math.floor(size / 2));
  await stop((await startKept(await dataSet(size))).child); // the second start is what counts
  const server = await startKept(await dataSet(size)), idle = residentMb(server.pid);
  const Cookie = await post(server, '/sign-in', form), results = {};
  for (const [name, where, headers] of pages(asset, Math.floor(size / 2)))
    results[name] = await measure(server.pid, server.url + where, { Cookie, ...headers });
  const after = { startMs: server.startMs, idle, busy: residentMb(server.pid) };
  await stop(server.child);
  return { results, parts, ...after };
}

function lmtp(args) {
  return new Promise((done, failed) => {
    let out = '';
    const child = spawn(`${build}/bench/bench_lmtp`, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', d => { out += d; });
    child.on('exit', code => (code ? failed(new Error('bench_lmtp failed')) : done(out.trim().split(' ').map(Number))));
  });
}

async function measureMail() {
  const dir = fs.mkdtempSync(path.resolve(`${build}/bench/mail-`)), rows = [];
  fs.cpSync(await dataSet(sizes[0]), dir, { recursive: true });
  const server = await startKept(dir);
  for (const n of [1, 8, 32]) {
    const floor = await lmtp(['floor', `${dir}/floor`, n, seconds]), kept = await lmtp([server.lmtp, form.mailbox, n, seconds]);
    rows.push([`${n} connections`, floor[0], kept[0], (kept[0] / floor[0]).toFixed(2), floor[2], kept[1], kept[2]]);
  }
  await stop(server.child);
  fs.rmSync(dir, { recursive: true, force: true });
  return rows;
}

// ---- tables -----------------------------------------------------------------------------------

function table(title, heads, rows) {
  const all = [heads, ...rows.map(r => r.map(String))], widths = heads.map((_, i) => Math.max(...all.map(r => r[i].length)));
  console.log(`\n${title}`);
  for (const r of all) console.log(r.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '));
}

const asset = chooseAsset(), floor = await measureFloor(20000);
const found = [];
for (const size of sizes) found.push(await measureSize(size, asset));
const [small, large] = found, names = Object.keys(small.results);
for (const [i, size] of sizes.entries()) {
  const row = (name, m) => [name, m.length, Math.round(m.rate), m.p99.toFixed(1), (m.cpu * 1000).toFixed(0), (m.cpu / floor.cpu).toFixed(2)];
  table(`${size} requests, ${connections} connections, ${os.cpus().length} cores`, ['', 'bytes', 'req/s', 'p99 ms', 'CPU µs/req', 'x floor'],
    [row('floor, 20 kB', floor), ...names.map(name => row(name, found[i].results[name]))]);
}
const floors = {}; // by bytes, in steps of 10 kB
for (const name of names) {
  const step = Math.max(1, Math.round((large.parts[name]?.bytes ?? 0) / 10000)) * 10000;
  floors[step] ??= (await measureFloor(step)).cpu * 1000;
  if (large.parts[name]) large.parts[name].floor = floors[step];
}
const sums = names.filter(name => large.parts[name]).map(name => {
  const p = large.parts[name], sum = p.floor + p.sql + p.rendering, page = large.results[name].cpu * 1000;
  return [name, p.statements, p.floor.toFixed(0), p.sql.toFixed(0), p.rendering.toFixed(0), sum.toFixed(0), page.toFixed(0), (page / sum).toFixed(2), page / sum > 1.6 ? 'over 1.6' : ''];
});
table(`A page and its parts, bare: CPU µs, ${sizes[1]} requests`, ['', 'statements', 'floor', 'SQL', 'rendering', 'sum', 'page', 'x sum', ''], sums);
const grown = names.map(name => [name, (small.results[name].cpu * 1000).toFixed(0), (large.results[name].cpu * 1000).toFixed(0), large.results[name].cpu / small.results[name].cpu]);
table('CPU µs a request', ['', ...sizes.map(String), 'ratio', ''], grown.map(r => [...r.slice(0, 3), r[3].toFixed(2), r[3] > 1.5 ? 'grows' : '']));
table('Process', ['', ...sizes.map(String)], [['second start, ms', ...found.map(f => f.startMs.toFixed(0))], ['memory of its own, MB', ...found.map(f => f.idle.toFixed(0))],
  ['after this, MB', ...found.map(f => f.busy.toFixed(0))]]);
table('Mail by LMTP, 2 kB each, acknowledged when synced', ['', 'floor/s', 'kept/s', 'ratio', 'floor p99 µs', 'p50 µs', 'p99 µs'], await measureMail());
