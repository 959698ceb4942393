/* settings.h: what the organisation has set. Read often, changed seldom: kept in memory. */
#ifndef KEPT_APP_SETTINGS_H
#define KEPT_APP_SETTINGS_H

#include "app/app.h"

struct organisation {
    struct str name;     /* "Northgate Homes" */
    struct str base_url; /* "https://help.example.org", no slash at the end; for links in mail */
    struct str zone;     /* "Europe/London" */
    const struct zone *clock_zone; /* the same, opened; UTC when the name is unknown */
    enum lang lang;
    bool is_set_up;
    bool is_demo;
};

/* settings_load: reads them; at start and after a change elsewhere. */
enum err settings_load(struct cx *cx) must_use;
/* org: the settings as they are now. Valid for the life of the process. */
const struct organisation *org(const struct app *app);
/* settings_set: writes one ("name", "base_url", "zone", "lang", "is_set_up", "is_demo") inside a
 * write; others see it after the commit. */
enum err settings_set(struct cx *cx, struct str name, struct str value) must_use;
/* org_link: base_url and path. */
struct str org_link(struct cx *cx, struct str path);
void settings_release(struct app *app);

#endif
