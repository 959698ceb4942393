#include "app/search_kind.h"
#include "app/serve.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "db/search.h"
#include "desk/desk.h"
#include "desk/search_page.h"
#include "desk/templates.h"
#include "people/person.h"

typedef VEC(struct marked) marked_list;

static bool is_word_byte(char c)
{
    unsigned char b = (unsigned char)c;
    return b >= 0x80 || (b >= '0' && b <= '9') || ((b | 0x20) >= 'a' && (b | 0x20) <= 'z');
}

/* Where in `text` a word begins with `word`; -1: nowhere. */
static ptrdiff_t find_word(struct str text, struct str word)
{
    for (ptrdiff_t from = 0; from < text.n;) {
        ptrdiff_t at = str_findi(str_skip(text, from), word);
        if (at < 0)
            return -1;
        at += from;
        if (at == 0 || !is_word_byte(text.p[at - 1]))
            return at;
        from = at + word.n;
    }
    return -1;
}

/* The first place in `text` where a word of the query stands; its length. */
static ptrdiff_t find_any(struct str text, struct str query, ptrdiff_t *n)
{
    ptrdiff_t best = -1;
    while (query.p && query.n) {
        struct str word = str_cut(&query, ' ');
        while (word.n && !is_word_byte(word.p[word.n - 1]))
            word.n--;
        while (word.n && !is_word_byte(*word.p))
            word = str_skip(word, 1);
        ptrdiff_t at = word.n ? find_word(text, word) : -1;
        if (at >= 0 && (best < 0 || at < best))
            best = at, *n = word.n;
    }
    return best;
}

/* `text` cut where words of the query begin and end, so that they can be marked. */
static struct marked *mark(struct cx *cx, struct str text, struct str query, int *count)
{
    marked_list list = {0};
    while (text.n) {
        ptrdiff_t n = 0, at = find_any(text, query, &n);
        if (at != 0)
            *vec_push(cx->arena, &list) = (struct marked){str_head(text, at < 0 ? text.n : at),
                                                          false};
        if (at < 0)
            break;
        *vec_push(cx->arena, &list) = (struct marked){str_head(str_skip(text, at), n), true};
        text = str_skip(text, at + n);
    }
    *count = (int)list.n;
    return list.v;
}

/* What the page and the palette show of a hit, made of what it is. */
static void dress(struct cx *cx, const struct search_hit *hit, struct str query, struct found *f)
{
    bool is_person = hit->kind == SEARCH_PERSON, is_message = hit->kind == SEARCH_MESSAGE;
    f->icon = is_person ? S("person") : is_message ? S("mail") : S("inbox");
    f->key = str_fmt(cx->arena, "%c%lld",
                     is_person    ? 'p'
                     : is_message ? 'm'
                                  : 'r',
                     (long long)hit->id);
    f->title_marks = mark(cx, f->title, query, &f->title_mark_count);
    f->word_marks = mark(cx, f->words, query, &f->word_mark_count);
    if (f->number.n)
        f->meta[f->meta_count++] = f->number;
    if (f->name.n)
        f->meta[f->meta_count++] = f->name;
    f->hint = is_person ? f->words
                        : str_fmt(cx->arena, "%.*s · %.*s", STR_ARG(f->number), STR_ARG(f->name));
}

/* Some words around the first place where a word of the query stands. */
static struct str words_around(struct cx *cx, struct str text, struct str query)
{
    struct str first = str_cut(&query, ' ');
    ptrdiff_t at = str_findi(text, first), from = at > 60 ? at - 60 : 0;
    while (from > 0 && ((unsigned char)text.p[from] & 0xC0) == 0x80)
        from--;
    struct str part = utf8_cut_bytes(str_skip(text, from), 200);
    return from ? str_cat(cx->arena, S("… "), part) : part;
}

static enum err fill_request(struct cx *cx, request_id id, struct found *f)
{
    struct request r;
    struct person p;
    TRY(request_get(cx, id, &r));
    TRY(person_get(cx, r.requester, &p));
    f->title = r.subject;
    f->name = p.name;
    f->number = request_number(cx->arena, id);
    f->path = str_fmt(cx->arena, "/r/%lld", (long long)id.v);
    f->at = r.changed_at;
    return OK;
}

static enum err fill_message(struct cx *cx, const struct search_hit *hit, struct str query,
                             struct found *f)
{
    struct message m;
    TRY(message_get(cx, (message_id){hit->id}, &m));
    TRY(fill_request(cx, m.request, f));
    f->kind = S("message");
    f->at = m.at;
    f->words = words_around(cx, m.visible.n ? m.visible : m.text, query);
    f->path = str_fmt(cx->arena, "/r/%lld#m%lld", (long long)m.request.v, (long long)hit->id);
    return OK;
}

static enum err fill(struct cx *cx, const struct search_hit *hit, struct str query, struct found *f)
{
    struct person p;
    switch ((enum search_kind)hit->kind) {
    case SEARCH_REQUEST: f->kind = S("request"); return fill_request(cx, (request_id){hit->id}, f);
    case SEARCH_MESSAGE: return fill_message(cx, hit, query, f);
    case SEARCH_PERSON:
        TRY(person_get(cx, (person_id){hit->id}, &p));
        *f = (struct found){.title = p.name,
                            .words = p.address,
                            .name = p.organisation_name,
                            .kind = S("person"),
                            .path = str_fmt(cx->arena, "/customers/%lld", (long long)hit->id),
                            .at = p.created_at};
        return OK;
    }
    return ERR_NOT_FOUND;
}

/* "K-2041" and "2041" go there at once. */
static bool is_number_of_one(struct cx *cx, struct str query)
{
    struct request r;
    request_id id = request_from_number(query);
    if (id.v == 0 || http_wants_json(cx->q) || request_get(cx, id, &r) != OK)
        return false;
    http_redirect(cx->r, str_fmt(cx->arena, "/r/%lld", (long long)id.v));
    return true;
}

enum err search_get(struct cx *cx)
{
    struct search_page *p = NEW(cx->arena, struct search_page);
    struct search_hit *hits = NEWN(cx->arena, struct search_hit, LIMIT_LIST_ROWS);
    int64_t next = 0;
    int count = 0;
    p->query = str_trim(http_query(cx->q, S("q")));
    if (is_number_of_one(cx, p->query))
        return OK;
    struct search_query q = {.words = p->query, .limit = LIMIT_LIST_ROWS};
    if (str_to_i64(http_query(cx->q, S("before")), &q.before) != OK)
        q.before = 0;
    TRY(layout_load(cx, S("search"), &p->layout));
    if (p->query.n)
        TRY(search_find(cx->db, &q, hits, &count, &next));
    p->found = NEWN(cx->arena, struct found, count);
    for (int i = 0; i < count; i++)
        if (fill(cx, &hits[i], p->query, &p->found[p->count]) == OK)
            dress(cx, &hits[i], p->query, &p->found[p->count++]);
    if (next) {
        struct buf b;
        struct out o = {.to = &b};
        buf_init(&b, cx->arena, LIMIT_PATH_BYTES * 4);
        buf_addz(&b, "/search?q=");
        out_url_str(&o, p->query);
        buf_addf(&b, "&before=%lld", (long long)next);
        p->next_path = buf_str(&b);
    }
    RENDER(cx, search, p);
    return OK;
}
