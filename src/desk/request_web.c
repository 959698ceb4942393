/* request_web.c: what is done on the page of a request. */
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "app/file.h"
#include "base/limits.h"
#include "desk/desk.h"
#include "desk/due_words.h"
#include "desk/answers_page.h"
#include "desk/request_acts.h"
#include "desk/templates.h"
#include "mailbox/signature.h"
#include "desk/view_bulk.h"

static enum err see_notices(struct cx *cx, void *arg)
{
    return notice_seen(cx, *(request_id *)arg);
}

enum err request_get_page(struct cx *cx)
{
    request_id id;
    struct request_page *p = NEW(cx->arena, struct request_page);
    struct request r;
    int64_t unseen;
    TRY(param_id(cx, 0, &id.v));
    TRY(request_get(cx, id, &r));
    struct object object = request_object(&r);
    if (r.merged_into.v && may(cx, MAY_READ_REQUEST, &object)) /* it is shown there now */
        return done(cx, request_path(cx, r.merged_into));
    TRY(request_page_load(cx, id, p));
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM notice WHERE person_id = $1 AND seen_at IS NULL AND"
                       " request_id = $2"),
                   ARGS(DB_I(cx->actor.person.v), DB_I(id.v)), &unseen));
    if (unseen)
        TRY(cx_write(cx, see_notices, &id));
    RENDER(cx, request, p);
    return OK;
}

/* The page again, with what is wrong and every word that was typed. */
enum err request_again(struct cx *cx, request_id id, enum err err)
{
    struct request_page *p = NEW(cx->arena, struct request_page);
    struct fault fault = cx->fault;
    if (fault_status(err) >= 500 || http_wants_json(cx->q))
        return err;
    TRY(request_page_load(cx, id, p));
    cx->fault = fault;
    layout_wrong(cx, &p->layout, err);
    struct str text = http_form(cx->q, S("text"));
    if (text.p) {
        p->draft = text;
        p->kind = str_eq(http_form(cx->q, S("kind")), S("note")) ? S("note") : S("reply");
    }
    p->promise_due = http_form(cx->q, S("due"));
    p->promise_words = http_form(cx->q, S("words"));
    p->promise_reason = http_form(cx->q, S("reason"));
    if (err == ERR_CONFLICT && text.p)
        TRY(request_conflict(cx, p));
    RENDER(cx, request, p);
    return OK;
}

enum err request_begin(struct cx *cx, request_id id, struct request *r)
{
    TRY(request_get(cx, id, r));
    struct object object = request_object(r);
    if (!may(cx, MAY_READ_REQUEST, &object))
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
    if (!may(cx, MAY_ANSWER_REQUEST, &object))
        return fail(cx, ERR_FORBIDDEN, NULL, "You may read this request, not change it");
    return OK;
}

struct str request_path(struct cx *cx, request_id id)
{
    return str_fmt(cx->arena, "/r/%lld", (long long)id.v);
}

static struct str path_after(struct cx *cx, request_id id)
{
    struct str next = http_form(cx->q, S("next"));
    if (str_starts(next, S("/r/")) || str_starts(next, S("/requests")) || str_eq(next, S("/today")))
        return next;
    return request_path(cx, id);
}

/* ---- an answer or a note --------------------------------------------------------------------- */

struct reply {
    request_id id;
    struct str text, kind, then; /* then: "", "keep", "wait" */
    struct str after;            /* besides: "", "keep", "wait"; an answer used again may say so */
    int64_t macro;               /* that was used; 0: none */
    int64_t seen_version;        /* of the request, as the form saw it; 0: not asked */
    int moves;
    int64_t uploads[UPLOADS_MOST];
    int upload_count;
    struct message message;
    struct str undo;
};

/* Files that arrived before their words: those that the form still lists. */
static void read_uploads(struct cx *cx, struct reply *p)
{
    for (int i = 0; i < cx->q->form_count && p->upload_count < UPLOADS_MOST; i++)
        if (str_eq(cx->q->form[i].name, S("upload")) &&
            str_to_i64(cx->q->form[i].value, &p->uploads[p->upload_count]) == OK)
            p->upload_count++;
}

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
    p->after = http_form(cx->q, S("after"));
    TRY(form_i64(cx, "macro", 0, INT64_MAX, 0, &p->macro));
    TRY(form_text(cx, "text", 1, LIMIT_MESSAGE_BYTES, &p->text));
    TRY(form_i64(cx, "seen", 0, INT64_MAX, 0, &p->seen_version));
    for (int i = 0; i < COUNT(moves); i++)
        if (form_has(cx, moves[i].field))
            p->moves |= (int)moves[i].move;
    read_uploads(cx, p);
    return OK;
}

