/* map_web.c: the whole chain as one picture, with a table of the same. */
#include "app/form.h"
#include "app/serve.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "chain/chain_pages.h"
#include "chain/templates.h"
#include "services/pages.h"
#include "stat/proportion.h"

enum { zoom_least = 40, zoom_most = 200, zoom_step = 20, days_counted = 90, line_letters = 21 };

/* One time that a service took, for whom. */
struct taken {
    service_id outer; /* v 0: a person outside */
    int64_t total;
    int kept; /* 1, 0; -1: nothing was promised */
};
struct taken_list {
    struct taken *v;
    int n;
};

static enum err load_taken(struct cx *cx, service_id id, struct taken_list *out)
{
    VEC(struct taken) v = {0};
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("SELECT coalesce(outer_service_id, 0), total, coalesce(is_kept, -1) FROM "
            "(SELECT outer_service_id, total, is_kept FROM chain_time WHERE service_id = $1 AND"
            " ended_at > $2 ORDER BY ended_at DESC LIMIT 2000) newest ORDER BY total"),
        ARGS(DB_I(id.v), DB_I(cx->now - days_counted * USEC_PER_DAY)));
    while (rows_next(&r)) {
        struct taken *t = vec_push(cx->arena, &v);
        t->outer.v = rows_i64(&r);
        t->total = rows_i64(&r);
        t->kept = (int)rows_i64(&r);
    }
    *out = (struct taken_list){v.v, (int)v.n};
    return rows_end(&r);
}

static enum err load_returned(struct cx *cx, service_id outer, service_id inner, int *out)
{
    int64_t n;
    TRY(db_get_i64(
        cx->db,
        SQL("SELECT count(*) FROM ask a JOIN ask_return b ON b.ask_id = a.id JOIN request "
            "r ON r.id = a.outer_id WHERE a.service_id = $1 AND a.asked_at > $2 AND "
            "r.service_id = $3"),
        ARGS(DB_I(inner.v), DB_I(cx->now - days_counted * USEC_PER_DAY), DB_I(outer.v)), &n));
    *out = (int)n;
    return OK;
}

static struct track track_of(struct taken_list list, service_id outer)
{
    struct track t = {0};
    struct range range;
    int n = 0, half = 0;
    for (int i = 0; i < list.n; i++)
        if (list.v[i].outer.v == outer.v) {
            n++;
            t.kept += list.v[i].kept == 1;
            t.broken += list.v[i].kept == 0;
        }
    for (int i = 0; i < list.n; i++) /* by total: the one in the middle */
        if (list.v[i].outer.v == outer.v && half++ == n / 2)
            t.median = list.v[i].total;
    if (wilson(t.kept, t.kept + t.broken, 0.95, &range) == OK)
        t.low = range.low, t.high = range.high;
    return t;
}

static struct str percent(struct cx *cx, double share)
{
    return str_fmt(cx->arena, "%d", (int)(share * 100 + 0.5));
}

static void fill_words(struct cx *cx, struct map_line *l, const struct service *to)
{
    const struct track *t = &l->track;
    int n = t->kept + t->broken;
    l->promised = length_format(cx->arena, service_target(to, PRIORITY_NORMAL, TARGET_RESOLVE));
    l->kept = l->took = l->range = S("");
    if (n >= TRACK_LEAST) {
        struct word_arg args[] = {{"share", percent(cx, (double)t->kept / n)},
                                  {"n", str_fmt(cx->arena, "%d", n)},
                                  {"low", percent(cx, t->low)},
                                  {"high", percent(cx, t->high)}};
        l->kept = word_fill(cx->arena, word(cx->lang, "{share} % of {n}"), args, COUNT(args));
        l->range = word_fill(cx->arena, word(cx->lang, "{low} to {high} %"), args, COUNT(args));
        l->took = length_format(cx->arena, (t->median / USEC_PER_SEC + 59) / 60 * 60);
        l->words = str_fmt(cx->arena, "%.*s · %.*s %%", STR_ARG(l->promised),
                           STR_ARG(percent(cx, (double)t->kept / n)));
    } else {
        l->words = l->promised;
    }
}

/* ---- what is in the picture -------------------------------------------------------------------
 */

struct picture {
    struct service *services;
    struct taken_list *taken; /* beside services */
    int service_count;
    struct need_edge *edges;
    int edge_count;
    bool *shown; /* beside services: all, or what the chosen one serves and needs */
    int *box;    /* beside services: its place in the map; -1: not in it */
};

