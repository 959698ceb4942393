/* Four bytes a mail: who sends, its id, what it cites. Insiders and outsiders never share a group.
 */
#include <assert.h>

#include "mail/thread.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t size)
{
    struct arena a = {0};
    struct thread_book book;
    thread_book_init(&book, &a);
    for (size_t i = 0; i + 4 <= size && i < 256; i += 4) {
        struct str ids[3], from = p[i] % 2 ? S("eve@x") : S("ann@x");
        for (size_t k = 0; k < 3; k++)
            ids[k] = str_fmt(&a, "%d@x", p[i + 1 + k] % 12);
        struct thread_mail m = {.message_id = ids[0], .from = from, .references = ids + 1};
        m.reference_count = p[i] / 2 % 3;
        m.alignment = (enum thread_alignment)(p[i] / 6 % 3);
        thread_book_add(&book, &m);
    }
    for (ptrdiff_t i = 0; i < book.mails.n; i++)
        for (ptrdiff_t k = 0; k < i; k++)
            assert(p[4 * i] % 2 == p[4 * k] % 2 ||
                   thread_book_group(&book, i) != thread_book_group(&book, k));
    arena_release(&a);
    return 0;
}
