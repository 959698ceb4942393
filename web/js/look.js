// Light or dark, comfortable or compact, easier letters: seen at once, told to the server.
import { on, root } from './dom.js';
import { ask, Away } from './net.js';

const effective = name => root.dataset[name] ?? (name === 'theme' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : undefined);

export function start() {
  on('submit', e => {
    const by = e.submitter;
    if (!('look' in e.target.dataset) || !by?.name) return;
    e.preventDefault();
    const swap = () => { if (by.dataset.or) [by.value, by.dataset.or] = [by.dataset.or, by.value]; };
    if (effective(by.name) === by.value) swap();
    root.dataset[by.name] = by.value;
    const body = new URLSearchParams(new FormData(e.target));
    body.set(by.name, by.value);
    swap();
    ask(e.target.action, { method: 'POST', body }).catch(why => {
      if (!(why instanceof Away)) throw why;
    });
  }, true);
}
