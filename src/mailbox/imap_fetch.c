/* imap_fetch.c: from a connection to messages in the ledger. In the order of their UIDs, in
 * batches: the messages and the UID up to which all are here are stored in one transaction, so
 * whenever Kept or the line dies, the next session goes on right behind what is on disk. */
#include "mailbox/imap_run.h"

#include <unistd.h>

#include "app/file.h"
#include "base/limits.h"
#include "mailbox/oauth.h"

enum {
    imap_timeout_seconds = 30,
    idle_seconds = 60,
    poll_seconds = 4,
    window_uids = 5000,
    window_most = 1 << 20
};

/* INTERNALDATE is the server's clock, `since` is ours. */
static const int64_t clock_slack = 10 * USEC_PER_MIN;

enum err imap_step(struct imap_run *run, write_fn *fn, void *arg)
{
    struct cx cx;
    arena_reset(&run->scratch);
    enum err err = cx_begin(&cx, run->app, &run->scratch, "imap");
    if (err == OK)
        err = cx_write(&cx, fn, arg);
    cx_end(&cx);
    if (err != OK) {
        run->trouble = IMAP_TROUBLE_STORE;
        snprintf(run->said, sizeof run->said, "%s", cx.fault.message);
    }
    return err;
}

struct outgoing_server imap_server_of(const struct app *app, const struct imap_box *b,
                                      struct str bearer, int stop_fd)
{
    return (struct outgoing_server){.host = b->host,
                                    .port = (int)b->port,
                                    .tls = b->tls,
                                    .user = b->user,
                                    .password = b->password,
                                    .bearer = bearer,
                                    .ca = b->ca,
                                    .reach = app->reach,
                                    .timeout_seconds = imap_timeout_seconds,
                                    .stop_fd = stop_fd};
}

/* RFC 5530: the sign-in was refused for another reason than who asked. */
static bool is_passing(const char *words)
{
    struct str s = str_from(words);
    return str_hasi(s, S("[UNAVAILABLE]")) || str_hasi(s, S("[INUSE]")) ||
           str_hasi(s, S("[LIMIT]")) || str_hasi(s, S("[SERVERBUG]")) || str_hasi(s, S("* BYE"));
}

enum imap_trouble imap_trouble_of(const struct imap_said *said)
{
    switch (said->end) {
    case OUTGOING_NAME: return IMAP_TROUBLE_NAME;
    case OUTGOING_REFUSED: return IMAP_TROUBLE_REFUSED;
    case OUTGOING_NOBODY: return IMAP_TROUBLE_NOBODY;
    case OUTGOING_TIMEOUT: return IMAP_TROUBLE_TIMEOUT;
    case OUTGOING_NO_TLS: return IMAP_TROUBLE_NO_TLS;
    case OUTGOING_TLS: return IMAP_TROUBLE_TLS;
    case OUTGOING_CERTIFICATE: return IMAP_TROUBLE_CERTIFICATE;
    case OUTGOING_DENIED:
        return is_passing(said->words) ? IMAP_TROUBLE_SERVER : IMAP_TROUBLE_DENIED;
    case OUTGOING_LOST: return IMAP_TROUBLE_LOST;
    case OUTGOING_STOPPED: return IMAP_NO_TROUBLE;
    case OUTGOING_FINE:
        return said->is_no_folder && !is_passing(said->words) ? IMAP_TROUBLE_FOLDER
                                                              : IMAP_TROUBLE_SERVER;
    case OUTGOING_TOO_LARGE:
    case OUTGOING_OTHER: break;
    }
    return IMAP_TROUBLE_SERVER;
}

static bool failed(struct imap_run *run, const struct imap_said *said)
{
    run->trouble = imap_trouble_of(said);
    snprintf(run->said, sizeof run->said, "%s", said->words);
    return false;
}

