#include "mailbox/signature.h"

#include "app/settings.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/markdown.h"
#include "text/when.h"

static struct str owner_name(enum signature_owner owner)
{
    return owner == SIGNATURE_TEAM ? S("team") : S("person");
}

enum err signature_get(struct cx *cx, enum signature_owner owner, int64_t id, struct str *text)
{
    struct rows r;
    *text = S("");
    db_query(&r, cx->db, SQL("SELECT text FROM signature WHERE owner = $1 AND owner_id = $2"),
             ARGS(DB_T(owner_name(owner)), DB_I(id)));
    if (rows_next(&r))
        *text = rows_text(&r);
    return rows_end(&r);
}

enum err signature_set(struct cx *cx, enum signature_owner owner, int64_t id, struct str text)
{
    text = str_trim(text);
    if (text.n > LIMIT_SIGNATURE_BYTES)
        return fail(cx, ERR_INVALID, "text", "Write at most %d bytes", LIMIT_SIGNATURE_BYTES);
    if (text.n == 0)
        return db_run(cx->db, SQL("DELETE FROM signature WHERE owner = $1 AND owner_id = $2"),
                      ARGS(DB_T(owner_name(owner)), DB_I(id)), NULL);
    return db_run(cx->db,
                  SQL("INSERT INTO signature (owner, owner_id, text, changed_at) VALUES ($1, $2,"
                      " $3, $4) ON CONFLICT (owner, owner_id) DO UPDATE SET text = excluded.text,"
                      " changed_at = excluded.changed_at"),
                  ARGS(DB_T(owner_name(owner)), DB_I(id), DB_T(text), DB_I(cx->now)), NULL);
}

enum err signature_of(struct cx *cx, const struct message *m, struct str *text)
{
    struct request r;
    struct str own, team;
    *text = S("");
    if (m->kind != MESSAGE_OUT || !m->author.v)
        return OK;
    TRY(request_get(cx, m->request, &r));
    TRY(signature_get(cx, SIGNATURE_PERSON, m->author.v, &own));
    TRY(signature_get(cx, SIGNATURE_TEAM, r.team.v, &team));
    *text = own.n && team.n ? str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(own), STR_ARG(team))
            : own.n         ? own
                            : team;
    return OK;
}

enum err mail_quote_add(struct cx *cx, message_id id)
{
    return db_run(cx->db,
                  SQL("INSERT INTO mail_quote (message_id) VALUES ($1) ON CONFLICT (message_id) DO"
                      " NOTHING"),
                  ARGS(DB_I(id.v)), NULL);
}

static enum err is_wanted(struct cx *cx, message_id id, bool *yes)
{
    int64_t n = 0;
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM mail_quote WHERE message_id = $1"),
                   ARGS(DB_I(id.v)), &n));
    *yes = n > 0;
    return OK;
}

/* Since when this recipient takes part: who asked sees all of it. */
static enum err known_since(struct cx *cx, const struct mail_out *out, instant *since)
{
    struct rows r;
    *since = out->created_at;
    db_query(&r, cx->db,
             SQL("SELECT how, since FROM participant WHERE request_id = $1 AND address = $2"),
             ARGS(DB_I(out->request.v), DB_T(out->recipient)));
    if (rows_next(&r)) {
        bool has_asked = rows_i64(&r) == 1;
        instant from = rows_i64(&r);
        *since = has_asked ? 0 : from;
    }
    return rows_end(&r);
}

struct quote {
    struct buf text, html;
};

static void quote_words(struct quote *q, struct str words)
{
    struct out o = {.to = &q->html};
    words = str_trim(words);
    buf_addz(&q->html, "<blockquote>");
    while (words.p && words.n) {
        struct str line = str_line(&words);
        buf_addz(&q->text, line.n ? "> " : ">");
        buf_add(&q->text, line);
        buf_addc(&q->text, '\n');
        out_html_str(&o, line);
        if (words.p && words.n)
            buf_addz(&q->html, "<br>\n");
    }
    buf_addz(&q->html, "</blockquote>\n");
}

static void quote_one(struct cx *cx, struct quote *q, struct str name, instant at, struct str words)
{
    struct when_reader reader = {
        .lang = cx->lang, .zone = org(cx->app)->clock_zone, .now = cx->now};
    struct word_arg args[] = {{"when", when_words(cx->arena, &reader, at, WHEN_FULL)},
                              {"name", name}};
    struct str line = word_fill(cx->arena, word(cx->lang, "On {when} {name} wrote:"), args, 2);
    struct out o = {.to = &q->html};
    if (q->text.n)
        buf_addc(&q->text, '\n');
    buf_add(&q->text, line);
    buf_addz(&q->text, "\n\n");
    buf_addz(&q->html, "<p>");
    out_html_str(&o, line);
    buf_addz(&q->html, "</p>\n");
    quote_words(q, words);
}

static enum err quote_all(struct cx *cx, const struct message *m, instant since, struct quote *q)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT m.kind, coalesce(p.name, ''), m.at, m.visible, m.text FROM message m LEFT"
                 " JOIN person p ON p.id = m.author_id WHERE m.request_id = $1 AND m.id < $2 AND"
                 " m.kind IN (1, 2) AND m.unsent_at IS NULL AND m.at >= $3 ORDER BY m.id DESC LIMIT"
                 " $4"),
             ARGS(DB_I(m->request.v), DB_I(m->id.v), DB_I(since), DB_I(LIMIT_QUOTED_MESSAGES)));
    while (rows_next(&r)) {
        bool is_ours = rows_i64(&r) == MESSAGE_OUT;
        struct str name = rows_text(&r);
        instant at = rows_i64(&r);
        struct str visible = rows_text(&r), text = rows_text(&r);
        struct str words = utf8_cut_bytes(visible.n ? visible : text, LIMIT_QUOTED_BYTES / 4);
        if (is_ours)
            words = markdown_text(cx->arena, words);
        if (q->text.n + 2 * words.n < LIMIT_QUOTED_BYTES)
            quote_one(cx, q, name.n ? name : org(cx->app)->name, at, words);
    }
    return rows_end(&r);
}

enum err mail_quote_of(struct cx *cx, const struct mail_out *out, const struct message *m,
                       struct str *text, struct str *html)
{
    struct quote q;
    instant since;
    bool yes;
    *text = *html = S("");
    TRY(is_wanted(cx, m->id, &yes));
    if (!yes)
        return OK;
    TRY(known_since(cx, out, &since));
    buf_init(&q.text, cx->arena, 4 * LIMIT_QUOTED_BYTES);
    buf_init(&q.html, cx->arena, 16 * LIMIT_QUOTED_BYTES);
    TRY(quote_all(cx, m, since, &q));
    *text = buf_str(&q.text);
    *html = buf_str(&q.html);
    return OK;
}
