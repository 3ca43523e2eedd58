"""Staff answer families and edit pages, in the admin as it really runs."""

import re

import pytest
from playwright.sync_api import expect

from njcmo_site.richtext import clean
from tests.browser.conftest import open_until, settle
from tests.browser.test_every_page import violations
from tests.browser.test_parent import read_and_ask

HUB = "Occupational therapy"
EDITOR = "[contenteditable=true]"


def open_topic(page, name):
    page.goto("/admin/services/topic/")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name="The parts of this page")).to_be_visible()
    page.wait_for_load_state()


def open_section(page, name, number):
    """The form of a section of a page, from the outline."""
    open_topic(page, name)
    page.locator("#section-outline li").nth(number).get_by_role("link").click()
    expect(page.locator(EDITOR).first).to_be_visible()


def publish(page, small=True):
    """From a draft, or from the page that says that it is saved; a few words, as a small change."""
    way = re.compile("What changed, and publish", re.IGNORECASE)
    page.get_by_role("link", name=way).first.click()
    page.get_by_label("What changed, and why").fill("Edi reads it better so")
    page.get_by_role("checkbox", name="This is a small correction").set_checked(small)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("Published edition")


def have_confirmed(site, address):
    """By a reviewer, the draft of this page."""
    site.manage(
        "shell",
        "-v0",
        "-c",
        f"from services.models import Topic; page = Topic.objects.get(address='{address}');"
        "kept = page.keep(page.content(), None, 'For Rita');"
        "kept.reviews.create(language='en', name='Rita', next_on='2999-01-01')",
    )


def test_a_coordinator_finds_a_request_and_moves_it(new_context, sign_in, complaints):
    reference = read_and_ask(new_context().new_page())
    page = sign_in("ines")
    page.get_by_role("link", name="Referrals").first.click()
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_text("973-555-0124")).to_have_count(0)
    page.get_by_label("Why do you need them?").select_option(label="To reach the family")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="973-555-0124")).to_be_visible()
    expect(
        page.get_by_role("definition").filter(has_text="Screams when we cut nails.")
    ).to_be_visible()
    page.get_by_label("Status").select_option("trying")
    page.get_by_role("button", name="Save", exact=True).click()
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("Called, not reached")
    expect(page.get_by_text("Rosa")).to_have_count(0)
    assert complaints == []


