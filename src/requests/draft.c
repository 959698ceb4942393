/* draft.c: words that were typed and not sent, and the files that go with them. */
#include "requests/request.h"

enum err draft_get(struct cx *cx, request_id id, struct str kind, struct str *text)
{
    struct rows r;
    *text = S("");
    db_query(&r, cx->db,
             SQL("SELECT text FROM draft WHERE request_id = $1 AND person_id = $2 AND kind = $3"),
             ARGS(DB_I(id.v), DB_I(cx->actor.person.v), DB_T(kind)));
    if (rows_next(&r))
        *text = rows_text(&r);
    return rows_end(&r);
}

enum err draft_set(struct cx *cx, request_id id, struct str kind, struct str text)
{
    if (text.n == 0)
        return db_run(
            cx->db, SQL("DELETE FROM draft WHERE request_id = $1 AND person_id = $2 AND kind = $3"),
            ARGS(DB_I(id.v), DB_I(cx->actor.person.v), DB_T(kind)), NULL);
    return db_run(
        cx->db,
        SQL("INSERT INTO draft (request_id, person_id, kind, text, changed_at) VALUES ($1, $2, $3, "
            "$4, $5)"
            " ON CONFLICT (request_id, person_id, kind) DO UPDATE SET text = excluded.text,"
            " changed_at = excluded.changed_at"),
        ARGS(DB_I(id.v), DB_I(cx->actor.person.v), DB_T(kind), DB_T(text), DB_I(cx->now)), NULL);
}

enum err draft_latest(struct cx *cx, request_id id, struct draft *out)
{
    struct rows r;
    *out = (struct draft){.kind = S("reply"), .text = S("")};
    db_query(&r, cx->db,
             SQL("SELECT kind, text, changed_at FROM draft WHERE request_id = $1 AND person_id = $2"
                 " ORDER BY changed_at DESC, kind DESC LIMIT 1"),
             ARGS(DB_I(id.v), DB_I(cx->actor.person.v)));
    if (rows_next(&r)) {
        out->kind = rows_text(&r);
        out->text = rows_text(&r);
        out->at = rows_i64(&r);
    }
    return rows_end(&r);
}

/* Words that went over from the answer to the note, or back, are there one time only: the box holds
 * them now. Other words under the other kind stay. */
enum err draft_move(struct cx *cx, request_id id, struct str kind, struct str text)
{
    struct str other = str_eq(kind, S("note")) ? S("reply") : S("note"), was;
    TRY(draft_get(cx, id, other, &was));
    if (was.n && (str_starts(text, was) || str_starts(was, text)))
        TRY(draft_set(cx, id, other, S("")));
    return draft_set(cx, id, kind, text);
}

enum err draft_writers(struct cx *cx, request_id id, person_id *out, int most, int *count)
{
    struct rows r;
    *count = 0;
    db_query(
        &r, cx->db,
        SQL("SELECT DISTINCT person_id FROM draft WHERE request_id = $1 AND person_id <> $2 AND"
            " changed_at > $3 ORDER BY person_id LIMIT $4"),
        ARGS(DB_I(id.v), DB_I(cx->actor.person.v), DB_I(cx->now - USEC_PER_DAY), DB_I(most)));
    while (*count < most && rows_next(&r))
        out[(*count)++].v = rows_i64(&r);
    return rows_end(&r);
}

/* ---- two answers at once ----------------------------------------------------------------------
 */

static struct str next_paragraph(struct str *rest)
{
    struct str s = *rest;
    ptrdiff_t end = str_find(s, S("\n\n"));
    *rest = end < 0 ? (struct str){0} : str_skip(s, end + 2);
    return str_trim(end < 0 ? s : str_head(s, end));
}

/* The same words, however they are broken into lines and whatever their case. */
static struct str plain(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, s.n + 1);
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] > ' ')
            buf_addc(&b, s.p[i]);
    return str_lower(a, buf_str(&b));
}

struct str draft_rest(struct arena *a, struct str mine, struct str theirs)
{
    struct buf b;
    struct str said = plain(a, theirs);
    buf_init(&b, a, mine.n + 2);
    while (mine.p) {
        struct str p = next_paragraph(&mine);
        if (p.n == 0 || str_has(said, plain(a, p)))
            continue;
        if (b.n)
            buf_addz(&b, "\n\n");
        buf_add(&b, p);
    }
    return buf_str(&b);
}

/* ---- files that wait for their words ----------------------------------------------------------
 */

enum { upload_days = 7 };

enum err upload_add(struct cx *cx, struct upload *u)
{
    TRY(db_run(cx->db, SQL("DELETE FROM upload WHERE at < $1"),
               ARGS(DB_I(cx->now - upload_days * USEC_PER_DAY)), NULL));
    int64_t n = 0;
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM upload WHERE request_id = $1 AND person_id = $2"),
                   ARGS(DB_I(u->request.v), DB_I(cx->actor.person.v)), &n));
    if (n >= UPLOADS_MOST)
        return fail(cx, ERR_TOO_MANY, "file", "These are as many files as one message takes");
    return db_get_i64(cx->db,
                      SQL("INSERT INTO upload (request_id, person_id, name, type, size, hash, at)"
                          " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"),
                      ARGS(DB_I(u->request.v), DB_I(cx->actor.person.v), DB_T(u->name),
                           DB_T(u->type), DB_I(u->size), DB_T(u->hash), DB_I(cx->now)),
                      &u->id);
}

enum err upload_list(struct cx *cx, request_id id, struct upload **list, int *count)
{
    struct rows r;
    *list = NEWN(cx->arena, struct upload, UPLOADS_MOST);
    *count = 0;
    db_query(&r, cx->db,
             SQL("SELECT id, name, type, size, hash FROM upload WHERE request_id = $1 AND person_id"
                 " = $2 ORDER BY id LIMIT $3"),
             ARGS(DB_I(id.v), DB_I(cx->actor.person.v), DB_I(UPLOADS_MOST)));
    while (*count < UPLOADS_MOST && rows_next(&r)) {
        struct upload *u = &(*list)[(*count)++];
        u->request = id;
        u->id = rows_i64(&r);
        u->name = rows_text(&r);
        u->type = rows_text(&r);
        u->size = rows_i64(&r);
        u->hash = rows_text(&r);
    }
    return rows_end(&r);
}

enum err upload_get(struct cx *cx, int64_t id, struct upload *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db,
             SQL("SELECT request_id, name, type, size, hash FROM upload WHERE id = $1 AND person_id"
                 " = $2"),
             ARGS(DB_I(id), DB_I(cx->actor.person.v)));
    if ((found = rows_next(&r))) {
        out->id = id;
        out->request.v = rows_i64(&r);
        out->name = rows_text(&r);
        out->type = rows_text(&r);
        out->size = rows_i64(&r);
        out->hash = rows_text(&r);
    }
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such file");
}

enum err upload_drop(struct cx *cx, int64_t id)
{
    return db_run(cx->db, SQL("DELETE FROM upload WHERE id = $1 AND person_id = $2"),
                  ARGS(DB_I(id), DB_I(cx->actor.person.v)), NULL);
}

enum err upload_attach(struct cx *cx, const struct upload *u, message_id message)
{
    struct attachment a = {.message = message,
                           .name = u->name,
                           .type = u->type,
                           .size = u->size,
                           .hash = u->hash,
                           .content_id = S("")};
    TRY(attachment_add(cx, &a, &a.id));
    return upload_drop(cx, u->id);
}
