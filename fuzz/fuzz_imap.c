/* Any bytes as what an IMAP server says: every answer is read to its end or refused, in pieces of
 * any size alike; folder names come back as they were sent. */
#include <assert.h>

#include "base/utf8.h"
#include "mail/imap_read.h"

struct stream {
    struct str left;
    ptrdiff_t step;
    int64_t body;
};

static ptrdiff_t give(void *p, char *to, ptrdiff_t most)
{
    struct stream *s = p;
    struct str part = str_head(s->left, s->step < most ? s->step : most);
    if (part.n)
        memcpy(to, part.p, (size_t)part.n);
    s->left = str_skip(s->left, part.n);
    return part.n;
}

static enum err take(void *p, struct str piece)
{
    ((struct stream *)p)->body += piece.n;
    return OK;
}

static int64_t read_all(struct str bytes, ptrdiff_t step, int *answers)
{
    struct arena a = {0};
    struct stream s = {bytes, step, 0};
    struct imap_reader r = {.read = give, .from = &s, .body = take, .to = &s};
    struct imap_response out;
    enum err err = OK;
    for (*answers = 0; *answers < 1000 && err == OK; ++*answers) {
        err = imap_read(&r, &a, &out);
        if (err == OK && out.folder.n) {
            struct str shown = imap_folder_show(&a, out.folder);
            assert(utf8_is_valid(shown));
            (void)imap_folder_send(&a, shown);
        }
    }
    arena_release(&a);
    return s.body * 16 + (int64_t)err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_of((const char *)data, (ptrdiff_t)size);
    int one, many;
    int64_t whole = read_all(in, 1 << 20, &many);
    assert(read_all(in, 1, &one) == whole && one == many);
    return 0;
}
