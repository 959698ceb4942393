/* sanitize_url.h: addresses in HTML from outside. */
#ifndef KEPT_TEXT_SANITIZE_URL_H
#define KEPT_TEXT_SANITIZE_URL_H

#include "base/str.h"

enum url_kind {
    URL_NONE,     /* nothing that may be kept */
    URL_WEB,      /* http, https */
    URL_CONTACT,  /* mailto, tel */
    URL_CID,      /* a part of the same message; the address is without "cid:" */
    URL_RASTER,   /* data: with a png, jpeg, gif or webp in base64 */
    URL_RELATIVE, /* no scheme: perhaps a part's Content-Location */
};

/* url_clean: what a browser would make of `raw`, and which kind it is. The result holds no white
 * space, control characters, quotes, backslashes or angle brackets, and comes out the same again.
 */
enum url_kind url_clean(struct arena *a, struct str raw, struct str *out);

#endif
