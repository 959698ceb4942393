#include "harness/app_test.h"

#include <unistd.h>

#include "app/file.h"
#include "mailbox/mail_health.h"
#include "mailbox/oauth.h"

/* ---- a mailbox, and what a server would give
 * ----------------------------------------------------- */

struct given {
    struct imap_box box;
    struct imap_state state;
    struct imap_batch batch;
    struct imap_mail list[16];
    enum imap_trouble trouble;
};

static enum err do_set(struct cx *cx, void *p)
{
    return imap_box_set(cx, &((struct given *)p)->box);
}

static enum err do_open(struct cx *cx, void *p)
{
    struct given *g = p;
    return imap_box_open(cx, &g->box, &g->state);
}

static enum err do_store(struct cx *cx, void *p)
{
    return imap_box_store(cx, &((struct given *)p)->batch);
}

static enum err do_fail(struct cx *cx, void *p)
{
    struct given *g = p;
    return imap_box_failed(cx, &g->box, g->trouble, S("NO [AUTHENTICATIONFAILED] no"));
}

static void read_box(struct app_test *t, struct given *g)
{
    assert_int_equal(imap_box_get(&t->cx, t->mailbox, &g->box), OK);
}

static void set_up(struct app_test *t, struct given *g, enum imap_begin begin)
{
    *g = (struct given){0};
    read_box(t, g);
    g->box.host = S("imap.example.org");
    g->box.user = S("help");
    g->box.password = S("secret");
    g->box.begin = begin;
    assert_int_equal(app_test_write(t, do_set, g), OK);
    read_box(t, g);
}

static void open_at(struct app_test *t, struct given *g, int64_t validity, int64_t next)
{
    g->state = (struct imap_state){.validity = validity, .next = next};
    assert_int_equal(app_test_write(t, do_open, g), OK);
}

/* Messages of these UIDs whose bytes follow from `seed` + UID, stored as a batch. */
static enum err store(struct app_test *t, struct given *g, int64_t from, int count, int seed,
                      bool late)
{
    int fd = temp_file(t->app);
    int64_t at = 0;
    g->batch = (struct imap_batch){&g->box, g->list, count, fd, late};
    for (int i = 0; i < count; i++) {
        struct str raw = str_fmt(
            t->arena, "From: p%lld@c.example\r\nSubject: n\r\nMessage-ID: <%lld@c>\r\n\r\nhi\r\n",
            (long long)(seed + from + i), (long long)(seed + from + i));
        g->list[i] = (struct imap_mail){
            .uid = from + i, .bytes = raw.n, .kind = UID_TAKEN, .from = at, .size = raw.n};
        assert_int_equal(pwrite(fd, raw.p, (size_t)raw.n, at), raw.n);
        at += raw.n;
    }
    enum err err = app_test_write(t, do_store, g);
    close(fd);
    return err;
}

static int64_t mails(struct app_test *t)
{
    return app_test_number(t, SQL("SELECT count(*) FROM mail_in"));
}

APP_TEST(the_password_of_a_mailbox_is_stored_sealed_and_opens_for_its_own_row_only)
{
    struct given g;
    set_up(t, &g, IMAP_FROM_NOW);
    assert_str_equal(g.box.password, S("secret"));
    assert_int_equal(
        app_test_number(t, SQL("SELECT count(*) FROM mailbox WHERE imap_secret LIKE '%secret%'")),
        0);
    assert_int_equal(
        app_test_number(t, SQL("SELECT count(*) FROM mailbox WHERE imap_secret <> ''")), 1);
}

APP_TEST(a_mailbox_begins_with_what_comes_and_all_that_comes_is_accounted_for)
{
    struct given g;
    set_up(t, &g, IMAP_FROM_NOW);
    open_at(t, &g, 77, 501);
    assert_int_equal(g.box.first, 501);
    assert_int_equal(g.box.uid, 500);
    assert_int_equal(store(t, &g, 501, 5, 0, false), OK);
    assert_int_equal(g.box.uid, 505);
    read_box(t, &g);
    assert_int_equal(g.box.uid, 505);
    assert_int_equal(mails(t), 5);
    assert_int_equal(
        app_test_number(
            t, SQL("SELECT count(*) FROM mail_uid WHERE kind = 1 AND mail_in_id IS NOT NULL")),
        5);
    /* the same once more, as after a line that broke behind the commit */
    g.box.uid = 500;
    assert_int_equal(store(t, &g, 501, 5, 0, false), OK);
    assert_int_equal(mails(t), 5);
    assert_int_equal(g.box.uid, 505);
}

APP_TEST(history_is_taken_as_history_and_what_follows_is_not)
{
    struct given g;
    set_up(t, &g, IMAP_WITH_ALL);
    open_at(t, &g, 5, 4);
    assert_int_equal(g.box.first, 1);
    assert_int_equal(g.box.history, 3);
    assert_int_equal(store(t, &g, 1, 5, 0, false), OK);
    assert_int_equal(
        app_test_number(t, SQL("SELECT count(*) FROM mail_in WHERE source = 'import'")), 3);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM mail_in WHERE source = 'imap'")),
                     2);
}

