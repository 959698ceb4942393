// Words are never lost: not by a reload, an error, a colleague, or a server that is away.
import { openDesk } from './server.mjs';

export const open = openDesk;
const start = async (t, at = '/r/2041', options) => {
  if (!options?.context) t.server.reset();
  const page = await t.newPage(options);
  await page.goto(at);
  await t.until(() => t.server.streams.size, 'the stream');
  return page;
};
const heading = (t, page, text) => t.until(async () => (await page.textContent('h1')) === text, `the heading ${text}`);
const toast = (t, page, text) => page.waitForSelector(`.toast:has-text("${text}")`);
const sent = (t, at = '/r/2041/messages') => t.server.posts.filter(p => p.at === at);
const said = (t, id = 2041) => t.server.requests[id].messages.map(m => m.text);

export const tests = {
  'a draft is on the server after a second, and says so': async t => {
    const page = await start(t);
    await page.type('#body', 'Dear Amira');
    await t.until(() => t.server.requests[2041].draft === 'Dear Amira', 'the draft');
    await page.waitForSelector('[data-draft-state]:has-text("Draft saved")');
    t.assert.equal(sent(t, '/r/2041/draft').length, 1);
    t.assert.equal(sent(t, '/r/2041/draft')[0].isTrusted, true);
  },

  'words typed a moment before a reload are there again, with the caret after them': async t => {
    const page = await start(t);
    await page.type('#body', 'Half a sent');
    t.server.isAway = true; // not even the last save arrives
    page.allow(/503|ERR_|Failed to load/);
    await page.evaluate(() => { navigator.sendBeacon = () => false; });
    t.server.isAway = false;
    await page.reload();
    await t.until(async () => (await page.inputValue('#body')) === 'Half a sent', 'the words');
    await page.focus('#body');
    await page.keyboard.type('ence');
    t.assert.equal(await page.inputValue('#body'), 'Half a sentence');
  },

  'a draft that was written elsewhere later is the one that is shown': async t => {
    const page = await start(t);
    await page.type('#body', 'An old thought');
    await t.until(() => t.server.requests[2041].draft === 'An old thought', 'the draft');
    t.server.requests[2041].draft = 'A newer thought';
    t.server.requests[2041].draftAt = new Date(Date.now() + 60000).toISOString();
    await page.reload();
    t.assert.equal(await page.inputValue('#body'), 'A newer thought');
  },

  'a draft belongs to its request: another one starts empty, and the first has its words when one returns': async t => {
    const page = await start(t);
    await page.type('#body', 'Only for 2041');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await heading(t, page, 'Subject 2019');
    t.assert.equal(await page.inputValue('#body'), '');
    await page.goBack();
    await heading(t, page, 'Subject 2041');
    t.assert.equal(await page.inputValue('#body'), 'Only for 2041');
  },

  'what the server makes of the words is offered beneath them, and the caret stays': async t => {
    const page = await start(t);
    await page.type('#body', 'He comes by 16:30');
    await page.waitForSelector('#hints-2041 .offer');
    t.assert.equal(await t.focused(page), '#body');
    t.assert.equal(await page.inputValue('#body'), 'He comes by 16:30');
  },

  'Ctrl Enter sends and opens the next one; Z takes it back, with the words': async t => {
    const page = await start(t);
    await page.type('#body', 'We will come today.');
    await page.keyboard.press('Control+Enter');
    await heading(t, page, 'Subject 2019');
    await toast(t, page, 'Sent to Person 2041.');
    t.assert.ok(said(t).includes('We will come today.'));
    t.assert.equal(await t.focused(page), 'h1 in #talk-2019');
    await page.keyboard.press('z');
    await heading(t, page, 'Subject 2041');
    t.assert.equal(await page.inputValue('#body'), 'We will come today.');
    t.assert.equal(said(t).includes('We will come today.'), false);
  },

  'the way back lasts ten seconds, and longer while it is looked at': async t => {
    const page = await start(t);
    await page.clock.install();
    await page.type('#body', 'One');
    await page.click('button:has-text("Send and stay")');
    await toast(t, page, 'Sent to Person 2041.');
    await page.clock.runFor(9000);
    await page.focus('.toast button');
    await page.clock.runFor(9000);
    t.assert.equal(await page.locator('.toast').count(), 1, 'held by the focus');
    await page.focus('#body');
    await page.clock.runFor(2000);
    t.assert.equal(await page.locator('.toast').count(), 0);
  },

  'after sending and staying the box is empty and the message is there': async t => {
    const page = await start(t);
    const stay = () => page.press('button:has-text("Send and stay")', 'Enter');
    await page.type('#body', 'First');
    await stay();
    await t.until(async () => (await page.textContent('#feed-2041')).includes('First'), 'the message');
    t.assert.equal(await page.inputValue('#body'), '');
    await page.type('#body', 'Second');
    await stay();
    await t.until(async () => (await page.textContent('#feed-2041')).includes('Second'), 'the second');
    t.assert.deepEqual(said(t).slice(-2), ['First', 'Second']);
    await page.reload();
    t.assert.equal(await page.inputValue('#body'), '', 'the draft went with the message');
  },

  'an empty reply is refused: the summary has the focus, the title says so, the address stays': async t => {
    const page = await start(t);
    page.allow(/422/);
    await page.fill('#body', '   ');
    await page.click('button:has-text("Send and next")');
    await page.waitForSelector('.summary');
    t.assert.equal(await t.focused(page), '#summary-2041');
    t.assert.match(await page.title(), /^Error: /);
    t.assert.equal(new URL(page.url()).pathname, '/r/2041');
    await page.click('.summary a');
    t.assert.equal(await t.focused(page), '#body');
  },

  'when somebody wrote meanwhile, sending stops: their words show, ours are kept, and one more press sends': async t => {
    const page = await start(t);
    page.allow(/409/);
    await page.type('#body', 'My answer');
    t.server.say(2041, 'Please wait, it works again');
    await t.until(async () => (await page.textContent('#feed-2041')).includes('works again'), 'their words');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.summary:has-text("wrote while you were writing")');
    t.assert.equal(await page.inputValue('#body'), 'My answer');
    t.assert.equal(said(t).includes('My answer'), false);
    await page.click('button:has-text("Send anyway")');
    await heading(t, page, 'Subject 2019');
    t.assert.equal(said(t).at(-1), 'My answer');
  },

  'two quick presses send once': async t => {
    const page = await start(t);
    t.server.slow = 150;
    await page.type('#body', 'Only once');
    await page.evaluate(() => { const b = document.querySelector('button[value="stay"]'); b.click(); b.click(); });
    await t.until(() => said(t).includes('Only once'), 'the message');
    await page.waitForTimeout(500);
    t.assert.equal(sent(t).length, 1);
  },

  'while the server is away words wait on this computer, say so, outlive a reload, and go once': async t => {
    const page = await start(t);
    page.allow(/503|ERR_|Failed to load/);
    await page.type('#body', 'Words not lost');
    t.server.isAway = true;
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.queued:has-text("Not sent yet")');
    await page.waitForSelector('#away:has-text("Your words are saved on this computer")');
    t.assert.equal(await page.inputValue('#body'), '', 'the box is free for other words');
    await page.type('#body', 'More');
    t.server.isAway = false;
    t.server.dropStreams();
    const asked = page.waitForRequest(r => r.url().endsWith('/r/2041/messages'));
    await page.reload();
    await asked;
    await t.until(() => said(t).includes('Words not lost'), 'the words to arrive');
    await t.until(async () => (await page.locator('.queued').count()) === 0, 'nothing waiting');
    await t.until(async () => (await page.locator('#away').count()) === 0, 'the banner to go');
    t.assert.equal(said(t).filter(x => x === 'Words not lost').length, 1);
    t.assert.equal(await page.inputValue('#body'), 'More');
  },

  'a browser without network keeps the words, and sends when the network is back': async t => {
    const page = await start(t);
    page.allow(/ERR_/);
    await page.type('#body', 'In the tunnel');
    await page.context().setOffline(true);
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.queued:has-text("In the tunnel")');
    await page.context().setOffline(false);
    await t.until(() => said(t).includes('In the tunnel'), 'the words');
    t.assert.equal(said(t).filter(x => x === 'In the tunnel').length, 1);
  },

  'an answer that got lost on its way does not send the words twice': async t => {
    const page = await start(t);
    page.allow(/ERR_/);
    await page.type('#body', 'Arrived unheard');
    t.server.loses = Infinity;
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('#away');
    t.assert.equal(said(t).filter(x => x === 'Arrived unheard').length, 1);
    t.server.loses = 0;
    await page.click('#away button');
    await t.until(async () => (await page.locator('.queued').count()) === 0, 'the queue to empty');
    t.assert.equal(said(t).filter(x => x === 'Arrived unheard').length, 1);
    t.assert.ok(sent(t).length > 1);
  },

  'waiting words can be taken back into the box': async t => {
    const page = await start(t);
    page.allow(/503|ERR_|Failed to load/);
    await page.type('#body', 'Second thoughts');
    t.server.isAway = true;
    await page.keyboard.press('Control+Enter');
    await page.click('.queued button');
    t.assert.equal(await page.inputValue('#body'), 'Second thoughts');
    t.assert.equal(await page.locator('.queued').count(), 0);
    t.assert.equal(await page.locator('#away').count(), 0);
    t.server.isAway = false;
    await page.waitForTimeout(300);
    t.assert.equal(said(t).includes('Second thoughts'), false);
  },

  'waiting words that are refused stay, with the reason': async t => {
    const page = await start(t);
    page.allow(/503|409|ERR_|Failed to load/);
    await page.type('#body', 'Too late');
    t.server.isAway = true;
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.queued');
    t.server.requests[2041].version = 9;
    t.server.isAway = false;
    await page.click('#away button');
    await page.waitForSelector('.queued:has-text("wrote while you were writing")');
    t.assert.equal(said(t).includes('Too late'), false);
    await page.click('.queued button');
    t.assert.equal(await page.inputValue('#body'), 'Too late');
  },

  'somebody who was signed out keeps the words and is shown the way in': async t => {
    const page = await start(t);
    page.allow(/401/);
    await page.type('#body', 'Still mine');
    t.server.next = 401;
    await page.click('button:has-text("Send and next")');
    await toast(t, page, 'You were signed out');
    t.assert.equal(await page.getAttribute('.toast a', 'href'), '/sign-in?next=%2Fr%2F2041');
    t.assert.equal(await page.inputValue('#body'), 'Still mine');
  },

  'a refusal without a form says why, and changes nothing': async t => {
    const page = await start(t);
    page.allow(/429/);
    await page.type('#body', 'Often');
    t.server.next = 429;
    await page.click('button:has-text("Send and next")');
    await toast(t, page, 'This was refused. Because the test says so');
    t.assert.equal(await page.inputValue('#body'), 'Often');
    t.assert.equal(await page.textContent('h1'), 'Subject 2041');
  },

  'a file is sent while one writes, and can be too large': async t => {
    const page = await start(t);
    page.allow(/413/);
    await page.setInputFiles('input[name="files"]', [{ name: 'gauge.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(200_000) }, { name: 'huge.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(1000) }]);
    await page.waitForSelector('#file-7:has-text("gauge.jpg")');
    t.server.say(2041, 'A word in between');
    await t.until(async () => (await page.textContent('#feed-2041')).includes('in between'), 'the word');
    t.assert.equal(await page.locator('#file-7').count(), 1, 'the file outlives a change');
    await page.waitForSelector('#files-2041 .bad:has-text("huge.bin is larger than 25 MB")');
    page.allow(/409/);
    await page.type('#body', 'With a picture');
    await page.press('button:has-text("Send and stay")', 'Enter');
    await page.waitForSelector('.summary'); // the word in between
    await page.press('button:has-text("Send and stay")', 'Enter');
    await t.until(() => said(t).includes('With a picture'), 'the message');
    t.assert.equal(sent(t).at(-1).body.file, '7');
    await t.until(async () => (await page.locator('#file-7').count()) === 0, 'the file to be gone with the words');
    t.assert.equal(sent(t, '/r/2041/files').every(p => p.isTrusted), true);
  },

  'a picture that is pasted or dropped is a file, and one dropped beside the box does not replace the page': async t => {
    const page = await start(t);
    const give = (type, at, name) => page.evaluate(([type, at, name]) => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], name, { type: 'image/png' }));
      const e = type === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
      return !document.querySelector(at).dispatchEvent(e);
    }, [type, at, name]);
    t.assert.equal(await give('paste', '#body', 'pasted.png'), true);
    await page.waitForSelector('#files-2041:has-text("pasted.png")');
    t.assert.equal(await give('drop', '#body', 'dropped.png'), true);
    await t.until(() => sent(t, '/r/2041/files').length === 2, 'both');
    t.assert.equal(await give('drop', 'h1', 'beside.png'), true);
    t.assert.equal(sent(t, '/r/2041/files').length, 2);
  },

  'a preview shows in its place and the words stay': async t => {
    const page = await start(t);
    await page.type('#body', 'How does it look');
    await page.click('button:has-text("Preview")');
    await page.waitForSelector('#preview-2041:has-text("How does it look")');
    t.assert.equal(new URL(page.url()).pathname, '/r/2041');
    t.assert.equal(await page.inputValue('#body'), 'How does it look');
  },

  'Ctrl B makes bold what is selected, and the browser can undo it': async t => {
    const page = await start(t);
    await page.type('#body', 'very good');
    await page.evaluate(() => document.getElementById('body').setSelectionRange(0, 4));
    await page.keyboard.press('Control+b');
    t.assert.equal(await page.inputValue('#body'), '**very** good');
    await page.keyboard.press('Control+z');
    t.assert.equal(await page.inputValue('#body'), 'very good');
  },
};
