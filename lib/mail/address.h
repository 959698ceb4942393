/* address.h: lists of addresses (RFC 5322, 3.4 and 4.4; RFC 6532), as mailers and people write
 * them: unquoted names, comments, groups, routes, semicolons, brackets that never close, names and
 * whole addresses in encoded words. */
#ifndef KEPT_MAIL_ADDRESS_H
#define KEPT_MAIL_ADDRESS_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

struct address {
    struct str name; /* for display: decoded, one line, no direction controls; may be empty */
    struct str
        address; /* local@domain as written, without blanks, comments and route; may be empty */
};

typedef VEC(struct address) address_list;

/* address_parse: adds the addresses of a raw field value to `list`; those in groups too.
 *   hint  the charset to try for raw bytes over 0x7F; may be empty
 * Returns false when there were more than limits.h allows: the rest is left out. */
bool address_parse(struct arena *a, struct str value, struct str hint, address_list *list) must_use;

/* address_is_usable: can mail be sent there? One @, something on both sides, no control
 * characters, not over LIMIT_ADDRESS_BYTES. */
bool address_is_usable(struct str address);

/* address_local, address_domain: what stands before and after the last @; empty without one. */
struct str address_local(struct str address);
struct str address_domain(struct str address);

/* address_wire: the address as servers take it: a domain of any script as its ASCII form
 * ("ann@müller.example" → "ann@xn--mller-kva.example"); one of ASCII alone comes back as it is.
 *   errors  ERR_INVALID  the local part is not ASCII, which needs a server with SMTPUTF8 and a
 *                        message in it; or the domain is none */
enum err address_wire(struct arena *a, struct str address, struct str *out,
                      struct fault *f) must_use;

#endif
