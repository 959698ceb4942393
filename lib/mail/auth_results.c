#include "mail/auth_results.h"

/* Comments in parentheses are left out; those that name the policy are looked at first. */
static struct str token_next(struct str *s, bool *has_policy_none)
{
    int depth = 0;
    ptrdiff_t i = 0, start;
    for (; i < s->n; i++) {
        if (s->p[i] == '(') {
            struct str inside = str_skip(*s, i + 1);
            ptrdiff_t end = str_chr(inside, ')');
            inside = str_head(inside, end < 0 ? inside.n : end);
            *has_policy_none |= depth == 0 &&
                                (str_hasi(inside, S("p=none")) || str_hasi(inside, S("dis=none")));
            depth++;
        } else if (s->p[i] == ')' && depth > 0) {
            depth--;
        } else if (depth == 0 && !ascii_is_space(s->p[i])) {
            break;
        }
    }
    start = i;
    while (i < s->n && !ascii_is_space(s->p[i]) && s->p[i] != '(')
        i++;
    struct str token = str_head(str_skip(*s, start), i - start);
    *s = str_skip(*s, i);
    return token;
}

static enum auth_result result_of(struct str word)
{
    if (str_eqi(word, S("pass")))
        return AUTH_PASS;
    if (str_eqi(word, S("fail")) || str_eqi(word, S("permerror")))
        return AUTH_FAIL;
    return str_eqi(word, S("none")) || word.n == 0 ? AUTH_NONE : AUTH_OTHER;
}

/* Of several signatures one that holds is enough. */
static void note(enum auth_result *was, enum auth_result is)
{
    if (*was == AUTH_PASS || is == AUTH_NONE)
        return;
    if (is == AUTH_PASS || *was == AUTH_NONE)
        *was = is;
}

static void read_one(struct str part, struct auth_results *out)
{
    bool is_tolerated = false;
    struct str rest = part, token = token_next(&rest, &is_tolerated);
    struct str method = str_cut(&token, '=');
    struct str word = token.p ? token : S("");
    if (str_chr(method, '/') > 0) /* "spf/1" */
        method = str_head(method, str_chr(method, '/'));
    if (word.n == 0 && rest.n) { /* "dmarc = fail" */
        struct str next = token_next(&rest, &is_tolerated);
        word = str_starts(next, S("=")) ? str_skip(next, 1) : next;
        if (word.n == 0)
            word = token_next(&rest, &is_tolerated);
    }
    while (rest.n) {
        struct str property = token_next(&rest, &is_tolerated);
        is_tolerated |= str_eqi(property, S("policy.published-domain-policy=none"));
    }
    if (str_eqi(method, S("dmarc"))) {
        note(&out->dmarc, result_of(word));
        out->is_tolerated |= is_tolerated && result_of(word) == AUTH_FAIL;
    } else if (str_eqi(method, S("spf"))) {
        note(&out->spf, result_of(word));
    } else if (str_eqi(method, S("dkim"))) {
        note(&out->dkim, result_of(word));
    }
}

/* The next piece up to a semicolon that stands in no comment and no quotes. */
static struct str part_next(struct str *s)
{
    int depth = 0;
    bool is_quoted = false;
    ptrdiff_t i = 0;
    for (; i < s->n; i++) {
        char c = s->p[i];
        if (c == '"' && depth == 0)
            is_quoted = !is_quoted;
        else if (c == '(' && !is_quoted)
            depth++;
        else if (c == ')' && !is_quoted && depth > 0)
            depth--;
        else if (c == ';' && depth == 0 && !is_quoted)
            break;
    }
    struct str part = str_head(*s, i);
    *s = str_skip(*s, i + 1);
    return str_trim(part);
}

bool auth_results_read(struct str field, struct str server, struct auth_results *out)
{
    bool ignored = false;
    struct str rest = field, head = part_next(&rest);
    struct str id = token_next(&head, &ignored);
    *out = (struct auth_results){0};
    if (id.n > 1 && id.p[0] == '"' && id.p[id.n - 1] == '"')
        id = str_head(str_skip(id, 1), id.n - 2);
    if (server.n == 0 || !str_eqi(id, server))
        return false;
    while (rest.n)
        read_one(part_next(&rest), out);
    return true;
}
