/* promise_cli.h: `kept promise`: the engine of story.h on JSON lines, one answer a line, for those
 * who check. The format: docs/guide/promises.md. */
#ifndef KEPT_PROMISES_PROMISE_CLI_H
#define KEPT_PROMISES_PROMISE_CLI_H

#include "base/buf.h"
#include "base/zone.h"

/* promise_answer: one line's answer, without its line end. */
void promise_answer(struct arena *a, struct zone_cache *zones, struct str line, struct buf *out);
/* promise_cli: answers lines until they end; 0, or 1 when reading or writing failed. */
int promise_cli(int in, int out);

#endif
