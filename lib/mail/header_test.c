#include "harness/test.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mail/header.h"
#include "mail/param.h"
#include "mail/word.h"

static struct arena arena;

static struct str joined(const struct header_block *h)
{
    struct buf b;
    buf_init(&b, &arena, 1 << 20);
    for (ptrdiff_t i = 0; i < h->fields.n; i++) {
        buf_add(&b, h->fields.v[i].name);
        buf_addc(&b, '=');
        buf_add(&b, header_unfold(&arena, h->fields.v[i].value));
        buf_addc(&b, '|');
    }
    return buf_str(&b);
}

TEST(a_block_of_fields_is_cut_out_of_whatever_stands_around_it)
{
    static const struct {
        const char *raw, *fields, *body;
    } rows[] = {
        {"Subject: a\nTo: b\n\nbody", "Subject=a|To=b|", "body"},
        {"Subject: a\r\nTo: b\r\n\r\nbody", "Subject=a|To=b|", "body"},
        {"Subject: a\r\r\nTo: b\r\r\n\r\r\nbody", "Subject=a|To=b|", "body"},
        {"Subject: a\n b\n\tc\n\nbody", "Subject=a b c|", "body"},
        {"Subject : a\n\nbody", "Subject=a|", "body"},
        {"subject:a", "subject=a|", ""},
        {"Subject:\n\nbody", "Subject=|", "body"},
        {"\n\nSubject: a\n\nbody", "Subject=a|", "body"},
        {"From x@y Mon Aug 22 09:45:15 2011\nSubject: a\n\nbody", "Subject=a|", "body"},
        {">From x@y Mon Aug 22 09:45:15 2011\nSubject: a\n\nbody", "Subject=a|", "body"},
        /* a line that is no field, in the middle and at the end */
        {"To: a@b.c\nwhat is this\nSubject: a\n\nbody", "To=a@b.c|Subject=a|", "body"},
        {"To: a@b.c\nDear all,\n\nbody", "To=a@b.c|", "Dear all,\n\nbody"},
        {"To: a@b.c\nwhat is this\n folded\nSubject: a\n\nx", "To=a@b.c|Subject=a|", "x"},
        /* a line of blanks in a fold, and as the end */
        {"Subject: a\n \n\tb\nTo: c\n\nbody", "Subject=a b|To=c|", "body"},
        {"Subject: a\n \nTo: c\n\nbody", "Subject=a|To=c|", "body"},
        {"Subject: a\n \nDear all", "Subject=a|", "Dear all"},
        {"just words\nand more", "", "just words\nand more"},
        {"", "", ""},
        {"\n\n", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str raw = str_from(rows[i].raw);
        struct header_block h = header_read(&arena, raw, true);
        assert_str_equal(joined(&h), str_from(rows[i].fields));
        assert_str_equal(str_skip(raw, h.size), str_from(rows[i].body));
    }
    arena_release(&arena);
}

TEST(a_part_begins_with_its_empty_line_when_it_has_no_fields)
{
    struct header_block h = header_read(&arena, S("\nFrom: none\n"), false);
    assert_int_equal(h.fields.n, 0);
    assert_int_equal(h.size, 1);
    arena_release(&arena);
}

TEST(more_fields_than_the_cap_are_marked_and_the_body_is_found_all_the_same)
{
    struct buf b;
    buf_init(&b, &arena, 1 << 22);
    for (int i = 0; i < LIMIT_MAIL_HEADERS + 5; i++)
        buf_addz(&b, "X-A: b\n");
    buf_addz(&b, "\nbody");
    struct header_block h = header_read(&arena, buf_str(&b), true);
    assert_true(h.is_over_cap);
    assert_int_equal(h.fields.n, LIMIT_MAIL_HEADERS);
    assert_str_equal(str_skip(buf_str(&b), h.size), S("body"));
    arena_release(&arena);
}

TEST(fields_are_found_by_name_in_any_case_and_in_order)
{
    struct header_block h = header_read(&arena, S("TO: a\nto: b\nX: c\n\n"), true);
    assert_str_equal(header_find(&h, S("To")), S(" a"));
    const struct header_field *f = header_next(&h, S("To"), NULL);
    f = header_next(&h, S("To"), f);
    assert_str_equal(f->value, S(" b"));
    assert_null(header_next(&h, S("To"), f));
    assert_null(header_find(&h, S("Cc")).p);
    arena_release(&arena);
}

TEST(text_is_read_through_every_abuse_of_encoded_words)
{
    static const struct {
        const char *value, *text;
    } rows[] = {
        {" Re: hello\r\n", "Re: hello"},
        {" Fwd: \n\tone \n two", "Fwd: one two"},
        {"a\n \n\tb", "a \tb"},
        {"=?iso-8859-1?q?gr=FC=DFe?=", "grüße"},
        {"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"},
        {"=?ISO-8859-1?Q?a?=  \r\n  =?ISO-8859-2?Q?_b?=", "a b"},
        {"x =?ISO-8859-1?Q?a?= y", "x a y"},
        {"[x]=?utf-8?q?caf=C3=A9?=suffix", "[x]cafésuffix"},
        {"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"},
        /* characters cut in two, and base64 cut in the middle of a byte */
        {"=?utf-8?q?caf=C3?= =?UTF-8?q?=A9?=", "café"},
        {"=?utf-8?B?w6?= =?utf-8?B?k=?=", "é"},
        {"=?utf-8?B?YQ?= =?utf-8?B?Yg?=", "ab"},
        {"=?utf-8?B?YQ==?= =?utf-8?B?Yg==?=", "ab"},
        /* blanks, folds, questions inside */
        {"=?utf-8?q?this is it?=", "this is it"},
        {"=?utf-8?Q?Hello\r\n _there!?=", "Hello there!"},
        {"=?utf-8?B?SGVs\n bG8=?=", "Hello"},
        {"=?utf-8?Q?really?\?=", "really?"},
        {"=?utf-8?Q?really?=3F_yes?=", "really?\? yes"},
        {"=?utf-8?Q?\?=here", "here"},
        {"=?utf-8?q?\?=", ""},
        /* what is none, or not all of one */
        {"=?", "=?"},
        {"=?utf-8?", "=?utf-8?"},
        {"=?utf-8?Q", "=?utf-8?Q"},
        {"a = b =? c", "a = b =? c"},
        {"=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
        {"=?iso-8859-1?Q =?iso-8859-1?Q?a?=", "=?iso-8859-1?Q a"},
        {"=?utf-8?Q?cut_of", "cut of"},
        {"=?utf-8?q?=ZZ?=", "=ZZ"},
        /* charsets */
        {"=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"},
        {"=?nobody-knows?Q?a=E9?=", "aé"},
        {"=?iso-2022-jp?B?GyRCJUYbKEI=?= =?iso-2022-jp?B?GyRCJTkbKEI=?=", "テス"},
        {"=?iso-8859-1?Q?Fr\xF6sche?=", "Frösche"},
        {"Fr\xC3\xB6sche", "Frösche"},
        {"Fr\xF6sche", "Frösche"},
        /* no way to begin a new line or another field */
        {"=?utf-8?Q?a=0D=0ABcc:_x?=", "a  Bcc: x"},
        {"=?utf-8?Q?a=00b?=", "ab"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(header_text(&arena, str_from(rows[i].value), S(""), NULL),
                         str_from(rows[i].text));
    bool is_guess = false;
    assert_str_equal(header_text(&arena, S("\xF0\xD2\xC9"), S("koi8-r"), &is_guess), S("При"));
    assert_true(is_guess);
    arena_release(&arena);
}

TEST(identifiers_are_taken_without_their_brackets)
{
    static const struct {
        const char *value, *ids;
    } rows[] = {
        {" <1@a> <2@b>", "1@a 2@b"},
        {"<1@a>\r\n\t<2@b>,<3@c>", "1@a 2@b 3@c"},
        {"<1@a><1@a>", "1@a 1@a"},
        {"x@y.z's message of Tue", ""},
        {"<1@\r\n a>", "1@a"},
        {"(note) <1@a> (other)", "1@a"},
        {"Message from \"X\" <x@y.z> of \"Tue, 17 Sep 2002.\" <1@a>", "x@y.z 1@a"},
        {"<<1@a>>", "1@a"},
        {"<>", ""},
        {"<1@a", ""},
        {"1@a, 2@b", "1@a 2@b"},
        {"m", "m"},
        {"two words", ""},
        {"=?utf-8?Q?=3C1=40a=3E?=", "1@a"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        header_id_list ids = {0};
        assert_true(header_ids(&arena, str_from(rows[i].value), &ids));
        struct str got = {0};
        for (ptrdiff_t k = 0; k < ids.n; k++)
            got = str_fmt(&arena, "%.*s%s%.*s", STR_ARG(got), k ? " " : "", STR_ARG(ids.v[k]));
        assert_str_equal(got, str_from(rows[i].ids));
    }
    arena_release(&arena);
}

static struct str params_joined(struct param_list l)
{
    struct str got = l.value;
    for (ptrdiff_t k = 0; k < l.params.n; k++)
        got = str_fmt(&arena, "%.*s;%.*s=[%.*s]", STR_ARG(got), STR_ARG(l.params.v[k].name),
                      STR_ARG(l.params.v[k].value));
    return got;
}

TEST(parameters_are_read_as_they_are_written)
{
    static const struct {
        const char *value, *read;
    } rows[] = {
        {"text/plain", "text/plain"},
        {" Text/HTML ; Charset = \"UTF-8\" ", "text/html;charset=[UTF-8]"},
        {"image/ jpeg", "image/jpeg"},
        {"(a) text (b)/(c)plain(d); (e) charset=x (f)", "text/plain;charset=[x]"},
        {"text/plain;; ; = ;;name=\"v\"", "text/plain;name=[v]"},
        {"text/plain; name=  ", "text/plain;name=[]"},
        /* no semicolons */
        {"text/plain charset=utf-8", "text/plain;charset=[utf-8]"},
        {"m/x; a=b\n c=\"d\"; e=f", "m/x;a=[b];c=[d];e=[f]"},
        {"name=value", ";name=[value]"},
        /* quotes: escaped, left open, unescaped inside, paths of Windows */
        {"inline; filename=\"a \\\"b\\\" \\\\ c\"", "inline;filename=[a \"b\" \\ c]"},
        {"attachment; filename=\"open.pdf; size=3", "attachment;filename=[open.pdf];size=[3]"},
        {"attachment; filename=\"a \"b\" c.pdf\"; x=y",
         "attachment;filename=[a \"b\" c.pdf];x=[y]"},
        {"attachment; filename=\"C:\\temp\\a.doc\"", "attachment;filename=[C:\\temp\\a.doc]"},
        {"attachment; filename=my file (1).pdf", "attachment;filename=[my file]"},
        {"attachment; filename=my file.pdf; x=y", "attachment;filename=[my file.pdf];x=[y]"},
        {"m/x; boundary=----=_Part_1.2", "m/x;boundary=[----=_Part_1.2]"},
        /* encoded words where they may not be, and they always are */
        {"a/b; name=\"=?utf-8?Q?f=C3=B6?=.png\"", "a/b;name=[fö.png]"},
        {"a/b; name==?iso-8859-1?B?4Q==?= =?utf-8?B?w6k=?=.png", "a/b;name=[áé.png]"},
        {"a/b; name==?utf-8?Q?a;b?=; c=d", "a/b;name=[a;b];c=[d]"},
        {"a/b; name=\"=?utf-8?Q?f=C3?=\n =?utf-8?Q?=B6?=\"", "a/b;name=[fö]"},
        {"a/b; name*0=\"=?utf-8?Q?f=C3=B6?\"; name*1=\"=.png\"", "a/b;name=[fö.png]"},
        {"a/b; name=\"f\xF6.png\"", "a/b;name=[fö.png]"},
        /* RFC 2231 */
        {"a/b; name*=utf-8'en'f%C3%B6.png", "a/b;name=[fö.png]"},
        {"a/b; name*=\"iso-8859-1''f%F6.png\"", "a/b;name=[fö.png]"},
        {"a/b; name*0*=utf-8''f%C3; name*1*=%B6.p; name*2=ng", "a/b;name=[fö.png]"},
        {"a/b; name*1*=%A9; name*0*=iso-8859-1''%E9", "a/b;name=[é©]"},
        {"a/b; name*0=\"a\\\"b\"; name*1=\"c\"", "a/b;name=[a\"bc]"},
        {"a/b; name*0=us-ascii'en'My; name*1*=\" Doc\"", "a/b;name=[My Doc]"},
        {"a/b; name*0*=us-ascii'en'Frank's; name*1*=\" Doc\"", "a/b;name=[Frank's Doc]"},
        {"a/b; name*=bogus'xx'plain", "a/b;name=[plain]"},
        {"a/b; name*=f%C3%B6.png", "a/b;name=[fö.png]"},
        {"a/b; name=worse.png; name*=utf-8''better.png", "a/b;name=[better.png]"},
        {"a/b; name=first; name=second", "a/b;name=[first]"},
        {"/", "/"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(params_joined(param_parse(&arena, str_from(rows[i].value), S(""))),
                         str_from(rows[i].read));
    arena_release(&arena);
}

TEST(a_parameter_that_is_not_there_is_told_from_an_empty_one)
{
    struct param_list l = param_parse(&arena, S("text/plain; name="), S(""));
    assert_non_null(param_find(&l, S("name")).p);
    assert_null(param_find(&l, S("charset")).p);
    arena_release(&arena);
}

/* Values made to cost much: a quarter megabyte of what a parser likes to look twice at. */
TEST(no_value_is_read_in_more_than_linear_time)
{
    static const char *const pieces[] = {
        "=?a?q?",          "=?a?b", "\"",    "<",    "(",           "<\"\"",
        "=?utf-8?Q?=41?=", " ",     ";a*0=", "a@b ", "=?a?q?b?=41", "\\"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf b;
        buf_init(&b, &arena, 1 << 18);
        while (!b.full)
            buf_addz(&b, pieces[i]);
        clock_t start = clock();
        assert_true(utf8_is_valid(header_text(&arena, buf_str(&b), S(""), NULL)));
        param_parse(&arena, buf_str(&b), S(""));
        header_id_list ids = {0};
        (void)!header_ids(&arena, buf_str(&b), &ids);
        assert_true(clock() - start < 2 * CLOCKS_PER_SEC); /* sanitised: 50 times slower */
        arena_reset(&arena);
    }
    arena_release(&arena);
}
