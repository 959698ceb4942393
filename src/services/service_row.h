/* service_row.h: how services are stored; for the files of this folder. */
#ifndef KEPT_SERVICES_SERVICE_ROW_H
#define KEPT_SERVICES_SERVICE_ROW_H

#include "services/service.h"

/* service_body: all of a service as JSON, as its versions keep it; service_from_body reads it. */
struct str service_body(struct arena *a, const struct service *s, const struct need *needs,
                        int count);
enum err service_from_body(struct cx *cx, struct str body, struct service *s, struct need **needs,
                           int *count) must_use;

/* service_keep: writes the version that is stored now to the history. */
enum err service_keep(struct cx *cx, service_id id) must_use;

/* targets as the column has them: 16 numbers */
struct str targets_format(struct arena *a, const struct service *s);
void targets_parse(struct str text, struct service *s);

#endif
