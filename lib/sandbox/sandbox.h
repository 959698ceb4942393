/* sandbox.h: the parser process. What comes from outside (mail, HTML, imported files) is read in
 * child processes that can compute and answer, and nothing else: no files, no network, no other
 * process, bounded memory and time. When one ends over its input, that input has failed and nothing
 * else.
 *
 * Three kinds of process: the program; the spawner, forked from it while there is but one thread,
 * which does nothing but fork; and a few parsers, forked from the spawner when they are needed. An
 * answer is believed in its length and form only: what stands in it may be a lie, and the caller
 * reads it as what it is, bytes from outside. docs/adr/0041. */
#ifndef KEPT_SANDBOX_SANDBOX_H
#define KEPT_SANDBOX_SANDBOX_H

#include "base/buf.h"
#include "base/log.h"

/* What a parser does with one input. It runs in a child; `a` is empty and goes after the answer.
 *   out_fd  where it may write what is too large for an answer (pwrite, write), or -1
 *   reply   the answer, at most LIMIT_PARSER_REPLY_BYTES
 *   errors  any; they reach the caller of sandbox_call with their message (the field does not) */
typedef enum err sandbox_run(struct arena *a, struct str input, int out_fd, struct buf *reply,
                             struct fault *f);

struct sandbox_job {
    const char *name; /* for the log: "mail" */
    sandbox_run *run;
};

struct sandbox_config {
    const struct sandbox_job *jobs; /* a static table; a job is called by its place in it */
    int job_count;
    void (*prepare)(void); /* runs once in the spawner, before anything is forbidden: load what
                              later would need files (character sets, modules). NULL: nothing */
    const struct log *log;
    int processes;    /* parsers at the same time; 0: LIMIT_PARSER_PROCESSES */
    int cpu_seconds;  /* of one call; 0: LIMIT_PARSER_CPU_SECONDS */
    int wall_seconds; /* of one call; 0: LIMIT_PARSER_WALL_SECONDS */
};

struct sandbox;

/* sandbox_start: forks the spawner and a first parser, and logs what holds it ("sandbox.start").
 *   errors  ERR_CONFLICT     there is more than one thread already
 *           ERR_UNAVAILABLE  no process could be made, or a parser did not come up */
enum err sandbox_start(const struct sandbox_config *config, struct sandbox **out,
                       struct fault *f) must_use;

/* sandbox_stop: ends all its processes and waits for them. No call may be under way. */
void sandbox_stop(struct sandbox *sb);

/* sandbox_held_by: what holds the parsers, as words for the log and the health page: "seccomp,
 * landlock, limits, no new privileges". A word that is missing is something this system does not
 * offer. */
struct str sandbox_held_by(const struct sandbox *sb);

struct sandbox_input {
    struct str bytes; /* the input … */
    int fd; /* … or, with from_fd, a file of `size` bytes from its start, mapped by the parser */
    bool from_fd;
    int64_t size;
};

/* sandbox_call: runs a job on the input and waits for the answer. From any thread; with all parsers
 * busy it waits for one.
 *   out_fd  given to the parser for writing, or -1
 *   reply   in the arena; empty on error
 *   errors  those of the job; ERR_CORRUPT: the parser ended over this input, the message says why
 * ("the parser ended: it used too much memory"); ERR_UNAVAILABLE: no parser could be had */
enum err sandbox_call(struct sandbox *sb, struct arena *a, int job,
                      const struct sandbox_input *input, int out_fd, struct str *reply,
                      struct fault *f) must_use;

#endif
