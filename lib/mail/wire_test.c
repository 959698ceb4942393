#include "harness/test.h"

#include <string.h>

#include "mail/mail_json.h"
#include "mail/wire.h"

static struct arena arena;

static const char raw[] =
    "Return-Path: <>\nFrom: MAILER-DAEMON@x.y\nTo: Ann <a@b.c>, d@e.f\nSubject: failure notice\n"
    "References: <1@a> <2@a>\nIn-Reply-To: <2@a>\nDate: Mon, 1 Jan 2024 09:00:00 "
    "-0500\nX-Spam-Flag: NO\n"
    "Content-Type: multipart/report; boundary=b\n\n--b\n\nit failed: g@h.i 5.1.1\n--b\n"
    "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; g@h.i\nAction: "
    "failed\n\n--b\n"
    "Content-Type: message/rfc822\n\nSubject: inner\nContent-Type: image/png; "
    "name=p.png\n\nXX\n--b\n"
    "Content-Type: "
    "text/calendar\n\nBEGIN:VEVENT\nSUMMARY:s\nATTENDEE:mailto:a@b.c\nEND:VEVENT\n--b--\n";

static struct str encoded(void)
{
    struct mail m;
    struct buf b;
    buf_init(&b, &arena, 1 << 20);
    assert_int_equal(mail_parse(&arena, str_from(raw), NULL, &m, NULL), OK);
    mail_encode(&b, &m);
    assert_false(b.full);
    return buf_str(&b);
}

static struct str as_json(const struct mail *m)
{
    struct buf b;
    buf_init(&b, &arena, 1 << 20);
    mail_json(&arena, &b, S("x"), m);
    return buf_str(&b);
}

TEST(a_message_arrives_as_it_was_sent)
{
    struct mail sent, got;
    assert_int_equal(mail_parse(&arena, str_from(raw), NULL, &sent, NULL), OK);
    struct str bytes = encoded();
    assert_int_equal(mail_decode(&arena, bytes, &got, NULL), OK);
    assert_str_equal(as_json(&got), as_json(&sent));
    struct buf again;
    buf_init(&again, &arena, 1 << 20);
    mail_encode(&again, &got);
    assert_str_equal(buf_str(&again), bytes);
    assert_int_equal(got.machine.deliveries.n, 1);
    assert_int_equal(got.invites.n, 1);
    assert_str_equal(mail_field(&got, S("X-Spam-Flag")), S("NO"));
    arena_release(&arena);
}

TEST(an_answer_cut_off_or_too_long_is_refused)
{
    struct str bytes = encoded();
    struct mail m;
    struct fault f;
    for (ptrdiff_t n = 0; n < bytes.n; n++)
        assert_int_equal(mail_decode(&arena, str_head(bytes, n), &m, &f), ERR_CORRUPT);
    assert_int_equal(mail_decode(&arena, str_cat(&arena, bytes, S("x")), &m, &f), ERR_CORRUPT);
    assert_int_equal(m.files.n, 0);
    arena_release(&arena);
}

/* Each byte in turn set to what counts and lengths fear most: refused, or a message that can be
 * used. */
TEST(no_lie_in_an_answer_does_harm)
{
    static const char lies[] = {0, 1, 2, 0x7F, (char)0x80, (char)0xFF};
    struct str bytes = str_dup(&arena, encoded());
    char *p = arena_bytes(&arena, bytes.n);
    struct arena scratch = {0};
    for (ptrdiff_t i = 0; i < bytes.n; i++) {
        memcpy(p, bytes.p, (size_t)bytes.n);
        for (size_t k = 0; k < sizeof lies; k++) {
            struct mail m;
            p[i] = lies[k];
            if (mail_decode(&scratch, str_of(p, bytes.n), &m, NULL) == OK) {
                struct buf b;
                buf_init(&b, &scratch, 1 << 20);
                mail_json(&scratch, &b, S("x"), &m);
            }
            arena_reset(&scratch);
        }
    }
    arena_release(&scratch);
    arena_release(&arena);
}

TEST(what_does_not_fit_is_said)
{
    struct mail m;
    struct buf b;
    assert_int_equal(mail_parse(&arena, str_from(raw), NULL, &m, NULL), OK);
    buf_init(&b, &arena, 100);
    mail_encode(&b, &m);
    assert_true(b.full);
    arena_release(&arena);
}
