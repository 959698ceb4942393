/* pages.h: the catalogue and the calendars, as they are set. */
#ifndef KEPT_SERVICES_PAGES_H
#define KEPT_SERVICES_PAGES_H

#include "app/layout.h"
#include "people/team.h"
#include "services/service.h"

extern const struct http_route services_routes[];
extern const int services_route_count;
enum err services_nav(struct cx *cx, struct nav *nav) must_use;

struct team_choice {
    int64_t id;
    struct str name;
    bool is_chosen;
};

struct service_page {
    struct layout layout;
    struct service *services; /* beside it, to go to */
    int service_count;
    struct service service;      /* the one shown, with what was typed; v 0: a new one */
    struct str respond, resolve; /* "30 min", "36 h": as people write lengths */
    struct team_choice *teams;
    int team_count;
};

struct day_hours {
    struct str key, name, hours; /* "mon", "Monday", "09:00-12:00 13:00-17:00" */
};

struct hours_page {
    struct layout layout;
    struct hours *all;
    int count;
    struct hours hours; /* the one shown; v 0: a new one */
    struct str zone;
    struct day_hours days[7];
    struct str holidays; /* a date and its name a line: "2026-12-25 Christmas Day" */
};

enum err hours_get_page(struct cx *cx) must_use;
enum err hours_post(struct cx *cx) must_use;

/* length_parse: "30 min", "36 h", "2 d", "90" (minutes), "1h30" as seconds. A day has 24 hours of
 * the clock that counts: open time. ERR_INVALID for anything else. */
enum err length_parse(struct str s, int64_t *seconds) must_use;
struct str length_format(struct arena *a, int64_t seconds);

#endif
