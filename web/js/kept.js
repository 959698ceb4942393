// Kept: the script of the desk. Everything here is an addition: without it every link and form works.
import * as answers from './answers.js';
import * as dialog from './dialog.js';
import * as drafts from './drafts.js';
import * as forms from './forms.js';
import * as frames from './frames.js';
import * as keys from './keys.js';
import * as list from './list.js';
import * as live from './live.js';
import * as look from './look.js';
import * as palette from './palette.js';
import * as presence from './presence.js';
import * as queue from './queue.js';
import * as times from './times.js';
import * as toast from './toast.js';
import * as write from './write.js';
import { followLinks, onShow } from './page.js';

palette.start();
dialog.start();
look.start();
forms.start();
followLinks();
keys.start();
list.start();
write.start();
answers.start();
drafts.start();
queue.start();
times.start();
frames.start();
presence.start();
toast.adopt();
live.start();

onShow(({ isNewQuery }) => {
  if (isNewQuery) list.clear();
  list.bulk();
  drafts.restore();
  queue.draw();
  presence.look();
});
