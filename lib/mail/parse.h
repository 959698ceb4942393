/* parse.h: a message as Kept understands it, out of the bytes as they came.
 *
 * Runs in the parser process: no file system, no network, nothing but memory and time. Whatever the
 * bytes are, something is said about them; what goes over a cap of limits.h, or makes no sense, is
 * marked for quarantine and holds whatever could be read. */
#ifndef KEPT_MAIL_PARSE_H
#define KEPT_MAIL_PARSE_H

#include "base/err.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/header.h"

struct mail;

enum mail_file_kind {
    MAIL_FILE,
    MAIL_FILE_MESSAGE,   /* a message of its own, opened in `message` */
    MAIL_FILE_SIGNATURE, /* of PGP or S/MIME: kept, not judged */
    MAIL_FILE_CALENDAR,  /* an invitation, read into `invites` */
    MAIL_FILE_REPORT,    /* delivery status and the like, read into `machine` */
    MAIL_FILE_PACK       /* winmail.dat; what was in it follows */
};
enum { MAIL_FILE_KINDS = 6 };

struct mail_file {
    int part; /* the number its bytes had for the sink; unique in the message */
    enum mail_file_kind kind;
    struct str name;             /* harmless (name.h); empty when the part has none */
    struct str type;             /* "image/png", lower case */
    struct str content_id;       /* without angle brackets */
    struct str content_location; /* as written */
    struct str sha256;           /* of the decoded bytes, 64 letters of hex */
    int64_t size;                /* decoded bytes */
    int64_t offset;              /* where they begin among all bytes that went to the sink */
    bool is_inline;              /* the message's HTML shows it where it stands */
    struct mail *message;        /* MAIL_FILE_MESSAGE: what it says; may be NULL when too deep */
};

/* A field that later stages judge by: Authentication-Results, X-Spam-*, List-*, and the like. */
struct mail_field {
    struct str name; /* as written */
    struct str text; /* decoded, one line */
};

struct mail_invite {
    struct str method; /* "REQUEST", "REPLY", "CANCEL" …, upper case */
    struct str uid, summary, location, description, status;
    struct str start, end; /* "2026-01-30T15:30:00", with Z when UTC; a date alone for a
                              whole day */
    struct str start_zone,
        end_zone;          /* the zone's name as written; empty for UTC or floating time */
    struct str recurrence; /* the rule as written */
    struct address organizer;
    address_list attendees;
};

enum mail_bounce_action {
    MAIL_ACTION_NONE,
    MAIL_ACTION_FAILED,
    MAIL_ACTION_DELAYED,
    MAIL_ACTION_DELIVERED,
    MAIL_ACTION_RELAYED,
    MAIL_ACTION_EXPANDED
};
enum { MAIL_BOUNCE_ACTIONS = 6 };

/* What a delivery report says of one recipient (RFC 3464), or what could be read out of one that
 * follows no standard. */
struct mail_delivery {
    enum mail_bounce_action action;
    struct str status;     /* "5.1.1"; empty when nothing like it was said */
    struct str recipient;  /* Final-Recipient */
    struct str original;   /* Original-Recipient, the address that was written to; may be empty */
    struct str diagnostic; /* in the words of the server that said no; may be empty */
};

/* Is it from a machine, and which kind? See auto.h. */
struct mail_machine {
    bool is_auto;          /* written by a program, not by a person */
    bool is_out_of_office; /* and it is an absence note */
    bool is_list;          /* came through a mailing list or a bulk sender */
    bool is_report;        /* a delivery report of any kind, or what looks like one */
    bool is_bounce;        /* and it says that a message of ours was not delivered */
    bool may_acknowledge;  /* an automatic answer may be sent */
    struct str reason;     /* in a few words, why not; empty when it may */
    VEC(struct mail_delivery) deliveries;
    struct str returned_id; /* Message-ID of the message that the report is about; may be empty */
};

struct mail {
    struct str quarantine; /* why it is to be looked at; empty when all is well */

    struct str subject;
    address_list from; /* nearly always one */
    address_list sender, reply_to, to, cc, bcc;
    struct str return_path; /* the envelope sender; empty for "<>" and when there is none */
    bool has_return_path;
    address_list delivered_to; /* Delivered-To, X-Original-To, Envelope-To */
    struct str message_id;
    header_id_list in_reply_to, references;
    struct mail_date date;
    struct mail_date received; /* when the server nearest to us took it */
    struct str list_id;
    VEC(struct mail_field) fields;

    struct str text;    /* all inline text parts; made from the HTML when there are none */
    struct str html;    /* sanitised; empty when there is none. Show through sanitize_pictures */
    struct str visible; /* what the person newly wrote */
    bool is_text_from_html;
    bool is_html_reduced; /* its shape was hostile: words and links only */
    int remote_pictures;
    bool is_charset_guess; /* some of the words were read by a guess */
    struct str charset;    /* of the text, by its standard name; empty for ASCII */

    VEC(struct mail_file) files;
    VEC(struct mail_invite) invites;
    struct mail_machine machine;
};

/* Where the decoded bytes of files go, piece by piece and file after file. `part` is the number of
 * mail_file. An error ends the parsing and is passed on. */
struct mail_sink {
    enum err (*put)(void *context, int part, struct str bytes);
    void *context;
};

/* mail_parse: reads `raw`, the bytes of one message. `out` points into `raw` and the arena.
 *   sink    may be NULL: then files are counted and hashed only
 *   errors  what the sink returned
 *   cost    linear in the bytes */
enum err mail_parse(struct arena *a, struct str raw, struct mail_sink *sink, struct mail *out,
                    struct fault *f) must_use;

/* mail_parse_as: the same, with every text, and every raw letter in a field, read in this charset,
 * whatever the message says: a person has looked at it and knows better. Empty: as it says. */
enum err mail_parse_as(struct arena *a, struct str raw, struct str charset, struct mail_sink *sink,
                       struct mail *out, struct fault *f) must_use;

/* mail_field: the text of the first field called `name` (any case) among `fields`; p is NULL if
 * none. */
struct str mail_field(const struct mail *m, struct str name);

/* mail_author: the address the message is from: the first usable one of From, then Sender, then
 * Reply-To, then Return-Path; empty when there is none. */
struct str mail_author(const struct mail *m);

#endif
