#include "app/layout.h"

#include "app/serve.h"
#include "app/settings.h"
#include "auth/encode.h"
#include "base/utf8.h"
#include "http/asset.h"
#include "web_assets.h"

/* Where the main pages stand, whichever feature brings them; what is not named comes after. */
static const char *const main_order[] = {"requests", "today",   "customers", "asks",
                                         "chain",    "answers", "notices",   "review"};

static int place_of(const struct nav_item *item)
{
    int place = 0;
    if (item->section != NAV_MAIN)
        return COUNT(main_order) + 1;
    while (place < COUNT(main_order) && !str_eq(item->key, str_from(main_order[place])))
        place++;
    return place;
}

/* Few, and nearly in order: each moves up to its place; equals stay as they came. */
static void order_nav(struct nav *nav)
{
    for (int i = 1; i < nav->count; i++)
        for (int k = i; k > 0 && place_of(&nav->items[k]) < place_of(&nav->items[k - 1]); k--) {
            struct nav_item up = nav->items[k];
            nav->items[k] = nav->items[k - 1];
            nav->items[k - 1] = up;
        }
}

void nav_add(struct nav *nav, struct nav_item item)
{
    if (nav->count < COUNT(nav->items))
        nav->items[nav->count++] = item;
}

static void read_toast(struct cx *cx, struct layout *l)
{
    struct str both, cookie = http_cookie(cx->q, S("toast"));
    if (cookie.n == 0 || decode_base64url(cx->arena, cookie, &both) != OK || !utf8_is_valid(both))
        return;
    l->undo = str_cut(&both, '\n');
    l->toast = both.p ? both : S("");
    if (l->undo.n && !str_starts(l->undo, S("/undo/")))
        l->undo = S("");
    http_set_cookie(cx->q, cx->r, S("toast"), S(""), -1);
}

static struct str initials(struct arena *a, struct str name)
{
    struct str first = utf8_head(name, 1);
    ptrdiff_t space = str_rchr(name, ' ');
    return space < 0 ? first : str_cat(a, first, utf8_head(str_skip(name, space + 1), 1));
}

enum err layout_load(struct cx *cx, struct str current, struct layout *out)
{
    const struct actor *a = &cx->actor;
    *out = (struct layout){
        .lang = cx->lang,
        .organisation = org(cx->app)->name,
        .name = a->name,
        .initials = initials(cx->arena, a->name),
        .csrf = a->csrf,
        .theme = a->theme,
        .density = a->density,
        .letters = a->letters,
        .hue = (char)('a' + a->person.v % 6),
        .person = a->person,
        .current = current,
        .query = http_query(cx->q, S("q")),
        .once = str_head(crypto_token(cx->arena), 22),
        .may_change_settings = may(cx, MAY_CHANGE_SETTINGS, NULL),
        .is_part = str_eq(http_header(cx->q, S("X-Kept")), S("part")),
    };
    read_toast(cx, out);
    for (int i = 0; i < cx->app->feature_count; i++)
        if (cx->app->features[i].nav)
            TRY(cx->app->features[i].nav(cx, &out->nav));
    order_nav(&out->nav);
    for (int i = 0; i < out->nav.count; i++)
        out->nav.items[i].is_current = str_eq(out->nav.items[i].key, current);
    return OK;
}

/* A message with numbers or names in it stays as it was said; the others are in the catalogue. */
struct str fault_words(struct cx *cx)
{
    return word(cx->lang, cx->fault.message);
}

void layout_wrong(struct cx *cx, struct layout *l, enum err err)
{
    cx->r->status = fault_status(err);
    l->wrong = fault_words(cx);
    l->wrong_field = cx->fault.field ? str_from(cx->fault.field) : S("");
}

struct safe_html app_sprite(void)
{
    const struct asset *sprite = asset_named(&web_assets, S("sprite.svg"));
    return (struct safe_html){sprite ? sprite->bytes : S("")};
}

struct str layout_hue(const struct layout *l)
{
    return str_of(&l->hue, 1);
}

bool layout_is_settings(const struct layout *l)
{
    for (int i = 0; i < l->nav.count; i++)
        if (l->nav.items[i].is_current && l->nav.items[i].section == NAV_SETTINGS)
            return true;
    return str_eq(l->current, S("me"));
}
