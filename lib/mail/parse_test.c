#include "harness/test.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mail/lzfu.h"
#include "mail/parse.h"

static struct arena arena;

static struct mail parse(struct str raw)
{
    struct mail m;
    assert_int_equal(mail_parse(&arena, raw, NULL, &m, NULL), OK);
    assert_true(utf8_is_valid(m.text) && utf8_is_valid(m.subject) && utf8_is_valid(m.html));
    return m;
}

/* "name type size" for each file, "!" before those that the HTML shows; nested ones in brackets. */
static void files_put(struct buf *b, const struct mail *m)
{
    for (ptrdiff_t i = 0; i < m->files.n; i++) {
        const struct mail_file *f = &m->files.v[i];
        buf_addf(b, "%s%s%.*s %.*s %d", i ? ", " : "", f->is_inline ? "!" : "", STR_ARG(f->name),
                 STR_ARG(f->type), (int)f->size);
        if (f->message) {
            buf_addf(b, "[%.*s: ", STR_ARG(f->message->subject));
            files_put(b, f->message);
            buf_addz(b, "]");
        }
    }
}

static struct str files(const struct mail *m)
{
    struct buf b;
    buf_init(&b, &arena, 1 << 20);
    files_put(&b, m);
    return b.p ? buf_str(&b) : S("");
}

struct row {
    const char *raw, *text, *files;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct mail m = parse(str_from(rows[i].raw));
        assert_str_equal(str_trim(m.text), str_from(rows[i].text));
        assert_str_equal(files(&m), str_from(rows[i].files));
        arena_reset(&arena);
    }
    arena_release(&arena);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows)[0])

#define MIXED "From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n"

TEST(text_and_files_are_told_apart)
{
    static const struct row rows[] = {
        {"From: a@b.c\n\nhello\n", "hello", ""},
        {"From: a@b.c\r\n\r\none\r\ntwo\rthree\r\n", "one\ntwo\nthree", ""},
        {MIXED "--b\n\none\n--b\nContent-Type: text/plain\n\ntwo\n--b--\n", "one\n\ntwo", ""},
        {MIXED "--b\n\none\n--b\nContent-Type: text/plain; name=a.txt\n\ntwo\n--b--\n", "one",
         "a.txt text/plain 3"},
        {MIXED "--b\nContent-Type: text/plain; name=a.txt\n\nfirst\n--b--\n", "first", ""},
        {MIXED "--b\n\none\n--b\nContent-Disposition: attachment\n\ntwo\n--b--\n", "one",
         " application/octet-stream 3"},
        {MIXED "--b\n\none\n--b\nContent-Type: image/png\n\nXX\n--b\n\nafter\n--b--\n",
         "one\n\nafter", " image/png 2"},
        {"Content-Type: image/jpeg; name=a.jpg\nFrom: a@b.c\n\nXX", "", "a.jpg image/jpeg 2"},
        {"From: a@b.c\nContent-Type: text\n\nbare type", "bare type", ""},
        {"From: a@b.c\nContent-Type: <odd \"stuff\">\n\nno type", "no type", ""},
        {"From: a@b.c\nContent-Type: text/enriched\n\nrich", "rich", " text/enriched 4"},
    };
    CHECK(rows);
}