static int place_of(const struct picture *p, service_id id)
{
    for (int i = 0; i < p->service_count; i++)
        if (p->services[i].id.v == id.v)
            return i;
    return -1;
}

/* Along needs in one direction from a service: all it reaches is shown. */
static void show_along(struct picture *p, service_id id, bool down)
{
    for (int i = 0; i < p->edge_count; i++) {
        service_id near = down ? p->edges[i].from : p->edges[i].to,
                   far = down ? p->edges[i].to : p->edges[i].from;
        int at = place_of(p, far);
        if (near.v != id.v || at < 0 || p->shown[at])
            continue;
        p->shown[at] = true;
        show_along(p, far, down);
    }
}

static enum err load(struct cx *cx, struct map_page *page, struct picture *p)
{
    TRY(service_list(cx, true, &p->services, &p->service_count));
    TRY(service_edges(cx, &p->edges, &p->edge_count));
    p->taken = NEWN(cx->arena, struct taken_list, p->service_count);
    p->shown = NEWN(cx->arena, bool, p->service_count);
    p->box = NEWN(cx->arena, int, p->service_count);
    for (int i = 0; i < p->service_count; i++) {
        TRY(load_taken(cx, p->services[i].id, &p->taken[i]));
        p->shown[i] = page->at.v == 0 || page->at.v == p->services[i].id.v;
        if (page->at.v == p->services[i].id.v)
            page->at_name = p->services[i].name;
    }
    if (page->at.v && !page->at_name.p)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such service");
    if (page->at.v) {
        show_along(p, page->at, true);
        show_along(p, page->at, false);
    }
    return OK;
}

/* At a space near the middle, when it does not fit one line. */
static void break_name(struct cx *cx, struct map_box *b)
{
    ptrdiff_t cut = -1, half = b->name.n / 2;
    b->lines[0] = b->name;
    b->line_count = 1;
    if (utf8_count(b->name) <= line_letters)
        return;
    for (ptrdiff_t i = 0; i < b->name.n; i++)
        if (b->name.p[i] == ' ' && (cut < 0 || llabs(i - half) < llabs(cut - half)))
            cut = i;
    if (cut > 0) {
        b->lines[0] = str_head(b->name, cut);
        b->lines[1] = str_skip(b->name, cut + 1);
        b->line_count = 2;
    }
    for (int i = 0; i < b->line_count; i++)
        if (utf8_count(b->lines[i]) > line_letters + 1)
            b->lines[i] = str_cat(cx->arena, utf8_head(b->lines[i], line_letters), S("…"));
}

static void add_box(struct cx *cx, struct map_page *page, const struct service *s)
{
    struct map_box *b = &page->boxes[page->box_count++];
    *b = (struct map_box){
        .service = s->id,
        .name = s->name,
        .by = s->supplier.n ? s->supplier : s->team_name,
        .kind = s->supplier.n ? S("supplier") : S(""),
        .is_chosen = s->id.v == page->at.v,
        .path = str_fmt(cx->arena, "/settings/services/%lld", (long long)s->id.v)};
    for (int i = 0; i < page->fault_count; i++)
        if (page->faults[i].service.v == s->id.v)
            b->has_fault = true;
    break_name(cx, b);
}

static void add_line(struct map_page *page, int from, int to, const struct map_line *like)
{
    struct map_edge *e = &page->map.edges[page->map.edge_count++];
    *e = (struct map_edge){.from = from, .to = to};
    page->lines[page->line_count] = *like;
    page->lines[page->line_count++].at = e;
}

/* The people we serve stand first; then every service that is given or needed. */
static void add_boxes(struct cx *cx, struct map_page *page, struct picture *p)
{
    page->boxes = NEWN(cx->arena, struct map_box, p->service_count + 1);
    page->boxes[page->box_count++] = (struct map_box){.name = word(cx->lang, "People we serve"),
                                                      .by = S(""),
                                                      .kind = S("people"),
                                                      .path = S("/customers")};
    break_name(cx, &page->boxes[0]);
    for (int i = 0; i < p->service_count; i++) {
        bool needed = false;
        for (int k = 0; k < p->edge_count; k++)
            needed = needed || p->edges[k].to.v == p->services[i].id.v;
        p->box[i] = -1;
        if (!p->shown[i] || (p->services[i].is_retired && !needed) ||
            page->box_count >= MAP_NODES_MOST)
            continue;
        p->box[i] = page->box_count;
        add_box(cx, page, &p->services[i]);
    }
}

