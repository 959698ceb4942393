#include "harness/test.h"

#include <unistd.h>

#include "base/limits.h"
#include "base/rand.h"
#include "mail/parse.h"
#include "mail/thread.h"
#include "mail/thread_cli.h"
#include "text/json.h"

/* A mail in a few letters: who to whom, its id, what it cites (ids with spaces between, In-Reply-To
 * being the last), its subject. */
struct sketch {
    const char *from, *to, *id, *cites, *subject;
};

struct desk {
    struct arena arena;
    struct thread_book book;
};

static struct str *words_of(struct arena *a, const char *z, ptrdiff_t *n)
{
    struct str *v = NEWN(a, struct str, 64);
    *n = 0;
    for (struct str rest = str_from(z); rest.n;)
        v[(*n)++] = str_cut(&rest, ' ');
    return v;
}

static struct thread_mail mail_of(struct arena *a, const struct sketch *s)
{
    struct thread_mail m = {.message_id = str_from(s->id),
                            .from = str_from(s->from),
                            .subject = str_from(s->subject ? s->subject : "")};
    m.people = words_of(a, s->to, &m.people_count);
    m.references = words_of(a, s->cites, &m.reference_count);
    if (m.reference_count) {
        m.in_reply_to = m.references + m.reference_count - 1;
        m.in_reply_to_count = 1;
    }
    return m;
}

/* The groups as letters: "aab": the first two belong together. */
static struct str groups_of(struct arena *a, const struct thread_book *book)
{
    char *p = arena_bytes(a, book->mails.n);
    ptrdiff_t named[64], names = 0;
    for (ptrdiff_t i = 0; i < book->mails.n; i++) {
        ptrdiff_t k = 0, group = thread_book_group(book, i);
        while (k < names && named[k] != group)
            k++;
        if (k == names)
            named[names++] = group;
        p[i] = (char)('a' + k);
    }
    return str_of(p, book->mails.n);
}

static void expect_groups(const char *what, const struct sketch *v, size_t n, const char *want)
{
    struct desk d = {0};
    thread_book_init(&d.book, &d.arena);
    for (size_t i = 0; i < n; i++) {
        struct thread_mail m = mail_of(&d.arena, &v[i]);
        thread_book_add(&d.book, &m);
    }
    struct str got = groups_of(&d.arena, &d.book);
    bool is_good = str_eq(got, str_from(want));
    if (!is_good)
        print_error("%s: got %.*s, want %s\n", what, STR_ARG(got), want);
    arena_release(&d.arena);
    assert_true(is_good);
}

#define EXPECT(what, want, ...)                                                                    \
    expect_groups(what, (const struct sketch[]){__VA_ARGS__},                                      \
                  sizeof((const struct sketch[]){__VA_ARGS__}) / sizeof(struct sketch), want)

TEST(an_answer_of_a_participant_joins)
{
    EXPECT("both ways", "aaa", {"ann@c", "help@k", "1@c", "", "Lift"},
           {"help@k", "ann@c", "2@k", "1@c", "Re: Lift"},
           {"ann@c", "help@k", "3@c", "1@c 2@k", "Re: Lift"});
    EXPECT("under another subject", "aa", {"ann@c", "help@k", "1@c", "", "Lift"},
           {"ann@c", "help@k", "2@c", "1@c", "Something else"});
    EXPECT("somebody in copy", "aa", {"ann@c", "help@k bob@c", "1@c", "", "Lift"},
           {"bob@c", "help@k", "2@c", "1@c", "Re: Lift"});
    EXPECT("the case of an address", "aa", {"Ann@C", "help@k", "1@c", "", ""},
           {"aNN@c", "help@k", "2@c", "1@c", ""});
    EXPECT("by the first of its references", "aa", {"ann@c", "help@k", "1@c", "", ""},
           {"ann@c", "help@k", "4@c", "1@c 2@c 3@c", ""});
}

