/* whole.c: requests that become one, and one that becomes several; what sleeps. A message never
 * changes hands without a way back: home_id says which request it was written to. */
#include "requests/fence.h"
#include "requests/request_row.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { alike_days = 90, wake_batch = 200 };

static enum err tell(struct cx *cx, enum event_kind kind, request_id id, int64_t object,
                     struct str note)
{
    struct event e = {
        .kind = kind, .actor = cx->actor.person, .request = id, .object = object, .note = note};
    return event_emit(cx, &e);
}

/* ---- merge and part ---------------------------------------------------------------------------
 */

/* The one who asked, and who took part, are known there; to receive anything they need a yes. */
static enum err carry_participants(struct cx *cx, const struct request *from,
                                   const struct request *into)
{
    struct participant *list;
    int count;
    TRY(participant_list(cx, from->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].how != PART_OUT)
            TRY(participant_add(cx, into->id, list[i].person, list[i].address, PART_WAITS));
    return OK;
}

/* What only named people may read must not come into sight of others by the way. */
static enum err check_open(struct cx *cx, const struct request *r, const struct request *with)
{
    struct object a = request_object(r), b = request_object(with);
    bool is_closed = (a.is_closed || b.is_closed) && a.team.v != b.team.v;
    if (!a.is_restricted && !b.is_restricted && !is_closed)
        return OK;
    return fail(cx, ERR_CONFLICT, "into",
                "What only named people may read can be linked, not joined or taken apart");
}

enum err request_merge(struct cx *cx, struct request *from, struct request *into)
{
    struct request before = *from, was = *into;
    if (from->id.v == into->id.v)
        return fail(cx, ERR_CONFLICT, "into", "This is the same request. Choose another one");
    if (from->merged_into.v || into->merged_into.v)
        return fail(cx, ERR_CONFLICT, "into", "One of the two is merged already. Look again");
    TRY(check_open(cx, from, into));
    TRY(db_run(cx->db,
               SQL("UPDATE message SET home_id = coalesce(home_id, request_id), request_id = $2"
                   " WHERE request_id = $1"),
               ARGS(DB_I(from->id.v), DB_I(into->id.v)), NULL));
    TRY(db_run(cx->db, SQL("UPDATE request SET merged_state = state WHERE id = $1"),
               ARGS(DB_I(from->id.v)), NULL));
    TRY(carry_participants(cx, from, into));
    from->merged_into = into->id;
    from->state = REQUEST_WITHDRAWN;
    from->asleep_until = 0, from->asleep_for = AWAKE;
    TRY(request_store(cx, &before, from));
    into->is_unread |= before.is_unread;
    into->moves |= before.moves;
    TRY(request_store(cx, &was, into));
    TRY(tell(cx, EVENT_REQUEST_MERGED, from->id, into->id.v, S("")));
    TRY(tell(cx, EVENT_REQUEST_MERGED, into->id, from->id.v, S("in")));
    TRY(request_get(cx, from->id, from));
    return request_get(cx, into->id, into);
}

/* Its own messages, and those of requests that had been merged into it before. */
static enum err bring_back(struct cx *cx, request_id from)
{
    return db_run(cx->db,
                  SQL("WITH RECURSIVE family (id) AS (SELECT id FROM request WHERE id = $1"
                      " UNION SELECT r.id FROM request r JOIN family f ON r.merged_into = f.id)"
                      " UPDATE message SET request_id = $1,"
                      " home_id = CASE WHEN home_id = $1 THEN NULL ELSE home_id END"
                      " WHERE home_id IN (SELECT id FROM family)"),
                  ARGS(DB_I(from.v)), NULL);
}

