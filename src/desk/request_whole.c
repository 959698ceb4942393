/* request_whole.c: whole and part: join, part again, split, link; sleep; pass on. */
#include "app/form.h"
#include "app/undo.h"
#include "base/limits.h"
#include "desk/due_words.h"
#include "desk/request_acts.h"
#include "people/account.h"

enum { note_most = 4000 };

#define ID_DATA(...) str_fmt(cx->arena, __VA_ARGS__)

/* The other request, named as people do: "K-12" or "12". */
static enum err read_other(struct cx *cx, const char *field, struct request *out)
{
    struct str said = http_form(cx->q, str_from(field));
    request_id id = request_from_number(said);
    if (id.v == 0)
        return fail(cx, ERR_INVALID, field, "write its number, for example K-12");
    struct fault before = cx->fault;
    enum err err = request_get(cx, id, out);
    if (err == ERR_NOT_FOUND) {
        cx->fault = before;
        return fail(cx, ERR_INVALID, field, "There is no request of this number");
    }
    TRY(err);
    struct object object = request_object(out);
    return may(cx, MAY_ANSWER_REQUEST, &object)
               ? OK
               : fail(cx, ERR_INVALID, field, "There is no request of this number");
}

static enum err merge(struct cx *cx, struct request_act *a, struct request *r)
{
    struct request into;
    TRY(read_other(cx, "into", &into));
    TRY(request_merge(cx, r, &into));
    a->to = request_path(cx, into.id);
    a->words = word(cx->lang, "Joined. What they write to either comes here.");
    return request_offer_undo(cx, a, "request.merge", S(""));
}

static enum err part(struct cx *cx, struct request_act *a, struct request *r)
{
    struct request from;
    int64_t id;
    TRY(form_i64(cx, "part", 1, INT64_MAX, 0, &id));
    TRY(request_get(cx, (request_id){id}, &from));
    if (from.merged_into.v != r->id.v)
        return fail(cx, ERR_CONFLICT, NULL, "It stands for itself already");
    TRY(request_part(cx, &from));
    TRY(request_pair(cx, from.id, r->id, PAIR_APART)); /* not offered again at once */
    a->words = word(cx->lang, "Parted. Each has its own messages again.");
    return request_offer_undo(cx, a, "request.part", ID_DATA("%lld", (long long)id));
}

static enum err split(struct cx *cx, struct request_act *a, struct request *r)
{
    struct message m;
    struct request out;
    int64_t id;
    TRY(form_i64(cx, "message", 1, INT64_MAX, 0, &id));
    TRY(message_get(cx, (message_id){id}, &m));
    if (m.request.v != r->id.v)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such message");
    TRY(request_split(cx, &m, &out));
    a->to = request_path(cx, out.id);
    a->words = word(cx->lang, "A request of its own now.");
    return request_offer_undo(cx, a, "request.split",
                              ID_DATA("%lld %lld", (long long)out.id.v, (long long)id));
}

static enum err pair(struct cx *cx, struct request_act *a, struct request *r, enum pair kind)
{
    struct request other;
    TRY(read_other(cx, "into", &other));
    TRY(request_pair(cx, r->id, other.id, kind));
    a->words = kind == PAIR_LINKED ? word(cx->lang, "Linked. Each page leads to the other.")
                                   : word(cx->lang, "It will not be offered again.");
    return request_offer_undo(cx, a, "request.pair", ID_DATA("0 %lld", (long long)other.id.v));
}

static enum err link_them(struct cx *cx, struct request_act *a, struct request *r)
{
    return pair(cx, a, r, PAIR_LINKED);
}

static enum err keep_apart(struct cx *cx, struct request_act *a, struct request *r)
{
    return pair(cx, a, r, PAIR_APART);
}

static enum err unlink_them(struct cx *cx, struct request_act *a, struct request *r)
{
    struct request other;
    TRY(read_other(cx, "into", &other));
    TRY(request_unpair(cx, r->id, other.id));
    a->words = word(cx->lang, "The link is gone.");
    return request_offer_undo(cx, a, "request.pair", ID_DATA("1 %lld", (long long)other.id.v));
}

static enum err sleep_it(struct cx *cx, struct request_act *a, struct request *r)
{
    struct str until;
    instant at = 0;
    TRY(form_text(cx, "until", 1, 100, &until));
    enum asleep why = str_eq(until, S("answer"))    ? ASLEEP_UNTIL_ANSWER
                      : str_eq(until, S("promise")) ? ASLEEP_UNTIL_PROMISE
                                                    : ASLEEP_UNTIL_TIME;
    if (why == ASLEEP_UNTIL_TIME && due_parse(cx, until, &at) != OK)
        return fail(cx, ERR_INVALID, "until",
                    "write a time, for example tomorrow 9:00 or Thu 10:00");
    TRY(request_sleep(cx, r, why, at));
    a->words = word(cx->lang, "Out of sight until then. Its promises go on.");
    return request_offer_undo(cx, a, "request.wake", S(""));
}

static enum err wake(struct cx *cx, struct request_act *a, struct request *r)
{
    struct str was = ID_DATA("%d %lld", (int)r->asleep_for, (long long)r->asleep_until);
    TRY(request_wake(cx, r));
    a->words = word(cx->lang, "Back in the list.");
    return request_offer_undo(cx, a, "request.sleep", was);
}

/* Passed on with a note; whoever has it keeps it until the other accepts. */
static enum err offer(struct cx *cx, struct request_act *a, struct request *r)
{
    struct str note;
    int64_t to;
    struct person p;
    TRY(form_i64(cx, "owner", 1, INT64_MAX, 0, &to));
    TRY(form_text(cx, "note", 0, note_most, &note));
    TRY(person_get(cx, (person_id){to}, &p));
    TRY(handover_offer(cx, r, p.id, note));
    struct word_arg name = {"name", p.name};
    a->words = word_fill(cx->arena,
                         word(cx->lang, "Offered to {name}. It stays as it is until they accept."),
                         &name, 1);
    return request_offer_undo(cx, a, "request.offer", S(""));
}

