#include "desk/view_bulk.h"

#include "app/undo.h"
#include "base/limits.h"
#include "desk/view.h"

enum err bulk_get(struct cx *cx, int64_t id, struct bulk *b)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db,
             SQL("SELECT id, person_id, act, value, path, state, total, made_at, begun_at FROM bulk"
                 " WHERE id = $1 AND person_id = $2"),
             ARGS(DB_I(id), DB_I(cx->actor.person.v)));
    if ((found = rows_next(&r))) {
        b->id = rows_i64(&r);
        b->person.v = rows_i64(&r);
        b->act = (enum bulk_act)rows_i64(&r);
        b->value = rows_i64(&r);
        b->path = rows_text(&r);
        b->state = (enum bulk_state)rows_i64(&r);
        b->total = rows_i64(&r);
        b->made_at = rows_i64(&r);
        b->begun_at = rows_i64(&r);
    }
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such work");
}

/* ---- chosen
 * -------------------------------------------------------------------------------------- */

static enum err add_item(struct cx *cx, int64_t bulk, request_id id)
{
    return db_run(cx->db,
                  SQL("INSERT INTO bulk_item (bulk_id, request_id, version)"
                      " SELECT $1, id, version FROM request WHERE id = $2 ON CONFLICT DO NOTHING"),
                  ARGS(DB_I(bulk), DB_I(id.v)), NULL);
}

/* The view as it is at this moment, whole: whatever comes into it afterwards stays out. */
static enum err add_view(struct cx *cx, int64_t bulk, const struct view_at *at)
{
    struct rows r;
    struct sql_builder b;
    int64_t n = 0;
    TRY(view_count(cx, at, &n));
    if (n > BULK_MOST)
        return fail(cx, ERR_TOO_LARGE, "request",
                    "These are more than %d requests. Narrow the view first", BULK_MOST);
    request_ids_sql(cx, at, BULK_MOST, &b);
    db_query_built(&r, cx->db, &b);
    while (rows_next(&r)) {
        int64_t id = rows_i64(&r), version = rows_i64(&r);
        TRY(db_run(cx->db,
                   SQL("INSERT INTO bulk_item (bulk_id, request_id, version) VALUES ($1, $2, $3)"),
                   ARGS(DB_I(bulk), DB_I(id), DB_I(version)), NULL));
    }
    return rows_end(&r);
}

enum err bulk_open(struct cx *cx, const struct bulk_choice *c, struct bulk *out)
{
    *out = (struct bulk){.person = cx->actor.person,
                         .act = c->act,
                         .value = c->value,
                         .path = c->path,
                         .state = BULK_SHOWN,
                         .made_at = cx->now};
    TRY(db_run(
        cx->db,
        SQL("DELETE FROM bulk_item WHERE bulk_id IN (SELECT id FROM bulk WHERE made_at < $1)"),
        ARGS(DB_I(cx->now - BULK_UNDO_DAYS * USEC_PER_DAY)), NULL));
    TRY(db_run(cx->db, SQL("DELETE FROM bulk WHERE made_at < $1"),
               ARGS(DB_I(cx->now - BULK_UNDO_DAYS * USEC_PER_DAY)), NULL));
    TRY(db_get_i64(cx->db,
                   SQL("INSERT INTO bulk (person_id, act, value, path, state, total, made_at)"
                       " VALUES ($1, $2, $3, $4, $5, 0, $6) RETURNING id"),
                   ARGS(DB_I(out->person.v), DB_I(out->act), DB_I(out->value), DB_T(out->path),
                        DB_I(out->state), DB_I(out->made_at)),
                   &out->id));
    for (int i = 0; i < c->count; i++)
        TRY(add_item(cx, out->id, c->ids[i]));
    if (c->count == 0)
        TRY(add_view(cx, out->id, c->at));
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM bulk_item WHERE bulk_id = $1"),
                   ARGS(DB_I(out->id)), &out->total));
    if (out->total == 0)
        return fail(cx, ERR_INVALID, "request", "Select at least one request");
    return db_run(cx->db, SQL("UPDATE bulk SET total = $2 WHERE id = $1"),
                  ARGS(DB_I(out->id), DB_I(out->total)), NULL);
}

static enum err set_state(struct cx *cx, int64_t id, enum bulk_state from, enum bulk_state to)
{
    int64_t changed = 0;
    TRY(db_run(cx->db, SQL("UPDATE bulk SET state = $3 WHERE id = $1 AND state = $2"),
               ARGS(DB_I(id), DB_I(from), DB_I(to)), &changed));
    return changed ? OK
                   : fail(cx, ERR_CONFLICT, NULL, "This was begun already. Look at how it stands");
}

