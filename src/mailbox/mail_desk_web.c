/* mail_desk_web.c: quarantine and suspected spam: looked at, read again, taken, deleted. */
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "mailbox/mail_pages.h"
#include "mailbox/templates.h"

static enum err count_spam(struct cx *cx, int64_t *n)
{
    return db_get_i64(
        cx->db, SQL("SELECT count(*) FROM (SELECT 1 FROM mail_in WHERE state = 6 LIMIT 999) part"),
        NO_ARGS, n);
}

enum err mail_tabs_load(struct cx *cx, struct str current, struct mail_tabs *out)
{
    static const char *const words[OUTBOX_VIEWS] = {[OUTBOX_FAILED] = WORD("Not delivered"),
                                                    [OUTBOX_HELD] = WORD("Perhaps delivered"),
                                                    [OUTBOX_WAITING] = WORD("Waiting"),
                                                    [OUTBOX_SENT] = WORD("Sent"),
                                                    [OUTBOX_SHOWN] = WORD("Would have gone")};
    int64_t counts[OUTBOX_VIEWS], quarantined, spam;
    TRY(outbox_counts(cx, counts));
    TRY(mail_waiting(cx, &quarantined));
    TRY(count_spam(cx, &spam));
    out->in[0] = (struct mail_tab){word(cx->lang, "In quarantine"), S("/mail/quarantine"),
                                   quarantined, str_eq(current, S("quarantine"))};
    out->in[1] = (struct mail_tab){word(cx->lang, "Suspected spam"), S("/mail/spam"), spam,
                                   str_eq(current, S("spam"))};
    for (enum outbox_view v = 0; v < OUTBOX_VIEWS; v++)
        out->out[v] = (struct mail_tab){
            word(cx->lang, words[v]),
            str_cat(cx->arena, S("/outbox?show="), str_from(outbox_view_name(v))), counts[v],
            str_eq(current, str_from(outbox_view_name(v)))};
    return OK;
}

static enum err fill_letter(struct cx *cx, const struct mail_in *in, struct letter *out)
{
    struct mailbox box;
    TRY(mailbox_get(cx, in->mailbox, &box));
    *out = (struct letter){
        .mail = *in,
        .reason = word_message(cx->arena, cx->lang, in->reason),
        .mailbox_name = box.address,
        .path = str_fmt(cx->arena, "/mail/in/%lld", (long long)in->id.v),
    };
    return OK;
}

static enum err show_letters(struct cx *cx, enum mail_in_state state)
{
    struct letters_page *p = NEW(cx->arena, struct letters_page);
    struct mail_in *list;
    mail_in_id before = {0};
    p->is_spam = state == MAIL_SPAM;
    struct str name = p->is_spam ? S("spam") : S("quarantine");
    if (str_to_i64(http_query(cx->q, S("before")), &before.v) != OK)
        before.v = 0;
    TRY(layout_load(cx, S("letters"), &p->layout));
    TRY(mail_tabs_load(cx, name, &p->tabs));
    TRY(mail_breaker_get(cx, &p->breaker));
    TRY(mail_in_list(cx, state, before, &list, &p->count));
    p->letters = NEWN(cx->arena, struct letter, p->count);
    for (int i = 0; i < p->count; i++)
        TRY(fill_letter(cx, &list[i], &p->letters[i]));
    p->title = p->is_spam ? word(cx->lang, "Suspected spam") : word(cx->lang, "In quarantine");
    p->empty = p->is_spam ? word(cx->lang, "Nothing is suspected.")
                          : word(cx->lang, "Every message could be read.");
    p->older = p->count == LIMIT_LIST_ROWS
                   ? str_fmt(cx->arena, "/mail/%.*s?before=%lld", STR_ARG(name),
                             (long long)list[p->count - 1].id.v)
                   : S("");
    RENDER(cx, letters, p);
    return OK;
}

enum err quarantine_get(struct cx *cx)
{
    return show_letters(cx, MAIL_QUARANTINED);
}

enum err spam_get(struct cx *cx)
{
    return show_letters(cx, MAIL_SPAM);
}

/* ---- one ----------------------------------------------------------------------------------------
 */

