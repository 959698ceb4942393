#include "desk/desk.h"

#include "app/serve.h"
#include "app/undo.h"
#include "desk/answers_page.h"
#include "desk/person_page.h"
#include "desk/view.h"
#include "desk/view_bulk.h"
#include "desk/request_acts.h"

const struct http_route desk_routes[] = {
    ROUTE(HTTP_GET, "/", MAY_BE_ANYONE, home_get),
    ROUTE(HTTP_GET, "/requests", MAY_READ_REQUEST, inbox_get),
    ROUTE(HTTP_GET, "/requests/new", MAY_OPEN_REQUEST, new_request_get),
    ROUTE_FILES(HTTP_POST, "/requests/new", MAY_OPEN_REQUEST, new_request_post),
    ROUTE(HTTP_GET, "/r/{id}", MAY_READ_REQUEST, request_get_page),
    ROUTE_FILES(HTTP_POST, "/r/{id}/reply", MAY_ANSWER_REQUEST, request_reply_post),
    ROUTE_FILES(HTTP_POST, "/r/{id}/later", MAY_ANSWER_REQUEST, request_later_post),
    ROUTE(HTTP_POST, "/r/{id}/draft", MAY_ANSWER_REQUEST, request_draft_post),
    ROUTE_FILES(HTTP_POST, "/r/{id}/change", MAY_ANSWER_REQUEST, request_change_post),
    ROUTE(HTTP_POST, "/r/{id}/promise", MAY_ANSWER_REQUEST, request_promise_post),
    ROUTE(HTTP_POST, "/r/{id}/presence", MAY_ANSWER_REQUEST, request_presence_post),
    ROUTE_FILES(HTTP_POST, "/r/{id}/files", MAY_ANSWER_REQUEST, request_file_post),
    ROUTE_FILES(HTTP_POST, "/r/{id}/files/drop", MAY_ANSWER_REQUEST, request_file_drop_post),
    ROUTE_FILES(HTTP_POST, "/r/{id}/preview", MAY_ANSWER_REQUEST, request_preview_post),
    ROUTE(HTTP_GET, "/r/{id}/answers", MAY_ANSWER_REQUEST, request_answers_get),
    ROUTE(HTTP_GET, "/r/{id}/colleagues", MAY_ANSWER_REQUEST, request_colleagues_get),
    ROUTE(HTTP_GET, "/answers", MAY_ANSWER_REQUEST, answers_get),
    ROUTE(HTTP_POST, "/answers", MAY_ANSWER_REQUEST, answers_post),
    ROUTE(HTTP_POST, "/answers/{id}/end", MAY_ANSWER_REQUEST, answers_end_post),
    ROUTE(HTTP_GET, "/for-me", MAY_BE_SIGNED_IN, notices_get),
    ROUTE(HTTP_POST, "/for-me", MAY_BE_SIGNED_IN, notices_post),
    ROUTE(HTTP_GET, "/u/{id}", MAY_ANSWER_REQUEST, upload_get_page),
    ROUTE(HTTP_GET, "/m/{id}/text", MAY_READ_REQUEST, message_text_get),
    ROUTE(HTTP_GET, "/m/{id}/frame", MAY_READ_REQUEST, request_frame_get),
    ROUTE(HTTP_GET, "/m/{id}/source", MAY_READ_REQUEST, message_source_get),
    ROUTE(HTTP_GET, "/f/{id}", MAY_READ_REQUEST, attachment_get_page),
    ROUTE(HTTP_GET, "/views/new", MAY_READ_REQUEST, view_build_get),
    ROUTE(HTTP_POST, "/views", MAY_ANSWER_REQUEST, view_save_post),
    ROUTE(HTTP_POST, "/views/look", MAY_ANSWER_REQUEST, view_look_post),
    ROUTE(HTTP_POST, "/views/{id}/drop", MAY_ANSWER_REQUEST, view_drop_post),
    ROUTE(HTTP_POST, "/requests/bulk", MAY_ANSWER_REQUEST, bulk_choose_post),
    ROUTE(HTTP_GET, "/bulk/{id}", MAY_ANSWER_REQUEST, bulk_page_get),
    ROUTE(HTTP_POST, "/bulk/{id}", MAY_ANSWER_REQUEST, bulk_begin_post),
    ROUTE(HTTP_POST, "/bulk/{id}/undo", MAY_ANSWER_REQUEST, bulk_undo_post),
    ROUTE(HTTP_GET, "/customers", MAY_READ_PERSON, people_get),
    ROUTE(HTTP_GET, "/customers/{id}", MAY_READ_PERSON, person_get_page),
    ROUTE(HTTP_POST, "/customers/{id}", MAY_CHANGE_PERSON, person_post),
    ROUTE(HTTP_GET, "/search", MAY_READ_REQUEST, search_get),
    ROUTE(HTTP_GET, "/events", MAY_BE_SIGNED_IN, events_get),
    ROUTE(HTTP_POST, "/undo/{token}", MAY_BE_SIGNED_IN, undo_post),
};
const int desk_route_count = COUNT(desk_routes);
