#include "people/person.h"

#include "app/search_kind.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "db/search.h"

#define PERSON_COLUMNS                                                                             \
    "p.id, p.name, p.called, p.lang, p.note, p.organisation_id, coalesce(o.name, ''),"             \
    " p.champion_id, p.created_at,"                                                                \
    " coalesce((SELECT a.address FROM address a WHERE a.person_id = p.id AND a.kind = 'email'"     \
    " ORDER BY a.id LIMIT 1), '')"
#define PERSON_TABLES " FROM person p LEFT JOIN organisation o ON o.id = p.organisation_id "

static void person_from_row(struct rows *r, struct person *p)
{
    p->id.v = rows_i64(r);
    p->name = rows_text(r);
    p->called = rows_text(r);
    p->lang = rows_text(r);
    p->note = rows_text(r);
    p->organisation.v = rows_i64(r);
    p->organisation_name = rows_text(r);
    p->champion.v = rows_i64(r);
    p->created_at = rows_i64(r);
    p->address = rows_text(r);
}

enum err person_get(struct cx *cx, person_id id, struct person *out)
{
    struct rows r;
    bool found = false;
    db_query(&r, cx->db, SQL("SELECT " PERSON_COLUMNS PERSON_TABLES "WHERE p.id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        person_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such person");
}

enum err person_find_by_address(struct cx *cx, struct str address, person_id *out)
{
    out->v = 0;
    enum err err = db_get_i64(
        cx->db, SQL("SELECT person_id FROM address WHERE kind = 'email' AND address = $1"),
        ARGS(DB_T(str_lower(cx->arena, address))), &out->v);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err index_person(struct cx *cx, const struct person *p)
{
    struct search_doc doc = {
        .kind = SEARCH_PERSON,
        .id = p->id.v,
        .title = str_cat(cx->arena, p->name, str_cat(cx->arena, S(" "), p->address)),
        .body = p->note};
    return search_put(cx->db, &doc);
}

enum err person_add(struct cx *cx, const struct person *p, person_id *out)
{
    struct person fresh = *p;
    fresh.name = utf8_cut_bytes(p->name, LIMIT_NAME_BYTES);
    TRY(db_get_i64(cx->db,
                   SQL("INSERT INTO person (name, called, lang, note, organisation_id, "
                       "champion_id, created_at)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"),
                   ARGS(DB_T(fresh.name), DB_T(p->called), DB_T(p->lang), DB_T(p->note),
                        DB_ID(p->organisation.v), DB_ID(p->champion.v),
                        DB_I(p->created_at ? p->created_at : cx->now)),
                   &out->v));
    fresh.id = *out;
    return index_person(cx, &fresh);
}

enum err person_set(struct cx *cx, const struct person *p)
{
    TRY(db_run(
        cx->db,
        SQL("UPDATE person SET name = $2, called = $3, lang = $4, note = $5, organisation_id = $6,"
            " champion_id = $7 WHERE id = $1"),
        ARGS(DB_I(p->id.v), DB_T(utf8_cut_bytes(p->name, LIMIT_NAME_BYTES)), DB_T(p->called),
             DB_T(p->lang), DB_T(p->note), DB_ID(p->organisation.v), DB_ID(p->champion.v)),
        NULL));
    return index_person(cx, p);
}

enum err person_add_address(struct cx *cx, person_id id, struct str address)
{
    int64_t changed = 0;
    address = str_lower(cx->arena, str_head(address, LIMIT_ADDRESS_BYTES));
    TRY(db_run(cx->db,
               SQL("INSERT INTO address (person_id, kind, address) VALUES ($1, 'email', $2)"
                   " ON CONFLICT (kind, address) DO NOTHING"),
               ARGS(DB_I(id.v), DB_T(address)), &changed));
    if (changed == 0) {
        person_id holder;
        TRY(person_find_by_address(cx, address, &holder));
        if (holder.v != id.v)
            return fail(cx, ERR_CONFLICT, "address", "This address belongs to somebody else");
    }
    struct person p;
    TRY(person_get(cx, id, &p));
    return index_person(cx, &p);
}

enum err person_for_address(struct cx *cx, struct str address, struct str name, person_id *out)
{
    TRY(person_find_by_address(cx, address, out));
    if (out->v)
        return OK;
    struct str rest = address;
    name = str_trim(name);
    struct person p = {.name = name.n ? name : str_cut(&rest, '@')};
    TRY(person_add(cx, &p, out));
    return person_add_address(cx, *out, address);
}

enum err person_addresses(struct cx *cx, person_id id, struct person_address **list, int *count)
{
    VEC(struct person_address) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT address, proved_at, failed_at FROM address WHERE person_id = $1 AND kind "
                 "= 'email' ORDER BY id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        struct person_address *a = vec_push(cx->arena, &v);
        a->address = rows_text(&r);
        a->proved_at = rows_i64(&r);
        a->failed_at = rows_i64(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err person_list(struct cx *cx, person_id after, struct person **list, int *count)
{
    struct rows r;
    *list = NEWN(cx->arena, struct person, LIMIT_LIST_ROWS);
    *count = 0;
    db_query(&r, cx->db,
             SQL("SELECT " PERSON_COLUMNS PERSON_TABLES "WHERE p.id > $1"
                 " AND NOT EXISTS (SELECT 1 FROM account c WHERE c.person_id = p.id)"
                 " ORDER BY p.id LIMIT $2"),
             ARGS(DB_I(after.v), DB_I(LIMIT_LIST_ROWS)));
    while (rows_next(&r))
        person_from_row(&r, &(*list)[(*count)++]);
    return rows_end(&r);
}
