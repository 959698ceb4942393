// The chain in a browser: the catalogue, the map, asking a colleague by one key, what comes back, and what the customer sees.
import { startKept } from './lib.mjs';

export const needsKept = true;

const MAYA = { address: 'maya@northgate.example', password: 'correct horse battery' };
const form = fields => new URLSearchParams(fields);

export async function open() {
  const kept = await startKept();
  const setup = await fetch(`${kept.url}/setup`, { method: 'POST', redirect: 'manual', body: form({ organisation: 'Northgate Homes', zone: 'Europe/London', base_url: kept.url, name: 'Maya Ellis', ...MAYA, mailbox: 'help@northgate.example' }) });
  const cookie = setup.headers.get('set-cookie').split(';')[0];
  const csrf = /name="csrf" value="([^"]+)"/.exec(await (await fetch(`${kept.url}/requests/new`, { headers: { cookie } })).text())[1];
  const post = async (path, fields) => {
    const r = await fetch(kept.url + path, { method: 'POST', redirect: 'manual', headers: { cookie }, body: form({ csrf, ...fields }) });
    return { status: r.status, to: r.headers.get('location'), text: await r.text() };
  };
  const json = async path => (await fetch(kept.url + path, { headers: { cookie, accept: 'application/json' } })).json();
  const server = { url: kept.url, kept, cookie, csrf, post, json, close: () => kept.stop() };
  await fill(server);
  return server;
}

// A small catalogue: repairs need scheduling and a part; parts come from a supplier; and one request.
async function fill(s) {
  const add = async fields => Number((await s.post('/settings/services/new', { team: '1', audience: '2', respond: '1 h', resolve: '8 h', ...fields })).to.split('/').pop());
  s.steel = await add({ name: 'Steel by the metre', supplier: 'Acme Steel', supplier_address: 'orders@acme.example', resolve: '6 h' });
  s.parts = await add({ name: 'Spare parts', resolve: '10 h', need1: String(s.steel), step1: '1', label1: 'Size', type1: 'choice', choices1: '15 mm\n22 mm', required1: '1' });
  s.slots = await add({ name: 'A slot of an engineer', resolve: '2 h' });
  s.repair = await add({ name: 'Repair at home', audience: '1', resolve: '36 h', need1: String(s.parts), step1: '1', gate1: '1', need2: String(s.slots), step2: '2', steps: 'We call you\nAn engineer comes' });
  await s.post('/requests/new', { name: 'Amira Haddad', address: 'amira@customer.example', subject: 'Boiler valve', text: 'It drips.', service: String(s.repair), channel: 'phone' });
  s.request = (await s.json('/requests?view=all')).requests[0].id;
  s.link = (await s.json(`/r/${s.request}`)).link;
}

async function signed(t, options) {
  const page = await t.newPage(options);
  const [name, value] = t.server.cookie.split(/=(.*)/);
  await page.context().addCookies([{ name, value, url: t.url }]);
  return page;
}
const LOOKS = [['light', {}], ['dark', { theme: 'dark' }], ['phone', { phone: true }]];

