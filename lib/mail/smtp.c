#include "mail/smtp.h"

#include "mail/address.h"
#include "net/outgoing.h"

struct smtp {
    struct outgoing_smtp *line;
};

struct smtp *smtp_open(const struct smtp_server *v)
{
    struct smtp *s = heap_alloc((ptrdiff_t)sizeof *s);
    struct outgoing_smtp_server server = {.url = str_from(v->url),
                                          .user = str_from(v->user),
                                          .password = str_from(v->password),
                                          .bearer = str_from(v->bearer),
                                          .ca = str_from(v->ca),
                                          .needs_tls = v->needs_tls,
                                          .reach = v->reach,
                                          .timeout_seconds = v->timeout_seconds};
    s->line = outgoing_smtp_open(&server);
    return s;
}

void smtp_close(struct smtp *s)
{
    outgoing_smtp_close(s->line);
    heap_free(s);
}

static enum smtp_outcome judge(const struct outgoing_smtp_result *r)
{
    if (r->end == OUTGOING_FINE)
        return SMTP_SENT;
    if (r->status >= 500 && r->status < 600)
        return SMTP_REFUSED;
    if (r->status >= 400 && r->status < 500)
        return SMTP_LATER;
    return r->is_all_given ? SMTP_UNKNOWN : SMTP_LATER;
}

enum smtp_outcome smtp_send(struct smtp *s, struct arena *a, const char *from, const char *to,
                            struct str raw, struct str *reply)
{
    struct outgoing_smtp_result r;
    struct str wire_from, wire_to;
    struct fault f = {0};
    if (address_wire(a, str_from(from), &wire_from, &f) != OK ||
        address_wire(a, str_from(to), &wire_to, &f) != OK) {
        *reply = str_dup(a, str_from(f.message));
        return SMTP_REFUSED;
    }
    outgoing_smtp_send(s->line, str_z(a, wire_from), str_z(a, wire_to), raw, &r);
    *reply = str_dup(a, str_from(r.said));
    return judge(&r);
}
