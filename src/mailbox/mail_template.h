/* mail_template.h: the words of automatic mail: the originals, in each language Kept speaks, and
 * what the house has made of them. Words and {placeholders}, nothing that runs. A paragraph with a
 * placeholder that is empty for this request is left out whole. */
#ifndef KEPT_MAILBOX_MAIL_TEMPLATE_H
#define KEPT_MAILBOX_MAIL_TEMPLATE_H

#include "mailbox/mailbox.h"

/* One placeholder: what it stands for, in the reader's words. None of them is the sender's: what
 * goes out by itself may go to an address that somebody else has written down. */
struct mail_place {
    const char *name;  /* without braces */
    const char *words; /* English, in the catalogues */
    bool may_be_empty;
};

struct mail_template_kind {
    const char *name;  /* acknowledgement */
    const char *words; /* English, in the catalogues */
    const struct mail_place *places;
    int place_count;
    /* the original: appended to; words with their {placeholders} */
    void (*subject)(struct buf *to, enum lang lang);
    void (*text)(struct buf *to, enum lang lang);
};
/* mail_template_kinds: all there are; mail_template_kind: NULL when there is none of that name. */
extern const struct mail_template_kind mail_template_kinds[];
extern const int mail_template_kind_count;
const struct mail_template_kind *mail_template_kind(struct str name);

struct mail_template {
    const struct mail_template_kind *kind;
    enum lang lang;
    struct str subject, text;
    bool is_original;
    struct str changed_by;
    instant changed_at;
};

/* mail_template_get: what stands now, the original when nothing was changed. */
enum err mail_template_get(struct cx *cx, const struct mail_template_kind *kind, enum lang lang,
                           struct mail_template *out) must_use;
/* mail_template_check: errors ERR_INVALID "subject" or "text": it is empty or too long, or names a
 * placeholder that there is not; the message says which. */
enum err mail_template_check(struct cx *cx, const struct mail_template *t) must_use;
/* mail_template_set: checked; the very original removes the change. mail_template_forget: back to
 * the original. Inside a write. */
enum err mail_template_set(struct cx *cx, const struct mail_template *t) must_use;
enum err mail_template_forget(struct cx *cx, const struct mail_template_kind *kind,
                              enum lang lang) must_use;

/* mail_template_fill: the words with the placeholders of `args` filled in. */
struct str mail_template_fill(struct arena *a, const struct mail_template_kind *kind,
                              struct str words, const struct word_arg *args, int count);

#endif
