/* view_bulk.h: one act on many requests: chosen, shown beforehand, done piece by piece, and all of
 * it taken back. What is done to each is what would be done to it alone: its events, its promises.
 */
#ifndef KEPT_DESK_VIEW_BULK_H
#define KEPT_DESK_VIEW_BULK_H

#include "app/layout.h"
#include "desk/view.h"

enum bulk_act { BULK_ASSIGN = 1, BULK_TEAM, BULK_STATE };
enum bulk_state { BULK_SHOWN = 1, BULK_AT_WORK, BULK_DONE, BULK_TAKING_BACK, BULK_TAKEN_BACK };
enum bulk_item_state { ITEM_WAITS, ITEM_DONE, ITEM_LEFT, ITEM_TAKEN_BACK, ITEM_CHANGED_SINCE };

enum {
    BULK_MOST = 20000, /* requests at once */
    BULK_PIECE = 50,   /* of one write: others write in between */
    BULK_AT_ONCE = 50, /* more than so many have a page that says how far it is */
    BULK_UNDO_DAYS = 7
};

struct bulk {
    int64_t id;
    person_id person;
    enum bulk_act act;
    int64_t value; /* -1: not chosen yet */
    struct str path;
    enum bulk_state state;
    int64_t total;
    instant made_at, begun_at;
};

/* What becomes of those that are alike: "12 of Maya → Tom". */
struct bulk_change {
    int64_t from, count;
    struct str from_words;
    bool stays; /* it is so already */
};
struct bulk_left {
    struct str number, path, why;
};
struct bulk_option {
    int64_t value;
    struct str words;
    bool is_chosen;
};
struct bulk_page {
    struct layout layout;
    struct bulk bulk;
    struct str title, to_words;
    struct bulk_option *options;
    int option_count;
    struct bulk_change *changes;
    int change_count;
    int64_t waiting, did, left, back, kept_changed;
    struct bulk_left *lefts; /* the first of those that were left alone */
    int left_count;
    bool may_undo;
};

enum err bulk_get(struct cx *cx, int64_t id,
                  struct bulk *out) must_use; /* this actor's; else ERR_NOT_FOUND */
/* bulk_open: with these requests; or, count 0, with all of a view. Inside a write.
 *   errors  ERR_INVALID "id" none; ERR_TOO_LARGE more than BULK_MOST */
struct bulk_choice {
    enum bulk_act act;
    int64_t value;
    const request_id *ids;
    int count;
    const struct view_at *at;
    struct str path;
};
enum err bulk_open(struct cx *cx, const struct bulk_choice *c, struct bulk *out) must_use;
enum err bulk_begin(struct cx *cx, int64_t id, int64_t value) must_use;
enum err bulk_undo_begin(struct cx *cx, int64_t id) must_use;
/* bulk_work: one piece of it, as this actor; *more: there is more to do. What a rule forbids is
 * left alone and says why. Makes its own writes. bulk_job: all that wait, piece by piece. */
enum err bulk_work(struct cx *cx, int64_t id, bool *more) must_use;
int bulk_job(struct cx *cx);

/* pages */
enum err bulk_choose_post(struct cx *cx) must_use;
enum err bulk_page_get(struct cx *cx) must_use;
enum err bulk_begin_post(struct cx *cx) must_use;
enum err bulk_undo_post(struct cx *cx) must_use;
enum err bulk_undo(struct cx *cx, struct str data) must_use; /* by a toast */

#endif
