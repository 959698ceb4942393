/* participant.c: who takes part in a conversation by mail. Being in copy gives nobody anything: an
 * agent says yes first, and what went before stays with those who had it. What became of each, and
 * who said so, are events. */
#include "requests/request.h"

#include "base/vec.h"
#include "people/person.h"

#define PARTICIPANT_COLUMNS "q.person_id, q.address, p.name, q.how, q.since, q.ended_at"

static void from_row(struct rows *r, struct participant *p)
{
    p->person.v = rows_i64(r);
    p->address = rows_text(r);
    p->name = rows_text(r);
    p->how = (enum part)rows_i64(r);
    p->since = rows_i64(r);
    p->ended_at = rows_i64(r);
}

static enum err tell(struct cx *cx, enum event_kind kind, request_id id,
                     const struct participant *p)
{
    struct event e = {.kind = kind,
                      .actor = cx->actor.person,
                      .request = id,
                      .object = p->person.v,
                      .note = p->address};
    return event_emit(cx, &e);
}

bool participant_receives(const struct participant *p)
{
    return p->how <= PART_COPY && p->ended_at == 0 && !str_ends(p->address, S(".invalid"));
}

static enum err is_requester(struct cx *cx, request_id id, person_id person, bool *is)
{
    int64_t n = 0;
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM request WHERE id = $1 AND requester_id = $2"),
                   ARGS(DB_I(id.v), DB_I(person.v)), &n));
    *is = n > 0;
    return OK;
}

enum err participant_add(struct cx *cx, request_id id, person_id person, struct str address,
                         int how)
{
    struct participant p = {
        .person = person, .address = str_lower(cx->arena, address), .how = (enum part)how};
    int64_t changed = 0;
    bool asked;
    TRY(is_requester(cx, id, person, &asked));
    if (asked)
        p.how = PART_ASKED;
    else if (p.how == PART_ASKED)
        p.how = PART_WAITS; /* they wrote; that alone lets nobody in */
    TRY(db_run(cx->db,
               SQL("INSERT INTO participant (request_id, person_id, address, how, since) VALUES "
                   "($1, $2, $3, $4, $5)"
                   " ON CONFLICT (request_id, address) DO NOTHING"),
               ARGS(DB_I(id.v), DB_I(person.v), DB_T(p.address), DB_I(p.how), DB_I(cx->now)),
               &changed));
    return changed && p.how == PART_WAITS ? tell(cx, EVENT_COPY_ADDED, id, &p) : OK;
}

enum err participant_is(struct cx *cx, request_id id, struct str address, bool *is)
{
    int64_t n = 0;
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM participant WHERE request_id = $1 AND address = $2 "
                       "AND ended_at IS NULL"),
                   ARGS(DB_I(id.v), DB_T(str_lower(cx->arena, address))), &n));
    *is = n > 0;
    return OK;
}

enum err participant_list(struct cx *cx, request_id id, struct participant **list, int *count)
{
    VEC(struct participant) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " PARTICIPANT_COLUMNS
                 " FROM participant q JOIN person p ON p.id = q.person_id"
                 " WHERE q.request_id = $1 ORDER BY q.how, q.since, q.address LIMIT $2"),
             ARGS(DB_I(id.v), DB_I(PARTICIPANTS_MOST)));
    while (rows_next(&r))
        from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

static enum err find(struct cx *cx, request_id id, struct str address, struct participant *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db,
             SQL("SELECT " PARTICIPANT_COLUMNS
                 " FROM participant q JOIN person p ON p.id = q.person_id"
                 " WHERE q.request_id = $1 AND q.address = $2"),
             ARGS(DB_I(id.v), DB_T(str_lower(cx->arena, address))));
    if ((found = rows_next(&r)))
        from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK
                 : fail(cx, ERR_NOT_FOUND, "address", "Nobody of that address takes part here");
}

enum err participant_set(struct cx *cx, request_id id, struct str address, enum part how)
{
    struct participant p;
    TRY(find(cx, id, address, &p));
    if (p.how == PART_ASKED || how == PART_ASKED)
        return fail(cx, ERR_CONFLICT, "address", "They asked: every answer goes to them");
    if (p.how == how)
        return fail(cx, ERR_CONFLICT, NULL, "It is so already. Somebody may have been quicker");
    TRY(db_run(
        cx->db,
        SQL("UPDATE participant SET how = $3, since = $4, ended_at = $5 WHERE request_id = $1"
            " AND address = $2"),
        ARGS(DB_I(id.v), DB_T(p.address), DB_I(how), DB_I(cx->now),
             DB_TIME(how == PART_OUT ? cx->now : 0)),
        NULL));
    enum event_kind kind = how == PART_COPY  ? EVENT_COPY_LET_IN
                           : how == PART_OUT ? EVENT_COPY_KEPT_OUT
                                             : EVENT_COPY_ADDED;
    return tell(cx, kind, id, &p);
}

enum err participant_invite(struct cx *cx, request_id id, struct str address)
{
    person_id person;
    TRY(person_for_address(cx, address, S(""), &person));
    TRY(participant_add(cx, id, person, address, PART_WAITS));
    return participant_set(cx, id, address, PART_COPY);
}

enum err participant_clear(struct cx *cx, request_id id, struct str *gone)
{
    struct participant *list;
    struct buf b;
    int count;
    buf_init(&b, cx->arena, PARTICIPANTS_MOST * 330);
    TRY(participant_list(cx, id, &list, &count));
    for (int i = 0; i < count; i++) {
        if (list[i].how != PART_COPY)
            continue;
        TRY(participant_set(cx, id, list[i].address, PART_OUT));
        if (b.n)
            buf_addc(&b, '\n');
        buf_add(&b, list[i].address);
    }
    *gone = buf_str(&b);
    return gone->n ? OK : fail(cx, ERR_CONFLICT, NULL, "Nobody is in copy");
}
