// A small desk, made up, that behaves as web/README.md says the program does: pages and parts of
// pages, writes that answer 303, 409 and 422, an undo, drafts, files, a stream. It runs inside the
// test, which can look into it, change it behind the browser's back, and take it away.
import http from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import * as parts from '../../../web/parts/parts.mjs';
import { root } from '../lib.mjs';
import { POLICY, build, file } from '../static.mjs';

const esc = s => String(s).replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

export async function openDesk() {
  build();
  const assets = Object.fromEntries(fs.readFileSync(path.join(root, 'build/web/assets.tsv'), 'utf8').trim().split('\n').map(l => l.split('\t')).map(([name, at, , , from]) => [name, { at, from }]));
  const sprite = fs.readFileSync(path.join(root, 'build/web', assets['sprite.svg'].from), 'utf8');
  const desk = new Desk(page => page
    .replace(/\{\{([\w-]+)((?: [a-z]+)*)\}\}/g, (all, name, more) => `<svg class="i${more}" aria-hidden="true"><use href="#i-${name}"/></svg>`)
    .replace(/\{asset ([\w.-]+)\}/g, (all, name) => assets[name].at)
    .replace('{sprite}', sprite));
  await desk.start();
  return desk;
}

class Desk {
  constructor(finish) {
    this.finish = finish;
    this.reset();
  }

  // reset: as at the start of every test.
  reset() {
    for (const s of this.streams ?? []) s.end();
    this.streams = new Set();
    this.order = [2038, 2041, 2019, 2044, 2046, 2031];
    this.requests = Object.fromEntries(this.order.map(id => [id, { id, name: `Person ${id}`, subject: `Subject ${id}`, version: 1, state: '', owner: 'Nobody', draft: '', draftAt: '', messages: Array.from({ length: 3 }, (_, i) => ({ id: id * 10 + i, from: `Person ${id}`, text: `Words ${i} about ${id}.` })) }]));
    this.gone = new Set();
    this.posts = [];         // every write that was asked for
    this.gets = [];          // every page that was asked for, with what kind
    this.once = new Set();
    this.undo = new Map();
    this.toast = null;
    this.isAway = false;     // answers 503 to everything but files
    this.slow = 0;           // ms before each answer
    this.next = null;        // a status to answer the next POST with
    this.loses = 0;          // how often it does what is asked and breaks off before it answers (a browser tries again by itself)
    this.build = null;       // the program has been renewed
    this.csrf = `word-${(this.epoch = (this.epoch ?? 0) + 1)}`; // what a page of an earlier test still sends is not heard
    this.looks = {};
  }

