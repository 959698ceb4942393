/* promise_history.c: what happened, as a line of `kept promise` tells it, in the words people use
 * for it. */
#include "promises/promise_history.h"

#include <string.h>

#include "base/utf8.h"
#include "services/calendar.h"

/* One entry being read. */
struct entry {
    struct promise_line *line;
    const struct json_value *json;
    const char *list; /* "history" or "pauses" */
    int number;
    struct str name; /* what happened, lower case, words joined by _ */
    struct story_event event;
};

static enum err refuse(struct entry *e, const char *why)
{
    return fault_set(e->line->fault, ERR_INVALID, "history", "%s[%d]: %s", e->list, e->number, why);
}

static const struct json_value *member_of(const struct json_value *v, const char *const *names,
                                          int count)
{
    for (int i = 0; i < count; i++) {
        const struct json_value *m = json_member(v, names[i]);
        if (m && m->kind != JSON_NULL)
            return m;
    }
    return NULL;
}
#define MEMBER(v, ...)                                                                             \
    member_of((v), (const char *const[]){__VA_ARGS__},                                             \
              (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

static struct str text_of(const struct json_value *v)
{
    return v && v->kind == JSON_TEXT ? str_trim(v->text) : S("");
}

/* "2026-01-30 15:30" is the wall time of the line's calendar. */
static bool read_wall(struct promise_line *l, struct str s, instant *out)
{
    char room[32];
    if (!l->calendar || s.n < 16 || s.n > 19 || (s.p[10] != 'T' && s.p[10] != ' '))
        return false;
    memcpy(room, s.p, (size_t)s.n);
    room[10] = 'T';
    ptrdiff_t n = s.n;
    if (n == 16)
        memcpy(room + n, ":00", 3), n += 3;
    room[n++] = 'Z';
    instant utc;
    if (instant_parse(str_of(room, n), &utc) != OK)
        return false;
    int64_t seconds = utc / USEC_PER_SEC, day = seconds / 86400;
    if (seconds < 0)
        return false;
    *out = zone_instant(l->calendar->zone, (day_number)day, (int32_t)(seconds % 86400), ZONE_FIRST);
    return true;
}

static enum err read_instant(struct promise_line *l, const struct json_value *v, instant *out)
{
    struct str s = text_of(v);
    if (s.n && (instant_parse(s, out) == OK || read_wall(l, s, out)))
        return OK;
    return ERR_INVALID;
}

/* ---- names ----------------------------------------------------------------------------------- */

/* "First Reply", "firstReply" and "first-reply" are first_reply. */
static struct str normal_name(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, 80);
    s = str_head(s, 60);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool is_upper = c >= 'A' && c <= 'Z';
        if (is_upper && i && s.p[i - 1] >= 'a' && s.p[i - 1] <= 'z')
            buf_addc(&b, '_');
        buf_addc(&b, c == ' ' || c == '-' || c == '.' ? '_' : ascii_lower(c));
    }
    return buf_str(&b);
}

static bool is_one_of(struct str s, const char *words)
{
    struct str rest = str_from(words);
    while (rest.p)
        if (str_eq(str_cut(&rest, ' '), s))
            return true;
    return false;
}

enum speaker { NOBODY, CUSTOMER, AGENT, MACHINE };
static enum speaker speaker_of(struct str who)
{
    if (is_one_of(who, "customer requester person asker user client caller contact them"))
        return CUSTOMER;
    if (is_one_of(who, "auto automatic machine system bot kept autoresponder"))
        return MACHINE;
    return who.n ? AGENT : NOBODY;
}

