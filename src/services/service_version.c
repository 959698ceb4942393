/* service_version.c: the catalogue's memory: every version as it was, and what changed in it. */
#include "services/service_row.h"

#include "base/vec.h"
#include "base/limits.h"
#include "services/pages.h"
#include "text/json.h"

static void put_text(struct json *j, const char *name, struct str s)
{
    json_key(j, name);
    json_text(j, s.p ? s : S(""));
}

static void put_i64(struct json *j, const char *name, int64_t v)
{
    json_key(j, name);
    json_i64(j, v);
}

struct str service_body(struct arena *a, const struct service *s, const struct need *needs,
                        int count)
{
    struct buf b;
    struct json j;
    buf_init(&b, a, 256 * 1024);
    json_init(&j, &b);
    json_object(&j);
    put_text(&j, "name", s->name);
    put_i64(&j, "team", s->team.v);
    put_text(&j, "team_name", s->team_name);
    put_i64(&j, "audience", s->audience);
    put_text(&j, "steps", s->steps);
    put_text(&j, "bring", s->bring);
    put_text(&j, "targets", targets_format(a, s));
    put_i64(&j, "default", s->is_default);
    put_i64(&j, "retired", s->is_retired);
    put_i64(&j, "owner", s->owner.v);
    put_text(&j, "form", s->form);
    put_text(&j, "supplier", s->supplier);
    put_text(&j, "supplier_address", s->supplier_address);
    json_key(&j, "needs");
    json_array(&j);
    for (int i = 0; i < count; i++) {
        json_object(&j);
        put_i64(&j, "service", needs[i].service.v);
        put_i64(&j, "step", needs[i].step);
        put_i64(&j, "gate", needs[i].is_gate);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    return buf_str(&b);
}

static struct str text_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->kind == JSON_TEXT ? m->text : S("");
}

static int64_t i64_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->is_integer ? m->integer : 0;
}

enum err service_from_body(struct cx *cx, struct str body, struct service *s, struct need **needs,
                           int *count)
{
    const struct json_value *v;
    TRY(json_parse(cx->arena, body, &v, &cx->fault));
    *s = (struct service){.id = s->id,
                          .name = text_of(v, "name"),
                          .team = {i64_of(v, "team")},
                          .team_name = text_of(v, "team_name"),
                          .audience = (enum audience)i64_of(v, "audience"),
                          .steps = text_of(v, "steps"),
                          .bring = text_of(v, "bring"),
                          .is_default = i64_of(v, "default"),
                          .is_retired = i64_of(v, "retired"),
                          .owner = {i64_of(v, "owner")},
                          .form = text_of(v, "form"),
                          .supplier = text_of(v, "supplier"),
                          .supplier_address = text_of(v, "supplier_address")};
    struct str targets = text_of(v, "targets");
    targets_parse(targets, s); /* the normal row is overwritten by what is 0 here: read it again */
    for (int k = 0; k < TARGETS; k++)
        if (str_to_i64(str_cut(&targets, ' '), &s->targets[PRIORITY_NORMAL][k]) != OK)
            s->targets[PRIORITY_NORMAL][k] = 0;
    s->respond_seconds = s->targets[PRIORITY_NORMAL][TARGET_RESPOND];
    s->resolve_seconds = s->targets[PRIORITY_NORMAL][TARGET_RESOLVE];
    const struct json_value *list = json_member(v, "needs");
    int n = list && list->kind == JSON_ARRAY ? list->count : 0;
    *needs = NEWN(cx->arena, struct need, n);
    for (*count = 0; *count < n; (*count)++)
        (*needs)[*count] = (struct need){{i64_of(&list->items[*count], "service")},
                                         (int)i64_of(&list->items[*count], "step"),
                                         i64_of(&list->items[*count], "gate")};
    return OK;
}

enum err service_keep(struct cx *cx, service_id id)
{
    struct service s;
    struct need *needs;
    int count;
    TRY(service_get(cx, id, &s));
    TRY(service_needs(cx, id, &needs, &count));
    return db_run(cx->db,
                  SQL("INSERT INTO service_version (service_id, version, at, by_id, body) VALUES "
                      "($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"),
                  ARGS(DB_I(id.v), DB_I(s.version), DB_I(s.changed_at), DB_ID(cx->actor.person.v),
                       DB_T(service_body(cx->arena, &s, needs, count))),
                  NULL);
}

/* ---- what changed -----------------------------------------------------------------------------
 */

static void say(struct cx *cx, struct buf *b, struct str words)
{
    (void)cx;
    if (b->n)
        buf_add(b, S(" · "));
    buf_add(b, words);
}

static void say_from_to(struct cx *cx, struct buf *b, struct str what, struct str from,
                        struct str to)
{
    struct word_arg args[] = {{"what", what}, {"from", from}, {"to", to}};
    say(cx, b, word_fill(cx->arena, word(cx->lang, "{what}: {from} to {to}"), args, COUNT(args)));
}

