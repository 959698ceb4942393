/* hub.h: sockets that have left the web server, kept by one thread: live streams, and connections
 * that get a last answer. The inside of live.h. */
#ifndef KEPT_HTTP_HUB_H
#define KEPT_HTTP_HUB_H

#include "http/live.h"

/* hub_open: starts the thread.
 *   closed   called by it with each socket's `owner` number when that one is closed */
struct live_hub *hub_open(int heartbeat_seconds, void (*closed)(void *to, uint64_t owner),
                          void *to);
/* hub_close: ends all streams, waits for last answers (LIMIT_LINGER_SECONDS at most), ends the
 * thread. */
void hub_close(struct live_hub *h);

/* hub_park: `fd` becomes a live stream that begins with `head`. The hub owns fd from here on. */
void hub_park(struct live_hub *h, int fd, uint64_t owner, struct str head,
              const struct live_topics *t);
/* hub_finish: `fd` gets `last`, then its end. What the peer still sends is read and dropped for
 * a while, because closing a socket with bytes unread throws away what was sent.
 *   is_cut  the reading side is shut already */
void hub_finish(struct live_hub *h, int fd, uint64_t owner, struct str last, bool is_cut);

#endif