static enum err add_lines(struct cx *cx, struct map_page *page, struct picture *p)
{
    int most = p->edge_count + p->service_count;
    page->lines = NEWN(cx->arena, struct map_line, most);
    page->map.edges = NEWN(cx->arena, struct map_edge, most);
    for (int i = 0; i < p->service_count; i++) {
        const struct service *s = &p->services[i];
        if (p->box[i] < 0 || !(s->audience & AUDIENCE_OUTSIDE))
            continue;
        struct map_line l = {.from_name = page->boxes[0].name,
                             .to_name = s->name,
                             .by = page->boxes[p->box[i]].by,
                             .track = track_of(p->taken[i], (service_id){0})};
        fill_words(cx, &l, s);
        add_line(page, 0, p->box[i], &l);
    }
    for (int i = 0; i < p->edge_count; i++) {
        const struct need_edge *e = &p->edges[i];
        int from = place_of(p, e->from), to = place_of(p, e->to);
        if (from < 0 || to < 0 || p->box[from] < 0 || p->box[to] < 0)
            continue;
        struct map_line l = {.from_name = p->services[from].name,
                             .to_name = p->services[to].name,
                             .by = page->boxes[p->box[to]].by,
                             .is_gate = e->is_gate,
                             .step = e->step,
                             .track = track_of(p->taken[to], e->from)};
        TRY(load_returned(cx, e->from, e->to, &l.returned));
        fill_words(cx, &l, &p->services[to]);
        for (int k = 0; k < page->fault_count; k++)
            if (page->faults[k].service.v == e->from.v &&
                (page->faults[k].other.v == e->to.v || page->faults[k].kind == FAULT_TOO_LONG))
                l.is_fault = true;
        add_line(page, p->box[from], p->box[to], &l);
    }
    return OK;
}

/* ---- the page ---------------------------------------------------------------------------------
 */

static struct str zoomed(struct cx *cx, const struct map_page *page, int zoom)
{
    if (zoom < zoom_least || zoom > zoom_most)
        return S("");
    if (page->at.v)
        return str_fmt(cx->arena, "/chain?at=%lld&zoom=%d", (long long)page->at.v, zoom);
    return str_fmt(cx->arena, "/chain?zoom=%d", zoom);
}

static enum err read_view(struct cx *cx, struct map_page *page)
{
    struct str at = http_query(cx->q, S("at")), zoom = http_query(cx->q, S("zoom"));
    int64_t z = 100;
    if (at.n && (str_to_i64(at, &page->at.v) != OK || page->at.v <= 0))
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such service");
    if (zoom.n && (str_to_i64(zoom, &z) != OK || z < zoom_least || z > zoom_most))
        z = 100;
    page->zoom = (int)z;
    page->in_path = zoomed(cx, page, page->zoom + zoom_step);
    page->out_path = zoomed(cx, page, page->zoom - zoom_step);
    page->all_path = page->at.v ? S("/chain") : S("");
    return OK;
}

enum err map_get(struct cx *cx)
{
    struct map_page *page = NEW(cx->arena, struct map_page);
    struct picture p = {0};
    struct back_test *test = NEW(cx->arena, struct back_test);
    TRY(read_view(cx, page));
    TRY(layout_load(cx, S("chain"), &page->layout));
    TRY(service_faults(cx, &page->faults, &page->fault_count));
    TRY(load(cx, page, &p));
    add_boxes(cx, page, &p);
    TRY(add_lines(cx, page, &p));
    page->map.node_count = page->box_count;
    map_lay_out(cx->arena, &page->map);
    for (int i = 0; i < page->box_count; i++)
        page->boxes[i].at = &page->map.nodes[i];
    page->shown_width = page->map.width * page->zoom / 100;
    page->shown_height = page->map.height * page->zoom / 100;
    struct fault before = cx->fault;
    enum err err = back_test_load(cx, test);
    if (err == OK)
        page->test = test;
    else if (err != ERR_NOT_FOUND)
        return err;
    cx->fault = before;
    RENDER(cx, map, page);
    return OK;
}
