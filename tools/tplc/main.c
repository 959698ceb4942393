/* tplc: templates and words to C. README.md here has the language.
 *
 *     tplc compile src/requests/inbox.html build/…/inbox.html.c
 *     tplc header  build/…/requests/templates.h src/requests/inbox.html …
 *     tplc stub    src/requests/inbox.html build/…/inbox.html.c
 *     tplc words   find | merge | check | compile …             (words.h) */
#include <stdio.h>

#include "tplc/files.h"
#include "tplc/tplc.h"
#include "tplc/words.h"

static int complain(const char *path, int line, const struct fault *f)
{
    if (line)
        fprintf(stderr, "%s:%d: error: %s\n", path, line, f->message);
    else
        fprintf(stderr, "%s: error: %s\n", path, f->message);
    return 1;
}

/* The folder a file lies in: "requests". */
static struct str feature_of(struct str path)
{
    struct str folder = str_head(path, str_rchr(path, '/') < 0 ? 0 : str_rchr(path, '/'));
    return str_skip(folder, str_rchr(folder, '/') + 1);
}

static enum err open_file(struct tplc *t, struct arena *a, const char *path, struct fault *f)
{
    struct str text;
    *t = (struct tplc){0};
    TRY(file_load(a, path, &text, f));
    return tplc_open(t, a, str_from(path), text, f);
}

static int run_one(struct arena *a, bool is_stub, const char *path, const char *out)
{
    struct tplc t;
    struct fault f;
    struct buf c;
    struct str feature = feature_of(str_from(path));
    buf_init(&c, a, TPLC_C_BYTES);
    enum err err = open_file(&t, a, path, &f);
    if (err == OK && is_stub)
        err = tplc_parse(&t);
    if (err == OK && is_stub)
        tplc_stub(&t, feature, &c);
    else if (err == OK)
        err = tplc_compile(&t, feature, &c);
    if (err == OK && file_save(a, out, buf_str(&c), &f) != OK)
        return complain(out, 0, &f);
    return err == OK ? 0 : complain(path, t.error_line, &f);
}

static int run_header(struct arena *a, const char *out, int count, char **paths)
{
    struct buf h;
    struct fault f;
    buf_init(&h, a, TPLC_C_BYTES);
    buf_addz(&h, "/* Made by tools/tplc: the templates of this folder. */\n#pragma once\n"
                 "#include \"text/tpl.h\"\n");
    for (int i = 0; i < count; i++) {
        struct tplc t;
        if (open_file(&t, a, paths[i], &f) != OK || tplc_parse(&t) != OK)
            return complain(paths[i], t.error_line, &f);
        tplc_declare(&t, &h);
    }
    return file_save(a, out, buf_str(&h), &f) == OK ? 0 : complain(out, 0, &f);
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    int status = 2;
    const char *command = argc > 1 ? argv[1] : "";
    if (argc == 4 && (strcmp(command, "compile") == 0 || strcmp(command, "stub") == 0))
        status = run_one(&a, strcmp(command, "stub") == 0, argv[2], argv[3]);
    else if (argc >= 3 && strcmp(command, "header") == 0)
        status = run_header(&a, argv[2], argc - 3, argv + 3);
    else if (argc >= 3 && strcmp(command, "words") == 0)
        status = words_main(&a, argc - 2, argv + 2);
    else
        fprintf(stderr, "usage: tplc compile|stub FILE OUT, tplc header OUT FILE…, tplc words …\n");
    arena_release(&a);
    return status;
}