def test_an_editor_publishes_a_paragraph_of_the_hub_and_families_read_it(
    new_context, sign_in, complaints
):
    page = sign_in("edi")
    open_section(page, HUB, 0)
    page.locator(f".fieldBox.field-body_en {EDITOR} p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("Written by Edi. ")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    parent = new_context().new_page()
    parent.goto("/occupational-therapy/")
    text = parent.locator("main")  # whichever section another journey has put first
    expect(text).not_to_contain_text("Written by Edi. ")
    publish(page)
    written = text.get_by_text("Written by Edi. ")
    open_until(parent, "/occupational-therapy/", written.is_visible)
    assert complaints == []


def test_the_editor_makes_lists_and_quotes(site, new_context, sign_in, complaints):
    page = sign_in("edi")
    open_section(page, "ADHD", 0)
    page.locator(EDITOR).first.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Word " * 26)
    expect(page.locator(".hints")).to_contain_text("1 sentence of more than 25 words: “Word Word")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    expect(page.locator(".hints")).to_be_empty()
    page.get_by_role("button", name="ordered list", exact=True).first.click()
    page.keyboard.type("first step")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("> borrowed words")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    have_confirmed(site, "adhd")
    publish(page, small=False)

    parent = new_context().new_page()
    text = parent.locator("section.piece .rich").first
    open_until(parent, "/occupational-therapy/adhd/", text.locator("blockquote").is_visible)
    expect(text.locator("ol > li")).to_have_text("first step")
    expect(text.locator("blockquote p")).to_have_text("borrowed words")
    assert complaints == []


def test_each_editor_is_named_by_its_language_and_entered_by_its_label(sign_in):
    page = sign_in("edi")
    open_section(page, "OT or PT?", 0)
    for language in ("English", "Spanish"):
        for name in (f"Text ({language})", f"More, folded ({language})"):
            expect(page.get_by_role("textbox", name=name)).to_have_count(1)
    page.get_by_role("link", name="All parts of this page").click()
    page.locator("#section-outline").get_by_role("link", name="Add one").click()
    expect(page.locator(EDITOR)).to_have_count(4)
    new = page.get_by_role("textbox", name=re.compile(r"^Text \(Spanish\)"))
    page.locator("label").filter(has_text="Text (Spanish)").click()
    expect(new).to_be_focused()
    expect(new).to_have_accessible_description(re.compile("^A numbered list is drawn as steps"))


def test_both_languages_of_a_text_stand_side_by_side_and_on_a_phone_below_each_other(sign_in):
    page = sign_in("edi")
    open_section(page, "ADHD", 0)
    for width, beside in ((1280, True), (360, False)):
        page.set_viewport_size({"width": width, "height": 800})
        for name in ("heading", "body"):
            english, spanish = (
                page.locator(f".fieldBox.field-{name}_{language}").bounding_box()
                for language in ("en", "es")
            )
            assert (english["x"] + english["width"] <= spanish["x"]) == beside
            assert (english["y"] + english["height"] <= spanish["y"]) != beside
            assert spanish["x"] + spanish["width"] <= width


def test_an_editor_in_error_says_so_and_is_reached_from_the_summary(sign_in):
    page = sign_in("edi")
    open_section(page, "ADHD", 1)
    hidden = page.locator("textarea[name=body_es]")
    hidden.evaluate("text => { text.value = 'x'.repeat(50001) }")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("link", name=re.compile(r"^Text \(Spanish\): Ensure")).click()
    editor = page.locator(f".fieldBox.field-body_es {EDITOR}")
    expect(editor).to_be_focused()
    expect(editor).to_have_accessible_description(re.compile("at most 50000 characters"))
    expect(page.locator("[contenteditable][aria-invalid=true]")).to_have_count(1)


def test_the_heading_of_a_row_is_plain_and_has_no_button_that_no_key_reaches(sign_in):
    page = sign_in("edi")
    page.goto("/admin/services/card/")
    page.locator("#result_list tbody th a").first.click()
    heading = page.locator("#sources-0 h3").first
    expect(heading).to_have_css("background-image", "none")
    expect(heading.get_by_role("button")).to_have_count(0)
    expect(page.locator("#sources-0 .order-number")).to_be_editable()


def test_a_table_in_the_editor_fits_a_phone(site, sign_in):
    with_table = "topic__address='ot-vs-pt', body_en__contains='<table'"
    shell = ("shell", "-v0", "-c", "from services.models import *; print(Section.objects.filter(")
    key = site.manage(*shell[:-1], f"{shell[-1]}{with_table}).first().pk)").split()[-1]
    page = sign_in("edi")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"/admin/services/section/{key}/change/")
    expect(page.locator(f"{EDITOR} table").first).to_be_visible()
    edges = "all => all.map(one => one.getBoundingClientRect().right)"
    cells = page.locator(f"{EDITOR} :is(td, th)")
    assert cells.count() > 10
    assert max(cells.evaluate_all(edges)) <= 320


