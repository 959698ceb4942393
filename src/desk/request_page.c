/* request_page.c: everything the page of a request shows. */
#include "desk/answers_page.h"

#include "base/vec.h"
#include "people/account.h"
#include "text/when.h"

static void fill_moves(struct cx *cx, struct request_page *p)
{
    static const struct {
        enum move move;
        const char *title, *missing;
    } moves[] = {
        {MOVE_ACKNOWLEDGE, WORD("Acknowledge"), WORD("not done yet")},
        {MOVE_WHAT, WORD("What we will do"), WORD("not said yet")},
        {MOVE_BY_WHEN, WORD("How long"), WORD("not said yet")},
        {MOVE_EXPLAIN, WORD("How it works"), WORD("not explained yet")},
        {MOVE_THANK, WORD("Thank you"), WORD("after the promise is kept")},
    };
    bool is_next = true;
    for (int i = 0; i < 5; i++) {
        bool made = p->request.moves & (int)moves[i].move;
        p->moves[i] = (struct move_row){.title = word(cx->lang, moves[i].title),
                                        .is_made = made,
                                        .move = moves[i].move,
                                        .words = made ? word(cx->lang, "done")
                                                      : word(cx->lang, moves[i].missing),
                                        .is_next = !made && is_next};
        is_next = is_next && made;
        p->moves_made += made;
    }
}

static void promise_state_words(struct cx *cx, struct promise_row *row)
{
    switch (row->promise.state) {
    case PROMISE_OPEN: row->state_words = word(cx->lang, "Open"), row->state_class = S(""); break;
    case PROMISE_KEPT:
        row->state_words = word(cx->lang, "Kept"), row->state_class = S("kept");
        break;
    case PROMISE_RENEGOTIATED:
        row->state_words = word(cx->lang, "Moved in time"), row->state_class = S("risk");
        break;
    case PROMISE_BROKEN:
        row->state_words = word(cx->lang, "Broken"), row->state_class = S("broken");
        break;
    case PROMISE_WITHDRAWN:
        row->state_words = word(cx->lang, "Withdrawn"), row->state_class = S("");
        break;
    }
}

static enum err fill_promises(struct cx *cx, struct request_page *p)
{
    struct promise *list;
    TRY(promise_list(cx, p->request.id, &list, &p->promise_count));
    p->promises = NEWN(cx->arena, struct promise_row, p->promise_count);
    for (int i = 0; i < p->promise_count; i++) {
        struct promise_row *row = &p->promises[i];
        struct person giver;
        row->promise = list[i];
        row->words = promise_sentence(cx, &list[i]);
        row->may_move = promise_may_move(&list[i], cx->now);
        row->giver_name = p->team_name;
        if (list[i].giver.v && person_get(cx, list[i].giver, &giver) == OK)
            row->giver_name = giver.name;
        promise_state_words(cx, row);
    }
    return OK;
}

static enum err fill_choices(struct cx *cx, struct request_page *p)
{
    struct account *accounts;
    struct service *services;
    TRY(account_list(cx, &accounts, &p->owner_count));
    p->owners = NEWN(cx->arena, struct choice, p->owner_count);
    for (int i = 0; i < p->owner_count; i++)
        p->owners[i] = (struct choice){accounts[i].person.v, accounts[i].name,
                                       accounts[i].person.v == p->request.owner.v};
    TRY(service_list(cx, false, &services, &p->service_count));
    p->services = NEWN(cx->arena, struct choice, p->service_count);
    for (int i = 0; i < p->service_count; i++)
        p->services[i] = (struct choice){services[i].id.v, services[i].name,
                                         services[i].id.v == p->request.service.v};
    return OK;
}

/* The view it was opened from, and its neighbours there. */
static enum err fill_siblings(struct cx *cx, struct request_page *p)
{
    struct view_at at;
    if (!view_from(cx, &at))
        at = (struct view_at){.view = VIEW_MINE};
    at.after_id.v = 0;
    p->view_path = view_path(cx, &at);
    p->view_title = view_title(cx, &at);
    TRY(inbox_rows(cx, &at, &p->siblings, &p->sibling_count));
    for (int i = 0; i < p->sibling_count; i++) {
        if (p->siblings[i].request.id.v != p->request.id.v)
            continue;
        p->siblings[i].is_current = true;
        p->position = i + 1;
        p->previous_path = i > 0 ? p->siblings[i - 1].path : S("");
        p->next_path = i + 1 < p->sibling_count ? p->siblings[i + 1].path : S("");
    }
    if (p->position == 0 && p->sibling_count)
        p->next_path = p->siblings[0].path;
    return OK;
}

void request_state_words(struct cx *cx, const struct request *r, struct str *words,
                         struct str *class)
{
    *class = S("");
    switch (r->state) {
    case REQUEST_OPEN:
        *words = word(cx->lang, r->risk == RISK_LATE   ? "Late"
                                : r->risk == RISK_SOON ? "At risk"
                                                       : "Open");
        *class = r->risk == RISK_LATE ? S("broken") : r->risk == RISK_SOON ? S("risk") : S("");
        return;
    case REQUEST_WAITING: *words = word(cx->lang, "Waiting for them"), *class = S("wait"); return;
    case REQUEST_SOLVED: *words = word(cx->lang, "Kept"), *class = S("kept"); return;
    case REQUEST_WITHDRAWN:
        *words = r->merged_into.v ? word(cx->lang, "Joined into another")
                                  : word(cx->lang, "No longer needed");
        return;
    case REQUEST_SPAM: *words = word(cx->lang, "Spam"); return;
    }
}

