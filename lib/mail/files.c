/* The files of a message: decoded, counted, hashed and handed on. */
#include "auth/crypto.h"
#include "auth/encode.h"
#include "base/limits.h"
#include "mail/charset.h"
#include "mail/invite.h"
#include "mail/name.h"
#include "mail/reading.h"
#include "mail/tnef.h"

enum { chunk_bytes = 32 * 1024, name_raw_most = 1000 };

/* Decodes a file once: for its size, its hash and the sink. */
static enum err bytes_pass(struct reading *r, enum transfer_encoding encoding, struct str bytes,
                           struct mail_file *file)
{
    char chunk[chunk_bytes];
    struct transfer t;
    struct crypto_sha256_state hash;
    transfer_init(&t, encoding, bytes);
    crypto_sha256_init(&hash);
    file->offset = r->written;
    ptrdiff_t n;
    while ((n = transfer_next(&t, chunk, chunk_bytes)) > 0) {
        struct str piece = str_of(chunk, n);
        crypto_sha256_add(&hash, piece);
        file->size += n;
        r->written += n;
        if (r->sink)
            TRY(r->sink->put(r->sink->context, file->part, piece));
    }
    struct crypto_hash sum = crypto_sha256_end(&hash);
    file->sha256 = encode_hex(r->a, str_of((const char *)sum.bytes, CRYPTO_HASH_BYTES));
    return OK;
}

static struct str id_clean(struct arena *a, struct str value)
{
    header_id_list ids = {0};
    if (value.n == 0 || !header_ids(a, value, &ids) || ids.n == 0)
        return name_as_token(a, header_unfold(a, value));
    return name_as_token(a, ids.v[0]);
}

static bool is_signature_type(struct str type)
{
    return str_eq(type, S("application/pgp-signature")) ||
           str_eq(type, S("application/pkcs7-signature")) ||
           str_eq(type, S("application/x-pkcs7-signature"));
}

static bool is_pack(const struct mail_file *f)
{
    return str_eq(f->type, S("application/ms-tnef")) ||
           str_eq(f->type, S("application/vnd.ms-tnef")) || str_eqi(f->name, S("winmail.dat"));
}

static enum mail_file_kind kind_find(const struct mime_part *p, const struct mail_file *f)
{
    struct str type = f->type;
    if (p->kind == MIME_MESSAGE)
        return MAIL_FILE_MESSAGE;
    if (p->kind == MIME_SIGNED || is_signature_type(type))
        return MAIL_FILE_SIGNATURE;
    if (str_eq(type, S("text/calendar")))
        return MAIL_FILE_CALENDAR;
    if (str_eq(type, S("message/delivery-status")) ||
        str_eq(type, S("message/global-delivery-status")) ||
        str_eq(type, S("message/disposition-notification")) ||
        str_eq(type, S("message/feedback-report")))
        return MAIL_FILE_REPORT;
    return is_pack(f) ? MAIL_FILE_PACK : MAIL_FILE;
}

static struct str part_bytes(struct message *m, const struct mime_part *p)
{
    bool was_cut;
    return transfer_all(m->r->a, p->encoding, p->body, LIMIT_MAIL_BYTES, &was_cut);
}

static void calendar_read(struct message *m, const struct mime_part *p)
{
    struct arena *a = m->r->a;
    struct str bytes = str_head(part_bytes(m, p), LIMIT_MAIL_TEXT_BYTES);
    struct str label = param_find(&p->content_type, S("charset"));
    struct mail_invite v;
    if (invite_read(a, charset_decode(a, bytes, label, S("utf-8")).text, &v))
        *vec_push(a, &m->out->invites) = v;
}

/* Text of winmail.dat, in whatever it was written. */
static struct str pack_text(struct arena *a, struct str raw, struct str charset)
{
    return charset_decode(a, str_head(raw, name_raw_most), charset, (struct str){0}).text;
}

static enum err pack_read(struct message *m, const struct mime_part *p)
{
    struct arena *a = m->r->a;
    struct tnef pack;
    if (!tnef_read(a, part_bytes(m, p), &pack))
        return OK;
    content_add_pack(m, &pack);
    for (ptrdiff_t i = 0; i < pack.files.n; i++) {
        const struct tnef_file *f = &pack.files.v[i];
        struct str type = str_lower(a, pack_text(a, f->type, pack.charset));
        *vec_push(a, &m->found) = (struct found_file){
            .name = pack_text(a, f->name, pack.charset),
            .type = type.n ? name_as_token(a, type) : S("application/octet-stream"),
            .content_id = name_as_token(a, pack_text(a, f->content_id, pack.charset)),
            .bytes = f->bytes};
    }
    return OK;
}

/* The files found inside texts and packs so far, as files of their own. */
static enum err found_read(struct message *m)
{
    struct arena *a = m->r->a;
    for (ptrdiff_t i = 0; i < m->found.n && m->out->files.n < LIMIT_MAIL_PARTS; i++) {
        const struct found_file *f = &m->found.v[i];
        struct mail_file *file = vec_push(a, &m->out->files);
        file->part = m->r->next_part++;
        file->name = name_of_file(a, header_text(a, f->name, m->hint, NULL));
        file->type = f->type;
        file->content_id = f->content_id;
        TRY(bytes_pass(m->r, f->encoding, f->bytes, file));
    }
    m->found.n = 0;
    return OK;
}

static enum err message_open(struct message *m, int part, struct mail_file *file)
{
    int root = mime_next_child(m->r->tree, part, -1);
    if (root < 0)
        return OK;
    struct mail *inner = NEW(m->r->a, struct mail);
    file->message = inner;
    return message_read(m->r, root, inner);
}

static enum err part_read(struct message *m, int part)
{
    struct arena *a = m->r->a;
    const struct mime_part *p = &m->r->tree->parts.v[part];
    struct mail_file file = {.part = part, .type = p->content_type.value};
    file.name = mime_name(a, p);
    file.content_id = id_clean(a, mime_header(p, S("Content-ID")));
    file.content_location = header_unfold(a, mime_header(p, S("Content-Location")));
    file.kind = kind_find(p, &file);
    TRY(bytes_pass(m->r, p->encoding, p->body, &file));
    if (file.kind == MAIL_FILE_MESSAGE)
        TRY(message_open(m, part, &file));
    else if (file.kind == MAIL_FILE_CALENDAR)
        calendar_read(m, p);
    *vec_push(a, &m->out->files) = file;
    return file.kind == MAIL_FILE_PACK ? pack_read(m, p) : OK;
}

enum err files_read(struct message *m)
{
    TRY(found_read(m));
    for (ptrdiff_t i = 0; i < m->body.files.n; i++) {
        TRY(part_read(m, m->body.files.v[i]));
        TRY(found_read(m));
    }
    return OK;
}