TEST(strangers_and_subjects_join_nothing)
{
    EXPECT("a stranger who cites", "ab", {"ann@c", "help@k", "1@c", "", "Lift"},
           {"eve@x", "help@k", "2@x", "1@c", "Re: Lift"});
    EXPECT("the stranger's answers stay with the stranger", "abbab",
           {"ann@c", "help@k", "1@c", "", "Lift"}, {"eve@x", "help@k", "2@x", "1@c", "Re: Lift"},
           {"help@k", "eve@x", "3@k", "1@c 2@x", "Re: Lift"},
           {"help@k", "ann@c", "4@k", "1@c", "Re: Lift"},
           {"eve@x", "help@k", "5@x", "1@c 2@x 3@k", "Re: Lift"});
    EXPECT("the same subject", "ab", {"ann@c", "help@k", "1@c", "", "Invoice"},
           {"ann@c", "help@k", "2@c", "", "Re: Invoice"});
    EXPECT("no sender", "ab", {"ann@c", "help@k", "1@c", "", ""}, {"", "help@k", "2@c", "1@c", ""});
    EXPECT("no ids at all", "abc", {"ann@c", "help@k", "", "", "x"},
           {"ann@c", "help@k", "", "", "x"}, {"ann@c", "help@k", "", "", "Re: x"});
}

TEST(what_comes_late_finds_its_place)
{
    EXPECT("the answer first", "aa", {"help@k", "ann@c", "2@k", "1@c", ""},
           {"ann@c", "help@k", "1@c", "", ""});
    EXPECT("two answers to what never came", "aa", {"ann@c", "help@k", "2@c", "1@k", ""},
           {"ann@c", "help@k", "3@c", "1@k", ""});
    EXPECT("but not a stranger's", "ab", {"ann@c", "help@k", "2@c", "1@k", ""},
           {"eve@x", "help@k", "3@x", "1@k", ""});
    EXPECT("nor a stranger who takes the awaited id", "ab", {"ann@c", "help@k", "2@c", "1@k", ""},
           {"eve@x", "help@k", "1@k", "", ""});
    EXPECT("a chain backwards", "aaaa", {"ann@c", "help@k", "4@c", "3@k", ""},
           {"help@k", "ann@c", "3@k", "2@c", ""}, {"ann@c", "help@k", "2@c", "1@k", ""},
           {"help@k", "ann@c", "1@k", "", ""});
    EXPECT("the link between two groups", "aaa", {"ann@c", "help@k", "3@c", "2@k", ""},
           {"ann@c", "help@k", "1@c", "", ""}, {"help@k", "ann@c", "2@k", "1@c", ""});
    EXPECT("two known requests stay two", "aba", {"ann@c", "help@k", "1@c", "", ""},
           {"ann@c", "help@k", "2@c", "", ""}, {"ann@c", "help@k", "3@c", "2@c 1@c", ""});
}

TEST(what_was_here_is_surer_than_what_was_cited)
{
    EXPECT("a reference that came before an In-Reply-To that never did", "aba",
           {"ann@c", "help@k", "1@c", "", ""}, {"ann@c", "help@k", "2@c", "9@c", ""},
           {"ann@c", "help@k", "3@c", "1@c", ""});
    struct desk d = {0};
    thread_book_init(&d.book, &d.arena);
    const struct sketch one = {"ann@c", "help@k", "1@c", "", ""},
                        two = {"ann@c", "help@k", "2@c", "8@c", ""},
                        three = {"ann@c", "help@k", "3@c", "1@c 8@c", ""};
    struct thread_mail m = mail_of(&d.arena, &one);
    thread_book_add(&d.book, &m);
    m = mail_of(&d.arena, &two);
    thread_book_add(&d.book, &m);
    m = mail_of(&d.arena, &three);
    assert_str_equal(thread_book_add(&d.book, &m).cited, S("1@c"));
    arena_release(&d.arena);
}

TEST(loops_and_repeats_harm_nothing)
{
    EXPECT("two that cite each other", "aa", {"ann@c", "help@k", "1@c", "2@c", ""},
           {"ann@c", "help@k", "2@c", "1@c", ""});
    EXPECT("one that cites itself", "ab", {"ann@c", "help@k", "1@c", "1@c", ""},
           {"ann@c", "help@k", "2@c", "2@c 2@c", ""});
    EXPECT("the same again", "aa", {"ann@c", "help@k", "1@c", "", ""},
           {"ann@c", "help@k", "1@c", "", ""});
    EXPECT("a stranger with an id that was here", "aba", {"ann@c", "help@k", "1@c", "", ""},
           {"eve@x", "help@k", "1@c", "", ""}, {"ann@c", "help@k", "2@c", "1@c", ""});
    EXPECT("three in a ring, and one beside it", "aaab", {"ann@c", "help@k", "1@c", "3@c", ""},
           {"ann@c", "help@k", "2@c", "1@c", ""}, {"ann@c", "help@k", "3@c", "2@c", ""},
           {"ann@c", "help@k", "4@c", "", ""});
}

