#include "app/search_kind.h"
#include "app/serve.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "db/search.h"
#include "desk/desk.h"
#include "desk/search_page.h"
#include "desk/templates.h"
#include "people/person.h"
#include "text/fold.h"

enum {
    looked_most = 4000, /* hits of one page that are compared with what else was asked */
    asked_most = 600,   /* the same, where each has to be asked for in the database */
    known_most = 2000,  /* requests that fit, known beforehand */
    palette_rows = 8
};

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
    f->title_marks = search_mark(cx, f->title, query, &f->title_mark_count);
    f->word_marks = search_mark(cx, f->words, query, &f->word_mark_count);
    if (f->number.n)
        f->meta[f->meta_count++] = f->number;
    if (f->name.n)
        f->meta[f->meta_count++] = f->name;
    f->hint = is_person ? f->words
                        : str_fmt(cx->arena, "%.*s · %.*s", STR_ARG(f->number), STR_ARG(f->name));
}

/* What is not this agent's to see is not there. */
static enum err fill_request(struct cx *cx, request_id id, struct found *f)
{
    struct request r;
    struct person p;
    TRY(request_get(cx, id, &r));
    struct object object = request_object(&r);
    if (!may(cx, MAY_READ_REQUEST, &object))
        return ERR_NOT_FOUND;
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
    f->words = search_around(cx, m.visible.n ? m.visible : m.text, query);
    f->path = str_fmt(cx->arena, "/r/%lld#m%lld", (long long)m.request.v, (long long)hit->id);
    return OK;
}

static enum err fill_person(struct cx *cx, person_id id, struct found *f)
{
    struct person p;
    TRY(person_get(cx, id, &p));
    *f = (struct found){.title = p.name,
                        .words = p.address,
                        .name = p.organisation_name,
                        .kind = S("person"),
                        .path = str_fmt(cx->arena, "/customers/%lld", (long long)id.v),
                        .at = p.created_at};
    return OK;
}

static enum err fill(struct cx *cx, const struct search_hit *hit, struct str query, struct found *f)
{
    *f = (struct found){0};
    switch ((enum search_kind)hit->kind) {
    case SEARCH_REQUEST: f->kind = S("request"); return fill_request(cx, (request_id){hit->id}, f);
    case SEARCH_MESSAGE: return fill_message(cx, hit, query, f);
    case SEARCH_PERSON:
        return may(cx, MAY_READ_PERSON, NULL) ? fill_person(cx, (person_id){hit->id}, f)
                                              : ERR_NOT_FOUND;
    }
    return ERR_NOT_FOUND;
}

static void add_found(struct cx *cx, struct search_page *p, const struct search_hit *hit)
{
    struct found *f = &p->found[p->count];
    if (fill(cx, hit, p->asked.words, f) == OK) {
        dress(cx, hit, p->asked.words, f);
        p->count++;
    }
    cx->fault = (struct fault){0};
}

/* ---- which requests fit
 * -------------------------------------------------------------------------- */

/* Few that fit are read at once, and each hit is looked up in them; where many fit, most hits do,
 * and each is asked for. */
struct fitting {
    struct view_at at;
    int64_t *ids; /* ascending; NULL: too many to know beforehand */
    int count;
};

static enum err read_fitting(struct cx *cx, const struct search_asked *asked, struct fitting *f)
{
    struct rows r;
    struct sql_builder b;
    f->at = (struct view_at){.view = VIEW_FILTER, .filter = &asked->filter, .sort = SORT_NEWEST};
    int64_t *ids = NEWN(cx->arena, int64_t, known_most + 1);
    request_ids_sql(cx, &f->at, known_most + 1, &b);
    db_query_built(&r, cx->db, &b);
    while (rows_next(&r)) {
        ids[known_most - f->count++] = rows_i64(&r); /* newest first: filled from the end */
        rows_skip(&r);
    }
    f->ids = f->count <= known_most ? ids + known_most + 1 - f->count : NULL;
    return rows_end(&r);
}

