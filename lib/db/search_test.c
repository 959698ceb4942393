#include "harness/db_test.h"

#include "base/limits.h"
#include "base/rand.h"
#include "db/search.h"
#include "db/search_query.h"

enum { MESSAGE = 1, REQUEST, PERSON };

static void prepare(struct db *db)
{
    assert_int_equal(db_migrate(db, search_migrations, search_migration_count, NULL), OK);
}

static enum err put(struct tx *tx, void *arg)
{
    return search_put(tx, arg);
}

static enum err drop(struct tx *tx, void *arg)
{
    const struct search_doc *doc = arg;
    return search_drop(tx, doc->kind, doc->id);
}

static void put_doc(struct db *db, struct search_doc doc)
{
    struct arena a = {0};
    struct fault f = {0};
    if (db_write(db, &a, put, &doc, &f) != OK)
        fail_msg("%s", f.message);
    arena_release(&a);
}

static void put_texts(struct db *db, const char *const *texts)
{
    for (int i = 0; texts[i]; i++)
        put_doc(db,
                (struct search_doc){
                    .kind = MESSAGE, .id = i + 1, .group = 100 + i, .body = str_from(texts[i])});
}

/* The ids that are found, newest first, separated by blanks. */
static struct str find_page(struct db *db, struct arena *a, struct search_query q, int64_t *next)
{
    struct search_hit hits[LIMIT_SEARCH_HITS];
    struct fault f = {0};
    struct buf b;
    struct tx *tx;
    int n = 0;
    buf_init(&b, a, 1 << 20);
    assert_int_equal(db_reader(db, a, &tx, &f), OK);
    if (search_find(tx, &q, hits, &n, next) != OK)
        fail_msg("«%.*s»: %s", STR_ARG(q.words), f.message);
    db_reader_done(tx);
    for (int i = 0; i < n; i++)
        buf_addf(&b, i ? " %lld" : "%lld", (long long)hits[i].id);
    return buf_str(&b);
}

static struct str find(struct db *db, struct arena *a, struct str words)
{
    int64_t next;
    return find_page(db, a, (struct search_query){.words = words, .limit = 50}, &next);
}

static struct str names(struct db *db, struct arena *a, int kind, struct str part)
{
    struct search_hit hits[20];
    struct buf b;
    struct tx *tx;
    int n = 20;
    buf_init(&b, a, 1000);
    assert_int_equal(db_reader(db, a, &tx, NULL), OK);
    assert_int_equal(search_names(tx, kind, part, hits, &n), OK);
    db_reader_done(tx);
    for (int i = 0; i < n; i++)
        buf_addf(&b, i ? " %lld" : "%lld", (long long)hits[i].id);
    return buf_str(&b);
}

TEST_ON_BOTH_FROM(prepare, words_are_found_in_any_script)
{
    static const char *const texts[] = {
        "The boiler in flat 12 is leaking, and the caretaker's phone is off.", /* 1 */
        "Die Straße vor dem Haus: Schlüssel für Frau Müller-Lüdenscheidt",     /* 2 */
        "東京都の水道が壊れています。至急修理をお願いします。",                /* 3 */
        "ลิฟต์เสียตั้งแต่เมื่อวานนี้",                                                   /* 4 */
        "السباكة في الشقة لا تعمل",                                            /* 5 */
        "Boiler again! Ticket REQ-4711, mail to anna.schmidt@example.com",     /* 6 */
        "보일러가 고장났어요",                                                 /* 7 */
        "हीटर काम नहीं कर रहा है",                                               /* 8 */
        NULL};
    static const struct {
        const char *words, *found;
    } cases[] = {
        {"boiler", "6 1"},
        {"BOILER leaking", "1"},
        {"boiler nothing", ""},
        {"\"flat 12\"", "1"},
        {"\"12 flat\"", ""},
        {"flat 12 is", "1"},
        {"caretaker's", "1"},
        {"caretaker\xE2\x80\x99s", "1"},
        {"care*", "1"},
        {"care", ""},
        {"\"in fl\"*", "1"},
        {"\"in fl*\"", "1"},
        {"strasse", "2"},
        {"mueller", ""},
        {"muller", "2"},
        {"MÜLLER-lüdenscheidt", "2"},
        {"müller lüdens*", "2"},
        {"水道", "3"},
        {"東京", "3"},
        {"京都", "3"},
        {"東都", ""},
        {"京", "3"},
        {"都", "3"},
        {"至急 修理", "3"},
        {"\"壊れています\"", "3"},
        {"ลิฟต์", "4"},
        {"เมื่อวาน", "4"},
        {"الشقة", "5"},
        {"الشَّقَّة", "5"},
        {"req-4711", "6"},
        {"4711-req", ""},
        {"anna.schmidt@example.com", "6"},
        {"example.com anna", "6"},
        {"보일러", "7"},
        {"고장", "7"},
        {"हीटर", "8"},
        {"हाटर", ""},
        {"b*", ""}, /* one letter is no beginning */
        {"bo*", "6 1"},
    };
    put_texts(db, texts);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got = find(db, a, str_from(cases[i].words));
        if (!str_eq(got, str_from(cases[i].found)))
            fail_msg("«%s» finds «%.*s», not «%s»", cases[i].words, STR_ARG(got), cases[i].found);
    }
}

