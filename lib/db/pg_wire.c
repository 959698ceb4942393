#include "db/pg_wire.h"

#include <endian.h>

/* Type numbers (pg_type.dat); they never change. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_CHAR = 18,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_OID = 26,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_UNKNOWN = 705,
    OID_BPCHAR = 1042,
    OID_VARCHAR = 1043,
    OID_NUMERIC = 1700
};

/* ---- errors -----------------------------------------------------------------------------------
 */

enum err pg_wire_err(const char *state)
{
    static const struct {
        const char *begins;
        enum err err;
    } table[] = {
        {"23505", ERR_CONFLICT},    /* unique */
        {"23503", ERR_CONFLICT},    /* foreign key */
        {"23P01", ERR_CONFLICT},    /* exclusion */
        {"23", ERR_INVALID},        /* NOT NULL, CHECK */
        {"22", ERR_INVALID},        /* out of range, not of this type */
        {"25006", ERR_FORBIDDEN},   /* read-only transaction */
        {"25P03", ERR_UNAVAILABLE}, /* stood still for too long */
        {"40", ERR_UNAVAILABLE},    /* serialisation, deadlock */
        {"08", ERR_UNAVAILABLE},    /* connection */
        {"57", ERR_UNAVAILABLE},    /* shutting down, cancelled */
        {"55P03", ERR_UNAVAILABLE}, /* lock timeout */
        {"53100", ERR_IO},          /* disk full */
        {"58", ERR_IO},             /* system error */
        {"53", ERR_UNAVAILABLE},    /* memory, connections */
        {"54", ERR_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strncmp(state, table[i].begins, strlen(table[i].begins)) == 0)
            return table[i].err;
    return ERR_CORRUPT; /* a statement that does not fit the tables; damage */
}

/* ---- arguments --------------------------------------------------------------------------------
 */

static unsigned oid_of(enum db_type type)
{
    switch (type) {
    case DB_INT: return OID_INT8;
    case DB_REAL: return OID_FLOAT8;
    case DB_TEXT: return OID_TEXT;
    case DB_BLOB: return OID_BYTEA;
    case DB_NULL_TYPE: break;
    }
    return 0; /* the server looks where it stands */
}

static void put_arg(struct pg_wire *w, int i, const struct db_arg *v)
{
    w->types[i] = oid_of(v->type);
    w->formats[i] = 1;
    w->values[i] = NULL;
    if (v->is_null || v->type == DB_NULL_TYPE)
        return;
    if (v->type == DB_INT)
        w->words[i] = htobe64((uint64_t)v->i);
    if (v->type == DB_REAL) {
        memcpy(&w->words[i], &v->d, 8);
        w->words[i] = htobe64(w->words[i]);
    }
    bool is_number = v->type == DB_INT || v->type == DB_REAL;
    w->values[i] = is_number ? (const char *)&w->words[i] : v->s.p ? v->s.p : "";
    w->lengths[i] = is_number ? 8 : (int)v->s.n;
}

uint64_t pg_wire_args(struct pg_wire *w, struct db_args args)
{
    uint64_t hash = 1;
    for (int i = 0; i < args.n; i++) {
        put_arg(w, i, &args.v[i]);
        hash = (hash ^ (uint64_t)args.v[i].type) * UINT64_C(0x100000001B3);
    }
    return hash;
}

/* ---- values -----------------------------------------------------------------------------------
 */

static uint64_t big_endian(const char *p, int n)
{
    uint64_t v = 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | (unsigned char)p[i];
    return v;
}

/* NUMERIC, which sums of BIGINT are: groups of four decimal digits. Whole when it is and fits. */
static void read_numeric(const char *p, struct db_arg *out)
{
    int digits = (int)big_endian(p, 2), weight = (int16_t)big_endian(p + 2, 2);
    int sign = (int)big_endian(p + 4, 2), scale = (int)big_endian(p + 6, 2);
    bool is_whole = scale == 0, is_negative = sign == 0x4000;
    int64_t whole = 0;
    double real = 0;
    for (int i = 0; i < digits || i <= weight; i++) {
        int group = i < digits ? (int)big_endian(p + 8 + i * 2, 2) : 0;
        is_whole = is_whole && !__builtin_mul_overflow(whole, 10000, &whole) &&
                   !__builtin_sub_overflow(whole, group, &whole);
        real = real * 10000 + group;
    }
    for (int i = digits - 1; i > weight; i--)
        real /= 10000;
    is_whole = is_whole && (is_negative || !__builtin_sub_overflow((int64_t)0, whole, &whole));
    *out = is_whole ? DB_I(whole) : DB_F(is_negative ? -real : real);
    if (sign & 0x8000) /* not a number, or infinite */
        *out = DB_NULL;
}

static void read_real(const char *p, int n, struct db_arg *out)
{
    out->type = DB_REAL;
    if (n == 8) {
        uint64_t bits = big_endian(p, 8);
        memcpy(&out->d, &bits, 8);
    } else {
        uint32_t bits = (uint32_t)big_endian(p, 4);
        float f;
        memcpy(&f, &bits, 4);
        out->d = (double)f;
    }
}

static int64_t read_int(const char *p, int n)
{
    uint64_t v = big_endian(p, n);
    return n == 2 ? (int16_t)v : n == 4 ? (int32_t)v : (int64_t)v;
}

void pg_wire_value(unsigned type, const char *p, int n, struct db_arg *out)
{
    switch (type) {
    case OID_BOOL:
    case OID_INT2:
    case OID_INT4:
    case OID_INT8: *out = DB_I(read_int(p, n)); break;
    case OID_OID: *out = DB_I(big_endian(p, n)); break;
    case OID_FLOAT4:
    case OID_FLOAT8: read_real(p, n, out); break;
    case OID_NUMERIC: read_numeric(p, out); break;
    case OID_TEXT:
    case OID_VARCHAR:
    case OID_BPCHAR:
    case OID_NAME:
    case OID_CHAR:
    case OID_UNKNOWN: *out = DB_T(str_of(p, n)); break;
    default: *out = DB_B(str_of(p, n)); break;
    }
}
