/* limits.h: every cap of Kept, with its reason. Nothing grows without one. */
#ifndef KEPT_BASE_LIMITS_H
#define KEPT_BASE_LIMITS_H

#include <stdint.h>

/* HTTP */
#define LIMIT_FORM_BYTES (1 << 20) /* a form without files: a long letter is 20 kB */
#define LIMIT_UPLOAD_BYTES                                                                         \
    (INT64_C(40) << 20)        /* a multipart body: what mail servers carry, 25 MB, plus base64 */
#define LIMIT_FORM_FIELDS 1000 /* fields of one form; the largest page has under 200 */
#define LIMIT_FORM_FILES 20    /* files of one form */
#define LIMIT_HEADER_BYTES (16 << 10) /* request line and headers; browsers stay under 8 kB */
#define LIMIT_PATH_BYTES 2048
#define LIMIT_PAGE_BYTES (8 << 20)        /* a rendered page; the inbox is 31 kB */
#define LIMIT_CONNECTIONS 12000           /* open sockets, live updates included */
#define LIMIT_CONNECTIONS_PER_ADDRESS 200 /* an office behind one address has 50 agents × 2 */
#define LIMIT_REQUEST_SECONDS 30          /* to send a whole request */
#define LIMIT_IDLE_SECONDS 75 /* a connection without a request; proxies keep theirs for 60 */
#define LIMIT_TRANSFER_RATE                                                                        \
    (16 << 10) /* bytes/s: a body gets LIMIT_REQUEST_SECONDS and a second for each of these */
#define LIMIT_UPLOADS_BYTES                                                                        \
    (INT64_C(2) << 30) /* uploads on disk at once, of all requests: 50 of the largest */
#define LIMIT_PART_HEADER_BYTES                                                                    \
    (8 << 10) /* headers of one part of a multipart form; browsers send under 1 kB */
#define LIMIT_FIELD_NAME_BYTES 256 /* name of a form field; ours are words */
#define LIMIT_COOKIES 50           /* read of one request; we set two */
#define LIMIT_QUEUED_REQUESTS                                                                      \
    1024 /* waiting for a worker; past it 503: they would wait for seconds */
#define LIMIT_INLINE_USEC                                                                          \
    2000 /* a route slower than this leaves the I/O threads; a page takes 100 */
#define LIMIT_LINGER_SECONDS 5     /* reading on after a refusal, so that the answer is not lost */
#define LIMIT_HEARTBEAT_SECONDS 20 /* a comment on idle live streams; proxies cut at 60 */
#define LIMIT_LIVE_TOPICS 16       /* of one live stream; a page has three */
#define LIMIT_LIVE_TOPIC_BYTES 100 /* "request:" and 19 digits are 27 */
#define LIMIT_LIVE_DATA_BYTES 1024 /* of one event: a topic and a version */
#define LIMIT_LIVE_BACKLOG_BYTES (4 << 10) /* waiting for one slow reader; past it: resync */
#define LIMIT_LIVE_QUEUE 8192              /* events waiting for the hub; past it: resync to all */
#define LIMIT_SIGN_IN_TRIES 10 /* failures per address and per account in the window below */
#define LIMIT_SIGN_IN_WINDOW_SECONDS 900

/* Mail, one message */
#define LIMIT_MAIL_BYTES (INT64_C(50) << 20) /* raw; over it LMTP says 552 */
#define LIMIT_MAIL_PARTS 1000                /* MIME parts; over it: quarantine */
#define LIMIT_MAIL_DEPTH 50                  /* nesting of MIME parts */
#define LIMIT_MAIL_MESSAGES_DEEP                                                                   \
    8                           /* messages in messages; each level costs a hash of all below      \
                                 */
#define LIMIT_MAIL_HEADERS 2000 /* header fields of one part */
#define LIMIT_MAIL_HEADER_BYTES (1 << 20) /* all header fields of one part */
#define LIMIT_MAIL_TEXT_BYTES (4 << 20)   /* the text kept for reading and search */
#define LIMIT_MAIL_RECIPIENTS 200         /* To and Cc that become participants */
#define LIMIT_QUOTE_LINES 20000 /* of a text looked at for quotes; the rest goes with the last */
#define LIMIT_MAIL_ADDRESSES                                                                       \
    2000 /* addresses in all fields of one kind; the largest real To has 900 */
