#include "text/tpl_reload.h"

#ifdef KEPT_RELOAD /* the path of the shared object */

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* The one place with variables of its own: it is never part of a program that is shipped. What was
 * loaded is never unloaded: another thread may be within it. */
static struct {
    pthread_mutex_t lock;
    void *object;
    struct stat seen;
} loaded = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool is_new(const struct stat *st)
{
    return st->st_ino != loaded.seen.st_ino || st->st_mtim.tv_sec != loaded.seen.st_mtim.tv_sec ||
           st->st_mtim.tv_nsec != loaded.seen.st_mtim.tv_nsec;
}

/* Opened through its descriptor, which stays open: the loader takes a path that it has seen for the
 * object that it has. */
static void load(void)
{
    struct stat st;
    char path[64];
    int fd = open(KEPT_RELOAD, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fstat(fd, &st) != 0 || !is_new(&st)) {
        close(fd);
        return;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    loaded.seen = st;
    if (object) {
        loaded.object = object;
        return;
    }
    fprintf(stderr, "%s: %s; the templates before stay\n", KEPT_RELOAD, dlerror());
    close(fd);
}

tpl_function *tpl_reload(const char *name)
{
    pthread_mutex_lock(&loaded.lock);
    load();
    void *object = loaded.object, *symbol = object ? dlsym(object, name) : NULL;
    pthread_mutex_unlock(&loaded.lock);
    if (!symbol) {
        fprintf(stderr, "%s: no template %s\n", KEPT_RELOAD, name);
        abort();
    }
    tpl_function *function;
    memcpy(&function, &symbol, sizeof function);
    return function;
}

#endif
