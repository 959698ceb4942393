/* bench_page: what pages are made of, measured bare: every statement a page runs, prepared once and
 * stepped through SQLite itself, its columns read and nothing kept; and its template, written from
 * what was loaded. CPU microseconds of this thread, the best of some rounds.
 *
 *     bench_page DATA_DIR REQUEST [PAGE]      a data directory that nobody serves; of PAGE, each
 *                                             statement with its own time
 *
 * A line for each page: name, statements, µs of SQL, µs of rendering, bytes. The sum of the two and
 * of a floor of as many bytes is what bench/run.mjs holds the page against. */
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

#include "app/settings.h"
#include "base/limits.h"
#include "desk/inbox.h"
#include "desk/request_page.h"
#include "desk/search_page.h"
#include "desk/templates.h"
#include "kept.h"

enum { statements_most = 2000, rounds = 7, times = 60 };

struct caught {
    char *sql[statements_most];
    int n;
    bool is_on;
};
static struct caught caught; /* the extension point of SQLite has no context */

/* FTS5 reads its own tables with statements of its own: they are part of the one that asked. */
static bool is_inner(const char *sql)
{
    return strncmp(sql, "--", 2) == 0 || strstr(sql, "'search_text_") ||
           strstr(sql, "'search_title_") || strstr(sql, "\"search_text_") || strstr(sql, "'main'.");
}

static int on_statement(unsigned what, void *context, void *p, void *x)
{
    (void)what, (void)context;
    if (caught.is_on && caught.n < statements_most && !is_inner(x)) {
        char *sql = sqlite3_expanded_sql(p);
        if (sql)
            caught.sql[caught.n++] = sql;
    }
    return 0;
}

static int on_open(sqlite3 *db, char **why, const struct sqlite3_api_routines *api)
{
    (void)why, (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, on_statement, NULL);
}

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- bare SQL
 * ------------------------------------------------------------------------------------ */

static int64_t step_all(sqlite3_stmt *s)
{
    int64_t sum = 0;
    int columns = sqlite3_column_count(s);
    while (sqlite3_step(s) == SQLITE_ROW)
        for (int i = 0; i < columns; i++)
            sum += sqlite3_column_type(s, i) == SQLITE_INTEGER
                       ? sqlite3_column_int64(s, i)
                       : (sqlite3_column_text(s, i) ? sqlite3_column_bytes(s, i) : 0);
    sqlite3_reset(s);
    return sum;
}

static void say_each(sqlite3_stmt **all)
{
    volatile int64_t sum = 0;
    for (int i = 0; i < caught.n; i++) {
        double began = cpu_us();
        for (int t = 0; t < times; t++)
            sum += step_all(all[i]);
        printf("%8.1f  %.160s\n", (cpu_us() - began) / times, caught.sql[i]);
    }
}

static double bare_sql(const char *path, bool is_each)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *all[statements_most];
    double best = 1e12;
    volatile int64_t sum = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        exit(1);
    sqlite3_exec(db, "PRAGMA mmap_size=2147418112; PRAGMA cache_size=-1024", NULL, NULL, NULL);
    for (int i = 0; i < caught.n; i++)
        if (sqlite3_prepare_v3(db, caught.sql[i], -1, SQLITE_PREPARE_PERSISTENT, &all[i], NULL) !=
            SQLITE_OK) {
            fprintf(stderr, "%s\n%s\n", caught.sql[i], sqlite3_errmsg(db));
            exit(1);
        }
    for (int round = 0; round < rounds; round++) {
        double began = cpu_us();
        for (int t = 0; t < times; t++)
            for (int i = 0; i < caught.n; i++)
                sum += step_all(all[i]);
        double took = (cpu_us() - began) / times;
        best = took < best ? took : best;
    }
    if (is_each)
        say_each(all);
    for (int i = 0; i < caught.n; i++)
        sqlite3_finalize(all[i]);
    sqlite3_close(db);
    return best;
}

/* ---- pages
 * ----------------------------------------------------------------------------------------- */

struct page {
    const char *name;
    enum { LIST, REQUEST, SEARCH } kind;
    bool is_json;
    const char *query; /* the view, or what is searched for */
    void *view;
};

static enum err load(struct cx *cx, struct page *p, request_id id)
{
    if (p->kind == REQUEST)
        return request_page_load(cx, id, p->view = NEW(cx->arena, struct request_page));
    if (p->kind == SEARCH) {
        struct search_page *s = p->view = NEW(cx->arena, struct search_page);
        s->query = str_from(p->query);
        return search_load(cx, s);
    }
    struct view_at at;
    p->view = NEW(cx->arena, struct inbox_page);
    return view_from(cx, &at) ? inbox_page_load(cx, &at, p->view) : ERR_NOT_FOUND;
}

