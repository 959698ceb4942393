/* tnef.h: winmail.dat opened: what Outlook packs a message into for other Outlooks (MS-OXTNEF).
 * Why it is read here and not by libytnef: docs/adr/0091. */
#ifndef KEPT_MAIL_TNEF_H
#define KEPT_MAIL_TNEF_H

#include "base/str.h"
#include "base/vec.h"

struct tnef_file {
    struct str name, type, content_id; /* raw; any may be empty */
    struct str bytes;
};

struct tnef {
    VEC(struct tnef_file) files;
    struct str html;    /* raw HTML body; empty if none */
    struct str rtf;     /* RTF body, already decompressed */
    struct str text;    /* raw plain body */
    struct str charset; /* of text: "windows-1252" */
};

/* tnef_read: what is in `bytes`. False when they are no TNEF; of a damaged one what stands before
 * the damage. */
bool tnef_read(struct arena *a, struct str bytes, struct tnef *out);

#endif