enum err bulk_begin(struct cx *cx, int64_t id, int64_t value)
{
    TRY(set_state(cx, id, BULK_SHOWN, BULK_AT_WORK));
    return db_run(cx->db, SQL("UPDATE bulk SET value = $2, begun_at = $3 WHERE id = $1"),
                  ARGS(DB_I(id), DB_I(value), DB_I(cx->now)), NULL);
}

enum err bulk_undo_begin(struct cx *cx, int64_t id)
{
    struct bulk b;
    TRY(bulk_get(cx, id, &b));
    if (b.state == BULK_AT_WORK)
        TRY(set_state(cx, id, BULK_AT_WORK, BULK_DONE)); /* stopped in its midst */
    return set_state(cx, id, BULK_DONE, BULK_TAKING_BACK);
}

/* ---- done
 * ------------------------------------------------------------------------------------------ */

static int64_t value_of(const struct bulk *b, const struct request *r)
{
    switch (b->act) {
    case BULK_ASSIGN: return r->owner.v;
    case BULK_TEAM: return r->team.v;
    case BULK_STATE: return (int64_t)r->state;
    }
    return 0;
}

/* Between two closed states a request is open for a moment. */
static enum err set_request_state(struct cx *cx, struct request *r, enum request_state to)
{
    if (!request_is_open(r->state) && !request_is_open(to))
        TRY(request_set_state(cx, r, REQUEST_OPEN, S("")));
    return r->state == to ? OK : request_set_state(cx, r, to, S(""));
}

static enum err apply(struct cx *cx, const struct bulk *b, struct request *r, int64_t value)
{
    switch (b->act) {
    case BULK_ASSIGN: return request_assign(cx, r, (person_id){value});
    case BULK_TEAM: return request_move(cx, r, r->service, (team_id){value});
    case BULK_STATE: return set_request_state(cx, r, (enum request_state)value);
    }
    return ERR_INVALID;
}

struct item {
    request_id request;
    int64_t was;
};

static enum err end_item(struct cx *cx, const struct bulk *b, const struct item *i,
                         enum bulk_item_state state, struct str why)
{
    return db_run(cx->db,
                  SQL("UPDATE bulk_item SET state = $3, was = $4, why = $5"
                      " WHERE bulk_id = $1 AND request_id = $2"),
                  ARGS(DB_I(b->id), DB_I(i->request.v), DB_I(state), DB_I(i->was), DB_T(why)),
                  NULL);
}

static enum err do_item(struct cx *cx, const struct bulk *b, struct item *i)
{
    struct request r;
    TRY(request_get(cx, i->request, &r));
    struct object object = request_object(&r);
    i->was = value_of(b, &r);
    if (!may(cx, MAY_ANSWER_REQUEST, &object))
        return end_item(cx, b, i, ITEM_LEFT, str_from(WORD("not yours to change")));
    if (i->was == b->value)
        return end_item(cx, b, i, ITEM_LEFT, str_from(WORD("it is so already")));
    if (r.merged_into.v)
        return end_item(cx, b, i, ITEM_LEFT, str_from(WORD("it is part of another")));
    if (b->act != BULK_STATE && !request_is_open(r.state))
        return end_item(cx, b, i, ITEM_LEFT, str_from(WORD("it is closed")));
    TRY(apply(cx, b, &r, b->value));
    return end_item(cx, b, i, ITEM_DONE, S(""));
}

static enum err undo_item(struct cx *cx, const struct bulk *b, struct item *i)
{
    struct request r;
    TRY(request_get(cx, i->request, &r));
    if (value_of(b, &r) != b->value)
        return end_item(cx, b, i, ITEM_CHANGED_SINCE, str_from(WORD("somebody changed it since")));
    TRY(apply(cx, b, &r, i->was));
    return end_item(cx, b, i, ITEM_TAKEN_BACK, S(""));
}

static enum err read_items(struct cx *cx, const struct bulk *b, struct item *items, int *n)
{
    struct rows r;
    enum bulk_item_state state = b->state == BULK_AT_WORK ? ITEM_WAITS : ITEM_DONE;
    db_query(&r, cx->db,
             SQL("SELECT request_id, was FROM bulk_item WHERE bulk_id = $1 AND state = $2"
                 " ORDER BY request_id LIMIT $3"),
             ARGS(DB_I(b->id), DB_I(state), DB_I(BULK_PIECE)));
    for (*n = 0; rows_next(&r); ++*n) {
        items[*n].request.v = rows_i64(&r);
        items[*n].was = rows_i64(&r);
    }
    return rows_end(&r);
}

struct piece {
    int64_t id;
    bool more, is_refused;
    struct bulk bulk;
    struct item items[BULK_PIECE];
    int count, at;
    struct str why;
};

