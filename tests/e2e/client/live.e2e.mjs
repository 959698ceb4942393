// What changes by itself: it shows, and takes nothing out of anybody's hands.
import { openDesk } from './server.mjs';

export const open = openDesk;
const start = async (t, at, options) => {
  if (!options?.context) t.server.reset();
  const page = await t.newPage(options);
  if (options?.clock) await page.clock.install();
  await page.goto(at);
  await t.until(() => t.server.streams.size, 'the stream');
  await page.waitForTimeout(400); // the page fetches itself once more when its stream opens
  return page;
};
const shows = (t, page, at, text) => t.until(async () => (await page.textContent(at)).includes(text), `"${text}" in ${at}`);

export const tests = {
  'a message that arrives while one writes leaves words, caret, focus and what is folded open as they are': async t => {
    const page = await start(t, '/r/2041');
    await page.click('#more-2041 summary');
    await page.focus('#body');
    await page.keyboard.type('Dear Amira, half written');
    for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowLeft');
    t.server.say(2041, 'I have one more thing');
    await shows(t, page, '#feed-2041', 'one more thing');
    t.assert.deepEqual(await page.evaluate(() => {
      const e = document.activeElement;
      return [e.id, e.value, e.selectionStart, document.getElementById('more-2041').open];
    }), ['body', 'Dear Amira, half written', 17, true]);
    await page.keyboard.type('well ');
    t.assert.equal(await page.inputValue('#body'), 'Dear Amira, half well written');
  },

  'what was refused stays, with its reason, when the page changes by itself': async t => {
    const page = await start(t, '/r/2041');
    page.allow(/422|409/);
    await page.fill('#body', '   ');
    await page.click('button:has-text("Send and next")');
    await page.waitForSelector('.summary');
    const before = t.server.gets.length;
    t.server.say(2041, 'A word more');
    await page.waitForTimeout(600);
    t.assert.equal(await t.focused(page), '#summary-2041');
    t.assert.equal(t.server.gets.length, before);
    await page.fill('#body', 'Dear Amira');
    await page.click('button:has-text("Send and stay")');
    await shows(t, page, '#feed-2041', 'A word more');
  },

  'nobody who only reads is moved': async t => {
    const page = await start(t, '/r/2041');
    await page.focus('#scroll-2041');
    t.server.say(2041, 'A word more');
    await shows(t, page, '#feed-2041', 'A word more');
    t.assert.equal(await t.focused(page), '#scroll-2041');
  },

  'a topic that the page does not show makes it fetch nothing': async t => {
    const page = await start(t, '/people');
    const before = t.server.gets.length;
    t.server.publish('request:2041');
    await page.waitForTimeout(500);
    t.assert.equal(t.server.gets.length, before);
  },

  'a page that has not changed is answered with 304': async t => {
    const page = await start(t, '/r/2041');
    const answers = [];
    page.on('response', r => answers.push(r.status()));
    t.server.publish('request:2041');
    await t.until(() => answers.length, 'an answer');
    t.assert.deepEqual(answers, [304]);
  },

  'two tabs share one stream, and the second takes over when the first closes': async t => {
    const one = await start(t, '/r/2041');
    const two = await start(t, '/r/2041', { context: one.context() });
    t.assert.equal(t.server.streams.size, 1);
    t.server.say(2041, 'For both tabs');
    await shows(t, one, '#feed-2041', 'For both tabs');
    await two.bringToFront();
    await shows(t, two, '#feed-2041', 'For both tabs');
    await one.close();
    await t.until(() => t.server.streams.size === 1, 'the other tab to open the stream');
    t.server.say(2041, 'For the one that is left');
    await shows(t, two, '#feed-2041', 'For the one that is left');
  },

  'after the stream was cut, the page catches up with what it missed': async t => {
    const page = await start(t, '/r/2041');
    page.allow(/ERR_/);
    t.server.dropStreams();
    t.server.requests[2041].messages.push({ id: 999, from: 'Person 2041', text: 'While you were away' });
    await shows(t, page, '#feed-2041', 'While you were away');
    await t.until(() => t.server.streams.size === 1, 'the stream again');
  },

  'a resync makes every page fetch itself': async t => {
    const page = await start(t, '/r/2041');
    t.server.requests[2041].messages.push({ id: 998, from: 'Person 2041', text: 'Not told of' });
    t.server.publish('all', 'resync');
    await shows(t, page, '#feed-2041', 'Not told of');
  },

  'a list keeps its order until one asks for the new one; what stands in a row is brought up to date': async t => {
    const page = await start(t, '/requests');
    const order = () => page.$$eval('[data-item]', all => all.map(x => Number(x.dataset.item)));
    const before = await order();
    t.server.requests[2019].subject = 'A new subject';
    t.server.order = [2031, 2038, 2041, 2019, 2046];
    t.server.publish('requests');
    await page.waitForSelector('.changes');
    t.assert.deepEqual(await order(), before);
    await shows(t, page, '#row-2019', 'A new subject');
    t.assert.match(await page.textContent('.changes'), /changed\. Show/);
    t.assert.equal(await page.textContent('#total'), '5 open');
    await page.keyboard.press('.');
    await t.until(async () => JSON.stringify(await order()) === JSON.stringify(t.server.order), 'the new order');
    t.assert.equal(await page.locator('.changes').count(), 0);
  },

  'ticks in a list outlive a change that arrives': async t => {
    const page = await start(t, '/requests');
    await page.check('#row-2041 .tick');
    t.server.requests[2041].subject = 'Another subject';
    t.server.publish('requests');
    await shows(t, page, '#row-2041', 'Another subject');
    t.assert.equal(await page.isChecked('#row-2041 .tick'), true);
    t.assert.equal(await page.textContent('[data-bulk-count]'), '1 selected');
  },

  'who reads, writes or has gone is told to the server': async t => {
    const page = await start(t, '/r/2041');
    const said = () => t.server.posts.filter(p => p.at === '/r/2041/presence').map(p => p.body.state);
    await t.until(() => said().includes('reading'), 'reading');
    await page.type('#body', 'A');
    await t.until(() => said().includes('writing'), 'writing');
    await page.click('a[aria-keyshortcuts="u"]');
    await t.until(() => said().includes('gone'), 'gone');
    t.assert.deepEqual(said(), ['reading', 'writing', 'gone']);
  },

  'minutes go on: 42 min becomes 41, and a time that has passed is asked about': async t => {
    const page = await start(t, '/r/2041', { clock: true });
    await page.evaluate(() => {
      const at = new Date(Date.now() + 42 * 60000 + 5000).toISOString();
      document.querySelector('h1').insertAdjacentHTML('afterend', `<span class="due" id="due"><time datetime="${at}">42 min</time></span>`);
    });
    await page.clock.runFor(61_000);
    t.assert.equal(await page.textContent('#due'), '41 min');
    const before = t.server.gets.length;
    await page.clock.runFor(42 * 60_000);
    await t.until(() => t.server.gets.length > before, 'the page to ask');
  },
};
