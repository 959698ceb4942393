/* mail_sort.c: from a stored message to what it becomes, in one transaction with its row of the
 * ledger: either all of it is there, or the message still waits. */
#include "mailbox/mail_read.h"

#include "app/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mailbox/outbox.h"
#include "mailbox/spam.h"
#include "people/person.h"
#include "services/service.h"

struct sorting {
    struct mail_in in;
    const struct mail_reading *reading; /* NULL: it could not be read; `why` says so */
    struct str why;
    struct mailbox box;
};

/* Taken from an archive, or from what a mailbox held before Kept listened: nothing follows from it.
 */
static bool is_history(const struct mail_in *in)
{
    return str_eq(in->source, S("import")) || str_eq(in->source, S("history"));
}

/* The sender as a person; a message without a sender is nobody's fault, and is kept all the same.
 */
static enum err author_of(struct cx *cx, const struct mail *m, person_id *person,
                          struct str *address)
{
    struct str name = m->from.n ? m->from.v[0].name : S("");
    *address = str_head(mail_author(m), LIMIT_ADDRESS_BYTES);
    if (address->n == 0) {
        *address = S("unknown@sender.invalid");
        name = word(cx->lang, "Unknown sender");
    }
    return person_for_address(cx, *address, name, person);
}

static const struct parser_part *part_of(const struct mail_reading *r, int part)
{
    for (int i = 0; i < r->part_count; i++)
        if (r->parts[i].part == part)
            return &r->parts[i];
    return NULL;
}

static enum err keep_files(struct cx *cx, const struct mail_reading *r, message_id message)
{
    for (ptrdiff_t i = 0; i < r->mail.files.n; i++) {
        const struct mail_file *f = &r->mail.files.v[i];
        const struct parser_part *p = part_of(r, f->part);
        struct attachment a = {.message = message,
                               .name = f->name,
                               .type = f->type,
                               .size = f->size,
                               .content_id = f->content_id,
                               .is_inline = f->is_inline};
        if (!p)
            continue;
        TRY(file_put_fd(cx, r->parts_fd, p->offset, p->size, &a.hash));
        TRY(attachment_add(cx, &a, &a.id));
    }
    return OK;
}

/* Who else was written to: in copy, and nothing goes to them before somebody says yes. */
static enum err keep_participants(struct cx *cx, const struct mail *m, request_id request,
                                  person_id author, struct str author_address)
{
    const address_list *lists[] = {&m->to, &m->cc};
    int kept = 0;
    TRY(participant_add(cx, request, author, author_address, 1));
    for (int l = 0; l < 2; l++)
        for (ptrdiff_t i = 0; i < lists[l]->n && kept < LIMIT_MAIL_RECIPIENTS; i++) {
            const struct address *a = &lists[l]->v[i];
            struct mailbox ours;
            person_id person;
            if (!address_is_usable(a->address) || a->address.n > LIMIT_ADDRESS_BYTES ||
                mailbox_find(cx, a->address, &ours) == OK)
                continue;
            TRY(person_for_address(cx, a->address, a->name, &person));
            TRY(participant_add(cx, request, person, a->address, 3));
            kept++;
        }
    return OK;
}

static struct message message_of(const struct sorting *s, const struct mail_verdict *v,
                                 person_id author)
{
    const struct mail *m = &s->reading->mail;
    bool is_old = is_history(&s->in);
    return (struct message){
        .kind = v->is_report ? MESSAGE_NOTE : MESSAGE_IN,
        .channel = is_old ? CHANNEL_IMPORT : CHANNEL_MAIL,
        .author = author,
        .at = is_old && m->date.is_known ? m->date.at : 0,
        .text = utf8_cut_bytes(m->text, LIMIT_MAIL_TEXT_BYTES),
        .visible = str_eq(m->visible, m->text) ? S("") : m->visible,
        .html = m->html,
        .mail_id = m->message_id,
        .raw_hash = s->in.hash,
        .is_history = is_old,
    };
}

static enum err open_request(struct cx *cx, struct sorting *s, person_id author, struct request *r)
{
    struct service service;
    const struct mail *m = &s->reading->mail;
    bool is_old = is_history(&s->in);
    TRY(service_get(cx, s->box.service, &service));
    struct request_new n = {.subject = m->subject,
                            .requester = author,
                            .service = service.id,
                            .team = service.team,
                            .channel = is_old ? CHANNEL_IMPORT : CHANNEL_MAIL,
                            .is_history = is_old,
                            .opened_at = is_old && m->date.is_known ? m->date.at : 0};
    return request_open(cx, &n, r);
}

static enum err apply(struct cx *cx, struct sorting *s, struct mail_verdict *v)
{
    const struct mail *m = &s->reading->mail;
    person_id author;
    struct str address;
    struct request r;
    TRY(author_of(cx, m, &author, &address));
    if (v->state == MAIL_REQUEST)
        TRY(open_request(cx, s, author, &r));
    else
        TRY(request_get(cx, v->request, &r));
    struct message message = message_of(s, v, author);
    TRY(message_add(cx, &r, &message));
    TRY(keep_files(cx, s->reading, message.id));
    TRY(keep_participants(cx, m, r.id, author, address));
    if (v->is_report)
        TRY(mail_returned(cx, m));
    s->in.request = r.id;
    s->in.message = message.id;
    if (v->state == MAIL_REQUEST && !v->is_quiet && !message.is_history)
        TRY(mail_acknowledge(cx, &s->box, &r, author, address));
    return OK;
}