#define LIMIT_MAIL_REFERENCES 1000 /* identifiers of one field; a thread of ten years has 300 */
#define LIMIT_MAIL_PARAMS 100      /* parameters of one field, RFC 2231 pieces included */

/* Mail fetched by IMAP */
#define LIMIT_IMAP_ATOM_BYTES 1024          /* a word of an answer */
#define LIMIT_IMAP_TEXT_BYTES (64 << 10)    /* a quoted text, a line for people, a small literal */
#define LIMIT_IMAP_DEPTH 32                 /* lists within each other */
#define LIMIT_IMAP_FOLDERS 2000             /* of one account, shown to choose from */
#define LIMIT_IMAP_BATCH 64                 /* messages stored in one transaction */
#define LIMIT_IMAP_BATCH_BYTES (4 << 20)    /* of them; one larger message goes alone */
#define LIMIT_IMAP_LISTED 500               /* UIDs asked for their size at once */
#define LIMIT_IMAP_MAILBOXES 64             /* listened to at once, a thread each */
#define LIMIT_OAUTH_ANSWER_BYTES (64 << 10) /* of a token endpoint; tokens are under 8 kB */

/* HTML from outside (gumbo is quadratic on deep nesting, so both are capped before it runs) */
#define LIMIT_HTML_BYTES (2 << 20)
#define LIMIT_HTML_DEPTH 256
#define LIMIT_HTML_NODES 500000 /* of one tree; a long newsletter has 10,000 */

/* The parser process */
#define LIMIT_PARSER_MEMORY_BYTES (INT64_C(768) << 20)
#define LIMIT_PARSER_CPU_SECONDS 10 /* for one message; typical is under 1 ms */
#define LIMIT_PARSER_REPLY_BYTES (INT64_C(80) << 20)
#define LIMIT_PARSER_WALL_SECONDS                                                                  \
    60                           /* the same by the clock on the wall, for a machine under load */
#define LIMIT_PARSER_PROCESSES 2 /* as many as most machines have cores */
#define LIMIT_PARSER_CALLS                                                                         \
    5000 /* of one process, then a fresh one: bounds what fragments or leaks */
#define LIMIT_PARSER_LIFE_SECONDS 600 /* of processor time of one process, held by the kernel */
#define LIMIT_PARSER_KEPT_BYTES                                                                    \
    (INT64_C(128) << 20) /* resident after a call; past it a fresh process */
#define LIMIT_PARSER_FILE_BYTES                                                                    \
    (INT64_C(100) << 20) /* what one call may write as files: decoded parts */

/* Data */
#define LIMIT_SUBJECT_BYTES 998    /* the longest line of mail, RFC 5322 */
#define LIMIT_COLLEAGUES_SHOWN 200 /* in a list to choose one from */
#define LIMIT_CHARTER_BYTES 2000   /* the words at its head; one thing that was changed */
#define LIMIT_THANKS_BYTES 500     /* a sentence or two */
#define LIMIT_NAME_BYTES 200
#define LIMIT_ADDRESS_BYTES 320       /* 64 + @ + 255 */
#define LIMIT_MESSAGE_BYTES (1 << 20) /* what an agent may write in one message */
#define LIMIT_PASSWORD_BYTES 1024     /* bounds the work of argon2 */
#define LIMIT_PASSWORD_LEAST 10       /* characters */
#define LIMIT_OIDC_SECONDS 10         /* a provider's answer; somebody waits at the sign-in page */
#define LIMIT_OIDC_BYTES (256 << 10)  /* of it; a set of keys has 10 kB */
#define LIMIT_AUDIT_BYTES 500         /* of a name or note in the audit log: a sentence */
#define LIMIT_API_TOKENS 100          /* of one person, not ended */
#define LIMIT_LIST_ROWS 50            /* rows of a page of a list */
#define LIMIT_SEARCH_WORDS 16         /* words of a query */
#define LIMIT_SEARCH_WORD 64 /* characters of a word that count: the rest is encoded data */
#define LIMIT_SEARCH_DOC_WORDS                                                                     \
    16000 /* words of a document: PostgreSQL numbers them up to 16,383                             \
           */
