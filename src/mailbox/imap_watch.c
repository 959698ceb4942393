#include "mailbox/imap_watch.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/limits.h"
#include "mailbox/imap_run.h"

enum { look_seconds = 15, good_seconds = 60 };

struct watcher {
    struct imap_watch *watch;
    mailbox_id box; /* v 0: this place is free */
    pthread_t thread;
    int wake; /* an eventfd: written when the settings changed, or Kept stops */
    atomic_bool is_ending;
    atomic_bool is_done; /* the thread is at its end and may be joined */
};

struct imap_watch {
    struct app *app;
    pthread_t thread;
    int wake;
    atomic_bool is_ending;
    pthread_mutex_t lock; /* of the table below */
    struct watcher watchers[LIMIT_IMAP_MAILBOXES];
};

static void raise_fd(int fd)
{
    uint64_t one = 1;
    (void)!write(fd, &one, sizeof one);
}

/* Waits until the fd is raised, and lowers it. */
static void rest(int fd, int64_t milliseconds)
{
    struct pollfd p = {fd, POLLIN, 0};
    uint64_t n;
    if (poll(&p, 1, milliseconds > 60000 ? 60000 : (int)milliseconds) > 0)
        (void)!read(fd, &n, sizeof n);
}

/* ---- one mailbox
 * --------------------------------------------------------------------------------- */

static enum err write_good(struct cx *cx, void *arg)
{
    return imap_box_good(cx, arg);
}

static enum err write_failed(struct cx *cx, void *arg)
{
    struct imap_run *run = arg;
    struct imap_box now;
    TRY(imap_box_get(cx, run->box.id, &now)); /* fails and trouble as they are stored */
    return imap_box_failed(cx, &now, run->trouble, str_from(run->said));
}

/* The box as it is set now; false: nothing is to be fetched. */
static bool load(struct imap_run *run)
{
    struct cx cx;
    enum err err = cx_begin(&cx, run->app, &run->arena, "imap");
    if (err == OK)
        err = imap_box_get(&cx, run->box.id, &run->box);
    cx_end(&cx);
    return err == OK && run->box.host.n;
}

/* One session, from its connection to its end. */
static void listen_once(struct watcher *w, struct imap_run *run)
{
    instant good_until = 0;
    bool is_on = imap_run_open(run);
    while (is_on && !w->is_ending) {
        is_on = imap_run_new(run);
        if (is_on && imap_compare_is_due(run))
            is_on = imap_compare(run);
        if (is_on && clock_ticks() >= good_until) {
            is_on = imap_step(run, write_good, &run->box) == OK;
            good_until = clock_ticks() + good_seconds * USEC_PER_SEC;
        }
        if (is_on)
            is_on = imap_run_wait(run);
    }
    imap_close(run->imap);
    run->imap = NULL;
    if (!w->is_ending && run->trouble != IMAP_NO_TROUBLE && imap_step(run, write_failed, run) != OK)
        log_error(&run->app->log, "imap.state", LOG_I("mailbox", w->box.v),
                  LOG_Z("why", run->said));
}

static void *watcher_thread(void *p)
{
    struct watcher *w = p;
    while (!w->is_ending) {
        struct imap_run run = {.app = w->watch->app, .box = {.id = w->box}, .stop_fd = w->wake};
        instant now = clock_now(&run.app->clock);
        bool is_set = load(&run);
        int64_t wait = !is_set ? 0 : (run.box.next_at - now) / 1000;
        if (is_set && wait <= 0)
            listen_once(w, &run);
        bool was_store = run.trouble == IMAP_TROUBLE_STORE;
        imap_run_close(&run);
        if (!is_set)
            break;
        if (wait > 0 || was_store)
            rest(w->wake, was_store ? 1000 : wait);
        else
            rest(w->wake, 0); /* lowers what ended the session */
    }
    w->is_done = true;
    raise_fd(w->watch->wake);
    return NULL;
}

