/* multipart/form-data, cut into pieces of every size. */
#include "harness/test.h"

#include "http/multipart_note.h"

#define PART(headers, bytes)                                                                       \
    "--b\r\nContent-Disposition: form-data; " headers "\r\n\r\n" bytes "\r\n"

static const struct {
    const char *body, *want; /* want NULL: refused */
} cases[] = {
    {PART("name=\"a\"", "1") PART("name=\"b\"", "") "--b--\r\n", "a||text/plain:1;b||text/plain:;"},
    {PART("name=a; filename=\"x.txt\"\r\nContent-Type: image/png", "\x89PNG\r\n\x1a\n") "--b--",
     "a|x.txt|image/png:\x89PNG\r\n\x1a\n;"},
    {"preamble\r\n" PART("name=a", "1") "--b--\r\nepilogue --b", "a||text/plain:1;"},
    {"--b--\r\n", ""},
    {PART("name=a", "\r\n--\r\n--c\r\n--") "--b--", "a||text/plain:\r\n--\r\n--c\r\n--;"},
    {PART("name=a", "\r\r\n\r\r") "--b--", "a||text/plain:\r\r\n\r\r;"},
    {PART("name=a", "--b") "--b--", "a||text/plain:--b;"},
    {PART("name=a", "x\n--b\n") "--b--", "a||text/plain:x\n--b\n;"},
    {"--b  \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--", "a||text/plain:1;"},
    {PART("filename=\"\"; name=\"a\"", "") "--b--", "a||text/plain:;"},
    {PART("name=\"a\"; filename=\"q\\\"uo;te%22.txt\"", "1") "--b--",
     "a|q\"uo;te\".txt|text/plain:1;"},
    {PART("name=\"a\"; filename=\"C:\\dir\\x.txt\"", "1") "--b--",
     "a|C:\\dir\\x.txt|text/plain:1;"},
    {PART("name=\"a\"; filename=\"tail\\\"", "1") "--b--", "a|tail\\|text/plain:1;"},
    {PART("name=\"a\"; filename=\"x\"; filename*=UTF-8''na%C3%AFve.txt", "1") "--b--",
     "a|naïve.txt|text/plain:1;"},
    {PART("name=\"a\"; filename=\"\xff\xfe.txt\"", "1") "--b--",
     "a|\xef\xbf\xbd\xef\xbf\xbd.txt|text/plain:1;"},
    {PART("name=\"r\xc3\xa9ponse\"", "1") "--b--", "r\xc3\xa9ponse||text/plain:1;"},
    {"--b\r\ncontent-disposition: FORM-DATA; NAME=a\r\nX-Other: y\r\n\r\n1\r\n--b--",
     "a||text/plain:1;"},
    /* refused */
    {"", NULL},
    {"--b", NULL},
    {"--b\r\n", NULL},
    {PART("name=a", "1"), NULL},
    {PART("name=a", "1") "--b-", NULL},
    {PART("name=a", "1") "--bx", NULL},
    {PART("name=a", "1") "--b\n", NULL},
    {"--b\r\n\r\n1\r\n--b--", NULL},
    {"--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--", NULL},
    {"--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--", NULL},
    {"--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--", NULL},
    {"--b\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n1\r\n--b--", NULL},
    {"--b\r\nContent-Disposition : form-data; name=a\r\n\r\n1\r\n--b--", NULL},
    {"--b\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n1\r\n--b--", NULL},
    {"--b\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
     "name=b\r\n\r\n1\r\n--b--",
     NULL},
    {"no boundary at all", NULL},
};

TEST(a_form_reads_the_same_in_pieces_of_every_size)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str body = str_from(cases[i].body);
        for (ptrdiff_t piece = 1; piece <= body.n + 1; piece++) {
            struct str got = note_read(&a, S("b"), body, piece);
            if (!cases[i].want && got.p)
                fail_msg("case %zu was taken, in pieces of %td: %.*s", i, piece, STR_ARG(got));
            if (cases[i].want)
                assert_str_equal(got, str_from(cases[i].want));
            arena_reset(&a);
        }
    }
    arena_release(&a);
}

TEST(the_boundary_is_found_in_the_content_type)
{
    static const struct {
        const char *type, *boundary;
    } types[] = {
        {"multipart/form-data; boundary=abc", "abc"},
        {"Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a b\"", "a b"},
        {"multipart/form-data;boundary=----WebKitFormBoundaryx ", "----WebKitFormBoundaryx"},
        {"multipart/form-data", NULL},
        {"multipart/form-data; boundary=", NULL},
        {"multipart/form-data; boundary=\"\"", NULL},
        {"multipart/form-data; boundary=\"a \"", NULL},
        {"multipart/form-data; boundary=a\"b", NULL},
        {"multipart/mixed; boundary=a", NULL},
        {"multipart/form-data; "
         "boundary=12345678901234567890123456789012345678901234567890123456789012345678901",
         NULL},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct str got = multipart_boundary(str_from(types[i].type));
        assert_int_equal(got.p != NULL, types[i].boundary != NULL);
        assert_str_equal(got, str_from(types[i].boundary));
    }
}

TEST(headers_of_a_part_have_a_cap)
{
    struct arena a = {0};
    struct multipart *m = NEW(&a, struct multipart);
    struct buf note;
    buf_init(&note, &a, 1 << 20);
    multipart_init(m, &a, S("b"), (struct multipart_sink){&note, note_part, note_bytes, note_end});
    assert_int_equal(multipart_add(m, S("--b\r\nX: ")), OK);
    enum err err = OK;
    for (int i = 0; i < LIMIT_PART_HEADER_BYTES && err == OK; i++)
        err = multipart_add(m, S("x"));
    assert_int_equal(err, ERR_TOO_LARGE);
    assert_int_equal(multipart_add(m, S("x")), ERR_INVALID);
    arena_release(&a);
}
