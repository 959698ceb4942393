/* request_link.c: the number people say, and the private link that needs no account. */
#include "requests/request.h"

#include "auth/encode.h"

struct str request_number(struct arena *a, request_id id)
{
    struct buf b;
    buf_init(&b, a, 32);
    buf_addz(&b, "K-");
    buf_add_i64(&b, id.v);
    return buf_str(&b);
}

request_id request_from_number(struct str s)
{
    request_id id = {0};
    s = str_trim(s);
    if (str_startsi(s, S("K-")))
        s = str_skip(s, 2);
    if (str_to_i64(s, &id.v) != OK || id.v < 0)
        id.v = 0;
    return id;
}

/* 128 bits over the id and the request's own nonce: another nonce ends every link given before. */
static struct str mac_of(struct cx *cx, const struct request *r)
{
    struct crypto_key key = crypto_key_derive(&cx->app->key, S("request link"));
    struct str text = str_fmt(cx->arena, "%lld %.*s", (long long)r->id.v, STR_ARG(r->link_nonce));
    struct crypto_hash h = crypto_hmac(str_of((char *)key.bytes, CRYPTO_KEY_BYTES), text);
    return encode_base64url(cx->arena, str_of((char *)h.bytes, 16));
}

struct str request_link(struct cx *cx, const struct request *r)
{
    struct str mac = mac_of(cx, r);
    return str_fmt(cx->arena, "/p/%lld.%.*s", (long long)r->id.v, STR_ARG(mac));
}

/* What was joined into another one of the same person is seen there; into somebody else's: only
 * what is their own. */
static enum err follow(struct cx *cx, struct request *r)
{
    struct request into;
    while (r->merged_into.v) {
        TRY(request_get(cx, r->merged_into, &into));
        if (into.requester.v != r->requester.v)
            return OK;
        *r = into;
    }
    return OK;
}

enum err request_from_link(struct cx *cx, struct str token, struct request *out)
{
    request_id id;
    struct str rest = token, number = str_cut(&rest, '.');
    if (str_to_i64(number, &id.v) == OK && id.v > 0 && request_get(cx, id, out) == OK &&
        crypto_equal(mac_of(cx, out), rest))
        return follow(cx, out);
    return fail(cx, ERR_NOT_FOUND, NULL,
                "This link is not known. Open the one in our latest message, or write to us");
}
