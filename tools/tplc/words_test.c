#include "harness/test.h"

#include "tplc/words.h"

static struct po parsed(struct arena *a, struct str text)
{
    struct po po;
    struct fault f;
    int line = 0;
    if (po_parse(a, text, &po, &line, &f) != OK)
        fail_msg("line %d: %s", line, f.message);
    return po;
}

static struct str formatted(struct arena *a, const struct po *po)
{
    struct buf b;
    buf_init(&b, a, PO_BYTES);
    po_format(po, &b);
    return b.n ? buf_str(&b) : S("");
}

static const struct str catalogue = STR_INIT("# Head.\n"
                                             "msgid \"\"\n"
                                             "msgstr \"Language: de\\n\"\n"
                                             "\n"
                                             "# Of the translator.\n"
                                             "#: src/x/a.html\n"
                                             "#: src/x/b.c\n"
                                             "msgctxt \"verb\"\n"
                                             "msgid \"Open \\\"it\\\"\"\n"
                                             "msgstr \"\"\n"
                                             "\"Öffnen\\n\"\n"
                                             "\"zwei\\tZeilen\"\n"
                                             "\n"
                                             "#: src/x/a.html\n"
                                             "msgid \"{n} promise\"\n"
                                             "msgid_plural \"{n} promises\"\n"
                                             "msgstr[0] \"{n} Zusage\"\n"
                                             "msgstr[1] \"{n} Zusagen\"\n"
                                             "\n"
                                             "#~ msgid \"Gone\"\n"
                                             "#~ msgstr \"Fort\"\n");

TEST(a_catalogue_is_written_as_it_was_read)
{
    struct arena a = {0};
    struct po po = parsed(&a, catalogue);
    assert_int_equal(po.entries.n, 4);
    assert_str_equal(po.entries.v[1].one, S("Open \"it\""));
    assert_str_equal(po.entries.v[1].forms[0], S("Öffnen\nzwei\tZeilen"));
    assert_int_equal(po.entries.v[2].form_count, 2);
    assert_true(po.entries.v[3].is_obsolete);
    assert_str_equal(formatted(&a, &po), catalogue);
    arena_release(&a);
}

TEST(a_broken_catalogue_is_refused_with_its_line)
{
    static const struct {
        struct str text;
        int line;
    } cases[] = {
        {STR_INIT("msgid \"a"), 1},
        {STR_INIT("msgid \"a\"\nmsgstr \"b\"\n\"c\" d"), 3},
        {STR_INIT("\"a\""), 1},
        {STR_INIT("msgstr \"a\""), 1},
        {STR_INIT("\nmsgid \"a\"\nmsgstr[6] \"b\""), 3},
        {STR_INIT("msgid \"a\"\nmsgword \"b\""), 2},
        {STR_INIT("msgid a"), 1},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct po po;
        struct fault f;
        int line = 0;
        assert_int_equal(po_parse(&a, cases[i].text, &po, &line, &f), ERR_INVALID);
        assert_int_equal(line, cases[i].line);
    }
    arena_release(&a);
}

static struct str found_in(struct arena *a, const char *path, struct str text)
{
    struct po po = {0};
    struct fault f;
    struct buf b;
    int line;
    buf_init(&b, a, PO_BYTES);
    if (words_find(a, str_from(path), text, &po, &line, &f) != OK)
        fail_msg("line %d: %s", line, f.message);
    for (ptrdiff_t i = 0; i < po.entries.n; i++) {
        const struct po_entry *e = &po.entries.v[i];
        buf_addf(&b, "[%.*s|%.*s|%.*s]", STR_ARG(e->context), STR_ARG(e->one), STR_ARG(e->many));
    }
    return b.n ? buf_str(&b) : S("");
}

