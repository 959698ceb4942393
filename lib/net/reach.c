#include "net/reach.h"

#include <string.h>

enum range_kind { RANGE_NEVER = 1, RANGE_LOOPBACK, RANGE_PRIVATE };

struct range {
    uint8_t base[16];
    int bits;
    enum range_kind kind;
};

#define V4(a, b, c, d)                                                                             \
    {                                                                                              \
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, (a), (b), (c), (d)                               \
    }

/* The IANA registries of special addresses (RFC 6890 and its updates). The first that fits counts.
 */
static const struct range ranges[] = {
    {V4(0, 0, 0, 0), 96 + 8, RANGE_NEVER},
    {V4(127, 0, 0, 0), 96 + 8, RANGE_LOOPBACK},
    {V4(169, 254, 0, 0), 96 + 16, RANGE_NEVER}, /* link-local; 169.254.169.254 */
    {V4(100, 100, 100, 200), 128, RANGE_NEVER}, /* a cloud's metadata in 100.64/10 */
    {V4(168, 63, 129, 16), 128, RANGE_NEVER},   /* the same, of another */
    {V4(10, 0, 0, 0), 96 + 8, RANGE_PRIVATE},
    {V4(100, 64, 0, 0), 96 + 10, RANGE_PRIVATE},
    {V4(172, 16, 0, 0), 96 + 12, RANGE_PRIVATE},
    {V4(192, 168, 0, 0), 96 + 16, RANGE_PRIVATE},
    {V4(198, 18, 0, 0), 96 + 15, RANGE_PRIVATE},
    {V4(192, 0, 0, 0), 96 + 24, RANGE_NEVER},
    {V4(192, 88, 99, 0), 96 + 24, RANGE_NEVER},
    {V4(224, 0, 0, 0), 96 + 4, RANGE_NEVER},
    {V4(240, 0, 0, 0), 96 + 4, RANGE_NEVER},
    {{[15] = 1}, 128, RANGE_LOOPBACK},
    {{0xfd, 0, 0x0e, 0xc2}, 32, RANGE_NEVER}, /* fd00:ec2::254 */
    {{0xfe, 0x80}, 10, RANGE_NEVER},
    {{0xfe, 0xc0}, 10, RANGE_PRIVATE},
    {{0xfc}, 7, RANGE_PRIVATE},
    {{0xff}, 8, RANGE_NEVER},
    {{0x20, 0x02}, 16, RANGE_NEVER},       /* 6to4 */
    {{0x20, 0x01, 0, 0}, 32, RANGE_NEVER}, /* Teredo */
};

static bool is_in(const struct range *r, const struct address *a)
{
    int whole = r->bits / 8, left = r->bits % 8;
    if (memcmp(r->base, a->bytes, (size_t)whole) != 0)
        return false;
    return left == 0 || ((r->base[whole] ^ a->bytes[whole]) >> (8 - left)) == 0;
}

/* An IPv4 address inside an IPv6 one is the IPv4 address: 64:ff9b::/96 (NAT64) and ::a.b.c.d. */
static struct address plain(struct address a)
{
    static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b}, zero[12];
    bool is_embedded = memcmp(a.bytes, nat64, 12) == 0 ||
                       (memcmp(a.bytes, zero, 12) == 0 && (a.bytes[12] || a.bytes[13]));
    if (is_embedded) {
        memset(a.bytes, 0, 10);
        a.bytes[10] = a.bytes[11] = 0xff;
    }
    return a;
}

static bool is_mail_port(int port)
{
    return port == 25 || port == 143 || port == 465 || port == 587 || port == 993;
}

bool reach_has(const struct reach *reach, enum reach_kind kind, struct address a, int port)
{
    a = plain(a);
    if (address_is_unix(a))
        return false;
    if (reach && networks_has(&reach->also, a))
        return true;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (!is_in(&ranges[i], &a))
            continue;
        switch (ranges[i].kind) {
        case RANGE_NEVER: return false;
        case RANGE_LOOPBACK: return kind == REACH_MAIL && is_mail_port(port);
        case RANGE_PRIVATE: return kind == REACH_MAIL;
        }
    }
    return true;
}
