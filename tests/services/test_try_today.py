"""The moments of the home page, and the card of each."""

from datetime import time

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import transaction
from django.test import Client

from njcmo_site.wording.reading import fernandez_huerta, flesch_kincaid_grade
from services.models import Card, Topic, UrgentSign, kept
from services.models.cards import wide_places
from services.models.pages import is_taken
from services.models.published import cards
from tests.factories import confirm, publish
from tests.staff_pages import form_of, publish_draft

pytestmark = pytest.mark.django_db

SLUGS = ["socks", "breakfast", "buttons", "attention", "writing", "change-of-plan"]
SLUGS += ["after-school", "talking", "tripping", "teeth"]
LANGUAGES = ["", "/es"]


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    assert not response.cookies
    return BeautifulSoup(response.content, "lxml")


def card(slug="socks") -> Card:
    return Card.objects.get(slug=slug)


def page_of(one: Card) -> str:
    return f"/admin/services/card/{one.pk}/change/"


def eleventh(**changes) -> Card:
    """As staff have just added it: a draft."""
    texts = {"title": "When hair is cut", "say": "“Hair.”", "steps": "<ol><li>Look.</li></ol>"}
    texts |= {"watch_for": "<p>Pain.</p>", "research": "<p>Little.</p>"}
    english = {f"{name}_en": text for name, text in texts.items()}
    fields = {"slug": "haircut", "clock": time(19), "picture": "swing"}
    return Card.objects.create(**fields | english | changes)


# The home page --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_moment_of_the_home_page_leads_to_its_card(client, language):
    moments = soup(client, f"{language}/").select(".day li")
    links = [moment.a["href"] for moment in moments]
    assert links == [f"{language}/try-today/{slug}/" for slug in SLUGS]
    for moment in moments:
        assert moment.select_one(".say").get_text() in soup(client, moment.a["href"]).get_text()


def test_the_quilt_has_the_two_wide_patches_that_it_had(client):
    wide = [moment.a["href"] for moment in soup(client, "/").select(".day .wide")]
    assert wide == ["/try-today/attention/", "/try-today/after-school/"]


@pytest.mark.parametrize("count", range(5, 20))
def test_each_row_of_the_quilt_is_full_however_many_moments_there_are(count):
    wide = wide_places(count)
    filled = 0  # of six columns
    for place in range(count):
        width = 4 if place in wide else 2
        assert filled + width <= 6, place
        filled = (filled + width) % 6
    assert filled == 0


def test_an_eleventh_moment_stands_at_its_hour_and_ends_with_the_first_door(client):
    publish(eleventh(age="9_to_12"))
    moment = soup(client, "/").select(".day li")[9]
    assert moment.time.get_text(strip=True) == "7:00 p.m."
    hrefs = [link["href"] for link in moment.select("a")]
    assert hrefs == ["/try-today/haircut/", "/who-to-call/?child_age=9_to_12"]


def test_the_time_of_day_is_written_as_each_language_writes_it(client):
    for path, first in (("/", "7:05 a.m."), ("/es/", "7:05 a. m.")):
        clock = soup(client, path).select_one(".day time")
        assert (clock.get_text(strip=True), clock["datetime"]) == (first, "07:05")


# The cards ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_card_in_the_order_of_the_day(client, language):
    links = [link["href"] for link in soup(client, f"{language}/try-today/").select(".linkout")]
    assert links == [f"{language}/try-today/{slug}/" for slug in SLUGS]


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    ("language", "opening", "headings"),
    [
        ("", "Pick one idea.", ["Try this", "Watch for", "How sure are we?"]),
        ("/es", "Elija una sola idea.", ["Pruebe esto", "Esté pendiente", "¿Cuánto se sabe?"]),
    ],
)
def test_a_card_has_all_its_parts(client, slug, language, opening, headings):
    page = soup(client, f"{language}/try-today/{slug}/")
    sheet = page.select_one(".sheet")
    assert opening in sheet.get_text()
    assert [heading.get_text() for heading in sheet.select("h2")] == headings
    assert len(sheet.select("ol > li")) == 5
    assert len(sheet.select(".write")) == 3
    assert sheet.select("a[href='tel:988']")
    assert sheet.select_one(".reviewed")
    assert f"{language}/try-today/{slug}/" in sheet.get_text()
    assert len(page.select("#sources li")) == card(slug).sources.count() >= 1
    assert page.select(".linkout")
    for path in ("signs-checklist", "who-to-call", "try-today"):
        assert page.select(f"main a[href^='{language}/{path}/']")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_wait_is_printed_in_the_words_of_its_row(client, language):
    sign = UrgentSign.objects.get(name="u-weak-sudden")
    sign.advice_en, sign.advice_es = "Weak: call 911.", "Débil: llame al 911."
    sign.save()
    shown = soup(client, f"{language}/try-today/tripping/").select(".urgent-rows li")
    assert len(shown) == 5
    assert (sign.advice_es if language else sign.advice_en) in shown[0].get_text()


