/* imap_date.h: "17-Jul-1996 02:44:25 -0700", as INTERNALDATE has it. For the files of IMAP. */
#ifndef KEPT_MAIL_IMAP_DATE_H
#define KEPT_MAIL_IMAP_DATE_H

#include "base/clock.h"
#include "base/str.h"

instant imap_date(struct str s); /* 0 when it is none */

#endif