bool imap_run_lost(struct imap_run *run, enum err err)
{
    if (err == ERR_IO) {
        run->trouble = IMAP_TROUBLE_STORE;
        snprintf(run->said, sizeof run->said, "there is no room for a temporary file");
        return false;
    }
    return failed(run, imap_said(run->imap));
}

/* ---- opening
 * ------------------------------------------------------------------------------------- */

struct opening {
    struct imap_box *box;
    struct imap_state state;
};

static enum err open_box(struct cx *cx, void *arg)
{
    struct opening *o = arg;
    return imap_box_open(cx, o->box, &o->state);
}

static enum err note_last(void *to, const struct imap_entry *e)
{
    int64_t *last = to;
    if (e->uid > *last)
        *last = e->uid;
    return OK;
}

static bool token_of(struct imap_run *run, struct str *bearer)
{
    *bearer = S("");
    if (run->box.auth != IMAP_BY_OAUTH)
        return true;
    run->trouble = oauth_token(run->app, &run->arena, run->box.id, bearer, run->said);
    return run->trouble == IMAP_NO_TROUBLE;
}

bool imap_run_open(struct imap_run *run)
{
    struct imap_said said;
    struct opening o = {.box = &run->box};
    struct str bearer;
    if (!token_of(run, &bearer))
        return false;
    struct outgoing_server server = imap_server_of(run->app, &run->box, bearer, run->stop_fd);
    run->imap = imap_open(&server, &said);
    if (!run->imap)
        return failed(run, &said);
    enum err err = imap_examine(run->imap, run->box.folder, &o.state);
    if (err == OK && o.state.next == 0) {
        int64_t last = 0; /* a server without UIDNEXT */
        err = imap_list(run->imap, 1, INT64_MAX, note_last, &last);
        o.state.next = last + 1;
    }
    if (err != OK)
        return imap_run_lost(run, err);
    run->next = o.state.next;
    return imap_step(run, open_box, &o) == OK;
}

void imap_run_close(struct imap_run *run)
{
    imap_close(run->imap);
    run->imap = NULL;
    arena_release(&run->arena);
    arena_release(&run->scratch);
}

/* ---- fetching
 * ------------------------------------------------------------------------------------ */

/* How many from here go together: bounded in number and bytes; one that is larger goes alone, and
 * so does one that is too large to be taken. */
static int batch_of(const struct imap_mail *list, int count)
{
    int64_t bytes = 0;
    int n = 0;
    while (n < count && n < LIMIT_IMAP_BATCH) {
        if (n && (list[n].is_cut != list[0].is_cut || list[n].is_cut))
            break;
        bytes += list[n].kind == UID_OLD ? 0 : list[n].bytes;
        if (n && bytes > LIMIT_IMAP_BATCH_BYTES)
            break;
        n++;
    }
    return n;
}

/* What was read of a batch, up to the first that is missing. The whole of it was answered: what is
 * not there was deleted in between. */
static int settle(struct imap_mail *list, int count, const struct imap_wanted *wanted,
                  bool is_whole)
{
    int w = 0;
    for (int i = 0; i < count; i++) {
        if (list[i].kind == UID_OLD)
            continue;
        const struct imap_wanted *got = &wanted[w++];
        if (got->size >= 0) {
            list[i].from = got->at;
            list[i].size = got->size;
        } else if (got->size == IMAP_OVERSIZE) {
            list[i].is_cut = true; /* larger than was said: once more, its header fields alone */
            return i;
        } else if (is_whole) {
            list[i].kind = UID_GONE;
        } else {
            return i;
        }
    }
    return count;
}