  async start() {
    this.server = http.createServer((q, r) => this.answer(q, r).catch(e => { r.writeHead(500); r.end(String(e.stack)); }));
    await new Promise(done => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  // ---- what a test does to it -----------------------------------------------------------------

  publish(topic, event = 'changed') {
    for (const s of this.streams) s.write(`event: ${event}\ndata: ${topic}\n\n`);
  }
  // say: somebody writes in a request.
  say(id, text, from = `Person ${id}`) {
    const request = this.requests[id];
    request.version++;
    request.messages.push({ id: id * 10 + request.messages.length, from, text });
    this.publish(`request:${id}`);
    this.publish('requests');
  }
  dropStreams() {
    for (const s of this.streams) s.destroy();
    this.streams.clear();
  }
  rows() {
    return this.order.filter(id => !this.gone.has(id));
  }

  // ---- answering ------------------------------------------------------------------------------

  async answer(q, r) {
    const url = new URL(q.url, this.url), at = url.pathname;
    if (at.startsWith('/static/') && file(r, at)) return;
    if (this.slow) await new Promise(done => setTimeout(done, this.slow));
    if (this.isAway) return void r.writeHead(503).end();
    if (at === '/events') return this.stream(q, r);
    if (q.method === 'POST') return this.post(q, r, url);
    this.gets.push({ at, search: url.search, part: q.headers['x-kept'] });
    if (url.searchParams.has('palette')) return this.json(r, this.palette(url));
    if (at === '/plain') return this.send(q, r, 200, { title: 'Plain', whole: '<!DOCTYPE html><html lang="en"><title>Plain</title><link rel="icon" href="data:,"><body class="public"><main id="main"><h1>Plain</h1></main></body></html>' });
    if (at === '/' || at === '/requests') return this.send(q, r, 200, this.list(url));
    const m = at.match(/^\/r\/(\d+)(\/\w+)?$/);
    if (m && this.requests[m[1]] && !m[2]) return this.send(q, r, 200, this.request(m[1]));
    if (m && m[2] === '/promise') return this.send(q, r, 200, this.promise(m[1]));
    if (at === '/people') return this.send(q, r, 200, this.people(url));
    return this.send(q, r, 404, { title: 'Nothing here', classes: 'fault-page', main: '<div class="fault"><h1 tabindex="-1">There is nothing here</h1><p>Look somewhere else</p></div>' });
  }

  stream(q, r) {
    r.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    r.write('retry: 200\n\n');
    this.streams.add(r);
    q.on('close', () => this.streams.delete(r));
  }

  send(q, r, status, { title, main, classes = 'inbox', live = '', whole }) {
    const isPart = q.headers['x-kept'] === 'part';
    const toast = this.toast;
    this.toast = null;
    const said = toast ? `<div class="toast" id="toast-1"><span>${esc(toast.text)}</span>${toast.undo ? ` <form action="/undo/${toast.undo}" method="post"><input type="hidden" name="csrf" value="${this.csrf}"><input type="hidden" name="back" value="${esc(toast.back)}"><button class="btn" type="submit" aria-keyshortcuts="z">Undo <kbd>Z</kbd></button></form>` : ''}</div>` : '';
    let page = whole;
    if (!page && isPart) {
      page = `<title>${esc(title)} – Kept</title>${parts.side('inbox')}<main class="main ${classes}" id="main" tabindex="-1" data-part${live ? ` data-live="${live}"` : ''}>${main}</main>${said ? `<div class="toasts" id="toasts" role="status" data-part>${said}</div>` : ''}`;
    } else if (!page) {
      page = parts.desk({ title: esc(title), main: classes, at: 'inbox', live }, main).replace('content="fixture"', `content="${this.csrf}"`).replace('id="toasts" role="status" data-part></div>', `id="toasts" role="status" data-part>${said}</div>`);
    }
    page = this.finish(page);
    const tag = `W/"${Buffer.from(page).reduce((h, b) => (h * 31 + b) | 0, 7)}"`;
    if (q.method === 'GET' && status === 200 && q.headers['if-none-match'] === tag) return void r.writeHead(304, { etag: tag }).end();
    r.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY, 'cache-control': 'private, no-cache', vary: 'X-Kept', etag: tag, ...(this.build && { 'x-kept-build': this.build }) });
    r.end(page);
  }
  json(r, what) {
    r.writeHead(200, { 'content-type': 'application/json' });
    r.end(JSON.stringify(what));
  }
  move(r, to, toast) {
    if (this.loses) {
      this.loses--;
      return void r.socket.destroy();
    }
    if (toast) this.toast = toast;
    r.writeHead(303, { location: to }).end();
  }

  // ---- pages ----------------------------------------------------------------------------------

  row(id, at) {
    const x = this.requests[id];
    return parts.row({ id, ini: 'PP', hue: 'a', name: x.name, subject: x.subject, snip: x.messages.at(-1).text, n: 3, state: x.state, text: '16:00', at })
      .replace('href="request.html"', `href="/r/${id}" data-reply="/r/${id}#body"`).replace('inbox.html?at=', '/requests?at=');
  }

