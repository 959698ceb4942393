/* topics.h: who listens to what: an index from a topic to its listeners, for one thread. */
#ifndef KEPT_HTTP_TOPICS_H
#define KEPT_HTTP_TOPICS_H

#include "base/str.h"

struct topic;

/* One listener's hold on one topic. Part of the listener; the index only links it. */
struct hold {
    struct topic *topic;
    struct hold *prev, *next;
    void *listener;
};

struct topics {
    struct topic **buckets;
    int64_t size, count; /* size a power of two or 0 */
};

void topics_add(struct topics *t, struct str name, struct hold *hold, void *listener);
void topics_remove(struct topics *t, struct hold *hold);
/* topics_first: the first hold on a topic; the others by `next`. NULL when nobody listens. */
struct hold *topics_first(const struct topics *t, struct str name);
/* topics_release: all holds must have been removed. */
void topics_release(struct topics *t);

#endif
