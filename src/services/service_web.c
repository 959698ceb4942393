/* service_web.c: the catalogue, and the page of one service. */
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "people/account.h"
#include "services/service_read.h"
#include "services/templates.h"

enum { rows_more = 2 }; /* empty rows after those in use */

struct str priority_words(enum lang l, enum priority p)
{
    static const char *const words[PRIORITIES] = {[PRIORITY_NORMAL] = WORD("normal"),
                                                  [PRIORITY_LOW] = WORD("low"),
                                                  [PRIORITY_HIGH] = WORD("high"),
                                                  [PRIORITY_URGENT] = WORD("urgent")};
    return word(l, words[p]);
}

/* ---- the page ---------------------------------------------------------------------------------
 */

static enum err fill_people(struct cx *cx, struct service_page *p)
{
    struct team *teams;
    struct account *accounts;
    TRY(team_list(cx, &teams, &p->team_count));
    p->teams = NEWN(cx->arena, struct catalogue_choice, p->team_count);
    for (int i = 0; i < p->team_count; i++)
        p->teams[i] = (struct catalogue_choice){teams[i].id.v, teams[i].name,
                                                teams[i].id.v == p->service.team.v};
    TRY(account_list(cx, &accounts, &p->owner_count));
    p->owners = NEWN(cx->arena, struct catalogue_choice, p->owner_count);
    for (int i = 0; i < p->owner_count; i++)
        p->owners[i] = (struct catalogue_choice){accounts[i].person.v, accounts[i].name,
                                                 accounts[i].person.v == p->service.owner.v};
    return OK;
}

static void fill_targets(struct cx *cx, struct service_page *p, bool as_typed)
{
    static const char *const words[TARGETS] = {[TARGET_ACKNOWLEDGE] = WORD("Acknowledge within"),
                                               [TARGET_RESPOND] = WORD("Answer within"),
                                               [TARGET_UPDATE] = WORD("Say how it stands every"),
                                               [TARGET_RESOLVE] = WORD("Done within")};
    for (int k = 0; k < TARGETS; k++) {
        struct target_row *row = &p->targets[k];
        row->words = word(cx->lang, words[k]);
        for (int n = 0; n < PRIORITIES; n++) {
            const char *field = service_target_field((enum target)k, (enum priority)n);
            int64_t seconds = p->service.targets[n][k];
            row->fields[n] = str_from(field);
            row->values[n] = as_typed  ? http_form(cx->q, str_from(field))
                             : seconds ? length_format(cx->arena, seconds)
                                       : S("");
        }
    }
}

static void fill_needs(struct cx *cx, struct service_page *p, const struct need *needs, int count)
{
    p->needed = needs;
    p->needed_count = count;
    p->need_count = count + rows_more < SERVICE_NEEDS ? count + rows_more : SERVICE_NEEDS;
    p->needs = NEWN(cx->arena, struct need_row, p->need_count);
    for (int n = 0; n < p->need_count; n++) {
        struct need_row *row = &p->needs[n];
        *row = (struct need_row){.n = n + 1, .step = 1};
        row->services = NEWN(cx->arena, struct catalogue_choice, p->service_count);
        if (n < count)
            row->step = needs[n].step, row->is_gate = needs[n].is_gate;
        for (int i = 0; i < p->service_count; i++) {
            const struct service *s = &p->services[i];
            bool chosen = n < count && needs[n].service.v == s->id.v;
            bool inside = (s->audience & AUDIENCE_INSIDE) || s->supplier.n;
            if (s->id.v != p->service.id.v && (chosen || (inside && !s->is_retired)))
                row->services[row->service_count++] = (struct catalogue_choice){s->id.v, s->name,
                                                                                chosen};
        }
    }
}

static struct str joined(struct cx *cx, const struct form_field *f)
{
    struct buf b;
    buf_init(&b, cx->arena, 16 * 1024);
    for (int i = 0; i < f->choice_count; i++)
        buf_addf(&b, "%.*s\n", STR_ARG(f->choices[i]));
    return buf_str(&b);
}