  list(url) {
    const at = Number(url.searchParams.get('at')) || this.rows()[0];
    const half = Math.ceil(this.rows().length / 2);
    const group = (name, ids) => `<section id="group-${name}" aria-label="${name}"><h2 class="group-head">${name}</h2><ol class="rows" role="list">${ids.map(id => this.row(id, id === at)).join('')}</ol></section>`;
    const x = this.requests[at];
    return {
      title: `My promises (${this.rows().length})`, classes: 'inbox', live: 'requests',
      main: `<div class="sheet pane inbox-list"><header class="pane-head"><h1 tabindex="-1">My promises</h1><p id="total">${this.rows().length} open</p></header>
        <form class="scroll" id="list" action="/requests/act" method="post" data-scroll><input type="hidden" name="csrf" value="${this.csrf}">
        <div id="rows" data-steady>${group('soon', this.rows().slice(0, half))}${group('later', this.rows().slice(half))}</div>
        <div class="bulk" data-bulk hidden><strong data-bulk-count>0 selected</strong><button class="btn" type="submit" name="do" value="close">Close them</button><button class="btn bare" type="reset">Clear</button></div></form></div>
        <aside class="sheet pane peek" id="peek" data-for="${at}" aria-label="Preview"><h2>${x.subject}</h2><p id="peek-owner">${x.owner}</p>
        <a class="btn" href="/r/${at}#body" aria-keyshortcuts="r">Reply</a>
        <form id="kept-${at}" action="/r/${at}/kept" method="post"><input type="hidden" name="csrf" value="${this.csrf}"><input type="hidden" name="back" value="/requests"><template data-now="row-${at}"></template><button class="btn" type="submit" aria-keyshortcuts="e">Mark as kept</button></form></aside>`,
    };
  }

  request(id, { wrong, words, conflict } = {}) {
    const x = this.requests[id], rows = this.rows(), next = rows[rows.indexOf(x.id) + 1] ?? rows[0];
    const message = m => `<li class="msg" id="m-${m.id}"><div class="msg-body"><header><h2>${esc(m.from)}</h2></header><p>${esc(m.text)}</p></div></li>`;
    const problem = wrong ? `<div class="summary" id="summary-${id}" role="alert" tabindex="-1"><h2>There is a problem</h2><ul role="list"><li><a href="#body">${esc(wrong)}</a></li></ul></div>` : '';
    const offer = /by \d/.test(x.draft) ? '<div class="offer" role="group" aria-label="Suggestion">You wrote a time. Change the promise?</div>' : '';
    return {
      title: `${wrong ? 'Error: ' : ''}${x.subject}`, classes: 'request', live: `requests request:${id}`,
      main: `<article class="sheet pane talk" id="talk-${id}" data-presence="/r/${id}/presence"><header class="pane-head"><h1 tabindex="-1">${x.subject}</h1>
        <a class="btn" href="/requests" aria-keyshortcuts="u">Back to the list</a><a class="btn" href="/r/${next}" aria-keyshortcuts="j">Next request</a>
        <a class="btn" href="/r/${id}/owner" data-palette="/r/${id}/owner" aria-keyshortcuts="a">Give to…</a>
        <a class="btn" href="/r/${id}/promise" data-dialog aria-keyshortcuts="p">Change the promise</a>
        <form id="state-form-${id}" action="/r/${id}/owner" method="post"><input type="hidden" name="csrf" value="${this.csrf}"><template data-now="owner-${id}"><b>Tom</b></template><button class="btn" type="submit" name="to" value="Tom" aria-keyshortcuts="t">Give to Tom</button></form>
        <p>Owner: <span id="owner-${id}">${x.owner}</span></p></header>
        <div class="scroll" id="scroll-${id}" tabindex="0" role="region" aria-label="Conversation" data-scroll><ol class="feed" id="feed-${id}" role="list">${x.messages.map(message).join('')}</ol>
        <details id="more-${id}"><summary>More</summary><p>Folded words</p></details></div>
        ${problem}
        <form class="composer" id="reply-${id}" action="/r/${id}/messages" method="post" data-keep data-queue data-draft="/r/${id}/draft"${x.draftAt ? ` data-draft-at="${x.draftAt}"` : ''} data-upload="/r/${id}/files">
        <input type="hidden" name="csrf" value="${this.csrf}"><input type="hidden" name="once" value="once-${id}-${x.messages.length}"><input type="hidden" name="seen" value="${x.version}">
        <div class="box"><label for="body">Your words</label><textarea id="body" name="body" rows="4" data-write>${esc(words ?? x.draft)}</textarea>
        <ul class="box-files" id="files-${id}" role="list" data-files></ul><div id="hints-${id}" data-hints>${offer}</div><div class="preview" id="preview-${id}" hidden></div>
        <div class="box-foot"><label class="btn file-button">Attach<input type="file" name="files" multiple></label><button class="btn" type="button" data-palette="/answers" aria-keyshortcuts=";">Answers</button><button class="btn" type="submit" formaction="/r/${id}/preview" data-into="preview-${id}">Preview</button>
        <span class="tiny faint" data-draft-state></span><button class="btn main-action" type="submit" name="then" value="next" aria-keyshortcuts="Control+Enter">${conflict ? 'Send anyway' : 'Send and next'}</button><button class="btn" type="submit" name="then" value="stay">Send and stay</button></div></div></form></article>
        <aside class="sheet pane" id="panel-${id}" aria-label="Promise"><p id="state-${id}">${x.state || 'open'}</p></aside>`,
    };
  }

