"""What a manager, a clinical reviewer and a content editor may do beside each other."""

import pytest
from django.contrib.auth.models import Group
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
    """All that stands on a page, but for its review."""
    page = Topic.objects.filter(pk=topic.pk).values()[0]
    rows = [*topic.sections.values(), *topic.sources.values(), *topic.approaches.values()]
    review = {"reviewed_on", "reviewed_by"}
    return [{name: page[name] for name in page if name not in review}, *rows]


def test_a_clinical_reviewer_says_that_a_page_is_reviewed_and_changes_no_word(reviewer):
    Topic.objects.update(words_changed_on="2020-01-01")
    topic = Topic.objects.get(address="autism")
    before = everything_on(topic)
    page = reviewer.get(topic_page())
    assert {"reviewed_on", "reviewed_by"} <= set(form_of(page))
    assert "title_en" not in set(form_of(page))
    others = {"title_en": "Mine", "short_title_en": "Mine"}
    review = {"reviewed_on": "2026-01-02", "reviewed_by": "Ana Ruiz, OTR/L"}
    saved = reviewer.post(topic_page(), form_of(page) | review | others)
    assert saved.status_code == 302
    topic.refresh_from_db()
    assert (str(topic.reviewed_on), topic.reviewed_by) == ("2026-01-02", "Ana Ruiz, OTR/L")
    assert str(topic.words_changed_on) == "2020-01-01"
    assert everything_on(topic) == before


def test_a_clinical_reviewer_reads_the_sections_and_orders_nothing(reviewer):
    page = reviewer.get(topic_page()).content.decode()
    assert Topic.objects.get(address="autism").sections.first().heading_en in page
    pages = "/admin/services/topic/"
    assert b'name="form-0-order"' not in reviewer.get(pages).content
    assert reviewer.post(pages, {"_save": "Save", "form-TOTAL_FORMS": "0"}).status_code != 302
    assert reviewer.get(f"{pages}add/").status_code == 403
    assert reviewer.post(topic_page().replace("change", "delete")).status_code == 403


def test_a_content_editor_does_not_say_that_a_page_is_reviewed(client, staff):
    edi = staff("content editor")
    client.force_login(edi)
    data = form_of(client.get(topic_page()))
    assert not {"reviewed_on", "reviewed_by"} & set(data)
    review = {"reviewed_on": "2026-01-02", "reviewed_by": "Me"}
    assert client.post(topic_page(), data | review).status_code == 302
    assert Topic.objects.get(address="autism").reviewed_on is None
    edi.groups.add(Group.objects.get(name="clinical reviewer"))
    data = form_of(client.get(topic_page()))
    assert {"title_en", "reviewed_on"} <= set(data)
    assert client.post(topic_page(), data | review).status_code == 302
    assert str(Topic.objects.get(address="autism").reviewed_on) == "2026-01-02"
