#include "base/map.h"

#include <assert.h>

/* FNV-1a with a final mix, so that the low bits serve as an index. */
uint64_t str_hash(struct str s)
{
    uint64_t h = 14695981039346656037u;
    for (ptrdiff_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return h ^ h >> 32;
}

static struct map_entry *slot_of(const struct map *m, struct str key, uint64_t hash)
{
    ptrdiff_t i = (ptrdiff_t)(hash & (uint64_t)(m->cap - 1));
    while (m->slots[i].value && !(m->slots[i].hash == hash && str_eq(m->slots[i].key, key)))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

static void grow(struct arena *a, struct map *m)
{
    struct map old = *m;
    m->cap = old.cap ? old.cap * 2 : 16;
    m->slots = NEWN(a, struct map_entry, m->cap);
    for (ptrdiff_t i = 0; i < old.cap; i++)
        if (old.slots[i].value)
            *slot_of(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
}

void map_set(struct arena *a, struct map *m, struct str key, void *value)
{
    assert(value);
    if (m->n * 4 >= m->cap * 3)
        grow(a, m);
    uint64_t hash = str_hash(key);
    struct map_entry *e = slot_of(m, key, hash);
    if (!e->value) {
        e->key = str_dup(a, key);
        e->hash = hash;
        m->n++;
    }
    e->value = value;
}

void *map_find(const struct map *m, struct str key)
{
    return m->cap ? slot_of(m, key, str_hash(key))->value : NULL;
}
