#include "desk/person_page.h"

#include "app/form.h"
#include "app/search_kind.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "db/search.h"
#include "desk/desk.h"
#include "desk/inbox.h"
#include "desk/templates.h"

static void row_fill(struct cx *cx, const struct person *p, struct person_row *row)
{
    *row = (struct person_row){.person = *p,
                               .path = str_fmt(cx->arena, "/customers/%lld", (long long)p->id.v),
                               .initials = person_initials(cx->arena, p->name),
                               .hue = person_hue(p->id)};
}

static enum err find_people(struct cx *cx, struct people_page *page)
{
    struct search_hit hits[LIMIT_LIST_ROWS];
    int count = LIMIT_LIST_ROWS;
    TRY(search_names(cx->db, SEARCH_PERSON, page->query, hits, &count));
    page->rows = NEWN(cx->arena, struct person_row, count);
    for (int i = 0; i < count; i++) {
        struct person p;
        if (person_get(cx, (person_id){hits[i].id}, &p) == OK)
            row_fill(cx, &p, &page->rows[page->count++]);
    }
    return OK;
}

enum err people_get(struct cx *cx)
{
    struct people_page *page = NEW(cx->arena, struct people_page);
    struct person *list;
    person_id after = {0};
    TRY(layout_load(cx, S("customers"), &page->layout));
    page->query = str_trim(http_query(cx->q, S("find")));
    if (str_to_i64(http_query(cx->q, S("after")), &after.v) != OK)
        after.v = 0;
    if (page->query.n) {
        TRY(find_people(cx, page));
    } else {
        TRY(person_list(cx, after, &list, &page->count));
        page->rows = NEWN(cx->arena, struct person_row, page->count);
        for (int i = 0; i < page->count; i++)
            row_fill(cx, &list[i], &page->rows[i]);
        if (page->count == LIMIT_LIST_ROWS)
            page->next_path = str_fmt(cx->arena, "/customers?after=%lld",
                                      (long long)list[page->count - 1].id.v);
    }
    RENDER(cx, people, page);
    return OK;
}

static void state_words(struct cx *cx, struct person_request *row)
{
    switch (row->request.state) {
    case REQUEST_OPEN: row->state_words = word(cx->lang, "Open"), row->state_class = S(""); return;
    case REQUEST_WAITING:
        row->state_words = word(cx->lang, "Waiting for them"), row->state_class = S("wait");
        return;
    case REQUEST_SOLVED:
        row->state_words = word(cx->lang, "Kept"), row->state_class = S("kept");
        return;
    case REQUEST_WITHDRAWN:
        row->state_words = word(cx->lang, "No longer needed"), row->state_class = S("");
        return;
    case REQUEST_SPAM: row->state_words = word(cx->lang, "Spam"), row->state_class = S(""); return;
    }
}

static enum err load_requests(struct cx *cx, struct person_page *page)
{
    struct request_row *rows;
    TRY(request_list_of(cx, page->person.id, &rows, &page->request_count));
    page->requests = NEWN(cx->arena, struct person_request, page->request_count);
    for (int i = 0; i < page->request_count; i++) {
        const struct request *r = &rows[i].request;
        page->requests[i] = (struct person_request){
            .request = *r,
            .number = request_number(cx->arena, r->id),
            .path = str_fmt(cx->arena, "/r/%lld", (long long)r->id.v)};
        state_words(cx, &page->requests[i]);
    }
    return promise_record(cx, page->person.id, &page->kept, &page->broken);
}

static enum err load(struct cx *cx, person_id id, struct person_page *page)
{
    TRY(layout_load(cx, S("customers"), &page->layout));
    TRY(person_get(cx, id, &page->person));
    page->path = str_fmt(cx->arena, "/customers/%lld", (long long)id.v);
    page->initials = person_initials(cx->arena, page->person.name);
    page->hue = person_hue(id);
    page->new_address = S("");
    for (enum lang l = 0; l < LANG_COUNT; l++)
        page->langs[l] = (struct lang_choice){str_from(lang_tag(l)), str_from(lang_name(l)),
                                              str_eq(page->person.lang, str_from(lang_tag(l)))};
    TRY(person_addresses(cx, id, &page->addresses, &page->address_count));
    return load_requests(cx, page);
}

enum err person_get_page(struct cx *cx)
{
    person_id id;
    struct person_page *page = NEW(cx->arena, struct person_page);
    TRY(param_id(cx, 0, &id.v));
    TRY(load(cx, id, page));
    RENDER(cx, person, page);
    return OK;
}

struct person_change {
    struct person person;
    struct str address;
};

static enum err read_person(struct cx *cx, struct person_change *c)
{
    struct str lang;
    TRY(form_text(cx, "name", 1, LIMIT_NAME_BYTES, &c->person.name));
    TRY(form_text(cx, "called", 0, LIMIT_NAME_BYTES, &c->person.called));
    TRY(form_text(cx, "note", 0, 4000, &c->person.note));
    TRY(form_text(cx, "lang", 0, 10, &lang));
    c->person.lang = lang.n ? str_from(lang_tag(lang_from(lang))) : S("");
    return form_address(cx, "address", true, &c->address);
}

static enum err change_person(struct cx *cx, void *arg)
{
    struct person_change *c = arg;
    TRY(person_set(cx, &c->person));
    return c->address.n ? person_add_address(cx, c->person.id, c->address) : OK;
}

enum err person_post(struct cx *cx)
{
    struct person_change c = {0};
    person_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(person_get(cx, id, &c.person));
    enum err err = read_person(cx, &c);
    if (err == OK)
        err = cx_write(cx, change_person, &c);
    if (err == OK) {
        toast_set(cx, word(cx->lang, "Saved."), S(""));
        return done(cx, str_fmt(cx->arena, "/customers/%lld", (long long)id.v));
    }
    if (fault_status(err) >= 500 || http_wants_json(cx->q))
        return err;
    struct fault fault = cx->fault;
    struct person_page *page = NEW(cx->arena, struct person_page);
    TRY(load(cx, id, page));
    cx->fault = fault;
    layout_wrong(cx, &page->layout, err);
    page->person.name = http_form(cx->q, S("name"));
    page->person.called = http_form(cx->q, S("called"));
    page->person.note = http_form(cx->q, S("note"));
    page->new_address = http_form(cx->q, S("address"));
    RENDER(cx, person, page);
    return OK;
}
