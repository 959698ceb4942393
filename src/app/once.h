/* once.h: a write that is sent again after an interruption is done one time only.
 *
 * A form carries `once`, a program the header Idempotency-Key. The key is written in the very
 * transaction of the write; sent again with the same words it is answered as the first time, for
 * ONCE_DAYS. A form with other words is another act (a page gone back to); a program that uses its
 * key for other words is refused, as it has a bug. */
#ifndef KEPT_APP_ONCE_H
#define KEPT_APP_ONCE_H

#include "app/app.h"

#define ONCE_DAYS 7 /* words may wait in a browser over a long weekend */

struct once {
    struct str hash;            /* of person, path and key */
    struct str body;            /* hash of the fields */
    bool is_recorded;           /* this request has done it */
    bool is_repeat;             /* it was done before */
    struct str location, toast; /* the answer */
};

/* once_begin: of a POST that carries a key: sets cx->once. When it was done before, is_repeat.
 *   errors  ERR_INVALID  the key was used for something else */
enum err once_begin(struct cx *cx) must_use;
/* once_claim: by cx_write, first thing in the transaction.
 *   errors  ERR_CONFLICT  it was done in the meantime (is_repeat is set) */
enum err once_claim(struct cx *cx) must_use;
/* once_keep: the answer, after the handler. */
void once_keep(struct cx *cx);
/* once_replay: answers as the first time, whatever the response holds by now. */
enum err once_replay(struct cx *cx) must_use;

#endif
