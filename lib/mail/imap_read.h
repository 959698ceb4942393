/* imap_read.h: what an IMAP server says (RFC 3501 §7 and §9), read answer by answer from a stream,
 * the bytes of messages handed on in pieces. The server is not trusted: every length is capped, a
 * message's bytes can never be taken for an answer. */
#ifndef KEPT_MAIL_IMAP_READ_H
#define KEPT_MAIL_IMAP_READ_H

#include "base/clock.h"
#include "base/str.h"

struct imap_reader {
    /* read: at least a byte into `to`; 0 or less: there are no more */
    ptrdiff_t (*read)(void *from, char *to, ptrdiff_t most);
    void *from;
    /* body: a piece of a message; anything but OK ends the reading with it. NULL: passed over */
    enum err (*body)(void *to, struct str piece);
    void *to;
    char in[16 << 10];
    ptrdiff_t at, have;
    char why[100]; /* after ERR_CORRUPT, ERR_TOO_LARGE: what was wrong */
};

enum imap_kind { IMAP_UNTAGGED = 1, IMAP_TAGGED, IMAP_CONTINUE };
enum imap_status { IMAP_NONE, IMAP_OK, IMAP_NO, IMAP_BAD, IMAP_BYE, IMAP_PREAUTH };

struct imap_response {
    enum imap_kind kind;
    enum imap_status status; /* of a tagged one, and of "* OK" and its like */
    struct str tag;
    struct str code; /* in brackets: "UIDVALIDITY 7" */
    struct str text; /* for people; of CAPABILITY: its words */
    struct str name; /* of an untagged one: "EXISTS", "FETCH", "LIST" */
    int64_t number;  /* before it: "* 3 EXISTS" */
    /* FETCH */
    int64_t uid, size;     /* 0: not said */
    instant internal_date; /* 0: not said */
    bool has_body;
    int64_t body_bytes;
    /* LIST */
    struct str folder; /* as it stands there, in modified UTF-7 */
    bool cannot_hold;  /* \Noselect, \NonExistent */
};

/* imap_read: the next answer, to its end; its texts in `a`.
 *   errors  ERR_UNAVAILABLE  the stream ended   ERR_CORRUPT  that is no IMAP
 *           ERR_TOO_LARGE    over a cap          what `body` returned */
enum err imap_read(struct imap_reader *r, struct arena *a, struct imap_response *out) must_use;

/* imap_folder_show, imap_folder_send: a folder's name from modified UTF-7 (RFC 3501 §5.1.3) to
 * UTF-8 and back. What is no modified UTF-7 is shown as it is. */
struct str imap_folder_show(struct arena *a, struct str sent);
struct str imap_folder_send(struct arena *a, struct str shown);
/* imap_quote: a text as a quoted string of a command; false when none can hold it (NUL, CR, LF, or
 * not ASCII). */
bool imap_quote(struct arena *a, struct str s, struct str *out);

#endif
