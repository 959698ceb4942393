/* entries.c: the conversation of a request: what was said, what happened, day by day. */
#include "desk/request_page.h"

#include "app/undo.h"
#include "desk/entries_whole.h"
#include "base/vec.h"
#include "desk/due_words.h"
#include "text/markdown.h"
#include "text/when.h"

typedef VEC(struct entry) entry_list;

struct sources {
    struct message *messages;
    struct event *events;
    struct attachment *files;
    struct mail_out *mails;
    struct promise *promises;
    int message_count, event_count, file_count, mail_count, promise_count;
};

static enum err load_sources(struct cx *cx, request_id id, struct sources *s)
{
    TRY(request_messages(cx, id, &s->messages, &s->message_count));
    TRY(request_events(cx, id, &s->events, &s->event_count));
    TRY(message_attachments(cx, id, &s->files, &s->file_count));
    TRY(mail_out_list(cx, id, &s->mails, &s->mail_count));
    return promise_list(cx, id, &s->promises, &s->promise_count);
}

/* Plain words of theirs as HTML: paragraphs and breaks, nothing of it taken as markup. */
static struct safe_html words_html(struct arena *a, struct str text)
{
    struct buf b;
    struct out o = {.to = &b};
    buf_init(&b, a, text.n * 8 + 64);
    buf_addz(&b, "<p>");
    while (text.p) {
        struct str line = str_line(&text);
        if (str_trim(line).n == 0 && text.p) {
            buf_addz(&b, "</p><p>");
            while (text.p && text.n && (*text.p == '\n' || *text.p == '\r'))
                text = str_skip(text, 1);
            continue;
        }
        out_html_str(&o, line);
        if (text.p && text.n)
            buf_addz(&b, "<br>");
    }
    buf_addz(&b, "</p>");
    return (struct safe_html){buf_str(&b)};
}

static void fill_files(struct entry *e, const struct sources *s)
{
    for (int i = 0; i < s->file_count; i++)
        if (s->files[i].message.v == e->message.id.v) {
            if (!e->file_count)
                e->files = &s->files[i];
            e->file_count++;
        }
    for (int i = 0; i < s->mail_count; i++)
        if (s->mails[i].message.v == e->message.id.v) {
            if (!e->mail_count)
                e->mails = &s->mails[i];
            e->mail_count++;
        }
}

static void fill_body(struct cx *cx, struct entry *e)
{
    const struct message *m = &e->message;
    if (m->kind != MESSAGE_IN) {
        e->body = markdown_html(cx->arena, m->text, NULL);
        return;
    }
    e->body = words_html(cx->arena, m->visible.n ? m->visible : m->text);
    e->has_folded = m->visible.n && !str_eq(str_trim(m->visible), str_trim(m->text));
    if (e->has_folded)
        e->folded = words_html(cx->arena, m->text);
    e->has_frame = m->html.n > 0;
    e->frame_path = str_fmt(cx->arena, "/m/%lld/frame", (long long)m->id.v);
}

static void message_entry(struct cx *cx, const struct message *m, const struct sources *s,
                          struct entry *e)
{
    *e = (struct entry){
        .kind = ENTRY_MESSAGE,
        .at = m->at,
        .message = *m,
        .initials = m->author.v ? person_initials(cx->arena, m->author_name) : S("K"),
        .hue = person_hue(m->author),
        .is_ours = m->kind == MESSAGE_OUT || m->kind == MESSAGE_AUTO,
        .is_note = m->kind == MESSAGE_NOTE,
        .is_auto = m->kind == MESSAGE_AUTO,
        .may_take_back = m->send_after > cx->now && m->author.v == cx->actor.person.v,
    };
    fill_body(cx, e);
    fill_files(e, s);
}

static const struct promise *promise_of(const struct sources *s, int64_t id)
{
    for (int i = 0; i < s->promise_count; i++)
        if (s->promises[i].id.v == id)
            return &s->promises[i];
    return NULL;
}

static struct str sentence_of(struct cx *cx, const struct sources *s, const struct event *e)
{
    const struct promise *p = promise_of(s, e->object);
    return p ? promise_sentence(cx, p) : S("");
}

/* Events in words; one without words here is not shown (a message shows itself), or in
 * entries_whole.c. {what} is the promise, {why} the note of the event. */