APP_TEST(a_new_numbering_brings_nothing_twice)
{
    struct given g;
    set_up(t, &g, IMAP_FROM_NOW);
    open_at(t, &g, 77, 1);
    assert_int_equal(store(t, &g, 1, 4, 0, false), OK);
    open_at(t, &g, 78, 900);
    assert_int_equal(g.box.era, 2);
    assert_int_equal(g.box.uid, 0);
    assert_int_equal(store(t, &g, 1, 6, 0, false), OK); /* four of them are known */
    assert_int_equal(mails(t), 6);
    assert_int_equal(
        app_test_number(t, SQL("SELECT count(*) FROM mail_uid WHERE era = 2 AND kind = 2")), 4);
    open_at(t, &g, 78, 900);
    assert_int_equal(g.box.era, 2);
}

APP_TEST(a_batch_of_an_older_numbering_is_refused_whole)
{
    struct given g, other;
    set_up(t, &g, IMAP_FROM_NOW);
    open_at(t, &g, 77, 1);
    other = g;
    open_at(t, &other, 78, 1);
    assert_int_equal(store(t, &g, 1, 3, 0, false), ERR_CONFLICT);
    assert_int_equal(mails(t), 0);
}

APP_TEST(what_the_comparison_finds_leaves_the_last_uid_where_it_is)
{
    struct given g;
    set_up(t, &g, IMAP_FROM_NOW);
    open_at(t, &g, 77, 1);
    assert_int_equal(store(t, &g, 5, 2, 0, false), OK);
    assert_int_equal(store(t, &g, 2, 1, 0, true), OK);
    read_box(t, &g);
    assert_int_equal(g.box.uid, 6);
    assert_int_equal(mails(t), 3);
}

APP_TEST(another_server_or_folder_is_looked_at_anew_and_the_same_one_is_not)
{
    struct given g;
    set_up(t, &g, IMAP_FROM_NOW);
    open_at(t, &g, 77, 10);
    instant since = g.box.since;
    g.box.tls = OUTGOING_STARTTLS;
    assert_int_equal(app_test_write(t, do_set, &g), OK);
    read_box(t, &g);
    assert_int_equal(g.box.validity, 77);
    g.box.folder = S("Support");
    assert_int_equal(app_test_write(t, do_set, &g), OK);
    open_at(t, &g, 77, 10); /* the same number, of another folder */
    assert_int_equal(g.box.era, 2);
    assert_int_equal(g.box.uid, 0);
    assert_int_equal(g.box.since, since);
}

APP_TEST(a_refused_password_is_tried_less_and_less_often_and_survives_a_restart)
{
    struct given g;
    int64_t last = 0;
    set_up(t, &g, IMAP_FROM_NOW);
    g.trouble = IMAP_TROUBLE_DENIED;
    for (int i = 0; i < 8; i++) {
        assert_int_equal(app_test_write(t, do_fail, &g), OK);
        read_box(t, &g);
        int64_t wait = g.box.next_at - t->app->clock.at;
        assert_true(wait >= 60 * USEC_PER_SEC && wait >= last);
        last = wait;
    }
    assert_int_equal(last, 3600 * USEC_PER_SEC);
    assert_int_equal(imap_wait_after(IMAP_TROUBLE_LOST, 1), 1);
    assert_int_equal(imap_wait_after(IMAP_TROUBLE_LOST, 1000), 300);
    read_box(t, &g);
    assert_int_equal(app_test_write(t, do_set, &g), OK); /* saving asks at once */
    read_box(t, &g);
    assert_int_equal(g.box.next_at, 0);
}

/* ---- alarms
 * -------------------------------------------------------------------------------------- */

static int alarms_now(struct app_test *t, enum alarm_kind kind)
{
    struct alarm *list;
    int count, n = 0;
    t->cx.now = clock_now(&t->app->clock);
    assert_int_equal(mail_watch_job(&t->cx), 0);
    assert_int_equal(alarm_list(&t->cx, &list, &count), OK);
    for (int i = 0; i < count; i++) {
        n += list[i].kind == kind;
        assert_true(alarm_words(&t->cx, &list[i]).n > 10 && alarm_todo(&t->cx, &list[i]).n > 10);
    }
    return n;
}

