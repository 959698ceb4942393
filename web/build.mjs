// node web/build.mjs [OUT]: makes what the program embeds: styles, script, fonts, icons, manifest.
// OUT (build/web) gets the files and assets.tsv, one asset a line: name, path, content type, etag,
// file, the same file compressed (or - where that would not be smaller).
// Every name carries a hash of its bytes, so a browser may keep it for ever; the result is the same
// on every machine, so the hashes are too.
import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { bundle } from 'lightningcss';
import subsetFont from 'subset-font';

const web = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(web, '../build/web'));
const modules = path.join(web, '../node_modules');

// The oldest browsers with :has() and popover or a fallback in the styles.
const browsers = ['chrome >= 111', 'firefox >= 121', 'safari >= 16.4'];
const targets = { chrome: 111 << 16, firefox: 121 << 16, safari: (16 << 16) | (4 << 8) };

const TYPES = {
  css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', woff2: 'font/woff2',
  svg: 'image/svg+xml', webmanifest: 'application/manifest+json', txt: 'text/plain; charset=utf-8',
};

const assets = new Map();
fs.mkdirSync(out, { recursive: true });

function add(name, bytes) {
  const dot = name.lastIndexOf('.');
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const file = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
  write(file, bytes);
  const packed = gzipSync(bytes, { level: 9 });
  const gzip = packed.length < bytes.length * 0.95 ? `${file}.gz` : '-';
  if (gzip !== '-') write(gzip, packed);
  assets.set(name, { path: `/static/${file}`, type: TYPES[name.slice(dot + 1)], etag: hash, file, gzip });
}

// Two makes may run at once: a file appears whole or not at all.
function write(file, bytes) {
  const to = path.join(out, file), part = `${to}.${process.pid}`;
  fs.writeFileSync(part, bytes);
  fs.renameSync(part, to);
}

// Two files for each letter shape: what English needs, and what the rest of Latin needs, which a
// browser fetches only when a page holds such a letter (unicode-range in fonts.css). Other scripts
// fall to the system's font.
const LATIN = [[0x20, 0x7e], [0xa0, 0xff], [0x131, 0x131], [0x152, 0x153], [0x2009, 0x203a], [0x20ac, 0x20ac], [0x2122, 0x2212]];
const MORE = [[0x100, 0x17f], [0x218, 0x21b], [0x1e80, 0x1e9e], [0x20b9, 0x20bd]];
const letters = spans => spans.map(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join('')).join('');

// The originals are under the SIL Open Font License; what is cut from them goes by names of its own.
async function font(name, source) {
  const dir = path.join(modules, '@fontsource-variable', source);
  for (const [part, suffix, spans] of [['latin', '', LATIN], ['latin-ext', '-more', MORE]]) {
    const whole = fs.readFileSync(path.join(dir, 'files', `${source}-${part}-wght-normal.woff2`));
    add(`${name}${suffix}.woff2`, await subsetFont(whole, letters(spans), { targetFormat: 'woff2', variationAxes: { wght: { min: 400, max: 700 } } }));
  }
  return fs.readFileSync(path.join(dir, 'LICENSE'), 'utf8').trim();
}

function style(name) {
  const { code } = bundle({
    filename: path.join(web, 'css', `${name}.css`), minify: true, targets,
    visitor: { Url: url => ({ ...url, url: assets.get(url.url)?.path ?? fail(`${name}.css: no asset ${url.url}`) }) },
  });
  add(`${name}.css`, code);
}

async function script(name) {
  const made = await esbuild.build({
    entryPoints: [path.join(web, 'js', `${name}.js`)], bundle: true, minify: true, write: false, format: 'iife',
    target: browsers.map(b => b.replace(' >= ', '')), charset: 'utf8', legalComments: 'none', logLevel: 'warning',
  });
  add(`${name}.js`, made.outputFiles[0].contents);
}

function fail(why) {
  throw new Error(why);
}

const licences = [await font('kept-sans', 'geist'), await font('kept-easy', 'atkinson-hyperlegible-next')];
add('fonts.txt', `Kept Sans is cut from Geist, Kept Easy from Atkinson Hyperlegible Next.\n\n${licences.join(`\n\n${'='.repeat(72)}\n\n`)}\n`);
for (const icon of ['icon.svg', 'sprite.svg']) add(icon, squeeze(fs.readFileSync(path.join(web, 'icons', icon), 'utf8')));
add('kept.webmanifest', manifest());
for (const name of ['desk', 'public', 'door', 'frame']) style(name);
await script('kept');

function squeeze(svg) {
  return svg.replace(/>\s+</g, '><').trim();
}

function manifest() {
  return JSON.stringify({
    name: 'Kept', short_name: 'Kept', start_url: '/', scope: '/', display: 'standalone',
    background_color: '#f4f3ee', theme_color: '#0b6b4f',
    icons: [{ src: assets.get('icon.svg').path, sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' }],
  });
}

const rows = [...assets].sort(([, a], [, b]) => (a.path < b.path ? -1 : 1));
write('assets.tsv', rows.map(([name, a]) => [name, a.path, a.type, a.etag, a.file, a.gzip].join('\t')).join('\n') + '\n');
const current = new Set(rows.flatMap(([, a]) => [a.file, a.gzip]));
for (const file of fs.readdirSync(out)) if (/\.[0-9a-f]{10}\.\w+(\.gz)?$/.test(file) && !current.has(file)) fs.rmSync(path.join(out, file), { force: true });
if (process.stdout.isTTY) for (const [name, a] of rows) console.log(name.padEnd(22), String(fs.statSync(path.join(out, a.file)).size).padStart(7), a.path);
