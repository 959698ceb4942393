/* imap_store.c: the rows of fetching: how a mailbox is set, where it stands, the ledger by UID. */
#include "mailbox/imap_box.h"

#include "base/limits.h"
#include "base/vec.h"

#define BOX_COLUMNS                                                                                \
    "id, address, service_id, imap_host, imap_port, imap_tls, imap_auth, imap_user, imap_secret,"  \
    " imap_folder, server_ca, imap_begin, imap_era, imap_validity, imap_first, imap_uid,"          \
    " imap_history, imap_since, imap_good_at, imap_failed_at, imap_next_at, compared_at,"          \
    " imap_fails, imap_trouble, imap_error"

static struct str secret_context(struct cx *cx, mailbox_id id)
{
    return str_fmt(cx->arena, "mailbox:%lld:imap", (long long)id.v);
}

static void box_from_row(struct cx *cx, struct rows *r, struct imap_box *b)
{
    *b = (struct imap_box){.password = S("")};
    b->id.v = rows_i64(r);
    b->address = rows_text(r);
    b->service.v = rows_i64(r);
    b->host = rows_text(r);
    b->port = rows_i64(r);
    b->tls = (enum outgoing_tls)rows_i64(r);
    b->auth = (enum imap_auth)rows_i64(r);
    b->user = rows_text(r);
    struct str sealed = rows_text(r);
    b->folder = rows_text(r);
    b->ca = rows_text(r);
    b->begin = (enum imap_begin)rows_i64(r);
    b->era = rows_i64(r);
    b->validity = rows_i64(r);
    b->first = rows_i64(r);
    b->uid = rows_i64(r);
    b->history = rows_i64(r);
    b->since = rows_i64(r);
    b->good_at = rows_i64(r);
    b->failed_at = rows_i64(r);
    b->next_at = rows_i64(r);
    b->compared_at = rows_i64(r);
    b->fails = rows_i64(r);
    b->trouble = (enum imap_trouble)rows_i64(r);
    b->error = rows_text(r);
    if (sealed.n && crypto_open(cx->arena, &cx->app->key, secret_context(cx, b->id), sealed,
                                &b->password) != OK)
        log_warn(&cx->app->log, "mailbox.secret", LOG_I("mailbox", b->id.v));
}

enum err imap_box_get(struct cx *cx, mailbox_id id, struct imap_box *out)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " BOX_COLUMNS " FROM mailbox WHERE id = $1"),
             ARGS(DB_I(id.v)));
    bool found = rows_next(&r);
    if (found)
        box_from_row(cx, &r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "mailbox", "There is no such mailbox");
}

