/* search_kind.h: the kinds of documents that search knows. */
#ifndef KEPT_APP_SEARCH_KIND_H
#define KEPT_APP_SEARCH_KIND_H

enum search_kind { SEARCH_MESSAGE = 1, SEARCH_REQUEST = 2, SEARCH_PERSON = 3 };

#endif
