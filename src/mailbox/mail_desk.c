#include "mailbox/mail_desk.h"

#include <unistd.h>

#include "app/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "mailbox/mail_read.h"

const char *const mail_charsets[] = {
    "utf-8",        "windows-1252", "iso-8859-2", "windows-1250", "iso-8859-15",  "windows-1251",
    "koi8-r",       "koi8-u",       "iso-8859-5", "ibm866",       "windows-1253", "iso-8859-7",
    "windows-1254", "windows-1255", "iso-8859-8", "windows-1256", "iso-8859-6",   "windows-1257",
    "windows-1258", "windows-874",  "shift_jis",  "euc-jp",       "iso-2022-jp",  "gb18030",
    "gbk",          "big5",         "euc-kr",     "macintosh",    "utf-16le",     "utf-16be",
};
const int mail_charset_count = COUNT(mail_charsets);

enum err mail_reread(struct cx *cx, mail_in_id id, struct str charset)
{
    int64_t changed = 0;
    if (charset.n) {
        charset = charset_find(charset);
        if (charset.n == 0)
            return fail(cx, ERR_INVALID, "charset", "Choose one of the character sets");
    }
    TRY(db_run(cx->db,
               SQL("UPDATE mail_in SET state = 1, reason = '', charset = $2 WHERE id = $1 AND state"
                   " IN (4, 5)"),
               ARGS(DB_I(id.v), DB_T(charset)), &changed));
    if (!changed)
        return fail(cx, ERR_CONFLICT, NULL, "This mail has a place already");
    return db_notify(cx->db, S("job:mail.sort"));
}

enum err mail_free(struct cx *cx, mail_in_id id)
{
    int64_t changed = 0;
    TRY(db_run(cx->db,
               SQL("UPDATE mail_in SET state = 1, reason = '', is_freed = 1 WHERE id = $1 AND state"
                   " IN (5, 6)"),
               ARGS(DB_I(id.v)), &changed));
    if (!changed)
        return fail(cx, ERR_CONFLICT, NULL, "This mail has a place already");
    return db_notify(cx->db, S("job:mail.sort"));
}

enum err mail_delete(struct cx *cx, mail_in_id id, struct str *undo)
{
    struct mail_in in;
    TRY(mail_in_get(cx, id, &in));
    if (in.state != MAIL_QUARANTINED && in.state != MAIL_SPAM)
        return fail(cx, ERR_CONFLICT, NULL, "This mail has a place already");
    struct str reason = str_fmt(cx->arena, WORD("deleted by %.*s"), STR_ARG(cx->actor.name));
    *undo = str_fmt(cx->arena, "%lld %d %.*s", (long long)id.v, (int)in.state, STR_ARG(in.reason));
    return db_run(cx->db,
                  SQL("UPDATE mail_in SET state = 4, reason = $2, done_at = $3 WHERE id = $1"),
                  ARGS(DB_I(id.v), DB_T(reason), DB_I(cx->now)), NULL);
}

enum err mail_undelete(struct cx *cx, struct str undo)
{
    int64_t id = 0, state = 0, changed = 0;
    struct str reason = undo, first = str_cut(&reason, ' '), second = str_cut(&reason, ' ');
    if (str_to_i64(first, &id) != OK || str_to_i64(second, &state) != OK ||
        (state != MAIL_QUARANTINED && state != MAIL_SPAM))
        return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    TRY(db_run(cx->db,
               SQL("UPDATE mail_in SET state = $2, reason = $3 WHERE id = $1 AND state = 4"),
               ARGS(DB_I(id), DB_I(state), DB_T(reason.p ? reason : S(""))), &changed));
    return changed ? OK : fail(cx, ERR_CONFLICT, NULL, "It is too late to take this back");
}

enum err mail_waiting(struct cx *cx, int64_t *quarantined)
{
    return db_get_i64(
        cx->db, SQL("SELECT count(*) FROM (SELECT 1 FROM mail_in WHERE state = 5 LIMIT 999) part"),
        NO_ARGS, quarantined);
}

/* ---- looking ------------------------------------------------------------------------------------
 */

static struct str names_of(struct arena *a, const address_list *list)
{
    enum { most = 20 };
    struct buf b;
    buf_init(&b, a, most * 2 * LIMIT_ADDRESS_BYTES);
    for (ptrdiff_t i = 0; i < list->n && i < most; i++) {
        if (b.n)
            buf_addz(&b, ", ");
        const struct address *p = &list->v[i];
        if (p->name.n)
            buf_addf(&b, "%.*s <%.*s>", STR_ARG(p->name), STR_ARG(p->address));
        else
            buf_add(&b, p->address);
    }
    return buf_str(&b);
}

static void look_at(struct cx *cx, const struct mail_reading *reading, struct mail_look *out)
{
    const struct mail *m = &reading->mail;
    out->from = names_of(cx->arena, &m->from);
    out->to = names_of(cx->arena, &m->to);
    out->subject = m->subject;
    out->charset = m->charset;
    out->is_guess = m->is_charset_guess;
    out->text = utf8_cut_bytes(m->text, LIMIT_LOOK_BYTES);
    out->files = m->files.v;
    out->file_count = (int)m->files.n;
}

/* The beginning of the bytes as they came: what nobody could read is at least seen. */
static enum err look_raw(struct cx *cx, const struct mail_in *in, struct mail_look *out)
{
    int fd;
    int64_t size;
    char *bytes = arena_bytes(cx->arena, LIMIT_LOOK_BYTES);
    TRY(file_open(cx, in->hash, &fd, &size));
    ssize_t n = read(fd, bytes, LIMIT_LOOK_BYTES);
    close(fd);
    if (n < 0)
        return fail(cx, ERR_IO, NULL, "This mail cannot be read from the disk");
    out->is_raw = true;
    out->text = utf8_clean(cx->arena, str_of(bytes, n));
    return OK;
}

enum err mail_look(struct cx *cx, const struct mail_in *in, struct str charset,
                   struct mail_look *out)
{
    struct mail_reading reading;
    struct str empty = S("");
    *out = (struct mail_look){.from = empty,
                              .to = empty,
                              .subject = empty,
                              .charset = empty,
                              .text = empty,
                              .why = empty};
    enum err err = mail_read_as(cx, in->hash, charset_find(charset), &reading);
    if (err == OK) {
        look_at(cx, &reading, out);
        mail_read_end(&reading);
    } else {
        out->why = str_fmt(cx->arena, "%s", cx->fault.message);
        cx->fault = (struct fault){0};
    }
    return str_trim(out->text).n ? OK : look_raw(cx, in, out);
}