static enum err store_row(struct cx *cx, const struct sorting *s, const struct mail_verdict *v)
{
    const struct mail *m = s->reading ? &s->reading->mail : NULL;
    return db_run(
        cx->db,
        SQL("UPDATE mail_in SET state = $2, reason = $3, request_id = $4, message_id = $5, mail_id "
            "= $6,"
            " from_address = $7, subject = $8, done_at = $9, tries = tries + 1 WHERE id = $1"),
        ARGS(DB_I(s->in.id.v), DB_I(v->state), DB_T(v->reason), DB_ID(s->in.request.v),
             DB_ID(s->in.message.v), DB_T(m ? m->message_id : S("")),
             DB_T(m ? str_head(mail_author(m), LIMIT_ADDRESS_BYTES) : S("")),
             DB_T(m ? utf8_cut_bytes(m->subject, LIMIT_SUBJECT_BYTES) : S("")), DB_I(cx->now)),
        NULL);
}

/* What it is; and if it is suspected, that it waits until a person says. History is what it is. */
static enum err judge(struct cx *cx, const struct sorting *s, struct mail_verdict *v)
{
    struct mail m = s->reading->mail;
    struct str why;
    if (s->in.is_freed)
        m.quarantine = S("");
    TRY(mail_judge(cx, &s->in, &m, v));
    bool is_new = v->state == MAIL_REQUEST, is_answer = v->state == MAIL_REPLY && !v->is_report;
    if (s->in.is_freed || is_history(&s->in) || (!is_new && !is_answer))
        return OK;
    TRY(mail_suspect(cx, &s->in, &m, is_answer, &why));
    if (why.n) {
        v->state = MAIL_SPAM;
        v->reason = why;
    }
    return OK;
}

static enum err sort_it(struct cx *cx, void *arg)
{
    struct sorting *s = arg;
    struct mail_verdict v = {.state = MAIL_QUARANTINED, .reason = s->why};
    TRY(mail_in_get(cx, s->in.id, &s->in));
    if (s->in.state != MAIL_STORED)
        return OK; /* another node was quicker */
    TRY(mailbox_get(cx, s->in.mailbox, &s->box));
    if (s->reading) {
        TRY(judge(cx, s, &v));
        if (v.state == MAIL_REQUEST || v.state == MAIL_REPLY)
            TRY(apply(cx, s, &v));
    }
    return store_row(cx, s, &v);
}

/* One waiting message, read by the parser process. ERR_CONFLICT: it does not wait any more. */
static enum err read_one(struct cx *cx, mail_in_id id, struct sorting *s,
                         struct mail_reading *reading)
{
    *s = (struct sorting){.in.id = id};
    *reading = (struct mail_reading){.parts_fd = -1};
    TRY(mail_in_get(cx, id, &s->in));
    if (s->in.state != MAIL_STORED)
        return ERR_CONFLICT;
    enum err err = mail_read_as(cx, s->in.hash, s->in.charset, reading);
    if (err == OK)
        s->reading = reading;
    else if (err == ERR_CORRUPT || err == ERR_TOO_LARGE || err == ERR_INVALID)
        s->why = str_fmt(cx->arena, "%s", cx->fault.message);
    else
        return err; /* the parser or the disk is away: it waits, and is tried again */
    return OK;
}

struct batch {
    struct sorting *list;
    int n;
};

static enum err sort_batch(struct cx *cx, void *arg)
{
    struct batch *b = arg;
    for (int i = 0; i < b->n; i++)
        TRY(sort_it(cx, &b->list[i]));
    return OK;
}

/* Several in one transaction: one sync for all of them. When it fails, each is sorted on its own,
 * so that one that cannot be stored holds up no other. */
static enum err sort_some(struct cx *cx, const mail_in_id *ids, int n)
{
    struct batch b = {.list = NEWN(cx->arena, struct sorting, n)};
    struct mail_reading *readings = NEWN(cx->arena, struct mail_reading, n);
    enum err err = OK;
    for (int i = 0; i < n && err == OK; i++) {
        err = read_one(cx, ids[i], &b.list[b.n], &readings[b.n]);
        if (err == OK)
            b.n++;
        else if (err == ERR_CONFLICT)
            err = OK;
    }
    if (err == OK && b.n) {
        err = cx_write(cx, sort_batch, &b);
        for (int i = 0; err != OK && b.n > 1 && i < b.n; i++)
            if (cx_write(cx, sort_it, &b.list[i]) != OK)
                log_error(&cx->app->log, "mail.sort", LOG_I("mail", b.list[i].in.id.v),
                          LOG_Z("why", cx->fault.message));
    }
    for (int i = 0; i < b.n; i++)
        mail_read_end(&readings[i]);
    return err;
}

enum err mail_sort(struct cx *cx, mail_in_id id)
{
    return sort_some(cx, &id, 1);
}

int mail_sort_job(struct cx *cx)
{
    enum { most = 128, at_once = 16 };
    mail_in_id ids[most];
    int n = 0;
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT id FROM mail_in WHERE state = 1 ORDER BY id LIMIT $1"),
             ARGS(DB_I(most)));
    while (n < most && rows_next(&r))
        ids[n++].v = rows_i64(&r);
    if (rows_end(&r) != OK)
        return -1;
    for (int i = 0; i < n; i += at_once) {
        struct arena a = {0}; /* a batch's memory at a time */
        struct cx one = *cx;
        one.arena = &a;
        one.now = clock_now(&cx->app->clock);
        enum err err = sort_some(&one, ids + i, n - i < at_once ? n - i : at_once);
        cx->fault = one.fault;
        arena_release(&a);
        if (err != OK)
            return -1;
    }
    return n;
}