enum err request_part(struct cx *cx, struct request *from)
{
    struct request before = *from, into;
    int64_t state;
    struct participant *list;
    int count;
    if (!from->merged_into.v)
        return fail(cx, ERR_CONFLICT, NULL, "It stands for itself already");
    TRY(request_get(cx, from->merged_into, &into));
    TRY(db_get_i64(cx->db, SQL("SELECT coalesce(merged_state, 1) FROM request WHERE id = $1"),
                   ARGS(DB_I(from->id.v)), &state));
    TRY(bring_back(cx, from->id));
    from->merged_into.v = 0;
    from->state = (enum request_state)state;
    TRY(request_store(cx, &before, from));
    TRY(participant_list(cx, into.id, &list, &count));
    for (int i = 0; i < count; i++) /* the one who asked it has no part in the other */
        if (list[i].person.v == from->requester.v && from->requester.v != into.requester.v &&
            list[i].how != PART_OUT)
            TRY(participant_set(cx, into.id, list[i].address, PART_OUT));
    TRY(tell(cx, EVENT_REQUEST_PARTED, from->id, into.id.v, S("")));
    TRY(tell(cx, EVENT_REQUEST_PARTED, into.id, from->id.v, S("in")));
    return request_get(cx, from->id, from);
}

enum err request_merged(struct cx *cx, request_id into, request_id **list, int *count)
{
    VEC(request_id) v = {0};
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT id FROM request WHERE merged_into = $1 ORDER BY id"),
             ARGS(DB_I(into.v)));
    while (rows_next(&r))
        vec_push(cx->arena, &v)->v = rows_i64(&r);
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

/* ---- split ------------------------------------------------------------------------------------
 */

static enum err move_message(struct cx *cx, message_id id, request_id to)
{
    return db_run(cx->db, SQL("UPDATE message SET request_id = $2, home_id = NULL WHERE id = $1"),
                  ARGS(DB_I(id.v), DB_I(to.v)), NULL);
}

enum err request_split(struct cx *cx, struct message *m, struct request *out)
{
    struct request r, before;
    struct participant *list;
    int count;
    TRY(request_get(cx, m->request, &r));
    TRY(check_open(cx, &r, &r));
    person_id who = m->kind == MESSAGE_IN && m->author.v ? m->author : r.requester;
    struct request_new n = {.subject = r.subject,
                            .requester = who,
                            .service = r.service,
                            .team = r.team,
                            .owner = r.owner,
                            .channel = m->channel};
    TRY(request_open(cx, &n, out));
    TRY(move_message(cx, m->id, out->id));
    TRY(participant_list(cx, r.id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].person.v == who.v)
            TRY(participant_add(cx, out->id, who, list[i].address, PART_ASKED));
    before = *out;
    out->is_unread = m->kind == MESSAGE_IN;
    out->snippet = utf8_cut_bytes(m->visible.n ? m->visible : m->text, 160);
    TRY(request_store(cx, &before, out));
    TRY(request_pair(cx, r.id, out->id, PAIR_LINKED));
    TRY(tell(cx, EVENT_REQUEST_SPLIT, r.id, out->id.v, S("")));
    TRY(tell(cx, EVENT_REQUEST_SPLIT, out->id, r.id.v, S("in")));
    return request_get(cx, out->id, out);
}

enum err request_unsplit(struct cx *cx, request_id part, request_id back, message_id message)
{
    struct request r;
    TRY(request_get(cx, part, &r));
    TRY(move_message(cx, message, back));
    TRY(request_unpair(cx, part, back));
    return request_is_open(r.state) ? request_set_state(cx, &r, REQUEST_WITHDRAWN, S("undo")) : OK;
}

/* ---- pairs ------------------------------------------------------------------------------------
 */

#define LOW(a, b) DB_I((a).v < (b).v ? (a).v : (b).v)
#define HIGH(a, b) DB_I((a).v < (b).v ? (b).v : (a).v)

