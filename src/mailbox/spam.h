/* spam.h: what is suspected, by what the house has set: headers of its own mail server, block
 * rules, and floods from one address. What is suspected waits in its own view and is answered by
 * nobody; nothing is thrown away. */
#ifndef KEPT_MAILBOX_SPAM_H
#define KEPT_MAILBOX_SPAM_H

#include "mailbox/mailbox.h"

/* What of an incoming header is believed. The fields are the last server's before Kept, so only who
 * runs that server can say that it writes them, and removes them where others did. */
struct mail_trust {
    mailbox_id mailbox;
    bool spam_flags;        /* X-Spam-Flag, X-Spam-Status, X-Spam */
    int spam_level;         /* so many stars of X-Spam-Level; 0: not looked at */
    struct str auth_server; /* whose Authentication-Results; empty: nobody's */
};

/* mail_trust_get: nothing is believed where nothing is set. mail_trust_set: inside a write. */
enum err mail_trust_get(struct cx *cx, mailbox_id box, struct mail_trust *out) must_use;
enum err mail_trust_set(struct cx *cx, const struct mail_trust *t) must_use;

/* ---- block rules -------------------------------------------------------------------------------
 */

struct mail_rule {
    int64_t id;
    struct str kind;  /* address, domain (with those below it), words */
    struct str value; /* lower case; words as they are compared (text/fold.h) */
    person_id author;
    struct str author_name;
    instant created_at, hit_at;
    int64_t hits;
};

/* mail_rule_list: all, newest first, LIMIT_MAIL_RULES at most. */
enum err mail_rule_list(struct cx *cx, struct mail_rule **list, int *count) must_use;
/* mail_rule_add: checked and put into the form it is compared in; once more changes nothing.
 *   errors  ERR_INVALID  "value": it is none, it is of Kept itself, or there are too many */
enum err mail_rule_add(struct cx *cx, struct mail_rule *rule) must_use;
enum err mail_rule_remove(struct cx *cx, int64_t id) must_use; /* ERR_NOT_FOUND */

struct mail;

/* ---- judging ------------------------------------------------------------------------------------
 */

/* mail_suspect: why this message is suspected, in words; empty when it is not. Counts what it finds
 * by a rule, and what comes from one address; inside a write.
 *   is_answer  it joins a request by our token or by a known participant: only rules that name the
 *              sender hold it then */
enum err mail_suspect(struct cx *cx, const struct mail_in *in, const struct mail *m, bool is_answer,
                      struct str *why) must_use;

#endif
