"""The intake desk as it really runs: three people at once, by keyboard, with axe."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import enter, settle
from tests.browser.sniffing import OF_FAMILIES, OF_STAFF, sniffed
from tests.browser.test_every_page import COLORS, violations
from tests.families import ask

REFERENCE = re.compile(r"\w{4}-\w{4}")
OUTCOMES = ["Reached", "Left a message", "No answer", "Wrong number", "Asked not to be called"]
COUNTIES = ["essex", "ocean", "bergen", "camden", "essex"]


@pytest.fixture(scope="module")
def desk(new_site):
    """A site with twenty families, some of Essex County, some who speak Spanish, all overdue."""
    server = new_site("desk").start()
    server.add_staff(ana="intake coordinator", ben="intake coordinator", sue="supervisor")
    profiles = (
        "from django.contrib.auth.models import User;"
        "essex = County.objects.get(pk='essex').care_management_organization;"
        "person = lambda name: User.objects.get(username=name);"
        "from tests.factories import works_for;"
        "works_for(person('ana'), languages=['en', 'es']);"
        "works_for(person('ben'), essex, languages=['en'])"
    )
    ask(server, profiles)
    families = (
        "from tests.factories import make_referral;"
        f"[make_referral(county_id={COUNTIES}[n % 5], due_on='2026-01-02',"
        " preferred_language=['en', 'es'][n % 4 == 0], phone=f'20155501{n:02}',"
        " message='Haircuts are hard.') for n in range(20)]"
    )
    ask(server, families)
    server.cookies = {}  # of those who have signed in
    yield server
    server.stop()


def at_the_desk(browser, desk, name):
    page = browser.new_context(base_url=desk.url, reduced_motion="reduce").new_page()
    enter(page, name, desk.cookies)
    expect(page.get_by_role("heading", name="Requests from families")).to_be_visible()
    return page


def answer_one(page, outcome) -> str | None:
    """“Next call”, the number, and how it ended: the reference, or None when nobody waits."""
    with page.expect_navigation():
        page.get_by_role("button", name="Next call").click()
    if page.get_by_text("Nobody to reach right now").count():
        return None
    reference = REFERENCE.search(page.locator("h1").inner_text())[0]
    expect(page.locator(".number")).to_have_count(0)
    page.get_by_role("button", name="Show name and number").click()
    expect(page.locator(".number")).to_contain_text("201-555-01")
    page.get_by_label("Note").fill(f"Said by {reference}")
    page.get_by_role("button", name=outcome).click()
    expect(page.locator(".messagelist")).to_contain_text(reference)
    return reference


def answer_all(launch_args, desk, name, all_signed_in) -> list[str]:
    """One person in a browser of their own, until nobody waits any more."""
    answered = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_args)
        page = at_the_desk(browser, desk, name)
        all_signed_in.wait(60)
        for outcome in cycle(OUTCOMES):
            reference = answer_one(page, outcome)
            if reference is None:
                break
            answered.append(reference)
        browser.close()
    return answered


def test_three_people_answer_twenty_families_at_once_and_the_audit_shows_what_they_opened(
    browser, browser_type_launch_args, desk
):
    people = ["ana", "ben", "sue"]
    all_signed_in = threading.Barrier(len(people))
    with ThreadPoolExecutor(len(people)) as pool:
        at_work = {
            name: pool.submit(answer_all, browser_type_launch_args, desk, name, all_signed_in)
            for name in people
        }
        opened = {name: one.result() for name, one in at_work.items()}

    answered = [reference for references in opened.values() for reference in references]
    assert len(answered) == len(set(answered)) == 20
    assert all(opened.values())
    essex = "print(*Referral.objects.filter(county='essex', preferred_language='en'))"
    assert set(opened["ben"]) <= set(ask(desk, essex).split())

    rows = "[print(one.person, one.what, one.referral, one.reason) for one in Look.objects.all()]"
    noted = sorted(ask(desk, rows).splitlines())
    # That the call screen is shown once more, with its number, is no look of its own.
    expected = [
        f"{name} {what}"
        for name, references in opened.items()
        for reference in references
        for what in (f"opened {reference} ", f"revealed {reference} call")
    ]
    assert [row.strip() for row in noted] == sorted(row.strip() for row in expected)

    sue = at_the_desk(browser, desk, "sue")
    sue.goto("/admin/referrals/look/?what__exact=revealed")
    assert sue.locator("#result_list tbody tr").count() == 20
    row = sue.get_by_role("row").filter(has_text=opened["ben"][0])
    expect(row).to_contain_text("ben")

    ben = at_the_desk(browser, desk, "ben")
    elsewhere = ask(desk, "print(Referral.objects.filter(county='ocean').first().pk)")
    assert ben.goto(f"/admin/desk/{elsewhere}/call/").status == 404
    ben.goto(f"/admin/referrals/referral/{elsewhere}/change/")
    expect(ben.get_by_text("doesn’t exist")).to_be_visible()


def test_a_family_is_reached_with_the_keyboard_alone(browser, desk):
    reference = ask(
        desk,
        "from tests.factories import make_referral;"
        "print(make_referral(due_on='2026-01-01', county_id='ocean', preferred_language='en'))",
    )
    page = at_the_desk(browser, desk, "sue")
    for name in ("Next call", "Show name and number, to reach the family", "No answer"):
        press(page, name)
    expect(page.locator(".messagelist")).to_contain_text(f"{reference}: no answer")


def press(page, name) -> None:
    """Move to a button with the Tab key, see where the focus is, and press Enter."""
    focused = "document.activeElement.textContent.trim()"
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == name:
            break
    assert page.evaluate(focused) == name
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_note_that_was_typed_is_not_lost_by_pressing_something_else(browser, desk):
    pk = ask(
        desk,
        "from tests.factories import make_referral;"
        "print(make_referral(due_on='2026-01-01', county_id='ocean').pk)",
    )
    page = at_the_desk(browser, desk, "sue")
    page.goto(f"/admin/referrals/referral/{pk}/change/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Note").fill("Half a thought")
    for role, name in (("button", "Take"), ("link", "Hand over")):
        page.get_by_role(role, name=name, exact=True).click()
    expect(page.get_by_label("Note")).to_have_value("Half a thought")
    assert asked == ["beforeunload", "beforeunload"]
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert len(asked) == 2


def test_a_coordinator_enters_a_request_on_a_phone_calls_undoes_and_closes(browser, desk):
    """At 360 pixels, by keyboard alone but for what is typed."""
    ask(
        desk,
        "from django.utils import timezone; Referral.objects.open().update(status='closed',"
        " closed_at=timezone.now(), close_reason='spam', next_step_on=None)",
    )
    page = at_the_desk(browser, desk, "sue")
    page.set_viewport_size({"width": 360, "height": 800})
    press(page, "Enter a request")
    page.get_by_label("Your name").fill("Rosa Núñez")
    for answer in ("Parent", "Español", "Call me", "6 to 8"):
        page.get_by_label(answer, exact=True).focus()
        page.keyboard.press("Space")
    page.get_by_label("Phone number", exact=False).first.fill("201-555-0188")
    page.get_by_label("County where the child lives").select_option("essex")
    press(page, "Store the request")
    expect(page.get_by_role("alert")).to_contain_text("Without that yes nothing is stored")
    expect(page.get_by_label("Your name")).to_have_value("Rosa Núñez")
    page.get_by_label("Yes, to the Spanish words").focus()
    page.keyboard.press("Space")
    press(page, "Store the request")
    told = page.locator(".messagelist").inner_text()
    reference = REFERENCE.search(told)[0]
    page.goto("/admin/")
    for name in ("Next call", "Show name and number, to reach the family", "Left a message"):
        press(page, name)
    expect(page.locator(".messagelist")).to_contain_text(f"{reference}: left a message")
    press(page, "Undo: it ended in another way")
    expect(page.locator(".messagelist")).to_contain_text(f"{reference} is as it was before")
    press(page, "Asked not to be called")
    work = "print(*Referral.objects.values_list('status', 'tries', 'source').get(reference='{}'))"
    asked = work.format(reference.replace("-", ""))
    assert ask(desk, asked).split() == ["closed", "1", "phone"]
    assert widest(page) == 360


STAFF_PAGES = [
    "/admin/",
    "/admin/desk/enter/",
    "/admin/referrals/referral/",
    "/admin/referrals/referral/?status__exact=all",
    "/admin/referrals/referral/{pk}/change/",
    "/admin/referrals/referral/{pk}/history/",
    "/admin/desk/{pk}/call/",
    "/admin/desk/{pk}/hand-over/",
    "/admin/desk/{pk}/everything/",
    "/admin/desk/search/",
    "/admin/desk/numbers/",
    "/admin/referrals/look/",
    "/admin/referrals/notice/",
    "/admin/referrals/intakesettings/",
    "/admin/referrals/consentwords/",
]


def widest(page) -> int:
    """How wide the page is, as it is and with its text twice as large; in pixels."""
    width = "document.documentElement.scrollWidth"
    plain = page.evaluate(width)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return max(plain, page.evaluate(width))


def test_every_page_of_the_desk_passes_axe_and_fits_a_phone_and_large_text(browser, desk):
    pk = ask(
        desk,
        "from referrals.models import Notice; from tests.factories import make_referral;"
        "one = make_referral(due_on='2026-01-01', phone='2015550101');"
        "one.note_step('noted', note='Call the aunt'); Notice.objects.announce(one);"
        "from referrals.desk import work; ocean = County.objects.get(pk='ocean');"
        "work.hand_over(one, 'county', to_organization=ocean.care_management_organization);"
        "print(one.pk)",
    )
    page = at_the_desk(browser, desk, "sue")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"/admin/referrals/referral/{pk}/change/")
    assert widest(page) == 320
    page.get_by_label("Why do you need them?").select_option("call")
    page.get_by_role("button", name="Show").click()
    found = {}
    for path in STAFF_PAGES:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(path.format(pk=pk))
            if complaints := violations(page):
                found[path, width] = complaints
            if width == 1280 and (complaints := sniffed(page, OF_FAMILIES + OF_STAFF)):
                found[path, "sniffed"] = complaints
            if (wide := widest(page)) > width:
                found[path, width, "too wide"] = wide
    assert found == {}, "\n".join(map(str, found.items()))


def test_after_show_the_words_of_the_family_are_where_the_reader_stands(browser, desk):
    called, opened = ask(
        desk,
        "from tests.factories import make_referral;"
        "print(*[make_referral(due_on='2026-01-01').pk for _ in range(2)])",
    ).split()
    page = at_the_desk(browser, desk, "sue")
    shown = page.get_by_role("status").filter(has_text="What the family wrote is shown")
    page.goto(f"/admin/desk/{called}/call/")
    page.get_by_role("button", name="Show name and number").click()
    expect(shown).to_be_focused()
    page.goto(f"/admin/referrals/referral/{opened}/change/")
    page.get_by_label("Why do you need them?").select_option("call")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(shown).to_be_focused()
    page.get_by_label("Status").select_option("closed")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()


def test_with_forced_colors_what_staff_press_has_a_border(browser, desk):
    pk = ask(
        desk,
        "from tests.factories import make_referral; print(make_referral(due_on='2026-01-01').pk)",
    )
    page = at_the_desk(browser, desk, "sue")
    page.emulate_media(forced_colors="active")
    pressed = page.locator("button:not(.link), .button, input[type=submit]").filter(visible=True)
    width = "all => all.map(one => parseFloat(getComputedStyle(one).borderTopWidth))"
    for path in ("/admin/", f"/admin/referrals/referral/{pk}/change/", f"/admin/desk/{pk}/call/"):
        page.goto(path)
        assert pressed.count() > 2
        assert min(pressed.evaluate_all(width)) >= 1, path


def test_the_words_beside_bars_stay_on_a_phone_with_wide_letters(browser, desk):
    page = at_the_desk(browser, desk, "sue")
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate(
        "document.querySelectorAll('.charts *').forEach(one => {"
        " one.style.letterSpacing = '0.12em'; one.style.wordSpacing = '0.16em' })"
    )
    beyond = """all => all.map(one => [one, one.closest("svg")].map(
        each => each.getBoundingClientRect())).filter(([word, chart]) =>
        word.left < chart.left || word.right > chart.right).length"""
    words = page.locator(".charts svg text")
    assert words.count() > 10
    assert words.evaluate_all(beyond) == 0


def colors(page) -> list[str]:
    """What there is on a dark page, each with all its colors."""
    expect(page.locator("body")).to_have_css("background-color", "rgb(18, 18, 18)")
    return page.evaluate(
        """() => {
          document.getAnimations().forEach(one => one.finish())
          return [...document.querySelectorAll('body, body *')].map(one => {
            const {color, background, border, outline, boxShadow, fill, stroke, accentColor}
              = getComputedStyle(one)
            return [one.localName, one.className,
              color, background, border, outline, boxShadow, fill, stroke, accentColor].join(' ')
          })
        }"""
    )


def test_dark_pages_are_read_as_easily_however_they_became_dark(browser, desk):
    pk = ask(
        desk,
        "from tests.factories import make_referral;print(make_referral(due_on='2026-01-01').pk)",
    )
    page = at_the_desk(browser, desk, "sue")
    page.emulate_media(color_scheme="light")
    button = page.locator(".theme-toggle")
    for path in STAFF_PAGES:
        page.goto(path.format(pk=pk))
        button.click()
        by_button = colors(page)
        button.click(click_count=2)  # light, and as the system has it
        page.emulate_media(color_scheme="dark")
        assert colors(page) == by_button, path
        assert violations(page, only=COLORS) == [], path
        page.emulate_media(color_scheme="light")

    button.click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"/admin/referrals/referral/{pk}/change/")
        page.get_by_label("Note").fill("Call the aunt")
        page.get_by_role("button", name="Save", exact=True).click()
        message = page.locator(".messagelist .success")
        words = message.evaluate("message => getComputedStyle(message).color")
        # axe does not judge over a picture
        expect(message.locator("a")).to_have_css("color", words)
        expect(page.locator("body")).to_have_css("background-color", "rgb(18, 18, 18)")
        button.click(click_count=2)


def test_every_other_page_of_the_admin_passes_axe_on_a_phone(browser, desk):
    desk.manage(
        "shell",
        "-v0",
        "-c",
        "from django.contrib.auth.models import User;"
        "User.objects.create_superuser('root', password='a good password')",
    )
    page = at_the_desk(browser, desk, "root")
    page.set_viewport_size({"width": 320, "height": 800})
    links = page.locator("#content-main .module a").evaluate_all("all => all.map(one => one.href)")
    links = {link for link in links if "/referral/" not in link and "/add/" not in link}
    paths = set(links)
    for link in links:
        page.goto(link)
        row = page.locator("#result_list tbody th a").first
        paths |= set(row.evaluate_all("all => all.map(one => one.href)"))
    assert len(paths) > 25
    found = {}
    for path in [*paths, "/admin/spanish/", "/admin/desk/export/"]:
        page.goto(path)
        settle(page)
        if complaints := violations(page) + sniffed(page, OF_FAMILIES + OF_STAFF):
            found[path] = complaints
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found[path, "too wide"] = True
    assert found == {}, "\n".join(map(str, found.items()))