static enum err accept(struct cx *cx, struct request_act *a, struct request *r)
{
    int64_t was = r->owner.v;
    TRY(handover_accept(cx, r));
    a->words = word(cx->lang, "It is yours now.");
    return request_offer_undo(cx, a, "request.owner", ID_DATA("%lld", (long long)was));
}

static enum err decline(struct cx *cx, struct request_act *a, struct request *r)
{
    struct handover h;
    struct str why;
    bool found;
    TRY(form_text(cx, "note", 0, note_most, &why));
    TRY(handover_find(cx, r->id, &h, &found));
    TRY(handover_end(cx, r, why));
    a->words = word(cx->lang, "It stays where it was.");
    return request_offer_undo(
        cx, a, "request.declined",
        ID_DATA("%lld %lld %.*s", (long long)h.from.v, (long long)h.to.v, STR_ARG(h.note)));
}

/* Who may give it away at once: nobody has it, one takes it, or a leader decides. Anybody else
 * offers it. */
static enum err assign(struct cx *cx, struct request_act *a, struct request *r)
{
    int64_t to, was = r->owner.v;
    TRY(form_i64(cx, "owner", 0, INT64_MAX, cx->actor.person.v, &to));
    bool at_once = to == 0 || was == 0 || to == cx->actor.person.v ||
                   (cx->actor.role >= ROLE_LEADER && was != cx->actor.person.v);
    if (!at_once && to != was)
        return offer(cx, a, r);
    TRY(request_assign(cx, r, (person_id){to}));
    a->words = word(cx->lang, "Done.");
    return request_offer_undo(cx, a, "request.owner", ID_DATA("%lld", (long long)was));
}

/* Two answered at once: of one's own words those stay that the other did not say. */
static enum err keep_rest(struct cx *cx, struct request_act *a, struct request *r)
{
    struct message theirs;
    struct str text;
    int64_t id;
    TRY(form_text(cx, "text", 0, LIMIT_MESSAGE_BYTES, &text));
    TRY(form_i64(cx, "meanwhile", 1, INT64_MAX, 0, &id));
    TRY(message_get(cx, (message_id){id}, &theirs));
    if (theirs.request.v != r->id.v || theirs.kind != MESSAGE_OUT)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such message");
    text = draft_rest(cx->arena, text, theirs.text);
    a->words = word(cx->lang, "Only what was not said yet is left in the box.");
    return draft_set(cx, r->id, S("reply"), text);
}

request_act_fn *request_act_find(struct str name)
{
    static const struct {
        const char *name;
        request_act_fn *fn;
    } acts[] = {{"assign", assign},    {"offer", offer},    {"accept", accept},
                {"decline", decline},  {"merge", merge},    {"part", part},
                {"split", split},      {"link", link_them}, {"unlink", unlink_them},
                {"apart", keep_apart}, {"sleep", sleep_it}, {"wake", wake},
                {"rest", keep_rest}};
    for (int i = 0; i < COUNT(acts); i++)
        if (str_eq(name, str_from(acts[i].name)))
            return acts[i].fn;
    return request_copy_act_find(name);
}

/* ---- taking back ------------------------------------------------------------------------------
 */

static enum err too_late(struct cx *cx)
{
    return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
}

static enum err merge_again(struct cx *cx, struct request *r, int64_t from_id)
{
    struct request from;
    TRY(request_get(cx, (request_id){from_id}, &from));
    TRY(request_unpair(cx, from.id, r->id));
    return request_merge(cx, &from, r);
}

static enum err offer_again(struct cx *cx, struct request *r, int64_t from, struct str rest)
{
    int64_t to;
    struct str number = str_cut(&rest, ' ');
    if (str_to_i64(number, &to) != OK)
        return too_late(cx);
    struct actor me = cx->actor;
    cx->actor.person.v = from; /* it is their offer */
    enum err err = handover_offer(cx, r, (person_id){to}, rest.p ? rest : S(""));
    cx->actor = me;
    return err;
}

enum err request_undo_whole(struct cx *cx, struct str kind, struct request *r, struct str data,
                            bool *done)
{
    int64_t first = 0, second = 0;
    struct str rest = data, one = str_cut(&rest, ' ');
    *done = true;
    if (str_eq(kind, S("request.merge")))
        return request_part(cx, r);
    if (str_eq(kind, S("request.wake")))
        return request_wake(cx, r);
    if (str_eq(kind, S("request.offer")))
        return handover_end(cx, r, S(""));
    bool has_first = str_to_i64(one, &first) == OK, has_second = str_to_i64(rest, &second) == OK;
    if (str_eq(kind, S("request.part")))
        return has_first ? merge_again(cx, r, first) : too_late(cx);
    if (str_eq(kind, S("request.declined")))
        return has_first ? offer_again(cx, r, first, rest) : too_late(cx);
    if (str_eq(kind, S("request.split")))
        return has_second ? request_unsplit(cx, (request_id){first}, r->id, (message_id){second})
                          : too_late(cx);
    if (str_eq(kind, S("request.sleep")))
        return has_second ? request_sleep(cx, r, (enum asleep)first, second) : too_late(cx);
    *done = str_eq(kind, S("request.pair"));
    if (!*done)
        return OK;
    if (!has_second)
        return too_late(cx);
    return first ? request_pair(cx, r->id, (request_id){second}, PAIR_LINKED)
                 : request_unpair(cx, r->id, (request_id){second});
}
