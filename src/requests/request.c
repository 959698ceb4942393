/* request.c: what happens to a request: each change writes it once, emits its event, and reads it
 * back, as features that hear the event may have changed it too. */
#include "requests/request_row.h"

#include "app/search_kind.h"
#include "auth/encode.h"
#include "base/limits.h"
#include "base/rand.h"
#include "base/utf8.h"
#include "db/search.h"

static enum err emit(struct cx *cx, struct request *r, enum event_kind kind, int64_t object,
                     struct str note)
{
    struct event e = {.kind = kind,
                      .actor = cx->actor.person,
                      .request = r->id,
                      .object = object,
                      .note = note.p ? note : S("")};
    TRY(event_emit(cx, &e));
    return request_get(cx, r->id, r);
}

enum err request_open(struct cx *cx, const struct request_new *n, struct request *out)
{
    unsigned char nonce[12];
    rand_bytes(nonce, (ptrdiff_t)sizeof nonce);
    struct str subject = str_trim(n->subject);
    *out = (struct request){
        .subject = utf8_cut_bytes(subject.n ? subject : S("(no subject)"), LIMIT_SUBJECT_BYTES),
        .requester = n->requester,
        .service = n->service,
        .team = n->team,
        .owner = n->owner,
        .state = REQUEST_OPEN,
        .channel = n->channel,
        .link_nonce = encode_base64url(cx->arena, str_of((char *)nonce, (ptrdiff_t)sizeof nonce)),
        .opened_at = n->opened_at ? n->opened_at : cx->now,
    };
    TRY(request_insert(cx, out));
    return emit(cx, out, EVENT_REQUEST_OPENED, 0, n->is_history ? S("history") : S(""));
}

/* The first words, on one line, for the list. */
static struct str snippet_of(struct arena *a, struct str text)
{
    struct buf b;
    buf_init(&b, a, 400);
    while (text.n && b.n < 160) {
        int32_t c = utf8_next(&text);
        bool space = c <= ' ' || c == 0xA0;
        if (!space)
            utf8_put(&b, c);
        else if (b.n && b.p[b.n - 1] != ' ')
            buf_addc(&b, ' ');
    }
    return str_trim_end(buf_str(&b));
}

static enum event_kind event_of_message(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_IN: return EVENT_MESSAGE_RECEIVED;
    case MESSAGE_OUT: return EVENT_MESSAGE_SENT;
    case MESSAGE_NOTE: return EVENT_NOTE_ADDED;
    case MESSAGE_AUTO: return EVENT_ACKNOWLEDGED;
    }
    return 0;
}

/* What a message does to its request. Returns the event of a change of state, or 0. */
static enum event_kind apply_message(struct cx *cx, struct request *r, const struct message *m)
{
    enum event_kind change = 0;
    if (m->kind == MESSAGE_NOTE || m->kind == MESSAGE_AUTO)
        return 0;
    r->snippet = snippet_of(cx->arena, m->visible.n ? m->visible : m->text);
    r->is_unread = m->kind == MESSAGE_IN;
    if (m->kind == MESSAGE_IN && r->state != REQUEST_OPEN && r->state != REQUEST_SPAM) {
        change = r->state == REQUEST_WAITING ? EVENT_REQUEST_RESUMED : EVENT_REQUEST_REOPENED;
        r->state = REQUEST_OPEN;
        r->solved_at = 0;
    }
    return change;
}

enum err message_add(struct cx *cx, struct request *r, struct message *m)
{
    if (m->at == 0)
        m->at = cx->now;
    int64_t home = r->merged_into.v ? r->id.v : 0;
    while (
        r->merged_into.v) /* what comes to a merged one is shown where it is, and stays its own */
        TRY(request_get(cx, r->merged_into, r));
    m->request = r->id;
    TRY(db_get_i64(
        cx->db,
        SQL("INSERT INTO message (request_id, kind, channel, author_id, at, text, "
            "visible, html, mail_id,"
            " raw_hash, send_after, home_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
            "$11, $12) RETURNING id"),
        ARGS(DB_I(r->id.v), DB_I(m->kind), DB_I(m->channel), DB_ID(m->author.v), DB_I(m->at),
             DB_T(m->text), DB_T(m->visible), DB_T(m->html), DB_T(m->mail_id), DB_T(m->raw_hash),
             DB_TIME(m->send_after), DB_ID(home)),
        &m->id.v));
    if (m->kind != MESSAGE_AUTO) {
        struct search_doc doc = {.kind = SEARCH_MESSAGE,
                                 .id = m->id.v,
                                 .group = r->id.v,
                                 .at = m->at,
                                 .title = S(""),
                                 .body = m->text};
        TRY(search_put(cx->db, &doc));
    }
    struct request before = *r;
    enum event_kind change = apply_message(cx, r, m);
    bool wakes = r->asleep_for && m->kind == MESSAGE_IN;
    if (wakes)
        r->asleep_until = 0, r->asleep_for = AWAKE;
    TRY(request_store(cx, &before, r));
    if (wakes)
        TRY(emit(cx, r, EVENT_REQUEST_WOKEN, m->id.v, S("")));
    if (change)
        TRY(emit(cx, r, change, m->id.v, S("")));
    return emit(cx, r, event_of_message(m->kind), m->id.v, m->is_history ? S("history") : S(""));
}

