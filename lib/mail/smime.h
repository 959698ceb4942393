/* smime.h: what an opaque S/MIME signature is wrapped around (RFC 8551; CMS, RFC 5652). The
 * signature is not judged: the content is shown, the envelope stays an attachment. */
#ifndef KEPT_MAIL_SMIME_H
#define KEPT_MAIL_SMIME_H

#include "base/str.h"

/* smime_content: the MIME entity inside a signed-data envelope in BER or DER; empty when it is
 * anything else (encrypted, certificates only, damaged). */
struct str smime_content(struct arena *a, struct str envelope);

#endif
