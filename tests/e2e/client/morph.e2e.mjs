// The morph has laws, whatever the page: it ends as the server's page, what has an id is the same
// thing afterwards, and what is held stays held. Shown on trees made by chance.
import path from 'node:path';
import esbuild from 'esbuild';
import { root } from '../lib.mjs';

const rounds = 400;

async function start(t) {
  const page = await t.newPage();
  const { outputFiles } = await esbuild.build({ entryPoints: [path.join(root, 'web/js/morph.js')], bundle: true, write: false, format: 'iife', globalName: 'it' });
  await page.goto('about:blank');
  await page.evaluate(`${outputFiles[0].text}; window.morph = it.morph; window.isChanged = it.isChanged;`);
  await page.evaluate(() => {
    // A tree from a seed: some nodes have ids out of a small pool, each at most once.
    window.grow = seed => {
      let s = seed;
      const roll = n => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return Math.floor((s / 2 ** 32) * n); };
      const ids = Array.from({ length: 14 }, (_, i) => `n${i}`).sort(() => roll(3) - 1);
      const node = depth => {
        const kind = roll(10);
        if (kind < 2) return document.createTextNode(`words ${roll(6)}`);
        if (kind === 2) { const f = document.createElement('input'); f.setAttribute('value', `v${roll(3)}`); if (ids.length && roll(2)) f.id = ids.pop(); return f; }
        if (kind === 3) { const f = document.createElement('textarea'); f.textContent = `t${roll(3)}`; if (ids.length && roll(2)) f.id = ids.pop(); return f; }
        const e = document.createElement(['div', 'p', 'ul', 'section'][roll(4)]);
        if (ids.length && roll(2)) e.id = ids.pop();
        if (roll(3) === 0) e.className = `c${roll(3)}`;
        if (roll(5) === 0) e.hidden = true;
        for (let i = roll(depth ? 5 : 1); i > 0; i--) e.append(node(depth - 1));
        return e;
      };
      const top = document.createElement('main');
      top.id = 'main';
      for (let i = 2 + roll(5); i > 0; i--) top.append(node(3));
      return top;
    };
  });
  return page;
}

export const tests = {
  'it ends as the page the server sent, and leaves that one as it was': async t => {
    const page = await start(t);
    const wrong = await page.evaluate(rounds => {
      const wrong = [];
      for (let i = 0; i < rounds; i++) {
        const old = grow(i * 2 + 1), next = grow(i * 7 + 3), want = next.cloneNode(true);
        document.body.replaceChildren(old);
        morph(old, next);
        const got = document.getElementById('main');
        if (!got.isEqualNode(want) || !next.isEqualNode(want)) wrong.push([i, got.outerHTML, want.outerHTML]);
        for (const f of document.querySelectorAll('input, textarea')) if (isChanged(f)) wrong.push([i, 'a field differs', f.outerHTML]);
      }
      return wrong.slice(0, 3);
    }, rounds);
    t.assert.deepEqual(wrong, []);
  },

  'what has an id and stays in its place is the same thing afterwards': async t => {
    const page = await start(t);
    const lost = await page.evaluate(rounds => {
      const lost = [];
      for (let i = 0; i < rounds; i++) {
        const old = grow(i + 11), next = old.cloneNode(true);
        // the server adds, removes and changes some around them
        for (const [n, e] of [...next.querySelectorAll('*')].entries()) {
          if (n % 3 === 0) e.before(document.createTextNode(`new ${i}`));
          if (n % 5 === 0) e.before(document.createElement('p'));
          if (n % 4 === 1) e.setAttribute('title', `t${i}`);
        }
        document.body.replaceChildren(old);
        const before = new Map([...old.querySelectorAll('[id]')].map(e => [e.id, e]));
        morph(old, next);
        for (const [id, e] of before) if (document.getElementById(id) !== e) lost.push([i, id]);
      }
      return lost.slice(0, 3);
    }, rounds);
    t.assert.deepEqual(lost, []);
  },

  'the field one writes in keeps focus, words and caret, whatever is around it': async t => {
    const page = await start(t);
    const lost = await page.evaluate(rounds => {
      const lost = [];
      for (let i = 0; i < rounds; i++) {
        const old = grow(i + 5), next = grow(i + 900);
        for (const tree of [old, next]) {
          const box = document.createElement('textarea');
          box.id = 'body';
          const all = [tree, ...tree.querySelectorAll('div, section')];
          all[(i * 31) % all.length].prepend(box);
        }
        document.body.replaceChildren(old);
        const box = document.getElementById('body');
        for (let e = box; e; e = e.parentElement) e.hidden = false;
        for (let e = next.querySelector('#body'); e; e = e.parentElement) e.hidden = false;
        box.value = 'half written';
        box.focus();
        box.setSelectionRange(4, 4);
        morph(old, next, { soft: true });
        const e = document.activeElement;
        // Where its surroundings were replaced altogether it may be a new box; where they were not, it is the same.
        if (box.isConnected && (e !== box || e.value !== 'half written' || e.selectionStart !== 4)) lost.push([i, e.id, e.value]);
      }
      return lost.slice(0, 3);
    }, rounds);
    t.assert.deepEqual(lost, []);
  },

  'what the script itself has put on the page stays': async t => {
    const page = await start(t);
    const got = await page.evaluate(() => {
      document.body.innerHTML = '<main id="main"><ul id="own" data-own><li>mine</li></ul><p>one</p><ul><li>a</li></ul></main>';
      const next = new DOMParser().parseFromString('<main id="main"><p>two</p><ul><li>b</li></ul><ul><li>c</li></ul></main>', 'text/html').getElementById('main');
      morph(document.getElementById('main'), next, { soft: true });
      return document.getElementById('main').innerHTML;
    });
    t.assert.equal(got, '<ul id="own" data-own=""><li>mine</li></ul><p>two</p><ul><li>b</li></ul><ul><li>c</li></ul>');
  },

  'a form in use is left alone; the one that was sent becomes what the server says': async t => {
    const page = await start(t);
    const got = await page.evaluate(() => {
      const form = (words, seen) => `<main id="main"><form id="f" data-keep><input type="hidden" name="seen" value="${seen}"><textarea name="body">${words}</textarea></form></main>`;
      document.body.innerHTML = form('', 1);
      const next = seen => new DOMParser().parseFromString(form('', seen), 'text/html').getElementById('main');
      const f = () => document.getElementById('f').elements;
      const out = [];
      morph(document.getElementById('main'), next(2), { soft: true });
      out.push(f().seen.value); // not in use: brought up to date
      f().body.value = 'words';
      morph(document.getElementById('main'), next(3), { soft: true });
      out.push(f().seen.value, f().body.value);
      morph(document.getElementById('main'), next(4), { soft: true, anew: 'f' });
      out.push(f().seen.value, f().body.value);
      return out;
    });
    t.assert.deepEqual(got, ['2', '2', 'words', '4', '']);
  },
};
