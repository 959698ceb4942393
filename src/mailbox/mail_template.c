#include "mailbox/mail_template.h"

#include "base/limits.h"
#include "mailbox/acknowledge.h"

const struct mail_template_kind mail_template_kinds[] = {
    {.name = "acknowledgement",
     .words = WORD("Acknowledgement of a new request"),
     .places = acknowledge_places,
     .place_count = ACKNOWLEDGE_PLACES,
     .subject = acknowledge_subject,
     .text = acknowledge_text},
};
const int mail_template_kind_count = COUNT(mail_template_kinds);

const struct mail_template_kind *mail_template_kind(struct str name)
{
    for (int i = 0; i < mail_template_kind_count; i++)
        if (str_eq(name, str_from(mail_template_kinds[i].name)))
            return &mail_template_kinds[i];
    return NULL;
}

static struct str original(struct arena *a, void (*write)(struct buf *, enum lang), enum lang lang)
{
    struct buf b;
    buf_init(&b, a, LIMIT_TEMPLATE_BYTES);
    write(&b, lang);
    return buf_str(&b);
}

enum err mail_template_get(struct cx *cx, const struct mail_template_kind *kind, enum lang lang,
                           struct mail_template *out)
{
    struct rows r;
    *out = (struct mail_template){.kind = kind,
                                  .lang = lang,
                                  .subject = original(cx->arena, kind->subject, lang),
                                  .text = original(cx->arena, kind->text, lang),
                                  .is_original = true,
                                  .changed_by = S("")};
    db_query(&r, cx->db,
             SQL("SELECT t.subject, t.text, t.changed_at, coalesce(p.name, '') FROM mail_template t"
                 " LEFT JOIN person p ON p.id = t.author_id WHERE t.kind = $1 AND t.lang = $2"),
             ARGS(DB_T(str_from(kind->name)), DB_T(str_from(lang_tag(lang)))));
    if (rows_next(&r)) {
        out->subject = rows_text(&r);
        out->text = rows_text(&r);
        out->changed_at = rows_i64(&r);
        out->changed_by = rows_text(&r);
        out->is_original = false;
    }
    return rows_end(&r);
}

static bool is_place(const struct mail_template_kind *kind, struct str name)
{
    for (int i = 0; i < kind->place_count; i++)
        if (str_eq(name, str_from(kind->places[i].name)))
            return true;
    return false;
}

/* What a person means to be a placeholder: anything in braces on one line, so that {Team} or
 * {due date} is told and not sent as it stands. */
static struct str place_next(struct str *rest)
{
    ptrdiff_t open = str_chr(*rest, '{');
    if (open < 0)
        return *rest = (struct str){0};
    struct str inside = str_skip(*rest, open + 1);
    ptrdiff_t close = str_chr(inside, '}'), line = str_chr(inside, '\n');
    if (close < 0 || (line >= 0 && line < close)) {
        *rest = inside;
        return place_next(rest);
    }
    *rest = str_skip(inside, close + 1);
    return str_head(inside, close);
}

static enum err check_places(struct cx *cx, const struct mail_template_kind *kind,
                             const char *field, struct str words)
{
    struct str rest = words, name;
    while ((name = place_next(&rest)).p)
        if (!is_place(kind, name))
            return fail(cx, ERR_INVALID, field,
                        "There is no placeholder {%.*s}. Choose one of those beside the words",
                        STR_ARG(str_head(name, 60)));
    return OK;
}

enum err mail_template_check(struct cx *cx, const struct mail_template *t)
{
    if (str_trim(t->subject).n == 0)
        return fail(cx, ERR_INVALID, "subject", "Write a subject");
    if (t->subject.n > LIMIT_SUBJECT_BYTES || str_chr(t->subject, '\n') >= 0)
        return fail(cx, ERR_INVALID, "subject", "Write the subject on one line, and shorter");
    if (str_trim(t->text).n == 0)
        return fail(cx, ERR_INVALID, "text", "Write the words of this mail");
    if (t->text.n > LIMIT_TEMPLATE_BYTES)
        return fail(cx, ERR_INVALID, "text", "Write at most %d bytes", LIMIT_TEMPLATE_BYTES);
    TRY(check_places(cx, t->kind, "subject", t->subject));
    return check_places(cx, t->kind, "text", t->text);
}

enum err mail_template_forget(struct cx *cx, const struct mail_template_kind *kind, enum lang lang)
{
    return db_run(cx->db, SQL("DELETE FROM mail_template WHERE kind = $1 AND lang = $2"),
                  ARGS(DB_T(str_from(kind->name)), DB_T(str_from(lang_tag(lang)))), NULL);
}

enum err mail_template_set(struct cx *cx, const struct mail_template *t)
{
    TRY(mail_template_check(cx, t));
    if (str_eq(str_trim(t->subject), original(cx->arena, t->kind->subject, t->lang)) &&
        str_eq(str_trim(t->text), original(cx->arena, t->kind->text, t->lang)))
        return mail_template_forget(cx, t->kind, t->lang);
    return db_run(
        cx->db,
        SQL("INSERT INTO mail_template (kind, lang, subject, text, author_id, changed_at)"
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, lang) DO UPDATE SET subject ="
            " excluded.subject, text = excluded.text, author_id = excluded.author_id, changed_at ="
            " excluded.changed_at"),
        ARGS(DB_T(str_from(t->kind->name)), DB_T(str_from(lang_tag(t->lang))),
             DB_T(str_trim(t->subject)), DB_T(str_trim(t->text)), DB_ID(cx->actor.person.v),
             DB_I(cx->now)),
        NULL);
}

static bool is_empty_for(struct str paragraph, const struct mail_template_kind *kind,
                         const struct word_arg *args, int count)
{
    struct str rest = paragraph, name;
    while ((name = place_next(&rest)).p)
        for (int i = 0; i < count; i++)
            if (str_eq(name, str_from(args[i].name)) && args[i].value.n == 0 &&
                is_place(kind, name))
                return true;
    return false;
}

struct str mail_template_fill(struct arena *a, const struct mail_template_kind *kind,
                              struct str words, const struct word_arg *args, int count)
{
    struct buf b;
    buf_init(&b, a, LIMIT_MESSAGE_BYTES);
    while (words.n) {
        ptrdiff_t end = str_find(words, S("\n\n"));
        struct str paragraph = end < 0 ? words : str_head(words, end);
        words = end < 0 ? (struct str){0} : str_skip(words, end + 2);
        if (str_trim(paragraph).n == 0 || is_empty_for(paragraph, kind, args, count))
            continue;
        if (b.n)
            buf_addz(&b, "\n\n");
        buf_add(&b, word_fill(a, paragraph, args, count));
    }
    return str_trim(buf_str(&b));
}
