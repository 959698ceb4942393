#include "harness/test.h"

#include "base/buf.h"
#include "base/rand.h"
#include "base/utf8.h"
#include "mail/imap_read.h"

/* A stream that gives `step` bytes at a time. */
struct stream {
    struct str left;
    ptrdiff_t step;
    struct buf body;
};

static ptrdiff_t give(void *p, char *to, ptrdiff_t most)
{
    struct stream *s = p;
    struct str part = str_head(s->left, s->step < most ? s->step : most);
    if (part.n)
        memcpy(to, part.p, (size_t)part.n);
    s->left = str_skip(s->left, part.n);
    return part.n;
}

static enum err take(void *p, struct str piece)
{
    struct stream *s = p;
    buf_add(&s->body, piece);
    return OK;
}

struct reading {
    struct arena a;
    struct stream s;
    struct imap_reader r;
};

static void start(struct reading *t, const char *text, ptrdiff_t step)
{
    *t = (struct reading){.s = {.left = str_from(text), .step = step}};
    t->r.read = give;
    t->r.body = take;
    t->r.from = t->r.to = &t->s;
    buf_init(&t->s.body, &t->a, 1 << 20);
}

static void read_ok(struct reading *t, struct imap_response *out)
{
    assert_int_equal(imap_read(&t->r, &t->a, out), OK);
}

TEST(what_a_server_says_of_a_folder_is_read)
{
    static const char text[] = "* FLAGS (\\Answered \\Seen)\r\n"
                               "* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n"
                               "* 172 EXISTS\r\n"
                               "* OK [UIDVALIDITY 3857529045] UIDs valid\r\n"
                               "k1 OK [READ-ONLY] Examine completed.\r\n"
                               "+ idling\r\n";
    for (ptrdiff_t step = 1; step < 60; step += 7) {
        struct reading t;
        struct imap_response r;
        start(&t, text, step);
        read_ok(&t, &r);
        assert_str_equal(r.name, S("FLAGS"));
        read_ok(&t, &r);
        assert_int_equal(r.status, IMAP_OK);
        assert_str_equal(r.code, S("PERMANENTFLAGS ()"));
        read_ok(&t, &r);
        assert_int_equal(r.number, 172);
        assert_str_equal(r.name, S("EXISTS"));
        read_ok(&t, &r);
        assert_str_equal(r.code, S("UIDVALIDITY 3857529045"));
        read_ok(&t, &r);
        assert_int_equal(r.kind, IMAP_TAGGED);
        assert_str_equal(r.tag, S("k1"));
        assert_str_equal(r.code, S("READ-ONLY"));
        assert_str_equal(r.text, S("Examine completed."));
        read_ok(&t, &r);
        assert_int_equal(r.kind, IMAP_CONTINUE);
        assert_int_equal(imap_read(&t.r, &t.a, &r), ERR_UNAVAILABLE);
        arena_release(&t.a);
    }
}

TEST(the_bytes_of_a_message_cannot_speak_as_the_server)
{
    static const char text[] =
        "* 1 FETCH (UID 7 BODY[] {41}\r\n"
        "\r\nk1 OK done\r\n* 9 FETCH (UID 9)\r\n)\r\n{9}\r\n"
        " FLAGS (\\Seen (\"a)\" {3}\r\n)))))"
        " X-GM-MSGID 12 INTERNALDATE \"22-Nov-2026 09:12:00 +0000\" RFC822.SIZE 41)\r\n"
        "k1 OK done\r\n";
    for (ptrdiff_t step = 1; step < 200; step += 11) {
        struct reading t;
        struct imap_response r;
        start(&t, text, step);
        read_ok(&t, &r);
        assert_int_equal(r.uid, 7);
        assert_int_equal(r.size, 41);
        assert_true(r.has_body);
        assert_int_equal(r.body_bytes, 41);
        assert_str_equal(buf_str(&t.s.body),
                         S("\r\nk1 OK done\r\n* 9 FETCH (UID 9)\r\n)\r\n{9}\r\n"));
        assert_int_equal(r.internal_date, INT64_C(1795338720) * USEC_PER_SEC);
        read_ok(&t, &r);
        assert_int_equal(r.kind, IMAP_TAGGED);
        assert_int_equal(r.status, IMAP_OK);
        arena_release(&t.a);
    }
}

TEST(a_body_may_be_quoted_absent_or_in_part)
{
    struct reading t;
    struct imap_response r;
    start(&t,
          "* 1 FETCH (BODY[] \"ab\\\"c\" UID 3)\r\n* 2 FETCH (UID 4 BODY[] NIL)\r\n"
          "* 3 FETCH (BODY[HEADER.FIELDS (DATE)]<0> {2}\r\nhi UID 5)\r\n* 4 EXPUNGE\r\n",
          5);
    read_ok(&t, &r);
    assert_int_equal(r.uid, 3);
    assert_int_equal(r.body_bytes, 4);
    read_ok(&t, &r);
    assert_false(r.has_body);
    read_ok(&t, &r);
    assert_int_equal(r.uid, 5);
    assert_str_equal(buf_str(&t.s.body), S("ab\"chi"));
    read_ok(&t, &r);
    assert_str_equal(r.name, S("EXPUNGE"));
    arena_release(&t.a);
}

