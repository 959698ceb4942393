// The keyboard: everything can be done with it, and no letter does anything where people write.
import { openDesk } from './server.mjs';

export const open = openDesk;
const start = async (t, at = '/requests', options) => {
  t.server.reset();
  const page = await t.newPage(options);
  await page.goto(at);
  await t.until(() => t.server.streams.size, 'the stream');
  await page.waitForTimeout(350);
  return page;
};
const heading = (t, page, text) => t.until(async () => (await page.textContent('h1')) === text, `the heading ${text}`);
const isOn = (t, page, what) => t.until(async () => (await t.focused(page)) === what, `the focus on ${what}`);

export const tests = {
  'J and K move the focus along the rows, and stop at the ends': async t => {
    const page = await start(t);
    await t.press(page, 'j');
    await isOn(t, page, 'a.row-link in #row-2041');
    await t.press(page, 'j j k');
    await isOn(t, page, 'a.row-link in #row-2019');
    await t.press(page, 'k k k k');
    await isOn(t, page, 'a.row-link in #row-2038');
    await t.press(page, 'Enter');
    await heading(t, page, 'Subject 2038');
  },

  'the preview follows the focus, and so does the address; keys act on the row that has the focus': async t => {
    const page = await start(t);
    await t.press(page, 'j j');
    await t.until(async () => (await page.getAttribute('#peek', 'data-for')) === '2019', 'the preview');
    t.assert.equal(new URL(page.url()).search, '?at=2019');
    await t.press(page, 'j');
    await t.press(page, 'r'); // before the preview has come
    await heading(t, page, 'Subject 2044');
    t.assert.equal(await t.focused(page), '#body');
  },

  'where there is no room for a preview R still replies to the row': async t => {
    const page = await start(t, '/requests', { width: 1000 });
    await t.press(page, 'j r');
    await heading(t, page, 'Subject 2041');
    t.assert.equal(await t.focused(page), '#body');
  },

  'X selects, Shift J selects on, Escape lets go': async t => {
    const page = await start(t);
    await t.press(page, 'j x');
    t.assert.equal(await page.textContent('[data-bulk-count]'), '1 selected');
    await t.press(page, 'Shift+J Shift+J');
    t.assert.equal(await page.textContent('[data-bulk-count]'), '3 selected');
    t.assert.equal(await page.isVisible('.bulk'), true);
    await t.press(page, 'Escape');
    t.assert.equal(await page.isVisible('.bulk'), false);
    await page.click('#row-2038 .tick');
    await page.click('#row-2044 .tick', { modifiers: ['Shift'] });
    t.assert.equal(await page.textContent('[data-bulk-count]'), '4 selected');
    await page.click('.bulk button:has-text("Close them")');
    await t.until(async () => (await page.locator('[data-item]').count()) === 2, 'two rows');
  },

  'what is done shows before the server has answered, the next row gets the focus, and Z brings it back': async t => {
    const page = await start(t);
    await t.press(page, 'j');
    await t.until(async () => (await page.getAttribute('#peek', 'data-for')) === '2041', 'the preview');
    t.server.slow = 400;
    await t.press(page, 'e');
    t.assert.equal(await page.isVisible('#row-2041'), false, 'gone at once');
    t.assert.equal(await t.focused(page), 'a.row-link in #row-2019');
    await page.waitForSelector('.toast:has-text("Marked as kept.")');
    t.assert.equal(await page.locator('#row-2041').count(), 0);
    t.assert.equal(await t.focused(page), 'a.row-link in #row-2019');
    await t.press(page, 'z');
    await page.waitForSelector('#row-2041');
  },

  'what the server refuses is put back, and the reason said': async t => {
    const page = await start(t, '/r/2041');
    page.allow(/409/);
    t.server.slow = 200;
    t.server.next = 409;
    await t.press(page, 't');
    await t.until(async () => (await page.textContent('#owner-2041')) === 'Tom', 'shown at once');
    t.assert.equal(await page.getAttribute('#owner-2041', 'aria-busy'), 'true');
    await page.waitForSelector('.toast.bad:has-text("This was refused")');
    t.assert.equal(await page.textContent('#owner-2041'), 'Nobody');
    t.server.slow = 0;
    await t.press(page, 't');
    await page.waitForSelector('.toast:has-text("Given to Tom.")');
    t.assert.equal(await page.textContent('#owner-2041'), 'Tom');
  },

  'letters typed into a field are letters; so are those of an input method, and with Ctrl or Alt': async t => {
    const page = await start(t, '/r/2041');
    await page.focus('#body');
    await page.keyboard.type('jtpu;?c');
    t.assert.equal(await page.inputValue('#body'), 'jtpu;?c');
    t.assert.equal(await page.textContent('h1'), 'Subject 2041');
    t.assert.equal(await page.locator('dialog[open]').count(), 0);
    await t.press(page, 'Escape');
    await isOn(t, page, '#main');
    await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'u', isComposing: true, bubbles: true })));
    await t.press(page, 'Alt+u');
    await page.waitForTimeout(200);
    t.assert.equal(await page.textContent('h1'), 'Subject 2041');
    await t.press(page, 'u');
    await heading(t, page, 'My promises');
  },

  'single letters can be switched off; keys with Ctrl stay': async t => {
    const page = await start(t, '/r/2041');
    await page.evaluate(() => { document.documentElement.dataset.keys = 'off'; });
    await t.press(page, 'u j p');
    await page.waitForTimeout(200);
    t.assert.equal(await page.textContent('h1'), 'Subject 2041');
    t.assert.equal(await page.locator('dialog[open]').count(), 0);
    await t.press(page, 'Control+k');
    await page.waitForSelector('#palette[open]');
  },

  'the slash goes to the search box, digits to the views, Shift and digits to the places': async t => {
    const page = await start(t);
    await t.press(page, '/');
    await isOn(t, page, '#q');
    await t.press(page, 'Escape');
    t.server.gets.length = 0;
    await page.evaluate(() => { document.querySelector('.side a[aria-keyshortcuts="2"]').href = '/people'; });
    await t.press(page, '2');
    await heading(t, page, 'People');
    await page.evaluate(() => { document.querySelector('.side a[aria-keyshortcuts="Shift+1"]').href = '/requests'; });
    await t.press(page, 'Shift+Digit1');
    await heading(t, page, 'My promises');
  },

  'the question mark lists the keys of this page, and Escape returns to where one was': async t => {
    const page = await start(t, '/r/2041');
    await page.focus('a[aria-keyshortcuts="u"]');
    await t.press(page, 'Shift+?');
    await page.waitForSelector('#keys[open]');
    const keys = await page.$$eval('#keys [data-keys-here] dd', all => all.map(x => x.textContent));
    for (const words of ['Change the promise', 'Give to…', 'Send and next', 'New request']) t.assert.ok(keys.includes(words), `${words} is missing in ${keys}`);
    await t.checkAxe(page, '#keys');
    await t.press(page, 'Escape');
    await isOn(t, page, 'a.btn in #talk-2041');
  },

  'Ctrl K finds what can be done here and what the server knows': async t => {
    const page = await start(t, '/r/2041');
    await t.press(page, 'Control+k');
    await isOn(t, page, '#palette-q');
    await t.checkAxe(page, '#palette');
    await page.keyboard.type('change pro');
    await page.waitForSelector('#palette .opt:has-text("Change the promise")');
    t.assert.equal(await page.getAttribute('#palette-q', 'aria-activedescendant'), 'palette-0');
    await t.press(page, 'Enter');
    await page.waitForSelector('#sheet[open]:has-text("Change the promise")');
    await t.press(page, 'Escape');
    await t.press(page, 'Control+k');
    await page.keyboard.type('2044');
    await page.waitForSelector('#palette .opt:has-text("Subject 2044")');
    await t.press(page, 'ArrowDown ArrowUp Enter');
    await heading(t, page, 'Subject 2044');
  },

  'give to: A, two letters, Enter': async t => {
    const page = await start(t, '/r/2041');
    await t.press(page, 'a');
    await page.waitForSelector('#palette .opt:has-text("Priya Nair")');
    await page.keyboard.type('to');
    await t.until(async () => (await page.locator('#palette .opt').count()) === 1, 'one name');
    await t.press(page, 'Enter');
    await t.until(() => t.server.requests[2041].owner === 'Tom Berry', 'the new owner');
    await page.waitForSelector('#owner-2041:has-text("Tom Berry")');
    t.assert.equal(t.server.posts.at(-1).isTrusted, true);
  },

  'an answer is put in where the caret is': async t => {
    const page = await start(t, '/r/2041');
    await page.type('#body', 'Dear Amira. ');
    await t.press(page, 'Escape');
    await t.press(page, ';');
    await page.waitForSelector('#palette .opt:has-text("Opening hours")');
    await page.keyboard.type('thank');
    await t.until(async () => (await page.locator('#palette .opt').count()) === 1, 'one answer');
    await t.press(page, 'Enter');
    await t.until(async () => (await page.inputValue('#body')) === 'Dear Amira. Thank you for telling us.', 'the answer in its place');
  },

  'a page in a dialog: first field, its errors inside, done closes it and the focus goes back': async t => {
    const page = await start(t, '/r/2041');
    page.allow(/422/);
    await page.focus('a[aria-keyshortcuts="p"]');
    await t.press(page, 'p');
    await isOn(t, page, '#when');
    await t.checkAxe(page, '#sheet');
    await t.press(page, 'Enter');
    await page.waitForSelector('#sheet .summary');
    t.assert.equal(await page.evaluate(() => document.activeElement.className), 'summary');
    await page.fill('#when', '16:30');
    await t.press(page, 'Enter');
    await page.waitForSelector('#state-2041:has-text("by 16:30")');
    t.assert.equal(await page.locator('dialog[open]').count(), 0);
    await isOn(t, page, 'a.btn in #talk-2041');
    await t.press(page, 'p');
    await page.click('#sheet [data-close]');
    t.assert.equal(await page.locator('dialog[open]').count(), 0);
    t.assert.equal(await page.textContent('h1'), 'Subject 2041');
  },

  'on a phone the menu opens with what the sidebar holds, and closes on the way': async t => {
    const page = await start(t, '/requests', { phone: true });
    t.assert.equal(await page.isVisible('#side'), false);
    await page.click('.tabs button');
    t.assert.equal(await page.isVisible('#side'), true);
    await page.evaluate(() => { document.querySelector('.side a[aria-keyshortcuts="2"]').href = '/people'; });
    await page.click('#side a:has-text("Nobody’s yet")');
    await heading(t, page, 'People');
    t.assert.equal(await page.isVisible('#side'), false);
  },

  'the script speaks the language of the page': async t => {
    const page = await start(t);
    await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<template id="words"><p data-word="selected">{n} ausgewählt</p></template>'));
    await t.press(page, 'j x');
    t.assert.equal(await page.textContent('[data-bulk-count]'), '1 ausgewählt');
  },
};
