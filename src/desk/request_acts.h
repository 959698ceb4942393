/* request_acts.h: what is done to a request from its page, and how each act is taken back. */
#ifndef KEPT_DESK_REQUEST_ACTS_H
#define KEPT_DESK_REQUEST_ACTS_H

#include "desk/desk.h"
#include "desk/request_page.h"

/* One act, under way inside its write. */
struct request_act {
    request_id id;
    struct str act;   /* the word of the form: "assign", "merge" … */
    struct str undo;  /* path to take it back; empty: it cannot be */
    struct str words; /* what the next page says was done */
    struct str to;    /* where to go then; empty: to the request */
};
typedef enum err request_act_fn(struct cx *cx, struct request_act *a, struct request *r);

/* request_begin: the request, and leave to change it. */
enum err request_begin(struct cx *cx, request_id id, struct request *r) must_use;
/* request_again: the page again, with what is wrong and every word that was typed. */
enum err request_again(struct cx *cx, request_id id, enum err err) must_use;
struct str request_path(struct cx *cx, request_id id);
/* request_offer_undo: "ID data" for desk_undo. */
enum err request_offer_undo(struct cx *cx, struct request_act *a, const char *kind,
                            struct str data) must_use;
/* request_act_find: the acts of whole and part, and of who takes part; NULL when unknown. */
request_act_fn *request_act_find(struct str name);
request_act_fn *request_copy_act_find(struct str name);
/* request_undo_whole, request_undo_copy: take those back; *done false when the kind is another. */
enum err request_undo_whole(struct cx *cx, struct str kind, struct request *r, struct str data,
                            bool *done) must_use;
enum err request_undo_copy(struct cx *cx, struct str kind, struct request *r, struct str data,
                           bool *done) must_use;

/* pages */
enum err request_presence_post(struct cx *cx) must_use;
enum err request_file_post(struct cx *cx) must_use; /* a file, before its words */
enum err request_file_drop_post(struct cx *cx) must_use;
enum err upload_get_page(struct cx *cx) must_use;
enum err message_text_get(struct cx *cx) must_use;
enum err request_preview_post(struct cx *cx) must_use;

#endif
