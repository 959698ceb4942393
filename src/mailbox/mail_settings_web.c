/* mail_settings_web.c: what is believed and blocked, the breaker, the words of automatic mail,
 * signatures. */
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/undo.h"
#include "base/limits.h"
#include "mailbox/acknowledge.h"
#include "mailbox/mail_pages.h"
#include "mailbox/signature.h"
#include "mailbox/templates.h"
#include "people/team.h"

/* ---- spam and automatic mail --------------------------------------------------------------------
 */

static struct str rule_words(struct cx *cx, struct str kind)
{
    if (str_eq(kind, S("address")))
        return word(cx->lang, "Address");
    return str_eq(kind, S("domain")) ? word(cx->lang, "Domain") : word(cx->lang, "Words");
}

static enum err fill_automatic(struct cx *cx, struct automatic_page *p)
{
    struct mailbox *boxes;
    struct mail_rule *rules;
    TRY(mail_breaker_get(cx, &p->breaker));
    TRY(mailbox_list(cx, &boxes, &p->box_count));
    TRY(mail_rule_list(cx, &rules, &p->rule_count));
    p->boxes = NEWN(cx->arena, struct trust_row, p->box_count);
    for (int i = 0; i < p->box_count; i++) {
        p->boxes[i].box = boxes[i];
        TRY(mail_trust_get(cx, boxes[i].id, &p->boxes[i].trust));
    }
    p->rules = NEWN(cx->arena, struct rule_row, p->rule_count);
    for (int i = 0; i < p->rule_count; i++)
        p->rules[i] = (struct rule_row){rules[i], rule_words(cx, rules[i].kind)};
    return OK;
}

static enum err show_automatic(struct cx *cx, enum err err)
{
    struct automatic_page *p = NEW(cx->arena, struct automatic_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("automatic"), &p->layout));
    TRY(fill_automatic(cx, p));
    p->kind = http_form(cx->q, S("kind"));
    p->value = http_form(cx->q, S("value"));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, automatic, p);
    return OK;
}

enum err automatic_get(struct cx *cx)
{
    return show_automatic(cx, OK);
}

struct automatic_act {
    struct str act, undo;
    struct mail_rule rule;
    struct mail_trust trust;
};

static enum err remove_rule(struct cx *cx, struct automatic_act *a)
{
    struct mail_rule *rules;
    int count;
    TRY(mail_rule_list(cx, &rules, &count));
    for (int i = 0; i < count; i++)
        if (rules[i].id == a->rule.id)
            TRY(undo_offer(
                cx, S("rule.remove"),
                str_fmt(cx->arena, "%.*s %.*s", STR_ARG(rules[i].kind), STR_ARG(rules[i].value)),
                &a->undo));
    return mail_rule_remove(cx, a->rule.id);
}

static enum err do_automatic(struct cx *cx, void *arg)
{
    struct automatic_act *a = arg;
    struct mailbox box;
    a->undo = S("");
    if (str_eq(a->act, S("reset")))
        return mail_breaker_reset(cx);
    if (str_eq(a->act, S("block")))
        return mail_rule_add(cx, &a->rule);
    if (str_eq(a->act, S("unblock")))
        return remove_rule(cx, a);
    if (!str_eq(a->act, S("trust")))
        return fail(cx, ERR_INVALID, "act", "Choose what to change");
    TRY(mailbox_get(cx, a->trust.mailbox, &box));
    return mail_trust_set(cx, &a->trust);
}

static enum err read_trust(struct cx *cx, struct mail_trust *t)
{
    int64_t level;
    TRY(form_i64(cx, "mailbox", 1, INT64_MAX, 0, &t->mailbox.v));
    TRY(form_i64(cx, "spam_level", 0, 100, 0, &level));
    TRY(form_text(cx, "auth_server", 0, 255, &t->auth_server));
    t->spam_flags = form_has(cx, "spam_flags");
    t->spam_level = (int)level;
    return OK;
}

static enum err read_automatic(struct cx *cx, struct automatic_act *a)
{
    a->act = http_form(cx->q, S("act"));
    if (str_eq(a->act, S("trust")))
        return read_trust(cx, &a->trust);
    if (str_eq(a->act, S("unblock")))
        return form_i64(cx, "rule", 1, INT64_MAX, 0, &a->rule.id);
    if (!str_eq(a->act, S("block")))
        return OK;
    TRY(form_text(cx, "kind", 1, 20, &a->rule.kind));
    return form_text(cx, "value", 1, LIMIT_ADDRESS_BYTES, &a->rule.value);
}

enum err automatic_post(struct cx *cx)
{
    struct automatic_act a = {.undo = S("")};
    enum err err = read_automatic(cx, &a);
    if (err == OK)
        err = cx_write(cx, do_automatic, &a);
    if (err != OK)
        return show_automatic(cx, err);
    struct str undo = a.undo;
    if (undo.n)
        undo = str_cat(cx->arena, undo, S("?back=/settings/automatic"));
    if (str_eq(a.act, S("reset")))
        toast_set(cx, word(cx->lang, "Automatic mail goes again. What was held is not sent."),
                  S(""));
    else
        toast_set(cx, word(cx->lang, "Saved."), undo);
    return done(cx, S("/settings/automatic"));
}

