#include "http/route.h"

/* A tree with a level for each segment. At each node the literal child that fits is tried before
 * the one for a {name}. */
struct node {
    struct str segment;    /* of a literal */
    struct node *literals; /* first child with a literal segment; its siblings by `next` */
    struct node *next;
    struct node *name; /* child for any one segment */
    struct end *ends;  /* the routes that end here */
};

struct end {
    const struct http_route *route;
    struct end *next;
};

struct http_router {
    struct arena *arena;
    struct node root;
    struct fault fault;
    const struct http_route **all;
    int count;
};

enum { most_params = (int)(sizeof((struct http_request *)0)->params / sizeof(struct str)) };

static const struct {
    enum http_method method;
    struct str name;
} methods[] = {
    {HTTP_GET, STR_INIT("GET")}, {HTTP_HEAD, STR_INIT("HEAD")},   {HTTP_POST, STR_INIT("POST")},
    {HTTP_PUT, STR_INIT("PUT")}, {HTTP_PATCH, STR_INIT("PATCH")}, {HTTP_DELETE, STR_INIT("DELETE")},
};
enum { method_count = (int)(sizeof methods / sizeof methods[0]) };

enum http_method method_from(struct str name)
{
    for (int i = 0; i < method_count; i++)
        if (str_eq(name, methods[i].name))
            return methods[i].method;
    return (enum http_method)0;
}

struct str methods_format(struct arena *a, int set)
{
    struct buf b;
    buf_init(&b, a, 64);
    for (int i = 0; i < method_count; i++) {
        if (!(set & (int)methods[i].method))
            continue;
        if (b.n)
            buf_addz(&b, ", ");
        buf_add(&b, methods[i].name);
    }
    return buf_str(&b);
}

static int methods_of(const struct http_route *r)
{
    return r->methods | (r->methods & HTTP_GET ? HTTP_HEAD : 0);
}

static bool is_name(struct str segment)
{
    return str_starts(segment, S("{"));
}

static bool is_plain(struct str segment)
{
    for (ptrdiff_t i = 0; i < segment.n; i++) {
        char c = segment.p[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && str_chr(S("-._~"), c) < 0)
            return false;
    }
    return true;
}

static const char *read_segment(struct str segment, bool is_last, int *params)
{
    if (segment.n == 0 && !is_last)
        return "has an empty segment";
    if (!is_name(segment))
        return is_plain(segment) ? NULL : "has a segment with a character that needs escaping";
    struct str word = str_of(segment.p + 1, segment.n - 2);
    if (!str_ends(segment, S("}")) || word.n < 1 || !is_plain(word))
        return "has a segment that is no {name}";
    return ++*params > most_params ? "has more names than a request can hold" : NULL;
}

/* Why this route cannot stand by itself; NULL when it can. */
static const char *route_flaw(const struct http_route *r)
{
    struct str rest = str_from(r->pattern);
    int params = 0;
    if (!str_starts(rest, S("/")))
        return "does not start with a slash";
    if (!r->need)
        return "names no permission it needs";
    if (!r->methods || !r->handle)
        return "has no method or no handler";
    rest = str_skip(rest, 1);
    while (rest.p) {
        struct str segment = str_cut(&rest, '/');
        const char *flaw = read_segment(segment, !rest.p, &params);
        if (flaw)
            return flaw;
    }
    return NULL;
}

/* Two patterns clash when some path fits both and neither is the more literal one throughout. */
static bool is_clash(const struct http_route *x, const struct http_route *y)
{
    struct str a = str_from(x->pattern), b = str_from(y->pattern);
    bool a_wins = false, b_wins = false;
    if (!(methods_of(x) & methods_of(y)))
        return false;
    while (a.p && b.p) {
        struct str s = str_cut(&a, '/'), t = str_cut(&b, '/');
        if (!is_name(s) && !is_name(t) && !str_eq(s, t))
            return false;
        if ((s.n == 0) != (t.n == 0))
            return false; /* a {name} takes no empty segment */
        a_wins |= !is_name(s) && is_name(t);
        b_wins |= is_name(s) && !is_name(t);
    }
    return !a.p && !b.p && a_wins == b_wins;
}

static struct node *child_for(struct http_router *r, struct node *n, struct str segment)
{
    if (is_name(segment)) {
        if (!n->name)
            n->name = NEW(r->arena, struct node);
        return n->name;
    }
    for (struct node *c = n->literals; c; c = c->next)
        if (str_eq(c->segment, segment))
            return c;
    struct node *c = NEW(r->arena, struct node);
    c->segment = segment;
    c->next = n->literals;
    n->literals = c;
    return c;
}

static void add(struct http_router *r, const struct http_route *route)
{
    const char *flaw = route_flaw(route);
    if (flaw) {
        (void)fault_set(&r->fault, ERR_INVALID, "routes", "The route \"%s\" %s",
                        route->pattern ? route->pattern : "", flaw);
        return;
    }
    for (int i = 0; i < r->count; i++)
        if (is_clash(r->all[i], route))
            (void)fault_set(&r->fault, ERR_INVALID, "routes",
                            "A path can fit both \"%s\" and \"%s\"", r->all[i]->pattern,
                            route->pattern);
    r->all[r->count++] = route;
    struct node *n = &r->root;
    struct str rest = str_skip(str_from(route->pattern), 1);
    while (rest.p)
        n = child_for(r, n, str_cut(&rest, '/'));
    struct end *end = NEW(r->arena, struct end);
    *end = (struct end){route, n->ends};
    n->ends = end;
}

struct http_router *router_new(struct arena *a, const struct http_route *const *lists,
                               const int *counts, int n)
{
    struct http_router *r = NEW(a, struct http_router);
    int total = 0;
    r->arena = a;
    for (int i = 0; i < n; i++)
        total += counts[i];
    r->all = NEWN(a, const struct http_route *, total);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < counts[i] && r->fault.err == OK; k++)
            add(r, &lists[i][k]);
    return r;
}

const struct fault *router_fault(const struct http_router *r)
{
    return r->fault.err == OK ? NULL : &r->fault;
}

static const struct http_route *end_for(const struct node *n, int method, int *allowed)
{
    for (const struct end *e = n->ends; e; e = e->next) {
        if (methods_of(e->route) & method)
            return e->route;
        *allowed |= methods_of(e->route);
    }
    return NULL;
}

/* Depth is the number of segments, which LIMIT_PATH_BYTES bounds; a branch is only entered where a
 * pattern goes on, so it is at most as deep as the longest pattern. */
static const struct http_route *walk(const struct node *n, struct str rest, struct http_request *q,
                                     int *allowed)
{
    if (!rest.p)
        return end_for(n, (int)q->method, allowed);
    const struct http_route *found = NULL;
    struct str segment = str_cut(&rest, '/');
    for (const struct node *c = n->literals; c && !found; c = c->next)
        if (str_eq(c->segment, segment))
            found = walk(c, rest, q, allowed);
    if (found || !n->name || segment.n == 0 || q->param_count == most_params)
        return found;
    int mine = q->param_count++;
    q->params[mine] = segment;
    found = walk(n->name, rest, q, allowed);
    if (!found)
        q->param_count = mine;
    return found;
}

const struct http_route *router_find(const struct http_router *r, struct http_request *q,
                                     int *allowed)
{
    *allowed = 0;
    q->param_count = 0;
    return walk(&r->root, str_skip(q->path, 1), q, allowed);
}
