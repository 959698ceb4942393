/* app_web.h: the routes of the app itself; for features.c. */
#ifndef KEPT_APP_APP_WEB_H
#define KEPT_APP_APP_WEB_H

#include "app/app.h"

extern const struct http_route app_routes[];
extern const int app_route_count;

#endif
