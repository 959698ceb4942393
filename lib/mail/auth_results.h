/* auth_results.h: Authentication-Results (RFC 8601): what one named server found out about the
 * sender. Anybody can write this field, so only that of a server the house has named is read. */
#ifndef KEPT_MAIL_AUTH_RESULTS_H
#define KEPT_MAIL_AUTH_RESULTS_H

#include "base/str.h"

enum auth_result { AUTH_NONE, AUTH_PASS, AUTH_FAIL, AUTH_OTHER }; /* other: softfail, temperror … */

struct auth_results {
    enum auth_result dmarc, spf, dkim; /* the best of several of one method */
    bool is_tolerated;                 /* DMARC failed, and the domain's own policy is "none" */
};

/* auth_results_read: the field's text (decoded, one line), if it is of `server` (any case).
 *   server  the authserv-id; empty: nobody's is believed
 *   returns false when it is not that server's; *out is all AUTH_NONE then */
bool auth_results_read(struct str field, struct str server, struct auth_results *out);

#endif
