#include "harness/test.h"

#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "mail/quote.h"
#include "text/html.h"

static struct html_node *tree_of(struct arena *a, struct str html)
{
    struct html_node *root;
    struct fault f = {0};
    if (html_parse(a, html, &root, &f) != OK)
        fail_msg("%s", f.message);
    return root;
}

struct page {
    const char *client, *html, *want;
};

static const struct page pages[] = {
    {"Gmail",
     "<div dir=ltr>See you then.<div><br></div></div><br><div class=\"gmail_quote "
     "gmail_quote_container\"><div dir=ltr class=gmail_attr>On Thu, 26 Feb 2026 at 14:05, Ann &lt;"
     "<a href=\"mailto:a@example.org\">a@example.org</a>&gt; wrote:<br></div><blockquote "
     "class=gmail_quote style=\"border-left:1px solid\">When?</blockquote></div>",
     "See you then."},
    {"Gmail with a signature",
     "<div dir=ltr>See you then.<br clear=all><div><br></div><span class=gmail_signature_prefix>-- "
     "</span><br><div class=gmail_signature "
     "data-smartmail=gmail_signature>Ann<br>Housing</div></div>"
     "<div class=gmail_quote>On Thu, 26 Feb 2026 Bob wrote:<blockquote>When?</blockquote></div>",
     "See you then."},
    {"Outlook",
     "<div class=WordSection1><p class=MsoNormal>See you then.</p><p class=MsoNormal>&nbsp;</p>"
     "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p "
     "class=MsoNormal><b>Von:</b> Ann &lt;a@example.org&gt;<br><b>Gesendet:</b> Donnerstag, 26. "
     "Februar 2026 14:05<br><b>An:</b> Bob<br><b>Betreff:</b> "
     "Lift</p></div></div><p>When?</p></div>",
     "See you then."},
    {"Outlook on the web",
     "<div>See you then.</div><div id=appendonsend></div><hr "
     "style=\"display:inline-block;width:98%\" "
     "tabindex=-1><div id=divRplyFwdMsg dir=ltr><font><b>From:</b> Ann &lt;a@example.org&gt;<br>"
     "<b>Sent:</b> Thursday<br><b>To:</b> Bob<br><b>Subject:</b> Lift</font></div><div>When?</div>",
     "See you then."},
    {"Outlook, shown again by another",
     "<div>See you then.</div><div id=\"x_appendonsend\"></div><div id=x_divRplyFwdMsg>x</div>"
     "<div class=x_gmail_quote>When?</div>",
     "See you then."},
    {"the new Outlook",
     "<div>See you then.</div><div id=mail-editor-reference-message-container><div>From: Ann</div>"
     "<div>When?</div></div>",
     "See you then."},
    {"Outlook for Mac",
     "<div>See you then.</div><span id=OLK_SRC_BODY_SECTION><div><b>From: "
     "</b>Ann</div>When?</span>",
     "See you then."},
    {"Outlook for phones",
     "<div>See you then.</div><div id=ms-outlook-mobile-signature>Get Outlook for "
     "iOS</div><hr><div "
     "class=ms-outlook-mobile-reference-message>From: Ann<br>When?</div>",
     "See you then."},
    {"Hotmail",
     "<div dir=ltr>See you then.<br><br><div><hr id=stopSpelling>Date: Thu, 26 Feb 2026 14:05:11 "
     "+0100<br>Subject: Lift<br>From: a@example.org<br><br>When?</div></div>",
     "See you then."},
    {"Windows Mail",
     "<div><div>See you then.</div><div style=\"padding-top: 5px; border-top-color: rgb(229, 229, "
     "229); border-top-width: 1px; border-top-style: solid;\"><b>De :</b> Ann<br><b>Envoyé :</b> "
     "jeudi</div><div>When?</div></div>",
     "See you then."},
    {"Yahoo",
     "<div>See you then.</div><div class=yahoo_quoted style=\"display:block\">On Thursday, Ann "
     "wrote:<br><div>When?</div></div>",
     "See you then."},
    {"Yahoo, scrambled",
     "<div class=ydp1a2bcsignature>See you then.</div><div id=\"ydp9f8e7d6yahoo_quoted_123\" "
     "class=\"ydp9f8e7d6yahoo_quoted\">When?</div>",
     "See you then."},
    {"Apple Mail",
     "<div>See you then.</div><br><div><div>On 26 Feb 2026, at 14:05, Ann &lt;a@example.org&gt; "
     "wrote:</div><br class=Apple-interchange-newline><blockquote "
     "type=cite>When?</blockquote></div>",
     "See you then."},
    {"iPhone",
     "See you then.<br><br><div id=AppleMailSignature>Sent from my iPhone</div><div><br>On 26 Feb "
     "2026, at 14:05, Ann &lt;a@example.org&gt; wrote:<br><br></div><blockquote type=cite>When?"
     "</blockquote>",
     "See you then."},
    {"Thunderbird",
     "<p>See you then.</p><div class=moz-cite-prefix>Am 26.02.26 um 14:05 schrieb Ann:<br></div>"
     "<blockquote type=cite cite=\"mid:x@example.org\">When?</blockquote><div "
     "class=moz-signature>-- <br>Ann</div>",
     "See you then."},
    {"Zimbra",
     "<div>See you then.</div><hr id=zwchr data-marker=__DIVIDER__><div data-marker=__HEADERS__><b>"
     "From: </b>Ann</div><div data-marker=__QUOTED_TEXT__>When?</div>",
     "See you then."},
    {"Zoho",
     "<div>See you then.</div><div class=zmail_extra><div>---- On Thu, 26 Feb 2026 Ann wrote ----"
     "</div><blockquote>When?</blockquote></div>",
     "See you then."},
    {"Proton",
     "<div>See you then.</div><div class=\"protonmail_signature_block\"><div>Sent with Proton Mail "
     "secure email.</div></div><div class=protonmail_quote>On Thursday Ann wrote:<blockquote "
     "type=cite>When?</blockquote></div>",
     "See you then."},
    {"GMX and web.de",
     "<div>See you then.</div><div name=quote style=\"border-left:2px solid "
     "#C3D9E5\"><div><b>Gesendet:"
     "</b> Donnerstag<br><b>Von:</b> Ann</div><div name=quoted-content>When?</div></div>",
     "See you then."},
    {"Notes",
     "<font>See you then.</font><br><br><br><font color=#5f5f5f>Von: "
     "</font><font>Ann/Acme</font><br>"
     "<font color=#5f5f5f>An: </font><font>Bob/Acme@Acme</font><br><font color=#5f5f5f>Datum: "
     "</font>"
     "<font>26.02.2026 14:05</font><br><font>Betreff: </font>Lift<br><hr><br>When?",
     "See you then."},
    {"mail.ru",
     "<div>See you then.</div><blockquote style=\"border-left:1px solid #0857A6\">Четверг, 26 "
     "февраля "
     "2026, 14:05 +03:00 от Ann &lt;a@example.org&gt;:<br><div>When?</div></blockquote>",
     "See you then."},
    {"Yandex",
     "<div>See you then.</div><div>&nbsp;</div><div>26.02.2026, 14:05, \"Ann\" "
     "&lt;a@example.org&gt;:</div><blockquote><p>When?</p></blockquote>",
     "See you then."},
    {"QQ",
     "<div>See you then.</div><div><div "
     "style=\"font-size:12px\">------------------&nbsp;原始邮件&nbsp;"
     "------------------</div><div><b>发件人:</b>&nbsp;\"Ann\"&lt;a@example.org&gt;;</"
     "div><div><b>发送时间:"
     "</b>&nbsp;2026年2月26日</div></div><div>When?</div>",
     "See you then."},
    {"NetEase",
     "<div>See you then.</div><pre><br>At 2026-02-26 14:05:11, \"Ann\" &lt;a@example.org&gt; "
     "wrote:</pre>"
     "<blockquote id=isReplyContent>When?</blockquote>",
     "See you then."},
    {"Roundcube",
     "<p>See you then.</p><p id=reply-intro>On 2026-02-26 14:05, Ann wrote:</p><blockquote "
     "type=cite>When?</blockquote>",
     "See you then."},
    {"Spark",
     "<div name=messageBodySection>See you then.</div><div "
     "name=messageSignatureSection>Ann</div><div "
     "name=messageReplySection>On 26 Feb 2026, Ann wrote:<blockquote "
     "type=cite>When?</blockquote></div>",
     "See you then."},
    {"Airmail",
     "<div>See you then.</div><div id=bloop_sign_123>Ann</div><p class=airmail_on>On 26 Feb 2026, "
     "Ann "
     "wrote:</p><blockquote type=cite class=clean_bq>When?</blockquote>",
     "See you then."},
    {"Samsung",
     "<div>See you then.</div><div id=composer_signature>Von meinem Galaxy gesendet</div><div>"
     "-------- Ursprüngliche Nachricht --------</div><div>Von: Ann &lt;a@example.org&gt;</div><div>"
     "When?</div>",
     "See you then."},
    {"no client we know",
     "<div>See you then.<br><br>Le jeu. 26 févr. 2026 à 14:05, Ann &lt;a@example.org&gt; a écrit "
     ":<br>"
     "<br>When?</div>",
     "See you then."},
    {"answers between quotes",
     "<blockquote type=cite>When?</blockquote><div>On Monday.</div><blockquote type=cite>Where?"
     "</blockquote><div>Here.</div><blockquote type=cite>Bye</blockquote>",
     "> When?\n\nOn Monday.\n\n> Where?\n\nHere."},
    {"an answer below", "<blockquote type=cite>When?</blockquote><div>On Monday.</div>",
     "On Monday."},
    {"indented words are the person's",
     "<div>Please note:</div><blockquote style=\"margin:0 0 0 "
     "40px;border:none;padding:0px\"><div>one"
     "</div></blockquote><div>Thank you.</div>",
     "Please note:\n\none\n\nThank you."},
    {"a forward by Gmail",
     "<div dir=ltr>For you.<br><div class=gmail_quote><div class=gmail_attr>---------- Forwarded "
     "message "
     "---------<br>From: Ann<br></div>The lift is stuck.</div></div>",
     "For you."},
    {"a forward by Gmail without words",
     "<div dir=ltr><br><div class=gmail_quote>---------- Forwarded message ---------<br>From: "
     "Ann<br><br>"
     "The lift is stuck.</div></div>",
     "---------- Forwarded message ---------\nFrom: Ann\n\nThe lift is stuck."},
    {"a forward by Outlook without words",
     "<div><br></div><hr><div id=divRplyFwdMsg><b>From:</b> Ann "
     "&lt;a@example.org&gt;<br><b>Sent:</b> "
     "Thursday<br><b>Subject:</b> Lift</div><div>The lift is stuck.</div>",
     "From: Ann <a@example.org>\nSent: Thursday\nSubject: Lift\nThe lift is stuck."},
    {"Gmail, point by point, below words",
     "<div dir=ltr>See below.<div class=gmail_quote><div dir=ltr class=gmail_attr>On Thu, 26 Feb "
     "2026 at 14:05, Bob &lt;b@example.org&gt; wrote:<br></div><blockquote class=gmail_quote>"
     "When?</blockquote><div>On Monday.</div><blockquote class=gmail_quote>Where?</blockquote>"
     "<div>Here.</div></div></div>",
     "See below.\n> When?\n\nOn Monday.\n\n> Where?\n\nHere."},
    {"Gmail, below the quote",
     "<div class=gmail_quote><div class=gmail_attr>On Thu, 26 Feb 2026 Bob wrote:</div>"
     "<blockquote class=gmail_quote>When?</blockquote><div>On Monday.</div></div>",
     "On Monday."},
    {"Front",
     "<div>Yes</div><div class=front-signature>Ann</div><blockquote "
     "class=front-blockquote>When?</blockquote>",
     "Yes"},
    {"Newton",
     "<div>Yes</div><div class=cm_signature>Ann</div><div class=cm_quote>On 4 Mar 2024 "
     "at 15:15, Bob wrote:<blockquote>When?</blockquote></div>",
     "Yes"},
    {"Yahoo on a phone",
     "Yes<br><p class=yahoo-signature>My mail app</p><blockquote><div>On Mon, 4 "
     "Mar 2024 at 15:15, Bob<br>&lt;b@example.org&gt; wrote:</div><div>When?</div></blockquote>",
     "Yes"},
    {"a quote of the person's own above the history",
     "Reply<blockquote>The lift stands.</blockquote><div>On 26 Feb 2026, at 14:05, Bob "
     "&lt;b@example.org&gt; wrote:<blockquote>When?</blockquote></div>",
     "Reply\n\n> The lift stands."},
    {"words typed into the signature", "<div id=Signature>See you then.</div>", "See you then."},
    {"nothing at all", "<html><body></body></html>", ""},
    {"nothing but a quote", "<blockquote type=cite>When?</blockquote>", "When?"},
    {"headers on one line",
     "See you then.<div><hr><b>From: a@example.org</b> <b>Date: Thu, 26 Feb 2026 "
     "14:05</b></div><div>When?</div>",
     "See you then."},
    {"a line in a letter is no divider",
     "<div>One.</div><div style=\"border:none;border-top:solid #E1E1E1 "
     "1.0pt;padding:3.0pt\">Two.</div>",
     "One.\nTwo."},
};

