#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "portal/charter.h"
#include "portal/templates.h"

enum err charter_get(struct cx *cx)
{
    struct charter_page *p = NEW(cx->arena, struct charter_page);
    TRY(charter_load(cx, p));
    if (!p->is_on)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such page");
    RENDER(cx, charter, p);
    return OK;
}

static enum err show(struct cx *cx, enum err err)
{
    struct charter_page *p = NEW(cx->arena, struct charter_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("charter"), &p->layout));
    TRY(charter_load(cx, p));
    cx->fault = fault;
    if (err != OK) {
        layout_wrong(cx, &p->layout, err);
        p->change_words = http_form(cx->q, S("change"));
    }
    RENDER(cx, charter_settings, p);
    return OK;
}

enum err charter_settings_get(struct cx *cx)
{
    return show(cx, OK);
}

struct change {
    struct str words, change;
    bool is_on, adds;
    int64_t drop;
};

static enum err change(struct cx *cx, void *arg)
{
    struct change *c = arg;
    if (c->drop)
        return charter_drop_change(cx, c->drop);
    return c->adds ? charter_add_change(cx, c->change) : charter_set(cx, c->is_on, c->words);
}

enum err charter_settings_post(struct cx *cx)
{
    struct change c = {.is_on = form_has(cx, "is_on"), .adds = form_is(cx, "act", S("add"))};
    enum err err = form_i64(cx, "drop", 1, INT64_MAX, 0, &c.drop);
    if (err == OK)
        err = form_text(cx, "words", 0, LIMIT_CHARTER_BYTES, &c.words);
    if (err == OK)
        err = form_text(cx, "change", c.adds, LIMIT_CHARTER_BYTES, &c.change);
    if (err == OK)
        err = cx_write(cx, change, &c);
    if (err != OK)
        return show(cx, err);
    toast_set(cx, word(cx->lang, "Saved"), S(""));
    return done(cx, S("/settings/charter"));
}
