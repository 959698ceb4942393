/* A mailbox taken in order, in memory. */
#include "mail/thread.h"
#include "text/json.h"

/* What an id was met as. */
struct thread_id {
    ptrdiff_t group; /* from 0 */
    bool is_seen;
};

void thread_book_init(struct thread_book *book, struct arena *a)
{
    *book = (struct thread_book){.arena = a};
}

static ptrdiff_t root_of(const struct thread_book *book, ptrdiff_t group)
{
    while (book->groups.v[group].joined != group)
        group = book->groups.v[group].joined;
    return group;
}

static struct str address_key(struct arena *a, struct str address)
{
    return str_lower(a, str_trim(address));
}

/* --- memory: groups are numbered from 1 for the rules
 * ----------------------------------------------- */

static enum err book_find(void *context, struct str id, thread_group *group, bool *is_seen)
{
    const struct thread_book *book = context;
    const struct thread_id *known = map_find(&book->ids, id);
    *group = known ? root_of(book, known->group) + 1 : 0;
    *is_seen = known && known->is_seen;
    return OK;
}

static enum err book_knows(void *context, thread_group group, struct str address, bool *yes)
{
    const struct thread_book *book = context;
    struct str key = address_key(book->arena, address);
    *yes = map_find(&book->groups.v[root_of(book, group - 1)].people, key) != NULL;
    return OK;
}

static struct str subject_key(struct arena *a, struct str subject, struct str address)
{
    struct str who = address_key(a, address);
    return str_fmt(a, "%.*s\n%.*s", STR_ARG(who), STR_ARG(subject));
}

static enum err book_recall(void *context, struct str subject, struct str address,
                            thread_group *group)
{
    const struct thread_book *book = context;
    const struct thread_id *known = map_find(&book->subjects,
                                             subject_key(book->arena, subject, address));
    *group = known ? root_of(book, known->group) + 1 : 0;
    return OK;
}

/* --- joining
 * --------------------------------------------------------------------------------------- */

static void remember_people(struct thread_book *book, ptrdiff_t group,
                            const struct thread_mail *mail)
{
    for (ptrdiff_t i = -1; i < mail->people_count; i++) {
        struct str address = i < 0 ? mail->from : mail->people[i];
        struct str key = address_key(book->arena, address);
        if (key.n)
            map_set(book->arena, &book->groups.v[group].people, key, book);
    }
}

/* The smaller moves into the larger, so that a person moves log n times at most. */
static ptrdiff_t merge(struct thread_book *book, ptrdiff_t one, ptrdiff_t other)
{
    one = root_of(book, one), other = root_of(book, other);
    if (one == other)
        return one;
    bool is_larger = book->groups.v[other].people.n > book->groups.v[one].people.n;
    ptrdiff_t into = is_larger ? other : one, from = is_larger ? one : other;
    struct map *people = &book->groups.v[from].people;
    for (ptrdiff_t i = 0; i < people->cap; i++)
        if (people->slots[i].value)
            map_set(book->arena, &book->groups.v[into].people, people->slots[i].key, book);
    book->groups.v[from].joined = into;
    book->groups.v[from].people = (struct map){0};
    return into;
}

static bool takes_part(const struct thread_book *book, ptrdiff_t group,
                       const struct thread_mail *mail)
{
    struct str key = address_key(book->arena, mail->from);
    return key.n && mail->alignment != THREAD_FORGED &&
           map_find(&book->groups.v[root_of(book, group)].people, key);
}

/* The id is one of this group from now on. One that was only cited so far, by a group its sender
 * takes part in too, makes one conversation of two. */
static ptrdiff_t remember_id(struct thread_book *book, ptrdiff_t group, struct str id, bool is_seen,
                             const struct thread_mail *mail)
{
    struct thread_id *known = id.n ? map_find(&book->ids, id) : NULL;
    if (!id.n)
        return group;
    if (!known) {
        known = NEW(book->arena, struct thread_id);
        *known = (struct thread_id){group, is_seen};
        map_set(book->arena, &book->ids, id, known);
        return group;
    }
    if (!known->is_seen && takes_part(book, known->group, mail))
        group = merge(book, group, known->group);
    if (is_seen && !known->is_seen)
        *known = (struct thread_id){group, true};
    return group;
}

static ptrdiff_t remember_ids(struct thread_book *book, ptrdiff_t group,
                              const struct thread_mail *mail)
{
    group = remember_id(book, group, mail->message_id, true, mail);
    if (mail->is_report)
        return group; /* what a machine cites binds nobody */
    for (ptrdiff_t i = 0; i < mail->in_reply_to_count; i++)
        group = remember_id(book, group, mail->in_reply_to[i], false, mail);
    for (ptrdiff_t i = 0; i < mail->reference_count; i++)
        group = remember_id(book, group, mail->references[i], false, mail);
    return group;
}

static void remember_subject(struct thread_book *book, ptrdiff_t group,
                             const struct thread_mail *mail)
{
    bool is_answer;
    struct str subject = thread_subject(book->arena, mail->subject, &is_answer);
    struct thread_id *known = NEW(book->arena, struct thread_id);
    *known = (struct thread_id){group, true};
    for (ptrdiff_t i = -1; subject.n && i < mail->people_count; i++) {
        struct str who = i < 0 ? mail->from : mail->people[i];
        if (who.n)
            map_set(book->arena, &book->subjects, subject_key(book->arena, subject, who), known);
    }
}

struct thread_verdict thread_book_add(struct thread_book *book, const struct thread_mail *mail)
{
    struct thread_memory memory = {book, book_find, book_knows, book_recall};
    struct thread_verdict verdict;
    enum err err = thread_judge(&memory, mail, &verdict);
    if (err != OK)
        abort(); /* this memory does not fail */
    ptrdiff_t group = (ptrdiff_t)verdict.group - 1;
    if (!verdict.group) {
        group = book->groups.n;
        *vec_push(book->arena, &book->groups) = (struct thread_book_group){.joined = group};
    }
    if (verdict.reason != THREAD_REPORT) /* a mail server takes part in nothing */
        remember_people(book, group, mail);
    group = remember_ids(book, group, mail);
    remember_subject(book, group, mail);
    *vec_push(book->arena, &book->mails) = group;
    verdict.group = group + 1;
    return verdict;
}

/* --- what came of it
 * -------------------------------------------------------------------------------- */

ptrdiff_t thread_book_group(const struct thread_book *book, ptrdiff_t i)
{
    return root_of(book, book->mails.v[i]);
}

void thread_json(const struct thread_book *book, const struct str *names, struct buf *out)
{
    struct json j;
    /* one list for each group, linked: the first mail of a group, and the next of the same */
    ptrdiff_t n = book->mails.n;
    ptrdiff_t *first = NEWN(book->arena, ptrdiff_t, book->groups.n + 1);
    ptrdiff_t *last = NEWN(book->arena, ptrdiff_t, book->groups.n + 1);
    ptrdiff_t *next = NEWN(book->arena, ptrdiff_t, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) { /* mails are counted from 1 here: 0 is none */
        ptrdiff_t group = thread_book_group(book, i);
        if (first[group])
            next[last[group]] = i + 1;
        else
            first[group] = i + 1;
        last[group] = i + 1;
    }
    json_init(&j, out);
    json_array(&j);
    for (ptrdiff_t i = 0; i < n; i++) {
        ptrdiff_t group = thread_book_group(book, i);
        if (first[group] != i + 1)
            continue;
        json_array(&j);
        for (ptrdiff_t k = i + 1; k; k = next[k])
            json_text(&j, names[k - 1]);
        json_end(&j);
    }
    json_end(&j);
}
