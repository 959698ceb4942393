/* admin.c: what an administrator does at the machine itself. */
#include "cli/cli.h"

#include <termios.h>
#include <unistd.h>

#include "base/limits.h"
#include "people/account.h"
#include "people/person.h"

struct admin_call {
    struct str address, hash, token;
    bool wants_token;
};

static enum err find_account(struct cx *cx, struct str address, person_id *person)
{
    int64_t n = 0;
    TRY(person_find_by_address(cx, address, person));
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM account WHERE person_id = $1"),
                   ARGS(DB_I(person->v)), &n));
    return n ? OK
             : fail(cx, ERR_NOT_FOUND, NULL, "nobody with the address %.*s has an account",
                    STR_ARG(address));
}

static enum err change(struct cx *cx, void *arg)
{
    struct admin_call *call = arg;
    person_id person;
    TRY(find_account(cx, call->address, &person));
    if (call->wants_token)
        return api_token_add(cx, person, S("made at the machine"), SCOPES_ALL, 0, &call->token);
    TRY(db_run(
        cx->db,
        SQL("UPDATE account SET password_hash = $2, disabled_at = NULL WHERE person_id = $1"),
        ARGS(DB_I(person.v), DB_T(call->hash)), NULL));
    return db_run(cx->db, SQL("DELETE FROM session WHERE person_id = $1"), ARGS(DB_I(person.v)),
                  NULL);
}

/* A line from the terminal without showing it, or from a pipe. */
static struct str read_secret(struct arena *a)
{
    struct termios shown, hidden;
    bool is_terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
    char line[LIMIT_PASSWORD_BYTES + 2];
    if (is_terminal) {
        fputs("New password: ", stderr);
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    char *got = fgets(line, sizeof line, stdin);
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    struct str s = str_dup(a, got ? str_from(line) : S(""));
    return str_ends(s, S("\n")) ? str_head(s, s.n - 1) : s;
}

static enum err run(struct cx *cx, struct admin_call *call)
{
    if (!call->wants_token)
        TRY(account_hash(cx, read_secret(cx->arena), &call->hash));
    TRY(cx_write(cx, change, call));
    if (call->wants_token)
        printf("%.*s\n", STR_ARG(call->token));
    else
        puts("The password is set; every session of this account has ended.");
    return OK;
}

int admin_command(int argc, char **argv)
{
    struct cli_options o;
    struct arena a = {0};
    struct cx cx;
    struct admin_call call = {0};
    struct str name = argc > 1 ? str_from(argv[1]) : S("");
    call.wants_token = str_eq(name, S("token"));
    bool is_known = call.wants_token || str_eq(name, S("password"));
    if (!is_known || !cli_options(argc - 1, argv + 1, &o, NULL, NULL) || o.at >= argc - 1) {
        fputs("kept: kept admin password [--data DIR] ADDRESS, kept admin token [--data DIR] "
              "ADDRESS\n",
              stderr);
        return 2;
    }
    call.address = str_from(argv[1 + o.at]);
    o.log_level = LOG_WARN;
    struct app *app = cli_open(&o, false, 1);
    if (!app)
        return 1;
    enum err err = cx_begin(&cx, app, &a, "admin");
    if (err == OK)
        err = run(&cx, &call);
    if (err != OK)
        fprintf(stderr, "kept: %s\n", cx.fault.message);
    cx_end(&cx);
    app_close(app);
    arena_release(&a);
    return err == OK ? 0 : 1;
}
