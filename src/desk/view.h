/* view.h: views of the inbox: those that everybody has, a team's, saved ones, and any filter. */
#ifndef KEPT_DESK_VIEW_H
#define KEPT_DESK_VIEW_H

#include "app/app.h"
#include "requests/filter.h"
#include "requests/request.h"

/* What a row shows besides who and what. Bits. */
enum view_column {
    COLUMN_OWNER = 1,
    COLUMN_CHANNEL = 2,
    COLUMN_MOVES = 4,
    COLUMN_DUE = 8,
    COLUMN_SNIPPET = 16,
    COLUMN_NUMBER = 32,
    COLUMN_TEAM = 64,
    COLUMN_SERVICE = 128,
    COLUMN_OPENED = 256,
    COLUMN_CHANGED = 512,
    COLUMNS_ALL = 1023,
    COLUMNS_USUAL = COLUMN_OWNER | COLUMN_CHANNEL | COLUMN_MOVES | COLUMN_DUE | COLUMN_SNIPPET
};
struct view_column_words {
    enum view_column column;
    const char *name, *words;
};
extern const struct view_column_words view_columns[];
extern const int view_column_count;
extern const char *const view_sort_words[SORTS]; /* of the catalogue */

enum view_shared { VIEW_IS_MINE, VIEW_IS_EVERYBODYS, VIEW_IS_TEAMS };

struct saved_view {
    int64_t id;
    struct str name;
    person_id owner;
    enum view_shared shared;
    team_id team; /* of VIEW_IS_TEAMS */
    struct str filter;
    enum request_sort sort;
    int columns;
    int64_t version;
};
enum { SAVED_VIEWS = 40 }; /* of one person, shared ones included: what fits beside the list */

/* saved_view_list: those this actor may see: their own first. saved_view_get: ERR_NOT_FOUND. */
enum err saved_view_list(struct cx *cx, struct saved_view **list, int *count) must_use;
enum err saved_view_get(struct cx *cx, int64_t id, struct saved_view *out) must_use;
/* saved_view_put: a new one (id 0), or changed. Inside a write. Only its owner changes it; sharing
 * with all is for who leads.
 *   errors  ERR_FORBIDDEN, ERR_CONFLICT (changed meanwhile), ERR_TOO_MANY */
enum err saved_view_put(struct cx *cx, struct saved_view *v) must_use;
enum err saved_view_drop(struct cx *cx, int64_t id, struct saved_view *was) must_use;

/* How a list looks to this actor: as they set it, else as the view says. */
struct view_look {
    enum request_sort sort;
    int columns;
};
enum err view_look_get(struct cx *cx, struct str view, struct view_look *look) must_use;
enum err view_look_set(struct cx *cx, struct str view, const struct view_look *look) must_use;

/* view_from: of ?view=, ?where=, ?sort= and ?after=. False: there is no such view, or cx->fault
 * says what is wrong with the filter. */
bool view_from(struct cx *cx, struct view_at *at);
struct str view_key(struct cx *cx,
                    const struct view_at *at); /* "mine", "team-3", "saved-7", "where" */
struct str view_query(struct cx *cx,
                      const struct view_at *at); /* "view=mine", "where=owner%20is…" */
struct str view_path(struct cx *cx, const struct view_at *at); /* "/requests?view=mine" */
struct str view_title(struct cx *cx, const struct view_at *at);

/* view_count: how many it holds, exactly: of the maintained counters where there is one, else
 * counted, and remembered until a request changes. view_counts_*: that memory. */
enum err view_count(struct cx *cx, const struct view_at *at, int64_t *n) must_use;
struct view_counts;
struct view_counts *view_counts_open(void);
void view_counts_close(struct view_counts *v);

/* pages */
enum err view_build_get(struct cx *cx) must_use;
enum err view_save_post(struct cx *cx) must_use;
enum err view_drop_post(struct cx *cx) must_use;
enum err view_look_post(struct cx *cx) must_use;
enum err view_undo(struct cx *cx, struct str data) must_use;

#endif