TEST(what_each_client_quotes_is_folded)
{
    struct arena a = {0};
    int failures = 0;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct str got = quote_visible_html(&a, tree_of(&a, str_from(pages[i].html)));
        if (str_eq(got, str_from(pages[i].want)))
            continue;
        failures++;
        print_error("%s\n---- got\n%.*s\n---- want\n%s\n", pages[i].client, STR_ARG(got),
                    pages[i].want);
    }
    arena_release(&a);
    assert_int_equal(failures, 0);
}

TEST(the_tree_is_left_as_it_was)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct html_node *root = tree_of(&a, str_from(pages[i].html));
        struct str before = html_to_text(&a, root);
        quote_parts_html(&a, root);
        assert_str_equal(html_to_text(&a, root), before);
    }
    arena_release(&a);
}

TEST(no_word_of_a_page_is_missing_from_its_parts)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct html_node *root = tree_of(&a, str_from(pages[i].html));
        struct quote_parts parts = quote_parts_html(&a, root);
        struct buf all;
        buf_init(&all, &a, 1 << 20);
        for (ptrdiff_t k = 0; k < parts.n; k++)
            buf_add(&all, parts.v[k].text);
        struct str words = html_to_text(&a, root);
        while (words.p) {
            struct str word = str_trim(str_cut(&words, ' '));
            while (word.p) {
                struct str piece = str_line(&word);
                assert_true(str_eq(piece, S(">")) || str_has(buf_str(&all), piece));
            }
        }
        assert_int_equal(str_chr(buf_str(&all), '\x1f'), -1);
    }
    arena_release(&a);
}

