/* request_more.c: what stands beside the conversation: who is here, who receives it, what belongs
 * to it. */
#include "desk/request_page.h"

#include "app/presence.h"
#include "base/vec.h"
#include "people/account.h"
#include "text/when.h"

/* ---- who is here ------------------------------------------------------------------------------
 */

static enum err add_here(struct cx *cx, struct request_more *m, person_id id, const char *words,
                         const char *class)
{
    struct person p;
    TRY(person_get(cx, id, &p));
    struct word_arg name = {"name", p.name};
    m->here[m->here_count++] = (struct here_row){
        .initials = person_initials(cx->arena, p.name),
        .hue = person_hue(id),
        .class = str_from(class),
        .words = word_fill(cx->arena, word(cx->lang, words), &name, 1)};
    return OK;
}

static enum err load_here(struct cx *cx, struct request_page *p)
{
    struct presence_entry seen[HERE_MOST];
    person_id writers[HERE_MOST];
    int n = presence_read(cx->app->presence, p->request.id, cx->actor.person, cx->now, seen,
                          HERE_MOST);
    int writer_count;
    for (int i = 0; i < n; i++) {
        const char *words = seen[i].state == PRESENCE_WRITING  ? WORD("{name} is writing an answer")
                            : seen[i].state == PRESENCE_NOTING ? WORD("{name} is writing a note")
                            : seen[i].state == PRESENCE_AWAY   ? WORD("{name} has this open")
                                                               : WORD("{name} is reading this");
        bool writes = seen[i].state >= PRESENCE_WRITING;
        const char *class = writes ? "writing" : seen[i].state == PRESENCE_AWAY ? "" : "here";
        TRY(add_here(cx, &p->more, seen[i].person, words, class));
    }
    TRY(draft_writers(cx, p->request.id, writers, HERE_MOST, &writer_count));
    for (int i = 0; i < writer_count; i++) {
        bool is_here = false;
        for (int k = 0; k < n; k++)
            is_here |= seen[k].person.v == writers[i].v && seen[k].state >= PRESENCE_WRITING;
        if (!is_here)
            TRY(add_here(cx, &p->more, writers[i], WORD("{name} has a draft"), ""));
    }
    return OK;
}

/* ---- who receives it --------------------------------------------------------------------------
 */

/* When the last answer went out: who came or went since is marked. */
static instant last_answer(const struct request_page *p)
{
    for (int i = p->message_count - 1; i >= 0; i--)
        if (p->messages[i]->message.kind == MESSAGE_OUT)
            return p->messages[i]->at;
    return 0;
}

static struct str name_and_address(struct cx *cx, const struct participant *p)
{
    struct str rest = p->address, local = str_cut(&rest, '@');
    if (p->name.n == 0 || str_eqi(p->name, local) || str_eqi(p->name, p->address))
        return p->address;
    return str_fmt(cx->arena, "%.*s <%.*s>", STR_ARG(p->name), STR_ARG(p->address));
}

static enum err load_copies(struct cx *cx, struct request_page *p)
{
    struct request_more *m = &p->more;
    struct participant *list;
    instant last = last_answer(p);
    int count;
    TRY(participant_list(cx, p->request.id, &list, &count));
    m->copies = NEWN(cx->arena, struct copy_row, count);
    m->waiting = NEWN(cx->arena, struct copy_row, count);
    m->out = NEWN(cx->arena, struct copy_row, count);
    for (int i = 0; i < count; i++) {
        struct copy_row row = {.p = list[i], .words = name_and_address(cx, &list[i])};
        if (participant_receives(&list[i])) {
            row.is_new = last && list[i].since > last;
            m->copies[m->copy_count++] = row;
            m->copy_extra += list[i].how == PART_COPY;
        } else if (list[i].how == PART_WAITS) {
            m->waiting[m->waiting_count++] = row;
        } else if (list[i].how == PART_OUT) {
            row.is_gone = last && list[i].ended_at > last;
            m->gone_count += row.is_gone;
            m->out[m->out_count++] = row;
        }
    }
    return request_recipients(cx, p->request.id, &m->recipients);
}

enum err request_recipients(struct cx *cx, request_id id, struct str *out)
{
    struct participant *list;
    struct buf b;
    int count;
    TRY(participant_list(cx, id, &list, &count));
    buf_init(&b, cx->arena, PARTICIPANTS_MOST * 330);
    for (int i = 0; i < count; i++)
        if (participant_receives(&list[i])) {
            if (b.n)
                buf_addc(&b, ' ');
            buf_add(&b, list[i].address);
        }
    *out = buf_str(&b);
    return OK;
}

/* ---- what belongs to it -----------------------------------------------------------------------
 */

