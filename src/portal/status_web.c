#include "portal/portal.h"

#include "app/file.h"
#include "app/form.h"
#include "app/layout.h"
#include "app/serve.h"
#include "app/settings.h"
#include "base/limits.h"
#include "base/vec.h"
#include "http/rate.h"
#include "people/person.h"
#include "people/team.h"
#include "portal/charter.h"
#include "portal/templates.h"
#include "services/service.h"
#include "text/markdown.h"

/* What was said between us, without notes, automatic mail and what is still held back. */
static enum err load_messages(struct cx *cx, const struct request *r, struct status_page *p)
{
    VEC(struct status_message) v = {0};
    struct message *all;
    struct attachment *files;
    int count, file_count;
    TRY(request_messages(cx, r->id, &all, &count));
    TRY(message_attachments(cx, r->id, &files, &file_count));
    for (int i = 0; i < count; i++) {
        const struct message *m = &all[i];
        bool theirs = m->kind == MESSAGE_IN && m->author.v == r->requester.v;
        if (!theirs && (m->kind != MESSAGE_OUT || m->send_after > cx->now))
            continue;
        struct status_message *to = vec_push(cx->arena, &v);
        struct str name = m->author_name;
        *to = (struct status_message){
            .is_theirs = theirs,
            .at = m->at,
            .text = m->visible.n ? m->visible : m->text,
            .name = theirs ? word(cx->lang, "You") : str_cut(&name, ' '),
            .body = markdown_html(cx->arena, m->visible.n ? m->visible : m->text, NULL)};
        for (int k = 0; k < file_count; k++)
            if (files[k].message.v == m->id.v) {
                if (!to->file_count)
                    to->files = &files[k];
                to->file_count++;
            }
    }
    p->messages = v.v;
    p->message_count = (int)v.n;
    return OK;
}

static enum err load_promises(struct cx *cx, const struct request *r, struct status_page *p)
{
    struct promise *list;
    int count;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++) {
        p->kept += list[i].state == PROMISE_KEPT;
        if (!promise_is_pending(&list[i]) ||
            (p->has_promise && p->promise.due_at <= list[i].due_at))
            continue;
        p->promise = list[i];
        p->has_promise = true;
    }
    if (!p->has_promise)
        return OK;
    p->is_late = p->promise.due_at < cx->now;
    p->promise_words = p->promise.words.n                   ? p->promise.words
                       : p->promise.kind == PROMISE_RESOLVE ? word(cx->lang, "It is done")
                                                            : word(cx->lang, "You hear from us");
    return OK;
}

/* The steps of the service; where it stands follows from what has happened. */
static void load_steps(struct cx *cx, const struct service *s, const struct request *r,
                       struct status_page *p)
{
    VEC(struct status_step) v = {0};
    struct str rest = s->steps;
    int at = r->state == REQUEST_SOLVED ? INT32_MAX : r->moves & (MOVE_WHAT | MOVE_BY_WHEN) ? 1 : 0;
    while (rest.p && v.n < 20) {
        struct str line = str_trim(str_line(&rest));
        if (line.n)
            *vec_push(cx->arena, &v) = (struct status_step){line, false, false};
    }
    for (ptrdiff_t i = 0; i < v.n; i++)
        v.v[i] = (struct status_step){v.v[i].words, i < at, i == at};
    p->steps = v.v;
    p->step_count = (int)v.n;
}

static struct str state_key(enum request_state s)
{
    switch (s) {
    case REQUEST_OPEN:
    case REQUEST_SPAM: return S("open"); /* nobody is told that we took them for spam */
    case REQUEST_WAITING: return S("waiting");
    case REQUEST_SOLVED: return S("solved");
    case REQUEST_WITHDRAWN: return S("withdrawn");
    }
    return S("open");
}

