"""Handing a family on: what the card’s codes hold, and what they never hold."""

from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from bs4 import BeautifulSoup
from django.conf import settings

from njcmo_site.spanish.addresses import twin
from services.models import County
from services.models.ages import ChildAge

pytestmark = pytest.mark.django_db
PAGE = "/for-professionals/"
LANGUAGES = ["", "/es"]


def soup(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


def codes(page):
    """Of each language, the address that its code is drawn from, once the drawing is that."""
    links = page.select("#card .code")
    for link in links:
        code = segno.make(link["href"], error="m", micro=False)
        squares = BeautifulSoup(code.svg_inline(), "lxml").select_one(".qrline")["d"]
        assert link.select_one("svg .qrline")["d"] == squares
    return [link["href"] for link in links]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_leads_to_the_form_in_its_language_with_what_was_chosen(client, language):
    page = soup(client, language + PAGE, county="cape-may", child_age="13_to_17")
    address = f"{settings.SITE_URL}/get-help/?county=cape-may&child_age=13_to_17"
    assert codes(page) == [address, address.replace("/get-help/", "/es/get-help/")]
    form = soup(client, address.removeprefix(settings.SITE_URL))
    assert form.select_one("[name=county] option[selected]")["value"] == "cape-may"
    assert form.select_one("[name=child_age][checked]")["value"] == "13_to_17"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_for_any_family_tells_nothing(client, language):
    forms = [settings.SITE_URL + twin("/get-help/", to) for to in ("en", "es")]
    assert codes(soup(client, language + PAGE)) == forms


HOSTILE = ['"><script>alert(1)</script>', "essex&concerns=autism", "ESSEX!", "\r\n", "é" * 3000]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_code_holds_anything_but_a_county_and_an_age_band(client, hostile):
    query = {"county": hostile, "child_age": hostile, "concerns": "autism", "name": hostile}
    page = soup(client, PAGE, **query)
    assert all(urlsplit(address).query == "" for address in codes(page))
    assert hostile not in page.select_one("main").decode()
    page = soup(client, PAGE, **query | {"county": "essex"})
    assert [parse_qs(urlsplit(one).query) for one in codes(page)] == [{"county": ["essex"]}] * 2


def test_the_form_offers_each_county_and_age_and_keeps_what_was_chosen(client):
    page = soup(client, PAGE, county="essex", child_age="under_3")
    counties, ages = (
        [option["value"] for option in page.select(f"main [name={name}] option")]
        for name in ("county", "child_age")
    )
    assert counties == ["", *County.objects.values_list("slug", flat=True)]
    assert ages == ["", *ChildAge.values]
    chosen = [option["value"] for option in page.select("main option[selected]")]
    assert chosen == ["essex", "under_3"]


@pytest.mark.parametrize("path", ["/get-help/", "/find-your-cmo/", "/who-to-call/"])
def test_who_works_with_a_family_finds_the_page_from_where_families_ask(client, path):
    for language in LANGUAGES:
        assert soup(client, language + path).select_one(f'main a[href="{language}{PAGE}"]')
