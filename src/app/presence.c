#include "app/presence.h"

#include <pthread.h>
#include <stdlib.h>

enum { entries_most = 1024 };

struct presence {
    pthread_mutex_t lock;
    int count;
    struct presence_entry entries[entries_most];
};

struct presence *presence_open(void)
{
    struct presence *p = heap_alloc((ptrdiff_t)sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

void presence_close(struct presence *p)
{
    if (!p)
        return;
    pthread_mutex_destroy(&p->lock);
    heap_free(p);
}

/* The place of this person on this request; what is over leaves on the way. */
static int find(struct presence *p, const struct presence_entry *e, instant now)
{
    int found = -1;
    for (int i = 0; i < p->count; i++) {
        if (p->entries[i].until < now) {
            p->entries[i--] = p->entries[--p->count];
            continue;
        }
        if (p->entries[i].request.v == e->request.v && p->entries[i].person.v == e->person.v)
            found = i;
    }
    return found;
}

bool presence_set(struct presence *p, const struct presence_entry *e, instant now)
{
    bool is_new;
    pthread_mutex_lock(&p->lock);
    int at = find(p, e, now);
    if (e->state == PRESENCE_GONE) {
        is_new = at >= 0;
        if (at >= 0)
            p->entries[at] = p->entries[--p->count];
    } else {
        is_new = at < 0 || p->entries[at].state != e->state;
        if (at < 0 && p->count < entries_most)
            at = p->count++;
        if (at >= 0)
            p->entries[at] = *e;
    }
    pthread_mutex_unlock(&p->lock);
    return is_new;
}

int presence_read(struct presence *p, request_id request, person_id not, instant now,
                  struct presence_entry *out, int most)
{
    int n = 0;
    if (!p)
        return 0;
    pthread_mutex_lock(&p->lock);
    for (int i = 0; i < p->count && n < most; i++) {
        const struct presence_entry *e = &p->entries[i];
        if (e->request.v == request.v && e->person.v != not .v && e->until >= now)
            out[n++] = *e;
    }
    pthread_mutex_unlock(&p->lock);
    return n;
}

static const char *const names[] = {"gone", "away", "reading", "writing", "noting"};

enum presence_state presence_from(struct str word)
{
    for (int i = 0; i < COUNT(names); i++)
        if (str_eq(word, str_from(names[i])))
            return (enum presence_state)i;
    return PRESENCE_GONE;
}

struct saying {
    request_id request;
    enum presence_state state;
};

/* Nothing is stored; the notice goes out with the others. */
static enum err say(struct cx *cx, void *arg)
{
    const struct saying *s = arg;
    return db_notify(cx->db, str_fmt(cx->arena, "here:%lld:%lld:%s", (long long)s->request.v,
                                     (long long)cx->actor.person.v, names[s->state]));
}

enum err presence_say(struct cx *cx, request_id request, enum presence_state state)
{
    return cx_write(cx, say, &(struct saying){request, state});
}

void presence_heard(struct app *app, struct str payload)
{
    struct presence_entry e = {0};
    struct str rest = str_skip(payload, S("here:").n), request = str_cut(&rest, ':'),
               person = str_cut(&rest, ':');
    instant now = clock_now(&app->clock);
    if (!app->presence || str_to_i64(request, &e.request.v) != OK ||
        str_to_i64(person, &e.person.v) != OK)
        return;
    e.state = presence_from(rest);
    e.until = now + PRESENCE_SECONDS * USEC_PER_SEC;
    if (presence_set(app->presence, &e, now) && app->live) {
        char topic[40];
        snprintf(topic, sizeof topic, "request:%lld", (long long)e.request.v);
        live_publish(app->live, S("requests"), S("changed"), str_from(topic));
    }
}
