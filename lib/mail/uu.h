/* uu.h: files written into text by uuencode, the way before MIME. */
#ifndef KEPT_MAIL_UU_H
#define KEPT_MAIL_UU_H

#include "base/str.h"

struct uu_file {
    struct str before; /* the text up to it */
    struct str name;   /* raw, as written */
    struct str block;  /* from "begin" to "end", for TRANSFER_UU */
};

/* uu_cut: the first file in *text, which moves past it. False, and nothing moved, when there is
 * none: "begin 644 name" alone makes no file, a line of the right length must follow. */
bool uu_cut(struct str *text, struct uu_file *f);

#endif