static bool is_known(const struct fitting *f, int64_t id)
{
    int low = 0, high = f->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (f->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->count && f->ids[low] == id;
}

static bool does_fit(struct cx *cx, const struct fitting *f, int64_t id)
{
    struct rows r;
    struct sql_builder b;
    if (f->ids)
        return is_known(f, id);
    sql_start(&b, cx->arena);
    sql_add(&b, SQL("SELECT r.id FROM request r WHERE r.id = "));
    sql_add_arg(&b, DB_I(id));
    sql_add(&b, SQL(" AND "));
    filter_sql(cx, f->at.filter, &b);
    db_query_built(&r, cx->db, &b);
    bool fits = rows_next(&r);
    if (fits)
        rows_skip(&r);
    return rows_end(&r) == OK && fits;
}

/* ---- finding
 * ----------------------------------------------------------------------------------------- */

/* The hits of a page, newest first, until it is full, the words give no more, or enough was looked
 * at: then what comes after is the next page's. */
static enum err find_words(struct cx *cx, struct search_page *p, int rows, int64_t *next)
{
    struct search_asked *asked = &p->asked;
    struct search_hit *hits = NEWN(cx->arena, struct search_hit, LIMIT_SEARCH_HITS);
    struct fitting fitting = {0};
    int looked = 0, most = looked_most;
    struct search_query q = {.words = asked->words, .before = *next, .limit = rows};
    if (asked->before && (q.before == 0 || asked->before < q.before))
        q.before = asked->before;
    if (asked->has_filter) {
        TRY(read_fitting(cx, asked, &fitting));
        q.limit = fitting.ids ? LIMIT_SEARCH_HITS : rows * 2;
        most = fitting.ids ? looked_most : asked_most;
    }
    do {
        int n = 0;
        TRY(search_find(cx->db, &q, hits, &n, next));
        for (int i = 0; i < n; i++, looked++) {
            const struct search_hit *hit = &hits[i];
            if (hit->serial < asked->after)
                return *next = 0, OK;
            if (p->count == rows)
                return *next = hit->serial + 1, OK;
            if (!asked->has_filter ||
                (hit->kind != SEARCH_PERSON && does_fit(cx, &fitting, hit->group)))
                add_found(cx, p, hit);
        }
        q.before = *next;
    } while (*next && p->count < rows && looked < most);
    p->is_partial = *next && p->count < rows;
    return OK;
}

/* Nothing but operators: the requests themselves. */
static enum err find_requests(struct cx *cx, struct search_page *p, int rows, int64_t *next)
{
    struct view_at at = {
        .view = VIEW_FILTER, .filter = &p->asked.filter, .sort = SORT_NEWEST, .after_id = {*next}};
    struct rows r;
    struct sql_builder b;
    request_ids_sql(cx, &at, rows + 1, &b);
    *next = 0;
    int64_t last = 0;
    db_query_built(&r, cx->db, &b);
    while (rows_next(&r)) {
        struct search_hit hit = {.kind = SEARCH_REQUEST, .id = rows_i64(&r)};
        rows_skip(&r);
        if (p->count == rows)
            *next = last;
        else
            add_found(cx, p, &hit);
        last = hit.id;
    }
    return rows_end(&r);
}

static enum err find_people(struct cx *cx, struct search_page *p, int most)
{
    person_id found[SEARCH_PERSONS];
    int count = most;
    bool is_guess;
    TRY(search_people(cx, p->asked.words, found, &count, &is_guess));
    p->people = NEWN(cx->arena, struct found, count);
    for (int i = 0; i < count; i++) {
        struct search_hit hit = {.kind = SEARCH_PERSON, .id = found[i].v};
        struct found *f = &p->people[p->person_count];
        if (fill_person(cx, found[i], f) == OK) {
            dress(cx, &hit, p->asked.words, f);
            p->person_count++;
        }
    }
    return OK;
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

/* Days without words are of when a request was opened. */
static void add_days(struct cx *cx, struct search_asked *asked)
{
    const struct {
        instant at;
        enum filter_op op;
    } days[] = {{asked->before, OP_BEFORE}, {asked->after, OP_AFTER}};
    for (int i = 0; i < COUNT(days); i++) {
        struct wall w = zone_wall(cx->zone, days[i].at);
        struct str day = str_fmt(cx->arena, "%04d-%02d-%02d", w.year, w.month, w.day);
        struct filter_node n = {.kind = FILTER_CONDITION,
                                .condition = {FIELD_OPENED, days[i].op, day}};
        if (days[i].at && filter_add(&asked->filter, asked->filter.root, &n) >= 0)
            asked->has_filter = true;
    }
}

static void add_result(struct search_page *p, struct str words, struct str hint, struct str path)
{
    p->results[p->result_count++] = (struct search_result){words, hint, path};
}

/* For the palette: pages and views of that name, people, and what was found. */
static void add_results(struct cx *cx, struct search_page *p)
{
    const struct nav *nav = &p->layout.nav;
    struct str words = fold_text(cx->arena, p->query);
    p->results = NEWN(cx->arena, struct search_result, nav->count + p->person_count + p->count);
    for (int i = 0; i < nav->count && p->result_count < palette_rows; i++)
        if (words.n && str_has(fold_text(cx->arena, nav->items[i].words), words))
            add_result(p, nav->items[i].words, S(""), nav->items[i].path);
    for (int i = 0; i < p->person_count; i++)
        add_result(p, p->people[i].title, p->people[i].hint, p->people[i].path);
    for (int i = 0; i < p->count; i++)
        add_result(p, p->found[i].title, p->found[i].hint, p->found[i].path);
}

static struct str next_path(struct cx *cx, const struct search_page *p, int64_t next)
{
    struct buf b;
    struct out o = {.to = &b};
    buf_init(&b, cx->arena, LIMIT_PATH_BYTES * 4);
    buf_addz(&b, "/search?q=");
    out_url_str(&o, p->query);
    buf_addf(&b, "&before=%lld", (long long)next);
    return buf_str(&b);
}

enum err search_load(struct cx *cx, struct search_page *p)
{
    bool is_palette = str_eq(http_query(cx->q, S("palette")), S("1"));
    int rows = is_palette ? palette_rows : LIMIT_LIST_ROWS;
    int64_t next = 0;
    if (str_to_i64(http_query(cx->q, S("before")), &next) != OK || next < 0)
        next = 0;
    TRY(layout_load(cx, S("search"), &p->layout));
    TRY(search_ask(cx, p->query, &p->asked));
    p->found = NEWN(cx->arena, struct found, rows);
    if (is_palette)
        TRY(find_people(cx, p, 4));
    if (p->asked.not_known.n)
        return OK;
    if (p->asked.words.n) {
        TRY(find_words(cx, p, rows, &next));
    } else if (p->query.n) {
        add_days(cx, &p->asked);
        TRY(find_requests(cx, p, rows, &next));
    }
    if (next)
        p->next_path = next_path(cx, p, next);
    if (p->count == 0 && !is_palette && p->asked.words.n && !p->asked.has_filter)
        TRY(find_people(cx, p, SEARCH_PERSONS));
    return OK;
}

enum err search_get(struct cx *cx)
{
    struct search_page *p = NEW(cx->arena, struct search_page);
    p->query = utf8_cut_bytes(str_trim(http_query(cx->q, S("q"))), 1000);
    if (is_number_of_one(cx, p->query))
        return OK;
    TRY(search_load(cx, p));
    if (http_wants_json(cx->q))
        add_results(cx, p);
    RENDER(cx, search, p);
    return OK;
}
