/* route.h: what the server asks of a compiled router beyond http.h. */
#ifndef KEPT_HTTP_ROUTE_H
#define KEPT_HTTP_ROUTE_H

#include "http/http.h"

/* router_fault: what is wrong with the first route that cannot stand; NULL when all is well. */
const struct fault *router_fault(const struct http_router *r);

/* method_from: 0 for a method that no route can have. */
enum http_method method_from(struct str name);
/* methods_format: "GET, HEAD, POST", for the Allow header. */
struct str methods_format(struct arena *a, int methods);

#endif
