/* app.h: the process, the context of one piece of work, and what a feature is. */
#ifndef KEPT_APP_APP_H
#define KEPT_APP_APP_H

#include "auth/crypto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/zone.h"
#include "db/db.h"
#include "db/migrate.h"
#include "http/http.h"
#include "http/live.h"
#include "text/i18n.h"

#include "app/ids.h"
#include "app/may.h"

struct cx;
struct feature;
struct nav;
struct sandbox;
struct settings;
struct rates;
struct jobs;
struct reach;
struct presence;
struct once;
struct view_counts;

/* The process: made once by app_open, read-only afterwards but for what guards itself. */
struct app {
    struct arena arena; /* the process's */
    struct log log;
    struct clock clock;
    struct str data_dir;
    struct db *db;
    struct zone_cache *zones;
    struct sandbox *parser;          /* NULL in commands that parse nothing */
    struct http_server *http;        /* NULL outside `kept serve` */
    struct live_hub *live;           /* NULL outside `kept serve` */
    struct jobs *jobs;               /* NULL outside `kept serve` */
    struct presence *presence;       /* who looks at what just now; NULL in tests that do without */
    struct view_counts *view_counts; /* how many a saved view holds, remembered; may be NULL */
    struct settings *settings;       /* what the organisation has set; cached */
    struct rates *sign_in_rates;     /* tries of passwords, per account and address */
    const struct reach *reach;       /* addresses outside that may be connected to (net/reach.h) */
    struct crypto_key key;           /* signs links and reply addresses; kept in the database */
    const struct feature *features;
    int feature_count;
};

/* Who acts. No person: a customer by link, mail, a job. */
struct actor {
    person_id person;
    enum role role;
    struct str name;
    struct str session; /* key of the session's live streams; empty for a token */
    struct str csrf;    /* what a form of this session must carry */
    bool is_token;      /* an API token: no cookie, so no CSRF */
    bool may_write;     /* false for an API token without a scope to write */
    int scopes;         /* of a token: enum scope, or-ed */
    team_id teams[32];
    bool leads[32]; /* the team at the same place */
    int team_count;
    struct str theme, density, letters; /* how the pages look for them */
};

/* One request or one job. Made on the stack, passed first to whatever does something. */
struct cx {
    struct app *app;
    struct arena *arena;
    struct tx *db; /* for reading; inside cx_write: the transaction */
    bool is_writing;
    bool is_audited; /* what was done has its row in the audit log (audit.h) */
    instant now;     /* the same all through one piece of work */
    struct fault fault;
    struct actor actor;
    enum lang lang;
    const struct zone *zone;
    struct http_request *q; /* NULL in jobs and commands */
    struct http_response *r;
    struct once *once; /* of a POST that carries a key (once.h); else NULL */
    const char *doing; /* for the log: the route's pattern or the job's name */
};

/* fail: says once, where it happens, what is wrong; returns `err`. */
#define fail(cx, err, ...) fault_set(&(cx)->fault, (err), __VA_ARGS__)

/* cx_write: runs fn as one transaction, committed and synced when this returns OK. Inside another
 * cx_write it is part of that one. fn may run twice (PostgreSQL): it must set its results afresh.
 */
typedef enum err write_fn(struct cx *cx, void *arg);
enum err cx_write(struct cx *cx, write_fn *fn, void *arg) must_use;

/* cx_begin, cx_end: a context for a job or a command: its own arena and reading connection. */
enum err cx_begin(struct cx *cx, struct app *app, struct arena *a, const char *doing) must_use;
void cx_end(struct cx *cx);

/* ---- what happens -------------------------------------------------------------------------- */

