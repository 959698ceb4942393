// What the sanitiser lets through, shown in a real Chromium: nothing may run, load, navigate or clobber, and no
// forbidden element, attribute or address may be in the page, with Kept's frame around it and without.
//
//   node tests/browser/sanitise.mjs [part of an id …]
//
// The sanitiser is `build/release/kept sanitize`, or the command in KEPT_SANITIZE; the browser /usr/bin/chromium, or
// CHROMIUM. Payloads: ../shared/data/examples/sanitise.json (or SANITISE_CASES) and a few of our own.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";
import { chromium } from "playwright-core";
import { ownCases } from "./sanitise_cases.mjs";

const command = (process.env.KEPT_SANITIZE ?? "build/release/kept sanitize").split(" ");
const casesFile = process.env.SANITISE_CASES ?? "../shared/data/examples/sanitise.json";
const frameSandbox = "allow-popups allow-popups-to-escape-sandbox";
const framePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox " + frameSandbox;

const forbiddenElements = ["script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input", "button",
  "select", "textarea", "svg", "math", "style", "link", "meta", "base", "template", "noscript", "video", "audio", "source",
  "track", "portal", "dialog", "marquee", "title", "map", "area", "slot", "canvas", "xmp", "plaintext"];

function sanitise(payload) {
  const run = spawnSync(command[0], command.slice(1), { input: payload, maxBuffer: 64 << 20 });
  if (run.status !== 0) throw new Error(`${command.join(" ")} ended with ${run.status ?? run.error}: ${run.stderr}`);
  return run.stdout.toString("utf8");
}

function loadCases() {
  const mine = ownCases.map((payload, i) => ({ id: `own/${i}`, payload }));
  if (!existsSync(casesFile)) {
    console.log(`# ${casesFile} is not here: our own cases only`);
    return mine;
  }
  return [...JSON.parse(readFileSync(casesFile, "utf8")).cases, ...mine];
}

// --- a server for the pages: /bare/N the fragment as a page of its own, /frame/N the same under the policy of Kept's frame,
// /raw/N the payload as it came (to see that the oracle sees), /many/N,M,… a page that shows each of them both ways.
// N is the place of a case, or several joined by "+": a dozen of our own fit on one page, which is a dozen times quicker.