enum err imap_box_list(struct cx *cx, struct imap_box **list, int *count)
{
    VEC(struct imap_box) v = {0};
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " BOX_COLUMNS " FROM mailbox ORDER BY id"), NO_ARGS);
    while (rows_next(&r))
        box_from_row(cx, &r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

static bool is_elsewhere(const struct imap_box *old, const struct imap_box *b)
{
    return !str_eqi(old->host, b->host) || !str_eq(old->user, b->user) ||
           !str_eq(old->folder, b->folder);
}

enum err imap_box_set(struct cx *cx, const struct imap_box *b)
{
    struct imap_box old;
    TRY(imap_box_get(cx, b->id, &old));
    struct str sealed = b->password.n ? crypto_seal(cx->arena, &cx->app->key,
                                                    secret_context(cx, b->id), b->password)
                                      : S("");
    TRY(db_run(
        cx->db,
        SQL("UPDATE mailbox SET imap_host = $2, imap_port = $3, imap_tls = $4, imap_auth = $5,"
            " imap_user = $6, imap_secret = $7, imap_folder = $8, server_ca = $9,"
            " imap_begin = $10, imap_validity = $11, imap_fails = 0, imap_next_at = 0,"
            " imap_trouble = 0, imap_error = '' WHERE id = $1"),
        ARGS(DB_I(b->id.v), DB_T(b->host), DB_I(b->port), DB_I(b->tls), DB_I(b->auth),
             DB_T(b->user), DB_T(sealed), DB_T(b->folder), DB_T(b->ca), DB_I(b->begin),
             DB_I(is_elsewhere(&old, b) ? 0 : old.validity)),
        NULL));
    return db_notify(cx->db, S("mailboxes"));
}

/* ---- where it stands
 * ----------------------------------------------------------------------------- */

static enum err write_place(struct cx *cx, const struct imap_box *b)
{
    return db_run(cx->db,
                  SQL("UPDATE mailbox SET imap_era = $2, imap_validity = $3, imap_first = $4,"
                      " imap_uid = $5, imap_history = $6, imap_since = $7 WHERE id = $1"),
                  ARGS(DB_I(b->id.v), DB_I(b->era), DB_I(b->validity), DB_I(b->first), DB_I(b->uid),
                       DB_I(b->history), DB_I(b->since)),
                  NULL);
}

enum err imap_box_open(struct cx *cx, struct imap_box *b, const struct imap_state *s)
{
    struct imap_box now;
    TRY(imap_box_get(cx, b->id, &now)); /* another Kept may have been here */
    if (now.validity == s->validity) {
        b->era = now.era;
        b->validity = now.validity;
        b->first = now.first;
        b->uid = now.uid;
        b->history = now.history;
        b->since = now.since;
        return OK;
    }
    b->era = now.era + 1;
    b->validity = s->validity;
    b->since = now.since;
    b->history = 0;
    b->first = 1;
    b->uid = 0;
    if (!b->since) {
        b->since = cx->now;
        if (b->begin == IMAP_WITH_ALL)
            b->history = s->next - 1;
        else {
            b->first = s->next;
            b->uid = s->next - 1;
        }
    }
    log_info(&cx->app->log, "imap.era", LOG_I("mailbox", b->id.v), LOG_I("era", b->era),
             LOG_I("validity", b->validity), LOG_I("first", b->first));
    return write_place(cx, b);
}

enum err imap_box_good(struct cx *cx, const struct imap_box *b)
{
    return db_run(cx->db,
                  SQL("UPDATE mailbox SET imap_good_at = $2, imap_fails = 0, imap_trouble = 0,"
                      " imap_next_at = 0, imap_error = '' WHERE id = $1"),
                  ARGS(DB_I(b->id.v), DB_I(cx->now)), NULL);
}

int64_t imap_wait_after(enum imap_trouble trouble, int64_t fails)
{
    /* A server that refuses a password locks the account when asked often: minutes, then hours. */
    static const int16_t refused[] = {60, 300, 900, 1800, 3600};
    static const int16_t away[] = {1, 2, 5, 10, 20, 30, 60, 120, 300};
    bool is_refusal = trouble == IMAP_TROUBLE_DENIED || trouble == IMAP_TROUBLE_FOLDER ||
                      trouble == IMAP_TROUBLE_ENDED || trouble == IMAP_TROUBLE_UNMADE ||
                      trouble == IMAP_TROUBLE_REFUSED;
    int64_t n = is_refusal ? COUNT(refused) : COUNT(away);
    int64_t i = fails < 1 ? 0 : fails > n ? n - 1 : fails - 1;
    return is_refusal ? refused[i] : away[i];
}

enum err imap_box_failed(struct cx *cx, struct imap_box *b, enum imap_trouble trouble,
                         struct str said)
{
    /* A line that broke after hours of use is the first failure, not the next of a row. */
    b->fails = trouble == b->trouble || b->trouble == IMAP_NO_TROUBLE ? b->fails + 1 : 1;
    b->trouble = trouble;
    b->error = str_head(said, 400);
    b->next_at = cx->now + imap_wait_after(trouble, b->fails) * USEC_PER_SEC;
    log_warn(&cx->app->log, "imap.failed", LOG_I("mailbox", b->id.v), LOG_I("trouble", trouble),
             LOG_I("fails", b->fails), LOG_S("said", b->error));
    return db_run(cx->db,
                  SQL("UPDATE mailbox SET imap_failed_at = CASE WHEN imap_trouble = 0 THEN $2 ELSE"
                      " imap_failed_at END, imap_fails = $3, imap_trouble = $4, imap_next_at = $5,"
                      " imap_error = $6 WHERE id = $1"),
                  ARGS(DB_I(b->id.v), DB_I(cx->now), DB_I(b->fails), DB_I(trouble),
                       DB_I(b->next_at), DB_T(b->error)),
                  NULL);
}

/* ---- the ledger by UID
 * --------------------------------------------------------------------------- */

static enum err quarantine_cut(struct cx *cx, mail_in_id id, const struct imap_mail *m)
{
    struct str why = str_fmt(cx->arena,
                             "it is larger than Kept takes (%lld MB): only its header fields are "
                             "here, the whole lies in the mailbox",
                             (long long)((m->bytes + (1 << 20) - 1) >> 20));
    return db_run(
        cx->db,
        SQL("UPDATE mail_in SET state = 5, reason = $2, done_at = $3 WHERE id = $1 AND state = 1"),
        ARGS(DB_I(id.v), DB_T(why), DB_I(cx->now)), NULL);
}

static enum err take_one(struct cx *cx, const struct imap_batch *batch, const struct imap_mail *m,
                         enum imap_kind_of *kind, mail_in_id *id)
{
    bool is_new = false, is_history = m->uid <= batch->box->history;
    struct mail_in in = {.mailbox = batch->box->id,
                         .source = is_history ? S("import") : S("imap"),
                         .envelope_from = S(""),
                         .envelope_to = S("")};
    struct mail_raw raw = {.fd = batch->fd, .from = m->from, .size = m->size};
    *kind = m->kind;
    *id = (mail_in_id){0};
    if (m->kind == UID_OLD || m->kind == UID_GONE)
        return OK;
    TRY(mail_take(cx, &in, &raw, &is_new));
    *kind = is_new ? UID_TAKEN : UID_HERE_ALREADY;
    *id = in.id;
    return is_new && m->is_cut ? quarantine_cut(cx, in.id, m) : OK;
}

static enum err store_uid(struct cx *cx, const struct imap_batch *batch, const struct imap_mail *m)
{
    enum imap_kind_of kind;
    mail_in_id id;
    TRY(take_one(cx, batch, m, &kind, &id));
    return db_run(cx->db,
                  SQL("INSERT INTO mail_uid (mailbox_id, era, uid, kind, mail_in_id, bytes,"
                      " arrived_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                      " ON CONFLICT (mailbox_id, era, uid) DO UPDATE SET kind = excluded.kind,"
                      " mail_in_id = excluded.mail_in_id, seen_at = excluded.seen_at,"
                      " gone_at = NULL WHERE mail_uid.kind = 4"),
                  ARGS(DB_I(batch->box->id.v), DB_I(batch->box->era), DB_I(m->uid), DB_I(kind),
                       DB_ID(id.v), DB_I(m->bytes), DB_I(m->arrived), DB_I(cx->now)),
                  NULL);
}

enum err imap_box_store(struct cx *cx, void *arg)
{
    struct imap_batch *batch = arg;
    struct imap_box now;
    TRY(imap_box_get(cx, batch->box->id, &now));
    if (now.era != batch->box->era || now.validity != batch->box->validity)
        return fail(cx, ERR_CONFLICT, NULL, "the mailbox was set anew meanwhile");
    int64_t last = now.uid;
    for (int i = 0; i < batch->count; i++) {
        const struct imap_mail *m = &batch->list[i];
        if (!batch->is_late && m->uid <= now.uid)
            continue; /* another Kept was quicker */
        TRY(store_uid(cx, batch, m));
        if (m->uid > last)
            last = m->uid;
    }
    if (!batch->is_late)
        TRY(db_run(cx->db, SQL("UPDATE mailbox SET imap_uid = $2 WHERE id = $1"),
                   ARGS(DB_I(batch->box->id.v), DB_I(last)), NULL));
    batch->box->uid = batch->is_late ? now.uid : last;
    return db_notify(cx->db, S("job:mail.sort"));
}

enum err imap_uids(struct cx *cx, const struct imap_box *b, int64_t from, int64_t to,
                   struct imap_uid *list, int most, int *count)
{
    struct rows r;
    *count = 0;
    db_query(&r, cx->db,
             SQL("SELECT uid, kind, gone_at IS NOT NULL FROM mail_uid WHERE mailbox_id = $1 AND"
                 " era = $2 AND uid >= $3 AND uid <= $4 ORDER BY uid LIMIT $5"),
             ARGS(DB_I(b->id.v), DB_I(b->era), DB_I(from), DB_I(to), DB_I(most)));
    while (*count < most && rows_next(&r)) {
        struct imap_uid *u = &list[(*count)++];
        u->uid = rows_i64(&r);
        u->kind = (enum imap_kind_of)rows_i64(&r);
        u->is_gone = rows_bool(&r);
    }
    return rows_end(&r);
}
