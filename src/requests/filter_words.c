/* filter_words.c: the fields, operators and values of filters, and which go together. */
#include "requests/filter.h"

static const struct {
    const char *name, *words;
    enum filter_type type;
} fields[FILTER_FIELDS] = {
    [FIELD_STATE] = {"state", WORD("State"), TYPE_CHOICE},
    [FIELD_OWNER] = {"owner", WORD("Whose"), TYPE_PERSON},
    [FIELD_TEAM] = {"team", WORD("Team"), TYPE_TEAM},
    [FIELD_SERVICE] = {"service", WORD("Service"), TYPE_SERVICE},
    [FIELD_FROM] = {"from", WORD("Number of the person who asked"), TYPE_CUSTOMER},
    [FIELD_CHANNEL] = {"channel", WORD("Came by"), TYPE_CHOICE},
    [FIELD_RISK] = {"risk", WORD("Risk"), TYPE_CHOICE},
    [FIELD_UNREAD] = {"unread", WORD("Waits for our answer"), TYPE_CHOICE},
    [FIELD_DUE] = {"due", WORD("Promised for"), TYPE_TIME},
    [FIELD_OPENED] = {"opened", WORD("Opened"), TYPE_TIME},
    [FIELD_CHANGED] = {"changed", WORD("Last changed"), TYPE_TIME},
    [FIELD_SOLVED] = {"kept", WORD("Kept"), TYPE_TIME},
    [FIELD_SUBJECT] = {"subject", WORD("Subject"), TYPE_TEXT},
    [FIELD_FILES] = {"files", WORD("Has files"), TYPE_CHOICE}};

static const struct filter_choice states[] = {{"active", WORD("open or waiting")},
                                              {"open", WORD("open")},
                                              {"waiting", WORD("waiting for the person")},
                                              {"closed", WORD("closed, in whatever way")},
                                              {"kept", WORD("kept")},
                                              {"withdrawn", WORD("no longer needed")},
                                              {"spam", WORD("spam")},
                                              {0}},
                                  channels[] = {{"mail", WORD("mail")},
                                                {"web", WORD("web form")},
                                                {"phone", WORD("phone")},
                                                {"visit", WORD("visit")},
                                                {"chat", WORD("chat")},
                                                {"import", WORD("import")},
                                                {0}},
                                  risks[] = {{"none", WORD("none")},
                                             {"soon", WORD("due soon")},
                                             {"late", WORD("late")},
                                             {0}},
                                  truths[] = {{"yes", WORD("yes")}, {"no", WORD("no")}, {0}};

static const char *const op_names[FILTER_OPS] = {
    [OP_IS] = "is",   [OP_NOT] = "not",     [OP_BEFORE] = "before", [OP_AFTER] = "after",
    [OP_SET] = "set", [OP_UNSET] = "unset", [OP_HAS] = "has",       [OP_LACKS] = "lacks"};

const char *filter_field_name(enum filter_field f)
{
    return fields[f].name;
}

const char *filter_field_words(enum filter_field f)
{
    return fields[f].words;
}

enum filter_type filter_type_of(enum filter_field f)
{
    return fields[f].type;
}

const struct filter_choice *filter_choices(enum filter_field f)
{
    switch (f) {
    case FIELD_STATE: return states;
    case FIELD_CHANNEL: return channels;
    case FIELD_RISK: return risks;
    case FIELD_FILES:
    case FIELD_UNREAD: return truths;
    case FIELD_OWNER:
    case FIELD_TEAM:
    case FIELD_SERVICE:
    case FIELD_FROM:
    case FIELD_DUE:
    case FIELD_OPENED:
    case FIELD_CHANGED:
    case FIELD_SOLVED:
    case FIELD_SUBJECT:
    case FILTER_FIELDS: break;
    }
    return states + COUNT(states) - 1;
}

bool filter_op_fits(enum filter_field f, enum filter_op op)
{
    switch (fields[f].type) {
    case TYPE_TIME:
        return op == OP_BEFORE || op == OP_AFTER ||
               ((op == OP_SET || op == OP_UNSET) && (f == FIELD_DUE || f == FIELD_SOLVED));
    case TYPE_TEXT: return op == OP_HAS || op == OP_LACKS;
    case TYPE_CHOICE:
    case TYPE_PERSON:
    case TYPE_TEAM:
    case TYPE_SERVICE:
    case TYPE_CUSTOMER: break;
    }
    return op == OP_IS || op == OP_NOT;
}

bool filter_op_has_value(enum filter_op op)
{
    return op != OP_SET && op != OP_UNSET;
}

const char *filter_op_name(enum filter_op op)
{
    return op_names[op];
}

const char *filter_op_words(enum filter_op op, enum filter_type type)
{
    (void)type;
    switch (op) {
    case OP_IS: return WORD("is");
    case OP_NOT: return WORD("is not");
    case OP_BEFORE: return WORD("is before");
    case OP_AFTER: return WORD("is after");
    case OP_SET: return WORD("has a time");
    case OP_UNSET: return WORD("has no time");
    case OP_HAS: return WORD("contains");
    case OP_LACKS: return WORD("does not contain");
    case FILTER_OPS: break;
    }
    return "";
}

enum err filter_field_from(struct cx *cx, struct str name, enum filter_field *out)
{
    struct buf known;
    buf_init(&known, cx->arena, 400);
    for (enum filter_field f = 0; f < FILTER_FIELDS; f++) {
        if (str_eq(name, str_from(fields[f].name)))
            return *out = f, OK;
        buf_addf(&known, f ? ", %s" : "%s", fields[f].name);
    }
    return fail(cx, ERR_INVALID, "where", "“%.*s” is no field. There are: %.*s",
                STR_ARG(str_head(name, 60)), STR_ARG(buf_str(&known)));
}

bool filter_op_from(struct str name, enum filter_op *out)
{
    for (enum filter_op op = 0; op < FILTER_OPS; op++)
        if (str_eq(name, str_from(op_names[op])))
            return *out = op, true;
    return false;
}
