/* files.h: whole files in and out. */
#ifndef KEPT_TPLC_FILES_H
#define KEPT_TPLC_FILES_H

#include "base/str.h"

/* file_load: errors  ERR_IO, in words */
enum err file_load(struct arena *a, const char *path, struct str *out, struct fault *f) must_use;
/* file_save: under another name first, so that nobody sees half a file. A file that holds the same
 * already is left as it is, with its time, so that make does nothing over it. */
enum err file_save(struct arena *a, const char *path, struct str text, struct fault *f) must_use;

#endif
