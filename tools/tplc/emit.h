/* emit.h: writing C: literals gathered until a statement must follow, lines kept in step. */
#ifndef KEPT_TPLC_EMIT_H
#define KEPT_TPLC_EMIT_H

#include "tplc/tplc.h"

/* A fill in which a slot may stand, of a layout that wraps another. */
struct open_fill {
    const struct node *wrap, *fill;
    const struct open_fill *outer;
};

struct emitter {
    struct tplc *t;
    struct buf *to;
    struct buf literal; /* not yet written */
    const struct node *part;
    const struct open_fill *fills;
};

void emit_block(struct emitter *e, const struct node *first);
void emit_flush(struct emitter *e);
/* emit_line: what follows stands in that line of the template. */
void emit_line(struct emitter *e, int line);
/* emit_escaped: text as what is written at that place, among the literals. */
void emit_escaped(struct emitter *e, struct str text, enum place_kind place);

void emit_for(struct emitter *e, const struct node *n);
void emit_wrap(struct emitter *e, const struct node *n);
void emit_slot(struct emitter *e, const struct node *n);
void emit_words(struct emitter *e, const struct node *n);
void emit_sentence(struct emitter *e, const struct node *n);

/* put_c_string: a C string literal, quotes included. */
void put_c_string(struct buf *to, struct str s);
/* word_key: the English, after its context and a byte 4 where it has one. */
struct str word_key(struct arena *a, const struct node *n);

#endif
