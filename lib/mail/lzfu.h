/* lzfu.h: RTF as Outlook compresses it (MS-OXRTFCP), and as a person reads it. */
#ifndef KEPT_MAIL_LZFU_H
#define KEPT_MAIL_LZFU_H

#include "base/str.h"

/* lzfu_read: the RTF in a compressed stream; empty when it is none or damaged from the start. */
struct str lzfu_read(struct arena *a, struct str bytes);

/* rtf_text: the words of an RTF document as UTF-8, without its tables of fonts and pictures.
 *   html  out: true when the words are HTML that was put into RTF for the way (MS-OXRTFEX) */
struct str rtf_text(struct arena *a, struct str rtf, bool *html);

#endif