/* A reply by somebody is one of three things. */
enum { SAID = 100 };
static const struct {
    const char *words;
    int kind; /* enum story_kind, or SAID */
} names[] = {
    {"created opened open received request_created ticket_created new start", STORY_CREATED},
    {"reply replied answer answered message response respond responded comment email mail call",
     SAID},
    {"customer_reply customer_replied customer_message customer_answered asked wrote", STORY_ASKED},
    {"agent_reply agent_replied agent_message first_reply first_response reply_sent told updated "
     "update informed",
     STORY_ANSWERED},
    {"acknowledge acknowledged acknowledgement ack auto_reply auto_acknowledged autoreply",
     STORY_ACKNOWLEDGED},
    {"pause paused wait waits waiting hold on_hold pending suspended", STORY_WAITS},
    {"resume resumed unpause unpaused continue continued running pause_end", STORY_RESUMED},
    {"assign assigned reassign reassigned moved transferred handed_over taken claimed unassigned "
     "routed",
     STORY_ASSIGNED},
    {"solve solved resolve resolved close closed done completed finished kept", STORY_SOLVED},
    {"reopen reopened re_opened", STORY_REOPENED},
    {"withdraw withdrawn cancel cancelled canceled merged spam no_longer_needed", STORY_WITHDRAWN},
    {"promise promised promise_made", STORY_PROMISED},
    {"renegotiate renegotiated promise_moved extended postponed", STORY_MOVED},
    {"priority priority_changed set_priority", STORY_PRIORITY},
    {"note noted note_added internal_note thanks thanked read viewed", STORY_NOTED},
};

/* "waiting_for_customer": the party stands in the name of the event. */
static struct str party_in_name(struct str name)
{
    static const char *const heads[] = {"waiting_for_", "waiting_on_", "wait_for_", "waits_for_",
                                        "paused_for_",  "pending_",    "on_hold_",  "pause_",
                                        "waiting_",     "resumed_by_", "awaiting_"};
    for (int i = 0; i < COUNT(heads); i++)
        if (str_starts(name, str_from(heads[i])))
            return str_skip(name, str_from(heads[i]).n);
    return S("");
}

static bool asks_no(const struct json_value *v)
{
    return v && v->kind == JSON_BOOL && !v->boolean;
}

static enum err read_kind(struct entry *e)
{
    const struct json_value *v = MEMBER(e->json, "event", "type", "what", "action", "kind");
    struct arena *a = e->line->arena;
    struct str by = normal_name(a, text_of(MEMBER(e->json, "by", "author", "actor", "sender")));
    int kind = 0;
    e->name = normal_name(a, text_of(v));
    for (int i = 0; i < COUNT(names) && !kind; i++)
        if (e->name.n && is_one_of(e->name, names[i].words))
            kind = names[i].kind;
    if (!kind && party_in_name(e->name).n)
        kind = str_starts(e->name, S("resumed")) ? STORY_RESUMED : STORY_WAITS;
    if (!kind)
        return fault_set(e->line->fault, ERR_INVALID, "history",
                         "%s[%d]: the event \"%.*s\" is not known; there are created reply "
                         "acknowledged pause resume assigned solved reopened promised "
                         "renegotiated withdrawn priority note",
                         e->list, e->number, STR_ARG(str_head(e->name, 40)));
    enum speaker speaker = speaker_of(by);
    const struct json_value *automatic = MEMBER(e->json, "auto", "automatic");
    if (automatic && automatic->kind == JSON_BOOL && automatic->boolean)
        speaker = MACHINE;
    if (kind == SAID && speaker == NOBODY)
        return refuse(e, "whose reply? Give \"by\": \"agent\", \"customer\" or \"auto\"");
    if (kind == SAID || kind == STORY_ANSWERED)
        kind = speaker == CUSTOMER  ? STORY_ASKED
               : speaker == MACHINE ? STORY_ACKNOWLEDGED
                                    : STORY_ANSWERED;
    const struct json_value *is_public = MEMBER(e->json, "public");
    const struct json_value *is_internal = MEMBER(e->json, "internal", "private");
    if (asks_no(is_public) ||
        (is_internal && is_internal->kind == JSON_BOOL && is_internal->boolean))
        kind = STORY_NOTED; /* the person never saw it */
    e->event.kind = (enum story_kind)kind;
    e->event.is_automatic = speaker == MACHINE || str_starts(e->name, S("auto"));
    return OK;
}