static enum err load(struct cx *cx, const struct request *r, struct status_page *p)
{
    struct person person, owner = {.name = S("")};
    struct team team;
    struct service service;
    TRY(person_get(cx, r->requester, &person));
    TRY(team_get(cx, r->team, &team));
    TRY(service_get(cx, r->service, &service));
    if (r->owner.v)
        TRY(person_get(cx, r->owner, &owner));
    if (person.lang.n)
        cx->lang = lang_from(person.lang);
    *p = (struct status_page){.lang = cx->lang,
                              .organisation = org(cx->app)->name,
                              .subject = r->subject,
                              .number = request_number(cx->arena, r->id),
                              .path = request_link(cx, r),
                              .called = person_called(&person),
                              .team_name = team.name,
                              .owner_name = owner.name,
                              .state = state_key(r->state),
                              .bring = service.bring,
                              .promise_words = S(""),
                              .text = S(""),
                              .wrong = S(""),
                              .wrong_field = S(""),
                              .toast = S("")};
    struct str told = http_query(cx->q, S("told"));
    if (told.p)
        p->toast = word(cx->lang, "Thank you. We have it.");
    load_steps(cx, &service, r, p);
    TRY(load_promises(cx, r, p));
    return load_messages(cx, r, p);
}

static enum err status_get(struct cx *cx)
{
    struct request r;
    struct status_page *p = NEW(cx->arena, struct status_page);
    TRY(request_from_link(cx, cx->q->params[0], &r));
    TRY(load(cx, &r, p));
    http_add_header(cx->r, S("X-Robots-Tag"), S("noindex"));
    RENDER(cx, status, p);
    return OK;
}

struct told {
    struct request request;
    struct str text;
    bool no_longer;
};

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
            continue;
        TRY(file_put_fd(cx, f->fd, 0, f->size, &a.hash));
        TRY(attachment_add(cx, &a, &a.id));
    }
    return OK;
}

static enum err tell(struct cx *cx, void *arg)
{
    struct told *t = arg;
    struct request r;
    TRY(request_get(cx, t->request.id, &r));
    if (t->text.n) {
        struct message m = {.kind = MESSAGE_IN,
                            .channel = CHANNEL_WEB,
                            .author = r.requester,
                            .text = t->text,
                            .visible = S(""),
                            .html = S(""),
                            .mail_id = S(""),
                            .raw_hash = S("")};
        TRY(message_add(cx, &r, &m));
        TRY(keep_files(cx, m.id));
    }
    if (t->no_longer && request_is_open(r.state))
        TRY(request_set_state(cx, &r, REQUEST_WITHDRAWN,
                              S("no longer needed, says the person who asked")));
    return OK;
}

static enum err status_again(struct cx *cx, const struct told *t, enum err err)
{
    struct status_page *p = NEW(cx->arena, struct status_page);
    struct fault fault = cx->fault;
    if (fault_status(err) >= 500 || http_wants_json(cx->q))
        return err;
    TRY(load(cx, &t->request, p));
    cx->fault = fault;
    cx->r->status = fault_status(err);
    p->wrong = fault_words(cx);
    p->wrong_field = fault.field ? str_from(fault.field) : S("");
    p->text = http_form(cx->q, S("text"));
    RENDER(cx, status, p);
    return OK;
}

static enum err status_post(struct cx *cx)
{
    struct told t = {0};
    TRY(request_from_link(cx, cx->q->params[0], &t.request));
    t.no_longer = form_is(cx, "act", S("withdraw"));
    enum err err = form_text(cx, "text", t.no_longer ? 0 : 1, LIMIT_MESSAGE_BYTES / 10, &t.text);
    if (err == OK && !rate_allow(cx->app->sign_in_rates, str_cat(cx->arena, S("p:"), cx->q->client),
                                 cx->now, USEC_PER_MIN, 20))
        err = fail(cx, ERR_TOO_MANY, "text",
                   "That was a lot at once. Wait a minute, then send again");
    if (err == OK)
        err = cx_write(cx, tell, &t);
    if (err != OK)
        return status_again(cx, &t, err);
    return done(cx, str_cat(cx->arena, request_link(cx, &t.request), S("?told=1")));
}

enum err portal_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("charter"), word(cx->lang, "Charter"),
                                   S("/settings/charter"), S("globe"), -1, false, false});
    return OK;
}

const struct http_route portal_routes[] = {
    ROUTE(HTTP_GET, "/promises", MAY_BE_ANYONE, charter_get),
    ROUTE(HTTP_GET, "/settings/charter", MAY_READ_SETTINGS, charter_settings_get),
    ROUTE(HTTP_POST, "/settings/charter", MAY_CHANGE_SETTINGS, charter_settings_post),
    ROUTE(HTTP_GET, "/p/{token}", MAY_HOLD_LINK, status_get),
    ROUTE_FILES(HTTP_POST, "/p/{token}", MAY_HOLD_LINK, status_post),
};
const int portal_route_count = COUNT(portal_routes);
