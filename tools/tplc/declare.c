/* Declarations for templates.h, and the stand-ins of a build that reloads. */
#include "tplc/scan.h"
#include "tplc/tplc.h"

static void find_slots(struct arena *a, const struct node *first, slot_vec *out)
{
    for (const struct node *n = first; n; n = n->next) {
        if (n->kind == NODE_SLOT)
            *vec_push(a, out) = n;
        find_slots(a, n->body, out);
        find_slots(a, n->other, out);
    }
}

void node_slots(struct arena *a, const struct node *part, slot_vec *out)
{
    find_slots(a, part->body, out);
}

void put_signature(const struct tplc *t, const struct node *part, bool is_layout, struct buf *to)
{
    const char *kind = kind_suffix(t->kind);
    if (is_layout)
        buf_addf(to, "enum %.*s_%s_slot %.*s_%s(struct out *o, enum %.*s_%s_slot from",
                 STR_ARG(part->name), kind, STR_ARG(part->name), kind, STR_ARG(part->name), kind);
    else
        buf_addf(to, "void %.*s_%s(struct out *o", STR_ARG(part->name), kind);
    buf_addf(to, "%s%.*s)", part->expr.n ? ", " : "", STR_ARG(part->expr));
}

/* The last identifier of a declaration, before any [ ]: "const struct str tags[4]" has "tags". */
static struct str declared_name(struct str s)
{
    ptrdiff_t bracket = scan_find(s, S("["));
    s = str_trim(bracket < 0 ? s : str_head(s, bracket));
    ptrdiff_t n = 0;
    while (n < s.n && (ascii_is_alpha(s.p[s.n - 1 - n]) || ascii_is_digit(s.p[s.n - 1 - n]) ||
                       s.p[s.n - 1 - n] == '_'))
        n++;
    return str_skip(s, s.n - n);
}

void param_names(struct arena *a, struct str params, str_vec *out)
{
    while (params.n) {
        struct str name = declared_name(scan_cut(&params, ','));
        if (scan_is_name(name))
            *vec_push(a, out) = name;
    }
}

static void put_slots(const struct tplc *t, const struct node *part, const slot_vec *slots,
                      struct buf *to)
{
    const char *kind = kind_suffix(t->kind);
    buf_addf(to, "enum %.*s_%s_slot { %.*s_%s_begin, %.*s_%s_end", STR_ARG(part->name), kind,
             STR_ARG(part->name), kind, STR_ARG(part->name), kind);
    for (ptrdiff_t i = 0; i < slots->n; i++)
        buf_addf(to, ", %.*s_%s_slot_%.*s", STR_ARG(part->name), kind, STR_ARG(slots->v[i]->name));
    buf_addz(to, " };\n");
}

/* For the linker a template has a name that no other function has: mail.json and mail_json() of
 * lib/mail are two. */
void tplc_declare(const struct tplc *t, struct buf *to)
{
    for (const struct node *n = t->nodes; n; n = n->next) {
        slot_vec slots = {0};
        if (n->kind == NODE_INCLUDE)
            buf_addf(to, "#include \"%.*s\"\n", STR_ARG(n->text));
        if (n->kind != NODE_PART)
            continue;
        node_slots(t->arena, n, &slots);
        if (slots.n)
            put_slots(t, n, &slots, to);
        put_signature(t, n, slots.n > 0, to);
        buf_addf(to, "\n    __asm__(\"tpl_%.*s_%s\");\n", STR_ARG(n->name), kind_suffix(t->kind));
    }
}

void tplc_stub(const struct tplc *t, struct str feature, struct buf *to)
{
    const char *kind = kind_suffix(t->kind);
    buf_addf(to,
             "#include \"text/tpl.h\"\n#include \"text/tpl_reload.h\"\n"
             "#include \"%.*s/templates.h\"\n",
             STR_ARG(feature));
    for (const struct node *n = t->nodes; n; n = n->next) {
        slot_vec slots = {0};
        str_vec params = {0};
        if (n->kind != NODE_PART)
            continue;
        node_slots(t->arena, n, &slots);
        param_names(t->arena, n->expr, &params);
        buf_addc(to, '\n');
        put_signature(t, n, slots.n > 0, to);
        buf_addf(
            to,
            "\n{\n__typeof__(&%.*s_%s) fn =\n(__typeof__(&%.*s_%s))tpl_reload(\"tpl_%.*s_%s\");\n"
            "%sfn(o%s",
            STR_ARG(n->name), kind, STR_ARG(n->name), kind, STR_ARG(n->name), kind,
            slots.n ? "return " : "", slots.n ? ", from" : "");
        for (ptrdiff_t i = 0; i < params.n; i++)
            buf_addf(to, ", %.*s", STR_ARG(params.v[i]));
        buf_addz(to, ");\n}\n");
    }
}
