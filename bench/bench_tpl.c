/* What a page of 50 rows costs to render, without the database and the network: microseconds of one
 * core's time, the median of 21 rounds. Beside it what the bytes themselves cost: a copy of the
 * page, and the same values escaped byte by byte. */
#include <stdio.h>

#include "base/zone.h"
#include "golden/golden.h"
#include "golden/templates.h"

enum { ROUNDS = 21, PAGES = 400, ROWS = 50 };

struct bench {
    struct arena arena;
    struct buf page;
    struct golden_page view;
    struct golden_row rows[ROWS];
    struct out out;
    char *copy;
};

typedef void measured(struct bench *b);

static void render_html(struct bench *b)
{
    list_html(&b->out, &b->view);
}

/* The same without its fifty times, each of which is said twice: as words and in full. */
static void render_timeless(struct bench *b)
{
    b->view.is_part = true;
    list_html(&b->out, &b->view);
    b->view.is_part = false;
}

static void render_german(struct bench *b)
{
    b->out.lang = LANG_DE;
    list_html(&b->out, &b->view);
    b->out.lang = LANG_EN;
}

static void render_json(struct bench *b)
{
    page_json(&b->out, &b->view);
}

static void copy_page(struct bench *b)
{
    memcpy(b->copy, b->page.p, (size_t)b->page.cap);
    __asm__ volatile("" ::"r"(b->copy) : "memory");
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Processor time of this thread: the machine may be busy with other things. */
static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void measure(struct bench *b, const char *name, measured *fn)
{
    double us[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        double begin = cpu_us();
        for (int i = 0; i < PAGES; i++) {
            b->page.n = 0;
            fn(b);
        }
        us[round] = (cpu_us() - begin) / PAGES;
    }
    qsort(us, ROUNDS, sizeof *us, compare);
    printf("%-28s %7td bytes  %6.2f µs  (best %.2f)\n", name, b->page.n, us[ROUNDS / 2], us[0]);
}

static void fill(struct bench *b)
{
    static const char *const subjects[] = {
        "Replacement boiler valve, flat 14", "Lift out of order & the \"stairs\" too",
        "Rent statement for October does not match", "No hot water since Monday morning"};
    for (int i = 0; i < ROWS; i++)
        b->rows[i] = (struct golden_row){.number = 2041 + i,
                                         .subject = str_from(subjects[i % 4]),
                                         .team = "Repairs",
                                         .due_at = (i - 5) * 37 * USEC_PER_MIN,
                                         .is_late = i < 5,
                                         .share = 0.5};
    b->view = (struct golden_page){.title = S("You said the engineer would ring before he comes, "
                                              "and nobody has. Is he on his way?"),
                                   .name = S("Amira Haddad"),
                                   .rows = b->rows,
                                   .row_count = ROWS,
                                   .total = 21};
}

int main(void)
{
    static struct bench b;
    const struct zone *zone = NULL;
    struct fault f;
    buf_init(&b.page, &b.arena, 1 << 20);
    buf_room(&b.page, 1 << 16);
    fill(&b);
    if (zone_open(&b.arena, ZONE_DIR, S("Europe/London"), &zone, &f) != OK)
        zone = NULL;
    b.out = (struct out){.to = &b.page, .zone = zone, .now = 0};
    b.copy = arena_bytes(&b.arena, 1 << 20);
    measure(&b, "list, HTML", render_html);
    measure(&b, "list, HTML, without times", render_timeless);
    measure(&b, "list, HTML, German", render_german);
    measure(&b, "rows, JSON", render_json);
    measure(&b, "64 kB copied", copy_page);
    arena_release(&b.arena);
    return 0;
}
