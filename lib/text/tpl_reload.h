/* tpl_reload.h: templates that change while the program runs. For CONFIG=dev only: there each
 * template function of the program is a stand-in (tools/tplc stub) that calls the one of the same
 * name in a shared object, which the build writes anew when a template was saved. */
#ifndef KEPT_TEXT_TPL_RELOAD_H
#define KEPT_TEXT_TPL_RELOAD_H

typedef void tpl_function(void);

/* tpl_reload: the function of that name in the templates as they are on disk now. When they cannot
 * be loaded this is said on standard error, and the ones before stay. Ends the program when there
 * are none at all. */
tpl_function *tpl_reload(const char *name) __attribute__((returns_nonnull));

#endif
