// A proxy that does to a line what networks and servers do: cuts it, holds it back, hands the end of a
// session over twice, hides a message for a while. By chance, from a seed.
import net from 'node:net';

export function chanceOf(seed) {
  let state = BigInt(seed) * 2862933555777941757n + 3037000493n;
  return n => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((state >> 33n) % BigInt(n));
  };
}

// startFaults: between whoever connects to .port and 127.0.0.1:target().
//   cut     one in so many pieces of traffic ends the line, half of them in the middle of the piece
//   cutEnd  one in so many mails loses its line right behind its last byte, before the answer
//   delay   one in so many is held back up to `most` ms
//   repeat  one in so many sessions of mail is brought a second time, as a server does that missed the answer
//   hide    a UID whose lines of FETCH are left out while .hidden is true (a server that shows a message late)
//   on      false: lets all through
export async function startFaults(target, { seed = 1, cut = 0, cutEnd = 0, delay = 0, most = 60, repeat = 0, on = true } = {}) {
  const chance = chanceOf(seed), open = new Set();
  const self = { on, cuts: 0, delays: 0, repeats: 0, hidden: 0, port: 0 };
  const hits = n => self.on && n > 0 && chance(n) === 0;

  function pass(from, to, change) {
    let last = Promise.resolve();
    from.on('data', piece => {
      from.pause();
      last = last.then(async () => {
        if (hits(delay)) { self.delays++; await new Promise(done => setTimeout(done, chance(most))); }
        if (hits(cut)) {
          self.cuts++;
          if (chance(2)) to.write(piece.subarray(0, chance(piece.length + 1)));
          to.end();
          from.destroy();
          return;
        }
        to.write(change(piece));
        if (cutEnd && piece.subarray(-5).equals(Buffer.from('\r\n.\r\n')) && hits(cutEnd)) {
          self.cuts++;
          from.destroy();
          return;
        }
        from.resume();
      });
    });
    from.on('end', () => { last = last.then(() => to.end()); });
    from.on('error', () => to.destroy());
    from.on('close', () => { last = last.then(() => to.destroy()); });
  }

  // What the client said, said again on a line of its own; the answers go nowhere.
  function again(words) {
    self.repeats++;
    const s = net.connect(target(), '127.0.0.1');
    const lines = words.toString('latin1').match(/[^\n]*\n/g) ?? [];
    let inData = false, had = '';
    const next = () => {
      if (!lines.length) return s.end();
      if (!inData) {
        const line = lines.shift();
        s.write(line, 'latin1');
        inData = /^DATA/i.test(line);
        return undefined;
      }
      let body = '';
      while (lines.length) { const line = lines.shift(); body += line; if (line === '.\r\n') break; }
      inData = false;
      return s.write(body, 'latin1');
    };
    s.on('data', d => {
      had += d;
      for (let end; (end = had.indexOf('\n')) >= 0; had = had.slice(end + 1)) if (!/^\d{3}-/.test(had)) next();
    }).on('error', () => {});
    s.setTimeout(10000, () => s.destroy());
  }

  const server = net.createServer(client => {
    const up = net.connect(target(), '127.0.0.1');
    const said = [];
    open.add(client).add(up);
    client.on('close', () => open.delete(client));
    up.on('close', () => open.delete(up));
    const isRepeated = hits(repeat);
    pass(client, up, piece => { if (isRepeated) said.push(piece); return piece; });
    pass(up, client, piece => self.hidden ? Buffer.from(piece.toString('latin1').replace(new RegExp(`\\* \\d+ FETCH \\(UID ${self.hidden} RFC822[^\\n]*\\n`, 'g'), ''), 'latin1') : piece);
    client.on('close', () => { if (isRepeated && Buffer.concat(said).includes('\r\n.\r\n')) again(Buffer.concat(said)); });
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  self.port = server.address().port;
  self.cutAll = () => { for (const s of open) s.destroy(); };
  self.stop = () => new Promise(done => { server.close(done); self.cutAll(); });
  return self;
}
