/* Any bytes as a template of each kind, and as a catalogue: an error in words or C that is whole.
 */
#include <assert.h>

#include "tplc/words.h"

static void compile(struct arena *a, const char *path, struct str text)
{
    struct tplc t;
    struct fault f = {0};
    struct buf c;
    buf_init(&c, a, TPLC_C_BYTES);
    enum err err = tplc_open(&t, a, str_from(path), text, &f);
    if (err == OK)
        err = tplc_compile(&t, S("x"), &c);
    assert(err == OK ? c.n > 0 && !c.full : f.message[0] && t.error_line >= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct str text = str_of((const char *)data, (ptrdiff_t)size);
    struct po po, found = {0};
    int line = 0;
    compile(&a, "src/x/page.html", text);
    compile(&a, "src/x/page.json", text);
    compile(&a, "src/x/page.txt", text);
    (void)!po_parse(&a, text, &po, &line, NULL);
    (void)!words_find(&a, S("src/x/page.c"), text, &found, &line, NULL);
    arena_release(&a);
    return 0;
}