FROM_GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid">
<p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;">plain </span>
<span style="font-weight:700;">heavy</span><span style="font-style:italic;"> leaning</span></p>
</b>"""
LISTS_OF_GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal">
<h3 dir="ltr" style="line-height:1.38;"><span style="font-weight:400;">Head</span></h3>
<ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;" aria-level="1">
<p dir="ltr" role="presentation"><span style="font-weight:700;">one</span></p></li>
<li dir="ltr" style="list-style-type:disc;"><p dir="ltr" role="presentation">
<a href="https://www.nj.gov/" style="text-decoration:none;"><span style="color:#15c;">two</span></a>
</p></li></ul><ol style="margin-top:0;"><li dir="ltr" style="list-style-type:decimal;">
<p dir="ltr" role="presentation"><span>first</span></p></li></ol></b><br class="Apple">"""
TABLE_OF_GOOGLE_DOCS = """<b style="font-weight:normal;" id="docs-internal-guid"><div dir="ltr">
<table style="border:none;"><colgroup><col width="312"><col width="312"></colgroup><tbody>
<tr style="height:0pt"><td style="border:1pt;"><p dir="ltr"><span>Age</span></p></td>
<td><p dir="ltr"><span>Call</span></p></td></tr><tr><td><p dir="ltr"><span>3</span></p></td>
<td><p dir="ltr"><span style="font-weight:700">Doctor</span></p></td></tr></tbody></table></div>
</b>"""
LIST_OF_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style><!-- p.MsoNormal {margin:0in;} @list l0:level1 {mso-level-text:x;} --></style></head><body>
<!--StartFragment--><p class=MsoNormal>Before<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]><b>one</b></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:1.0in;mso-list:l0 level2 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>within</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-.25in;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]><a
href="https://www.nj.gov/">two</a></p>
<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l1 level1 lfo2'>
<![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>first</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='mso-yfti-irow:0'>
<td width=312 style='width:233.75pt'><p class=MsoNormal>Age<o:p></o:p></p></td>
<td><p>Call</p></td></tr><tr><td><p class=MsoNormal>3</p></td>
<td><p class=MsoNormal><b>Doctor<o:p></o:p></b></p></td></tr>
</table><!--EndFragment--></body></html>"""
TABLE = clean(
    "<table><tr><td>Age</td><td>Call</td></tr>"
    "<tr><td>3</td><td><strong>Doctor</strong></td></tr></table>"
)
FROM_WORD = """<html><head><style>p {color: red}</style></head><body>
<p class=MsoNormal style='margin:0'><b style='mso-bidi-font-weight:normal'>strong</b> words</p>
</body></html>"""


def test_what_is_pasted_from_other_programs_keeps_bold_lists_links_and_tables_and_no_style(
    sign_in, complaints
):
    page = sign_in("edi")
    page.goto("/admin/faq/question/add/")
    editor = page.locator(EDITOR).first
    for html, pasted in (
        (FROM_GOOGLE_DOCS, "<p>plain <strong>heavy</strong><em> leaning</em></p>"),
        (FROM_WORD, "<p><strong>strong</strong> words</p>"),
        (
            LISTS_OF_GOOGLE_DOCS,
            "<h3>Head</h3><ul><li><strong>one</strong></li>"
            '<li><a href="https://www.nj.gov/">two</a></li></ul><ol><li>first</li></ol>',
        ),
        (TABLE_OF_GOOGLE_DOCS, TABLE),
        (
            LIST_OF_WORD,
            "<p>Before</p><ul><li><strong>one</strong><ul><li>within</li></ul></li>"
            f'<li><a href="https://www.nj.gov/">two</a></li></ul><ol><li>first</li></ol>{TABLE}',
        ),
    ):
        editor.click()
        page.keyboard.press("ControlOrMeta+a")
        editor.evaluate(
            """(editor, html) => {
              const clipboardData = new DataTransfer()
              clipboardData.setData("text/html", html)
              const paste = {clipboardData, bubbles: true, cancelable: true}
              editor.dispatchEvent(new ClipboardEvent("paste", paste))
            }""",
            html,
        )
        stored = page.locator("textarea[name=answer_en]").evaluate("text => text.value")
        assert clean(stored) == pasted
    assert complaints == []


def test_what_was_typed_outlives_a_closed_tab_for_who_asks_for_it_until_it_is_saved(
    sign_in, complaints
):
    page = sign_in("edi")
    page.goto("/admin/faq/question/")
    page.locator("#result_list tbody th a").nth(2).click()
    address = page.url
    offer = page.get_by_role("button", name="Put back what you typed")
    title, text = page.get_by_label("Question (English)"), page.locator(EDITOR).first
    wish = page.get_by_role("checkbox", name=re.compile("^Keep what I type on this computer"))

    def type_and_close():
        title.fill("Why?")
        text.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("Typed with ")
        page.keyboard.press("ControlOrMeta+b")
        page.keyboard.type("care")
        page.once("dialog", lambda dialog: dialog.accept())
        page.goto("about:blank")
        page.goto(address)
        expect(text).to_be_visible()

    expect(wish).not_to_be_checked()
    type_and_close()
    expect(offer).to_be_hidden()
    wish.check()
    type_and_close()
    expect(wish).to_be_checked()
    expect(text).not_to_contain_text("Typed with")
    offer.click()
    expect(title).to_have_value("Why?")
    expect(text.locator("p")).to_have_text("Typed with care")
    expect(text.locator("strong")).to_have_text("care")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(title).to_have_value("Why?")
    expect(text.locator("strong")).to_have_text("care")
    expect(offer).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('typed'))") == []
    assert complaints == []


def test_a_page_that_is_saved_as_it_was_keeps_its_words_and_their_date(site, sign_in):
    shell = ("shell", "-v0", "-c")
    topic = "from services.models import *; topic = Topic.objects.get(address='ot-vs-pt');"
    site.manage(*shell, f"{topic} Topic.objects.update(words_changed_on='2020-01-01')")
    words = f"{topic} print(topic.words_changed_on, list(topic.sections.values()))"
    before = site.manage(*shell, words)
    page = sign_in("edi")
    open_topic(page, "OT or PT?")
    parts = page.locator("#section-outline li").count()
    assert parts > 3
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    for number in range(parts):
        open_section(page, "OT or PT?", number)
        page.get_by_role("button", name="Save", exact=True).first.click()
        expect(page.locator(".messagelist .success")).to_be_visible()
    assert site.manage(*shell, words) == before


@pytest.mark.parametrize(
    ("name", "address"), [("Behavior", "behavior/"), ("OT or PT?", "ot-vs-pt/"), (HUB, "")]
)
def test_sections_are_dragged_into_another_order(new_context, sign_in, complaints, name, address):
    page = sign_in("edi")
    open_topic(page, name)
    lines = page.locator("#section-outline li")
    first, second = (lines.nth(index).get_by_role("link").inner_text() for index in (0, 1))
    lines.nth(1).drag_to(lines.nth(0), target_position={"x": 5, "y": 2})
    expect(page.locator(".messagelist .success")).to_contain_text("Moved a section.")
    expect(lines.get_by_role("link").nth(0)).to_have_text(second)
    expect(lines.get_by_role("link").nth(1)).to_have_text(first)
    publish(page)

    parent = new_context().new_page()
    headings = parent.locator("section.piece h2").all_inner_texts
    open_until(
        parent, f"/occupational-therapy/{address}", lambda: headings()[:2] == [second, first]
    )
    assert complaints == []


def test_a_part_is_changed_where_it_stands_in_the_draft_and_moved_in_the_outline(
    new_context, sign_in, complaints
):
    page = sign_in("edi")
    address = "/occupational-therapy/autism/"
    page.goto(f"{address}?draft")
    third = page.locator("section.piece").nth(2)
    heading = third.locator("h2").inner_text()
    named = rf"\s*: {re.escape(heading)}$"
    third.get_by_role("link", name=re.compile(f"^Edit this part{named}")).click()
    for language, words in (("en", "Written by Edi. "), ("es", "Escrito por Edi. ")):
        page.locator(f".fieldBox.field-body_{language} {EDITOR} p").first.click()
        page.keyboard.press("Home")
        page.keyboard.type(words)
    page.get_by_role("button", name="Save", exact=True).first.click()
    told = page.locator(".messagelist .info")
    expect(told).to_contain_text("This is a draft.")
    told.get_by_role("link", name="in Spanish").or_(
        told.get_by_role("link", name="Spanish")
    ).click()
    expect(page).to_have_url(re.compile(rf"/es{address}\?draft#"))
    expect(page.locator("section.piece").nth(2)).to_contain_text("Escrito por Edi. ")

    page.locator("section.piece").nth(2).get_by_role("link", name="Editar esta parte").click()
    page.get_by_role("link", name="All parts of this page").click()
    lines = page.locator("#section-outline li")
    lines.nth(2).drag_to(lines.nth(0), target_position={"x": 5, "y": 2})
    expect(page.locator(".messagelist .success")).to_contain_text("Moved a section.")
    expect(lines.get_by_role("link").nth(0)).to_have_text(heading)
    lines.nth(0).get_by_role("button", name=re.compile(f"^Down{named}")).click()
    expect(lines.get_by_role("link").nth(1)).to_have_text(heading)

    page.goto(f"{address}?draft")
    expect(page.locator("section.piece h2").nth(1)).to_have_text(heading)
    parent = new_context().new_page()
    parent.goto(address)
    expect(parent.locator("section.piece h2").nth(2)).to_have_text(heading)
    expect(parent.get_by_text("Written by Edi.")).to_have_count(0)
    assert complaints == []


@pytest.mark.parametrize("name", ["edi", "ines", "mara", "rita"])
def test_no_page_of_the_admin_makes_the_browser_complain(sign_in, complaints, name):
    page = sign_in(name)
    links = page.locator("#content-main a").evaluate_all("all => all.map(one => one.href)")
    assert len(links) >= 2
    for link in links:
        page.goto(link)
        settle(page)
        row = page.locator("#result_list tbody th a").first
        if row.count():
            page.goto(row.get_attribute("href"))
            settle(page)
            page.goto(re.sub(r"change/.*", "history/", page.url))
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_a_changed_paragraph_is_behind_in_one_place_and_one_press_ends_it(
    new_context, sign_in, complaints
):
    page = sign_in("edi")
    open_section(page, "Behavior", 1)
    page.locator(f"{EDITOR} p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("New words. ")
    page.get_by_role("button", name="Save", exact=True).first.click()
    publish(page)

    parent = new_context().new_page()
    line = parent.get_by_text("Lo que lee aquí puede ser anterior.")
    open_until(parent, "/es/occupational-therapy/behavior/", line.is_visible)

    page.goto("/admin/health/")
    line = page.locator("li").filter(has_text="Behavior").filter(has_text="Compare, and change")
    line.get_by_role("link", name="Compare, and change the Spanish").first.click()
    expect(page.locator(EDITOR).first).to_be_visible()
    page.go_back()
    assert violations(page) == []

    page.goto("/admin/spanish/")
    part = page.locator("section").filter(has_text="Occupational Therapy for Behavior Issues")
    expect(part.locator("ins")).to_contain_text("New words.")
    assert violations(page) == []
    part.get_by_role("button", name="The Spanish still fits").click()
    expect(page.locator(".messagelist .success")).to_contain_text("in step again")
    open_topic(page, "Behavior")
    publish(page)
    open_until(parent, "/es/occupational-therapy/behavior/", lambda: not line.count())
    assert complaints == []
