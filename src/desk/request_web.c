/* request_web.c: what is done on the page of a request. */
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "app/file.h"
#include "base/limits.h"
#include "desk/desk.h"
#include "desk/due_words.h"
#include "desk/request_page.h"
#include "desk/templates.h"

enum err request_get_page(struct cx *cx)
{
    request_id id;
    struct request_page *p = NEW(cx->arena, struct request_page);
    TRY(param_id(cx, 0, &id.v));
    TRY(request_page_load(cx, id, p));
    RENDER(cx, request, p);
    return OK;
}

/* The page again, with what is wrong and every word that was typed. */
static enum err page_again(struct cx *cx, request_id id, enum err err)
{
    struct request_page *p = NEW(cx->arena, struct request_page);
    struct fault fault = cx->fault;
    if (fault_status(err) >= 500 || http_wants_json(cx->q))
        return err;
    TRY(request_page_load(cx, id, p));
    cx->fault = fault;
    layout_wrong(cx, &p->layout, err);
    struct str text = http_form(cx->q, S("text"));
    if (str_eq(http_form(cx->q, S("kind")), S("note")))
        p->kind = S("note"), p->note_draft = text.p ? text : p->note_draft;
    else if (text.p)
        p->draft = text;
    p->promise_due = http_form(cx->q, S("due"));
    p->promise_words = http_form(cx->q, S("words"));
    p->promise_reason = http_form(cx->q, S("reason"));
    if (err == ERR_CONFLICT)
        p->conflict = p->layout.wrong;
    RENDER(cx, request, p);
    return OK;
}

/* What every act on a request needs: the request, and leave to change it. */
static enum err begin(struct cx *cx, request_id id, struct request *r)
{
    TRY(request_get(cx, id, r));
    struct object object = request_object(r);
    if (!may(cx, MAY_ANSWER_REQUEST, &object))
        return fail(cx, ERR_FORBIDDEN, NULL, "You may read this request, not change it");
    return OK;
}

static struct str path_after(struct cx *cx, request_id id)
{
    struct str next = http_form(cx->q, S("next"));
    if (str_starts(next, S("/r/")) || str_starts(next, S("/requests")) || str_eq(next, S("/today")))
        return next;
    return str_fmt(cx->arena, "/r/%lld", (long long)id.v);
}

/* ---- an answer or a note --------------------------------------------------------------------- */

struct reply {
    request_id id;
    struct str text, kind, then; /* then: "", "keep", "wait" */
    int64_t seen_version;        /* of the request, as the form saw it; 0: not asked */
    int moves;
    struct message message;
    struct str undo;
};

static enum err read_reply(struct cx *cx, struct reply *p)
{
    static const struct {
        const char *field;
        enum move move;
    } moves[] = {{"move_ack", MOVE_ACKNOWLEDGE},
                 {"move_what", MOVE_WHAT},
                 {"move_when", MOVE_BY_WHEN},
                 {"move_explain", MOVE_EXPLAIN},
                 {"move_thank", MOVE_THANK}};
    p->kind = str_eq(http_form(cx->q, S("kind")), S("note")) ? S("note") : S("reply");
    p->then = http_form(cx->q, S("then"));
    TRY(form_text(cx, "text", 1, LIMIT_MESSAGE_BYTES, &p->text));
    TRY(form_i64(cx, "seen", 0, INT64_MAX, 0, &p->seen_version));
    for (int i = 0; i < COUNT(moves); i++)
        if (form_has(cx, moves[i].field))
            p->moves |= (int)moves[i].move;
    return OK;
}

/* Files of the form, kept by their hash and hung on the message. */
static enum err keep_files(struct cx *cx, message_id message)
{
    for (int i = 0; i < cx->q->file_count; i++) {
        const struct http_file *f = &cx->q->files[i];
        struct attachment a = {.message = message,
                               .name = f->name,
                               .type = f->type,
                               .size = f->size,
                               .content_id = S("")};
        if (f->size == 0 && f->name.n == 0)
            continue; /* the file field was left empty */
        TRY(file_put_fd(cx, f->fd, 0, f->size, &a.hash));
        TRY(attachment_add(cx, &a, &a.id));
    }
    return OK;
}

/* Somebody wrote after the form was opened: the words are kept, and they look first. */
static enum err check_seen(struct cx *cx, const struct reply *p, const struct request *r)
{
    int64_t newer = 0;
    if (p->seen_version == 0 || str_eq(p->kind, S("note")) || form_has(cx, "anyway"))
        return OK;
    TRY(db_get_i64(
        cx->db,
        SQL("SELECT count(*) FROM message WHERE request_id = $1 AND id > $2 AND kind IN (1, 2)"
            " AND unsent_at IS NULL"),
        ARGS(DB_I(r->id.v), DB_I(p->seen_version)), &newer));
    if (newer)
        return fail(cx, ERR_CONFLICT, "text",
                    "Somebody wrote while you were writing. Read it, then send");
    return OK;
}

