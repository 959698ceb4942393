#include "tplc/emit.h"

#include "base/utf8.h"

void put_c_string(struct buf *to, struct str s)
{
    buf_addc(to, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\' || c == '?') { /* ?? could begin a trigraph */
            buf_addc(to, '\\');
            buf_addc(to, (char)c);
        } else if (c == '\n') {
            buf_addz(to, "\\n");
        } else if (c < 0x20 || c == 0x7f) {
            buf_addf(to, "\\%03o", c);
        } else {
            buf_addc(to, (char)c);
        }
    }
    buf_addc(to, '"');
}

void emit_flush(struct emitter *e)
{
    enum { longest = 2000 }; /* C promises no more than 4,095 bytes in a literal */
    struct str s = buf_str(&e->literal);
    while (s.n) {
        struct str piece = utf8_cut_bytes(s, longest);
        buf_addz(e->to, "out_raw(o, ");
        put_c_string(e->to, piece);
        buf_addf(e->to, ", %td);\n", piece.n);
        s = str_skip(s, piece.n);
    }
    e->literal.n = 0;
}

void emit_line(struct emitter *e, int line)
{
    buf_addf(e->to, "#line %d ", line);
    put_c_string(e->to, e->t->path);
    buf_addc(e->to, '\n');
}

static void put_escape(struct buf *to, char c)
{
    switch (c) {
    case '&': buf_addz(to, "&amp;"); break;
    case '<': buf_addz(to, "&lt;"); break;
    case '>': buf_addz(to, "&gt;"); break;
    case '"': buf_addz(to, "&quot;"); break;
    case '\'': buf_addz(to, "&#39;"); break;
    default: buf_addc(to, c);
    }
}

void emit_escaped(struct emitter *e, struct str text, enum place_kind place)
{
    bool is_html = place == PLACE_TEXT || place == PLACE_WORDS || place == PLACE_ATTR;
    for (ptrdiff_t i = 0; is_html && i < text.n; i++)
        put_escape(&e->literal, text.p[i]);
    if (!is_html)
        buf_add(&e->literal, text);
}

static const char *value_writer(enum place_kind place)
{
    switch (place) {
    case PLACE_TEXT:
    case PLACE_WORDS:
    case PLACE_ATTR:
    case PLACE_TAG: return "OUT_HTML";
    case PLACE_HREF: return "OUT_HREF";
    case PLACE_BASE: return "OUT_BASE";
    case PLACE_URL: return "OUT_URL";
    case PLACE_JSON: return "OUT_JSON";
    case PLACE_JSON_KEY: return "OUT_JSON_KEY";
    case PLACE_PLAIN: break;
    }
    return "OUT_TEXT";
}

/* fn(o, (expr)more); */
static void emit_call(struct emitter *e, const struct node *n, const char *fn, const char *more)
{
    emit_flush(e);
    emit_line(e, n->line);
    buf_addf(e->to, "%s(o, (%.*s)%s);\n", fn, STR_ARG(n->expr), more);
}

static void emit_when(struct emitter *e, const struct node *n)
{
    char form[32];
    int i = snprintf(form, sizeof form, ", WHEN_%.*s", STR_ARG(n->name));
    for (int k = 0; k < i; k++)
        if (form[k] >= 'a' && form[k] <= 'z')
            form[k] = (char)(form[k] - 32);
    if (n->place == PLACE_JSON)
        emit_call(e, n, "out_json_when", "");
    else
        emit_call(e, n,
                  n->place == PLACE_TEXT    ? "out_html_when"
                  : n->place == PLACE_PLAIN ? "out_text_when"
                                            : "out_attr_when",
                  form);
}

static void emit_icon(struct emitter *e, const struct node *n)
{
    if (!n->text.p) {
        struct buf classes;
        buf_init(&classes, e->t->arena, 4096);
        buf_addz(&classes, ", S(");
        put_c_string(&classes, n->classes);
        buf_addz(&classes, ")");
        buf_addc(&classes, 0);
        emit_call(e, n, "OUT_ICON", classes.full ? ", S(\"\")" : classes.p);
        return;
    }
    buf_addz(&e->literal, "<svg class=\"i");
    if (n->classes.n)
        buf_addc(&e->literal, ' ');
    emit_escaped(e, n->classes, PLACE_ATTR);
    buf_addf(&e->literal, "\" aria-hidden=\"true\"><use href=\"#i-%.*s\"/></svg>",
             STR_ARG(n->text));
}

static void emit_if(struct emitter *e, const struct node *n)
{
    emit_flush(e);
    emit_line(e, n->line);
    buf_addf(e->to, "if (%.*s) {\n", STR_ARG(n->expr));
    emit_block(e, n->body);
    emit_flush(e);
    if (!n->has_else) {
        buf_addz(e->to, "}\n");
    } else if (n->other && n->other->is_elif) {
        buf_addz(e->to, "} else\n");
        emit_if(e, n->other);
    } else {
        buf_addz(e->to, "} else {\n");
        emit_block(e, n->other);
        emit_flush(e);
        buf_addz(e->to, "}\n");
    }
}

