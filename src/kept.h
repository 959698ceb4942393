/* kept.h: what Kept is made of. A feature is a folder and one line in features.c. */
#ifndef KEPT_KEPT_H
#define KEPT_KEPT_H

#include "app/app.h"

/* features_get: the list, in the arena; returns how many. */
int features_get(struct arena *a, const struct feature **out);

#endif