static enum err end_piece(struct cx *cx, struct piece *p)
{
    p->more = p->count == BULK_PIECE;
    live_wake(cx, (request_id){0});
    return p->more ? OK
                   : set_state(cx, p->id, p->bulk.state,
                               p->bulk.state == BULK_AT_WORK ? BULK_DONE : BULK_TAKEN_BACK);
}

static enum err do_one(struct cx *cx, void *arg)
{
    struct piece *p = arg;
    struct item *i = &p->items[p->at];
    return p->bulk.state == BULK_AT_WORK ? do_item(cx, &p->bulk, i) : undo_item(cx, &p->bulk, i);
}

static enum err read_piece(struct cx *cx, struct piece *p)
{
    p->more = false;
    p->count = 0;
    TRY(bulk_get(cx, p->id, &p->bulk));
    bool is_at_work = p->bulk.state == BULK_AT_WORK || p->bulk.state == BULK_TAKING_BACK;
    return is_at_work ? read_items(cx, &p->bulk, p->items, &p->count) : OK;
}

static enum err do_all(struct cx *cx, void *arg)
{
    struct piece *p = arg;
    TRY(read_piece(cx, p));
    if (p->bulk.state != BULK_AT_WORK && p->bulk.state != BULK_TAKING_BACK)
        return OK;
    for (p->at = 0; p->at < p->count; p->at++)
        TRY(do_one(cx, p));
    return end_piece(cx, p);
}

static enum err leave_one(struct cx *cx, void *arg)
{
    struct piece *p = arg;
    enum bulk_item_state state = p->bulk.state == BULK_AT_WORK ? ITEM_LEFT : ITEM_CHANGED_SINCE;
    return end_item(cx, &p->bulk, &p->items[p->at], state, p->why);
}

static bool is_refusal(enum err err)
{
    return err == ERR_CONFLICT || err == ERR_INVALID || err == ERR_FORBIDDEN;
}

/* A rule forbids it for one of them: then each in a write of its own, and those are left alone,
 * with the words of the rule. */
static enum err do_singly(struct cx *cx, struct piece *p)
{
    TRY(read_piece(cx, p));
    for (p->at = 0; p->at < p->count; p->at++) {
        enum err err = cx_write(cx, do_one, p);
        if (err == OK)
            continue;
        if (!is_refusal(err))
            return err;
        p->why = str_dup(cx->arena, str_from(cx->fault.message));
        cx->fault = (struct fault){0};
        TRY(cx_write(cx, leave_one, p));
    }
    p->more = true; /* the next round finds nothing left, and ends it */
    return OK;
}

enum err bulk_work(struct cx *cx, int64_t id, bool *more)
{
    struct piece *p = NEW(cx->arena, struct piece);
    p->id = id;
    enum err err = cx_write(cx, do_all, p);
    if (is_refusal(err)) {
        cx->fault = (struct fault){0};
        err = do_singly(cx, p);
    }
    *more = p->more;
    return err;
}

/* ---- the job
 * --------------------------------------------------------------------------------------- */

/* As the person who began it: with the rights they have now, and in their name. */
static enum err become(struct cx *cx, person_id person)
{
    struct rows r;
    cx->actor = (struct actor){.person = person, .may_write = true};
    db_query(&r, cx->db,
             SQL("SELECT c.role, p.name FROM account c JOIN person p ON p.id = c.person_id"
                 " WHERE c.person_id = $1 AND c.disabled_at IS NULL"),
             ARGS(DB_I(person.v)));
    if (rows_next(&r)) {
        cx->actor.role = (enum role)rows_i64(&r);
        cx->actor.name = rows_text(&r);
    }
    TRY(rows_end(&r));
    db_query(&r, cx->db,
             SQL("SELECT team_id FROM team_member WHERE person_id = $1 ORDER BY team_id LIMIT 32"),
             ARGS(DB_I(person.v)));
    while (rows_next(&r))
        cx->actor.teams[cx->actor.team_count++].v = rows_i64(&r);
    return rows_end(&r);
}

int bulk_job(struct cx *cx)
{
    struct rows r;
    int64_t id = 0;
    bool more;
    person_id person = {0};
    db_query(&r, cx->db,
             SQL("SELECT id, person_id FROM bulk WHERE state = 2 OR state = 4 ORDER BY id LIMIT 1"),
             NO_ARGS);
    if (rows_next(&r)) {
        id = rows_i64(&r);
        person.v = rows_i64(&r);
    }
    if (rows_end(&r) != OK)
        return -1;
    if (id == 0)
        return 0;
    if (become(cx, person) != OK || bulk_work(cx, id, &more) != OK)
        return -1;
    return 1;
}
