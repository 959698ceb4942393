/* body.h: which parts of a message are its text, which its HTML, and which are files: the rules of
 * JMAP (RFC 8621, 4.1.4). What could not be decoded or taken apart is a file, and read as text only
 * where there is no other (content.c). */
#ifndef KEPT_MAIL_BODY_H
#define KEPT_MAIL_BODY_H

#include "mail/mime.h"

typedef VEC(int) part_list;

struct body {
    part_list text;  /* the parts of the plain reading, in order; HTML where there is no other */
    part_list html;  /* the parts of the HTML reading, in order; text where there is no other */
    part_list files; /* everything else */
};

/* body_select: the parts of the message whose fields are those of part `root`. What is inside
 * messages within it is theirs. */
struct body body_select(struct arena *a, const struct mime_tree *t, int root);

bool body_is_plain(const struct mime_part *p); /* text/plain */
bool body_is_html(const struct mime_part *p);  /* text/html */

#endif
