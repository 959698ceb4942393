// From page to page: what is fetched, where the focus goes, and the way back.
import { openDesk } from './server.mjs';

export const open = openDesk;
const start = async (t, at = '/requests', options) => {
  t.server.reset();
  const page = await t.newPage(options);
  await page.goto(at);
  await t.until(() => t.server.streams.size || options?.noScript, 'the stream');
  await page.waitForTimeout(350); // the page fetches itself once more when its stream opens
  return page;
};
const heading = (t, page, text) => t.until(async () => (await page.textContent('h1')) === text, `the heading ${text}`);

export const tests = {
  'opening a request fetches its part, names the page and gives the focus to its heading': async t => {
    const page = await start(t);
    await page.evaluate(() => { window.mark = 1; });
    await page.click('#row-2041 .row-link');
    await heading(t, page, 'Subject 2041');
    t.assert.equal(new URL(page.url()).pathname, '/r/2041');
    t.assert.equal(await page.title(), 'Subject 2041 – Kept');
    t.assert.equal(await t.focused(page), 'h1 in #talk-2041');
    t.assert.equal(await page.evaluate(() => window.mark), 1, 'the page was not loaded anew');
    t.assert.ok(t.server.gets.some(g => g.at === '/r/2041' && g.part === 'part'));
  },

  'going back returns to the row one came from, where the list was': async t => {
    const page = await start(t, '/requests', { height: 320 });
    await page.evaluate(() => { document.getElementById('list').scrollTop = 120; });
    await page.focus('#row-2044 .row-link');
    const top = await page.evaluate(() => document.getElementById('list').scrollTop);
    await page.keyboard.press('Enter');
    await heading(t, page, 'Subject 2044');
    await page.goBack();
    await heading(t, page, 'My promises');
    await t.until(async () => (await t.focused(page)) === 'a.row-link in #row-2044', 'the focus on the row');
    t.assert.equal(await page.evaluate(() => document.getElementById('list').scrollTop), top);
    await page.goForward();
    await heading(t, page, 'Subject 2044');
  },

  'an address with #body gives the focus to the box': async t => {
    const page = await start(t);
    await page.click('#peek a[aria-keyshortcuts="r"]');
    await heading(t, page, 'Subject 2038');
    t.assert.equal(await t.focused(page), '#body');
    t.assert.equal(new URL(page.url()).hash, '#body');
  },

  'a page that is not of the desk is loaded whole': async t => {
    const page = await start(t);
    await page.evaluate(() => document.querySelector('h1').insertAdjacentHTML('afterend', '<a id="out" href="/plain">out</a>'));
    await page.click('#out');
    await heading(t, page, 'Plain');
    t.assert.equal(await page.evaluate(() => Boolean(document.querySelector('.desk'))), false);
  },

  'a page of a newer program is loaded whole, with its own script': async t => {
    const page = await start(t);
    await page.evaluate(() => { window.mark = 1; });
    t.server.build = 'newer';
    await page.click('#row-2041 .row-link');
    await heading(t, page, 'Subject 2041');
    await t.until(() => page.evaluate(() => window.mark !== 1), 'a page loaded anew');
  },

  'what is not there says so inside the desk': async t => {
    const page = await start(t);
    page.allow(/404/);
    await page.evaluate(() => document.querySelector('h1').insertAdjacentHTML('afterend', '<a id="out" href="/nowhere">out</a>'));
    await page.click('#out');
    await heading(t, page, 'There is nothing here');
    t.assert.equal(await t.focused(page), 'h1 in #main');
  },

  'the later of two clicks wins': async t => {
    const page = await start(t);
    t.server.slow = 200;
    await page.click('#row-2041 .row-link');
    await page.click('#row-2019 .row-link');
    await heading(t, page, 'Subject 2019');
    await page.waitForTimeout(400);
    t.assert.equal(await page.textContent('h1'), 'Subject 2019');
    t.assert.equal(new URL(page.url()).pathname, '/r/2019');
  },

  'a slow page shows the bar, and after ten seconds a way out': async t => {
    const page = await start(t);
    await page.clock.install();
    t.server.slow = 3000;
    await page.click('#row-2041 .row-link');
    t.assert.equal(await page.evaluate(() => document.documentElement.classList.contains('busy')), true);
    await page.clock.fastForward(10_100);
    await page.waitForSelector('.toast:has-text("Still trying")');
    await page.click('.toast .btn');
    await t.until(() => page.evaluate(() => !document.documentElement.classList.contains('busy')), 'the bar to go');
    t.assert.equal(await page.textContent('h1'), 'My promises');
  },

  'a page that cannot be fetched leaves the one that is there, and says so': async t => {
    const page = await start(t);
    page.allow(/503|ERR_|Failed to load/);
    t.server.isAway = true;
    await page.click('#row-2041 .row-link');
    await page.waitForSelector('.toast.bad:has-text("We could not reach the server.")');
    t.assert.equal(await page.textContent('h1'), 'My promises');
    t.server.isAway = false;
    await page.click('.toast .btn');
    await heading(t, page, 'Subject 2041');
  },

  'a list that is searched as one types keeps the words and the focus': async t => {
    const page = await start(t, '/people');
    await page.focus('#who');
    await page.keyboard.type('2041', { delay: 60 });
    await t.until(async () => (await page.locator('#people li').count()) === 1, 'one person');
    t.assert.equal(await t.focused(page), '#who');
    t.assert.equal(await page.inputValue('#who'), '2041');
    t.assert.equal(new URL(page.url()).search, '?q=2041');
  },

  'without script the same links and forms work, and what was done stays to be taken back': async t => {
    const page = await start(t, '/requests', { noScript: true });
    await page.click('#row-2041 .row-link');
    t.assert.equal(await page.textContent('h1'), 'Subject 2041');
    await page.fill('#body', 'Without a script');
    await page.click('button:has-text("Send and stay")');
    t.assert.match(await page.textContent('#feed-2041'), /Without a script/);
    t.assert.match(await page.textContent('.toast'), /Sent to Person 2041/);
    await page.click('.toast button');
    t.assert.doesNotMatch(await page.textContent('#feed-2041'), /Without a script/);
    t.assert.equal(await page.inputValue('#body'), 'Without a script');
  },

  'light or dark and the size of rows change at once, and the server is told': async t => {
    const page = await start(t);
    await page.click('form[data-look] button[name="theme"]');
    t.assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await t.until(() => t.server.looks.theme === 'dark', 'the server to be told');
    await page.click('form[data-look] button[name="theme"]');
    t.assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
    await page.click('[popovertarget="me-menu"]');
    await page.click('#me-menu button[name="density"]');
    t.assert.equal(await page.evaluate(() => document.documentElement.dataset.density), 'compact');
    await t.until(() => t.server.looks.density === 'compact', 'the server to be told');
  },
};
