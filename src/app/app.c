#include "app/app.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/parser.h"
#include "app/presence.h"
#include "app/settings.h"
#include "http/rate.h"

enum { sign_in_keys = 4096 }; /* addresses and accounts whose tries are remembered */

/* What another Kept on the same database, or another thread of this one, tells everybody. */
static void heard(void *p, struct str payload)
{
    struct app *app = p;
    if (str_starts(payload, S("live:"))) {
        if (app->live)
            live_publish(app->live, S("requests"), S("changed"), str_skip(payload, 5));
        return;
    }
    if (str_starts(payload, S("here:"))) {
        presence_heard(app, payload);
        return;
    }
    if (str_starts(payload, S("job:"))) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", STR_ARG(str_skip(payload, 4)));
        job_wake(app, name);
        return;
    }
    struct arena a = {0};
    struct cx cx;
    if (str_eq(payload, S("settings")) && cx_begin(&cx, app, &a, "settings") == OK) {
        if (settings_load(&cx) != OK)
            log_warn(&app->log, "settings.load", LOG_Z("why", cx.fault.message));
        cx_end(&cx);
    }
    arena_release(&a);
}

static enum err make_key(struct cx *cx, void *arg)
{
    (void)arg;
    struct crypto_key key = crypto_key_new();
    return db_run(cx->db,
                  SQL("INSERT INTO secret (name, value) VALUES ('key', $1) ON CONFLICT DO NOTHING"),
                  ARGS(DB_B(str_of((char *)key.bytes, CRYPTO_KEY_BYTES))), NULL);
}

static enum err read_key(struct cx *cx)
{
    struct rows r;
    struct str key = {0};
    db_query(&r, cx->db, SQL("SELECT value FROM secret WHERE name = 'key'"), NO_ARGS);
    if (rows_next(&r))
        key = rows_blob(&r);
    TRY(rows_end(&r));
    if (key.n != CRYPTO_KEY_BYTES)
        return ERR_NOT_FOUND;
    memcpy(cx->app->key.bytes, key.p, CRYPTO_KEY_BYTES);
    return OK;
}

static enum err load_state(struct app *app, struct fault *f)
{
    struct arena a = {0};
    struct cx cx;
    enum err err = cx_begin(&cx, app, &a, "open");
    if (err == OK && (err = read_key(&cx)) == ERR_NOT_FOUND) {
        err = cx_write(&cx, make_key, NULL);
        if (err == OK)
            err = read_key(&cx);
    }
    if (err == OK)
        err = settings_load(&cx);
    *f = cx.fault;
    cx_end(&cx);
    arena_release(&a);
    return err;
}

static enum err migrate_all(struct app *app, struct fault *f)
{
    struct migration *all;
    int n = 0;
    for (int i = 0; i < app->feature_count; i++)
        n += app->features[i].migration_count;
    all = NEWN(&app->arena, struct migration, n);
    n = 0;
    for (int i = 0; i < app->feature_count; i++)
        for (int k = 0; k < app->features[i].migration_count; k++)
            all[n++] = app->features[i].migrations[k];
    return db_migrate(app->db, all, n, f);
}

static enum err make_data_dir(struct app *app, struct fault *f)
{
    const char *dir = str_z(&app->arena, app->data_dir);
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return fault_set(f, ERR_IO, "data", "cannot make the folder %s: %s", dir, strerror(errno));
    if (access(dir, W_OK) != 0)
        return fault_set(f, ERR_IO, "data", "cannot write to the folder %s: %s", dir,
                         strerror(errno));
    return OK;
}

static enum err open_all(struct app *app, const struct app_config *config, struct fault *f)
{
    TRY(make_data_dir(app, f));
    if (config->needs_parser)
        TRY(parser_start(app, f));
    struct db_config db = {.url = config->database, .readers = config->readers, .log = &app->log};
    if (db.url.n == 0)
        db.url = str_fmt(&app->arena, "sqlite:%.*s/kept.db", STR_ARG(app->data_dir));
    TRY(db_open(&db, &app->db, f));
    TRY(migrate_all(app, f));
    TRY(load_state(app, f));
    db_listen(app->db, heard, app);
    return OK;
}

enum err app_open(const struct app_config *config, struct app **out, struct fault *f)
{
    struct app *app = heap_alloc((ptrdiff_t)sizeof *app);
    app->log = (struct log){.fd = STDERR_FILENO, .least = config->log_level};
    app->data_dir = str_dup(&app->arena, config->data_dir);
    app->features = config->features;
    app->feature_count = config->feature_count;
    app->zones = zone_cache_new(ZONE_DIR);
    app->sign_in_rates = rates_open(sign_in_keys);
    app->presence = presence_open();
    signal(SIGPIPE, SIG_IGN);
    enum err err = open_all(app, config, f);
    if (err != OK) {
        app_close(app);
        return err;
    }
    *out = app;
    return OK;
}

void app_close(struct app *app)
{
    if (app->db)
        db_close(app->db);
    parser_stop(app);
    settings_release(app);
    zone_cache_free(app->zones);
    rates_close(app->sign_in_rates);
    presence_close(app->presence);
    arena_release(&app->arena);
    heap_free(app);
}
