// Accounts as people meet them: an invitation, a second factor, sessions, tokens, the log of what was
// done, restricted requests; and signing on by a real provider of OpenID Connect.
import crypto from 'node:crypto';
import { freePort, startKept, until } from './lib.mjs';

export const needsKept = true;

const PASSWORD = 'correct horse battery';
const post = (server, path, cookie, fields) => fetch(server.url + path, { method: 'POST', redirect: 'manual', headers: { cookie, accept: 'application/json' }, body: new URLSearchParams(fields) });
const csrfOf = async (server, cookie) => /name="csrf" value="([^"]+)"/.exec(await (await fetch(`${server.url}/me`, { headers: { cookie } })).text())[1];

// What an app on a phone shows for this key now (RFC 6238).
function codeFor(key, step = Math.floor(Date.now() / 30000)) {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  let bits = '';
  for (const c of key.toLowerCase().replace(/\s/g, '')) bits += letters.indexOf(c).toString(2).padStart(5, '0');
  const secret = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = crypto.createHmac('sha1', secret).update(counter).digest(), at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}

// ---- a provider -------------------------------------------------------------------------------

async function startProvider(back) {
  const { default: Provider } = await import('oidc-provider');
  const port = await freePort(), issuer = `http://127.0.0.1:${port}`;
  const people = { tom: { email: 'tom@northgate.example', email_verified: true }, eve: { email: 'maya@northgate.example', email_verified: false }, nobody: { email: 'nobody@elsewhere.example', email_verified: true } };
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'kept', client_secret: 'a secret of the provider’s'.replace(/[^a-z]/g, '-'), redirect_uris: [back], grant_types: ['authorization_code'], response_types: ['code'], token_endpoint_auth_method: 'client_secret_post' }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { methods: ['S256'], required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: id, ...people[id] }) }),
    features: { devInteractions: { enabled: true } },
  });
  const warn = console.warn;
  console.warn = () => {};
  const server = provider.listen(port, '127.0.0.1');
  console.warn = warn;
  await new Promise(done => server.on('listening', done));
  return { issuer, secret: 'a-secret-of-the-provider-s', close: () => new Promise(done => { server.closeAllConnections(); server.close(done); }) };
}

// The provider’s own pages: who one is, and yes.
async function passProvider(page, name) {
  await page.waitForURL(/127\.0\.0\.1:\d+\/interaction/);
  await page.fill('input[name=login]', name);
  await page.fill('input[name=password]', 'any');
  await page.click('button[type=submit]');
  await page.waitForSelector('text=Authorize');
  await page.click('button[type=submit]');
}

