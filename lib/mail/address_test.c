#include "harness/test.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/name.h"

static struct arena arena;

static struct str joined(const address_list *l)
{
    struct str got = S("");
    for (ptrdiff_t i = 0; i < l->n; i++)
        got = str_fmt(&arena, "%.*s%s%.*s<%.*s>", STR_ARG(got), i ? "|" : "", STR_ARG(l->v[i].name),
                      STR_ARG(l->v[i].address));
    return got;
}

TEST(addresses_are_read_as_people_and_programs_write_them)
{
    static const struct {
        const char *value, *read;
    } rows[] = {
        {" a@b.c", "<a@b.c>"},
        {"<a@b.c>", "<a@b.c>"},
        {"Ann <a@b.c>, d@e.f,\r\n \"G, H\" <g@h.i>", "Ann<a@b.c>|<d@e.f>|G, H<g@h.i>"},
        {"\"Giant; \\\"Big\\\" Box\" <a@b.c>", "Giant; \"Big\" Box<a@b.c>"},
        {"\"Back\\\\slash\" <a@b.c>", "Back\\slash<a@b.c>"},
        {"Joe Q. Public <j@p.example>, Who? <w@x.y>", "Joe Q. Public<j@p.example>|Who?<w@x.y>"},
        {". Doe <a@b.c>", ". Doe<a@b.c>"},
        {"a@b.c <a@b.c>", "a@b.c<a@b.c>"},
        {"\"a@b.c\" <a@b.c>", "a@b.c<a@b.c>"},
        {"Ann\n <a@b.c>", "Ann<a@b.c>"},
        /* comments: beside the name, or for it */
        {"a@b.c (Ann B.)", "Ann B.<a@b.c>"},
        {"Ann <a@b.c> (at home)", "Ann (at home)<a@b.c>"},
        {"Pete(A \\) chap) <pete(his account)@silly.test(his host)>",
         "Pete (A ) chap his account his host)<pete@silly.test>"},
        {"a@b.c (never closed", "never closed<a@b.c>"},
        /* groups */
        {"A Group:Ed <c@a.test>,joe@where.test,John <j@one.test>;",
         "Ed<c@a.test>|<joe@where.test>|John<j@one.test>"},
        {"Undisclosed recipients:;", ""},
        {"undisclosed-recipients: ;", ""},
        {"One: a@b.c, d@e.f; Two: g@h.i; j@k.l", "<a@b.c>|<d@e.f>|<g@h.i>|<j@k.l>"},
        /* old and odd grammar */
        {"Mary <@node.test:mary@example.net>, , jdoe@test  . example",
         "Mary<mary@example.net>|<jdoe@test.example>"},
        {"John <jdoe@machine(comment).  example>", "John (comment)<jdoe@machine.example>"},
        {"\"john doe\"@example.com", "<\"john doe\"@example.com>"},
        {"<\"a>b\"@example.com>", "<\"a>b\"@example.com>"},
        {"mer  wok  @example.com", "<\"mer wok\"@example.com>"},
        {"\"Company \"Test\"\" <a@b.c>, \"D, E\" <d@e.f>", "Company \"Test\"<a@b.c>|D, E<d@e.f>"},
        {"\"Ann\" \"B\" <a@b.c>", "Ann B<a@b.c>"},
        {"\"Ann\"B <a@b.c>, \"C\" <d@e.f>", "AnnB<a@b.c>|C<d@e.f>"},
        /* separators and brackets left out or doubled */
        {"a@b.c; d@e.f", "<a@b.c>|<d@e.f>"},
        {"a@b.c d@e.f", "<a@b.c>|<d@e.f>"},
        {"Ann a@b.c", "Ann<a@b.c>"},
        {"Ann <a@b.c> Bob <d@e.f>", "Ann<a@b.c>|Bob<d@e.f>"},
        {"Ann <a@b.c", "Ann<a@b.c>"},
        {"Ann <a@b.c, Bob <d@e.f>", "Ann<a@b.c>|Bob<d@e.f>"},
        {"<<a@b.c>>", "<a@b.c>"},
        {"\"Ann <a@b.c>", "Ann<a@b.c>"},
        {"Doe, Ann <a@b.c>, Bob <d@e.f>", "Doe, Ann<a@b.c>|Bob<d@e.f>"},
        {"Doe, Ann, Dr. <a@b.c>", "Doe, Ann, Dr.<a@b.c>"},
        {"Ann, a@b.c", "Ann<>|<a@b.c>"},
        {"one, two", "one<>|two<>"},
        {"one; two <a@b.c>", "one<>|two<a@b.c>"},
        {"a@b.c>, 'd@e.f'", "<a@b.c>|<d@e.f>"},
        {"a@[192.0.2.1]", "<a@[192.0.2.1]>"},
        {"mailto:a@b.c", "<a@b.c>"},
        {"Ann <mailto:a@b.c>", "Ann<a@b.c>"},
        /* encoded */
        {"=?iso-8859-1?Q?J=F6rg?= M <a@b.c>", "Jörg M<a@b.c>"},
        {"=?utf-8?Q?M=C3=BCller,_J?= <a@b.c>", "Müller, J<a@b.c>"},
        {"\"=?utf-8?Q?J=C3=B6rg?=\" <a@b.c>", "Jörg<a@b.c>"},
        {"=?ISO-8859-1?Q?a?= \"=?ISO-8859-2?Q?_b?=\" <a@b.c>", "a b<a@b.c>"},
        {"=?utf-8?Q?Ann_=3Ca=40b=2Ec=3E?=", "Ann<a@b.c>"},
        {"a@b.c (=?utf-8?Q?J=C3=B6rg?=)", "Jörg<a@b.c>"},
        {"J\xF6rg <a@b.c>", "Jörg<a@b.c>"},
        {"пример@пример.рф", "<пример@пример.рф>"},
        /* what is quoted is no address, however it looks */
        {"\"ceo@example.com\" <x@y.z>", "ceo@example.com<x@y.z>"},
        {"\"Reply to ceo@example.com\" x@y.z", "Reply to ceo@example.com<x@y.z>"},
        {"\"a@b.c\"@d.e", "<\"a@b.c\"@d.e>"},
        {"\"only@quoted.example\"", "only@quoted.example<>"},
        {":::a@b.c", "<a@b.c>"},
        {"Write to a@b.c for more", "Write to for more<a@b.c>"},
        /* what is no address */
        {"Moderator", "Moderator<>"},
        {"<>", ""},
        {"Mailer <>", "Mailer<>"},
        {"<MAILER-DAEMON>", "<MAILER-DAEMON>"},
        {" ,;, ", ""},
        {"", ""},
        {"mer wok @\xFF"
         "e.x",
         "<\"mer wok\"@\xEF\xBF\xBD"
         "e.x>"},
        /* hostile: text turned around, lines, NUL */
        {"\xE2\x80\xAEnnA <a@b.c>", "nnA<a@b.c>"},
        {"=?utf-8?Q?Ann=0D=0ABcc:_x@y?= <a@b.c>", "Ann Bcc: x@y<a@b.c>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        address_list l = {0};
        assert_true(address_parse(&arena, str_from(rows[i].value), S(""), &l));
        assert_str_equal(joined(&l), str_from(rows[i].read));
    }
    arena_release(&arena);
}

TEST(more_addresses_than_the_cap_are_left_out_and_it_says_so)
{
    struct buf b;
    buf_init(&b, &arena, 1 << 20);
    for (int i = 0; i < LIMIT_MAIL_ADDRESSES + 1; i++)
        buf_addz(&b, "a@b.c,");
    address_list l = {0};
    assert_false(address_parse(&arena, buf_str(&b), S(""), &l));
    assert_int_equal(l.n, LIMIT_MAIL_ADDRESSES);
    arena_release(&arena);
}

TEST(an_address_is_usable_when_mail_can_be_sent_there)
{
    static const struct {
        const char *address;
        bool is_usable;
    } rows[] = {
        {"a@b.c", true},       {"a+b@c-d.example", true},
        {"\"a b\"@c.d", true}, {"a@localhost", true},
        {"ä@ö.example", true}, {"a", false},
        {"@b.c", false},       {"a@", false},
        {"a b@c.d", false},    {"a@b@c.d", false},
        {"a@.b", false},       {"a@b.", false},
        {"a@b c", false},      {"a\n@b.c", false},
        {"<a@b.c>", false},    {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (address_is_usable(str_from(rows[i].address)) != rows[i].is_usable)
            fail_msg("%s", rows[i].address);
}

TEST(no_list_of_addresses_takes_more_than_linear_time)
{
    static const char *const pieces[] = {"\"", "<", "(",  "<\"\"", "=?a?q?", "=?a?b ", "a@b ",
                                         ",",  ":", "<a", "a ",    "@",      "\\",     "<a@b>"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf b;
        buf_init(&b, &arena, 1 << 18);
        while (!b.full)
            buf_addz(&b, pieces[i]);
        clock_t start = clock();
        address_list l = {0};
        (void)!address_parse(&arena, buf_str(&b), S(""), &l);
        for (ptrdiff_t k = 0; k < l.n; k++)
            assert_true(utf8_is_valid(l.v[k].name) && utf8_is_valid(l.v[k].address));
        assert_true(clock() - start < 2 * CLOCKS_PER_SEC); /* sanitised: 50 times slower */
        arena_reset(&arena);
    }
    arena_release(&arena);
}

TEST(file_names_are_made_harmless)
{
    static const struct {
        const char *name, *safe;
    } rows[] = {
        {"a b.pdf", "a b.pdf"},
        {"../../etc/passwd", "passwd"},
        {"C:\\temp\\a.doc", "a.doc"},
        {"/", ""},
        {"..", ""},
        {".", ""},
        {"", ""},
        {"  a.pdf  ", "a.pdf"},
        {"a.exe. .", "a.exe"},
        {"in\xE2\x80\xAE"
         "fdp.exe",
         "infdp.exe"},
        {"in\xE2\x80\x8B"
         "voice.pdf",
         "invoice.pdf"},
        {"a\r\nb\x7F.pdf", "ab.pdf"},
        {"a\xC2\xA0\xE3\x80\x80"
         "b.pdf",
         "a b.pdf"},
        {"Rechnung für März.pdf", "Rechnung für März.pdf"},
        {"\xF0\x9F\x98\x80.png", "\xF0\x9F\x98\x80.png"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(name_of_file(&arena, str_from(rows[i].name)), str_from(rows[i].safe));
    char name[600];
    memset(name, 'x', sizeof name);
    memcpy(name + 590, ".html", 5);
    struct str safe = name_of_file(&arena, str_of(name, 595));
    assert_int_equal(safe.n, LIMIT_NAME_BYTES);
    assert_true(str_ends(safe, S(".html")));
    arena_release(&arena);
}

TEST(a_date_keeps_the_offset_its_writer_lived_by)
{
    static const struct {
        const char *value, *date;
    } rows[] = {
        {"Mon, 24 Nov 1997 14:22:01 -0800", "1997-11-24T14:22:01-08:00"},
        {" Thu, 13 Feb 1969 23:32:54 -0330", "1969-02-13T23:32:54-03:30"},
        {"Thu,\n 13\n Feb\n 1969\n 23:32\n -0330 (Newfoundland Time)", "1969-02-13T23:32:00-03:30"},
        {"1 Jul 2003 (a (nested) comment) 10:52:37 +0200", "2003-07-01T10:52:37+02:00"},
        {"21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06+00:00"},
        {"Wed, 27 Jun 99 04:11 +0900", "1999-06-27T04:11:00+09:00"},
        {"20 11 79 05:34:27 -0300", "1979-11-20T05:34:27-03:00"},
        {"Fri Aug  9 02:00:22 2002", "2002-08-09T02:00:22+00:00"},
        {"Fri Aug  9 02:00:22 EST 2002", "2002-08-09T02:00:22-05:00"},
        {"2 feb 2021 09:55:06 +0200", "2021-02-02T09:55:06+02:00"},
        {"Tue, 02 Sept. 2021 09:55:06 +0200", "2021-09-02T09:55:06+02:00"},
        {"Thu, 10 Jul 1997 14:53:31 EST5EDT", "1997-07-10T14:53:31-05:00"},
        {"Thu, 10 Jul 1997 14:53:31 A", "1997-07-10T14:53:31+00:00"},
        {"Thu, 10 Jul 1997 14:53:31 CEST", "1997-07-10T14:53:31+02:00"},
        {"Thu, 10 Jul 1997 14:53:31 GMT+0200", "1997-07-10T14:53:31+02:00"},
        {"Thu, 10 Jul 1997 14:53:31 +02:00", "1997-07-10T14:53:31+02:00"},
        {"Thu, 10 Jul 1997 14:53:31+0200", "1997-07-10T14:53:31+02:00"},
        {"Thu, 10 Jul 1997 14:53:31 0200", "1997-07-10T14:53:31+02:00"},
        {"Thu, 10 Jul 1997 14:53:31 -0000", "1997-07-10T14:53:31+00:00"},
        {"Thu, 10 Jul 1997 14:53:31 +9999", "1997-07-10T14:53:31+00:00"},
        {"Thu, 10 Jul 1997 14:53:31", "1997-07-10T14:53:31+00:00"},
        {"10 Jul 1997", "1997-07-10T00:00:00+00:00"},
        {"10 Jul 1997 02:53:31 PM", "1997-07-10T14:53:31+00:00"},
        {"10 Jul 1997 12:53AM -0500", "1997-07-10T00:53:00-05:00"},
        {"1997-07-10T14:53:31Z", "1997-07-10T14:53:31+00:00"},
        {"1997-07-10T14:53:31.250-08:00", "1997-07-10T14:53:31-08:00"},
        {"1997-07-10 14:53:31 +0200", "1997-07-10T14:53:31+02:00"},
        {"10-Jul-1997 14:53:31 +0200", "1997-07-10T14:53:31+02:00"},
        {"7/25/1997 14:53:31", "1997-07-25T14:53:31+00:00"},
        {"10.07.1997 14:53:31", "1997-07-10T14:53:31+00:00"},
        {"10 Jul 1997 14.53.31 +0200", "1997-07-10T14:53:31+02:00"},
        {"10 Jul 100 14:53:31 +0000", "2000-07-10T14:53:31+00:00"},
        {"10 Jul 1997 24:00:00 +0000", "1997-07-11T00:00:00+00:00"},
        {"by a.b with SMTP id 81.1665423075119;\n\tMon, 10 Oct 2022 10:31:15 -0700 (PDT)",
         "2022-10-10T10:31:15-07:00"},
        /* no date */
        {"Tue, 7 All 2026 19:14:51 +0000", ""},
        {"Tue, 7 00 2026 19:14:51 +0000", ""},
        {"13 zzz 2021 09:55:06 +0200", ""},
        {"32 Jan 2021 09:55:06 +0200", ""},
        {"10 Jul 1997 25:00:00 +0000", ""},
        {"10 Jul 1997 10:61:00 +0000", ""},
        {"some numbers 0 1 2 but no date", ""},
        {"(", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(date_format(&arena, date_parse(str_from(rows[i].value))),
                         str_from(rows[i].date));
    arena_release(&arena);
}

TEST(domains_of_any_script_are_written_as_servers_take_them)
{
    struct arena a = {0};
    static const char *const rows[][2] = {
        {"ann@example.org", "ann@example.org"},
        {"ann@[192.0.2.1]", "ann@[192.0.2.1]"},
        {"ann@m\u00FCller.example", "ann@xn--mller-kva.example"},
        {"ann@M\u00DCLLER.Example", "ann@xn--mller-kva.example"},
        {"ann@stra\u00DFe.example", "ann@xn--strae-oqa.example"}, /* as IDNA 2008 has it */
        {"ann@\u043F\u043E\u0447\u0442\u0430.\u0440\u0444", "ann@xn--80a1acny.xn--p1ai"},
        {"ann@\u4F8B\u5B50\u3002\u4E2D\u56FD", "ann@xn--fsqu00a.xn--fiqs8s"},
        {"ann@xn--mller-kva.example", "ann@xn--mller-kva.example"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str out;
        struct fault f = {0};
        assert_int_equal(address_wire(&a, str_from(rows[i][0]), &out, &f), OK);
        assert_str_equal(out, str_from(rows[i][1]));
    }
    static const char *const refused[][2] = {
        {"j\u00F6rg@example.org", "SMTPUTF8"},     {"j\u00F6rg@m\u00FCller.example", "SMTPUTF8"},
        {"ann@m\u00FC ller.example", "no domain"}, {"ann@\u00FC..example", "no domain"},
        {"ann@\u202E\u00FC.example", "no domain"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct str out;
        struct fault f = {0};
        assert_int_equal(address_wire(&a, str_from(refused[i][0]), &out, &f), ERR_INVALID);
        if (!strstr(f.message, refused[i][1]))
            fail_msg("%s: %s", refused[i][0], f.message);
    }
    arena_release(&a);
}
