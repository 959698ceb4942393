// What the fixture pages share: the two shells and the parts that repeat. Each is the markup that the
// template of the same name writes.

const head = (style, title) => `<!DOCTYPE html>
<html lang="en" dir="ltr" data-build="fixture">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <meta name="description" content="Kept: promises made, promises kept.">
  <meta name="color-scheme" content="light dark">
  <link rel="icon" href="{asset icon.svg}" type="image/svg+xml">
  <link rel="manifest" href="{asset kept.webmanifest}">
  <link rel="preload" href="{asset kept-sans.woff2}" as="font" type="font/woff2" crossorigin>
  <link rel="stylesheet" href="{asset ${style}.css}">`;

export const desk = ({ title, main, at, live = '', skip = '' }, body) => `${head('desk', `${title} – Kept`)}
  <meta name="csrf" content="fixture">
  <script src="{asset kept.js}" defer></script>
</head>
<body>
{sprite}
<a class="skip" href="#main">Skip to main content</a>
${skip ? `<a class="skip" href="#body">${skip}</a>\n` : ''}<div class="desk">
  ${side(at)}
  ${top()}
  <main class="main ${main}" id="main" tabindex="-1" data-part${live ? ` data-live="${live}"` : ''}>
${body}
  </main>
</div>
${tabs(at)}
${overlays()}
</body>
</html>
`;

export const outside = ({ title, body: classes = '', org = 'Northgate Homes', links = '' }, body) => `${head('public', `${title} – ${org}`)}
</head>
<body class="public${classes ? ` ${classes}` : ''}">
{sprite}
<a class="skip" href="#main">Skip to main content</a>
<header class="masthead"><div class="wrap"><a class="org" href="#"><span class="org-mark">{{mark}}</span>${org}</a>${links}</div></header>
${body}
<footer class="foot"><div class="wrap"><ul role="list"><li><a href="#">Accessibility</a></li><li><a href="#">Your data</a></li></ul></div></footer>
</body>
</html>
`;

const count = (n, words, kind) => n ? `<span class="count${kind ? ` ${kind}` : ''}">${n}<span class="sr"> ${words ?? 'requests'}</span></span>` : '';

export const side = at => {
  const place = ([icon, name, href, n, words], i) => `      <li><a href="${href}" title="${name}" aria-keyshortcuts="Shift+${i + 1}"${at === icon ? ' aria-current="page"' : ''}>{{${icon}}}<span class="grow">${name}</span>${count(n, words)}</a></li>`;
  const view = ([name, href, n, kind], i) => `      <li><a href="${href}" aria-keyshortcuts="${i + 1}"${at === 'inbox' && !i ? ' aria-current="true"' : ''}><span class="grow">${name}</span>${count(n, null, kind)}</a></li>`;
  const team = ([icon, name, n]) => `      <li><a href="#">{{${icon}}}<span class="grow">${name}</span>${count(n)}</a></li>`;
  return `<nav class="side" id="side" popover aria-label="Main" data-part>
    <a class="brand" href="inbox.html"><span class="brand-mark">{{mark}}</span>Kept<span class="brand-org">Northgate Homes</span></a>
    <ul role="list">
${[['inbox', 'Requests', 'inbox.html'], ['people', 'People', 'people.html'], ['gear', 'Settings', 'team.html']].map(place).join('\n')}
    </ul>
    <h2>Views</h2>
    <ul role="list">
${[['My promises', 'inbox.html', '21'], ['Nobody’s yet', '#', '5'], ['At risk', '#', '3', 'risk'], ['Waiting', '#', '4'], ['Kept today', '#', '18']].map(view).join('\n')}
    </ul>
    <h2>Teams</h2>
    <ul role="list">
${[['wrench', 'Repairs', '34'], ['tag', 'Rent and billing', '11'], ['pin', 'Moving home', '6']].map(team).join('\n')}
    </ul>
  </nav>`;
};

