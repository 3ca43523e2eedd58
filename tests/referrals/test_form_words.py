"""What the form says before and around its questions, and to whom."""

import pytest
from bs4 import BeautifulSoup

from referrals.models import IntakeSettings, Referral
from tests.referrals.sending import errors, send

pytestmark = pytest.mark.django_db

ABOUT_ME = {"relationship": "self", "child_age": "18_to_20"}


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def words_of(response) -> str:
    return " ".join(page_of(response).main.get_text(" ").split())


def own_links(page) -> list:
    return [link for link in page.main.select("a[href]") if link["href"].startswith(("/", "http"))]


def test_how_long_it_takes_who_reads_it_and_what_to_have_ready_stand_above_the_form(client):
    page = page_of(client.get("/get-help/"))
    before = page.find("form", class_="form").find_previous_sibling(class_="aside").get_text()
    for words in ("about 5 minutes", "Monday to Friday", "phone number or an e-mail", "have these"):
        assert words in before
    assert "You will hear" not in before
    IntakeSettings.objects.create(id=1, tell_families=True)
    assert "You will hear from us within 2 working days" in words_of(client.get("/get-help/"))


@pytest.mark.parametrize(
    ("path", "name", "words"),
    [
        ("/get-help/", "county", ("Two homes?", "Not sure?", "Outside New Jersey?")),
        ("/get-help/", "child_age", ("Between two ages?", "21 or older?")),
        ("/es/get-help/", "county", ("¿Dos casas?", "¿No está seguro?", "¿Fuera de Nueva")),
    ],
)
def test_whom_no_county_or_age_fits_reads_what_to_choose_or_where_to_turn(
    client, path, name, words
):
    page = page_of(client.get(path))
    hint = page.find(id=f"id_{name}_helptext")
    assert all(each in hint.get_text() for each in words)
    elsewhere = hint.find_next("details", class_="elsewhere")
    assert "parentcenterhub.org" in elsewhere.get_text()


def test_every_choice_of_a_relationship_is_on_the_page_at_once(client):
    page = page_of(client.get("/get-help/"))
    radios = page.select("[type=radio][name=relationship]")
    assert [one["value"] for one in radios][-2:] == ["self", "other"]
    assert len(radios) == 8


@pytest.mark.parametrize("path", ["/get-help/", "/es/get-help/"])
def test_a_browser_fills_in_whom_it_belongs_to_and_nobody_else(client, path):
    page = page_of(client.get(path))
    filled = {
        field["name"]: field["autocomplete"]
        for field in page.select("form#ask [autocomplete]")
        if field["autocomplete"] != "off"
    }
    assert filled == {"caregiver_name": "name", "phone": "tel", "email": "email"}
    assert page.select_one("[name=phone]")["type"] == "tel"
    assert page.select_one("[name=email]")["type"] == "email"


# For somebody who asks about themselves ---------------------------------------------------


def test_who_asks_about_themselves_reads_of_you_and_of_no_child(client, answers):
    response = send(client, answers | ABOUT_ME | {"caregiver_name": "", "county": ""})
    assert "Choose the county where you live" in errors(response)
    page = page_of(response)
    form = page.find("form", id="ask").get_text()
    assert "County where you live" in form
    assert "About your child" not in form
    assert "does not sign you up" in words_of(response)
    assert "your child up" not in words_of(response)


def test_an_age_from_18_on_that_a_page_carries_in_is_spoken_to_as_you(client):
    assert "County where you live" in words_of(client.get("/get-help/?child_age=18_to_20"))
    assert "County where the child lives" in words_of(client.get("/get-help/?child_age=6_to_8"))


def test_the_parent_of_a_young_adult_reads_of_a_child(client, answers):
    typed = answers | {"child_age": "18_to_20", "caregiver_name": ""}
    assert "County where the child lives" in words_of(send(client, typed))


@pytest.mark.parametrize(("changes", "told"), [(ABOUT_ME, "sign you up"), ({}, "your child up")])
def test_the_page_that_thanks_speaks_to_who_asked(client, answers, changes, told):
    send(client, answers | changes)
    words = words_of(client.get("/get-help/thank-you/"))
    assert f"does not {told}" in words or f"does not sign {told}" in words
    assert ("tell your child" in words) == (not changes)


