/* serve.h: from a request to a handler: who is it, may they, is it really they; and what failed. */
#ifndef KEPT_APP_SERVE_H
#define KEPT_APP_SERVE_H

#include "app/app.h"
#include "text/tpl.h"

/* A handler: straight-line code that fills cx->r, or fails; what it returns becomes the error page
 * (or JSON) unless it has answered the fault itself. */
typedef enum err handler(struct cx *cx);

/* ROUTE: a line of a feature's table. */
#define ROUTE(methods, pattern, need, fn)                                                          \
    {                                                                                              \
        (methods), (pattern), (need), (void (*)(void))(handler *)(fn), false                       \
    }
#define ROUTE_FILES(methods, pattern, need, fn)                                                    \
    {                                                                                              \
        (methods), (pattern), (need), (void (*)(void))(handler *)(fn), true                        \
    }

/* serve_start: listens and serves until serve_stop. */
enum err serve_start(struct app *app, struct str listen, struct str proxies,
                     struct fault *f) must_use;
void serve_stop(struct app *app);

/* RENDER: the view as HTML or as JSON, whichever the request asks for, by the templates
 * name_html and name_json of the feature. */
#define RENDER(cx, name, view)                                                                     \
    do {                                                                                           \
        struct out out_ = render_begin(cx);                                                        \
        if (http_wants_json((cx)->q))                                                              \
            name##_json(&out_, (view));                                                            \
        else                                                                                       \
            name##_html(&out_, (view));                                                            \
    } while (0)
struct out render_begin(struct cx *cx); /* sets the type of the response */

/* done: after a write: 303 to `to` for a page, {"location": to} with 200 for an API client. */
enum err done(struct cx *cx, struct str to) must_use;

/* fault_status: the HTTP status of a kind of failure. */
int fault_status(enum err err);

#endif
