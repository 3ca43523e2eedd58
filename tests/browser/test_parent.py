"""A parent reads, asks to be called, and gets a reference."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import answer_for_the_weather

REFERENCE = re.compile(r"^[2-9A-Z]{4}-[2-9A-Z]{4}$")


def answer(page):
    page.get_by_label("Grandparent").check()
    page.get_by_role("group", name="Which language do you prefer?").get_by_text("Español").click()
    page.get_by_text("Call me").click()
    page.get_by_label("Phone number").fill("973 24")
    page.get_by_label("County where the child lives").select_option(label="Essex")
    page.get_by_text("6 to 8").click()
    page.get_by_label("Anything you want us to know").fill("Screams when we cut nails.")
    page.get_by_text("NJCMO’s intake staff may read this").click()


def send(page):
    page.get_by_role("button", name="Send my request").click()


def reference_of(page) -> str:
    page.wait_for_url("**/get-help/thank-you/")
    return page.locator(".ref b").inner_text()


def read_and_ask(page) -> str:
    """From the home page to a reference, with two mistakes on the way."""
    page.goto("/")
    page.get_by_role("link", name="What occupational therapy is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Occupational Therapy Services for Kids"
    )
    page.locator("#signs a.linkout").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Autism")
    page.locator(".next").get_by_role("link", name="Get help for my child").click()
    expect(page.get_by_label("Autism", exact=True)).to_be_checked()

    answer(page)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("2 things need another look")
    assert page.title().startswith("Error:")
    page.get_by_role("alert").get_by_role("link", name="Enter your name").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    page.get_by_label("Your name").fill("Rosa Núñez")
    assert page.get_by_label("Phone number").input_value() == "973 24"
    page.get_by_label("Phone number").fill("(973) 555-0124")
    expect(page.get_by_label("Autism", exact=True)).to_be_checked()
    send(page)
    return reference_of(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_parent_reads_and_asks_to_be_called(new_context, width, javascript):
    context = new_context(viewport={"width": width, "height": 740}, java_script_enabled=javascript)
    assert REFERENCE.match(read_and_ask(context.new_page()))


@pytest.mark.parametrize(
    ("path", "link", "says"),
    [
        ("/", "Under 3", "My child is under 3."),
        ("/", "6 to 12", "I am asking in writing for an evaluation"),
        ("/", "I am 18 to 20 and ask for myself", "I find it hard to plan my day"),
        ("/es/", "Menores de 3 años", "Mi hijo o hija tiene menos de 3 años."),
        ("/es/", "6 a 12", "Pido por escrito una evaluación"),
        ("/es/", "Tengo de 18 a 20 años y pregunto para mí", "Me es difícil planear mi día"),
    ],
)
def test_one_tap_on_the_home_page_puts_the_words_to_say_on_the_screen(phone, path, link, says):
    phone.goto(path)
    tap = phone.get_by_role("link", name=link, exact=True)
    expect(tap).to_be_in_viewport()
    tap.click()
    words = phone.locator(".first-door .said")
    expect(words).to_contain_text(says)
    expect(words).to_be_in_viewport(ratio=0.9)


def test_the_card_of_an_age_prints_alone_on_one_sheet(phone):
    phone.goto("/who-to-call/?child_age=6_to_8")
    assert len(re.findall(rb"/Type /Page\b", phone.pdf())) == 1


def test_the_error_summary_has_the_focus_when_the_form_comes_back(page):
    page.goto("/get-help/")
    send(page)
    expect(page.locator("#errors")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_form_is_sent_by_keyboard_alone_with_a_mistake_on_the_way(page, width):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/get-help/?county=essex")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main text")).to_be_focused()
    page.keyboard.press("Enter")

    def tab_to(name):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                return
        raise AssertionError(f"Tab does not reach {name}")

    tab_to("relationship")
    page.keyboard.press("Space")
    tab_to("preferred_language")
    page.keyboard.press("Space")
    tab_to("contact_method")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # e-mail
    tab_to("email")
    page.keyboard.type("rosa@example.org")
    tab_to("child_age")
    page.keyboard.press("Space")
    tab_to("concerns")
    page.keyboard.press("Space")
    tab_to("consent")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.get_by_label("Your name")).to_be_in_viewport()
    page.keyboard.type("Rosa Núñez")
    page.keyboard.press("Enter")
    assert REFERENCE.match(reference_of(page))
    expect(page.get_by_text("You chose e-mail.")).to_be_visible()


def test_every_stop_of_the_keyboard_shows_where_it_is(page):
    page.goto("/get-help/")
    unseen = []
    for _ in range(70):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const one = document.activeElement
              const shown = [one, one.closest('.choice')].filter(Boolean).map(getComputedStyle)
              const ring = shown.some(
                style => parseFloat(style.outlineWidth) >= 2 && style.outlineStyle != 'none')
              return [one.localName, one.textContent.trim().slice(0, 30) || one.name, ring]
            }"""
        )
        if stop[0] != "body" and not stop[2]:
            unseen.append(stop)
    assert unseen == []


def test_reloading_and_going_back_never_send_twice(page, site):
    page.goto("/get-help/")
    answer(page)
    page.get_by_label("Your name").fill("Rosa Núñez")
    page.get_by_label("Phone number").fill("973 555 0124")
    send(page)
    reference = reference_of(page)
    count = (
        "shell",
        "-v0",
        "-c",
        "from referrals.models import *; print(Referral.objects.count())",
    )
    before = site.manage(*count)
    page.reload()
    assert page.locator(".ref b").inner_text() == reference
    page.go_back()
    page.go_forward()
    assert page.locator(".ref b").inner_text() == reference
    assert site.manage(*count) == before