TEST(parts_are_found_whatever_happened_to_their_boundaries)
{
    static const struct row rows[] = {
        /* never closed; closed by the one around it; no empty line; nothing between */
        {MIXED "--b\n\none", "one", ""},
        {MIXED
         "--b\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\none\n--b\n\ntwo\n--b--",
         "one\n\ntwo", ""},
        {MIXED "--b\nContent-Type: text/plain\n--b\n\ntwo\n--b--", "two", ""},
        {MIXED "--b\n--b\n\ntwo\n--b--", "two", ""},
        {MIXED "--b\nContent-Type: multipart/mixed; boundary=c\n--c\nContent-Type: text/plain\n\n"
               "three\n--c--\n--b--",
         "three", ""},
        /* blanks after it, text before and after, something longer that begins like it */
        {MIXED "pre\n--b  \n\none\n--b--\t\nepilogue", "one", ""},
        {MIXED "--b\n\none\n--bb\n--b-\n---b\ntwo --b\n--b--", "one\n--bb\n--b-\n---b\ntwo --b",
         ""},
        {"From: a@b.c\nContent-Type: multipart/mixed; boundary=\"a--\"\n\n--a--\n\nx\n--a----\n",
         "x", ""},
        /* the same one inside; one that is announced and never comes; none announced */
        {MIXED "--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n",
         "one\n\ntwo", ""},
        {"From: a@b.c\nContent-Type: multipart/mixed; boundary=wrong\n\n"
         "------=_right\nContent-Type: text/plain\n\none\n------=_right\n"
         "Content-Type: image/png\n\nXX\n------=_right--\n",
         "one", " image/png 2"},
        {MIXED "--b--\n", "", ""},
        {MIXED "--b--\nwords below\n", "--b--\nwords below", " multipart/mixed 18"},
        {MIXED "no boundary at all\n", "no boundary at all", " multipart/mixed 19"},
        {"From: a@b.c\nContent-Type: multipart/mixed\n\nno boundary\n", "no boundary",
         " multipart/mixed 12"},
        {"From: a@b.c\nContent-Type: multipart; boundary=b\n\n--b\n\none\n--b--", "one", ""},
    };
    CHECK(rows);
}

TEST(an_alternative_is_read_once)
{
    static const char alternative[] =
        "From: a@b.c\nContent-Type: multipart/alternative; boundary=b\n\n"
        "--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich</p>\n"
        "--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--b--\n";
    struct mail m = parse(str_from(alternative));
    assert_str_equal(str_trim(m.text), S("plain"));
    assert_str_equal(str_trim(m.html), S("<p>rich</p>"));
    assert_str_equal(files(&m), S(" text/calendar 15"));
    assert_false(m.is_text_from_html);
    arena_release(&arena);
}

TEST(html_alone_is_text_too_and_an_empty_plain_part_counts_for_nothing)
{
    static const struct row rows[] = {
        {"From: a@b.c\nContent-Type: text/html\n\n<p>one<p>two", "one\n\ntwo", ""},
        {"From: a@b.c\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\n"
         "Content-Type: text/html\n\n<b>rich</b>\n--b--\n",
         "rich", ""},
        {MIXED "--b\nContent-Type: text/html\n\n<i>one</i>\n--b\n\ntwo\n--b--\n", "one\n\ntwo", ""},
    };
    CHECK(rows);
    struct mail m = parse(
        S(MIXED "--b\nContent-Type: text/html\n\n<i>one</i>\n--b\n\n1 < 2\n--b--\n"));
    assert_true(str_has(m.html, S("<i>one</i>")) && str_has(m.html, S("1 &lt; 2")));
    arena_release(&arena);
}

TEST(transfer_encodings_are_undone_and_what_is_none_is_shown_as_it_stands)
{
    static const struct row rows[] = {
        {"From: a@b.c\nContent-Transfer-Encoding: base64\n\nZ3J1\nZXp\npCg==\n", "gruezi", ""},
        {"From: a@b.c\nContent-Transfer-Encoding: BASE64 \n\nZ3J1ZXpp", "gruezi", ""},
        {"From: a@b.c\nContent-Transfer-Encoding: base64\n\nb25lCg==\n-- \nList footer\n", "one",
         ""},
        {"From: a@b.c\nContent-Transfer-Encoding: base64\n\nb25lCg==\ndHdvCg==\n", "one\ntwo", ""},
        {"From: a@b.c\nContent-Transfer-Encoding: base64\n\n(this is no base64 at all)\n",
         "(this is no base64 at all)", " text/plain 27"},
        {"From: a@b.c\nContent-Transfer-Encoding: quoted-printable\n\na=3Db =\n c=3d=C3=BC=\n",
         "a=b  c=ü", ""},
        {"From: a@b.c\nContent-Transfer-Encoding: quoted-printable\n\n1 = 1, =ZZ, =4",
         "1 = 1, =ZZ, =4", ""},
        {"From: a@b.c\nContent-Transfer-Encoding: quoted-printable\n\na=  \nb", "ab", ""},
        {"From: a@b.c\nContent-Transfer-Encoding: 8 bit\n\nü", "ü", ""},
        {"From: a@b.c\nContent-Transfer-Encoding: x-unknown\n\na=3D", "a=3D", ""},
    };
    CHECK(rows);
}