static void render(struct out *o, const struct page *p)
{
    switch (p->kind) {
    case LIST: p->is_json ? inbox_json(o, p->view) : inbox_html(o, p->view); return;
    case REQUEST: p->is_json ? request_json(o, p->view) : request_html(o, p->view); return;
    case SEARCH: p->is_json ? search_json(o, p->view) : search_html(o, p->view); return;
    }
}

static double bare_rendering(struct cx *cx, const struct page *p, ptrdiff_t *bytes)
{
    double best = 1e12;
    struct arena a = {0};
    for (int round = 0; round < rounds; round++) {
        double began = cpu_us();
        for (int t = 0; t < times; t++) {
            struct buf b;
            struct out o = {.to = &b, .lang = cx->lang, .zone = cx->zone, .now = cx->now};
            buf_init(&b, &a, LIMIT_PAGE_BYTES);
            render(&o, p);
            *bytes = b.n;
            arena_reset(&a);
        }
        double took = (cpu_us() - began) / times;
        best = took < best ? took : best;
    }
    arena_release(&a);
    return best;
}

static void measure(struct app *app, const char *path, struct page p, request_id id, bool is_each)
{
    struct arena a = {0};
    struct cx cx;
    ptrdiff_t bytes = 0;
    struct http_pair query[] = {{p.kind == LIST ? S("view") : S("q"), str_from(p.query)}};
    struct http_request q = {.arena = &a, .method = HTTP_GET, .query = query, .query_count = 1};
    struct http_response r = {.fd = -1};
    if (cx_begin(&cx, app, &a, "bench") != OK)
        exit(1);
    cx.q = &q;
    cx.r = &r;
    cx.actor = (struct actor){.role = ROLE_ADMIN, .name = S("Ann"), .may_write = true};
    if (db_get_i64(cx.db, SQL("SELECT min(person_id) FROM account"), NO_ARGS, &cx.actor.person.v) !=
        OK)
        exit(1);
    caught = (struct caught){.is_on = true};
    enum err err = load(&cx, &p, id);
    caught.is_on = false;
    if (err != OK) {
        fprintf(stderr, "%s: %s\n", p.name, cx.fault.message);
        exit(1);
    }
    double rendering = bare_rendering(&cx, &p, &bytes), sql = bare_sql(path, is_each);
    printf("%s\t%d\t%.1f\t%.1f\t%lld\n", p.name, caught.n, sql, rendering, (long long)bytes);
    for (int i = 0; i < caught.n; i++)
        sqlite3_free(caught.sql[i]);
    cx_end(&cx);
    arena_release(&a);
}

int main(int argc, char **argv)
{
    static const struct page pages[] = {{"list, HTML", LIST, false, "all", NULL},
                                        {"list, JSON", LIST, true, "all", NULL},
                                        {"my list, HTML", LIST, false, "mine", NULL},
                                        {"request, HTML", REQUEST, false, "", NULL},
                                        {"request, JSON", REQUEST, true, "", NULL},
                                        {"search common word", SEARCH, false, "word1", NULL},
                                        {"search rare word", SEARCH, false, "kingfisher", NULL},
                                        {"search, JSON", SEARCH, true, "word1", NULL}};
    struct arena a = {0};
    struct fault f = {0};
    struct app *app = NULL;
    struct app_config config = {.data_dir = str_from(argc > 1 ? argv[1] : ""), .readers = 2};
    request_id id = {0};
    if (argc < 3 || str_to_i64(str_from(argv[2]), &id.v) != OK)
        return fputs("bench_page DATA_DIR REQUEST\n", stderr), 2;
    sqlite3_auto_extension((void (*)(void))on_open);
    config.feature_count = features_get(&a, &config.features);
    if (app_open(&config, &app, &f) != OK)
        return fprintf(stderr, "bench_page: %s\n", f.message), 1;
    const char *path = str_z(&a, str_fmt(&a, "%s/kept.db", argv[1])),
               *only = argc > 3 ? argv[3] : NULL;
    for (int i = 0; i < COUNT(pages); i++)
        if (!only || strcmp(only, pages[i].name) == 0)
            measure(app, path, pages[i], id, only != NULL);
    app_close(app);
    arena_release(&a);
    return 0;
}
