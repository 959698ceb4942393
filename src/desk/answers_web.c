#include "desk/answers_page.h"

#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "desk/request_acts.h"
#include "desk/templates.h"
#include "people/account.h"
#include "text/when.h"

static enum err show(struct cx *cx, const struct macro *typed, enum err err)
{
    struct answers_page *p = NEW(cx->arena, struct answers_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    int64_t id = 0;
    if (str_to_i64(http_query(cx->q, S("edit")), &id) != OK)
        id = 0;
    TRY(layout_load(cx, S("answers"), &p->layout));
    TRY(macro_list(cx, S(""), &p->list, &p->count));
    p->open = (struct macro){
        .kind = S("reply"), .name = S(""), .text = http_query(cx->q, S("text")), .then_act = S("")};
    if (typed)
        p->open = *typed;
    else if (id)
        TRY(macro_get(cx, (macro_id){id}, &p->open));
    p->is_own = p->open.owner.v != 0;
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, answers, p);
    return OK;
}

enum err answers_get(struct cx *cx)
{
    return show(cx, NULL, OK);
}

static const struct {
    const char *field;
    enum move move;
} move_fields[] = {{"move_ack", MOVE_ACKNOWLEDGE},
                   {"move_what", MOVE_WHAT},
                   {"move_when", MOVE_BY_WHEN},
                   {"move_explain", MOVE_EXPLAIN},
                   {"move_thank", MOVE_THANK}};

static enum err read_macro(struct cx *cx, struct macro *m)
{
    struct str after = http_form(cx->q, S("after"));
    m->kind = str_eq(http_form(cx->q, S("kind")), S("note")) ? S("note") : S("reply");
    m->then_act = str_eq(after, S("keep")) || str_eq(after, S("wait")) ? after : S("");
    m->owner.v = form_has(cx, "own") ? cx->actor.person.v : 0;
    for (int i = 0; i < COUNT(move_fields); i++)
        if (form_has(cx, move_fields[i].field))
            m->moves |= (int)move_fields[i].move;
    m->name = http_form(cx->q, S("name"));
    m->text = http_form(cx->q, S("text"));
    TRY(form_i64(cx, "id", 1, INT64_MAX, 0, &m->id.v));
    TRY(form_text(cx, "name", 1, LIMIT_NAME_BYTES, &m->name));
    return form_text(cx, "text", 1, LIMIT_MESSAGE_BYTES, &m->text);
}

static enum err store(struct cx *cx, void *arg)
{
    return macro_store(cx, arg);
}

enum err answers_post(struct cx *cx)
{
    struct macro m = {0};
    enum err err = read_macro(cx, &m);
    if (err == OK)
        err = cx_write(cx, store, &m);
    if (err != OK)
        return show(cx, &m, err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, S("/answers"));
}

struct ending {
    macro_id id;
    bool back;
    struct str undo;
};

static enum err end_it(struct cx *cx, void *arg)
{
    struct ending *e = arg;
    TRY(macro_end(cx, e->id, false));
    return undo_offer(cx, S("answer.end"), str_fmt(cx->arena, "%lld", (long long)e->id.v),
                      &e->undo);
}

enum err answers_end_post(struct cx *cx)
{
    struct ending e = {0};
    TRY(param_id(cx, 0, &e.id.v));
    TRY(cx_write(cx, end_it, &e));
    toast_set(cx, word(cx->lang, "Out of the list."),
              str_cat(cx->arena, e.undo, S("?back=/answers")));
    return done(cx, S("/answers"));
}

/* ---- for the box of a request -----------------------------------------------------------------
 */

static enum err due_words(struct cx *cx, const struct request *r, struct str *out)
{
    struct when_reader reader = {.lang = cx->lang, .zone = cx->zone, .now = cx->now};
    *out = r->due_at ? when_words(cx->arena, &reader, r->due_at, WHEN_FULL) : S("");
    return OK;
}

static enum err load_args(struct cx *cx, const struct request *r, struct word_arg *args)
{
    struct person p;
    struct str due;
    TRY(person_get(cx, r->requester, &p));
    TRY(due_words(cx, r, &due));
    args[0] = (struct word_arg){"name", person_called(&p)};
    args[1] = (struct word_arg){"full_name", p.name};
    args[2] = (struct word_arg){"number", request_number(cx->arena, r->id)};
    args[3] = (struct word_arg){"subject", r->subject};
    args[4] = (struct word_arg){"me", cx->actor.name};
    args[5] = (struct word_arg){"due", due};
    return OK;
}
enum { arg_count = 6 };

static enum err readable(struct cx *cx, struct request *r)
{
    request_id id;
    TRY(param_id(cx, 0, &id.v));
    return request_begin(cx, id, r);
}

