// The few words that the script itself says. A page in another language carries its own in
// <template id="words"><p data-word="close">Schließen</p>…</template>, by the names below.
export const ENGLISH = {
  away: 'We could not reach the server.',
  awayWords: 'We could not reach the server. Your words are saved on this computer.',
  again: 'Trying again in {n} seconds.',
  tryNow: 'Try now',
  still: 'Still trying',
  cancel: 'Cancel',
  close: 'Close',
  failed: 'That did not work. Nothing was changed.',
  signIn: 'You were signed out. Your words are saved on this computer.',
  signInAgain: 'Sign in again',
  unsent: 'Not sent yet',
  unsentWhy: 'Not sent: {why}',
  takeBack: 'Take back',
  sent: 'Sent.',
  saved: 'Draft saved {time}',
  savedHere: 'Saved on this computer',
  changed: '{n} changed. Show',
  selected: '{n} selected',
  results: '{n} found',
  none: 'Nothing found',
  remove: 'Remove {name}',
  stop: 'Stop {name}',
  uploadFailed: '{name} did not arrive. Try again.',
  filesStay: 'Files cannot wait on this computer. Send again when the server is back.',
  min: '{n} min',
  late: 'Late {n} min',
};

export function word(key, values = {}) {
  const own = document.getElementById('words')?.content.querySelector(`[data-word="${key}"]`)?.textContent;
  return (own ?? ENGLISH[key]).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}
