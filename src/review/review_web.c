#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "review/review.h"
#include "review/templates.h"

static const int lengths[3] = {30, 90, 365};

static struct str path_of(struct cx *cx, int64_t service, int days)
{
    return str_fmt(cx->arena, "/review?service=%lld&days=%d", (long long)service, days);
}

static enum err read_query(struct cx *cx, int64_t *service, int *days)
{
    int64_t n = 90;
    struct str s = http_query(cx->q, S("service")), d = http_query(cx->q, S("days"));
    *service = 0;
    if ((s.n && (str_to_i64(s, service) != OK || *service < 0)) ||
        (d.n && (str_to_i64(d, &n) != OK || n < 1 || n > 3660)))
        return fail(cx, ERR_INVALID, "days", "Choose a service and a number of days up to 3660");
    *days = (int)n;
    return OK;
}

static enum err fill(struct cx *cx, struct review_page *p)
{
    p->all.path = path_of(cx, 0, p->days);
    p->all.is_current = p->shown == &p->all;
    for (int i = 0; i < p->service_count; i++) {
        p->services[i].path = path_of(cx, p->services[i].id.v, p->days);
        p->services[i].is_current = p->shown == &p->services[i];
    }
    for (int i = 0; i < COUNT(lengths); i++)
        p->choices[i] = (struct review_days){lengths[i], path_of(cx, p->shown->id.v, lengths[i]),
                                             lengths[i] == p->days};
    return db_get_i64(cx->db,
                      SQL("SELECT count(*) FROM (SELECT id FROM request WHERE solved_at > (SELECT "
                          "coalesce(max(solved_at), 0) FROM review_cursor) LIMIT 1000) newer"),
                      NO_ARGS, &p->waiting);
}

static enum err show(struct cx *cx, int64_t service, int days, enum err err)
{
    struct review_page *p = NEW(cx->arena, struct review_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    p->days = days;
    p->words = p->when = S("");
    TRY(layout_load(cx, S("review"), &p->layout));
    TRY(review_load(cx, (service_id){service}, days, p));
    TRY(fill(cx, p));
    cx->fault = fault;
    if (err != OK) {
        layout_wrong(cx, &p->layout, err);
        p->words = http_form(cx->q, S("words"));
        p->when = http_form(cx->q, S("when"));
    }
    RENDER(cx, review, p);
    return OK;
}

static enum err review_get(struct cx *cx)
{
    int64_t service = 0;
    int days = 0;
    TRY(read_query(cx, &service, &days));
    return show(cx, service, days, OK);
}

struct mark {
    service_id service;
    instant at;
    struct str words;
    int64_t drop;
};

static enum err mark(struct cx *cx, void *arg)
{
    struct mark *m = arg;
    return m->drop ? review_mark_drop(cx, m->drop)
                   : review_mark_add(cx, m->service, m->at, m->words);
}

/* "2026-11-02", as a date field sends it: noon of that day. */
static enum err read_day(struct cx *cx, instant *at)
{
    struct str text = http_form(cx->q, S("when"));
    int64_t year, month, day;
    struct str rest = text, y = str_cut(&rest, '-'), m = str_cut(&rest, '-');
    if (str_to_i64(y, &year) != OK || str_to_i64(m, &month) != OK || str_to_i64(rest, &day) != OK ||
        year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
        return fail(cx, ERR_INVALID, "when", "Write the day as 2026-11-02");
    *at = zone_instant(cx->zone, day_from((int)year, (int)month, (int)day), 12 * 3600, ZONE_FIRST);
    return OK;
}

static enum err review_post(struct cx *cx)
{
    struct mark m = {0};
    enum err err = form_i64(cx, "drop", 1, INT64_MAX, 0, &m.drop);
    if (err == OK)
        err = form_i64(cx, "service", 0, INT64_MAX, 0, &m.service.v);
    if (err == OK && !m.drop)
        err = form_text(cx, "words", 1, LIMIT_NAME_BYTES, &m.words);
    if (err == OK && !m.drop)
        err = read_day(cx, &m.at);
    if (err == OK)
        err = cx_write(cx, mark, &m);
    if (err != OK)
        return show(cx, m.service.v, 90, err);
    toast_set(cx, word(cx->lang, "Saved"), S(""));
    return done(cx, path_of(cx, m.service.v, 90));
}

enum err review_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_MAIN, S("review"), word(cx->lang, "Review"), S("/review"),
                                   S("chart"), -1, false, false});
    return OK;
}

const struct http_route review_routes[] = {
    ROUTE(HTTP_GET, "/review", MAY_READ_REQUEST, review_get),
    ROUTE(HTTP_POST, "/review", MAY_CHANGE_TEAM, review_post),
};
const int review_route_count = COUNT(review_routes);
