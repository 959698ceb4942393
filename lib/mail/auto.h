/* auto.h: was a message written by a person or by a program, and by which kind of one?
 *
 * A wrong "person" starts a war of automatic answers; a wrong "program" leaves a customer without
 * acknowledgement. So an answer is sent only when nothing speaks against it. Judged by RFC 3834,
 * RFC 3464, RFC 2369 and by the marks that real systems leave: Exchange, Gmail, Zimbra, sieve,
 * help desks, qmail, exim. Works on fields and text already read; for lib/mail/parse.c. */
#ifndef KEPT_MAIL_AUTO_H
#define KEPT_MAIL_AUTO_H

#include "mail/reading.h"

/* auto_judge: fills `machine` of a message whose fields, text and files have been read. */
void auto_judge(struct message *m);

/* What bounce_read needs to know of the sender. */
struct auto_sender {
    bool is_daemon; /* MAILER-DAEMON, postmaster, "Mail Delivery Subsystem" */
    bool is_null;   /* the envelope sender is <> */
    bool is_marked; /* a field says that a program wrote it */
};

/* bounce_read: is it a delivery report, of whom and what does it say? Fills deliveries, is_report,
 * is_bounce and returned_id. */
void bounce_read(struct message *m, struct auto_sender sender);

/* Phrases, all folded (text/fold.h). */
enum auto_phrase {
    PHRASE_ABSENCE, /* what the subject of an absence note begins with */
    PHRASE_AWAY,    /* the same, in words that people use too */
    PHRASE_HOLIDAY, /* words of an absence that say nothing by themselves */
    PHRASE_AUTO,    /* what the subject of other automatic answers begins with */
    PHRASE_BOUNCE,  /* what the subject or text of a failure says */
    PHRASE_DELAY,   /* what the subject or text of a delay says */
    PHRASE_RETURNED /* the line after which the returned message stands */
};
/* auto_phrase_begins: the length of the longest of them that the folded text begins with, or 0.
 * auto_phrase_find: the offset of the first of them in it, or -1. */
ptrdiff_t auto_phrase_begins(enum auto_phrase kind, struct str folded);
ptrdiff_t auto_phrase_find(enum auto_phrase kind, struct str folded);
/* auto_phrases: the list itself, ended by NULL. */
const char *const *auto_phrases(enum auto_phrase kind);

#endif
