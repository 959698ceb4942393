/* stat_question.h: one line of `kept stat` being answered; only stat_*.c include it. */
#ifndef KEPT_STAT_STAT_QUESTION_H
#define KEPT_STAT_STAT_QUESTION_H

#include "stat/special.h"
#include "text/json.h"

struct question {
    struct arena *arena;
    const struct json_value *input;
    struct json *answer;
    struct fault *fault;
};

typedef enum err stat_fn(struct question *q);
struct stat_function {
    const char *name, *input; /* what it wants, in words */
    stat_fn *answer;
};
extern const struct stat_function survey_functions[], time_functions[], queue_functions[];
extern const int survey_function_count, time_function_count, queue_function_count;

/* ask_number, ask_whole, ask_text: a member of the input.
 *   errors  ERR_UNSUPPORTED  it is missing or of another kind: not an undefined result */
enum err ask_number(struct question *q, const char *name, double *out) must_use;
enum err ask_whole(struct question *q, const char *name, int64_t *out) must_use;
double number_or(struct question *q, const char *name, double otherwise);
bool has(const struct question *q, const char *name);
/* ask_time: "aht": aht_s, aht_min or aht_h, in seconds. */
enum err ask_time(struct question *q, const char *name, double *seconds) must_use;
bool has_time(const struct question *q, const char *name);
/* ask_list: numbers; null becomes NAN. ask_matrix: rows of the same length, one after the other. */
enum err ask_list(struct question *q, const char *name, double **out, int *n) must_use;
enum err ask_matrix(struct question *q, const char *name, double **out, int *rows,
                    int *columns) must_use;

void put_number(struct question *q, const char *name, double v);
void put_whole(struct question *q, const char *name, int64_t v);
void put_range(struct question *q, const struct range *r); /* low, high */

#endif