def test_a_number_on_a_card_is_the_number_of_its_row(client):
    call = card("talking").watch_for_en
    assert "{{call:early-intervention}}" in call
    assert soup(client, "/try-today/talking/").select(".sheet a[href='tel:18886534463']")


def test_both_languages_stand_side_by_side_on_the_page_of_either(client):
    for language in LANGUAGES:
        link = soup(client, f"{language}/try-today/teeth/").select_one("aside a[href$='?both=1']")
        sheet = soup(client, link["href"]).select_one(".sheet")
        for words, code in (("Try this", "en"), ("Pruebe esto", "es")):
            assert sheet.find("th", string=words)["lang"] == code
        cells = {cell["lang"] for cell in sheet.select("td:has(ol)")}
        assert cells == {"en", "es"}
        assert "Keep toothpaste out of reach." in sheet.get_text()
        assert "Guarde la pasta de dientes fuera de su alcance." in sheet.get_text()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_card_is_easy_to_read(slug):
    one = card(slug)
    english = f"{one.steps_en}{one.watch_for_en.partition('<p>{{')[0]}{one.research_en}"
    spanish = f"{one.steps_es}{one.watch_for_es.partition('<p>{{')[0]}{one.research_es}"
    assert flesch_kincaid_grade(english) <= 8
    assert fernandez_huerta(spanish) >= 70


def test_titles_and_descriptions_tell_the_cards_apart(client):
    pages = [soup(client, f"/try-today/{path}") for path in ["", *(f"{one}/" for one in SLUGS)]]
    said = [page.select_one("meta[name=description]")["content"] for page in pages]
    assert len({page.title.get_text() for page in pages}) == len(set(said)) == 11
    assert all(20 <= len(one) <= 170 for one in said)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.topics.clear(),
        lambda one: one.sources.first().delete(),
    ],
    ids=["pages", "source"],
)
def test_whatever_part_of_a_card_changes_its_readers_see_it_once_it_is_published(client, change):
    before = client.get("/try-today/socks/").content
    change(card())
    kept._rows.clear()  # as after a start
    assert client.get("/try-today/socks/").content == before
    publish(card())
    assert client.get("/try-today/socks/").content != before


def test_a_card_that_is_deleted_is_read_no_longer(client):
    soup(client, "/try-today/socks/")
    card().delete()
    assert client.get("/try-today/socks/").status_code == 404


# Staff ----------------------------------------------------------------------------------------


def test_a_card_that_is_not_published_is_for_those_who_edit_pages_alone(client, staff):
    eleventh()
    assert client.get("/try-today/haircut/").status_code == 404
    assert len(soup(client, "/").select(".day li")) == 10
    assert len(soup(client, "/try-today/").select(".linkout")) == 10
    client.force_login(staff("content editor"))
    response = client.get("/try-today/haircut/")
    assert "This page is a draft." in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_what_a_rollback_undid_is_shown_to_nobody(client):
    one = eleventh()
    kept._rows.clear()
    request_started.send(Card)  # that of somebody who publishes the card
    assert "haircut" not in cards()
    kept._rows.clear()  # as after a start
    with transaction.atomic():
        publish(one)
        assert "haircut" in cards()
        transaction.set_rollback(True)
    request_finished.send(Card)
    assert client.get("/try-today/haircut/").status_code == 404


def test_staff_add_a_card_and_it_is_a_draft_until_they_publish_it(editor):
    texts = {"title_en": "When hair is cut", "say_en": "“Hair.”", "slug": "haircut"}
    texts |= dict.fromkeys(("steps_en", "watch_for_en", "research_en"), "<p>Look.</p>")
    shown = form_of(editor.get("/admin/services/card/add/"))
    posted = editor.post("/admin/services/card/add/", shown | texts | {"clock": "19:00"})
    assert posted.status_code == 302
    assert Client().get("/try-today/haircut/").status_code == 404
    assert publish_draft(editor, page_of(card("haircut"))).status_code == 302
    assert soup(Client(), "/try-today/haircut/").h1.get_text() == "When hair is cut"


