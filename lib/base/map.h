/* map.h: text to pointer, in an arena. Keys are compared byte by byte; order is not kept. */
#ifndef KEPT_BASE_MAP_H
#define KEPT_BASE_MAP_H

#include "base/str.h"

struct map_entry {
    struct str key;
    void *value;
    uint64_t hash;
};

struct map {
    struct map_entry *slots; /* a power of two; an entry without value is free */
    ptrdiff_t n, cap;
};

/* map_set: key (copied into the arena when new) now has `value`, which is not NULL. */
void map_set(struct arena *a, struct map *m, struct str key, void *value);
/* map_find: its value, or NULL. */
void *map_find(const struct map *m, struct str key);
/* str_hash: 64 bits; the same for the same bytes in every process; not for secrets or hostile
 * keys without a cap on their number. */
uint64_t str_hash(struct str s);

#endif