def test_after_leaving_the_page_shows_no_reference(page):
    answer_for_the_weather(page)
    read_and_ask(page)
    page.get_by_role("link", name="Leave this page and forget the reference").click()
    page.wait_for_url("https://www.weather.gov/")
    page.goto("/get-help/thank-you/")
    assert page.locator(".ref").count() == 0


def test_targets_are_large_enough_for_a_thumb(phone):
    phone.goto("/get-help/")
    small = phone.eval_on_selector_all(
        ".choice, .btn, main input[type=text], select, .menu-open",
        "all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44)"
        ".length",
    )
    assert small == 0


def test_the_number_of_a_source_is_large_enough_to_tap_and_not_covered_by_the_next(phone):
    phone.goto("/occupational-therapy/adhd/")
    wrong = phone.eval_on_selector_all(
        "main sup a",
        """(all) => all.filter((one) => {
          one.closest("details")?.setAttribute("open", "");
          one.scrollIntoView({ block: "center", behavior: "instant" });
          const box = one.getBoundingClientRect();
          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          return box.width < 24 || box.height < 24 || document.elementFromPoint(x, y) !== one;
        }).map((one) => one.id)""",
    )
    assert phone.locator("main sup a").count() > 3
    assert wrong == []


# In Spanish -----------------------------------------------------------------------------------


def answers_on(page) -> dict:
    """Every answer of the form as it stands on the page, once that is there as a whole."""
    page.wait_for_load_state()
    return page.evaluate(
        """() => Object.fromEntries(
          [...document.querySelectorAll('form.form [name]')]
            .filter(one => !['csrfmiddlewaretoken', 'errors_shown'].includes(one.name)
                           && one.type != 'submit')
            .map(one => [
              one.name + ('checked' in one && one.type != 'text' ? '=' + one.value : ''),
              ['radio', 'checkbox'].includes(one.type) ? one.checked : one.value]))"""
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_form_with_two_mistakes_survives_two_switches_with_every_answer(new_context, javascript):
    context = new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=javascript, locale="en-US"
    )
    page = context.new_page()
    page.goto("/es/get-help/?concerns=autism&county=essex")
    page.locator("[name=relationship][value=grandparent]").check()
    page.locator("[name=preferred_language][value=es]").check()
    page.get_by_text("Llámenme").click()
    page.get_by_label("Número de teléfono").fill("973 24")
    page.locator("[name=child_age][value='6_to_8']").check()
    page.locator("[name=message]").fill("Grita cuando le cortamos las uñas.\n«¿Qué hago?»")
    page.locator("[name=consent]").check()
    page.get_by_role("button", name="Enviar mi solicitud").click()
    expect(page.get_by_role("alert")).to_contain_text("Escriba su nombre")
    before = answers_on(page)

    page.locator(".site-head .lang").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your name")
    assert "/get-help/" in page.url
    assert "/es/" not in page.url
    assert answers_on(page) == before

    for language in ("es", "en"):
        page.locator("#to-reach-you").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#to-reach-you")).to_be_in_viewport()
        assert answers_on(page) == before

    page.get_by_role("button", name="Español: conservar lo que escribí").click()
    expect(page.get_by_role("button", name="English: keep what I typed")).to_be_in_viewport()
    expect(page.get_by_text("No use «Atrás» en su navegador")).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_contain_text("Escriba su nombre")
    assert "/es/get-help/" in page.url
    assert answers_on(page) == before

    page.get_by_label("Su nombre").fill("Rosa Núñez")
    page.get_by_role("button", name="Revisar antes mis respuestas").click()
    expect(page.get_by_role("alert")).to_contain_text("Escriba un teléfono de EE. UU.")
    page.get_by_label("Número de teléfono").fill("(973) 555-0124")
    page.get_by_role("button", name="Revisar antes mis respuestas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revise sus respuestas")
    page.get_by_role("button", name="Cambiar Su nombre").click()
    expect(page.get_by_label("Su nombre")).to_be_in_viewport()
    page.get_by_label("Su nombre").press("Enter")
    assert REFERENCE.match(reference_of(page))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recibimos su solicitud")


def test_the_switch_of_a_page_leads_to_the_same_page(phone):
    phone.goto("/occupational-therapy/adhd/?from=mail")
    phone.locator(".site-head").get_by_role("link", name="Español").click()
    assert phone.url.endswith("/es/occupational-therapy/adhd/?from=mail")
    phone.locator(".site-head").get_by_role("link", name="English").click()
    assert "/es/" not in phone.url
    assert phone.url.endswith("/occupational-therapy/adhd/?from=mail")


def test_a_number_in_a_sentence_leads_to_its_source_and_back_into_what_was_folded(phone):
    phone.goto("/es/occupational-therapy/adhd/")
    folded = phone.locator("details.more:has(sup a)").first
    folded.locator("summary").click()
    marker = folded.locator("sup a").first
    number, here = marker.inner_text(), marker.get_attribute("id")
    marker.click()
    item = phone.locator(f"[id='source:{number}']")
    expect(item).to_be_in_viewport()
    folded.evaluate("details => details.open = false")
    item.locator(f"a[href='#{here}']").click()
    expect(marker).to_be_in_viewport()
