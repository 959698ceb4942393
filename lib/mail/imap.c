#include "mail/imap.h"

#include <poll.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/vec.h"
#include "mail/imap_read.h"

enum { tag_bytes = 16, slack_bytes = 1 << 20 };

struct imap {
    struct outgoing_line *line;
    struct imap_reader reader;
    struct imap_said said;
    struct arena scratch; /* of one answer */
    int timeout_ms, stop_fd;
    int wait_ms; /* of the answer being read */
    int number;  /* of the last command */
    bool has_idle, has_changed, is_broken;
    int64_t exists;
    /* where a message's bytes go */
    int fd;
    int64_t end, room;
};

/* ---- to and fro
 * ---------------------------------------------------------------------------------- */

static ptrdiff_t read_line(void *p, char *to, ptrdiff_t most)
{
    struct imap *s = p;
    ptrdiff_t got = 0;
    s->said.end = outgoing_line_read(s->line, to, most, s->wait_ms, &got);
    return s->said.end == OUTGOING_FINE ? got : 0;
}

static enum err keep_body(void *p, struct str piece)
{
    struct imap *s = p;
    if (s->fd < 0)
        return OK;
    s->room -= piece.n;
    if (s->room < 0)
        return OK; /* read to its end, and not kept */
    while (piece.n) {
        ssize_t n = pwrite(s->fd, piece.p, (size_t)piece.n, s->end);
        if (n <= 0)
            return ERR_IO;
        s->end += n;
        piece = str_skip(piece, n);
    }
    return OK;
}

static void say(struct imap *s, struct str words)
{
    snprintf(s->said.words, sizeof s->said.words, "%.*s", STR_ARG(str_head(words, 399)));
}

static const char *end_words(enum outgoing_end end)
{
    switch (end) {
    case OUTGOING_TIMEOUT: return "no answer in time";
    case OUTGOING_STOPPED: return "Kept is stopping";
    case OUTGOING_FINE:
    case OUTGOING_NAME:
    case OUTGOING_REFUSED:
    case OUTGOING_NOBODY:
    case OUTGOING_NO_TLS:
    case OUTGOING_TLS:
    case OUTGOING_CERTIFICATE:
    case OUTGOING_DENIED:
    case OUTGOING_LOST:
    case OUTGOING_TOO_LARGE:
    case OUTGOING_OTHER: break;
    }
    return "the line broke";
}

/* One answer; what is told unasked is noted. */
static enum err next(struct imap *s, struct imap_response *r)
{
    arena_reset(&s->scratch);
    enum err err = imap_read(&s->reader, &s->scratch, r);
    if (err != OK) {
        s->is_broken = true;
        if (err == ERR_UNAVAILABLE)
            say(s, str_from(end_words(s->said.end)));
        else if (s->reader.why[0])
            say(s, str_from(s->reader.why));
        return err;
    }
    if (r->kind == IMAP_UNTAGGED && str_eqi(r->name, S("EXISTS"))) {
        s->has_changed |= r->number != s->exists;
        s->exists = r->number;
    } else if (r->kind == IMAP_UNTAGGED &&
               (str_eqi(r->name, S("EXPUNGE")) || str_eqi(r->name, S("VANISHED")))) {
        s->has_changed = true;
    } else if (r->status == IMAP_BYE) {
        say(s, r->text);
    }
    return OK;
}

static enum err send(struct imap *s, struct str bytes)
{
    s->said.end = outgoing_line_write(s->line, bytes);
    if (s->said.end == OUTGOING_FINE)
        return OK;
    s->is_broken = true;
    say(s, str_from(end_words(s->said.end)));
    return ERR_UNAVAILABLE;
}

/* A command without its tag and line end. */
static enum err command(struct imap *s, struct str words)
{
    struct arena a = {0};
    s->wait_ms = s->timeout_ms;
    s->said.end = OUTGOING_FINE;
    enum err err = send(s, str_fmt(&a, "k%d %.*s\r\n", ++s->number, STR_ARG(words)));
    arena_release(&a);
    return err;
}

static bool is_mine(const struct imap *s, struct str tag)
{
    char mine[tag_bytes];
    snprintf(mine, sizeof mine, "k%d", s->number);
    return str_eq(tag, str_from(mine));
}

/* The answer that ends the command. */
static enum err ended(struct imap *s, const struct imap_response *r)
{
    if (!is_mine(s, r->tag)) {
        s->is_broken = true;
        say(s, S("an answer to another question"));
        return ERR_CORRUPT;
    }
    if (r->status == IMAP_OK)
        return OK;
    say(s, r->text.n ? r->text : S("the server says no"));
    return ERR_UNAVAILABLE;
}

typedef enum err imap_untagged(struct imap *s, const struct imap_response *r, void *arg);

/* Sends it, hands every untagged answer to `each`, and reads to its end. */
static enum err ask(struct imap *s, struct str words, imap_untagged *each, void *arg)
{
    struct imap_response r;
    TRY(command(s, words));
    for (;;) {
        TRY(next(s, &r));
        if (r.kind == IMAP_TAGGED)
            return ended(s, &r);
        if (r.kind == IMAP_UNTAGGED && each)
            TRY(each(s, &r, arg));
    }
}

