/* multipart_note.h: for tests and fuzzing: a multipart body, in pieces, as one line of text. */
#ifndef KEPT_HTTP_MULTIPART_NOTE_H
#define KEPT_HTTP_MULTIPART_NOTE_H

#include "http/multipart.h"

static inline enum err note_part(void *to, const struct part *p)
{
    buf_addf(to, "%.*s|%.*s|%.*s:", STR_ARG(p->name), STR_ARG(p->filename), STR_ARG(p->type));
    return OK;
}

static inline enum err note_bytes(void *to, struct str bytes)
{
    buf_add(to, bytes);
    return OK;
}

static inline enum err note_end(void *to)
{
    buf_addc(to, ';');
    return OK;
}

/* "name|filename|type:bytes;" for each part of `body`, read in pieces of `piece` bytes; p NULL when
 * it is refused. */
static inline struct str note_read(struct arena *a, struct str boundary, struct str body,
                                   ptrdiff_t piece)
{
    struct buf note;
    struct multipart *m = NEW(a, struct multipart);
    buf_init(&note, a, 1 << 24);
    multipart_init(m, a, boundary, (struct multipart_sink){&note, note_part, note_bytes, note_end});
    while (body.n) {
        if (multipart_add(m, str_head(body, piece)) != OK)
            return (struct str){0};
        body = str_skip(body, piece);
    }
    if (multipart_end(m) != OK)
        return (struct str){0};
    return note.p ? buf_str(&note) : S("");
}

#endif
