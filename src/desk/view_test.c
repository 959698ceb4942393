#include "harness/app_test.h"

#include "base/limits.h"
#include "desk/search_asked.h"
#include "desk/search_page.h"
#include "desk/view.h"
#include "desk/view_bulk.h"

/* ---- saved views
 * ----------------------------------------------------------------------------------- */

static enum err put_view(struct cx *cx, void *v)
{
    return saved_view_put(cx, v);
}

static void become(struct app_test *t, person_id person, enum role role)
{
    t->cx.actor = (struct actor){.person = person, .role = role, .name = S("X"), .may_write = true};
}

APP_TEST(a_saved_view_is_seen_by_those_it_is_shared_with)
{
    struct saved_view v = {
        .name = S("Lifts"), .filter = S("subject has lift"), .columns = COLUMNS_USUAL};
    struct saved_view all = {
        .name = S("All of us"), .shared = VIEW_IS_EVERYBODYS, .filter = S("owner is me")};
    struct saved_view got, *list;
    int count;
    assert_int_equal(app_test_write(t, put_view, &v), OK);
    assert_int_equal(app_test_write(t, put_view, &all), ERR_FORBIDDEN);
    assert_string_equal(t->cx.fault.field, "shared");
    become(t, t->leader, ROLE_LEADER);
    assert_int_equal(saved_view_get(&t->cx, v.id, &got), ERR_NOT_FOUND);
    assert_int_equal(app_test_write(t, put_view, &all), OK);
    assert_int_equal(saved_view_list(&t->cx, &list, &count), OK);
    assert_int_equal(count, 1);
    become(t, t->agent, ROLE_AGENT);
    assert_int_equal(saved_view_list(&t->cx, &list, &count), OK);
    assert_int_equal(count, 2);
    assert_str_equal(list[0].name, S("Lifts")); /* one's own first */
    assert_int_equal(saved_view_get(&t->cx, all.id, &got), OK);
    got.name = S("Mine now");
    got.shared = VIEW_IS_MINE;
    assert_int_equal(app_test_write(t, put_view, &got), ERR_FORBIDDEN);
    assert_int_equal(saved_view_get(&t->cx, v.id, &got), OK);
    got.name = S("Lifts and doors");
    assert_int_equal(app_test_write(t, put_view, &got), OK);
    assert_int_equal(app_test_write(t, put_view, &got), ERR_CONFLICT); /* an older version */
    struct saved_view other = {
        .name = S("T"), .shared = VIEW_IS_TEAMS, .team = t->other_team, .filter = S("")};
    assert_int_equal(app_test_write(t, put_view, &other), ERR_FORBIDDEN);
}

APP_TEST(a_count_that_is_remembered_is_exact_after_every_change)
{
    struct filter f;
    struct view_at at = {.view = VIEW_FILTER, .filter = &f};
    int64_t n = -1;
    t->app->view_counts = view_counts_open();
    assert_int_equal(filter_parse(&t->cx, S("owner is nobody"), &f), OK);
    assert_int_equal(view_count(&t->cx, &at, &n), OK);
    assert_int_equal(n, 0);
    for (int i = 1; i <= 5; i++) {
        assert_int_equal(act(t, .what = ACT_OPEN), OK);
        assert_int_equal(view_count(&t->cx, &at, &n), OK);
        assert_int_equal(n, i);
        assert_int_equal(view_count(&t->cx, &at, &n), OK);
        assert_int_equal(n, i);
    }
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
    assert_int_equal(view_count(&t->cx, &at, &n), OK);
    assert_int_equal(n, 4);
    assert_int_equal(filter_parse(&t->cx, S("owner is me"), &f), OK);
    assert_int_equal(view_count(&t->cx, &at, &n), OK);
    assert_int_equal(n, 1);
    become(t, t->leader, ROLE_LEADER); /* the same words, another me */
    assert_int_equal(view_count(&t->cx, &at, &n), OK);
    assert_int_equal(n, 0);
    view_counts_close(t->app->view_counts);
    t->app->view_counts = NULL;
}

APP_TEST(looks_are_remembered_for_each_person_and_view)
{
    struct view_look look = {SORT_CHANGED, COLUMN_NUMBER | COLUMN_DUE},
                     got = {SORT_BY_VIEW, COLUMNS_USUAL};
    assert_int_equal(view_look_set(&t->cx, S("mine"), &look),
                     ERR_FORBIDDEN); /* not outside of a write */
    assert_int_equal(view_look_get(&t->cx, S("mine"), &got), OK);
    assert_int_equal(got.columns, COLUMNS_USUAL);
}

