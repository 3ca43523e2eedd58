"""What a manager, a clinical reviewer and a content editor may do beside each other."""

import pytest
from django.urls import reverse

from services.models import Topic
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client, staff):
    client.force_login(staff("clinical reviewer"))
    return client


def test_a_manager_keeps_the_settings_and_the_words_that_a_coordinator_only_sees(client, staff):
    settings = "/admin/referrals/intakesettings/1/change/"
    words = "/admin/referrals/consentwords/add/"
    for role, saves, status in (("manager", True, 200), ("intake coordinator", False, 403)):
        client.force_login(staff(role))
        client.get("/admin/referrals/intakesettings/")
        assert (b'name="_save"' in client.get(settings).content) == saves
        assert client.get(words).status_code == status
        assert client.get("/admin/referrals/consentwords/").status_code == 200


def topic_page(address="autism") -> str:
    return reverse("admin:services_topic_change", args=[Topic.objects.get(address=address).pk])


def everything_on(topic) -> list[dict]:
    page = Topic.objects.filter(pk=topic.pk).values()[0]
    rows = [*topic.sections.values(), *topic.sources.values(), *topic.approaches.values()]
    return [page, *rows]


def test_a_clinical_reviewer_reads_a_page_and_changes_no_word(reviewer):
    topic = Topic.objects.get(address="autism")
    before = everything_on(topic)
    page = reviewer.get(topic_page())
    assert topic.title_en in page.content.decode()
    assert "title_en" not in form_of(page)
    assert reviewer.post(topic_page(), form_of(page) | {"title_en": "Mine"}).status_code == 403
    assert everything_on(topic) == before


def test_a_clinical_reviewer_reads_the_sections_and_orders_nothing(reviewer):
    page = reviewer.get(topic_page()).content.decode()
    assert Topic.objects.get(address="autism").sections.first().heading_en in page
    pages = "/admin/services/topic/"
    assert b'name="form-0-order"' not in reviewer.get(pages).content
    assert reviewer.post(pages, {"_save": "Save", "form-TOTAL_FORMS": "0"}).status_code != 302
    assert reviewer.get(f"{pages}add/").status_code == 403
    assert reviewer.post(topic_page().replace("change", "delete")).status_code == 403
