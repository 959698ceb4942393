/* view_web.c: what is done with views: saved, dropped, looked at in another order. */
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "desk/desk.h"
#include "desk/view.h"

static struct str back_to(struct cx *cx, struct str otherwise)
{
    struct str next = http_form(cx->q, S("next"));
    return str_starts(next, S("/requests")) ? next : otherwise;
}

/* ---- saving
 * -------------------------------------------------------------------------------------- */

static enum err read_shared(struct cx *cx, struct saved_view *v)
{
    struct str shared = http_form(cx->q, S("shared"));
    if (!shared.n || str_eq(shared, S("me")))
        return v->shared = VIEW_IS_MINE, OK;
    if (str_eq(shared, S("all")))
        return v->shared = VIEW_IS_EVERYBODYS, OK;
    v->shared = VIEW_IS_TEAMS;
    if (str_starts(shared, S("team-")) && str_to_i64(str_skip(shared, 5), &v->team.v) == OK)
        return OK;
    return fail(cx, ERR_INVALID, "shared", "Choose who sees this view");
}

static enum err read_saved(struct cx *cx, struct saved_view *v)
{
    struct filter *f = NEW(cx->arena, struct filter);
    struct str where;
    TRY(form_text(cx, "name", 1, 80, &v->name));
    TRY(form_text(cx, "where", 0, FILTER_BYTES, &where));
    TRY(form_i64(cx, "saved", 0, INT64_MAX, 0, &v->id));
    TRY(form_i64(cx, "version", 0, INT64_MAX, 0, &v->version));
    TRY(read_shared(cx, v));
    TRY(filter_parse(cx, where, f));
    v->filter = filter_format(cx->arena, f);
    v->columns = COLUMNS_USUAL;
    return OK;
}

static enum err do_save(struct cx *cx, void *arg)
{
    struct saved_view v = *(struct saved_view *)arg, had;
    if (v.id) { /* its order and columns stay */
        TRY(saved_view_get(cx, v.id, &had));
        v.sort = had.sort;
        v.columns = had.columns;
    }
    TRY(saved_view_put(cx, &v));
    ((struct saved_view *)arg)->id = v.id;
    live_wake(cx, (request_id){0});
    return OK;
}

enum err view_save_post(struct cx *cx)
{
    struct saved_view v = {0};
    TRY(read_saved(cx, &v));
    if (form_has(cx, "copy"))
        v.id = 0;
    TRY(cx_write(cx, do_save, &v));
    toast_set(cx, word(cx->lang, "View saved. It stands at the side."), S(""));
    return done(cx, str_fmt(cx->arena, "/requests?view=saved-%lld", (long long)v.id));
}

/* ---- dropping
 * ------------------------------------------------------------------------------------- */

struct drop {
    int64_t id;
    struct str undo;
};

static enum err do_drop(struct cx *cx, void *arg)
{
    struct drop *d = arg;
    struct saved_view was;
    TRY(saved_view_drop(cx, d->id, &was));
    live_wake(cx, (request_id){0});
    struct str data = str_fmt(cx->arena, "%lld %d %lld %d %d %.*s\n%.*s", (long long)was.owner.v,
                              (int)was.shared, (long long)was.team.v, (int)was.sort, was.columns,
                              STR_ARG(was.filter), STR_ARG(was.name));
    return undo_offer(cx, S("view"), data, &d->undo);
}

enum err view_drop_post(struct cx *cx)
{
    struct drop d = {0};
    TRY(param_id(cx, 0, &d.id));
    TRY(cx_write(cx, do_drop, &d));
    toast_set(cx, word(cx->lang, "View deleted."), d.undo);
    return done(cx, S("/requests"));
}

enum err view_undo(struct cx *cx, struct str data)
{
    int64_t n[5];
    struct str name = data, head = str_cut(&name, '\n');
    for (int i = 0; i < COUNT(n); i++) {
        struct str number = str_cut(&head, ' ');
        if (str_to_i64(number, &n[i]) != OK)
            return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    }
    return db_run(
        cx->db,
        SQL("INSERT INTO saved_view (name, owner_id, shared, team_id, filter, sort, columns,"
            " changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
        ARGS(DB_T(name), DB_I(n[0]), DB_I(n[1]), DB_ID(n[2]), DB_T(head), DB_I(n[3]), DB_I(n[4]),
             DB_I(cx->now)),
        NULL);
}

/* ---- looks
 * ---------------------------------------------------------------------------------------- */

struct looking {
    struct str view;
    struct view_look look;
};

static enum err do_look(struct cx *cx, void *arg)
{
    struct looking *l = arg;
    return view_look_set(cx, l->view, &l->look);
}

enum err view_look_post(struct cx *cx)
{
    struct looking l = {0};
    int64_t sort;
    TRY(form_text(cx, "view", 1, 40, &l.view));
    TRY(form_i64(cx, "sort", 0, SORTS - 1, 0, &sort));
    l.look.sort = (enum request_sort)sort;
    for (int i = 0; i < view_column_count; i++) {
        char field[40];
        snprintf(field, sizeof field, "column_%s", view_columns[i].name);
        if (form_has(cx, field))
            l.look.columns |= (int)view_columns[i].column;
    }
    TRY(cx_write(cx, do_look, &l));
    toast_set(cx, word(cx->lang, "This list stays so for you."), S(""));
    return done(cx, back_to(cx, S("/requests")));
}
