/* scan.h: just enough of C's tokens to find where an expression ends and where it may be split. */
#ifndef KEPT_TPLC_SCAN_H
#define KEPT_TPLC_SCAN_H

#include "base/str.h"

/* scan_token: how many bytes the string or character literal at the start of s has, quotes
 * included; 1 for any other byte; -1 for a literal that does not end on its line. */
ptrdiff_t scan_token(struct str s);
/* scan_is_balanced: brackets close in order and literals end. */
bool scan_is_balanced(struct str s);
/* scan_find: the offset of `what` outside brackets and literals, or -1. */
ptrdiff_t scan_find(struct str s, struct str what);
/* scan_cut: as str_cut, at a `sep` outside brackets and literals. */
struct str scan_cut(struct str *s, char sep);
/* scan_last_group: the offset of the bracket `open` whose group ends s, or -1 ("rows[n]": 4). */
ptrdiff_t scan_last_group(struct str s, char open);
/* scan_name: the C identifier at the start of s; empty if none. */
struct str scan_name(struct str s);
bool scan_is_name(struct str s);
/* scan_literal: the string literal at the start of *s, which moves past it and the blanks after;
 * its bytes, escapes resolved, in the arena. p NULL when there is none or its escapes are unknown.
 */
struct str scan_literal(struct arena *a, struct str *s);

#endif