  promise(id, { wrong, when = '' } = {}) {
    return { title: 'Change the promise', classes: 'page', main: `<div data-dialog-body><h1 tabindex="-1" id="promise-h">Change the promise</h1>${wrong ? `<div class="summary" role="alert" tabindex="-1"><h2>There is a problem</h2><a href="#when">${wrong}</a></div>` : ''}<form id="promise-${id}" action="/r/${id}/promise" method="post"><input type="hidden" name="csrf" value="${this.csrf}"><label for="when">When</label><input class="input" id="when" name="when" type="text" value="${esc(when)}"><button class="btn main-action" type="submit">Change</button> <a class="btn" href="/r/${id}" data-close>Cancel</a></form></div>` };
  }

  people(url) {
    const q = url.searchParams.get('q') ?? '';
    const found = this.order.filter(id => this.requests[id].name.includes(q));
    return { title: 'People', classes: 'page', main: `<h1 tabindex="-1">People</h1><form id="find" role="search" aria-label="People" action="/people" data-live-search><label for="who">Name</label><input id="who" name="q" type="search" value="${esc(q)}"></form><ol role="list" id="people">${found.map(id => `<li id="p-${id}" data-item="p${id}"><a href="/r/${id}">${this.requests[id].name}</a></li>`).join('')}</ol>` };
  }

  palette(url) {
    const q = (url.searchParams.get('q') ?? '').toLowerCase(), at = url.pathname, fits = x => x.title.toLowerCase().includes(q);
    const owner = at.match(/^\/r\/(\d+)\/owner$/);
    if (owner) return { results: ['Tom Berry', 'Priya Nair', 'Maya Ellis'].map(title => ({ title, post: at, fields: { to: title } })).filter(fits) };
    if (at === '/answers') return { results: [{ title: 'Thank you', insert: 'Thank you for telling us.' }, { title: 'Opening hours', insert: 'We are open from 8 to 18.' }].filter(fits) };
    return { results: this.order.map(id => ({ title: this.requests[id].subject, hint: this.requests[id].name, url: `/r/${id}` })).filter(fits) };
  }

  // ---- writes ---------------------------------------------------------------------------------

