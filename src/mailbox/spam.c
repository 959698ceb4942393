#include "mailbox/spam.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "mail/auth_results.h"
#include "mail/parse.h"
#include "mailbox/automatic.h"
#include "text/fold.h"

enum err mail_trust_get(struct cx *cx, mailbox_id box, struct mail_trust *out)
{
    struct rows r;
    *out = (struct mail_trust){.mailbox = box, .auth_server = S("")};
    db_query(
        &r, cx->db,
        SQL("SELECT spam_flags, spam_level, auth_server FROM mail_trust WHERE mailbox_id = $1"),
        ARGS(DB_I(box.v)));
    if (rows_next(&r)) {
        out->spam_flags = rows_bool(&r);
        out->spam_level = (int)rows_i64(&r);
        out->auth_server = rows_text(&r);
    }
    return rows_end(&r);
}

enum err mail_trust_set(struct cx *cx, const struct mail_trust *t)
{
    return db_run(
        cx->db,
        SQL("INSERT INTO mail_trust (mailbox_id, spam_flags, spam_level, auth_server)"
            " VALUES ($1, $2, $3, $4) ON CONFLICT (mailbox_id) DO UPDATE SET spam_flags ="
            " excluded.spam_flags, spam_level = excluded.spam_level, auth_server ="
            " excluded.auth_server"),
        ARGS(DB_I(t->mailbox.v), DB_I(t->spam_flags), DB_I(t->spam_level), DB_T(t->auth_server)),
        NULL);
}

/* ---- block rules -------------------------------------------------------------------------------
 */

