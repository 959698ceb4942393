/* Other projects' mail and what they expect of it (../shared/data; README.md there). Where an
 * expectation holds U+FFFD, that project gave up on the charset: Kept guesses, and its guess must
 * then hold none. What Kept does otherwise on purpose stands in `otherwise`, with its reason. */
#include "harness/test.h"

#include "auth/crypto.h"
#include "auth/encode.h"
#include "base/buf.h"
#include "mail/parse.h"
#include "mail/transfer.h"
#include "text/json.h"

static struct arena arena;

static const struct {
    const char *id, *field, *reason;
} otherwise[] = {
    {"legacy/016", "attachments", "bytes of a file stay as they came, CR LF and all"},
    {"legacy/035", "attachments", "of a path only the name is kept"},
    {"legacy/048", "attachments", "uuencode is undone"},
    {"eml/1171.eml", "message_id", "what follows an identifier is none of it"},
    {"eml/1593.eml", "message_id", "what follows an identifier is none of it"},
    {"eml/1659.eml", "message_id", "what follows an identifier is none of it"},
    {"eml/1713.eml", "message_id", "what follows an identifier is none of it"},
    {"eml/1225.eml", "message_id", "blanks are none of an identifier"},
    {"eml/1297.eml", "in_reply_to_ids", "an identifier that was folded is put together"},
    {"eml/1397.eml", "in_reply_to_ids", "an identifier that was folded is put together"},
    {"eml/0919.eml", "to", "a local part of dots keeps its quotes"},
};

static bool is_otherwise(struct str id, const char *field)
{
    for (size_t i = 0; i < sizeof otherwise / sizeof otherwise[0]; i++)
        if (str_eq(id, str_from(otherwise[i].id)) &&
            str_eq(str_from(field), str_from(otherwise[i].field)))
            return true;
    return false;
}

/* One case in hand: what was expected, what came out, and whether it is only advice. */
struct trial {
    struct str id;
    bool is_advice;
    int failed;
};
static int advice_failed;

static void differ(struct trial *t, const char *field, struct str want, struct str got)
{
    if (is_otherwise(t->id, field))
        return;
    if (t->is_advice) {
        advice_failed++;
        return;
    }
    t->failed++;
    print_error("%.*s %s\n  want «%.*s»\n  got  «%.*s»\n", STR_ARG(t->id), field,
                (int)(want.n < 500 ? want.n : 500), want.p, (int)(got.n < 500 ? got.n : 500),
                got.p);
}

static struct str spaced(struct str s)
{
    struct buf b;
    buf_init(&b, &arena, s.n + 1);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (!ascii_is_space(s.p[i]))
            buf_addc(&b, s.p[i]);
        else if (b.n && b.p[b.n - 1] != ' ')
            buf_addc(&b, ' ');
    }
    return str_trim(buf_str(&b));
}

static void expect(struct trial *t, const char *field, const struct json_value *want,
                   struct str got)
{
    if (!want)
        return;
    bool gave_up = str_has(want->text, S("\xEF\xBF\xBD"));
    bool guessed = gave_up && got.n > 0 && !str_has(got, S("\xEF\xBF\xBD"));
    if (!guessed && !str_eq(spaced(want->text), spaced(got)))
        differ(t, field, want->text, got);
}

static void expect_number(struct trial *t, const char *field, const struct json_value *want,
                          int64_t got)
{
    if (want && want->integer != got)
        differ(t, field, str_fmt(&arena, "%d", (int)want->integer),
               str_fmt(&arena, "%d", (int)got));
}

static void expect_bool(struct trial *t, const char *field, const struct json_value *want, bool got)
{
    if (want && want->boolean != got)
        differ(t, field, want->boolean ? S("true") : S("false"), got ? S("true") : S("false"));
}

