// What changes on the server shows here: one stream for the whole browser, not one for each tab.
// An event carries a topic, never content: a page that shows the topic fetches itself again.
import { $$ } from './dom.js';
import { isGoing, refresh } from './page.js';

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('kept.live') : { postMessage() {} };
let timer, isStale = false, pause = 2;

const topics = () => $$('[data-live]').flatMap(el => el.dataset.live.split(/\s+/));

// Up to 300 ms later, so that a busy desk's browsers do not all ask at once.
function soon() {
  if (document.hidden) {
    isStale = true;
    return;
  }
  timer ??= setTimeout(async () => {
    timer = undefined;
    if (isGoing()) soon();
    else await refresh();
  }, Math.random() * 300);
}

function hear(topic) {
  if (topic === '*' || topics().includes(topic)) soon();
}

function tell(topic) {
  tabs.postMessage(topic);
  hear(topic);
}

function connect() {
  const stream = new EventSource('/events');
  stream.onopen = () => { pause = 2; tell('*'); }; // what happened while it was closed is not told again
  stream.addEventListener('changed', e => tell(e.data));
  stream.addEventListener('resync', () => tell('*'));
  stream.onerror = () => {
    if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    setTimeout(connect, pause * 1000 * (0.5 + Math.random()));
    pause = Math.min(pause * 2, 60);
  };
  return stream;
}

export function start() {
  if (!window.EventSource || !document.querySelector('[data-live]') && !document.querySelector('.desk')) return;
  tabs.onmessage = e => hear(e.data);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || !isStale) return;
    isStale = false;
    soon();
  });
  // The tab that holds the lock has the stream, until it is closed. Without locks (plain http from
  // another machine) each tab has its own while it is looked at: a browser opens six connections.
  if (navigator.locks) return navigator.locks.request('kept.live', () => new Promise(() => connect()));
  let stream = document.hidden ? null : connect();
  document.addEventListener('visibilitychange', () => {
    stream?.close();
    stream = document.hidden ? null : connect();
  });
}
