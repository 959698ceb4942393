/* signature_words.h: what devices and programs put below a mail, and what lawyers and mailing
 * lists do, in the languages they are set to. All folded (quote_fold). */
#ifndef KEPT_MAIL_SIGNATURE_WORDS_H
#define KEPT_MAIL_SIGNATURE_WORDS_H

#include "base/str.h"

/* signature_word_tagline: is the line one of "Sent from my iPhone", "Get Outlook for iOS"? */
bool signature_word_tagline(struct str folded);
/* signature_word_notice: does a paragraph that begins so, and holds this, tell of confidentiality
 * or of how to leave a mailing list? `opening` is its first line, `all` its first lines together.
 */
bool signature_word_notice(struct str opening, struct str all);
/* signature_word_opens: could it, by its first line? Cheap; asked first. */
bool signature_word_opens(struct str opening);

#endif
