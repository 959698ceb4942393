#include "mail/thread_cli.h"

#include "base/limits.h"
#include "mail/mbox.h"
#include "mail/thread.h"

struct run {
    struct arena arena; /* of the book and the names */
    struct thread_book book;
    VEC(struct str) names;
    mail_parse_run *parse;
    void *context;
};

static enum err take(void *context, struct arena *a, const struct mbox_entry *entry,
                     struct fault *f)
{
    struct run *run = context;
    struct mail mail = {0};
    if (run->parse(run->context, a, entry->raw, &mail, f) != OK)
        mail = (struct mail){0}; /* nothing is known of it: it stands alone */
    struct thread_mail facts = thread_mail_of(a, &mail);
    thread_book_add(&run->book, &facts);
    *vec_push(&run->arena, &run->names) = str_dup(&run->arena, entry->source);
    return OK;
}

static int take_file(struct run *run, const char *path)
{
    struct fault f = {0};
    ptrdiff_t before = run->names.n;
    if (mbox_walk(path, take, run, &f) != OK) {
        fprintf(stderr, "kept mail thread: %s: %s\n", path, f.message);
        return 1;
    }
    if (run->names.n == before) { /* an empty file is a message that says nothing */
        struct thread_mail nothing = {0};
        thread_book_add(&run->book, &nothing);
        vec_push(&run->arena, &run->names);
    }
    if (run->names.n <= before + 1)
        run->names.v[before] = str_from(path);
    return 0;
}

int thread_cli(int argc, char **argv, mail_parse_run *parse, void *context)
{
    if (argc < 1) {
        fputs("usage: kept mail thread FILE…\n", stderr);
        return 2;
    }
    struct run run = {.parse = parse, .context = context};
    int status = 0;
    thread_book_init(&run.book, &run.arena);
    for (int i = 0; i < argc; i++)
        status |= take_file(&run, argv[i]);
    struct buf out;
    buf_init(&out, &run.arena, LIMIT_PARSER_REPLY_BYTES);
    thread_json(&run.book, run.names.v, &out);
    buf_addc(&out, '\n');
    fwrite(out.p, 1, (size_t)out.n, stdout);
    arena_release(&run.arena);
    return fflush(stdout) == 0 ? status : 1;
}