enum event_kind {
    EVENT_REQUEST_OPENED = 1,
    EVENT_MESSAGE_RECEIVED, /* from the person who asked */
    EVENT_MESSAGE_SENT,     /* an answer by a person on the team */
    EVENT_NOTE_ADDED,
    EVENT_REQUEST_ASSIGNED,
    EVENT_REQUEST_MOVED,   /* to another team or service */
    EVENT_REQUEST_WAITING, /* on the person who asked */
    EVENT_REQUEST_RESUMED,
    EVENT_REQUEST_SOLVED,
    EVENT_REQUEST_REOPENED,
    EVENT_REQUEST_SPAM,
    EVENT_PROMISE_MADE,
    EVENT_PROMISE_KEPT,
    EVENT_PROMISE_MOVED, /* renegotiated before it was due */
    EVENT_PROMISE_BROKEN,
    EVENT_PROMISE_WITHDRAWN,
    EVENT_MESSAGE_UNSENT,    /* taken back within the time for that */
    EVENT_REQUEST_WITHDRAWN, /* the person no longer needs it */
    EVENT_SIGNED_IN,
    EVENT_SETTINGS_CHANGED,
    EVENT_ACKNOWLEDGED, /* the automatic acknowledgement went out */
    EVENT_MOVE_MADE,    /* one of the five moves, said by hand */
    EVENT_MAIL_FAILED =
        30,             /* an answer was refused or came back; object: of the outbox; note: whose */
    EVENT_MAIL_HELD,    /* how the sending ended is not known; a person decides */
    EVENT_MAIL_LATER,   /* an answer waits for its time; note: until when */
    EVENT_MAIL_STOPPED, /* it goes no more: they wrote first, or it was taken back */
    EVENT_COPY_ADDED =
        40,            /* somebody came in by mail: object who, note the address; gets nothing */
    EVENT_COPY_LET_IN, /* an agent said yes: future answers go to them */
    EVENT_COPY_KEPT_OUT,
    EVENT_REQUEST_MERGED, /* into object; on that one: object came in, note "in" */
    EVENT_REQUEST_PARTED, /* again; the same two ways */
    EVENT_REQUEST_SPLIT,  /* a message became the request object; on that one: note "in" */
    EVENT_REQUEST_LINKED, /* with object */
    EVENT_REQUEST_UNLINKED,
    EVENT_REQUEST_SNOOZED, /* note: until when or what */
    EVENT_REQUEST_WOKEN,
    EVENT_REQUEST_OFFERED, /* to object, with a hand-over note; the owner stays until they accept */
    EVENT_OFFER_DECLINED,  /* by object, or taken back; note: why */
    EVENT_MENTIONED,       /* object: who was named in a note */
    EVENT_ASKED = 60,      /* a colleague, by the ask object; note: the service */
    EVENT_ASK_RETURNED,    /* it cannot be done as it is; note: why */
    EVENT_ASK_DONE,        /* what was asked is there; note: the service */
    EVENT_CHAIN_WARNED,    /* the holder was told that the promise will likely be late */
    EVENT_KINDS
};

struct event {
    int64_t id;
    instant at;
    enum event_kind kind;
    person_id actor;    /* none: Kept itself */
    request_id request; /* none: about no request */
    int64_t object;     /* message, promise, person …, by kind */
    struct str note;    /* words that belong to it: a reason, a name, a time as RFC 3339 */
};

const char *event_name(enum event_kind kind); /* "request.opened" */
enum event_kind event_from(struct str name);  /* 0 when unknown */

/* event_emit: writes the event (append-only) and tells every feature, in this transaction; live
 * pages hear of it after the commit. e->id and e->at are set. */
enum err event_emit(struct cx *cx, struct event *e) must_use;

/* ---- features ------------------------------------------------------------------------------ */

/* A job: run about every `every_seconds` on one thread of its own, while Kept serves. It returns
 * the number of things it did, so that a busy one is called again at once; negative on failure. */
struct job {
    const char *name;
    int every_seconds;
    int (*run)(struct cx *cx);
};

struct feature {
    const char *name;
    const struct migration *migrations;
    int migration_count;
    const struct http_route *routes;
    int route_count;
    const struct job *jobs;
    int job_count;
    enum err (*authenticate)(struct cx *cx);         /* fills cx->actor from the request */
    enum err (*nav)(struct cx *cx, struct nav *nav); /* adds to the navigation (layout.h) */
    enum err (*on_event)(struct cx *cx, const struct event *e); /* may be NULL, as those below */
    enum err (*check)(struct cx *cx, struct buf *report); /* `kept check`: a line for each wrong */
    enum err (*undo)(struct cx *cx, struct str kind, struct str data, bool *done); /* may be NULL */
};

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- opening and serving ------------------------------------------------------------------- */

struct app_config {
    struct str data_dir; /* "./data"; holds kept.db unless `database` says otherwise */
    struct str database; /* empty: SQLite in data_dir; or postgres://… */
    int readers;
    bool needs_parser;
    enum log_level log_level;
    const struct feature *features;
    int feature_count;
};

/* app_open: opens the database, brings it up to date, reads the settings and the key. Call it
 * before any thread is made: the parser process is forked here. */
enum err app_open(const struct app_config *config, struct app **out, struct fault *f) must_use;
void app_close(struct app *app);

/* jobs_start, jobs_stop: a thread for each job of each feature. job_wake: runs that job now. */
struct jobs;
struct jobs *jobs_start(struct app *app);
void jobs_stop(struct jobs *jobs);
void job_wake(struct app *app, const char *name);

/* live_wake: after this transaction commits, pages that show lists, and those that show this
 * request (none: no one), fetch themselves anew: topics "requests" and "request:2041". */
void live_wake(struct cx *cx, request_id request);

#endif