/* --- reasons
 * -------------------------------------------------------------------------------------- */

static struct thread_verdict judged(struct desk *d, const struct sketch *s,
                                    enum thread_alignment alignment)
{
    struct thread_mail m = mail_of(&d->arena, s);
    m.alignment = alignment;
    return thread_book_add(&d->book, &m);
}

TEST(a_verdict_says_why)
{
    struct desk d = {0};
    thread_book_init(&d.book, &d.arena);
    const struct sketch first = {"ann@c", "help@k", "1@c", "0@c", "Lift"},
                        answer = {"ann@c", "help@k", "2@c", "1@c", "Re: Lift"},
                        stranger = {"eve@x", "help@k", "3@x", "2@c", "Re: Lift"},
                        again = {"ann@c", "help@k", "1@c", "0@c", "Lift"},
                        awaited = {"help@k", "ann@c", "0@c", "", "Lift"},
                        by_subject = {"ann@c", "help@k", "5@c", "", "AW: lift"},
                        other = {"ann@c", "help@k", "6@c", "", "Lift"};
    struct thread_verdict v = judged(&d, &first, THREAD_UNPROVEN);
    thread_group group = v.group;
    assert_int_equal(v.reason, THREAD_NEW);
    v = judged(&d, &answer, THREAD_ALIGNED);
    assert_int_equal(v.reason, THREAD_REFERENCE);
    assert_int_equal(v.group, group);
    assert_str_equal(v.cited, S("1@c"));
    assert_true(v.is_proven);
    v = judged(&d, &stranger, THREAD_ALIGNED);
    assert_int_equal(v.reason, THREAD_SUGGESTED);
    assert_int_equal(v.suggested, group);
    assert_int_not_equal(v.group, group);
    assert_false(v.is_proven);
    v = judged(&d, &again, THREAD_UNPROVEN);
    assert_int_equal(v.reason, THREAD_REPEAT);
    assert_false(v.is_proven);
    v = judged(&d, &awaited, THREAD_UNPROVEN);
    assert_int_equal(v.reason, THREAD_AWAITED);
    v = judged(&d, &by_subject, THREAD_ALIGNED);
    assert_int_equal(v.reason, THREAD_SUGGESTED);
    assert_int_equal(v.suggested, group);
    v = judged(&d, &other, THREAD_ALIGNED);
    assert_int_equal(v.reason, THREAD_NEW); /* no "Re:": the same matter may come up twice */
    for (int r = THREAD_NEW; r <= THREAD_SUGGESTED; r++)
        assert_true(strlen(thread_reason_words((enum thread_reason)r)) > 10);
    arena_release(&d.arena);
}

TEST(a_forged_sender_takes_part_in_nothing)
{
    struct desk d = {0};
    thread_book_init(&d.book, &d.arena);
    const struct sketch first = {"ann@c", "help@k", "1@c", "", "Lift"},
                        forged = {"ann@c", "help@k", "2@c", "1@c", "Re: Lift"};
    thread_group group = judged(&d, &first, THREAD_ALIGNED).group;
    struct thread_verdict v = judged(&d, &forged, THREAD_FORGED);
    assert_int_equal(v.reason, THREAD_SUGGESTED);
    assert_int_equal(v.suggested, group);
    arena_release(&d.arena);
}

TEST(a_token_finds_its_request_whoever_writes)
{
    struct desk d = {0};
    thread_book_init(&d.book, &d.arena);
    const struct sketch first = {"ann@c", "help@k", "1@c", "", "Lift"},
                        work = {"ann@work", "help@k", "2@w", "", "Re: Lift"};
    thread_group group = judged(&d, &first, THREAD_ALIGNED).group;
    struct thread_mail m = mail_of(&d.arena, &work);
    m.token = group;
    struct thread_verdict v = thread_book_add(&d.book, &m);
    assert_int_equal(v.reason, THREAD_TOKEN);
    assert_int_equal(v.group, group);
    assert_true(v.is_proven);
    m.alignment = THREAD_FORGED;
    m.message_id = S("3@w");
    v = thread_book_add(&d.book, &m);
    assert_int_equal(v.reason, THREAD_SUGGESTED);
    assert_int_equal(v.suggested, group);
    arena_release(&d.arena);
}