export const top = () => `<header class="top" id="top">
    <form class="search" role="search" action="search.html">
      <label class="sr" for="q">Search requests, people and messages</label>
      <button type="submit">{{search}}<span class="sr">Search</span></button>
      <input class="input" id="q" name="q" type="search" placeholder="Search requests, people, messages" aria-keyshortcuts="/">
      <kbd aria-hidden="true">/</kbd>
    </form>
    <div class="cluster">
      <button class="btn" type="button" data-open="palette" aria-keyshortcuts="Control+K">{{bolt s}}<span class="wide-only">Commands</span> <kbd class="wide-only">Ctrl K</kbd></button>
      <a class="btn main-action" href="new.html" aria-keyshortcuts="c">{{plus s}}<span class="wide-only">New request</span> <kbd class="wide-only">C</kbd></a>
      <form action="/me/look" method="post" data-look><button class="btn bare only" type="submit" name="theme" value="dark" data-or="light" data-command="Light or dark">{{moon}}<span class="sr">Switch between light and dark</span></button></form>
      <button class="me" type="button" popovertarget="me-menu"><span class="face" data-hue="d" aria-hidden="true">ME</span><span class="sr">Maya Ellis, your account</span></button>
    </div>
    <div class="menu" id="me-menu" popover>
      <div class="me-who"><b>Maya Ellis</b><br><span class="muted">Repairs, leader</span></div>
      <a href="person.html">Your page</a>
      <form action="/me/look" method="post" data-look><button type="submit" name="density" value="compact" data-or="comfortable" data-command="Comfortable or compact rows">Comfortable or compact rows</button></form>
      <form action="/me/look" method="post" data-look><button type="submit" name="letters" value="easy" data-or="usual" data-command="Easier letters">Easier letters</button></form>
      <button type="button" data-open="keys" aria-keyshortcuts="?"><span class="grow">Keyboard shortcuts</span> <kbd>?</kbd></button>
      <hr>
      <form action="/sign-out" method="post"><button type="submit">{{out s}}Sign out</button></form>
    </div>
  </header>`;

export const tabs = at => `<nav class="tabs" id="tabs" aria-label="Main, small screens" data-part>
  <a href="inbox.html"${at === 'inbox' ? ' aria-current="page"' : ''}>{{inbox}}Requests</a><a href="people.html"${at === 'people' ? ' aria-current="page"' : ''}>{{people}}People</a><a href="search.html"${at === 'search' ? ' aria-current="page"' : ''}>{{search}}Search</a><button type="button" popovertarget="side">{{more}}More</button>
</nav>`;

const key = (keys, words) => `      <div><dt>${keys.split(' ').map(k => `<kbd>${k}</kbd>`).join(' ')}</dt><dd>${words}</dd></div>`;

export const overlays = () => `<div class="busy-bar" aria-hidden="true"></div>
<p class="sr" id="live" role="status"></p>
<div class="toasts" id="toasts" role="status" data-part></div>
<dialog class="palette" id="palette" aria-label="Commands">
  <label class="sr" for="palette-q">Type a command, a name or a number</label>
  <input class="input" id="palette-q" type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" autocomplete="off" spellcheck="false" placeholder="Type a command, a name or a number">
  <ul id="palette-list" role="listbox" aria-label="Commands"></ul>
  <p class="sr" id="palette-count" role="status"></p>
</dialog>
<dialog id="keys" aria-labelledby="keys-h">
  <div class="keys-in">
    <div class="between"><h2 id="keys-h">Keyboard shortcuts</h2><form method="dialog"><button class="btn bare only" type="submit">{{x}}<span class="sr">Close</span></button></form></div>
    <h3 class="tiny faint">On this page</h3>
    <dl class="keys" data-keys-here></dl>
    <h3 class="tiny faint">Everywhere</h3>
    <dl class="keys">
${[['J K', 'Next, previous in a list'], ['Enter', 'Open'], ['X', 'Select'], ['Shift+J Shift+K', 'Select a range'], ['Esc', 'Leave the box, clear the selection'], ['Z', 'Take back the last thing']].map(k => key(...k)).join('\n')}
    </dl>
    <p class="small muted">You can turn off single-letter shortcuts in <a href="person.html">your settings</a>.</p>
  </div>
</dialog>
<dialog id="sheet"></dialog>`;

const PARTS = ['nothing said yet', 'acknowledged', 'acknowledged, what we will do', 'acknowledged, what we will do, by when', 'acknowledged, what, by when, how it works', 'all five moves made'];
export const knots = ({ n, kind = '' }) => `<span class="knots${kind ? ` ${kind}` : ''}" data-done="${n}" role="img" aria-label="${n} of 5 moves: ${PARTS[n]}"><i></i><i></i><i></i><i></i><i></i></span>`;