/* ---- who ------------------------------------------------------------------------------------- */

/* Where nothing else says so: "reason" or "by", when it is the person who asked. */
static struct str party_said_otherwise(struct entry *e)
{
    static const char *const members[] = {"reason", "by"};
    struct str in_name = party_in_name(e->name);
    if (in_name.n || e->event.kind != STORY_WAITS)
        return in_name;
    for (int i = 0; i < COUNT(members); i++) {
        struct str said = normal_name(e->line->arena, text_of(json_member(e->json, members[i])));
        struct str party = party_in_name(said).n ? party_in_name(said) : said;
        if (speaker_of(party) == CUSTOMER)
            return party;
    }
    return S("");
}

static enum err read_party(struct entry *e)
{
    struct promise_line *l = e->line;
    struct party *p = &e->event.party;
    const struct json_value *supplier = MEMBER(e->json, "supplier", "vendor");
    const struct json_value *team = MEMBER(e->json, "team");
    const struct json_value *v = MEMBER(e->json, "waits_for", "waiting_for", "waits_on",
                                        "waiting_on", "waits", "on", "for", "who", "party");
    struct str name = v ? text_of(v) : party_said_otherwise(e), after = name;
    struct str word = normal_name(l->arena, str_cut(&after, ':'));
    struct str rest = after.p ? str_trim(after) : S("");
    bool is_supplier_word = is_one_of(word, "supplier vendor third_party outside external");
    bool is_team_word = is_one_of(word, "team us agent internal we our_team colleague");
    if (supplier && supplier->kind == JSON_TEXT && !rest.n)
        rest = text_of(supplier), is_supplier_word = true;
    else if (team && team->kind == JSON_TEXT && !rest.n && (!name.n || is_team_word))
        rest = text_of(team), is_team_word = true;
    *p = (struct party){PARTY_ANY, 0};
    if (!name.n && !rest.n)
        return e->event.kind == STORY_WAITS
                   ? refuse(e, "whom does it wait for? Give \"waits_for\": \"customer\", "
                               "\"team:NAME\" or \"supplier:NAME\"")
                   : OK;
    if (speaker_of(word) == CUSTOMER) {
        p->kind = PARTY_CUSTOMER;
        return OK;
    }
    if (is_supplier_word || (!is_team_word && party_find(l, name, true))) {
        p->kind = PARTY_SUPPLIER;
        if (is_supplier_word)
            name = rest.n ? rest : S("supplier");
        return party_get(l, name, true, &p->id);
    }
    if (is_team_word || party_find(l, name, false)) {
        p->kind = PARTY_TEAM;
        if (is_team_word && !rest.n) {
            e->event.kind = STORY_NOTED; /* our own: it waits for nobody else */
            return OK;
        }
        return party_get(l, is_team_word ? rest : name, false, &p->id);
    }
    return fault_set(l->fault, ERR_INVALID, "history",
                     "%s[%d]: who is \"%.*s\"? Write customer, team:NAME or supplier:NAME, or "
                     "name it in teams or suppliers",
                     e->list, e->number, STR_ARG(str_head(name, 40)));
}

static int64_t owner_get(struct promise_line *l, struct str name)
{
    for (ptrdiff_t i = 0; i < l->owners.n; i++)
        if (str_eq(l->owners.v[i], name))
            return i + 1;
    *vec_push(l->arena, &l->owners) = name;
    return l->owners.n;
}

