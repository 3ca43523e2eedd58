"""What stays as it is written when a browser translates a page: numbers, references, names."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.template import Context, Template

from faq.models import Question
from referrals.mail import outbox
from referrals.models import Notice
from services.models import CareManagementOrganization
from tests.factories import make_referral, publish

NAME = re.compile(r"PerformCare|\d{3}-\d{3}-\d{4}|\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")
PAGES = ["/", "/occupational-therapy/autism/", "/find-your-cmo/?county=essex", "/get-help/"]
PAGES += ["/signs-checklist/?sign=writing", "/search/?q=school", "/privacy/", "/nope/"]


def translated(html) -> list[str]:
    """Each text with a number, a reference or PerformCare that a browser would translate."""
    body = BeautifulSoup(html, "html.parser").body
    return [
        text
        for text in body.find_all(string=NAME)
        if not text.find_parent(attrs={"translate": "no", "dir": "ltr"})
        and not text.find_parent(["script", "textarea", "select"])
    ]


def drawn(html: str) -> str:
    template = (
        "{% load phone_links %}{% names_as_written %}{{ html|safe }}{% endnames_as_written %}"
    )
    return Template(template).render(Context({"html": html}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [f"{language}{path}" for language in ("", "/es") for path in PAGES]
)
def test_numbers_and_performcare_stay_as_written_on_every_page(client, path):
    html = client.get(path).content
    assert translated(html) == []
    links = BeautifulSoup(html, "html.parser").select('a[href^="tel:"]')
    assert links
    assert {(link.get("dir"), link.get("translate")) for link in links} == {("ltr", "no")}


@pytest.mark.django_db
def test_the_name_of_a_cmo_stays_as_written(client):
    CareManagementOrganization.objects.update(name_verified=True)
    page = BeautifulSoup(client.get("/find-your-cmo/?county=essex").content, "lxml")
    listed = page.select(".cmo-list small")
    assert len(listed) >= 15
    for name in (page.select_one("#found-h [lang=en]"), *listed):
        assert name["translate"] == "no"


@pytest.mark.django_db
def test_a_number_that_an_editor_typed_stays_as_written(client):
    question = Question.objects.get(anchor="ot-what-is-it")
    question.answer_en = '<p>Call 609-555-0100, or <a href="tel:6095550111">the helpline</a>.</p>'
    question.save()
    publish(question)
    answer = BeautifulSoup(client.get("/faq/").content, "lxml").select_one("#q-ot-what-is-it")
    assert answer.select_one("p > span[dir=ltr][translate=no]").text == "609-555-0100"
    assert not answer.select_one('a[href="tel:6095550111"]').get("translate")  # words


@pytest.mark.django_db
def test_the_reference_stays_as_written_on_every_page_that_shows_it(client, answers):
    client.post("/get-help/", answers)
    thanks = client.get("/get-help/thank-you/").content
    again = client.get("/get-help/").content
    taken_back = client.post("/get-help/thank-you/", follow=True).content
    for html in (thanks, again, taken_back):
        assert re.search(rb"[2-9A-Z]{4}-[2-9A-Z]{4}", html)
        assert translated(html) == []


@pytest.mark.django_db
def test_what_is_no_text_of_a_page_is_left_alone(client, answers):
    typed = "PerformCare told me to call 1-877-652-7624"
    page = client.post("/get-help/", answers | {"consent": "", "message": typed})
    assert BeautifulSoup(page.content, "lxml").textarea.text.strip() == typed
    for html in (
        '<script type="application/ld+json">{"name": "PerformCare"}</script>',
        '<input value="PerformCare 609-555-0100">',
        '<b translate="no">PerformCare</b>',
    ):
        assert drawn(html) == html


@pytest.mark.django_db
def test_the_mail_to_a_family_keeps_its_numbers_and_its_reference():
    Notice.objects.announce(make_referral(email="rosa@example.org"))
    outbox.send_due()
    assert translated(mail.outbox[-1].alternatives[0][0]) == []