TEST(a_report_joins_what_it_reports_on)
{
    struct desk d = {0};
    thread_book_init(&d.book, &d.arena);
    const struct sketch first = {"ann@c", "help@k", "1@c", "0@c", "Lift"},
                        report = {"mailer-daemon@c", "help@k", "2@c", "", "Delayed"},
                        words = {"mailer-daemon@c", "help@k", "3@c", "1@c", "Hello"};
    thread_group group = judged(&d, &first, THREAD_UNPROVEN).group;
    struct thread_mail m = mail_of(&d.arena, &report);
    m.is_report = true;
    m.returned_id = S("1@c");
    struct thread_verdict v = thread_book_add(&d.book, &m);
    assert_int_equal(v.reason, THREAD_REPORT);
    assert_int_equal(v.group, group);
    assert_false(v.is_proven);
    /* what was only cited was never ours to be reported on */
    m.message_id = S("4@c");
    m.returned_id = S("0@c");
    assert_int_equal(thread_book_add(&d.book, &m).reason, THREAD_NEW);
    /* and the server that reported takes part in nothing */
    assert_int_equal(judged(&d, &words, THREAD_UNPROVEN).reason, THREAD_SUGGESTED);
    arena_release(&d.arena);
}

static enum err broken_find(void *context, struct str id, thread_group *group, bool *is_seen)
{
    (void)context, (void)id, (void)group, (void)is_seen;
    return ERR_UNAVAILABLE;
}

TEST(a_memory_that_fails_is_no_verdict)
{
    struct arena a = {0};
    struct thread_memory memory = {.find = broken_find};
    struct thread_verdict v;
    const struct sketch s = {"ann@c", "help@k", "1@c", "0@c", "Lift"};
    struct thread_mail m = mail_of(&a, &s);
    assert_int_equal(thread_judge(&memory, &m, &v), ERR_UNAVAILABLE);
    arena_release(&a);
}

