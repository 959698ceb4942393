#include "harness/test.h"

#include "base/limits.h"
#include "base/rand.h"
#include "mail/compose.h"

/* 2026-02-26 13:05:11 UTC */
static const instant sent_at = INT64_C(1772111111) * USEC_PER_SEC;

static struct compose letter(void)
{
    static const struct address bob = {STR_INIT("Bob"), STR_INIT("bob@example.net")};
    return (struct compose){.from = {S("Help"), S("help@example.org")},
                            .to = &bob,
                            .to_count = 1,
                            .subject = S("Your lift"),
                            .date = sent_at,
                            .offset = 3600,
                            .message_id = S("r.abc.1@example.org"),
                            .text = S("It works."),
                            .boundary_seed = S("seed")};
}

static struct str written(struct arena *a, const struct compose *m)
{
    struct buf out;
    struct fault f = {0};
    buf_init(&out, a, LIMIT_MAIL_BYTES);
    if (compose_write(a, m, &out, &f) != OK)
        fail_msg("%s: %s", f.field, f.message);
    return buf_str(&out);
}

static struct str header_of(struct str mail)
{
    return str_head(mail, str_find(mail, S("\r\n\r\n")) + 2);
}

/* The value of a field, unfolded; p NULL when it is not there. */
static struct str field_of(struct arena *a, struct str mail, const char *name)
{
    struct str key = str_fmt(a, "\r\n%s: ", name);
    struct str text = str_cat(a, S("\r\n"), header_of(mail));
    ptrdiff_t at = str_find(text, key);
    if (at < 0)
        return (struct str){0};
    struct str rest = str_skip(text, at + key.n), value = S("");
    value = str_line(&rest);
    while (rest.n && rest.p[0] == ' ')
        value = str_cat(a, value, str_line(&rest));
    return value;
}

/* Laws of every mail we send: CRLF and nothing else, 7-bit, no line over 998, header lines over 78
 * only where one word is that long. */
static void assert_lawful(struct str mail)
{
    assert_true(str_ends(mail, S("\r\n")));
    for (ptrdiff_t i = 0; i < mail.n; i++) {
        assert_true((unsigned char)mail.p[i] < 0x80 && mail.p[i] != 0);
        assert_true(mail.p[i] != '\n' || (i > 0 && mail.p[i - 1] == '\r'));
        assert_true(mail.p[i] != '\r' || (i + 1 < mail.n && mail.p[i + 1] == '\n'));
    }
    struct str header = header_of(mail);
    for (struct str rest = mail; rest.n;)
        assert_true(str_line(&rest).n <= 998);
    for (struct str rest = header; rest.n;) {
        struct str line = str_line(&rest);
        assert_true(str_trim(line).n > 0); /* a fold of nothing but space breaks in some readers */
        assert_true(line.n <= 78 || str_chr(str_trim(line), ' ') < 0 ||
                    str_chr(str_trim(line), ' ') == str_rchr(str_trim(line), ' '));
    }
}

TEST(a_plain_letter_is_these_bytes)
{
    struct arena a = {0};
    struct compose m = letter();
    assert_str_equal(written(&a, &m), S("Date: Thu, 26 Feb 2026 14:05:11 +0100\r\n"
                                        "From: Help <help@example.org>\r\n"
                                        "To: Bob <bob@example.net>\r\n"
                                        "Subject: Your lift\r\n"
                                        "Message-ID: <r.abc.1@example.org>\r\n"
                                        "MIME-Version: 1.0\r\n"
                                        "Content-Type: text/plain; charset=utf-8\r\n"
                                        "Content-Transfer-Encoding: 7bit\r\n"
                                        "\r\n"
                                        "It works.\r\n"));
    arena_release(&a);
}

TEST(the_same_mail_is_the_same_bytes)
{
    struct arena a = {0};
    struct compose m = letter();
    m.html = S("<p>It works.");
    struct str once = written(&a, &m);
    assert_str_equal(written(&a, &m), once);
    m.boundary_seed = S("another");
    assert_false(str_eq(written(&a, &m), once));
    arena_release(&a);
}

