/* thread.h: where a message belongs. Pure rules: what is known already is asked for, nothing is
 * stored here.
 *
 *   1. A signed token of ours (reply_token.h) finds its request.
 *   2. A delivery report or a delay notice joins the message it reports on.
 *   3. A message that cites one that is known joins it if its sender takes part in that
 *      conversation, whatever the subject is. In-Reply-To goes before References, the last of them
 *      before the first, a message that came before one that is only cited.
 *   4. A message that others already cited joins them, by the same condition.
 *   Otherwise it is new: never joined by its subject, by an unknown sender, or by a sender whose
 *   address the trusted server calls forged. Where it looks like an answer, that is suggested. */
#ifndef KEPT_MAIL_THREAD_H
#define KEPT_MAIL_THREAD_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"

struct mail;

typedef int64_t thread_group; /* a request, or a number of the book; 0 is none */

enum thread_alignment {
    THREAD_UNPROVEN, /* no trusted server said anything: believed where nothing better is set up */
    THREAD_ALIGNED,  /* the server vouches for the From address (DMARC) */
    THREAD_FORGED    /* it says that the address is not the sender's */
};

/* What the rules look at. Ids are without angle brackets, addresses as written (compared without
 * regard to case). */
struct thread_mail {
    struct str message_id;    /* empty when it has none */
    struct str from;          /* empty when it has none */
    const struct str *people; /* addresses in From, Sender, Reply-To, To and Cc */
    ptrdiff_t people_count;
    const struct str *in_reply_to, *references;
    ptrdiff_t in_reply_to_count, reference_count;
    struct str subject;
    enum thread_alignment alignment;
    bool is_report;         /* a delivery report or a delay notice … */
    struct str returned_id; /* … on this message; may be empty */
    thread_group token;     /* what a verified token names; 0 without one */
};

/* thread_mail_of: the same from a parsed message, without alignment and token. */
struct thread_mail thread_mail_of(struct arena *a, const struct mail *m);

enum thread_reason {
    THREAD_NEW,
    THREAD_TOKEN,
    THREAD_REPORT,
    THREAD_REPEAT, /* the very message was here before */
    THREAD_REFERENCE,
    THREAD_AWAITED,  /* it came after messages that cite it */
    THREAD_SUGGESTED /* new; looks like an answer to `suggested` */
};

struct thread_verdict {
    enum thread_reason reason;
    thread_group group;     /* what it joins; 0: it begins a new one */
    thread_group suggested; /* 0 for none */
    struct str cited;       /* the id by which it was found; points into the mail */
    bool is_proven;         /* joined by a token, or by a sender the server vouches for */
};

/* thread_reason_words: why, for people; a sentence without its full stop, in English. */
const char *thread_reason_words(enum thread_reason reason);

/* What is known so far. Each may fail as a database does; failures are passed on. */
struct thread_memory {
    void *context;
    /* the group a message id belongs to, 0 when it was never met; *is_seen: the message itself
     * came, or was sent by us (else it was only cited) */
    enum err (*find)(void *context, struct str message_id, thread_group *group, bool *is_seen);
    /* does the address take part in the group? */
    enum err (*knows)(void *context, thread_group group, struct str address, bool *yes);
    /* the newest group of this sender with this subject (thread_subject), 0 for none; may be NULL:
     * then nothing is suggested by subject */
    enum err (*recall)(void *context, struct str subject, struct str address, thread_group *group);
};

/* thread_judge: where the mail belongs.
 *   errors  those of the memory
 *   cost    two questions for each id it cites */
enum err thread_judge(const struct thread_memory *memory, const struct thread_mail *mail,
                      struct thread_verdict *out) must_use;

/* thread_subject: a subject without the marks of answers and forwards ("Re:", "AW:", "Fwd:",
 * "[list]"), in lower case; *is_answer says if it had one of an answer. */
struct str thread_subject(struct arena *a, struct str subject, bool *is_answer);

/* --- a mailbox taken in order
 * --------------------------------------------------------------------- */

/* All of it in memory: for `kept mail thread` and for tests. Here messages that came late also
 * join what they connect: two groups that turn out to be one conversation are one. */
struct thread_book {
    struct arena *arena;
    struct map ids; /* of struct thread_id */
    struct map subjects;
    VEC(struct thread_book_group) groups;
    VEC(ptrdiff_t) mails; /* the group of each, as it was given */
};
struct thread_book_group {
    ptrdiff_t joined; /* the group it became part of, or itself */
    struct map people;
};

void thread_book_init(struct thread_book *book, struct arena *a);
/* thread_book_add: takes the next mail; keeps copies of what it needs. */
struct thread_verdict thread_book_add(struct thread_book *book, const struct thread_mail *mail);
/* thread_book_group: the group of the i-th mail; the same number for mails of one group. */
ptrdiff_t thread_book_group(const struct thread_book *book, ptrdiff_t i);

/* thread_json: [["a.eml","c.eml"],["b.eml"]]: groups in the order of their first mails.
 *   names  one for each mail that was added */
void thread_json(const struct thread_book *book, const struct str *names, struct buf *out);

#endif