enum err request_pair(struct cx *cx, request_id a, request_id b, enum pair kind)
{
    struct request other;
    if (a.v == b.v)
        return fail(cx, ERR_CONFLICT, "into", "This is the same request. Choose another one");
    TRY(request_get(cx, b, &other));
    TRY(db_run(
        cx->db,
        SQL("INSERT INTO request_pair (a_id, b_id, kind, at) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (a_id, b_id) DO UPDATE SET kind = excluded.kind, at = excluded.at"),
        ARGS(LOW(a, b), HIGH(a, b), DB_I(kind), DB_I(cx->now)), NULL));
    if (kind != PAIR_LINKED)
        return OK;
    TRY(tell(cx, EVENT_REQUEST_LINKED, a, b.v, S("")));
    return tell(cx, EVENT_REQUEST_LINKED, b, a.v, S(""));
}

enum err request_unpair(struct cx *cx, request_id a, request_id b)
{
    int64_t changed = 0;
    TRY(db_run(cx->db, SQL("DELETE FROM request_pair WHERE a_id = $1 AND b_id = $2"),
               ARGS(LOW(a, b), HIGH(a, b)), &changed));
    if (!changed)
        return OK;
    TRY(tell(cx, EVENT_REQUEST_UNLINKED, a, b.v, S("")));
    return tell(cx, EVENT_REQUEST_UNLINKED, b, a.v, S(""));
}

static enum err read_requests(struct cx *cx, struct rows *r, struct request **list, int *count)
{
    VEC(struct request) v = {0};
    int kept = 0;
    while (rows_next(r))
        request_from_row(r, vec_push(cx->arena, &v));
    TRY(rows_end(r));
    for (int i = 0; i < (int)v.n; i++) {
        bool sees = false;
        TRY(fence_ask(cx, &v.v[i], &sees));
        if (sees)
            v.v[kept++] = v.v[i];
    }
    *list = v.v;
    *count = kept;
    return OK;
}

enum err request_pairs(struct cx *cx, request_id id, enum pair kind, struct request **list,
                       int *count)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " REQUEST_COLUMNS
                 " FROM request r WHERE r.id IN (SELECT b_id FROM request_pair WHERE a_id = $1 AND"
                 " kind = $2 UNION SELECT a_id FROM request_pair WHERE b_id = $1 AND kind = $2)"
                 " ORDER BY r.id"),
             ARGS(DB_I(id.v), DB_I(kind)));
    return read_requests(cx, &r, list, count);
}

/* ---- "looks like an answer to …" --------------------------------------------------------------
 */

/* What mail programs put before a subject that is answered or passed on. */
static bool cut_prefix(struct str *s)
{
    static const char *const said[] = {"re", "aw",  "fw",  "fwd", "wg",  "antw", "sv",    "vs",
                                       "tr", "odp", "ynt", "rv",  "enc", "res",  "doorst"};
    ptrdiff_t colon = str_chr(*s, ':');
    if (colon <= 0 || colon > 10)
        return false;
    struct str word = str_trim(str_head(*s, colon));
    ptrdiff_t bracket = str_chr(word, '['); /* Re[2]: */
    if (bracket > 0)
        word = str_head(word, bracket);
    for (int i = 0; i < COUNT(said); i++)
        if (str_eqi(word, str_from(said[i])))
            return *s = str_trim(str_skip(*s, colon + 1)), true;
    return false;
}

struct str subject_bare(struct arena *a, struct str subject)
{
    struct str s = str_trim(subject);
    for (bool again = true; again;) {
        again = cut_prefix(&s);
        ptrdiff_t end = str_chr(s, ']');
        if (str_startsi(s, S("[K-")) && end > 0)
            s = str_trim(str_skip(s, end + 1)), again = true;
        ptrdiff_t start = str_rchr(s, '[');
        if (str_ends(s, S("]")) && start > 0 && str_startsi(str_skip(s, start), S("[K-")))
            s = str_trim(str_head(s, start)), again = true;
    }
    return str_lower(a, s);
}