static enum err after_reply(struct cx *cx, struct request *r, const struct reply *p)
{
    if (str_eq(p->then, S("keep")))
        return request_set_state(cx, r, REQUEST_SOLVED, S(""));
    if (str_eq(p->then, S("wait")) && r->state == REQUEST_OPEN)
        return request_set_state(cx, r, REQUEST_WAITING, S(""));
    return OK;
}

static enum err do_reply(struct cx *cx, void *arg)
{
    struct reply *p = arg;
    struct request r;
    bool is_note = str_eq(p->kind, S("note"));
    TRY(begin(cx, p->id, &r));
    TRY(check_seen(cx, p, &r));
    p->message = (struct message){.kind = is_note ? MESSAGE_NOTE : MESSAGE_OUT,
                                  .channel = CHANNEL_WEB,
                                  .author = cx->actor.person,
                                  .text = p->text,
                                  .visible = S(""),
                                  .html = S(""),
                                  .mail_id = S(""),
                                  .raw_hash = S(""),
                                  .send_after = is_note ? 0
                                                        : cx->now + UNDO_SECONDS * USEC_PER_SEC};
    if (!is_note && r.owner.v == 0)
        TRY(request_assign(cx, &r, cx->actor.person));
    if (!is_note)
        TRY(request_add_moves(cx, &r, p->moves | MOVE_ACKNOWLEDGE));
    TRY(message_add(cx, &r, &p->message));
    TRY(keep_files(cx, p->message.id));
    TRY(draft_set(cx, p->id, p->kind, S("")));
    TRY(after_reply(cx, &r, p));
    struct str data = str_fmt(cx->arena, "%lld %d", (long long)p->message.id.v,
                              str_eq(p->then, S("keep")));
    if (is_note)
        return OK;
    TRY(undo_offer(cx, S("message.send"), data, &p->undo));
    p->undo = str_fmt(cx->arena, "%.*s?back=/r/%lld", STR_ARG(p->undo), (long long)p->id.v);
    return OK;
}

enum err request_reply_post(struct cx *cx)
{
    struct reply p = {0};
    TRY(param_id(cx, 0, &p.id.v));
    enum err err = read_reply(cx, &p);
    if (err == OK)
        err = cx_write(cx, do_reply, &p);
    if (err != OK)
        return page_again(cx, p.id, err);
    if (str_eq(p.kind, S("note")))
        toast_set(cx, word(cx->lang, "Note added. Only your team reads it."), S(""));
    else
        toast_set(cx, word(cx->lang, "Sent. It leaves in ten seconds."), p.undo);
    bool goes_on = !str_eq(p.kind, S("note")) && str_eq(p.then, S("next"));
    return done(cx,
                goes_on ? path_after(cx, p.id) : str_fmt(cx->arena, "/r/%lld", (long long)p.id.v));
}

/* ---- drafts ------------------------------------------------------------------------------------
 */

struct draft {
    request_id id;
    struct str kind, text;
};

static enum err do_draft(struct cx *cx, void *arg)
{
    struct draft *d = arg;
    return draft_set(cx, d->id, d->kind, d->text);
}

enum err request_draft_post(struct cx *cx)
{
    struct draft d;
    struct request r;
    TRY(param_id(cx, 0, &d.id.v));
    TRY(begin(cx, d.id, &r));
    d.kind = str_eq(http_form(cx->q, S("kind")), S("note")) ? S("note") : S("reply");
    TRY(form_text(cx, "text", 0, LIMIT_MESSAGE_BYTES, &d.text));
    TRY(cx_write(cx, do_draft, &d));
    cx->r->status = 204;
    return OK;
}

/* ---- give to, move, wait, keep … ----------------------------------------------------------------
 */

struct change {
    request_id id;
    struct str act;
    int64_t owner, service;
    enum request_state before;
    person_id owner_before;
    struct str undo, reason;
};

static enum err offer(struct cx *cx, struct change *c, const char *kind, int64_t was)
{
    struct str data = str_fmt(cx->arena, "%lld %lld", (long long)c->id.v, (long long)was);
    return undo_offer(cx, str_from(kind), data, &c->undo);
}

static enum err change_state(struct cx *cx, struct change *c, struct request *r,
                             enum request_state to)
{
    c->before = r->state;
    TRY(request_set_state(cx, r, to, c->reason));
    return offer(cx, c, "request.state", (int64_t)c->before);
}

static enum err do_change(struct cx *cx, void *arg)
{
    struct change *c = arg;
    struct request r;
    struct service s;
    TRY(begin(cx, c->id, &r));
    if (str_eq(c->act, S("assign"))) {
        int64_t was = r.owner.v;
        TRY(request_assign(cx, &r, (person_id){c->owner}));
        return offer(cx, c, "request.owner", was);
    }
    if (str_eq(c->act, S("service"))) {
        int64_t was = r.service.v;
        TRY(service_get(cx, (service_id){c->service}, &s));
        TRY(request_move(cx, &r, s.id, s.team));
        return offer(cx, c, "request.service", was);
    }
    if (str_eq(c->act, S("keep")))
        return change_state(cx, c, &r, REQUEST_SOLVED);
    if (str_eq(c->act, S("wait")))
        return change_state(cx, c, &r, REQUEST_WAITING);
    if (str_eq(c->act, S("open")))
        return change_state(cx, c, &r, REQUEST_OPEN);
    if (str_eq(c->act, S("spam")))
        return change_state(cx, c, &r, REQUEST_SPAM);
    if (str_eq(c->act, S("withdraw")))
        return change_state(cx, c, &r, REQUEST_WITHDRAWN);
    return fail(cx, ERR_INVALID, "act", "Choose what to do with this request");
}