TEST_ON_BOTH_FROM(prepare, odd_input_finds_nothing_and_fails_nowhere)
{
    static const char *const odd[] = {"",
                                      " ",
                                      "*",
                                      "\"",
                                      "\"\"",
                                      "\"*\"",
                                      "'",
                                      "''",
                                      "a'b",
                                      "AND",
                                      "OR NOT",
                                      "NEAR(a b)",
                                      "title:x",
                                      "{title}: x",
                                      "^a",
                                      "a:*",
                                      "a & b | !c",
                                      "<->",
                                      "(a",
                                      "a)",
                                      "\\",
                                      "\\'",
                                      "-a",
                                      "+a",
                                      "%",
                                      "_",
                                      "\xFF\xFE",
                                      "\xEE\x80\x80"
                                      "01",
                                      "$1",
                                      "a* b* c*",
                                      "\"a b",
                                      "a\"b\"c",
                                      "**",
                                      "\"a\"*\"b\"*",
                                      "\xE2\x80\x9C"
                                      "a b\xE2\x80\x9D",
                                      ";--",
                                      "\x01",
                                      "a,b;c.d/e"};
    put_texts(db, (const char *const[]){"something else", NULL});
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_str_equal(find(db, a, str_from(odd[i])), S(""));
        assert_str_equal(names(db, a, PERSON, str_from(odd[i])), S(""));
    }
    struct prng chance;
    prng_init(&chance, 4711);
    for (int i = 0; i < 300; i++) {
        char bytes[24];
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = "\"*'()|&!:<>- aeso\\\xC3\xA9\xE6\xEE\x80"[prng_below(&chance, 24)];
        find(db, a, str_of(bytes, sizeof bytes));
        names(db, a, 0, str_of(bytes, sizeof bytes));
    }
    struct buf b;
    buf_init(&b, a, 1 << 20);
    for (int i = 0; i < 20000; i++)
        buf_addz(&b, "something else\" ");
    assert_str_equal(find(db, a, buf_str(&b)), S("1"));
}

TEST_ON_BOTH_FROM(prepare, what_is_replaced_or_dropped_is_found_no_more)
{
    struct search_doc doc = {
        .kind = PERSON, .id = 7, .group = 3, .title = S("Anna Schmidt"), .body = S("likes tea")};
    put_doc(db, doc);
    put_doc(db,
            (struct search_doc){.kind = MESSAGE, .id = 7, .group = 4, .body = S("tea for Anna")});
    assert_str_equal(find(db, a, S("tea anna")), S("7 7"));
    doc.title = S("Anna Meier"), doc.body = S("");
    put_doc(db, doc);
    put_doc(db, doc);
    assert_str_equal(find(db, a, S("tea")), S("7"));
    assert_str_equal(find(db, a, S("schmidt")), S(""));
    assert_str_equal(names(db, a, PERSON, S("schm")), S(""));
    assert_str_equal(find(db, a, S("meier anna")), S("7"));
    assert_str_equal(names(db, a, PERSON, S("eie")), S("7"));
    for (int i = 0; i < 2; i++)
        assert_int_equal(db_write(db, a, drop, &doc, NULL), OK);
    assert_str_equal(find(db, a, S("meier")), S(""));
    assert_str_equal(names(db, a, PERSON, S("eie")), S(""));
    assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM search_doc")), 1);
}

