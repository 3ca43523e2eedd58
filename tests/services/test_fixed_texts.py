"""Texts that have one fixed place: a box of several pages, and what staff say on the phone."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User

from services.models import FixedText
from tests.factories import make_referral
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

WITH_BOX = ["/get-help/", "/find-your-cmo/", "/signs-checklist/?sign=writing"]


def box_of(client, path):
    return BeautifulSoup(client.get(path).content, "lxml").select_one("details.elsewhere")


@pytest.mark.parametrize("path", WITH_BOX)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_box_for_families_elsewhere_has_a_point_for_each_line(client, path, language):
    row = FixedText.objects.get(name="outside-our-reach")
    setattr(row, f"title_{language}", "A & B?")
    setattr(row, f"text_{language}", "One <b>.\nTwo: https://www.example.org/a?b=1, or (911).")
    row.save()
    box = box_of(client, path if language == "en" else f"/es{path}")
    assert box.summary.get_text() == "A & B?"
    if "get-help" in path:  # nothing that was typed there is lost by a link
        link = box.select_one("li a")
        assert link["target"] == "_blank"
        assert link.small.extract().get_text() in {"(opens beside)", "(se abre aparte)"}
        del link["target"]
        link.string = link.get_text().strip()
    points = [point.decode_contents(formatter="html") for point in box.select("li")]
    assert points == [
        "One &lt;b&gt;.",
        'Two: <a href="https://www.example.org/a?b=1">example.org/a?b=1</a>, or (911).',
    ]


def test_a_box_without_spanish_says_so_and_stands_in_english(client):
    FixedText.objects.filter(name="outside-our-reach").update(title_es="", text_es="")
    box = box_of(client, "/es/find-your-cmo/")
    assert box.summary["lang"] == box.ul["lang"] == "en"
    assert "no está en español" in box.get_text()


@pytest.fixture
def ana(client):
    client.force_login(User.objects.create_superuser("ana"))
    return client


def call_screen(client, **fields):
    referral = make_referral(**fields)
    page = client.get(f"/admin/desk/{referral.pk}/call/").content
    section = BeautifulSoup(page, "html.parser").select_one("section[aria-labelledby=say]")
    return [(line.get("lang"), line.get_text()) for line in section.select("p")]


def test_the_call_screen_has_the_first_words_in_the_language_of_the_family(ana):
    greetings = FixedText.objects.filter(name__startswith="call-greeting")
    assert greetings.update(text_en="Hi there.", text_es="Buenas.") == 3
    assert call_screen(ana, preferred_language="en")[1] == (None, "Hi there.")
    assert call_screen(ana, preferred_language="es")[1] == ("es", "Buenas.")


def test_what_is_said_early_stands_in_both_languages_where_the_family_speaks_spanish(ana):
    FixedText.objects.filter(name="call-say-early").update(text_en="Early.", text_es="Pronto.")
    assert call_screen(ana, preferred_language="es")[-2:] == [
        ("es", "Pronto."),
        (None, "Early."),
    ]
    assert (None, "Early.") in call_screen(ana, preferred_language="en", contact_method="text")


def test_words_that_have_no_spanish_are_said_in_english(ana):
    FixedText.objects.update(text_es="")
    lines = call_screen(ana, preferred_language="es")
    first = FixedText.objects.get(name="call-reference").text_en
    assert lines[0][0] is None
    assert lines[0][1].startswith(first)
    assert all(text for _language, text in lines)


def test_an_editor_changes_the_words_and_nothing_else(client, staff):
    client.force_login(staff("content editor"))
    row = FixedText.objects.get(name="outside-our-reach")
    page = f"/admin/services/fixedtext/{row.pk}/change/"
    changes = {"text_en": "One.\r\nTwo.", "name": "other", "place": "Elsewhere"}
    assert client.post(page, form_of(client.get(page)) | changes).status_code == 302
    now = FixedText.objects.get(pk=row.pk)
    assert now.text_en == "One.\nTwo."
    assert (now.name, now.place) == (row.name, row.place)
    assert client.get("/admin/services/fixedtext/add/").status_code == 403
    assert client.get(page.replace("change", "delete")).status_code == 403
