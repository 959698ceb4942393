/* entries_whole.c: what happened to whole and part, to who receives it and to who has it, in words;
 * and why a message landed where it did. */
#include "desk/entries_whole.h"

#include "text/when.h"

static const struct {
    enum event_kind kind;
    bool is_in;        /* told of the one that took it in: note "in" */
    const char *words; /* {name} of the object as a person, {number} as a request, {why} the note */
    const char *icon;
} happened[] = {
    {EVENT_COPY_ADDED, false, WORD("{why} came in by mail and waits for a yes"), "mail"},
    {EVENT_COPY_LET_IN, false, WORD("{why} receives answers from now on"), "mail"},
    {EVENT_COPY_KEPT_OUT, false, WORD("{why} receives nothing"), "x"},
    {EVENT_REQUEST_MERGED, false, WORD("Joined into {number}"), "chain"},
    {EVENT_REQUEST_MERGED, true, WORD("{number} was joined into this one"), "chain"},
    {EVENT_REQUEST_PARTED, false, WORD("Parted from {number}"), "undo"},
    {EVENT_REQUEST_PARTED, true, WORD("{number} stands for itself again"), "undo"},
    {EVENT_REQUEST_SPLIT, false, WORD("A message became {number}"), "chain"},
    {EVENT_REQUEST_SPLIT, true, WORD("Made of a message of {number}"), "chain"},
    {EVENT_REQUEST_LINKED, false, WORD("Linked with {number}"), "chain"},
    {EVENT_REQUEST_UNLINKED, false, WORD("The link with {number} is gone"), "x"},
    {EVENT_REQUEST_WOKEN, false, WORD("Back in the list"), "clock"},
    {EVENT_REQUEST_OFFERED, false, WORD("Offered to {name}: {why}"), "people"},
    {EVENT_OFFER_DECLINED, false, WORD("The offer to {name} has ended: {why}"), "undo"},
};

static struct str sleep_words(struct cx *cx, struct str note)
{
    instant until;
    struct when_reader reader = {.lang = cx->lang, .zone = cx->zone, .now = cx->now};
    if (str_eq(note, S("promise")))
        return word(cx->lang, "Out of sight until its promise changes");
    if (str_to_i64(note, &until) != OK)
        return word(cx->lang, "Out of sight until they write");
    struct word_arg time = {"time", when_words(cx->arena, &reader, until, WHEN_SHORT)};
    return word_fill(cx->arena, word(cx->lang, "Out of sight until {time}"), &time, 1);
}

static bool needs_name(enum event_kind k)
{
    return k == EVENT_REQUEST_OFFERED || k == EVENT_OFFER_DECLINED;
}

static enum err fill(struct cx *cx, const struct event *e, const char *words, struct str *out)
{
    struct person p = {.name = S("")};
    if (needs_name(e->kind))
        TRY(person_get(cx, (person_id){e->object}, &p));
    struct word_arg args[] = {{"name", p.name},
                              {"number", request_number(cx->arena, (request_id){e->object})},
                              {"why", e->note}};
    *out = word_fill(cx->arena, word(cx->lang, words), args, 3);
    if (str_ends(*out, S(": "))) /* nothing was said */
        *out = str_head(*out, out->n - 2);
    return OK;
}

enum err entry_whole_words(struct cx *cx, const struct event *e, struct entry *to)
{
    bool is_in = str_eq(e->note, S("in"));
    if (e->kind == EVENT_REQUEST_SNOOZED) {
        to->icon = S("clock");
        to->words = sleep_words(cx, e->note);
        return OK;
    }
    for (int i = 0; i < COUNT(happened); i++)
        if (happened[i].kind == e->kind && happened[i].is_in == is_in) {
            to->icon = str_from(happened[i].icon);
            return fill(cx, e, happened[i].words, &to->words);
        }
    return OK;
}

/* The reasons that the ledger of mail gives, for the catalogues. */
static const char *const reasons[] = {
    WORD("a new request"),
    WORD("it carries our signed reply address"),
    WORD("it answers a message of this conversation, from a participant"),
    WORD("a mail of ours came back"),
    WORD("a delivery report"),
};

static struct str in_our_words(struct cx *cx, struct str reason)
{
    for (int i = 0; i < COUNT(reasons); i++)
        if (str_eq(reason, str_from(reasons[i])))
            return word(cx->lang, reasons[i]);
    return reason;
}

enum err entry_reasons(struct cx *cx, request_id id, struct entry *list, int count)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT i.message_id, i.reason FROM message m JOIN mail_in i ON i.mail_id ="
                 " m.mail_id AND i.mail_id <> '' AND i.message_id = m.id WHERE m.request_id = $1"
                 " AND m.mail_id <> ''"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        int64_t message = rows_i64(&r);
        struct str reason = rows_text(&r);
        for (int i = 0; i < count; i++)
            if (list[i].kind == ENTRY_MESSAGE && list[i].message.id.v == message)
                list[i].why = in_our_words(cx, reason);
    }
    return rows_end(&r);
}
