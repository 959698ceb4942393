/* css.h: the style of one element, reduced to what cannot leave its place, load or hide a trap. */
#ifndef KEPT_TEXT_CSS_H
#define KEPT_TEXT_CSS_H

#include "base/buf.h"

/* css_style: adds the safe declarations of a style attribute to `out`, as "name:value;name:value".
 * The result holds letters, digits and  # % ' ( ) * , - . / : ; _ and space, and bytes over 0x7F;
 * given back to css_style it comes out the same.
 *
 * Known properties only, of text, boxes, borders, lists and tables. Values are words that the
 * property knows, colours, lengths up to a bound and never negative, font names. Whatever holds
 * url(), another function, an escape or an unknown word is left out, declaration by declaration. Of
 * "background" the colour stays. Nothing is positioned, animated, generated or named. */
void css_style(struct buf *out, struct str style);

/* css_color: whether s, as an HTML attribute, is a colour (#abc, #aabbcc, a name); browsers make
 * one of almost anything, so the rest is refused rather than understood. */
bool css_color(struct str s);

#endif
