/* Zones from files, and the cache that threads share. */
#include "base/zone_table.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/map.h"

/* Names are parts of paths: letters, digits, _ + - between slashes; no dot, so no "..". */
static bool name_is_fit(struct str name)
{
    if (!name.n || name.n > LIMIT_ZONE_NAME_BYTES || name.p[name.n - 1] == '/')
        return false;
    for (ptrdiff_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool is_word = ascii_is_alpha(c) || ascii_is_digit(c) || c == '_' || c == '+' || c == '-';
        bool is_slash = c == '/' && i > 0 && name.p[i - 1] != '/';
        if (!is_word && !is_slash)
            return false;
    }
    return true;
}

/* A regular file of bearable size, or p NULL. */
static struct str read_small_file(struct arena *a, const char *path)
{
    struct stat st;
    struct str s = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return s;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= LIMIT_ZONE_BYTES) {
        char *p = arena_bytes(a, (ptrdiff_t)st.st_size);
        ssize_t n = read(fd, p, (size_t)st.st_size);
        if (n == st.st_size)
            s = str_of(p, n);
    }
    close(fd);
    return s;
}

enum err zone_open(struct arena *a, const char *dir, struct str name, const struct zone **out,
                   struct fault *f)
{
    struct arena scratch = {0};
    struct str bytes = {0};
    if (name_is_fit(name))
        bytes = read_small_file(&scratch, str_fmt(&scratch, "%s/%.*s", dir, STR_ARG(name)).p);
    enum err err =
        bytes.p
            ? zone_parse(a, name, bytes, out, f)
            : fault_set(f, ERR_INVALID, "tz",
                        "no time zone is called \"%.*s\"; write one such as Europe/Berlin or UTC",
                        STR_ARG(str_head(name, LIMIT_ZONE_NAME_BYTES)));
    arena_release(&scratch);
    return err;
}

struct str zone_version(struct arena *a, const char *dir)
{
    struct str version = S("unknown"), head = S("# version ");
    struct arena scratch = {0};
    struct str path = str_fmt(&scratch, "%s/tzdata.zi", dir);
    struct str text = read_small_file(&scratch, path.p);
    struct str line = str_line(&text);
    if (str_starts(line, head))
        version = str_dup(a, str_trim(str_skip(line, head.n)));
    arena_release(&scratch);
    return version;
}

struct zone_cache {
    pthread_mutex_t lock;
    struct arena arena;
    struct map zones;
    const char *dir;
};

struct zone_cache *zone_cache_new(const char *dir)
{
    struct zone_cache *c = heap_alloc((ptrdiff_t)sizeof *c);
    pthread_mutex_init(&c->lock, NULL);
    c->dir = str_z(&c->arena, str_from(dir));
    return c;
}

void zone_cache_free(struct zone_cache *c)
{
    if (!c)
        return;
    pthread_mutex_destroy(&c->lock);
    arena_release(&c->arena);
    heap_free(c);
}

enum err zone_get(struct zone_cache *c, struct str name, const struct zone **out, struct fault *f)
{
    enum err err = OK;
    pthread_mutex_lock(&c->lock);
    void *found = map_find(&c->zones, name);
    if (found) {
        *out = found;
    } else {
        const struct zone *z;
        err = zone_open(&c->arena, c->dir, name, &z, f);
        if (err == OK) {
            map_set(&c->arena, &c->zones, name, (void *)(uintptr_t)z);
            *out = z;
        }
    }
    pthread_mutex_unlock(&c->lock);
    return err;
}
