#include "http/topics.h"

#include <assert.h>
#include <string.h>

#include "base/map.h"

struct topic {
    struct topic *next; /* in its bucket */
    uint64_t hash;
    struct hold *first;
    ptrdiff_t n;
    char name[];
};

static struct topic **place(const struct topics *t, struct str name, uint64_t hash)
{
    struct topic **at = &t->buckets[hash & (uint64_t)(t->size - 1)];
    while (*at && !((*at)->hash == hash && str_eq(str_of((*at)->name, (*at)->n), name)))
        at = &(*at)->next;
    return at;
}

static void grow(struct topics *t)
{
    struct topics old = *t;
    t->size = old.size ? old.size * 2 : 64;
    t->buckets = heap_alloc(t->size * (ptrdiff_t)sizeof *t->buckets);
    for (int64_t i = 0; i < old.size; i++) {
        while (old.buckets[i]) {
            struct topic *moved = old.buckets[i];
            struct topic **to = &t->buckets[moved->hash & (uint64_t)(t->size - 1)];
            old.buckets[i] = moved->next;
            moved->next = *to;
            *to = moved;
        }
    }
    heap_free(old.buckets);
}

void topics_add(struct topics *t, struct str name, struct hold *hold, void *listener)
{
    if (t->count >= t->size)
        grow(t);
    uint64_t hash = str_hash(name);
    struct topic **at = place(t, name, hash);
    if (!*at) {
        *at = heap_alloc((ptrdiff_t)sizeof **at + name.n);
        (*at)->hash = hash;
        (*at)->n = name.n;
        if (name.n)
            memcpy((*at)->name, name.p, (size_t)name.n);
        t->count++;
    }
    *hold = (struct hold){.topic = *at, .next = (*at)->first, .listener = listener};
    if (hold->next)
        hold->next->prev = hold;
    (*at)->first = hold;
}

void topics_remove(struct topics *t, struct hold *hold)
{
    struct topic *topic = hold->topic;
    if (hold->next)
        hold->next->prev = hold->prev;
    if (hold->prev)
        hold->prev->next = hold->next;
    else
        topic->first = hold->next;
    if (topic->first)
        return;
    struct topic **at = &t->buckets[topic->hash & (uint64_t)(t->size - 1)];
    while (*at != topic)
        at = &(*at)->next;
    *at = topic->next;
    heap_free(topic);
    t->count--;
}

struct hold *topics_first(const struct topics *t, struct str name)
{
    if (!t->size)
        return NULL;
    const struct topic *topic = *place(t, name, str_hash(name));
    return topic ? topic->first : NULL;
}

void topics_release(struct topics *t)
{
    assert(t->count == 0);
    heap_free(t->buckets);
    *t = (struct topics){0};
}