enum err request_change_post(struct cx *cx)
{
    struct change c = {0};
    TRY(param_id(cx, 0, &c.id.v));
    c.act = http_form(cx->q, S("act"));
    enum err err = form_i64(cx, "owner", 0, INT64_MAX, cx->actor.person.v, &c.owner);
    if (err == OK)
        err = form_i64(cx, "service", 1, INT64_MAX, 0, &c.service);
    if (err == OK)
        err = form_text(cx, "reason", 0, LIMIT_SUBJECT_BYTES, &c.reason);
    if (err == OK)
        err = cx_write(cx, do_change, &c);
    if (err != OK)
        return page_again(cx, c.id, err);
    toast_set(cx, word(cx->lang, "Done."), c.undo);
    return done(cx, path_after(cx, c.id));
}

/* ---- promises
 * ------------------------------------------------------------------------------------ */

struct promising {
    request_id id;
    promise_id promise; /* v 0: a new one */
    struct str words, reason;
    instant due_at;
};

static enum err do_promise(struct cx *cx, void *arg)
{
    struct promising *g = arg;
    struct request r;
    struct promise p, fresh;
    TRY(begin(cx, g->id, &r));
    if (g->promise.v == 0) {
        p = (struct promise){.kind = PROMISE_UPDATE,
                             .words = g->words,
                             .giver = cx->actor.person,
                             .basis = BASIS_PERSON,
                             .due_at = g->due_at};
        TRY(promise_make(cx, &r, &p));
        return request_add_moves(cx, &r, MOVE_WHAT | MOVE_BY_WHEN);
    }
    TRY(promise_get(cx, g->promise, &p));
    if (p.request.v != r.id.v)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such promise");
    return promise_renegotiate(cx, &r, &p, g->due_at, g->words.n ? g->words : p.words, g->reason,
                               &fresh);
}

enum err request_promise_post(struct cx *cx)
{
    struct promising g = {0};
    struct str due;
    TRY(param_id(cx, 0, &g.id.v));
    enum err err = form_i64(cx, "promise", 0, INT64_MAX, 0, &g.promise.v);
    if (err == OK)
        err = form_text(cx, "due", 1, 100, &due);
    if (err == OK)
        err = due_parse(cx, due, &g.due_at);
    if (err == OK)
        err = form_text(cx, "words", g.promise.v ? 0 : 1, LIMIT_SUBJECT_BYTES, &g.words);
    if (err == OK)
        err = form_text(cx, "reason", 0, LIMIT_SUBJECT_BYTES, &g.reason);
    if (err == OK)
        err = cx_write(cx, do_promise, &g);
    if (err != OK)
        return page_again(cx, g.id, err);
    toast_set(cx,
              g.promise.v ? word(cx->lang, "Promise changed. Tell them in your answer.")
                          : word(cx->lang, "Promised."),
              S(""));
    return done(cx, path_after(cx, g.id));
}

/* ---- taking back
 * ---------------------------------------------------------------------------------- */

static enum err take_back_message(struct cx *cx, struct str data)
{
    struct message m;
    struct request r;
    struct str rest = data, id = str_cut(&rest, ' ');
    message_id message;
    if (str_to_i64(id, &message.v) != OK)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such message");
    TRY(message_get(cx, message, &m));
    TRY(request_get(cx, m.request, &r));
    if (str_eq(rest, S("1")) && r.state == REQUEST_SOLVED)
        TRY(request_set_state(cx, &r, REQUEST_OPEN, S("undo")));
    return message_take_back(cx, message);
}

enum err desk_undo(struct cx *cx, struct str kind, struct str data, bool *done_here)
{
    struct request r;
    struct service s;
    int64_t was = 0;
    *done_here = true;
    if (str_eq(kind, S("message.send")))
        return take_back_message(cx, data);
    *done_here = str_starts(kind, S("request."));
    if (!*done_here)
        return OK;
    struct str rest = data, number = str_cut(&rest, ' ');
    request_id id = request_from_number(number);
    TRY(request_get(cx, id, &r));
    if (str_to_i64(rest, &was) != OK)
        return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    if (str_eq(kind, S("request.owner")))
        return request_assign(cx, &r, (person_id){was});
    if (str_eq(kind, S("request.state")))
        return request_set_state(cx, &r, (enum request_state)was, S("undo"));
    TRY(service_get(cx, (service_id){was}, &s));
    return request_move(cx, &r, s.id, s.team);
}
