/* Words: looked up while the page is written, by a hash that is known now. */
#include "base/map.h"
#include "tplc/emit.h"

struct str word_key(struct arena *a, const struct node *n)
{
    if (!n->context.p)
        return n->text;
    return str_cat(a, str_cat(a, n->context, S("\004")), n->text);
}

/* word_at(o->lang, hash, key, context), or word_n_at with the number's name. */
static void put_lookup(struct emitter *e, const struct node *n)
{
    struct str key = word_key(e->t->arena, n);
    buf_addf(e->to, "word_%sat(o->lang, 0x%llxu, S(", n->many.p ? "n_" : "",
             (unsigned long long)str_hash(key));
    put_c_string(e->to, key);
    if (n->many.p) {
        buf_addz(e->to, "), S(");
        put_c_string(e->to, n->many);
        buf_addf(e->to, "), n_%d_)", n->number);
    } else {
        buf_addf(e->to, "), %td)", key.n - n->text.n);
    }
}

static const char *words_writer(const struct emitter *e, const struct node *n)
{
    return n->place == PLACE_JSON  ? "out_json_words"
           : e->t->kind == TPL_TXT ? "out_text_words"
                                   : "out_html_words";
}

static void put_args(struct emitter *e, const struct node *n)
{
    int count = n->arg_count + (n->many.p != NULL);
    if (!count) {
        buf_addz(e->to, "NULL, 0");
        return;
    }
    buf_addz(e->to, "(const struct out_arg[]){");
    if (n->many.p)
        buf_addf(e->to, "out_arg_count(\"n\", n_%d_), ", n->number);
    for (int i = 0; i < n->arg_count; i++) {
        buf_addc(e->to, '\n');
        emit_line(e, n->args[i].line);
        buf_addf(e->to, "OUT_ARG(\"%.*s\", (%.*s)), ", STR_ARG(n->args[i].name),
                 STR_ARG(n->args[i].expr));
    }
    buf_addf(e->to, "}, %d", count);
}

void emit_words(struct emitter *e, const struct node *n)
{
    emit_flush(e);
    if (n->many.p) {
        buf_addz(e->to, "{\n");
        emit_line(e, n->line);
        buf_addf(e->to, "const int64_t n_%d_ = (int64_t)(%.*s);\n", n->number, STR_ARG(n->expr));
    }
    buf_addf(e->to, "%s(o, ", words_writer(e, n));
    put_lookup(e, n);
    buf_addz(e->to, ", ");
    put_args(e, n);
    buf_addz(e->to, n->many.p ? ");\n}\n" : ");\n");
}

void emit_sentence(struct emitter *e, const struct node *n)
{
    int count = 0;
    if (!n->body) {
        emit_words(e, n);
        return;
    }
    emit_flush(e);
    buf_addf(e->to, "{\nstatic const char *const names_%d_[] = {", n->number);
    for (const struct node *fill = n->body; fill; fill = fill->next, count++)
        buf_addf(e->to, "\"%.*s\", ", STR_ARG(fill->name));
    buf_addf(e->to, "};\nstruct out_walk walk_%d_ = {", n->number);
    put_lookup(e, n);
    buf_addf(
        e->to,
        "};\nfor (int hole_%d_; (hole_%d_ = out_%s_walk(o, &walk_%d_, names_%d_, %d)) >= 0;)\n",
        n->number, n->number, e->t->kind == TPL_TXT ? "text" : "html", n->number, n->number, count);
    buf_addf(e->to, "switch (hole_%d_) {\n", n->number);
    int i = 0;
    for (const struct node *fill = n->body; fill; fill = fill->next, i++) {
        buf_addf(e->to, "case %d: {\n", i);
        emit_block(e, fill->body);
        emit_flush(e);
        buf_addz(e->to, "} break;\n");
    }
    buf_addz(e->to, "}\n}\n");
}
