"""What a parent can do beside reading: go through the signs, find the CMO, search, print."""

import re

import pytest
from playwright.sync_api import expect


def tick_everything(page) -> None:
    """Show what somebody gets who ticks all that is offered."""
    for box in page.locator("[name=sign]").all():
        box.check()
    with page.expect_navigation():  # and the whole page, before its rows are counted
        page.locator("form.form button").last.click()


WORDS = {
    "": {
        "age": "6 to 8",
        "sign": "Knows the letters",
        "show": "Show what I checked",
        "ask": "Ask NJCMO to call me",
        "today": "Has lost a skill",
        "county": "Your county",
        "go": "Show",
        "menu": "Menu",
        "search": "Search",
    },
    "/es": {
        "age": "6 a 8",
        "sign": "Conoce las letras",
        "show": "Mostrar lo que marqué",
        "ask": "Pedir que NJCMO me llame",
        "today": "Perdió algo que ya sabía hacer",
        "county": "Su condado",
        "go": "Mostrar",
        "menu": "Menú",
        "search": "Buscar",
    },
}


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


AGES = ["under_3", "3_to_5", "6_to_8", "9_to_12", "13_to_17", "18_to_20"]


@pytest.mark.parametrize("language", WORDS)
def test_who_to_call_at_an_age_is_one_sheet(page, language):
    for age in AGES:
        page.goto(f"{language}/who-to-call/?child_age={age}")
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1, age


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/occupational-therapy/", "section:has(> #short-version)"),
        ("/occupational-therapy/ot-vs-pt/", "#side-by-side"),
        ("/occupational-therapy/choosing-a-therapist/", "#phone-questions .alone"),
        ("/occupational-therapy/choosing-a-therapist/", "#school-or-clinic"),
        ("/occupational-therapy/costs/", "#what-is-free"),
        ("/who-to-call/", "section.alone:has(#doors)"),
        ("/who-to-call/", "#call-performcare"),
        ("/who-to-call/?child_age=6_to_8", "#call-performcare"),
    ],
)
def test_a_part_prints_alone_on_one_sheet_by_one_press(page, language, path, part):
    page.add_init_script("window.print = () => { window.asked = true }")
    page.goto(language + path)
    page.locator(part).locator("[data-print] button").click()
    assert page.evaluate("window.asked")
    page.emulate_media(media="print")
    assert page.locator(part).is_visible()
    assert page.locator("h1:visible, .crisis:visible, [data-print]:visible").count() == 0
    page.emulate_media(media="null")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible() != ("age" in path)  # the page prints as before


@pytest.mark.parametrize("language", WORDS)
def test_the_sheet_of_calls_has_room_to_write_on_paper_and_no_empty_boxes_on_a_phone(
    phone, language
):
    phone.add_init_script("window.print = () => {}")  # and so the print is never over
    phone.goto(f"{language}/occupational-therapy/choosing-a-therapist/")
    sheet = phone.locator("#phone-questions .alone")
    sheet.locator("summary").click()
    expect(sheet.locator("tbody th")).to_have_count(13)
    assert sheet.locator("td:visible").count() == 0
    sheet.locator("[data-print] button").evaluate("row => row.click()")
    phone.set_viewport_size({"width": 816, "height": 1056})  # a letter
    phone.emulate_media(media="print")
    heights = sheet.locator("td").evaluate_all("all => all.map(one => one.clientHeight)")
    assert len(heights) == 13 * 3
    assert min(heights) >= 50  # 13 mm
    assert not sheet.locator("summary").is_visible()


