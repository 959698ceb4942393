/* request_later.c: an answer that goes out at a time of its own. */
#include "app/file.h"
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "desk/desk.h"
#include "desk/due_words.h"
#include "desk/request_acts.h"
#include "mailbox/mail_later.h"

struct planned {
    struct mail_later later;
    struct later_file files[LIMIT_FORM_FILES];
    int file_count;
};

static enum err keep_files(struct cx *cx, struct planned *p)
{
    struct upload *uploads;
    int count;
    p->file_count = 0;
    TRY(upload_list(cx, p->later.request, &uploads, &count));
    for (int i = 0; i < count && i < LIMIT_FORM_FILES; i++) { /* they came before the words */
        const struct upload *u = &uploads[i];
        p->files[p->file_count++] = (struct later_file){u->name, u->type, u->hash, u->size};
        TRY(upload_drop(cx, u->id));
    }
    for (int i = 0; i < cx->q->file_count && p->file_count < LIMIT_FORM_FILES; i++) {
        const struct http_file *f = &cx->q->files[i];
        struct later_file *to = &p->files[p->file_count];
        if (f->size == 0 && f->name.n == 0)
            continue;
        *to = (struct later_file){.name = f->name, .type = f->type, .size = f->size};
        TRY(file_put_fd(cx, f->fd, 0, f->size, &to->hash));
        p->file_count++;
    }
    return OK;
}

static enum err plan(struct cx *cx, void *arg)
{
    struct planned *p = arg;
    struct request r;
    TRY(request_get(cx, p->later.request, &r));
    if (r.owner.v == 0)
        TRY(request_assign(cx, &r, cx->actor.person));
    TRY(keep_files(cx, p));
    TRY(mail_later_add(cx, &p->later, p->files, p->file_count));
    return draft_set(cx, p->later.request, S("reply"), S(""));
}

static int moves_of(struct cx *cx)
{
    static const struct {
        const char *field;
        enum move move;
    } moves[] = {{"move_ack", MOVE_ACKNOWLEDGE},
                 {"move_what", MOVE_WHAT},
                 {"move_when", MOVE_BY_WHEN},
                 {"move_explain", MOVE_EXPLAIN},
                 {"move_thank", MOVE_THANK}};
    int all = MOVE_ACKNOWLEDGE;
    for (int i = 0; i < COUNT(moves); i++)
        if (form_has(cx, moves[i].field))
            all |= (int)moves[i].move;
    return all;
}

enum err request_later_post(struct cx *cx)
{
    struct planned *p = NEW(cx->arena, struct planned);
    struct request r;
    struct str when;
    TRY(param_id(cx, 0, &p->later.request.v));
    TRY(request_get(cx, p->later.request, &r));
    struct object object = request_object(&r);
    if (!may(cx, MAY_ANSWER_REQUEST, &object))
        return fail(cx, ERR_FORBIDDEN, NULL, "You may read this request, not change it");
    enum err err = form_text(cx, "text", 1, LIMIT_MESSAGE_BYTES, &p->later.text);
    if (err == OK)
        err = form_text(cx, "send_at", 1, 100, &when);
    if (err == OK && due_parse(cx, when, &p->later.send_at) != OK)
        err = fail(cx, ERR_INVALID, "send_at",
                   "Say when it goes out, for example tomorrow 8:00 or Thu 10:00");
    if (err != OK)
        return request_again(cx, p->later.request, err);
    p->later.moves = moves_of(cx);
    p->later.unless_they_write = form_has(cx, "unless");
    p->later.has_quote = form_has(cx, "quote");
    p->later.then_do = http_form(cx->q, S("then"));
    p->later.then_do = p->later.then_do.p ? p->later.then_do : S("");
    err = cx_write(cx, plan, p);
    if (err != OK)
        return request_again(cx, p->later.request, err);
    toast_set(cx, word(cx->lang, "It goes out at its time. You find it in the outbox."), S(""));
    return done(cx, str_fmt(cx->arena, "/r/%lld", (long long)p->later.request.v));
}
