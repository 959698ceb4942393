/* inbox.c: from rows of the database to lines that are shown. */
#include "desk/inbox.h"

#include "people/person.h"
#include "base/limits.h"
#include "text/when.h"

static struct str channel_icon(enum channel c)
{
    switch (c) {
    case CHANNEL_MAIL:
    case CHANNEL_IMPORT: return S("mail");
    case CHANNEL_WEB: return S("globe");
    case CHANNEL_PHONE: return S("phone");
    case CHANNEL_VISIT: return S("walk");
    case CHANNEL_CHAT: return S("chat");
    }
    return S("mail");
}

static struct str risk_class(const struct request *r, instant now)
{
    if (r->due_at && r->due_at < now)
        return S("broken");
    return r->risk == RISK_SOON ? S("risk") : r->risk == RISK_LATE ? S("broken") : S("");
}

/* "/r/2041?view=mine" and the like: made for each row, so without printf. */
static struct str path_of(struct arena *a, struct str head, int64_t id, struct str mark,
                          struct str tail)
{
    struct buf b;
    buf_init(&b, a, LIMIT_PATH_BYTES * 4);
    buf_room(&b, head.n + mark.n + tail.n + 20);
    buf_add(&b, head);
    buf_add_i64(&b, id);
    buf_add(&b, mark);
    buf_add(&b, tail);
    return buf_str(&b);
}

static void row_fill(struct cx *cx, const struct request_row *from, struct str query,
                     struct str peek, struct inbox_row *to)
{
    const struct request *r = &from->request;
    *to = (struct inbox_row){
        .request = *r,
        .number = request_number(cx->arena, r->id),
        .path = path_of(cx->arena, S("/r/"), r->id.v, S("?"), query),
        .peek_path = path_of(cx->arena, peek, r->id.v, S(""), S("")),
        .name = from->requester_name,
        .initials = person_initials(cx->arena, from->requester_name),
        .hue = person_hue(r->requester),
        .team_name = from->team_name,
        .owner_name = from->owner_name,
        .service_name = from->service_name,
        .owner_initials = from->owner_name.n ? person_initials(cx->arena, from->owner_name) : S(""),
        .owner_hue = person_hue(r->owner),
        .moves_made = __builtin_popcount((unsigned)r->moves),
        .risk = risk_class(r, cx->now),
        .channel_icon = channel_icon(r->channel),
    };
}

enum err inbox_rows(struct cx *cx, const struct view_at *at, struct inbox_row **rows, int *count)
{
    struct request_row *stored;
    struct str query = view_query(cx, at);
    struct str peek = str_cat(cx->arena, S("/requests?"), str_cat(cx->arena, query, S("&at=")));
    TRY(request_list(cx, at, &stored, count));
    *rows = NEWN(cx->arena, struct inbox_row, *count);
    for (int i = 0; i < *count; i++)
        row_fill(cx, &stored[i], query, peek, &(*rows)[i]);
    return OK;
}

struct str promise_sentence(struct cx *cx, const struct promise *p)
{
    if (p->words.n)
        return p->words;
    switch (p->kind) {
    case PROMISE_ACKNOWLEDGE: return word(cx->lang, "We let them know that we have it");
    case PROMISE_RESPOND: return word(cx->lang, "We answer");
    case PROMISE_UPDATE: return word(cx->lang, "We say how it stands");
    case PROMISE_RESOLVE: return word(cx->lang, "It is done");
    }
    return S("");
}

static void fill_promise(struct cx *cx, const struct promise *list, int count,
                         struct request_peek *out)
{
    for (int i = 0; i < count; i++)
        if (promise_is_pending(&list[i]) &&
            (!out->has_promise || list[i].due_at < out->promise.due_at)) {
            out->promise = list[i];
            out->has_promise = true;
        }
    if (!out->has_promise)
        return;
    instant whole = out->promise.due_at - out->promise.made_at,
            gone = cx->now - out->promise.made_at;
    out->gone_percent = whole <= 0 || gone >= whole ? 100
                        : gone <= 0                 ? 0
                                                    : (int)(gone * 100 / whole);
    out->words = promise_sentence(cx, &out->promise);
}

enum err peek_load(struct cx *cx, const struct request *r, struct request_peek *out)
{
    struct promise *promises;
    int promise_count;
    *out = (struct request_peek){0};
    TRY(promise_list(cx, r->id, &promises, &promise_count));
    fill_promise(cx, promises, promise_count, out);
    enum err err = message_latest(cx, r->id, &out->latest);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    out->has_latest = err == OK;
    if (out->has_latest) {
        out->latest_initials = person_initials(cx->arena, out->latest.author_name);
        out->latest_hue = person_hue(out->latest.author);
    }
    return promise_record(cx, r->requester, &out->kept, &out->broken);
}
