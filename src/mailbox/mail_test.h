/* mail_test.h: mail that comes in and goes out, for the tests of this folder. Include it first. The
 * parser process is forked before there are threads; each program has its own. */
#ifndef KEPT_MAILBOX_MAIL_TEST_H
#define KEPT_MAILBOX_MAIL_TEST_H

#include "harness/app_test.h"

#include "app/parser.h"
#include "base/limits.h"
#include "mailbox/automatic.h"
#include "mailbox/mail_desk.h"
#include "mailbox/mail_later.h"
#include "mailbox/mail_template.h"
#include "mailbox/outbox.h"
#include "mailbox/signature.h"
#include "mailbox/spam.h"

static struct app parser_of = {.log = {.fd = 2, .least = LOG_ERROR}};

__attribute__((constructor)) static void mail_test_begin(void)
{
    struct fault f = {0};
    if (parser_start(&parser_of, &f) != OK)
        print_error("no parser: %s\n", f.message);
}

__attribute__((destructor)) static void mail_test_end(void)
{
    parser_stop(&parser_of);
}

#define MAIL_TEST(name)                                                                            \
    static void name##_with_mail(struct app_test *t);                                              \
    APP_TEST(name)                                                                                 \
    {                                                                                              \
        t->app->parser = parser_of.parser;                                                         \
        name##_with_mail(t);                                                                       \
    }                                                                                              \
    static void name##_with_mail(struct app_test *t)

/* A job with a context of its own, as `kept serve` runs it; again while it has something to do. */
static inline int job(struct app_test *t, int (*run)(struct cx *cx))
{
    int all = 0, n;
    do {
        struct arena a = {0};
        struct cx cx;
        assert_int_equal(cx_begin(&cx, t->app, &a, "job"), OK);
        n = run(&cx);
        if (n < 0)
            print_error("%s\n", cx.fault.message);
        cx_end(&cx);
        arena_release(&a);
        assert_true(n >= 0);
        all += n;
    } while (n > 0);
    return all;
}

struct delivery {
    const char *raw, *source; /* source NULL: lmtp */
    const char *envelope_from;
    mail_in_id id;
};

static inline enum err take_it(struct cx *cx, void *arg)
{
    struct delivery *d = arg;
    struct mailbox box;
    bool is_new;
    TRY(mailbox_default(cx, &box));
    struct mail_in in = {.mailbox = box.id,
                         .source = str_from(d->source ? d->source : "lmtp"),
                         .envelope_from = str_from(d->envelope_from ? d->envelope_from : ""),
                         .envelope_to = box.address};
    struct mail_raw raw = {.bytes = str_from(d->raw), .fd = -1};
    TRY(mail_take(cx, &in, &raw, &is_new));
    d->id = in.id;
    return OK;
}

/* What became of one message that the mail server brings. */
static inline struct mail_in deliver_from(struct app_test *t, const char *raw, const char *source)
{
    struct delivery d = {.raw = raw, .source = source};
    struct mail_in in;
    assert_int_equal(app_test_write(t, take_it, &d), OK);
    job(t, mail_sort_job);
    assert_int_equal(mail_in_get(&t->cx, d.id, &in), OK);
    return in;
}
static inline struct mail_in deliver(struct app_test *t, const char *raw)
{
    return deliver_from(t, raw, NULL);
}

/* A plain message from this address, unlike any other. `fields` are more header lines. */
static inline const char *letter(struct app_test *t, const char *from, const char *fields,
                                 const char *text)
{
    static int number;
    return str_z(t->arena, str_fmt(t->arena,
                                   "From: Some Body <%s>\r\nTo: help@northgate.example\r\n"
                                   "Subject: The boiler\r\nMessage-ID: <n%d@x.example>\r\n%s\r\n"
                                   "%s\r\n",
                                   from, ++number, fields, text));
}

static inline struct mail_out newest_out(struct app_test *t)
{
    struct mail_out out;
    mail_out_id id = {app_test_number(t, SQL("SELECT coalesce(max(id), 0) FROM mail_out"))};
    assert_int_equal(mail_out_get(&t->cx, id, &out), OK);
    return out;
}
static inline int64_t outs(struct app_test *t)
{
    return app_test_number(t, SQL("SELECT count(*) FROM mail_out"));
}

static inline enum err set_may_send(struct cx *cx, void *arg)
{
    struct mailbox box;
    TRY(mailbox_default(cx, &box));
    box.may_send = *(bool *)arg;
    return mailbox_set(cx, &box);
}
static inline void may_send(struct app_test *t, bool yes)
{
    assert_int_equal(app_test_write(t, set_may_send, &yes), OK);
}

/* Every message that came is somewhere, and kept check finds nothing wrong. */
static inline void check_ledger(struct app_test *t)
{
    struct mail_balance b;
    struct buf report;
    buf_init(&report, t->arena, 4096);
    assert_int_equal(mail_balance(&t->cx, &b), OK);
    assert_int_equal(b.received,
                     b.stored + b.requests + b.replies + b.ignored + b.quarantined + b.spam);
    assert_int_equal(b.received, app_test_number(t, SQL("SELECT count(*) FROM mail_in")));
    assert_int_equal(mailbox_check(&t->cx, &report), OK);
    assert_str_equal(buf_str(&report), S(""));
}

#endif