TEST(dates_are_written_with_their_offset)
{
    struct arena a = {0};
    static const struct {
        instant at;
        int offset;
        const char *want;
    } cases[] = {
        {0, 0, "Thu, 1 Jan 1970 00:00:00 +0000"},
        {0, -5 * 3600 - 1800, "Wed, 31 Dec 1969 18:30:00 -0530"},
        {-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"},
        {INT64_C(1772111111) * USEC_PER_SEC, 20700, "Thu, 26 Feb 2026 18:50:11 +0545"},
        {INT64_C(1709164800) * USEC_PER_SEC, 0, "Thu, 29 Feb 2024 00:00:00 +0000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compose m = letter();
        m.date = cases[i].at, m.offset = cases[i].offset;
        assert_str_equal(field_of(&a, written(&a, &m), "Date"), str_from(cases[i].want));
    }
    arena_release(&a);
}

TEST(words_in_any_language_are_encoded_and_folded)
{
    struct arena a = {0};
    static const struct {
        const char *subject, *want;
    } cases[] = {
        {"Grüße", "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?="},
        {"電梯", "=?UTF-8?B?6Zu75qKv?="},
        {"=?UTF-8?Q?fake?=", "=?UTF-8?Q?=3D=3FUTF-8=3FQ=3Ffake=3F=3D?="},
        {"a  b\tc", "a b c"},
        {"", NULL},
        {"Re: [Lift] 3 < 4 & \"quoted\" (ok)", "Re: [Lift] 3 < 4 & \"quoted\" (ok)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compose m = letter();
        m.subject = str_from(cases[i].subject);
        struct str mail = written(&a, &m);
        assert_lawful(mail);
        if (cases[i].want)
            assert_str_equal(field_of(&a, mail, "Subject"), str_from(cases[i].want));
    }
    struct compose m = letter();
    m.subject = S(
        "Ein sehr langer Betreff über den Aufzug, der schon wieder stecken geblieben ist, "
        "und zwar zwischen dem zweiten und dem dritten Stock des Hauses Nummer zwölf");
    assert_lawful(written(&a, &m));
    arena_release(&a);
}

/* No value can open a field of its own. */
TEST(nobody_writes_a_header_through_a_value)
{
    struct arena a = {0};
    static const struct str evil = STR_INIT(
        "x\r\nBcc: eve@example.com\r\n\r\nbody\n\rX: y\0z\x0b\x1f");
    struct compose m = letter();
    struct address odd = {evil, S("bob@example.net")};
    struct compose_file file = {evil, S("text/plain"), S(""), S("x")};
    m.subject = evil;
    m.from.name = evil;
    m.to = &odd;
    m.files = &file;
    m.file_count = 1;
    struct str mail = written(&a, &m);
    assert_lawful(mail);
    assert_false(str_has(mail, S("\nBcc:")));
    assert_false(str_has(mail, S("\nX:")));
    assert_str_equal(field_of(&a, mail, "Subject"), S("x Bcc: eve@example.com body X: yz"));
    arena_release(&a);
}

TEST(where_line_ends_make_no_sense_they_are_an_error)
{
    struct arena a = {0};
    static const char *const bad[] = {"",
                                      "bob",
                                      "@example.net",
                                      "bob@",
                                      "bob@exa mple.net",
                                      "bob@example.net\r\nBcc: eve@example.com",
                                      "b\nob@example.net",
                                      "bob@example.net>, <eve@example.com",
                                      "bob@example.net,eve@e.org",
                                      "bob@.net",
                                      "bob@example..net",
                                      "\"b\"o\"@example.net",
                                      "jos\xC3\xA9@example.net",
                                      "bob@[1.2.3.4]>"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct address to = {S("Bob"), str_from(bad[i])};
        struct compose m = letter();
        struct buf out;
        struct fault f = {0};
        m.to = &to;
        buf_init(&out, &a, LIMIT_MAIL_BYTES);
        assert_int_equal(compose_write(&a, &m, &out, &f), ERR_INVALID);
        assert_string_equal(f.field, "to");
        assert_false(str_has(buf_str(&out), S("eve@")));
    }
    static const char *const bad_ids[] = {"", "x", "a b@c", "a@b>\r\nX: y", "a@b\n", "<a@b>"};
    for (size_t i = 0; i < sizeof bad_ids / sizeof *bad_ids; i++) {
        struct compose m = letter();
        struct buf out;
        struct fault f = {0};
        m.message_id = str_from(bad_ids[i]);
        buf_init(&out, &a, LIMIT_MAIL_BYTES);
        assert_int_equal(compose_write(&a, &m, &out, &f), ERR_INVALID);
        assert_string_equal(f.field, "message_id");
    }
    static const char *const bad_links[] = {"javascript:1", "https://e.org/ x",
                                            "https://e.org/>\r\n", "http://example.org"};
    for (size_t i = 0; i < sizeof bad_links / sizeof *bad_links; i++) {
        struct compose m = letter();
        struct buf out;
        struct fault f = {0};
        m.unsubscribe = str_from(bad_links[i]);
        buf_init(&out, &a, LIMIT_MAIL_BYTES);
        assert_int_equal(compose_write(&a, &m, &out, &f), ERR_INVALID);
        assert_string_equal(f.field, "unsubscribe");
    }
    arena_release(&a);
}

TEST(addresses_are_written_as_they_must_be)
{
    struct arena a = {0};
    static const struct {
        const char *name, *address, *want;
    } cases[] = {
        {"", "bob@example.net", "bob@example.net"},
        {"Bob Lee", "bob@example.net", "Bob Lee <bob@example.net>"},
        {"Lee, Bob", "bob@example.net", "\"Lee, Bob\" <bob@example.net>"},
        {"Bob \"B\" L\\e", "bob@example.net", "\"Bob \\\"B\\\" L\\\\e\" <bob@example.net>"},
        {"Zoë", "zoe@example.net", "=?UTF-8?Q?Zo=C3=AB?= <zoe@example.net>"},
        {"eve@example.com", "bob@example.net", "\"eve@example.com\" <bob@example.net>"},
        {"", "odd one@example.net", "\"odd one\"@example.net"},
        {"", "\"odd one\"@example.net", "\"odd one\"@example.net"},
        {"", "bob@[192.0.2.1]", "bob@[192.0.2.1]"},
        {"", "o'neil+x=y@example.net", "o'neil+x=y@example.net"},
        {"Jörg", "joerg@müller.example", "=?UTF-8?Q?J=C3=B6rg?= <joerg@xn--mller-kva.example>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct address to = {str_from(cases[i].name), str_from(cases[i].address)};
        struct compose m = letter();
        m.to = &to;
        struct str mail = written(&a, &m);
        assert_lawful(mail);
        assert_str_equal(field_of(&a, mail, "To"), str_from(cases[i].want));
    }
    struct address many[60];
    for (int i = 0; i < 60; i++)
        many[i] = (struct address){S("Üb er"), str_fmt(&a, "person.number.%d@example.net", i)};
    struct compose m = letter();
    m.cc = many, m.cc_count = 60, m.to_count = 0;
    struct str mail = written(&a, &m);
    assert_lawful(mail);
    assert_null(field_of(&a, mail, "To").p);
    m.cc_count = 0;
    assert_str_equal(field_of(&a, written(&a, &m), "To"), S("undisclosed-recipients:;"));
    arena_release(&a);
}

TEST(an_answer_cites_what_it_answers)
{
    struct arena a = {0};
    struct str ids[100];
    for (int i = 0; i < 100; i++)
        ids[i] = str_fmt(&a, "m%d@example.net", i);
    ids[50] = S("not an id");
    struct compose m = letter();
    m.in_reply_to = S("m99@example.net");
    m.references = ids, m.reference_count = 100;
    struct str mail = written(&a, &m);
    assert_lawful(mail);
    struct str references = field_of(&a, mail, "References");
    assert_str_equal(field_of(&a, mail, "In-Reply-To"), S("<m99@example.net>"));
    assert_true(str_starts(references, S("<m0@example.net> <m81@example.net>")));
    assert_true(str_ends(references, S("<m98@example.net> <m99@example.net>")));
    m.reference_count = 0;
    assert_str_equal(field_of(&a, written(&a, &m), "References"), S("<m99@example.net>"));
    m.in_reply_to = S("broken id\r\n");
    assert_null(field_of(&a, written(&a, &m), "In-Reply-To").p);
    arena_release(&a);
}

TEST(automatic_mail_says_so)
{
    struct arena a = {0};
    struct compose m = letter();
    assert_null(field_of(&a, written(&a, &m), "Auto-Submitted").p);
    m.automatic = COMPOSE_AUTO_REPLIED;
    struct str mail = written(&a, &m);
    assert_str_equal(field_of(&a, mail, "Auto-Submitted"), S("auto-replied"));
    assert_str_equal(field_of(&a, mail, "X-Auto-Response-Suppress"), S("All"));
    m.automatic = COMPOSE_AUTO_GENERATED;
    m.unsubscribe = S("https://example.org/u/1");
    mail = written(&a, &m);
    assert_str_equal(field_of(&a, mail, "Auto-Submitted"), S("auto-generated"));
    assert_str_equal(field_of(&a, mail, "List-Unsubscribe"), S("<https://example.org/u/1>"));
    assert_str_equal(field_of(&a, mail, "List-Unsubscribe-Post"), S("List-Unsubscribe=One-Click"));
    m.unsubscribe = S("mailto:u@example.org");
    assert_null(field_of(&a, written(&a, &m), "List-Unsubscribe-Post").p);
    arena_release(&a);
}

/* The types in the order they stand in, one a line, indented by depth. */
static struct str outline(struct arena *a, struct str mail)
{
    struct buf out;
    struct str open[8];
    int depth = 0;
    buf_init(&out, a, 4096);
    for (struct str rest = mail; rest.n;) {
        struct str line = str_line(&rest);
        if (depth && str_eq(line, str_fmt(a, "--%.*s--", STR_ARG(open[depth - 1]))))
            depth--;
        if (!str_starts(line, S("Content-Type: ")))
            continue;
        while (rest.n && rest.p[0] == ' ')
            line = str_cat(a, line, str_line(&rest));
        struct str type = str_skip(line, 14);
        struct str words = str_cut(&type, ';');
        buf_addf(&out, "%*s%.*s\n", depth, "", STR_ARG(words));
        ptrdiff_t at = str_find(line, S("boundary=\""));
        if (at >= 0)
            open[depth++] = str_head(str_skip(line, at + 10),
                                     str_chr(str_skip(line, at + 10), '"'));
    }
    assert_int_equal(depth, 0);
    return buf_str(&out);
}

TEST(parts_are_nested_only_as_far_as_needed)
{
    struct arena a = {0};
    static const struct compose_file files[] = {
        {STR_INIT("a.png"), STR_INIT("image/png"), STR_INIT("a@example.org"), STR_INIT("x")},
        {STR_INIT("b.pdf"), STR_INIT("application/pdf"), STR_INIT(""), STR_INIT("y")}};
    static const struct {
        const char *text, *html;
        int first, count;
        const char *want;
    } cases[] = {
        {"t", "", 0, 0, "text/plain\n"},
        {"", "h", 0, 0, "text/html\n"},
        {"", "", 0, 0, "text/plain\n"},
        {"t", "h", 0, 0, "multipart/alternative\n text/plain\n text/html\n"},
        {"t", "h", 0, 1,
         "multipart/related\n multipart/alternative\n  text/plain\n  text/html\n image/png\n"},
        {"", "h", 0, 1, "multipart/related\n text/html\n image/png\n"},
        {"t", "", 0, 1, "multipart/mixed\n text/plain\n image/png\n"},
        {"t", "h", 1, 1,
         "multipart/mixed\n multipart/alternative\n  text/plain\n  text/html\n application/pdf\n"},
        {"t", "h", 0, 2,
         "multipart/mixed\n multipart/related\n  multipart/alternative\n   text/plain\n"
         "   text/html\n  image/png\n application/pdf\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compose m = letter();
        m.text = str_from(cases[i].text), m.html = str_from(cases[i].html);
        m.files = files + cases[i].first, m.file_count = cases[i].count;
        struct str mail = written(&a, &m);
        assert_lawful(mail);
        assert_str_equal(outline(&a, mail), str_from(cases[i].want));
    }
    arena_release(&a);
}

TEST(a_text_travels_in_the_plainest_encoding)
{
    struct arena a = {0};
    static const struct {
        const char *text, *encoding, *body;
    } cases[] = {
        {"a\nb\r\nc\rd", "7bit", "a\r\nb\r\nc\r\nd\r\n"},
        {"-- \nAnn", "7bit", "-- \r\nAnn\r\n"},
        {"電梯", "base64", "6Zu75qKvDQo=\r\n"},
        {"ein größeres Wort", "quoted-printable", "ein gr=C3=B6=C3=9Feres Wort\r\n"},
        {"From here", "quoted-printable", "=46rom here\r\n"},
        {".\nx", "quoted-printable", "=2E\r\nx\r\n"},
        {"a =_ b", "quoted-printable", "a =3D_ b\r\n"},
        {"tab\there", "7bit", "tab\there\r\n"},
        {"bell\x07 and much more text", "quoted-printable", "bell=07 and much more text\r\n"},
        {"12345678901234567890123456789012345678901234567890123456789012345678901234567890 ",
         "quoted-printable",
         "123456789012345678901234567890123456789012345678901234567890123456789012345=\r\n"
         "67890=20\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compose m = letter();
        m.text = str_from(cases[i].text);
        struct str mail = written(&a, &m);
        assert_lawful(mail);
        assert_str_equal(field_of(&a, mail, "Content-Transfer-Encoding"),
                         str_from(cases[i].encoding));
        assert_str_equal(str_skip(mail, header_of(mail).n + 2), str_from(cases[i].body));
    }
    arena_release(&a);
}

TEST(files_keep_their_names_and_lose_dangerous_types)
{
    struct arena a = {0};
    static const struct {
        const char *name, *type, *want_name, *want_type;
    } cases[] = {
        {"a.pdf", "application/pdf", "filename=a.pdf", "application/pdf"},
        {"my file \"1\".pdf", "application/pdf", "filename=\"my file \\\"1\\\".pdf\"",
         "application/pdf"},
        {"Übersicht.pdf", "application/pdf", "filename*=UTF-8''%C3%9Cbersicht.pdf",
         "application/pdf"},
        {"x.eml", "message/rfc822", "filename=x.eml", "application/octet-stream"},
        {"x", "multipart/mixed", "filename=x", "application/octet-stream"},
        {"x", "text/html\r\nX: y", "filename=x", "application/octet-stream"},
        {"x", "nonsense", "filename=x", "application/octet-stream"},
        {"", "image/png", NULL, "image/png"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compose m = letter();
        struct compose_file file = {str_from(cases[i].name), str_from(cases[i].type), S(""),
                                    S("abc")};
        m.files = &file, m.file_count = 1;
        struct str mail = written(&a, &m);
        assert_lawful(mail);
        assert_true(str_has(mail, str_fmt(&a, "Content-Type: %s\r\n", cases[i].want_type)));
        assert_true(str_has(mail, S("\r\n\r\nYWJj\r\n")));
        if (cases[i].want_name)
            assert_true(str_has(
                mail, str_fmt(&a, "Content-Disposition: attachment; %s\r\n", cases[i].want_name)));
    }
    struct compose m = letter();
    struct compose_file file = {
        S("Ein sehr langer Name einer Datei, der in Abschnitte zerlegt werden "
          "muß, weil er nicht in eine Zeile paßt – 電梯電梯電梯電梯電梯.pdf"),
        S("application/pdf"), S(""), S("abc")};
    m.files = &file, m.file_count = 1;
    struct str mail = written(&a, &m);
    assert_lawful(mail);
    assert_true(str_has(mail, S("filename*0*=UTF-8''Ein%20sehr")));
    assert_true(str_has(mail, S("filename*1*=")));
    arena_release(&a);
}

TEST(no_boundary_stands_in_a_body)
{
    struct arena a = {0};
    struct compose m = letter();
    m.html = S("x");
    struct str first = written(&a, &m);
    ptrdiff_t at = str_find(first, S("=_"));
    struct str boundary = str_head(str_skip(first, at), 26);
    m.text = str_fmt(&a, "--%.*s--\n--%.*s\n", STR_ARG(boundary), STR_ARG(boundary));
    struct str mail = written(&a, &m);
    assert_str_equal(outline(&a, mail), S("multipart/alternative\n text/plain\n text/html\n"));
    arena_release(&a);
}

TEST(a_mail_that_does_not_fit_is_an_error)
{
    struct arena a = {0};
    char *big = arena_bytes(&a, 100000);
    memset(big, 'x', 100000);
    struct compose m = letter();
    struct compose_file file = {S("x"), S("text/plain"), S(""), str_of(big, 100000)};
    struct buf out;
    struct fault f = {0};
    m.files = &file, m.file_count = 1;
    buf_init(&out, &a, 100000);
    assert_int_equal(compose_write(&a, &m, &out, &f), ERR_TOO_LARGE);
    arena_release(&a);
}

TEST(any_bytes_at_all_make_a_lawful_mail)
{
    struct arena a = {0};
    struct prng r;
    prng_init(&r, 7);
    for (int i = 0; i < 3000; i++) {
        struct str s[4];
        for (int k = 0; k < 4; k++) {
            ptrdiff_t n = prng_below(&r, k == 3 ? 400 : 120);
            char *p = arena_bytes(&a, n);
            static const char some[] = "ab =?_<>@,;:\"\\\r\n\t.()[]\xC3\xBC\xE9\x9B\xBB\xFF-";
            for (ptrdiff_t c = 0; c < n; c++)
                p[c] = prng_below(&r, 4) ? some[prng_below(&r, (int64_t)sizeof some)]
                                         : (char)prng_below(&r, 256);
            s[k] = str_of(p, n);
        }
        struct compose m = letter();
        struct compose_file file = {s[1], s[2], S(""), s[3]};
        m.subject = s[0], m.from.name = s[1], m.text = s[3], m.html = i % 2 ? s[3] : S("");
        m.files = &file, m.file_count = i % 3 == 0;
        assert_lawful(written(&a, &m));
        arena_reset(&a);
    }
    arena_release(&a);
}
