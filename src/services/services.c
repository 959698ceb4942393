/* services.c: the routes of the catalogue and the calendars, and what of them can be taken back. */
#include "app/serve.h"
#include "services/pages.h"

const struct http_route services_routes[] = {
    ROUTE(HTTP_GET, "/settings/services", MAY_READ_SETTINGS, catalogue_get),
    ROUTE(HTTP_GET, "/settings/services/{id}", MAY_READ_SETTINGS, service_get_page),
    ROUTE(HTTP_POST, "/settings/services/{id}", MAY_CHANGE_SETTINGS, service_post),
    ROUTE(HTTP_POST, "/settings/services/{id}/restore", MAY_CHANGE_SETTINGS, service_restore_post),
    ROUTE(HTTP_GET, "/settings/hours", MAY_READ_SETTINGS, hours_get_page),
    ROUTE(HTTP_GET, "/settings/hours/{id}", MAY_READ_SETTINGS, hours_get_page),
    ROUTE(HTTP_POST, "/settings/hours/{id}", MAY_CHANGE_SETTINGS, hours_post),
    ROUTE_FILES(HTTP_POST, "/settings/hours/{id}/import", MAY_CHANGE_SETTINGS, hours_import_post),
    ROUTE(HTTP_POST, "/settings/hours/{id}/holidays", MAY_CHANGE_SETTINGS, hours_confirm_post),
};
const int services_route_count = COUNT(services_routes);

enum err services_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("services"), word(cx->lang, "Services"),
                                   S("/settings/services"), S("book"), -1, false, false});
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("hours"), word(cx->lang, "Hours"),
                                   S("/settings/hours"), S("clock"), -1, false, false});
    return OK;
}

/* "service.set": the id, and the version that was the newest before. */
static enum err undo_service(struct cx *cx, struct str data)
{
    service_id id;
    int64_t version;
    struct str rest = data, first = str_cut(&rest, ' ');
    if (str_to_i64(first, &id.v) != OK || str_to_i64(rest, &version) != OK)
        return fail(cx, ERR_CORRUPT, NULL, "It cannot be read what is to be taken back");
    if (!may(cx, MAY_CHANGE_SETTINGS, NULL))
        return fail(cx, ERR_FORBIDDEN, NULL, "You may read the settings, not change them");
    if (version)
        return service_restore(cx, id, version);
    struct service s; /* it was new: no longer given, as requests may have begun to use it */
    TRY(service_get(cx, id, &s));
    s.is_retired = true;
    s.is_default = false;
    return service_set(cx, &s);
}

enum err services_undo(struct cx *cx, struct str kind, struct str data, bool *done)
{
    if (str_eq(kind, S("service.set"))) {
        *done = true;
        return undo_service(cx, data);
    }
    if (str_eq(kind, S("hours.set"))) {
        *done = true;
        return hours_undo(cx, data);
    }
    return OK;
}
