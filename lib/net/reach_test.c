#include "harness/test.h"

#include "net/reach.h"

static bool may(enum reach_kind kind, const char *address, int port)
{
    struct address a;
    assert_true(network_address_parse(str_from(address), &a));
    return reach_has(NULL, kind, a, port);
}

TEST(a_mail_server_may_stand_outside_inside_and_on_this_machine)
{
    assert_true(may(REACH_MAIL, "93.184.216.34", 993));
    assert_true(may(REACH_MAIL, "2606:2800:220:1::1", 993));
    assert_true(may(REACH_MAIL, "10.1.2.3", 143));
    assert_true(may(REACH_MAIL, "192.168.7.7", 2525));
    assert_true(may(REACH_MAIL, "172.31.255.255", 25));
    assert_true(may(REACH_MAIL, "fd12:3456::1", 993));
    assert_true(may(REACH_MAIL, "127.0.0.1", 25));
    assert_true(may(REACH_MAIL, "::1", 993));
}

TEST(on_this_machine_only_the_ports_of_mail_are_reached)
{
    const int others[] = {22, 80, 5432, 6379, 8080, 11211, 0, 65535};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(may(REACH_MAIL, "127.0.0.1", others[i]));
        assert_false(may(REACH_MAIL, "127.9.9.9", others[i]));
        assert_false(may(REACH_MAIL, "::1", others[i]));
        assert_false(may(REACH_MAIL, "::ffff:127.0.0.1", others[i]));
        assert_false(may(REACH_MAIL, "64:ff9b::7f00:1", others[i]));
    }
}

TEST(where_clouds_keep_secrets_and_what_is_no_host_is_never_reached)
{
    const char *never[] = {"169.254.169.254",   "169.254.0.1",
                           "100.100.100.200",   "192.0.0.192",
                           "0.0.0.0",           "0.1.2.3",
                           "224.0.0.1",         "255.255.255.255",
                           "240.0.0.1",         "fe80::1",
                           "ff02::1",           "fd00:ec2::254",
                           "168.63.129.16",     "2002:7f00:1::1",
                           "2001:0:1::1",       "64:ff9b::a9fe:a9fe",
                           "::169.254.169.254", "::"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        if (may(REACH_MAIL, never[i], 993) || may(REACH_WEB, never[i], 443))
            fail_msg("%s is reached", never[i]);
    }
}

TEST(what_a_page_or_a_mail_names_never_leads_inside)
{
    assert_true(may(REACH_WEB, "93.184.216.34", 443));
    const char *inside[] = {"127.0.0.1",  "10.0.0.1", "192.168.1.1", "172.16.0.1",
                            "100.64.0.1", "fd12::1",  "::1"};
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
        assert_false(may(REACH_WEB, inside[i], 443));
}

TEST(what_the_server_was_started_with_is_reached_at_any_port)
{
    struct arena a = {0};
    struct reach r = {0};
    struct address loop, other;
    struct fault f = {0};
    assert_int_equal(networks_parse(&a, S("127.0.0.1, 10.0.0.0/8"), &r.also, &f), OK);
    assert_true(network_address_parse(S("127.0.0.1"), &loop));
    assert_true(network_address_parse(S("127.0.0.2"), &other));
    assert_true(reach_has(&r, REACH_MAIL, loop, 4711));
    assert_true(reach_has(&r, REACH_WEB, loop, 80));
    assert_false(reach_has(&r, REACH_WEB, other, 80));
    arena_release(&a);
}
