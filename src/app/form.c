#include "app/form.h"

#include "base/limits.h"
#include "base/utf8.h"

static struct str field_value(struct cx *cx, const char *field)
{
    return http_form(cx->q, str_from(field));
}

static struct str unix_lines(struct arena *a, struct str s)
{
    if (str_chr(s, '\r') < 0)
        return s;
    char *p = arena_bytes(a, s.n);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue;
        p[n++] = s.p[i] == '\r' ? '\n' : s.p[i];
    }
    return str_of(p, n);
}

enum err form_text(struct cx *cx, const char *field, int least, int most, struct str *out)
{
    struct str s = str_trim(unix_lines(cx->arena, utf8_clean(cx->arena, field_value(cx, field))));
    ptrdiff_t count = utf8_count(s);
    if (count == 0 && least > 0)
        return fail(cx, ERR_INVALID, field, "fill this in");
    if (count < least)
        return fail(cx, ERR_INVALID, field, "write at least %d characters", least);
    if (count > most)
        return fail(cx, ERR_INVALID, field, "write at most %d characters; these are %lld", most,
                    (long long)count);
    *out = s.p ? s : S("");
    return OK;
}

enum err form_i64(struct cx *cx, const char *field, int64_t low, int64_t high, int64_t missing,
                  int64_t *out)
{
    struct str s = str_trim(field_value(cx, field));
    if (s.n == 0) {
        *out = missing;
        return OK;
    }
    int64_t v;
    if (str_to_i64(s, &v) != OK || v < low || v > high)
        return fail(cx, ERR_INVALID, field, "write a whole number from %lld to %lld",
                    (long long)low, (long long)high);
    *out = v;
    return OK;
}

bool form_has(struct cx *cx, const char *field)
{
    return field_value(cx, field).n > 0;
}

bool form_is(struct cx *cx, const char *field, struct str value)
{
    return str_eq(field_value(cx, field), value);
}

/* One @, something on both sides, no white space or controls: what any mail server would try. */
static bool looks_like_address(struct str s)
{
    ptrdiff_t at = str_rchr(s, '@');
    if (at <= 0 || at == s.n - 1 || s.n > LIMIT_ADDRESS_BYTES || at > 64)
        return false;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 127 ||
            str_chr(S("<>(),;:\\\"[]"), s.p[i]) >= 0)
            return false;
    struct str domain = str_skip(s, at + 1);
    return *domain.p != '.' && domain.p[domain.n - 1] != '.' && !str_has(domain, S(".."));
}

enum err form_address(struct cx *cx, const char *field, bool may_miss, struct str *out)
{
    struct str s;
    TRY(form_text(cx, field, may_miss ? 0 : 1, LIMIT_ADDRESS_BYTES, &s));
    if (s.n && !looks_like_address(s))
        return fail(cx, ERR_INVALID, field, "write an email address, for example maya@example.org");
    *out = str_lower(cx->arena, s);
    return OK;
}

enum err param_id(struct cx *cx, int nth, int64_t *out)
{
    if (nth >= cx->q->param_count || str_to_i64(cx->q->params[nth], out) != OK || *out <= 0)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such page");
    return OK;
}