static void fill_fields(struct cx *cx, struct service_page *p, const struct form_field *fields,
                        int count)
{
    p->asked = fields;
    p->asked_count = count;
    p->field_count = count + rows_more < FORM_FIELDS ? count + rows_more : FORM_FIELDS;
    p->fields = NEWN(cx->arena, struct field_row, p->field_count);
    for (int n = 0; n < p->field_count; n++) {
        p->fields[n] = (struct field_row){.n = n + 1, .choices = S("")};
        p->fields[n].field = (struct form_field){
            .key = S(""), .label = S(""), .hint = S(""), .type = FIELD_TEXT};
        if (n < count) {
            p->fields[n].field = fields[n];
            p->fields[n].choices = joined(cx, &fields[n]);
        }
    }
}

static enum err fill_meaning(struct cx *cx, struct service_page *p)
{
    struct service_fault *faults;
    int count;
    int64_t open;
    TRY(service_history(cx, p->service.id, &p->history, &p->history_count));
    TRY(service_faults(cx, &faults, &count));
    p->faults = NEWN(cx->arena, struct str, count);
    for (int i = 0; i < count; i++)
        if (faults[i].service.v == p->service.id.v || faults[i].other.v == p->service.id.v)
            p->faults[p->fault_count++] = faults[i].words;
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM request WHERE service_id = $1 AND state < 10"),
                   ARGS(DB_I(p->service.id.v)), &open));
    p->open_promises = (int)open;
    return OK;
}

static enum err fill_stored(struct cx *cx, struct service_page *p, service_id id)
{
    struct need *needs = NULL;
    struct form_field *fields = NULL;
    int need_count = 0, field_count = 0;
    p->service = (struct service){.name = S(""),
                                  .steps = S(""),
                                  .bring = S(""),
                                  .supplier = S(""),
                                  .supplier_address = S(""),
                                  .audience = AUDIENCE_OUTSIDE};
    p->service.targets[PRIORITY_NORMAL][TARGET_RESPOND] = 4 * 3600;
    p->service.targets[PRIORITY_NORMAL][TARGET_RESOLVE] = 24 * 3600;
    if (id.v) {
        TRY(service_get(cx, id, &p->service));
        TRY(service_needs(cx, id, &needs, &need_count));
        TRY(service_form_parse(cx->arena, p->service.form, &fields, &field_count, &cx->fault));
    }
    fill_needs(cx, p, needs, need_count);
    fill_fields(cx, p, fields, field_count);
    return OK;
}

static enum err show(struct cx *cx, const struct service *typed, const struct service_typed *more,
                     service_id id, enum err err)
{
    struct service_page *p = NEW(cx->arena, struct service_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("services"), &p->layout));
    TRY(service_list(cx, true, &p->services, &p->service_count));
    TRY(fill_stored(cx, p, id));
    if (typed) {
        int64_t version = p->service.version;
        p->service = *typed;
        p->service.id = id;
        p->service.version = version;
        fill_needs(cx, p, more->needs, more->need_count);
        fill_fields(cx, p, more->fields, more->field_count);
    }
    p->version_seen = str_fmt(cx->arena, "%lld", (long long)p->service.version);
    fill_targets(cx, p, typed != NULL);
    TRY(fill_people(cx, p));
    if (id.v)
        TRY(fill_meaning(cx, p));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, service, p);
    return OK;
}

static enum err service_of_path(struct cx *cx, service_id *id)
{
    id->v = 0;
    if (cx->q->param_count == 0 || str_eq(cx->q->params[0], S("new")))
        return OK;
    return param_id(cx, 0, &id->v);
}

enum err service_get_page(struct cx *cx)
{
    service_id id;
    TRY(service_of_path(cx, &id));
    return show(cx, NULL, NULL, id, OK);
}

/* ---- saving -----------------------------------------------------------------------------------
 */

struct saving {
    struct service service;
    struct service_typed typed;
    int64_t seen; /* the version the form showed; 0: not said */
    struct str undo;
};