/* ---- many at once
 * ------------------------------------------------------------------------------------- */

struct many {
    struct app_test *t;
    struct bulk_choice choice;
    struct bulk bulk;
    int64_t value;
    bool more;
};

static enum err do_open(struct cx *cx, void *p)
{
    struct many *m = p;
    return bulk_open(cx, &m->choice, &m->bulk);
}
static enum err do_begin(struct cx *cx, void *p)
{
    struct many *m = p;
    return bulk_begin(cx, m->bulk.id, m->value);
}
static enum err do_undo(struct cx *cx, void *p)
{
    struct many *m = p;
    return bulk_undo_begin(cx, m->bulk.id);
}

static void work_all(struct app_test *t, struct many *m)
{
    (void)m;
    struct actor me = t->cx.actor;
    int did;
    do {
        did = bulk_job(&t->cx);
        assert_true(did >= 0);
    } while (did > 0);
    t->cx.actor = me;
}

static int64_t items(struct app_test *t, enum bulk_item_state state)
{
    int64_t n = 0;
    assert_int_equal(db_get_i64(t->cx.db, SQL("SELECT count(*) FROM bulk_item WHERE state = $1"),
                                ARGS(DB_I(state)), &n),
                     OK);
    return n;
}

static void check_counters(struct app_test *t)
{
    struct buf report;
    buf_init(&report, t->arena, 4096);
    assert_int_equal(request_check(&t->cx, &report), OK);
    assert_str_equal(buf_str(&report), S(""));
}

APP_TEST(a_whole_view_is_changed_piece_by_piece_and_taken_back)
{
    struct view_at at = {.view = VIEW_NOBODY};
    struct many m = {
        .t = t,
        .choice = {.act = BULK_ASSIGN, .value = -1, .at = &at, .path = S("/requests?view=nobody")}};
    for (int i = 0; i < 2 * BULK_PIECE + 7; i++)
        assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(app_test_write(t, do_open, &m), OK);
    assert_int_equal(m.bulk.total, 2 * BULK_PIECE + 7);
    assert_int_equal(act(t, .what = ACT_OPEN), OK); /* came later: stays out */
    m.value = t->leader.v;
    assert_int_equal(app_test_write(t, do_begin, &m), OK);
    assert_int_equal(app_test_write(t, do_begin, &m), ERR_CONFLICT);
    work_all(t, &m);
    assert_int_equal(items(t, ITEM_DONE), m.bulk.total);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM request WHERE owner_id IS NULL")),
                     1);
    check_counters(t);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .on = {1}, .person = t->agent), OK);
    assert_int_equal(app_test_write(t, do_undo, &m), OK);
    work_all(t, &m);
    assert_int_equal(items(t, ITEM_TAKEN_BACK), m.bulk.total - 1);
    assert_int_equal(items(t, ITEM_CHANGED_SINCE), 1);
    assert_int_equal(app_test_number(t, SQL("SELECT owner_id FROM request WHERE id = 1")),
                     t->agent.v);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM request WHERE owner_id IS NULL")),
                     m.bulk.total);
    check_counters(t);
}

APP_TEST(closing_many_leaves_alone_what_is_so_and_undo_opens_the_others)
{
    request_id ids[3];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(act(t, .what = ACT_OPEN), OK);
        ids[i] = t->request.id;
        if (i)
            assert_int_equal(act(t, .what = ACT_ANSWERS, .on = ids[i]), OK);
    }
    /* the first waits for an answer: a rule lets nobody mark it as kept */
    assert_int_equal(act(t, .what = ACT_SET_STATE, .on = ids[1], .state = REQUEST_SOLVED), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .on = ids[2], .state = REQUEST_SPAM), OK);
    struct many m = {
        .t = t,
        .value = REQUEST_SOLVED,
        .choice = {.act = BULK_STATE, .value = -1, .ids = ids, .count = 3, .path = S("/requests")}};
    assert_int_equal(app_test_write(t, do_open, &m), OK);
    assert_int_equal(app_test_write(t, do_begin, &m), OK);
    work_all(t, &m);
    assert_int_equal(items(t, ITEM_DONE), 1);
    assert_int_equal(items(t, ITEM_LEFT), 2);
    assert_int_equal(
        app_test_number(
            t, SQL("SELECT count(*) FROM bulk_item WHERE why LIKE '%wait for an answer%'")),
        1);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM request WHERE state = 10")), 2);
    check_counters(t);
    assert_int_equal(app_test_write(t, do_undo, &m), OK);
    work_all(t, &m);
    assert_int_equal(app_test_number(t, SQL("SELECT state FROM request WHERE id = 1")),
                     REQUEST_OPEN);
    assert_int_equal(app_test_number(t, SQL("SELECT state FROM request WHERE id = 2")),
                     REQUEST_SOLVED);
    assert_int_equal(app_test_number(t, SQL("SELECT state FROM request WHERE id = 3")),
                     REQUEST_SPAM);
    check_counters(t);
    become(t, t->leader, ROLE_LEADER); /* somebody else's work is not there */
    struct bulk b;
    assert_int_equal(bulk_get(&t->cx, m.bulk.id, &b), ERR_NOT_FOUND);
}

