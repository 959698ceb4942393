#include "db/statement.h"

#include <assert.h>

#include "base/map.h"

int query_param(const char *dollar)
{
    int n = 0;
    for (const char *p = dollar + 1; ascii_is_digit(*p) && n < 1000; p++)
        n = n * 10 + (*p - '0');
    return n;
}

int query_params(const char *text)
{
    int most = 0;
    for (const char *p = text; (p = strchr(p, '$')); p++)
        most = query_param(p) > most ? query_param(p) : most;
    return most;
}

static uint32_t slot_of(const struct query *q, int cap)
{
    uint64_t h = ((uint64_t)(uintptr_t)q->text ^ q->types) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(h >> 32) & (uint32_t)(cap - 1);
}

static struct statement *find_literal(struct statements *c, const struct query *q)
{
    if (!c->cap)
        return NULL;
    for (uint32_t i = slot_of(q, c->cap);; i = (i + 1) & (uint32_t)(c->cap - 1)) {
        struct statement *s = c->slots[i];
        if (!s || (s->literal == q->text && s->types == q->types))
            return s;
    }
}

static struct statement *find_built(struct statements *c, const struct query *q)
{
    struct str text = str_from(q->text);
    for (int i = 0; i < LIMIT_STATEMENTS_BUILT; i++) {
        struct statement *s = c->built[i];
        if (s && s->types == q->types && str_eq(s->text, text)) {
            s->used = ++c->now;
            return s;
        }
    }
    return NULL;
}

struct statement *statement_find(struct statements *c, const struct query *q)
{
    return q->is_literal ? find_literal(c, q) : find_built(c, q);
}

static void insert_literal(struct statements *c, struct statement *s)
{
    struct query q = {.text = s->literal, .types = s->types};
    uint32_t i = slot_of(&q, c->cap);
    while (c->slots[i])
        i = (i + 1) & (uint32_t)(c->cap - 1);
    c->slots[i] = s;
}

static void keep_literal(struct statements *c, struct statement *s)
{
    if (c->n * 2 >= c->cap) {
        struct statement **old = c->slots;
        int had = c->cap;
        c->cap = had ? had * 2 : 256;
        c->slots = heap_alloc(c->cap * (ptrdiff_t)sizeof *c->slots);
        for (int i = 0; i < had; i++)
            if (old[i])
                insert_literal(c, old[i]);
        heap_free(old);
    }
    insert_literal(c, s);
    c->n++;
    s->is_kept = true;
}

/* A free place, or else the one that was used longest ago and is not open. */
static struct statement **place_for_built(struct statements *c)
{
    struct statement **best = NULL;
    for (int i = 0; i < LIMIT_STATEMENTS_BUILT; i++) {
        struct statement **place = &c->built[i];
        if (!*place)
            return place;
        if (!(*place)->is_open && (!best || (*place)->used < (*best)->used))
            best = place;
    }
    return best;
}

struct statement *statement_keep(struct statements *c, struct statement *s, const struct query *q)
{
    s->types = q->types;
    if (q->is_literal) {
        s->literal = q->text;
        keep_literal(c, s);
        return NULL;
    }
    struct statement **place = place_for_built(c);
    if (!place)
        return NULL;
    struct str text = str_from(q->text);
    char *copy = heap_alloc(text.n + 1);
    memcpy(copy, text.p, (size_t)text.n);
    s->text = str_of(copy, text.n);
    s->used = ++c->now;
    s->is_kept = true;
    struct statement *old = *place;
    *place = s;
    return old;
}

void statement_each(struct statements *c, void (*fn)(void *arg, struct statement *s), void *arg)
{
    for (int i = 0; i < c->cap; i++)
        if (c->slots[i])
            fn(arg, c->slots[i]);
    for (int i = 0; i < LIMIT_STATEMENTS_BUILT; i++)
        if (c->built[i])
            fn(arg, c->built[i]);
    heap_free(c->slots);
    *c = (struct statements){0};
}

void statement_release(struct statement *s)
{
    char *text;
    memcpy(&text, &s->text.p, sizeof text); /* ours, and only const to the others */
    heap_free(text);
}
