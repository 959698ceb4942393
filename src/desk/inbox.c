/* inbox.c: from rows of the database to lines that are shown. */
#include "desk/inbox.h"

#include "people/person.h"
#include "people/team.h"
#include "base/limits.h"
#include "text/when.h"

static const struct {
    enum view view;
    const char *key, *title;
} views[] = {
    {VIEW_MINE, "mine", WORD("My promises")},
    {VIEW_NOBODY, "nobody", WORD("Nobody’s yet")},
    {VIEW_RISK, "risk", WORD("At risk")},
    {VIEW_WAITING, "waiting", WORD("Waiting for the person")},
    {VIEW_SOLVED_TODAY, "kept", WORD("Kept today")},
    {VIEW_ALL, "all", WORD("Everything open")},
};

bool view_from(struct cx *cx, struct view_at *at)
{
    struct str key = http_query(cx->q, S("view")), after = http_query(cx->q, S("after"));
    *at = (struct view_at){.view = VIEW_MINE};
    if (after.n) { /* "due.id" of the last row before */
        struct str due = str_cut(&after, '.');
        if (str_to_i64(due, &at->after_due) != OK || str_to_i64(after, &at->after_id.v) != OK ||
            at->after_id.v <= 0)
            return false;
    }
    if (str_starts(key, S("team-")))
        return at->view = VIEW_TEAM, str_to_i64(str_skip(key, 5), &at->team.v) == OK;
    for (int i = 0; i < COUNT(views); i++)
        if (str_eq(key, str_from(views[i].key)))
            return at->view = views[i].view, true;
    return key.n == 0;
}

static struct str view_key(struct cx *cx, const struct view_at *at)
{
    if (at->view == VIEW_TEAM)
        return str_fmt(cx->arena, "team-%lld", (long long)at->team.v);
    for (int i = 0; i < COUNT(views); i++)
        if (views[i].view == at->view)
            return str_from(views[i].key);
    return S("mine");
}

struct str view_path(struct cx *cx, const struct view_at *at)
{
    return str_cat(cx->arena, S("/requests?view="), view_key(cx, at));
}

struct str view_title(struct cx *cx, const struct view_at *at)
{
    struct team team;
    if (at->view == VIEW_TEAM)
        return team_get(cx, at->team, &team) == OK ? team.name : S("");
    for (int i = 0; i < COUNT(views); i++)
        if (views[i].view == at->view)
            return word(cx->lang, views[i].title);
    return S("");
}

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

static void row_fill(struct cx *cx, const struct request_row *from, struct str view,
                     struct inbox_row *to)
{
    const struct request *r = &from->request;
    *to = (struct inbox_row){
        .request = *r,
        .number = request_number(cx->arena, r->id),
        .path = str_fmt(cx->arena, "/r/%lld?view=%.*s", (long long)r->id.v, STR_ARG(view)),
        .peek_path = str_fmt(cx->arena, "/requests?view=%.*s&at=%lld", STR_ARG(view),
                             (long long)r->id.v),
        .name = from->requester_name,
        .initials = person_initials(cx->arena, from->requester_name),
        .hue = person_hue(r->requester),
        .team_name = from->team_name,
        .owner_name = from->owner_name,
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
    struct str view = view_key(cx, at);
    TRY(request_list(cx, at, &stored, count));
    *rows = NEWN(cx->arena, struct inbox_row, *count);
    for (int i = 0; i < *count; i++)
        row_fill(cx, &stored[i], view, &(*rows)[i]);
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
    struct message *messages;
    int promise_count, message_count;
    *out = (struct request_peek){0};
    TRY(promise_list(cx, r->id, &promises, &promise_count));
    fill_promise(cx, promises, promise_count, out);
    TRY(request_messages(cx, r->id, &messages, &message_count));
    for (int i = 0; i < message_count; i++)
        if (messages[i].kind == MESSAGE_IN || messages[i].kind == MESSAGE_OUT) {
            out->latest = messages[i];
            out->has_latest = true;
        }
    if (out->has_latest) {
        out->latest_initials = person_initials(cx->arena, out->latest.author_name);
        out->latest_hue = person_hue(out->latest.author);
    }
    return promise_record(cx, r->requester, &out->kept, &out->broken);
}
