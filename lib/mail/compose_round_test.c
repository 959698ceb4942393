/* What is composed is read again as it was meant, by our own reader. */
#include "harness/test.h"

#include "auth/crypto.h"
#include "auth/encode.h"
#include "base/limits.h"
#include "base/rand.h"
#include "mail/compose.h"
#include "mail/parse.h"

static struct mail read_again(struct arena *a, const struct compose *m)
{
    struct buf out;
    struct fault f = {0};
    struct mail mail = {0};
    buf_init(&out, a, LIMIT_MAIL_BYTES);
    if (compose_write(a, m, &out, &f) != OK || mail_parse(a, buf_str(&out), NULL, &mail, &f) != OK)
        fail_msg("%s", f.message);
    return mail;
}

static struct compose letter(const struct address *to)
{
    return (struct compose){.from = {S("Help"), S("help@example.org")},
                            .to = to,
                            .to_count = 1,
                            .subject = S("Your lift"),
                            .date = INT64_C(1772111111) * USEC_PER_SEC,
                            .offset = -19800,
                            .message_id = S("r.abc.1@example.org"),
                            .text = S("It works.\n"),
                            .boundary_seed = S("seed")};
}

static const char *const words[] = {
    "Lift",
    "Grüße aus Köln, und zwar viele, viele, sehr viele, damit die Zeile gebrochen werden muß",
    "電梯又停了。電梯又停了。電梯又停了。電梯又停了。電梯又停了。電梯又停了。電梯又停了。電梯又停了"
    "。",
    "Лифт не работает уже третий день подряд, и никто не отвечает на мои письма",
    "المصعد لا يعمل",
    "המעלית תקועה",
    "Emoji 🛗🛗🛗 and text",
    "=?UTF-8?Q?not_encoded?=",
    "\"quoted\" <angle> (comment), comma; semicolon: colon @ at",
    "a_very_long_word_without_any_space_that_is_longer_than_a_line_may_be_and_goes_on_and_on_and_"
    "on",
    "Ünï",
};

TEST(subjects_and_names_come_back)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct str word = str_from(words[i]);
        struct address to[] = {{word, S("bob@example.net")}, {S("Ann, Zoë"), S("ann@example.net")}};
        struct compose m = letter(to);
        m.to_count = 2;
        m.subject = word;
        m.from.name = word;
        struct mail got = read_again(&a, &m);
        assert_int_equal(got.quarantine.n, 0);
        assert_str_equal(got.subject, word);
        assert_int_equal(got.from.n, 1);
        assert_str_equal(got.from.v[0].name, word);
        assert_str_equal(got.from.v[0].address, S("help@example.org"));
        assert_int_equal(got.to.n, 2);
        assert_str_equal(got.to.v[0].name, word);
        assert_str_equal(got.to.v[0].address, S("bob@example.net"));
        assert_str_equal(got.to.v[1].name, S("Ann, Zoë"));
    }
    arena_release(&a);
}

TEST(date_ids_and_automatic_come_back)
{
    struct arena a = {0};
    struct address to = {S(""), S("bob@example.net")};
    struct str references[] = {S("m1@example.net"), S("m2@example.net")};
    struct compose m = letter(&to);
    m.references = references, m.reference_count = 2;
    m.in_reply_to = S("m3@example.net");
    m.reply_to = (struct address){S(""), S("help+rabc@example.org")};
    struct mail got = read_again(&a, &m);
    assert_str_equal(date_format(&a, got.date), S("2026-02-26T07:35:11-05:30"));
    assert_str_equal(got.message_id, S("r.abc.1@example.org"));
    assert_int_equal(got.in_reply_to.n, 1);
    assert_str_equal(got.in_reply_to.v[0], S("m3@example.net"));
    assert_int_equal(got.references.n, 3);
    assert_str_equal(got.references.v[2], S("m3@example.net"));
    assert_str_equal(got.reply_to.v[0].address, S("help+rabc@example.org"));
    assert_false(got.machine.is_auto);
    m.automatic = COMPOSE_AUTO_REPLIED;
    got = read_again(&a, &m);
    assert_true(got.machine.is_auto);
    assert_false(got.machine.may_acknowledge);
    arena_release(&a);
}

TEST(texts_come_back)
{
    struct arena a = {0};
    struct address to = {S(""), S("bob@example.net")};
    static const char *const texts[] = {
        "short",
        "From here\n.\n..\nto there",
        "-- \nAnn",
        "trailing space \nand tab\t\nend",
        "Grüße\n\n\nund mehr",
        "電梯又停了。\n電梯又停了。",
        "a =_ b\n--=_x\n--=_x--",
        "a very long line that goes on and on and on and on and on and on and on, and then on"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int has_html = 0; has_html < 2; has_html++) {
            struct compose m = letter(&to);
            m.text = str_from(texts[i]);
            m.html = has_html ? S("<p>Something <b>else</b> &amp; more") : S("");
            struct mail got = read_again(&a, &m);
            assert_str_equal(str_trim(got.text), str_from(texts[i]));
            assert_int_equal(got.html.n > 0, has_html);
        }
    arena_release(&a);
}

static struct str hash_of(struct arena *a, struct str bytes)
{
    struct crypto_hash h = crypto_sha256(bytes);
    return encode_hex(a, str_of((const char *)h.bytes, CRYPTO_HASH_BYTES));
}

TEST(files_come_back_byte_by_byte)
{
    struct arena a = {0};
    struct address to = {S(""), S("bob@example.net")};
    struct prng r;
    prng_init(&r, 3);
    for (int i = 0; i < 60; i++) {
        ptrdiff_t n = i < 10 ? i : prng_below(&r, 20000);
        char *p = arena_bytes(&a, n);
        for (ptrdiff_t k = 0; k < n; k++)
            p[k] = (char)prng_below(&r, 256);
        struct compose_file files[] = {
            {S("Übersicht über „alles“ – mit einem Namen, der länger ist als eine Zeile.png"),
             S("image/png"), S("pic.1@example.org"), str_of(p, n)},
            {S("電梯.bin"), S("application/x-thing"), S(""), str_of(p, n)}};
        struct compose m = letter(&to);
        m.html = S("<p><img src=\"cid:pic.1@example.org\">It works.");
        m.files = files, m.file_count = 2;
        struct mail got = read_again(&a, &m);
        assert_int_equal(got.files.n, 2);
        for (int k = 0; k < 2; k++) {
            assert_str_equal(got.files.v[k].name, files[k].name);
            assert_str_equal(got.files.v[k].type, files[k].type);
            assert_int_equal(got.files.v[k].size, n);
            assert_str_equal(got.files.v[k].sha256, hash_of(&a, files[k].bytes));
        }
        assert_true(got.files.v[0].is_inline);
        assert_false(got.files.v[1].is_inline);
        assert_str_equal(got.files.v[0].content_id, S("pic.1@example.org"));
        arena_reset(&a);
    }
    arena_release(&a);
}
