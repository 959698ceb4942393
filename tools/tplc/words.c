#include "tplc/words.h"

#include "base/map.h"
#include "text/i18n.h"
#include "tplc/emit.h"
#include "tplc/files.h"

static int complain(const char *path, int line, const struct fault *f)
{
    fprintf(stderr, "%s:%d: error: %s\n", path, line, f->message);
    return 1;
}

static int save(struct arena *a, const char *path, const struct buf *b)
{
    struct fault f;
    return file_save(a, path, buf_str(b), &f) == OK ? 0 : complain(path, 0, &f);
}

static int load_po(struct arena *a, const char *path, struct po *out)
{
    struct fault f;
    struct str text;
    int line = 0;
    if (file_load(a, path, &text, &f) != OK || po_parse(a, text, out, &line, &f) != OK)
        return complain(path, line, &f);
    return 0;
}

static int run_find(struct arena *a, const char *pot, int count, char **paths)
{
    struct po found = {0};
    struct buf b;
    buf_init(&b, a, PO_BYTES);
    for (int i = 0; i < count; i++) {
        struct str text;
        struct fault f;
        int line = 0;
        if (file_load(a, paths[i], &text, &f) != OK ||
            words_find(a, str_from(paths[i]), text, &found, &line, &f) != OK)
            return complain(paths[i], line, &f);
    }
    buf_addz(&b, "# The English of the pages, gathered by tools/tplc (make words).\n"
                 "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n");
    po_format(&found, &b);
    return save(a, pot, &b);
}

/* The language a catalogue is of, by its name: src/words/de.po. */
static enum lang lang_of(const char *path)
{
    struct str name = str_from(path);
    name = str_skip(name, str_rchr(name, '/') + 1);
    name = str_head(name, str_chr(name, '.') < 0 ? name.n : str_chr(name, '.'));
    for (int l = 0; l < LANG_COUNT; l++)
        if (str_eq(name, str_from(lang_tag((enum lang)l))))
            return (enum lang)l;
    fprintf(stderr, "%s: lib/text/i18n.c does not know this language\n", path);
    return LANG_COUNT;
}

static int run_merge(struct arena *a, const char *path, const char *pot_path)
{
    struct po po = {0}, pot = {0};
    struct buf b;
    enum lang l = lang_of(path);
    if (l == LANG_COUNT || load_po(a, path, &po) || load_po(a, pot_path, &pot))
        return 1;
    words_merge(a, &po, &pot, lang_plurals(l));
    buf_init(&b, a, PO_BYTES);
    po_format(&po, &b);
    return save(a, path, &b);
}

static int run_check(struct arena *a, const char *pot_path, int count, char **paths)
{
    struct po pot;
    struct buf report;
    buf_init(&report, a, PO_BYTES);
    if (load_po(a, pot_path, &pot))
        return 1;
    int wrong = words_check_english(&pot, &report);
    for (int i = 0; i < count; i++) {
        struct po po;
        enum lang l = lang_of(paths[i]);
        if (l == LANG_COUNT || load_po(a, paths[i], &po))
            return 1;
        wrong += words_check(&pot, &po, paths[i], lang_plurals(l), &report);
    }
    fprintf(stderr, "%.*s", STR_ARG(buf_str(&report)));
    return wrong ? 1 : 0;
}

static bool is_translated(const struct po_entry *e, int plurals)
{
    bool is_whole = e->one.n && !e->is_fuzzy && !e->is_obsolete;
    for (int i = 0; i < (e->many.p ? plurals : 1); i++)
        is_whole &= e->forms[i].n > 0;
    return is_whole;
}

static void put_forms(struct buf *to, const char *tag, ptrdiff_t n, const struct po_entry *e,
                      int forms)
{
    buf_addf(to, "static const struct str %s_%td[] = {", tag, n);
    for (int i = 0; i < forms; i++) {
        buf_addz(to, "STR_INIT(");
        put_c_string(to, e->forms[i]);
        buf_addz(to, "), ");
    }
    buf_addz(to, "};\n");
}

/* An open table twice as large as it must be, so that a search is short. Slot i holds the number of
 * an entry and one; 0: free. */
static bool put_catalogue(struct arena *a, struct buf *to, enum lang l, const struct po *po)
{
    const char *tag = lang_tag(l);
    uint64_t size = 16;
    ptrdiff_t count = 0;
    while (size < (uint64_t)po->entries.n * 2)
        size *= 2;
    ptrdiff_t *slots = NEWN(a, ptrdiff_t, (ptrdiff_t)size);
    for (ptrdiff_t i = 0; i < po->entries.n; i++) {
        const struct po_entry *e = &po->entries.v[i];
        if (!is_translated(e, lang_plurals(l)))
            continue;
        put_forms(to, tag, i, e, e->many.p ? lang_plurals(l) : 1);
        struct node n = {.text = e->one, .context = e->context};
        uint64_t at = str_hash(word_key(a, &n)) & (size - 1);
        while (slots[at])
            at = (at + 1) & (size - 1);
        slots[at] = i + 1;
        count++;
    }
    if (!count)
        return false;
    buf_addf(to, "static const struct word_entry slots_%s[%llu] = {\n", tag,
             (unsigned long long)size);
    for (uint64_t at = 0; at < size; at++) {
        if (!slots[at])
            continue;
        const struct po_entry *e = &po->entries.v[slots[at] - 1];
        struct node n = {.text = e->one, .context = e->context};
        struct str key = word_key(a, &n);
        buf_addf(to, "[%llu] = {0x%llxu, STR_INIT(", (unsigned long long)at,
                 (unsigned long long)str_hash(key));
        put_c_string(to, key);
        buf_addf(to, "), %s_%td},\n", tag, slots[at] - 1);
    }
    buf_addf(to, "};\n#define CATALOGUE_%s {slots_%s, %llu}\n", tag, tag,
             (unsigned long long)size - 1);
    return true;
}

static int run_compile(struct arena *a, const char *out, int count, char **paths)
{
    struct buf b, tail;
    buf_init(&b, a, PO_BYTES);
    buf_init(&tail, a, PO_BYTES);
    buf_addz(&b,
             "/* Made by tools/tplc from src/words: change that. */\n#include \"text/i18n.h\"\n");
    for (int i = 0; i < count; i++) {
        struct po po;
        enum lang l = lang_of(paths[i]);
        if (l == LANG_COUNT || load_po(a, paths[i], &po))
            return 1;
        if (put_catalogue(a, &b, l, &po))
            buf_addf(&tail, "    [%d] = CATALOGUE_%s,\n", (int)l, lang_tag(l));
    }
    buf_addf(&b,
             "const struct word_catalogue word_catalogues[LANG_COUNT] = {\n    [0] = {NULL, "
             "0},\n%.*s};\n",
             STR_ARG(buf_str(&tail)));
    return save(a, out, &b);
}

int words_main(struct arena *a, int argc, char **argv)
{
    if (argc >= 3 && strcmp(argv[0], "find") == 0)
        return run_find(a, argv[1], argc - 2, argv + 2);
    if (argc == 3 && strcmp(argv[0], "merge") == 0)
        return run_merge(a, argv[1], argv[2]);
    if (argc >= 2 && strcmp(argv[0], "check") == 0)
        return run_check(a, argv[1], argc - 2, argv + 2);
    if (argc >= 2 && strcmp(argv[0], "compile") == 0)
        return run_compile(a, argv[1], argc - 2, argv + 2);
    fprintf(stderr,
            "usage: tplc words find POT FILE… | merge PO POT | check POT PO… | compile C PO…\n");
    return 2;
}
