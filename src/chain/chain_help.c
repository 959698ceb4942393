#include "chain/chain_help.h"

#include "base/limits.h"
#include "people/person.h"
#include "people/team.h"
#include "text/when.h"

static struct str at_words(struct cx *cx, enum lang lang, instant t)
{
    struct when_reader reader = {.lang = lang, .zone = cx->zone, .now = cx->now};
    return when_words(cx->arena, &reader, t, WHEN_SHORT);
}

static struct str in_100(struct cx *cx, double chance)
{
    return str_fmt(cx->arena, "%d", (int)(chance * 100 + 0.5));
}

static void say_what(struct cx *cx, struct chain_help *h)
{
    struct word_arg args[] = {{"chance", in_100(cx, h->risk.chance)},
                              {"due", at_words(cx, cx->lang, h->promise.due_at)},
                              {"likely", at_words(cx, cx->lang, h->risk.likely_at)}};
    const char *words =
        h->risk.chance < 0
            ? WORD("Promised for {due}, but what it waits for is promised for later: done by "
                   "{likely} at the soonest")
            : WORD("Promised for {due}. Late {chance} times in 100 as things stand; done by "
                   "{likely} 8 times in 10");
    h->what = word_fill(cx->arena, word(cx->lang, words), args, COUNT(args));
}

/* The one of that team with the fewest open requests: a number of work, not of worth. */
static enum err say_who(struct cx *cx, team_id team, person_id not_them, struct chain_help *h)
{
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("SELECT p.name, coalesce(c.n, 0) FROM team_member m JOIN person p ON p.id = "
            "m.person_id JOIN account a ON a.person_id = p.id LEFT JOIN counter c ON c.view = "
            "'owner' AND c.id = m.person_id WHERE m.team_id = $1 AND a.disabled_at IS NULL AND "
            "m.person_id <> $2 ORDER BY 2, p.id LIMIT 1"),
        ARGS(DB_I(team.v), DB_I(not_them.v)));
    h->who = S("");
    if (rows_next(&r)) {
        struct word_arg args[] = {{"name", rows_text(&r)},
                                  {"n", str_fmt(cx->arena, "%lld", (long long)rows_i64(&r))}};
        h->who = word_fill(cx->arena,
                           word(cx->lang, "{name} has the fewest open requests there ({n}) and "
                                          "could take it"),
                           args, COUNT(args));
    }
    return rows_end(&r);
}

