/* json_lines.h: a command that answers JSON lines: one object in, one object out, in order. */
#ifndef KEPT_TEXT_JSON_LINES_H
#define KEPT_TEXT_JSON_LINES_H

#include "text/json.h"

/* Answers one line: writes members into the open object `answer`.
 *   errors  any: the members are dropped, and {"error": message of the fault} is the answer */
typedef enum err json_line_fn(void *context, struct arena *a, struct str line, struct json *answer,
                              struct fault *f);

/* json_line: the answer to one line, an object without a line end. */
void json_line(json_line_fn *fn, void *context, struct arena *a, struct str line, struct buf *out);
/* json_lines: answers the lines of a file until it ends; empty lines are passed over, a line over
 * LIMIT_LINE_BYTES is an error of its own. What has been read is answered before more is waited
 * for. returns  0, or 1 when reading or writing failed: the exit status of the command */
int json_lines(json_line_fn *fn, void *context, int in, int out);

#endif
