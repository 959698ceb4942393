#include "requests/request_row.h"

#include "app/search_kind.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "db/search.h"
#include "requests/fence.h"

void request_from_row(struct rows *rows, struct request *r)
{
    r->id.v = rows_i64(rows);
    r->subject = rows_text(rows);
    r->requester.v = rows_i64(rows);
    r->service.v = rows_i64(rows);
    r->team.v = rows_i64(rows);
    r->owner.v = rows_i64(rows);
    r->state = (enum request_state)rows_i64(rows);
    r->channel = (enum channel)rows_i64(rows);
    r->moves = (int)rows_i64(rows);
    r->is_unread = rows_bool(rows);
    r->due_at = rows_i64(rows);
    if (r->due_at == NO_DUE)
        r->due_at = 0;
    r->due_kind = (int)rows_i64(rows);
    r->risk = (enum risk)rows_i64(rows);
    r->snippet = rows_text(rows);
    r->link_nonce = rows_text(rows);
    r->version = rows_i64(rows);
    r->opened_at = rows_i64(rows);
    r->changed_at = rows_i64(rows);
    r->solved_at = rows_i64(rows);
    r->merged_into.v = rows_i64(rows);
    r->asleep_until = rows_i64(rows);
    r->asleep_for = (enum asleep)rows_i64(rows);
}

enum err request_get_hidden(struct cx *cx, request_id id, struct request *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL("SELECT " REQUEST_COLUMNS " FROM request r WHERE r.id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        request_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
}

/* What somebody does not see is not there for them. */
enum err request_get(struct cx *cx, request_id id, struct request *out)
{
    bool sees = false;
    TRY(request_get_hidden(cx, id, out));
    TRY(fence_ask(cx, out, &sees));
    return sees ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
}

struct object request_object(const struct request *r)
{
    return (struct object){.team = r->team,
                           .owner = r->owner,
                           .is_restricted = r->is_restricted,
                           .is_named = r->is_named,
                           .is_closed = r->is_closed};
}

static enum err index_subject(struct cx *cx, const struct request *r)
{
    struct search_doc doc = {.kind = SEARCH_REQUEST,
                             .id = r->id.v,
                             .group = r->id.v,
                             .at = r->opened_at,
                             .title = r->subject,
                             .body = S("")};
    return search_put(cx->db, &doc);
}

enum err request_insert(struct cx *cx, struct request *r)
{
    r->version = 1;
    TRY(db_get_i64(cx->db,
                   SQL("INSERT INTO request (subject, requester_id, service_id, team_id, owner_id, "
                       "state, channel,"
                       " due_at, link_nonce, opened_at, changed_at)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) RETURNING id"),
                   ARGS(DB_T(r->subject), DB_I(r->requester.v), DB_I(r->service.v), DB_I(r->team.v),
                        DB_ID(r->owner.v), DB_I(r->state), DB_I(r->channel), DB_I(NO_DUE),
                        DB_T(r->link_nonce), DB_I(r->opened_at)),
                   &r->id.v));
    TRY(index_subject(cx, r));
    return counter_change(cx, NULL, r);
}

enum err request_store(struct cx *cx, const struct request *before, struct request *r)
{
    int64_t changed = 0;
    r->changed_at = cx->now;
    TRY(db_run(
        cx->db,
        SQL("UPDATE request SET subject = $2, service_id = $3, team_id = $4, owner_id = $5, state "
            "= $6,"
            " moves = $7, is_unread = $8, due_at = $9, due_kind = $10, risk = $11, snippet = $12,"
            " version = version + 1, changed_at = $13, solved_at = $14, requester_id = $15,"
            " merged_into = $17, asleep_until = $18, asleep_for = $19 WHERE id = $1 AND version = "
            "$16"),
        ARGS(DB_I(r->id.v), DB_T(r->subject), DB_I(r->service.v), DB_I(r->team.v),
             DB_ID(r->owner.v), DB_I(r->state), DB_I(r->moves), DB_I(r->is_unread),
             DB_I(r->due_at ? r->due_at : NO_DUE), DB_I(r->due_kind), DB_I(r->risk),
             DB_T(r->snippet), DB_I(r->changed_at), DB_TIME(r->solved_at), DB_I(r->requester.v),
             DB_I(before->version), DB_ID(r->merged_into.v), DB_TIME(r->asleep_until),
             DB_I(r->asleep_for)),
        &changed));
    if (changed == 0)
        return fail(cx, ERR_CONFLICT, NULL,
                    "Somebody changed this request at the same moment. Look again");
    r->version = before->version + 1;
    if (!str_eq(before->subject, r->subject))
        TRY(index_subject(cx, r));
    return counter_change(cx, before, r);
}

enum err request_events(struct cx *cx, request_id id, struct event **list, int *count)
{
    VEC(struct event) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT id, at, kind, actor_id, object_id, note FROM event WHERE request_id = $1 "
                 "ORDER BY id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        struct event *e = vec_push(cx->arena, &v);
        e->id = rows_i64(&r);
        e->at = rows_i64(&r);
        e->kind = (enum event_kind)rows_i64(&r);
        e->actor.v = rows_i64(&r);
        e->object = rows_i64(&r);
        e->note = rows_text(&r);
        e->request = id;
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}
