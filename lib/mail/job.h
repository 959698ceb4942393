/* job.h: mail_parse in the parser process: what runs there, and the call from this side. */
#ifndef KEPT_MAIL_JOB_H
#define KEPT_MAIL_JOB_H

#include "mail/parse.h"
#include "sandbox/sandbox.h"

/* mail_job_run: a sandbox_run: parses `input`; the bytes of its files go to out_fd, one file after
 * the other (mail_file.offset), the message itself is the reply (wire.h). */
enum err mail_job_run(struct arena *a, struct str input, int out_fd, struct buf *reply,
                      struct fault *f) must_use;

struct mail_job {
    struct sandbox *sandbox;
    int place;  /* of mail_job_run in the sandbox's table */
    int out_fd; /* an empty file for the bytes of the message's files, or -1 */
};

/* mail_job_call: parses a message through the sandbox.
 *   errors  those of sandbox_call; ERR_CORRUPT too when the answer makes no sense */
enum err mail_job_call(const struct mail_job *job, struct arena *a,
                       const struct sandbox_input *input, struct mail *out,
                       struct fault *f) must_use;

#endif
