/* csv.h: tables as text (RFC 4180), read as people's programs write them, and written so that no
 * spreadsheet takes a cell for a formula. */
#ifndef KEPT_TEXT_CSV_H
#define KEPT_TEXT_CSV_H

#include "base/buf.h"

/* Reading. Rows end with LF, CR LF or CR; a byte order mark and Excel's "sep=;" line are passed
 * over, and so are empty lines. A quote inside an unquoted field is itself; what stands between a
 * closing quote and the next separator belongs to the field. */
struct csv {
    struct str rest;
    char separator;
    int64_t line; /* of the row that was read last, from 1 */
    int64_t next_line;
};
/* csv_init: separator 0: guessed from the first rows among , ; tab and |.
 *   text   UTF-8; must live as long as the fields are used */
void csv_init(struct csv *c, struct str text, char separator);
/* csv_row: the next row; *count 0 at the end. Fields are views into the text, or in the arena.
 *   errors  ERR_INVALID    a quote that never closes; the message names the line
 *           ERR_TOO_LARGE  more than LIMIT_CSV_FIELDS fields in a row */
enum err csv_row(struct csv *c, struct arena *a, struct str **fields, int *count,
                 struct fault *f) must_use;

/* Writing: commas, CR LF. A text that begins with = + - @, tab or CR and is no plain number gets a
 * ' in front: spreadsheets run such cells as formulas (OWASP, CSV injection). */
struct csv_out {
    struct buf *out;
    bool has_fields; /* in this row */
};
void csv_out_init(struct csv_out *c, struct buf *out);
void csv_put(struct csv_out *c, struct str field);
void csv_put_i64(struct csv_out *c, int64_t v);
void csv_end_row(struct csv_out *c);

#endif