def test_without_a_script_nothing_offers_what_it_cannot_do(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/who-to-call/?child_age=6_to_8")
    assert page.locator("[data-print]:visible").count() == 0
    assert page.get_by_text("Ctrl + P").is_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("language", WORDS)
def test_a_parent_goes_through_the_signs_and_asks(new_context, language, javascript):
    words = WORDS[language]
    context = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{language}/signs-checklist/")
    page.get_by_text(words["age"], exact=True).first.click()
    page.locator(".age-first button").click()
    expect(page.locator(".area:not(.urgent) [name=sign]")).to_have_count(21)
    page.get_by_text(words["sign"]).click()
    page.get_by_text(words["today"]).click()
    page.get_by_role("button", name=words["show"]).click()
    expect(page.locator(".result li")).to_have_count(2)
    expect(page.locator("[aria-labelledby=first] li")).to_have_count(1)
    page.get_by_role("link", name=words["ask"]).click()
    assert page.url.endswith(f"{language}/get-help/?child_age=6_to_8")
    expect(page.locator("[name=child_age][value='6_to_8']")).to_be_checked()
    assert context.cookies()[0]["name"] == "csrftoken"  # of the form; none from the list


def test_the_signs_are_ticked_by_keyboard_alone(page):
    page.goto("/signs-checklist/?child_age=under_3")
    page.locator("[name=sign][value=dress-help]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".result li")).to_have_count(1)
    assert page.url.endswith("?child_age=under_3&sign=dress-help")


@pytest.mark.parametrize(("age", "rows"), [("6_to_8", 28), ("", 39)])
@pytest.mark.parametrize("language", WORDS)
def test_the_sheet_prints_on_two_pages_at_most_without_the_address(page, language, age, rows):
    page.goto(f"{language}/signs-checklist/?child_age={age}")
    tick_everything(page)
    assert page.locator(".result li").count() == rows
    page.emulate_media(media="print")
    assert not page.locator(".crisis").is_visible()
    assert page.locator(".sheet").is_visible()
    pdf = page.pdf(prefer_css_page_size=True)
    assert 1 <= pages_of(pdf) <= 2
    assert b"/MediaBox [0 0 612 792]" in pdf


def test_a_sheet_with_one_sign_is_one_page_with_room_to_write(page):
    page.goto("/signs-checklist/?child_age=6_to_8&sign=writing")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1


def test_the_card_for_the_first_visit_is_one_sheet(page):
    for language in WORDS:
        page.goto(f"{language}/first-visit-card/")
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1


def test_a_card_to_read_with_a_child_is_one_sheet_that_it_fills(page):
    """In both languages at once; staff can write longer lines, and the picture makes room."""
    for topic in ("autism", "adhd", "sensory-issues", "behavior", "speech-and-ot", "ot-vs-pt"):
        page.goto(f"/first-visit-card/{topic}/")
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1, topic
    page.goto("/es/first-visit-card/ot-vs-pt/")
    page.locator("tbody").evaluate("rows => rows.append(rows.rows[0].cloneNode(true))")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    page.set_viewport_size({"width": 816, "height": 1056})  # a letter
    page.emulate_media(media="print")
    frames = page.locator(".draw .frame")
    heights = frames.evaluate_all("all => all.map(one => one.clientHeight)")
    assert len(heights) == 2
    assert min(heights) > 200  # 53 mm
    picture = page.locator(".art svg").bounding_box()
    assert picture["height"] < heights[0]


def test_the_card_that_a_professional_gives_is_one_sheet_with_both_codes(page):
    for language in WORDS:
        page.goto(f"{language}/for-professionals/?county=cape-may&child_age=13_to_17")
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
        page.emulate_media(media="print")
        widths = page.locator(".code").evaluate_all("all => all.map(one => one.clientWidth)")
        assert min(widths) > 200  # 53 mm
        assert not page.locator("h1").is_visible()
        page.emulate_media(media="null")


def test_a_card_to_try_today_is_one_sheet_in_either_language_and_in_both(page):
    """Of those with most words; each has its own lines to write on."""
    for path in ("after-school/", "tripping/", "tripping/?both=1", "after-school/?both=1"):
        for language in WORDS:
            page.goto(f"{language}/try-today/{path}")
            assert pages_of(page.pdf(prefer_css_page_size=True)) == 1, page.url
            assert page.locator(".write").count() == (6 if "both" in path else 3)


def test_a_page_prints_its_sources_its_answers_and_the_crisis_numbers(page):
    page.goto("/occupational-therapy/autism/")
    page.emulate_media(media="print")
    assert page.locator("nav:visible").count() == 0  # the menu, the rail, what is often read next
    assert page.locator(".crisis .num").is_visible()
    assert page.locator("#questions .answer").first.is_visible()
    printed = page.locator("#sources a").first.evaluate(
        "link => getComputedStyle(link, '::after').content"
    )
    assert "http" in printed


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("language", WORDS)
def test_a_parent_finds_the_cmo_of_the_county(new_context, language, javascript):
    context = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{language}/find-your-cmo/")
    page.get_by_label(WORDS[language]["county"], exact=True).select_option("essex")
    page.get_by_role("button", name=WORDS[language]["go"], exact=True).click()
    expect(page.locator("#found h2")).to_have_text("Partnership for Children of Essex")
    expect(page.locator("#found h2")).to_be_in_viewport()
    page.locator(".county-quilt").get_by_role("link", name="Bergen").click()
    expect(page.locator("#found h2")).to_have_text("Bergen's Promise")
    assert context.cookies() == []


@pytest.mark.parametrize("language", WORDS)
def test_a_parent_searches_from_the_menu_of_a_phone(phone, language):
    words = WORDS[language]
    phone.goto(f"{language}/faq/")
    phone.get_by_role("button", name=words["menu"]).click()
    phone.locator("#q").fill("autizm" if not language else "autizmo")
    phone.locator("#q").press("Enter")
    first = phone.locator(".hits h2 a").first
    assert first.get_attribute("href") == f"{language}/occupational-therapy/autism/"
    expect(first.locator("mark")).to_be_visible()


def test_no_query_reaches_the_log(page, site):
    page.goto("/signs-checklist/?child_age=6_to_8&sign=writing")
    page.goto("/search/?q=xylophone")
    page.goto("/find-your-cmo/?county=warren")
    log = site.log.read_text()
    assert "/search/" in log
    for word in ("6_to_8", "sign=", "xylophone", "warren"):
        assert word not in log


def test_the_name_of_each_county_fits_its_tile_on_a_small_phone(page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/find-your-cmo/")
    for tile in page.locator(".county-quilt a").all():
        room = tile.evaluate(
            "tile => tile.clientWidth - tile.firstElementChild.getBoundingClientRect().width"
        )
        assert room >= 4, tile.inner_text()


@pytest.mark.parametrize("path", ["/who-to-call/", "/occupational-therapy/ot-vs-pt/"])
def test_each_cell_of_a_table_says_its_column_on_a_phone(page, path):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(path)
    cells = page.locator(".rich table td")
    assert cells.count() > 10
    for cell in cells.all():
        label = cell.get_attribute("data-label")
        shown = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
        assert label
        assert label in shown
