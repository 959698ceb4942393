#include "demo/demo.h"

#include "harness/db_test.h"
#include "kept.h"
#include "promises/promise.h"
#include "requests/request.h"

/* Thursday 18 June 2026, 15:18 in London; and a Sunday night, when nobody works. */
static const instant in_office_hours = INT64_C(1781792280) * USEC_PER_SEC;
static const instant at_night = in_office_hours + (3 * 24 + 8) * USEC_PER_HOUR;

struct kept {
    struct str url;
    struct app *app;
    struct arena arena;
    struct cx cx;
};

/* The whole program on a fresh database, at a time that stands still. */
static void open_kept(struct kept *k, enum db_kind kind, instant now)
{
    const struct feature *features;
    struct fault f = {0};
    k->url = db_test_url(&k->arena, kind);
    int count = features_get(&k->arena, &features);
    struct app_config config = {.data_dir = str_from(test_dir(&k->arena)),
                                .database = k->url,
                                .readers = 2,
                                .log_level = LOG_ERROR,
                                .features = features,
                                .feature_count = count};
    assert_int_equal(app_open(&config, &k->app, &f), OK);
    k->app->clock = (struct clock){.stopped = true, .at = now};
    assert_int_equal(cx_begin(&k->cx, k->app, &k->arena, "test"), OK);
}

static void close_kept(struct kept *k)
{
    cx_end(&k->cx);
    app_close(k->app);
    db_test_drop(k->url);
    arena_release(&k->arena);
}

static int64_t number(struct kept *k, struct sql sql)
{
    int64_t n = -1;
    assert_int_equal(db_get_i64(k->cx.db, sql, NO_ARGS, &n), OK);
    return n;
}

static void each_view_has_something(struct kept *k)
{
    struct request_row *rows;
    k->cx.actor.role = ROLE_LEADER;
    k->cx.actor.person.v = number(
        k, SQL("SELECT person_id FROM address WHERE address = 'maya@northgate.example'"));
    for (int v = 0; v < VIEW_FILTER; v++) {
        int count = 0;
        struct view_at at = {.view = (enum view)v};
        at.team.v = number(k, SQL("SELECT id FROM team WHERE name = 'Moving home'"));
        assert_int_equal(request_list(&k->cx, &at, &rows, &count), OK);
        assert_true(count >= 3);
    }
}

static void hers_are_late_soon_and_later(struct kept *k)
{
#define HERS                                                                                       \
    "SELECT count(*) FROM request r JOIN address a ON a.person_id = r.owner_id AND a.address = "   \
    "'maya@northgate.example' WHERE r.state < 10"
    assert_int_equal(number(k, SQL(HERS)), 21);
    assert_int_equal(number(k, SQL(HERS " AND r.risk = 2")), 1);
    assert_int_equal(number(k, SQL(HERS " AND r.risk = 1")), 2);
    assert_int_equal(number(k, SQL(HERS " AND r.state = 2")), 2);
}

static void most_promises_are_kept(struct kept *k)
{
    /* those that people keep: acknowledgements are a machine's */
    int64_t kept = number(k, SQL("SELECT count(*) FROM promise WHERE state = 2 AND kind > 1"));
    int64_t broken = number(k, SQL("SELECT count(*) FROM promise WHERE state = 4"));
    assert_true(100 * kept >= 86 * (kept + broken));
    assert_true(100 * kept <= 95 * (kept + broken));
    assert_true(number(k, SQL("SELECT count(*) FROM promise WHERE state = 3")) >= 10);
    assert_true(number(k, SQL("SELECT count(*) FROM promise WHERE state = 5")) >= 10);
    /* nothing that is over is still open, nothing open is overdue */
    assert_int_equal(
        number(k, SQL("SELECT count(*) FROM promise p JOIN request r ON r.id = p.request_id"
                      " WHERE p.state = 1 AND r.state >= 10")),
        0);
    assert_int_equal(
        number(k, SQL("SELECT count(*) FROM promise WHERE state = 2 AND done_at > due_at")), 0);
}