/* Files of the form, kept by their hash and hung on the message. */
static enum err keep_files(struct cx *cx, const struct reply *p)
{
    message_id message = p->message.id;
    for (int i = 0; i < p->upload_count; i++) {
        struct upload u;
        TRY(upload_get(cx, p->uploads[i], &u));
        TRY(upload_attach(cx, &u, message));
    }
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

/* The box said who receives it. When that changed meanwhile, its writer looks first. */
static enum err check_recipients(struct cx *cx, const struct reply *p)
{
    struct str said = http_form(cx->q, S("to")), now;
    if (!said.p || str_eq(p->kind, S("note")) || form_has(cx, "anyway"))
        return OK;
    TRY(request_recipients(cx, p->id, &now));
    if (!str_eq(said, now))
        return fail(cx, ERR_CONFLICT, "text",
                    "Who receives this has changed meanwhile. Look at the list, then send");
    return OK;
}

static bool is_kept(const struct reply *p)
{
    return str_eq(p->then, S("keep")) || str_eq(p->after, S("keep"));
}

static enum err after_reply(struct cx *cx, struct request *r, const struct reply *p)
{
    if (str_eq(p->kind, S("note")) && !str_eq(p->then, S("keep")))
        return OK;
    if (is_kept(p))
        return request_set_state(cx, r, REQUEST_SOLVED, S(""));
    bool waits = str_eq(p->then, S("wait")) || str_eq(p->after, S("wait"));
    if (waits && r->state == REQUEST_OPEN)
        return request_set_state(cx, r, REQUEST_WAITING, S(""));
    return OK;
}

static enum err do_reply(struct cx *cx, void *arg)
{
    struct reply *p = arg;
    struct request r;
    bool is_note = str_eq(p->kind, S("note"));
    TRY(request_begin(cx, p->id, &r));
    TRY(check_seen(cx, p, &r));
    TRY(check_recipients(cx, p));
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
    TRY(keep_files(cx, p));
    if (!is_note)
        TRY(offers_take(cx, &r));
    if (!is_note && form_has(cx, "quote"))
        TRY(mail_quote_add(cx, p->message.id));
    TRY(draft_set(cx, p->id, p->kind, S("")));
    TRY(after_reply(cx, &r, p));
    struct str data = str_fmt(cx->arena, "%lld %d", (long long)p->message.id.v, is_kept(p));
    if (p->macro)
        TRY(macro_used(cx, (macro_id){p->macro}));
    if (is_note)
        return mention_add(cx, &p->message);
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
        return request_again(cx, p.id, err);
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

struct draft_form {
    request_id id;
    struct str kind, text;
};

static enum err do_draft(struct cx *cx, void *arg)
{
    struct draft_form *d = arg;
    return draft_move(cx, d->id, d->kind, d->text);
}

enum err request_draft_post(struct cx *cx)
{
    struct draft_form d;
    struct request r;
    TRY(param_id(cx, 0, &d.id.v));
    TRY(request_begin(cx, d.id, &r));
    d.kind = str_eq(http_form(cx->q, S("kind")), S("note")) ? S("note") : S("reply");
    TRY(form_text(cx, "text", 0, LIMIT_MESSAGE_BYTES, &d.text));
    TRY(cx_write(cx, do_draft, &d));
    if (str_eq(d.kind, S("reply")))
        return offers_answer(cx, &r, d.text);
    cx->r->status = 204;
    return OK;
}

/* A button of the box that does something else than send: the words stay. */
static enum err keep_words(struct cx *cx, request_id id)
{
    struct str text;
    TRY(form_text(cx, "text", 0, LIMIT_MESSAGE_BYTES, &text));
    bool is_note = str_eq(http_form(cx->q, S("kind")), S("note"));
    return draft_set(cx, id, is_note ? S("note") : S("reply"), text);
}

/* ---- give to, move, wait, keep … ----------------------------------------------------------------
 */

enum err request_offer_undo(struct cx *cx, struct request_act *a, const char *kind, struct str data)
{
    struct str all = str_fmt(cx->arena, "%lld %.*s", (long long)a->id.v, STR_ARG(data));
    TRY(undo_offer(cx, str_from(kind), all, &a->undo));
    a->undo = str_fmt(cx->arena, "%.*s?back=/r/%lld", STR_ARG(a->undo), (long long)a->id.v);
    return OK;
}

static enum err offer(struct cx *cx, struct request_act *a, const char *kind, int64_t was)
{
    return request_offer_undo(cx, a, kind, str_fmt(cx->arena, "%lld", (long long)was));
}

static enum err change_service(struct cx *cx, struct request_act *a, struct request *r)
{
    struct service s;
    int64_t id, was = r->service.v;
    TRY(form_i64(cx, "service", 1, INT64_MAX, 0, &id));
    TRY(service_get(cx, (service_id){id}, &s));
    TRY(request_move(cx, r, s.id, s.team));
    return offer(cx, a, "request.service", was);
}

static enum err change_state(struct cx *cx, struct request_act *a, struct request *r)
{
    static const struct {
        const char *act;
        enum request_state to;
    } acts[] = {{"keep", REQUEST_SOLVED},
                {"wait", REQUEST_WAITING},
                {"open", REQUEST_OPEN},
                {"spam", REQUEST_SPAM},
                {"withdraw", REQUEST_WITHDRAWN}};
    struct str reason;
    int64_t was = r->state;
    TRY(form_text(cx, "reason", 0, LIMIT_SUBJECT_BYTES, &reason));
    for (int i = 0; i < COUNT(acts); i++)
        if (str_eq(a->act, str_from(acts[i].act))) {
            TRY(request_set_state(cx, r, acts[i].to, reason));
            return offer(cx, a, "request.state", was);
        }
    return fail(cx, ERR_INVALID, "act", "Choose what to do with this request");
}

static enum err do_change(struct cx *cx, void *arg)
{
    struct request_act *a = arg;
    struct request r;
    request_act_fn *fn = request_act_find(a->act);
    TRY(request_begin(cx, a->id, &r));
    a->words = word(cx->lang, "Done.");
    a->to = S("");
    if (!fn)
        fn = str_eq(a->act, S("service")) ? change_service : change_state;
    TRY(fn(cx, a, &r));
    return form_has(cx, "text") && !str_eq(a->act, S("rest")) ? keep_words(cx, a->id) : OK;
}

enum err request_change_post(struct cx *cx)
{
    struct request_act a = {0};
    TRY(param_id(cx, 0, &a.id.v));
    a.act = http_form(cx->q, S("act"));
    enum err err = cx_write(cx, do_change, &a);
    if (err != OK)
        return request_again(cx, a.id, err);
    toast_set(cx, a.words, a.undo);
    struct str here = request_path(cx, a.id); /* a button of the box leads nowhere else */
    return done(cx, a.to.n ? a.to : form_has(cx, "text") ? here : path_after(cx, a.id));
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
    TRY(request_begin(cx, g->id, &r));
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
        return request_again(cx, g.id, err);
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
    if (str_eq(kind, S("answer.end")) && str_to_i64(data, &was) == OK)
        return macro_end(cx, (macro_id){was}, true);
    if (str_eq(kind, S("view")))
        return view_undo(cx, data);
    if (str_eq(kind, S("bulk")))
        return bulk_undo(cx, data);
    *done_here = str_starts(kind, S("request."));
    if (!*done_here)
        return OK;
    struct str rest = data, number = str_cut(&rest, ' ');
    bool done = false;
    TRY(request_get(cx, request_from_number(number), &r));
    rest = rest.p ? rest : S("");
    TRY(request_undo_whole(cx, kind, &r, rest, &done));
    if (!done)
        TRY(request_undo_copy(cx, kind, &r, rest, &done));
    if (done)
        return OK;
    if (str_to_i64(rest, &was) != OK)
        return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    if (str_eq(kind, S("request.owner")))
        return request_assign(cx, &r, (person_id){was});
    if (str_eq(kind, S("request.state")))
        return request_set_state(cx, &r, (enum request_state)was, S("undo"));
    TRY(service_get(cx, (service_id){was}, &s));
    return request_move(cx, &r, s.id, s.team);
}
