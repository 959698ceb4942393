/* promise_history.h: for promise_line.c and promise_history.c: the parts of reading a line. */
#ifndef KEPT_PROMISES_PROMISE_HISTORY_H
#define KEPT_PROMISES_PROMISE_HISTORY_H

#include "promises/promise_line.h"

enum { PROMISE_LINE_MOST_PARTIES = 500 };

enum err promise_history_read(struct promise_line *l) must_use;

/* party_find: 0 when it is not known. party_get: a new one in the line's own hours, if need be. */
int64_t party_find(struct promise_line *l, struct str name, bool is_supplier);
enum err party_get(struct promise_line *l, struct str name, bool is_supplier, int64_t *id) must_use;
/* move_named: "respond", "first_reply", "respond_minutes"; 0: none of these. */
enum promise_kind move_named(struct str name, int64_t *unit);
/* length_read: 3600, "4 h", {"hours": 4}, "5 work days". unit: of a bare number, in seconds. */
enum err length_read(struct promise_line *l, struct str where, const struct json_value *v,
                     int64_t unit, struct promise_target *out) must_use;

#endif
