#include "mail/tnef.h"

#include "base/buf.h"
#include "base/limits.h"
#include "mail/lzfu.h"

enum {
    SIGNATURE = 0x223E9F78,
    LEVEL_MESSAGE = 1,
    LEVEL_FILE = 2,
    /* attributes, MS-OXTNEF 2.1.3.2 */
    ATTRIBUTE_CODEPAGE = 0x00069007,
    ATTRIBUTE_BODY = 0x0002800C,
    ATTRIBUTE_PROPERTIES = 0x00069003,
    ATTRIBUTE_FILE_BEGINS = 0x00069002,
    ATTRIBUTE_FILE_TITLE = 0x00018010,
    ATTRIBUTE_FILE_DATA = 0x0006800F,
    ATTRIBUTE_FILE_PROPERTIES = 0x00069005,
    /* properties, MS-OXPROPS */
    PROPERTY_BODY = 0x1000,
    PROPERTY_RTF = 0x1009,
    PROPERTY_HTML = 0x1013,
    PROPERTY_FILE_DATA = 0x3701,
    PROPERTY_FILE_NAME = 0x3704,
    PROPERTY_FILE_LONG_NAME = 0x3707,
    PROPERTY_FILE_TYPE = 0x370E,
    PROPERTY_FILE_CONTENT_ID = 0x3712,
    /* types of values, MS-OXCDATA 2.11.1 */
    TYPE_INT16 = 2,
    TYPE_INT32 = 3,
    TYPE_FLOAT = 4,
    TYPE_DOUBLE = 5,
    TYPE_CURRENCY = 6,
    TYPE_TIME = 7,
    TYPE_ERROR = 10,
    TYPE_BOOLEAN = 11,
    TYPE_OBJECT = 13,
    TYPE_INT64 = 20,
    TYPE_STRING8 = 30,
    TYPE_UNICODE = 31,
    TYPE_SYSTIME = 64,
    TYPE_GUID = 72,
    TYPE_BINARY = 0x102,
    TYPE_MANY = 0x1000
};

struct reader {
    struct str s;
    bool is_bad; /* read past the end */
};

static uint32_t read_u32(struct reader *r, int bytes)
{
    uint32_t v = 0;
    if (r->s.n < bytes) {
        r->is_bad = true;
        r->s.n = 0;
        return 0;
    }
    for (int i = 0; i < bytes; i++)
        v |= (uint32_t)(unsigned char)r->s.p[i] << 8 * i;
    r->s = str_skip(r->s, bytes);
    return v;
}

static struct str read_bytes(struct reader *r, uint32_t n)
{
    if (n > r->s.n) {
        r->is_bad = true;
        n = (uint32_t)r->s.n;
    }
    struct str bytes = str_head(r->s, n);
    r->s = str_skip(r->s, n);
    return bytes;
}

static struct str without_nul(struct str s)
{
    while (s.n && s.p[s.n - 1] == 0)
        s.n--;
    return s;
}

/* UTF-16 of Outlook as bytes a charset reader takes: marked with its order. */
static struct str unicode_mark(struct arena *a, struct str s)
{
    while (s.n >= 2 && s.p[s.n - 1] == 0 && s.p[s.n - 2] == 0)
        s.n -= 2;
    return str_cat(a, S("\xFF\xFE"), s);
}

struct property {
    unsigned id, type;
    struct str value; /* the first, when it has several */
};

static int fixed_size(unsigned type)
{
    switch (type) {
    case TYPE_INT16:
    case TYPE_BOOLEAN: return 2;
    case TYPE_INT32:
    case TYPE_FLOAT:
    case TYPE_ERROR: return 4;
    case TYPE_DOUBLE:
    case TYPE_CURRENCY:
    case TYPE_TIME:
    case TYPE_INT64:
    case TYPE_SYSTIME: return 8;
    case TYPE_GUID: return 16;
    default: return 0;
    }
}

/* Values stand at multiples of four. */
static void read_padding(struct reader *r, uint32_t n)
{
    if (n % 4)
        read_bytes(r, 4 - n % 4);
}

static void read_name(struct reader *r)
{
    read_bytes(r, 16);
    if (read_u32(r, 4) == 0) {
        read_u32(r, 4);
        return;
    }
    uint32_t n = read_u32(r, 4);
    read_bytes(r, n);
    read_padding(r, n);
}

