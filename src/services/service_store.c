#include "services/service_row.h"

#include "base/vec.h"

#define SERVICE_COLUMNS                                                                            \
    "s.id, s.name, s.team_id, t.name, s.audience, s.steps, s.bring, s.respond_seconds,"            \
    " s.resolve_seconds, s.is_default, s.retired_at, s.owner_id, s.form, s.supplier,"              \
    " s.supplier_address, s.targets, s.version, s.changed_at"
#define SERVICE_TABLES " FROM service s JOIN team t ON t.id = s.team_id "

struct str targets_format(struct arena *a, const struct service *s)
{
    struct buf b;
    buf_init(&b, a, 400);
    for (int p = 0; p < PRIORITIES; p++)
        for (int k = 0; k < TARGETS; k++)
            buf_addf(&b, "%s%lld", b.n ? " " : "", (long long)s->targets[p][k]);
    return buf_str(&b);
}

void targets_parse(struct str text, struct service *s)
{
    for (int i = 0; i < PRIORITIES * TARGETS; i++) {
        int64_t seconds = 0;
        struct str one = text.p ? str_cut(&text, ' ') : S("");
        s->targets[i / TARGETS][i % TARGETS] = str_to_i64(one, &seconds) == OK && seconds > 0
                                                   ? seconds
                                                   : 0;
    }
    s->targets[PRIORITY_NORMAL][TARGET_RESPOND] = s->respond_seconds;
    s->targets[PRIORITY_NORMAL][TARGET_RESOLVE] = s->resolve_seconds;
}

int64_t service_target(const struct service *s, enum priority priority, enum target target)
{
    int64_t own = s->targets[priority][target];
    if (own == 0)
        own = s->targets[PRIORITY_NORMAL][target];
    if (own || target != TARGET_ACKNOWLEDGE)
        return own;
    int64_t respond = service_target(s, priority, TARGET_RESPOND);
    return respond && respond < SERVICE_ACKNOWLEDGE_SECONDS ? respond : SERVICE_ACKNOWLEDGE_SECONDS;
}

static void service_from_row(struct rows *r, struct service *s)
{
    s->id.v = rows_i64(r);
    s->name = rows_text(r);
    s->team.v = rows_i64(r);
    s->team_name = rows_text(r);
    s->audience = (enum audience)rows_i64(r);
    s->steps = rows_text(r);
    s->bring = rows_text(r);
    s->respond_seconds = rows_i64(r);
    s->resolve_seconds = rows_i64(r);
    s->is_default = rows_bool(r);
    s->is_retired = rows_i64(r) != 0;
    s->owner.v = rows_i64(r);
    s->form = rows_text(r);
    s->supplier = rows_text(r);
    s->supplier_address = rows_text(r);
    targets_parse(rows_text(r), s);
    s->version = rows_i64(r);
    s->changed_at = rows_i64(r);
}

static enum err get_one(struct cx *cx, struct rows *r, struct service *out)
{
    bool found = rows_next(r);
    if (found)
        service_from_row(r, out);
    TRY(rows_end(r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "service", "There is no such service");
}

enum err service_get(struct cx *cx, service_id id, struct service *out)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " SERVICE_COLUMNS SERVICE_TABLES "WHERE s.id = $1"),
             ARGS(DB_I(id.v)));
    return get_one(cx, &r, out);
}

enum err service_default(struct cx *cx, struct service *out)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " SERVICE_COLUMNS SERVICE_TABLES "WHERE s.retired_at IS NULL"
                 " ORDER BY s.is_default DESC, s.id LIMIT 1"),
             NO_ARGS);
    return get_one(cx, &r, out);
}

