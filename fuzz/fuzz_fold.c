/* Any bytes: folding twice changes nothing, and a text is found by itself: the words that are
 * looked for stand side by side in the words that are indexed. */
#include <assert.h>

#include "text/fold.h"

static bool is_found(struct str indexed, const struct fold_word *words, int n)
{
    for (int i = 0; i < n; i++) {
        struct str word = str_cut(&indexed, ' ');
        if (!(words[i].is_beginning ? str_starts(word, words[i].text)
                                    : str_eq(word, words[i].text)))
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct fold_word words[64];
    struct str in = str_of((const char *)data, (ptrdiff_t)size), folded = fold_text(&a, in);
    assert(str_eq(fold_text(&a, folded), folded));
    assert(is_found(fold_words(&a, in, 1000), words, fold_query(&a, in, words, 64)));
    arena_release(&a);
    return 0;
}
