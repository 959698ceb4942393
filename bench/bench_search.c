/* bench_search: how long search takes over N documents, on the database of a url.
 *
 *     bench_search URL [N]        N: 100,000; the database is empty, or holds an earlier run's
 *
 * The texts are made of 50,000 words that are as uneven as those of a language (Zipf), 80 a
 * document, so that there are words in every document, in a hundredth of them, and in one. */
#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/rand.h"
#include "db/search.h"

enum { vocabulary = 50000, words_each = 80, batch = 200, MESSAGE = 1, PERSON = 3 };

struct load {
    struct prng chance;
    int from, to;
};

static int draw_word(struct prng *r)
{
    return (int)pow((double)vocabulary, prng_unit(r)) -
           1; /* the n-th word comes with chance ~ 1/n */
}

static enum err load_some(struct tx *tx, void *arg)
{
    struct load *l = arg;
    for (int i = l->from; i < l->to; i++) {
        struct buf b;
        buf_init(&b, tx_arena(tx), 1 << 16);
        for (int k = 0; k < words_each; k++)
            buf_addf(&b, "wort%d ", draw_word(&l->chance));
        struct search_doc doc = {
            .kind = i % 20 ? MESSAGE : PERSON, .id = i + 1, .group = i / 3, .body = buf_str(&b)};
        doc.title = i % 20 ? (struct str){0}
                           : str_fmt(tx_arena(tx), "Name%d of Number%d", draw_word(&l->chance), i);
        TRY(search_put(tx, &doc));
    }
    return OK;
}

static void load(struct db *db, int have, int n)
{
    struct arena a = {0};
    struct load l = {.from = have};
    int64_t began = clock_ticks();
    prng_init(&l.chance, (uint64_t)have + 1);
    for (; l.from < n; l.from = l.to) {
        l.to = l.from + batch < n ? l.from + batch : n;
        if (db_write(db, &a, load_some, &l, NULL) != OK) {
            fputs("loading failed\n", stderr);
            exit(1);
        }
        arena_reset(&a);
    }
    if (n > have)
        printf("put: %.0f µs a document, %d in a transaction\n",
               (double)(clock_ticks() - began) / (n - have), batch);
    arena_release(&a);
}

/* The median and the worst of some tries, in µs; how many were found. */
static void ask(struct tx *tx, struct arena *a, const char *words, int kind, bool is_name)
{
    enum { tries = 21 };
    int64_t took[tries];
    int count = 0;
    for (int i = 0; i < tries; i++) {
        struct search_hit hits[50];
        int64_t next, began = clock_ticks();
        count = 50;
        struct search_query q = {.words = str_from(words), .kind = kind, .limit = 50};
        enum err err = is_name ? search_names(tx, kind, q.words, hits, &count)
                               : search_find(tx, &q, hits, &count, &next);
        took[i] = clock_ticks() - began;
        if (err != OK)
            exit(1);
        for (int k = i; k > 0 && took[k - 1] > took[k]; k--) {
            int64_t t = took[k];
            took[k] = took[k - 1], took[k - 1] = t;
        }
        (void)a;
    }
    printf("%-5s %-28s kind %d  %3d found  median %7lld µs  worst %7lld µs\n",
           is_name ? "name" : "words", words, kind, count, (long long)took[tries / 2],
           (long long)took[tries - 1]);
}

int main(int argc, char **argv)
{
    static const char *const words[] = {
        "wort0",           "wort3",     "wort30",      "wort300",         "wort3000",
        "wort30000",       "wort49999", "wort0 wort1", "wort0 wort30000", "wort300 wort3000",
        "\"wort0 wort1\"", "wort4*",    "wo*",         "wort499*",        "nothing"};
    static const char *const parts[] = {"ame", "number99", "ber12345", "name0 ", "zzzz", "na"};
    struct arena a = {0};
    struct fault f = {0};
    struct db *db = NULL;
    struct tx *tx = NULL;
    int64_t have = 0;
    int n = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 100000;
    if (argc < 2 || db_open(&(struct db_config){.url = str_from(argv[1])}, &db, &f) != OK ||
        db_migrate(db, search_migrations, search_migration_count, &f) != OK ||
        db_reader(db, &a, &tx, &f) != OK ||
        db_get_i64(tx, SQL("SELECT count(*) FROM search_doc"), NO_ARGS, &have) != OK) {
        fprintf(stderr, "bench_search URL [N]  %s\n", f.message);
        return 1;
    }
    load(db, (int)have, n);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ask(tx, &a, words[i], 0, false);
    ask(tx, &a, "wort0", PERSON, false);
    ask(tx, &a, "wort3000", PERSON, false);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        ask(tx, &a, parts[i], PERSON, true);
    db_reader_done(tx);
    db_close(db);
    arena_release(&a);
    return 0;
}
