#include "harness/app_test.h"

/* What each role may, without a thing in hand: none, agent, leader, admin. */
static const struct {
    enum verb verb;
    const char *may, *reading; /* with a token that may write, and with one that only reads */
} table[] = {
    {MAY_BE_ANYONE, "yyyy", "yyyy"},     {MAY_SET_UP, "yyyy", "yyyy"},
    {MAY_HOLD_LINK, "yyyy", "yyyy"},     {MAY_BE_SIGNED_IN, "nyyy", "nyyy"},
    {MAY_READ_REQUEST, "nyyy", "nyyy"},  {MAY_ANSWER_REQUEST, "nyyy", "nnnn"},
    {MAY_OPEN_REQUEST, "nyyy", "nnnn"},  {MAY_READ_PERSON, "nyyy", "nyyy"},
    {MAY_CHANGE_PERSON, "nyyy", "nnnn"}, {MAY_READ_SETTINGS, "nyyy", "nyyy"},
    {MAY_CHANGE_TEAM, "nnyy", "nnnn"},   {MAY_CHANGE_SETTINGS, "nnny", "nnnn"},
};

TEST(each_role_may_what_the_table_says_and_a_reader_changes_nothing)
{
    assert_int_equal(COUNT(table), MAY_CHANGE_SETTINGS);
    for (int i = 0; i < COUNT(table); i++)
        for (enum role role = ROLE_NONE; role <= ROLE_ADMIN; role++) {
            struct cx cx = {.actor = {.role = role, .may_write = true}};
            assert_int_equal(may(&cx, table[i].verb, NULL), table[i].may[role] == 'y');
            cx.actor.may_write = false;
            assert_int_equal(may(&cx, table[i].verb, NULL), table[i].reading[role] == 'y');
        }
}

TEST(a_verb_that_is_not_known_is_denied)
{
    struct cx cx = {.actor = {.role = ROLE_ADMIN, .may_write = true}};
    assert_false(may(&cx, (enum verb)0, NULL));
    assert_false(may(&cx, (enum verb)99, NULL));
}

TEST(a_leader_changes_the_teams_they_are_in_and_no_other)
{
    struct cx cx = {
        .actor = {.role = ROLE_LEADER, .may_write = true, .teams = {{7}}, .team_count = 1}};
    assert_true(may(&cx, MAY_CHANGE_TEAM, &(struct object){.team = {7}}));
    assert_false(may(&cx, MAY_CHANGE_TEAM, &(struct object){.team = {8}}));
    cx.actor.role = ROLE_AGENT;
    assert_false(may(&cx, MAY_CHANGE_TEAM, &(struct object){.team = {7}}));
    cx.actor.role = ROLE_ADMIN;
    assert_true(may(&cx, MAY_CHANGE_TEAM, &(struct object){.team = {8}}));
}

TEST(what_is_restricted_is_its_owners_and_the_administrators)
{
    static const enum verb verbs[] = {MAY_READ_REQUEST, MAY_ANSWER_REQUEST, MAY_READ_PERSON};
    struct object thing = {.owner = {5}, .is_restricted = true};
    for (int i = 0; i < COUNT(verbs); i++) {
        struct cx cx = {.actor = {.role = ROLE_LEADER, .may_write = true, .person = {6}}};
        assert_false(may(&cx, verbs[i], &thing));
        cx.actor.person.v = 5;
        assert_true(may(&cx, verbs[i], &thing));
        cx.actor = (struct actor){.role = ROLE_ADMIN, .may_write = true, .person = {6}};
        assert_true(may(&cx, verbs[i], &thing));
    }
}
