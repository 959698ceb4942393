// Asks the server for a page, or a part of one. Every answer is HTML; nothing here reads JSON.
import { csrf, here, parse, root } from './dom.js';

export class Away extends Error {} // the server could not be reached, or is starting

const etags = new Map(); // of the parts this page has shown, by address

// ask: the answer to one request.
//   url       local      method  GET or POST      body  URLSearchParams or FormData
//   fresh     false asks only for what has changed; the answer is then null when nothing has
//   progress  called with 0…1 while a body with files is on its way
export async function ask(url, { method = 'GET', body, fresh = true, signal, progress, part = 'part' } = {}) {
  const to = new URL(url, location.href);
  const key = to.pathname + to.search;
  const headers = { 'X-Kept': part, Accept: 'text/html' };
  if (method === 'POST') headers['X-Kept-Csrf'] = csrf();
  if (!fresh && etags.has(key)) headers['If-None-Match'] = etags.get(key);
  const got = await (progress ? upload : plain)(to.href, { method, headers, body, signal, progress });
  if (got.status === 304) return null;
  if ([502, 503, 504].includes(got.status)) throw new Away(got.status);
  const tag = got.header('ETag');
  if (method === 'GET' && got.status === 200 && tag) etags.set(key, tag);
  return answer(got, to.href);
}

async function plain(url, { method, headers, body, signal }) {
  let r;
  try {
    r = await fetch(url, { method, headers, body, signal, credentials: 'same-origin' });
    return { status: r.status, url: r.url, moved: r.redirected, header: name => r.headers.get(name), text: await r.text() };
  } catch (why) {
    if (why.name === 'AbortError') throw why;
    throw new Away(why.message);
  }
}

// fetch() does not tell how much of a body has gone; this does.
function upload(url, { method, headers, body, signal, progress }) {
  return new Promise((done, fail) => {
    const x = new XMLHttpRequest();
    x.open(method, url);
    for (const [name, value] of Object.entries(headers)) x.setRequestHeader(name, value);
    x.upload.onprogress = e => progress(e.total ? e.loaded / e.total : 0);
    x.onload = () => done({ status: x.status, url: x.responseURL, moved: x.responseURL !== url, header: name => x.getResponseHeader(name), text: x.responseText });
    x.onerror = () => fail(new Away('upload'));
    x.onabort = () => fail(new DOMException('stopped', 'AbortError'));
    signal?.addEventListener('abort', () => x.abort());
    x.send(body);
  });
}

function answer(got, asked) {
  const type = got.header('Content-Type') ?? '';
  const isPage = type.startsWith('text/html');
  const doc = isPage ? parse(got.text) : null;
  const build = got.header('X-Kept-Build');
  return {
    status: got.status, ok: got.status < 400, url: got.url || asked, moved: got.moved, doc,
    // Not of the desk, a file, or of a newer program: the browser itself has to go there.
    isForeign: Boolean(got.text) && (!isPage || Boolean(doc.querySelector('body.public'))),
    isNewer: Boolean(build && root.dataset.build && build !== root.dataset.build),
  };
}

export const isHere = url => { const u = new URL(url, location.href); return u.pathname + u.search === here(); };