static struct str length_or_none(struct cx *cx, int64_t seconds)
{
    return seconds ? length_format(cx->arena, seconds) : word(cx->lang, "nothing");
}

static void compare_targets(struct cx *cx, struct buf *b, const struct service *was,
                            const struct service *is)
{
    static const char *const moves[TARGETS] = {[TARGET_ACKNOWLEDGE] = WORD("Acknowledge within"),
                                               [TARGET_RESPOND] = WORD("Answer within"),
                                               [TARGET_UPDATE] = WORD("Say how it stands every"),
                                               [TARGET_RESOLVE] = WORD("Done within")};
    for (int p = 0; p < PRIORITIES; p++)
        for (int k = 0; k < TARGETS; k++) {
            if (was->targets[p][k] == is->targets[p][k])
                continue;
            struct str what = word(cx->lang, moves[k]);
            if (p != PRIORITY_NORMAL)
                what = str_fmt(cx->arena, "%.*s (%.*s)", STR_ARG(what),
                               STR_ARG(priority_words(cx->lang, (enum priority)p)));
            say_from_to(cx, b, what, length_or_none(cx, was->targets[p][k]),
                        length_or_none(cx, is->targets[p][k]));
        }
}

static bool same_needs(const struct need *a, int n, const struct need *b, int m)
{
    bool same = n == m;
    for (int i = 0; same && i < n; i++)
        same = a[i].service.v == b[i].service.v && a[i].step == b[i].step &&
               a[i].is_gate == b[i].is_gate;
    return same;
}

static enum err compare(struct cx *cx, struct str before, struct str after, struct str *words)
{
    struct service was = {0}, is = {0};
    struct need *a, *c;
    int n, m;
    struct buf b;
    TRY(service_from_body(cx, before, &was, &a, &n));
    TRY(service_from_body(cx, after, &is, &c, &m));
    buf_init(&b, cx->arena, 8000);
    if (!str_eq(was.name, is.name))
        say_from_to(cx, &b, word(cx->lang, "Name"), was.name, is.name);
    if (was.team.v != is.team.v)
        say_from_to(cx, &b, word(cx->lang, "Team"), was.team_name, is.team_name);
    compare_targets(cx, &b, &was, &is);
    if (was.audience != is.audience)
        say(cx, &b, word(cx->lang, "who may ask"));
    if (!str_eq(was.steps, is.steps))
        say(cx, &b, word(cx->lang, "the steps"));
    if (!str_eq(was.bring, is.bring))
        say(cx, &b, word(cx->lang, "what to have ready"));
    if (!str_eq(was.form, is.form))
        say(cx, &b, word(cx->lang, "the form"));
    if (!same_needs(a, n, c, m))
        say(cx, &b, word(cx->lang, "what it needs"));
    if (was.owner.v != is.owner.v)
        say(cx, &b, word(cx->lang, "who answers for it"));
    if (!str_eq(was.supplier, is.supplier) || !str_eq(was.supplier_address, is.supplier_address))
        say(cx, &b, word(cx->lang, "the supplier"));
    if (was.is_retired != is.is_retired)
        say(cx, &b,
            is.is_retired ? word(cx->lang, "no longer given") : word(cx->lang, "given again"));
    if (was.is_default != is.is_default)
        say(cx, &b, word(cx->lang, "what mail asks for"));
    *words = b.n ? buf_str(&b) : word(cx->lang, "nothing changed");
    return OK;
}

enum err service_history(struct cx *cx, service_id id, struct service_version **list, int *count)
{
    VEC(struct service_version) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT v.version, v.at, coalesce(p.name, ''), v.body FROM service_version v LEFT "
                 "JOIN person p ON p.id = v.by_id WHERE v.service_id = $1 ORDER BY v.version DESC "
                 "LIMIT $2"),
             ARGS(DB_I(id.v), DB_I(LIMIT_LIST_ROWS)));
    while (rows_next(&r)) {
        struct service_version *one = vec_push(cx->arena, &v);
        one->version = rows_i64(&r);
        one->at = rows_i64(&r);
        one->by = rows_text(&r);
        one->body = rows_text(&r);
    }
    TRY(rows_end(&r));
    for (ptrdiff_t i = 0; i < v.n; i++) {
        v.v[i].words = word(cx->lang, "as it was written first");
        if (i + 1 < v.n)
            TRY(compare(cx, v.v[i + 1].body, v.v[i].body, &v.v[i].words));
    }
    *list = v.v;
    *count = (int)v.n;
    return OK;
}

enum err service_restore(struct cx *cx, service_id id, int64_t version)
{
    struct service s = {.id = id};
    struct need *needs;
    struct str body = {0};
    int count;
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT body FROM service_version WHERE service_id = $1 AND version = $2"),
             ARGS(DB_I(id.v), DB_I(version)));
    if (rows_next(&r))
        body = rows_text(&r);
    TRY(rows_end(&r));
    if (!body.p)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such version");
    TRY(service_from_body(cx, body, &s, &needs, &count));
    return service_set_all(cx, &s, needs, count);
}
