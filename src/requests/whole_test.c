#include "harness/app_test.h"

#include "base/limits.h"
#include "people/person.h"
#include "requests/fence.h"
#include "requests/request_row.h"

/* ---- who takes part ---------------------------------------------------------------------------
 */

struct taking {
    struct app_test *t;
    const char *address;
    enum part how;
    struct str gone;
};

static enum err add_waiting(struct cx *cx, void *arg)
{
    struct taking *k = arg;
    person_id person;
    TRY(person_for_address(cx, str_from(k->address), S(""), &person));
    return participant_add(cx, k->t->request.id, person, str_from(k->address), (int)k->how);
}

static enum err set_part(struct cx *cx, void *arg)
{
    struct taking *k = arg;
    return participant_set(cx, k->t->request.id, str_from(k->address), k->how);
}

static enum err clear_copies(struct cx *cx, void *arg)
{
    struct taking *k = arg;
    return participant_clear(cx, k->t->request.id, &k->gone);
}

static int64_t mails_to(struct app_test *t, struct str address)
{
    int64_t n = 0;
    assert_int_equal(db_get_i64(t->cx.db, SQL("SELECT count(*) FROM mail_out WHERE recipient = $1"),
                                ARGS(DB_T(address)), &n),
                     OK);
    return n;
}

APP_TEST(who_came_in_by_mail_gets_nothing_before_a_yes_and_nothing_from_before_it)
{
    const struct str bob = S("bob@elsewhere.example");
    struct taking k = {.t = t, .address = "Bob@elsewhere.example", .how = PART_WAITS};
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(app_test_write(t, add_waiting, &k), OK);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(mails_to(t, bob), 0);
    assert_int_equal(mails_to(t, S("ann@customer.example")), 1);
    k.how = PART_COPY;
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(app_test_write(t, set_part, &k), OK);
    assert_int_equal(mails_to(t, bob), 0);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(mails_to(t, bob), 1);
    assert_int_equal(app_test_write(t, clear_copies, &k), OK);
    assert_str_equal(k.gone, bob);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(mails_to(t, bob), 1);
    assert_int_equal(mails_to(t, S("ann@customer.example")), 3);
    assert_int_equal(app_test_write(t, clear_copies, &k), ERR_CONFLICT);
    assert_int_equal(
        app_test_number(t, SQL("SELECT count(*) FROM event WHERE kind IN (40, 41, 42)")), 3);
}

APP_TEST(to_write_oneself_into_a_conversation_lets_nobody_in)
{
    struct taking k = {.t = t, .address = "eve@elsewhere.example", .how = PART_ASKED};
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(app_test_write(t, add_waiting, &k), OK); /* as mail does for an author */
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(mails_to(t, S("eve@elsewhere.example")), 0);
    k.address = "ann@customer.example";
    k.how = PART_OUT;
    assert_int_equal(app_test_write(t, set_part, &k), ERR_CONFLICT); /* the one who asked stays */
}

APP_TEST(kept_out_stays_kept_out_when_they_are_in_copy_again)
{
    bool is;
    struct taking k = {.t = t, .address = "bob@elsewhere.example", .how = PART_WAITS};
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(app_test_write(t, add_waiting, &k), OK);
    k.how = PART_OUT;
    assert_int_equal(app_test_write(t, set_part, &k), OK);
    k.how = PART_WAITS;
    assert_int_equal(app_test_write(t, add_waiting, &k), OK);
    assert_int_equal(participant_is(&t->cx, t->request.id, S("bob@elsewhere.example"), &is), OK);
    assert_false(is);
}

/* ---- whole and part ---------------------------------------------------------------------------
 */

struct joining {
    request_id from, into;
    message_id message;
    struct request made;
};

static enum err merge(struct cx *cx, void *arg)
{
    struct joining *j = arg;
    struct request from, into;
    TRY(request_get(cx, j->from, &from));
    TRY(request_get(cx, j->into, &into));
    return request_merge(cx, &from, &into);
}

static enum err part(struct cx *cx, void *arg)
{
    struct joining *j = arg;
    struct request from;
    TRY(request_get(cx, j->from, &from));
    return request_part(cx, &from);
}

static enum err split(struct cx *cx, void *arg)
{
    struct joining *j = arg;
    struct message m;
    TRY(message_get(cx, j->message, &m));
    return request_split(cx, &m, &j->made);
}

static enum err unsplit(struct cx *cx, void *arg)
{
    struct joining *j = arg;
    return request_unsplit(cx, j->made.id, j->into, j->message);
}