static enum err say_link(struct cx *cx, struct chain_help *h)
{
    struct ask a;
    struct request inner;
    struct service s;
    struct promise *list;
    int count;
    instant due = 0;
    h->link = h->helps = h->who = S("");
    if (h->risk.ask.v == 0)
        return OK;
    TRY(ask_get(cx, h->risk.ask, &a));
    TRY(request_get(cx, a.inner, &inner));
    TRY(service_get(cx, a.service, &s));
    TRY(promise_list(cx, inner.id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESOLVE && promise_is_pending(&list[i]))
            due = list[i].due_at;
    int64_t slack = h->promise.due_at - due;
    struct word_arg args[] = {{"service", s.name},
                              {"team", s.supplier.n ? s.supplier : s.team_name},
                              {"due", at_words(cx, cx->lang, due)},
                              {"slack", when_span(cx->arena, cx->lang, slack / USEC_PER_SEC)},
                              {"from", in_100(cx, h->risk.chance)},
                              {"to", in_100(cx, h->risk.helped)}};
    const char *words =
        due == 0    ? WORD("It waits for {service} from {team}")
        : slack < 0 ? WORD("It waits for {service} from {team}, promised for {due}: {slack} after "
                           "this is due")
                    : WORD("It waits for {service} from {team}, promised for {due}: {slack} before "
                           "this is due");
    h->link = word_fill(cx->arena, word(cx->lang, words), args, COUNT(args));
    if (h->risk.chance >= 0 && h->risk.helped < h->risk.chance)
        h->helps = word_fill(cx->arena,
                             word(cx->lang, "With that done now, late {to} times in 100 instead of "
                                            "{from}"),
                             args, COUNT(args));
    return s.supplier.n ? OK : say_who(cx, inner.team, inner.owner, h);
}

/* What to tell them: in their words, never a word of what is inside. */
static enum err say_say(struct cx *cx, const struct request *r, struct chain_help *h)
{
    struct person p;
    TRY(person_get(cx, r->requester, &p));
    enum lang lang = p.lang.n ? lang_from(p.lang) : cx->lang;
    struct word_arg args[] = {{"due", at_words(cx, lang, h->promise.due_at)},
                              {"likely", at_words(cx, lang, h->risk.likely_at)},
                              {"name", person_called(&p)}};
    h->say = word_fill(cx->arena,
                       word(lang,
                            "Dear {name}, I said {due}. It will take longer than I thought: I "
                            "expect it by {likely}, and I am sorry for the wait."),
                       args, COUNT(args));
    return OK;
}

enum err chain_help_of(struct cx *cx, request_id id, struct chain_help *h)
{
    struct request r;
    *h = (struct chain_help){0};
    TRY(chain_risk_get(cx, id, &h->risk));
    TRY(request_get(cx, id, &r));
    TRY(promise_get(cx, h->risk.promise, &h->promise));
    h->warns = h->risk.chance >= CHAIN_WARNS_AT || h->risk.is_late;
    say_what(cx, h);
    TRY(say_link(cx, h));
    return say_say(cx, &r, h);
}

/* ---- telling ----------------------------------------------------------------------------------
 */

enum { tell_most = 20 };

static struct str note_of(struct cx *cx, const struct chain_help *h)
{
    struct buf b;
    buf_init(&b, cx->arena, 8000);
    const struct str *parts[] = {&h->what, &h->link, &h->helps, &h->who};
    for (int i = 0; i < COUNT(parts); i++)
        if (parts[i]->n)
            buf_addf(&b, "%.*s.\n", STR_ARG(*parts[i]));
    buf_addf(&b, "\n%.*s\n\n> %.*s\n", STR_ARG(word(cx->lang, "What you could write:")),
             STR_ARG(h->say));
    return buf_str(&b);
}

/* Once for each promise; one that ended meanwhile needs no telling. */
static enum err tell_one(struct cx *cx, request_id id)
{
    struct request r;
    struct chain_help h;
    TRY(request_get(cx, id, &r));
    TRY(chain_help_of(cx, id, &h));
    TRY(db_run(cx->db,
               SQL("UPDATE chain_risk SET tell_at = NULL, told_for = promise_id WHERE request_id = "
                   "$1"),
               ARGS(DB_I(id.v)), NULL));
    if (!h.warns || h.promise.state != PROMISE_OPEN || h.promise.due_at <= cx->now)
        return OK;
    struct message m = {.kind = MESSAGE_NOTE,
                        .channel = CHANNEL_WEB,
                        .text = note_of(cx, &h),
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    TRY(message_add(cx, &r, &m));
    struct notice n = {.person = r.owner, .request = id, .message = m.id, .kind = NOTICE_CHAIN};
    if (r.owner.v)
        TRY(notice_add(cx, &n));
    struct event e = {.kind = EVENT_CHAIN_WARNED,
                      .request = id,
                      .object = h.promise.id.v,
                      .note = instant_format(cx->arena, h.risk.likely_at)};
    return event_emit(cx, &e);
}

struct telling {
    request_id list[tell_most];
    int n;
};

static enum err tell_all(struct cx *cx, void *arg)
{
    const struct telling *t = arg;
    for (int i = 0; i < t->n; i++)
        TRY(tell_one(cx, t->list[i]));
    return OK;
}

int chain_tell(struct cx *cx)
{
    struct telling *t = NEW(cx->arena, struct telling);
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT request_id FROM chain_risk WHERE tell_at <= $1 ORDER BY tell_at LIMIT $2"),
             ARGS(DB_I(cx->now), DB_I(tell_most)));
    while (t->n < tell_most && rows_next(&r))
        t->list[t->n++].v = rows_i64(&r);
    if (rows_end(&r) != OK)
        return -1;
    if (t->n == 0)
        return 0;
    return cx_write(cx, tell_all, t) == OK ? t->n : -1;
}
