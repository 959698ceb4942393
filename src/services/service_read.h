/* service_read.h: the form of a service; for the files of this folder. */
#ifndef KEPT_SERVICES_SERVICE_READ_H
#define KEPT_SERVICES_SERVICE_READ_H

#include "services/pages.h"

/* What was typed beside the service itself. */
struct service_typed {
    struct need *needs;
    int need_count;
    bool keeps_needs; /* the form has none of them: they stay as they are */
    struct form_field *fields;
    int field_count;
};
/* service_read: errors  ERR_INVALID with the field; `s` and `t` hold what was read before it. */
enum err service_read(struct cx *cx, struct service *s, struct service_typed *t) must_use;
/* service_target_field: the name of an input: "respond", "respond_low". */
const char *service_target_field(enum target t, enum priority p);

#endif