  async post(q, r, url) {
    const chunks = [];
    for await (const c of q) chunks.push(c);
    const raw = Buffer.concat(chunks), isForm = (q.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    const body = isForm ? new URLSearchParams(raw.toString()) : new URLSearchParams();
    const at = url.pathname, [, id, what] = at.match(/^\/r\/(\d+)\/(\w+)$/) ?? [];
    const x = this.requests[id];
    const isTrusted = body.get('csrf') === this.csrf || q.headers['x-kept-csrf'] === this.csrf;
    this.posts.push({ at, body: Object.fromEntries(body), headers: q.headers, isTrusted, text: isForm ? '' : raw.toString('latin1') });
    if (!isTrusted) return void r.writeHead(403).end();
    if (this.next && what !== 'presence' && what !== 'draft') {
      const status = this.next;
      this.next = null;
      if (status === 401) return this.send(q, r, 401, { title: 'Sign in', whole: '<!DOCTYPE html><html lang="en"><title>Sign in</title><body class="public"><main id="main"><h1>Sign in</h1></main></body></html>' });
      return this.send(q, r, status, { title: 'No', whole: '<!DOCTYPE html><html lang="en"><title>No</title><body class="public"><main id="main"><div class="door"><h1>This was refused</h1><p>Because the test says so</p></div></main></body></html>' });
    }
    if (at.startsWith('/undo/')) {
      this.undo.get(at.slice(6))?.();
      return this.move(r, body.get('back'), { text: 'Taken back.' });
    }
    if (at === '/me/look') {
      for (const [name, value] of body) this.looks[name] = value;
      return void r.writeHead(303, { location: '/requests' }).end();
    }
    if (what === 'presence') return void r.writeHead(204).end();
    if (what === 'draft') return this.keepDraft(q, r, x, body);
    if (what === 'files') return this.takeFile(q, r, raw);
    if (what === 'messages') return this.takeMessage(q, r, x, body);
    if (what === 'preview') return this.send(q, r, 200, { title: 'Preview', main: `<h1>Preview</h1><div class="preview" id="preview-${id}"><p>${esc(body.get('body'))}</p></div>` });
    if (what === 'owner') {
      x.owner = body.get('to');
      return this.move(r, `/r/${id}`, { text: `Given to ${x.owner}.` });
    }
    if (what === 'promise') {
      if (!body.get('when')) return this.send(q, r, 422, this.promise(id, { wrong: 'Say when you will keep this promise' }));
      x.state = `by ${body.get('when')}`;
      return this.move(r, `/r/${id}`, { text: 'Promise changed.' });
    }
    if (what === 'kept') {
      this.gone.add(x.id);
      this.undo.set('k', () => this.gone.delete(x.id));
      return this.move(r, body.get('back') ?? '/requests', { text: 'Marked as kept.', undo: 'k', back: '/requests' });
    }
    if (at === '/requests/act') {
      for (const r of new URLSearchParams(raw.toString()).getAll('r')) this.gone.add(Number(r));
      return this.move(r, '/requests', { text: 'Done.' });
    }
    this.send(q, r, 404, { title: 'Nothing here', classes: 'fault-page', main: '<div class="fault"><h1>There is nothing here</h1><p>Really</p></div>' });
  }

  keepDraft(q, r, x, body) {
    x.draft = body.get('body') ?? '';
    x.draftAt = new Date().toISOString();
    if (!/by \d/.test(x.draft)) return void r.writeHead(204).end();
    this.send(q, r, 200, { title: '', whole: `<div id="hints-${x.id}" data-hints><div class="offer" role="group" aria-label="Suggestion">You wrote a time. Change the promise?</div></div>` });
  }

  takeFile(q, r, raw) {
    const name = raw.toString('utf8').match(/filename="([^"]*)"/)?.[1] ?? 'file';
    if (name.includes('huge')) return this.send(q, r, 413, { title: 'Too large', classes: 'fault-page', main: '<div class="fault"><h1>Too large</h1><p>huge.bin is larger than 25 MB</p></div>' });
    this.send(q, r, 200, { title: '', whole: `<ul data-files><li id="file-7"><input type="hidden" name="file" value="7">${esc(name)}<button type="submit" name="drop" value="7">Remove</button></li></ul>` });
  }

  takeMessage(q, r, x, body) {
    const text = (body.get('body') ?? '').trim();
    if (!text) return this.send(q, r, 422, this.request(x.id, { wrong: 'Write your reply', words: body.get('body') }));
    const rows = this.rows(), next = rows[rows.indexOf(x.id) + 1] ?? rows[0];
    const to = body.get('then') === 'stay' ? `/r/${x.id}` : `/r/${next}`;
    if (this.once.has(body.get('once'))) return this.move(r, to);
    if (Number(body.get('seen')) < x.version) return this.send(q, r, 409, this.request(x.id, { wrong: `${x.messages.at(-1).from} wrote while you were writing. Read it, then send.`, words: text, conflict: true }));
    this.once.add(body.get('once'));
    const message = { id: x.id * 10 + x.messages.length, from: 'Maya Ellis', text };
    x.messages.push(message); // one's own words are nothing to be stopped by: the version stays
    x.draft = x.draftAt = '';
    this.undo.set(`m${message.id}`, () => {
      x.messages = x.messages.filter(m => m !== message);
      x.draft = text;
      x.draftAt = new Date().toISOString();
      this.once.delete(body.get('once'));
    });
    this.publish(`request:${x.id}`);
    this.move(r, to, { text: `Sent to ${x.name}.`, undo: `m${message.id}`, back: `/r/${x.id}` });
  }
}
