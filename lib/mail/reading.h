/* reading.h: what the stages of mail_parse share while a message is read; for lib/mail only. */
#ifndef KEPT_MAIL_READING_H
#define KEPT_MAIL_READING_H

#include "mail/body.h"
#include "mail/parse.h"

struct tnef;

/* A file that stood inside something else: a uuencoded block of text, a part of winmail.dat. */
struct found_file {
    struct str name, type, content_id;
    enum transfer_encoding encoding;
    struct str bytes; /* still encoded */
};

struct reading {
    struct arena *a;
    const struct mime_tree *tree;
    struct mail_sink *sink;
    struct str charset; /* what a person says it is written in; empty: what it says itself */
    struct fault *f;
    int next_part;   /* numbers for files that are no parts */
    int64_t written; /* bytes of files so far */
};

/* One message while it is put together: `root` is the part that holds its fields. */
struct message {
    struct reading *r;
    int root;
    struct body body;
    struct str hint;              /* the charset its text is written in, for its raw headers */
    VEC(struct found_file) found; /* out of its text */
    struct mail *out;
};

/* message_suspect: marks the message for quarantine, unless it is already. `reason` is a literal.
 */
void message_suspect(struct message *m, const char *reason);

/* content_read: text, html and visible of the message. In the parser process only (HTML). */
void content_read(struct message *m);
/* content_add_pack: the words of a winmail.dat, when there are no others. */
void content_add_pack(struct message *m, const struct tnef *pack);
/* content_finish: what needs the files: which of them the HTML shows where they stand, and the
 * words of an invitation that has no others. */
void content_finish(struct message *m);

/* files_read: files and invites of the message; their bytes go to the sink. */
enum err files_read(struct message *m) must_use;

/* message_read: the message whose fields are those of part `root`; recursive for messages in it. */
enum err message_read(struct reading *r, int root, struct mail *out) must_use;

#endif