TEST_ON_BOTH_FROM(prepare, the_newest_come_first_whenever_they_were_put)
{
    static const int64_t at[] = {2000, 1000, 3000, 1000, 0, 2000};
    int64_t next;
    for (int i = 0; i < 6; i++)
        put_doc(db,
                (struct search_doc){
                    .kind = MESSAGE, .id = i + 1, .at = at[i] * USEC_PER_SEC + i, .body = S("x")});
    /* number 5 says 4 µs after the beginning of time */
    assert_str_equal(find(db, a, S("x")), S("3 6 1 4 2 5"));
    put_doc(db, (struct search_doc){.kind = MESSAGE, .id = 7, .body = S("x")});
    put_doc(db,
            (struct search_doc){.kind = MESSAGE, .id = 1, .at = USEC_PER_SEC, .body = S("x y")});
    assert_str_equal(find(db, a, S("x")), S("7 3 6 1 4 2 5"));
    struct search_query q = {.words = S("x"), .limit = 3};
    assert_str_equal(find_page(db, a, q, &next), S("7 3 6"));
    q.before = next;
    assert_str_equal(find_page(db, a, q, &next), S("1 4 2"));
    q.before = next;
    assert_str_equal(find_page(db, a, q, &next), S("5"));
    assert_int_equal(next, 0);
    q = (struct search_query){.words = S("x"), .limit = 7};
    find_page(db, a, q, &next);
    assert_int_equal(next, 0);
}

TEST_ON_BOTH_FROM(prepare, one_kind_may_be_looked_for)
{
    for (int i = 1; i <= 30; i++)
        put_doc(db, (struct search_doc){.kind = i % 10 ? MESSAGE : PERSON,
                                        .id = i,
                                        .title = S("Anna %_\"'\\"),
                                        .body = S("tea")});
    int64_t next;
    struct search_query q = {.words = S("tea"), .kind = PERSON, .limit = 2};
    assert_str_equal(find_page(db, a, q, &next), S("30 20"));
    q.before = next;
    assert_str_equal(find_page(db, a, q, &next), S("10"));
    q.kind = REQUEST, q.before = 0;
    assert_str_equal(find_page(db, a, q, &next), S(""));
    assert_str_equal(names(db, a, PERSON, S("nna")), S("30 20 10"));
    assert_str_equal(names(db, a, PERSON, S("a %_\"'\\")), S("30 20 10"));
    assert_str_equal(names(db, a, PERSON, S("a__")), S(""));
    assert_str_equal(names(db, a, REQUEST, S("nna")), S(""));
}

TEST_ON_BOTH_FROM(prepare, names_are_found_by_any_part)
{
    static const char *const titles[] = {"Søren Kierkegård soren@example.dk", "田中 花子",
                                         "O\xE2\x80\x99"
                                         "Brien, Séan",
                                         "Ng", NULL};
    static const struct {
        const char *part, *found;
    } cases[] = {{"kegard", "1"},  {"REN KIER", "1"}, {"n@ex", "1"},      {"田中", "2"},
                 {"田", "2"},      {"中 花", "2"},    {"花子", "2"},      {"o'b", "3"},
                 {"rien, s", "3"}, {"ng", "4"},       {"s\xC3\xA9", "3"}, {"ki", "1"},
                 {"ie", ""},       {"zzz", ""},       {"so", "1"}};
    for (int i = 0; titles[i]; i++)
        put_doc(db, (struct search_doc){.kind = PERSON, .id = i + 1, .title = str_from(titles[i])});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got = names(db, a, PERSON, str_from(cases[i].part));
        if (!str_eq(got, str_from(cases[i].found)))
            fail_msg("«%s» finds «%.*s», not «%s»", cases[i].part, STR_ARG(got), cases[i].found);
    }
}

/* More than RECENT, so that PostgreSQL is asked in both of its ways. */
static enum err put_many(struct tx *tx, void *arg)
{
    (void)arg;
    for (int i = 1; i <= 5500; i++) {
        struct str body = i % 1000 == 1 ? S("common rare")
                          : i % 25 == 0 ? S("common middling")
                                        : S("common");
        struct search_doc doc = {.kind = i % 500 == 3 ? PERSON : MESSAGE,
                                 .id = i,
                                 .title = S("common name"),
                                 .body = body};
        TRY(search_put(tx, &doc));
    }
    return OK;
}