/* ---- the words of automatic mail ----------------------------------------------------------------
 */

static struct str template_path(struct cx *cx, const struct mail_template_kind *kind,
                                enum lang lang)
{
    return str_fmt(cx->arena, "/settings/words/%s/%s", kind->name, lang_tag(lang));
}

static enum err template_of_path(struct cx *cx, struct mail_template *t)
{
    const struct mail_template_kind *kind = &mail_template_kinds[0];
    enum lang lang = org(cx->app)->lang;
    if (cx->q->param_count == 2) {
        kind = mail_template_kind(cx->q->params[0]);
        lang = lang_from(cx->q->params[1]);
        if (!kind || !str_eq(cx->q->params[1], str_from(lang_tag(lang))))
            return fail(cx, ERR_NOT_FOUND, NULL, "There are no such words");
    }
    return mail_template_get(cx, kind, lang, t);
}

static enum err fill_choices(struct cx *cx, struct template_page *p)
{
    p->choice_count = 0;
    p->choices = NEWN(cx->arena, struct template_choice, mail_template_kind_count * LANG_COUNT);
    for (int k = 0; k < mail_template_kind_count; k++)
        for (enum lang l = 0; l < LANG_COUNT; l++) {
            struct mail_template t;
            const struct mail_template_kind *kind = &mail_template_kinds[k];
            TRY(mail_template_get(cx, kind, l, &t));
            p->choices[p->choice_count++] = (struct template_choice){
                .path = template_path(cx, kind, l),
                .words = word(cx->lang, kind->words),
                .lang_name = str_from(lang_name(l)),
                .is_current = kind == p->t.kind && l == p->t.lang,
                .is_changed = !t.is_original};
        }
    p->place_count = p->t.kind->place_count;
    p->places = NEWN(cx->arena, struct place_row, p->place_count);
    for (int i = 0; i < p->place_count; i++)
        p->places[i] = (struct place_row){str_fmt(cx->arena, "{%s}", p->t.kind->places[i].name),
                                          word(cx->lang, p->t.kind->places[i].words)};
    return OK;
}

/* A real request the reader may see: the one asked for, else the newest. */
static enum err fill_preview(struct cx *cx, struct template_page *p)
{
    struct str number = http_form(cx->q, S("number"));
    struct request r;
    request_id id;
    number = number.n ? number : http_query(cx->q, S("number"));
    id = request_from_number(number);
    if (number.n && !id.v)
        return fail(cx, ERR_INVALID, "number", "Write the number of a request, such as K-2041");
    if (!id.v)
        TRY(db_get_i64(cx->db, SQL("SELECT coalesce(max(id), 0) FROM request"), NO_ARGS, &id.v));
    p->number = number.n ? number : S("");
    if (!id.v)
        return OK; /* there is none yet */
    enum err err = request_get(cx, id, &r);
    struct object object = err == OK ? request_object(&r) : (struct object){0};
    if (err == ERR_NOT_FOUND || (err == OK && !may(cx, MAY_READ_REQUEST, &object)))
        return number.n ? fail(cx, ERR_INVALID, "number", "There is no such request") : OK;
    TRY(err);
    p->number = request_number(cx->arena, id);
    p->has_preview = true;
    return acknowledge_fill(cx, &r, &p->t, &p->subject, &p->text);
}

static enum err show_template(struct cx *cx, struct mail_template *typed, enum err err)
{
    struct template_page *p = NEW(cx->arena, struct template_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    p->t = *typed;
    TRY(layout_load(cx, S("words"), &p->layout));
    TRY(fill_choices(cx, p));
    p->path = template_path(cx, p->t.kind, p->t.lang);
    p->title = word(cx->lang, p->t.kind->words);
    p->number = p->subject = p->text = S("");
    if (err == OK) {
        err = fill_preview(cx, p);
        fault = cx->fault;
    }
    cx->fault = fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, mail_words, p);
    return OK;
}

enum err template_get_page(struct cx *cx)
{
    struct mail_template t;
    TRY(template_of_path(cx, &t));
    return show_template(cx, &t, OK);
}

struct template_act {
    struct mail_template t;
    bool forget;
    struct str undo;
};

/* What the words were is kept in the undo itself. */
static enum err do_template(struct cx *cx, void *arg)
{
    struct template_act *a = arg;
    struct mail_template was;
    a->undo = S("");
    TRY(mail_template_get(cx, a->t.kind, a->t.lang, &was));
    if (!was.is_original) {
        struct str data = str_fmt(cx->arena, "%s\n%s\n%.*s\n%.*s", a->t.kind->name,
                                  lang_tag(a->t.lang), STR_ARG(was.subject), STR_ARG(was.text));
        TRY(undo_offer(cx, S("template.set"), data, &a->undo));
        a->undo = str_fmt(cx->arena, "%.*s?back=%.*s", STR_ARG(a->undo),
                          STR_ARG(template_path(cx, a->t.kind, a->t.lang)));
    }
    return a->forget ? mail_template_forget(cx, a->t.kind, a->t.lang)
                     : mail_template_set(cx, &a->t);
}