enum err service_list(struct cx *cx, bool with_retired, struct service **list, int *count)
{
    VEC(struct service) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " SERVICE_COLUMNS SERVICE_TABLES
                 "WHERE s.retired_at IS NULL OR $1 = 1 ORDER BY s.name, s.id"),
             ARGS(DB_I(with_retired)));
    while (rows_next(&r))
        service_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err service_needs(struct cx *cx, service_id id, struct need **list, int *count)
{
    VEC(struct need) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT needs_id, step, is_gate FROM service_need WHERE service_id = $1 ORDER BY "
                 "step, needs_id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        struct need *n = vec_push(cx->arena, &v);
        n->service.v = rows_i64(&r);
        n->step = (int)rows_i64(&r);
        n->is_gate = rows_bool(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err service_edges(struct cx *cx, struct need_edge **list, int *count)
{
    VEC(struct need_edge) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT service_id, needs_id, step, is_gate FROM service_need ORDER BY service_id,"
                 " step, needs_id"),
             NO_ARGS);
    while (rows_next(&r)) {
        struct need_edge *e = vec_push(cx->arena, &v);
        e->from.v = rows_i64(&r);
        e->to.v = rows_i64(&r);
        e->step = (int)rows_i64(&r);
        e->is_gate = rows_bool(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

/* ---- changing ---------------------------------------------------------------------------------
 */

static enum err name_taken(struct cx *cx, enum err err)
{
    if (err == ERR_CONFLICT)
        return fail(cx, ERR_INVALID, "name", "There is one of this name already. Choose another");
    return err;
}

/* One service is the one that mail asks for: the last that was made so. */
static enum err only_default(struct cx *cx, service_id id)
{
    return db_run(cx->db,
                  SQL("UPDATE service SET is_default = 0 WHERE id <> $1 AND is_default = 1"),
                  ARGS(DB_I(id.v)), NULL);
}

/* A column may stay empty; what the caller left out is empty. */
static struct db_arg text(struct str s)
{
    return DB_T(s.p ? s : S(""));
}

enum err service_add(struct cx *cx, const struct service *s, service_id *out)
{
    struct service filled = *s;
    filled.targets[PRIORITY_NORMAL][TARGET_RESPOND] = s->respond_seconds;
    filled.targets[PRIORITY_NORMAL][TARGET_RESOLVE] = s->resolve_seconds;
    TRY(name_taken(
        cx,
        db_get_i64(cx->db,
                   SQL("INSERT INTO service (name, team_id, audience, steps, bring, "
                       "respond_seconds, resolve_seconds, is_default, changed_at, owner_id, form,"
                       " supplier, supplier_address, targets)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
                       "RETURNING id"),
                   ARGS(DB_T(s->name), DB_I(s->team.v), DB_I(s->audience), text(s->steps),
                        text(s->bring), DB_I(s->respond_seconds), DB_I(s->resolve_seconds),
                        DB_I(s->is_default), DB_I(cx->now), DB_ID(s->owner.v), text(s->form),
                        text(s->supplier), text(s->supplier_address),
                        DB_T(targets_format(cx->arena, &filled))),
                   &out->v)));
    TRY(s->is_default ? only_default(cx, *out) : OK);
    return service_keep(cx, *out);
}

/* From `at` along needs: does the way come back to `goal`? As a walk over all edges, which are few.
 */
struct walk {
    const struct need_edge *edges;
    int count;
    service_id goal;
    int64_t seen[512];
    int seen_count;
};

static bool leads_back(struct walk *w, service_id at)
{
    if (at.v == w->goal.v)
        return true;
    for (int i = 0; i < w->seen_count; i++)
        if (w->seen[i] == at.v)
            return false;
    if (w->seen_count == COUNT(w->seen))
        return true; /* longer than any organisation: refused too */
    w->seen[w->seen_count++] = at.v;
    for (int i = 0; i < w->count; i++)
        if (w->edges[i].from.v == at.v && leads_back(w, w->edges[i].to))
            return true;
    return false;
}

static enum err check_circle(struct cx *cx, service_id id, const struct need *needs, int count)
{
    struct walk w = {.goal = id};
    struct need_edge *edges;
    TRY(service_edges(cx, &edges, &w.count));
    w.edges = edges;
    for (int i = 0; i < count; i++) {
        struct service other;
        TRY(service_get(cx, needs[i].service, &other));
        w.seen_count = 0;
        if (leads_back(&w, needs[i].service))
            return fail(cx, ERR_INVALID, "needs",
                        "%.*s needs this service itself, so each would wait for the other. Take it "
                        "out",
                        STR_ARG(str_head(other.name, 100)));
    }
    return OK;
}

static enum err store_needs(struct cx *cx, service_id id, const struct need *needs, int count)
{
    TRY(check_circle(cx, id, needs, count));
    TRY(db_run(cx->db, SQL("DELETE FROM service_need WHERE service_id = $1"), ARGS(DB_I(id.v)),
               NULL));
    for (int i = 0; i < count; i++)
        TRY(db_run(
            cx->db,
            SQL("INSERT INTO service_need (service_id, needs_id, step, is_gate) VALUES ($1, "
                "$2, $3, $4) ON CONFLICT DO NOTHING"),
            ARGS(DB_I(id.v), DB_I(needs[i].service.v), DB_I(needs[i].step), DB_I(needs[i].is_gate)),
            NULL));
    return OK;
}

enum err service_set_all(struct cx *cx, const struct service *s, const struct need *needs,
                         int count)
{
    struct service filled = *s;
    filled.targets[PRIORITY_NORMAL][TARGET_RESPOND] = s->respond_seconds;
    filled.targets[PRIORITY_NORMAL][TARGET_RESOLVE] = s->resolve_seconds;
    TRY(service_keep(cx, s->id)); /* one made before there were versions */
    TRY(name_taken(
        cx, db_run(cx->db,
                   SQL("UPDATE service SET name = $2, team_id = $3, audience = $4, steps = $5, "
                       "bring = $6, respond_seconds = $7, resolve_seconds = $8, is_default = $9,"
                       " retired_at = $10, version = version + 1, changed_at = $11, owner_id = $12,"
                       " form = $13, supplier = $14, supplier_address = $15, targets = $16"
                       " WHERE id = $1"),
                   ARGS(DB_I(s->id.v), DB_T(s->name), DB_I(s->team.v), DB_I(s->audience),
                        text(s->steps), text(s->bring), DB_I(s->respond_seconds),
                        DB_I(s->resolve_seconds), DB_I(s->is_default),
                        DB_TIME(s->is_retired ? cx->now : 0), DB_I(cx->now), DB_ID(s->owner.v),
                        text(s->form), text(s->supplier), text(s->supplier_address),
                        DB_T(targets_format(cx->arena, &filled))),
                   NULL)));
    if (needs)
        TRY(store_needs(cx, s->id, needs, count));
    TRY(s->is_default ? only_default(cx, s->id) : OK);
    return service_keep(cx, s->id);
}

enum err service_set(struct cx *cx, const struct service *s)
{
    return service_set_all(cx, s, NULL, 0);
}
