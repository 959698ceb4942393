/* Loops, layouts, slots. Names of our own end in the node's number, so that none meets another. */
#include "tplc/emit.h"

static void emit_sep(struct emitter *e, const struct node *n)
{
    if (!n->sep.n)
        return;
    if (n->to.p)
        buf_addf(e->to, "if (%.*s != (%.*s)) {\n", STR_ARG(n->name), STR_ARG(n->list));
    else
        buf_addf(e->to, "if (%.*s_i > 0) {\n", STR_ARG(n->name));
    emit_escaped(e, n->sep, n->place);
    emit_flush(e);
    buf_addz(e->to, "}\n");
}

static void emit_range(struct emitter *e, const struct node *n)
{
    buf_addf(e->to, "for (ptrdiff_t %.*s = (%.*s); %.*s <= (%.*s); %.*s++) {\n", STR_ARG(n->name),
             STR_ARG(n->list), STR_ARG(n->name), STR_ARG(n->to), STR_ARG(n->name));
}

static void emit_rows(struct emitter *e, const struct node *n)
{
    const char *v = n->count.p ? "" : ".v";
    buf_addf(e->to, "__typeof__(&(%.*s)%s[0]) list_%d_ = (%.*s)%s;\n", STR_ARG(n->list), v,
             n->number, STR_ARG(n->list), v);
    emit_line(e, n->line);
    if (n->count.p)
        buf_addf(e->to, "const ptrdiff_t %.*s_n = (ptrdiff_t)(%.*s);\n", STR_ARG(n->name),
                 STR_ARG(n->count));
    else
        buf_addf(e->to, "const ptrdiff_t %.*s_n = (ptrdiff_t)(%.*s).n;\n", STR_ARG(n->name),
                 STR_ARG(n->list));
    buf_addf(e->to, "for (ptrdiff_t %.*s_i = 0; %.*s_i < %.*s_n; %.*s_i++) {\n", STR_ARG(n->name),
             STR_ARG(n->name), STR_ARG(n->name), STR_ARG(n->name));
    emit_line(e, n->line);
    buf_addf(e->to, "__typeof__(list_%d_) const %.*s = &list_%d_[%.*s_i];\n(void)%.*s;\n",
             n->number, STR_ARG(n->name), n->number, STR_ARG(n->name), STR_ARG(n->name));
}

void emit_for(struct emitter *e, const struct node *n)
{
    emit_flush(e);
    buf_addz(e->to, "{\n");
    emit_line(e, n->line);
    if (n->to.p)
        emit_range(e, n);
    else
        emit_rows(e, n);
    emit_sep(e, n);
    emit_block(e, n->body);
    emit_flush(e);
    buf_addz(e->to, "}\n");
    if (n->other && n->to.p)
        buf_addf(e->to, "if ((%.*s) > (%.*s)) {\n", STR_ARG(n->list), STR_ARG(n->to));
    else if (n->other)
        buf_addf(e->to, "if (%.*s_n <= 0) {\n", STR_ARG(n->name));
    if (n->other) {
        emit_block(e, n->other);
        emit_flush(e);
        buf_addz(e->to, "}\n");
    }
    buf_addz(e->to, "}\n");
}

/* The layout is called again and again; it returns the slot that is to be filled next. A slot
 * without a fill is one that the switch does not handle, which the C compiler refuses. */
void emit_wrap(struct emitter *e, const struct node *n)
{
    const char *kind = kind_suffix(e->t->kind);
    struct str name = n->name;
    emit_flush(e);
    buf_addz(e->to, "{\n");
    emit_line(e, n->line);
    buf_addf(e->to, "enum %.*s_%s_slot slot_%d_ = %.*s_%s_begin;\n", STR_ARG(name), kind, n->number,
             STR_ARG(name), kind);
    emit_line(e, n->line);
    buf_addf(e->to, "while ((slot_%d_ = %.*s_%s(o, slot_%d_%s%.*s)) != %.*s_%s_end)\n", n->number,
             STR_ARG(name), kind, n->number, n->expr.n ? ", " : "", STR_ARG(n->expr), STR_ARG(name),
             kind);
    emit_line(e, n->line);
    buf_addf(e->to, "switch (slot_%d_) {\n", n->number);
    for (const struct node *fill = n->body; fill; fill = fill->next) {
        struct open_fill open = {n, fill, e->fills};
        emit_line(e, fill->line);
        buf_addf(e->to, "case %.*s_%s_slot_%.*s: {\n", STR_ARG(name), kind, STR_ARG(fill->name));
        e->fills = &open;
        emit_block(e, fill->body);
        emit_flush(e);
        e->fills = open.outer;
        buf_addz(e->to, "} break;\n");
    }
    buf_addf(e->to, "case %.*s_%s_begin:\ncase %.*s_%s_end: break;\n}\n}\n", STR_ARG(name), kind,
             STR_ARG(name), kind);
}

/* Coming back, the layouts around this slot are told again which slot of theirs it stands in. */
void emit_slot(struct emitter *e, const struct node *n)
{
    const char *kind = kind_suffix(e->t->kind);
    emit_flush(e);
    emit_line(e, n->line);
    buf_addf(e->to, "return %.*s_%s_slot_%.*s;\nresume_%.*s:;\n", STR_ARG(e->part->name), kind,
             STR_ARG(n->name), STR_ARG(n->name));
    for (const struct open_fill *f = e->fills; f; f = f->outer)
        buf_addf(e->to, "slot_%d_ = %.*s_%s_slot_%.*s;\n", f->wrap->number, STR_ARG(f->wrap->name),
                 kind, STR_ARG(f->fill->name));
}
