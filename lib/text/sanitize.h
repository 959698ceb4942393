/* sanitize.h: HTML from outside made fit to be shown. The tree is rebuilt from a list of what is
 * allowed; what is not on the list is not understood but left out, and its words stay.
 *
 * What comes out
 *   - has elements of text, lists, tables and pictures only: nothing that runs, loads, asks for
 *     input, embeds, frames, moves elsewhere or styles more than itself; no SVG, no MathML;
 *   - has no attribute named on*, id, name, class, src or action. Links lead to http, https, mailto
 *     and tel, into a new window that knows nothing of ours;
 *   - loads nothing at all: the address of a picture stands aside in data-remote-src (the web, or a
 *     part named by Content-Location), data-cid or data-raster, until sanitize_pictures is asked;
 *   - means the same to every parser: no element whose inside is read by other rules, no comment,
 * text and quoted values fully escaped;
 *   - is a fixed point: sanitised again it comes out the same, byte for byte.
 * docs/adr/0042 has the threat model. */
#ifndef KEPT_TEXT_SANITIZE_H
#define KEPT_TEXT_SANITIZE_H

#include "text/html.h"
#include "text/tpl.h"

struct sanitized {
    struct str html;     /* a fragment; valid UTF-8; at most LIMIT_HTML_BYTES */
    int remote_pictures; /* addresses on the web that stand aside */
    bool is_reduced;     /* its shape was hostile or too odd to keep: words, lines, links */
};

/* sanitize_html: never fails; any bytes. For the parser process only, as html_parse. */
struct sanitized sanitize_html(struct arena *a, struct str html);

/* Where the pictures of a sanitised fragment come from: each returns the address to load, or a str
 * with p NULL to leave the picture aside. A NULL function leaves all of its kind aside. */
struct sanitize_pictures {
    struct str (*remote)(void *context, struct arena *a, struct str url); /* as the mail has it */
    struct str (*cid)(void *context, struct arena *a, struct str cid);    /* without "cid:" */
    bool allow_raster; /* pictures written out in the mail itself (data:image/png, jpeg, gif, webp)
                        */
    void *context;
};

/* sanitize_pictures: `fragment`, which came from sanitize_html, with the addresses of its pictures
 * put in place. Reads only the form that sanitize_html writes; safe in the main process. */
struct safe_html sanitize_pictures(struct arena *a, struct str fragment,
                                   const struct sanitize_pictures *pictures);

/* sanitize_cli: `kept sanitize`: all of in_fd, sanitised by `run`, to out_fd. `run` is the parser
 * process in the program and sanitize_html itself in tests; where it fails the input is written as
 * plain text. Returns the exit status: 0, or 1 when reading or writing failed. */
typedef enum err sanitize_run(void *context, struct arena *a, struct str html, struct str *out,
                              struct fault *f);
int sanitize_cli(int in_fd, int out_fd, sanitize_run *run, void *context);

#endif
