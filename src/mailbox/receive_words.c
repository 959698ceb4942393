#include "mailbox/receive.h"

/* One line for what is wrong and one for what to do, for each kind of trouble. */
static const struct {
    const char *words, *todo;
} table[IMAP_TROUBLES] = {
    [IMAP_NO_TROUBLE] = {"", ""},
    [IMAP_TROUBLE_NAME] = {WORD("There is no server of this name"),
                           WORD("Look at the name of the mail server: it is often "
                                "imap.example.org, without a path or https.")},
    [IMAP_TROUBLE_REFUSED] =
        {WORD("Kept is not allowed to reach this address"),
         WORD("On this machine only the ports of mail servers are reached. Whoever runs Kept can "
              "allow more: start it with --reach and the address.")},
    [IMAP_TROUBLE_NOBODY] = {WORD("Nothing answers at this server and port"),
                             WORD("Look at the port: 993 with TLS from the start, 143 with "
                                  "STARTTLS. A firewall may stand between.")},
    [IMAP_TROUBLE_TIMEOUT] = {WORD("The server does not answer in time"),
                              WORD("Kept tries again by itself. If it lasts: look at the port, and "
                                   "whether a firewall stands between.")},
    [IMAP_TROUBLE_NO_TLS] = {WORD("The server offers no STARTTLS"),
                             WORD("Choose TLS from the start, port 993. Without any TLS the "
                                  "password would travel readable.")},
    [IMAP_TROUBLE_TLS] = {WORD("TLS could not be set up"),
                          WORD("Port and kind of TLS may not go together: 993 is TLS from the "
                               "start, 143 is STARTTLS.")},
    [IMAP_TROUBLE_CERTIFICATE] =
        {WORD("The server's certificate cannot be trusted"),
         WORD("Use the name that stands in the certificate. If your house has an authority of its "
              "own, put its certificate into the field for that.")},
    [IMAP_TROUBLE_DENIED] = {WORD("The server refuses the user name or the password"),
                             WORD(
                                 "Type both again. Google and Microsoft take no ordinary password "
                                 "any more: sign in by OAuth there. Kept asks less and less often, "
                                 "so that the account is not locked; saving here asks at once.")},
    [IMAP_TROUBLE_LOST] = {WORD("The line to the server broke"),
                           WORD("Kept connects again by itself, and goes on where it was.")},
    [IMAP_TROUBLE_FOLDER] = {WORD("There is no such folder, or it may not be opened"),
                             WORD("Press Try it and choose one of the folders that are there.")},
    [IMAP_TROUBLE_SERVER] = {WORD("The server answers, and refuses"),
                             WORD("Its own words stand below. Kept tries again by itself.")},
    [IMAP_TROUBLE_ACCESS] = {WORD("The provider gives no token now"),
                             WORD("Kept asks again by itself. If it lasts, let Kept in anew.")},
    [IMAP_TROUBLE_ENDED] = {WORD("The provider lets Kept in no more"),
                            WORD("Let Kept in anew, below. It happens when a password changes, "
                                 "consent is taken back, or the client secret has ended.")},
    [IMAP_TROUBLE_UNMADE] = {WORD("Nobody has let Kept in at the provider yet"),
                             WORD("Save, then press the button that leads to the provider.")},
    [IMAP_TROUBLE_STORE] = {WORD("Kept could not store what came"),
                            WORD("Look at the space on the disk and at the database. Nothing is "
                                 "lost: it still lies on the server.")},
};

struct str imap_trouble_words(enum lang l, enum imap_trouble t)
{
    return t > IMAP_NO_TROUBLE && t < IMAP_TROUBLES ? word(l, table[t].words) : S("");
}

struct str imap_trouble_todo(enum lang l, enum imap_trouble t)
{
    return t > IMAP_NO_TROUBLE && t < IMAP_TROUBLES ? word(l, table[t].todo) : S("");
}
