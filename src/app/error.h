/* error.h: the page (or JSON) for what failed. */
#ifndef KEPT_APP_ERROR_H
#define KEPT_APP_ERROR_H

#include "app/app.h"

struct error_view {
    int status;
    enum lang lang;
    struct str organisation;
    struct str title; /* in the reader's language */
    struct str words; /* what is wrong and what to do */
    struct str field; /* of the form, empty if none */
    struct str kind;  /* "not_found" */
    bool is_signed_in;
};

/* error_page: answers with cx->fault under this status. */
void error_page(struct cx *cx, int status);

#endif
