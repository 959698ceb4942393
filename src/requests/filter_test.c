#include "harness/app_test.h"

#include "base/limits.h"
#include "requests/filter.h"
#include "requests/request_row.h"

static const char *parsed(struct app_test *t, const char *words)
{
    struct filter f;
    t->cx.fault = (struct fault){0};
    if (filter_parse(&t->cx, str_from(words), &f) != OK) {
        assert_string_equal(t->cx.fault.field, "where");
        return str_z(t->arena, str_cat(t->arena, S("! "), str_from(t->cx.fault.message)));
    }
    return str_z(t->arena, filter_format(t->arena, &f));
}

APP_TEST(filters_are_read_and_written_alike)
{
    static const struct {
        const char *typed, *written;
    } cases[] = {
        {"", ""},
        {"  owner   is me ", "owner is me"},
        {"owner is me and due before +2d", "owner is me and due before +2d"},
        {"owner is me and (due before +2d or risk is late)",
         "owner is me and (due before +2d or risk is late)"},
        {"((state is kept))", "state is kept"},
        {"risk is soon or risk is late and unread is yes",
         "risk is soon or (risk is late and unread is yes)"},
        {"subject has \"a b (c\"", "subject has \"a b (c\""},
        {"due unset or kept set", "due unset or kept set"},
        {"files is yes", "files is yes"},
        {"{\"all\": [{\"field\": \"team\", \"op\": \"is\", \"value\": 3},"
         " {\"any\": [{\"field\": \"unread\", \"op\": \"is\", \"value\": true},"
         " {\"field\": \"due\", \"op\": \"unset\"}]}]}",
         "team is 3 and (unread is yes or due unset)"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        assert_string_equal(parsed(t, cases[i].typed), cases[i].written);
        assert_string_equal(parsed(t, cases[i].written), cases[i].written);
    }
}

APP_TEST(what_is_wrong_with_a_filter_is_said)
{
    static const struct {
        const char *typed, *said;
    } cases[] = {
        {"colour is red", "“colour” is no field. There are: state, owner"},
        {"owner", "After owner comes one of: is, not"},
        {"owner is", "The value of owner is missing"},
        {"owner is anna", "“anna” does not fit owner. Write me, nobody"},
        {"owner before me", "owner cannot be “before”"},
        {"state is fine", "“fine” does not fit state. Write active, open"},
        {"due before someday", "“someday” does not fit due. Write now, today"},
        {"due before 2026-13-01", "does not fit due"},
        {"(owner is me", "A bracket is not closed"},
        {"owner is me unread is yes", "Before “unread” an “and” or “or” is missing"},
        {"owner is me and", "A condition is missing at the end"},
        {"((((((owner is me))))))", "too many brackets"},
        {"{\"all\": 3}", "hold a list of conditions"},
        {"{\"field\": \"owner\", \"op\": \"is\"", "no JSON that can be read"},
        {"{\"field\": \"owner\", \"op\": \"like\", \"value\": \"me\"}", "“op” is one of"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        const char *said = parsed(t, cases[i].typed);
        if (said[0] != '!' || !strstr(said, cases[i].said))
            fail_msg("«%s» says «%s»", cases[i].typed, said);
    }
    struct buf many;
    buf_init(&many, t->arena, 10000);
    for (int i = 0; i <= FILTER_CONDITIONS; i++)
        buf_addz(&many, i ? " or risk is late" : "risk is late");
    assert_non_null(strstr(parsed(t, str_z(t->arena, buf_str(&many))), "too many conditions"));
    for (int i = 0; i < 200; i++)
        buf_addz(&many, " or risk is late");
    assert_non_null(strstr(parsed(t, str_z(t->arena, buf_str(&many))), "too long"));
}

/* 120 requests of every sort there is. */
static enum err many(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    for (int i = 0; i < 120; i++) {
        struct request r;
        struct request_new n = {.subject = i % 10 ? S("The Boiler") : S("100% of it_"),
                                .requester = i % 4 ? t->customer : t->other_customer,
                                .service = t->service,
                                .team = i % 5 ? t->team : t->other_team,
                                .owner = i % 2 ? t->agent : (person_id){0},
                                .channel = i % 6 ? CHANNEL_WEB : CHANNEL_MAIL,
                                .opened_at = cx->now - i * USEC_PER_DAY,
                                .is_history = true};
        TRY(request_open(cx, &n, &r));
        if (i % 3 == 0)
            TRY(request_set_due(cx, &r, cx->now + i * USEC_PER_HOUR, 1,
                                i % 2 ? RISK_SOON : RISK_LATE));
        if (i % 7 == 1)
            TRY(request_set_state(cx, &r, REQUEST_SOLVED, S("")));
        else if (i % 7 == 2)
            TRY(request_set_state(cx, &r, REQUEST_WAITING, S("")));
        else if (i % 7 == 3)
            TRY(request_set_state(cx, &r, REQUEST_SPAM, S("")));
    }
    return OK;
}

static int64_t count(struct app_test *t, const char *where)
{
    struct filter f;
    struct rows r;
    struct sql_builder b;
    struct view_at at = {.view = VIEW_FILTER, .filter = &f};
    if (filter_parse(&t->cx, str_from(where), &f) != OK)
        fail_msg("«%s»: %s", where, t->cx.fault.message);
    request_count_sql(&t->cx, &at, &b);
    db_query_built(&r, t->cx.db, &b);
    assert_true(rows_next(&r));
    int64_t n = rows_i64(&r);
    assert_int_equal(rows_end(&r), OK);
    return n;
}

APP_TEST(a_filter_finds_what_it_says)
{
    assert_int_equal(app_test_write(t, many, t), OK);
    const struct {
        const char *where;
        struct sql same;
    } cases[] = {
        {"", SQL("SELECT count(*) FROM request WHERE state < 10")},
        {"state is closed", SQL("SELECT count(*) FROM request WHERE state >= 10")},
        {"state is active or state is closed", SQL("SELECT count(*) FROM request")},
        {"state not waiting", SQL("SELECT count(*) FROM request WHERE state <> 2")},
        {"state is spam and owner is nobody",
         SQL("SELECT count(*) FROM request WHERE state = 12 AND owner_id IS NULL")},
        {"owner not nobody",
         SQL("SELECT count(*) FROM request WHERE state < 10 AND owner_id IS NOT NULL")},
        {"owner is me and unread is no", SQL("SELECT count(*) FROM request WHERE state < 10 AND "
                                             "owner_id IS NOT NULL AND is_unread = 0")},
        {"owner not me", SQL("SELECT count(*) FROM request WHERE state < 10 AND owner_id IS NULL")},
        {"risk is late or risk is soon",
         SQL("SELECT count(*) FROM request WHERE state < 10 AND risk > 0")},
        {"risk not none", SQL("SELECT count(*) FROM request WHERE state < 10 AND risk > 0")},
        {"due set",
         SQL("SELECT count(*) FROM request WHERE state < 10 AND due_at < 9000000000000000")},
        {"due unset",
         SQL("SELECT count(*) FROM request WHERE state < 10 AND due_at = 9000000000000000")},
        {"kept set", SQL("SELECT count(*) FROM request WHERE solved_at IS NOT NULL")},
        {"channel is mail", SQL("SELECT count(*) FROM request WHERE state < 10 AND channel = 1")},
        {"subject has boiler",
         SQL("SELECT count(*) FROM request WHERE state < 10 AND subject = 'The Boiler'")},
        {"subject lacks boiler and subject has 0%",
         SQL("SELECT count(*) FROM request WHERE state < 10 AND subject <> 'The Boiler'")},
        {"subject has \"it_x\"", SQL("SELECT 0")},
        {"files is no", SQL("SELECT count(*) FROM request WHERE state < 10")},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        int64_t found = count(t, cases[i].where), there = app_test_number(t, cases[i].same);
        if (found != there)
            fail_msg("«%s» finds %d, there are %d", cases[i].where, (int)found, (int)there);
    }
    assert_int_equal(count(t, "due before +1h"), count(t, "due before 2026-03-02") + 1);
    assert_int_equal(count(t, "opened after -3d and state is active") +
                         count(t, "opened before -3d and state is active"),
                     count(t, ""));
    assert_int_equal(count(t, "opened before 2020-01-01"), 0);
    assert_true(count(t, "team is mine") == 0);
}

static int64_t walk(struct app_test *t, const char *where, enum request_sort sort)
{
    struct filter f;
    struct view_at at = {.view = VIEW_FILTER, .filter = &f, .sort = sort};
    struct request_row *rows;
    int64_t seen = 0, before = 0;
    int n;
    assert_int_equal(filter_parse(&t->cx, str_from(where), &f), OK);
    do {
        assert_int_equal(request_list(&t->cx, &at, &rows, &n), OK);
        for (int i = 0; i < n; i++) {
            int64_t key = request_sort_key(&at, &rows[i].request);
            bool is_up = sort == SORT_DUE || sort == SORT_OLDEST;
            assert_true(seen + i == 0 || (is_up ? key >= before : key <= before));
            before = key;
            at.after_key = key;
            at.after_id = rows[i].request.id;
        }
        seen += n;
    } while (n == LIMIT_LIST_ROWS);
    return seen;
}

APP_TEST(every_order_walks_every_row_once)
{
    assert_int_equal(app_test_write(t, many, t), OK);
    for (enum request_sort s = SORT_DUE; s < SORT_SOLVED; s++)
        assert_int_equal(walk(t, "owner is me or owner is nobody", s), count(t, ""));
    assert_int_equal(walk(t, "state is active or state is closed", SORT_NEWEST), 120);
    assert_int_equal(walk(t, "state is active or state is closed", SORT_CHANGED), 120);
}

APP_TEST(the_filter_knows_whether_it_is_of_open_ones_and_of_time)
{
    static const struct {
        const char *where;
        bool is_open, is_timeless;
    } cases[] = {
        {"", true, true},
        {"owner is me", true, true},
        {"state is active", true, true},
        {"state is open or state is waiting", true, true},
        {"state is open or owner is me", false, true},
        {"owner is me and (state is waiting)", true, true},
        {"state is kept", false, true},
        {"kept after today", false, false},
        {"kept set", false, true},
        {"due before +2d", true, false},
        {"state not kept", false, true},
    };
    struct filter f;
    for (int i = 0; i < COUNT(cases); i++) {
        assert_int_equal(filter_parse(&t->cx, str_from(cases[i].where), &f), OK);
        if (filter_is_open(&f) != cases[i].is_open ||
            filter_is_timeless(&f) != cases[i].is_timeless)
            fail_msg("«%s»", cases[i].where);
    }
}

/* ---- each list by its index
 * ---------------------------------------------------------------------- */

/* Enough rows that a plan over all of them would be dear: 20,000, a tenth open. */
static void grow(struct app_test *t, struct db *db)
{
    assert_int_equal(app_test_write(t, many, t), OK);
    db_test_do(
        db, SQL("INSERT INTO request (subject, requester_id, service_id, team_id, owner_id, state,"
                " channel, due_at, risk, link_nonce, opened_at, changed_at, solved_at)"
                " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                " SELECT 'x', (SELECT max(id) FROM person), (SELECT min(id) FROM service),"
                " (SELECT min(id) FROM team), CASE WHEN i % 3 = 0 THEN (SELECT min(person_id) FROM "
                "account) END,"
                " CASE WHEN i % 10 = 0 THEN 1 WHEN i % 50 = 1 THEN 2 ELSE 10 END, 1, i, CASE WHEN "
                "i % 30 = 0 THEN 1 ELSE 0 END, 'n', i, i,"
                " CASE WHEN i % 10 = 0 OR i % 50 = 1 THEN NULL ELSE i END FROM n"));
    db_test_do(db, SQL("ANALYZE"));
}

static struct str plan(struct app_test *t, const struct view_at *at)
{
    struct sql_builder b;
    struct str words;
    request_list_sql(&t->cx, at, LIMIT_LIST_ROWS, &b);
    assert_int_equal(db_explain_built(t->cx.db, &b, &words), OK);
    return words;
}

APP_TEST(every_list_reads_its_index_and_neither_all_rows_nor_sorts_them)
{
    const struct {
        struct view_at at;
        const char *index;
    } cases[] = {
        {{.view = VIEW_MINE}, "request_open_owner"},
        {{.view = VIEW_NOBODY}, "request_open_"},
        {{.view = VIEW_TEAM, .team = t->team}, "request_open_team"},
        {{.view = VIEW_WAITING}, "request_open_waiting"},
        {{.view = VIEW_ALL}, "request_open_all"},
        {{.view = VIEW_SOLVED_TODAY}, "request_solved"},
        {{.view = VIEW_ALL, .sort = SORT_CHANGED}, "request_by_change"},
        {{.view = VIEW_ALL, .sort = SORT_NEWEST}, "request_"},
    };
    grow(t, t->app->db);
    for (int i = 0; i < COUNT(cases); i++) {
        struct view_at at = cases[i].at;
        for (int page = 0; page < 2; page++) {
            struct str words = plan(t, &at);
            bool sorts = str_has(words, S("TEMP B-TREE FOR ORDER BY")) ||
                         str_has(words, S("Sort  "));
            bool scans = str_has(words, S("SCAN r\n")) ||
                         str_has(words, S("Seq Scan on request r"));
            if (!str_has(words, str_from(cases[i].index)) || sorts || scans)
                fail_msg("view %d, page %d:\n%.*s", i, page, STR_ARG(words));
            at.after_key = 5000;
            at.after_id.v = 5000;
        }
    }
}