/* Lists as one text each. */
static struct str list_of(const struct json_value *v)
{
    struct str s = S("");
    for (int i = 0; v && i < v->count; i++)
        s = str_fmt(&arena, "%.*s%.*s ", STR_ARG(s), STR_ARG(v->items[i].text));
    return s;
}

static struct str addresses_of(const address_list *l)
{
    struct str s = S("");
    for (ptrdiff_t i = 0; i < l->n; i++)
        s = str_fmt(&arena, "%.*s%.*s ", STR_ARG(s), STR_ARG(l->v[i].address));
    return s;
}

static struct str ids_of(const header_id_list *l)
{
    struct str s = S("");
    for (ptrdiff_t i = 0; i < l->n; i++)
        s = str_fmt(&arena, "%.*s%.*s ", STR_ARG(s), STR_ARG(l->v[i]));
    return s;
}

static void expect_list(struct trial *t, const char *field, const struct json_value *want,
                        struct str got)
{
    if (want && !str_eq(list_of(want), got))
        differ(t, field, list_of(want), got);
}

static void expect_people(struct trial *t, const char *field, const struct json_value *want,
                          const address_list *got)
{
    struct str w = S(""), g = S("");
    for (int i = 0; want && i < want->count; i++)
        w = str_fmt(&arena, "%.*s%.*s<%.*s> ", STR_ARG(w),
                    STR_ARG(json_member(&want->items[i], "name")->text),
                    STR_ARG(json_member(&want->items[i], "address")->text));
    for (ptrdiff_t i = 0; i < got->n; i++)
        g = str_fmt(&arena, "%.*s%.*s<%.*s> ", STR_ARG(g), STR_ARG(got->v[i].name),
                    STR_ARG(got->v[i].address));
    struct json_value text = {.kind = JSON_TEXT, .text = w};
    expect(t, field, want ? &text : NULL, g);
}

static struct str base64_of(struct str text)
{
    bool was_cut;
    return transfer_all(&arena, TRANSFER_BASE64, text, 64 << 20, &was_cut);
}

static struct mail parse(struct str raw)
{
    struct mail m;
    assert_int_equal(mail_parse(&arena, raw, NULL, &m, NULL), OK);
    return m;
}

static const struct json_value *cases_of(const char *name)
{
    const struct json_value *v;
    const char *path = test_shared(&arena, name);
    if (!path)
        return NULL;
    assert_int_equal(json_parse(&arena, test_file(&arena, path), &v, NULL), OK);
    v = json_member(v, "cases");
    assert_true(v && v->count > 0);
    return v;
}

static struct trial trial_of(const struct json_value *c)
{
    const struct json_value *advice = json_member(c, "advisory");
    return (struct trial){.id = json_member(c, "id")->text, .is_advice = advice && advice->boolean};
}

static void expect_file(struct trial *t, const struct json_value *want, const struct mail_file *got)
{
    const struct json_value *type = json_member(want, "type"), *size = json_member(want, "size");
    if (type && type->kind == JSON_TEXT)
        expect(t, "attachments", type, got->type);
    expect(t, "attachments", json_member(want, "name"), got->name);
    expect(t, "attachments", json_member(want, "sha256"), got->sha256);
    expect(t, "attachments", json_member(want, "content_id"), got->content_id);
    expect_number(t, "attachments", size, got->size);
}

static void expect_message(struct trial *t, const struct json_value *want, const struct mail *got);

static void expect_files(struct trial *t, const struct json_value *want, const struct mail *got)
{
    const struct json_value *list = json_member(want, "attachments");
    expect_number(t, "n_attachments", json_member(want, "n_attachments"), got->files.n);
    for (int i = 0; list && i < list->count && i < got->files.n; i++) {
        const struct json_value *nested = json_member(&list->items[i], "nested");
        expect_file(t, &list->items[i], &got->files.v[i]);
        if (nested && got->files.v[i].message)
            expect_message(t, nested, got->files.v[i].message);
    }
}

