/* accept.h: what a client would rather have (RFC 9110, section 12). */
#ifndef KEPT_HTTP_ACCEPT_H
#define KEPT_HTTP_ACCEPT_H

#include "http/http.h"

/* accept_type: how much `header` (Accept) likes "type/subtype": 0 not at all, more is more. The
 * most specific range that fits decides; of equal weights, one that names the type is liked better
 * than one that merely lets it in. An absent header (p NULL) likes everything. */
int accept_type(struct str header, struct str type);
/* accept_coding: whether Accept-Encoding takes `coding` ("gzip"); an absent header takes none. */
bool accept_coding(struct str header, struct str coding);
/* accept_language: which of `have` is liked best; -1 when none is, or nothing was said. */
int accept_language(struct str header, const struct str *have, int count);
/* accept_etag: whether If-None-Match holds this tag (without quotes), or "*". */
bool accept_etag(struct str header, struct str etag);

#endif
