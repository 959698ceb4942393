// A real mail server from Debian, OpenSMTPD, on loopback: what a customer sends to help@ it brings to
// Kept by LMTP; what Kept sends it puts into Maildirs, a folder for each customer.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort, until } from './lib.mjs';

//   lmtp    more domains, each with the LMTP port its mail is brought to
//   refuse  a domain whose addresses nobody has
export async function startMail(lmtpPort, { lmtp = {}, refuse } = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-mail-'));
  const port = await freePort();
  fs.chmodSync(dir, 0o755);
  fs.mkdirSync(`${dir}/boxes`, { mode: 0o777 });
  fs.chmodSync(`${dir}/boxes`, 0o777);
  fs.writeFileSync(`${dir}/virtual`, '@ nobody\n');
  fs.writeFileSync(`${dir}/smtpd.conf`, `
table users file:${dir}/virtual
listen on 127.0.0.1 port ${port}
action "kept" lmtp "127.0.0.1:${lmtpPort}" rcpt-to virtual <users>
${Object.entries(lmtp).map(([domain, to], i) => `action "kept${i}" lmtp "127.0.0.1:${to}" rcpt-to virtual <users>`).join('\n')}
action "boxes" maildir "${dir}/boxes/%{rcpt.user:lowercase}" virtual <users>
match from any for domain "northgate.example" action "kept"
${Object.keys(lmtp).map((domain, i) => `match from any for domain "${domain}" action "kept${i}"`).join('\n')}
${refuse ? `match from any for domain "${refuse}" reject` : ''}
match from any for any action "boxes"
`);
  const child = spawn('/usr/sbin/smtpd', ['-d', '-f', `${dir}/smtpd.conf`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = [];
  child.stdout.on('data', d => log.push(d));
  child.stderr.on('data', d => log.push(d));
  const said = () => Buffer.concat(log).toString();
  await until(() => new Promise(done => {
    const s = net.connect(port, '127.0.0.1', () => { s.destroy(); done(true); }).on('error', () => done(false));
  }), `smtpd to answer\n${said()}`, 30000);
  return {
    port, dir, said,
    // send: one message as a customer's mail program would, by SMTP.
    send(from, to, raw) {
      const file = `${dir}/out.eml`;
      fs.writeFileSync(file, raw.replace(/\r?\n/g, '\r\n'));
      execFileSync('curl', ['-sS', '--fail', `smtp://127.0.0.1:${port}`, '--mail-from', from, '--mail-rcpt', to, '--upload-file', file]);
    },
    // box: the messages of a customer, oldest first, as text.
    box(name) {
      const folder = `${dir}/boxes/${name}/new`;
      if (!fs.existsSync(folder)) return [];
      return fs.readdirSync(folder).map(f => ({ f, raw: fs.readFileSync(`${folder}/${f}`, 'latin1') }))
        .sort((a, b) => fs.statSync(`${folder}/${a.f}`).mtimeMs - fs.statSync(`${folder}/${b.f}`).mtimeMs).map(x => x.raw);
    },
    // retry: what waits because Kept was away is tried again at once.
    retry() { spawnSync('smtpctl', ['schedule', 'all']); },
    async stop() {
      const ended = new Promise(done => child.on('exit', done));
      child.kill('SIGTERM');
      await ended;
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const header = (raw, name) => new RegExp(`^${name}:((?:.*\\r?\\n?)(?:[ \\t].*\\r?\\n?)*)`, 'im').exec(raw.split(/\r?\n\r?\n/)[0])?.[1].replace(/\r?\n[ \t]+/g, ' ').trim();
