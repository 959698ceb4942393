// node web/parts.mjs: makes the fixture pages of web/parts into build/parts, with the styles, script
// and fonts of build/web beside them. They show every page of the product in its finished markup;
// tests/e2e looks at them in light, dark, on a phone, from right to left, in forced colours, on paper.
//
// In a fixture: {{clock s}} is an icon, <!--use name {json}--> a part of parts/parts.mjs, and the first
// line names the shell: <!--desk {"title": …, "main": classes, "at": where in the sidebar}--> or
// <!--public {"title": …, "body": classes}-->.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as parts from './parts/parts.mjs';

const web = path.dirname(fileURLToPath(import.meta.url));
const made = path.resolve(process.argv[2] ?? path.join(web, '../build/web'));
const out = path.resolve(process.argv[3] ?? path.join(web, '../build/parts'));

const assets = {};
for (const line of fs.readFileSync(path.join(made, 'assets.tsv'), 'utf8').trim().split('\n')) {
  const [name, at, , , file] = line.split('\t');
  assets[name] = { at, file };
}
const sprite = fs.readFileSync(path.join(made, assets['sprite.svg'].file), 'utf8');

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(path.join(out, 'static'), { recursive: true });
for (const { at, file } of Object.values(assets)) fs.copyFileSync(path.join(made, file), path.join(out, at));

for (const file of fs.readdirSync(path.join(web, 'parts')).filter(f => f.endsWith('.html'))) {
  const [, shell, said, body] = fs.readFileSync(path.join(web, 'parts', file), 'utf8').match(/^<!--(\w+) (.*?)-->\n(.*)$/s);
  let page = parts[shell === 'public' ? 'outside' : shell]({ at: '', main: '', body: '', ...JSON.parse(said) }, body.trim());
  while (/<!--use/.test(page)) page = page.replace(/<!--use (\w+)(?: (.*?))?-->/gs, (all, name, given) => parts[name](given ? JSON.parse(given) : {}));
  page = page
    .replace(/\{\{([\w-]+)((?: [a-z]+)*)\}\}/g, (all, name, more) => {
      if (!sprite.includes(`id="i-${name}"`)) throw new Error(`${file}: no icon ${name}`);
      return `<svg class="i${more}" aria-hidden="true"><use href="#i-${name}"/></svg>`;
    })
    .replace(/\{asset ([\w.-]+)\}/g, (all, name) => assets[name].at)
    .replace('{sprite}', sprite);
  fs.writeFileSync(path.join(out, file), page);
}
