/* imap.h: one session with an IMAP server, looking and never touching: the folder is opened
 * read-only (EXAMINE), messages are peeked at, no flag is set or asked. Signing in and TLS are
 * net/outgoing.h's. One thread at a time. */
#ifndef KEPT_MAIL_IMAP_H
#define KEPT_MAIL_IMAP_H

#include "base/clock.h"
#include "net/outgoing.h"

struct imap;

/* What the last call said, whichever way it ended. */
struct imap_said {
    enum outgoing_end end; /* OUTGOING_FINE: the server answered, and `words` is its refusal */
    char words[400];       /* the server's own, or what was wrong with its answer */
    bool is_no_folder;     /* refused by imap_examine: there is no such folder */
    bool is_sign_in;       /* refused while signing in */
};

/* imap_open: connected, signed in, its abilities asked. NULL: said->end tells why not. */
struct imap *imap_open(const struct outgoing_server *server, struct imap_said *said);
void imap_close(struct imap *s); /* NULL is fine; says LOGOUT when the line is whole */
const struct imap_said *imap_said(const struct imap *s);

/* All below:
 *   errors  ERR_UNAVAILABLE  the line is broken or the server refused; imap_said tells
 *           ERR_CORRUPT, ERR_TOO_LARGE  it answered nonsense. The session is of no use then */

struct imap_folder {
    struct str name; /* UTF-8 */
};
enum err imap_folders(struct imap *s, struct arena *a, struct imap_folder **list,
                      int *count) must_use;

struct imap_state {
    int64_t validity; /* UIDVALIDITY */
    int64_t next;     /* UIDNEXT; 0: not said */
    int64_t messages;
};
/* imap_examine: opens the folder (its name in UTF-8). */
enum err imap_examine(struct imap *s, struct str folder, struct imap_state *out) must_use;

struct imap_entry {
    int64_t uid, size;
    instant arrived; /* INTERNALDATE; 0: not said */
};
/* imap_list: calls `each` for every message with from <= UID <= to (INT64_MAX: to the last), in
 * the server's order, at most `most`; what `each` returns but OK ends it. */
typedef enum err imap_each(void *to, const struct imap_entry *e);
enum err imap_list(struct imap *s, int64_t from, int64_t to, imap_each *each, void *arg) must_use;

/* imap_fetch: the whole messages of these UIDs, one after the other into the file fd from its
 * offset 0 on. at and size tell where each lies. What had come to its end before a failure has its
 * size set too.
 *   is_head  only their header fields, cut at LIMIT_MAIL_HEADER_BYTES */
struct imap_wanted {
    int64_t uid;
    int64_t at, size; /* out */
};
#define IMAP_NOT_THERE (-1) /* a size: the server has it no more */
#define IMAP_OVERSIZE (-2)  /* a size: over LIMIT_MAIL_BYTES, whatever the server said of it */
enum err imap_fetch(struct imap *s, struct imap_wanted *list, int count, int fd,
                    bool is_head) must_use;

/* imap_wait: until the server tells of a change, `idle_seconds` have passed, or Kept stops: by IDLE
 * where the server has it, else `poll_seconds` of rest and a NOOP.
 *   *changed  something came or went */
enum err imap_wait(struct imap *s, int idle_seconds, int poll_seconds, bool *changed) must_use;
bool imap_has_idle(const struct imap *s);

#endif