enum err mail_rule_list(struct cx *cx, struct mail_rule **list, int *count)
{
    VEC(struct mail_rule) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT b.id, b.kind, b.value, b.author_id, coalesce(p.name, ''), b.created_at,"
                 " b.hits, b.hit_at FROM mail_rule b LEFT JOIN person p ON p.id = b.author_id"
                 " ORDER BY b.id DESC LIMIT $1"),
             ARGS(DB_I(LIMIT_MAIL_RULES)));
    while (rows_next(&r)) {
        struct mail_rule *b = vec_push(cx->arena, &v);
        b->id = rows_i64(&r);
        b->kind = rows_text(&r);
        b->value = rows_text(&r);
        b->author.v = rows_i64(&r);
        b->author_name = rows_text(&r);
        b->created_at = rows_i64(&r);
        b->hits = rows_i64(&r);
        b->hit_at = rows_i64(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

static enum err check_rule(struct cx *cx, struct mail_rule *b)
{
    struct mailbox ours;
    struct str value = str_trim(b->value);
    if (str_eq(b->kind, S("words"))) {
        b->value = fold_words(cx->arena, value, LIMIT_SEARCH_WORDS);
        return utf8_count(b->value) >= 3
                   ? OK
                   : fail(cx, ERR_INVALID, "value", "Write words of three letters or more");
    }
    b->value = str_lower(cx->arena, value);
    if (str_eq(b->kind, S("domain"))) {
        while (str_starts(b->value, S("@")) || str_starts(b->value, S(".")))
            b->value = str_skip(b->value, 1);
        struct str probe = str_cat(cx->arena, S("x@"), b->value);
        return address_is_usable(probe) && str_chr(b->value, '.') > 0
                   ? OK
                   : fail(cx, ERR_INVALID, "value", "Write a domain such as example.org");
    }
    if (!str_eq(b->kind, S("address")))
        return fail(cx, ERR_INVALID, "kind", "Choose what is blocked: an address, a domain, words");
    if (!address_is_usable(b->value) || b->value.n > LIMIT_ADDRESS_BYTES)
        return fail(cx, ERR_INVALID, "value", "Write an address such as name@example.org");
    struct fault before = cx->fault;
    if (mailbox_find(cx, b->value, &ours) == OK)
        return fail(cx, ERR_INVALID, "value", "This is a mailbox of Kept itself");
    cx->fault = before;
    return OK;
}

enum err mail_rule_add(struct cx *cx, struct mail_rule *b)
{
    int64_t n = 0;
    TRY(check_rule(cx, b));
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM mail_rule"), NO_ARGS, &n));
    if (n >= LIMIT_MAIL_RULES)
        return fail(cx, ERR_INVALID, "value",
                    "There are %d rules, and there may be no more. Remove some first",
                    LIMIT_MAIL_RULES);
    TRY(db_run(cx->db,
               SQL("INSERT INTO mail_rule (kind, value, author_id, created_at)"
                   " VALUES ($1, $2, $3, $4) ON CONFLICT (kind, value) DO NOTHING"),
               ARGS(DB_T(b->kind), DB_T(b->value), DB_ID(cx->actor.person.v), DB_I(cx->now)),
               NULL));
    return db_get_i64(cx->db, SQL("SELECT id FROM mail_rule WHERE kind = $1 AND value = $2"),
                      ARGS(DB_T(b->kind), DB_T(b->value)), &b->id);
}

enum err mail_rule_remove(struct cx *cx, int64_t id)
{
    int64_t changed = 0;
    TRY(db_run(cx->db, SQL("DELETE FROM mail_rule WHERE id = $1"), ARGS(DB_I(id)), &changed));
    return changed ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such rule");
}

/* ---- judging ------------------------------------------------------------------------------------
 */

/* Is the domain this one, or below it? */
static bool is_within(struct str address, struct str domain)
{
    struct str at = str_skip(address, str_rchr(address, '@') + 1);
    if (!str_endsi(at, domain))
        return false;
    return at.n == domain.n || at.p[at.n - domain.n - 1] == '.';
}

static bool names(const struct mail_rule *b, struct str address)
{
    if (address.n == 0)
        return false;
    return str_eq(b->kind, S("domain")) ? is_within(address, b->value) : str_eqi(address, b->value);
}

static bool names_any(const struct mail_rule *b, const address_list *list)
{
    for (ptrdiff_t i = 0; i < list->n; i++)
        if (names(b, list->v[i].address))
            return true;
    return false;
}

static bool is_caught(const struct mail_rule *b, const struct mail_in *in, const struct mail *m,
                      struct str words)
{
    if (!str_eq(b->kind, S("words")))
        return names_any(b, &m->from) || names_any(b, &m->sender) || names_any(b, &m->reply_to) ||
               names(b, in->envelope_from);
    ptrdiff_t at = 0; /* whole words, side by side */
    for (;;) {
        ptrdiff_t found = str_find(str_skip(words, at), b->value);
        if (found < 0)
            return false;
        at += found;
        ptrdiff_t end = at + b->value.n;
        if ((at == 0 || words.p[at - 1] == ' ') && (end == words.n || words.p[end] == ' '))
            return true;
        at++;
    }
}

static enum err by_rule(struct cx *cx, const struct mail_in *in, const struct mail *m,
                        bool is_answer, struct str *why)
{
    enum { look = 64 << 10 };
    struct mail_rule *rules;
    int count;
    struct str words = {0};
    TRY(mail_rule_list(cx, &rules, &count));
    for (int i = 0; i < count; i++) {
        const struct mail_rule *b = &rules[i];
        bool of_words = str_eq(b->kind, S("words"));
        if (of_words && is_answer)
            continue;
        if (of_words && !words.p) {
            struct str all = str_fmt(cx->arena, "%.*s %.*s", STR_ARG(m->subject),
                                     STR_ARG(utf8_cut_bytes(m->text, look)));
            words = fold_words(cx->arena, all, LIMIT_SEARCH_DOC_WORDS);
            words = words.p ? words : S("");
        }
        if (!is_caught(b, in, m, words))
            continue;
        *why = str_fmt(cx->arena, WORD("a rule blocks the %.*s: %.*s"), STR_ARG(b->kind),
                       STR_ARG(b->value));
        return db_run(cx->db,
                      SQL("UPDATE mail_rule SET hits = hits + 1, hit_at = $2 WHERE id = $1"),
                      ARGS(DB_I(b->id), DB_I(cx->now)), NULL);
    }
    return OK;
}

static int stars_of(struct str level)
{
    int n = 0;
    level = str_trim(level);
    while (n < level.n && (level.p[n] == '*' || level.p[n] == '+' || level.p[n] == 's'))
        n++;
    return n;
}

static struct str by_flags(const struct mail *m, const struct mail_trust *t)
{
    if (t->spam_flags && (str_startsi(str_trim(mail_field(m, S("X-Spam-Flag"))), S("yes")) ||
                          str_startsi(str_trim(mail_field(m, S("X-Spam-Status"))), S("yes")) ||
                          str_startsi(str_trim(mail_field(m, S("X-Spam"))), S("yes"))))
        return str_from(WORD("the mail server calls it spam"));
    if (t->spam_level > 0 && stars_of(mail_field(m, S("X-Spam-Level"))) >= t->spam_level)
        return str_from(WORD("the mail server gives it a high spam level"));
    return S("");
}

/* Of several fields of that server the first was written last, by itself. */
static struct str by_sender_check(struct cx *cx, const struct mail *m, const struct mail_trust *t)
{
    struct auth_results r;
    for (ptrdiff_t i = 0; i < m->fields.n; i++) {
        if (!str_eqi(m->fields.v[i].name, S("Authentication-Results")) ||
            !auth_results_read(m->fields.v[i].text, t->auth_server, &r))
            continue;
        if (r.dmarc == AUTH_FAIL && !r.is_tolerated)
            return str_fmt(cx->arena, WORD("%.*s says that the sender’s address is forged (DMARC)"),
                           STR_ARG(t->auth_server));
        if (r.dmarc == AUTH_NONE && r.spf == AUTH_FAIL && r.dkim != AUTH_PASS)
            return str_fmt(cx->arena,
                           WORD("%.*s says that it comes from a server the domain denies (SPF)"),
                           STR_ARG(t->auth_server));
        break;
    }
    return S("");
}

enum err mail_suspect(struct cx *cx, const struct mail_in *in, const struct mail *m, bool is_answer,
                      struct str *why)
{
    struct mail_trust t;
    int64_t n;
    *why = S("");
    TRY(by_rule(cx, in, m, is_answer, why));
    if (why->n || is_answer)
        return OK;
    TRY(mail_trust_get(cx, in->mailbox, &t));
    *why = by_flags(m, &t);
    if (why->n == 0)
        *why = by_sender_check(cx, m, &t);
    if (why->n)
        return OK;
    TRY(mail_count_hour(cx, str_lower(cx->arena, mail_author(m)), S("in"), &n));
    if (n > LIMIT_MAIL_PER_SENDER_HOUR)
        *why = str_fmt(cx->arena,
                       WORD("more than %d new requests from this address within an hour"),
                       LIMIT_MAIL_PER_SENDER_HOUR);
    return OK;
}
