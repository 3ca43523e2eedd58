"""Sheets and the status of a request while the database is away."""

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError

pytestmark = pytest.mark.django_db

LETTER = {"school": "Lincoln", "in_own_words": "El ruido", "hard": ["write", "scissors"]}
SHEET = {"child_first_name": "Ana", "helps": "una canción\ny calma", "helps_lines": ["quiet"]}
BIRTH = {"month": "5", "year": "2019", "looked_at": "yes"}
STATUS = {"reference": "7K4M-9QF2", "proof": "0123", "phone": "201 55", "change_phone": "yes"}
TYPED = {
    "/school-letter/": LETTER,
    "/my-childs-page/": SHEET,
    "/what-changes-when/": BIRTH,
    "/request-status/": STATUS,
}


@pytest.fixture
def client(client, monkeypatch):
    """Of a site whose database went away: no page can be made."""

    def away(*_given, **_named):
        raise OperationalError("no connection")

    monkeypatch.setattr("services.context_processors.pages", away)
    client.raise_request_exception = False
    return client


def page_of(response) -> BeautifulSoup:
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "no-store" in response["Cache-Control"]
    return BeautifulSoup(response.content, "lxml")


@pytest.mark.parametrize(("language", "words"), [("", "still here"), ("/es", "sigue aquí")])
@pytest.mark.parametrize("path", TYPED)
def test_what_was_typed_is_still_there_and_one_press_sends_the_same_again(
    client, path, language, words
):
    page = page_of(client.post(f"{language}{path}", TYPED[path]))
    assert words in page.main.get_text()
    form = page.find("form", method="post")
    assert not form.get("action")  # to the same address
    sent = {}
    for field in form.select("[name]"):
        value = field.get_text()[1:] if field.name == "textarea" else field["value"]
        sent.setdefault(field["name"], []).append(value.replace("\r\n", "\n"))
    assert sent == {
        name: value if isinstance(value, list) else [value] for name, value in TYPED[path].items()
    }
    for field in form.select("input[type=text], textarea"):
        assert page.find("label", {"for": field["id"]}).get_text()
    assert page.select_one("a.brand")["target"] == "_blank"
    assert not client.cookies


def test_what_another_site_sent_is_not_shown(client):
    response = client.post("/school-letter/", LETTER, headers={"sec-fetch-site": "cross-site"})
    assert "Lincoln" not in page_of(response).get_text()
    assert not page_of(response).select("form")


def test_elsewhere_the_plain_page_says_so(client):
    assert "This part of the site does not answer" in page_of(client.get("/faq/")).get_text()
