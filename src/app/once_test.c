#include "harness/app_test.h"

#include "app/once.h"
#include "app/presence.h"

/* What a request with this key and these words would have as cx->once. */
static void begin(struct app_test *t, struct http_request *q, struct http_pair *form,
                  const char *key, const char *words)
{
    form[0] = (struct http_pair){S("once"), str_from(key)};
    form[1] = (struct http_pair){S("text"), str_from(words)};
    form[2] = (struct http_pair){S("csrf"), S("differs from page to page")};
    *q = (struct http_request){.arena = t->arena,
                               .method = HTTP_POST,
                               .path = S("/r/1/reply"),
                               .form = form,
                               .form_count = 3};
    t->cx.q = q;
    t->cx.once = NULL;
    assert_int_equal(once_begin(&t->cx), OK);
    assert_non_null(t->cx.once);
}

static enum err add_setting(struct cx *cx, void *arg)
{
    (void)arg;
    return db_run(cx->db,
                  SQL("INSERT INTO setting (name, value) VALUES ('done', '1')"
                      " ON CONFLICT (name) DO UPDATE SET value = setting.value || '1'"),
                  NO_ARGS, NULL);
}

static int64_t times(struct app_test *t)
{
    return app_test_number(
        t, SQL("SELECT coalesce(sum(length(value)), 0) FROM setting WHERE name = 'done'"));
}

APP_TEST(a_key_is_done_one_time_and_answered_as_the_first)
{
    struct http_request q;
    struct http_pair form[3];
    begin(t, &q, form, "k1", "Hello");
    assert_false(t->cx.once->is_repeat);
    assert_int_equal(app_test_write(t, add_setting, NULL), OK);
    t->cx.once->location = S("/r/1");
    t->cx.once->toast = S("c2VudA");
    once_keep(&t->cx);
    begin(t, &q, form, "k1", "Hello");
    assert_true(t->cx.once->is_repeat);
    assert_str_equal(t->cx.once->location, S("/r/1"));
    assert_str_equal(t->cx.once->toast, S("c2VudA"));
    assert_int_equal(times(t), 1);
    begin(t, &q, form, "k1", "Other words: another act");
    assert_false(t->cx.once->is_repeat);
    begin(t, &q, form, "k2", "Hello");
    assert_false(t->cx.once->is_repeat);
}

APP_TEST(two_at_the_same_moment_are_done_one_time)
{
    struct http_request q;
    struct http_pair form[3];
    begin(t, &q, form, "k", "Hello");
    struct once *first = t->cx.once;
    begin(t, &q, form, "k", "Hello");
    struct once *second = t->cx.once;
    assert_false(second->is_repeat);
    t->cx.once = first;
    assert_int_equal(app_test_write(t, add_setting, NULL), OK);
    t->cx.once = second;
    assert_int_equal(app_test_write(t, add_setting, NULL), ERR_CONFLICT);
    assert_true(second->is_repeat);
    assert_int_equal(times(t), 1);
}

static enum err refuse(struct cx *cx, void *arg)
{
    (void)arg;
    return fail(cx, ERR_INVALID, "text", "fill this in");
}

APP_TEST(what_was_refused_may_be_sent_again_and_a_key_is_forgotten_in_time)
{
    struct http_request q;
    struct http_pair form[3];
    begin(t, &q, form, "k", "Hello");
    assert_int_equal(app_test_write(t, refuse, NULL), ERR_INVALID);
    begin(t, &q, form, "k", "Hello");
    assert_false(t->cx.once->is_repeat);
    assert_int_equal(app_test_write(t, add_setting, NULL), OK);
    begin(t, &q, form, "k", "Hello");
    assert_true(t->cx.once->is_repeat);
    app_test_wait(t, (ONCE_DAYS + 1) * USEC_PER_DAY);
    begin(t, &q, form, "k", "Hello");
    assert_false(t->cx.once->is_repeat);
    assert_int_equal(app_test_write(t, add_setting, NULL), OK);
    assert_int_equal(times(t), 2);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM once")), 1);
}

APP_TEST(a_program_that_uses_its_key_for_something_else_is_told)
{
    struct http_pair header = {S("Idempotency-Key"), S("8e03978e")}, form = {S("text"), S("One")};
    struct http_request q = {.arena = t->arena,
                             .method = HTTP_POST,
                             .path = S("/requests/new"),
                             .headers = &header,
                             .header_count = 1,
                             .form = &form,
                             .form_count = 1};
    t->cx.q = &q;
    assert_int_equal(once_begin(&t->cx), OK);
    assert_int_equal(app_test_write(t, add_setting, NULL), OK);
    assert_int_equal(once_begin(&t->cx), OK);
    assert_true(t->cx.once->is_repeat);
    form.value = S("Two");
    assert_int_equal(once_begin(&t->cx), ERR_INVALID);
    t->cx.actor.person = t->leader; /* somebody else's key of the same name */
    assert_int_equal(once_begin(&t->cx), OK);
    assert_false(t->cx.once->is_repeat);
}

TEST(who_is_here_is_seen_by_the_others_until_they_go_or_fall_silent)
{
    struct presence *p = presence_open();
    struct presence_entry seen[4];
    request_id on = {5}, other = {6};
    person_id maya = {1}, tom = {2};
    const instant end = 1000;
    assert_true(presence_set(p, &(struct presence_entry){on, maya, PRESENCE_READING, end}, 0));
    assert_false(presence_set(p, &(struct presence_entry){on, maya, PRESENCE_READING, end}, 1));
    assert_true(presence_set(p, &(struct presence_entry){on, maya, PRESENCE_WRITING, end}, 2));
    assert_int_equal(presence_read(p, on, maya, 3, seen, 4), 0);
    assert_int_equal(presence_read(p, other, tom, 3, seen, 4), 0);
    assert_int_equal(presence_read(p, on, tom, 3, seen, 4), 1);
    assert_int_equal(seen[0].state, PRESENCE_WRITING);
    assert_int_equal(presence_read(p, on, tom, end + 1, seen, 4), 0);
    assert_true(presence_set(p, &(struct presence_entry){on, maya, PRESENCE_GONE, 0}, 4));
    assert_false(presence_set(p, &(struct presence_entry){on, maya, PRESENCE_GONE, 0}, 4));
    presence_close(p);
}