static enum err save(struct cx *cx, void *arg)
{
    struct saving *w = arg;
    struct service *s = &w->service, before = {0};
    struct team team;
    bool is_new = s->id.v == 0;
    TRY(team_get(cx, s->team, &team));
    if (is_new)
        TRY(service_add(cx, s, &s->id));
    TRY(service_get(cx, s->id, &before));
    if (!is_new && w->seen && before.version != w->seen)
        return fail(
            cx, ERR_CONFLICT, NULL,
            "Somebody changed this service meanwhile. Look at the history, then save again");
    if (!is_new || w->typed.need_count)
        TRY(service_set_all(cx, s, w->typed.keeps_needs ? NULL : w->typed.needs,
                            w->typed.need_count));
    struct str data = str_fmt(cx->arena, "%lld %lld", (long long)s->id.v,
                              is_new ? 0LL : (long long)before.version);
    enum err err = undo_offer(cx, S("service.set"), data, &w->undo);
    if (is_new && err != OK)
        s->id.v = 0;
    return err;
}

/* A write may run twice: it starts from the same each time. */
static enum err save_afresh(struct cx *cx, void *arg)
{
    struct saving *w = arg, copy = *w;
    enum err err = save(cx, &copy);
    if (err == OK)
        *w = copy;
    return err;
}

enum err service_post(struct cx *cx)
{
    struct saving w = {.service = {.steps = S(""), .bring = S("")}};
    service_id id;
    TRY(service_of_path(cx, &id));
    if (id.v)
        TRY(service_get(cx, id, &w.service));
    enum err err = form_i64(cx, "seen", 0, INT64_MAX, 0, &w.seen);
    if (err == OK)
        err = service_read(cx, &w.service, &w.typed);
    w.service.id = id;
    if (err == OK)
        err = cx_write(cx, save_afresh, &w);
    if (err != OK)
        return show(cx, &w.service, &w.typed, id, err);
    toast_set(cx, word(cx->lang, "Saved. Promises that were given keep their time."), w.undo);
    return done(cx, str_fmt(cx->arena, "/settings/services/%lld", (long long)w.service.id.v));
}

struct restoring {
    service_id id;
    int64_t version;
    struct str undo;
};

static enum err restore(struct cx *cx, void *arg)
{
    struct restoring *w = arg;
    struct service before;
    TRY(service_get(cx, w->id, &before));
    TRY(service_restore(cx, w->id, w->version));
    return undo_offer(
        cx, S("service.set"),
        str_fmt(cx->arena, "%lld %lld", (long long)w->id.v, (long long)before.version), &w->undo);
}

enum err service_restore_post(struct cx *cx)
{
    struct restoring w = {0};
    TRY(param_id(cx, 0, &w.id.v));
    TRY(form_i64(cx, "version", 1, INT64_MAX, 0, &w.version));
    enum err err = cx_write(cx, restore, &w);
    if (err != OK)
        return show(cx, NULL, NULL, w.id, err);
    toast_set(cx, word(cx->lang, "Saved. Promises that were given keep their time."), w.undo);
    return done(cx, str_fmt(cx->arena, "/settings/services/%lld", (long long)w.id.v));
}

/* ---- the list ---------------------------------------------------------------------------------
 */

enum err catalogue_get(struct cx *cx)
{
    struct catalogue_page *p = NEW(cx->arena, struct catalogue_page);
    struct service *services;
    struct service_fault *faults;
    TRY(layout_load(cx, S("services"), &p->layout));
    TRY(service_list(cx, true, &services, &p->row_count));
    TRY(service_faults(cx, &faults, &p->fault_count));
    p->rows = NEWN(cx->arena, struct catalogue_row, p->row_count);
    for (int i = 0; i < p->row_count; i++) {
        struct catalogue_row *row = &p->rows[i];
        row->service = services[i];
        row->respond = length_format(cx->arena, services[i].respond_seconds);
        row->resolve = length_format(cx->arena, services[i].resolve_seconds);
        row->faults = NEWN(cx->arena, struct str, p->fault_count);
        for (int k = 0; k < p->fault_count; k++)
            if (faults[k].service.v == services[i].id.v)
                row->faults[row->fault_count++] = faults[k].words;
    }
    RENDER(cx, catalogue, p);
    return OK;
}
