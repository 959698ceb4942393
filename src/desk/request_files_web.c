/* request_files_web.c: files on their way before their words, a preview of the words, and who else
 * is here. */
#include "app/file.h"
#include "app/form.h"
#include "app/presence.h"
#include "app/serve.h"
#include "base/limits.h"
#include "desk/request_acts.h"
#include "desk/templates.h"
#include "text/markdown.h"

enum err request_presence_post(struct cx *cx)
{
    struct request r;
    request_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(request_begin(cx, id, &r));
    TRY(presence_say(cx, id, presence_from(http_form(cx->q, S("state")))));
    cx->r->status = 204;
    return OK;
}

struct uploading {
    const struct http_file *file;
    struct upload upload;
};

static enum err keep(struct cx *cx, void *arg)
{
    struct uploading *u = arg;
    TRY(file_put_fd(cx, u->file->fd, 0, u->file->size, &u->upload.hash));
    return upload_add(cx, &u->upload);
}

enum err request_file_post(struct cx *cx)
{
    struct request r;
    request_id id;
    struct uploading u = {.file = http_file(cx->q, S("file"), 0)};
    TRY(param_id(cx, 0, &id.v));
    TRY(request_begin(cx, id, &r));
    if (!u.file || (u.file->size == 0 && u.file->name.n == 0))
        return fail(cx, ERR_INVALID, "file", "Choose a file first");
    u.upload = (struct upload){
        .request = id, .name = u.file->name, .type = u.file->type, .size = u.file->size};
    TRY(cx_write(cx, keep, &u));
    struct upload_page page = {.list = &u.upload, .count = 1, .path = request_path(cx, id)};
    RENDER(cx, request_uploads, &page);
    return OK;
}

static enum err drop(struct cx *cx, void *arg)
{
    return upload_drop(cx, *(const int64_t *)arg);
}

enum err request_file_drop_post(struct cx *cx)
{
    request_id id;
    int64_t file;
    TRY(param_id(cx, 0, &id.v));
    TRY(form_i64(cx, "drop", 1, INT64_MAX, 0, &file));
    TRY(cx_write(cx, drop, &file));
    return done(cx, request_path(cx, id));
}

enum err upload_get_page(struct cx *cx)
{
    struct upload u;
    int64_t id;
    TRY(param_id(cx, 0, &id));
    TRY(upload_get(cx, id, &u));
    if (!file_is_picture(u.type))
        return fail(cx, ERR_UNSUPPORTED, NULL, "Only pictures are shown here");
    TRY(file_open(cx, u.hash, &cx->r->fd, &cx->r->fd_size));
    http_add_header(cx->r, S("Content-Disposition"), S("inline"));
    cx->r->type = u.type;
    return OK;
}

enum err request_preview_post(struct cx *cx)
{
    struct preview_page p = {0};
    struct str text;
    TRY(param_id(cx, 0, &p.id.v));
    TRY(form_text(cx, "text", 0, LIMIT_MESSAGE_BYTES, &text));
    p.path = request_path(cx, p.id);
    p.html = markdown_html(cx->arena, text, NULL);
    TRY(layout_load(cx, S("requests"), &p.layout));
    RENDER(cx, request_preview, &p);
    return OK;
}