static int messages_of(struct app_test *t, request_id id)
{
    struct message *list;
    int count;
    assert_int_equal(request_messages(&t->cx, id, &list, &count), OK);
    return count;
}

static int pending(struct app_test *t, request_id id)
{
    struct promise *list;
    int count, n = 0;
    assert_int_equal(promise_list(&t->cx, id, &list, &count), OK);
    for (int i = 0; i < count; i++)
        n += promise_is_pending(&list[i]);
    return n;
}

static void check_counters(struct app_test *t)
{
    struct buf report;
    buf_init(&report, t->arena, 4096);
    assert_int_equal(request_check(&t->cx, &report), OK);
    assert_str_equal(buf_str(&report), S(""));
}

APP_TEST(a_merge_takes_all_of_it_along_and_parting_brings_all_of_it_back)
{
    struct joining j;
    struct request r;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    j.into = t->request.id;
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(act(t, .what = ACT_NOTES), OK);
    j.from = t->request.id;
    int before_from = pending(t, j.from), before_into = pending(t, j.into);
    assert_true(before_from > 0);
    assert_int_equal(app_test_write(t, merge, &j), OK);
    assert_int_equal(messages_of(t, j.from), 2); /* its own, as its private link shows them */
    assert_int_equal(messages_of(t, j.into), 3);
    assert_int_equal(pending(t, j.from), 0);
    assert_int_equal(pending(t, j.into), before_into); /* one answer is owed, not two */
    check_counters(t);
    /* what comes to the one that is gone lands where it is shown */
    assert_int_equal(act(t, .what = ACT_ASKS, .on = j.from), OK);
    assert_int_equal(t->request.id.v, j.into.v);
    assert_int_equal(messages_of(t, j.into), 4);
    assert_int_equal(app_test_write(t, merge, &j), ERR_CONFLICT);
    assert_int_equal(app_test_write(t, part, &j), OK);
    assert_int_equal(messages_of(t, j.from), 3);
    assert_int_equal(messages_of(t, j.into), 1);
    assert_int_equal(pending(t, j.from), before_from);
    assert_int_equal(pending(t, j.into), before_into);
    assert_int_equal(request_get(&t->cx, j.from, &r), OK);
    assert_int_equal(r.state, REQUEST_OPEN);
    assert_int_equal(r.merged_into.v, 0);
    check_counters(t);
}

APP_TEST(merges_of_merges_come_apart_in_any_order)
{
    struct joining ab, bc;
    request_id id[3];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(act(t, .what = ACT_OPEN), OK);
        assert_int_equal(act(t, .what = ACT_ASKS), OK);
        id[i] = t->request.id;
    }
    ab = (struct joining){.from = id[0], .into = id[1]};
    bc = (struct joining){.from = id[1], .into = id[2]};
    assert_int_equal(app_test_write(t, merge, &ab), OK);
    assert_int_equal(app_test_write(t, merge, &bc), OK);
    assert_int_equal(messages_of(t, id[2]), 3);
    assert_int_equal(app_test_write(t, part, &bc), OK); /* takes what was in it along */
    assert_int_equal(messages_of(t, id[2]), 1);
    assert_int_equal(messages_of(t, id[1]), 2);
    assert_int_equal(app_test_write(t, part, &ab), OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(messages_of(t, id[i]), 1);
    check_counters(t);
}

APP_TEST(merging_anothers_request_shows_them_nothing)
{
    struct joining j;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    j.into = t->request.id;
    assert_int_equal(act(t, .what = ACT_OPEN, .person = t->other_customer), OK);
    j.from = t->request.id;
    assert_int_equal(app_test_write(t, merge, &j), OK);
    assert_int_equal(act(t, .what = ACT_ANSWERS, .on = j.into), OK);
    assert_int_equal(mails_to(t, S("bea@customer.example")), 0);
    assert_int_equal(mails_to(t, S("ann@customer.example")), 1);
}