enum err template_post(struct cx *cx)
{
    struct template_act a = {0};
    TRY(template_of_path(cx, &a.t));
    a.forget = form_is(cx, "act", S("original"));
    enum err err = OK;
    if (!a.forget) {
        a.t.is_original = false;
        err = form_text(cx, "subject", 0, LIMIT_SUBJECT_BYTES, &a.t.subject);
        if (err == OK)
            err = form_text(cx, "text", 0, LIMIT_TEMPLATE_BYTES, &a.t.text);
        if (err == OK)
            err = mail_template_check(cx, &a.t);
    }
    if (err == OK && form_is(cx, "act", S("preview")))
        return show_template(cx, &a.t, OK);
    if (err == OK)
        err = cx_write(cx, do_template, &a);
    if (err != OK)
        return show_template(cx, &a.t, err);
    toast_set(cx,
              a.forget ? word(cx->lang, "The original stands again.") : word(cx->lang, "Saved."),
              a.undo);
    return done(cx, template_path(cx, a.t.kind, a.t.lang));
}

/* ---- signatures ---------------------------------------------------------------------------------
 */

static enum err fill_signatures(struct cx *cx, struct signature_page *p)
{
    struct team *teams;
    TRY(signature_get(cx, SIGNATURE_PERSON, cx->actor.person.v, &p->own));
    TRY(team_list(cx, &teams, &p->team_count));
    p->teams = NEWN(cx->arena, struct signature_row, p->team_count);
    for (int i = 0; i < p->team_count; i++) {
        struct object object = {.team = teams[i].id};
        p->teams[i] = (struct signature_row){.id = teams[i].id.v,
                                             .name = teams[i].name,
                                             .may_change = may(cx, MAY_CHANGE_TEAM, &object)};
        TRY(signature_get(cx, SIGNATURE_TEAM, teams[i].id.v, &p->teams[i].text));
    }
    return OK;
}

static enum err show_signatures(struct cx *cx, enum err err)
{
    struct signature_page *p = NEW(cx->arena, struct signature_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("signatures"), &p->layout));
    TRY(fill_signatures(cx, p));
    p->wrong_of = err != OK ? http_form(cx->q, S("team")) : S("");
    if (err != OK && p->wrong_of.n == 0)
        p->own = http_form(cx->q, S("text"));
    for (int i = 0; err != OK && i < p->team_count; i++)
        if (str_eq(p->wrong_of, str_fmt(cx->arena, "%lld", (long long)p->teams[i].id)))
            p->teams[i].text = http_form(cx->q, S("text"));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, signatures, p);
    return OK;
}

enum err signatures_get(struct cx *cx)
{
    return show_signatures(cx, OK);
}

struct signing {
    team_id team; /* v 0: one's own */
    struct str text;
};

static enum err sign(struct cx *cx, void *arg)
{
    struct signing *s = arg;
    struct team t;
    if (s->team.v == 0)
        return signature_set(cx, SIGNATURE_PERSON, cx->actor.person.v, s->text);
    TRY(team_get(cx, s->team, &t));
    return signature_set(cx, SIGNATURE_TEAM, s->team.v, s->text);
}

enum err signatures_post(struct cx *cx)
{
    struct signing s = {0};
    enum err err = form_i64(cx, "team", 0, INT64_MAX, 0, &s.team.v);
    struct object object = {.team = s.team};
    if (err == OK && s.team.v ? !may(cx, MAY_CHANGE_TEAM, &object) : !cx->actor.may_write)
        return fail(cx, ERR_FORBIDDEN, NULL,
                    "Only a leader of this team, or an administrator, changes it");
    if (err == OK)
        err = form_text(cx, "text", 0, LIMIT_SIGNATURE_BYTES, &s.text);
    if (err == OK)
        err = cx_write(cx, sign, &s);
    if (err != OK)
        return show_signatures(cx, err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, S("/settings/signatures"));
}

/* ---- taking back --------------------------------------------------------------------------------
 */

enum err settings_undo(struct cx *cx, struct str kind, struct str data, bool *done_here)
{
    struct str rest = data;
    *done_here = true;
    if (!may(cx, MAY_CHANGE_SETTINGS, NULL))
        return *done_here = false, OK;
    if (str_eq(kind, S("rule.remove"))) {
        struct mail_rule rule = {.kind = str_cut(&rest, ' ')};
        rule.value = rest;
        return mail_rule_add(cx, &rule);
    }
    *done_here = str_eq(kind, S("template.set"));
    if (!*done_here)
        return OK;
    struct mail_template t = {.kind = mail_template_kind(str_cut(&rest, '\n'))};
    t.lang = lang_from(str_cut(&rest, '\n'));
    t.subject = str_cut(&rest, '\n');
    t.text = rest.p ? rest : S("");
    return t.kind ? mail_template_set(cx, &t)
                  : fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
}
