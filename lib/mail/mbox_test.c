#include "harness/test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/vec.h"
#include "mail/mbox.h"

struct seen {
    struct arena a;
    VEC(struct mbox_entry) entries;
    int stop_at;
};

static enum err take(void *context, struct arena *a, const struct mbox_entry *e, struct fault *f)
{
    struct seen *s = context;
    (void)a;
    if (s->stop_at && s->entries.n + 1 == s->stop_at)
        return fault_set(f, ERR_CONFLICT, NULL, "stop");
    struct mbox_entry copy = *e;
    copy.source = str_dup(&s->a, e->source);
    copy.raw = str_dup(&s->a, e->raw);
    *vec_push(&s->a, &s->entries) = copy;
    return OK;
}

static const char *write_file(struct arena *a, const char *dir, const char *name, struct str bytes)
{
    const char *path = str_fmt(a, "%s/%s", dir, name).p;
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, (size_t)bytes.n, f), bytes.n);
    fclose(f);
    return path;
}

static void check_mbox(struct str bytes, const char *const *want, int count)
{
    struct seen s = {0};
    const char *path = write_file(&s.a, test_dir(&s.a), "box", bytes);
    assert_int_equal(mbox_walk(path, take, &s, NULL), OK);
    assert_int_equal(s.entries.n, count);
    for (int i = 0; i < count; i++) {
        assert_str_equal(s.entries.v[i].raw, str_from(want[i]));
        assert_str_equal(s.entries.v[i].source, str_fmt(&s.a, "%s:%d", path, i + 1));
    }
    assert_int_equal(s.entries.v[count - 1].done, bytes.n);
    assert_int_equal(mbox_size(path), bytes.n);
    arena_release(&s.a);
}

TEST(an_mbox_is_read_message_by_message)
{
    static const char *const want[] = {"Subject: a\n\nFrom the start\n>From x\n",
                                       "Subject: b\n\nlast"};
    check_mbox(S("From a@b Mon Aug 22 09:45:15 2011\nSubject: a\n\n>From the start\n>>From x\n\n"
                 "From b@c Mon Aug 22 09:45:16 2011\nSubject: b\n\nlast"),
               want, 2);
}

TEST(an_mbox_may_have_the_line_ends_of_windows)
{
    static const char *const want[] = {"Subject: a\r\n\r\nb\r\n", "Subject: c\r\n\r\nd\r\n"};
    check_mbox(S("From a@b Mon Aug 22 09:45:15 2011\r\nSubject: a\r\n\r\nb\r\n\r\n"
                 "From a@b Mon Aug 22 09:45:15 2011\r\nSubject: c\r\n\r\nd\r\n\r\n"),
               want, 2);
}

TEST(a_sentence_that_begins_with_from_separates_nothing)
{
    static const char *const want[] = {"Subject: a\n\nx\n\nFrom here on it is text\n\nFrom: "
                                       "also\nFrom a@b Mon Aug 22 09:45:15 2011\n"};
    check_mbox(S("From a@b Mon Aug 22 09:45:15 2011\nSubject: a\n\nx\n\nFrom here on it is text\n\n"
                 "From: also\nFrom a@b Mon Aug 22 09:45:15 2011\n"),
               want, 1);
}

TEST(lines_longer_than_a_chunk_are_whole)
{
    struct seen s = {0};
    struct buf b;
    buf_init(&b, &s.a, 1 << 21);
    buf_addz(&b, "From a@b Mon Aug 22 09:45:15 2011\nSubject: a\n\n");
    for (int i = 0; i < 1 << 20; i++)
        buf_addc(&b, 'x');
    buf_addz(&b, "\n");
    const char *path = write_file(&s.a, test_dir(&s.a), "long", buf_str(&b));
    assert_int_equal(mbox_walk(path, take, &s, NULL), OK);
    assert_int_equal(s.entries.n, 1);
    assert_int_equal(s.entries.v[0].raw.n, (1 << 20) + 13);
    arena_release(&s.a);
}

static void make_dir(struct arena *a, const char *dir, const char *name)
{
    assert_int_equal(mkdir(str_fmt(a, "%s/%s", dir, name).p, 0700), 0);
}

