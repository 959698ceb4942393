/* request.h: a request's parts, read strictly from the bytes as sent. Pure: no sockets. */
#ifndef KEPT_HTTP_REQUEST_H
#define KEPT_HTTP_REQUEST_H

#include "http/http.h"

/* request_target: sets target, path and query of `q` (and host, for the form "http://host/path").
 * Refuses what servers and proxies read differently: "//", "." and ".." segments, NUL and control
 * characters, encoded slashes and backslashes, broken percent signs, bad UTF-8.
 *   why     words for the person; set on error
 *   errors  ERR_INVALID; q->path is "/" then */
enum err request_target(struct http_request *q, struct str target, const char **why) must_use;

/* request_cookies: q->cookies from all Cookie headers; pairs that are no pairs are left out. */
void request_cookies(struct http_request *q);

/* form_decode: "a=1&b=x+y" as pairs: '+' is a space, %41 is A, a percent sign without two hex
 * digits stands for itself (as browsers do).
 *   most    pairs at most
 *   errors  ERR_INVALID    bad UTF-8 or a NUL
 *           ERR_TOO_LARGE  more than `most` pairs */
enum err form_decode(struct arena *a, struct str s, int most, const struct http_pair **out,
                     int *count) must_use;

/* percent_decode: into `to`, which has room for s.n bytes; the bytes written, or -1 for a percent
 * sign without two hex digits when `strict`. */
ptrdiff_t percent_decode(struct str s, char *to, bool strict, bool plus_is_space);

/* pair_find: the first with this name; letters alike in either case when `any_case`. p NULL when
 * absent. */
struct str pair_find(const struct http_pair *pairs, int count, struct str name, bool any_case);

/* is_token: an RFC 9110 token, at least one character. */
bool is_token(struct str s);

#endif
