/* listen.h: the socket a server listens on. */
#ifndef KEPT_HTTP_LISTEN_H
#define KEPT_HTTP_LISTEN_H

#include "http/http.h"

struct listener {
    int fd;
    struct str address;    /* as it came to be: with the port that was given for port 0 */
    const char *unix_path; /* NULL for TCP; removed by listener_close */
};

/* listener_open: as http_config.listen says.
 *   errors  ERR_INVALID  not of a form it knows
 *           ERR_IO       taken, not ours, not allowed */
enum err listener_open(struct arena *a, struct str listen, struct listener *out,
                       struct fault *f) must_use;
void listener_close(struct listener *l);

/* files_raise: lets the process hold `most` open files, or as many as it may; returns how many. */
int files_raise(int most);

#endif
