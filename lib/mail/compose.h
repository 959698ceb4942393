/* compose.h: outgoing mail as bytes (RFC 5322, 2045–2047, 2231, 3834, 8058): a text, its HTML
 * twin, pictures inside it, files beside it.
 *
 *     multipart/mixed                     only with files
 *       multipart/related                 only with pictures the HTML shows
 *         multipart/alternative           only with both text and HTML
 *           text/plain, text/html
 *
 * The same input gives the same bytes. Nobody can write a header field through a value: in words
 * (names, subject) line ends become spaces; where they make no sense (addresses, ids, links) they
 * are an error. All lines end with CRLF and are at most 78 bytes but for words that cannot be
 * broken; everything is 7-bit. */
#ifndef KEPT_MAIL_COMPOSE_H
#define KEPT_MAIL_COMPOSE_H

#include "base/buf.h"
#include "base/clock.h"
#include "mail/address.h"

enum compose_auto {
    COMPOSE_BY_PERSON,
    COMPOSE_AUTO_REPLIED,  /* an answer no person wrote: an acknowledgement */
    COMPOSE_AUTO_GENERATED /* a mail of its own accord: a survey, a reminder */
};

struct compose_file {
    struct str name;       /* any language; may be empty */
    struct str type;       /* "image/png"; what is no type becomes application/octet-stream */
    struct str content_id; /* of a picture the HTML shows as "cid:…"; empty for other files */
    struct str bytes;
};

struct compose {
    struct address from;
    struct address sender, reply_to; /* left out when their address is empty */
    const struct address *to, *cc;
    int to_count, cc_count;
    struct str subject;
    instant date;
    int offset;                         /* of the date, seconds east of UTC, whole minutes */
    struct str message_id, in_reply_to; /* without angle brackets; in_reply_to may be empty */
    const struct str *references;       /* of the mail that is answered, oldest first */
    int reference_count;
    enum compose_auto automatic;
    struct str
        unsubscribe; /* an https: or mailto: link; may be empty. With https, one click does it */
    struct str text, html; /* UTF-8, any line ends; one may be empty */
    const struct compose_file *files;
    int file_count;
    struct str boundary_seed; /* boundaries are made of it: something nobody else knows */
};

/* compose_write: adds the message to `out`.
 *   errors  ERR_INVALID    `field` says which part: "from", "to", "message_id" …
 *           ERR_TOO_LARGE  over the maximum of `out`
 * After an error `out` holds a beginning that must not be sent. */
enum err compose_write(struct arena *a, const struct compose *mail, struct buf *out,
                       struct fault *f) must_use;

#endif
