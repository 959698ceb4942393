/* second_web.c: one's second factor: on, its recovery codes, off. */
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "people/pages.h"
#include "people/templates.h"

static enum err show(struct cx *cx, struct str *codes, int code_count, enum err err)
{
    struct second_page *p = NEW(cx->arena, struct second_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("me"), &p->layout));
    TRY(second_factor_get(cx, cx->actor.person, &p->second));
    p->codes = codes;
    p->code_count = code_count;
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, second, p);
    return OK;
}

enum err second_get(struct cx *cx)
{
    return show(cx, NULL, 0, OK);
}

struct second_change {
    struct str act, code;
    struct str codes[RECOVERY_CODES];
};

static enum err note(struct cx *cx, const char *kind)
{
    return audit_add(cx, kind, cx->actor.name, cx->actor.person.v, S(""));
}

static enum err change(struct cx *cx, void *arg)
{
    struct second_change *c = arg;
    person_id me = cx->actor.person;
    if (str_eq(c->act, S("begin")))
        return second_factor_begin(cx, me);
    if (str_eq(c->act, S("confirm"))) {
        TRY(second_factor_confirm(cx, me, c->code, c->codes));
        TRY(sessions_end(cx, me, cx->actor.session)); /* those knew the password only */
        return note(cx, "second_factor.on");
    }
    TRY(second_factor_use(cx, me, c->code));
    if (str_eq(c->act, S("renew"))) {
        TRY(second_factor_renew(cx, me, c->codes));
        return note(cx, "second_factor.renewed");
    }
    TRY(second_factor_off(cx, me));
    return note(cx, "second_factor.off");
}

static bool is_act(struct str act)
{
    return str_eq(act, S("begin")) || str_eq(act, S("confirm")) || str_eq(act, S("renew")) ||
           str_eq(act, S("off"));
}

enum err second_post(struct cx *cx)
{
    struct second_change c = {.act = http_form(cx->q, S("act"))};
    struct str counted = str_fmt(cx->arena, "t:%lld", (long long)cx->actor.person.v);
    bool wants_code = !str_eq(c.act, S("begin"));
    enum err err = OK;
    if (!is_act(c.act))
        err = fail(cx, ERR_INVALID, "act", "Say what to do: begin, confirm, renew or off");
    if (err == OK && wants_code)
        err = form_text(cx, "code", 1, 64, &c.code);
    if (err == OK && wants_code && (err = sign_in_try(cx, counted)) != OK)
        cx->fault.field = "code";
    if (err == OK)
        err = cx_write(cx, change, &c);
    if (err == ERR_UNAUTHENTICATED) /* they are signed in: it is the field that is wrong */
        err = cx->fault.err = ERR_INVALID;
    if (err == OK && wants_code)
        sign_in_was_right(cx, counted);
    if (err != OK || c.codes[0].n)
        return show(cx, c.codes, c.codes[0].n ? RECOVERY_CODES : 0, err);
    if (str_eq(c.act, S("off")))
        toast_set(cx, word(cx->lang, "The second factor is off."), S(""));
    return done(cx, S("/me/second-factor"));
}