static enum err fill_other(struct cx *cx, const struct request *r, struct other_row *row)
{
    struct person p;
    TRY(person_get(cx, r->requester, &p));
    *row = (struct other_row){.request = *r,
                              .number = request_number(cx->arena, r->id),
                              .path = str_fmt(cx->arena, "/r/%lld", (long long)r->id.v),
                              .name = p.name};
    request_state_words(cx, r, &row->state_words, &row->state_class);
    return OK;
}

/* Another request is named to those only who may read it. */
static enum err add_other(struct cx *cx, const struct request *r, struct other_row *rows,
                          int *count)
{
    struct object object = request_object(r);
    return may(cx, MAY_READ_REQUEST, &object) ? fill_other(cx, r, &rows[(*count)++]) : OK;
}

static enum err load_others(struct cx *cx, struct request_page *p)
{
    struct request_more *m = &p->more;
    struct request *linked, alike[ALIKE_MOST], r;
    request_id *merged;
    int n;
    TRY(request_pairs(cx, p->request.id, PAIR_LINKED, &linked, &n));
    m->linked = NEWN(cx->arena, struct other_row, n);
    for (int i = 0; i < n; i++)
        TRY(add_other(cx, &linked[i], m->linked, &m->linked_count));
    TRY(request_merged(cx, p->request.id, &merged, &n));
    m->merged = NEWN(cx->arena, struct other_row, n);
    for (int i = 0; i < n; i++) {
        enum err err = request_get(cx, merged[i], &r);
        if (err == ERR_NOT_FOUND)
            continue; /* not for this reader */
        TRY(err);
        TRY(add_other(cx, &r, m->merged, &m->merged_count));
    }
    if (!request_is_open(p->request.state))
        return OK;
    TRY(request_alike(cx, &p->request, alike, ALIKE_MOST, &n));
    for (int i = 0; i < n; i++)
        TRY(add_other(cx, &alike[i], m->alike, &m->alike_count));
    return OK;
}

static enum err load_offer(struct cx *cx, struct request_page *p)
{
    struct request_more *m = &p->more;
    struct person from, to;
    TRY(handover_find(cx, p->request.id, &m->offer, &m->has_offer));
    if (!m->has_offer)
        return OK;
    TRY(person_get(cx, m->offer.from, &from));
    TRY(person_get(cx, m->offer.to, &to));
    m->offer_from = from.name;
    m->offer_to = to.name;
    m->is_offered_to_me = to.id.v == cx->actor.person.v;
    return OK;
}

static void load_sleep(struct cx *cx, struct request_page *p)
{
    struct when_reader reader = {.lang = cx->lang, .zone = cx->zone, .now = cx->now};
    struct str when = when_words(cx->arena, &reader, p->request.asleep_until, WHEN_SHORT);
    struct word_arg until = {"time", when};
    switch (p->request.asleep_for) {
    case AWAKE: p->more.asleep = S(""); return;
    case ASLEEP_UNTIL_TIME:
        p->more.asleep = word_fill(cx->arena, word(cx->lang, "Out of sight until {time}"), &until,
                                   1);
        return;
    case ASLEEP_UNTIL_ANSWER:
        p->more.asleep = word(cx->lang, "Out of sight until they write");
        return;
    case ASLEEP_UNTIL_PROMISE:
        p->more.asleep = word(cx->lang, "Out of sight until its promise changes");
        return;
    }
}

static void load_language(struct cx *cx, struct request_page *p)
{
    struct str theirs = p->person.lang;
    if (theirs.n && !str_eq(theirs, str_from(lang_tag(cx->lang))))
        p->more.lang_name = str_from(lang_name(lang_from(theirs)));
}

enum err request_more_load(struct cx *cx, struct request_page *p)
{
    TRY(load_here(cx, p));
    TRY(load_copies(cx, p));
    TRY(load_others(cx, p));
    TRY(load_offer(cx, p));
    load_sleep(cx, p);
    load_language(cx, p);
    p->more.uploads.path = p->path;
    return upload_list(cx, p->request.id, &p->more.uploads.list, &p->more.uploads.count);
}

enum err request_conflict(struct cx *cx, struct request_page *p)
{
    int64_t seen = 0;
    p->conflict = p->layout.wrong;
    if (str_to_i64(http_form(cx->q, S("seen")), &seen) != OK)
        return OK;
    for (int i = p->message_count - 1; i >= 0 && p->messages[i]->message.id.v > seen; i--)
        if (p->messages[i]->message.kind == MESSAGE_OUT)
            p->more.theirs = p->messages[i];
    if (p->more.theirs)
        p->more.rest = draft_rest(cx->arena, p->draft, p->more.theirs->message.text);
    return OK;
}
