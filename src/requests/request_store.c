#include "requests/request_row.h"

#include "app/search_kind.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "db/search.h"

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
}

enum err request_get(struct cx *cx, request_id id, struct request *out)
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

struct object request_object(const struct request *r)
{
    return (struct object){.team = r->team, .owner = r->owner};
}

static enum err index_subject(struct cx *cx, const struct request *r)
{
    struct search_doc doc = {.kind = SEARCH_REQUEST,
                             .id = r->id.v,
                             .group = r->id.v,
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
            " version = version + 1, changed_at = $13, solved_at = $14, requester_id = $15"
            " WHERE id = $1 AND version = $16"),
        ARGS(DB_I(r->id.v), DB_T(r->subject), DB_I(r->service.v), DB_I(r->team.v),
             DB_ID(r->owner.v), DB_I(r->state), DB_I(r->moves), DB_I(r->is_unread),
             DB_I(r->due_at ? r->due_at : NO_DUE), DB_I(r->due_kind), DB_I(r->risk),
             DB_T(r->snippet), DB_I(r->changed_at), DB_TIME(r->solved_at), DB_I(r->requester.v),
             DB_I(before->version)),
        &changed));
    if (changed == 0)
        return fail(cx, ERR_CONFLICT, NULL,
                    "Somebody changed this request at the same moment. Look again");
    r->version = before->version + 1;
    if (!str_eq(before->subject, r->subject))
        TRY(index_subject(cx, r));
    return counter_change(cx, before, r);
}

#define ROW_COLUMNS REQUEST_COLUMNS ", p.name, t.name, coalesce(o.name, '')"
#define ROW_TABLES                                                                                 \
    " FROM request r JOIN person p ON p.id = r.requester_id JOIN team t ON t.id = r.team_id"       \
    " LEFT JOIN person o ON o.id = r.owner_id"
#define AFTER_KEY " AND (r.due_at, r.id) > ($1, $2) ORDER BY r.due_at, r.id LIMIT $3"

static void start_list(struct cx *cx, struct rows *r, const struct view_at *at)
{
    instant due = at->after_id.v ? (at->after_due ? at->after_due : NO_DUE) : INT64_MIN;
#define KEY DB_I(due), DB_I(at->after_id.v), DB_I(LIMIT_LIST_ROWS)
    switch (at->view) {
    case VIEW_MINE:
        db_query(r, cx->db,
                 SQL("SELECT " ROW_COLUMNS ROW_TABLES
                     " WHERE r.owner_id = $4 AND r.state < 10" AFTER_KEY),
                 ARGS(KEY, DB_I(cx->actor.person.v)));
        return;
    case VIEW_NOBODY:
        db_query(r, cx->db,
                 SQL("SELECT " ROW_COLUMNS ROW_TABLES
                     " WHERE r.owner_id IS NULL AND r.state < 10" AFTER_KEY),
                 ARGS(KEY));
        return;
    case VIEW_RISK:
        db_query(
            r, cx->db,
            SQL("SELECT " ROW_COLUMNS ROW_TABLES " WHERE r.risk > 0 AND r.state < 10" AFTER_KEY),
            ARGS(KEY));
        return;
    case VIEW_TEAM:
        db_query(r, cx->db,
                 SQL("SELECT " ROW_COLUMNS ROW_TABLES
                     " WHERE r.team_id = $4 AND r.state < 10" AFTER_KEY),
                 ARGS(KEY, DB_I(at->team.v)));
        return;
    case VIEW_WAITING:
        db_query(r, cx->db, SQL("SELECT " ROW_COLUMNS ROW_TABLES " WHERE r.state = 2" AFTER_KEY),
                 ARGS(KEY));
        return;
    case VIEW_SOLVED_TODAY: /* newest first; its key is solved_at */
        db_query(r, cx->db,
                 SQL("SELECT " ROW_COLUMNS ROW_TABLES
                     " WHERE r.solved_at >= $4 AND (r.solved_at, r.id) < ($1, $2)"
                     " ORDER BY r.solved_at DESC, r.id DESC LIMIT $3"),
                 ARGS(DB_I(at->after_id.v ? at->after_due : INT64_MAX),
                      DB_I(at->after_id.v ? at->after_id.v : INT64_MAX), DB_I(LIMIT_LIST_ROWS),
                      DB_I(cx->now - USEC_PER_DAY)));
        return;
    case VIEW_ALL:
    case VIEWS:
        db_query(r, cx->db, SQL("SELECT " ROW_COLUMNS ROW_TABLES " WHERE r.state < 10" AFTER_KEY),
                 ARGS(KEY));
        return;
    }
#undef KEY
}

static enum err read_list(struct cx *cx, struct rows *r, struct request_row **rows, int *count)
{
    *rows = NEWN(cx->arena, struct request_row, LIMIT_LIST_ROWS);
    *count = 0;
    while (*count < LIMIT_LIST_ROWS && rows_next(r)) {
        struct request_row *row = &(*rows)[(*count)++];
        request_from_row(r, &row->request);
        row->requester_name = rows_text(r);
        row->team_name = rows_text(r);
        row->owner_name = rows_text(r);
    }
    return rows_end(r);
}

enum err request_list(struct cx *cx, const struct view_at *at, struct request_row **rows,
                      int *count)
{
    struct rows r;
    start_list(cx, &r, at);
    return read_list(cx, &r, rows, count);
}

enum err request_list_of(struct cx *cx, person_id person, struct request_row **rows, int *count)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " ROW_COLUMNS ROW_TABLES
                 " WHERE r.requester_id = $1 ORDER BY r.id DESC LIMIT $2"),
             ARGS(DB_I(person.v), DB_I(LIMIT_LIST_ROWS)));
    return read_list(cx, &r, rows, count);
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