/* {"team": …}, {"owner": …}, {"to": …}: a team when one is called so, else a person. */
static enum err read_assigned(struct entry *e)
{
    struct promise_line *l = e->line;
    struct str to = text_of(MEMBER(e->json, "to"));
    struct str team = text_of(MEMBER(e->json, "team", "to_team", "group"));
    const struct json_value *owner = MEMBER(e->json, "owner", "agent", "assignee", "person");
    if (str_starts(to, S("team:")))
        team = str_trim(str_skip(to, 5)), to = S("");
    struct str from = text_of(json_member(e->json, "from"));
    bool is_from_team = from.n && party_find(l, from, false);
    if (to.n && !team.n && (is_from_team || party_find(l, to, false)))
        team = to, to = S("");
    if (team.n) {
        e->event.has_team = true;
        TRY(party_get(l, team, false, &e->event.team.v));
    }
    struct str name = owner ? text_of(owner) : to;
    bool is_nobody = json_member(e->json, "owner") && !owner;
    if (name.n || is_nobody || str_eq(e->name, S("unassigned"))) {
        e->event.has_owner = true;
        e->event.owner = name.n ? owner_get(l, name) : 0;
    }
    if (e->event.kind == STORY_ASSIGNED && !e->event.has_owner && !e->event.has_team)
        return refuse(e, "to whom? Give \"team\" or \"owner\"");
    return OK;
}

static enum err read_promise(struct entry *e)
{
    struct promise_line *l = e->line;
    const struct json_value *due = MEMBER(e->json, "due", "due_at", "until", "new_due", "by_when");
    const struct json_value *within = MEMBER(e->json, "within", "amount", "target");
    struct str move = text_of(MEMBER(e->json, "promise", "move", "target_kind", "of"));
    int64_t unit = 1;
    if (!move.n && !str_eq(e->name, normal_name(l->arena, text_of(json_member(e->json, "kind")))))
        move = text_of(json_member(e->json, "kind"));
    e->event.promise = move.n ? move_named(normal_name(l->arena, move), &unit) : PROMISE_RESOLVE;
    if (!e->event.promise)
        return refuse(e, "which promise? \"promise\" is acknowledge, respond, update or resolve");
    e->event.words = text_of(MEMBER(e->json, "words", "text"));
    e->event.reason = text_of(MEMBER(e->json, "reason"));
    const struct json_value *reason = json_member(e->json, "reason");
    e->event.is_untold = asks_no(json_member(e->json, "told")) ||
                         (reason && reason->kind == JSON_TEXT && !e->event.reason.n);
    if (due && read_instant(l, due, &e->event.due_at) == OK)
        return e->event.due_at > e->event.at || e->event.is_untold
                   ? OK
                   : refuse(e, "the due time has to lie after the event");
    if (!within)
        return refuse(e, "by when? Give \"due\": an instant, or \"within\": open time");
    return length_read(l, S("within"), within, 1, &e->event.target);
}

static enum err read_priority(struct entry *e)
{
    struct str to = text_of(MEMBER(e->json, "to", "priority", "value"));
    struct promise_targets *t = NEW(e->line->arena, struct promise_targets);
    if (!to.n)
        return refuse(e, "which priority? Give \"to\"");
    e->event.targets = t;
    return promise_targets_read(e->line, to, t);
}

/* ---- one entry ------------------------------------------------------------------------------- */

static enum err read_at(struct entry *e)
{
    const struct json_value *v = MEMBER(e->json, "at", "time", "when", "from", "timestamp");
    if (read_instant(e->line, v, &e->event.at) != OK)
        return refuse(e, "when? Give \"at\": \"2026-01-30T15:30:00Z\"");
    return OK;
}

static enum err read_rest(struct entry *e)
{
    struct str priority = text_of(json_member(e->json, "priority"));
    if (e->event.kind == STORY_CREATED && priority.n && !json_member(e->line->json, "priority"))
        e->line->priority = priority;
    switch (e->event.kind) {
    case STORY_CREATED:
    case STORY_ASSIGNED: return read_assigned(e);
    case STORY_WAITS:
    case STORY_RESUMED: return read_party(e);
    case STORY_PROMISED:
    case STORY_MOVED: return read_promise(e);
    case STORY_PRIORITY: return read_priority(e);
    case STORY_REOPENED:
    case STORY_ASKED:
    case STORY_ACKNOWLEDGED:
    case STORY_ANSWERED:
    case STORY_SOLVED:
    case STORY_WITHDRAWN:
    case STORY_NOTED: e->event.reason = text_of(json_member(e->json, "reason")); return OK;
    }
    return OK;
}