TEST(a_maildir_gives_what_is_in_cur_and_new_and_in_its_subfolders)
{
    struct seen s = {0};
    const char *dir = test_dir(&s.a);
    static const char *const dirs[] = {"cur", "new", "tmp", ".Sent", ".Sent/cur", ".Sent/new"};
    for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++)
        make_dir(&s.a, dir, dirs[i]);
    write_file(&s.a, dir, "cur/1:2,S", S("Subject: one\n\n"));
    write_file(&s.a, dir, "new/2", S("Subject: two\n\n"));
    write_file(&s.a, dir, "tmp/3", S("Subject: three\n\n"));
    write_file(&s.a, dir, ".Sent/cur/4", S("Subject: four\n\n"));
    write_file(&s.a, dir, "dovecot.index.log", S("Subject: no\n\n"));
    assert_int_equal(mbox_walk(dir, take, &s, NULL), OK);
    assert_int_equal(s.entries.n, 3);
    assert_str_equal(s.entries.v[0].raw, S("Subject: four\n\n"));
    assert_str_equal(s.entries.v[1].raw, S("Subject: one\n\n"));
    assert_str_equal(s.entries.v[2].raw, S("Subject: two\n\n"));
    assert_true(str_ends(s.entries.v[1].source, S("/cur/1:2,S")));
    arena_release(&s.a);
}

TEST(a_folder_gives_the_mail_in_it_and_passes_over_the_rest)
{
    struct seen s = {0};
    const char *dir = test_dir(&s.a);
    make_dir(&s.a, dir, "sub");
    write_file(&s.a, dir, "b.eml", S("From: x@y\n\nb"));
    write_file(&s.a, dir, "a.eml", S("From: x@y\n\na"));
    write_file(&s.a, dir, "picture.png", S("\x89PNG\r\n\x1A\n...."));
    write_file(&s.a, dir, "notes.txt", S("Buy milk.\nAnd bread.\n"));
    write_file(&s.a, dir, ".hidden.eml", S("From: x@y\n\nh"));
    write_file(&s.a, dir, "sub/c.mbox", S("From a@b Mon Aug 22 09:45:15 2011\nTo: a@b\n\nc\n\n"));
    const char *outside = write_file(&s.a, test_dir(&s.a), "d.eml", S("From: x@y\n\nd"));
    assert_int_equal(symlink(outside, str_fmt(&s.a, "%s/link.eml", dir).p), 0);
    assert_int_equal(mbox_walk(dir, take, &s, NULL), OK);
    assert_int_equal(s.entries.n, 3);
    assert_str_equal(s.entries.v[0].raw, S("From: x@y\n\na"));
    assert_str_equal(s.entries.v[1].raw, S("From: x@y\n\nb"));
    assert_str_equal(s.entries.v[2].raw, S("To: a@b\n\nc\n"));
    arena_release(&s.a);
}

TEST(a_file_that_was_named_is_taken_whatever_it_is)
{
    struct seen s = {0};
    const char *path = write_file(&s.a, test_dir(&s.a), "x", S("no mail at all"));
    assert_int_equal(mbox_walk(path, take, &s, NULL), OK);
    assert_int_equal(s.entries.n, 1);
    assert_str_equal(s.entries.v[0].source, str_from(path));
    arena_release(&s.a);
}

TEST(what_is_not_there_is_said_and_what_take_says_is_passed_on)
{
    struct seen s = {.stop_at = 2};
    struct fault f;
    assert_int_equal(mbox_walk("/nowhere/at/all", take, &s, &f), ERR_NOT_FOUND);
    assert_non_null(strstr(f.message, "/nowhere/at/all"));
    assert_int_equal(mbox_size("/nowhere/at/all"), 0);
    const char *dir = test_dir(&s.a);
    write_file(&s.a, dir, "a.eml", S("From: x@y\n\na"));
    write_file(&s.a, dir, "b.eml", S("From: x@y\n\na"));
    assert_int_equal(mbox_walk(dir, take, &s, &f), ERR_CONFLICT);
    assert_int_equal(s.entries.n, 1);
    arena_release(&s.a);
}

TEST(a_thousand_real_messages_come_out_of_one_mbox)
{
    struct seen s = {0};
    const char *path = test_shared(&s.a, "data/mail/list.mbox");
    if (path) {
        assert_int_equal(mbox_walk(path, take, &s, NULL), OK);
        assert_int_equal(s.entries.n, 1000);
        assert_int_equal(s.entries.v[999].done, mbox_size(path));
        for (int i = 0; i < 1000; i++)
            assert_int_equal(str_find(s.entries.v[i].raw, S("\n\nFrom ")) >= 0 &&
                                 str_starts(s.entries.v[i].raw, S("From ")),
                             0);
    }
    arena_release(&s.a);
}
