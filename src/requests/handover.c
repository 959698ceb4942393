/* handover.c: a request passed on keeps its owner until the other accepts, so that it is never
 * nobody's; and who is to be told of what. */
#include "requests/request.h"

#include "base/limits.h"
#include "base/vec.h"

static enum err tell(struct cx *cx, enum event_kind kind, const struct request *r, person_id who,
                     struct str note)
{
    struct event e = {
        .kind = kind, .actor = cx->actor.person, .request = r->id, .object = who.v, .note = note};
    return event_emit(cx, &e);
}

enum err handover_find(struct cx *cx, request_id id, struct handover *out, bool *found)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT from_id, to_id, note, at FROM handover WHERE request_id = $1"),
             ARGS(DB_I(id.v)));
    if ((*found = rows_next(&r))) {
        out->request = id;
        out->from.v = rows_i64(&r);
        out->to.v = rows_i64(&r);
        out->note = rows_text(&r);
        out->at = rows_i64(&r);
    }
    return rows_end(&r);
}

enum err handover_offer(struct cx *cx, struct request *r, person_id to, struct str note)
{
    if (r->owner.v == to.v)
        return fail(cx, ERR_CONFLICT, "to", "It is theirs already");
    TRY(db_run(cx->db,
               SQL("INSERT INTO handover (request_id, from_id, to_id, note, at)"
                   " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (request_id) DO UPDATE SET from_id ="
                   " excluded.from_id, to_id = excluded.to_id, note = excluded.note, at ="
                   " excluded.at"),
               ARGS(DB_I(r->id.v), DB_I(cx->actor.person.v), DB_I(to.v), DB_T(note), DB_I(cx->now)),
               NULL));
    TRY(tell(cx, EVENT_REQUEST_OFFERED, r, to, note));
    struct notice n = {.person = to, .request = r->id, .kind = NOTICE_OFFER};
    TRY(notice_add(cx, &n));
    return request_get(cx, r->id, r);
}

static enum err end_offer(struct cx *cx, const struct request *r, struct handover *h)
{
    bool found;
    TRY(handover_find(cx, r->id, h, &found));
    if (!found)
        return fail(cx, ERR_CONFLICT, NULL, "This is not offered to anybody any more");
    return db_run(cx->db, SQL("DELETE FROM handover WHERE request_id = $1"), ARGS(DB_I(r->id.v)),
                  NULL);
}

enum err handover_accept(struct cx *cx, struct request *r)
{
    struct handover h;
    TRY(end_offer(cx, r, &h));
    if (h.to.v != cx->actor.person.v)
        return fail(cx, ERR_FORBIDDEN, NULL, "It is offered to somebody else");
    struct notice n = {.person = h.from, .request = r->id, .kind = NOTICE_ACCEPTED};
    TRY(notice_add(cx, &n));
    return request_assign(cx, r, h.to);
}

enum err handover_end(struct cx *cx, struct request *r, struct str why)
{
    struct handover h;
    TRY(end_offer(cx, r, &h));
    TRY(tell(cx, EVENT_OFFER_DECLINED, r, h.to, why));
    struct notice n = {.person = h.from, .request = r->id, .kind = NOTICE_DECLINED};
    if (cx->actor.person.v == h.to.v)
        TRY(notice_add(cx, &n));
    else
        TRY(db_run(cx->db,
                   SQL("UPDATE notice SET seen_at = $3 WHERE request_id = $1 AND person_id = $2 AND"
                       " kind = 2 AND seen_at IS NULL"),
                   ARGS(DB_I(r->id.v), DB_I(h.to.v), DB_I(cx->now)), NULL));
    return request_get(cx, r->id, r);
}

/* ---- being told -------------------------------------------------------------------------------
 */

enum err notice_add(struct cx *cx, const struct notice *n)
{
    if (n->person.v == cx->actor.person.v)
        return OK;
    return db_run(cx->db,
                  SQL("INSERT INTO notice (person_id, request_id, message_id, actor_id, kind, at)"
                      " VALUES ($1, $2, $3, $4, $5, $6)"),
                  ARGS(DB_I(n->person.v), DB_I(n->request.v), DB_ID(n->message.v),
                       DB_ID(cx->actor.person.v), DB_I(n->kind), DB_I(cx->now)),
                  NULL);
}

enum err notice_list(struct cx *cx, struct notice **list, int *count)
{
    VEC(struct notice) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT n.id, n.person_id, coalesce(n.actor_id, 0), coalesce(p.name, ''),"
                 " n.request_id, q.subject, coalesce(n.message_id, 0), n.kind, n.at, n.seen_at"
                 " FROM notice n JOIN request q ON q.id = n.request_id"
                 " LEFT JOIN person p ON p.id = n.actor_id WHERE n.person_id = $1"
                 " ORDER BY CASE WHEN n.seen_at IS NULL THEN 0 ELSE 1 END, n.id DESC LIMIT $2"),
             ARGS(DB_I(cx->actor.person.v), DB_I(LIMIT_LIST_ROWS)));
    while (rows_next(&r)) {
        struct notice *n = vec_push(cx->arena, &v);
        n->id = rows_i64(&r);
        n->person.v = rows_i64(&r);
        n->actor.v = rows_i64(&r);
        n->actor_name = rows_text(&r);
        n->request.v = rows_i64(&r);
        n->subject = rows_text(&r);
        n->message.v = rows_i64(&r);
        n->kind = (enum notice_kind)rows_i64(&r);
        n->at = rows_i64(&r);
        n->seen_at = rows_i64(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err notice_count(struct cx *cx, int64_t *n)
{
    return db_get_i64(cx->db,
                      SQL("SELECT count(*) FROM notice WHERE person_id = $1 AND seen_at IS NULL"),
                      ARGS(DB_I(cx->actor.person.v)), n);
}

enum err notice_seen(struct cx *cx, request_id request)
{
    return db_run(cx->db,
                  SQL("UPDATE notice SET seen_at = $3 WHERE person_id = $1 AND seen_at IS NULL"
                      " AND (request_id = $2 OR $2 = 0)"),
                  ARGS(DB_I(cx->actor.person.v), DB_I(request.v), DB_I(cx->now)), NULL);
}
