/* flowed.h: lines that were broken for the way put together again (format=flowed, RFC 3676). */
#ifndef KEPT_MAIL_FLOWED_H
#define KEPT_MAIL_FLOWED_H

#include "base/str.h"

/* flowed_join: `text` with its soft line breaks undone and its stuffing blanks taken off.
 *   delete_space  DelSp=yes: the blank before a soft break goes with it
 * Quoted lines stay as they are: who reads quotes goes by their lines. */
struct str flowed_join(struct arena *a, struct str text, bool delete_space);

#endif