TEST(words_are_found_in_c)
{
    static const struct {
        struct str text, want;
    } cases[] = {
        {STR_INIT("word(l, \"Open\")"), STR_INIT("[|Open|]")},
        {STR_INIT("x(word (cx->lang, \"One \" \"line\\n\"))"), STR_INIT("[|One line\n|]")},
        {STR_INIT("word_n(l, \"{n} a\", \"{n} b\", f(1, 2))"), STR_INIT("[|{n} a|{n} b]")},
        {STR_INIT("word_in(l, \"verb\", \"Open\")"), STR_INIT("[verb|Open|]")},
        {STR_INIT("{WORD(\"Kept\"), 1}"), STR_INIT("[|Kept|]")},
        {STR_INIT("fail(cx, ERR, \"due_at\", \"Say when\")"), STR_INIT("[|Say when|]")},
        {STR_INIT("fault_set(f, ERR, NULL, \"at most %d\", n)"), STR_INIT("[|at most %d|]")},
        {STR_INIT("fail(cx, ERR, NULL, \"%s: %d\", a, b)"), STR_INIT("")},
        {STR_INIT("/* word(l, \"No\") */ // word(l, \"No\")\nword(l, \"Yes\")"),
         STR_INIT("[|Yes|]")},
        {STR_INIT("\"word(l, \\\"No\\\")\" sword(l, \"No\") word(l, table[i].words)"),
         STR_INIT("")},
        {STR_INIT("'\"' word(l, \"Yes\") '\\'' word(l, \"Two\")"), STR_INIT("[|Yes|][|Two|]")},
        {STR_INIT("#define WORD(literal) \"\" literal\nword(l, \"a\") word(l, \"a\")"),
         STR_INIT("[|a|]")},
        {STR_INIT("word(l, \"open"), STR_INIT("")},
        {STR_INIT("/* no end"), STR_INIT("")},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(found_in(&a, "src/x/a.c", cases[i].text), cases[i].want);
    arena_release(&a);
}

TEST(words_are_found_in_templates)
{
    struct arena a = {0};
    struct str text = S(
        "{{template ()}}<p title=\"{{t \"Title\"}}\">{{if 1}}{{t \"Open\" in \"verb\"}}{{end}}\n"
        "{{words \"Read {a}it{/a}\"}}{{fill a}}<b>{{end}}{{fill /a}}</b>{{t "
        "\"In\"}}{{end}}{{end}}\n"
        "{{word(o->lang, \"In C\")}} {{n \"{n} a\" \"{n} b\" 3}}");
    assert_str_equal(found_in(&a, "src/x/a.html", text),
                     S("[|Title|][verb|Open|][|Read {a}it{/a}|][|In|][|In C|][|{n} a|{n} b]"));
    arena_release(&a);
}

TEST(a_merge_keeps_what_is_translated)
{
    struct arena a = {0};
    struct po po = parsed(
        &a, S("msgid \"\"\nmsgstr \"Language: de\\n\"\n\n"
              "# By hand.\nmsgid \"Open\"\nmsgstr \"Offen\"\n\n"
              "msgid \"Send this answer now\"\nmsgstr \"Diese Antwort jetzt senden\"\n\n"
              "msgid \"Never translated\"\nmsgstr \"\"\n\n"
              "#~ msgid \"Come back\"\n#~ msgstr \"Wiedergekommen\"\n"));
    struct po pot = parsed(&a,
                           S("msgid \"\"\nmsgstr \"\"\n\n"
                             "#: new\nmsgid \"Send this answer\"\nmsgstr \"\"\n\n"
                             "#: new\nmsgid \"Open\"\nmsgstr \"\"\n\n"
                             "#: new\nmsgid \"Come back\"\nmsgstr \"\"\n\n"
                             "#: new\nmsgid \"{n} a\"\nmsgid_plural \"{n} b\"\nmsgstr[0] \"\"\n"));
    words_merge(&a, &po, &pot, 2);
    assert_str_equal(
        formatted(&a, &po),
        S("msgid \"\"\nmsgstr \"Language: de\\n\"\n\n"
          "#: new\n#, fuzzy\n#| msgid \"Send this answer now\"\n"
          "msgid \"Send this answer\"\nmsgstr \"Diese Antwort jetzt senden\"\n\n"
          "# By hand.\n#: new\nmsgid \"Open\"\nmsgstr \"Offen\"\n\n"
          "#: new\nmsgid \"Come back\"\nmsgstr \"Wiedergekommen\"\n\n"
          "#: new\nmsgid \"{n} a\"\nmsgid_plural \"{n} b\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n\n"
          "#~ msgid \"Send this answer now\"\n#~ msgstr \"Diese Antwort jetzt senden\"\n"));
    struct str once = formatted(&a, &po);
    words_merge(&a, &po, &pot, 2);
    assert_str_equal(formatted(&a, &po), once);
    arena_release(&a);
}

TEST(a_check_finds_what_is_wrong_in_a_catalogue)
{
    static const struct {
        struct str po;
        const char *words; /* NULL: nothing is wrong */
    } cases[] = {
        {STR_INIT("msgid \"Hello {name}\"\nmsgstr \"Guten Tag, {name}\"\n"), NULL},
        {STR_INIT("msgid \"Hello {name}\"\nmsgstr \"\"\n"), "not translated"},
        {STR_INIT("#, fuzzy\nmsgid \"Hello {name}\"\nmsgstr \"Tag {name}\"\n"), "fuzzy"},
        {STR_INIT("msgid \"Hello {name}\"\nmsgstr \"Guten Tag\"\n"), "leaves out name"},
        {STR_INIT("msgid \"Hello {name}\"\nmsgstr \"{nam} {name}\"\n"), "does not have nam"},
        {STR_INIT("msgid \"Hello {name}\"\nmsgstr \"Tag {name} \"\n"), "blanks or line ends"},
        {STR_INIT("msgid \"Hello {name}\"\nmsgstr \"%d {name}\"\n"), "another %"},
        {STR_INIT(""), "missing: make words"},
        {STR_INIT("msgid \"Hello {name}\"\nmsgstr \"{name}\"\n\nmsgid \"Old\"\nmsgstr \"Alt\"\n"),
         "no longer in the sources"},
    };
    struct arena a = {0};
    struct po pot = parsed(&a, S("msgid \"Hello {name}\"\nmsgstr \"\"\n"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct po po = parsed(&a, cases[i].po);
        struct buf b;
        buf_init(&b, &a, PO_BYTES);
        int wrong = words_check(&pot, &po, "de.po", 2, &b);
        if (!cases[i].words && wrong)
            fail_msg("nothing is wrong, it says: %.*s", STR_ARG(buf_str(&b)));
        if (cases[i].words && (!wrong || !str_has(buf_str(&b), str_from(cases[i].words))))
            fail_msg("want %s, it says: %.*s", cases[i].words, STR_ARG(buf_str(&b)));
    }
    arena_release(&a);
}

TEST(a_check_knows_plurals_and_pairs)
{
    static const struct {
        struct str pot, po;
        int wrong;
    } cases[] = {
        {STR_INIT("msgid \"One request\"\nmsgid_plural \"{n} requests\"\n"),
         STR_INIT("msgid \"One request\"\nmsgid_plural \"{n} requests\"\nmsgstr[0] \"Eine\"\n"
                  "msgstr[1] \"{n} Anfragen\"\n"),
         0},
        {STR_INIT("msgid \"One request\"\nmsgid_plural \"{n} requests\"\n"),
         STR_INIT("msgid \"One request\"\nmsgid_plural \"{n} requests\"\nmsgstr[0] \"Eine\"\n"
                  "msgstr[1] \"Anfragen\"\n"),
         1},
        {STR_INIT("msgid \"One request\"\nmsgid_plural \"{n} requests\"\n"),
         STR_INIT("msgid \"One request\"\nmsgstr \"Eine\"\n"), 2},
        {STR_INIT("msgid \"Read {a}it{/a}\"\n"),
         STR_INIT("msgid \"Read {a}it{/a}\"\nmsgstr \"{a}Es{/a} lesen\"\n"), 0},
        {STR_INIT("msgid \"Read {a}it{/a}\"\n"),
         STR_INIT("msgid \"Read {a}it{/a}\"\nmsgstr \"{/a}Es{a} lesen\"\n"), 1},
        {STR_INIT("msgctxt \"verb\"\nmsgid \"Open\"\n"),
         STR_INIT("msgid \"Open\"\nmsgstr \"Offen\"\n"), 2},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct po pot = parsed(&a, cases[i].pot), po = parsed(&a, cases[i].po);
        struct buf b;
        buf_init(&b, &a, PO_BYTES);
        int wrong = words_check(&pot, &po, "de.po", 2, &b);
        if (wrong != cases[i].wrong)
            fail_msg("case %d: %.*s", (int)i, STR_ARG(buf_str(&b)));
    }
    arena_release(&a);
}

TEST(words_that_no_page_uses_are_found)
{
    static const struct {
        struct str english;
        int wrong;
    } cases[] = {
        {STR_INIT("Send and next"), 0},      {STR_INIT("Close the ticket"), 1},
        {STR_INIT("TICKETS of the SLA"), 2}, {STR_INIT("Thank you!"), 1},
        {STR_INIT("stickets, slate"), 0},    {STR_INIT("It is unassigned"), 1},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct po pot = {0};
        struct buf b;
        buf_init(&b, &a, PO_BYTES);
        *vec_push(&a, &pot.entries) = (struct po_entry){.one = cases[i].english};
        assert_int_equal(words_check_english(&pot, &b), cases[i].wrong);
    }
    arena_release(&a);
}