static void fill_charsets(struct cx *cx, struct letter_page *p)
{
    p->charset_count = mail_charset_count;
    p->charsets = NEWN(cx->arena, struct charset_choice, mail_charset_count);
    for (int i = 0; i < mail_charset_count; i++) {
        struct str name = str_from(mail_charsets[i]);
        p->charsets[i] = (struct charset_choice){
            name, str_eqi(name, p->charset.n ? p->charset : p->look.charset)};
    }
}

/* A message that became part of a request is shown there, by its own rules, and not here. */
static enum err letter_of_path(struct cx *cx, struct mail_in *in)
{
    mail_in_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(mail_in_get(cx, id, in));
    if (in->state == MAIL_REQUEST || in->state == MAIL_REPLY)
        return fail(cx, ERR_NOT_FOUND, NULL, "This mail has a place already");
    return OK;
}

static enum err show_letter(struct cx *cx, enum err err)
{
    struct letter_page *p = NEW(cx->arena, struct letter_page);
    struct fault fault = cx->fault;
    struct mail_in in;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(letter_of_path(cx, &in));
    TRY(layout_load(cx, S("letters"), &p->layout));
    TRY(fill_letter(cx, &in, &p->letter));
    struct str asked = http_query(cx->q, S("charset"));
    p->charset = asked.n ? asked : in.charset;
    TRY(mail_look(cx, &in, p->charset, &p->look));
    fill_charsets(cx, p);
    struct str subject = p->look.subject.n ? p->look.subject : in.subject;
    p->title = subject.n ? subject : word(cx->lang, "(no subject)");
    p->is_waiting = in.state == MAIL_QUARANTINED || in.state == MAIL_SPAM;
    p->back = in.state == MAIL_SPAM ? S("/mail/spam") : S("/mail/quarantine");
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, letter, p);
    return OK;
}

enum err letter_get(struct cx *cx)
{
    return show_letter(cx, OK);
}

struct letter_act {
    struct mail_in in;
    struct str act, charset, undo;
};

static enum err block_sender(struct cx *cx, struct letter_act *a)
{
    struct mail_rule rule = {.kind = S("address"), .value = a->in.from_address};
    struct str undo;
    TRY(mail_rule_add(cx, &rule));
    TRY(mail_delete(cx, a->in.id, &undo));
    return undo_offer(cx, S("mail.delete"), undo, &a->undo);
}

static enum err do_letter(struct cx *cx, void *arg)
{
    struct letter_act *a = arg;
    struct str undo;
    a->undo = S("");
    if (str_eq(a->act, S("again")))
        return mail_reread(cx, a->in.id, a->charset);
    if (str_eq(a->act, S("take")))
        return mail_free(cx, a->in.id);
    if (str_eq(a->act, S("block")))
        return block_sender(cx, a);
    if (!str_eq(a->act, S("delete")))
        return fail(cx, ERR_INVALID, "act", "Choose what to do with this mail");
    TRY(mail_delete(cx, a->in.id, &undo));
    return undo_offer(cx, S("mail.delete"), undo, &a->undo);
}

enum err letter_post(struct cx *cx)
{
    struct letter_act a = {.act = http_form(cx->q, S("act")),
                           .charset = http_form(cx->q, S("charset"))};
    a.charset = a.charset.p ? a.charset : S("");
    TRY(letter_of_path(cx, &a.in));
    enum err err = cx_write(cx, do_letter, &a);
    if (err != OK)
        return show_letter(cx, err);
    struct str back = a.in.state == MAIL_SPAM ? S("/mail/spam") : S("/mail/quarantine");
    if (str_eq(a.act, S("again")))
        toast_set(cx, word(cx->lang, "It is read again."), S(""));
    else if (str_eq(a.act, S("take")))
        toast_set(cx, word(cx->lang, "Taken. It becomes a request as if it had just come."), S(""));
    else if (str_eq(a.act, S("block")))
        toast_set(cx, word(cx->lang, "Deleted, and the address is blocked from now on."),
                  str_fmt(cx->arena, "%.*s?back=%.*s", STR_ARG(a.undo), STR_ARG(back)));
    else
        toast_set(cx, word(cx->lang, "Deleted."),
                  str_fmt(cx->arena, "%.*s?back=%.*s", STR_ARG(a.undo), STR_ARG(back)));
    return done(cx, back);
}