static void emit_let(struct emitter *e, const struct node *n)
{
    emit_flush(e);
    emit_line(e, n->line);
    buf_addf(e->to, "__typeof__(%.*s) %.*s = (%.*s);\n(void)%.*s;\n", STR_ARG(n->expr),
             STR_ARG(n->name), STR_ARG(n->expr), STR_ARG(n->name));
}

static void emit_use(struct emitter *e, const struct node *n)
{
    emit_flush(e);
    emit_line(e, n->line);
    buf_addf(e->to, "%.*s_%s(o%s%.*s);\n", STR_ARG(n->name), kind_suffix(e->t->kind),
             n->expr.n ? ", " : "", STR_ARG(n->expr));
}

static void emit_attr(struct emitter *e, const struct node *n)
{
    emit_flush(e);
    emit_line(e, n->line);
    buf_addf(e->to, "if (%.*s)\n    out_raw(o, \"%s%.*s\", %td);\n", STR_ARG(n->expr),
             n->needs_blank ? " " : "", STR_ARG(n->name), n->name.n + n->needs_blank);
}

static void emit_node(struct emitter *e, const struct node *n)
{
    switch (n->kind) {
    case NODE_LITERAL: buf_add(&e->literal, n->text); break;
    case NODE_VALUE: emit_call(e, n, value_writer(n->place), ""); break;
    case NODE_IF: emit_if(e, n); break;
    case NODE_FOR: emit_for(e, n); break;
    case NODE_LET: emit_let(e, n); break;
    case NODE_USE: emit_use(e, n); break;
    case NODE_WRAP: emit_wrap(e, n); break;
    case NODE_SLOT: emit_slot(e, n); break;
    case NODE_WORDS: emit_words(e, n); break;
    case NODE_SENTENCE: emit_sentence(e, n); break;
    case NODE_WHEN: emit_when(e, n); break;
    case NODE_COUNT: emit_call(e, n, "out_count", ""); break;
    case NODE_SAFE:
        emit_call(e, n, n->place == PLACE_JSON ? "out_json_safe" : "out_safe", "");
        break;
    case NODE_ATTR: emit_attr(e, n); break;
    case NODE_ICON: emit_icon(e, n); break;
    case NODE_FILL:
    case NODE_PART:
    case NODE_INCLUDE: break;
    }
}

void emit_block(struct emitter *e, const struct node *first)
{
    for (const struct node *n = first; n; n = n->next)
        emit_node(e, n);
}

/* Where a layout goes on after its slot was filled. */
static void emit_resume(struct emitter *e, const slot_vec *slots)
{
    struct str name = e->part->name;
    const char *kind = kind_suffix(e->t->kind);
    if (!slots->n)
        return;
    buf_addf(e->to, "switch (from) {\ncase %.*s_%s_begin: break;\n", STR_ARG(name), kind);
    for (ptrdiff_t i = 0; i < slots->n; i++)
        buf_addf(e->to, "case %.*s_%s_slot_%.*s: goto resume_%.*s;\n", STR_ARG(name), kind,
                 STR_ARG(slots->v[i]->name), STR_ARG(slots->v[i]->name));
    buf_addf(e->to, "case %.*s_%s_end: return from;\n}\n", STR_ARG(name), kind);
}

static void emit_part(struct emitter *e, const struct node *part)
{
    slot_vec slots = {0};
    str_vec params = {0};
    node_slots(e->t->arena, part, &slots);
    param_names(e->t->arena, part->expr, &params);
    e->part = part;
    buf_addc(e->to, '\n');
    emit_line(e, part->line);
    put_signature(e->t, part, slots.n > 0, e->to);
    buf_addz(e->to, "\n{\n(void)o;\n");
    for (ptrdiff_t i = 0; i < params.n; i++)
        buf_addf(e->to, "(void)%.*s;\n", STR_ARG(params.v[i]));
    emit_resume(e, &slots);
    emit_block(e, part->body);
    emit_flush(e);
    if (slots.n)
        buf_addf(e->to, "return %.*s_%s_end;\n", STR_ARG(part->name), kind_suffix(e->t->kind));
    buf_addz(e->to, "}\n");
}

void tplc_emit(struct tplc *t, struct str feature, struct buf *to)
{
    struct emitter e = {.t = t, .to = to};
    buf_init(&e.literal, t->arena, TPLC_C_BYTES);
    buf_addf(to, "/* Made by tools/tplc from %.*s: change that. */\n#include \"text/tpl.h\"\n",
             STR_ARG(t->path));
    buf_addf(to, "#include \"%.*s/templates.h\"\n", STR_ARG(feature));
    for (const struct node *n = t->nodes; n; n = n->next) {
        if (n->kind != NODE_INCLUDE)
            continue;
        emit_line(&e, n->line);
        buf_addf(to, "#include \"%.*s\"\n", STR_ARG(n->text));
    }
    for (const struct node *n = t->nodes; n; n = n->next)
        if (n->kind == NODE_PART)
            emit_part(&e, n);
}

enum err tplc_compile(struct tplc *t, struct str feature, struct buf *to)
{
    TRY(tplc_parse(t));
    TRY(tplc_check(t));
    tplc_emit(t, feature, to);
    return to->full ? tplc_fail(t, 1, "the C of this is larger than %d MB", TPLC_C_BYTES >> 20)
                    : OK;
}
