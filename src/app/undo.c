#include "app/undo.h"

#include "app/layout.h"
#include "app/once.h"
#include "app/serve.h"
#include "auth/encode.h"

enum { toast_cookie_seconds = 30 };

enum err undo_offer(struct cx *cx, struct str kind, struct str data, struct str *path)
{
    struct str token = crypto_token(cx->arena);
    *path = str_cat(cx->arena, S("/undo/"), token);
    TRY(db_run(cx->db, SQL("DELETE FROM undo WHERE expires_at < $1"), ARGS(DB_I(cx->now)), NULL));
    return db_run(cx->db,
                  SQL("INSERT INTO undo (token_hash, person_id, kind, data, expires_at) VALUES "
                      "($1, $2, $3, $4, $5)"),
                  ARGS(DB_T(crypto_token_hash(cx->arena, token)), DB_I(cx->actor.person.v),
                       DB_T(kind), DB_T(data), DB_I(cx->now + 6 * UNDO_SECONDS * USEC_PER_SEC)),
                  NULL);
}

void toast_cookie(struct cx *cx, struct str value)
{
    http_set_cookie(cx->q, cx->r, S("toast"), value, toast_cookie_seconds);
}

/* The words travel in a cookie of the answer, which the next page shows and removes. */
void toast_set(struct cx *cx, struct str words, struct str undo_path)
{
    struct str both = str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(undo_path), STR_ARG(words));
    struct str value = encode_base64url(cx->arena, both);
    if (cx->once)
        cx->once->toast = value;
    toast_cookie(cx, value);
}

struct undo {
    struct str kind, data;
    person_id person;
};

static enum err take_back(struct cx *cx, void *arg)
{
    struct undo *u = arg;
    struct rows r;
    bool found, done = false;
    struct str hash = crypto_token_hash(cx->arena, cx->q->params[0]);
    db_query(&r, cx->db,
             SQL("DELETE FROM undo WHERE token_hash = $1 AND person_id = $2 AND expires_at >= $3 "
                 "RETURNING kind, data"),
             ARGS(DB_T(hash), DB_I(cx->actor.person.v), DB_I(cx->now)));
    if ((found = rows_next(&r))) {
        u->kind = rows_text(&r);
        u->data = rows_text(&r);
    }
    TRY(rows_end(&r));
    if (!found)
        return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    for (int i = 0; i < cx->app->feature_count && !done; i++)
        if (cx->app->features[i].undo)
            TRY(cx->app->features[i].undo(cx, u->kind, u->data, &done));
    return done ? OK : fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
}

enum err undo_post(struct cx *cx)
{
    struct undo u = {0};
    TRY(cx_write(cx, take_back, &u));
    toast_set(cx, word(cx->lang, "Taken back."), S(""));
    struct str back = http_query(cx->q, S("back"));
    bool is_here = str_starts(back, S("/")) && !str_starts(back, S("//")) &&
                   str_find(back, S("\\")) < 0;
    return done(cx, is_here ? back : S("/"));
}