enum err message_take_back(struct cx *cx, message_id id)
{
    struct message m;
    struct request r;
    TRY(message_get(cx, id, &m));
    if (m.send_after == 0 || m.send_after <= cx->now)
        return fail(cx, ERR_CONFLICT, NULL, "This message has gone out already");
    TRY(db_run(cx->db, SQL("UPDATE message SET unsent_at = $2 WHERE id = $1"),
               ARGS(DB_I(id.v), DB_I(cx->now)), NULL));
    TRY(search_drop(cx->db, SEARCH_MESSAGE, id.v));
    TRY(request_get(cx, m.request, &r));
    TRY(draft_set(cx, m.request, S("reply"), m.text));
    return emit(cx, &r, EVENT_MESSAGE_UNSENT, id.v, S(""));
}

enum err request_assign(struct cx *cx, struct request *r, person_id owner)
{
    struct request before = *r;
    if (r->owner.v == owner.v)
        return OK;
    r->owner = owner;
    TRY(request_store(cx, &before, r));
    return emit(cx, r, EVENT_REQUEST_ASSIGNED, owner.v, S(""));
}

enum err request_move(struct cx *cx, struct request *r, service_id service, team_id team)
{
    struct request before = *r;
    if (r->service.v == service.v && r->team.v == team.v)
        return OK;
    r->service = service;
    r->team = team;
    TRY(request_store(cx, &before, r));
    return emit(cx, r, EVENT_REQUEST_MOVED, team.v, S(""));
}

static enum event_kind event_of_state(enum request_state from, enum request_state to)
{
    switch (to) {
    case REQUEST_OPEN:
        return from == REQUEST_WAITING ? EVENT_REQUEST_RESUMED : EVENT_REQUEST_REOPENED;
    case REQUEST_WAITING: return EVENT_REQUEST_WAITING;
    case REQUEST_SOLVED: return EVENT_REQUEST_SOLVED;
    case REQUEST_WITHDRAWN: return EVENT_REQUEST_WITHDRAWN;
    case REQUEST_SPAM: return EVENT_REQUEST_SPAM;
    }
    return 0;
}

enum err request_set_state(struct cx *cx, struct request *r, enum request_state state,
                           struct str reason)
{
    struct request before = *r;
    if (r->state == state)
        return fail(cx, ERR_CONFLICT, NULL, "It is so already. Somebody may have been quicker");
    if (!request_is_open(r->state) && !request_is_open(state))
        return fail(cx, ERR_CONFLICT, NULL, "This request is closed. Open it again first");
    r->state = state;
    r->solved_at = state == REQUEST_SOLVED ? cx->now : 0;
    if (!request_is_open(state))
        r->is_unread = false;
    TRY(request_store(cx, &before, r));
    return emit(cx, r, event_of_state(before.state, state), 0, reason);
}

enum err request_set_subject(struct cx *cx, struct request *r, struct str subject)
{
    struct request before = *r;
    r->subject = utf8_cut_bytes(subject, LIMIT_SUBJECT_BYTES);
    return request_store(cx, &before, r);
}

enum err request_add_moves(struct cx *cx, struct request *r, int moves)
{
    struct request before = *r;
    if ((r->moves | moves) == r->moves)
        return OK;
    r->moves |= moves & MOVES_ALL;
    return request_store(cx, &before, r);
}

enum err request_set_due(struct cx *cx, struct request *r, instant due_at, int due_kind,
                         enum risk risk)
{
    struct request before = *r;
    if (r->due_at == due_at && r->due_kind == due_kind && r->risk == risk)
        return OK;
    r->due_at = due_at;
    r->due_kind = due_kind;
    bool wakes = r->asleep_for && (risk > before.risk || (r->asleep_for == ASLEEP_UNTIL_PROMISE &&
                                                          due_at != before.due_at));
    r->risk = risk;
    if (wakes)
        r->asleep_until = 0, r->asleep_for = AWAKE;
    TRY(request_store(cx, &before, r));
    return wakes ? emit(cx, r, EVENT_REQUEST_WOKEN, 0, S("")) : OK;
}
