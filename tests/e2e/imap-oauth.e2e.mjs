// Access by OAuth 2: the way to a provider and back with PKCE and state, tokens renewed before they
// end, XOAUTH2 at a real Dovecot that asks the provider about each; and what is said when it is over.
import crypto from 'node:crypto';
import http from 'node:http';
import { imapFields, letter, setUp, startDovecot } from './imap.mjs';
import { assert, startKept, until } from './lib.mjs';

export const needsKept = true;

// A provider: an endpoint for tokens (RFC 6749) and one for introspection (RFC 7662), as Dovecot asks.
async function startProvider() {
  const p = { codes: new Map(), refresh: new Set(), access: new Map(), life: 200, refuses: false, asked: [], nth: 0 };
  const server = http.createServer(async (req, res) => {
    let body = '';
    for await (const piece of req) body += piece;
    const q = new URLSearchParams(body);
    const say = (status, value) => { res.writeHead(status, { 'content-type': 'application/json' }); res.end(JSON.stringify(value)); };
    if (req.url.startsWith('/introspect')) {
      const end = p.access.get(q.get('token'));
      return say(200, end > Date.now() ? { active: true, username: 'help@northgate.example' } : { active: false });
    }
    p.asked.push(q.get('grant_type'));
    if (p.refuses || q.get('client_id') !== 'kept-client' || q.get('client_secret') !== 'client secret') return say(400, { error: 'invalid_grant', error_description: 'Token has been revoked.' });
    if (q.get('grant_type') === 'authorization_code') {
      const challenge = p.codes.get(q.get('code'));
      p.codes.delete(q.get('code'));
      if (!challenge || crypto.createHash('sha256').update(q.get('code_verifier')).digest('base64url') !== challenge) return say(400, { error: 'invalid_grant', error_description: 'PKCE does not fit' });
    } else if (!p.refresh.has(q.get('refresh_token'))) {
      return say(400, { error: 'invalid_grant', error_description: 'unknown refresh token' });
    } else {
      p.refresh.delete(q.get('refresh_token')); // rotated
    }
    p.nth++;
    const access = `access-${p.nth}`, refresh = `refresh-${p.nth}`;
    p.access.set(access, Date.now() + p.life * 1000);
    p.refresh.add(refresh);
    return say(200, { access_token: access, refresh_token: refresh, expires_in: p.life, refresh_token_expires_in: 5 * 86400, token_type: 'Bearer' });
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  p.url = `http://127.0.0.1:${server.address().port}`;
  p.stop = () => new Promise(done => { server.close(done); server.closeAllConnections(); });
  return p;
}

export async function open() {
  const provider = await startProvider(), dovecot = await startDovecot({ introspect: `${provider.url}/introspect` }), kept = await startKept();
  const a = await setUp(kept);
  return { url: kept.url, kept, dovecot, provider, a, async close() { await kept.stop(); await dovecot.stop(); await provider.stop(); } };
}

const fields = s => imapFields(s.dovecot, { imap_auth: '2', imap_password: '', oauth_provider: '3', oauth_client: 'kept-client', oauth_secret: 'client secret', oauth_auth_url: `${s.provider.url}/auth`, oauth_token_url: `${s.provider.url}/token`, oauth_scope: 'mail' });

export const tests = {
  'saved, it says that nobody has let Kept in yet, and where to': async ({ server: s }) => {
    assert.equal((await s.a.receive(fields(s))).status, 200);
    const state = await until(async () => { const x = await s.a.state(); return x.trouble && x; }, 'the state', 20000);
    assert.match(state.trouble_words, /Nobody has let Kept in/);
    const to = new URL(state.link);
    assert.equal(`${to.origin}${to.pathname}`, `${s.provider.url}/auth`);
    for (const name of ['client_id', 'state', 'code_challenge', 'redirect_uri', 'scope']) assert.ok(to.searchParams.get(name), name);
    assert.equal(to.searchParams.get('code_challenge_method'), 'S256');
    assert.ok(!state.link.includes('secret'));
  },
  'a state of nobody, or of somebody else, opens nothing': async ({ server: s }) => {
    const r = await s.a.post('/settings/mailboxes/oauth', { state: 'A'.repeat(80), code: 'x' });
    assert.equal(r.status, 422);
    assert.equal(s.provider.asked.length, 0, 'the provider was not asked');
  },
  'let in through the page, mail comes by XOAUTH2': async t => {
    const { server: s } = t;
    const to = new URL((await s.a.state()).link);
    s.provider.codes.set('code-1', to.searchParams.get('code_challenge'));
    const context = await t.browser.newContext({ baseURL: s.url });
    const [name, value] = s.a.cookie.split('=');
    await context.addCookies([{ name, value, url: s.url }]);
    const page = await t.newPage({ context });
    await page.goto(`/settings/mailboxes/oauth?code=code-1&state=${encodeURIComponent(to.searchParams.get('state'))}`);
    await t.checkAxe(page);
    assert.equal(s.provider.asked.length, 0, 'looking changes nothing');
    await page.click('form[action="/settings/mailboxes/oauth"] button');
    await page.waitForURL('**/receive');
    await until(async () => (await s.a.state()).good_at, 'the first session', 30000).catch(async e => { throw new Error(`${e.message} ${JSON.stringify(await s.a.state())} ${s.dovecot.log().slice(-1500)}`); });
    await s.dovecot.send(letter(1));
    await until(async () => (await s.a.book()).requests === 1, 'the request', 30000);
    const again = await s.a.post('/settings/mailboxes/oauth', { state: to.searchParams.get('state'), code: 'code-1' });
    assert.equal(again.status, 422, 'a code is good once');
  },
  'a token near its end is renewed before it is used': async ({ server: s }) => {
    await s.dovecot.halt();
    await s.dovecot.start();
    await s.dovecot.send(letter(2));
    await until(async () => (await s.a.book()).requests === 2, 'the second', 60000);
    assert.ok(s.provider.asked.includes('refresh_token'));
  },
  'access that is over in days raises an alarm; access that is over says so, and is not asked for again and again': async ({ server: s }) => {
    const alarm = await until(async () => (await s.a.book()).alarms.find(x => x.kind === 4), 'the alarm', 90000);
    assert.match(alarm.words, /access to the mailbox ends on/);
    s.provider.refuses = true;
    s.provider.access.clear();
    assert.equal((await s.a.receive({ ...fields(s), oauth_secret: '' })).status, 200);
    const r = await s.a.tryIt({ ...fields(s), oauth_secret: '' });
    assert.ok(!r.tried.is_good);
    await s.dovecot.halt();
    s.provider.life = 0;
    await s.dovecot.start();
    const state = await until(async () => { const x = await s.a.state(); return x.trouble && x.fails && x; }, 'the trouble', 60000);
    assert.ok(state.todo.length > 10, JSON.stringify(state));
    const asked = s.provider.asked.length;
    await new Promise(done => setTimeout(done, 3000));
    assert.ok(s.provider.asked.length - asked <= 1, 'it is not hammered');
  },
};
