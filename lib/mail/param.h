/* param.h: a value with parameters: Content-Type, Content-Disposition (RFC 2045, 2183, 2231), as
 * written by those who read none of them. */
#ifndef KEPT_MAIL_PARAM_H
#define KEPT_MAIL_PARAM_H

#include "base/str.h"
#include "base/vec.h"

struct param {
    struct str name;  /* lower case, without the signs of RFC 2231 */
    struct str value; /* decoded, valid UTF-8 */
};

struct param_list {
    struct str value; /* what stands before the parameters, lower case, without blanks */
    VEC(struct param) params;
};

/* param_parse: reads a raw field value.
 *   hint  the charset to try for raw bytes over 0x7F; may be empty */
struct param_list param_parse(struct arena *a, struct str raw, struct str hint);

/* param_find: the value of parameter `name` (lower case), or a str with p NULL. */
struct str param_find(const struct param_list *l, struct str name);

#endif