static const struct {
    enum event_kind kind;
    const char *words, *icon, *risk;
} told_events[] = {
    {EVENT_PROMISE_KEPT, WORD("Promise kept: {what}"), "check", "kept"},
    {EVENT_PROMISE_BROKEN, WORD("Promise broken: {what}"), "alert", "broken"},
    {EVENT_PROMISE_MOVED, WORD("Promise moved: {what} – {why}"), "clock", "risk"},
    {EVENT_PROMISE_WITHDRAWN, WORD("Promise withdrawn: {what}"), "x", ""},
    {EVENT_PROMISE_MADE, WORD("Promised: {what}"), "clock", ""},
    {EVENT_REQUEST_SOLVED, WORD("Marked as kept"), "check", "kept"},
    {EVENT_REQUEST_REOPENED, WORD("Opened again"), "undo", ""},
    {EVENT_REQUEST_WAITING, WORD("Waiting for the person who asked; the clock stands still"),
     "wait", ""},
    {EVENT_REQUEST_RESUMED, WORD("The clock runs again"), "clock", ""},
    {EVENT_REQUEST_SPAM, WORD("Marked as spam"), "x", ""},
    {EVENT_REQUEST_WITHDRAWN, WORD("No longer needed"), "x", ""},
    {EVENT_REQUEST_MOVED, WORD("Moved to another team or service"), "people", ""},
    {EVENT_MESSAGE_UNSENT, WORD("An answer was taken back before it left"), "undo", ""},
    {EVENT_MAIL_FAILED, WORD("Not delivered to {why}"), "alert", "broken"},
    {EVENT_MAIL_HELD, WORD("Perhaps not delivered to {why}. Look at the outbox"), "alert", "risk"},
    {EVENT_MAIL_LATER, WORD("An answer will go out {why}"), "clock", ""},
    {EVENT_MAIL_STOPPED, WORD("The answer did not go out: {why}"), "undo", ""},
    {EVENT_ASKED, WORD("Asked a colleague: {why}"), "chain", ""},
    {EVENT_ASK_RETURNED, WORD("A colleague needs more to go on: {why}"), "undo", "risk"},
    {EVENT_ASK_DONE, WORD("A colleague kept it: {why}"), "check", "kept"},
    {EVENT_REQUEST_ASSIGNED, WORD("Given to {why}"), "people", ""},
};

static void event_words(struct cx *cx, const struct event *e, const struct sources *s,
                        struct entry *to)
{
    struct word_arg args[] = {{"what", sentence_of(cx, s, e)}, {"why", e->note}};
    for (int i = 0; i < COUNT(told_events); i++) {
        if (told_events[i].kind != e->kind)
            continue;
        const char *words = told_events[i].words;
        if (e->kind == EVENT_REQUEST_ASSIGNED && !e->object)
            words = WORD("Nobody’s again");
        to->icon = str_from(told_events[i].icon);
        to->risk = str_from(told_events[i].risk);
        to->words = word_fill(cx->arena, word(cx->lang, words), args, 2);
    }
}

static enum err event_entry(struct cx *cx, const struct event *e, const struct sources *s,
                            struct entry *to)
{
    struct event told = *e;
    if (e->kind == EVENT_REQUEST_ASSIGNED && e->object) {
        struct person p;
        TRY(person_get(cx, (person_id){e->object}, &p));
        told.note = p.name;
    }
    instant until;
    struct when_reader reader = {.lang = cx->lang, .zone = cx->zone, .now = cx->now};
    if (e->kind == EVENT_MAIL_LATER && due_parse(cx, e->note, &until) == OK)
        told.note = when_words(cx->arena, &reader, until, WHEN_FULL);
    if (e->kind == EVENT_MAIL_STOPPED)
        told.note = word_message(cx->arena, cx->lang, e->note);
    *to = (struct entry){.kind = ENTRY_EVENT, .at = e->at};
    event_words(cx, &told, s, to);
    return to->words.n ? OK : entry_whole_words(cx, e, to);
}

static void push(struct cx *cx, entry_list *to, const struct entry *e)
{
    struct wall now = zone_wall(cx->zone, e->at), before = {0};
    if (to->n)
        before = zone_wall(cx->zone, to->v[to->n - 1].at);
    if (now.day != before.day || now.month != before.month || now.year != before.year)
        *vec_push(cx->arena, to) = (struct entry){.kind = ENTRY_DAY, .at = e->at};
    *vec_push(cx->arena, to) = *e;
}

/* Events that follow one another: the first knows how many, so that a long run folds into one line.
 */
static void count_runs(entry_list *all)
{
    for (ptrdiff_t i = 0, n; i < all->n; i += n) {
        for (n = 0; i + n < all->n && all->v[i + n].kind == ENTRY_EVENT; n++)
            all->v[i + n].is_folded = n > 0;
        all->v[i].run = (int)n;
        for (ptrdiff_t j = 1; n <= EVENTS_SHOWN && j < n; j++)
            all->v[i + j].is_folded = false;
        n += n == 0;
    }
}

enum err entries_load(struct cx *cx, const struct request *r, struct entry **list, int *count)
{
    struct sources s;
    entry_list all = {0};
    struct entry e;
    int m = 0;
    TRY(load_sources(cx, r->id, &s));
    for (int i = 0; i <= s.event_count; i++) {
        instant until = i < s.event_count ? s.events[i].at : INT64_MAX;
        while (m < s.message_count && s.messages[m].at <= until) {
            message_entry(cx, &s.messages[m++], &s, &e);
            push(cx, &all, &e);
        }
        if (i == s.event_count)
            break;
        TRY(event_entry(cx, &s.events[i], &s, &e));
        if (e.words.n)
            push(cx, &all, &e);
    }
    count_runs(&all);
    TRY(entry_reasons(cx, r->id, all.v, (int)all.n));
    *list = all.v;
    *count = (int)all.n;
    return OK;
}