static void all_is_well(struct kept *k)
{
    struct buf report;
    buf_init(&report, &k->arena, 100000);
    for (int i = 0; i < k->app->feature_count; i++)
        if (k->app->features[i].check)
            assert_int_equal(k->app->features[i].check(&k->cx, &report), OK);
    assert_str_equal(buf_str(&report), S(""));
}

static void fill_and_look(enum db_kind kind, instant now)
{
    struct kept k = {0};
    open_kept(&k, kind, now);
    assert_int_equal(demo_fill(&k.cx), OK);
    assert_int_equal(number(&k, SQL("SELECT count(*) FROM request WHERE id NOT IN (SELECT inner_id "
                                    "FROM ask)")),
                     451);
    assert_true(number(&k, SQL("SELECT count(*) FROM ask WHERE state = 2")) >= 90);
    assert_true(number(&k, SQL("SELECT count(*) FROM ask WHERE state = 1")) >= 1);
    assert_true(number(&k, SQL("SELECT count(*) FROM person")) >= 60);
    assert_true(number(&k, SQL("SELECT count(*) FROM message")) >= 1500);
    k.cx.now = now;
    int64_t ahead = 0;
    assert_int_equal(db_get_i64(k.cx.db, SQL("SELECT count(*) FROM event WHERE at > $1"),
                                ARGS(DB_I(now)), &ahead),
                     OK);
    assert_int_equal(ahead, 0);
    each_view_has_something(&k);
    hers_are_late_soon_and_later(&k);
    most_promises_are_kept(&k);
    all_is_well(&k);
    close_kept(&k);
}

TEST(the_demo_is_full_in_office_hours_on_sqlite)
{
    fill_and_look(DB_SQLITE, in_office_hours);
}

TEST(the_demo_is_full_at_night_on_postgres)
{
    fill_and_look(DB_POSTGRES, at_night);
}

/* What was said and promised, as one number: secrets and ids of links aside. */
static struct str said(struct kept *k)
{
    struct rows r;
    struct buf b;
    buf_init(&b, &k->arena, 8000000);
    db_query(&r, k->cx.db,
             SQL("SELECT q.subject, m.text, m.at FROM message m JOIN request q ON q.id = "
                 "m.request_id ORDER BY m.id"),
             NO_ARGS);
    while (rows_next(&r)) {
        buf_add(&b, rows_text(&r));
        buf_add(&b, rows_text(&r));
        buf_add_i64(&b, rows_i64(&r));
    }
    assert_int_equal(rows_end(&r), OK);
    return buf_str(&b);
}

TEST(the_demo_is_the_same_each_time_and_filling_it_again_changes_nothing)
{
    struct kept one = {0}, two = {0};
    open_kept(&one, DB_SQLITE, in_office_hours);
    open_kept(&two, DB_SQLITE, in_office_hours);
    assert_int_equal(demo_fill(&one.cx), OK);
    assert_int_equal(demo_fill(&two.cx), OK);
    assert_str_equal(said(&one), said(&two));
    int64_t events = number(&one, SQL("SELECT count(*) FROM event"));
    assert_int_equal(demo_fill(&one.cx), OK);
    assert_int_equal(number(&one, SQL("SELECT count(*) FROM event")), events);
    close_kept(&one);
    close_kept(&two);
}

static enum err add_somebody(struct cx *cx, void *arg)
{
    (void)arg;
    return db_run(cx->db, SQL("INSERT INTO person (name, created_at) VALUES ('Somebody', 1)"),
                  NO_ARGS, NULL);
}

TEST(a_real_organisation_is_left_alone)
{
    struct kept k = {0};
    open_kept(&k, DB_SQLITE, in_office_hours);
    assert_int_equal(cx_write(&k.cx, add_somebody, NULL), OK);
    assert_int_equal(demo_fill(&k.cx), ERR_CONFLICT);
    assert_int_equal(number(&k, SQL("SELECT count(*) FROM person")), 1);
    assert_int_equal(number(&k, SQL("SELECT count(*) FROM request")), 0);
    close_kept(&k);
}
