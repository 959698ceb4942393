#include "http/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/vec.h"

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct address address_v4(const void *four)
{
    struct address a;
    memcpy(a.bytes, mapped, sizeof mapped);
    memcpy(a.bytes + 12, four, 4);
    return a;
}

static bool is_v4(struct address a)
{
    return memcmp(a.bytes, mapped, sizeof mapped) == 0;
}

/* "[v6]:port" and "v4:port" without what is around the address. */
static struct str strip_port(struct str s)
{
    if (s.n && s.p[0] == '[') {
        ptrdiff_t end = str_chr(s, ']');
        return end < 0 ? s : str_of(s.p + 1, end - 1);
    }
    ptrdiff_t colon = str_chr(s, ':');
    return colon >= 0 && colon == str_rchr(s, ':') ? str_head(s, colon) : s;
}

bool network_address_parse(struct str s, struct address *out)
{
    char z[INET6_ADDRSTRLEN];
    struct in_addr v4;
    s = strip_port(str_trim(s));
    if (s.n == 0 || s.n >= (ptrdiff_t)sizeof z || str_chr(s, 0) >= 0)
        return false;
    memcpy(z, s.p, (size_t)s.n);
    z[s.n] = 0;
    if (inet_pton(AF_INET, z, &v4) == 1) {
        *out = address_v4(&v4);
        return true;
    }
    return inet_pton(AF_INET6, z, out->bytes) == 1;
}

struct address address_from(const struct sockaddr *from)
{
    struct address a = {{0}};
    if (from && from->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, from, sizeof in);
        a = address_v4(&in.sin_addr);
    } else if (from && from->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, from, sizeof in);
        memcpy(a.bytes, &in.sin6_addr, sizeof a.bytes);
    }
    return a;
}

bool address_is_unix(struct address a)
{
    static const struct address zero;
    return memcmp(&a, &zero, sizeof a) == 0;
}

/* By hand: it is done for every request, and inet_ntop takes half a microsecond. */
static struct str format_v4(struct arena *arena, const uint8_t four[4])
{
    struct buf b;
    buf_init(&b, arena, INET_ADDRSTRLEN);
    for (int i = 0; i < 4; i++) {
        if (i)
            buf_addc(&b, '.');
        buf_add_i64(&b, four[i]);
    }
    return buf_str(&b);
}

struct str address_format(struct arena *arena, struct address from)
{
    char z[INET6_ADDRSTRLEN];
    if (address_is_unix(from))
        return S("unix");
    if (is_v4(from))
        return format_v4(arena, from.bytes + 12);
    const char *text = inet_ntop(AF_INET6, from.bytes, z, sizeof z);
    return text ? str_dup(arena, str_from(text)) : S("unix");
}

struct address address_site(struct address a)
{
    if (!is_v4(a))
        memset(a.bytes + 8, 0, 8);
    return a;
}

static bool network_parse(struct str word, struct network *out)
{
    struct str bits = word;
    struct str address = str_cut(&bits, '/');
    int64_t n = 0;
    if (!network_address_parse(address, &out->base))
        return false;
    int most = is_v4(out->base) ? 32 : 128;
    if (!bits.p)
        n = most;
    else if (str_to_i64(bits, &n) != OK || n < 0 || n > most)
        return false;
    out->bits = (int)n + 128 - most;
    return true;
}

enum err networks_parse(struct arena *a, struct str s, struct networks *out, struct fault *f)
{
    VEC(struct network) list = {0};
    *out = (struct networks){0};
    while (s.n) {
        ptrdiff_t n = 0;
        while (n < s.n && s.p[n] != ',' && !ascii_is_space(s.p[n]))
            n++;
        struct str word = str_head(s, n);
        s = str_skip(s, n + 1);
        if (str_eq(word, S("unix")))
            out->has_unix = true;
        else if (n && !network_parse(word, vec_push(a, &list)))
            return fault_set(f, ERR_INVALID, "trusted_proxies",
                             "\"%.*s\" is no address or network; write such as 10.0.0.0/8 or ::1",
                             STR_ARG(word));
    }
    out->list = list.v;
    out->count = (int)list.n;
    return OK;
}

static bool network_has(const struct network *n, struct address a)
{
    int whole = n->bits / 8, rest = n->bits % 8;
    if (memcmp(n->base.bytes, a.bytes, (size_t)whole) != 0)
        return false;
    return !rest || (n->base.bytes[whole] ^ a.bytes[whole]) >> (8 - rest) == 0;
}

bool networks_has(const struct networks *n, struct address a)
{
    if (address_is_unix(a))
        return n->has_unix;
    for (int i = 0; i < n->count; i++)
        if (network_has(&n->list[i], a))
            return true;
    return false;
}

/* From the right, because each proxy adds the peer it saw: the first that is no proxy of ours is
 * the client; what stands left of it anyone could have written. */
static struct address walk_back(const struct networks *trusted, struct address peer,
                                struct str list)
{
    while (list.n && networks_has(trusted, peer)) {
        ptrdiff_t comma = str_rchr(list, ',');
        struct address said;
        if (!network_address_parse(str_skip(list, comma + 1), &said))
            break;
        peer = said;
        list = str_head(list, comma < 0 ? 0 : comma);
    }
    return peer;
}

void proxy_apply(const struct networks *trusted, struct address peer, struct http_request *q)
{
    struct address client = peer;
    q->is_https = false;
    for (int i = q->header_count - 1; i >= 0 && networks_has(trusted, peer); i--) {
        const struct http_pair *h = &q->headers[i];
        if (str_eqi(h->name, S("X-Forwarded-For")))
            client = walk_back(trusted, client, h->value);
    }
    for (int i = 0; i < q->header_count && networks_has(trusted, peer); i++) {
        struct str v = q->headers[i].value;
        if (str_eqi(q->headers[i].name, S("X-Forwarded-Proto")))
            q->is_https = str_eqi(str_trim(str_skip(v, str_rchr(v, ',') + 1)), S("https"));
    }
    q->client = address_format(q->arena, client);
}
