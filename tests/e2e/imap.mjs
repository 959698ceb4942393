// A real Dovecot from Debian on loopback, without systemd: IMAP, IMAPS and STARTTLS under an authority
// of the test's own, LMTP for delivery, passwords and XOAUTH2; restarted at will, its mail kept.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort, until } from './lib.mjs';

function makeCertificates(dir) {
  const run = (...args) => execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' });
  run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Kept test authority');
  run('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  fs.writeFileSync(`${dir}/names`, 'subjectAltName=DNS:localhost\n');
  run('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names', '-out', 'server.pem');
}

const answers = port => new Promise(done => {
  const s = net.connect(port, '127.0.0.1').on('error', () => done(false));
  s.once('data', () => { s.destroy(); done(true); });
  setTimeout(() => { s.destroy(); done(false); }, 2000).unref();
});

// startDovecot: introspect, a URL where it asks about access tokens (XOAUTH2); without: passwords only.
export async function startDovecot({ introspect, idle = true } = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-dovecot-'));
  const [imap, imaps, lmtp] = [await freePort(), await freePort(), await freePort()];
  fs.chmodSync(dir, 0o755);
  for (const d of ['run', 'state', 'mail']) fs.mkdirSync(`${dir}/${d}`);
  makeCertificates(dir);
  execFileSync('chown', ['nobody:nogroup', `${dir}/mail`]);
  fs.writeFileSync(`${dir}/oauth.conf`, `introspection_mode = post
introspection_url = ${introspect}
username_attribute = username
active_attribute = active
active_value = true
force_introspection = yes
`);
  fs.writeFileSync(`${dir}/dovecot.conf`, `
base_dir = ${dir}/run
state_dir = ${dir}/state
protocols = imap lmtp
listen = 127.0.0.1
log_path = ${dir}/log
ssl = yes
ssl_cert = <${dir}/server.pem
ssl_key = <${dir}/server.key
disable_plaintext_auth = no
auth_failure_delay = 0
auth_cache_size = 0
auth_mechanisms = plain login${introspect ? ' xoauth2' : ''}
mail_location = maildir:${dir}/mail/%n
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
${idle ? '' : 'imap_capability = IMAP4rev1 SASL-IR'}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${dir}/users
}
${introspect ? `passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${dir}/oauth.conf
}` : ''}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${dir}/mail/%n allow_all_users=yes
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = ${imaps}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtp}
  }
}
`);
  const self = {
    dir, imap, imaps, lmtp, ca: fs.readFileSync(`${dir}/ca.pem`, 'utf8'),
    log: () => fs.existsSync(`${dir}/log`) ? fs.readFileSync(`${dir}/log`, 'utf8') : '',
    password(word) { fs.writeFileSync(`${dir}/users`, `help@northgate.example:${word}\n`); },
    async start() {
      self.child = spawn('/usr/sbin/dovecot', ['-F', '-c', `${dir}/dovecot.conf`], { stdio: 'ignore' });
      self.ended = new Promise(done => self.child.on('exit', done));
      await until(() => answers(imap), `dovecot to answer\n${self.log()}`, 30000);
    },
    async halt(signal = 'SIGTERM') {
      self.child.kill(signal);
      await self.ended;
      spawnSync('rm', ['-f', `${dir}/run/master.pid`]);
    },
    // send: one message by LMTP, as the mail server of a provider delivers it.
    send(raw, to = 'help@northgate.example') { return lmtpSend(lmtp, 'someone@customer.example', to, raw); },
    // In the mailbox, by the server's own means.
    adm: (...args) => spawnSync('doveadm', ['-c', `${dir}/dovecot.conf`, ...args], { encoding: 'utf8' }),
    files: () => fs.readdirSync(`${dir}/mail/help`, { recursive: true }).map(String).filter(f => /^(cur|new)\//.test(f)),
    async stop() {
      await self.halt();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
  self.password('secret');
  await self.start();
  return self;
}

// lmtpSend: true when the server has taken it (250 after the data).
export function lmtpSend(port, from, to, raw) {
  return new Promise((done, fail) => {
    const s = net.connect(port, '127.0.0.1');
    const lines = ['LHLO test', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${raw.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..').replace(/(\r\n)?$/, '\r\n')}.`];
    let had = '', step = 0;
    s.setTimeout(20000, () => s.destroy(new Error('no answer')));
    s.on('error', fail).on('close', () => fail(new Error('closed')));
    s.on('data', d => {
      had += d;
      for (let end; (end = had.indexOf('\n')) >= 0; had = had.slice(end + 1)) {
        const line = had.slice(0, end);
        if (/^\d{3}-/.test(line)) continue;
        if (!/^[23]/.test(line)) { s.destroy(); return fail(new Error(line)); }
        if (step === lines.length) { s.end('QUIT\r\n'); return done(true); }
        s.write(`${lines[step++]}\r\n`);
      }
    });
  });
}

// keptWith: a Kept that is set up, with what a test does to it. `mailbox` sets how mail comes in.
export async function setUp(k) {
  const form = new URLSearchParams({ organisation: 'Northgate Homes', zone: 'UTC', base_url: k.url, name: 'Maya Ellis', address: 'maya@northgate.example', password: 'correct horse battery', mailbox: 'help@northgate.example' });
  const cookie = (await fetch(`${k.url}/setup`, { method: 'POST', body: form, redirect: 'manual' })).headers.get('set-cookie').split(';')[0];
  return admin(() => k, cookie);
}

// admin: what an admin does, by a running Kept (asked for anew each time, as it may be another).
export function admin(kept, cookie) {
  let csrf;
  const self = {
    cookie,
    async get(p) {
      const r = await fetch(kept().url + p, { headers: { cookie, accept: 'application/json' } });
      return r.json();
    },
    async post(p, fields) {
      csrf ??= /name="csrf" value="([^"]+)"/.exec(await (await fetch(`${kept().url}/me`, { headers: { cookie } })).text())[1];
      const r = await fetch(kept().url + p, { method: 'POST', headers: { cookie, accept: 'application/json' }, body: new URLSearchParams({ csrf, ...fields }) });
      return { status: r.status, ...(await r.json()) };
    },
    receive: fields => self.post('/settings/mailboxes/1/receive', fields),
    tryIt: fields => self.post('/settings/mailboxes/1/try', fields),
    state: () => self.get('/settings/mailboxes/1/receive'),
    book: () => self.get('/mail'),
  };
  return self;
}

// imapFields: the form of receiving, for this Dovecot.
export const imapFields = (d, more = {}) => ({
  imap_host: '127.0.0.1', imap_port: d.imap, imap_tls: '3', imap_user: 'help@northgate.example', imap_auth: '1',
  imap_password: 'secret', imap_folder: 'INBOX', imap_begin: 'now', ...more,
});

export const letter = (n, more = '') => `From: Person ${n} <p${n}@customer${n}.example>\nTo: help@northgate.example\nSubject: Number ${n}\nMessage-ID: <n${n}@customer.example>\nDate: Sun, 22 Nov 2026 09:12:00 +0000\n${more}\nHello, this is number ${n}.\n`;
