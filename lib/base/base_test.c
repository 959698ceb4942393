#include "harness/test.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/rand.h"
#include "base/utf8.h"
#include "base/vec.h"

TEST(an_arena_gives_zeroed_aligned_memory_and_keeps_one_block)
{
    struct arena a = {0};
    for (int round = 0; round < 3; round++) {
        for (int i = 1; i < 200; i++) {
            char *p = NEWN(&a, char, i * 97);
            int64_t *q = NEW(&a, int64_t);
            assert_int_equal((uintptr_t)q % _Alignof(int64_t), 0);
            assert_int_equal(*q, 0);
            for (int k = 0; k < i * 97; k++)
                assert_int_equal(p[k], 0);
            p[0] = 1;
        }
        arena_reset(&a);
        assert_int_equal(a.used, 0);
    }
    arena_release(&a);
}

TEST(a_buffer_stops_at_its_maximum_and_says_so)
{
    struct arena a = {0};
    struct buf b;
    buf_init(&b, &a, 10);
    buf_addz(&b, "12345");
    buf_add_i64(&b, -6789);
    assert_str_equal(buf_str(&b), S("12345-6789"));
    assert_false(b.full);
    buf_addc(&b, 'x');
    assert_true(b.full);
    assert_str_equal(buf_str(&b), S("12345-6789"));
    arena_release(&a);
}

TEST(numbers_at_the_edges_are_put_and_read)
{
    static const char *const texts[] = {"0", "-1", "9223372036854775807", "-9223372036854775808"};
    static const int64_t numbers[] = {0, -1, INT64_MAX, INT64_MIN};
    struct arena a = {0};
    for (int i = 0; i < 4; i++) {
        struct buf b;
        int64_t v = 7;
        buf_init(&b, &a, 64);
        buf_add_i64(&b, numbers[i]);
        assert_str_equal(buf_str(&b), str_from(texts[i]));
        assert_int_equal(str_to_i64(str_from(texts[i]), &v), OK);
        assert_true(v == numbers[i]);
    }
    int64_t v = 7;
    static const char *const bad[] = {"", "-", "1x", " 1", "9223372036854775808", "+1"};
    for (int i = 0; i < 6; i++)
        assert_int_equal(str_to_i64(str_from(bad[i]), &v), ERR_INVALID);
    assert_int_equal(v, 7);
    arena_release(&a);
}

TEST(cutting_walks_every_part_and_ends)
{
    struct str s = S("a,,b,");
    static const char *const want[] = {"a", "", "b", ""};
    int n = 0;
    while (s.p)
        assert_str_equal(str_cut(&s, ','), str_from(want[n++]));
    assert_int_equal(n, 4);
    s = S("x\r\ny\n");
    assert_str_equal(str_line(&s), S("x"));
    assert_str_equal(str_line(&s), S("y"));
}

TEST(utf8_refuses_what_rfc3629_refuses)
{
    static const char *const bad[] = {"\xC0\x80", "\xED\xA0\x80",     "\xF4\x90\x80\x80", "\x80",
                                      "\xE2\x82", "\xF5\x80\x80\x80", "\xE0\x9F\xBF"};
    for (int i = 0; i < 7; i++)
        assert_false(utf8_is_valid(str_from(bad[i])));
    assert_true(utf8_is_valid(S("h\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x99\x82")));
    struct arena a = {0};
    assert_str_equal(utf8_clean(&a, S("a\xE2\x82z\0b")), S("a\xEF\xBF\xBDzb"));
    assert_str_equal(utf8_head(S("h\xC3\xA9llo"), 2), S("h\xC3\xA9"));
    assert_str_equal(utf8_cut_bytes(S("h\xC3\xA9llo"), 2), S("h"));
    arena_release(&a);
}

TEST(a_map_finds_what_was_set_among_thousands)
{
    struct arena a = {0};
    struct map m = {0};
    int values[3000];
    for (int i = 0; i < 3000; i++)
        map_set(&a, &m, str_fmt(&a, "key %d", i), &values[i]);
    for (int i = 0; i < 3000; i++)
        assert_ptr_equal(map_find(&m, str_fmt(&a, "key %d", i)), &values[i]);
    assert_null(map_find(&m, S("key 3000")));
    assert_int_equal(m.n, 3000);
    arena_release(&a);
}

TEST(a_vector_keeps_its_elements_while_it_grows)
{
    struct arena a = {0};
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++)
        *vec_push(&a, &v) = i;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v.v[i], i);
    arena_release(&a);
}

TEST(a_seed_repeats_and_draws_stay_in_bounds)
{
    struct prng x, y;
    prng_init(&x, 42);
    prng_init(&y, 42);
    for (int i = 0; i < 1000; i++) {
        int64_t n = prng_below(&x, 7);
        assert_true(n >= 0 && n < 7);
        assert_true(n == prng_below(&y, 7));
        double u = prng_unit(&x);
        assert_true(u >= 0 && u < 1 && u <= prng_unit(&y));
    }
}