static enum err fill_mail(struct cx *cx, struct request_page *p)
{
    struct mailbox m;
    enum err err = mailbox_default(cx, &m);
    if (err == ERR_NOT_FOUND)
        return OK; /* no mailbox yet: answers are read on the person's page */
    p->will_send = err == OK && m.may_send;
    p->reply_to = p->person.address;
    return err;
}

static enum err fill_row(struct cx *cx, struct request_page *p)
{
    struct person owner = {.name = S("")};
    struct team team;
    TRY(team_get(cx, p->request.team, &team));
    p->team_name = team.name;
    if (p->request.owner.v)
        TRY(person_get(cx, p->request.owner, &owner));
    p->owner_name = owner.name;
    p->row = (struct inbox_row){.request = p->request,
                                .number = request_number(cx->arena, p->request.id),
                                .path = p->path,
                                .name = p->person.name,
                                .initials = person_initials(cx->arena, p->person.name),
                                .hue = person_hue(p->person.id),
                                .team_name = p->team_name,
                                .owner_name = p->owner_name};
    return OK;
}

static void fill_messages(struct cx *cx, struct request_page *p)
{
    p->messages = NEWN(cx->arena, struct entry *, p->entry_count);
    for (int i = 0; i < p->entry_count; i++)
        if (p->entries[i].kind == ENTRY_MESSAGE)
            p->messages[p->message_count++] = &p->entries[i];
}

int64_t request_last_message(const struct request_page *p)
{
    return p->message_count ? p->messages[p->message_count - 1]->message.id.v : 0;
}

struct str request_wrong_id(const struct request_page *p)
{
    struct str field = p->layout.wrong_field;
    if (str_eq(field, S("text")))
        return S("body");
    if (str_eq(field, S("words")))
        return S("promise-words");
    if (str_eq(field, S("due")))
        return S("promise-due");
    return str_eq(field, S("reason")) ? S("promise-reason") : field;
}

const char *request_message_kind(const struct entry *e)
{
    switch (e->message.kind) {
    case MESSAGE_IN: return "in";
    case MESSAGE_OUT: return "out";
    case MESSAGE_NOTE: return "note";
    case MESSAGE_AUTO: return "auto";
    }
    return "in";
}

/* A note where an answer would surprise: a colleague has just named them here, or offers them the
 * request; and to spam nobody answers. */
static struct str usual_kind(struct cx *cx, const struct request_page *p)
{
    if (p->request.state == REQUEST_SPAM || p->more.is_offered_to_me)
        return S("note");
    if (p->message_count == 0 || p->request.owner.v == cx->actor.person.v)
        return S("reply");
    const struct message *last = &p->messages[p->message_count - 1]->message;
    bool is_named = last->kind == MESSAGE_NOTE && last->author.v != cx->actor.person.v &&
                    mention_has(last->text, cx->actor.name);
    return is_named ? S("note") : S("reply");
}

/* What was begun last is in the box, unless the address asks for the other kind. */
static enum err load_draft(struct cx *cx, struct request_page *p)
{
    struct str kind = http_query(cx->q, S("write"));
    TRY(draft_latest(cx, p->request.id, &p->more.draft));
    p->kind = p->more.draft.text.n ? p->more.draft.kind : usual_kind(cx, p);
    p->draft = p->more.draft.text;
    if (p->more.draft.at) {
        struct buf b;
        buf_init(&b, cx->arena, 40);
        when_put_datetime(&b, p->more.draft.at);
        p->more.draft_at = buf_str(&b);
    }
    if (!str_eq(kind, S("note")) && !str_eq(kind, S("reply")))
        return OK;
    p->kind = kind;
    return draft_get(cx, p->request.id, kind, &p->draft);
}

enum err request_page_load(struct cx *cx, request_id id, struct request_page *p)
{
    TRY(request_get(cx, id, &p->request));
    struct object object = request_object(&p->request);
    if (!may(cx, MAY_READ_REQUEST, &object))
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
    TRY(person_get(cx, p->request.requester, &p->person));
    TRY(service_get(cx, p->request.service, &p->service));
    TRY(fill_siblings(cx, p));
    TRY(layout_load(cx, p->view_path, &p->layout));
    p->path = str_fmt(cx->arena, "/r/%lld", (long long)id.v);
    p->called = person_called(&p->person);
    TRY(fill_row(cx, p));
    request_state_words(cx, &p->request, &p->state_words, &p->state_class);
    fill_moves(cx, p);
    TRY(peek_load(cx, &p->request, &p->peek));
    TRY(entries_load(cx, &p->request, &p->entries, &p->entry_count));
    fill_messages(cx, p);
    TRY(fill_promises(cx, p));
    TRY(chain_panel_load(cx, &p->request, &p->chain));
    TRY(fill_choices(cx, p));
    TRY(fill_mail(cx, p));
    TRY(request_more_load(cx, p));
    TRY(load_draft(cx, p));
    TRY(offers_read(cx, &p->request, p->draft, &p->hints));
    p->link = request_link(cx, &p->request);
    return OK;
}
