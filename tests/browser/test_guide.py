"""The guide of staff: each task is done here as its page says, by the names that it gives."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter, open_until, settle
from tests.browser.guide_walk import PICTURES, TAKES_PICTURES, Walk
from tests.browser.test_every_page import violations
from tests.families import ask
from tests.photos import drawn, packed

STAFF = {
    "edi": "content editor",
    "ines": "intake coordinator",
    "mara": "manager",
    "rita": "clinical reviewer",
    "sue": "supervisor",
}
WORDS = "Changed by Edi."
SHOWS = ("A boy on a swing.", "Un niño en un columpio.")
HUB = "/occupational-therapy/"
# One word of the glossary whose Spanish is behind, and some that have no Spanish meaning.
OF_THE_GLOSSARY = """
own = {"group": "skills", "meaning_en": "To move."}
for name in ("hop", "jump", "run", "skip"):
    Term.objects.create(anchor=name, term_en=name, term_es=name, **own)
words = {"anchor": "play", "term_en": "play", "term_es": "juego", "meaning_es": "Mover."}
play = Term.objects.create(**own, **words)
play.meaning_en = "To play with others."
play.save()
"""


@pytest.fixture(scope="module")
def guided(new_site):
    """A site of its own, whose pages are as they came; each task changes another one."""
    if TAKES_PICTURES:  # the site starts only with every file that its pages name
        for template in (PICTURES.parents[2] / "templates/guide").glob("*.html"):
            for name in re.findall(r'name="([a-z-]+)"', template.read_text()):
                (PICTURES / f"{name}.webp").touch()
    server = new_site("guide").start()
    server.add_staff(**STAFF)
    ask(server, OF_THE_GLOSSARY)
    server.cookies = {}  # of those who have signed in
    yield server
    server.stop()


@pytest.fixture
def begin(browser, guided):
    """begin("edi", "publish") reads the page of that task, and is at the start page."""

    def begin(name, task):
        own = {"base_url": guided.url, "reduced_motion": "reduce", "color_scheme": "light"}
        page = browser.new_context(viewport={"width": 1000, "height": 900}, **own).new_page()
        enter(page, name, guided.cookies)
        guide = page.context.new_page()
        guide.goto(f"/admin/guide/{task}/")
        return Walk(page, guide)

    return begin


def change(guided, address, then="") -> None:
    """The draft of this page is ahead of what families read."""
    code = f"page = Topic.objects.get(address='{address}'); page.summary_en = page.summary_es ="
    ask(guided, f"{code} '{WORDS}'; page.save();{then}")


# The first days of an editor --------------------------------------------------------------------


def add_photo(walk):
    """To the page about ADHD, with what it shows in both languages; seen at a phone’s width."""
    walk.press()
    walk.press()
    walk.picture(walk.page.locator("fieldset").first)
    walk.upload({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": packed(drawn())})
    for words in ("Swing", *SHOWS):
        walk.write(words)
    for _ in range(5):
        walk.press()
    walk.choose("Swing")
    walk.press()
    walk.press()
    walk.press()
    walk.end()
    for number, words in enumerate(SHOWS):
        phone = walk.page.frame_locator("iframe").nth(number)
        expect(phone.get_by_alt_text(words)).to_be_visible()


def publish_adhd(walk, guided):
    """Once a reviewer has confirmed it."""
    for _ in range(3):
        walk.press()
    walk.look()
    walk.write("For Rita")
    walk.tick()
    walk.press()
    expect(walk.page.locator(".messagelist")).to_contain_text("For Rita")
    confirm = "kept.reviews.create(language='en', name='Rita', next_on='2999-01-01')"
    ask(guided, f"kept = TopicEdition.objects.get(review_wanted=True, why='For Rita'); {confirm}")
    walk.page.goto("/admin/")
    walk.press()
    walk.look()
    walk.page.get_by_role("link", name="ADHD", exact=True).click()
    walk.press()
    expect(walk.page.get_by_text("Rita confirmed it in English")).to_be_visible()
    walk.picture(walk.page.locator("form[aria-labelledby=publish]"))
    walk.write("New words")
    for _ in ("small", "from", "until"):
        walk.look()
    walk.press()
    walk.end()
    expect(walk.page.locator(".messagelist")).to_contain_text("Published edition")


def change_address(walk):
    """Of what OT costs."""
    walk.press()
    walk.press()
    walk.picture(walk.page.locator(".form-row.field-address"))
    walk.write("paying")
    walk.press()
    walk.press()
    walk.write("A clearer address")
    walk.press()
    walk.end()


def clear_a_line(walk, is_first):
    """Of the list of what could be better."""
    walk.press()
    lines = walk.page.locator("details", has_text="Spanish missing")
    before = lines.locator("li").count()
    if is_first:
        walk.picture(lines)
    walk.look()
    walk.press()
    walk.write("Moverse.")
    walk.press()
    walk.press()
    walk.press()
    assert walk.steps == []
    expect(lines.locator("li")).to_have_count(before - 1)


def test_an_editor_who_never_saw_the_admin_follows_the_guide(begin, guided, page):
    """A photo, a review, an address, three lines of the list: each part as its page says."""
    page.set_viewport_size({"width": 360, "height": 740})
    add_photo(begin("edi", "add-photo"))
    change(guided, "adhd")  # so that somebody has to confirm it
    publish_adhd(begin("edi", "publish"), guided)
    for language, shows in zip(("", "/es"), SHOWS, strict=True):
        address = f"{guided.url}{language}{HUB}adhd/"
        open_until(page, address, page.get_by_text(WORDS).first.is_visible)
        expect(page.get_by_alt_text(shows)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    change_address(begin("edi", "change-address"))
    for language in ("", "/es"):
        old = f"{guided.url}{language}{HUB}costs/"
        open_until(page, old, lambda: page.url.endswith("/paying/"))
        assert page.url == old.replace("costs", "paying")

    for number in range(3):
        clear_a_line(begin("edi", "clear-health"), is_first=number == 0)


# Each other task ---------------------------------------------------------------------------------


def test_words_are_changed_as_the_guide_says(begin):
    walk = begin("edi", "change-words")
    walk.press()
    walk.press()
    walk.look()
    walk.press()
    walk.picture(walk.page.locator(".form-row.field-body_en"))
    for words in (WORDS, "Cambiado por Edi."):
        walk.write(words)
    walk.press()
    walk.end()
    expect(walk.page.locator(".messagelist")).to_contain_text("This is a draft.")


def test_a_page_is_seen_first_as_the_guide_says(begin):
    walk = begin("edi", "see-it-first")
    walk.press()
    walk.press()
    walk.press()
    expect(walk.page.get_by_text("This page is a draft.")).to_be_visible()
    walk.go_back()
    walk.press()
    expect(walk.page.frame_locator("iframe").first.locator("h1")).to_be_visible()
    walk.picture(walk.page.locator(".phones"))
    walk.press()
    link = walk.page.get_by_label("Made by edi").input_value()
    walk.look()
    walk.end()
    walk.page.context.clear_cookies()
    walk.page.goto(link)
    expect(walk.page.get_by_text("This page is a draft, for you to read")).to_be_visible()


def test_an_earlier_edition_is_put_into_the_draft_as_the_guide_says(begin, guided):
    change(guided, "behavior", "page.publish(page.content(), None, 'Test')")
    walk = begin("edi", "go-back")
    for _ in range(5):
        walk.press()
    walk.picture(walk.page.locator("form[aria-labelledby=restore]"))
    walk.press()
    walk.end()
    expect(walk.page.locator("del", has_text=WORDS).first).to_be_visible()


def test_a_question_is_answered_as_the_guide_says(begin, guided, page):
    walk = begin("edi", "answer-question")
    walk.press()
    walk.press()
    settle(walk.page)
    walk.picture(walk.page.locator("fieldset"))
    for words in ("Does it hurt?", "¿Duele?", "No.", "No."):
        walk.write(words)
    walk.choose("Getting started")
    walk.press()
    walk.press()
    walk.write("Families ask it")
    walk.press()
    walk.end()
    asked = page.get_by_text("Does it hurt?").first
    open_until(page, f"{guided.url}/faq/", asked.is_visible)


def test_spanish_that_is_behind_is_found_as_the_guide_says(begin):
    walk = begin("edi", "spanish")
    walk.press()
    walk.look()
    told = walk.page.locator("section", has_text="To play with others.")
    walk.picture(told.locator(".english-changes"))
    walk.look()
    walk.look()
    walk.end()
    told.get_by_role("button", name="The Spanish still fits").click()
    expect(walk.page.locator(".messagelist")).to_contain_text("is in step again")


def test_a_page_is_reviewed_as_the_guide_says(begin):
    walk = begin("rita", "review")
    walk.look()
    walk.press()
    walk.press()
    expect(walk.page.locator("h1")).to_be_visible()
    walk.go_back()
    walk.picture(walk.page.locator("form[aria-labelledby=confirm]"))
    walk.tick()
    for words in ("Ana Ruiz", "OTR/L", "occupational therapist", "terapeuta ocupacional"):
        walk.write(words)
    walk.look()
    walk.press()
    walk.end()
    expect(walk.page.locator(".messagelist")).to_contain_text("Ana Ruiz, OTR/L")


def test_a_family_is_called_as_the_guide_says(begin, guided):
    ask(guided, "from tests.factories import make_referral; make_referral()")
    walk = begin("ines", "next-call")
    walk.press()
    walk.look()
    walk.press()
    walk.look()
    walk.picture(walk.page.locator("section[aria-labelledby=ended]"))
    walk.write("After six")
    walk.look()
    walk.end()
    walk.page.get_by_role("button", name="Reached").click()
    expect(walk.page.locator(".messagelist")).to_be_visible()


@pytest.mark.parametrize("name", STAFF)
def test_every_page_of_the_guide_is_for_everybody_and_fits_a_small_phone(begin, name):
    page = begin(name, "").page
    page.get_by_role("link", name="Guide").click()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    tasks = page.locator(".guide li a").evaluate_all("all => all.map(one => one.href)")
    assert tasks
    for task in [page.url, *tasks]:
        page.goto(task)
        assert violations(page) == [], task
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, task


def test_the_pictures_of_the_guide_weigh_little():
    weights = {path.name: path.stat().st_size for path in PICTURES.glob("*.webp")}
    assert max(weights.values()) <= 40_000
    assert sum(weights.values()) <= 300_000
