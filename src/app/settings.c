#include "app/settings.h"

#include <stdatomic.h>

/* The current settings are swapped whole. Old ones stay in the process arena: a few hundred bytes
 * for each change that an administrator makes. */
struct settings {
    _Atomic(struct organisation *) now;
    struct arena arena;
    atomic_flag busy;
};

static void read_one(struct settings *s, struct organisation *o, struct str name, struct str value)
{
    value = str_dup(&s->arena, value);
    if (str_eq(name, S("name")))
        o->name = value;
    else if (str_eq(name, S("base_url")))
        o->base_url = value;
    else if (str_eq(name, S("zone")))
        o->zone = value;
    else if (str_eq(name, S("lang")))
        o->lang = lang_from(value);
    else if (str_eq(name, S("is_set_up")))
        o->is_set_up = str_eq(value, S("1"));
    else if (str_eq(name, S("is_demo")))
        o->is_demo = str_eq(value, S("1"));
}

enum err settings_load(struct cx *cx)
{
    struct app *app = cx->app;
    if (!app->settings)
        app->settings = NEW(&app->arena, struct settings);
    struct settings *s = app->settings;
    while (atomic_flag_test_and_set(&s->busy))
        ;
    struct organisation *o = NEW(&s->arena, struct organisation);
    *o = (struct organisation){
        .name = S("Kept"), .base_url = S("http://localhost:8080"), .zone = S("UTC")};
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT name, value FROM setting ORDER BY name"), NO_ARGS);
    while (rows_next(&r)) {
        struct str name = rows_text(&r);
        read_one(s, o, name, rows_text(&r));
    }
    enum err err = rows_end(&r);
    if (err == OK && zone_get(app->zones, o->zone, &o->clock_zone, NULL) != OK)
        err = zone_get(app->zones, S("UTC"), &o->clock_zone, &cx->fault);
    if (err == OK)
        atomic_store(&s->now, o);
    atomic_flag_clear(&s->busy);
    return err;
}

const struct organisation *org(const struct app *app)
{
    return atomic_load(&app->settings->now);
}

enum err settings_set(struct cx *cx, struct str name, struct str value)
{
    TRY(db_run(cx->db,
               SQL("INSERT INTO setting (name, value) VALUES ($1, $2)"
                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
               ARGS(DB_T(name), DB_T(value)), NULL));
    return db_notify(cx->db, S("settings"));
}

struct str org_link(struct cx *cx, struct str path)
{
    return str_cat(cx->arena, org(cx->app)->base_url, path);
}

void settings_release(struct app *app)
{
    if (app->settings)
        arena_release(&app->settings->arena);
}
