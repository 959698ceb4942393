/* fence.h: requests that not everybody sees: restricted ones, and those of closed teams
 * (docs/adr/0131). Who acts without a person (mail, a job, the customer's own link) sees all. */
#ifndef KEPT_REQUESTS_FENCE_H
#define KEPT_REQUESTS_FENCE_H

#include "requests/request.h"

/* fence_sql: " AND …", which leaves out of `request r` what this actor does not see. */
void fence_sql(struct cx *cx, struct sql_builder *b);
/* fence_ask: does this actor see it? Fills what request_object tells may(). */
enum err fence_ask(struct cx *cx, struct request *r, bool *sees) must_use;
/* fence_counts: takes what this actor does not see off the counts of the views. */
enum err fence_counts(struct cx *cx, struct request_counts *c) must_use;

/* request_get_hidden: also one that this actor does not see; for who may name its readers. */
enum err request_get_hidden(struct cx *cx, request_id id, struct request *out) must_use;

struct reader {
    person_id person;
    struct str name;
};
enum err reader_list(struct cx *cx, request_id id, struct reader **list, int *count) must_use;
/* Inside a write; each with its row in the audit log. Restricting names who does it, so that they
 * go on seeing it. reader_add: ERR_INVALID "person" without an account. */
enum err request_restrict(struct cx *cx, struct request *r) must_use;
enum err request_unrestrict(struct cx *cx, struct request *r) must_use;
enum err reader_add(struct cx *cx, struct request *r, person_id person) must_use;
enum err reader_remove(struct cx *cx, struct request *r, person_id person) must_use;

#endif