/* ---- opening
 * ------------------------------------------------------------------------------------- */

static enum err note_capability(struct imap *s, const struct imap_response *r, void *arg)
{
    struct str rest = r->text;
    (void)arg;
    if (!str_eqi(r->name, S("CAPABILITY")))
        return OK;
    while (rest.p)
        s->has_idle |= str_eqi(str_cut(&rest, ' '), S("IDLE"));
    return OK;
}

struct imap *imap_open(const struct outgoing_server *server, struct imap_said *said)
{
    struct imap *s = heap_alloc((ptrdiff_t)sizeof *s);
    struct str words;
    *s = (struct imap){.timeout_ms = server->timeout_seconds * 1000,
                       .stop_fd = server->stop_fd,
                       .fd = -1,
                       .exists = -1};
    s->reader.read = read_line;
    s->reader.body = keep_body;
    s->reader.from = s->reader.to = s;
    s->said.end = outgoing_imap(server, &s->scratch, &s->line, &words);
    say(s, words);
    s->said.is_sign_in = s->said.end == OUTGOING_DENIED;
    bool is_open = s->said.end == OUTGOING_FINE &&
                   ask(s, S("CAPABILITY"), note_capability, NULL) == OK;
    if (is_open)
        return s;
    *said = s->said;
    s->is_broken = true;
    imap_close(s);
    return NULL;
}

void imap_close(struct imap *s)
{
    if (!s)
        return;
    if (s->line && !s->is_broken) {
        s->timeout_ms = 1000;
        (void)!command(s, S("LOGOUT"));
    }
    outgoing_line_close(s->line);
    arena_release(&s->scratch);
    heap_free(s);
}

const struct imap_said *imap_said(const struct imap *s)
{
    return &s->said;
}

bool imap_has_idle(const struct imap *s)
{
    return s->has_idle;
}

/* ---- folders
 * ------------------------------------------------------------------------------------- */

struct folders {
    struct arena *a;
    VEC(struct imap_folder) list;
};

static enum err note_folder(struct imap *s, const struct imap_response *r, void *arg)
{
    struct folders *f = arg;
    (void)s;
    if (str_eqi(r->name, S("LIST")) && !r->cannot_hold && r->folder.n &&
        f->list.n < LIMIT_IMAP_FOLDERS)
        vec_push(f->a, &f->list)->name = str_dup(f->a, imap_folder_show(f->a, r->folder));
    return OK;
}

enum err imap_folders(struct imap *s, struct arena *a, struct imap_folder **list, int *count)
{
    struct folders f = {.a = a};
    TRY(ask(s, S("LIST \"\" \"*\""), note_folder, &f));
    *list = f.list.v;
    *count = (int)f.list.n;
    return OK;
}

static int64_t code_number(struct str code, struct str name)
{
    int64_t n = 0;
    if (!str_startsi(code, name) || str_to_i64(str_trim(str_skip(code, name.n)), &n) != OK)
        return 0;
    return n;
}

static enum err note_state(struct imap *s, const struct imap_response *r, void *arg)
{
    struct imap_state *out = arg;
    int64_t n;
    (void)s;
    if ((n = code_number(r->code, S("UIDVALIDITY "))) != 0)
        out->validity = n;
    if ((n = code_number(r->code, S("UIDNEXT "))) != 0)
        out->next = n;
    return OK;
}

enum err imap_examine(struct imap *s, struct str folder, struct imap_state *out)
{
    struct arena a = {0};
    struct str name;
    *out = (struct imap_state){0};
    if (!imap_quote(&a, imap_folder_send(&a, folder), &name)) {
        arena_release(&a);
        s->said.is_no_folder = true;
        return ERR_UNAVAILABLE;
    }
    enum err err = ask(s, str_fmt(&a, "EXAMINE %.*s", STR_ARG(name)), note_state, out);
    arena_release(&a);
    if (err == ERR_UNAVAILABLE && !s->is_broken)
        s->said.is_no_folder = true;
    TRY(err);
    if (out->validity <= 0) {
        say(s, S("the server does not number its messages (no UIDVALIDITY)"));
        return ERR_CORRUPT;
    }
    out->messages = s->exists < 0 ? 0 : s->exists;
    s->has_changed = false;
    return OK;
}

/* ---- listing and fetching
 * ------------------------------------------------------------------------ */

struct listing {
    int64_t from, to;
    imap_each *each;
    void *arg;
    enum err err; /* of each: it ends nothing in the middle of an answer */
};

static enum err note_entry(struct imap *s, const struct imap_response *r, void *arg)
{
    struct listing *l = arg;
    (void)s;
    /* "n:*" gives the last message also when its UID is below n */
    if (!str_eqi(r->name, S("FETCH")) || r->uid < l->from || r->uid > l->to || l->err != OK)
        return OK;
    struct imap_entry e = {r->uid, r->size, r->internal_date};
    l->err = l->each(l->arg, &e);
    return OK;
}

