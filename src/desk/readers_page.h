/* readers_page.h: who sees a request. */
#ifndef KEPT_DESK_READERS_PAGE_H
#define KEPT_DESK_READERS_PAGE_H

#include "app/layout.h"
#include "people/account.h"
#include "requests/fence.h"

extern const struct http_route readers_routes[];
extern const int readers_route_count;

struct readers_page {
    struct layout layout;
    struct str number, path; /* "K-2041"; where its request is */
    struct str subject;      /* empty when this actor does not see it */
    bool is_restricted, sees;
    struct reader *readers;
    int count;
    struct account *accounts; /* who could be named */
    int account_count;
};

#endif