/* ---- for features.c -----------------------------------------------------------------------------
 */

const struct http_route mail_desk_routes[] = {
    ROUTE(HTTP_GET, "/mail/quarantine", MAY_READ_REQUEST, quarantine_get),
    ROUTE(HTTP_GET, "/mail/spam", MAY_READ_REQUEST, spam_get),
    ROUTE(HTTP_GET, "/mail/in/{id}", MAY_READ_REQUEST, letter_get),
    ROUTE(HTTP_POST, "/mail/in/{id}", MAY_ANSWER_REQUEST, letter_post),
    ROUTE(HTTP_GET, "/outbox", MAY_READ_REQUEST, outbox_list_get),
    ROUTE(HTTP_GET, "/outbox/{id}", MAY_READ_REQUEST, outbox_one_get),
    ROUTE(HTTP_POST, "/outbox/{id}", MAY_ANSWER_REQUEST, outbox_one_post),
    ROUTE(HTTP_GET, "/outbox/{id}/source", MAY_READ_REQUEST, outbox_source_get),
    ROUTE(HTTP_POST, "/outbox/later/{id}", MAY_ANSWER_REQUEST, later_post),
    ROUTE(HTTP_GET, "/settings/automatic", MAY_READ_SETTINGS, automatic_get),
    ROUTE(HTTP_POST, "/settings/automatic", MAY_CHANGE_SETTINGS, automatic_post),
    ROUTE(HTTP_GET, "/settings/words", MAY_READ_SETTINGS, template_get_page),
    ROUTE(HTTP_GET, "/settings/words/{kind}/{lang}", MAY_READ_SETTINGS, template_get_page),
    ROUTE(HTTP_POST, "/settings/words/{kind}/{lang}", MAY_CHANGE_SETTINGS, template_post),
    ROUTE(HTTP_GET, "/settings/signatures", MAY_BE_SIGNED_IN, signatures_get),
    ROUTE(HTTP_POST, "/settings/signatures", MAY_BE_SIGNED_IN, signatures_post),
};
const int mail_desk_route_count = COUNT(mail_desk_routes);

enum err mail_desk_nav(struct cx *cx, struct nav *nav)
{
    struct mail_breaker breaker;
    int64_t work, quarantined;
    TRY(outbox_work(cx, &work));
    TRY(mail_waiting(cx, &quarantined));
    TRY(mail_breaker_get(cx, &breaker));
    struct str path = work || !quarantined ? S("/outbox") : S("/mail/quarantine");
    nav_add(nav, (struct nav_item){NAV_VIEWS, S("letters"), word(cx->lang, "Mail to look at"), path,
                                   S("mail"), work + quarantined, true, false});
    nav_add(nav,
            (struct nav_item){NAV_SETTINGS, S("automatic"),
                              word(cx->lang, "Spam and automatic mail"), S("/settings/automatic"),
                              S("lock"), breaker.tripped_at ? 1 : -1, true, false});
    nav_add(nav,
            (struct nav_item){NAV_SETTINGS, S("words"), word(cx->lang, "Words of automatic mail"),
                              S("/settings/words"), S("pen"), -1, false, false});
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("signatures"), word(cx->lang, "Signatures"),
                                   S("/settings/signatures"), S("pen"), -1, false, false});
    return OK;
}

enum err mail_desk_undo(struct cx *cx, struct str kind, struct str data, bool *done_here)
{
    int64_t id = 0, was = 0;
    *done_here = true;
    if (str_eq(kind, S("mail.delete")))
        return mail_undelete(cx, data);
    if (!str_eq(kind, S("outbox.leave")))
        return settings_undo(cx, kind, data, done_here);
    struct str rest = data, number = str_cut(&rest, ' ');
    if (str_to_i64(number, &id) != OK || str_to_i64(rest, &was) != OK)
        return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    return outbox_back(cx, (mail_out_id){id}, (enum mail_out_state)was);
}