@pytest.mark.parametrize("kind", ["card", "topic"])
def test_no_link_publishes_what_somebody_adds_by_it(editor, kind):
    model = {"topic": Topic, "card": Card}[kind]
    names = dict.fromkeys(("title_en", "short_title_en", "summary_en", "description_en"), "New")
    texts = dict.fromkeys(("say_en", "steps_en", "watch_for_en", "research_en"), "<p>New</p>")
    names |= texts | {"address": "new", "slug": "haircut", "clock": "19:00"}
    path = f"/admin/services/{kind}/add/?published=1&publish=1"
    assert editor.post(path, form_of(editor.get(path)) | names).status_code == 302
    assert model.objects.order_by("pk").last().live_edition() is None


def test_what_an_editor_writes_on_a_card_passes_the_sanitizer_and_marks_the_spanish(editor):
    one = card()
    one.words_changed_on = "2026-01-02"
    one.save()
    written = {"steps_en": "<ol><li>Look<script>x</script></li></ol>"}
    assert editor.post(page_of(one), form_of(editor.get(page_of(one))) | written).status_code == 302
    now = card()
    assert now.steps_en == "<ol><li>Look</li></ol>"
    assert "steps" in now.made_from
    assert now.words_changed_on.isoformat() != "2026-01-02"
    behind = "El texto en inglés de esta parte cambió"
    assert behind not in soup(editor, "/es/try-today/socks/").select_one(".sheet").get_text()
    publish(now)
    assert behind in soup(editor, "/es/try-today/socks/").select_one(".sheet").get_text()


def test_a_digit_of_a_number_that_has_a_name_is_refused(editor):
    one = card()
    digits = form_of(editor.get(page_of(one))) | {"watch_for_en": "<p>1-888-653-4463</p>"}
    assert "{{call:early-intervention}}" in editor.post(page_of(one), digits).content.decode()


def test_a_reviewed_card_names_its_reviewer(client):
    confirm(card())
    for address, role in (("", "occupational therapist"), ("/es", "terapeuta ocupacional")):
        line = soup(client, f"{address}/try-today/socks/").select_one(".reviewed").get_text()
        assert f"Ana Ruiz, OTR/L ({role})" in line


def test_no_hub_may_have_the_address_of_the_cards():
    assert is_taken("try-today")


def test_a_running_site_gets_the_cards_and_keeps_what_staff_wrote_or_took_away():
    Card.objects.filter(slug="socks").update(title_en="Ours")
    card("teeth").delete()
    card("talking").topics.clear()
    card("talking").sources.all().delete()
    call_command("load_starter_content", verbosity=0)
    assert card().title_en == "Ours"
    assert not Card.objects.filter(slug="teeth").exists()
    assert not card("talking").topics.exists()
    assert not card("talking").sources.exists()
    assert card("breakfast").topics.count() == 2


# Finding them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("sock seams", "/try-today/socks/"),
        ("won't eat", "/try-today/breakfast/"),
        ("zipper", "/try-today/buttons/"),
        ("homework", "/try-today/attention/"),
        ("pencil grip", "/try-today/writing/"),
        ("transitions", "/try-today/change-of-plan/"),
        ("MELTDOWN?", "/try-today/after-school/"),
        ("after school", "/try-today/after-school/"),
        ("not talking", "/try-today/talking/"),
        ("clumsy", "/try-today/tripping/"),
        ("toothbrush", "/try-today/teeth/"),
        ("activities", "/try-today/"),
        ("calcetin", "/es/try-today/socks/"),
        ("no come", "/es/try-today/breakfast/"),
        ("cepillo", "/es/try-today/teeth/"),
        ("qué puedo hacer en casa", "/es/try-today/"),
    ],
)
def test_a_parent_who_types_what_is_hard_finds_the_card_first(client, asked, path):
    language = "/es" if path.startswith("/es") else ""
    page = BeautifulSoup(client.get(f"{language}/search/", {"q": asked}).content, "lxml")
    assert page.select_one(".hits h2 a")["href"] == path


def test_who_is_lost_finds_the_cards(client):
    lost = BeautifulSoup(client.get("/nope/").content, "lxml")
    assert lost.select(".lost a[href='/try-today/']")


def test_search_engines_hear_of_every_card_in_both_languages(client):
    places = client.get("/sitemap.xml").content.decode()
    for path in ["", *(f"{slug}/" for slug in SLUGS)]:
        for language in LANGUAGES:
            assert f"{language}/try-today/{path}</loc>" in places
