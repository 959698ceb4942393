/* smtp.h: sending one message to one recipient, and knowing exactly how it ended. */
#ifndef KEPT_MAIL_SMTP_H
#define KEPT_MAIL_SMTP_H

#include "base/str.h"

struct reach;

enum smtp_outcome {
    SMTP_SENT,    /* the server took it: 250 after the data */
    SMTP_LATER,   /* refused for now (4xx), or nothing of it can have arrived: try again */
    SMTP_REFUSED, /* refused for good (5xx) */
    SMTP_UNKNOWN  /* all was sent and no answer came: it may have arrived. Never send it again by
                     itself */
};

struct smtp_server {
    const char *url;  /* smtp://host:port, smtps://host:port */
    const char *user; /* NULL: no sign-in */
    const char *password;
    const char *bearer;        /* instead of a password: an access token (XOAUTH2); NULL: none */
    const char *ca;            /* PEM of the house's own authority; NULL: the system's */
    bool needs_tls;            /* STARTTLS must succeed */
    const struct reach *reach; /* which addresses may be connected to (net/reach.h) */
    int timeout_seconds;
};

/* A connection that is used again for the next message. Not for two threads at once. */
struct smtp;
struct smtp *smtp_open(const struct smtp_server *server);
void smtp_close(struct smtp *s);

/* smtp_send: `raw` with CRLF line ends; dots are doubled here.
 *   from, to  domains of any script; an address no server would take (address_wire) is refused
 *   reply  what the server said last, or what failed, in a line; in the arena */
enum smtp_outcome smtp_send(struct smtp *s, struct arena *a, const char *from, const char *to,
                            struct str raw, struct str *reply);

#endif