#define LIMIT_SEARCH_DOC_BYTES                                                                     \
    (512 << 10)                   /* of those words; PostgreSQL takes 1 MB with their numbers */
#define LIMIT_CSV_FIELDS 1000     /* fields of one row of an imported table */
#define LIMIT_ICS_BYTES (4 << 20) /* an imported calendar of holidays; a country's is 30 kB */
#define LIMIT_ICS_DAYS 4000       /* dates taken from it; as many as a calendar may have */
#define LIMIT_JSON_BYTES                                                                           \
    (INT64_C(64) << 20)        /* one value; a parsed mail of 50 MB is the largest                 \
                                */
#define LIMIT_JSON_DEPTH 60    /* arrays and objects within each other; ours have under 10 */
#define LIMIT_SEARCH_HITS 1000 /* counted up to here, then "1,000+" */

/* The database */
#define LIMIT_WRITE_BATCH 256        /* write functions committed together */
#define LIMIT_WRITE_BATCH_USEC 20000 /* no more join after this: the first of them waits */
#define LIMIT_WRITE_TRIES 3          /* of a batch, when PostgreSQL went away or asks for it */
#define LIMIT_WAL_BYTES (INT64_C(256) << 20) /* past it the checkpoint truncates */
#define LIMIT_STATEMENTS_BUILT                                                                     \
    64 /* prepared filters kept for each connection; literals are all kept */
#define LIMIT_SQL_BYTES (64 << 10) /* of one statement put together from pieces */
#define LIMIT_SQL_ARGS 64          /* of one statement */
#define LIMIT_NOTIFY_BYTES 7900    /* PostgreSQL takes under 8,000 */
#define LIMIT_NOTIFY_WAITING                                                                       \
    10000 /* notices while the way to the others is down; then: look for yourselves */
#define LIMIT_LISTENERS 8      /* parts of Kept that hear notices */
#define LIMIT_PG_CONNECTIONS 8 /* two cores are served best by 4 to 16 */

/* Automatic mail, and floods */
#define LIMIT_AUTO_PER_ADDRESS_DAY 1 /* of each kind */
#define LIMIT_AUTO_PER_DOMAIN_HOUR 60
#define LIMIT_AUTO_PER_HOUR 500 /* past it the breaker opens and says so */
#define LIMIT_MAIL_PER_SENDER_HOUR                                                                 \
    2000                     /* new requests from one address; the rest waits as suspected spam */
#define LIMIT_MAIL_RULES 500 /* block rules; each is asked for each new request */
#define LIMIT_TEMPLATE_BYTES (16 << 10) /* the words of one kind of automatic mail */
#define LIMIT_SIGNATURE_BYTES 2000
#define LIMIT_LOOK_BYTES (64 << 10) /* of a mail in quarantine, shown as text */
#define LIMIT_LATER_DAYS 366        /* how far ahead an answer may wait */
#define LIMIT_QUOTED_MESSAGES 10    /* of a conversation, below an answer */
#define LIMIT_QUOTED_BYTES (INT64_C(64) << 10)

/* Time */
#define LIMIT_ZONE_NAME_BYTES 64       /* the longest is 32: America/Argentina/ComodRivadavia */
#define LIMIT_ZONE_BYTES (256 << 10)   /* a file of the zone database; tzdata.zi is the largest */
#define LIMIT_CALENDAR_DAYS (366 * 20) /* how far business time looks for an open hour */
#define LIMIT_CALENDAR_SPAN_DAYS (366 * 200) /* the furthest due time; a scan of it takes 3 ms */
#define LIMIT_CALENDAR_SPANS 24              /* windows, or breaks, of one date */
#define LIMIT_CALENDAR_DATES 4000 /* holidays and exceptions of one calendar: 200 years' worth */
#define LIMIT_SPLIT_SLICES 2000   /* stretches shown of one request's time: five years of days */
#define LIMIT_LINE_BYTES                                                                           \
    (1 << 20) /* a JSON line of a command; a calendar of 4,000 dates is 200 kB */
#define LIMIT_ANSWER_BYTES (1 << 20) /* its answer; 10,000 open intervals are 500 kB */

#endif