export const tests = {
  'a colleague is asked with G, and the request waits for it': async t => {
    const page = await signed(t);
    page.allow(/status of 422/);
    await page.goto(`/r/${t.server.request}`);
    await t.press(page, 'g');
    await page.waitForURL('**/ask');
    await t.until(async () => (await t.focused(page)) === '#words', 'the words to have the focus');
    await page.selectOption('#service', String(t.server.parts));
    await page.fill('#words', 'A valve for flat 14');
    await page.click('#ask-form button[type=submit]');
    await page.waitForSelector('.summary'); // the size is missing, and nothing typed is lost
    t.assert.equal(await page.inputValue('#words'), 'A valve for flat 14');
    await page.selectOption('#f_size', '22 mm');
    await page.click('#ask-form button[type=submit]');
    await page.waitForSelector('.links .link >> text=Spare parts');
    const { of_us: ours } = await t.server.json('/asks');
    t.assert.equal(ours.length, 1);
    t.assert.equal(ours[0].is_gate, true);
    t.server.ask = ours[0];
  },

  'the person outside sees nothing of it': async t => {
    const seen = await (await fetch(`${t.url}${t.server.link}`)).text();
    t.assert.match(seen, /Boiler valve/);
    for (const hidden of ['Spare parts', 'flat 14', '22 mm', 'K-2']) t.assert.ok(!seen.includes(hidden), `${hidden} is shown outside`);
  },

  'what must be there holds back keeping the promise, and says so': async t => {
    await t.server.post(`/r/${t.server.request}/reply`, { kind: 'reply', text: 'We are on it.', then: 'stay' });
    const kept = await t.server.post(`/r/${t.server.request}/change`, { act: 'keep' });
    t.assert.equal(kept.status, 409);
    t.assert.match(kept.text, /Spare parts is still to come/);
  },

  'it comes back as incomplete, is answered, and is kept': async t => {
    const page = await signed(t);
    await page.goto(`/asks/${t.server.ask.id}`);
    await t.checkAxe(page);
    const back = await t.server.post(`/asks/${t.server.ask.id}/return`, { reason: '1', words: 'Which boiler is it?' });
    t.assert.equal(back.status, 303);
    const said = await t.server.json(`/asks/${t.server.ask.id}`);
    t.assert.equal(said.returned.length, 1);
    await page.goto(`/asks/${t.server.ask.id}`);
    await page.fill('#words', 'A Vaillant.');
    await page.click('#say-form .main-action');
    await page.waitForSelector('text=A Vaillant.');
    await t.server.post(`/r/${t.server.ask.inner}/reply`, { kind: 'reply', text: 'Here it is.', then: 'keep' });
    t.assert.equal((await t.server.json(`/asks/${t.server.ask.id}`)).ask.state, 2);
    t.assert.equal((await t.server.post(`/r/${t.server.request}/change`, { act: 'keep' })).status, 303);
  },

  'asking can be taken back': async t => {
    await t.server.post('/requests/new', { name: 'Bea Stone', address: 'bea@customer.example', subject: 'A gate', text: 'It squeaks.', service: String(t.server.repair), channel: 'phone' });
    const id = (await t.server.json('/requests?view=all')).requests.map(r => r.id).sort((a, b) => b - a)[0];
    const page = await signed(t);
    await page.goto(`/r/${id}/ask?service=${t.server.slots}`);
    await page.fill('#words', 'Tomorrow morning');
    await page.click('#ask-form button[type=submit]');
    await page.waitForSelector('.toast');
    await page.waitForSelector('.links .link >> text=A slot of an engineer');
    await t.press(page, 'z');
    await page.waitForSelector('.link >> text=No longer needed');
  },

  'a supplier is asked by mail': async t => {
    await t.server.post('/requests/new', { name: 'Cora Lane', address: 'cora@customer.example', subject: 'A rail', text: 'It broke.', service: String(t.server.repair), channel: 'phone' });
    const id = (await t.server.json('/requests?view=all')).requests.map(r => r.id).sort((a, b) => b - a)[0];
    const made = await t.server.post(`/r/${id}/ask`, { service: String(t.server.steel), words: 'Two metres, please' });
    t.assert.equal(made.status, 303);
    const ask = (await t.server.json('/asks')).by_us.find(a => a.service.id === t.server.steel);
    const shown = await (await fetch(`${t.url}/r/${ask.inner}`, { headers: { cookie: t.server.cookie } })).text();
    t.assert.match(shown, /orders@acme\.example/);
  },

  'a circle of needs is refused with its reason': async t => {
    const saved = await t.server.post(`/settings/services/${t.server.steel}`, { name: 'Steel by the metre', team: '1', audience: '2', respond: '1 h', resolve: '6 h', supplier: 'Acme Steel', supplier_address: 'orders@acme.example', need1: String(t.server.parts), step1: '1' });
    t.assert.equal(saved.status, 422);
    t.assert.match(saved.text, /needs this service itself/);
  },

  'what cannot fit is shown on the page and on the map, and the change can be taken back': async t => {
    const page = await signed(t);
    await page.goto(`/settings/services/${t.server.repair}`);
    await page.fill('#resolve', '5 h');
    await page.click('#service-form button[type=submit] >> text=Save');
    await page.waitForSelector('.toast');
    await page.waitForSelector('.meaning .callout.risk');
    const map = await t.server.json('/chain');
    t.assert.ok(map.faults.some(f => f.service === t.server.repair));
    await page.goto('/chain');
    await page.waitForSelector(`#node-${t.server.repair}.fault`);
    await t.server.post(`/settings/services/${t.server.repair}/restore`, { version: String((await t.server.json(`/settings/services/${t.server.repair}`)).history[1].version) });
    t.assert.equal((await t.server.json('/chain')).faults.filter(f => f.service === t.server.repair && f.kind === 5).length, 0);
    t.assert.equal((await t.server.json(`/settings/services/${t.server.repair}`)).service.resolve_seconds, 36 * 3600);
  },

  'holidays keep their names, and those of a file want a yes each': async t => {
    const hours = { name: 'Office hours', zone: 'Europe/London', mon: '09:00-17:00', tue: '09:00-17:00', wed: '09:00-17:00', thu: '09:00-17:00', fri: '09:00-17:00', holidays: '2026-12-25 Christmas Day', exceptions: '2026-12-24 09:00-12:00' };
    t.assert.equal((await t.server.post('/settings/hours/1', hours)).status, 303);
    const stored = (await t.server.json('/settings/hours/1')).calendar;
    t.assert.match(stored.holidays, /2026-12-25 Christmas Day/);
    t.assert.match(stored.exceptions, /2026-12-24 09:00-12:00/);
    const year = new Date().getUTCFullYear() + 1;
    const ics = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:${year}0101\r\nSUMMARY:New Year\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:${year}0501\r\nSUMMARY:May Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
    const page = await signed(t);
    await page.goto('/settings/hours/1');
    await page.setInputFiles('#file', { name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(ics) });
    await page.click('#import-form button');
    await page.waitForSelector('#confirm-form');
    t.assert.equal(await page.locator('#confirm-form input:checked').count(), 0);
    await page.check(`#confirm-form input[value^="${year}-05-01"]`);
    await page.click('#confirm-form .main-action');
    await page.waitForSelector('#hours-form');
    const after = (await t.server.json('/settings/hours/1')).calendar.holidays;
    t.assert.match(after, new RegExp(`${year}-05-01 May Day`));
    t.assert.ok(!after.includes(`${year}-01-01`));
  },

  'the map is a picture with a table, by keyboard too': async t => {
    const page = await signed(t);
    await page.goto('/chain');
    t.assert.equal(await page.locator('.chain-map .node').count(), 6); // five services and the people we serve
    t.assert.ok(await page.locator('#chain-table tbody tr').count() >= 5);
    await t.press(page, '+');
    await page.waitForURL('**zoom=120');
    await page.focus(`#node-${t.server.parts}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/settings/services/${t.server.parts}`);
  },

  'forty services stay readable: nothing in the map overlaps': async t => {
    let before = [];
    for (let layer = 0; layer < 4; layer++) {
      const now = [];
      for (let i = 0; i < 9; i++) {
        const needs = layer ? { need1: String(before[i]), step1: '1', need2: String(before[(i + 2) % 9]), step2: '1' } : {};
        const made = await t.server.post('/settings/services/new', { name: `Work ${layer + 1}.${i + 1} of the back office`, team: '1', audience: layer === 3 ? '3' : '2', respond: '30 min', resolve: `${(layer + 1) * 8} h`, ...needs });
        t.assert.equal(made.status, 303);
        now.push(made.to.split('/').pop());
      }
      before = now;
    }
    const page = await signed(t);
    await page.goto('/chain');
    const boxes = await page.evaluate(() => [...document.querySelectorAll('.chain-map .node rect')].map(r => ['x', 'y', 'width', 'height'].map(k => Number(r.getAttribute(k)))));
    t.assert.ok(boxes.length >= 41);
    for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) t.assert.ok(a[0] + a[2] <= b[0] || b[0] + b[2] <= a[0] || a[1] + a[3] <= b[1] || b[1] + b[3] <= a[1], 'two services overlap');
    const labels = await page.evaluate(() => [...document.querySelectorAll('.chain-map .edge text')].map(e => { const b = e.getBBox(); return [b.x, b.y + 2, b.width, b.height - 4]; }));
    let crossed = 0;
    for (const [i, a] of labels.entries()) for (const b of labels.slice(i + 1)) if (!(a[0] + a[2] <= b[0] || b[0] + b[2] <= a[0] || a[1] + a[3] <= b[1] || b[1] + b[3] <= a[1])) crossed++;
    t.assert.equal(crossed, 0, 'words of two edges overlap');
    await t.shoot(page, 'chain-forty-light');
  },

  ...Object.fromEntries([['map', '/chain'], ['asks', '/asks'], ['services', '/settings/services'], ['service', s => `/settings/services/${s.repair}`], ['request', s => `/r/${s.request}`], ['ask-form', s => `/r/${s.request}/ask`], ['ask', s => `/asks/${s.ask?.id ?? 1}`], ['hours', '/settings/hours/1']].map(([name, path]) => [
    `${name} is right in light, dark and on a phone`, async t => {
      for (const [look, options] of LOOKS) {
        const page = await signed(t, options);
        await page.goto(typeof path === 'string' ? path : path(t.server));
        await t.checkAxe(page);
        await t.checkLayout(page);
        if (look === 'light') await t.checkHtml(await (await fetch(page.url(), { headers: { cookie: t.server.cookie } })).text(), name);
        await t.shoot(page, `chain-${name}-${look}`, { full: look === 'phone' });
        await page.context().close();
      }
    }])),
};