APP_TEST(an_alarm_stands_while_mail_cannot_be_fetched_and_ends_by_itself)
{
    struct given g;
    set_up(t, &g, IMAP_FROM_NOW);
    assert_int_equal(alarms_now(t, ALARM_FETCH), 0);
    g.trouble = IMAP_TROUBLE_LOST; /* passes by itself, mostly */
    assert_int_equal(app_test_write(t, do_fail, &g), OK);
    assert_int_equal(alarms_now(t, ALARM_FETCH), 0);
    app_test_wait(t, 16 * USEC_PER_MIN);
    assert_int_equal(alarms_now(t, ALARM_FETCH), 1);
    assert_int_equal(alarms_now(t, ALARM_FETCH), 1);
    assert_int_equal(app_test_write(t, do_set, &g), OK);
    assert_int_equal(alarms_now(t, ALARM_FETCH), 0);
    assert_int_equal(
        app_test_number(t, SQL("SELECT count(*) FROM mail_alarm WHERE ended_at IS NOT NULL")), 1);
}

APP_TEST(mail_that_waits_unsorted_for_long_is_not_accounted_for)
{
    struct given g;
    set_up(t, &g, IMAP_FROM_NOW);
    open_at(t, &g, 77, 1);
    assert_int_equal(store(t, &g, 1, 2, 0, false), OK);
    assert_int_equal(alarms_now(t, ALARM_UNBALANCED), 0);
    app_test_wait(t, 20 * USEC_PER_MIN);
    assert_int_equal(alarms_now(t, ALARM_UNBALANCED), 1);
}

TEST(silence_is_long_by_what_was_usual_and_in_open_time)
{
    struct arena a = {0};
    const struct zone *utc;
    assert_int_equal(zone_open(&a, ZONE_DIR, S("UTC"), &utc, NULL), OK);
    const struct calendar *c = calendar_always(&a, utc);
    instant at[400];
    for (int i = 0; i < 400; i++) /* every 10 minutes, once in 50 an hour */
        at[i] = (i ? at[i - 1] : 0) + (i % 50 == 49 ? 60 : 10) * USEC_PER_MIN;
    instant last = at[399];
    struct silence s = silence_of(&a, c, at, 400, last + 90 * USEC_PER_MIN);
    assert_true(s.is_known);
    assert_int_equal(s.usual_seconds, 3600);
    assert_int_equal(s.limit_seconds, 7200);
    assert_int_equal(s.seconds, 5400);
    s = silence_of(&a, c, at, 30, at[29] + 90 * USEC_PER_MIN);
    assert_int_equal(s.limit_seconds, 3600); /* three times ten minutes, and never under an hour */
    assert_true(s.seconds > s.limit_seconds);
    assert_false(silence_of(&a, c, at, 15, last).is_known);
    assert_false(silence_of(&a, c, at, 0, last).is_known);
    arena_release(&a);
}

/* ---- access by OAuth
 * ----------------------------------------------------------------------------- */

static enum err do_oauth(struct cx *cx, void *p)
{
    return oauth_set(cx, p);
}

APP_TEST(secrets_of_oauth_are_stored_sealed_and_forgotten_with_another_client)
{
    struct oauth o = {.mailbox = t->mailbox,
                      .provider = OAUTH_GOOGLE,
                      .client = S("one"),
                      .client_secret = S("hush-hush"),
                      .tenant = S(""),
                      .auth_url = S(""),
                      .token_url = S(""),
                      .scope = S("")};
    struct oauth got;
    struct str link;
    assert_int_equal(app_test_write(t, do_oauth, &o), OK);
    assert_int_equal(oauth_get(&t->cx, t->mailbox, &got), OK);
    assert_str_equal(got.client_secret, S("hush-hush"));
    assert_int_equal(
        app_test_number(
            t, SQL("SELECT count(*) FROM mailbox_oauth WHERE client_secret LIKE '%hush%'")),
        0);
    assert_int_equal(oauth_link(&t->cx, &got, S("help@example.org"), &link), OK);
    assert_true(str_starts(link, S("https://accounts.google.com/o/oauth2/v2/auth?client_id=one&")));
    assert_true(str_has(link, S("&code_challenge_method=S256")) &&
                str_has(link, S("&access_type=offline")));
    assert_false(str_has(link, S("hush")));
}

APP_TEST(access_that_ends_within_a_fortnight_raises_an_alarm)
{
    struct given g;
    struct oauth o = {.mailbox = t->mailbox,
                      .provider = OAUTH_MICROSOFT,
                      .client = S("one"),
                      .client_secret = S("x"),
                      .tenant = S(""),
                      .auth_url = S(""),
                      .token_url = S(""),
                      .scope = S("")};
    set_up(t, &g, IMAP_FROM_NOW);
    g.box.auth = IMAP_BY_OAUTH;
    assert_int_equal(app_test_write(t, do_set, &g), OK);
    o.secret_until = t->app->clock.at + 30 * USEC_PER_DAY;
    assert_int_equal(app_test_write(t, do_oauth, &o), OK);
    db_test_do(t->app->db, SQL("UPDATE mailbox_oauth SET refresh = 'sealed'"));
    assert_int_equal(alarms_now(t, ALARM_ACCESS), 0);
    app_test_wait(t, 17 * USEC_PER_DAY);
    assert_int_equal(oauth_ends_at(&o), o.secret_until);
}
