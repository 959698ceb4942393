/* request_copies.c: who receives the answers: let in, kept out, put in copy, all cleared. */
#include "app/form.h"
#include "app/undo.h"
#include "base/limits.h"
#include "desk/request_acts.h"

static enum err find(struct cx *cx, request_id id, struct str address, struct participant *out)
{
    struct participant *list;
    int count;
    TRY(participant_list(cx, id, &list, &count));
    *out = (struct participant){.how = PART_OUT};
    for (int i = 0; i < count; i++)
        if (str_eq(list[i].address, address))
            *out = list[i];
    return OK;
}

static enum err set(struct cx *cx, struct request_act *a, struct request *r, enum part how)
{
    struct str address;
    struct participant was;
    TRY(form_address(cx, "address", false, &address));
    TRY(find(cx, r->id, address, &was));
    TRY(participant_set(cx, r->id, address, how));
    return request_offer_undo(cx, a, "request.copy",
                              str_fmt(cx->arena, "%d %.*s", (int)was.how, STR_ARG(address)));
}

static enum err let_in(struct cx *cx, struct request_act *a, struct request *r)
{
    a->words = word(cx->lang, "They receive what you send from now on, and nothing from before.");
    return set(cx, a, r, PART_COPY);
}

static enum err keep_out(struct cx *cx, struct request_act *a, struct request *r)
{
    a->words = word(cx->lang, "They receive nothing.");
    return set(cx, a, r, PART_OUT);
}

static enum err add(struct cx *cx, struct request_act *a, struct request *r)
{
    struct str address;
    struct participant was;
    TRY(form_address(cx, "address", false, &address));
    TRY(find(cx, r->id, address, &was));
    TRY(participant_invite(cx, r->id, address));
    a->words = word(cx->lang, "In copy from now on. They receive nothing from before.");
    return request_offer_undo(cx, a, "request.copy",
                              str_fmt(cx->arena, "%d %.*s", (int)was.how, STR_ARG(address)));
}

static enum err clear(struct cx *cx, struct request_act *a, struct request *r)
{
    struct str gone;
    TRY(participant_clear(cx, r->id, &gone));
    a->words = word(cx->lang, "Only the person who asked receives your answer.");
    return request_offer_undo(cx, a, "request.copies", gone);
}

request_act_fn *request_copy_act_find(struct str name)
{
    static const struct {
        const char *name;
        request_act_fn *fn;
    } acts[] = {
        {"let_in", let_in}, {"keep_out", keep_out}, {"copy_add", add}, {"copy_clear", clear}};
    for (int i = 0; i < COUNT(acts); i++)
        if (str_eq(name, str_from(acts[i].name)))
            return acts[i].fn;
    return NULL;
}

enum err request_undo_copy(struct cx *cx, struct str kind, struct request *r, struct str data,
                           bool *done)
{
    *done = true;
    if (str_eq(kind, S("request.copies"))) {
        while (data.p && data.n)
            TRY(participant_set(cx, r->id, str_line(&data), PART_COPY));
        return OK;
    }
    *done = str_eq(kind, S("request.copy"));
    if (!*done)
        return OK;
    int64_t how;
    struct str rest = data, number = str_cut(&rest, ' ');
    if (str_to_i64(number, &how) != OK || how < PART_COPY || how > PART_OUT)
        return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    return participant_set(cx, r->id, rest, (enum part)how);
}
