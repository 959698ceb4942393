/* embed: turns what web/build.mjs made into one C file and one header.
 *
 *     embed build/web/assets.tsv OUT.c OUT.h
 *
 * OUT.c holds the table web_assets (http/asset.h), sorted by path. OUT.h declares it and names each
 * asset's path as a literal, ASSET_DESK_CSS for desk.css, so that a page which names a missing one
 * does not compile; ASSET_BUILD is a word that changes when any of them does. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

enum { column_count = 6, output_max = 64 << 20 };

struct line {
    struct str name, path, type, etag, file, gzip;
};

struct embed {
    struct arena arena;
    struct str folder; /* of the table, with its slash */
    VEC(struct line) lines;
};

static void die(const char *what, const char *which)
{
    fprintf(stderr, "embed: %s %s\n", what, which);
    exit(1);
}

static struct str read_all(struct arena *a, struct str path)
{
    const char *z = str_z(a, path);
    FILE *f = fopen(z, "rb");
    if (!f)
        die("cannot open", z);
    struct buf b;
    buf_init(&b, a, output_max);
    char *room;
    size_t got = 1;
    while (got && (room = buf_room(&b, 1 << 16))) {
        got = fread(room, 1, 1 << 16, f);
        b.n += (ptrdiff_t)got;
    }
    if (ferror(f) || b.full)
        die("cannot read", z);
    fclose(f);
    return buf_str(&b);
}

static void write_all(const char *path, struct buf *b)
{
    FILE *f = fopen(path, "wb");
    if (!f || b->full || fwrite(b->p, 1, (size_t)b->n, f) != (size_t)b->n || fclose(f) != 0)
        die("cannot write", path);
}

static int compare_paths(const void *a, const void *b)
{
    return str_cmp(((const struct line *)a)->path, ((const struct line *)b)->path);
}

static void read_table(struct embed *e, struct str path)
{
    struct str text = read_all(&e->arena, path);
    e->folder = str_head(path, str_rchr(path, '/') + 1);
    while (text.n) {
        struct str row = str_line(&text), column[column_count];
        for (int i = 0; i < column_count; i++) {
            if (!row.p)
                die("a line with too few columns in", str_z(&e->arena, path));
            column[i] = str_cut(&row, '\t');
        }
        *vec_push(&e->arena, &e->lines) = (struct line){column[0], column[1], column[2],
                                                        column[3], column[4], column[5]};
    }
    qsort(e->lines.v, (size_t)e->lines.n, sizeof *e->lines.v, compare_paths);
}

/* Bytes as numbers: a literal may not be longer than 4,095, and char is signed. */
static void add_bytes(struct embed *e, struct buf *out, const char *name, struct str file)
{
    struct str bytes = read_all(&e->arena, str_cat(&e->arena, e->folder, file));
    buf_addf(out, "static const char %s[] = {", name);
    for (ptrdiff_t i = 0; i < bytes.n; i++) {
        buf_addz(out, i % 32 ? "," : i ? ",\n" : "\n");
        buf_add_i64(out, (signed char)bytes.p[i]);
    }
    buf_addz(out, "};\n");
}

static void add_table(struct embed *e, struct buf *out)
{
    buf_addz(out, "static const struct asset list[] = {\n");
    for (ptrdiff_t i = 0; i < e->lines.n; i++) {
        const struct line *l = &e->lines.v[i];
        buf_addf(out,
                 "    {STR_INIT(\"%.*s\"), STR_INIT(\"%.*s\"),\n     STR_INIT(\"%.*s\"), "
                 "STR_INIT(\"%.*s\"),\n",
                 STR_ARG(l->name), STR_ARG(l->path), STR_ARG(l->type), STR_ARG(l->etag));
        buf_addf(out, "     {plain_%td, (ptrdiff_t)sizeof plain_%td}, ", i, i);
        if (str_eq(l->gzip, S("-")))
            buf_addz(out, "{NULL, 0}},\n");
        else
            buf_addf(out, "{packed_%td, (ptrdiff_t)sizeof packed_%td}},\n", i, i);
    }
    buf_addf(out, "};\n\nconst struct asset_table web_assets = {list, %td};\n", e->lines.n);
}

static void write_source(struct embed *e, const char *path)
{
    struct buf out;
    buf_init(&out, &e->arena, output_max);
    buf_addz(&out, "/* Made by tools/embed.c from web/. */\n#include \"web_assets.h\"\n\n");
    for (ptrdiff_t i = 0; i < e->lines.n; i++) {
        const struct line *l = &e->lines.v[i];
        add_bytes(e, &out, str_z(&e->arena, str_fmt(&e->arena, "plain_%td", i)), l->file);
        if (!str_eq(l->gzip, S("-")))
            add_bytes(e, &out, str_z(&e->arena, str_fmt(&e->arena, "packed_%td", i)), l->gzip);
    }
    buf_addc(&out, '\n');
    add_table(e, &out);
    write_all(path, &out);
}

static void add_macro(struct buf *out, const struct line *l)
{
    buf_addz(out, "#define ASSET_");
    for (ptrdiff_t i = 0; i < l->name.n; i++) {
        char c = ascii_lower(l->name.p[i]);
        buf_addc(out, ascii_is_alpha(c) ? (char)(c - 32) : ascii_is_digit(c) ? c : '_');
    }
    buf_addf(out, " \"%.*s\"\n", STR_ARG(l->path));
}

static void write_header(struct embed *e, const char *path)
{
    struct buf out;
    uint32_t build = 2166136261u; /* FNV-1a over the hashes */
    buf_init(&out, &e->arena, output_max);
    buf_addz(&out, "/* Made by tools/embed.c from web/. */\n#ifndef KEPT_GEN_WEB_ASSETS_H\n"
                   "#define KEPT_GEN_WEB_ASSETS_H\n\n#include \"http/asset.h\"\n\n"
                   "extern const struct asset_table web_assets;\n\n");
    for (ptrdiff_t i = 0; i < e->lines.n; i++) {
        const struct line *l = &e->lines.v[i];
        add_macro(&out, l);
        for (ptrdiff_t j = 0; j < l->etag.n; j++)
            build = (build ^ (unsigned char)l->etag.p[j]) * 16777619u;
    }
    buf_addf(&out, "#define ASSET_BUILD \"%08x\"\n\n#endif\n", build);
    write_all(path, &out);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        die("usage: embed", "ASSETS.tsv OUT.c OUT.h");
    struct embed e = {0};
    read_table(&e, str_from(argv[1]));
    write_source(&e, argv[2]);
    write_header(&e, argv[3]);
    arena_release(&e.arena);
    return 0;
}