/* How many of them are stored now; -1: the session is over. */
static int fetch_batch(struct imap_run *run, struct imap_mail *list, int count, bool is_late)
{
    struct imap_wanted wanted[LIMIT_IMAP_BATCH];
    int n = 0, fd = temp_file(run->app);
    enum err err = OK;
    if (fd < 0)
        return imap_run_lost(run, ERR_IO) - 1;
    for (int i = 0; i < count; i++)
        if (list[i].kind != UID_OLD)
            wanted[n++] = (struct imap_wanted){.uid = list[i].uid};
    if (n)
        err = imap_fetch(run->imap, wanted, n, fd, list[0].is_cut);
    struct imap_batch batch = {&run->box, list, settle(list, count, wanted, err == OK), fd,
                               is_late};
    bool is_stored = batch.count == 0 || imap_step(run, imap_box_store, &batch) == OK;
    close(fd);
    if (err != OK && is_stored)
        imap_run_lost(run, err);
    return err == OK && is_stored ? batch.count : -1;
}

bool imap_run_fetch(struct imap_run *run, struct imap_mail *list, int count, bool is_late)
{
    for (int done = 0; done < count;) {
        int n = fetch_batch(run, list + done, batch_of(list + done, count - done), is_late);
        if (n < 0)
            return false;
        done += n;
    }
    return true;
}

/* ---- what is new
 * --------------------------------------------------------------------------------- */

struct listed {
    struct imap_box *box;
    struct imap_mail list[LIMIT_IMAP_LISTED];
    int count;
};

/* After the server numbers anew, what is older than Kept's listening is history of others. */
static enum imap_kind_of kind_of(const struct imap_box *b, const struct imap_entry *e)
{
    bool is_old = b->era > 1 && e->arrived && e->arrived < b->since - clock_slack;
    return is_old ? UID_OLD : UID_TAKEN;
}

static enum err note_new(void *to, const struct imap_entry *e)
{
    struct listed *l = to;
    if (l->count < LIMIT_IMAP_LISTED)
        l->list[l->count++] = (struct imap_mail){.uid = e->uid,
                                                 .bytes = e->size,
                                                 .arrived = e->arrived,
                                                 .kind = kind_of(l->box, e),
                                                 .is_cut = e->size > LIMIT_MAIL_BYTES};
    return OK;
}

static int by_uid(const void *a, const void *b)
{
    const struct imap_mail *x = a, *y = b;
    return (x->uid > y->uid) - (x->uid < y->uid);
}

/* The list in order, each UID once. */
static void put_in_order(struct listed *l)
{
    int n = 0;
    qsort(l->list, (size_t)l->count, sizeof l->list[0], by_uid);
    for (int i = 0; i < l->count; i++)
        if (n == 0 || l->list[n - 1].uid != l->list[i].uid)
            l->list[n++] = l->list[i];
    l->count = n;
}

/* The UIDs from `from` on that are asked for at once: all, when not many can be there. */
static int64_t window_end(const struct imap_run *run, int64_t from, int64_t window)
{
    return from + window < run->next ? from + window - 1 : INT64_MAX;
}

bool imap_run_new(struct imap_run *run)
{
    struct listed *l = heap_alloc((ptrdiff_t)sizeof *l);
    int64_t from = run->box.uid + 1, window = window_uids;
    bool is_fine = true, is_end = false;
    l->box = &run->box;
    while (is_fine && !is_end) {
        int64_t to = window_end(run, from, window);
        l->count = 0;
        enum err err = imap_list(run->imap, from, to, note_new, l);
        if (err != OK)
            is_fine = imap_run_lost(run, err);
        put_in_order(l);
        if (is_fine && l->count) {
            is_fine = imap_run_fetch(run, l->list, l->count, false);
            from = run->box.uid + 1;
        } else {
            is_end = to == INT64_MAX;
            from = to == INT64_MAX ? from : to + 1;
            window = window < window_most ? window * 2 : window;
        }
    }
    heap_free(l);
    return is_fine;
}

bool imap_run_wait(struct imap_run *run)
{
    bool changed;
    enum err err = imap_wait(run->imap, idle_seconds, poll_seconds, &changed);
    return err == OK || imap_run_lost(run, err);
}
