/* Each verb × role × what kind of thing, with and without a token. How the pages, the JSON and the
 * live updates ask it: route_test.c. */
#include "harness/app_test.h"

/* What each role may, without a thing in hand: none, agent, leader, admin. */
static const struct {
    enum verb verb;
    const char *may, *reading; /* by who may write, and by a token with scopes to read only */
} table[] = {
    {MAY_BE_ANYONE, "yyyy", "yyyy"},     {MAY_SET_UP, "yyyy", "yyyy"},
    {MAY_HOLD_LINK, "yyyy", "yyyy"},     {MAY_BE_SIGNED_IN, "nyyy", "nyyy"},
    {MAY_READ_REQUEST, "nyyy", "nyyy"},  {MAY_ANSWER_REQUEST, "nyyy", "nnnn"},
    {MAY_OPEN_REQUEST, "nyyy", "nnnn"},  {MAY_READ_PERSON, "nyyy", "nyyy"},
    {MAY_CHANGE_PERSON, "nyyy", "nnnn"}, {MAY_READ_SETTINGS, "nyyy", "nyyy"},
    {MAY_CHANGE_TEAM, "nnyy", "nnnn"},   {MAY_CHANGE_SETTINGS, "nnny", "nnnn"},
    {MAY_CHANGE_SELF, "nyyy", "nnnn"},   {MAY_NAME_READERS, "nyyy", "nnnn"},
    {MAY_READ_AUDIT, "nnny", "nnny"},
};

static bool ask(struct actor actor, enum verb verb, const struct object *object)
{
    struct cx cx = {.actor = actor};
    return may(&cx, verb, object);
}

TEST(each_role_may_what_the_table_says_and_a_reader_changes_nothing)
{
    assert_int_equal(COUNT(table), MAY_VERBS - 1);
    for (int i = 0; i < COUNT(table); i++)
        for (enum role role = ROLE_NONE; role <= ROLE_ADMIN; role++) {
            struct actor person = {.role = role, .may_write = true};
            struct actor reader = {.role = role, .is_token = true, .scopes = SCOPES_READ};
            assert_int_equal(ask(person, table[i].verb, NULL), table[i].may[role] == 'y');
            assert_int_equal(ask(reader, table[i].verb, NULL), table[i].reading[role] == 'y');
        }
}

TEST(a_token_may_what_its_scopes_and_its_person_may_and_no_more)
{
    for (int i = 0; i < COUNT(table); i++)
        for (enum role role = ROLE_AGENT; role <= ROLE_ADMIN; role++)
            for (int scopes = 0; scopes <= SCOPES_ALL; scopes++) {
                struct actor token = {.role = role,
                                      .may_write = (scopes & SCOPES_WRITE) != 0,
                                      .is_token = true,
                                      .scopes = scopes};
                int needed = may_scope(table[i].verb);
                bool want = table[i].may[role] == 'y' && (!needed || (scopes & needed)) &&
                            table[i].verb != MAY_CHANGE_SELF;
                assert_int_equal(ask(token, table[i].verb, NULL), want);
            }
}

TEST(a_verb_that_is_not_known_is_denied)
{
    struct actor admin = {.role = ROLE_ADMIN, .may_write = true};
    assert_false(ask(admin, (enum verb)0, NULL));
    assert_false(ask(admin, MAY_VERBS, NULL));
    assert_false(ask(admin, (enum verb)99, NULL));
}

TEST(a_leader_changes_the_teams_they_are_in_and_no_other)
{
    struct actor a = {.role = ROLE_LEADER, .may_write = true, .teams = {{7}}, .team_count = 1};
    assert_true(ask(a, MAY_CHANGE_TEAM, &(struct object){.team = {7}}));
    assert_false(ask(a, MAY_CHANGE_TEAM, &(struct object){.team = {8}}));
    a.role = ROLE_AGENT;
    assert_false(ask(a, MAY_CHANGE_TEAM, &(struct object){.team = {7}}));
    a.leads[0] = true; /* leads this one team, whatever their role */
    assert_true(ask(a, MAY_CHANGE_TEAM, &(struct object){.team = {7}}));
    assert_true(ask(a, MAY_CHANGE_TEAM, NULL));
    assert_false(ask(a, MAY_CHANGE_TEAM, &(struct object){.team = {8}}));
    a = (struct actor){.role = ROLE_ADMIN, .may_write = true};
    assert_true(ask(a, MAY_CHANGE_TEAM, &(struct object){.team = {8}}));
}

/* Who stands how to a thing. */
enum stance { STRANGER, MEMBER, OWNER, NAMED, STANCES };

static struct actor actor_of(enum role role, enum stance stance)
{
    struct actor a = {.role = role, .may_write = true, .person = {stance == OWNER ? 5 : 6}};
    if (stance == MEMBER)
        a.teams[a.team_count++].v = 7;
    return a;
}

TEST(what_is_restricted_is_for_its_owner_and_who_is_named_not_even_for_administrators)
{
    static const enum verb verbs[] = {MAY_READ_REQUEST, MAY_ANSWER_REQUEST, MAY_READ_PERSON};
    for (enum role role = ROLE_NONE; role <= ROLE_ADMIN; role++)
        for (enum stance s = STRANGER; s < STANCES; s++) {
            struct object thing = {
                .owner = {5}, .team = {7}, .is_restricted = true, .is_named = s == NAMED};
            bool sees = role != ROLE_NONE && (s == OWNER || s == NAMED);
            for (int i = 0; i < COUNT(verbs); i++)
                assert_int_equal(ask(actor_of(role, s), verbs[i], &thing), sees);
            assert_int_equal(ask(actor_of(role, s), MAY_NAME_READERS, &thing),
                             sees || role == ROLE_ADMIN);
        }
}

TEST(what_a_closed_team_does_is_for_its_people_its_owner_the_named_and_administrators)
{
    for (enum role role = ROLE_NONE; role <= ROLE_ADMIN; role++)
        for (enum stance s = STRANGER; s < STANCES; s++) {
            struct object thing = {
                .owner = {5}, .team = {7}, .is_closed = true, .is_named = s == NAMED};
            bool sees = role != ROLE_NONE && (s != STRANGER || role == ROLE_ADMIN);
            assert_int_equal(ask(actor_of(role, s), MAY_READ_REQUEST, &thing), sees);
            assert_int_equal(ask(actor_of(role, s), MAY_ANSWER_REQUEST, &thing), sees);
        }
}

TEST(nobody_owns_what_has_no_owner)
{
    struct actor nobody = {.role = ROLE_AGENT, .may_write = true}; /* person 0, as a job has */
    assert_false(ask(nobody, MAY_READ_REQUEST, &(struct object){.is_restricted = true}));
}