static void expect_message(struct trial *t, const struct json_value *want, const struct mail *got)
{
    const struct json_value *texts = json_member(want, "text_parts");
    const struct json_value *htmls = json_member(want, "html_parts");
    expect(t, "subject", json_member(want, "subject"), got->subject);
    expect_people(t, "from", json_member(want, "from"), &got->from);
    expect_people(t, "to", json_member(want, "to"), &got->to);
    expect(t, "date", json_member(want, "date"), date_format(&arena, got->date));
    expect(t, "message_id", json_member(want, "message_id"), got->message_id);
    struct json_value text = {.kind = JSON_TEXT, .text = list_of(texts)};
    expect(t, "text", texts && texts->count ? &text : NULL, got->text);
    if (htmls && (htmls->count > 0) != (got->html.n > 0))
        differ(t, "html", S("there or not"), S("otherwise"));
    expect_files(t, want, got);
}

TEST(messages_are_read_as_stalwart_reads_them)
{
    const struct json_value *cases = cases_of("data/examples/mail-stalwart.json");
    int failed = 0;
    for (int i = 0; cases && i < cases->count; i++) {
        struct trial t = trial_of(&cases->items[i]);
        struct mail m = parse(base64_of(json_member(&cases->items[i], "raw_base64")->text));
        expect_message(&t, json_member(&cases->items[i], "expect"), &m);
        failed += t.failed;
    }
    assert_int_equal(failed, 0);
    arena_release(&arena);
}

TEST(messages_are_read_as_the_mail_gem_reads_them)
{
    const struct json_value *cases = cases_of("data/examples/mail-rb.json");
    int failed = 0;
    for (int i = 0; cases && i < cases->count; i++) {
        struct trial t = trial_of(&cases->items[i]);
        const struct json_value *want = json_member(&cases->items[i], "expect");
        struct mail m = parse(base64_of(json_member(&cases->items[i], "raw_base64")->text));
        expect_list(&t, "from", json_member(want, "from_addresses"), addresses_of(&m.from));
        expect_list(&t, "to", json_member(want, "to"), addresses_of(&m.to));
        expect_list(&t, "cc", json_member(want, "cc"), addresses_of(&m.cc));
        expect(&t, "subject", json_member(want, "subject"), m.subject);
        expect(&t, "message_id", json_member(want, "message_id"), m.message_id);
        expect(&t, "date", json_member(want, "date"), date_format(&arena, m.date));
        failed += t.failed;
    }
    assert_int_equal(failed, 0);
    arena_release(&arena);
}

TEST(messages_are_read_as_help_desks_read_them)
{
    const struct json_value *cases = cases_of("data/examples/mail-apps.json");
    int failed = 0;
    for (int i = 0; cases && i < cases->count; i++) {
        struct trial t = trial_of(&cases->items[i]);
        const struct json_value *want = json_member(&cases->items[i], "expect");
        struct mail m = parse(base64_of(json_member(&cases->items[i], "raw_base64")->text));
        const struct json_value *begins = json_member(want, "visible_startswith");
        expect(&t, "subject", json_member(want, "subject"), m.subject);
        expect(&t, "visible_reply_text", json_member(want, "visible_reply_text"), m.visible);
        if (begins && !str_starts(spaced(m.visible), spaced(begins->text)))
            differ(&t, "visible_startswith", begins->text, m.visible);
        expect_number(&t, "n_attachments", json_member(want, "n_attachments"), m.files.n);
        expect_list(&t, "references", json_member(want, "references"), ids_of(&m.references));
        failed += t.failed;
    }
    assert_int_equal(failed, 0);
    arena_release(&arena);
}

static struct str action_name(enum mail_bounce_action action)
{
    static const char *const names[MAIL_BOUNCE_ACTIONS] = {"",          "failed",  "delayed",
                                                           "delivered", "relayed", "expanded"};
    return str_from(names[action]);
}

