/* Persons and their addresses; teams and who is in them. */
#include "harness/app_test.h"

#include "people/person.h"
#include "people/team.h"

struct naming {
    person_id person;
    struct str address, name;
    person_id found;
};

static enum err add_address(struct cx *cx, void *arg)
{
    struct naming *n = arg;
    return person_add_address(cx, n->person, n->address);
}

static enum err for_address(struct cx *cx, void *arg)
{
    struct naming *n = arg;
    return person_for_address(cx, n->address, n->name, &n->found);
}

static person_id who_has(struct app_test *t, struct str address)
{
    person_id found;
    assert_int_equal(person_find_by_address(&t->cx, address, &found), OK);
    return found;
}

APP_TEST(a_person_has_many_addresses_and_is_found_by_each_in_any_case)
{
    struct person_address *list;
    int count;
    struct naming n = {t->customer, S("Ann.Brook@Work.Example"), S(""), {0}};
    assert_int_equal(app_test_write(t, add_address, &n), OK);
    n.address = S("ann@home.example");
    assert_int_equal(app_test_write(t, add_address, &n), OK);
    assert_int_equal(app_test_write(t, add_address, &n), OK); /* again: nothing new */
    assert_int_equal(who_has(t, S("ann.brook@work.example")).v, t->customer.v);
    assert_int_equal(who_has(t, S("ANN@home.example")).v, t->customer.v);
    assert_int_equal(who_has(t, S("ann@customer.example")).v, t->customer.v);
    assert_int_equal(person_addresses(&t->cx, t->customer, &list, &count), OK);
    assert_int_equal(count, 3);
    assert_str_equal(list[0].address, S("ann@customer.example"));
    assert_str_equal(list[1].address, S("ann.brook@work.example"));
    assert_int_equal(list[1].proved_at, 0);
}

APP_TEST(an_address_belongs_to_one_person_only)
{
    struct naming n = {t->other_customer, S("ann@customer.example"), S(""), {0}};
    assert_int_equal(app_test_write(t, add_address, &n), ERR_CONFLICT);
    assert_string_equal(t->cx.fault.field, "address");
    assert_int_equal(who_has(t, S("ann@customer.example")).v, t->customer.v);
}

APP_TEST(a_new_address_makes_a_person_and_a_known_one_does_not)
{
    struct person p;
    struct naming n = {{0}, S("New.Face@customer.example"), S("  Newton Face "), {0}};
    assert_int_equal(app_test_write(t, for_address, &n), OK);
    person_id first = n.found;
    assert_int_equal(person_get(&t->cx, first, &p), OK);
    assert_str_equal(p.name, S("Newton Face"));
    assert_str_equal(p.address, S("new.face@customer.example"));
    n.name = S("Somebody Else");
    assert_int_equal(app_test_write(t, for_address, &n), OK);
    assert_int_equal(n.found.v, first.v);
    assert_int_equal(person_get(&t->cx, first, &p), OK);
    assert_str_equal(p.name, S("Newton Face"));
    n = (struct naming){{0}, S("plain@customer.example"), S(" "), {0}};
    assert_int_equal(app_test_write(t, for_address, &n), OK);
    assert_int_equal(person_get(&t->cx, n.found, &p), OK);
    assert_str_equal(p.name, S("plain"));
}

/* ---- teams ------------------------------------------------------------------------------------
 */

struct joining {
    team_id team;
    person_id person;
    bool leads;
};

static enum err join(struct cx *cx, void *arg)
{
    struct joining *j = arg;
    return team_add_member(cx, j->team, j->person, j->leads);
}

static enum err leave(struct cx *cx, void *arg)
{
    struct joining *j = arg;
    return team_remove_member(cx, j->team, j->person);
}

static int members(struct app_test *t, team_id team, struct member **list)
{
    int count;
    assert_int_equal(team_members(&t->cx, team, list, &count), OK);
    return count;
}

APP_TEST(who_joins_a_team_is_in_it_once_and_may_lead_it)
{
    struct member *list;
    struct team team;
    struct joining j = {t->other_team, t->agent, false};
    assert_int_equal(members(t, t->other_team, &list), 0);
    assert_int_equal(app_test_write(t, join, &j), OK);
    assert_int_equal(members(t, t->other_team, &list), 1);
    assert_false(list[0].is_leader);
    j.leads = true;
    assert_int_equal(app_test_write(t, join, &j), OK);
    assert_int_equal(members(t, t->other_team, &list), 1);
    assert_true(list[0].is_leader);
    assert_str_equal(list[0].name, S("Maya Ellis"));
    assert_int_equal(team_get(&t->cx, t->other_team, &team), OK);
    assert_int_equal(team.members, 1);
    assert_int_equal(app_test_write(t, leave, &j), OK);
    assert_int_equal(app_test_write(t, leave, &j), OK); /* who is not in it has left */
    assert_int_equal(members(t, t->other_team, &list), 0);
    j.team.v = 9999;
    assert_int_equal(app_test_write(t, join, &j), ERR_NOT_FOUND);
    j = (struct joining){t->other_team, t->customer, false};
    assert_int_equal(app_test_write(t, join, &j), ERR_INVALID); /* no account */
}

static enum err add_team(struct cx *cx, void *arg)
{
    struct team *team = arg;
    return team_add(cx, team, &team->id);
}

APP_TEST(two_teams_cannot_have_one_name)
{
    struct team team = {.name = S("Repairs"), .icon = S("")};
    assert_int_equal(app_test_write(t, add_team, &team), ERR_INVALID);
    assert_string_equal(t->cx.fault.field, "name");
    team.name = S("Lettings");
    assert_int_equal(app_test_write(t, add_team, &team), OK);
    assert_int_equal(team_get(&t->cx, team.id, &team), OK);
    assert_str_equal(team.icon, S("people"));
}
