"""One walk over every address of the site, and what holds for each."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import settle
from tests.browser.sniffing import sniffed

TEMPLATE_FOLDER = Path(__file__).parents[2] / "templates"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe().axe_script  # half a megabyte: put into a page once, however often it is asked there
COLORS = ["color-contrast", "link-in-text-block"]  # what colors decide: most of axe's work
WITH_COOKIE = {"/get-help/", "/es/get-help/"}
LEAVES_THE_SITE = {"/get-help/leave/", "/es/get-help/leave/"}
# One page of each template, and the form in each of its states.
TEMPLATES = [
    "/",
    "/occupational-therapy/",
    "/occupational-therapy/autism/",
    "/occupational-therapy/ot-vs-pt/",
    "/faq/",
    "/faq/#q-ot-what-is-it",
    "/get-help/",
    "/get-help/thank-you/",
    "/get-help/leave/",
    "/request-status/",
    "/privacy/",
    "/accessibility/",
    "/find-your-cmo/?county=essex",
    "/glossary/",
    "/first-visit-card/",
    "/first-visit-card/speech-and-ot/",
    "/for-professionals/?county=essex&child_age=6_to_8",
    "/school-letter/",
    "/my-childs-page/",
    "/what-changes-when/",
    "/try-today/",
    "/try-today/after-school/",
    "/try-today/after-school/?both=1",
    "/search/?q=school",
    "/search/?q=qzxwvk",
    "/signs-checklist/?child_age=6_to_8",
    "/signs-checklist/?child_age=6_to_8&sign=writing&sign=u-lost-skill",
    "/nope/",
]
LANGUAGES = {"en": "", "es": "/es"}
FURTHER_PAGES = [
    "/try-today/after-school/?both=1",
    "/get-help/thank-you/",
    "/es/get-help/thank-you/",
    "/es/nope/",
    "/es/for-professionals/?county=essex&child_age=6_to_8",
    "/find-your-cmo/?county=essex",
    "/search/?q=school",
    "/signs-checklist/?child_age=6_to_8&sign=writing&sign=u-lost-skill",
    "/es/signs-checklist/?child_age=6_to_8&sign=writing&sign=u-lost-skill",
]


@pytest.fixture(scope="session")
def addresses(site) -> list[str]:
    """Every address that links from the home page lead to; of each kind of card one."""
    found, todo = [], ["/"]
    while todo:
        path = todo.pop()
        if path in found or path in LEAVES_THE_SITE:
            continue
        found.append(path)
        links = re.findall(r'<a [^>]*href="([^"#?]*)', site.get(path)[1])
        paths = [urlsplit(urljoin(site.url + path, link)) for link in links if link]
        todo += [part.path for part in paths if f"{part.scheme}://{part.netloc}" == site.url]
    alike = r"/try-today/(?!tripping/)\w|/first-visit-card/(?!speech)\w|/helpful/(?!faq/)"
    return sorted(path for path in found if not re.search(alike, path))


def fill_in_with_mistakes(page, language="en"):
    page.goto(f"{LANGUAGES[language]}/get-help/")
    page.locator("[name=phone]").fill("973 24")
    page.locator("[name=contact_method][value=phone]").check()
    page.locator(".form-end button").first.click()
    page.locator("#errors").wait_for()


def violations(page, only=(), without=()) -> list[str]:
    """What axe finds, by all its rules or only some, or by all but some.

    Of the whole page: a press that leads to one is done as soon as its first bytes are there.
    At its top, for further down the strip of numbers lies over what scrolls by.
    """
    page.wait_for_load_state()
    page.evaluate("scrollTo(0, 0)")
    asked = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
    left_out = {rule: {"enabled": False} for rule in without}
    options = {"runOnly": asked, "rules": left_out, "resultTypes": ["violations"]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_the_walk_finds_every_address(addresses):
    topics = ["autism", "adhd", "sensory-issues", "behavior", "speech-and-ot", "ot-vs-pt"]
    topics += ["costs", "choosing-a-therapist"]
    english = ["/", "/faq/", "/get-help/", "/privacy/", "/accessibility/", "/occupational-therapy/"]
    english += ["/find-your-cmo/", "/glossary/", "/first-visit-card/", "/signs-checklist/"]
    english += [
        "/for-professionals/",
        "/first-visit-card/speech-and-ot/",
        "/who-to-call/",
        "/school-letter/",
        "/my-childs-page/",
        "/what-changes-when/",
        "/request-status/",
        "/get-help/safe/",
        "/try-today/",
        "/try-today/tripping/",
        "/helpful/faq/",
    ]
    english += [f"/occupational-therapy/{topic}/" for topic in topics]
    assert addresses == sorted(english + [f"/es{path}" for path in english])


def test_every_page_is_whole_and_quiet(addresses, site, context, page):
    said = []  # each with the page that was there when it was said
    page.on("console", lambda message: said.append((message.text, page.url)))
    page.on("pageerror", lambda error: said.append((str(error), page.url)))
    page.on("request", lambda request: said.append((request.url, page.url)))
    for path in [*addresses, "/get-help/thank-you/", "/es/get-help/thank-you/"]:
        context.clear_cookies()
        assert page.goto(path).status == 200, path
        settle(page)

        assert page.locator("h1").count() == 1, path
        title = page.title()
        assert title.endswith(" | NJCMO"), path
        assert 12 < len(title) < 90, path
        description = page.locator("meta[name=description]").get_attribute("content")
        assert 20 <= len(description) <= 170, path
        canonical = page.locator("link[rel=canonical]").get_attribute("href")
        assert canonical == site.url + path
        language = "es" if path.startswith("/es/") else "en"
        assert page.locator("html").get_attribute("lang") == language
        levels = page.eval_on_selector_all(
            "main :is(h1,h2,h3,h4)", "all => all.map(one => +one.localName[1])"
        )
        assert levels[0] == 1, path
        assert all(
            after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)
        ), path
        if path not in WITH_COOKIE:
            assert context.cookies() == [], path
    page.wait_for_load_state("networkidle")
    assert [each for each in said if not each[0].startswith(site.url)] == []


def test_titles_and_descriptions_tell_the_pages_apart(addresses, site):
    heads = [
        re.search(r"<title>(.*?)</title>.*?content=\"(.*?)\"", site.get(path)[1], re.S).groups()
        for path in addresses
    ]
    titles, descriptions = zip(*heads, strict=True)
    assert len(set(titles)) == len(set(descriptions)) == len(addresses)


def hard_to_read(page) -> dict:
    """What is in the way of a reader: with details open, in the page as it is drawn now."""
    return page.evaluate(
        """() => {
          document.querySelectorAll('details').forEach(one => one.open = true)
          const range = document.createRange(), broken = []
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
          for (let text; text = texts.nextNode();) {
            const box = text.parentElement
            if (!box.checkVisibility() || box.closest('script, textarea, select, .vh, .num, thead'))
              continue
            // There is room for twelve letters; only a longer word may need two lines.
            for (const {0: word, index} of text.data.matchAll(/[^\\s-]+/g)) {
              range.setStart(text, index)
              range.setEnd(text, index + word.length)
              const tops = [...range.getClientRects()].map(line => Math.round(line.top / 4))
              const lines = new Set(tops).size
              if (lines > 1 && word.length / lines < 6.5) broken.push(word)
            }
          }
          const touching = [...document.querySelectorAll('main :is(h1, h2, h3, h4)')]
            .filter(one => one.checkVisibility() && one.nextElementSibling?.checkVisibility())
            .filter(one => {
              const gap = one.nextElementSibling.getBoundingClientRect().top
                          - one.getBoundingClientRect().bottom
              return gap > -1 && gap < 3
            })
          const root = document.documentElement
          return {
            sideways: root.scrollWidth - root.clientWidth, broken,
            touching: touching.map(one => one.textContent.trim()), height: root.scrollHeight,
          }
        }"""
    )


def test_every_page_can_be_read_on_a_narrow_phone_also_with_text_twice_as_large(
    addresses, new_context
):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    visits = [lambda path=path: page.goto(path) for path in [*addresses, *FURTHER_PAGES]]
    visits += [
        lambda language=language: fill_in_with_mistakes(page, language) for language in LANGUAGES
    ]
    for visit in visits:
        visit()
        heights = []
        for width, size in ((320, "100%"), (320, "200%"), (360, "200%")):
            page.set_viewport_size({"width": width, "height": 640})
            page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            found = hard_to_read(page)
            heights.append(found.pop("height"))
            assert found == {"sideways": 0, "broken": [], "touching": []}, (page.url, width, size)
        page.evaluate(WIDELY_SPACED)
        assert cut_off(page) == [], page.url
        assert max(heights) < 5 * heights[0], page.url


# As WCAG 1.4.12 has it; a sheet that a script makes is none of those that the policy refuses.
WIDELY_SPACED = """() => {
  document.documentElement.style.fontSize = ''
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                         word-spacing: 0.16em !important }
                     p { margin-block-end: 2em !important }`)
  document.adoptedStyleSheets = [sheet]
}"""


def cut_off(page) -> list[str]:
    """What shows a part of its words alone."""
    return page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(one => {
          const {overflowX, overflowY, clipPath} = getComputedStyle(one)
          const hides = [overflowX, overflowY].some(way => ['hidden', 'clip'].includes(way))
          return hides && clipPath == 'none' && one.checkVisibility() && one.textContent.trim()
            && !one.closest('svg') && (one.scrollHeight > one.clientHeight + 1
                                       || one.scrollWidth > one.clientWidth + 1)
        }).map(one => one.outerHTML.slice(0, 120))"""
    )


def every_template(page, language):
    """Go to a page of each template, open what is folded, make mistakes; yield where this is."""
    for path in TEMPLATES:
        page.goto(LANGUAGES[language] + path)
        yield page.url
    page.goto(f"{LANGUAGES[language]}/faq/")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    yield f"{page.url} with its answers open"
    fill_in_with_mistakes(page, language)
    yield f"{page.url} with mistakes"


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_a_light_page_nor_in_the_colors_of_a_dark_one(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    for address in every_template(page, "en"):
        assert violations(page) == [], address
        if width == 1280:
            assert sniffed(page) == [], address
        page.emulate_media(color_scheme="dark")
        assert violations(page, only=COLORS) == [], address
        page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_spanish(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    for address in every_template(page, "es"):
        assert violations(page, without=COLORS) == [], address  # they are those of English
        if width == 1280:
            assert sniffed(page) == [], address


def test_axe_finds_nothing_in_the_open_menu_of_a_phone(phone):
    phone.goto("/")
    phone.get_by_role("button", name="Menu").click()
    assert phone.get_by_role("link", name="Questions", exact=True).is_visible()
    assert violations(phone) == []


def test_the_keyboard_stays_in_the_open_menu_at_every_width_both_ways(page):
    for width in (320, 390, 800, 1215):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto("/faq/")
        page.get_by_role("button", name="Menu").press("Enter")
        expect(page.get_by_role("button", name="Close")).to_be_focused()
        for key in ["Tab"] * 12 + ["Shift+Tab"] * 12:
            page.keyboard.press(key)
            stop = page.evaluate("document.activeElement.closest('.menu, main, body > *')?.id")
            assert stop in ("menu", None), width  # None: between the last stop and the first
        page.get_by_role("button", name="Close").press("Escape")
        expect(page.get_by_role("button", name="Menu")).to_be_focused()


def test_axe_finds_nothing_on_the_page_for_when_something_broke(page):
    broken = re.sub(r"{%.*?%}", "", (TEMPLATE_FOLDER / "500.html").read_text())
    page.route("**/broken/", lambda route: route.fulfill(body=broken, content_type="text/html"))
    page.goto("/broken/")  # so that the style sheet is of this host
    assert page.locator("h1").is_visible()
    assert violations(page) == []


def test_a_link_to_an_answer_opens_that_answer_alone(page):
    page.goto("/faq/#q-ot-at-school")
    opened = page.locator("details[open]")
    assert opened.count() == 1
    assert opened.locator(".answer").get_attribute("id") == "q-ot-at-school"
    assert opened.locator("summary").is_visible()


def test_the_strip_has_targets_for_a_thumb_and_hides_nothing_that_a_link_leads_to(page):
    page.set_viewport_size({"width": 320, "height": 640})
    for language, size in (("en", "100%"), ("es", "100%"), ("es", "200%")):
        page.goto(f"{LANGUAGES[language]}/occupational-therapy/autism/")
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        targets = page.eval_on_selector_all(
            ".crisis a", "all => all.map(one => one.getBoundingClientRect().toJSON())"
        )
        assert all(box["width"] >= 44 and box["height"] >= 44 for box in targets), (language, size)
        page.evaluate("location.hash = 'urgent'")
        strip = page.locator(".crisis").bounding_box()
        assert strip["y"] == 0  # it stays while the page moves under it
        assert page.locator("#urgent").bounding_box()["y"] >= strip["height"], (language, size)


def test_with_forced_colors_what_is_chosen_and_what_is_a_box_keeps_an_edge(page):
    page.emulate_media(forced_colors="active")
    page.goto("/find-your-cmo/?county=essex")
    edges = page.eval_on_selector_all(
        ".county-quilt a",
        """all => all.map(one => [one.textContent, getComputedStyle(one)])
                  .filter(([_, style]) => style.borderTopStyle == 'solid')
                  .map(([county, style]) => [county, style.outlineStyle == 'solid'])""",
    )
    assert len(edges) == 21
    assert [county for county, outlined in edges if outlined] == ["Essex"]
    page.goto("/signs-checklist/")
    assert (
        page.locator(".age-first").evaluate("box => getComputedStyle(box).borderTopWidth") == "2px"
    )
    page.goto("/glossary/#autism")
    chosen = page.locator(":target")
    assert chosen.evaluate("term => getComputedStyle(term).outlineStyle") == "solid"


def test_with_forced_colors_and_in_print_everything_is_still_there(page):
    for media in ({"forced_colors": "active"}, {"media": "print"}):
        page.emulate_media(**media)
        page.goto("/occupational-therapy/autism/")
        assert page.get_by_role("heading", level=1).is_visible()
        assert page.locator("#urgent li").first.is_visible()
    assert page.locator(".crisis .num").is_visible()
    assert not page.locator("nav.menu").is_visible()