/* A wait with its end in the same entry. */
static enum err read_end(struct entry *e)
{
    const struct json_value *v = MEMBER(e->json, "until", "end", "ended");
    struct story_event end = {
        .kind = STORY_RESUMED, .party = e->event.party, .words = S(""), .reason = S("")};
    if (e->event.kind != STORY_WAITS || !v)
        return OK;
    if (read_instant(e->line, v, &end.at) != OK || end.at < e->event.at)
        return refuse(e, "\"until\" has to be an instant after its beginning");
    if (end.at == e->event.at)
        return OK; /* nothing was waited */
    *vec_push(e->line->arena, &e->line->events) = end;
    return OK;
}

static enum err read_entry(struct promise_line *l, const char *list, int number,
                           const struct json_value *v)
{
    struct entry e = {.line = l,
                      .json = v,
                      .list = list,
                      .number = number,
                      .event = {.words = S(""), .reason = S("")}};
    if (v->kind != JSON_OBJECT)
        return refuse(&e, "an object is wanted: {\"at\":…,\"event\":…}");
    TRY(read_at(&e));
    if (list[0] == 'p')
        e.event.kind = STORY_WAITS;
    else
        TRY(read_kind(&e));
    TRY(read_rest(&e));
    bool is_empty = e.event.kind == STORY_WAITS && text_of(MEMBER(v, "until", "end")).n &&
                    str_eq(text_of(MEMBER(v, "until", "end")), text_of(MEMBER(v, "at", "from")));
    TRY(read_end(&e));
    if (!is_empty)
        *vec_push(l->arena, &l->events) = e.event;
    return OK;
}

static enum err read_list(struct promise_line *l, const char *name)
{
    const struct json_value *v = json_member(l->json, name);
    if (!v || v->kind == JSON_NULL)
        return OK;
    if (v->kind != JSON_ARRAY || v->count > STORY_MOST_EVENTS)
        return fault_set(l->fault, ERR_INVALID, "history", "%s is a list of at most %d", name,
                         STORY_MOST_EVENTS);
    for (int i = 0; i < v->count; i++)
        TRY(read_entry(l, name[0] == 'p' ? "pauses" : "history", i, &v->items[i]));
    return OK;
}

static enum err read_now(struct promise_line *l)
{
    const struct json_value *v = MEMBER(l->json, "now", "as_of", "asof");
    const struct json_value *start = MEMBER(l->json, "created", "created_at", "start");
    struct story_event e = {.kind = STORY_CREATED, .words = S(""), .reason = S("")};
    if (start) {
        if (read_instant(l, start, &e.at) != OK)
            return fault_set(l->fault, ERR_INVALID, "created",
                             "created is no instant: write it \"2026-01-30T15:30:00Z\"");
        *vec_push(l->arena, &l->events) = e;
    }
    if (v && read_instant(l, v, &l->now) != OK)
        return fault_set(l->fault, ERR_INVALID, "now",
                         "now is no instant: write it \"2026-01-30T15:30:00Z\"");
    story_sort(l->events.v, (int)l->events.n);
    if (!v && l->events.n)
        l->now = l->events.v[l->events.n - 1].at;
    return OK;
}

enum err promise_history_read(struct promise_line *l)
{
    TRY(read_list(l, "history"));
    TRY(read_list(l, "events"));
    TRY(read_list(l, "pauses"));
    TRY(read_now(l));
    if (l->events.n && l->events.v[0].kind == STORY_CREATED)
        return OK;
    return fault_set(l->fault, ERR_INVALID, "history",
                     l->events.n ? "history: something happened before the request was created"
                                 : "history is missing: [{\"at\":\"2026-01-30T15:30:00Z\","
                                   "\"event\":\"created\"}, …]");
}
