// Views: filters put together by hand, saved, counted live; how a list looks; work on many at once and all of it taken
// back; search by operators; each by pointer and by keyboard, the filter also without the script.
import { startKept } from './lib.mjs';

export const needsKept = true;

const MAYA = { address: 'maya@northgate.example', password: 'correct horse battery' };
const MANY = 70;
const SUBJECTS = ['Lift out of order', 'Boiler valve, flat', 'Parking permit', 'Dripping tap', 'Broken window', 'Noise at night', 'Lost key'];
const NAMES = ['Amira Haddad', 'Søren Kierkegård', 'June Whitfield', '東 花子', 'ليلى حسن'];

const form = (server, where, fields) => fetch(server.url + where, { method: 'POST', redirect: 'manual', headers: { cookie: server.cookie, 'X-Kept-Csrf': server.csrf }, body: new URLSearchParams(fields) });
const openOne = (server, i, subject = `${SUBJECTS[i % SUBJECTS.length]} ${i}`) => form(server, '/requests/new',
  { name: NAMES[i % NAMES.length], address: `person${i % NAMES.length}@customer.example`, subject, text: i % NAMES.length === 3 ? '東京都の水道が壊れています' : `Words of number ${i}.`, service: server.service, channel: 'phone' });

export async function open() {
  const kept = await startKept();
  const setup = await fetch(`${kept.url}/setup`, { method: 'POST', redirect: 'manual',
    body: new URLSearchParams({ organisation: 'Northgate Homes', zone: 'Europe/London', base_url: kept.url, name: 'Maya Ellis', ...MAYA, mailbox: 'help@northgate.example' }) });
  const server = { url: kept.url, kept, cookie: setup.headers.get('set-cookie').split(';')[0], close: () => kept.stop() };
  const page = await (await fetch(`${kept.url}/requests/new`, { headers: { cookie: server.cookie } })).text();
  server.csrf = /name="csrf" value="([^"]+)"/.exec(page)[1];
  server.service = /name="service" value="(\d+)"/.exec(page)[1];
  for (let i = 0; i < MANY; i++) await openOne(server, i);
  server.json = async path => (await fetch(kept.url + path, { headers: { cookie: server.cookie, accept: 'application/json' } })).json();
  return server;
}

async function signed(t, options) {
  const page = await t.newPage(options);
  const [name, value] = t.server.cookie.split(/=(.*)/);
  await page.context().addCookies([{ name, value, url: t.url }]);
  page.setDefaultTimeout(30_000);
  return page;
}
const text = async (page, where) => (await page.locator(where).count()) ? page.locator(where).first().innerText().catch(() => '') : '';
const shows = async (t, page, where, words) => {
  await t.until(async () => words.test(await text(page, where)), `${words} in ${where}`, 30_000).catch(async e => { e.message += `, which says “${await text(page, where)}”`; throw e; });
};
const rows = page => page.locator('.inbox-list .row').count();
const LIFTS = Math.ceil(MANY / SUBJECTS.length);