TEST(a_page_that_pretends_to_hold_a_block_holds_none)
{
    struct arena a = {0};
    struct html_node *root = tree_of(&a, S("a<p>&#x1f;0&#x1f;<p>\x1f"
                                           "7\x1f<p>b"));
    struct str got = quote_visible_html(&a, root);
    assert_true(str_starts(got, S("a")));
    assert_true(str_ends(got, S("b")));
    arena_release(&a);
}

TEST(a_full_size_page_takes_less_than_a_second)
{
    static const char *const pieces[] = {
        "<blockquote>a</blockquote>b",
        "<div class=gmail_quote>---------- Forwarded message -----",
        "<p>a</p>",
        "a<br>",
        "<div style='border-top:solid'>From:",
        "<blockquote style='x'>a<p>",
        "<hr id=stopSpelling>x",
        "<div id=signature>x</div>\n",
        "<div><div>"};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf b;
        buf_init(&b, &a, LIMIT_HTML_BYTES);
        while (b.n < LIMIT_HTML_BYTES / 2)
            buf_addz(&b, pieces[i]);
        struct html_node *root;
        if (html_parse(&a, buf_str(&b), &root, NULL) == OK) {
            clock_t start = clock(); /* of the processor: the machine may be busy */
            quote_visible_html(&a, root);
            assert_true(clock() - start < CLOCKS_PER_SEC);
        }
        arena_reset(&a);
    }
    arena_release(&a);
}