def test_the_desk_is_told_that_it_is_about_who_asks(client, answers, ana):
    send(client, answers | ABOUT_ME)
    referral = Referral.objects.get()
    client.post(f"/admin/desk/{referral.pk}/reveal/", {"reason": "call"})
    shown = client.get(f"/admin/desk/{referral.pk}/call/").content.decode()
    assert "say “you”" in shown
    assert "<dt>Child</dt>" not in shown


# What was carried in ----------------------------------------------------------------------


def test_what_a_page_carried_in_is_said_and_cleared_by_one_press(client):
    path = "/get-help/?concerns=autism&concerns=adhd&county=essex&child_age=6_to_8"
    page = page_of(client.get(path))
    told = page.select_one(".callout.sky")
    assert [" ".join(item.get_text().split()) for item in told.select("li")] == [
        "County where the child lives: Essex",
        "Age: 6 to 8",
        "What is on your mind? Autism; ADHD, attention",
    ]
    button = told.select_one("button[form=ask]")
    typed = {"county": "essex", "child_age": "6_to_8", "concerns": ["autism"], "message": "Socks."}
    response = client.post("/get-help/", typed | {button["name"]: button["value"]})
    assert response.status_code == 200
    form = response.context["form"]
    assert not any(form[name].value() for name in ("county", "child_age", "concerns"))
    assert form["message"].value() == "Socks."
    assert "Cleared." in words_of(response)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("asked", ["", "consent caregiver_name", "message " * 500, "\x00"])
def test_nothing_else_can_be_cleared_so(client, answers, asked):
    response = client.post("/get-help/", answers | {"clear": asked})
    assert response.status_code == 200
    form = response.context["form"]
    assert form["caregiver_name"].value() == "Rosa Núñez"
    assert form["consent"].value()


def test_nothing_is_said_to_be_carried_in_where_nothing_was(client):
    assert not page_of(client.get("/get-help/?county=kings")).select(".callout.sky")


# Nothing typed is lost --------------------------------------------------------------------


WORDS_BESIDE = {"": "(opens beside)", "/es": "(se abre aparte)"}


@pytest.mark.parametrize(
    "changes", [None, {"phone": "1"}, {"switch_language": "en"}, {"check": "yes"}]
)
@pytest.mark.parametrize("language", ["", "/es"])
def test_each_link_that_leaves_the_form_opens_beside_it_and_says_so(
    client, answers, language, changes
):
    path = f"{language}/get-help/"
    page = page_of(client.post(path, answers | changes) if changes else client.get(path))
    links = [link for link in page.select("a[href]") if link["href"].startswith(("/", "http"))]
    leaving = [link for link in links if "/get-help/leave/" not in link["href"]]
    places = {link.find_parent(["header", "main", "footer"]).name for link in leaving}
    assert {"header", "footer"} <= places
    for link in leaving:
        assert link["target"] == "_blank", link
        assert WORDS_BESIDE[language] in link.get_text(), link
    find = page.select_one("form.find")
    assert (find["target"], WORDS_BESIDE[language] in find.button.get_text()) == ("_blank", True)
    assert page.select_one("#menu li.hint").get_text()  # for those who see what is unseen there


@pytest.mark.parametrize("path", ["/", "/faq/", "/request-status/", "/get-help/thank-you/"])
def test_elsewhere_the_menu_opens_in_its_place(client, path):
    page = page_of(client.get(path))
    assert not page.select("header [target], footer [target], #menu .hint")


def test_what_our_doors_mean_is_explained_on_the_form_itself(client):
    page = page_of(client.get("/get-help/"))
    [explained] = [one for one in page.select("details") if "CMO" in one.summary.get_text()]
    assert "the state’s phone line" in explained.get_text()
    assert not [link for link in own_links(page) if "/glossary/" in link["href"]]


@pytest.mark.parametrize("changes", [{"phone": "1"}, {"switch_language": "en"}, {"change": "all"}])
def test_a_form_that_came_back_says_beside_its_buttons_not_to_go_back(client, answers, changes):
    assert "Do not use" not in client.get("/get-help/").content.decode()
    page = page_of(client.post("/get-help/", answers | changes))
    assert "Do not use “Back”" in page.select_one(".form-end").get_text()