/* ---- search
 * --------------------------------------------------------------------------------------------- */

APP_TEST(what_is_typed_is_taken_apart)
{
    struct {
        const char *typed, *words, *not_known;
        bool has_filter;
    } cases[] = {
        {"boiler \"flat 12\" heat*", "boiler \"flat 12\" heat*", "", false},
        {"from:ann boiler", "boiler", "", true},
        {"boiler from:\"ann brook\"", "boiler", "", true},
        {"from:zzzz boiler", "boiler", "zzzz", true},
        {"team:repairs status:kept", "", "", true},
        {"team:nowhere", "", "nowhere", true},
        {"status:fine", "status:fine", "", false},
        {"has:attachment", "", "", true},
        {"has:fun", "has:fun", "", false},
        {"before:2026-01-01 x", "x", "", false},
        {"before:never", "before:never", "", false},
        {"https://example.org from:", "https://example.org from:", "", false},
        {"\"from:ann\"", "\"from:ann\"", "", false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct search_asked a;
        assert_int_equal(search_ask(&t->cx, str_from(cases[i].typed), &a), OK);
        bool same = str_eq(a.words, str_from(cases[i].words)) &&
                    str_eq(a.not_known, str_from(cases[i].not_known));
        if (!same || (cases[i].not_known[0] == 0 && a.has_filter != cases[i].has_filter))
            fail_msg("«%s»: words «%.*s», unknown «%.*s», filter %d", cases[i].typed,
                     STR_ARG(a.words), STR_ARG(a.not_known), a.has_filter);
    }
}

APP_TEST(names_are_found_with_one_mistake_in_them)
{
    static const struct {
        const char *typed;
        bool finds, is_guess;
    } cases[] = {{"brook", true, false}, {"brok", true, true},        {"broook", true, true},
                 {"borok", false, true}, {"brool", true, true},       {"bork", false, true},
                 {"stnoe", true, true},  {"stoe", true, true},        {"zebra", false, true},
                 {"brako", false, true}, {"ann@custmer", false, true}};
    for (int i = 0; i < COUNT(cases); i++) {
        person_id found[SEARCH_PERSONS];
        int count = SEARCH_PERSONS;
        bool is_guess;
        assert_int_equal(search_people(&t->cx, str_from(cases[i].typed), found, &count, &is_guess),
                         OK);
        if ((count > 0) != cases[i].finds || is_guess != cases[i].is_guess)
            fail_msg("«%s» finds %d, guessed %d", cases[i].typed, count, is_guess);
    }
}

static const char *marked(struct app_test *t, const char *text, const char *words)
{
    int n;
    struct marked *m = search_mark(&t->cx, str_from(text), str_from(words), &n);
    struct buf b;
    buf_init(&b, t->arena, 4000);
    for (int i = 0; i < n; i++)
        buf_addf(&b, m[i].is_hit ? "[%.*s]" : "%.*s", STR_ARG(m[i].words));
    return str_z(t->arena, buf_str(&b));
}

APP_TEST(words_are_marked_whatever_their_case_accents_and_script)
{
    assert_string_equal(marked(t, "The boiler, the BOILER.", "boiler"),
                        "The [boiler], the [BOILER].");
    assert_string_equal(marked(t, "Herr Müller kommt", "MULLER"), "Herr [Müller] kommt");
    assert_string_equal(marked(t, "boilers and boil", "boil*"), "[boilers] and [boil]");
    assert_string_equal(marked(t, "boilers and boil", "boil"), "boilers and [boil]");
    assert_string_equal(marked(t, "東京都の水道", "京都"), "東[京都]の水道");
    assert_string_equal(marked(t, "السباكة في الشقة", "الشقة"), "السباكة في [الشقة]");
    assert_string_equal(marked(t, "a \"b c\" d", "\"b c\""), "a \"[b] [c]\" d");
    assert_string_equal(marked(t, "", "x"), "");
}
