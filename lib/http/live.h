/* live.h: live updates (server-sent events): parked connections, woken by topic.
 *
 * A handler that answers with `live` parks the connection: its socket leaves the web server and is
 * kept by a thread of its own, at a few hundred bytes each (docs/adr/0063). live_publish reaches
 * every parked connection that holds the topic. Events carry a topic and a version, never content:
 * the page fetches what it may see again, through the one authoriser.
 *
 * A stream tells of what is published while it is open; the page therefore fetches itself anew
 * whenever its stream opens (again), and when a "resync" event says that some events were lost. A
 * comment goes out every LIMIT_HEARTBEAT_SECONDS; a browser that was cut off returns after 2 s. */
#ifndef KEPT_HTTP_LIVE_H
#define KEPT_HTTP_LIVE_H

#include "http/http.h"

struct live_hub;
/* Read while the request lasts: may lie in its arena. At most LIMIT_LIVE_TOPICS topics. */
struct live_topics {
    const struct str
        *topics; /* what this connection hears of: "inbox", "request:2041", "account:7" */
    int count;
    struct str key; /* whose it is (a session): live_end(key) closes all with it */
};

struct live_hub *live_hub_of(struct http_server *s);
/* live_publish: thread-safe; only queues, so it never waits for a reader: one that is behind loses
 * events and gets one "resync" event instead. `event` and `data` are one line of text each (no CR
 * or LF), at most LIMIT_LIVE_DATA_BYTES. */
void live_publish(struct live_hub *h, struct str topic, struct str event, struct str data);
void live_end(struct live_hub *h,
              struct str key); /* signed out: ends the streams of that session */
int live_count(const struct live_hub *h);

#endif
