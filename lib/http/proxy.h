/* proxy.h: who is at the other end: addresses, networks, and what a trusted proxy says of them. */
#ifndef KEPT_HTTP_PROXY_H
#define KEPT_HTTP_PROXY_H

#include "http/http.h"

struct sockaddr;

/* An address, as IPv6 (IPv4 as ::ffff:a.b.c.d). All zero: a peer on a Unix socket. */
struct address {
    uint8_t bytes[16];
};

/* network_address_parse: "192.0.2.7", "2001:db8::1", "[2001:db8::1]", each also with ":port" where
 * that can be told apart. */
bool network_address_parse(struct str s, struct address *out);
struct address address_from(const struct sockaddr *from);
struct str address_format(struct arena *a, struct address from); /* without port; "unix" for zero */
bool address_is_unix(struct address a);
/* address_site: who counts as one for limits: an IPv4 address, a /64 of IPv6. */
struct address address_site(struct address a);

struct network {
    struct address base;
    int bits; /* of 128 */
};
struct networks {
    struct network *list;
    int count;
    bool has_unix;
};

/* networks_parse: "10.0.0.0/8, 2001:db8::/32, 127.0.0.1, unix", separated by commas or blanks.
 *   errors  ERR_INVALID  names the word that cannot be read */
enum err networks_parse(struct arena *a, struct str s, struct networks *out,
                        struct fault *f) must_use;
bool networks_has(const struct networks *n, struct address a);

/* proxy_apply: sets q->client and q->is_https from the peer and, when the peer is trusted, from
 * X-Forwarded-For (its right-most address that is not itself a trusted proxy) and the last word of
 * X-Forwarded-Proto. From anyone else these headers mean nothing. */
void proxy_apply(const struct networks *trusted, struct address peer, struct http_request *q);

#endif