TEST(machines_and_bounces_are_known_as_others_know_them)
{
    const struct json_value *cases = cases_of("data/examples/mail-auto.json");
    int failed = 0;
    for (int i = 0; cases && i < cases->count; i++) {
        struct trial t = trial_of(&cases->items[i]);
        const struct json_value *want = json_member(&cases->items[i], "expect");
        struct mail m = parse(base64_of(json_member(&cases->items[i], "raw_base64")->text));
        struct mail_delivery none = {0};
        const struct mail_delivery *d = m.machine.deliveries.n ? &m.machine.deliveries.v[0] : &none;
        expect_bool(&t, "is_bounce", json_member(want, "is_bounce"), m.machine.is_bounce);
        expect_bool(&t, "is_dsn", json_member(want, "is_dsn"), m.machine.is_report);
        expect_bool(&t, "auto_generated", json_member(want, "auto_generated"), m.machine.is_auto);
        expect_bool(&t, "out_of_office", json_member(want, "out_of_office"),
                    m.machine.is_out_of_office);
        expect_bool(&t, "send_autoreply", json_member(want, "send_autoreply"),
                    m.machine.may_acknowledge);
        expect(&t, "bounce_status", json_member(want, "bounce_status"), d->status);
        expect(&t, "bounce_action", json_member(want, "bounce_action"), action_name(d->action));
        expect(&t, "final_recipient", json_member(want, "final_recipient"), d->recipient);
        failed += t.failed;
    }
    assert_int_equal(failed, 0);
    arena_release(&arena);
}

static struct str type_of(const struct json_value *want)
{
    const struct json_value *whole = json_member(want, "content_type");
    const struct json_value *type = json_member(want, "c_type"),
                            *sub = json_member(want, "c_subtype");
    if (whole)
        return whole->text;
    return type && sub && type->text.n && sub->text.n
               ? str_fmt(&arena, "%.*s/%.*s", STR_ARG(type->text), STR_ARG(sub->text))
               : (struct str){0};
}

/* One field, wrapped into a message as README.md has it. */
static void header_case(struct trial *t, const struct json_value *c)
{
    static const char *const wraps[][2] = {{"address", "To"},
                                           {"date", "Date"},
                                           {"id", "References"},
                                           {"unstructured", "Subject"},
                                           {"mailbox", "To"},
                                           {"content_type", "Content-Type"},
                                           {"content_type_cpython", "Content-Type"}};
    struct str kind = json_member(c, "kind")->text, name = {0};
    for (size_t i = 0; i < sizeof wraps / sizeof wraps[0]; i++)
        if (str_eq(kind, str_from(wraps[i][0])))
            name = str_from(wraps[i][1]);
    const struct json_value *want = json_member(c, "expect"),
                            *coded = json_member(c, "input_base64");
    struct str input = coded ? base64_of(coded->text) : json_member(c, "input")->text;
    const char *end = str_ends(input, S("\n")) ? "" : "\n";
    struct mail m = parse(
        str_fmt(&arena, "%.*s: %.*s%s\nbody\n", STR_ARG(name), STR_ARG(input), end));
    if (str_eq(kind, S("address")))
        expect_people(t, "address", want, &m.to);
    else if (str_eq(kind, S("date")))
        expect(t, "date", want, date_format(&arena, m.date));
    else if (str_eq(kind, S("id")))
        expect_list(t, "id", want, ids_of(&m.references));
    else if (str_eq(kind, S("unstructured")))
        expect(t, "unstructured", want, m.subject);
    else if (name.n && str_eq(name, S("Content-Type")) && type_of(want).n) {
        struct json_value type = {.kind = JSON_TEXT, .text = str_lower(&arena, type_of(want))};
        expect(t, "content_type", &type, m.files.n ? m.files.v[0].type : S("text/plain"));
    } else if (str_eq(kind, S("mailbox")) && m.to.n) {
        expect(t, "mailbox", json_member(want, "name"), m.to.v[0].name);
        expect(t, "mailbox", json_member(want, "address"), m.to.v[0].address);
    }
}

