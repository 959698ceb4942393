#include "http/accept.h"

#include "http/request.h"

/* One element of a list: "text/html;level=1;q=0.5" gives the range and its weight. */
struct range {
    struct str value;
    int weight; /* thousandths; 1000 when not said; 0 means: not this */
};

/* "0.35" as 350. Anything else counts as not acceptable, so that rubbish never wins. */
static int weight_from(struct str s)
{
    if (s.n < 1 || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1') || (s.n > 1 && s.p[1] != '.'))
        return 0;
    int w = (s.p[0] - '0') * 1000, unit = 100;
    for (ptrdiff_t i = 2; i < s.n; i++, unit /= 10) {
        if (!ascii_is_digit(s.p[i]))
            return 0;
        w += (s.p[i] - '0') * unit;
    }
    return w > 1000 ? 0 : w;
}

static bool range_next(struct str *list, struct range *out)
{
    while (list->p) {
        struct str rest = str_cut(list, ',');
        out->value = str_trim(str_cut(&rest, ';'));
        out->weight = 1000;
        while (rest.p) {
            struct str value = str_trim(str_cut(&rest, ';'));
            struct str name = str_trim(str_cut(&value, '='));
            if (str_eqi(name, S("q")))
                out->weight = weight_from(str_trim(value));
        }
        if (out->value.n)
            return true;
    }
    return false;
}

/* 3 the very type, 2 "text/", 1 all, 0 does not fit. */
static int specific(struct str range, struct str type)
{
    if (str_eqi(range, type))
        return 3;
    if (str_eq(range, S("*/*")))
        return 1;
    ptrdiff_t slash = str_chr(type, '/');
    bool group = str_ends(range, S("/*")) && range.n == slash + 2;
    return group && str_startsi(range, str_head(type, slash)) ? 2 : 0;
}

int accept_type(struct str header, struct str type)
{
    struct range r;
    int best = 0, weight = header.p ? 0 : 1000;
    while (range_next(&header, &r)) {
        int fit = specific(r.value, type);
        if (fit > best) {
            best = fit;
            weight = r.weight;
        }
    }
    return weight ? weight * 4 + best : 0;
}

bool accept_coding(struct str header, struct str coding)
{
    struct range r;
    int named = -1, any = -1;
    while (range_next(&header, &r)) {
        if (str_eqi(r.value, coding))
            named = r.weight;
        else if (str_eq(r.value, S("*")))
            any = r.weight;
    }
    return (named >= 0 ? named : any) > 0;
}

/* How well a wish ("pt-BR", "pt", "*") fits a tag we have: 3 the same, 2 we have the wider ("pt"
 * for "pt-BR"), 1 we have another of the same language or anything will do. */
static int language_fit(struct str wish, struct str have)
{
    if (str_eqi(wish, have))
        return 3;
    if (str_startsi(wish, have) && wish.p[have.n] == '-')
        return 2;
    struct str language = wish, ours = have;
    language = str_cut(&language, '-');
    ours = str_cut(&ours, '-');
    return str_eq(wish, S("*")) || str_eqi(language, ours) ? 1 : 0;
}

int accept_language(struct str header, const struct str *have, int count)
{
    struct range r;
    int best = -1, best_score = 0;
    while (range_next(&header, &r)) {
        for (int i = 0; i < count; i++) {
            int fit = language_fit(r.value, have[i]);
            int score = fit && r.weight ? r.weight * 4 + fit : 0;
            if (score > best_score) {
                best_score = score;
                best = i;
            }
        }
    }
    return best;
}

bool accept_etag(struct str header, struct str etag)
{
    while (header.p) {
        struct str one = str_trim(str_cut(&header, ','));
        if (str_eq(one, S("*")))
            return true;
        if (str_starts(one, S("W/")))
            one = str_skip(one, 2);
        if (one.n >= 2 && one.p[0] == '"' && str_eq(str_of(one.p + 1, one.n - 2), etag))
            return true;
    }
    return false;
}

bool http_wants_json(const struct http_request *r)
{
    struct str header = http_header(r, S("Accept"));
    return header.p &&
           accept_type(header, S("application/json")) > accept_type(header, S("text/html"));
}

int http_language(const struct http_request *r, const struct str *have, int count)
{
    return accept_language(http_header(r, S("Accept-Language")), have, count);
}