const CHANNELS = { mail: 'by email', phone: 'by phone', chat: 'by chat', globe: 'from the portal', walk: 'at the desk' };
const due = ({ state, icon, text }) => `<span class="due${state ? ` ${state}` : ''}">${icon ? `{{${icon} s}}` : ''}${text}</span>`;

// A row of a list of requests. `state` is how its promise stands: "", risk, broken, kept.
export const row = ({ id, ini, hue, name, subject, snip, team = '', n, state = '', icon = 'clock', text, channel = 'mail', isNew, at, writing, plain }) => `<li class="row${isNew ? ' unread' : ''}${plain ? ' plain' : ''}" id="row-${id}" data-item="${id}">
              ${plain ? '' : `<input class="tick" type="checkbox" name="r" value="${id}" aria-label="Select ${name}, K-${id}">`}
              <span class="face" data-hue="${hue}" aria-hidden="true">${ini}</span>
              <div class="row-text">
                <a class="row-link" href="request.html" data-peek="inbox.html?at=${id}"${at ? ' aria-current="true"' : ''}>${isNew ? '<span class="sr">New message. </span>' : ''}<b>${name}</b> <span class="row-subj">${subject}</span></a>
                <p class="row-snip clip">${snip}</p>
              </div>
              ${writing ? `<span class="row-by"><span class="face s writing" data-hue="c" aria-hidden="true">${writing[0]}</span><span class="sr">${writing[1]} is writing here</span></span>` : team ? `<span class="tag row-chain">${team}</span>` : '<span></span>'}
              <span class="row-ch" title="${CHANNELS[channel][0].toUpperCase()}${CHANNELS[channel].slice(1)}">{{${channel} s}}<span class="sr">${CHANNELS[channel]}</span></span>
              ${knots({ n, kind: state })}
              ${due({ state, icon, text })}
            </li>`;

// A line of the queue beside an open request.
export const q = ({ id, ini, hue, name, subject, n, state = '', text, at }) => `<li class="q" id="q-${id}" data-item="${id}"><a href="request.html"${at ? ' aria-current="true"' : ''}><span class="face s" data-hue="${hue}" aria-hidden="true">${ini}</span><span class="q-name clip">${name}</span>${due({ state, text })}<span class="q-subj clip">${subject}</span>${knots({ n, kind: state })}</a></li>`;

export const bar = ({ part, label }) => `<svg class="span" width="100%" height="6" role="img" aria-label="${label}"><rect class="rail" width="100%" height="6" rx="3"/><rect class="run" width="${part}%" height="6" rx="3"/></svg>`;

// Settings: the list at the side, the same on every page of settings.
export const settingsnav = ({ at }) => `<nav class="settings-nav" aria-label="Settings">
      ${[['What we are', [['building', 'Organisation', '#'], ['people', 'Teams and hours', 'team.html'], ['person', 'Accounts', '#']]], ['What we promise', [['heart', 'Services', 'service.html'], ['book', 'Answers', '#']]], ['How it comes in', [['mail', 'Mailboxes', 'mailbox.html'], ['key', 'Access for programs', '#']]], ['You', [['gear', 'Your settings', '#']]]].map(([name, links]) => `<h2>${name}</h2>
      <ul role="list">${links.map(([icon, text, href]) => `<li><a href="${href}"${at === text ? ' aria-current="page"' : ''}>{{${icon} s}}${text}</a></li>`).join('')}</ul>`).join('\n      ')}
    </nav>`;

export const day = ({ name, spans = [] }) => `<li><label class="switch"><input class="tick" type="checkbox" name="open" value="${name}"${spans.length ? ' checked' : ''}>${name}</label>
              ${spans.length ? `<div class="spans">${spans.map(([from, to], i) => `<span class="times"><input class="input" name="from" value="${from}" aria-label="${name}, opens${i ? ` again` : ''}" inputmode="numeric" autocomplete="off"> to <input class="input" name="to" value="${to}" aria-label="${name}, closes${i ? ` again` : ''}" inputmode="numeric" autocomplete="off"></span>`).join('')}<button class="btn bare only" type="submit" name="add" value="${name}">{{plus}}<span class="sr">Another span on ${name}</span></button></div>` : `<span class="closed small">Closed</span>`}</li>`;

export const step = ({ text, n }) => `<li><input class="input" name="step" value="${text}" aria-label="Step ${n}" autocomplete="off"><button class="btn bare only" type="submit" name="drop" value="${n}">{{x}}<span class="sr">Remove step ${n}</span></button></li>`;
