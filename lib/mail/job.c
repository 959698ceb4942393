#include "mail/job.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "mail/wire.h"

static enum err file_put(void *context, int part, struct str bytes)
{
    const int *fd = context;
    (void)part; /* files follow each other; mail_file.offset says where each begins */
    while (bytes.n > 0) {
        ssize_t n = write(*fd, bytes.p, (size_t)bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ERR_IO;
        bytes = str_skip(bytes, n);
    }
    return OK;
}

enum err mail_job_run(struct arena *a, struct str input, int out_fd, struct buf *reply,
                      struct fault *f)
{
    struct mail m;
    struct mail_sink sink = {.put = file_put, .context = &out_fd};
    enum err err = mail_parse(a, input, out_fd >= 0 ? &sink : NULL, &m, f);
    if (err != OK)
        return fault_set(f, err, NULL, "the files of a message could not be kept: %s",
                         strerror(errno));
    mail_encode(reply, &m);
    if (reply->full)
        return fault_set(f, ERR_TOO_LARGE, NULL, "what the message holds is too much to answer");
    return OK;
}

enum err mail_job_call(const struct mail_job *job, struct arena *a,
                       const struct sandbox_input *input, struct mail *out, struct fault *f)
{
    struct str reply;
    TRY(sandbox_call(job->sandbox, a, job->place, input, job->out_fd, &reply, f));
    return mail_decode(a, reply, out, f);
}
