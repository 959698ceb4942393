/* demo_story.h: the steps of one request, told by those who plan them. */
#ifndef KEPT_DEMO_DEMO_STORY_H
#define KEPT_DEMO_DEMO_STORY_H

#include "demo/demo_words.h"

struct story {
    struct demo *d;
    struct demo_play *play;
    int request;
    const struct demo_case *said;
    bool is_whole;       /* the words have their own greeting */
    const char *promise; /* the words of a promise; NULL: some */
    instant at;          /* of the last step */
    instant answer_at;   /* of the first answer; 0: drawn */
    instant base_at;     /* by base_at, base_done of open time have passed */
    int64_t base_done;
};

/* Chance: demo_chance: true in `percent` of a hundred. demo_draw: least … most. */
bool demo_chance(struct demo *d, int percent);
int64_t demo_draw(struct demo *d, int64_t least, int64_t most);
const char *demo_pick(struct demo *d, const struct demo_list *list);

/* Open time before and after now, in minutes; the next full half hour. */
instant story_ago(struct demo *d, int64_t minutes);
instant story_ahead(struct demo *d, int64_t minutes);
instant story_half_hour(instant t);

void story_begin(struct story *s, instant opened); /* they write; Kept acknowledges */
/* story_answer: the first answer, with a word given for *due; without when it is NULL. */
void story_answer(struct story *s, const instant *due);
void story_ask(struct story *s); /* a question; it waits on them */
void story_hear(struct story *s, instant at, const char *words);
void story_solve(struct story *s, instant at); /* a last answer, and it is done */
void story_draft(struct story *s, const char *words);
void story_tell(struct story *s); /* from the first answer to the end, one of many ways */

#endif