TEST(charsets_of_text_are_followed_or_guessed_and_the_guess_says_so)
{
    static const struct {
        const char *raw, *text;
        bool is_guess;
    } rows[] = {
        {"From: a@b.c\nContent-Type: text/plain; charset=iso-8859-2\n\n\xB1\n", "ą", false},
        {"From: a@b.c\n\nMen\xFC\n", "Menü", true},
        {"From: a@b.c\n\nMen\xC3\xBC\n", "Menü", true},
        {"From: a@b.c\nContent-Type: text/plain; charset=utf-8\n\nMen\xFC\n", "Menü", true},
        {"From: a@b.c\nContent-Type: text/html\n\n<meta charset=koi8-r><p>\xF0\xD2\xC9", "При",
         false},
        {"Subject: Men\xFC\nContent-Type: text/plain; charset=windows-1252\n\nx\n", "x", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mail m = parse(str_from(rows[i].raw));
        assert_str_equal(str_trim(m.text), str_from(rows[i].text));
        assert_int_equal(m.is_charset_guess, rows[i].is_guess);
    }
    struct mail m = parse(S("Subject: \xF0\xD2\xC9\nFrom: \xF0\xD2 <a@b.c>\n"
                            "Content-Type: text/plain; charset=koi8-r\n\n\xF0\n"));
    assert_str_equal(m.subject, S("При"));
    assert_str_equal(m.from.v[0].name, S("Пр"));
    arena_release(&arena);
}

TEST(flowed_lines_are_joined_and_quoted_ones_left_alone)
{
#define FLOWED "From: a@b.c\nContent-Type: text/plain; format=flowed"
    static const struct row rows[] = {
        {FLOWED "\n\none \ntwo\nthree\n", "one two\nthree", ""},
        {FLOWED "; delsp=yes\n\n日本 \n語\n", "日本語", ""},
        {FLOWED "\n\n stuffed\n From here\n", "stuffed\nFrom here", ""},
        {FLOWED "\n\n> a \n> b\nc \n> d\n", "> a \n> b\nc \n> d", ""},
        {FLOWED "\n\nend \n-- \nme\n", "end \n-- \nme", ""},
        {"From: a@b.c\n\nnot \nflowed\n", "not \nflowed", ""},
    };
    CHECK(rows);
}

TEST(files_written_into_the_text_become_files)
{
    static const struct row rows[] = {
        {"From: a@b.c\n\nsee\n\nbegin 644 hello.txt\n%:&5L;&\\\n`\nend\nbye\n", "see\n\nbye",
         "hello.txt application/octet-stream 5"},
        {"From: a@b.c\n\nbegin 644 a.txt\n%:&5L;&\\\n", "", "a.txt application/octet-stream 5"},
        {"From: a@b.c\n\nbegin 644 words\nthat begin with begin.\nend\n",
         "begin 644 words\nthat begin with begin.\nend", ""},
        {"From: a@b.c\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: "
         "x-uuencode\n\n"
         "begin 644 a.png\n%:&5L;&\\\n`\nend\n",
         "", "a.png image/png 5"},
    };
    CHECK(rows);
}

TEST(messages_in_messages_are_opened)
{
    static const struct row rows[] = {
        {MIXED
         "--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\nSubject: inner\n\nhi\n--b--\n",
         "see below", " message/rfc822 18[inner: ]"},
        {MIXED "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
               "U3ViamVjdDogaW5uZXIKCmhpCg==\n--b--\n",
         "", " message/rfc822 19[inner: ]"},
        {MIXED
         "--b\nContent-Type: message/rfc822\n\nSubject: in\nContent-Type: multipart/mixed; "
         "boundary=c\n\n--c\n\nhi\n--c\nContent-Type: image/gif; name=g.gif\n\nG\n--b\n\nlast\n"
         "--b--\n",
         "last", " message/rfc822 105[in: g.gif image/gif 1]"},
        {"From: a@b.c\nContent-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: "
         "one\n\n1\n--b\n\n"
         "Subject: two\n\n2\n--b--\n",
         "", " message/rfc822 15[one: ],  message/rfc822 15[two: ]"},
    };
    CHECK(rows);
}

TEST(signed_mail_shows_what_was_signed_and_keeps_the_signature)
{
    static const struct row rows[] = {
        {"From: a@b.c\nContent-Type: multipart/signed; boundary=b; micalg=x\n\n--b\n\nsigned\n--b\n"
         "Content-Type: application/pgp-signature; name=signature.asc\n\nXX\n--b--\n",
         "signed", "signature.asc application/pgp-signature 2"},
        /* an opaque envelope: SEQUENCE { signedData, [0] { SEQUENCE { 1, {}, { data, [0] { … } } }
           } } */
        {"From: a@b.c\nContent-Type: application/pkcs7-mime; smime-type=signed-data; "
         "name=smime.p7m\n"
         "Content-Transfer-Encoding: base64\n\n"
         "MDIGCSqGSIb3DQEHAqAlMCMCAQExADAcBgkqhkiG9w0BBwGgDwQNRnJvbTogeAoKc2lnbg==\n",
         "sign", "smime.p7m application/pkcs7-mime 52"},
        {"From: a@b.c\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nsecret\n", "",
         "smime.p7m application/pkcs7-mime 7"},
    };
    CHECK(rows);
    struct mail m = parse(str_from(rows[0].raw));
    assert_int_equal(m.files.v[0].kind, MAIL_FILE_SIGNATURE);
    arena_release(&arena);
}

TEST(pictures_that_the_html_shows_are_inline_and_others_are_not)
{
    static const char raw[] =
        "From: a@b.c\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: "
        "text/html\n\n"
        "<img src=\"cid:one@x\"><img src='CID:two%40x'><img src=\"logo.gif\">\n"
        "--b\nContent-Type: image/png\nContent-ID: <one@x>\n\n1\n"
        "--b\nContent-Type: image/png\nContent-ID: two@x\n\n2\n"
        "--b\nContent-Type: image/gif\nContent-Location: http://x/y/logo.gif\n\n3\n"
        "--b\nContent-Type: image/png; name=p.png\nContent-ID: <other@x>\n"
        "Content-Disposition: inline\n\n4\n--b--\n";
    struct mail m = parse(str_from(raw));
    assert_str_equal(files(&m),
                     S("! image/png 1, ! image/png 1, ! image/gif 1, p.png image/png 1"));
    assert_str_equal(m.files.v[1].content_id, S("two@x"));
    arena_release(&arena);
}

TEST(invitations_are_read_as_what_they_say)
{
    static const char raw[] =
        "From: a@b.c\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\n\n"
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\n"
        "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY;LANGUAGE=de:Begehung\\, Haus 4\r\n"
        "DTSTART;TZID=\"Europe/Berlin\":20260130T153000\r\nDTEND:20260130T153000Z\r\n"
        "LOCATION:Hof\r\nDESCRIPTION:Bitte\\nSchl\r\n \xC3\xBCssel\r\nSTATUS:CONFIRMED\r\n"
        "ORGANIZER;CN=\"Ann; B\":mailto:ann@x.y\r\nATTENDEE:MAILTO:bob@x.y\r\n"
        "BEGIN:VALARM\r\nDESCRIPTION:no\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    struct mail m = parse(str_from(raw));
    assert_int_equal(m.invites.n, 1);
    const struct mail_invite *v = &m.invites.v[0];
    assert_str_equal(v->method, S("REQUEST"));
    assert_str_equal(v->summary, S("Begehung, Haus 4"));
    assert_str_equal(v->start, S("2026-01-30T15:30:00"));
    assert_str_equal(v->start_zone, S("Europe/Berlin"));
    assert_str_equal(v->end, S("2026-01-30T15:30:00Z"));
    assert_str_equal(v->description, S("Bitte\nSchlüssel"));
    assert_str_equal(v->organizer.name, S("Ann; B"));
    assert_str_equal(v->organizer.address, S("ann@x.y"));
    assert_str_equal(v->attendees.v[0].address, S("bob@x.y"));
    assert_true(str_starts(m.text, S("Begehung, Haus 4\n2026-01-30T15:30:00 (Europe/Berlin) – ")));
    arena_release(&arena);
}

/* A winmail.dat of one file and a plain body, put together here. */
static void tnef_attribute(struct buf *b, int level, unsigned id, struct str data)
{
    buf_addc(b, (char)level);
    for (int i = 0; i < 4; i++)
        buf_addc(b, (char)(id >> 8 * i & 0xFF));
    for (int i = 0; i < 4; i++)
        buf_addc(b, (char)(data.n >> 8 * i & 0xFF));
    buf_add(b, data);
    buf_add(b, S("\0\0"));
}

TEST(winmail_dat_is_opened_and_gives_its_text_where_there_is_no_other)
{
    struct buf b;
    buf_init(&b, &arena, 4096);
    buf_addz(&b, "From: a@b.c\nContent-Type: application/ms-tnef; name=winmail.dat\n"
                 "Content-Transfer-Encoding: binary\n\n");
    buf_add(&b, S("\x78\x9F\x3E\x22\x01\x00"));
    tnef_attribute(&b, 1, 0x0002800C, S("body of it\0"));
    tnef_attribute(&b, 2, 0x00069002, S("x"));
    tnef_attribute(&b, 2, 0x00018010, S("SHORT~1.PDF\0"));
    tnef_attribute(&b, 2, 0x0006800F, S("%PDF"));
    tnef_attribute(&b, 2, 0x00069005,
                   S("\x01\0\0\0\x1E\0\x07\x37\x01\0\0\0\x0D\0\0\0long name.pdf\0\0\0"));
    struct mail m = parse(buf_str(&b));
    assert_str_equal(m.text, S("body of it"));
    assert_int_equal(m.files.n, 2);
    assert_int_equal(m.files.v[0].kind, MAIL_FILE_PACK);
    assert_str_equal(m.files.v[1].name, S("long name.pdf"));
    assert_int_equal(m.files.v[1].size, 4);
    for (ptrdiff_t cut = 1; cut < 100; cut++) /* and any piece of it does no harm */
        parse(str_head(buf_str(&b), b.n - cut));
    arena_release(&arena);
}

TEST(names_of_files_are_read_through_all_abuse_and_made_harmless)
{
    static const struct {
        const char *fields, *name;
    } rows[] = {
        {"Content-Disposition: attachment; filename=\"a.pdf\"", "a.pdf"},
        {"Content-Type: a/b; name=typed.pdf\nContent-Disposition: attachment; filename=said.pdf",
         "said.pdf"},
        {"Content-Type: a/b; name=\"=?utf-8?Q?M=C3=A4rz?=.pdf\"", "März.pdf"},
        {"Content-Disposition: attachment; filename*=utf-8''M%C3%A4rz.pdf", "März.pdf"},
        {"Content-Disposition: attachment; filename*0*=utf-8''M%C3; filename*1*=%A4rz.pdf",
         "März.pdf"},
        {"Content-Disposition: attachment; filename=\"../../x.sh\"", "x.sh"},
        {"Content-Disposition: attachment; filename=\"C:\\temp\\x.doc\"", "x.doc"},
        {"Content-Disposition: attachment; filename*=utf-8''gpj%E2%80%AEfdp.exe", "gpjfdp.exe"},
        {"Content-Disposition: attachment; filename*=utf-8''a%00b.pdf", "ab.pdf"},
        {"Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fetc", "etc"},
        {"Content-Disposition: attachment; filename=\"..\"", ""},
        {"Content-Disposition: attachment", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mail m = parse(
            str_fmt(&arena, MIXED "--b\n\nx\n--b\n%s\n\nXX\n--b--\n", rows[i].fields));
        assert_int_equal(m.files.n, 1);
        assert_str_equal(m.files.v[0].name, str_from(rows[i].name));
    }
    arena_release(&arena);
}

TEST(fields_are_read_together_and_the_first_counts)
{
    struct mail m = parse(
        S("Return-Path: <env@b.c>\nDelivered-To: me@x.y\nReceived: by x; 1 Jan 2024 "
          "10:00:00 +0100\nFrom: Ann <a@b.c>\nTo: one@x.y\nTo: two@x.y\nSubject: first\n"
          "Subject: second\nDate: Mon, 1 Jan 2024 09:00:00 -0500\n"
          "References: <1@a> <2@a>\nIn-Reply-To: <2@a>\nMessage-ID: <3@a>\n"
          "List-Id: \"A list\" <list.x.y>\nX-Spam-Flag: NO\n"
          "Authentication-Results: mx; dkim=pass\n\nx\n"));
    assert_str_equal(m.subject, S("first"));
    assert_int_equal(m.to.n, 2);
    assert_str_equal(m.return_path, S("env@b.c"));
    assert_str_equal(m.delivered_to.v[0].address, S("me@x.y"));
    assert_str_equal(date_format(&arena, m.date), S("2024-01-01T09:00:00-05:00"));
    assert_str_equal(date_format(&arena, m.received), S("2024-01-01T10:00:00+01:00"));
    assert_str_equal(m.message_id, S("3@a"));
    assert_int_equal(m.references.n, 2);
    assert_str_equal(m.in_reply_to.v[0], S("2@a"));
    assert_str_equal(m.list_id, S("list.x.y"));
    assert_str_equal(mail_field(&m, S("x-spam-flag")), S("NO"));
    assert_str_equal(mail_field(&m, S("Authentication-Results")), S("mx; dkim=pass"));
    assert_str_equal(mail_author(&m), S("a@b.c"));
    assert_null(mail_field(&m, S("X-Other")).p);
    arena_release(&arena);
}

TEST(who_wrote_it_is_found_without_a_from)
{
    static const struct {
        const char *raw, *author;
    } rows[] = {
        {"From: Ann <a@b.c>\n\n", "a@b.c"},
        {"From: nobody\nSender: s@b.c\n\n", "s@b.c"},
        {"Reply-To: r@b.c\n\n", "r@b.c"},
        {"Return-Path: <p@b.c>\n\n", "p@b.c"},
        {"Subject: x\n\n", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mail m = parse(str_from(rows[i].raw));
        assert_str_equal(mail_author(&m), str_from(rows[i].author));
    }
    arena_release(&arena);
}

static struct str repeated(const char *head, const char *piece, int count)
{
    struct buf b;
    buf_init(&b, &arena, LIMIT_MAIL_BYTES * 2);
    buf_addz(&b, head);
    for (int i = 0; i < count; i++)
        buf_addz(&b, piece);
    return buf_str(&b);
}

TEST(over_a_cap_a_message_is_quarantined_and_what_could_be_read_is_there)
{
    struct buf deep;
    buf_init(&deep, &arena, 1 << 20);
    buf_addz(&deep, "From: a@b.c\n");
    for (int i = 0; i <= LIMIT_MAIL_DEPTH; i++)
        buf_addf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    const struct {
        struct str raw;
        const char *reason;
    } rows[] = {
        {S(""), "empty"},
        {S(" \r\n\r\n"), "empty"},
        {S("just some words\n"), "no message"},
        {S("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), "no message"},
        {repeated(MIXED, "--b\n\nx\n", LIMIT_MAIL_PARTS + 5), "more parts"},
        {repeated("From: a@b.c\n", "X-A: b\n", LIMIT_MAIL_HEADERS + 5), "header fields"},
        {repeated("From: a@b.c\nTo: ", "a@b.c,", LIMIT_MAIL_ADDRESSES + 5), "more addresses"},
        {repeated("From: a@b.c\nReferences: ", "<a@b>", LIMIT_MAIL_REFERENCES + 5),
         "more references"},
        {repeated("From: a@b.c\n", "Content-Type: message/rfc822\n\n", 60), "nested deeper"},
        {repeated("From: a@b.c\n\n", "0123456789abcde\n", (LIMIT_MAIL_TEXT_BYTES >> 4) + 1),
         "text longer"},
        {buf_str(&deep), "nested deeper"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mail m = parse(rows[i].raw);
        if (!str_has(m.quarantine, str_from(rows[i].reason)))
            fail_msg("«%.*s», not «%s»", STR_ARG(m.quarantine), rows[i].reason);
        if (i > 3)
            assert_str_equal(m.from.v[0].address, S("a@b.c"));
    }
    arena_release(&arena);
}

TEST(nothing_else_is_quarantined)
{
    static const char *const rows[] = {"Subject: x\n\n",
                                       "To: x\n",
                                       "From: <>\n\nx",
                                       "Received: by x\n\nx",
                                       "Content-Type: text/plain\n\nx",
                                       "From: a@b.c\nDate: nonsense\nTo: ;;;\n\n\0"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(parse(str_from(rows[i])).quarantine, S(""));
    arena_release(&arena);
}

struct sunk {
    struct buf bytes;
    int64_t seen;
    enum err err;
};

static enum err sink_put(void *context, int part, struct str bytes)
{
    struct sunk *s = context;
    (void)part;
    buf_add(&s->bytes, bytes);
    return s->err;
}

TEST(the_bytes_of_files_go_to_the_sink_one_file_after_the_other)
{
    struct sunk s = {0};
    struct mail_sink sink = {.put = sink_put, .context = &s};
    struct mail m;
    struct str raw = S(MIXED
                       "--b\n\nx\n--b\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n\n"
                       "b25l\n--b\nContent-Type: message/rfc822\n\nSubject: i\n"
                       "Content-Type: c/d\n\ntwo\n--b\nContent-Type: e/f\n\nthree\n--b--\n");
    buf_init(&s.bytes, &arena, 1 << 16);
    assert_int_equal(mail_parse(&arena, raw, &sink, &m, NULL), OK);
    assert_int_equal(m.files.n, 3);
    const struct mail_file *f = m.files.v, *inner = &f[1].message->files.v[0];
    struct str all = buf_str(&s.bytes);
    assert_str_equal(str_head(str_skip(all, f[0].offset), f[0].size), S("one"));
    assert_str_equal(str_head(str_skip(all, inner->offset), inner->size), S("two"));
    assert_str_equal(str_head(str_skip(all, f[2].offset), f[2].size), S("three"));
    assert_str_equal(f[0].sha256,
                     S("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"));
    assert_true(f[0].part != f[1].part && inner->part != f[2].part && inner->part != f[1].part);
    s.err = ERR_IO;
    assert_int_equal(mail_parse(&arena, raw, &sink, &m, NULL), ERR_IO);
    arena_release(&arena);
}

TEST(rtf_is_read_as_a_person_reads_it)
{
    static const struct {
        const char *rtf, *text;
        bool is_html;
    } rows[] = {
        {"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\f0 Gr\\'fc\\'dfe\\par two\\tab "
         "three}",
         "Grüße\ntwo\tthree", false},
        {"{\\rtf1 a\\u8364?b \\{x\\}}", "a€b {x}", false},
        {"{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf x\\htmlrtf0 hi{\\*\\htmltag72 "
         "</p>}}",
         "<p>hi</p>", true},
        {"{\\rtf1 {\\pict 0102}{\\*\\unknown x}y", "y", false},
        {"}}}{\\", "", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool is_html;
        assert_str_equal(rtf_text(&arena, str_from(rows[i].rtf), &is_html), str_from(rows[i].text));
        assert_int_equal(is_html, rows[i].is_html);
    }
    arena_release(&arena);
}

/* The example of the specification (MS-OXRTFCP, 3.1.1). */
TEST(compressed_rtf_is_inflated)
{
    struct str stream = S(
        "\x2D\0\0\0\x2B\0\0\0LZFu\xF1\xC5\xC7\xA7\x03\0\x0A\0rcpg125\x42\x32\x0A\xF3 "
        "hel\x09\0\x20\x62\x77\x05\xB0ld}\x0A\x80\x0F\xA0");
    assert_str_equal(lzfu_read(&arena, stream),
                     S("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"));
    arena_release(&arena);
}