function serve(cases) {
  const start = "<!doctype html><meta charset=utf-8><body>";
  const outputs = (which) => which.split("+").map((i) => cases[i].output).join("\n<hr>\n");
  const bodies = {
    bare: (which) => start + outputs(which),
    frame: (which) => start + outputs(which),
    raw: (i) => start + cases[i].payload,
    many: (list) => start + list.split(",").map((i) =>
      `<iframe name="bare ${i}" src="/bare/${i}"></iframe><iframe sandbox="${frameSandbox}" src="/frame/${i}"></iframe>`).join(""),
  };
  const server = createServer((request, response) => {
    const [, kind, which] = request.url.split("/");
    const isKnown = kind === "many" || which?.split("+").every((i) => cases[i]);
    if (!bodies[kind] || !isKnown) return response.writeHead(404).end();
    const headers = { "content-type": "text/html; charset=utf-8" };
    if (kind === "frame") headers["content-security-policy"] = framePolicy;
    response.writeHead(200, headers).end(bodies[kind](which));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

// --- in the page ------------------------------------------------------------------------------------------

// Runs before anything of the page: whoever calls one of these has run.
function installHooks() {
  window.__ran = [];
  const note = (name) => (...args) => { window.__ran.push(`${name}(${args.map(String).join().slice(0, 40)})`); return null; };
  for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch", "postMessage"])
    Object.defineProperty(window, name, { value: note(name), writable: false, configurable: false });
  document.write = document.writeln = note("write");
  window.__known = new Set(Object.getOwnPropertyNames(window));
  window.__types = {};
  for (const name of ["cookie", "getElementById", "createElement", "body", "forms", "implementation", "attributes",
    "nodeName", "parentNode", "firstChild", "childNodes", "querySelector", "addEventListener", "domain", "location"])
    window.__types[name] = name === "body" ? "object" : typeof document[name];
}

// What is wrong with the tree below `root`, and with the page around it.
function inspect({ forbidden, wantText }) {
  const wrong = [...window.__ran.map((what) => `ran ${what}`)];
  const schemes = /^(https?|mailto|tel):/i;
  const walk = (root) => {
    for (const e of root.querySelectorAll("*")) {
      const name = e.localName.toLowerCase();
      if (e === document.head || e === document.body || e.parentNode === document.head) continue;
      if (forbidden.includes(name)) wrong.push(`<${name}>`);
      if (e.namespaceURI !== "http://www.w3.org/1999/xhtml") wrong.push(`foreign <${name}>`);
      for (const a of e.attributes) {
        const an = a.name.toLowerCase();
        if (/^on|^(src|srcdoc|srcset|action|formaction|background|poster|id|name|class|ping|data|lowsrc|dynsrc|is|slot|part|form)$|:/.test(an))
          wrong.push(`${name}@${a.name}`);
        if (an === "href" && !schemes.test(e.href)) wrong.push(`${name}@href=${a.value.slice(0, 40)}`);
        if (an === "style" && /url\s*\(|expression|behaviou?r|binding|@import|position|javascript|\\/i.test(a.value)) wrong.push(`${name}@style=${a.value.slice(0, 60)}`);
      }
      const style = getComputedStyle(e);
      if (!["static", "relative"].includes(style.position)) wrong.push(`${name} is ${style.position}`);
      if (e.shadowRoot) wrong.push(`${name} has a shadow`);
      for (const comment of [...e.childNodes].filter((n) => n.nodeType === 8)) wrong.push(`comment ${comment.data.slice(0, 20)}`);
    }
  };
  walk(document);
  // Mutation: written and read by the browser, twice, nothing new may appear.
  const first = document.createElement("div"), second = document.createElement("div");
  first.innerHTML = document.body.innerHTML;
  second.innerHTML = first.innerHTML;
  document.body.append(first, second);
  walk(first);
  walk(second);
  for (const name of Object.keys(window.__types))
    if (typeof document[name] !== window.__types[name]) wrong.push(`document.${name} was taken over`);
  for (const name of Object.getOwnPropertyNames(window))
    if (!window.__known.has(name) && !name.startsWith("__")) wrong.push(`window.${name} is new`);
  // Everything that a hand could do, but for following a link to where it may lead.
  document.addEventListener("click", (e) => e.target.closest("a") && e.preventDefault(), true);
  for (const e of document.querySelectorAll("body *")) {
    for (const type of ["mouseover", "mousemove", "mousedown", "focus", "blur", "keydown", "input", "change", "dragover", "wheel",
      "toggle", "animationstart", "transitionend", "load", "error", "contextmenu", "pointerover", "copy", "paste"])
      e.dispatchEvent(new Event(type, { bubbles: true }));
    if (e.localName !== "a") e.click();
  }
  const squeezed = (s) => s.replace(/[\s\u00a0\u0000-\u0020\ufeff]+/g, "");
  if (wantText && !squeezed(document.body.textContent).includes(squeezed(wantText))) wrong.push(`lost «${wantText.slice(0, 60)}»`);
  return [...wrong, ...window.__ran.map((what) => `ran by hand ${what}`)];
}

// --- some cases at once -----------------------------------------------------------------------------------

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Shows the cases, each bare and framed, and returns what is wrong; with several, in words that name no case.
async function show(page, seen, base, cases, which) {
  const url = `${base}/many/${which.join()}`;
  const allowed = new Set([`request ${url}`, ...which.flatMap((i) => [`request ${base}/bare/${i}`, `request ${base}/frame/${i}`])]);
  seen.length = 0;
  await page.goto(url, { waitUntil: "load", timeout: 20000 });
  const wrong = [];
  for (const unit of which) {
    const frame = page.frame({ name: `bare ${unit}` });
    const wantText = cases[unit]?.raw_text;
    wrong.push(...(frame ? await frame.evaluate(inspect, { forbidden: forbiddenElements, wantText }) : ["its frame is gone"]));
    for (const lack of cases[unit]?.output_lacks_ci ?? [])
      if (cases[unit].output.toLowerCase().includes(lack.toLowerCase())) wrong.push(`has ${lack}`);
  }
  await pause(10);
  wrong.push(...(await page.evaluate(() => window.__ran)).map((what) => `in the page around it ran ${what}`));
  if (page.url() !== url) wrong.push(`the page around it went to ${page.url()}`);
  wrong.push(...seen.filter((line) => !allowed.has(line)));
  return [...new Set(wrong)];
}

async function report(page, seen, base, cases, i) {
  const wrong = await show(page, seen, base, cases, [`${i}`]).catch((e) => [e.message]);
  const c = cases[i];
  if (!wrong.length) return 0;
  console.log(`FAILED ${c.id}\n  payload ${JSON.stringify(c.payload.slice(0, 300))}\n  output  ${JSON.stringify(c.output.slice(0, 300))}`);
  for (const w of wrong.slice(0, 8)) console.log(`  ${w.slice(0, 200)}`);
  return 1;
}

// Cases of others alone in their frame, ours by the dozen.
function unitsOf(cases) {
  const units = [], own = [];
  cases.forEach((c, i) => (c.id.startsWith("own/") ? own : units).push(`${i}`));
  while (own.length) units.push(own.splice(0, 12).join("+"));
  return units;
}

// A page is clean, or its cases are shown one by one.
async function tryAll(page, seen, base, cases) {
  const units = unitsOf(cases);
  let failures = 0;
  while (units.length) {
    const which = units.splice(0, 24);
    const wrong = await show(page, seen, base, cases, which).catch((e) => [e.message]);
    if (!wrong.length) continue;
    let alone = 0;
    for (const i of which.flatMap((unit) => unit.split("+"))) alone += await report(page, seen, base, cases, Number(i));
    if (!alone) console.log(`FAILED only together: ${which.join()}: ${wrong.join("; ").slice(0, 300)}`);
    failures += alone || 1;
  }
  return failures;
}

// The oracle must see: payloads known to run when they are not sanitised.
async function sees(page, seen, base, cases) {
  let known = 0, noticed = 0;
  for (const [i, c] of cases.entries()) {
    if (!c.raw_executes || known >= 40) continue;
    known++;
    seen.length = 0;
    await page.goto(`${base}/raw/${i}`, { timeout: 5000 }).catch(() => seen.push("it did not load"));
    await pause(300);
    const ran = await page.evaluate(() => window.__ran ?? []).catch(() => ["left the page"]);
    noticed += ran.length || seen.some((line) => line !== `request ${base}/raw/${i}`) ? 1 : 0;
    if (process.env.VERBOSE && !ran.length) console.log(`# ${c.id}: ${seen.join("; ")}`);
  }
  return { known, noticed };
}

async function openPage(browser, seen) {
  const context = await browser.newContext({ serviceWorkers: "block" });
  await context.addInitScript(installHooks);
  const page = await context.newPage();
  context.on("request", (r) => seen.push(`request ${r.url()}`));
  context.on("page", () => seen.push("a window opened"));
  page.on("dialog", (d) => { seen.push(`dialog ${d.message()}`); d.dismiss().catch(() => {}); });
  page.on("download", () => seen.push("a download"));
  return page;
}

const wanted = process.argv.slice(2);
const cases = loadCases().filter((c) => !wanted.length || wanted.some((w) => c.id.includes(w)));
for (const c of cases) c.output = sanitise(c.payload);
const server = await serve(cases);
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run",
    "--disable-features=IsolateSandboxedIframes", // a process for each frame is a second for each page
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
});
let failures = 0;
try {
  const seen = [];
  const page = await openPage(browser, seen);
  failures = await tryAll(page, seen, base, cases);
  const { known, noticed } = await sees(page, seen, base, cases);
  if (noticed * 10 < known * 8) {
    failures++;
    console.log(`FAILED the oracle: of ${known} payloads that run unsanitised it noticed ${noticed}`);
  }
  console.log(`${cases.length} payloads, ${failures} failures; of ${known} that run unsanitised the oracle noticed ${noticed}`);
} finally {
  await browser.close();
  server.close();
}
process.exit(failures ? 1 : 0);
