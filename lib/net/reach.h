/* reach.h: which addresses outside Kept may connect to. Names are typed by admins and answers of
 * DNS are nobody's: what counts is the address, asked about right before the connection is made, so
 * that no second answer of DNS can be another (docs/adr/0120). */
#ifndef KEPT_NET_REACH_H
#define KEPT_NET_REACH_H

#include "http/proxy.h"
#include "net/outgoing.h"

struct reach {
    struct networks also; /* of `--reach`: these in any case, at any port */
};

/* reach_has: never, unless `also` holds it: link-local and the addresses where clouds keep their
 * machines' secrets, multicast, reserved ones. Loopback: for mail, at a mail server's ports.
 * Private networks: for mail. reach  may be NULL: nothing more than that */
bool reach_has(const struct reach *reach, enum reach_kind kind, struct address a, int port);

#endif