static bool read_property(struct reader *r, struct property *p)
{
    p->type = read_u32(r, 2);
    p->id = read_u32(r, 2);
    p->value = (struct str){0};
    if (p->id >= 0x8000)
        read_name(r);
    bool is_many = p->type & TYPE_MANY;
    unsigned type = p->type & ~(unsigned)TYPE_MANY;
    int size = fixed_size(type);
    bool is_long = type == TYPE_STRING8 || type == TYPE_UNICODE || type == TYPE_BINARY ||
                   type == TYPE_OBJECT;
    if (!size && !is_long)
        return false; /* no way to know where the next begins */
    uint32_t count = is_many || is_long ? read_u32(r, 4) : 1;
    for (uint32_t i = 0; i < count && !r->is_bad; i++) {
        uint32_t n = is_long ? read_u32(r, 4) : (uint32_t)size;
        struct str value = read_bytes(r, n);
        read_padding(r, n);
        if (i == 0)
            p->value = value;
    }
    p->type = type;
    return !r->is_bad;
}

static struct str property_text(struct arena *a, const struct property *p)
{
    return p->type == TYPE_UNICODE ? unicode_mark(a, p->value) : without_nul(p->value);
}

static void message_property(struct arena *a, struct tnef *out, const struct property *p)
{
    if (p->id == PROPERTY_BODY)
        out->text = property_text(a, p);
    else if (p->id == PROPERTY_HTML)
        out->html = p->type == TYPE_BINARY ? p->value : property_text(a, p);
    else if (p->id == PROPERTY_RTF)
        out->rtf = lzfu_read(a, p->value);
}

static void file_property(struct arena *a, struct tnef_file *f, const struct property *p)
{
    enum { class_id = 16 };
    if (p->id == PROPERTY_FILE_LONG_NAME || (p->id == PROPERTY_FILE_NAME && f->name.n == 0))
        f->name = property_text(a, p);
    else if (p->id == PROPERTY_FILE_TYPE)
        f->type = property_text(a, p);
    else if (p->id == PROPERTY_FILE_CONTENT_ID)
        f->content_id = property_text(a, p);
    else if (p->id == PROPERTY_FILE_DATA && f->bytes.n == 0)
        f->bytes = p->type == TYPE_OBJECT ? str_skip(p->value, class_id) : p->value;
}

static void properties_read(struct arena *a, struct tnef *out, struct str data, bool is_file)
{
    struct reader r = {.s = data};
    uint32_t count = read_u32(&r, 4);
    for (uint32_t i = 0; i < count && !r.is_bad; i++) {
        struct property p;
        if (!read_property(&r, &p))
            return;
        if (!is_file)
            message_property(a, out, &p);
        else if (out->files.n)
            file_property(a, &out->files.v[out->files.n - 1], &p);
    }
}

static void attribute_take(struct arena *a, struct tnef *out, uint32_t id, struct str data)
{
    struct tnef_file *file = out->files.n ? &out->files.v[out->files.n - 1] : NULL;
    struct reader r = {.s = data};
    switch (id) {
    case ATTRIBUTE_CODEPAGE: out->charset = str_fmt(a, "windows-%u", read_u32(&r, 4)); break;
    case ATTRIBUTE_BODY: out->text = without_nul(data); break;
    case ATTRIBUTE_PROPERTIES: properties_read(a, out, data, false); break;
    case ATTRIBUTE_FILE_BEGINS:
        if (out->files.n < LIMIT_MAIL_PARTS)
            *vec_push(a, &out->files) = (struct tnef_file){0};
        break;
    case ATTRIBUTE_FILE_TITLE:
        if (file)
            file->name = without_nul(data);
        break;
    case ATTRIBUTE_FILE_DATA:
        if (file)
            file->bytes = data;
        break;
    case ATTRIBUTE_FILE_PROPERTIES: properties_read(a, out, data, true); break;
    default: break;
    }
}

bool tnef_read(struct arena *a, struct str bytes, struct tnef *out)
{
    *out = (struct tnef){0};
    struct reader r = {.s = bytes};
    if (read_u32(&r, 4) != SIGNATURE)
        return false;
    read_u32(&r, 2); /* a key of the sender's */
    while (r.s.n > 0 && !r.is_bad) {
        uint32_t level = read_u32(&r, 1);
        uint32_t id = read_u32(&r, 4);
        uint32_t n = read_u32(&r, 4);
        struct str data = read_bytes(&r, n);
        read_u32(&r, 2); /* a sum of the bytes: a damaged file is still better than none */
        if (level != LEVEL_MESSAGE && level != LEVEL_FILE)
            break;
        attribute_take(a, out, id, data);
    }
    return true;
}
