/* search_people.c: names, also misspelt ones. A name with one mistake still has its first or its
 * second half right: the index of three-letter pieces finds those, and they are compared. */
#include "desk/search_asked.h"

#include "app/search_kind.h"
#include "base/utf8.h"
#include "db/search.h"
#include "text/fold.h"

enum { letters_most = 40, candidates = 400, least_half = 3 };

struct letters {
    int32_t v[letters_most];
    int n;
};

static void split_letters(struct str s, struct letters *l)
{
    for (l->n = 0; s.n && l->n < letters_most;)
        l->v[l->n++] = utf8_next(&s);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* How many letters have to be changed, added, dropped or swapped with the next one. */
static int distance(const struct letters *a, const struct letters *b)
{
    int rows[3][letters_most + 1];
    int *two = rows[0], *one = rows[1], *now = rows[2];
    for (int k = 0; k <= b->n; k++)
        one[k] = k;
    for (int i = 1; i <= a->n; i++) {
        now[0] = i;
        for (int k = 1; k <= b->n; k++) {
            int is_other = a->v[i - 1] != b->v[k - 1];
            now[k] = least(least(one[k] + 1, now[k - 1] + 1), one[k - 1] + is_other);
            if (i > 1 && k > 1 && a->v[i - 1] == b->v[k - 2] && a->v[i - 2] == b->v[k - 1])
                now[k] = least(now[k], two[k - 2] + 1);
        }
        int *oldest = two;
        two = one, one = now, now = oldest;
    }
    return one[b->n];
}

/* Is a word of the name nearly this one? */
static bool is_nearly(struct arena *a, struct str name, const struct letters *typed)
{
    int allowed = typed->n >= 8 ? 2 : 1;
    struct str rest = fold_words(a, name, 20);
    while (rest.p && rest.n) {
        struct letters word;
        split_letters(str_cut(&rest, ' '), &word);
        int more = word.n - typed->n;
        if (more <= allowed && -more <= allowed && distance(&word, typed) <= allowed)
            return true;
    }
    return false;
}

static struct str name_of(struct cx *cx, int64_t id)
{
    struct rows r;
    struct str name = S("");
    db_query(&r, cx->db, SQL("SELECT name FROM person WHERE id = $1"), ARGS(DB_I(id)));
    if (rows_next(&r))
        name = rows_text(&r);
    return rows_end(&r) == OK ? name : S("");
}

static bool has(const person_id *list, int count, int64_t id)
{
    for (int i = 0; i < count; i++)
        if (list[i].v == id)
            return true;
    return false;
}

static enum err guess_by(struct cx *cx, struct str piece, const struct letters *typed,
                         person_id *out, int *n, int most)
{
    struct search_hit hits[candidates];
    int found = candidates;
    TRY(search_names(cx->db, SEARCH_PERSON, piece, hits, &found));
    for (int i = 0; i < found && *n < most; i++)
        if (!has(out, *n, hits[i].id) && is_nearly(cx->arena, name_of(cx, hits[i].id), typed))
            out[(*n)++].v = hits[i].id;
    return OK;
}

/* The first `half` letters of s, or the last. */
static struct str piece_of(struct str s, int letters, int half, bool is_last)
{
    struct str head = utf8_head(s, is_last ? letters - half : half);
    return is_last ? str_skip(s, head.n) : head;
}

static enum err guess(struct cx *cx, struct str part, person_id *out, int *count)
{
    struct letters typed;
    int most = *count;
    struct str folded = fold_text(cx->arena, part);
    split_letters(folded, &typed);
    *count = 0;
    int half = typed.n / 2 > least_half ? typed.n / 2 : least_half;
    if (typed.n < least_half + 1 || str_chr(folded, ' ') >= 0)
        return OK;
    TRY(guess_by(cx, piece_of(folded, typed.n, half, false), &typed, out, count, most));
    TRY(guess_by(cx, piece_of(folded, typed.n, half, true), &typed, out, count, most));
    if (*count || typed.n > 2 * least_half)
        return OK; /* a short name with its mistake in the middle: by how it begins */
    return guess_by(cx, piece_of(folded, typed.n, 2, false), &typed, out, count, most);
}

enum err search_people(struct cx *cx, struct str part, person_id *out, int *count, bool *is_guess)
{
    struct search_hit hits[SEARCH_PERSONS];
    int most = *count < SEARCH_PERSONS ? *count : SEARCH_PERSONS, found = most;
    *is_guess = false;
    *count = 0;
    TRY(search_names(cx->db, SEARCH_PERSON, part, hits, &found));
    for (; *count < found; ++*count)
        out[*count].v = hits[*count].id;
    if (found)
        return OK;
    *is_guess = true;
    *count = most;
    return guess(cx, part, out, count);
}
