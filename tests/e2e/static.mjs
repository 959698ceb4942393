// Serves what web/build.mjs and web/parts.mjs made, under the same policy as the program does.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { root } from './lib.mjs';

export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8' };

export function build() {
  if (!process.env.WEB_IS_BUILT) execFileSync('make', ['-s', 'web'], { cwd: root, stdio: 'inherit' });
  execFileSync(process.execPath, ['web/parts.mjs'], { cwd: root, stdio: 'inherit' });
}

// file: answers with a file of build/parts, if there is such a one.
export function file(r, at) {
  const from = path.join(root, 'build/parts'), to = path.join(from, path.normalize(decodeURIComponent(at)));
  if (!to.startsWith(from) || !fs.existsSync(to) || fs.statSync(to).isDirectory()) return false;
  r.writeHead(200, { 'content-type': TYPES[path.extname(to)] ?? 'application/octet-stream', 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' });
  r.end(fs.readFileSync(to));
  return true;
}

// parts: the fixture pages; a stream that says nothing, and yes to every form.
export async function openParts() {
  build();
  const server = http.createServer((q, r) => {
    const at = q.url.split('?')[0];
    if (at === '/events') {
      r.writeHead(200, { 'content-type': 'text/event-stream' });
      r.write(': hello\n\n');
    } else if (!file(r, at)) {
      r.writeHead(q.method === 'POST' ? 204 : 404);
      r.end();
    }
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } };
}
