/* lmtp_in.c: mail that a mail server brings: stored and synced, then 250, then sorted. */
#include "mailbox/lmtp_in.h"

#include "mailbox/mailbox.h"
#include "mail/lmtp.h"

static enum err find_box(void *p, struct arena *a, struct str address, int64_t *mailbox)
{
    struct cx cx;
    struct mailbox box;
    enum err err = cx_begin(&cx, p, a, "lmtp");
    if (err == OK)
        err = mailbox_find(&cx, address, &box);
    cx_end(&cx);
    if (err == OK)
        *mailbox = box.id.v;
    return err;
}

static enum err take_all(struct cx *cx, void *arg)
{
    struct lmtp_mail *mail = arg;
    for (int i = 0; i < mail->count; i++) {
        struct lmtp_recipient *to = &mail->recipients[i];
        struct mail_in in = {.mailbox = {to->mailbox},
                             .source = S("lmtp"),
                             .envelope_from = mail->from,
                             .envelope_to = to->address};
        struct mail_raw raw = {.fd = mail->fd, .size = mail->size};
        bool is_new;
        TRY(mail_take(cx, &in, &raw, &is_new));
        snprintf(to->words, sizeof to->words, "as mail %lld%s", (long long)in.id.v,
                 is_new ? "" : ", it was here already");
    }
    return db_notify(cx->db, S("job:mail.sort"));
}

static void store(void *p, struct arena *a, struct lmtp_mail *mail)
{
    struct cx cx;
    enum err err = cx_begin(&cx, p, a, "lmtp");
    if (err == OK)
        err = cx_write(&cx, take_all, mail);
    cx_end(&cx);
    for (int i = 0; i < mail->count; i++) {
        mail->recipients[i].err = err;
        if (err != OK)
            snprintf(mail->recipients[i].words, sizeof mail->recipients[i].words, "%.150s",
                     cx.fault.message);
    }
    if (err != OK)
        log_error(&cx.app->log, "lmtp.store", LOG_Z("why", cx.fault.message));
}

enum err lmtp_in_start(struct app *app, struct str tcp, struct str unix_path,
                       struct lmtp_server **out, struct fault *f)
{
    struct lmtp_config config = {.tcp = tcp,
                                 .unix_path = unix_path,
                                 .host = S("kept"),
                                 .log = &app->log,
                                 .app = app,
                                 .temp_dir = str_z(&app->arena, app->data_dir),
                                 .rcpt = find_box,
                                 .store = store};
    return lmtp_start(&config, out, f);
}
