/* asset.h: the files of web/, embedded in the program. A generated C file holds the table; its
 * names carry a hash of their bytes, so a browser may keep them for ever. */
#ifndef KEPT_HTTP_ASSET_H
#define KEPT_HTTP_ASSET_H

#include "base/str.h"

struct asset {
    struct str name; /* as templates say it: "base.css" */
    struct str path; /* as a browser asks for it: "/static/base.1f0c9a33e2.css" */
    struct str type; /* content type, with charset where there is one */
    struct str etag; /* hash of the bytes, without quotes */
    struct str bytes;
    struct str gzip; /* the same compressed; empty where that would not be smaller (fonts) */
};

/* A table sorted by path, as bytes compare. */
struct asset_table {
    const struct asset *list;
    int count;
};

/* asset_find: by path; NULL when there is none. */
const struct asset *asset_find(const struct asset_table *t, struct str path);
/* asset_named: by name, for templates; NULL when there is none. */
const struct asset *asset_named(const struct asset_table *t, struct str name);

#endif