/* ---- all of them
 * --------------------------------------------------------------------------------- */

static void end_watcher(struct watcher *w)
{
    pthread_join(w->thread, NULL);
    close(w->wake);
    w->box.v = 0;
}

static void start_watcher(struct imap_watch *watch, mailbox_id box)
{
    struct watcher *w = NULL;
    for (int i = 0; i < LIMIT_IMAP_MAILBOXES; i++) {
        if (watch->watchers[i].box.v == box.v)
            return;
        if (!watch->watchers[i].box.v && !w)
            w = &watch->watchers[i];
    }
    if (!w) {
        log_error(&watch->app->log, "imap.too_many", LOG_I("most", LIMIT_IMAP_MAILBOXES));
        return;
    }
    w->watch = watch;
    w->box = box;
    w->is_ending = w->is_done = false;
    w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (w->wake < 0 || pthread_create(&w->thread, NULL, watcher_thread, w) != 0) {
        if (w->wake >= 0)
            close(w->wake);
        w->box.v = 0;
        log_error(&watch->app->log, "imap.thread", LOG_I("mailbox", box.v));
    }
}

static void look(struct imap_watch *watch, struct arena *a)
{
    struct cx cx;
    struct imap_box *list = NULL;
    int count = 0;
    enum err err = cx_begin(&cx, watch->app, a, "imap");
    if (err == OK)
        err = imap_box_list(&cx, &list, &count);
    cx_end(&cx);
    pthread_mutex_lock(&watch->lock);
    for (int i = 0; i < LIMIT_IMAP_MAILBOXES; i++)
        if (watch->watchers[i].box.v && watch->watchers[i].is_done)
            end_watcher(&watch->watchers[i]);
    for (int i = 0; err == OK && i < count; i++)
        if (list[i].host.n)
            start_watcher(watch, list[i].id);
    pthread_mutex_unlock(&watch->lock);
}

static void *watch_thread(void *p)
{
    struct imap_watch *watch = p;
    struct arena a = {0};
    while (!watch->is_ending) {
        look(watch, &a);
        arena_reset(&a);
        rest(watch->wake, look_seconds * 1000);
    }
    pthread_mutex_lock(&watch->lock);
    for (int i = 0; i < LIMIT_IMAP_MAILBOXES; i++)
        if (watch->watchers[i].box.v) {
            watch->watchers[i].is_ending = true;
            raise_fd(watch->watchers[i].wake);
        }
    for (int i = 0; i < LIMIT_IMAP_MAILBOXES; i++)
        if (watch->watchers[i].box.v)
            end_watcher(&watch->watchers[i]);
    pthread_mutex_unlock(&watch->lock);
    arena_release(&a);
    return NULL;
}

/* The settings of a mailbox changed: every session looks at its own again. */
static void heard(void *p, struct str payload)
{
    struct imap_watch *watch = p;
    if (payload.n && !str_eq(payload, S("mailboxes")))
        return;
    pthread_mutex_lock(&watch->lock);
    for (int i = 0; i < LIMIT_IMAP_MAILBOXES; i++)
        if (watch->watchers[i].box.v)
            raise_fd(watch->watchers[i].wake);
    pthread_mutex_unlock(&watch->lock);
    raise_fd(watch->wake);
}

struct imap_watch *imap_watch_start(struct app *app)
{
    /* the process's memory: the database may still tell of something while it closes */
    struct imap_watch *watch = NEW(&app->arena, struct imap_watch);
    watch->app = app;
    pthread_mutex_init(&watch->lock, NULL);
    watch->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (watch->wake < 0 || pthread_create(&watch->thread, NULL, watch_thread, watch) != 0)
        out_of_memory();
    db_listen(app->db, heard, watch);
    return watch;
}

void imap_watch_stop(struct imap_watch *watch)
{
    watch->is_ending = true;
    raise_fd(watch->wake);
    pthread_join(watch->thread, NULL);
}
