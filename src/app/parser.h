/* parser.h: the product's use of the parser process: which jobs it knows. Raw mail, HTML and images
 * from outside are read there and nowhere else. */
#ifndef KEPT_APP_PARSER_H
#define KEPT_APP_PARSER_H

#include "app/app.h"

enum parser_job {
    PARSER_MAIL,    /* raw message → lib/mail/wire; decoded files go to out_fd, if there is one */
    PARSER_MAIL_AS, /* the same; the first line names the charset to read it by */
    PARSER_SANITIZE, /* HTML → HTML that may be shown */
    PARSER_HOLIDAYS, /* "first last LF" (days) and a calendar file → "day name LF" each */
    PARSER_JOBS
};

/* Where in out_fd the decoded bytes of a file of the message lie. */
struct parser_part {
    int part; /* number of mail_file */
    int64_t offset, size;
};

/* parser_start: forks it; before any thread is made. Logs what holds it. */
enum err parser_start(struct app *app, struct fault *f) must_use;
void parser_stop(struct app *app);

/* parser_call: one job on `input`.
 *   errors  ERR_CORRUPT  the parser refused it or ended over it: the message says why */
enum err parser_call(struct app *app, struct arena *a, enum parser_job job, struct str input,
                     int out_fd, struct str *reply, struct fault *f) must_use;
/* parser_call_fd: the same on an open file of `size` bytes. */
enum err parser_call_fd(struct app *app, struct arena *a, enum parser_job job, int fd, int64_t size,
                        int out_fd, struct str *reply, struct fault *f) must_use;

struct mail;
/* parser_mail_read: the answer of PARSER_MAIL, checked: it is bytes from outside.
 *   errors  ERR_CORRUPT */
enum err parser_mail_read(struct arena *a, struct str reply, struct mail *m,
                          struct parser_part **parts, int *count, struct fault *f) must_use;

#endif