export const tests = {
  async 'a filter is put together by pointer, counts as it changes, and stays as a view'(t) {
    const page = await signed(t);
    await page.goto('/requests?view=all');
    await page.click('.inbox-list a:has-text("Filter")');
    await shows(t, page, '#fits', new RegExp(`^${MANY} requests fit`));
    await page.click('button[name=add][value="0"]');
    await page.selectOption('#f0', 'subject');
    await page.waitForSelector('input#v0');
    await page.fill('#v0', 'lift');
    await shows(t, page, '#fits', new RegExp(`^${LIFTS} requests fit`));
    await page.click('button:has-text("Bracket")');
    await page.waitForSelector('#f1');
    await page.selectOption('#f1', 'due');
    await page.waitForSelector('input#v1');
    await page.fill('#v1', 'sometime');
    await shows(t, page, '#w1', /does not fit due/);
    await page.fill('#v1', '+900d');
    await t.until(async () => await page.locator('#w1').count() === 0, 'no complaint', 30_000);
    t.assert.match(await page.inputValue('#where'), /^subject has lift and due before \+900d$/);
    await t.checkAxe(page);
    await t.checkLayout(page);
    await page.fill('#name', 'Lifts');
    await page.click('button:has-text("Save the view")');
    await shows(t, page, 'h1', /^Lifts/);
    t.assert.equal(await rows(page), LIFTS);
    await shows(t, page, '#side a[aria-current=true]', new RegExp(`Lifts\\s*${LIFTS}`));
    await openOne(t.server, 900, 'One more lift');
    await shows(t, page, '#side a[aria-current=true]', new RegExp(`Lifts\\s*${LIFTS + 1}`));
    await shows(t, page, '#total', new RegExp(`^${LIFTS + 1}$`));
    await page.click('.inbox-list a:has-text("Filter")');
    await page.click('button:has-text("Delete this view")');
    await t.until(async () => !(await text(page, '#side')).includes('Lifts'), 'the view gone', 30_000);
    await page.click('#toasts button');
    await shows(t, page, '#side', /Lifts/);
  },

  async 'the same by keyboard alone'(t) {
    const page = await signed(t);
    await page.goto('/requests?view=all');
    await page.keyboard.press('f');
    await page.waitForSelector('#build');
    await t.until(async () => /h1|main/.test(await t.focused(page)), 'the heading in focus', 30_000);
    await page.keyboard.press('n');
    await page.waitForSelector('#f0');
    for (let i = 0; i < 40 && await t.focused(page) !== '#f0'; i++) await page.keyboard.press('Tab');
    t.assert.equal(await t.focused(page), '#f0');
    await page.keyboard.type('Subject');
    await page.waitForSelector('input#v0');
    for (let i = 0; i < 5 && await t.focused(page) !== '#v0'; i++) await page.keyboard.press('Tab');
    await page.keyboard.type('window');
    await shows(t, page, '#fits', new RegExp(`^${MANY / SUBJECTS.length} requests fit`));
    t.assert.equal(await t.focused(page), '#v0');
    await page.keyboard.press('Escape');
    await page.keyboard.press('o');
    await shows(t, page, '.inbox-list', /Broken window/);
    t.assert.equal(await rows(page), MANY / SUBJECTS.length);
  },

  async 'the filter works without the script'(t) {
    const page = await signed(t, { noScript: true });
    page.allow(/422/);
    await page.goto('/views/new');
    await page.click('button[name=add][value="0"]');
    await page.selectOption('#f0', 'subject');
    await page.click('button:has-text("Count again"):visible');
    await page.fill('#v0', 'permit');
    await page.click('button:has-text("Count again"):visible');
    t.assert.match(await text(page, '#fits'), new RegExp(`^${MANY / SUBJECTS.length} requests fit`));
    await page.fill('#name', 'Permits');
    await page.click('button:has-text("Save the view")');
    t.assert.match(await text(page, 'h1'), /^Permits/);
    await page.goto('/views/new?where=colour+is+red');
    t.assert.match(await text(page, '.summary'), /“colour” is no field. There are: state, owner/);
    t.assert.equal(await page.inputValue('#where'), 'colour is red');
  },

  async 'a list of more than a page goes on by key, and stays as it was set'(t) {
    const page = await signed(t);
    await page.goto('/requests?view=all');
    t.assert.equal(await rows(page), 50);
    await page.click('a[rel=next]');
    await t.until(async () => await rows(page) < 50 && await rows(page) >= MANY - 50, 'the rest', 30_000);
    await page.goto('/requests?view=all');
    await page.click('button[popovertarget=look-menu]');
    await page.check('#look-menu >> text=Newest request first');
    await page.check('#look-menu >> text=Number');
    await page.uncheck('#look-menu >> text=Latest words');
    await page.click('button:has-text("Remember this")');
    await shows(t, page, '.inbox-list .row .num', /^K-\d+$/);
    await page.reload();
    const numbers = (await page.locator('.inbox-list .row .num').allInnerTexts()).map(n => Number(n.slice(2)));
    t.assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    t.assert.ok(!(await text(page, '.inbox-list .rows')).includes('Words of number'));
    t.assert.equal(numbers.length, 50);
    await page.goto('/requests?view=nobody');
    t.assert.equal(await page.locator('.inbox-list .row .num').count(), 0);
    await form(t.server, '/views/look', { view: 'all', sort: '0', column_snippet: '1', column_owner: '1', column_due: '1' });
  },

  async 'several are given to somebody by pointer, shown beforehand, and taken back'(t) {
    const page = await signed(t);
    await page.goto('/requests?view=mine');
    const before = Number(await text(page, '#total'));
    await page.locator('.tick').nth(0).check();
    await page.locator('.tick').nth(1).check();
    await shows(t, page, '[data-bulk-count]', /2 selected/);
    await page.click('.bulk button:has-text("Give to")');
    await shows(t, page, 'h1', /^2 requests/);
    await page.selectOption('#value', { label: 'Nobody yet' });
    await shows(t, page, '#bulk-what', /2 · Maya Ellis → Nobody yet/);
    await t.checkAxe(page);
    await t.checkLayout(page);
    await page.click('#bulk-go button');
    await shows(t, page, '#total', new RegExp(`^${before - 2}$`));
    await page.click('#toasts button');
    await shows(t, page, '#total', new RegExp(`^${before}$`));
  },

  async 'a whole view is set by keyboard, with progress, and all of it taken back'(t) {
    const page = await signed(t);
    await page.goto('/requests?view=all');
    const all = Number(await text(page, '#total'));
    t.assert.ok(all > 50);
    await t.press(page, 'j x Shift+X e');
    await shows(t, page, 'h1', new RegExp(`^${all} requests`));
    await t.until(async () => await t.focused(page) === '#value', 'the choice in focus', 30_000);
    await page.keyboard.type('Waiting');
    await shows(t, page, '#bulk-what', new RegExp(`${all} · Open → Waiting`));
    await t.press(page, 'Control+Enter');
    await shows(t, page, '#how', /^Done/);
    await shows(t, page, '#bulk-state', new RegExp(`${all} changed`));
    t.assert.equal((await t.server.json('/requests?view=waiting')).total, all);
    await page.click('button:has-text("Take all of it back")');
    await shows(t, page, '#how', /^Taken back/);
    await shows(t, page, '#bulk-state', new RegExp(`${all} taken back`));
    t.assert.equal((await t.server.json('/requests?view=waiting')).total, 0);
    t.assert.equal((await t.server.json('/requests?view=all')).total, all);
  },

  async 'what somebody changed since is left as it is when all is taken back'(t) {
    const ids = (await t.server.json('/requests?view=mine')).requests.slice(0, 3).map(r => r.id);
    const body = new URLSearchParams([['act', 'spam'], ...ids.map(id => ['request', String(id)])]);
    const begun = await form(t.server, '/requests/bulk?view=mine', body), at = begun.headers.get('location');
    await form(t.server, at, { value: '12' });
    await form(t.server, `/r/${ids[0]}/change`, { act: 'open' });
    await form(t.server, `${at}/undo`, {});
    const after = await t.until(async () => { const b = await t.server.json(at); return b.state === 5 && b; }, 'all of it', 30_000);
    t.assert.deepEqual([after.taken_back, after.changed_since], [2, 1]);
  },

  async 'search understands operators, mistakes in names and any script, and marks what it found'(t) {
    const page = await signed(t);
    await page.goto('/requests');
    await page.keyboard.press('/');
    await page.keyboard.type('valve from:whitfield');
    await page.keyboard.press('Enter');
    await shows(t, page, '#found-count', /found/);
    t.assert.ok((await page.locator('.hit-meta').allInnerTexts()).every(m => m.includes('June Whitfield')));
    t.assert.equal(await text(page, 'mark.found'), 'valve');
    await page.goto('/search?q=from:kirkegard');
    await shows(t, page, '#found-count', /Nobody is called kirkegard/);
    t.assert.ok((await page.locator('.hit-meta').allInnerTexts()).every(m => m.includes('Søren')));
    await page.goto(`/search?q=${encodeURIComponent('水道')}`);
    t.assert.equal(await text(page, 'mark.found'), '水道');
    await page.goto(`/search?q=${encodeURIComponent('from:ليلى status:active')}`);
    await shows(t, page, '#found-count', /found/);
    await page.goto('/search?q=window+status:kept');
    await shows(t, page, '#none', /Nothing found/);
    await page.goto('/search?q=number');
    await shows(t, page, '#found-count', /^The newest 50; there are more/);
    await page.click('a[rel=next]');
    await shows(t, page, '#found-count', /^\d+ found, the newest first/);
    await t.checkAxe(page);
  },

  async 'Ctrl-K finds views and people'(t) {
    const page = await signed(t);
    await page.goto('/requests');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('whitf');
    await shows(t, page, '#palette-list', /June Whitfield/);
    const found = await t.server.json('/search?palette=1&q=nobody');
    t.assert.ok(found.results.some(r => r.url === '/requests?view=nobody'));
    t.assert.ok((await t.server.json('/search?palette=1&q=whitfeild')).results.some(r => r.title === 'June Whitfield'));
  },
};
