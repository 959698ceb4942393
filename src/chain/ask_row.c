/* ask_row.c: asks as lists and panels show them. */
#include "chain/chain_pages.h"
#include "people/person.h"

static enum err fill_promise(struct cx *cx, struct ask_row *row)
{
    struct promise *list;
    int count;
    TRY(promise_list(cx, row->ask.inner, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESOLVE && list[i].state != PROMISE_RENEGOTIATED)
            row->promise = list[i];
    return OK;
}

static void fill_state(struct cx *cx, struct ask_row *row)
{
    bool late = row->promise.id.v && (row->promise.state == PROMISE_BROKEN ||
                                      (row->is_open && row->promise.due_at < cx->now));
    if (row->ask.state == ASK_DONE) {
        row->state_words = late ? word(cx->lang, "Done late") : word(cx->lang, "Kept");
        row->state_class = late ? S("broken") : S("kept");
    } else if (row->ask.state == ASK_WITHDRAWN) {
        row->state_words = word(cx->lang, "No longer needed");
        row->state_class = S("");
    } else if (row->inner.state == REQUEST_WAITING) {
        row->state_words = word(cx->lang, "Waits for an answer of ours");
        row->state_class = S("wait");
    } else if (late) {
        row->state_words = word(cx->lang, "Late");
        row->state_class = S("broken");
    } else if (row->ask.needed_at && row->promise.due_at > row->ask.needed_at) {
        row->state_words = word(cx->lang, "Promised for later than needed");
        row->state_class = S("risk");
    } else {
        row->state_words = word(cx->lang, "Open");
        row->state_class = S("");
    }
}

enum err ask_row_fill(struct cx *cx, const struct ask *a, struct ask_row *row)
{
    struct service s;
    struct person asker;
    *row = (struct ask_row){.ask = *a};
    TRY(service_get(cx, a->service, &s));
    TRY(request_get(cx, a->inner, &row->inner));
    TRY(person_get(cx, a->asker, &asker));
    TRY(fill_promise(cx, row));
    row->is_open = a->state == ASK_OPEN;
    row->service_name = s.name;
    row->given_by = a->supplier.n && s.supplier.n ? s.supplier : s.team_name;
    row->asker_name = asker.name;
    row->subject = row->inner.subject;
    row->path = str_fmt(cx->arena, "/asks/%lld", (long long)a->id.v);
    row->number = request_number(cx->arena, a->inner);
    row->outer_number = request_number(cx->arena, a->outer);
    row->outer_path = str_fmt(cx->arena, "/r/%lld", (long long)a->outer.v);
    row->inner_path = str_fmt(cx->arena, "/r/%lld", (long long)a->inner.v);
    for (int bit = 1; bit <= MOVES_ALL; bit *= 2)
        row->moves_made += (row->inner.moves & bit) != 0;
    fill_state(cx, row);
    return OK;
}

enum err chain_panel_load(struct cx *cx, const struct request *r, struct chain_panel *p)
{
    struct ask *asks, as_inner;
    struct fault before = cx->fault;
    int count;
    *p = (struct chain_panel){.request = r->id, .is_open = request_is_open(r->state)};
    p->ask_path = str_fmt(cx->arena, "/r/%lld/ask", (long long)r->id.v);
    TRY(ask_list_of(cx, r->id, &asks, &count));
    p->rows = NEWN(cx->arena, struct ask_row, count);
    for (int i = 0; i < count; i++) {
        TRY(ask_row_fill(cx, &asks[i], &p->rows[i]));
        p->kept += asks[i].state == ASK_DONE;
    }
    p->count = count;
    enum err err = count ? chain_help_of(cx, r->id, &p->help) : ERR_NOT_FOUND;
    p->has_risk = err == OK;
    if (err == OK || err == ERR_NOT_FOUND)
        err = ask_of_inner(cx, r->id, &as_inner);
    p->is_inner = err == OK;
    if (err == OK)
        err = ask_row_fill(cx, &as_inner, &p->as_inner);
    if (err == ERR_NOT_FOUND) {
        cx->fault = before;
        return OK;
    }
    return err;
}