TEST(single_fields_are_read_as_others_read_them)
{
    const struct json_value *cases = cases_of("data/examples/mail-headers.json");
    int failed = 0;
    for (int i = 0; cases && i < cases->count; i++) {
        struct trial t = trial_of(&cases->items[i]);
        header_case(&t, &cases->items[i]);
        failed += t.failed;
    }
    assert_int_equal(failed, 0);
    print_message("# advisory fields that Kept reads otherwise: %d\n", advice_failed);
    arena_release(&arena);
}

/* The words of a text in ASCII, one blank between: what the expectation has the sum of. Empty for a
 * text with other letters. */
static struct str words_of(struct str text)
{
    struct buf b;
    buf_init(&b, &arena, text.n + 1);
    for (ptrdiff_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c < 0)
            return (struct str){0};
        if (ascii_is_alpha(c) || ascii_is_digit(c) || c == '_')
            buf_addc(&b, c);
        else if (b.n && b.p[b.n - 1] != ' ')
            buf_addc(&b, ' ');
    }
    return str_trim(buf_str(&b));
}

static void expect_words(struct trial *t, const struct json_value *want, struct str text)
{
    struct str words = words_of(text);
    if (!want || words.n == 0)
        return;
    struct crypto_hash sum = crypto_sha256(words);
    struct str hex = encode_hex(&arena, str_of((const char *)sum.bytes, CRYPTO_HASH_BYTES));
    if (!str_eq(hex, want->text))
        differ(t, "text", want->text, text);
}

/* A real message against the fields on which two other parsers agree. */
static void real_case(struct trial *t, const struct json_value *want, const struct mail *m)
{
    struct mail_date date = m->date;
    date.offset = 0; /* those are in UTC */
    struct str utc = date_format(&arena, date);
    const struct json_value *ids = json_member(want, "in_reply_to_ids");
    expect(t, "subject", json_member(want, "subject"), m->subject);
    expect(t, "from", json_member(want, "from_address"),
           str_lower(&arena, m->from.n ? m->from.v[0].address : S("")));
    expect_list(t, "to", json_member(want, "to"), str_lower(&arena, addresses_of(&m->to)));
    expect_list(t, "cc", json_member(want, "cc"), str_lower(&arena, addresses_of(&m->cc)));
    expect(t, "message_id", json_member(want, "message_id"), m->message_id);
    expect_list(t, "references", json_member(want, "references"), ids_of(&m->references));
    expect_list(t, "in_reply_to_ids", ids, ids_of(&m->in_reply_to));
    expect_words(t, json_member(want, "text_words_sha256"), m->text);
    const struct json_value *when = json_member(want, "date");
    if (when && when->kind == JSON_TEXT && !str_eq(str_head(when->text, 19), str_head(utc, 19)))
        differ(t, "date", when->text, utc);
}

TEST(two_thousand_real_messages_are_read_as_two_other_parsers_agree)
{
    const struct json_value *cases = cases_of("data/mail/eml-expected.json");
    struct arena kept = arena;
    int failed = 0;
    for (int i = 0; cases && i < cases->count; i++) {
        arena = (struct arena){0};
        const struct json_value *c = &cases->items[i];
        struct trial t = {.id = json_member(c, "file")->text};
        struct str name = str_cat(&arena, S("data/mail/"), t.id);
        const char *path = test_shared(&arena, str_z(&arena, name));
        assert_non_null(path);
        struct mail m = parse(test_file(&arena, path));
        real_case(&t, json_member(c, "expect"), &m);
        assert_int_equal(m.quarantine.n, 0);
        failed += t.failed;
        arena_release(&arena);
    }
    assert_int_equal(failed, 0);
    arena = kept;
    arena_release(&arena);
}
