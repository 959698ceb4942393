/* audit_web.c: the page of what was done to accounts, rights and settings. */
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "base/limits.h"
#include "people/pages.h"
#include "people/templates.h"

/* What is written down, in words; a noun stands for all that begins with it. */
static const struct {
    const char *key, *words;
} kinds[] = {
    {"session", WORD("Signing in")},
    {"session.opened", WORD("Signed in")},
    {"session.ended", WORD("Ended a session")},
    {"account", WORD("Accounts")},
    {"account.invited", WORD("Invited somebody")},
    {"account.link", WORD("Made a new link")},
    {"account.role", WORD("Changed an account")},
    {"account.password", WORD("Changed the password")},
    {"second_factor", WORD("Second factor")},
    {"second_factor.on", WORD("Switched the second factor on")},
    {"second_factor.off", WORD("Switched the second factor off")},
    {"second_factor.renewed", WORD("Made other recovery codes")},
    {"second_factor.recovery_used", WORD("Used a recovery code")},
    {"second_factor.removed", WORD("Removed a second factor")},
    {"token", WORD("Access for programs")},
    {"token.made", WORD("Made a token")},
    {"token.ended", WORD("Ended a token")},
    {"team", WORD("Teams")},
    {"team.made", WORD("Made a team")},
    {"team.changed", WORD("Changed a team")},
    {"team.joined", WORD("Somebody joined a team")},
    {"team.left", WORD("Somebody left a team")},
    {"identity", WORD("Sign-on")},
    {"identity.linked", WORD("Signed on by a provider the first time")},
    {"settings", WORD("Settings")},
    {"settings.changed", WORD("Changed the settings")},
    {"request", WORD("Restricted requests")},
    {"request.restricted", WORD("Restricted a request")},
    {"request.opened", WORD("Lifted a restriction")},
    {"request.reader_named", WORD("Named somebody for a restricted request")},
    {"request.reader_removed", WORD("Took somebody off a restricted request")},
};

static struct str words_for(struct cx *cx, struct str kind)
{
    for (int i = 0; i < COUNT(kinds); i++)
        if (str_eq(kind, str_from(kinds[i].key)))
            return word(cx->lang, kinds[i].words);
    return kind;
}

static void fill_kinds(struct cx *cx, struct audit_page *p, struct str chosen)
{
    p->kinds = NEWN(cx->arena, struct audit_choice, COUNT(kinds));
    for (int i = 0; i < COUNT(kinds); i++)
        if (str_chr(str_from(kinds[i].key), '.') < 0)
            p->kinds[p->kind_count++] = (struct audit_choice){
                str_from(kinds[i].key), word(cx->lang, kinds[i].words),
                str_eq(chosen, str_from(kinds[i].key))};
    p->kind_words = NEWN(cx->arena, struct str, p->count);
    for (int i = 0; i < p->count; i++)
        p->kind_words[i] = words_for(cx, p->rows[i].kind);
}

/* "2026-11-22" as the beginning of that day here; anything else: no bound. */
static instant begin_of(struct cx *cx, struct str text)
{
    day_number day;
    if (day_parse(text, &day) != OK)
        return 0;
    return zone_instant(cx->zone, day, 0, ZONE_FIRST);
}

static instant end_of(struct cx *cx, struct str text)
{
    day_number day;
    return day_parse(text, &day) == OK ? zone_instant(cx->zone, day + 1, 0, ZONE_FIRST) : 0;
}

static struct str path_of_next(struct cx *cx, const struct audit_page *p, struct str kind)
{
    struct buf b;
    struct out o = {.to = &b};
    buf_init(&b, cx->arena, LIMIT_PATH_BYTES * 4);
    buf_addf(&b, "/settings/audit?before=%lld&kind=", (long long)p->rows[p->count - 1].id);
    out_url_str(&o, kind);
    buf_addz(&b, "&words=");
    out_url_str(&o, p->words);
    buf_addz(&b, "&from=");
    out_url_str(&o, p->from);
    buf_addz(&b, "&till=");
    out_url_str(&o, p->till);
    return buf_str(&b);
}

static struct str asked(struct cx *cx, const char *name)
{
    struct str s = http_query(cx->q, str_from(name));
    return s.p ? str_trim(s) : S("");
}

enum err audit_get(struct cx *cx)
{
    struct audit_page *p = NEW(cx->arena, struct audit_page);
    struct audit_filter f = {.kind = asked(cx, "kind")};
    TRY(layout_load(cx, S("audit"), &p->layout));
    p->words = f.words = asked(cx, "words");
    p->from = asked(cx, "from");
    p->till = asked(cx, "till");
    f.from = begin_of(cx, p->from);
    f.till = end_of(cx, p->till);
    if (str_to_i64(http_query(cx->q, S("before")), &f.before) != OK || f.before < 0)
        f.before = 0;
    if (str_to_i64(http_query(cx->q, S("actor")), &f.actor.v) != OK)
        f.actor.v = 0;
    TRY(audit_list(cx, &f, &p->rows, &p->count));
    TRY(audit_head(cx, &p->head, &p->head_seal));
    fill_kinds(cx, p, f.kind);
    p->next_path = p->count == LIMIT_LIST_ROWS ? path_of_next(cx, p, f.kind) : S("");
    RENDER(cx, audit, p);
    return OK;
}
