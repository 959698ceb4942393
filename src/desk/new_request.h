/* new_request.h: a request that an agent writes down for somebody: a call, a visit, a letter. */
#ifndef KEPT_DESK_NEW_REQUEST_H
#define KEPT_DESK_NEW_REQUEST_H

#include "desk/request_page.h"

struct new_request_page {
    struct layout layout;
    struct str address, name, subject, text, channel; /* as typed */
    struct choice *services;
    int service_count;
};

#endif