TEST_ON_BOTH_FROM(prepare, rare_words_are_found_however_old)
{
    int64_t next;
    assert_int_equal(db_write(db, a, put_many, NULL, NULL), OK);
    assert_str_equal(find(db, a, S("rare")), S("5001 4001 3001 2001 1001 1"));
    assert_str_equal(find(db, a, S("rare common")), S("5001 4001 3001 2001 1001 1"));
    struct search_query q = {.words = S("common"), .limit = 1000};
    assert_true(str_starts(find_page(db, a, q, &next), S("5500 5499 5498")));
    struct buf middling;
    buf_init(&middling, a, 10000);
    for (int i = 5500; i > 0; i -= 25)
        buf_addf(&middling, i < 5500 ? " %d" : "%d", i);
    q = (struct search_query){.words = S("middling"), .limit = 1000};
    assert_str_equal(find_page(db, a, q, &next), buf_str(&middling));
    q = (struct search_query){.words = S("common"), .kind = PERSON, .limit = 1000};
    assert_str_equal(find_page(db, a, q, &next),
                     S("5003 4503 4003 3503 3003 2503 2003 1503 1003 503 3"));
    assert_str_equal(names(db, a, PERSON, S("mmon na")),
                     S("5003 4503 4003 3503 3003 2503 2003 1503 1003 503 3"));
}

TEST_ON_BOTH_FROM(prepare, documents_past_every_measure_are_indexed_as_far_as_it_goes)
{
    struct buf many, odd;
    buf_init(&many, a, 8 << 20), buf_init(&odd, a, 8 << 20);
    buf_addz(&many, "beginning ");
    for (int i = 0; i < 100000; i++)
        buf_addf(&many, "w%d%064d ", i, i);
    buf_addz(&odd, "\xE0\xB8\x81"); /* one Thai letter with no end of marks */
    for (int i = 0; i < 10000; i++)
        buf_addz(&odd, "\xE0\xB8\xB5");
    buf_addz(&odd, " \xFF word");
    put_doc(db, (struct search_doc){
                    .kind = MESSAGE, .id = 1, .title = buf_str(&many), .body = buf_str(&many)});
    put_doc(db, (struct search_doc){
                    .kind = MESSAGE, .id = 2, .title = buf_str(&odd), .body = buf_str(&odd)});
    assert_str_equal(find(db, a, S("beginning")), S("1"));
    assert_str_equal(find(db, a, S("word")), S("2"));
}

static struct str plan_of(struct tx *tx, struct sql sql, struct str expression, int n)
{
    const struct db_arg args[] = {DB_T(expression), DB_I(9), DB_I(9), DB_I(PERSON)};
    struct str plan = {0};
    assert_int_equal(db_explain(tx, sql, (struct db_args){args, n}, &plan), OK);
    return plan;
}

TEST_ON_BOTH_FROM(prepare, search_reads_its_indexes)
{
    struct tx *tx;
    assert_int_equal(db_write(db, a, put_many, NULL, NULL), OK);
    db_test_do(db, SQL("ANALYZE"));
    assert_int_equal(db_reader(db, a, &tx, NULL), OK);
    if (db_kind(db) == DB_SQLITE) {
        struct str words = plan_of(tx, FTS5_HITS("search_text"), S("x"), 3),
                   titles = plan_of(tx, FTS5_HITS("search_title"), S("x"), 3);
        assert_false(str_has(words, S("SCAN d")) || str_has(words, S("TEMP B-TREE")));
        assert_false(str_has(titles, S("SCAN d")) || str_has(titles, S("TEMP B-TREE")));
    } else {
        /* these documents are so small and few that reading them all would be quicker */
        assert_int_equal(db_run(tx, SQL("SET enable_seqscan = off"), NO_ARGS, NULL), OK);
        assert_int_equal(db_run(tx, SQL("SET enable_sort = off"), NO_ARGS, NULL), OK);
        assert_true(str_has(plan_of(tx, RECENT_HITS("", HOLDS_WORDS), S("zzzz"), 3),
                            S("Index Scan Backward using search_doc_pkey")));
        assert_true(str_has(plan_of(tx, RECENT_HITS(OF_KIND, HOLDS_WORDS), S("zzzz"), 4),
                            S("search_doc_by_kind")));
        assert_true(str_has(plan_of(tx, INDEX_HITS("", HOLDS_WORDS), S("zzzz"), 3),
                            S("search_doc_by_words")));
        assert_true(str_has(plan_of(tx, INDEX_HITS("", HOLDS_PART), S("%zzzz%"), 3),
                            S("search_doc_by_title")));
    }
    db_reader_done(tx);
}