enum err request_alike(struct cx *cx, const struct request *r, struct request *out, int most,
                       int *count)
{
    struct request *list;
    struct rows rows;
    int n;
    struct str mine = subject_bare(cx->arena, r->subject);
    *count = 0;
    if (mine.n < 4 || r->merged_into.v)
        return OK;
    db_query(
        &rows, cx->db,
        SQL("SELECT " REQUEST_COLUMNS
            " FROM request r WHERE r.id < $1 AND r.merged_into IS NULL AND r.state <> 12"
            " AND r.changed_at > $2 AND (r.requester_id = $3 OR r.requester_id IN"
            " (SELECT person_id FROM participant WHERE request_id = $1) OR r.id IN"
            " (SELECT request_id FROM participant WHERE person_id = $3))"
            " AND NOT EXISTS (SELECT 1 FROM request_pair q WHERE q.a_id = r.id AND q.b_id = $1)"
            " ORDER BY r.id DESC LIMIT $4"),
        ARGS(DB_I(r->id.v), DB_I(cx->now - alike_days * USEC_PER_DAY), DB_I(r->requester.v),
             DB_I(LIMIT_LIST_ROWS)));
    TRY(read_requests(cx, &rows, &list, &n));
    for (int i = 0; i < n && *count < most; i++)
        if (str_eq(subject_bare(cx->arena, list[i].subject), mine))
            out[(*count)++] = list[i];
    return OK;
}

/* ---- sleep ------------------------------------------------------------------------------------
 */

enum err request_sleep(struct cx *cx, struct request *r, enum asleep why, instant until)
{
    struct request before = *r;
    if (!request_is_open(r->state))
        return fail(cx, ERR_CONFLICT, NULL, "This request is closed. Open it again first");
    if (why == ASLEEP_UNTIL_TIME && until <= cx->now)
        return fail(cx, ERR_INVALID, "until", "That time is past. Choose a later one");
    if (why == ASLEEP_UNTIL_PROMISE && !r->due_at)
        return fail(cx, ERR_CONFLICT, "until", "Nothing is promised here. Choose a time");
    if (why == ASLEEP_UNTIL_PROMISE && r->risk == RISK_LATE)
        return fail(cx, ERR_CONFLICT, "until", "Its promise is late already. Choose a time");
    r->asleep_for = why;
    r->asleep_until = why == ASLEEP_UNTIL_TIME ? until : NO_DUE;
    TRY(request_store(cx, &before, r));
    struct str note = why == ASLEEP_UNTIL_TIME      ? str_fmt(cx->arena, "%lld", (long long)until)
                      : why == ASLEEP_UNTIL_PROMISE ? S("promise")
                                                    : S("answer");
    TRY(tell(cx, EVENT_REQUEST_SNOOZED, r->id, 0, note));
    return request_get(cx, r->id, r);
}

enum err request_wake(struct cx *cx, struct request *r)
{
    struct request before = *r;
    if (!r->asleep_until)
        return fail(cx, ERR_CONFLICT, NULL, "It is awake already");
    r->asleep_until = 0;
    r->asleep_for = AWAKE;
    TRY(request_store(cx, &before, r));
    TRY(tell(cx, EVENT_REQUEST_WOKEN, r->id, 0, S("")));
    return request_get(cx, r->id, r);
}

struct waking {
    int woken;
};

static enum err wake_some(struct cx *cx, void *arg)
{
    struct waking *w = arg;
    struct request *list;
    struct rows r;
    w->woken = 0;
    db_query(&r, cx->db,
             SQL("SELECT " REQUEST_COLUMNS
                 " FROM request r WHERE r.asleep_until <= $1 ORDER BY r.asleep_until LIMIT $2"),
             ARGS(DB_I(cx->now), DB_I(wake_batch)));
    TRY(read_requests(cx, &r, &list, &w->woken));
    for (int i = 0; i < w->woken; i++)
        TRY(request_wake(cx, &list[i]));
    return OK;
}

int request_wake_job(struct cx *cx)
{
    struct waking w;
    int64_t due = 0;
    if (db_get_i64(cx->db, SQL("SELECT count(*) FROM request WHERE asleep_until <= $1"),
                   ARGS(DB_I(cx->now)), &due) != OK)
        return -1;
    if (due == 0)
        return 0;
    return cx_write(cx, wake_some, &w) == OK ? w.woken : -1;
}
