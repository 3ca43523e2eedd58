"""What editors can do with a page, and what is refused."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from faq.models import Question
from njcmo_site import richtext
from services.models import CareManagementOrganization, Topic
from tests.queries import queries_of
from tests.staff_pages import form_of, publish_draft, short_page

pytestmark = pytest.mark.django_db


def test_what_an_editor_saves_is_on_the_site_once_it_is_published(editor, client, pages_of_2020):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path))
    data["sections-0-body_en"] = "<p>New words.<script>x</script></p>"
    data["title_en"] = "A new title"
    before = client.get(topic.get_absolute_url()).content
    assert editor.post(path, data).status_code == 302
    assert Client().get(topic.get_absolute_url()).content == before
    assert b"January 1, 2020" in before
    assert publish_draft(editor, path).status_code == 302
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "<p>New words.</p>" in page
    assert "A new title" in page
    assert "<script>" not in page
    assert "January 1, 2020" not in page


def test_a_page_is_opened_with_the_same_queries_however_many_rows_it_has(editor):
    topic = Topic.objects.get(address="autism")
    path = reverse("admin:services_topic_change", args=[topic.pk])
    many = queries_of(editor, path)
    for rows in (topic.sections, topic.approaches):
        assert rows.count() > 1
        rows.exclude(pk=rows.first().pk).delete()
    assert queries_of(editor, path) == many


def test_saving_a_page_as_it_is_does_not_date_it_anew(editor):
    topic = Topic.objects.get(address="ot-vs-pt")
    path = reverse("admin:services_topic_change", args=[topic.pk])
    Topic.objects.update(words_changed_on="2020-01-01")
    before = list(topic.sections.values())
    assert editor.post(path, form_of(editor.get(path))).status_code == 302
    topic.refresh_from_db()
    assert str(topic.words_changed_on) == "2020-01-01"
    assert list(topic.sections.values()) == before


def test_sections_are_put_in_order_by_number(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    response = editor.get(path)
    assert 'type="number" name="sections-0-order"' in response.content.decode()
    data = form_of(response)
    last = topic.sections.last()
    count = topic.sections.count()
    for index in range(count):
        data[f"sections-{index}-order"] = str(index + 2)
    data[f"sections-{count - 1}-order"] = "1"
    editor.post(path, data)
    assert topic.sections.first() == last


def test_a_number_that_was_changed_decides_between_equals(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    keys = list(topic.sections.values_list("pk", flat=True))
    last = len(keys) - 1
    editor.post(path, form_of(editor.get(path)) | {f"sections-{last}-order": "1"})
    assert list(topic.sections.values_list("pk", flat=True)) == [keys[last], *keys[:last]]
    editor.post(path, form_of(editor.get(path)) | {"sections-0-order": str(last + 1)})
    assert list(topic.sections.values_list("pk", flat=True)) == keys
    assert list(topic.sections.values_list("order", flat=True)) == list(range(1, last + 2))


def test_a_new_page_is_a_draft_that_only_its_editors_see(client, staff):
    hub = Topic.objects.get(hub=None)
    client.force_login(staff("content editor"))
    data = form_of(client.get("/admin/services/topic/add/"))
    data |= dict.fromkeys(("title_en", "short_title_en", "summary_en", "description_en"), "New")
    assert (
        client.post(
            "/admin/services/topic/add/", data | {"hub": hub.pk, "address": "new"}
        ).status_code
        == 302
    )
    assert Topic.objects.order_by("order").last().address == "new"
    draft = client.get("/occupational-therapy/new/")
    assert "This page is a draft." in draft.content.decode()
    assert "no-store" in draft["Cache-Control"]
    assert Client().get("/occupational-therapy/new/").status_code == 404
    client.force_login(staff("intake coordinator"))
    assert client.get("/occupational-therapy/new/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reviewed_on": "2999-01-01", "reviewed_by": "Ana Ruiz"}, "This day is yet to come."),
        ({"reviewed_by": "Ana Ruiz"}, "A review has both a date and a reviewer."),
        ({"sources-0-year": "20266"}, "Enter a year up to now, or nothing."),
        ({"urgent_signs": ["abc"]}, "is not a valid value"),
        ({"related": ["abc"]}, "is not a valid value"),
        ({"title_en": ""}, "This field is required."),
    ],
    ids=str,
)
def test_a_mistake_on_a_page_is_answered_with_what_to_do(editor, changes, told):
    User.objects.get(username="content-editor").groups.add(
        Group.objects.get(name="clinical reviewer")
    )
    path = reverse("admin:services_topic_change", args=[short_page().pk])
    refused = editor.post(path, form_of(editor.get(path)) | changes)
    assert (refused.status_code, told in refused.content.decode()) == (200, True)


def test_sections_that_swap_their_anchors_are_refused_with_a_message(editor):
    path = reverse("admin:services_topic_change", args=[short_page().pk])
    data = form_of(editor.get(path))
    swapped = {f"sections-{i}-anchor": data[f"sections-{1 - i}-anchor"] for i in (0, 1)}
    refused = editor.post(path, data | swapped)
    assert "is the anchor of another section until that is saved" in refused.content.decode()


def test_a_section_whose_number_is_cleared_stays_where_it_was(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path)) | {"sections-1-order": "", "sources-0-order": ""}
    before = list(topic.sections.values_list("pk", "order"))
    assert editor.post(path, data).status_code == 302
    assert list(topic.sections.values_list("pk", "order")) == before


def new_section(topic, anchor) -> dict:
    """What "Add another Section" and filling it in add to the form of a page."""
    count = topic.sections.count()
    section = {
        "topic": topic.pk,
        "heading_en": "One more",
        "anchor": anchor,
        "body_en": "<p>Words.</p>",
        "order": "",
    }
    fields = {f"sections-{count}-{name}": value for name, value in section.items()}
    return fields | {"sections-TOTAL_FORMS": count + 1}


def test_two_sections_of_one_anchor_are_refused_with_a_message(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path))
    anchors = list(topic.sections.values_list("anchor", flat=True))
    changed = data | {"sections-1-anchor": data["sections-0-anchor"]}
    added = data | new_section(topic, anchor=data["sections-0-anchor"])
    for doubled in (changed, added):
        refused = editor.post(path, doubled)
        assert refused.status_code == 200
        assert "correct the duplicate" in refused.content.decode()
    assert list(topic.sections.values_list("anchor", flat=True)) == anchors


def test_a_new_section_is_put_last(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path)) | new_section(topic, anchor="one-more")
    response = editor.post(path, data)
    assert response.status_code == 302, response.context["errors"]
    assert topic.sections.last().heading_en == "One more"


@pytest.mark.parametrize("anchor", ["sources", "q-school", "two words"])
def test_an_anchor_that_the_page_uses_otherwise_is_refused(editor, anchor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path)) | {"sections-0-anchor": anchor}
    refused = editor.post(path, data)
    assert refused.status_code == 200
    assert refused.context["errors"]
    assert not topic.sections.filter(anchor=anchor).exists()


def test_an_editor_polishes_urgent_advice_and_cannot_lower_its_level(editor, client):
    topic = Topic.objects.get(address="autism")
    sign = topic.urgent_signs.get(name="u-breathing")
    path = reverse("admin:services_urgentsign_change", args=[sign.pk])
    editor.post(path, {"advice_en": "Trouble breathing: call 911 now.", "level": 4, "name": "x"})
    sign.refresh_from_db()
    assert (sign.level, sign.name) == (1, "u-breathing")
    assert "Trouble breathing: call" in client.get(topic.get_absolute_url()).content.decode()


def test_advice_that_no_longer_names_911_is_refused_and_other_advice_dates_its_pages(
    editor, client, pages_of_2020
):
    topic = Topic.objects.get(address="autism")
    sign = topic.urgent_signs.get(name="u-breathing")
    path = reverse("admin:services_urgentsign_change", args=[sign.pk])
    refused = editor.post(path, {"advice_en": "Trouble breathing: wait."})
    assert "This sign is one for 911" in refused.content.decode()
    assert "January 1, 2020" in client.get(topic.get_absolute_url()).content.decode()
    editor.post(path, {"advice_en": "Trouble breathing: call 911 now."})
    assert "January 1, 2020" not in client.get(topic.get_absolute_url()).content.decode()


def test_an_editor_keeps_the_organizations_up_to_date(editor):
    organization = CareManagementOrganization.objects.get(slug="essex")
    path = reverse("admin:services_caremanagementorganization_change", args=[organization.pk])
    data = form_of(editor.get(path)) | {"phone_verified": "on", "phone": ""}
    assert "Enter the phone number that was verified." in editor.post(path, data).content.decode()
    refused = editor.post(path, data | {"phone": "abc"}).content.decode()
    assert "Enter it as 973-555-0100" in refused
    assert editor.post(path, data | {"phone": "973-555-0100"}).status_code == 302
    assert CareManagementOrganization.objects.get(slug="essex").phone_verified


def test_a_text_that_is_too_long_to_clean_is_refused(editor):
    question = Question.objects.first()
    response = editor.post(
        f"/admin/faq/question/{question.pk}/change/", {"answer_en": "<li>" * 20_000}
    )
    assert "at most 50000 characters" in response.content.decode()


def test_a_page_that_would_be_too_long_is_refused_with_a_message(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    long = {f"sections-{index}-body_es": f"<p>{'a' * 49_000}</p>" for index in range(5)}
    refused = editor.post(path, form_of(editor.get(path)) | long)
    assert "more than 200,000 characters in one language" in refused.content.decode()
    del long["sections-0-body_es"]
    assert editor.post(path, form_of(editor.get(path)) | long).status_code == 302


@pytest.mark.parametrize("answer", ["<table><tr><td>" * 600, '<p><a href="faq">a</a></p>'])
def test_a_text_that_cannot_be_cleaned_comes_back_with_what_to_do(editor, answer):
    path = f"/admin/faq/question/{Question.objects.first().pk}/change/"
    refused = editor.post(path, form_of(editor.get(path)) | {"answer_en": answer})
    assert refused.status_code == 200
    assert refused.context["errors"]
    assert refused.context["adminform"].form["answer_en"].value() == answer


@pytest.mark.parametrize("path", ["faq/question", "services/topic"])
def test_every_text_is_cleaned_before_the_transaction_that_others_wait_for(
    editor, monkeypatch, path
):
    row = short_page() if path == "services/topic" else Question.objects.last()
    page = f"/admin/{path}/{row.pk}/change/"
    name = "answer_en" if path == "faq/question" else "sections-0-body_en"
    data = form_of(editor.get(page)) | {name: "<p>New &amp; <strong>clean</strong></p>"}
    within = len(connection.savepoint_ids)  # a test is in a transaction itself
    tidy, deep = richtext.tidy, []
    richtext._cleaned_or_refused.cache_clear()

    def watched(html):
        deep.append(len(connection.savepoint_ids) - within)
        return tidy(html)

    monkeypatch.setattr(richtext, "tidy", watched)
    assert editor.post(page, data).status_code == 302
    assert deep
    assert set(deep) == {0}