enum err imap_list(struct imap *s, int64_t from, int64_t to, imap_each *each, void *arg)
{
    struct arena a = {0};
    struct listing l = {from, to, each, arg, OK};
    struct str last = to == INT64_MAX ? S("*") : str_fmt(&a, "%lld", (long long)to);
    enum err err = ask(s,
                       str_fmt(&a, "UID FETCH %lld:%.*s (UID RFC822.SIZE INTERNALDATE)",
                               (long long)from, STR_ARG(last)),
                       note_entry, &l);
    arena_release(&a);
    return err == OK ? l.err : err;
}

struct fetching {
    struct imap_wanted *list;
    int count;
    int64_t began; /* where the answer's bytes begin in the file */
};

static enum err note_message(struct imap *s, const struct imap_response *r, void *arg)
{
    struct fetching *f = arg;
    if (!str_eqi(r->name, S("FETCH")) || !r->has_body)
        return OK;
    for (int i = 0; i < f->count; i++)
        if (f->list[i].uid == r->uid && f->list[i].size == IMAP_NOT_THERE) {
            f->list[i].at = f->began;
            f->list[i].size = s->room < 0 ? IMAP_OVERSIZE : s->end - f->began;
            if (s->room >= 0)
                f->began = s->end;
            break;
        }
    s->end = f->began; /* not asked for, told twice, or too large */
    s->room = LIMIT_MAIL_BYTES + slack_bytes;
    return OK;
}

enum err imap_fetch(struct imap *s, struct imap_wanted *list, int count, int fd, bool is_head)
{
    struct arena a = {0};
    struct buf words;
    struct fetching f = {list, count, 0};
    buf_init(&words, &a, LIMIT_IMAP_TEXT_BYTES);
    buf_addz(&words, "UID FETCH ");
    for (int i = 0; i < count; i++) {
        list[i].at = 0;
        list[i].size = IMAP_NOT_THERE;
        if (i)
            buf_addc(&words, ',');
        buf_add_i64(&words, list[i].uid);
    }
    if (is_head)
        buf_addf(&words, " (UID BODY.PEEK[HEADER]<0.%d>)", LIMIT_MAIL_HEADER_BYTES);
    else
        buf_addz(&words, " (UID BODY.PEEK[])");
    s->fd = fd;
    s->end = 0;
    s->room = LIMIT_MAIL_BYTES + slack_bytes;
    enum err err = words.full ? ERR_TOO_LARGE : ask(s, buf_str(&words), note_message, &f);
    s->fd = -1;
    arena_release(&a);
    return err;
}

/* ---- waiting
 * ------------------------------------------------------------------------------------- */

/* Rests, unless Kept stops. */
static enum err rest(struct imap *s, int seconds)
{
    struct pollfd p = {s->stop_fd, POLLIN, 0};
    if (s->stop_fd >= 0 ? poll(&p, 1, seconds * 1000) > 0 : poll(NULL, 0, seconds * 1000) > 0) {
        s->said.end = OUTGOING_STOPPED;
        return ERR_UNAVAILABLE;
    }
    return OK;
}

/* Hears what comes, until something has changed or the time is over. */
static enum err hear(struct imap *s, instant until)
{
    struct imap_response r;
    while (!s->has_changed) {
        int64_t left = (until - clock_ticks()) / 1000;
        if (left <= 0)
            break;
        bool is_waiting = s->reader.at == s->reader.have;
        s->wait_ms = is_waiting ? (int)left : s->timeout_ms;
        enum err err = next(s, &r);
        if (err == ERR_UNAVAILABLE && s->said.end == OUTGOING_TIMEOUT && is_waiting &&
            s->reader.have == 0) {
            s->is_broken = false; /* silence, at the beginning of an answer */
            break;
        }
        TRY(err);
        if (r.status == IMAP_BYE)
            return ERR_UNAVAILABLE;
    }
    return OK;
}

static enum err idle(struct imap *s, int seconds)
{
    struct imap_response r;
    TRY(command(s, S("IDLE")));
    do {
        TRY(next(s, &r));
        if (r.kind == IMAP_TAGGED)
            return ended(s, &r);
    } while (r.kind != IMAP_CONTINUE);
    TRY(hear(s, clock_ticks() + seconds * USEC_PER_SEC));
    s->wait_ms = s->timeout_ms;
    TRY(send(s, S("DONE\r\n")));
    do
        TRY(next(s, &r));
    while (r.kind != IMAP_TAGGED);
    return ended(s, &r);
}

enum err imap_wait(struct imap *s, int idle_seconds, int poll_seconds, bool *changed)
{
    enum err err = OK;
    if (s->has_idle) {
        err = idle(s, idle_seconds);
    } else {
        err = rest(s, poll_seconds);
        if (err == OK)
            err = ask(s, S("NOOP"), NULL, NULL);
    }
    *changed = s->has_changed;
    s->has_changed = false;
    return err;
}
