/* undo.h: everything that was done can be taken back for a while. */
#ifndef KEPT_APP_UNDO_H
#define KEPT_APP_UNDO_H

#include "app/app.h"

#define UNDO_SECONDS 10

/* undo_offer: inside a write: *path gets where to POST to take it back.
 *   kind, data  what the feature's `undo` understands: "message.send", "2041" */
enum err undo_offer(struct cx *cx, struct str kind, struct str data, struct str *path) must_use;
/* toast_set: what the next page says was done, and how to take it back (path empty: it cannot be).
 */
void toast_set(struct cx *cx, struct str words, struct str undo_path);
/* toast_cookie: the same as it travels; for an answer that is given again. */
void toast_cookie(struct cx *cx, struct str value);

/* the page: POST /undo/{token} */
enum err undo_post(struct cx *cx) must_use;

#endif