TEST(subjects_are_compared_without_their_prefixes)
{
    struct arena a = {0};
    static const struct {
        const char *subject, *want;
        bool is_answer;
    } cases[] = {
        {"Lift", "lift", false},
        {"Re: Lift", "lift", true},
        {"RE: AW: Re[2]: Lift", "lift", true},
        {"Fwd: Lift", "lift", false},
        {"WG: AW: Lift", "lift", true},
        {"[help] Re: Lift", "lift", true},
        {"Re: [help] Lift", "lift", true},
        {"回复：Lift", "lift", true},
        {"Отв: Lift", "lift", true},
        {"[help]", "[help]", false},
        {"Re:", "", true},
        {"Reason: none", "reason: none", false},
        {"Result 12: done", "result 12: done", false},
        {"", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool is_answer;
        struct str got = thread_subject(&a, str_from(cases[i].subject), &is_answer);
        assert_str_equal(got, str_from(cases[i].want));
        assert_int_equal(is_answer, cases[i].is_answer);
    }
    arena_release(&a);
}

/* --- laws
 * ------------------------------------------------------------------------------------------ */

/* Conversations between people who all know each other, delivered in any order: what belongs
 * together comes together, and never more. */
TEST(the_order_of_arrival_does_not_change_the_groups)
{
    enum { talks = 4, mails = 24 };
    struct prng r;
    prng_init(&r, 11);
    for (int round = 0; round < 300; round++) {
        struct desk d = {0};
        int talk[mails], parent[mails], order[mails];
        thread_book_init(&d.book, &d.arena);
        for (int i = 0; i < mails; i++) {
            talk[i] = i < talks ? i : (int)prng_below(&r, talks);
            parent[i] = -1;
            for (int k = 0; k < i; k++)
                if (talk[k] == talk[i] && (parent[i] < 0 || prng_below(&r, 2)))
                    parent[i] = k;
            order[i] = i;
        }
        for (int i = mails - 1; i > 0; i--) {
            int k = (int)prng_below(&r, i + 1), swap = order[i];
            order[i] = order[k], order[k] = swap;
        }
        for (int i = 0; i < mails; i++) {
            int n = order[i];
            struct str id = str_fmt(&d.arena, "%d@x", n), people[] = {S("ann@c"), S("help@k")};
            struct str cited = str_fmt(&d.arena, "%d@x", parent[n]);
            struct thread_mail m = {.message_id = id,
                                    .from = people[n % 2],
                                    .people = people,
                                    .people_count = 2,
                                    .in_reply_to = &cited,
                                    .in_reply_to_count = parent[n] >= 0};
            thread_book_add(&d.book, &m);
        }
        for (int i = 0; i < mails; i++)
            for (int k = 0; k < i; k++)
                assert_int_equal(thread_book_group(&d.book, i) == thread_book_group(&d.book, k),
                                 talk[order[i]] == talk[order[k]]);
        arena_release(&d.arena);
    }
}

/* Whatever an outsider sends, a conversation holds only mails from people who take part in it. */
TEST(no_outsider_ever_gets_in)
{
    struct prng r;
    prng_init(&r, 12);
    for (int round = 0; round < 200; round++) {
        struct desk d = {0};
        bool is_inside[40];
        thread_book_init(&d.book, &d.arena);
        for (int i = 0; i < 40; i++) {
            is_inside[i] = i == 0 || prng_below(&r, 2);
            struct str people[] = {S("help@k"), is_inside[i] ? S("ann@c") : S("eve@x")};
            struct str cites[3];
            for (int k = 0; k < 3; k++)
                cites[k] = str_fmt(&d.arena, "%d@x", (int)prng_below(&r, 45));
            struct str id = str_fmt(&d.arena, "%d@x", (int)prng_below(&r, 45));
            struct thread_mail m = {.message_id = id,
                                    .from = people[1],
                                    .people = people,
                                    .people_count = 2,
                                    .references = cites,
                                    .reference_count = 3};
            thread_book_add(&d.book, &m);
        }
        for (int i = 0; i < 40; i++)
            for (int k = 0; k < i; k++)
                if (is_inside[i] != is_inside[k])
                    assert_int_not_equal(thread_book_group(&d.book, i),
                                         thread_book_group(&d.book, k));
        arena_release(&d.arena);
    }
}

TEST(a_long_chain_costs_no_more_than_its_length)
{
    struct desk d = {0};
    thread_book_init(&d.book, &d.arena);
    for (int i = 0; i < 20000; i++) {
        struct str cites[] = {str_fmt(&d.arena, "%d@x", 20000 - i + 1)};
        struct str people[] = {S("ann@c"), str_fmt(&d.arena, "p%d@c", i)};
        struct thread_mail m = {.message_id = str_fmt(&d.arena, "%d@x", i % 2 ? i : 20000 - i),
                                .from = S("ann@c"),
                                .people = people,
                                .people_count = 2,
                                .references = cites,
                                .reference_count = 1};
        thread_book_add(&d.book, &m);
    }
    assert_int_equal(d.book.mails.n, 20000);
    arena_release(&d.arena);
}

/* --- messages
 * --------------------------------------------------------------------------------------- */

TEST(groups_are_printed_as_lists_of_names)
{
    struct desk d = {0};
    thread_book_init(&d.book, &d.arena);
    const struct sketch v[] = {{"ann@c", "help@k", "1@c", "", ""},
                               {"bob@c", "help@k", "2@c", "", ""},
                               {"help@k", "ann@c", "3@k", "1@c", ""}};
    for (size_t i = 0; i < 3; i++) {
        struct thread_mail m = mail_of(&d.arena, &v[i]);
        thread_book_add(&d.book, &m);
    }
    const struct str names[] = {S("a.eml"), S("b \"2\".eml"), S("c.eml")};
    struct buf out;
    buf_init(&out, &d.arena, 1000);
    thread_json(&d.book, names, &out);
    assert_str_equal(buf_str(&out), S("[[\"a.eml\",\"c.eml\"],[\"b \\\"2\\\".eml\"]]"));
    arena_release(&d.arena);
}

static struct str group_names(struct arena *a, const struct json_value *groups)
{
    struct buf b;
    buf_init(&b, a, 4096);
    for (int i = 0; i < groups->count; i++) {
        for (int k = 0; k < groups->items[i].count; k++)
            buf_addf(&b, "%lld ", (long long)groups->items[i].items[k].integer);
        buf_addz(&b, "| ");
    }
    return buf_str(&b);
}

static struct str book_names(struct arena *a, const struct thread_book *book)
{
    struct buf b;
    buf_init(&b, a, 4096);
    for (ptrdiff_t i = 0; i < book->mails.n; i++) {
        bool is_first = true;
        for (ptrdiff_t k = 0; k < i; k++)
            is_first = is_first && thread_book_group(book, k) != thread_book_group(book, i);
        for (ptrdiff_t k = i; is_first && k < book->mails.n; k++)
            if (thread_book_group(book, k) == thread_book_group(book, i))
                buf_addf(&b, "%td ", k);
        buf_addz(&b, is_first ? "| " : "");
    }
    return buf_str(&b);
}

TEST(messages_are_grouped_as_other_programs_expect)
{
    struct arena a = {0};
    const char *path = test_shared(&a, "data/examples/threading.json");
    if (!path) {
        skip();
        return;
    }
    const struct json_value *file;
    struct fault f = {0};
    assert_int_equal(json_parse(&a, test_file(&a, path), &file, &f), OK);
    const struct json_value *cases = json_member(file, "cases");
    assert_true(cases->count > 0);
    for (int i = 0; i < cases->count; i++) {
        const struct json_value *mails = json_member(&cases->items[i], "messages");
        struct thread_book book;
        thread_book_init(&book, &a);
        for (int k = 0; k < mails->count; k++) {
            struct mail mail = {0};
            assert_int_equal(mail_parse(&a, mails->items[k].text, NULL, &mail, &f), OK);
            struct thread_mail m = thread_mail_of(&a, &mail);
            thread_book_add(&book, &m);
        }
        assert_str_equal(
            book_names(&a, &book),
            group_names(&a, json_member(json_member(&cases->items[i], "expect"), "groups")));
    }
    arena_release(&a);
}

static enum err parse_here(void *context, struct arena *a, struct str raw, struct mail *out,
                           struct fault *f)
{
    (void)context;
    return mail_parse(a, raw, NULL, out, f);
}

static char *written(struct arena *a, const char *dir, const char *name, const char *text)
{
    const char *path = str_fmt(a, "%s/%s", dir, name).p;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    char *copy = arena_bytes(a, (ptrdiff_t)strlen(path) + 1);
    memcpy(copy, path, strlen(path) + 1);
    return copy;
}

TEST(the_command_prints_the_groups_of_its_files)
{
    struct arena a = {0};
    const char *dir = test_dir(&a);
    char *argv[] = {
        written(&a, dir, "a.eml",
                "From: ann@c.example\nTo: help@k.example\nMessage-ID: <1@c>\n\nx\n"),
        written(&a, dir, "b.eml",
                "From: eve@x.example\nTo: help@k.example\nReferences: <1@c>\n\nx\n"),
        written(&a, dir, "c.eml",
                "From: help@k.example\nTo: ann@c.example\nIn-Reply-To: <1@c>\n\nx\n"),
        written(&a, dir, "d.eml", ""),
        written(
            &a, dir, "e.eml",
            "From: MAILER-DAEMON@c.example\nTo: help@k.example\nSubject: Delivery Status "
            "Notification (Delay)\nContent-Type: multipart/report; report-type=delivery-status; "
            "boundary=b\n\n--b\n\nIt is late.\n--b\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; c.example\n\nFinal-Recipient: rfc822; x@c.example\nAction: "
            "delayed\nStatus: 4.0.0\n\n--b\nContent-Type: message/rfc822\n\nFrom: help@k.example\n"
            "To: x@c.example\nMessage-ID: <1@c>\n\nx\n--b--\n")};
    const char *out = str_fmt(&a, "%s/out", dir).p;
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    assert_non_null(freopen(out, "w", stdout));
    int status = thread_cli(5, argv, parse_here, NULL);
    fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    assert_int_equal(status, 0);
    struct str want = str_fmt(&a, "[[\"%s\",\"%s\",\"%s\"],[\"%s\"],[\"%s\"]]\n", argv[0], argv[2],
                              argv[4], argv[1], argv[3]);
    assert_str_equal(test_file(&a, out), want);
    arena_release(&a);
}
