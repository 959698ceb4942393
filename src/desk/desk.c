#include "desk/desk.h"

#include "app/serve.h"
#include "app/undo.h"
#include "desk/person_page.h"

const struct http_route desk_routes[] = {
    ROUTE(HTTP_GET, "/", MAY_BE_ANYONE, home_get),
    ROUTE(HTTP_GET, "/requests", MAY_READ_REQUEST, inbox_get),
    ROUTE(HTTP_GET, "/requests/new", MAY_OPEN_REQUEST, new_request_get),
    ROUTE_FILES(HTTP_POST, "/requests/new", MAY_OPEN_REQUEST, new_request_post),
    ROUTE(HTTP_GET, "/r/{id}", MAY_READ_REQUEST, request_get_page),
    ROUTE_FILES(HTTP_POST, "/r/{id}/reply", MAY_ANSWER_REQUEST, request_reply_post),
    ROUTE_FILES(HTTP_POST, "/r/{id}/later", MAY_ANSWER_REQUEST, request_later_post),
    ROUTE(HTTP_POST, "/r/{id}/draft", MAY_ANSWER_REQUEST, request_draft_post),
    ROUTE(HTTP_POST, "/r/{id}/change", MAY_ANSWER_REQUEST, request_change_post),
    ROUTE(HTTP_POST, "/r/{id}/promise", MAY_ANSWER_REQUEST, request_promise_post),
    ROUTE(HTTP_GET, "/m/{id}/frame", MAY_READ_REQUEST, request_frame_get),
    ROUTE(HTTP_GET, "/m/{id}/source", MAY_READ_REQUEST, message_source_get),
    ROUTE(HTTP_GET, "/f/{id}", MAY_READ_REQUEST, attachment_get_page),
    ROUTE(HTTP_GET, "/customers", MAY_READ_PERSON, people_get),
    ROUTE(HTTP_GET, "/customers/{id}", MAY_READ_PERSON, person_get_page),
    ROUTE(HTTP_POST, "/customers/{id}", MAY_CHANGE_PERSON, person_post),
    ROUTE(HTTP_GET, "/search", MAY_READ_REQUEST, search_get),
    ROUTE(HTTP_GET, "/events", MAY_BE_SIGNED_IN, events_get),
    ROUTE(HTTP_POST, "/undo/{token}", MAY_BE_SIGNED_IN, undo_post),
};
const int desk_route_count = COUNT(desk_routes);