enum err request_answers_get(struct cx *cx)
{
    struct request r;
    struct macro *list;
    struct pick_page page = {0};
    struct word_arg args[arg_count];
    TRY(readable(cx, &r));
    TRY(load_args(cx, &r, args));
    TRY(macro_list(cx, http_query(cx->q, S("q")), &list, &page.count));
    page.rows = NEWN(cx->arena, struct pick_row, page.count);
    for (int i = 0; i < page.count; i++) {
        struct str text = word_fill(cx->arena, list[i].text, args, arg_count);
        page.rows[i] = (struct pick_row){.title = list[i].name,
                                         .hint = str_head(text, text.n < 100 ? text.n : 100),
                                         .insert = text,
                                         .kind = list[i].kind,
                                         .after = list[i].then_act,
                                         .macro = list[i].id.v,
                                         .moves = list[i].moves,
                                         .is_answer = true};
        page.rows[i].hint = utf8_cut_bytes(text, 100);
    }
    RENDER(cx, request_pick, &page);
    return OK;
}

enum err request_colleagues_get(struct cx *cx)
{
    struct request r;
    struct account *accounts;
    struct pick_page page = {0};
    struct str find = str_lower(cx->arena, str_trim(http_query(cx->q, S("q"))));
    int count;
    TRY(readable(cx, &r));
    TRY(account_list(cx, &accounts, &count));
    page.rows = NEWN(cx->arena, struct pick_row, count);
    for (int i = 0; i < count; i++)
        if (!accounts[i].is_disabled && str_has(str_lower(cx->arena, accounts[i].name), find))
            page.rows[page.count++] = (struct pick_row){
                .title = accounts[i].name,
                .hint = S(""),
                .insert = str_fmt(cx->arena, "@%.*s ", STR_ARG(accounts[i].name))};
    RENDER(cx, request_pick, &page);
    return OK;
}

/* ---- named in a note --------------------------------------------------------------------------
 */

bool mention_has(struct str text, struct str name)
{
    for (ptrdiff_t at; name.n && (at = str_chr(text, '@')) >= 0;) {
        text = str_skip(text, at + 1);
        if (text.n >= name.n && str_eqi(str_head(text, name.n), name)) {
            unsigned char next = text.n > name.n ? (unsigned char)text.p[name.n] : ' ';
            if (next < 0x80 && !((next | 32) >= 'a' && (next | 32) <= 'z') &&
                !(next >= '0' && next <= '9'))
                return true;
        }
    }
    return false;
}

enum err mention_add(struct cx *cx, const struct message *note)
{
    struct account *accounts;
    int count;
    if (str_chr(note->text, '@') < 0)
        return OK;
    TRY(account_list(cx, &accounts, &count));
    for (int i = 0; i < count; i++) {
        if (accounts[i].is_disabled || !mention_has(note->text, accounts[i].name))
            continue;
        struct notice n = {.person = accounts[i].person,
                           .request = note->request,
                           .message = note->id,
                           .kind = NOTICE_MENTION};
        struct event e = {.kind = EVENT_MENTIONED,
                          .actor = cx->actor.person,
                          .request = note->request,
                          .object = accounts[i].person.v,
                          .note = S("")};
        TRY(notice_add(cx, &n));
        TRY(event_emit(cx, &e));
    }
    return OK;
}

/* ---- what one is to know ----------------------------------------------------------------------
 */

static struct str notice_words(struct cx *cx, const struct notice *n)
{
    const char *words = WORD("{name} named you in a note");
    switch (n->kind) {
    case NOTICE_MENTION: break;
    case NOTICE_OFFER: words = WORD("{name} would like you to take this over"); break;
    case NOTICE_ACCEPTED: words = WORD("{name} has taken over what you offered"); break;
    case NOTICE_DECLINED: words = WORD("{name} cannot take over what you offered"); break;
    case NOTICE_UNSENT: words = WORD("Your answer was held back: they wrote first"); break;
    case NOTICE_CHAIN: words = WORD("A promise of yours will likely be late"); break;
    }
    struct word_arg name = {"name", n->actor_name};
    return word_fill(cx->arena, word(cx->lang, words), &name, 1);
}

enum err notices_get(struct cx *cx)
{
    struct notices_page *p = NEW(cx->arena, struct notices_page);
    int n;
    TRY(layout_load(cx, S("notices"), &p->layout));
    TRY(notice_list(cx, &p->list, &n));
    p->words = NEWN(cx->arena, struct str, n);
    for (int i = 0; i < n; i++) {
        struct request r;
        enum err err = request_get(cx, p->list[i].request, &r);
        if (err == ERR_NOT_FOUND)
            continue; /* not for them any more */
        TRY(err);
        p->list[p->count] = p->list[i];
        p->words[p->count] = notice_words(cx, &p->list[p->count]);
        p->count++;
    }
    RENDER(cx, notices, p);
    return OK;
}

static enum err see_all(struct cx *cx, void *arg)
{
    (void)arg;
    return notice_seen(cx, (request_id){0});
}

enum err notices_post(struct cx *cx)
{
    TRY(cx_write(cx, see_all, NULL));
    return done(cx, S("/for-me"));
}