APP_TEST(a_message_becomes_a_request_and_goes_back)
{
    struct joining j = {0};
    struct request r;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(act(t, .what = ACT_ASKS, .reason = "And the lift is out of order too."), OK);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
    j.into = t->request.id;
    j.message = t->message.id;
    assert_int_equal(app_test_write(t, split, &j), OK);
    assert_int_equal(messages_of(t, j.into), 1);
    assert_int_equal(messages_of(t, j.made.id), 1);
    assert_int_equal(j.made.owner.v, t->agent.v);
    assert_int_equal(j.made.requester.v, t->customer.v);
    assert_true(pending(t, j.made.id) > 0);
    struct request *linked;
    int count;
    assert_int_equal(request_pairs(&t->cx, j.into, PAIR_LINKED, &linked, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(act(t, .what = ACT_ANSWERS, .on = j.made.id), OK);
    assert_int_equal(mails_to(t, S("ann@customer.example")), 1);
    assert_int_equal(app_test_write(t, unsplit, &j), OK);
    assert_int_equal(messages_of(t, j.into), 2);
    assert_int_equal(request_get(&t->cx, j.made.id, &r), OK);
    assert_int_equal(r.state, REQUEST_WITHDRAWN);
    check_counters(t);
}

static enum err restrict_it(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    struct request r;
    TRY(request_get(cx, t->request.id, &r));
    return request_restrict(cx, &r);
}

APP_TEST(what_only_named_people_may_read_is_not_joined_and_not_taken_apart)
{
    struct joining j = {0};
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    j.into = t->request.id;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    j.from = t->request.id;
    j.message = t->message.id;
    assert_int_equal(app_test_write(t, restrict_it, t), OK);
    assert_int_equal(app_test_write(t, merge, &j), ERR_CONFLICT);
    assert_int_equal(app_test_write(t, split, &j), ERR_CONFLICT);
    j.into = j.from;
    j.from.v = 1;
    assert_int_equal(app_test_write(t, merge, &j), ERR_CONFLICT);
}

TEST(a_subject_is_the_same_whatever_mail_programs_put_before_it)
{
    static const char *const same[] = {"The boiler",
                                       "Re: The boiler",
                                       "RE: AW: Re[2]: the boiler",
                                       "Fwd: [K-12] The boiler",
                                       "Antw: The boiler [K-7]",
                                       "  SV:the boiler "};
    struct arena a = {0};
    for (int i = 0; i < COUNT(same); i++)
        assert_str_equal(subject_bare(&a, str_from(same[i])), S("the boiler"));
    assert_str_equal(subject_bare(&a, S("Rent: two months")), S("rent: two months"));
    assert_str_equal(subject_bare(&a, S("Re:")), S(""));
    arena_release(&a);
}

static enum err pair_apart(struct cx *cx, void *arg)
{
    struct joining *j = arg;
    return request_pair(cx, j->from, j->into, PAIR_APART);
}

APP_TEST(what_looks_like_an_answer_is_offered_until_somebody_says_no)
{
    struct request found[3];
    struct joining j;
    int count;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    j.into = t->request.id;
    assert_int_equal(act(t, .what = ACT_OPEN, .person = t->other_customer), OK); /* a stranger's */
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    j.from = t->request.id;
    assert_int_equal(request_alike(&t->cx, &t->request, found, 3, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].id.v, j.into.v);
    assert_int_equal(app_test_write(t, pair_apart, &j), OK);
    assert_int_equal(request_alike(&t->cx, &t->request, found, 3, &count), OK);
    assert_int_equal(count, 0);
}

/* ---- sleep ------------------------------------------------------------------------------------
 */

struct sleeping {
    struct app_test *t;
    enum asleep why;
    instant until;
};

static enum err sleep_it(struct cx *cx, void *arg)
{
    struct sleeping *s = arg;
    struct request r;
    TRY(request_get(cx, s->t->request.id, &r));
    return request_sleep(cx, &r, s->why, s->until);
}

static int64_t mine(struct app_test *t)
{
    struct request_counts c;
    assert_int_equal(request_counts(&t->cx, &c), OK);
    return c.mine;
}

APP_TEST(what_sleeps_is_out_of_sight_until_its_time_an_answer_or_a_late_promise)
{
    struct sleeping s = {t, ASLEEP_UNTIL_TIME, 0};
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
    assert_int_equal(mine(t), 1);
    s.until = t->cx.now - 1;
    assert_int_equal(app_test_write(t, sleep_it, &s), ERR_INVALID);
    s.until = t->cx.now + USEC_PER_HOUR;
    assert_int_equal(app_test_write(t, sleep_it, &s), OK);
    assert_int_equal(mine(t), 0);
    check_counters(t);
    assert_int_equal(request_wake_job(&t->cx), 0);
    app_test_wait(t, 2 * USEC_PER_HOUR);
    assert_int_equal(request_wake_job(&t->cx), 1);
    assert_int_equal(mine(t), 1);
    s.why = ASLEEP_UNTIL_ANSWER;
    assert_int_equal(app_test_write(t, sleep_it, &s), OK);
    assert_int_equal(mine(t), 0);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(mine(t), 1);
    s.why = ASLEEP_UNTIL_PROMISE; /* which is late already: it would never wake */
    assert_int_equal(app_test_write(t, sleep_it, &s), ERR_CONFLICT);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
    assert_int_equal(app_test_write(t, sleep_it, &s), OK);
    assert_int_equal(mine(t), 1);
    app_test_wait(t, 2 * USEC_PER_DAY);
    assert_true(promise_sweep(&t->cx) > 0);
    assert_int_equal(mine(t), 2);
    check_counters(t);
}

/* ---- handing over ------------------------------------------------------------------------------
 */

static enum err offer(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    struct request r;
    TRY(request_get(cx, t->request.id, &r));
    return handover_offer(cx, &r, t->leader, S("She calls at ten."));
}

static enum err accept(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    struct request r;
    TRY(request_get(cx, t->request.id, &r));
    return handover_accept(cx, &r);
}

static enum err decline(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    struct request r;
    TRY(request_get(cx, t->request.id, &r));
    return handover_end(cx, &r, S("away"));
}

static int64_t owner(struct app_test *t)
{
    struct request r;
    assert_int_equal(request_get(&t->cx, t->request.id, &r), OK);
    return r.owner.v;
}

APP_TEST(what_is_passed_on_keeps_its_owner_until_the_other_accepts)
{
    int64_t told;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
    assert_int_equal(app_test_write(t, offer, t), OK);
    assert_int_equal(owner(t), t->agent.v);
    assert_int_equal(app_test_write(t, accept, t), ERR_FORBIDDEN); /* not the giver */
    t->cx.actor.person = t->leader;
    assert_int_equal(notice_count(&t->cx, &told), OK);
    assert_int_equal(told, 1);
    assert_int_equal(app_test_write(t, decline, t), OK);
    assert_int_equal(owner(t), t->agent.v);
    t->cx.actor.person = t->agent;
    assert_int_equal(app_test_write(t, offer, t), OK);
    t->cx.actor.person = t->leader;
    assert_int_equal(app_test_write(t, accept, t), OK);
    assert_int_equal(owner(t), t->leader.v);
    assert_int_equal(app_test_write(t, accept, t), ERR_CONFLICT);
    t->cx.actor.person = t->agent;
    assert_int_equal(notice_count(&t->cx, &told), OK);
    assert_int_equal(told, 2); /* declined, then accepted */
}

/* ---- drafts ------------------------------------------------------------------------------------
 */

TEST(of_two_answers_at_once_only_what_one_says_alone_is_left)
{
    struct arena a = {0};
    struct str theirs = S("Dear Ann,\n\nan engineer comes today\nby 16:00.\n\nKind regards,\nLeo");
    assert_str_equal(draft_rest(&a,
                                S("Dear Ann,\n\nplease keep the key ready.\n\nAn engineer comes "
                                  "today by 16:00."),
                                theirs),
                     S("please keep the key ready."));
    assert_str_equal(draft_rest(&a, theirs, theirs), S(""));
    assert_str_equal(draft_rest(&a, S("One.\n\nTwo."), S("")), S("One.\n\nTwo."));
    arena_release(&a);
}

static enum err write_note(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    return draft_move(cx, t->request.id, S("note"), S("Spoke to Omar about it"));
}

static enum err write_reply(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    return draft_move(cx, t->request.id, S("reply"), S("Spoke to Omar"));
}

APP_TEST(words_that_go_over_from_the_answer_to_the_note_are_there_one_time)
{
    struct draft d;
    person_id writers[4];
    int count;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(app_test_write(t, write_reply, t), OK);
    app_test_wait(t, USEC_PER_SEC);
    assert_int_equal(app_test_write(t, write_note, t), OK);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM draft")), 1);
    assert_int_equal(draft_latest(&t->cx, t->request.id, &d), OK);
    assert_str_equal(d.kind, S("note"));
    assert_int_equal(d.at, t->cx.now);
    assert_int_equal(draft_writers(&t->cx, t->request.id, writers, 4, &count), OK);
    assert_int_equal(count, 0); /* one's own is no news */
    t->cx.actor.person = t->leader;
    assert_int_equal(draft_writers(&t->cx, t->request.id, writers, 4, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(writers[0].v, t->agent.v);
}
