/* due_web.c: due times one can keep, and how those of the last month did. */
#include "app/form.h"
#include "app/serve.h"
#include "promises/pages.h"
#include "promises/templates.h"

enum err due_times_get(struct cx *cx)
{
    struct due_times_page *page = NEW(cx->arena, struct due_times_page);
    struct service service;
    request_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(request_get(cx, id, &page->request));
    struct object object = request_object(&page->request);
    if (!may(cx, MAY_READ_REQUEST, &object))
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
    TRY(layout_load(cx, S(""), &page->layout));
    TRY(service_get(cx, page->request.service, &service));
    TRY(due_suggest(cx, &page->request, &page->times));
    page->service = service.name;
    page->number = request_number(cx->arena, id);
    page->path = str_fmt(cx->arena, "/r/%lld", (long long)id.v);
    RENDER(cx, due_times, page);
    return OK;
}

static struct str percent(struct cx *cx, double share)
{
    return str_fmt(cx->arena, "%.0f %%", share * 100);
}

static void fill_row(struct cx *cx, struct due_report_row *row)
{
    const struct due_score *s = &row->score;
    row->kept = row->interval = row->said = row->took = row->pinball = S("–");
    if (s->judged == 0)
        return;
    row->kept = percent(cx, (double)s->kept / s->judged);
    row->interval = str_fmt(cx->arena, "%.0f–%.0f %%", s->interval.low * 100,
                            s->interval.high * 100);
    row->said = str_fmt(cx->arena, "%.1f h", s->said);
    row->took = str_fmt(cx->arena, "%.1f h", s->took);
    row->pinball = str_fmt(cx->arena, "%.2f h", s->pinball);
}

enum err due_report_get(struct cx *cx)
{
    struct due_report_page *page = NEW(cx->arena, struct due_report_page);
    int64_t wanted = 0;
    struct str typed = http_query(cx->q, S("service"));
    if (typed.n && str_to_i64(typed, &wanted) != OK)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such service");
    TRY(layout_load(cx, S("due-times"), &page->layout));
    TRY(service_list(cx, false, &page->services, &page->service_count));
    if (wanted)
        TRY(service_get(cx, (service_id){wanted}, &page->service));
    else if (page->service_count)
        page->service = page->services[0];
    if (page->service.id.v)
        TRY(due_judge(cx, page->service.id, page->service.team, &page->report));
    for (int q = 0; q < DUE_SHARES; q++) {
        page->rows[q].score = page->report.of[q];
        fill_row(cx, &page->rows[q]);
    }
    RENDER(cx, due_report, page);
    return OK;
}
