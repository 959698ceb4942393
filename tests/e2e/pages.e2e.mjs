// Every page of the program as a browser gets it: its markup, its looks in light, dark and on a phone, its JSON,
// the same work without the script, and with the keyboard alone.
import { startKept } from './lib.mjs';

export const needsKept = true;
export const together = 2;

const MAYA = { address: 'maya@northgate.example', password: 'correct horse battery' };
const post = (url, cookie, fields) => fetch(url, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams(fields) });

// What customers asked for, in a few scripts and lengths; the first is answered, noted on and promised anew.
const ASKED = [
  ['Amira Haddad', 'amira@customer.example', 'Replacement boiler valve, flat 14', 'Good morning. The heating went off again last night.\n\nPlease can someone come? The pressure drops to 0.4 within an hour.'],
  ['June Whitfield', 'june@customer.example', 'Lift out of order, Elm Court', 'I am on the fourth floor with two small children.'],
  ['שרה לוי', 'sara@customer.example', 'ההסקה לא עובדת', 'שלום, ההסקה לא עובדת מאז אתמול.'],
  ['Maximiliane Oberhuber-von der Straßenbergerhausen', 'max@a-very-long-name-of-a-domain.customer.example', 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverwaltung und dann noch ein langer Satz', 'x'.repeat(300)],
  ['', 'tenant.4418@customer.example', 'Parking permit <b>for</b> a carer & friend', 'She comes on Mondays.'],
];

async function fill(kept, cookie) {
  const page = await (await fetch(`${kept.url}/requests/new`, { headers: { cookie } })).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)[1], service = /name="service" value="(\d+)"/.exec(page)[1];
  for (const [name, address, subject, text] of ASKED) await post(`${kept.url}/requests/new`, cookie, { csrf, name, address, subject, text, service, channel: 'phone' });
  const at = path => `${kept.url}/r/1${path}`;
  await post(at('/reply'), cookie, { csrf, kind: 'note', text: 'Spoke to Omar. He has the **valve**.', then: 'stay', seen: '99' });
  await post(at('/reply'), cookie, { csrf, kind: 'reply', text: 'Dear Amira,\n\nan engineer comes *today*.\n\n- bring the key\n- clear the way', then: 'stay', move_what: '1', seen: '99' });
  await post(at('/promise'), cookie, { csrf, words: 'An engineer fits the new valve', due: 'tomorrow 16:00' });
  for (const act of ['wait', 'open', 'wait', 'open']) await post(at('/change'), cookie, { csrf, act });
  await post(`${kept.url}/settings/charter`, cookie, { csrf, is_on: '1', words: 'We are 12 people.' });
  await post(`${kept.url}/settings/charter`, cookie, { csrf, act: 'add', change: 'You said nobody calls. Engineers now call before they set off.' });
  return csrf;
}