TEST(folders_are_listed_with_what_they_can_hold)
{
    struct reading t;
    struct imap_response r;
    start(&t,
          "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\Noselect \\HasChildren) \"/\" "
          "\"[Gmail]\"\r\n"
          "* LIST () NIL {7}\r\nTwo \"2\" (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n",
          4);
    read_ok(&t, &r);
    assert_str_equal(r.folder, S("INBOX"));
    assert_false(r.cannot_hold);
    read_ok(&t, &r);
    assert_str_equal(r.folder, S("[Gmail]"));
    assert_true(r.cannot_hold);
    read_ok(&t, &r);
    assert_str_equal(r.folder, S("Two \"2\""));
    arena_release(&t.a);
}

TEST(what_is_no_imap_is_refused_and_nothing_is_without_end)
{
    static const char *wrong[] = {"HTTP/1.1 400 Bad Request\r\n",
                                  "* 1 FETCH UID 3\r\n",
                                  "* 1 FETCH (UID three)\r\n",
                                  "* 1 FETCH (BODY[] {x}\r\n",
                                  "* 1 FETCH (BODY[] {99999999999999999}\r\n",
                                  "* 1 FETCH (FLAGS ))\r\n",
                                  "* LIST INBOX\r\n",
                                  "\r\n",
                                  "k1 MAYBE\r\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct reading t;
        struct imap_response r;
        start(&t, wrong[i], 100);
        enum err err = imap_read(&t.r, &t.a, &r);
        if (err != ERR_CORRUPT && err != ERR_TOO_LARGE)
            fail_msg("%s gave %s", wrong[i], err_name(err));
        assert_true(t.r.why[0]);
        arena_release(&t.a);
    }
    struct reading t;
    struct imap_response r;
    struct arena a = {0};
    char *long_line = arena_bytes(&a, 200001);
    memset(long_line, 'x', 200000);
    long_line[200000] = '\0';
    memcpy(long_line, "* OK ", 5);
    start(&t, long_line, 4096);
    assert_int_equal(imap_read(&t.r, &t.a, &r), ERR_TOO_LARGE);
    arena_release(&t.a);
    memset(long_line, '(', 200000);
    memcpy(long_line, "* 1 FETCH (X ", 13);
    start(&t, long_line, 4096);
    assert_int_equal(imap_read(&t.r, &t.a, &r), ERR_CORRUPT);
    arena_release(&t.a);
    arena_release(&a);
}

TEST(folder_names_are_shown_as_people_write_them_and_sent_back_the_same)
{
    static const struct {
        const char *sent, *shown;
    } same[] = {{"INBOX", "INBOX"},
                {"Entw&APw-rfe", "Entwürfe"},
                {"~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"},
                {"A &- B", "A & B"},
                {"&2D3eAA-", "😀"},
                {"&AOQA9gD8-x", "äöüx"}};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        assert_str_equal(imap_folder_show(&a, str_from(same[i].sent)), str_from(same[i].shown));
        assert_str_equal(imap_folder_send(&a, str_from(same[i].shown)), str_from(same[i].sent));
    }
    static const char *none[] = {"&", "a&b", "&!!-", "&2D0-", "&AGE-", "&AOQ", "&A-"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_str_equal(imap_folder_show(&a, str_from(none[i])), str_from(none[i]));
    struct prng r;
    prng_init(&r, 7);
    for (int i = 0; i < 2000; i++) {
        struct buf b;
        buf_init(&b, &a, 400);
        for (int64_t n = prng_below(&r, 12); n > 0; n--)
            utf8_put(&b, (int32_t)(prng_below(&r, 3) ? 0x20 + prng_below(&r, 0x5f)
                                                     : 0xa0 + prng_below(&r, 0x1f000)));
        struct str shown = b.n ? buf_str(&b) : S("");
        assert_str_equal(imap_folder_show(&a, imap_folder_send(&a, shown)), shown);
        arena_reset(&a);
    }
    arena_release(&a);
}

TEST(a_quoted_text_cannot_end_its_command)
{
    struct arena a = {0};
    struct str out;
    assert_true(imap_quote(&a, S("a \"b\" \\c"), &out));
    assert_str_equal(out, S("\"a \\\"b\\\" \\\\c\""));
    assert_false(imap_quote(&a, S("a\r\nk2 DELETE INBOX"), &out));
    assert_false(imap_quote(&a, S("\xc3\xa4"), &out));
    arena_release(&a);
}