export async function open() {
  const kept = await startKept();
  const form = { organisation: 'Northgate Homes', zone: 'Europe/London', base_url: kept.url, name: 'Maya Ellis', address: 'maya@northgate.example', password: PASSWORD, mailbox: 'help@northgate.example' };
  const setup = await fetch(`${kept.url}/setup`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  const cookie = setup.headers.get('set-cookie').split(';')[0], server = { url: kept.url };
  const csrf = await csrfOf(server, cookie);
  const json = async (path, who = cookie) => (await fetch(kept.url + path, { headers: { cookie: who, accept: 'application/json' } })).json();
  return { url: kept.url, kept, cookie, csrf, json, close: () => kept.stop() };
}

async function signIn(page, address = 'maya@northgate.example') {
  await page.goto('/sign-in');
  await page.fill('#address', address);
  await page.fill('#password', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(url => url.pathname !== '/sign-in');
}

export const tests = {
  'a colleague is invited, chooses a password, and is in': async t => {
    const admin = await t.newPage(), tom = await t.newPage();
    await signIn(admin);
    await admin.goto('/settings/accounts');
    await admin.fill('#name', 'Tom Berry');
    await admin.fill('#address', 'tom@northgate.example');
    await admin.click('text=Make an invitation');
    const link = await (await admin.waitForSelector('.notice code')).textContent();
    await tom.goto(link);
    await tom.fill('#password', PASSWORD);
    await tom.keyboard.press('Enter');
    await tom.waitForURL('**/requests**');
    tom.allow(/404/);
    t.assert.equal((await tom.goto(link)).status(), 404, 'the link was used up');
    await admin.goto('/settings/accounts');
    t.assert.equal(await admin.locator('li:has-text("Tom Berry") .tag').count(), 0, 'no longer “invited”');
  },
  'a second factor is switched on, asked for, and a recovery code stands in for it': async t => {
    const page = await t.newPage({ phone: true }), again = await t.newPage();
    await signIn(page, 'tom@northgate.example');
    await page.goto('/me');
    await page.click('text=Switch it on');
    await page.click('button[value=begin]');
    const key = await (await page.waitForSelector('code.key')).textContent();
    await t.checkAxe(page);
    await t.checkLayout(page);
    await page.fill('#code', '000000');
    page.allow(/422/);
    await page.click('button[value=confirm]');
    await page.waitForSelector('#code-wrong');
    await page.fill('#code', codeFor(key));
    await page.click('button[value=confirm]');
    await page.waitForSelector('.codes code');
    const codes = await page.locator('.codes code').allTextContents();
    t.assert.equal(codes.length, 10);
    await t.checkAxe(page);
    await t.checkLayout(page);
    await t.shoot(page, 'people-codes');
    await signIn(again, 'tom@northgate.example');
    t.assert.equal(new URL(again.url()).pathname, '/sign-in/code');
    await t.checkAxe(again);
    await again.fill('#code', codes[3].toUpperCase().replaceAll('-', ' '));
    await again.keyboard.press('Enter');
    await again.waitForURL('**/requests**');
    await again.goto('/me/second-factor');
    t.assert.match(await again.textContent('main'), /9 recovery codes are left/);
    await again.fill('#code', codes[4]);
    await again.click('button[value=off]');
    await again.waitForSelector('.toast');
  },
  'one sees where one is signed in, and ends it': async t => {
    const here = await t.newPage(), there = await t.newPage();
    await signIn(here);
    await signIn(there);
    await here.goto('/me');
    await here.click('text=End all but this one');
    await here.waitForSelector('.toast');
    await there.goto('/requests');
    t.assert.equal(new URL(there.url()).pathname, '/sign-in');
    await here.goto('/requests');
    t.assert.equal(new URL(here.url()).pathname, '/requests');
    const setup = await fetch(`${t.url}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ address: 'maya@northgate.example', password: PASSWORD }) });
    t.server.cookie = setup.headers.get('set-cookie').split(';')[0];
    t.server.csrf = await csrfOf(t.server, t.server.cookie);
  },
  'a token may what was chosen for it, and its end is its end': async t => {
    const page = await t.newPage();
    await signIn(page);
    await page.goto('/me');
    await page.click('summary:has-text("Make a token")');
    await page.fill('#name', 'The telephone system');
    await page.selectOption('#requests', 'read');
    await page.click('.save-bar button:has-text("Make a token")');
    const token = await (await page.waitForSelector('.notice code')).textContent();
    const ask = (path, how = {}) => fetch(t.url + path, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' }, ...how });
    t.assert.equal((await ask('/requests')).status, 200);
    t.assert.equal((await ask('/customers')).status, 403);
    t.assert.equal((await ask('/requests/new', { method: 'POST' })).status, 403);
    await page.click('li:has-text("The telephone system") button');
    await until(async () => (await ask('/requests')).status === 401, 'the token to end');
  },
  'what was done is in the log, by words and kind, and kept check finds it whole': async t => {
    const page = await t.newPage();
    await signIn(page);
    await page.goto('/settings/audit');
    await page.selectOption('#kind', 'token');
    await page.fill('#words', 'telephone');
    await page.click('#audit-form button');
    await page.waitForURL(/kind=token/);
    t.assert.equal(await page.locator('.audit > li').count(), 1);
    await t.checkAxe(page);
    await t.checkLayout(page);
    await t.shoot(page, 'people-audit');
  },
  'a restricted request is there for who is named, and for nobody else': async t => {
    const { server } = t;
    const made = await post(server, '/requests/new', server.cookie, { csrf: server.csrf, name: 'June Whitfield', address: 'june@customer.example', subject: 'After the operation', text: 'I cannot climb stairs for six weeks.', service: '1', channel: 'phone' });
    const { location } = await made.json(), id = /\/r\/(\d+)/.exec(location)[1];
    const page = await t.newPage(), tom = await t.newPage();
    await signIn(tom, 'tom@northgate.example');
    await tom.goto(`/r/${id}`);
    t.assert.match(await tom.textContent('h1#subject'), /After the operation/);
    await signIn(page);
    await page.goto(`/r/${id}`);
    await page.click('button[popovertarget=more]');
    await page.click('#more a[href$="/readers"]');
    await page.waitForURL('**/readers');
    await t.checkAxe(page);
    await page.click('button[value=restrict]');
    await page.waitForSelector('.lines b:has-text("Maya Ellis")');
    await t.checkLayout(page);
    await t.shoot(page, 'people-readers');
    tom.allow(/404/);
    t.assert.equal((await tom.goto(`/r/${id}`)).status(), 404);
    await tom.goto('/search?q=operation');
    t.assert.equal(await tom.locator('text=After the operation').count(), 0);
    await tom.goto('/requests?view=all');
    t.assert.equal(await tom.locator('text=After the operation').count(), 0);
    await page.selectOption('#person', { label: 'Tom Berry' });
    await page.click('button[value=add]');
    await page.waitForSelector('.lines b:has-text("Tom Berry")');
    t.assert.equal((await tom.goto(`/r/${id}`)).status(), 200);
  },
  'colleagues sign on by a real provider, and only those who were invited': async t => {
    const provider = await startProvider(`${t.url}/sign-in/back`);
    try {
      const page = await t.newPage();
      await signIn(page);
      await page.goto('/settings/sign-on');
      page.allow(/422/);
      await page.fill('#issuer', 'http://127.0.0.1:1');
      await page.fill('#client', 'kept');
      await page.click('.save-bar button');
      await page.waitForSelector('#issuer-wrong');
      await page.fill('#issuer', provider.issuer);
      await page.fill('#label', 'Northgate');
      await page.fill('#secret', provider.secret);
      await page.click('.save-bar button');
      await page.waitForSelector('.toast');
      await t.checkAxe(page);
      await t.checkLayout(page);
      const tom = await t.newPage();
      tom.allow(/./); // the provider’s own pages
      await tom.goto('/sign-in?next=%2Fme');
      await t.checkAxe(tom);
      await tom.click('text=Sign in with Northgate');
      await passProvider(tom, 'tom');
      await tom.waitForURL('**/me');
      t.assert.match(await tom.textContent('main'), /Tom Berry/);
      for (const who of ['nobody', 'eve']) { // no account; an address that nobody has verified
        const other = await t.newPage();
        other.allow(/./);
        await other.goto('/sign-in');
        await other.click('text=Sign in with Northgate');
        await passProvider(other, who);
        await other.waitForSelector('.summary');
        t.assert.match(await other.textContent('.summary'), /no account here yet/);
      }
    } finally {
      await provider.close();
    }
  },
};
