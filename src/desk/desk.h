/* desk.h: the agents' pages: the inbox, a request, a new one, search. For features.c. */
#ifndef KEPT_DESK_DESK_H
#define KEPT_DESK_DESK_H

#include "app/layout.h"

extern const struct http_route desk_routes[];
extern const int desk_route_count;

enum err desk_nav(struct cx *cx, struct nav *nav) must_use;
enum err desk_undo(struct cx *cx, struct str kind, struct str data, bool *done) must_use;

/* pages */
enum err home_get(struct cx *cx) must_use;
enum err inbox_get(struct cx *cx) must_use;
enum err request_get_page(struct cx *cx) must_use;
enum err request_reply_post(struct cx *cx) must_use; /* an answer or a note */
enum err request_later_post(struct cx *cx) must_use; /* an answer for later */
enum err request_draft_post(struct cx *cx) must_use;
enum err request_change_post(struct cx *cx) must_use;  /* give to, move, wait, keep, open, spam */
enum err request_promise_post(struct cx *cx) must_use; /* make or change a promise */
enum err
request_frame_get(struct cx *cx) must_use; /* a message as it was formatted, in its frame */
enum err attachment_get_page(struct cx *cx) must_use;
enum err message_source_get(struct cx *cx) must_use;
enum err new_request_get(struct cx *cx) must_use;
enum err new_request_post(struct cx *cx) must_use;
enum err search_get(struct cx *cx) must_use;
enum err events_get(struct cx *cx) must_use; /* the live stream */

#endif