export async function open() {
  const kept = await startKept();
  const first = await fetch(`${kept.url}/`, { redirect: 'manual' });
  const form = { organisation: 'Northgate Homes', zone: 'Europe/London', base_url: kept.url, name: 'Maya Ellis', ...MAYA, mailbox: 'help@northgate.example' };
  const setupPage = await (await fetch(`${kept.url}/setup`)).text();
  const setup = await fetch(`${kept.url}/setup`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  const cookie = setup.headers.get('set-cookie').split(';')[0];
  const csrf = await fill(kept, cookie);
  const json = async path => (await fetch(kept.url + path, { headers: { cookie, accept: 'application/json' } })).json();
  return { url: kept.url, kept, cookie, csrf, json, first: first.headers.get('location'), setupPage, link: (await json('/r/1')).link, close: () => kept.stop() };
}

// Where it is, its name, and what its JSON must have; without the last it has none.
const PAGES = [
  ['inbox', '/requests', 'requests'], ['all', '/requests?view=all', 'requests'], ['empty', '/requests?view=waiting', 'requests'],
  ['request', '/r/1', 'messages'], ['request-rtl', '/r/3', 'messages'], ['request-long', '/r/4', 'messages'], ['new', '/requests/new', 'services'],
  ['people', '/customers', 'people'], ['people-none', '/customers?find=nobody', 'people'], ['person', '/customers/2', 'requests'],
  ['search', '/search?q=valve', 'results'], ['search-none', '/search?q=vlave', 'results'], ['search-nothing', '/search', 'results'],
  ['teams', '/settings/teams', 'teams'], ['team', '/settings/teams/1', 'teams'], ['services', '/settings/services', 'services'], ['service', '/settings/services/1', 'services'],
  ['hours', '/settings/hours', 'calendars'], ['hours-one', '/settings/hours/1', 'calendars'], ['mailboxes', '/settings/mailboxes', 'mailboxes'],
  ['today', '/today', 'hours'], ['review', '/review', 'services'], ['charter-settings', '/settings/charter', 'changes'], ['accounts', '/settings/accounts', 'accounts'], ['mail', '/mail', 'received'], ['me', '/me', 'tokens'], ['missing', '/nothing-here', 'detail'],
];
const LOOKS = [['light', {}], ['dark', { theme: 'dark' }], ['phone', { phone: true }]];

async function signed(t, options) {
  const page = await t.newPage(options);
  const [name, value] = t.server.cookie.split(/=(.*)/);
  await page.context().addCookies([{ name, value, url: t.url }]);
  return page;
}

async function look(t, page, at, name, how) {
  if (at === '/nothing-here') page.allow(/404/);
  await page.goto(at);
  await page.evaluate(() => document.fonts.ready);
  await t.checkLayout(page).catch(e => { e.message = `${at} ${how}: ${e.message}`; throw e; });
  await t.checkAxe(page).catch(e => { e.message = `${at} ${how}: ${e.message}`; throw e; });
  await t.shoot(page, `page-${name}-${how}`);
}

// Pages that differ from another in words only: looked at in the light alone.
const SAME = ['all', 'request-long', 'people-none', 'search-nothing', 'teams', 'services', 'hours'];

// Looks at all of them, then says what was wrong with any.
async function every(t, options, how, half) {
  const page = await signed(t, options), wrong = [];
  const mine = PAGES.filter(([name]) => how === 'light' || !SAME.includes(name));
  for (const [name, at] of mine.filter((_, i) => i % 2 === half)) await look(t, page, at, name, how).catch(e => wrong.push(e.message));
  t.assert.deepEqual(wrong, []);
}

async function signIn(page) {
  await page.goto('/sign-in');
  await page.fill('#address', MAYA.address);
  await page.fill('#password', MAYA.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/requests**');
}

export const tests = {
  'a Kept that is not set up leads to its setup': async t => {
    t.assert.equal(t.server.first, '/setup');
    await t.checkHtml(t.server.setupPage, 'setup');
  },
  'every page is valid HTML': async t => {
    const wrong = [];
    for (const [name, at] of [...PAGES, ['status', t.server.link]]) {
      const answer = await fetch(t.url + at, { headers: { cookie: t.server.cookie } });
      if (answer.status !== (name === 'missing' ? 404 : 200)) wrong.push(`${at}: ${answer.status}`);
      await t.checkHtml(await answer.text(), at).catch(e => wrong.push(e.message));
    }
    await t.checkHtml(await (await fetch(`${t.url}/sign-in`)).text(), 'sign-in').catch(e => wrong.push(e.message));
    t.assert.deepEqual(wrong, []);
  },
  'every page answers JSON': async t => {
    for (const [name, at, has] of PAGES) {
      const answer = await fetch(t.url + at, { headers: { cookie: t.server.cookie, accept: 'application/json' } });
      t.assert.equal(answer.status, name === 'missing' ? 404 : 200, at);
      t.assert.ok(has in JSON.parse(await answer.text()), `${at} has “${has}”`);
    }
    const found = await t.server.json('/search?q=valve&palette=1');
    t.assert.ok(found.results.length >= 2 && found.results.every(r => r.title && r.url.startsWith('/')), 'the palette has places to go to');
  },
  ...Object.fromEntries(LOOKS.flatMap(([how, options]) => [0, 1].map(half => [`every ${half ? 'even' : 'odd'} page of the desk is clean: ${how}`, t => every(t, options, how, half)]))),
  'the pages outside are clean in light, dark and on a phone': async t => {
    for (const [how, options] of LOOKS) {
      const page = await t.newPage(options);
      await look(t, page, '/sign-in', 'signin', how);
      await look(t, page, t.server.link, 'status', how);
      await look(t, page, '/promises', 'charter', how);
    }
  },
  'in German the script speaks German, and so does every page of settings': async t => {
    const page = await signed(t);
    const say = lang => post(`${t.url}/me`, t.server.cookie, { csrf: t.server.csrf, lang });
    await say('de');
    try {
      await page.goto('/me');
      t.assert.equal(await page.getAttribute('html', 'lang'), 'de');
      const words = await page.evaluate(() => Object.fromEntries([...document.getElementById('words').content.querySelectorAll('[data-word]')].map(p => [p.dataset.word, p.textContent])));
      t.assert.match(words.again, /\{n\}/);
      t.assert.ok(Object.values(words).every(w => w.trim()));
    } finally {
      await say('en');
    }
  },
  'a refused promise says so beside its field, and the head of the error leads there': async t => {
    const page = await signed(t);
    page.allow(/422/);
    await page.goto('/r/1');
    await page.evaluate(() => { document.getElementById('promise-d').open = true; });
    await page.fill('#promise-due', 'when it suits');
    await page.click('#promise button[type=submit]');
    await page.waitForSelector('.summary');
    const to = await page.getAttribute('.summary a', 'href');
    t.assert.equal(to, '#promise-due');
    t.assert.equal(await page.locator(to).count(), 1);
    t.assert.equal(await page.inputValue('#promise-due'), 'when it suits');
  },
  'today: a request is taken by one key': async t => {
    const page = await signed(t);
    await post(`${t.url}/r/2/change`, t.server.cookie, { csrf: t.server.csrf, act: 'assign', owner: '0' });
    await post(`${t.url}/r/2/promise`, t.server.cookie, { csrf: t.server.csrf, words: 'The lift runs again', due: new Date(Date.now() + 30 * 60_000).toISOString() });
    await page.goto('/today');
    await page.waitForSelector('#need-2:has-text("Nobody’s yet")');
    await page.focus('#need-2 a');
    await page.keyboard.press('t');
    await page.waitForSelector('#need-2:has-text("Maya Ellis has it")');
    t.assert.equal((await t.server.json('/r/2')).owner.name, 'Maya Ellis');
    const refused = await fetch(`${t.url}/thanks`, { method: 'POST', headers: { cookie: t.server.cookie, accept: 'application/json' }, body: new URLSearchParams({ csrf: t.server.csrf, to: '1', words: 'for nothing' }) });
    t.assert.deepEqual([refused.status, (await refused.json()).field], [422, 'to'], 'nobody thanks themselves');
  },
  'without the script: sign in, open, answer, note, mark as kept': async t => {
    const page = await t.newPage({ noScript: true });
    await signIn(page);
    await page.goto('/r/2');
    await page.check('input[name=kind][value=note]', { force: true });
    await page.fill('#body', 'A note that only we read');
    await page.click('[data-send]');
    await page.goto('/r/2');
    await page.waitForSelector('.msg.note');
    await page.check('input[name=kind][value=reply]', { force: true });
    await page.fill('#body', 'We are on our way');
    await page.click('[data-send]');
    await page.waitForSelector('.toast');
    await page.goto('/r/2');
    t.assert.equal(await page.locator('.msg.ours:has-text("We are on our way")').count(), 1);
    await page.click('button[name=act][value=keep]');
    await page.waitForSelector('.toast');
    t.assert.equal((await t.server.json('/r/2')).state_words, 'Kept');
  },
  'with the keyboard alone: sign in, go down, open, answer, take it back': async t => {
    const page = await t.newPage();
    await signIn(page);
    await page.goto('/requests?view=all');
    await t.press(page, 'j');
    await t.until(async () => /row-link/.test(await t.focused(page)), 'the focus on a row');
    await t.press(page, 'Enter');
    await page.waitForSelector('.composer');
    const here = new URL(page.url()).pathname;
    await t.press(page, 'r');
    await t.until(async () => await t.focused(page) === '#body', 'the focus in the box');
    await page.keyboard.type('An engineer is on the way');
    await t.press(page, 'Control+Enter');
    await page.waitForSelector('.toast button');
    await page.evaluate(() => document.activeElement.blur());
    await t.press(page, 'z');
    await t.until(async () => new URL(page.url()).pathname === here && await page.locator('#body').count() && await page.inputValue('#body') === 'An engineer is on the way', 'the words back in the box');
    await t.until(async () => await t.focused(page) === '#body', 'the focus in the box again');
    t.assert.ok(!(await t.server.json(here)).messages.some(m => m.text.includes('on the way') && m.kind === 'out'));
  },
};
